//! Identity constraints of the output.

use super::Name;

/// An identity constraint.
#[derive(Debug, Hash)]
pub struct Identity {
    /// Name of the static.
    pub name: String,
    pub xml_name: String,
    pub kind: IdentityKind,
    pub selector: Vec<IdentityPath>,
    pub fields: Vec<IdentityField>,
}

#[derive(Debug, Hash)]
pub enum IdentityKind {
    Unique,
    Key,
    /// The static of the key, and the name of the elements that declare it, if these are others.
    KeyRef(String, Option<Name>),
}

#[derive(Debug, Hash)]
pub struct IdentityField {
    pub paths: Vec<IdentityPath>,
    /// The static of the simple type of its values.
    pub of: String,
    pub leaves: Vec<IdentityLeaf>,
    pub nillable: bool,
}

/// An element or attribute that is the value of a field.
#[derive(Debug, Hash)]
pub struct IdentityLeaf {
    pub is_attribute: bool,
    /// The element that has the attribute, or around the element; `None` for elements that are alike wherever they are.
    pub owner: Option<Name>,
    pub name: Name,
    /// The static of its simple type.
    pub of: String,
    pub default: Option<String>,
}

/// One alternative of a selector or field.
#[derive(Debug, Hash)]
pub struct IdentityPath {
    pub from_descendants: bool,
    pub steps: Vec<NameTest>,
    pub attribute: Option<NameTest>,
}

#[derive(Debug, Hash)]
pub enum NameTest {
    Any,
    /// The constant of a namespace.
    Namespace(Option<String>),
    Name(Name),
}
