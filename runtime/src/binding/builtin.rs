//! The built-in simple types.

use super::simple::{Empty, Simple, WhiteSpace};
use super::{COLLAPSE, Content, FIXED, Inner, Member, REPLACE, simple};
use crate::binding::Reader;
use crate::binding::Writer;
use crate::binding::read::Included;
use crate::error::{DecodeError, EncodeErrorKind, ValueError};
use crate::value::lexical;
use crate::value::{
    Base64Binary, BuiltIn, Date, DateTime, Decimal, Duration, GDay, GMonth, GMonthDay, GYear,
    GYearMonth, Guid, HexBinary, Integer, QName, Time,
};
use crate::xml::{Scope, Text};

impl Simple for String {
    const WHITE_SPACE: WhiteSpace = WhiteSpace::Preserve;
    const EMPTY: Empty = Empty::Value;
    const BUILT_IN: Option<BuiltIn> = Some(BuiltIn::String);

    fn parse(text: &str, _: &dyn Scope) -> Result<Self, ValueError> {
        Ok(text.to_owned())
    }

    #[inline]
    fn write(&self, out: &mut Text<'_>) {
        out.push(self);
    }
}

/// Like other simple values, but moves the text instead of copying it.
impl Content for String {
    #[inline]
    fn parsed(text: &str, _: &Reader<'_>, member: &'static Member) -> Option<Self> {
        (member.flags & (COLLAPSE | REPLACE | FIXED) == 0).then(|| text.to_owned())
    }

    #[inline]
    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        if member.flags & (COLLAPSE | REPLACE | FIXED) != 0
            || member.default.is_some()
            || !matches!(member.inner, Inner::None)
        {
            return super::read_simple(self, reader, member);
        }
        let named = reader.check_simple(member, Some(BuiltIn::String))?;
        *self = match reader.plain_text() {
            Some(text) => text.to_owned(),
            None => reader.element_text_general()?.into_owned(),
        };
        if named.is_some() {
            reader.check_type(member, named, self, None)?;
        }
        reader.pop();
        Ok(())
    }

    crate::__soap_simple_methods!(write text);
}

impl Simple for bool {
    const EMPTY: Empty = Empty::Number;
    const BUILT_IN: Option<BuiltIn> = Some(BuiltIn::Boolean);

    #[inline]
    fn parse(text: &str, _: &dyn Scope) -> Result<Self, ValueError> {
        lexical::parse_boolean(text)
    }

    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn write(&self, out: &mut Text<'_>) {
        // One copy of a fixed size.
        let end = out.buffer().len() + 5 - usize::from(*self);
        out.buffer()
            .extend_from_slice(if *self { b"true\0" } else { b"false" });
        out.buffer().truncate(end);
    }
}
simple!(bool);

macro_rules! ints {
    ($($type:ty: $of:ident)*) => { $(
        impl Simple for $type {
            const EMPTY: Empty = Empty::Number;
            const BUILT_IN: Option<BuiltIn> = Some(BuiltIn::$of);

            fn parse(text: &str, _: &dyn Scope) -> Result<Self, ValueError> {
                lexical::parse_int(text)
            }

            fn write(&self, out: &mut Text<'_>) {
                out.push_plain(itoa::Buffer::new().format(*self));
            }
        }
        simple!($type);
    )* };
}
ints!(i8: Byte i16: Short i32: Int i64: Long u8: UnsignedByte u16: UnsignedShort u32: UnsignedInt u64: UnsignedLong);

/// Infinity and not a number as Python, PHP, Java and JavaScript spell them. Their toolkits send what the language prints.
#[cold]
#[inline(never)]
fn spelled_otherwise(text: &str, scope: &dyn Scope) -> Option<f64> {
    if !scope.admits_odd() {
        return None;
    }
    let (sign, word) = match text.strip_prefix('-') {
        Some(word) => (-1.0, word),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let is = |other: &str| word.eq_ignore_ascii_case(other);
    let value = match () {
        () if is("inf") || is("infinity") => sign * f64::INFINITY,
        () if is("nan") => f64::NAN,
        () => return None,
    };
    scope.note_how("is not spelled as XML Schema has it");
    Some(value)
}

impl Simple for f64 {
    const EMPTY: Empty = Empty::Number;
    const BUILT_IN: Option<BuiltIn> = Some(BuiltIn::Double);

    fn parse(text: &str, scope: &dyn Scope) -> Result<Self, ValueError> {
        lexical::parse_double(text).or_else(|error| spelled_otherwise(text, scope).ok_or(error))
    }

    fn write(&self, out: &mut Text<'_>) {
        lexical::write_double(*self, out.buffer());
    }
}
simple!(f64);

impl Simple for f32 {
    const EMPTY: Empty = Empty::Number;
    const BUILT_IN: Option<BuiltIn> = Some(BuiltIn::Float);

    fn parse(text: &str, scope: &dyn Scope) -> Result<Self, ValueError> {
        #[allow(clippy::cast_possible_truncation, reason = "no finite number")]
        lexical::parse_float(text).or_else(|error| match spelled_otherwise(text, scope) {
            Some(value) => Ok(value as Self),
            None => Err(error),
        })
    }

    fn write(&self, out: &mut Text<'_>) {
        lexical::write_float(*self, out.buffer());
    }
}
simple!(f32);

macro_rules! values {
    ($empty:ident: $($type:ident $of:ident)*) => { $(
        impl Simple for $type {
            const EMPTY: Empty = Empty::$empty;
            const BUILT_IN: Option<BuiltIn> = Some(BuiltIn::$of);

            fn parse(text: &str, _: &dyn Scope) -> Result<Self, ValueError> {
                <$type>::parse(text)
            }

            fn write(&self, out: &mut Text<'_>) {
                let start = out.here();
                self.write_to(out.buffer());
                if out.since(start).is_empty() {
                    out.fail("a value that was not set has no text");
                }
            }
        }
        simple!($type);
    )* };
}
values!(Vacant: DateTime DateTime Date Date Time Time GYear GYear GYearMonth GYearMonth GMonth GMonth);
values!(Vacant: GMonthDay GMonthDay GDay GDay Duration Duration Guid String);
values!(Number: Decimal Decimal Integer Integer);

macro_rules! binary {
    ($($type:ident, $has_no_text:expr)*) => { $(
        impl Simple for $type {
            // These types accept white space themselves, without a copy of the text.
            const WHITE_SPACE: WhiteSpace = WhiteSpace::Preserve;
            const EMPTY: Empty = Empty::Value;
            const BUILT_IN: Option<BuiltIn> = Some(BuiltIn::$type);

            fn parse(text: &str, _: &dyn Scope) -> Result<Self, ValueError> {
                <$type>::parse(lexical::trim(text))
            }

            fn write(&self, out: &mut Text<'_>) {
                if let Some(why) = $has_no_text(self) {
                    out.fail(why);
                }
                self.write_to(out.buffer());
            }
        }
    )* };
}
binary!(HexBinary, |_: &Self| None);
binary!(Base64Binary, |value: &Self| {
    (value.content_id()).map(
        |_| "bytes in a part of the package can only be the content of an element of a message",
    )
});
simple!(HexBinary);

/// Unlike other simple values, the bytes may be in another part of the package.
impl Content for Base64Binary {
    fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
        if !writer.include(self, member) {
            super::write_simple(self, writer, member);
        }
    }

    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        if !reader.includes() {
            return super::read_simple(self, reader, member);
        }
        // Attributes first: reading an Include replaces them.
        reader.check_simple(member, Some(BuiltIn::Base64Binary))?;
        *self = match reader.included()? {
            Included::Bytes(bytes) => bytes.into(),
            Included::Later(content_id) => Self::in_part(content_id),
        };
        reader.pop();
        Ok(())
    }

    crate::__soap_simple_methods!(text);
}

impl Simple for QName {
    const BUILT_IN: Option<BuiltIn> = Some(BuiltIn::QName);

    fn parse(text: &str, scope: &dyn Scope) -> Result<Self, ValueError> {
        super::qualified_name(text, scope)
    }

    fn write(&self, out: &mut Text<'_>) {
        match self.is_empty() {
            true => out.fail("an empty name has no text"),
            false => out.name(self.namespace(), self.local(), self.prefix()),
        }
    }
}

/// Unlike other simple values, a name depends on the declarations around it.
impl Content for QName {
    fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
        // A name without a prefix would get the default namespace.
        if self.namespace().is_empty()
            && !self.is_empty()
            && !member.open.contains(':')
            && !member.name.namespace.is_empty()
        {
            let message =
                "a name in no namespace cannot stand where a default namespace is declared";
            writer.problem(EncodeErrorKind::Value, message.to_owned(), Some(member));
        }
        super::write_simple(self, writer, member);
    }

    crate::__soap_simple_methods!(read text);
}
