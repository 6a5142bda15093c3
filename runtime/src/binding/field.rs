//! The fields of generated structs: none, one or many values.

use super::nillable::Nillable;
use super::{Blank, Content, Member, NilRoom};
use crate::binding::Reader;
use crate::binding::Writer;
use crate::error::DecodeError;

/// A field of a generated struct.
pub trait Field {
    /// Returns its value.
    fn value(&self) -> FieldValue<'_>;

    /// Begins a collapsed list: its element is present, without items yet.
    fn begin_list(&mut self) {}

    /// Adds a default value, and returns it to be read into.
    fn push_blank(&mut self) -> &mut dyn Content;

    /// Returns the last value, if there is one.
    fn last_mut(&mut self) -> Option<&mut dyn Content>;

    /// Adds a nil value. Returns `false` if the field cannot hold one.
    fn set_nil(&mut self) -> bool {
        self.clear_last()
    }

    /// Adds a nil value that keeps the attributes of its element, and returns it to be read into; `None` if the field
    /// cannot keep them.
    fn push_nil(&mut self) -> Option<&mut dyn Content> {
        None
    }

    /// Reads another value from the element whose start tag was just taken. It uses no dynamic calls inside, for speed.
    #[inline]
    fn read_element(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        self.push_blank().read(reader, member)
    }

    /// Takes another value from the text of an element without attributes and children. Returns `false` if
    /// [`read_element`](Field::read_element) has to read it; then the field is unchanged, or changed only as that would change it.
    #[inline]
    fn parse_text(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
        let _ = (text, reader, member);
        false
    }

    /// Writes its values as child elements. It uses no dynamic calls inside, for speed.
    #[inline]
    fn write_elements(&self, writer: &mut Writer<'_>, member: &'static Member) {
        writer.view(self.value(), member);
    }

    /// Clears the last value. Returns `false` if the field must hold one.
    fn clear_last(&mut self) -> bool {
        false
    }

    /// Drops the values of a list from this index on.
    fn truncate(&mut self, length: usize) {
        let _ = length;
    }
}

/// The value of a field.
pub enum FieldValue<'a> {
    /// No value.
    Absent,
    /// An explicit nil.
    Nil,
    /// A nil with the attributes of this value.
    NilWithAttributes(&'a dyn Content),
    /// One value.
    One(&'a dyn Content),
    /// A list.
    Many(&'a dyn FieldList),
}

/// A list of values. Some may be nil.
pub trait FieldList {
    /// The number of values.
    fn len(&self) -> usize;
    /// Whether there are no values.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The value at `index`; `None` if it is nil.
    fn get(&self, index: usize) -> Option<&dyn Content>;
    /// The attributes of the nil value at `index`, if it has any.
    fn attributes(&self, index: usize) -> Option<&dyn Content> {
        let _ = index;
        None
    }
}

impl<T: Content> FieldList for Vec<T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }
    fn get(&self, index: usize) -> Option<&dyn Content> {
        <[T]>::get(self, index).map(|value| value as &dyn Content)
    }
}

impl<T: Content> FieldList for Vec<Option<T>> {
    fn len(&self) -> usize {
        Vec::len(self)
    }
    fn get(&self, index: usize) -> Option<&dyn Content> {
        <[Option<T>]>::get(self, index)
            .and_then(Option::as_ref)
            .map(|value| value as &dyn Content)
    }
}

impl<T: Content> FieldList for Vec<Nillable<T>> {
    fn len(&self) -> usize {
        Vec::len(self)
    }
    fn get(&self, index: usize) -> Option<&dyn Content> {
        let value = <[Nillable<T>]>::get(self, index)?.value()?;
        Some(value)
    }
    fn attributes(&self, index: usize) -> Option<&dyn Content> {
        let value = <[Nillable<T>]>::get(self, index)?.attributes()?;
        Some(value)
    }
}

/// Adds a value for a nil element if it keeps all of it.
fn push_whole<T: Content + Blank>(place: &mut dyn Field) -> Option<&mut dyn Content> {
    (T::blank().nil_room() == NilRoom::Element).then(|| place.push_blank())
}

impl<T: Content + Blank> Field for T {
    fn push_nil(&mut self) -> Option<&mut dyn Content> {
        push_whole::<T>(self)
    }
    #[inline]
    fn parse_text(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
        match T::parsed(text, reader, member) {
            Some(value) => *self = value,
            None => return false,
        }
        true
    }
    #[inline]
    fn read_element(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        Content::read(self, reader, member)
    }
    #[inline]
    fn write_elements(&self, writer: &mut Writer<'_>, member: &'static Member) {
        writer.one(self, member);
    }
    fn value(&self) -> FieldValue<'_> {
        FieldValue::One(self)
    }
    fn push_blank(&mut self) -> &mut dyn Content {
        self
    }
    fn last_mut(&mut self) -> Option<&mut dyn Content> {
        Some(self)
    }
}

impl<T: Content + Blank> Field for Option<T> {
    fn push_nil(&mut self) -> Option<&mut dyn Content> {
        push_whole::<T>(self)
    }
    #[inline]
    fn parse_text(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
        match T::parsed(text, reader, member) {
            Some(value) => *self = Some(value),
            None => return false,
        }
        true
    }
    #[inline]
    fn read_element(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        Content::read(self.insert(T::blank()), reader, member)
    }
    #[inline]
    fn write_elements(&self, writer: &mut Writer<'_>, member: &'static Member) {
        match self {
            Some(value) => writer.one(value, member),
            None => writer.absent(member),
        }
    }
    fn value(&self) -> FieldValue<'_> {
        match self {
            Some(value) => FieldValue::One(value),
            None => FieldValue::Absent,
        }
    }
    fn push_blank(&mut self) -> &mut dyn Content {
        self.insert(T::blank())
    }
    fn last_mut(&mut self) -> Option<&mut dyn Content> {
        self.as_mut().map(|value| value as &mut dyn Content)
    }
    fn set_nil(&mut self) -> bool {
        // Most are empty: dropping a value is kept out of the way.
        if self.is_some() {
            clear(self);
        }
        true
    }
    fn clear_last(&mut self) -> bool {
        *self = None;
        true
    }
}

#[cold]
#[inline(never)]
fn clear<T>(place: &mut Option<T>) {
    *place = None;
}

impl<T: Content + Blank> Field for Vec<T> {
    fn truncate(&mut self, length: usize) {
        Vec::truncate(self, length);
    }
    fn push_nil(&mut self) -> Option<&mut dyn Content> {
        push_whole::<T>(self)
    }
    #[inline]
    fn parse_text(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
        match T::parsed(text, reader, member) {
            Some(value) => self.push(value),
            None => return false,
        }
        true
    }
    fn value(&self) -> FieldValue<'_> {
        FieldValue::Many(self)
    }
    #[allow(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "it was pushed just now"
    )]
    fn push_blank(&mut self) -> &mut dyn Content {
        self.push(T::blank());
        let last = self.len() - 1;
        &mut self[last]
    }
    fn last_mut(&mut self) -> Option<&mut dyn Content> {
        self.as_mut_slice()
            .last_mut()
            .map(|value| value as &mut dyn Content)
    }
}

impl<T: Content + Blank> Field for Vec<Option<T>> {
    fn truncate(&mut self, length: usize) {
        Vec::truncate(self, length);
    }
    fn push_nil(&mut self) -> Option<&mut dyn Content> {
        push_whole::<T>(self)
    }
    #[inline]
    fn parse_text(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
        match T::parsed(text, reader, member) {
            Some(value) => self.push(Some(value)),
            None => return false,
        }
        true
    }
    fn value(&self) -> FieldValue<'_> {
        FieldValue::Many(self)
    }
    #[allow(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "it was pushed just now"
    )]
    fn push_blank(&mut self) -> &mut dyn Content {
        self.push(None);
        let last = self.len() - 1;
        self[last].insert(T::blank())
    }
    fn last_mut(&mut self) -> Option<&mut dyn Content> {
        self.as_mut_slice()
            .last_mut()
            .and_then(|value| value.as_mut())
            .map(|value| value as &mut dyn Content)
    }
    fn set_nil(&mut self) -> bool {
        self.push(None);
        true
    }
    fn clear_last(&mut self) -> bool {
        match self.as_mut_slice().last_mut() {
            Some(last) => *last = None,
            None => return false,
        }
        true
    }
}

/// The list; makes an empty one if there is none.
fn list<T>(place: &mut Option<Vec<T>>) -> &mut Vec<T> {
    match place {
        Some(list) => list,
        None => place.insert(Vec::new()),
    }
}

macro_rules! optional_list {
    ($($list:ty)*) => { $(
        impl<T: Content + Blank> Field for Option<$list> {
            fn parse_text(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
                list(self).parse_text(text, reader, member)
            }
            fn value(&self) -> FieldValue<'_> {
                match self {
                    Some(list) => FieldValue::Many(list),
                    None => FieldValue::Absent,
                }
            }
            fn begin_list(&mut self) {
                list(self);
            }
            fn truncate(&mut self, length: usize) {
                if let Some(list) = self {
                    list.truncate(length);
                }
            }
            fn push_blank(&mut self) -> &mut dyn Content {
                list(self).push_blank()
            }
            fn push_nil(&mut self) -> Option<&mut dyn Content> {
                // Like `set_nil`: a wrapper has no list yet, and cannot keep attributes.
                self.as_mut().and_then(Field::push_nil)
            }
            fn last_mut(&mut self) -> Option<&mut dyn Content> {
                self.as_mut().and_then(Field::last_mut)
            }
            fn set_nil(&mut self) -> bool {
                // Called for the wrapper, when there is no list yet, and for an item.
                match self {
                    Some(list) => list.set_nil(),
                    None => true,
                }
            }
            fn clear_last(&mut self) -> bool {
                self.as_mut().is_some_and(Field::clear_last)
            }
        }
    )* };
}
optional_list!(Vec<T> Vec<Option<T>> Vec<Nillable<T>>);

impl<T: Content + Blank> Field for Vec<Nillable<T>> {
    fn truncate(&mut self, length: usize) {
        Vec::truncate(self, length);
    }
    fn parse_text(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
        match T::parsed(text, reader, member) {
            Some(value) => self.push(Nillable::Value(value)),
            None => return false,
        }
        true
    }
    fn value(&self) -> FieldValue<'_> {
        FieldValue::Many(self)
    }
    #[allow(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "it was pushed just now"
    )]
    fn push_blank(&mut self) -> &mut dyn Content {
        self.push(Nillable::Nil);
        let last = self.len() - 1;
        Field::push_blank(&mut self[last])
    }
    fn last_mut(&mut self) -> Option<&mut dyn Content> {
        self.as_mut_slice().last_mut().and_then(Field::last_mut)
    }
    fn set_nil(&mut self) -> bool {
        self.push(Nillable::Nil);
        true
    }
    fn push_nil(&mut self) -> Option<&mut dyn Content> {
        if T::blank().nil_room() == NilRoom::Nothing {
            return None;
        }
        self.push(Nillable::Nil);
        self.as_mut_slice().last_mut().and_then(Field::push_nil)
    }
    fn clear_last(&mut self) -> bool {
        match self.as_mut_slice().last_mut() {
            Some(last) => *last = Nillable::Nil,
            None => return false,
        }
        true
    }
}

impl<T: Content + Blank> Field for Nillable<T> {
    #[inline]
    fn parse_text(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
        match T::parsed(text, reader, member) {
            Some(value) => *self = Nillable::Value(value),
            None => return false,
        }
        true
    }
    fn value(&self) -> FieldValue<'_> {
        match self {
            Nillable::Absent => FieldValue::Absent,
            Nillable::Nil => FieldValue::Nil,
            Nillable::NilWithAttributes(value) => FieldValue::NilWithAttributes(value),
            Nillable::Value(value) => FieldValue::One(value),
        }
    }
    fn push_blank(&mut self) -> &mut dyn Content {
        *self = Nillable::Value(T::blank());
        match self {
            Nillable::Value(value) => value,
            _ => unreachable!("it was just set"),
        }
    }
    fn last_mut(&mut self) -> Option<&mut dyn Content> {
        match self {
            Nillable::Value(value) => Some(value),
            _ => None,
        }
    }
    fn set_nil(&mut self) -> bool {
        *self = Nillable::Nil;
        true
    }
    fn push_nil(&mut self) -> Option<&mut dyn Content> {
        let value = T::blank();
        if value.nil_room() == NilRoom::Nothing {
            return None;
        }
        *self = Nillable::NilWithAttributes(value);
        match self {
            Nillable::NilWithAttributes(value) => Some(value),
            _ => None,
        }
    }
    fn clear_last(&mut self) -> bool {
        *self = Nillable::Absent;
        true
    }
}
