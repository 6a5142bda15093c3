//! `Content` of structs and of `()`.

use super::{
    Complex, Content, Field, FieldValue, Kind, Member, Name, Nested, NestedMut, NilRoom, Struct,
    no_text,
};
use crate::binding::Reader;
use crate::binding::Writer;
use crate::error::{DecodeError, ValueError};
use crate::xml::Scope;

static EMPTY: Struct = Struct::new(
    Name {
        namespace: "",
        local: "",
    },
    &[],
);

/// An empty body, or no headers.
impl Complex for () {
    fn descriptor(&self) -> &'static Struct {
        &EMPTY
    }

    fn member(&self, _: usize) -> Option<&dyn Field> {
        None
    }

    fn member_mut(&mut self, _: usize) -> Option<&mut dyn Field> {
        None
    }
}

impl<T: Complex> Complex for Box<T> {
    fn descriptor(&self) -> &'static Struct {
        (**self).descriptor()
    }

    fn member(&self, index: usize) -> Option<&dyn Field> {
        (**self).member(index)
    }

    fn member_mut(&mut self, index: usize) -> Option<&mut dyn Field> {
        (**self).member_mut(index)
    }
}

/// Index of the text of simple content.
#[allow(clippy::arithmetic_side_effects, reason = "there is a last member")]
fn simple_content(table: &Struct) -> Option<usize> {
    let last = table.members.last()?;
    (last.kind == Kind::Text).then(|| table.members.len() - 1)
}

/// A struct is an element, or a nested sequence without its own element.
impl<T: Complex> Content for T {
    fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
        if member.kind == Kind::Group {
            writer.group(self);
        } else {
            writer.complex(self, member);
        }
    }

    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        reader.complex(self, member)
    }

    fn nested(&self) -> Option<Nested<'_>> {
        Some(Nested::Struct(self))
    }

    fn nested_mut(&mut self) -> Option<NestedMut<'_>> {
        Some(NestedMut::Struct(self))
    }

    fn read_nil(&mut self, reader: &mut Reader<'_>, _: &'static Member) -> Result<(), DecodeError> {
        reader.nil_complex(self)
    }

    fn write_nil(&self, writer: &mut Writer<'_>, member: &'static Member) {
        writer.nil_complex(self, member);
    }

    fn nil_room(&self) -> NilRoom {
        nil_room(self.descriptor())
    }

    fn write_text(&self, _: &mut Writer<'_>) {}

    fn read_text(&mut self, text: &str, scope: &dyn Scope) -> Result<(), ValueError> {
        read_simple_content(self, text, scope)
    }

    fn holds(&self, text: &str, scope: &dyn Scope) -> bool {
        holds_simple_content(self, text, scope)
    }
}

/// The parts of a nil element that a struct keeps: its attributes, which come first in its table.
#[inline(never)]
fn nil_room(table: &Struct) -> NilRoom {
    match table.members.first() {
        Some(first) if matches!(first.kind, Kind::Attribute | Kind::AnyAttribute) => {
            NilRoom::Attributes
        }
        _ => NilRoom::Nothing,
    }
}

/// Reads the simple content of a struct.
fn read_simple_content(
    value: &mut dyn Complex,
    text: &str,
    scope: &dyn Scope,
) -> Result<(), ValueError> {
    match simple_content(value.descriptor()).and_then(|index| value.member_mut(index)) {
        Some(place) => place.push_blank().read_text(text, scope),
        None => no_text(text),
    }
}

/// Whether the simple content of a struct is the value that `text` means. True if it has none.
pub(crate) fn holds_simple_content(value: &dyn Complex, text: &str, scope: &dyn Scope) -> bool {
    let place = simple_content(value.descriptor()).and_then(|index| value.member(index));
    match place.map(Field::value) {
        Some(FieldValue::One(content)) => content.holds(text, scope),
        _ => true,
    }
}
