//! Bodies that may be nil.

use super::{Blank, Content, Field, FieldValue, Member, NilRoom, Nillable, Reader, Writer};
use crate::error::{DecodeError, ValueError};
use crate::xml::Scope;

/// The body of a message whose element is nillable (XML Schema Part 1, section 3.3.4), selected by the generator's option `nillable`.
///
/// Unlike a member, a body is always there: [`Nillable::Absent`] is written as a nil, too.
///
/// ```
/// use soap_runtime::{MaybeNil, Nillable};
///
/// let request = MaybeNil::from(7);
/// assert_eq!(request.0.value(), Some(&7));
/// assert!(MaybeNil::<i32>(Nillable::Nil).0.is_nil());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MaybeNil<T>(pub Nillable<T>);

impl<T> Default for MaybeNil<T> {
    fn default() -> Self {
        Self(Nillable::Absent)
    }
}

impl<T> From<T> for MaybeNil<T> {
    fn from(value: T) -> Self {
        Self(Nillable::Value(value))
    }
}

impl<T: Content + Blank> Content for MaybeNil<T> {
    fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
        writer.maybe_nil(&self.0, member);
    }

    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        reader.maybe_nil(&mut self.0, member)
    }

    fn read_nil(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        reader.maybe_nil(&mut self.0, member)
    }

    fn write_nil(&self, writer: &mut Writer<'_>, member: &'static Member) {
        self.write(writer, member);
    }

    fn nil_room(&self) -> NilRoom {
        NilRoom::Element
    }

    fn write_text(&self, writer: &mut Writer<'_>) {
        if let Some(value) = self.0.value() {
            value.write_text(writer);
        }
    }

    fn read_text(&mut self, text: &str, scope: &dyn Scope) -> Result<(), ValueError> {
        self.0.push_blank().read_text(text, scope)
    }

    fn holds(&self, text: &str, scope: &dyn Scope) -> bool {
        (self.0.value()).is_none_or(|value| value.holds(text, scope))
    }

    #[cfg(feature = "serde")]
    fn view(&self) -> super::View<'_> {
        super::View::MaybeNil(&self.0)
    }

    #[cfg(feature = "serde")]
    fn view_mut(&mut self) -> super::ViewMut<'_> {
        super::ViewMut::MaybeNil(&mut self.0)
    }
}

impl Writer<'_> {
    /// Writes an element that is nil unless the field has a value.
    pub fn maybe_nil(&mut self, place: &dyn Field, member: &'static Member) {
        match place.value() {
            FieldValue::Absent => self.view(FieldValue::Nil, member),
            value => self.view(value, member),
        }
    }
}

impl Reader<'_> {
    /// Reads the element whose start tag was just taken, which may be nil, into a field.
    ///
    /// # Errors
    /// It is no such value.
    pub fn maybe_nil(
        &mut self,
        place: &mut dyn Field,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        self.element(place, member)
    }
}
