//! The tree as text again.

use super::text::{push_attribute, push_text};
use super::{Document, NodeId, View};

impl Document {
    /// The whole message.
    pub(crate) fn to_message(&self) -> Vec<u8> {
        let mut out = String::with_capacity(self.arena.len());
        if self.declared {
            out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
        }
        for child in self.children(Self::ROOT) {
            self.write_node(child, &mut out);
        }
        out.into_bytes()
    }

    /// Takes out all comments: a signature does not cover them, and a reader may join the text around them.
    pub(crate) fn remove_comments(&mut self) {
        let comments: Vec<NodeId> = self
            .descendants(Self::ROOT)
            .filter(|id| matches!(self.view(*id), View::Comment(_)))
            .collect();
        for comment in comments {
            self.detach(comment);
        }
    }

    /// Appends a node and all below it, with the declarations that are written on these elements and no others.
    pub(crate) fn write_node(&self, top: NodeId, out: &mut String) {
        let mut at = top;
        loop {
            self.open(at, out);
            if let Some(child) = self.first_child(at) {
                at = child;
                continue;
            }
            loop {
                if self.first_child(at).is_some() {
                    self.close(at, out);
                }
                if at == top {
                    return;
                }
                if let Some(next) = self.next_sibling(at) {
                    at = next;
                    break;
                }
                let Some(parent) = self.parent(at) else {
                    return;
                };
                at = parent;
            }
        }
    }

    pub(crate) fn push_name(&self, id: NodeId, out: &mut String) {
        let prefix = self.name(self.prefix(id));
        if !prefix.is_empty() {
            out.push_str(prefix);
            out.push(':');
        }
        out.push_str(self.local(id));
    }

    fn open(&self, id: NodeId, out: &mut String) {
        match self.view(id) {
            View::Root => {}
            View::Text(text) => push_text(text, out),
            View::Comment(text) => {
                out.push_str("<!--");
                out.push_str(text);
                out.push_str("-->");
            }
            View::Instruction { target, data } => {
                out.push_str("<?");
                out.push_str(target);
                if !data.is_empty() {
                    out.push(' ');
                    out.push_str(data);
                }
                out.push_str("?>");
            }
            View::Element => {
                out.push('<');
                self.push_name(id, out);
                for declaration in self.declarations(id) {
                    out.push_str(" xmlns");
                    let prefix = self.name(declaration.prefix);
                    if !prefix.is_empty() {
                        out.push(':');
                        out.push_str(prefix);
                    }
                    out.push_str("=\"");
                    push_attribute(self.name(declaration.namespace), out);
                    out.push('"');
                }
                for attribute in self.attributes(id) {
                    out.push(' ');
                    let prefix = self.name(attribute.prefix);
                    if !prefix.is_empty() {
                        out.push_str(prefix);
                        out.push(':');
                    }
                    out.push_str(self.attribute_local(attribute));
                    out.push_str("=\"");
                    push_attribute(self.attribute_value(attribute), out);
                    out.push('"');
                }
                out.push_str(if self.first_child(id).is_some() {
                    ">"
                } else {
                    "/>"
                });
            }
        }
    }

    fn close(&self, id: NodeId, out: &mut String) {
        if self.is_element(id) {
            out.push_str("</");
            self.push_name(id, out);
            out.push('>');
        }
    }
}
