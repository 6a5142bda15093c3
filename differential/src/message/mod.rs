//! Messages: trees that keep the declaration of each element.

mod annotate;
mod mutate;
mod print;
mod references;
mod sweep;
mod valid;

pub use annotate::{adapted, annotate};
pub use mutate::{Mutation, mutate};
pub use print::{Style, envelope};
pub use references::mutate_reference;
pub use sweep::{Done, bounds, comments};
pub use valid::valid;

use crate::schema::{Schema, Type, Value, XS, XSI};

/// A namespace that no schema declares.
pub const FOREIGN: &str = "urn:f";

/// The prefixes that every message declares.
pub const PREFIXES: [(&str, &str); 6] = [
    ("a", "urn:a"),
    ("b", "urn:b"),
    ("c", "urn:c"),
    ("f", FOREIGN),
    ("xs", XS),
    ("xsi", XSI),
];

/// An element.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Namespace; empty for none.
    pub namespace: String,
    /// Local name.
    pub local: String,
    /// Attributes, with those of `xsi`.
    pub attributes: Vec<Attribute>,
    /// Its content.
    pub children: Vec<Child>,
    /// Its declaration.
    pub origin: Origin,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Namespace; empty for none.
    pub namespace: String,
    /// Local name.
    pub local: String,
    /// Its value.
    pub value: String,
    /// Its simple type, if it is declared.
    pub of: Option<Type>,
}

/// A part of the content of an element.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "most children are elements")]
pub enum Child {
    /// An element.
    Node(Node),
    /// Text.
    Text(String),
    /// Text as a CDATA section.
    Section(String),
    /// Text as character references.
    References(String),
    /// A comment.
    Comment(String),
}

/// The declaration of an element.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// Its construct.
    pub place: String,
    /// The actual type: the declared one, or that of `xsi:type`.
    pub of: Type,
    /// The declared type.
    pub declared: Type,
    /// The namespace in which its type is declared.
    pub space: usize,
    /// The allowed content.
    pub content: Inside,
    /// Whether it is nillable.
    pub nillable: bool,
    /// Its value constraint.
    pub value: Option<Value>,
}

/// The allowed content of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// Text of a simple type.
    Text,
    /// Elements.
    Elements,
    /// Elements and text.
    Mixed,
    /// Unknown: the content of a wildcard or of `xs:anyType`.
    Anything,
}

impl Inside {
    /// The content of elements of a type.
    fn of(schema: &Schema, of: &Type) -> Self {
        match (schema.complex(of), schema.text_type(of)) {
            (_, Some(_)) => Self::Text,
            (Some(complex), None) if complex.mixed => Self::Mixed,
            (Some(_), None) => Self::Elements,
            (None, None) => Self::Anything,
        }
    }
}

impl Node {
    /// The child elements.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.children.iter().filter_map(|child| match child {
            Child::Node(node) => Some(node),
            _ => None,
        })
    }

    /// The child elements, for changes.
    pub fn nodes_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.children.iter_mut().filter_map(|child| match child {
            Child::Node(node) => Some(node),
            _ => None,
        })
    }

    /// All its text, without comments.
    pub fn text(&self) -> String {
        let texts = self.children.iter().map(|child| match child {
            Child::Text(text) | Child::Section(text) | Child::References(text) => text.as_str(),
            Child::Node(_) | Child::Comment(_) => "",
        });
        texts.collect()
    }

    /// The value of an attribute of `xsi`.
    pub fn xsi(&self, local: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        let found = all.find(|one| one.namespace == XSI && one.local == local);
        found.map(|one| one.value.trim())
    }

    /// Whether `xsi:nil` is true.
    pub fn is_nil(&self) -> bool {
        matches!(self.xsi("nil"), Some("true" | "1"))
    }

    /// The number of elements, attributes and texts.
    pub fn size(&self) -> usize {
        let children = self.children.iter().map(|child| match child {
            Child::Node(node) => node.size(),
            _ => 1,
        });
        1 + self.attributes.len() + children.sum::<usize>()
    }
}

impl Attribute {
    /// An attribute of `xsi`.
    pub fn xsi(local: &str, value: impl Into<String>) -> Self {
        Self {
            namespace: XSI.to_owned(),
            local: local.to_owned(),
            value: value.into(),
            of: None,
        }
    }
}
