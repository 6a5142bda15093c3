//! Compares the reader with `roxmltree`.

use roxmltree::{Document, Node};
use soap_runtime::RawElement;

/// Errors of ours for input that `roxmltree` accepts although XML 1.0 forbids it.
const STRICTER: &[&str] = &[
    // Production 16: white space between target and data.
    "a processing instruction has no white space",
    // Production 17: the target is not `xml`.
    "an XML declaration is inside the message",
    // Production 23: nothing but white space around the `=` of a pseudo-attribute.
    "the XML declaration is not one",
    // Production 15 and 18: no `--` in a comment, no `]]>` in text.
    "\"--\" is in a comment",
    // Namespaces in XML, section 7: no colon in a target.
    "the target of an instruction has a colon",
    // Namespaces in XML, production 7: a name may not begin with a colon.
    "a name has a colon too many",
    // Namespaces in XML, section 5, "No Prefix Undeclaring": only the default namespace may be undeclared.
    "is declared as nothing",
    // Section 3.1: an attribute occurs once in a tag, and so does the declaration of the default namespace.
    "is declared twice",
];

/// Errors for what SOAP forbids, and for limits.
const RULES: &[&str] = &[
    "document type declaration",
    "nested deeper than",
    "has more than",
    "is longer than",
    "is too long",
    "namespace declarations",
];

/// Writes elements, sorted attributes and text as text.
fn infoset(node: Node<'_, '_>, out: &mut String) {
    let mut text = String::new();
    for child in node.children() {
        if child.is_text() {
            text.push_str(child.text().unwrap_or_default());
            continue;
        }
        if !child.is_element() {
            continue;
        }
        if !text.is_empty() {
            out.push_str(&format!("{:?}", std::mem::take(&mut text)));
        }
        out.push_str(&format!(
            "<{}|{}",
            child.tag_name().namespace().unwrap_or_default(),
            child.tag_name().name()
        ));
        let mut attributes: Vec<String> = child
            .attributes()
            .map(|one| {
                format!(
                    " {}|{}={:?}",
                    one.namespace().unwrap_or_default(),
                    one.name(),
                    one.value()
                )
            })
            .collect();
        attributes.sort();
        out.push_str(&attributes.concat());
        out.push('>');
        infoset(child, out);
        out.push_str("</>");
    }
    if !text.is_empty() {
        out.push_str(&format!("{text:?}"));
    }
}

/// Whether a reference names a number that is no character of XML (production 66), such as `&#x1F6d00;`: `roxmltree` reads some.
fn refers_to_no_character(xml: &str) -> bool {
    xml.split("&#").skip(1).any(|rest| {
        let number = rest.split(';').next().unwrap_or_default();
        let number = match number.strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        let allowed = |character| {
            !matches!(character, '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
                || matches!(character, '\t' | '\n' | '\r')
        };
        !number.is_ok_and(|number| char::from_u32(number).is_some_and(allowed))
    })
}

/// Reads the input with both and compares the results.
pub fn run(data: &[u8]) {
    let Ok(xml) = std::str::from_utf8(data) else {
        return;
    };
    // A mark at the start is a matter of the decoder, and no part of the text.
    let xml = xml.trim_start_matches('\u{feff}');
    let ours = RawElement::parse(xml);
    let theirs = Document::parse(xml);
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => {
            let kept = ours.to_xml();
            let again = Document::parse(&kept).expect("what is kept is well-formed");
            let (mut left, mut right) = (String::new(), String::new());
            infoset(again.root(), &mut left);
            infoset(theirs.root(), &mut right);
            assert_eq!(left, right, "{xml:?} kept as {:?}", ours.to_xml());
            let same = RawElement::parse(&ours.to_xml()).expect("what is kept is read again");
            assert_eq!(
                same.to_xml(),
                ours.to_xml(),
                "kept otherwise the second time"
            );
            // Looking into a kept element must not panic either.
            let _ = (ours.text(), ours.children(), ours.attribute("", "a"));
            let _ = format!("{ours:?}");
        }
        (Err(error), _) => {
            let _ = format!("{error} {error:?}");
            let expected = STRICTER
                .iter()
                .chain(RULES)
                .any(|rule| error.message().contains(rule))
                || refers_to_no_character(xml);
            if let Ok(theirs) = theirs {
                assert!(
                    expected,
                    "{xml:?} is refused ({error}), and is {:?}",
                    theirs.root_element().tag_name()
                );
            }
        }
        (Ok(ours), Err(error)) => panic!(
            "{xml:?} is read as {:?}, and is wrong: {error}",
            ours.to_xml()
        ),
    }
}
