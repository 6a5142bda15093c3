//! Tokens: tags, comments, processing instructions, CDATA sections.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]

use std::borrow::Cow;
use std::ops::Range;

use super::{Attribute, Frame, PendingToken, Reader, Tag, UNKNOWN};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::names::is_ncname;
use crate::xml::chars::{NameByte, is_space};

/// A token inside the root element.
pub(crate) enum Token {
    /// A start tag: the element is open now.
    Start,
    /// An end tag: taken, but the element is open until `pop`.
    End,
    /// Text, references not resolved.
    Text(Range<usize>),
    /// The text of a CDATA section.
    Cdata(Range<usize>),
}

/// The most attributes that are compared pair by pair.
const FEW: usize = 16;

/// A name with an optional prefix. Offsets.
#[derive(Clone, Copy)]
struct RawName {
    start: usize,
    local: usize,
    end: usize,
}

impl<'a> Reader<'a> {
    #[inline]
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.pos..).unwrap_or_default()
    }

    #[cold]
    pub(crate) fn ends(&self) -> DecodeError {
        let inside = self.frames.last().map_or_else(
            || "the message ends before its end".to_owned(),
            |frame| {
                format!(
                    "the message ends inside <{}>",
                    self.slice(frame.start, frame.end)
                )
            },
        );
        self.fail(DecodeErrorKind::Syntax, self.text.len(), inside)
    }

    #[cold]
    fn syntax(&self, offset: usize, message: impl Into<String>) -> DecodeError {
        self.fail(DecodeErrorKind::Syntax, offset, message)
    }

    /// The next token. Skips comments and processing instructions.
    pub(crate) fn token(&mut self) -> Result<Token, DecodeError> {
        if self.tag.empty {
            self.tag.empty = false;
            return Ok(Token::End);
        }
        loop {
            match self.rest() {
                [] => return Err(self.ends()),
                [b'<', b'/', ..] => {
                    self.end_tag()?;
                    return Ok(Token::End);
                }
                [b'<', b'!', ..] => {
                    if let Some(range) = self.declaration()? {
                        return Ok(Token::Cdata(range));
                    }
                }
                [b'<', b'?', ..] => self.instruction()?,
                [b'<', ..] => {
                    self.start_tag()?;
                    return Ok(Token::Start);
                }
                rest => {
                    let Some(length) = memchr::memchr(b'<', rest) else {
                        return Err(self.ends());
                    };
                    let range = self.pos..self.pos + length;
                    if self.irregular
                        && let Some(at) =
                            memchr::memmem::find(rest.get(..length).unwrap_or_default(), b"]]>")
                    {
                        return Err(self.syntax(range.start + at, "\"]]>\" is in text"));
                    }
                    self.pos = range.end;
                    return Ok(Token::Text(range));
                }
            }
        }
    }

    /// Moves to the next child of an element that has only elements: `false` at its end tag, which is taken (the caller pops).
    pub(crate) fn next_child(&mut self) -> Result<bool, DecodeError> {
        match std::mem::replace(&mut self.pending, PendingToken::Nothing) {
            PendingToken::Nothing => {}
            PendingToken::Start => return Ok(true),
            PendingToken::End => return Ok(false),
        }
        loop {
            match self.token()? {
                Token::Start => return Ok(true),
                Token::End => return Ok(false),
                Token::Text(range) => {
                    let text = self.text.as_bytes().get(range.clone()).unwrap_or_default();
                    if let Some(at) = text.iter().position(|byte| !is_space(*byte))
                        // A reference to white space counts as white space.
                        && !self.resolve_text(range.clone())?.bytes().all(is_space)
                        && !self.admits_text()
                    {
                        return Err(self.text_between(range.start + at));
                    }
                }
                Token::Cdata(range) => {
                    let text = self.text.as_bytes().get(range.clone()).unwrap_or_default();
                    if let Some(at) = text.iter().position(|byte| !is_space(*byte))
                        && !self.admits_text()
                    {
                        return Err(self.text_between(range.start + at));
                    }
                }
            }
        }
    }

    /// Whether a part of the document is white space, or nothing.
    pub(crate) fn is_white(&self, range: &Range<usize>) -> bool {
        let text = self.text.as_bytes().get(range.clone());
        text.is_some_and(|text| text.iter().all(|byte| is_space(*byte)))
    }

    /// Admits text between the children of elements at this depth, and at no other; returns the one before.
    pub(crate) fn admit_text_at(&mut self, depth: usize) -> usize {
        std::mem::replace(&mut self.mixed_depth, depth)
    }

    pub(crate) fn admits_text(&self) -> bool {
        self.mixed_depth == self.frames.len()
    }

    #[cold]
    pub(crate) fn text_between(&self, offset: usize) -> DecodeError {
        self.fail(DecodeErrorKind::Content, offset, "text is between elements")
    }

    /// Leaves the start tag (`true`) or end tag just taken to the next caller.
    pub(crate) fn leave_pending(&mut self, start: bool) {
        self.pending = if start {
            PendingToken::Start
        } else {
            PendingToken::End
        };
    }

    fn raw_name(&mut self) -> Result<RawName, DecodeError> {
        let bytes = self.text.as_bytes();
        let start = self.pos;
        let mut local = start;
        let mut end = start;
        let mut ascii = true;
        for &byte in self.rest() {
            match NameByte::of(byte) {
                NameByte::Ascii => {}
                NameByte::Beyond => ascii = false,
                NameByte::Colon if local != start || end == start => {
                    return Err(self.syntax(end, "a name has a colon too many"));
                }
                NameByte::Colon => local = end + 1,
                NameByte::Stop => break,
            }
            end += 1;
        }
        let first = |at: usize| {
            bytes
                .get(at)
                .is_some_and(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b'.'))
        };
        let good = local < end
            && first(start)
            && first(local)
            && (ascii
                || (local == start
                    || is_ncname(self.text.get(start..local - 1).unwrap_or_default()))
                    && is_ncname(self.text.get(local..end).unwrap_or_default()));
        if !good {
            if end == bytes.len() {
                return Err(self.ends());
            }
            return Err(self.syntax(start, "a name is expected"));
        }
        self.pos = end;
        Ok(RawName { start, local, end })
    }

    fn prefix(&self, name: RawName) -> &'a str {
        self.text
            .get(name.start..name.local.saturating_sub(1).max(name.start))
            .unwrap_or_default()
    }

    #[inline]
    pub(crate) fn skip_spaces(&mut self) -> bool {
        let start = self.pos;
        let bytes = self.text.as_bytes();
        while bytes.get(self.pos).copied().is_some_and(is_space) {
            self.pos += 1;
        }
        self.pos != start
    }

    /// Opens an element: its frame, and the tag without attributes.
    #[inline]
    pub(crate) fn push(
        &mut self,
        offset: usize,
        local: usize,
        end: usize,
        member: usize,
    ) -> Result<(), DecodeError> {
        self.enter(offset, local, end, member);
        if self.frames.len() > self.depth_limit {
            return Err(self.too_deep(offset));
        }
        Ok(())
    }

    /// Like [`push`](Self::push), if the depth has been checked.
    #[inline(always)]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a text is shorter than 4 GiB"
    )]
    pub(crate) fn enter(&mut self, offset: usize, local: usize, end: usize, member: usize) {
        // The text is shorter than 4 GiB, so the casts lose nothing.
        self.frames.push(Frame {
            start: (offset + 1) as u32,
            local: local as u32,
            end: end as u32,
            bindings: self.bindings.len() as u32,
        });
        self.tag = Tag {
            offset,
            empty: false,
            namespace: 0,
            opened_as: member,
        };
        // Most elements have none.
        if !self.attributes.is_empty() {
            self.attributes.clear();
        }
    }

    #[cold]
    fn too_deep(&self, offset: usize) -> DecodeError {
        let depth = self.options.limits.depth;
        self.fail(
            DecodeErrorKind::Limit,
            offset,
            format!("elements are nested deeper than {depth}"),
        )
    }

    /// Takes a start tag on the general path.
    pub(super) fn start_tag(&mut self) -> Result<(), DecodeError> {
        let offset = self.pos;
        self.pos += 1;
        let name = self.raw_name()?;
        self.notes.slow += 1;
        self.start_named(offset, name.local, name.end)
    }

    /// Takes the start tag that comes next, of an element around what is read, and forgets its attributes.
    #[cfg(feature = "http")]
    pub(crate) fn take_start_tag(&mut self) -> Result<(), DecodeError> {
        self.start_tag()?;
        self.attributes.clear();
        Ok(())
    }

    /// Takes a start tag whose name, ending at `end`, has been checked.
    pub(crate) fn start_named(
        &mut self,
        offset: usize,
        local: usize,
        end: usize,
    ) -> Result<(), DecodeError> {
        let outer = self.bindings.len();
        self.pos = end;
        self.push(offset, local, end, UNKNOWN)?;
        loop {
            let spaced = self.skip_spaces();
            match self.rest() {
                [b'>', ..] => {
                    self.pos += 1;
                    break;
                }
                [b'/', b'>', ..] => {
                    self.pos += 2;
                    self.tag.empty = true;
                    break;
                }
                [] | [b'/'] => return Err(self.ends()),
                _ if spaced => self.read_attribute(outer)?,
                _ => return Err(self.syntax(self.pos, "a tag goes on where it should end")),
            }
        }
        if !self.attributes.is_empty() {
            self.finish_attributes()?;
        }
        let prefix = self.prefix(RawName {
            start: offset + 1,
            local,
            end,
        });
        match self.binding(prefix) {
            Some(binding) => self.tag.namespace = binding,
            None => {
                return Err(self.fail(
                    DecodeErrorKind::Prefix,
                    offset,
                    format!("the prefix {prefix} is not declared"),
                ));
            }
        }
        Ok(())
    }

    fn read_attribute(&mut self, outer: usize) -> Result<(), DecodeError> {
        let name = self.raw_name()?;
        let prefix = self.prefix(name);
        let local = self.text.get(name.local..name.end).unwrap_or_default();
        let quote = match self.rest() {
            [b'=', quote @ (b'"' | b'\''), ..] => {
                self.pos += 2;
                *quote
            }
            _ => self.open_value(name.start)?,
        };
        let start = self.pos;
        let Some(length) = memchr::memchr2(quote, b'<', self.rest()) else {
            return Err(self.ends());
        };
        if self.rest().get(length) == Some(&b'<') {
            return Err(self.syntax(start + length, "\"<\" is in an attribute value"));
        }
        if length > self.options.limits.text {
            return Err(self.fail(
                DecodeErrorKind::Limit,
                start,
                "an attribute value is too long",
            ));
        }
        let value = self.attribute_value(start..start + length)?;
        self.pos = start + length + 1;
        let declarations = self.bindings.len() - outer;
        if self.attributes.len() + declarations >= self.options.limits.attributes {
            return Err(self.fail(
                DecodeErrorKind::Limit,
                name.start,
                format!(
                    "an element has more than {} attributes",
                    self.options.limits.attributes
                ),
            ));
        }
        if prefix == "xmlns" {
            return self.declare(local, value, outer, name.start);
        }
        if prefix.is_empty() && local == "xmlns" {
            return self.declare("", value, outer, name.start);
        }
        self.attributes.push(Attribute {
            prefix,
            local,
            value,
            offset: name.start,
            namespace: 0,
        });
        Ok(())
    }

    /// Takes what is between the name of an attribute and its value; returns the quote.
    #[inline(never)]
    fn open_value(&mut self, name: usize) -> Result<u8, DecodeError> {
        self.skip_spaces();
        match self.rest() {
            [b'=', ..] => self.pos += 1,
            [] => return Err(self.ends()),
            _ => return Err(self.syntax(name, "an attribute has no value")),
        }
        self.skip_spaces();
        match self.rest() {
            [quote @ (b'"' | b'\''), ..] => {
                self.pos += 1;
                Ok(*quote)
            }
            [] => Err(self.ends()),
            _ => Err(self.syntax(self.pos, "an attribute value is not in quotes")),
        }
    }

    /// Resolves the prefixes of the attributes and refuses duplicates.
    fn finish_attributes(&mut self) -> Result<(), DecodeError> {
        for index in 0..self.attributes.len() {
            let (prefix, offset) = match self.attributes.get(index) {
                Some(one) => (one.prefix, one.offset),
                None => break,
            };
            if prefix.is_empty() {
                continue;
            }
            let Some(binding) = self.binding(prefix) else {
                return Err(self.fail(
                    DecodeErrorKind::Prefix,
                    offset,
                    format!("the prefix {prefix} is not declared"),
                ));
            };
            if let Some(one) = self.attributes.get_mut(index) {
                one.namespace = binding;
            }
        }
        if self.attributes.len() > FEW {
            return self.check_many();
        }
        for (index, one) in self.attributes.iter().enumerate() {
            let twin = self.attributes.iter().take(index).any(|other| {
                other.local == one.local && self.is_same_uri(other.namespace, one.namespace)
            });
            if twin {
                return Err(self.twice(one));
            }
        }
        Ok(())
    }

    /// Checks many attributes: sorting puts duplicates beside each other.
    #[inline(never)]
    fn check_many(&self) -> Result<(), DecodeError> {
        let mut sorted: Vec<(&str, u64, &Attribute<'a>)> = self
            .attributes
            .iter()
            .map(|one| (one.local, self.uri_hash(one.namespace), one))
            .collect();
        sorted.sort_by_key(|(local, hash, one)| (*local, *hash, one.offset));
        let twins = sorted.windows(2).filter_map(|pair| match pair {
            [(local, hash, one), (other_local, other_hash, other)] => (local == other_local
                && hash == other_hash
                && self.is_same_uri(one.namespace, other.namespace))
            .then_some(*other),
            _ => None,
        });
        match twins.min_by_key(|one| one.offset) {
            Some(one) => Err(self.twice(one)),
            None => Ok(()),
        }
    }

    #[cold]
    fn twice(&self, one: &Attribute<'_>) -> DecodeError {
        self.syntax(
            one.offset,
            format!("the attribute {} occurs twice", one.local),
        )
    }

    fn end_tag(&mut self) -> Result<(), DecodeError> {
        let offset = self.pos;
        if let Some(after) = self.closes_at(offset) {
            self.pos = after;
            return Ok(());
        }
        self.pos += 2;
        let name = self.raw_name()?;
        let open = self
            .frames
            .last()
            .map_or("", |frame| self.slice(frame.start, frame.end));
        let closed = self.text.get(name.start..name.end).unwrap_or_default();
        if open != closed {
            return Err(self.syntax(offset, format!("<{open}> is closed by </{closed}>")));
        }
        self.skip_spaces();
        match self.rest() {
            [b'>', ..] => self.pos += 1,
            [] => return Err(self.ends()),
            _ => return Err(self.syntax(offset, "an end tag holds more than a name")),
        }
        Ok(())
    }

    /// Takes a comment (`None`) or a CDATA section. Nothing else may begin with `<!`.
    pub(super) fn declaration(&mut self) -> Result<Option<Range<usize>>, DecodeError> {
        let offset = self.pos;
        let rest = self.rest();
        if let Some(comment) = rest.strip_prefix(b"<!--") {
            let Some(length) = memchr::memmem::find(comment, b"--") else {
                return Err(self.ends());
            };
            if comment.get(length + 2) != Some(&b'>') {
                return Err(self.syntax(offset + 4 + length, "\"--\" is in a comment"));
            }
            self.pos += 4 + length + 3;
            return Ok(None);
        }
        if let Some(section) = rest.strip_prefix(b"<![CDATA[")
            && !self.frames.is_empty()
        {
            let Some(length) = memchr::memmem::find(section, b"]]>") else {
                return Err(self.ends());
            };
            let start = self.pos + 9;
            self.pos = start + length + 3;
            return Ok(Some(start..start + length));
        }
        if rest.starts_with(b"<!DOCTYPE") {
            return Err(self.fail(
                DecodeErrorKind::Forbidden,
                offset,
                "SOAP forbids a document type declaration",
            ));
        }
        Err(self.syntax(offset, "\"<!\" starts nothing that may stand here"))
    }

    /// Skips a processing instruction.
    pub(super) fn instruction(&mut self) -> Result<(), DecodeError> {
        let offset = self.pos;
        self.pos += 2;
        let after = self
            .rest()
            .iter()
            .find(|byte| !NameByte::of(**byte).is_of_ncname());
        if after == Some(&b':') {
            return Err(self.syntax(offset, "the target of an instruction has a colon"));
        }
        let name = self.raw_name()?;
        let target = self.text.get(name.start..name.end).unwrap_or_default();
        if target.eq_ignore_ascii_case("xml") {
            return Err(self.syntax(offset, "an XML declaration is inside the message"));
        }
        let rest = self.rest();
        if !rest.starts_with(b"?>") && !rest.first().copied().is_some_and(is_space) {
            return Err(self.syntax(self.pos, "a processing instruction has no white space"));
        }
        let Some(length) = memchr::memmem::find(rest, b"?>") else {
            return Err(self.ends());
        };
        self.pos += length + 2;
        let message = || format!("SOAP forbids the processing instruction {target}");
        if self.options.refuse_processing_instructions {
            return Err(self.fail(DecodeErrorKind::Forbidden, offset, message()));
        }
        self.deviate(super::DeviationKind::Instruction, offset, &message, None)
    }

    /// The value of an attribute, with references resolved and white space as spaces (XML 1.0, section 3.3.3).
    fn attribute_value(&self, range: Range<usize>) -> Result<Cow<'a, str>, DecodeError> {
        let raw = self.text.get(range.clone()).unwrap_or_default();
        // Most values have no byte this small. Without a branch for each byte, the compiler can check many at once.
        let mut small = false;
        for byte in raw.bytes() {
            small |= byte <= b'&';
        }
        if !small
            || !raw
                .bytes()
                .any(|byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r'))
        {
            return Ok(Cow::Borrowed(raw));
        }
        let mut value = String::with_capacity(raw.len());
        self.resolve_into(range, true, &mut value)?;
        Ok(Cow::Owned(value))
    }
}
