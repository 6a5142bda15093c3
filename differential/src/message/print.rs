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
