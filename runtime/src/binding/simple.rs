//! Simple values: the content of elements and attributes as text.

use std::borrow::Cow;
use std::cell::Cell;
use std::hash::Hash;
use std::sync::Arc;

use super::list::{FlagSet, List};
use super::{Blank, COLLAPSE, Content, Flags, Member, REPLACE};
use crate::binding::Reader;
use crate::binding::Writer;
use crate::error::{DecodeError, ValueError};
use crate::value::{BuiltIn, lexical};
use crate::xml::{Scope, Text};

pub use crate::value::lexical::WhiteSpace;

/// The meaning of an empty text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// A value.
    Value,
    /// Not a value, but tolerated as "no value" where the member is optional.
    Vacant,
    /// Not a value, as for numbers and booleans. Tolerated like `Vacant` only if
    /// [`ReadOptions::empty_numbers`](crate::xml::ReadOptions::empty_numbers) says so.
    Number,
}

/// A simple type.
pub trait Simple: Blank {
    /// The processing of white space.
    const WHITE_SPACE: WhiteSpace = WhiteSpace::Collapse;
    /// The meaning of an empty text.
    const EMPTY: Empty = Empty::Vacant;
    /// Whether white space around a text is no part of a value, although the type keeps it. It is tolerated.
    const EXACT: bool = false;
    /// The built-in type that the values are those of; `None` where the contract makes the type.
    const BUILT_IN: Option<BuiltIn> = None;
    /// The form of the values in other formats than XML.
    #[cfg(feature = "serde")]
    const FORM: super::TextForm = super::TextForm::of(Self::BUILT_IN);

    /// Reads the text after white space processing.
    ///
    /// # Errors
    /// The text is not a value of the type.
    fn parse(text: &str, scope: &dyn Scope) -> Result<Self, ValueError>;

    /// Writes the text.
    fn write(&self, out: &mut Text<'_>);
}

/// Processes white space.
#[inline]
pub(crate) fn white_space(text: &str, rule: WhiteSpace) -> Cow<'_, str> {
    match rule {
        WhiteSpace::Preserve => Cow::Borrowed(text),
        WhiteSpace::Replace => lexical::replace(text),
        WhiteSpace::Collapse => {
            // Most texts have none.
            if has_space(text) {
                lexical::collapse(text)
            } else {
                Cow::Borrowed(text)
            }
        }
    }
}

/// The rule of the type, changed by the flags of the member.
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

/// A value of any simple type, so that reading is compiled once and not for each type.
pub trait Slot {
    /// Takes a text whose white space is processed.
    ///
    /// # Errors
    /// The text is not a value of the type.
    fn parse_text(&mut self, text: &str, scope: &dyn Scope) -> Result<(), ValueError>;

    /// Whether it holds the value of a text.
    fn holds(&self, text: &str, scope: &dyn Scope) -> bool;

    /// Writes its text.
    fn write_to(&self, out: &mut Text<'_>);
}

impl<T: Simple> Slot for T {
    fn parse_text(&mut self, text: &str, scope: &dyn Scope) -> Result<(), ValueError> {
        *self = T::parse(text, scope)?;
        Ok(())
    }

    fn holds(&self, text: &str, scope: &dyn Scope) -> bool {
        holds_value(self, text, scope)
    }

    fn write_to(&self, out: &mut Text<'_>) {
        self.write(out);
    }
}

/// Whether a value is that of a text, in the value space of its type.
pub fn holds_value<T: Simple>(value: &T, text: &str, scope: &dyn Scope) -> bool {
    let mut other = T::blank();
    let of = (T::WHITE_SPACE, T::BUILT_IN);
    slot_holds(value, &mut other, of, text, scope)
}

/// Whether a value is that of a text, which is read into `other`, of the same type.
pub fn slot_holds(
    value: &dyn Slot,
    other: &mut dyn Slot,
    (own, built_in): (WhiteSpace, Option<BuiltIn>),
    text: &str,
    scope: &dyn Scope,
) -> bool {
    let text = white_space(text, own);
    if other.parse_text(&text, &ContractScope(scope)).is_err() {
        // A name in the simple content of a complex type is spelled with the contract's prefixes, which are not known here.
        return built_in == Some(BuiltIn::QName);
    }
    let (left, right) = (plain_text(value), plain_text(other));
    left == right || built_in.is_some_and(|of| of.is_same(&left, &right))
}

/// The text of a value, with names as `{namespace}name`.
fn plain_text(value: &dyn Slot) -> String {
    let (mut out, mut state) = (Vec::new(), crate::xml::TextState::new(true));
    state.is_verbatim = true;
    value.write_to(&mut Text::new(&mut out, &mut state));
    String::from_utf8_lossy(&out).into_owned()
}

/// Checks a value against the fixed value of its member.
#[inline(never)]
fn check_fixed(value: &dyn Slot, writer: &mut Writer<'_>, member: &'static Member) {
    writer.check_fixed(member, &|fixed| {
        // An element without content has the fixed value.
        plain_text(value).is_empty() || value.holds(fixed, &NoScope)
    });
}

/// The text that a function writes.
#[cfg(feature = "serde")]
pub fn slot_text(write: &dyn Fn(&mut Text<'_>)) -> String {
    let (mut out, mut state) = (Vec::new(), crate::xml::TextState::new(true));
    write(&mut Text::new(&mut out, &mut state));
    crate::xml::unescape(&out).into_owned()
}

/// A place where no prefix is declared.
pub(crate) struct NoScope;

impl Scope for NoScope {
    fn resolve(&self, _: &str) -> Option<&str> {
        None
    }
}

/// The scope of a default or fixed value of the contract.
pub(crate) struct ContractScope<'a>(pub(crate) &'a dyn Scope);

impl Scope for ContractScope<'_> {
    fn resolve(&self, prefix: &str) -> Option<&str> {
        self.0.resolve(prefix)
    }

    fn resolve_shared(&self, prefix: &str) -> Option<Arc<str>> {
        self.0.resolve_shared(prefix)
    }

    fn note_odd(&self) {
        self.0.note_odd();
    }

    fn note_how(&self, how: &'static str) {
        self.0.note_how(how);
    }

    fn checks_facets(&self) -> bool {
        self.0.checks_facets()
    }

    fn has_expanded_names(&self) -> bool {
        true
    }
}

/// A scope that knows whether something odd was noted.
pub(crate) struct Noting<'a> {
    scope: &'a dyn Scope,
    odd: Cell<bool>,
    /// The difference between the value and the text.
    how: Cell<Option<&'static str>>,
}

impl<'a> Noting<'a> {
    #[inline]
    pub(crate) fn new(scope: &'a dyn Scope) -> Self {
        Self {
            scope,
            odd: Cell::new(false),
            how: Cell::new(None),
        }
    }

    /// Whether the value is none of its type, and was kept all the same, or differs from the text.
    #[inline]
    pub(crate) fn is_odd(&self) -> bool {
        self.odd.get()
    }

    /// The difference between the value and the text; `None` if there is none.
    pub(crate) fn how(&self) -> Option<&'static str> {
        self.how.get()
    }
}

impl Scope for Noting<'_> {
    fn resolve(&self, prefix: &str) -> Option<&str> {
        self.scope.resolve(prefix)
    }

    fn resolve_shared(&self, prefix: &str) -> Option<Arc<str>> {
        self.scope.resolve_shared(prefix)
    }

    fn note_odd(&self) {
        self.odd.set(true);
    }

    fn note_how(&self, how: &'static str) {
        self.odd.set(true);
        self.how.set(Some(how));
    }

    fn admits_odd(&self) -> bool {
        true
    }

    fn checks_facets(&self) -> bool {
        self.scope.checks_facets()
    }

    fn has_expanded_names(&self) -> bool {
        self.scope.has_expanded_names()
    }
}

/// The text of a value that an enumeration does not name, kept.
#[cold]
pub fn unknown_value(text: &str, scope: &dyn Scope) -> Box<str> {
    scope.note_odd();
    text.into()
}

/// Reads the element whose start tag was just taken as a simple value.
#[inline]
pub fn read_simple<T: Simple>(
    value: &mut T,
    reader: &mut Reader<'_>,
    member: &'static Member,
) -> Result<(), DecodeError> {
    let of = SlotType {
        white_space: T::WHITE_SPACE,
        empty: T::EMPTY,
        built_in: T::BUILT_IN,
        exact: T::EXACT,
    };
    read_slot(value, of, reader, member)
}

/// Reads the nil element whose start tag was just taken, of a simple type.
pub fn read_simple_nil<T: Simple>(
    reader: &mut Reader<'_>,
    member: &'static Member,
) -> Result<(), DecodeError> {
    read_slot_nil(T::BUILT_IN, reader, member)
}

/// Reads the nil element whose start tag was just taken, of a simple type with the values of this built-in type.
///
/// # Errors
/// The element has content, or an attribute that it may not have.
pub fn read_slot_nil(
    built_in: Option<BuiltIn>,
    reader: &mut Reader<'_>,
    member: &'static Member,
) -> Result<(), DecodeError> {
    reader.check_simple(member, built_in)?;
    reader.end_of_nil()
}

/// The type of a slot, as far as it is known.
pub struct SlotType {
    /// The processing of white space.
    pub white_space: WhiteSpace,
    /// The meaning of an empty text.
    pub empty: Empty,
    /// The built-in type that the values are those of, if any.
    pub built_in: Option<BuiltIn>,
    /// Whether white space around a text is no part of a value, and yet not dealt with.
    pub exact: bool,
}

/// Reads the element whose start tag was just taken into a slot.
///
/// # Errors
/// The element has no such value.
#[inline(never)]
pub fn read_slot(
    value: &mut dyn Slot,
    of: SlotType,
    reader: &mut Reader<'_>,
    member: &'static Member,
) -> Result<(), DecodeError> {
    let (own, empty) = (of.white_space, of.empty);
    let named = reader.check_simple(member, of.built_in)?;
    let raw = reader.element_text()?;
    let text = white_space(&raw, rule(member.flags, own));
    let blank = text.bytes().all(lexical::is_space);
    let noting = Noting::new(reader);
    let parsed = value.parse_text(&text, &noting);
    let how = noting.how();
    let odd = noting.is_odd() || of.exact && text.len() != raw.len();
    let is_value = parsed.is_ok() && !odd;
    if let Some(default) = member.default
        && (raw.is_empty() || blank && empty != Empty::Value && !is_value)
    {
        if !raw.is_empty() {
            reader.empty_value(member)?;
        }
        let default = white_space(default, rule(member.flags, own));
        if let Err(error) = value.parse_text(&default, &ContractScope(reader)) {
            return Err(reader.fail_value(member, error, None, None));
        }
        // The default has to be a value of the actual type, too (Part 1, 3.3.4, clause 5.1.1).
        if let Some(named) = named {
            reader.check_named(member, named, &default)?;
        }
        reader.pop();
        return Ok(());
    }
    let may_be_vacant = blank
        && (empty == Empty::Vacant || empty == Empty::Number && reader.options().empty_numbers);
    if may_be_vacant && !is_value {
        reader.vacant = true;
        reader.pop();
        return Ok(());
    }
    if let Err(error) = parsed {
        return Err(reader.fail_value(member, error, None, None));
    }
    if member.flags & super::FIXED != 0
        && let Some(fixed) = member.default
        && !value.holds(&white_space(fixed, rule(member.flags, own)), reader)
    {
        reader.not_fixed(member, fixed)?;
    }
    match odd {
        true => reader.odd_value(member, how, None)?,
        false => reader.check_type(member, named, &text, None)?,
    }
    reader.pop();
    Ok(())
}

/// Implements [`Content::parsed`].
#[inline]
pub fn parse_simple<T: Simple>(
    text: &str,
    reader: &Reader<'_>,
    member: &'static Member,
) -> Option<T> {
    // The text is not empty here.
    if member.flags & (COLLAPSE | REPLACE | super::FIXED) != 0
        || (T::WHITE_SPACE != WhiteSpace::Preserve && has_space(text))
    {
        return None;
    }
    // By reference: the table of methods of a reader itself would bring the code that drops it into each crate.
    if T::BUILT_IN.is_some() {
        // Only types that the contract makes, and those of other crates, keep values that are none of theirs.
        return T::parse(text, &reader).ok();
    }
    let noting = Noting::new(&reader);
    let value = T::parse(text, &noting).ok()?;
    (!noting.is_odd()).then_some(value)
}

/// Whether there is white space to process.
#[inline]
fn has_space(text: &str) -> bool {
    !text.bytes().all(|byte| byte > b' ')
}

/// Reads a simple value from text.
///
/// # Errors
/// When the text is not a value of the type.
pub fn read_simple_text<T: Simple>(
    value: &mut T,
    text: &str,
    scope: &dyn Scope,
) -> Result<(), ValueError> {
    read_slot_text(value, T::WHITE_SPACE, T::EXACT, text, scope)
}

/// Reads a slot, whose type has the rule `own`, from text.
///
/// # Errors
/// When the text is not a value of the type.
pub fn read_slot_text(
    value: &mut dyn Slot,
    own: WhiteSpace,
    is_exact: bool,
    text: &str,
    scope: &dyn Scope,
) -> Result<(), ValueError> {
    let word = white_space(text, own);
    if is_exact && word.len() != text.len() {
        scope.note_odd();
    }
    value.parse_text(&word, scope)
}

/// The error of a text that is not a value of a generated type.
///
/// # Errors
/// Always.
#[cold]
pub fn no_value<T>(of: &'static str, text: &str) -> Result<T, ValueError> {
    Err(ValueError::new(
        of,
        text,
        "the contract does not name this value",
    ))
}

/// The value of a text outside of any message.
///
/// # Errors
/// The text is not a value of the type.
pub fn parse_word<T: Simple>(text: &str) -> Result<T, ValueError> {
    T::parse(&white_space(text, T::WHITE_SPACE), &NoScope)
}

/// Writes a value of an enumeration. Only where the contract has it is the empty text a value.
pub fn write_word<T: Simple>(_: &T, text: &str, out: &mut Text<'_>) {
    match T::EMPTY {
        Empty::Value => out.push(text),
        _ => out.word(text),
    }
}

/// The name of a field, as `Debug` shows it.
pub fn label(name: &'static str) -> &'static str {
    name.trim_start_matches("r#")
}

/// The value that the contract spells `text`: the default or fixed value of a member.
pub fn constant<T: Content + Blank>(text: &str) -> T {
    let mut value = T::blank();
    // The generator checked the contract.
    let _ = value.read_text(text, &ContractScope(&NoScope));
    value
}

/// Writes a simple value as an element.
#[inline]
pub fn write_simple<T: Simple>(value: &T, writer: &mut Writer<'_>, member: &'static Member) {
    if !member.blocks.fit && member.flags & super::FIXED != 0 {
        check_fixed(value, writer, member);
    }
    let holds = |text: &str| holds_value(value, text, &NoScope);
    writer.simple(member, |text| value.write(text), holds);
}

/// Writes a slot as an element.
#[cfg(feature = "serde")]
pub fn write_slot(value: &dyn Slot, writer: &mut Writer<'_>, member: &'static Member) {
    if member.flags & super::FIXED != 0 {
        check_fixed(value, writer, member);
    }
    let holds = |text: &str| value.holds(text, &NoScope);
    writer.simple(member, |text| value.write_to(text), holds);
}

/// Writes a simple value as text, without markup.
#[inline]
pub fn write_simple_text<T: Simple>(value: &T, writer: &mut Writer<'_>) {
    value.write(&mut writer.text());
}

/// The error of text in a type whose content is elements.
///
/// # Errors
/// Always.
#[cold]
pub fn no_text(text: &str) -> Result<(), ValueError> {
    Err(ValueError::new("element content", text, ""))
}

/// `Content` of lists. White space separates the items, so it need not be collapsed first.
macro_rules! lists {
    ($($list:ident: $first:ident $(+ $bound:ident)*),+) => { $(
        impl<T: $first $(+ $bound)*> Content for $list<T> {
            #[inline]
            fn parsed(text: &str, reader: &Reader<'_>, member: &'static Member) -> Option<Self> {
                if member.flags & super::FIXED != 0 {
                    return None;
                }
                let noting = Noting::new(&reader);
                Self::parse(text, &noting)
                    .ok()
                    .filter(|list| !list.is_empty() && !noting.is_odd())
            }

            crate::__soap_simple_methods!(read write text);
        }
    )+ };
}
lists!(List: Simple, FlagSet: Simple + Eq + Hash);
