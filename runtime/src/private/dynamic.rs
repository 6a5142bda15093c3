//! The items that `soap-dynamic` names besides those of generated code. They change with it.

pub use crate::binding::{
    Slot, SlotType, read_slot, read_slot_nil, read_slot_text, slot_holds, slot_text, union_slot,
    write_slot,
};

#[cfg(feature = "server")]
pub use crate::http::timer::{Elapsed, timeout};

use crate::binding::{SimpleType, Struct};
use crate::value::BuiltIn;

/// The built-in type of the name of a variant.
pub fn built_in(variant: &str) -> Option<BuiltIn> {
    BuiltIn::from_variant(variant)
}

/// The table of a built-in type that generated code shares.
pub fn shared(name: &str) -> Option<&'static SimpleType> {
    use crate::binding as b;
    Some(match name {
        "ANY_SIMPLE_TYPE" => &b::ANY_SIMPLE_TYPE,
        "ANY_URI" => &b::ANY_URI,
        "STRING" => &b::STRING,
        "LANGUAGE" => &b::LANGUAGE,
        "NMTOKEN" => &b::NMTOKEN,
        "NMTOKENS" => &b::NMTOKENS,
        "NAME" => &b::NAME,
        "NCNAME" => &b::NCNAME,
        "ID" => &b::ID,
        "IDREF" => &b::IDREF,
        "IDREFS" => &b::IDREFS,
        "ENTITY" => &b::ENTITY,
        "ENTITIES" => &b::ENTITIES,
        "NON_POSITIVE_INTEGER" => &b::NON_POSITIVE_INTEGER,
        "NEGATIVE_INTEGER" => &b::NEGATIVE_INTEGER,
        "NON_NEGATIVE_INTEGER" => &b::NON_NEGATIVE_INTEGER,
        "POSITIVE_INTEGER" => &b::POSITIVE_INTEGER,
        _ => return None,
    })
}

/// The facets of a simple type.
#[derive(Clone, Copy, Debug)]
pub struct Facets {
    /// The built-in type that it is, or that it restricts; `None` for lists and unions.
    pub built_in: Option<BuiltIn>,
    /// The unit of its length: `character`, `octet` or `item`; empty if it has no length.
    pub units: &'static str,
    /// `length` or `minLength`.
    pub least: Option<u64>,
    /// `length` or `maxLength`.
    pub most: Option<u64>,
    /// `minInclusive`.
    pub minimum: Option<&'static str>,
    /// `maxInclusive`.
    pub maximum: Option<&'static str>,
    /// `minExclusive`.
    pub above: Option<&'static str>,
    /// `maxExclusive`.
    pub below: Option<&'static str>,
    /// `totalDigits` and `fractionDigits`.
    pub digits: (Option<u64>, Option<u64>),
    /// The patterns, in the syntax of the crate `regex`.
    pub patterns: &'static [&'static str],
    /// The enumeration.
    pub values: &'static [&'static str],
}

/// The facets of a simple type.
pub fn facets(of: &SimpleType) -> Facets {
    of.facets()
}

/// The occurrence of repeated members, where it is limited: index, least and most.
pub fn bounds(table: &Struct) -> &'static [(u16, u32, u32)] {
    table.bounds
}
