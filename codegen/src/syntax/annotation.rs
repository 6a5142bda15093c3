//! Documentation and application information.

use super::xml::XmlNode;
use super::{Interner, xsd};
use crate::ground::{Annotation, EXPECTED_CONTENT_TYPES, QName};

/// The namespaces of content types of binary data (Describing Media Content of Binary Data in XML).
const MEDIA: [&str; 2] = [
    "http://www.w3.org/2005/05/xmlmime",
    "http://www.w3.org/2004/11/xmlmime",
];

/// Reads the `xs:annotation` children of a schema component, and the content types that it expects.
pub(super) fn of_component(node: XmlNode<'_>, interner: &mut Interner) -> Annotation {
    let mut annotation = Annotation::default();
    for namespace in MEDIA {
        let key = format!("{{{namespace}}}{EXPECTED_CONTENT_TYPES}");
        if let Some(types) = node.attribute(&key) {
            let name = QName {
                namespace: interner.get(namespace),
                local: interner.get(EXPECTED_CONTENT_TYPES),
            };
            annotation.appinfo.push((name, types.trim().to_owned()));
        }
    }
    for child in node.children() {
        if child.is(xsd::NAMESPACE, "annotation") {
            for part in child.children() {
                if part.is(xsd::NAMESPACE, "documentation") {
                    add_documentation(&mut annotation.documentation, part);
                } else if part.is(xsd::NAMESPACE, "appinfo") {
                    appinfo(&mut annotation, part, interner);
                }
            }
        } else {
            break;
        }
    }
    annotation
}

/// Reads the `wsdl:documentation` children of a WSDL component.
pub(super) fn of_wsdl(node: XmlNode<'_>) -> Annotation {
    let mut annotation = Annotation::default();
    for child in node.children() {
        if child.is(super::wsdl::NAMESPACE, "documentation") {
            add_documentation(&mut annotation.documentation, child);
        }
    }
    annotation
}

/// Facts are the innermost elements: `<IsDictionary>true</IsDictionary>`, `<ActualType Name="char" Namespace="..."/>`
/// (its value is `{namespace}name`).
fn appinfo(annotation: &mut Annotation, node: XmlNode<'_>, interner: &mut Interner) {
    for child in node.children() {
        let mut text = String::new();
        for part in child.content() {
            if let Err(more) = part {
                text.push_str(more);
            }
        }
        let mut value = text.trim().to_owned();
        if let (true, Some(name)) = (value.is_empty(), child.attribute("Name")) {
            let namespace = child.attribute("Namespace").unwrap_or_default();
            value = format!("{{{namespace}}}{name}");
        }
        let name = QName {
            namespace: interner.get(child.namespace()),
            local: interner.get(child.local()),
        };
        annotation.appinfo.push((name, value));
    }
}

/// Adds a paragraph for each block of text, without markup.
fn add_documentation(out: &mut String, node: XmlNode<'_>) {
    let mut text = String::new();
    gather(node, &mut text);
    let mut paragraph = String::new();
    for line in text.lines().chain([""]) {
        let words = line.split_whitespace();
        if line.trim().is_empty() {
            if !paragraph.is_empty() {
                if !out.is_empty() {
                    out.push_str("\n\n");
                }
                out.push_str(&paragraph);
                paragraph.clear();
            }
            continue;
        }
        for word in words {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(word);
        }
    }
}

fn gather(node: XmlNode<'_>, text: &mut String) {
    for part in node.content() {
        match part {
            Ok(child) => {
                let block = matches!(
                    child.local(),
                    "p" | "P" | "div" | "br" | "li" | "ul" | "ol" | "para" | "table" | "tr"
                );
                if block {
                    text.push_str("\n\n");
                }
                gather(child, text);
                if block {
                    text.push_str("\n\n");
                }
            }
            Err(more) => text.push_str(more),
        }
    }
}
