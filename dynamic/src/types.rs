//! Types of a contract at run time: what generated code has as Rust types.

use std::collections::HashMap;
use std::sync::OnceLock;

use soap_runtime::__private::v1;

use crate::field::Slot;
use crate::scalar::ScalarType;

/// A type. Types refer to each other in circles, so each is set after all are made.
#[derive(Default)]
pub(crate) struct Cell {
    definition: OnceLock<Definition>,
}

/// The kind of a type.
pub(crate) enum Definition {
    Struct(StructType),
    Choice(ChoiceType),
    Polymorphic(PolymorphicType),
    Enumeration(EnumerationType),
    Union(UnionType),
    List(ListType),
    Pairs(PairsType),
    Scalar(ScalarType),
    /// The body of a message that may be nil.
    MaybeNil(FieldType),
    AnyType,
    Element,
    Attribute,
}

pub(crate) struct StructType {
    pub(crate) table: &'static v1::Struct,
    pub(crate) fields: Vec<FieldType>,
}

pub(crate) struct ChoiceType {
    pub(crate) group: &'static v1::Group,
    pub(crate) branches: Vec<FieldType>,
    /// The branch of a new value.
    pub(crate) blank: usize,
}

pub(crate) struct PolymorphicType {
    pub(crate) types: &'static [v1::TypeName],
    pub(crate) variants: Vec<&'static Cell>,
    /// The variant of a new value.
    pub(crate) blank: usize,
}

pub(crate) struct EnumerationType {
    /// The name of the type, for messages.
    pub(crate) name: &'static str,
    pub(crate) values: &'static [&'static str],
    pub(crate) by_value: HashMap<&'static str, usize>,
    /// The value of a new one; `None` for one that was not set.
    pub(crate) blank: Option<usize>,
    /// Whether values that the contract does not name are kept.
    pub(crate) is_open: bool,
    pub(crate) white_space: v1::WhiteSpace,
    pub(crate) collapse: bool,
    /// Whether the empty text is a value.
    pub(crate) empty: bool,
    /// The built-in type that values compare as, where it is not by their text.
    pub(crate) space: Option<v1::BuiltIn>,
}

pub(crate) struct UnionType {
    /// The name of the type, for messages.
    pub(crate) name: &'static str,
    pub(crate) members: Vec<UnionMember>,
    pub(crate) blank: usize,
}

pub(crate) struct UnionMember {
    pub(crate) ty: &'static Cell,
    pub(crate) of: Option<&'static v1::SimpleType>,
    /// Whether it holds the texts that no member admits.
    pub(crate) rest: bool,
}

pub(crate) struct ListType {
    pub(crate) item: &'static Cell,
    /// Whether an item is there once only.
    pub(crate) is_set: bool,
}

pub(crate) struct PairsType {
    pub(crate) key: FieldType,
    pub(crate) value: FieldType,
}

/// The type of a field.
pub(crate) struct FieldType {
    pub(crate) outer: Container,
    pub(crate) ty: &'static Cell,
    /// The text of the value that the contract gives to it.
    pub(crate) constant: Option<&'static str>,
    /// A field that nothing was given to: structs have no memory for those.
    vacant: OnceLock<Box<Slot>>,
    /// The struct whose field it is, once a value of that has it.
    pub(crate) owner: OnceLock<&'static StructType>,
}

impl FieldType {
    pub(crate) fn new(outer: Container, ty: &'static Cell) -> Self {
        Self {
            outer,
            ty,
            constant: None,
            vacant: OnceLock::new(),
            owner: OnceLock::new(),
        }
    }

    /// The field of a struct that was not given it.
    pub(crate) fn vacant(&'static self) -> &'static Slot {
        self.vacant.get_or_init(|| Box::new(Slot::new(self)))
    }
}

/// The container of the values of a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    One,
    Option,
    Nillable,
    /// A list, of these items; it may be absent.
    List(Items, bool),
}

/// The container of the items of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Items {
    One,
    Option,
    Nillable,
}

impl Cell {
    pub(crate) fn of(definition: Definition) -> Self {
        let cell = Self::default();
        let _ = cell.definition.set(definition);
        cell
    }

    /// Says what the type is. The first word counts.
    pub(crate) fn set(&self, definition: Definition) {
        let _ = self.definition.set(definition);
    }

    pub(crate) fn get(&self) -> Option<&Definition> {
        self.definition.get()
    }
}
