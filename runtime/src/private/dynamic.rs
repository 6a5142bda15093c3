//! The items that `soap-dynamic` names besides those of generated code. They change with it.

pub use crate::binding::{
    Slot, SlotType, read_slot, read_slot_nil, read_slot_text, slot_holds, slot_text, union_slot,
    write_slot,
};

use crate::binding::SimpleType;
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
