//! Identity constraints as tables: `unique`, `key` and `keyref` (XML Schema Part 1, section 3.11).

use super::{Name, SimpleType};

/// An identity constraint of an element.
#[derive(Debug)]
pub struct Identity {
    pub(crate) name: &'static str,
    pub(crate) kind: IdentityKind,
    pub(crate) selector: &'static [IdentityPath],
    pub(crate) fields: &'static [IdentityField],
}

/// The kind of an identity constraint.
#[derive(Clone, Copy, Debug)]
pub(crate) enum IdentityKind {
    /// No two elements with all fields have the same values.
    Unique,
    /// That, and every element has all fields.
    Key,
    /// The values are those of an element of this constraint, which the same element declares, or those of this name in it.
    Reference(&'static Identity, Option<Name>),
}

impl Identity {
    /// `xs:unique`.
    pub const fn unique(
        name: &'static str,
        selector: &'static [IdentityPath],
        fields: &'static [IdentityField],
    ) -> Self {
        Self {
            name,
            kind: IdentityKind::Unique,
            selector,
            fields,
        }
    }

    /// `xs:key`.
    pub const fn key(
        name: &'static str,
        selector: &'static [IdentityPath],
        fields: &'static [IdentityField],
    ) -> Self {
        let mut identity = Self::unique(name, selector, fields);
        identity.kind = IdentityKind::Key;
        identity
    }

    /// The same constraint as an `xs:keyref` to `key`. `scope` names the elements that declare the key, if that is not the element
    /// itself.
    pub const fn refers(mut self, key: &'static Identity, scope: Option<Name>) -> Self {
        self.kind = IdentityKind::Reference(key, scope);
        self
    }
}

/// One alternative of a selector or field (Part 1, 3.11.6).
#[derive(Debug)]
pub struct IdentityPath {
    /// Whether it starts with `.//`.
    pub(crate) from_descendants: bool,
    /// Child elements, from the outside in.
    pub(crate) steps: &'static [NameTest],
    /// The attribute at the end.
    pub(crate) attribute: Option<NameTest>,
}

impl IdentityPath {
    /// `./step/step`
    pub const fn children(steps: &'static [NameTest]) -> Self {
        Self {
            from_descendants: false,
            steps,
            attribute: None,
        }
    }

    /// `.//step/step`
    pub const fn descendants(steps: &'static [NameTest]) -> Self {
        Self {
            from_descendants: true,
            steps,
            attribute: None,
        }
    }

    /// The same with `/@name` behind it.
    pub const fn at(mut self, attribute: NameTest) -> Self {
        self.attribute = Some(attribute);
        self
    }
}

/// The names that a step selects.
#[derive(Clone, Copy, Debug)]
pub enum NameTest {
    /// `*`
    Any,
    /// `p:*`
    Namespace(&'static str),
    /// One name.
    Name(Name),
}

impl NameTest {
    pub(crate) fn admits(self, namespace: &str, local: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Namespace(uri) => uri == namespace,
            Self::Name(name) => name.local == local && name.namespace == namespace,
        }
    }
}

/// A field: where its value is, and what it is.
#[derive(Debug)]
pub struct IdentityField {
    pub(crate) paths: &'static [IdentityPath],
    /// The type whose values are compared, where no leaf says more.
    pub(crate) of: &'static SimpleType,
    pub(crate) leaves: &'static [IdentityLeaf],
    /// Whether the element may be nil, which that of a key may not.
    pub(crate) nillable: bool,
}

impl IdentityField {
    /// A field whose values are of this type.
    pub const fn new(paths: &'static [IdentityPath], of: &'static SimpleType) -> Self {
        Self {
            paths,
            of,
            leaves: &[],
            nillable: false,
        }
    }

    /// The same, whose values are of several types, or may be defaults.
    pub const fn leaves(mut self, leaves: &'static [IdentityLeaf]) -> Self {
        self.leaves = leaves;
        self
    }

    /// The same, of an element that may be nil.
    pub const fn nillable(mut self) -> Self {
        self.nillable = true;
        self
    }
}

/// An element or attribute that is the value of a field.
#[derive(Debug)]
pub struct IdentityLeaf {
    pub(crate) is_attribute: bool,
    /// The element that has the attribute, or around the element; `None` for elements that are alike wherever they are.
    pub(crate) owner: Option<Name>,
    pub(crate) name: Name,
    pub(crate) of: &'static SimpleType,
    pub(crate) default: Option<&'static str>,
}

impl IdentityLeaf {
    /// An element of this name and type.
    pub const fn element(name: Name, of: &'static SimpleType) -> Self {
        Self {
            is_attribute: false,
            owner: None,
            name,
            of,
            default: None,
        }
    }

    /// The same, only inside elements of another name.
    pub const fn within(mut self, owner: Name) -> Self {
        self.owner = Some(owner);
        self
    }

    /// An attribute of this name and type, of the elements of another name.
    pub const fn attribute(owner: Name, name: Name, of: &'static SimpleType) -> Self {
        let mut leaf = Self::element(name, of).within(owner);
        leaf.is_attribute = true;
        leaf
    }

    /// Sets the value of an empty element, or of an absent attribute.
    pub const fn or(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }
}
