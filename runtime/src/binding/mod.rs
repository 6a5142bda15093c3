//! The binding of XML to generated code: static tables of members, and object-safe traits over the generated types.
//!
//! The walkers (`read`, `write`) are not generic: each feature of XML Schema (nil, `xsi:type`, order, unknown members)
//! is implemented once, here.

mod any;
mod attribute_wildcard;
mod blank;
mod builtin;
mod components;
mod content_model;
mod contents;
#[allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "in constants: the compiler refuses what goes wrong"
)]
mod descriptor;
pub(crate) mod dictionary;
mod field;
#[cfg(any(
    feature = "jiff",
    feature = "chrono",
    feature = "rust_decimal",
    feature = "bigdecimal",
    feature = "uuid"
))]
mod foreign;
mod forms;
mod identifiers;
#[cfg(feature = "facets")]
mod identity;
#[cfg(feature = "facets")]
mod keys;
pub(crate) mod list;
pub(crate) mod macros;
mod maybe_nil;
pub(crate) mod nillable;
#[cfg(feature = "facets")]
mod pattern;
mod qualified;
mod raw;
pub(crate) mod read;
mod setters;
mod shared_types;
mod simple;
mod simple_type;
#[cfg(feature = "facets")]
mod spelling;
mod style;
pub(crate) mod tables;
pub(crate) mod typed;
mod union;
mod variants;
#[cfg(feature = "serde")]
mod view;
mod view_macros;
mod wildcard;
mod write;

pub use any::AnyType;
pub use attribute_wildcard::{AttributeWildcard, DeclaredAttribute};
pub use blank::{Blank, blank};
pub use components::{Components, Declared, Derivations, EXTENSION, NamedType, RESTRICTION};
pub use content_model::Particle;
#[cfg(feature = "arbitrary")]
pub(crate) use content_model::Term;
pub(crate) use content_model::{END, Matcher, PathStep, UNBOUNDED};
pub use descriptor::*;
pub use dictionary::Pairs;
pub use field::*;
pub(crate) use identifiers::Identifiers;
#[cfg(feature = "facets")]
pub(crate) use identity::IdentityKind;
#[cfg(feature = "facets")]
pub use identity::{Identity, IdentityField, IdentityLeaf, IdentityPath, NameTest};
pub use macros::*;
pub use maybe_nil::MaybeNil;
pub(crate) use nillable::Nillable;
pub(crate) use qualified::qualified_name;
pub use read::{Parts, Reader, check_mixed, check_mixed_as};
pub use setters::setters;
pub use shared_types::*;
#[cfg(feature = "arbitrary")]
pub(crate) use simple::{ContractScope, NoScope, Noting};
pub use simple::{
    Empty, Simple, WhiteSpace, constant, holds_value, label, no_text, no_value, parse_simple,
    parse_word, read_simple, read_simple_nil, read_simple_text, unknown_value, write_simple,
    write_simple_text, write_word,
};
#[cfg(feature = "serde")]
pub use simple::{
    Slot, SlotType, read_slot, read_slot_nil, read_slot_text, slot_holds, slot_text, write_slot,
};
#[cfg(feature = "arbitrary")]
pub(crate) use simple_type::Variety;
pub use simple_type::*;
pub use style::Style;
pub use tables::*;
pub use typed::{Element, TypeHandle, Typed, elements, typed};
#[cfg(feature = "serde")]
pub use union::union_slot;
pub use union::{union_member, union_rest, write_union_member};
pub use variants::*;
#[cfg(feature = "serde")]
pub use view::{Scalar, TextForm, View, ViewMut};
pub(crate) use wildcard::ProcessContents;
pub use wildcard::Wildcard;
pub(crate) use write::EncodingStyle;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use write::Packed;
pub use write::Writer;
#[cfg(feature = "client")]
pub(crate) use write::part_id;

use crate::xml::{OwnedName, Scope};

/// The content of one element, attribute or list item: a generated type or a value type.
pub trait Content {
    /// Writes one whole element: start tag, content, end tag.
    fn write(&self, writer: &mut Writer<'_>, member: &'static Member);

    /// Reads one element whose start tag the reader has just taken, through its end tag.
    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), crate::DecodeError>;

    /// Says which element a message holds before it is read, for values whose type is not that of a field.
    fn prepare(&mut self, member: &'static Member) {
        let _ = member;
    }

    /// The value of an element without attributes whose text is `text`, if it is valid. On `None`, [`read`](Self::read)
    /// decides and finds the error.
    #[inline]
    fn parsed(text: &str, reader: &Reader<'_>, member: &'static Member) -> Option<Self>
    where
        Self: Sized,
    {
        let _ = (text, reader, member);
        None
    }

    /// Writes the value as text, without markup: an attribute value, a list item, simple content.
    fn write_text(&self, writer: &mut Writer<'_>);

    /// Takes the value from text whose references are resolved.
    fn read_text(&mut self, text: &str, scope: &dyn Scope) -> Result<(), crate::ValueError>;

    /// Whether it is the value of a text, in the value space of its type.
    fn holds(&self, text: &str, scope: &dyn Scope) -> bool {
        let _ = (text, scope);
        true
    }

    /// The nested sequence or choice that it is; `None` for an element or a value.
    fn nested(&self) -> Option<Nested<'_>> {
        None
    }

    /// The nested sequence or choice, to be read into.
    fn nested_mut(&mut self) -> Option<NestedMut<'_>> {
        None
    }

    /// Reads a nil element, whose start tag the reader has just taken, with its attributes, through its end tag. Called
    /// only if
    /// [`nil_room`](Self::nil_room) allows it.
    ///
    /// # Errors
    /// The element has content, or an attribute is invalid.
    fn read_nil(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), crate::DecodeError> {
        Err(reader.no_nil(member, reader.tag_offset(), None))
    }

    /// Writes a nil element with the attributes of the value.
    fn write_nil(&self, writer: &mut Writer<'_>, member: &'static Member) {
        writer.nil(member);
    }

    /// The parts of a nil element that a value can keep.
    fn nil_room(&self) -> NilRoom {
        NilRoom::Nothing
    }

    /// Its parts, for formats other than XML.
    #[cfg(feature = "serde")]
    fn view(&self) -> View<'_> {
        match self.nested() {
            Some(Nested::Struct(value)) => View::Struct(value),
            Some(Nested::Choice(value)) => View::Choice(value),
            None => View::Opaque,
        }
    }

    /// Its parts, to be read into.
    #[cfg(feature = "serde")]
    fn view_mut(&mut self) -> ViewMut<'_> {
        match self.nested_mut() {
            Some(NestedMut::Struct(value)) => ViewMut::Struct(value),
            Some(NestedMut::Choice(value)) => ViewMut::Choice(value),
            None => ViewMut::Opaque,
        }
    }

    /// Takes an attribute of a wildcard. Only [`RawAttribute`](crate::RawAttribute) keeps one.
    fn read_attribute(&mut self, name: &OwnedName, value: &str, reader: &Reader<'_>) {
        let _ = (name, value, reader);
    }

    /// The attribute of a wildcard that it is.
    fn as_attribute(&self) -> Option<&crate::RawAttribute> {
        None
    }
}

/// The parts of a nil element that a value keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NilRoom {
    /// None: its type has no attributes.
    Nothing,
    /// Its attributes.
    Attributes,
    /// The whole element, with its nil.
    Element,
}

/// A nested sequence or choice.
pub enum Nested<'a> {
    /// A sequence.
    Struct(&'a dyn Complex),
    /// A choice.
    Choice(&'a dyn Choice),
}

/// A nested sequence or choice to be read into.
pub enum NestedMut<'a> {
    /// A sequence.
    Struct(&'a mut dyn Complex),
    /// A choice.
    Choice(&'a mut dyn Choice),
}

impl NestedMut<'_> {
    /// Its bytes, without what it points to.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Struct(value) => size_of_val(&**value),
            Self::Choice(value) => size_of_val(&**value),
        }
    }
}

/// A generated struct: a complex type, a wrapper element, a set of headers, or a nested sequence.
pub trait Complex {
    /// Its table.
    fn descriptor(&self) -> &'static Struct;
    /// The field of the member at `index`.
    fn member(&self, index: usize) -> Option<&dyn Field>;
    /// The field of the member at `index`.
    fn member_mut(&mut self, index: usize) -> Option<&mut dyn Field>;
}

/// A generated enum with one variant per branch of an `xs:choice` (or member of a substitution group).
pub trait Choice {
    /// Its table: one member per variant, in order.
    fn group(&self) -> &'static Group;
    /// Index of the variant.
    fn branch(&self) -> usize;
    /// The value of the variant.
    fn member(&self) -> &dyn Field;
    /// Selects `branch` and returns its value. Keeps the value if `branch` is selected already.
    fn select(&mut self, branch: usize) -> Option<&mut dyn Field>;
}

/// A generated enum over a type and the types derived from it. `xsi:type` selects the variant.
pub trait Polymorphic {
    /// The types, in the order of the variants.
    fn types(&self) -> &'static [TypeName];
    /// Index of the variant.
    fn variant(&self) -> usize;
    /// The value of the variant.
    fn content(&self) -> &dyn Content;
    /// Selects `variant` with its default value, and returns the value.
    fn select(&mut self, variant: usize) -> Option<&mut dyn Content>;
}
