//! Compares tags in their usual spelling with known names.

use super::{PendingToken, Reader};
use crate::error::DecodeError;
use crate::xml::chars::{NameByte, is_space};

/// The longest prefix that is compared.
const PREFIX: usize = 32;

/// The eight bytes at `at`.
#[inline]
pub(crate) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes
        .get(at..)?
        .first_chunk::<8>()
        .map(|word| u64::from_le_bytes(*word))
}

/// Whether the `length` bytes at `one` and `other` are equal.
#[inline]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX; bytes of a word"
)]
fn same(bytes: &[u8], one: usize, other: usize, length: usize) -> bool {
    let (Some(left), Some(right)) = (word(bytes, one), word(bytes, other)) else {
        return bytes.get(one..one + length) == bytes.get(other..other + length);
    };
    let differ = left ^ right;
    if length < 8 {
        return differ & ((1 << (8 * length)) - 1) == 0;
    }
    differ == 0
        && (length == 8
            || word(bytes, one + length - 8) == word(bytes, other + length - 8)
                && (length <= 16
                    || bytes.get(one..one + length) == bytes.get(other..other + length)))
}

impl Reader<'_> {
    /// Takes the end tag of the open element if it comes next (after white space). The caller pops.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn ends_here(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        if bytes.get(self.pos).copied().is_some_and(is_space) {
            self.skip_spaces();
        }
        if bytes.get(self.pos + 1) != Some(&b'/') {
            return false;
        }
        match self.closes_at(self.pos) {
            Some(after) => {
                self.pos = after;
                true
            }
            None => false,
        }
    }

    /// The end of the end tag of the open element, if that tag is at `at` in its usual spelling.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn closes_at(&self, at: usize) -> Option<usize> {
        let frame = self.frames.last()?;
        let bytes = self.text.as_bytes();
        let start = frame.start as usize;
        let length = frame.end as usize - start;
        if bytes.get(at..)?.first_chunk::<2>() != Some(b"</") || !same(bytes, start, at + 2, length)
        {
            return None;
        }
        let close = at + 2 + length;
        (bytes.get(close) == Some(&b'>')).then_some(close + 1)
    }

    /// Takes the next start tag, with its attributes. Returns `false` and takes nothing if the tag binds its own prefix
    /// to another namespace than `namespace`.
    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn start_in(
        &mut self,
        local: usize,
        end: usize,
        namespace: &str,
    ) -> Result<bool, DecodeError> {
        let (offset, tag, outer) = (self.pos, self.tag, self.bindings.len());
        self.start_named(offset, local, end)?;
        if self.bindings.len() != outer && self.name().0 != namespace {
            self.pop();
            self.attributes.clear();
            self.tag = tag;
            self.pos = offset;
            return Ok(false);
        }
        self.notes.fast += 1;
        Ok(true)
    }

    /// Like `next_child`, but takes an element with one of these local names at once, in any namespace.
    pub(crate) fn next_child_of<'n>(
        &mut self,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<bool, DecodeError> {
        if self.pending == PendingToken::Nothing && !self.tag.empty {
            self.skip_spaces();
            if self.start_of(names)? {
                return Ok(true);
            }
        }
        self.next_child()
    }

    /// Takes the next start tag if it has one of these local names.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(super) fn start_of<'n>(
        &mut self,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<bool, DecodeError> {
        let bytes = self.text.as_bytes();
        let Some([b'<', rest @ ..]) = bytes.get(self.pos..) else {
            return Ok(false);
        };
        // Other prefixes are left to the general path.
        let plain = |byte: &&u8| NameByte::of(**byte) == NameByte::Ascii;
        let prefix = rest.iter().take(PREFIX).take_while(plain).count();
        let is_prefix = rest.get(prefix) == Some(&b':')
            && rest
                .first()
                .is_some_and(|first| first.is_ascii_alphabetic());
        let local = self.pos + 1 + if is_prefix { prefix + 1 } else { 0 };
        for name in names {
            let end = local + name.len();
            let ends = |byte: &u8| matches!(byte, b'>' | b'/') || is_space(*byte);
            // Most names have another length.
            if bytes.get(end).is_some_and(ends) && bytes.get(local..end) == Some(name.as_bytes()) {
                self.start_named(self.pos, local, end)?;
                self.notes.fast += 1;
                return Ok(true);
            }
        }
        Ok(false)
    }
}
