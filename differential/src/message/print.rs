//! Writes messages.

use super::{Child, Inside, Node, PREFIXES};
use crate::markup::escaped;
use std::fmt::Write;

/// The spelling of a message. It does not change the meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Whether elements have no prefix, and declare the default namespace where it changes.
    pub default_namespace: bool,
    /// Whether each element is on its own line, where white space has no meaning.
    pub indented: bool,
}

/// The message in an envelope of SOAP 1.1.
pub fn envelope(message: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{message}</s:Body></s:Envelope>"
    )
}

impl Node {
    /// The message as text.
    pub fn print(&self, style: Style) -> String {
        let mut text = String::new();
        print(self, style, None, 0, &mut text);
        text
    }

    /// Makes the white space that this style prints between elements a part of the message.
    pub fn space_out(&mut self, style: Style) {
        if style.indented {
            self.space_out_at(0);
        }
    }

    fn space_out_at(&mut self, depth: usize) {
        self.nodes_mut()
            .for_each(|child| child.space_out_at(depth + 1));
        if self.origin.content != Inside::Elements || self.children.is_empty() {
            return;
        }
        let space = |depth: usize| Child::Text(format!("\n{:1$}", "", 2 * depth));
        let children = std::mem::take(&mut self.children);
        for child in children {
            self.children.extend([space(depth + 1), child]);
        }
        self.children.push(space(depth));
    }
}

/// The prefix of a namespace, with its colon.
fn prefix(namespace: &str) -> String {
    let known = PREFIXES.iter().find(|(_, uri)| *uri == namespace);
    known.map_or_else(String::new, |(prefix, _)| format!("{prefix}:"))
}

/// Writes an element; `around` is the default namespace outside it, `None` for the root.
fn print(node: &Node, style: Style, around: Option<&str>, depth: usize, out: &mut String) {
    let start = match style.default_namespace {
        true => String::new(),
        false => prefix(&node.namespace),
    };
    let _ = write!(out, "<{start}{}", node.local);
    if around.is_none() {
        for (prefix, uri) in PREFIXES {
            let _ = write!(out, " xmlns:{prefix}=\"{uri}\"");
        }
    }
    let mut inside = around.unwrap_or_default();
    if style.default_namespace && inside != node.namespace {
        let _ = write!(out, " xmlns=\"{}\"", node.namespace);
        inside = &node.namespace;
    }
    for attribute in &node.attributes {
        let _ = write!(
            out,
            " {}{}=\"{}\"",
            prefix_of_attribute(&attribute.namespace),
            attribute.local,
            escaped(&attribute.value)
        );
    }
    if node.children.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    let spaced = style.indented && node.origin.content == Inside::Elements;
    for child in &node.children {
        if spaced {
            let _ = write!(out, "\n{:1$}", "", 2 * depth + 2);
        }
        match child {
            Child::Node(node) => print(node, style, Some(inside), depth + 1, out),
            Child::Text(text) => out.push_str(&escaped(text)),
            Child::Section(text) => {
                let _ = write!(out, "<![CDATA[{}]]>", text.replace("]]>", "]] >"));
            }
            Child::References(text) => {
                for c in text.chars() {
                    let _ = write!(out, "&#x{:x};", u32::from(c));
                }
            }
            Child::Comment(text) => {
                let _ = write!(out, "<!--{text}-->");
            }
        }
    }
    if spaced {
        let _ = write!(out, "\n{:1$}", "", 2 * depth);
    }
    let _ = write!(out, "</{start}{}>", node.local);
}

fn prefix_of_attribute(namespace: &str) -> String {
    if namespace == "http://www.w3.org/XML/1998/namespace" {
        return "xml:".to_owned();
    }
    prefix(namespace)
}

#[cfg(test)]
mod tests {
    use super::Style;
    use crate::message::{Child, Inside, Node, Origin};
    use crate::schema::Type;

    #[test]
    fn spaced_out_messages_are_printed_as_before() {
        let node = |content, children| Node {
            namespace: String::new(),
            local: "e".to_owned(),
            attributes: Vec::new(),
            children,
            origin: Origin {
                place: String::new(),
                of: Type::BuiltIn("anyType"),
                declared: Type::BuiltIn("anyType"),
                space: 0,
                content,
                nillable: false,
                value: None,
            },
        };
        let text = node(Inside::Text, vec![Child::Text("a".to_owned())]);
        let inner = node(Inside::Elements, vec![Child::Node(text.clone())]);
        let all = vec![Child::Node(inner), Child::Node(text)];
        let mut message = node(Inside::Elements, all);
        let indented = Style {
            indented: true,
            ..Style::default()
        };
        let before = message.print(indented);
        assert!(before.contains("\n    <e>"), "{before}");
        message.space_out(indented);
        let after = message.print(Style::default());
        assert_eq!(after.replace("&#10;", "\n"), before);
    }
}
