//! Values behind the traits that generated types implement.

use soap_runtime::__private::v1::{
    self, Choice, Complex, Content, DecodeError, Field, Member, Nested, NestedMut, NilRoom, Pairs,
    Polymorphic, Reader, Scope, ValueError, View, ViewMut, Writer,
};
use soap_runtime::xml::OwnedName;
use soap_runtime::{AnyType, RawAttribute, RawElement, json};

use crate::Error;
use crate::field::Slot;
use crate::simple::SimpleValue;
use crate::structs::Struct;
use crate::types::{Cell, ChoiceType, Definition, PairsType, PolymorphicType};

/// A value of a type of a contract.
///
/// The default is a value whose type is not known yet: reading an element of a contract that was loaded gives it one.
#[derive(Clone, Default)]
pub struct Value(pub(crate) Kind);

/// The kind of a value. What is large is in boxes: an empty element takes the memory of a whole `Kind`.
#[derive(Clone, Default)]
pub(crate) enum Kind {
    #[default]
    Unset,
    Struct(Struct),
    Choice(Alternative),
    Polymorphic(Derived),
    Simple(SimpleValue),
    Pairs(Box<Entries>),
    MaybeNil(MaybeNil),
    Any(Box<AnyType>),
    Element(Box<RawElement>),
    Attribute(Box<RawAttribute>),
}

/// A body that may be nil.
#[derive(Clone)]
pub(crate) struct MaybeNil(Box<Slot>);

/// A choice.
#[derive(Clone)]
pub(crate) struct Alternative {
    ty: &'static ChoiceType,
    branch: usize,
    field: Box<Slot>,
}

/// A type or one derived from it.
#[derive(Clone)]
pub(crate) struct Derived {
    ty: &'static PolymorphicType,
    variant: usize,
    content: Box<Value>,
}

/// A dictionary.
#[derive(Clone)]
pub(crate) struct Entries {
    ty: &'static PairsType,
    pairs: Vec<(Slot, Slot)>,
}

impl Value {
    /// A new value of a type.
    pub(crate) fn new(cell: &'static Cell) -> Self {
        let Some(definition) = cell.get() else {
            return Self::default();
        };
        Self(match definition {
            Definition::Struct(ty) => Kind::Struct(Struct::new(ty)),
            Definition::Choice(ty) => match ty.branches.get(ty.blank) {
                Some(field) => Kind::Choice(Alternative {
                    ty,
                    branch: ty.blank,
                    field: Box::new(Slot::new(field)),
                }),
                None => Kind::Unset,
            },
            Definition::Polymorphic(ty) => match ty.variants.get(ty.blank) {
                Some(variant) => Kind::Polymorphic(Derived {
                    ty,
                    variant: ty.blank,
                    content: Box::new(Self::new(variant)),
                }),
                None => Kind::Unset,
            },
            Definition::Pairs(ty) => Kind::Pairs(Box::new(Entries {
                ty,
                pairs: Vec::new(),
            })),
            Definition::MaybeNil(ty) => Kind::MaybeNil(MaybeNil(Box::new(Slot::new(ty)))),
            Definition::AnyType => Kind::Any(Box::default()),
            Definition::Element => Kind::Element(Box::default()),
            Definition::Attribute => Kind::Attribute(Box::default()),
            _ => SimpleValue::new(cell).map_or(Kind::Unset, Kind::Simple),
        })
    }

    /// Whether nothing said which type it is of.
    pub(crate) fn is_unset(&self) -> bool {
        matches!(self.0, Kind::Unset)
    }

    fn content(&self) -> Option<&dyn Content> {
        Some(match &self.0 {
            Kind::Unset => return None,
            Kind::Struct(value) => value,
            Kind::Choice(value) => value,
            Kind::Polymorphic(value) => value,
            Kind::Simple(value) => value,
            Kind::Pairs(value) => &**value,
            Kind::MaybeNil(value) => value,
            Kind::Any(value) => &**value,
            Kind::Element(value) => &**value,
            Kind::Attribute(value) => &**value,
        })
    }

    fn content_mut(&mut self) -> Option<&mut dyn Content> {
        Some(match &mut self.0 {
            Kind::Unset => return None,
            Kind::Struct(value) => value,
            Kind::Choice(value) => value,
            Kind::Polymorphic(value) => value,
            Kind::Simple(value) => value,
            Kind::Pairs(value) => &mut **value,
            Kind::MaybeNil(value) => value,
            Kind::Any(value) => &mut **value,
            Kind::Element(value) => &mut **value,
            Kind::Attribute(value) => &mut **value,
        })
    }

    /// Gives it the type of an element, if it has none.
    fn become_of(&mut self, member: &'static Member) {
        if matches!(self.0, Kind::Unset)
            && let Some(cell) = crate::tables::cell_of(member)
        {
            *self = Self::new(cell);
        }
    }
}

/// Checks an element of mixed content, which is kept as XML, by the type of its content.
pub(crate) fn check_mixed(
    reader: &mut Reader<'_>,
    member: &'static Member,
) -> Result<bool, DecodeError> {
    let value = crate::tables::mixed_of(member).map(Value::new);
    match value.map(|value| value.0) {
        Some(Kind::Struct(mut value)) => v1::check_mixed_as(reader, member, &mut value),
        _ => Ok(false),
    }
}

/// The headers of a message, by [`Operation::headers_from_json`](crate::Operation::headers_from_json).
#[derive(Clone)]
pub struct HeaderValues {
    pub(crate) value: Value,
    pub(crate) unknown: Vec<OwnedName>,
}

impl HeaderValues {
    pub(crate) fn new(value: Value) -> Self {
        Self {
            value,
            unknown: Vec::new(),
        }
    }

    /// Their JSON: an object with a member for each header that is there, or `null` where the contract has none.
    ///
    /// # Errors
    /// A part of them has no text, such as a date that was not set.
    pub fn to_json(&self) -> Result<String, Error> {
        let tree = json::to_tree(&self.value, None)?;
        serde_json::to_string(&tree).map_err(|error| Error::json(&error))
    }

    /// The names of the headers that were read and that the contract does not have.
    pub fn unknown(&self) -> &[OwnedName] {
        &self.unknown
    }
}

/// Shows nothing of them: they may be secrets.
impl std::fmt::Debug for HeaderValues {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HeaderValues(..)")
    }
}

impl Complex for HeaderValues {
    fn descriptor(&self) -> &'static v1::Struct {
        match &self.value.0 {
            Kind::Struct(value) => value.descriptor(),
            _ => ().descriptor(),
        }
    }

    fn member(&self, index: usize) -> Option<&dyn Field> {
        match &self.value.0 {
            Kind::Struct(value) => value.member(index),
            _ => None,
        }
    }

    fn member_mut(&mut self, index: usize) -> Option<&mut dyn Field> {
        match &mut self.value.0 {
            Kind::Struct(value) => value.member_mut(index),
            _ => None,
        }
    }
}

impl Content for Value {
    fn prepare(&mut self, member: &'static Member) {
        self.become_of(member);
    }

    fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
        if let Some(value) = self.content() {
            value.write(writer, member);
        }
    }

    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        self.become_of(member);
        match self.content_mut() {
            Some(value) => value.read(reader, member),
            None => RawElement::default().read(reader, member),
        }
    }

    fn write_text(&self, writer: &mut Writer<'_>) {
        if let Some(value) = self.content() {
            value.write_text(writer);
        }
    }

    fn read_text(&mut self, text: &str, scope: &dyn Scope) -> Result<(), ValueError> {
        match self.content_mut() {
            Some(value) => value.read_text(text, scope),
            None => Err(ValueError::new("a type", text, "the type is not known")),
        }
    }

    fn holds(&self, text: &str, scope: &dyn Scope) -> bool {
        self.content().is_none_or(|value| value.holds(text, scope))
    }

    fn nested(&self) -> Option<Nested<'_>> {
        self.content()?.nested()
    }

    fn nested_mut(&mut self) -> Option<NestedMut<'_>> {
        self.content_mut()?.nested_mut()
    }

    fn read_nil(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        self.become_of(member);
        match self.content_mut() {
            Some(value) => value.read_nil(reader, member),
            None => RawElement::default().read(reader, member),
        }
    }

    fn write_nil(&self, writer: &mut Writer<'_>, member: &'static Member) {
        if let Some(value) = self.content() {
            value.write_nil(writer, member);
        }
    }

    fn nil_room(&self) -> NilRoom {
        self.content().map_or(NilRoom::Nothing, Content::nil_room)
    }

    fn read_attribute(&mut self, name: &OwnedName, value: &str, reader: &Reader<'_>) {
        if let Some(content) = self.content_mut() {
            content.read_attribute(name, value, reader);
        }
    }

    fn as_attribute(&self) -> Option<&RawAttribute> {
        self.content()?.as_attribute()
    }

    fn view(&self) -> View<'_> {
        self.content().map_or(View::Opaque, Content::view)
    }

    fn view_mut(&mut self) -> ViewMut<'_> {
        match self.content_mut() {
            Some(value) => value.view_mut(),
            None => ViewMut::Opaque,
        }
    }
}

impl Choice for Alternative {
    fn group(&self) -> &'static v1::Group {
        self.ty.group
    }

    fn branch(&self) -> usize {
        self.branch
    }

    fn member(&self) -> &dyn Field {
        &*self.field
    }

    fn select(&mut self, branch: usize) -> Option<&mut dyn Field> {
        if self.branch != branch {
            *self.field = Slot::new(self.ty.branches.get(branch)?);
            self.branch = branch;
        }
        Some(&mut *self.field)
    }
}

impl Content for Alternative {
    soap_runtime::__soap_choice_methods!();
}

impl Polymorphic for Derived {
    fn types(&self) -> &'static [v1::TypeName] {
        self.ty.types
    }

    fn variant(&self) -> usize {
        self.variant
    }

    fn content(&self) -> &dyn Content {
        &*self.content
    }

    fn select(&mut self, variant: usize) -> Option<&mut dyn Content> {
        *self.content = Value::new(self.ty.variants.get(variant)?);
        self.variant = variant;
        Some(&mut *self.content)
    }
}

impl Content for Derived {
    soap_runtime::__soap_polymorphic_methods!();
}

impl Pairs for Entries {
    fn count(&self) -> usize {
        self.pairs.len()
    }

    fn pair(&self, index: usize) -> Option<(&dyn Field, &dyn Field)> {
        self.pairs
            .get(index)
            .map(|(key, value)| (key as &dyn Field, value as &dyn Field))
    }

    #[allow(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "it was pushed just now"
    )]
    fn add(&mut self) -> (&mut dyn Field, &mut dyn Field) {
        self.pairs
            .push((Slot::new(&self.ty.key), Slot::new(&self.ty.value)));
        let last = self.pairs.len() - 1;
        let (key, value) = &mut self.pairs[last];
        (key, value)
    }

    fn last_key(&mut self) -> Option<&mut dyn Field> {
        self.pairs.last_mut().map(|(key, _)| key as &mut dyn Field)
    }

    fn last_value(&mut self) -> Option<&mut dyn Field> {
        self.pairs
            .last_mut()
            .map(|(_, value)| value as &mut dyn Field)
    }

    fn remove_last(&mut self) {
        self.pairs.pop();
    }
}

impl Content for Entries {
    soap_runtime::__soap_pairs_methods!();
}

impl Content for MaybeNil {
    fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
        writer.maybe_nil(&*self.0, member);
    }

    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        reader.maybe_nil(&mut *self.0, member)
    }

    fn read_nil(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        reader.maybe_nil(&mut *self.0, member)
    }

    fn write_nil(&self, writer: &mut Writer<'_>, member: &'static Member) {
        self.write(writer, member);
    }

    fn nil_room(&self) -> NilRoom {
        NilRoom::Element
    }

    fn write_text(&self, _: &mut Writer<'_>) {}

    fn read_text(&mut self, text: &str, scope: &dyn Scope) -> Result<(), ValueError> {
        self.0.push_blank().read_text(text, scope)
    }

    fn view(&self) -> View<'_> {
        View::MaybeNil(&*self.0)
    }

    fn view_mut(&mut self) -> ViewMut<'_> {
        ViewMut::MaybeNil(&mut *self.0)
    }
}
