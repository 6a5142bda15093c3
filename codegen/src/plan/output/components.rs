//! The components that messages may name.

use super::{Member, Name, Type};

/// The components that the messages of a service may name.
#[derive(Debug, Hash)]
pub struct Components {
    /// Name of the static.
    pub name: String,
    /// The statics of the named simple types.
    pub simple_types: Vec<String>,
    /// The named complex types, in the order of their names, if messages may hold elements that are kept as XML.
    pub types: Vec<NamedType>,
    /// The global elements, likewise.
    pub elements: Vec<Declared>,
    /// The static of the global attributes.
    pub attributes: Option<String>,
}

/// A global element, or an element of a named type.
#[derive(Debug, Hash)]
pub struct Declared {
    pub member: Member,
    /// The type of a field that holds it; `None` if it is not generated.
    pub ty: Option<Type>,
    pub is_abstract: bool,
}

/// A named complex type.
#[derive(Debug, Hash)]
pub struct NamedType {
    pub declared: Declared,
    /// The named complex type that it is derived from.
    pub base: Option<Name>,
    pub method: DerivationMethod,
    /// The derivations of types that may not replace it.
    pub blocks: Vec<DerivationMethod>,
}

/// The types that messages name by `xsi:type`.
#[derive(Debug, Hash)]
pub struct TypedTypes {
    /// The constant of the declarations.
    pub declarations: String,
    pub types: Vec<TypedType>,
}

/// A type with its name in the contract.
#[derive(Debug, Hash)]
pub struct TypedType {
    pub ty: String,
    pub xml_name: Name,
    /// The prefix, with its colon.
    pub prefix: String,
}

/// The global elements that kept elements are read as.
#[derive(Debug, Hash)]
pub struct Handles {
    /// The constant of the declarations.
    pub declarations: String,
    pub elements: Vec<Handle>,
}

/// A global element.
#[derive(Debug, Hash)]
pub struct Handle {
    /// Name of the static.
    pub name: String,
    pub ty: Type,
    pub member: Member,
}

/// A method of derivation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DerivationMethod {
    Extension,
    Restriction,
}
