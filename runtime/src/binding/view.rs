//! The parts of a value, for formats other than XML: what it is made of.

use super::dictionary::Pairs;
use super::{AnyType, Choice, Complex, Field, Polymorphic};
use crate::value::BuiltIn;
use crate::xml::{RawAttribute, RawElement};

/// The parts of a value.
pub enum View<'a> {
    /// The members of a struct.
    Struct(&'a dyn Complex),
    /// The selected branch of a choice.
    Choice(&'a dyn Choice),
    /// A type or one derived from it.
    Polymorphic(&'a dyn Polymorphic),
    /// A dictionary.
    Pairs(&'a dyn Pairs),
    /// A text.
    Simple(TextForm),
    /// Any content.
    Any(&'a AnyType),
    /// A kept element.
    Element(&'a RawElement),
    /// A kept attribute.
    Attribute(&'a RawAttribute),
    /// A value, or a nil.
    MaybeNil(&'a dyn Field),
    /// A value that has no other form than XML.
    Opaque,
}

/// The parts of a value to be read into.
pub enum ViewMut<'a> {
    /// The members of a struct.
    Struct(&'a mut dyn Complex),
    /// The branches of a choice.
    Choice(&'a mut dyn Choice),
    /// A type or one derived from it.
    Polymorphic(&'a mut dyn Polymorphic),
    /// A dictionary.
    Pairs(&'a mut dyn Pairs),
    /// A text.
    Simple(TextForm),
    /// Any content.
    Any(&'a mut AnyType),
    /// A kept element.
    Element(&'a mut RawElement),
    /// A kept attribute.
    Attribute(&'a mut RawAttribute),
    /// A value, or a nil.
    MaybeNil(&'a mut dyn Field),
    /// A value that has no other form than XML.
    Opaque,
}

/// The form of the text of a simple type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextForm {
    /// The form of one item.
    pub scalar: Scalar,
    /// Whether it is a list of items with white space between them.
    pub is_list: bool,
    /// The built-in type of an item, if it has that of one.
    pub built_in: Option<BuiltIn>,
    /// The texts that an item may be, of an enumeration; empty without the feature `arbitrary`.
    pub words: &'static [&'static str],
}

/// The form of the text of an atomic type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// Any text.
    Text,
    /// A number that most formats cannot hold exactly, as text.
    Digits,
    /// `true` or `false`.
    Boolean,
    /// An integer of at most 32 bits.
    Integer,
    /// `float` or `double`.
    Float,
}

impl TextForm {
    /// The form of the values of a built-in type; text for a type that the contract makes.
    pub const fn of(built_in: Option<BuiltIn>) -> Self {
        let scalar = match built_in {
            Some(BuiltIn::Boolean) => Scalar::Boolean,
            Some(
                BuiltIn::Byte
                | BuiltIn::Short
                | BuiltIn::Int
                | BuiltIn::UnsignedByte
                | BuiltIn::UnsignedShort
                | BuiltIn::UnsignedInt,
            ) => Scalar::Integer,
            Some(BuiltIn::Float | BuiltIn::Double) => Scalar::Float,
            Some(BuiltIn::Long | BuiltIn::UnsignedLong | BuiltIn::Integer | BuiltIn::Decimal) => {
                Scalar::Digits
            }
            _ => Scalar::Text,
        };
        Self {
            scalar,
            is_list: false,
            built_in,
            words: &[],
        }
    }

    /// The form of values that are these texts.
    pub const fn one_of(mut self, words: &'static [&'static str]) -> Self {
        self.words = words;
        self
    }

    /// The form of a list of such values.
    pub const fn listed(mut self) -> Self {
        self.is_list = true;
        self
    }
}
