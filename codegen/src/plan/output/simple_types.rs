//! Simple types, to check values against.

use super::{Name, WhiteSpace};
use std::sync::Arc;

/// A simple type, to check values against.
#[derive(Debug, Default, Hash)]
pub struct SimpleType {
    /// Name of the static.
    pub name: String,
    pub variety: TypeVariety,
    /// The name of the type, where `xsi:type` may name it.
    pub xml_name: Option<Name>,
    /// The static of the named type that it restricts.
    pub base: Option<String>,
    /// Whether identifiers are unique, and references name one.
    pub identifying: bool,
    /// The white space rule, where it is not that of the built-in type.
    pub white_space: Option<WhiteSpace>,
    pub counts: Vec<(CountFacet, u64)>,
    pub bounds: Vec<(BoundFacet, String)>,
    /// Expressions in the syntax of the crate `regex`.
    pub patterns: Vec<String>,
    /// The same as the contract has them, where one of them differs.
    pub written: Vec<String>,
    /// The enumeration.
    pub values: Vec<String>,
}

/// The variety of a simple type.
#[derive(Debug, Hash)]
pub enum TypeVariety {
    /// The variant of the runtime's `BuiltIn`.
    BuiltIn(&'static str),
    /// The path of the static of the items.
    List(String),
    /// The paths of the statics of the members.
    Union(Vec<String>),
}

impl Default for TypeVariety {
    fn default() -> Self {
        Self::BuiltIn("AnySimpleType")
    }
}

/// A facet whose value is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CountFacet {
    Length,
    MinLength,
    MaxLength,
    TotalDigits,
    FractionDigits,
}

/// A facet whose value is one of the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BoundFacet {
    MinInclusive,
    MinExclusive,
    MaxInclusive,
    MaxExclusive,
}

/// A simple type of the contract by its name, whether or not values are checked by it.
#[derive(Debug, Hash)]
pub struct NamedSimpleType {
    /// Its namespace and its local name.
    pub namespace: Arc<str>,
    pub local: Arc<str>,
    pub docs: Vec<String>,
    /// Its table. The statics of its parts have no name here.
    pub table: SimpleType,
    /// The table of the items of a list.
    pub item: Option<SimpleType>,
}
