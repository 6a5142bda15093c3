//! A message as a tree that knows namespaces, prefixes and positions, and can be changed.
//!
//! All text is in one string, and nodes are in one vector, so a node costs no allocation. All walks are loops: the depth of a
//! message costs no stack.

mod edit;
mod parse;
mod text;
mod write;

use crate::error::Error;
use soap_runtime::xml::Limits;
use std::collections::HashMap;
use std::num::NonZeroU32;
pub(crate) use text::{push_attribute, push_text};

/// Namespace of the prefix `xml`.
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// A node of a [`Document`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(NonZeroU32);

impl NodeId {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a message is shorter than 2 GiB"
    )]
    fn at(index: usize) -> Self {
        Self(NonZeroU32::MIN.saturating_add(index as u32))
    }

    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a message is shorter than 2 GiB"
    )]
    fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// An interned prefix or namespace. The first is the empty string: no prefix, no namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Name(u32);

impl Name {
    pub(crate) const EMPTY: Self = Self(0);
    /// The prefix `xml`.
    pub(crate) const XML_PREFIX: Self = Self(1);

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }

    #[allow(
        clippy::cast_possible_truncation,
        reason = "a message is shorter than 2 GiB"
    )]
    pub(crate) fn from_index(index: usize) -> Self {
        Self(index as u32)
    }
}

/// Bytes of the document's text.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    end: u32,
}

#[derive(Debug)]
struct Node {
    parent: Option<NodeId>,
    first: Option<NodeId>,
    last: Option<NodeId>,
    next: Option<NodeId>,
    previous: Option<NodeId>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Root,
    Element(Element),
    Text(Span),
    Comment(Span),
    Instruction { target: Span, data: Span },
}

#[derive(Clone, Debug)]
struct Element {
    prefix: Name,
    namespace: Name,
    local: Span,
    attributes: (u32, u32),
    declarations: (u32, u32),
}

/// An attribute that declares no namespace.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attribute {
    pub(crate) prefix: Name,
    pub(crate) namespace: Name,
    local: Span,
    value: Span,
}

/// A namespace declaration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Declaration {
    pub(crate) prefix: Name,
    pub(crate) namespace: Name,
}

/// The kind of a node, for those who write it.
pub(crate) enum View<'d> {
    Root,
    Element,
    Text(&'d str),
    Comment(&'d str),
    Instruction { target: &'d str, data: &'d str },
}

/// A message. It has no `Debug`: it may hold secrets.
pub(crate) struct Document {
    arena: String,
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    declarations: Vec<Declaration>,
    names: Vec<Box<str>>,
    by_name: HashMap<Box<str>, Name>,
    limits: Limits,
    /// Whether the text started with an XML declaration.
    declared: bool,
}

impl Document {
    pub(crate) const ROOT: NodeId = NodeId(NonZeroU32::MIN);

    fn empty(limits: &Limits) -> Self {
        let mut document = Self {
            arena: String::new(),
            nodes: vec![Node {
                parent: None,
                first: None,
                last: None,
                next: None,
                previous: None,
                kind: Kind::Root,
            }],
            attributes: Vec::new(),
            declarations: Vec::new(),
            names: Vec::new(),
            by_name: HashMap::new(),
            limits: limits.clone(),
            declared: false,
        };
        document.intern("");
        document.intern("xml");
        document
    }

    /// Parses a message in UTF-8, or in UTF-16 with a byte order mark. A document type is refused.
    pub(crate) fn parse(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        if bytes.len() > limits.message {
            return Err(Error::limit("the message is longer than the limit"));
        }
        let text = text::decode(bytes)?;
        let mut document = Self::empty(limits);
        document.parse_message(&text)?;
        Ok(document)
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Bytes of text that the document holds.
    pub(crate) fn length(&self) -> usize {
        self.arena.len()
    }

    #[allow(
        clippy::cast_possible_truncation,
        reason = "a message is shorter than 2 GiB"
    )]
    fn intern(&mut self, name: &str) -> Name {
        if let Some(known) = self.by_name.get(name) {
            return *known;
        }
        let id = Name(self.names.len() as u32);
        self.names.push(name.into());
        self.by_name.insert(name.into(), id);
        id
    }

    /// The number of prefixes and namespaces.
    pub(crate) fn names(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn name(&self, name: Name) -> &str {
        self.names.get(name.index()).map_or("", |name| name)
    }

    pub(crate) fn find_name(&self, name: &str) -> Option<Name> {
        self.by_name.get(name).copied()
    }

    fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }

    fn slice(&self, span: Span) -> &str {
        self.arena
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    fn element(&self, id: NodeId) -> Option<&Element> {
        match &self.node(id)?.kind {
            Kind::Element(element) => Some(element),
            _ => None,
        }
    }

    pub(crate) fn view(&self, id: NodeId) -> View<'_> {
        match self.node(id).map(|node| &node.kind) {
            None | Some(Kind::Root) => View::Root,
            Some(Kind::Element(_)) => View::Element,
            Some(Kind::Text(span)) => View::Text(self.slice(*span)),
            Some(Kind::Comment(span)) => View::Comment(self.slice(*span)),
            Some(Kind::Instruction { target, data }) => View::Instruction {
                target: self.slice(*target),
                data: self.slice(*data),
            },
        }
    }

    pub(crate) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.parent
    }

    pub(crate) fn first_child(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.first
    }

    pub(crate) fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.next
    }

    pub(crate) fn is_element(&self, id: NodeId) -> bool {
        self.element(id).is_some()
    }

    pub(crate) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut next = self.first_child(id);
        std::iter::from_fn(move || {
            let this = next?;
            next = self.next_sibling(this);
            Some(this)
        })
    }

    /// The child elements.
    pub(crate) fn elements(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(id).filter(|child| self.is_element(*child))
    }

    /// The child element of this name that comes first.
    pub(crate) fn child(&self, id: NodeId, namespace: &str, local: &str) -> Option<NodeId> {
        self.elements(id)
            .find(|child| self.is(*child, namespace, local))
    }

    pub(crate) fn document_element(&self) -> Option<NodeId> {
        self.elements(Self::ROOT).next()
    }

    /// The node and all nodes below it, in document order.
    pub(crate) fn descendants(&self, top: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut next = Some(top);
        std::iter::from_fn(move || {
            let this = next?;
            next = self.following(this, top);
            Some(this)
        })
    }

    /// The node after `id` in document order, below `top`.
    fn following(&self, id: NodeId, top: NodeId) -> Option<NodeId> {
        if let Some(child) = self.first_child(id) {
            return Some(child);
        }
        self.following_outside(id, top)
    }

    /// The first node after `id` and all below it, in document order, below `top`.
    fn following_outside(&self, id: NodeId, top: NodeId) -> Option<NodeId> {
        let mut at = id;
        while at != top {
            if let Some(next) = self.next_sibling(at) {
                return Some(next);
            }
            at = self.parent(at)?;
        }
        None
    }

    /// The nodes from `id` up to the root of the document, without `id`.
    pub(crate) fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(id), |id| self.parent(*id))
    }

    pub(crate) fn is_inside(&self, id: NodeId, of: NodeId) -> bool {
        id == of || self.ancestors(id).any(|ancestor| ancestor == of)
    }

    pub(crate) fn prefix(&self, id: NodeId) -> Name {
        self.element(id)
            .map_or(Name::EMPTY, |element| element.prefix)
    }

    pub(crate) fn namespace_name(&self, id: NodeId) -> Name {
        self.element(id)
            .map_or(Name::EMPTY, |element| element.namespace)
    }

    pub(crate) fn namespace(&self, id: NodeId) -> &str {
        self.name(self.namespace_name(id))
    }

    pub(crate) fn local(&self, id: NodeId) -> &str {
        self.element(id)
            .map_or("", |element| self.slice(element.local))
    }

    pub(crate) fn is(&self, id: NodeId, namespace: &str, local: &str) -> bool {
        self.is_element(id) && self.local(id) == local && self.namespace(id) == namespace
    }

    pub(crate) fn attributes(&self, id: NodeId) -> &[Attribute] {
        let range = self
            .element(id)
            .map_or((0, 0), |element| element.attributes);
        self.attributes
            .get(range.0 as usize..range.1 as usize)
            .unwrap_or(&[])
    }

    pub(crate) fn declarations(&self, id: NodeId) -> &[Declaration] {
        let range = self
            .element(id)
            .map_or((0, 0), |element| element.declarations);
        self.declarations
            .get(range.0 as usize..range.1 as usize)
            .unwrap_or(&[])
    }

    pub(crate) fn attribute_local(&self, attribute: &Attribute) -> &str {
        self.slice(attribute.local)
    }

    pub(crate) fn attribute_value(&self, attribute: &Attribute) -> &str {
        self.slice(attribute.value)
    }

    pub(crate) fn attribute(&self, id: NodeId, namespace: &str, local: &str) -> Option<&str> {
        self.attributes(id)
            .iter()
            .find(|attribute| {
                self.attribute_local(attribute) == local
                    && self.name(attribute.namespace) == namespace
            })
            .map(|attribute| self.attribute_value(attribute))
    }

    /// The text of an element without child elements; of any other element `None`.
    pub(crate) fn text(&self, id: NodeId) -> Option<String> {
        let mut all = String::new();
        for child in self.children(id) {
            match self.view(child) {
                View::Text(text) => all.push_str(text),
                View::Element | View::Root => return None,
                View::Comment(_) | View::Instruction { .. } => {}
            }
        }
        Some(all)
    }

    /// Where an element is, for messages: `/Envelope/Header/Security`.
    pub(crate) fn path(&self, id: NodeId) -> String {
        let mut names: Vec<&str> = std::iter::once(id)
            .chain(self.ancestors(id))
            .filter(|id| self.is_element(*id))
            .map(|id| self.local(id))
            .collect();
        names.reverse();
        format!("/{}", names.join("/"))
    }
}
