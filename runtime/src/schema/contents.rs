//! `Content` of what is neither generated nor simple: nothing, and boxes.

use super::{Complex, Content, Member, Name, Place, Struct, complex};
use crate::error::{DecodeError, ValueError};
use crate::xml::{Reader, Writer};

static EMPTY: Struct = Struct {
    name: Name {
        namespace: "",
        local: "",
    },
    members: &[],
};

/// An empty body, or no headers.
impl Complex for () {
    fn descriptor(&self) -> &'static Struct {
        &EMPTY
    }

    fn member(&self, _: usize) -> Option<&dyn Place> {
        None
    }

    fn member_mut(&mut self, _: usize) -> Option<&mut dyn Place> {
        None
    }
}
complex!(());

impl<T: Content> Content for Box<T> {
    #[inline]
    fn parsed(text: &str, reader: &Reader<'_>, member: &'static Member) -> Option<Self> {
        T::parsed(text, reader, member).map(Box::new)
    }

    fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
        (**self).write(writer, member);
    }

    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        (**self).read(reader, member)
    }

    fn write_text(&self, writer: &mut Writer<'_>) {
        (**self).write_text(writer);
    }

    fn read_text(&mut self, text: &str, reader: &Reader<'_>) -> Result<(), ValueError> {
        (**self).read_text(text, reader)
    }
}
