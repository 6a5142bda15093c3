//! Values that are text: how they become the content of elements and attributes.

use std::borrow::Cow;
use std::hash::Hash;

use super::list::{FlagSet, List};
use super::{COLLAPSE, Content, Flags, Member, REPLACE};
use crate::binding::Reader;
use crate::binding::Writer;
use crate::error::{DecodeError, ValueError};
use crate::value::lexical;
use crate::xml::{Scope, Text};

/// What becomes of white space before a text is read (XML Schema Part 2, section 4.3.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhiteSpace {
    /// It stays.
    Preserve,
    /// Each becomes a blank.
    Replace,
    /// Each run becomes a blank, none at the ends.
    Collapse,
}

/// What an empty text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// A value.
    Value,
    /// Not a value, but tolerated as "none" where there may be none.
    Vacant,
    /// Not a value, as for numbers and booleans: tolerated like `Vacant` only if
    /// [`ReadOptions::empty_numbers`](crate::xml::ReadOptions::empty_numbers) says so.
    Number,
}

/// A simple type.
pub trait Simple: Default {
    /// What becomes of white space.
    const WHITE_SPACE: WhiteSpace = WhiteSpace::Collapse;
    /// What an empty text is.
    const EMPTY: Empty = Empty::Vacant;

    /// Reads the text, after white space is dealt with.
    ///
    /// # Errors
    /// When the text is not a value of the type.
    fn parse(text: &str, scope: &dyn Scope) -> Result<Self, ValueError>;

    /// Writes the text.
    fn write(&self, out: &mut Text<'_>);
}

/// `text` with white space dealt with.
#[inline]
pub(crate) fn white_space(text: &str, rule: WhiteSpace) -> Cow<'_, str> {
    match rule {
        WhiteSpace::Preserve => Cow::Borrowed(text),
        WhiteSpace::Replace => lexical::replace(text),
        WhiteSpace::Collapse => {
            // Mostly there is none at all.
            if has_space(text) {
                lexical::collapse(text)
            } else {
                Cow::Borrowed(text)
            }
        }
    }
}

/// The rule that the flags of a member add to that of its type.
#[inline]
pub(crate) fn rule(flags: Flags, own: WhiteSpace) -> WhiteSpace {
    if flags & (COLLAPSE | REPLACE) == 0 {
        own
    } else if flags & COLLAPSE != 0 {
        WhiteSpace::Collapse
    } else {
        WhiteSpace::Replace
    }
}

/// A place for a value of a simple type, whichever it is: reading is compiled once, not for each type.
trait Slot {
    fn parse_text(&mut self, text: &str, scope: &dyn Scope) -> Result<(), ValueError>;
}

impl<T: Simple> Slot for T {
    fn parse_text(&mut self, text: &str, scope: &dyn Scope) -> Result<(), ValueError> {
        *self = T::parse(text, scope)?;
        Ok(())
    }
}

/// Reads the element whose start tag was just taken as a simple value.
#[inline]
pub fn read_simple<T: Simple>(
    value: &mut T,
    reader: &mut Reader<'_>,
    member: &'static Member,
) -> Result<(), DecodeError> {
    read_slot(value, T::WHITE_SPACE, T::EMPTY, reader, member)
}

#[inline(never)]
fn read_slot(
    value: &mut dyn Slot,
    own: WhiteSpace,
    empty: Empty,
    reader: &mut Reader<'_>,
    member: &'static Member,
) -> Result<(), DecodeError> {
    reader.check_simple()?;
    let raw = reader.element_text()?;
    let text = white_space(&raw, rule(member.flags, own));
    if text.is_empty() && (empty != Empty::Value || member.default.is_some()) {
        match member.default {
            None if empty == Empty::Vacant || reader.options().empty_numbers => {
                reader.vacant = true;
                reader.pop();
                return Ok(());
            }
            default => {
                if let Err(error) = value.parse_text(default.unwrap_or_default(), reader) {
                    return Err(reader.fail_value(member, error, None, None));
                }
                reader.pop();
                return Ok(());
            }
        }
    }
    if let Err(error) = value.parse_text(&text, reader) {
        return Err(reader.fail_value(member, error, None, None));
    }
    if member.flags & super::FIXED != 0 {
        reader.check_fixed(member, &text)?;
    }
    reader.check_facets(member, &text, None)?;
    reader.pop();
    Ok(())
}

/// See [`Content::parsed`].
#[inline]
pub fn parse_simple<T: Simple>(
    text: &str,
    reader: &Reader<'_>,
    member: &'static Member,
) -> Option<T> {
    // A text is not empty here.
    if member.flags & (COLLAPSE | REPLACE | super::FIXED) != 0
        || (T::WHITE_SPACE != WhiteSpace::Preserve && has_space(text))
    {
        return None;
    }
    T::parse(text, reader).ok()
}

/// Whether there is white space to be dealt with.
#[inline]
fn has_space(text: &str) -> bool {
    !text.bytes().all(|byte| byte > b' ')
}

/// Takes a simple value from text.
///
/// # Errors
/// When the text is not a value of the type.
pub fn read_simple_text<T: Simple>(
    value: &mut T,
    text: &str,
    scope: &dyn Scope,
) -> Result<(), ValueError> {
    take_text(value, T::WHITE_SPACE, text, scope)
}

fn take_text(
    value: &mut dyn Slot,
    own: WhiteSpace,
    text: &str,
    scope: &dyn Scope,
) -> Result<(), ValueError> {
    value.parse_text(&white_space(text, own), scope)
}

/// Writes a simple value as an element.
#[inline]
pub fn write_simple<T: Simple>(value: &T, writer: &mut Writer<'_>, member: &'static Member) {
    writer.simple(member, |text| value.write(text));
}

/// Writes a simple value as text, without markup.
#[inline]
pub fn write_simple_text<T: Simple>(value: &T, writer: &mut Writer<'_>) {
    value.write(&mut writer.text());
}

/// The answer of a type whose content is elements.
///
/// # Errors
/// Always.
#[cold]
pub fn no_text(text: &str) -> Result<(), ValueError> {
    Err(ValueError::new("element content", text, ""))
}

impl<T: Simple> Content for List<T> {
    #[inline]
    fn parsed(text: &str, reader: &Reader<'_>, member: &'static Member) -> Option<Self> {
        if member.flags & super::FIXED != 0 {
            return None;
        }
        // The items are told apart by white space, so it need not be collapsed first.
        Self::parse(text, reader)
            .ok()
            .filter(|list| !list.is_empty())
    }

    fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
        write_simple(self, writer, member);
    }

    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        read_simple(self, reader, member)
    }

    fn write_text(&self, writer: &mut Writer<'_>) {
        write_simple_text(self, writer);
    }

    fn read_text(&mut self, text: &str, reader: &Reader<'_>) -> Result<(), ValueError> {
        read_simple_text(self, text, reader)
    }
}

impl<T: Simple + Eq + Hash> Content for FlagSet<T> {
    #[inline]
    fn parsed(text: &str, reader: &Reader<'_>, member: &'static Member) -> Option<Self> {
        if member.flags & super::FIXED != 0 {
            return None;
        }
        // The items are told apart by white space, so it need not be collapsed first.
        Self::parse(text, reader)
            .ok()
            .filter(|list| !list.is_empty())
    }

    fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
        write_simple(self, writer, member);
    }

    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        read_simple(self, reader, member)
    }

    fn write_text(&self, writer: &mut Writer<'_>) {
        write_simple_text(self, writer);
    }

    fn read_text(&mut self, text: &str, reader: &Reader<'_>) -> Result<(), ValueError> {
        read_simple_text(self, text, reader)
    }
}
