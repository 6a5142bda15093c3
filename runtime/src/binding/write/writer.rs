//! The writer of generated types: writes elements by their tables into a buffer.

use super::encoded::EncodingStyle;
use super::hoist::Hoisted;
use super::identity::Rules;
use super::packed::Packed;
use crate::binding::{ENCODED, Inner, Kind, Member, SimpleType, WhiteSpace};
use crate::error::{EncodeError, EncodeErrorKind};
use crate::xml::{NilPolicy, Text, TextState, WriteOptions, unescape};

/// Writes elements into a buffer.
///
/// Calls never fail. The writer keeps the first error, and [`Writer::finish`] returns it.
pub struct Writer<'w> {
    pub(crate) out: &'w mut Vec<u8>,
    pub(crate) state: TextState,
    path: Path,
    /// Attributes for the next start tag.
    pub(crate) extra: &'static str,
    /// Namespace of the envelope around what is written, whose prefix is `s`; empty without one.
    pub(crate) envelope: &'static str,
    /// More attributes for the next start tag, each with a blank in front; `extra` says that there are some.
    added: String,
    /// The next value is in the place of an abstract type: it must have an `xsi:type`.
    pub(crate) must_be_typed: bool,
    pub(crate) explicit_nil: bool,
    /// Whether SOAP encoding is written.
    pub(crate) annotates: bool,
    pub(crate) encoding_style: EncodingStyle,
    pub(super) hoisted: Hoisted<'w>,
    /// The treatment of bytes that may become parts.
    pub(crate) packed: Option<Packed>,
    depth: usize,
    /// The start of the content of the last element, if its tag was not written at once.
    text_from: usize,
    pub(super) facets: bool,
    pub(crate) rules: Rules<'w>,
}

/// The value of `extra` if there are only added attributes.
const ADDED: &str = " ";

/// The open elements. The outer ones are stored in place, so most messages need no allocation.
#[derive(Default)]
struct Path {
    length: usize,
    outer: [Option<&'static Member>; 16],
    inner: Vec<&'static Member>,
}

impl Path {
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn push(&mut self, member: &'static Member) {
        match self.outer.get_mut(self.length) {
            Some(place) => *place = Some(member),
            None => self.push_inner(member),
        }
        self.length += 1;
    }

    #[cold]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn push_inner(&mut self, member: &'static Member) {
        self.inner.truncate(self.length - self.outer.len());
        self.inner.push(member);
    }

    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "each call follows one of `push`"
    )]
    fn pop(&mut self) {
        self.length -= 1;
    }

    fn members(&self) -> impl Iterator<Item = &Member> {
        let outer = self.outer.iter().copied().flatten();
        outer.chain(self.inner.iter().copied()).take(self.length)
    }
}

impl<'w> Writer<'w> {
    /// Makes a writer that appends to `out`.
    pub fn new(out: &'w mut Vec<u8>, options: &WriteOptions) -> Self {
        Self {
            out,
            state: TextState::new(options.replace_characters),
            path: Path::default(),
            extra: "",
            envelope: "",
            added: String::new(),
            must_be_typed: false,
            explicit_nil: options.nil == NilPolicy::Explicit,
            annotates: false,
            encoding_style: EncodingStyle::default(),
            hoisted: Hoisted::default(),
            packed: None,
            depth: options.depth,
            text_from: 0,
            facets: options.facets,
            rules: Rules::default(),
        }
    }

    /// Ends writing.
    ///
    /// # Errors
    /// The first error. The buffer then holds a part of a message.
    #[inline]
    pub fn finish(mut self) -> Result<(), EncodeError> {
        self.result()
    }

    /// The first error. The writer stays where it is: a move copies all its state.
    #[inline]
    pub(crate) fn result(&mut self) -> Result<(), EncodeError> {
        self.state.result()
    }

    /// Whether an error has occurred.
    #[inline]
    pub(crate) fn failed(&self) -> bool {
        self.state.has_failed()
    }

    /// Appends markup unchanged.
    #[inline]
    pub(crate) fn raw(&mut self, markup: &str) {
        self.out.extend_from_slice(markup.as_bytes());
    }

    /// The current offset, for [`Writer::check_type`].
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn here(&self) -> usize {
        self.out.len() - self.state.inserted
    }

    /// Writes the start tag of `member`.
    #[inline(always)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn start(&mut self, member: &'static Member) {
        if member.blocks.fit && self.extra.is_empty() {
            let end = self.out.len() + member.open.len();
            self.out.extend_from_slice(&member.blocks.open);
            self.out.truncate(end);
        } else {
            self.start_general(member);
        }
    }

    #[inline(never)]
    fn start_general(&mut self, member: &'static Member) {
        let is_plain = self.extra.is_empty() && !self.annotates;
        if is_plain && member.flags & ENCODED == 0 {
            self.raw(member.open);
        } else {
            self.start_open(member, None);
            self.raw(">");
        }
        self.text_from = self.here();
    }

    /// Writes the start tag of `member` up to the place of attributes. `length` is that of an encoded array.
    #[inline(never)]
    pub(crate) fn start_open(&mut self, member: &'static Member, length: Option<usize>) {
        self.open_name(member);
        let extra = std::mem::take(&mut self.extra);
        if extra.is_empty() {
            self.encoding_attributes(member, length);
        } else if extra == ADDED {
            self.raw_added();
            self.encoding_attributes(member, length);
        } else {
            self.raw(extra);
            self.raw_added();
        }
    }

    /// Adds attributes to the next start tag.
    pub(crate) fn add_attributes(&mut self, attributes: String) {
        if !attributes.is_empty() {
            self.added = attributes;
            self.extra = ADDED;
        }
    }

    /// Writes the attributes that were added to the start tag.
    pub(crate) fn raw_added(&mut self) {
        let added = std::mem::take(&mut self.added);
        self.raw(&added);
    }

    /// Writes the end tag of `member`.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn end(&mut self, member: &'static Member) {
        if member.blocks.fit {
            let end = self.out.len() + member.close.len();
            self.out.extend_from_slice(&member.blocks.close);
            self.out.truncate(end);
        } else {
            self.end_general(member);
        }
    }

    #[inline(never)]
    fn end_general(&mut self, member: &'static Member) {
        let is_typed = matches!(member.inner, Inner::Simple(_));
        if is_typed || self.annotates || member.flags & ENCODED != 0 {
            self.end_checked(member);
        } else {
            self.raw(member.close);
        }
    }

    #[inline(never)]
    fn end_checked(&mut self, member: &'static Member) {
        self.check_type(member, self.text_from);
        self.close_general(member);
    }

    /// Notes that the text written since `from`, as [`Writer::here`] told it, is none of the simple type of `member`.
    #[inline]
    pub(crate) fn check_type(&mut self, member: &'static Member, from: usize) {
        if let Inner::Simple(of) = member.inner
            && self.facets
        {
            self.check_facets(of, member, from);
        }
    }

    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn check_facets(&mut self, of: &SimpleType, member: &'static Member, from: usize) {
        let from = from + self.state.inserted;
        let Some(text) = self.out.get(from..).map(unescape) else {
            return;
        };
        let Some(broken) = of.broken(&text, None, true) else {
            let mut found = Vec::new();
            of.identifiers(&text, &mut |of, text| found.push((of, text.to_owned())));
            if !found.is_empty() {
                self.note_identifiers(found, member);
            }
            return;
        };
        #[cfg(feature = "facets")]
        let text = text.into_owned();
        #[cfg(feature = "facets")]
        let fits = |text: &str| of.broken(text, None, true).is_none();
        #[cfg(feature = "facets")]
        if of.has_names() && self.rename(from, &of.prefixes(), &fits) {
            return;
        }
        #[cfg(feature = "facets")]
        if let Some(other) = of.respelled(&text) {
            self.out.truncate(from);
            self.text().push(&other);
            return;
        }
        // The fixed value has the spelling of the contract, which an empty element has (Part 1, 3.3.4).
        if member.flags & crate::binding::FIXED != 0 && !self.failed() {
            self.out.truncate(from);
            if let Some(fixed) = member.default.filter(|_| self.state.attribute) {
                self.text().push(fixed);
            }
            return;
        }
        let message = format!("the value cannot be right: {broken}");
        self.problem(EncodeErrorKind::Facet, message, Some(member));
    }

    /// Notes that the value of `member` is not the fixed one, if that is so.
    #[cold]
    #[inline(never)]
    pub(crate) fn check_fixed(&mut self, member: &Member, holds: &dyn Fn(&str) -> bool) {
        let own = crate::binding::simple::rule(member.flags, WhiteSpace::Preserve);
        if let Some(fixed) = member.default
            && !holds(&crate::binding::simple::white_space(fixed, own))
        {
            let message = format!("the value must be {fixed:?}");
            self.problem(EncodeErrorKind::Value, message, Some(member));
        }
    }

    /// Returns a text to append to.
    #[inline]
    pub fn text(&mut self) -> Text<'_> {
        Text::new(self.out, &mut self.state)
    }

    /// Writes an element with simple content. `holds` tells whether its value is that of a text.
    #[inline]
    pub(crate) fn simple(
        &mut self,
        member: &'static Member,
        value: impl FnOnce(&mut Text<'_>),
        holds: impl Fn(&str) -> bool,
    ) {
        self.start(member);
        let before = self.out.len();
        value(&mut Text::new(self.out, &mut self.state));
        if self.out.len() == before {
            self.check_type(member, self.here());
            self.end_without_text(member, &holds);
        } else {
            self.end(member);
        }
        if self.state.has_failed() {
            self.locate(member);
        }
    }

    /// Switches the escaping to that of attributes, or back.
    pub(crate) fn attribute_mode(&mut self, on: bool) {
        self.state.attribute = on;
    }

    /// Switches the escaping, and returns the previous setting.
    pub(crate) fn set_attribute_mode(&mut self, on: bool) -> bool {
        std::mem::replace(&mut self.state.attribute, on)
    }

    /// Enters an element with content. Returns `false` if it is too deep, or after an error.
    #[inline]
    pub(crate) fn enter(&mut self, member: &'static Member) -> bool {
        self.path.push(member);
        if self.path.length > self.depth || self.failed() {
            self.refuse_entry();
            return false;
        }
        true
    }

    #[cold]
    fn refuse_entry(&mut self) {
        if !self.failed() {
            let depth = self.depth;
            self.problem(
                EncodeErrorKind::Depth,
                format!("elements are nested deeper than {depth}"),
                None,
            );
        }
        self.path.pop();
    }

    /// Leaves the last element.
    #[inline]
    pub(crate) fn leave(&mut self) {
        self.path.pop();
    }

    /// Notes an error of `member`.
    #[cold]
    #[inline(never)]
    pub(crate) fn problem(
        &mut self,
        kind: EncodeErrorKind,
        message: String,
        member: Option<&Member>,
    ) {
        if !self.state.has_failed() {
            let path = Some(self.path_to(member));
            self.state.fail(kind, message, path);
        }
    }

    /// Sets the path of an error that a text noted.
    #[cold]
    #[inline(never)]
    pub(crate) fn locate(&mut self, member: &'static Member) {
        let path = self.path_to(Some(member));
        self.state.locate(path);
    }

    pub(super) fn path_to(&self, member: Option<&Member>) -> String {
        let mut path = String::new();
        for one in self.path.members().chain(member) {
            match one.kind {
                Kind::Attribute => path.push_str("/@"),
                Kind::Group | Kind::Text | Kind::Any | Kind::Unknown | Kind::AnyAttribute => {
                    continue;
                }
                Kind::Element => path.push('/'),
            }
            path.push_str(one.name.local);
        }
        if path.is_empty() {
            path.push('/');
        }
        path
    }
}
