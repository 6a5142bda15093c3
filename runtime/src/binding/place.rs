//! Places: the fields of generated structs, by how many values they hold.

use super::nillable::Nillable;
use super::{Content, Member};
use crate::binding::Reader;
use crate::binding::Writer;
use crate::error::DecodeError;

/// A field.
pub trait Place {
    /// What it holds.
    fn view(&self) -> View<'_>;

    /// Notes that the element of a collapsed list is there, with no items yet.
    fn enter(&mut self) {}

    /// Room for one more value (a default one), to be read into.
    fn open(&mut self) -> &mut dyn Content;

    /// The last value held, if any.
    fn last(&mut self) -> Option<&mut dyn Content>;

    /// Notes a nil value; `false` where none can be held.
    fn set_nil(&mut self) -> bool {
        self.vacate()
    }

    /// Reads one more value from the element whose start tag was just taken. Not dynamic inside, for speed.
    #[inline]
    fn fill(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        self.open().read(reader, member)
    }

    /// Takes one more value from the text of an element without attributes, if that is all there is to it; `false` if [`fill`]
    /// has to look, and then nothing has changed that `fill` would not change.
    ///
    /// [`fill`]: Place::fill
    #[inline]
    fn take(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
        let _ = (text, reader, member);
        false
    }

    /// Writes what it holds as child elements. Not dynamic inside, for speed.
    #[inline]
    fn emit(&self, writer: &mut Writer<'_>, member: &'static Member) {
        writer.view(self.view(), member);
    }

    /// Takes back the value opened last, where there may be none; `false` where there must be one.
    fn vacate(&mut self) -> bool {
        false
    }
}

/// What a field holds.
pub enum View<'a> {
    /// Nothing.
    Absent,
    /// An explicit nil.
    Nil,
    /// One value.
    One(&'a dyn Content),
    /// A list.
    Many(&'a dyn List),
}

/// A list of values, some of which may be nil.
pub trait List {
    /// How many.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The value at `index`; `None` for a nil one.
    fn get(&self, index: usize) -> Option<&dyn Content>;
}

impl<T: Content> List for Vec<T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }
    fn get(&self, index: usize) -> Option<&dyn Content> {
        <[T]>::get(self, index).map(|value| value as &dyn Content)
    }
}

impl<T: Content> List for Vec<Option<T>> {
    fn len(&self) -> usize {
        Vec::len(self)
    }
    fn get(&self, index: usize) -> Option<&dyn Content> {
        <[Option<T>]>::get(self, index)
            .and_then(Option::as_ref)
            .map(|value| value as &dyn Content)
    }
}

impl<T: Content + Default> Place for T {
    #[inline]
    fn take(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
        match T::parsed(text, reader, member) {
            Some(value) => {
                *self = value;
                true
            }
            None => false,
        }
    }
    #[inline]
    fn fill(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        Content::read(self, reader, member)
    }
    #[inline]
    fn emit(&self, writer: &mut Writer<'_>, member: &'static Member) {
        writer.one(self, member);
    }
    fn view(&self) -> View<'_> {
        View::One(self)
    }
    fn open(&mut self) -> &mut dyn Content {
        self
    }
    fn last(&mut self) -> Option<&mut dyn Content> {
        Some(self)
    }
}

impl<T: Content + Default> Place for Option<T> {
    #[inline]
    fn take(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
        match T::parsed(text, reader, member) {
            Some(value) => {
                *self = Some(value);
                true
            }
            None => false,
        }
    }
    #[inline]
    fn fill(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        Content::read(self.insert(T::default()), reader, member)
    }
    #[inline]
    fn emit(&self, writer: &mut Writer<'_>, member: &'static Member) {
        match self {
            Some(value) => writer.one(value, member),
            None => writer.absent(member),
        }
    }
    fn view(&self) -> View<'_> {
        match self {
            Some(value) => View::One(value),
            None => View::Absent,
        }
    }
    fn open(&mut self) -> &mut dyn Content {
        self.insert(T::default())
    }
    fn last(&mut self) -> Option<&mut dyn Content> {
        self.as_mut().map(|value| value as &mut dyn Content)
    }
    fn vacate(&mut self) -> bool {
        *self = None;
        true
    }
}

impl<T: Content + Default> Place for Vec<T> {
    #[inline]
    fn take(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
        match T::parsed(text, reader, member) {
            Some(value) => {
                self.push(value);
                true
            }
            None => false,
        }
    }
    fn view(&self) -> View<'_> {
        View::Many(self)
    }
    fn open(&mut self) -> &mut dyn Content {
        self.push(T::default());
        let last = self.len() - 1;
        &mut self[last]
    }
    fn last(&mut self) -> Option<&mut dyn Content> {
        self.last_mut().map(|value| value as &mut dyn Content)
    }
}

impl<T: Content + Default> Place for Vec<Option<T>> {
    #[inline]
    fn take(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
        match T::parsed(text, reader, member) {
            Some(value) => {
                self.push(Some(value));
                true
            }
            None => false,
        }
    }
    fn view(&self) -> View<'_> {
        View::Many(self)
    }
    fn open(&mut self) -> &mut dyn Content {
        self.push(None);
        let last = self.len() - 1;
        self[last].insert(T::default())
    }
    fn last(&mut self) -> Option<&mut dyn Content> {
        self.last_mut()
            .and_then(|value| value.as_mut())
            .map(|value| value as &mut dyn Content)
    }
    fn set_nil(&mut self) -> bool {
        self.push(None);
        true
    }
    fn vacate(&mut self) -> bool {
        match self.last_mut() {
            Some(last) => *last = None,
            None => return false,
        }
        true
    }
}

/// The list, an empty one if there was none.
fn list<T>(place: &mut Option<Vec<T>>) -> &mut Vec<T> {
    match place {
        Some(list) => list,
        None => place.insert(Vec::new()),
    }
}

macro_rules! optional_list {
    ($($list:ty)*) => { $(
        impl<T: Content + Default> Place for Option<$list> {
            fn take(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
                list(self).take(text, reader, member)
            }
            fn view(&self) -> View<'_> {
                match self {
                    Some(list) => View::Many(list),
                    None => View::Absent,
                }
            }
            fn enter(&mut self) {
                list(self);
            }
            fn open(&mut self) -> &mut dyn Content {
                list(self).open()
            }
            fn last(&mut self) -> Option<&mut dyn Content> {
                self.as_mut().and_then(Place::last)
            }
            fn set_nil(&mut self) -> bool {
                // Called for the wrapper (then there is no list yet) and for an item.
                match self {
                    Some(list) => list.set_nil(),
                    None => true,
                }
            }
            fn vacate(&mut self) -> bool {
                self.as_mut().is_some_and(Place::vacate)
            }
        }
    )* };
}
optional_list!(Vec<T> Vec<Option<T>>);

impl<T: Content + Default> Place for Nillable<T> {
    #[inline]
    fn take(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
        match T::parsed(text, reader, member) {
            Some(value) => {
                *self = Nillable::Value(value);
                true
            }
            None => false,
        }
    }
    fn view(&self) -> View<'_> {
        match self {
            Nillable::Absent => View::Absent,
            Nillable::Nil => View::Nil,
            Nillable::Value(value) => View::One(value),
        }
    }
    fn open(&mut self) -> &mut dyn Content {
        *self = Nillable::Value(T::default());
        match self {
            Nillable::Value(value) => value,
            _ => unreachable!("it was just set"),
        }
    }
    fn last(&mut self) -> Option<&mut dyn Content> {
        match self {
            Nillable::Value(value) => Some(value),
            _ => None,
        }
    }
    fn set_nil(&mut self) -> bool {
        *self = Nillable::Nil;
        true
    }
    fn vacate(&mut self) -> bool {
        *self = Nillable::Absent;
        true
    }
}
