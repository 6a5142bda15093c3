//! Documents that defeat prediction: members in another order, comments, unknown members, another prefix.

use quick_xml::events::Event;

type Failure = Box<dyn std::error::Error>;

/// Gives the namespace of the contract another prefix.
fn prefixed(text: &str) -> String {
    text.replace("cs1:", "zz:")
        .replace("xmlns:cs1=", "xmlns:zz=")
}

/// Document a with State before Name, a comment and an unknown member.
pub fn toggles(text: &str) -> String {
    let text = prefixed(text);
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("<zz:Name>") {
        let Some((name, after)) = after.split_once("</zz:Name>") else {
            break;
        };
        let Some((state, after)) = after.split_once("</zz:State>") else {
            break;
        };
        out.push_str(before);
        out.push_str("<!-- toggle -->");
        out.push_str(state);
        out.push_str("</zz:State><zz:New>1</zz:New><zz:Name>");
        out.push_str(name);
        out.push_str("</zz:Name>");
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Elements whose members are reversed.
const TURNED: [&str; 5] = [
    "zz:ChatSession",
    "zz:FieldPropertyDictionaryKeyValuePair",
    "zz:FieldRight",
    "zz:TableRight",
    "zz:Value",
];

/// Document b with the members of every struct and pair in reverse order, and a comment and an unknown member in each
/// chat session.
pub fn chat_sessions(text: &str) -> Result<String, Failure> {
    let text = prefixed(text);
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut parts = children(&text, &mut reader, 0)?.0;
    Ok(parts.drain(..).collect())
}

/// The children of the current element, each with the text before it, and the end of its content.
fn children(
    text: &str,
    reader: &mut quick_xml::Reader<&[u8]>,
    from: usize,
) -> Result<(Vec<String>, usize), Failure> {
    let mut parts = Vec::new();
    let mut last = from;
    loop {
        let before = usize::try_from(reader.buffer_position())?;
        match reader.read_event()? {
            Event::Start(start) => {
                let name = start.name().into_inner().to_owned();
                let content = usize::try_from(reader.buffer_position())?;
                let (mut inner, end) = children(text, reader, content)?;
                let mut part = text[last..content].to_owned();
                if TURNED.contains(&name.as_str()) {
                    inner.reverse();
                }
                if name == "zz:ChatSession" {
                    part.push_str("<!-- session --><zz:New>1</zz:New>");
                }
                part.extend(inner);
                last = usize::try_from(reader.buffer_position())?;
                part.push_str(&text[end..last]);
                parts.push(part);
            }
            Event::End(_) | Event::Eof => {
                parts.push(text[last..before].to_owned());
                return Ok((parts, before));
            }
            _ => {}
        }
    }
}
