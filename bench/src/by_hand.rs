//! What a careful author would write by hand for the feature toggles document: the bounds that the generated code is held to.

use quick_xml::events::Event;
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use superoffice_services83::types::CsFeatureToggle;

const SERVICES83: &[u8] = b"http://www.superoffice.net/ws/crm/NetServer/Services83";
const XSI: &[u8] = b"http://www.w3.org/2001/XMLSchema-instance";

/// Static bytes into a reused buffer: the floor for writing.
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

/// A pull parser over `NsReader` that matches members by namespace and local name in any order and skips what it does not
/// know: what the general path of the generated reader is compared to.
pub fn read_toggles(message: &str) -> Result<Vec<CsFeatureToggle>, Box<dyn std::error::Error>> {
    let mut reader = NsReader::from_str(message);
    let mut toggles = Vec::new();
    loop {
        match reader.read_resolved_event()? {
            (ResolveResult::Bound(namespace), Event::Start(start))
                if namespace.into_inner().as_bytes() == SERVICES83
                    && start.local_name().into_inner().as_bytes() == b"CsFeatureToggle" =>
            {
                toggles.push(read_toggle(&mut reader)?);
            }
            (_, Event::Eof) => return Ok(toggles),
            _ => {}
        }
    }
}

fn read_toggle(
    reader: &mut NsReader<&[u8]>,
) -> Result<CsFeatureToggle, Box<dyn std::error::Error>> {
    let mut toggle = CsFeatureToggle::default();
    loop {
        match reader.read_resolved_event()? {
            (ResolveResult::Bound(namespace), Event::Start(start))
                if namespace.into_inner().as_bytes() == SERVICES83 =>
            {
                let nil = start.attributes().flatten().any(|attribute| {
                    let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
                    matches!(namespace, ResolveResult::Bound(namespace) if namespace.into_inner().as_bytes() == XSI)
                        && local.into_inner().as_bytes() == b"nil"
                        && matches!(attribute.value.as_ref().as_bytes(), b"true" | b"1")
                });
                let end = start.to_end().into_owned();
                match start.local_name().into_inner().as_bytes() {
                    b"Name" if !nil => {
                        toggle.name = Some(
                            quick_xml::escape::unescape(&reader.read_text(end.name())?)?
                                .into_owned(),
                        )
                    }
                    b"State" if !nil => {
                        toggle.state = Some(reader.read_text(end.name())?.trim() == "true")
                    }
                    _ => {
                        reader.read_to_end(end.name())?;
                    }
                }
            }
            (_, Event::End(_)) => return Ok(toggle),
            (_, Event::Eof) => return Err("unexpected end".into()),
            _ => {}
        }
    }
}
