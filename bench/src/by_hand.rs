//! Hand-written code for the feature toggles document. It sets the bounds for the generated code.

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use soap_runtime::{Dictionary, FlagSet};
use superoffice_services83::types::*;

const SERVICES83: &[u8] = b"http://www.superoffice.net/ws/crm/NetServer/Services83";
const XSI: &[u8] = b"http://www.w3.org/2001/XMLSchema-instance";

/// Copies static bytes into a reused buffer: the lower bound for writing.
pub fn write_toggles(out: &mut Vec<u8>, toggles: &[CsFeatureToggle]) {
    out.clear();
    out.extend_from_slice(
        concat!(
            r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" "#,
            r#"xmlns="http://www.superoffice.net/ws/crm/NetServer/Services83"><s:Body><UpdateFeatureToggles><FeatureToggles>"#
        )
        .as_bytes(),
    );
    for toggle in toggles {
        out.extend_from_slice(b"<CsFeatureToggle>");
        if let Some(name) = &toggle.name {
            out.extend_from_slice(b"<Name>");
            escape(out, name);
            out.extend_from_slice(b"</Name>");
        }
        if let Some(state) = toggle.state {
            out.extend_from_slice(if state {
                b"<State>true</State>"
            } else {
                b"<State>false</State>"
            });
        }
        out.extend_from_slice(b"</CsFeatureToggle>");
    }
    out.extend_from_slice(b"</FeatureToggles></UpdateFeatureToggles></s:Body></s:Envelope>");
}

fn escape(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    if !bytes
        .iter()
        .any(|byte| matches!(byte, b'&' | b'<' | b'>' | b'\r'))
    {
        out.extend_from_slice(bytes);
        return;
    }
    for &byte in bytes {
        match byte {
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            b'\r' => out.extend_from_slice(b"&#xD;"),
            byte => out.push(byte),
        }
    }
}

type Failure = Box<dyn std::error::Error>;
type Parser<'m> = NsReader<&'m [u8]>;

/// A pull parser over `NsReader` that matches members by namespace and local name in any order, and skips unknown ones.
/// The general path of the generated reader is compared with it.
pub fn read_toggles(message: &str) -> Result<Vec<CsFeatureToggle>, Failure> {
    read_all(message, "CsFeatureToggle", toggle)
}

/// Like [`read_toggles`], for the chat sessions.
pub fn read_chat_sessions(message: &str) -> Result<Vec<ChatSession>, Failure> {
    read_all(message, "ChatSession", chat_session)
}

/// Reads all elements of this name at any depth.
fn read_all<T>(
    message: &str,
    name: &str,
    read: impl Fn(&mut Parser<'_>) -> Result<T, Failure>,
) -> Result<Vec<T>, Failure> {
    let mut reader = NsReader::from_str(message);
    reader.config_mut().expand_empty_elements = true;
    let mut all = Vec::new();
    loop {
        match reader.read_resolved_event()? {
            (ResolveResult::Bound(namespace), Event::Start(start))
                if namespace.into_inner().as_bytes() == SERVICES83
                    && start.local_name().into_inner() == name =>
            {
                all.push(read(&mut reader)?);
            }
            (_, Event::Eof) => return Ok(all),
            _ => {}
        }
    }
}

/// Returns the next member of the current element, or `None` at its end. Skips nil members and those of other
/// namespaces.
fn member<'m>(reader: &mut Parser<'m>) -> Result<Option<BytesStart<'m>>, Failure> {
    loop {
        let (namespace, event) = reader.read_resolved_event()?;
        match event {
            Event::Start(start) => {
                let known = matches!(namespace, ResolveResult::Bound(namespace) if namespace.into_inner().as_bytes() == SERVICES83);
                if known && !is_nil(reader, &start) {
                    return Ok(Some(start));
                }
                reader.read_to_end(start.name())?;
            }
            Event::End(_) => return Ok(None),
            Event::Eof => return Err("unexpected end".into()),
            _ => {}
        }
    }
}

fn is_nil(reader: &Parser<'_>, start: &BytesStart<'_>) -> bool {
    start.attributes().flatten().any(|attribute| {
        let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
        matches!(namespace, ResolveResult::Bound(namespace) if namespace.into_inner().as_bytes() == XSI)
            && local.into_inner() == "nil"
            && matches!(attribute.value.as_ref().as_bytes(), b"true" | b"1")
    })
}

fn text(reader: &mut Parser<'_>, start: &BytesStart<'_>) -> Result<String, Failure> {
    let raw = reader.read_text(start.name())?;
    Ok(quick_xml::escape::unescape(&raw)?.into_owned())
}

/// Reads a value without entities, with white space around it.
fn value<T>(reader: &mut Parser<'_>, start: &BytesStart<'_>) -> Result<T, Failure>
where
    T: std::str::FromStr<Err: std::error::Error + 'static>,
{
    Ok(reader.read_text(start.name())?.trim().parse()?)
}

/// A set of flags.
fn flags<T: PartialEq>(
    reader: &mut Parser<'_>,
    start: &BytesStart<'_>,
    flag: impl Fn(&str) -> T,
) -> Result<FlagSet<T>, Failure> {
    let raw = reader.read_text(start.name())?;
    Ok(raw.split_ascii_whitespace().map(flag).collect())
}

fn skip(reader: &mut Parser<'_>, start: &BytesStart<'_>) -> Result<(), Failure> {
    reader.read_to_end(start.name())?;
    Ok(())
}

fn toggle(reader: &mut Parser<'_>) -> Result<CsFeatureToggle, Failure> {
    let mut toggle = CsFeatureToggle::default();
    while let Some(start) = member(reader)? {
        match start.local_name().into_inner() {
            "TableRight" => toggle.table_right = Some(table_right(reader)?),
            "FieldProperties" => toggle.field_properties = Some(field_properties(reader)?),
            "Name" => toggle.name = Some(text(reader, &start)?),
            "State" => {
                toggle.state = Some(match reader.read_text(start.name())?.trim() {
                    "true" | "1" => true,
                    "false" | "0" => false,
                    _ => return Err("not a boolean".into()),
                })
            }
            _ => skip(reader, &start)?,
        }
    }
    Ok(toggle)
}

fn chat_session(reader: &mut Parser<'_>) -> Result<ChatSession, Failure> {
    let mut session = ChatSession::default();
    while let Some(start) = member(reader)? {
        match start.local_name().into_inner() {
            "TableRight" => session.table_right = Some(table_right(reader)?),
            "FieldProperties" => session.field_properties = Some(field_properties(reader)?),
            "ChatSessionId" => session.chat_session_id = Some(value(reader, &start)?),
            _ => skip(reader, &start)?,
        }
    }
    Ok(session)
}

fn table_right(reader: &mut Parser<'_>) -> Result<TableRight, Failure> {
    let mut right = TableRight::default();
    while let Some(start) = member(reader)? {
        match start.local_name().into_inner() {
            "Mask" => right.mask = Some(flags(reader, &start, table_flag)?),
            "Reason" => right.reason = Some(text(reader, &start)?),
            _ => skip(reader, &start)?,
        }
    }
    Ok(right)
}

fn table_flag(word: &str) -> ETableRightFlag {
    match word {
        "Select" => ETableRightFlag::Select,
        "Update" => ETableRightFlag::Update,
        "Insert" => ETableRightFlag::Insert,
        "Delete" => ETableRightFlag::Delete,
        "Filtering" => ETableRightFlag::Filtering,
        "RestrictedUpdate" => ETableRightFlag::RestrictedUpdate,
        _ => ETableRightFlag::Unknown(word.into()),
    }
}

type Properties = Dictionary<String, Option<FieldProperty>>;

fn field_properties(reader: &mut Parser<'_>) -> Result<Properties, Failure> {
    let mut properties = Properties::new();
    while let Some(start) = member(reader)? {
        if start.local_name().into_inner() != "FieldPropertyDictionaryKeyValuePair" {
            skip(reader, &start)?;
            continue;
        }
        let (mut key, mut property) = (None, None);
        while let Some(start) = member(reader)? {
            match start.local_name().into_inner() {
                "Key" => key = Some(text(reader, &start)?),
                "Value" => property = Some(field_property(reader)?),
                _ => skip(reader, &start)?,
            }
        }
        properties.push(key.ok_or("a pair has no key")?, property);
    }
    Ok(properties)
}

fn field_property(reader: &mut Parser<'_>) -> Result<FieldProperty, Failure> {
    let mut property = FieldProperty::default();
    while let Some(start) = member(reader)? {
        match start.local_name().into_inner() {
            "FieldRight" => property.field_right = Some(field_right(reader)?),
            "FieldType" => property.field_type = Some(text(reader, &start)?),
            "FieldLength" => property.field_length = Some(value(reader, &start)?),
            _ => skip(reader, &start)?,
        }
    }
    Ok(property)
}

fn field_right(reader: &mut Parser<'_>) -> Result<FieldRight, Failure> {
    let mut right = FieldRight::default();
    while let Some(start) = member(reader)? {
        match start.local_name().into_inner() {
            "Mask" => right.mask = Some(flags(reader, &start, field_flag)?),
            "Reason" => right.reason = Some(text(reader, &start)?),
            _ => skip(reader, &start)?,
        }
    }
    Ok(right)
}

fn field_flag(word: &str) -> EFieldRightFlag {
    match word {
        "Read" => EFieldRightFlag::Read,
        "Write" => EFieldRightFlag::Write,
        "Unused1" => EFieldRightFlag::Unused1,
        "Unused2" => EFieldRightFlag::Unused2,
        "Unused3" => EFieldRightFlag::Unused3,
        "Unused4" => EFieldRightFlag::Unused4,
        "UIHintMandatory" => EFieldRightFlag::UiHintMandatory,
        "UIHintReadOnly" => EFieldRightFlag::UiHintReadOnly,
        "UndefinedValue256" => EFieldRightFlag::UndefinedValue256,
        _ => EFieldRightFlag::Unknown(word.into()),
    }
}

#[cfg(test)]
mod tests {
    use crate::documents::{Document, Spelling};
    use crate::ours::{self, Message};
    use crate::shuffled;

    /// Hand-written and generated code must give the same result.
    #[test]
    fn by_hand_as_generated() {
        let toggles = Document::A.text(Spelling::Gsoap);
        let sessions = Document::B.text(Spelling::Gsoap);
        let shuffled = shuffled::chat_sessions(&sessions).expect("a document");
        for text in [&toggles, &shuffled::toggles(&toggles)] {
            let Ok((Message::A(_, body), _)) = ours::read(Document::A, text.as_bytes()) else {
                panic!("not read");
            };
            let by_hand = super::read_toggles(text).expect("read");
            assert_eq!(body.feature_toggles, Some(by_hand));
        }
        for text in [&sessions, &shuffled, &Document::B.text(Spelling::Wcf)] {
            let Ok((Message::B(_, body), _)) = ours::read(Document::B, text.as_bytes()) else {
                panic!("not read");
            };
            let by_hand = super::read_chat_sessions(text).expect("read");
            assert_eq!(body.response, Some(by_hand));
        }
    }
}
