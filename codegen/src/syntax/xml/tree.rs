//! The tree of a document.

use crate::ground::Span;
use xml::namespace::Namespace;
use xmltree::{Element, XMLNode};

/// A document.
pub(crate) struct Tree {
    pub source: u32,
    pub(super) root: Element,
    /// By element in document order: the index after its last descendant, and its scope.
    pub(super) nodes: Vec<(u32, u32)>,
    pub scopes: Vec<Namespace>,
}

/// One element of a [`Tree`].
#[derive(Clone, Copy)]
pub(crate) struct XmlNode<'a> {
    pub tree: &'a Tree,
    element: &'a Element,
    index: u32,
}

impl Tree {
    pub fn root(&self) -> XmlNode<'_> {
        XmlNode {
            tree: self,
            element: &self.root,
            index: 0,
        }
    }
}

impl<'a> XmlNode<'a> {
    pub fn namespace(self) -> &'a str {
        self.element.namespace.as_deref().unwrap_or_default()
    }

    pub fn local(self) -> &'a str {
        &self.element.name
    }

    pub fn is(self, namespace: &str, local: &str) -> bool {
        self.local() == local && self.namespace() == namespace
    }

    /// The value of an attribute: `local`, or `{namespace}local`.
    pub fn attribute(self, key: &str) -> Option<&'a str> {
        self.element.attributes.get(key).map(String::as_str)
    }

    /// All attributes, by the keys of [`Self::attribute`].
    pub fn attributes(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let attributes = self.element.attributes.iter();
        attributes.map(|(key, value)| (key.as_str(), value.as_str()))
    }

    pub fn span(self) -> Span {
        Span {
            source: self.tree.source,
            node: self.index,
        }
    }

    /// The namespace of a prefix in scope. The empty prefix may have the empty namespace.
    pub fn lookup(self, prefix: &str) -> Option<&'a str> {
        let scope = self
            .tree
            .nodes
            .get(self.index as usize)
            .map_or(0, |node| node.1);
        let found = self
            .tree
            .scopes
            .get(scope as usize)
            .and_then(|scope| scope.get(prefix));
        if prefix.is_empty() {
            Some(found.unwrap_or_default())
        } else {
            found
        }
    }

    pub fn children(self) -> impl Iterator<Item = XmlNode<'a>> {
        self.content().filter_map(Result::ok)
    }

    /// Child elements and text, in order.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a count of what is in memory"
    )]
    pub fn content(self) -> impl Iterator<Item = Result<XmlNode<'a>, &'a str>> {
        let mut next = self.index + 1;
        self.element
            .children
            .iter()
            .filter_map(move |child| match child {
                XMLNode::Element(element) => {
                    let index = next;
                    next = self
                        .tree
                        .nodes
                        .get(index as usize)
                        .map_or(index + 1, |node| node.0);
                    Some(Ok(XmlNode {
                        tree: self.tree,
                        element,
                        index,
                    }))
                }
                XMLNode::Text(text) | XMLNode::CData(text) => Some(Err(text.as_str())),
                _ => None,
            })
    }
}
