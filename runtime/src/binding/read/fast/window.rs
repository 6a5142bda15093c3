//! Reads the usual spelling of documents: compares tags a word at a time in a window of fixed size, so bounds are
//! checked once. Anything else is left to the other paths, which read it with the same result.

use super::Spelling;
use super::start_tag::address;
use crate::binding::{Member, Reader};

/// The size of a window in bytes: a start tag, and the first word of its content.
const SIZE: usize = 64;
/// The longest local name that is compared. With a prefix it leaves room for that word.
const NAME: usize = 40;

/// The next bytes of the document.
pub(in crate::binding) struct Window<'a> {
    rest: &'a [u8],
    bytes: &'a [u8; SIZE],
}

/// The content of an element without attributes.
pub(in crate::binding) enum Inside<'a> {
    /// Text without references, and the offset after the end tag.
    Text(&'a str, usize),
    /// Elements.
    Elements,
    /// Other content.
    Other,
}

/// The word at `at`. The compiler sees that it is in bounds if `at` is small enough.
#[inline]
fn word_in<const N: usize>(bytes: &[u8; N], at: usize) -> u64 {
    bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk::<8>())
        .map_or(0, |word| u64::from_le_bytes(*word))
}

/// Marks the bytes `<` and `&` of a word. The lowest mark is exact; higher ones may be wrong.
#[inline]
#[allow(clippy::arithmetic_side_effects, reason = "bytes of a word")]
fn marks(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (open, and) = (word ^ (ONES * b'<' as u64), word ^ (ONES * b'&' as u64));
    (open.wrapping_sub(ONES) & !open | and.wrapping_sub(ONES) & !and) & HIGH
}

/// The offset of the first `<` or `&`, unless the end is near.
#[inline]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
pub(in crate::binding::read) fn text_length(content: &[u8]) -> Option<usize> {
    let mut length = 0;
    for word in content.as_chunks::<8>().0 {
        let found = marks(u64::from_le_bytes(*word));
        if found != 0 {
            return Some(length + found.trailing_zeros() as usize / 8);
        }
        length += 8;
    }
    None
}

/// Compares the names of `length` bytes in `<name` and `</name`.
#[inline]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX; bytes of a word"
)]
fn same(open: &[u8], close: &[u8], length: usize) -> bool {
    let (Some(first), Some(other)) = (open.first_chunk::<24>(), close.first_chunk::<24>()) else {
        return false;
    };
    let differ = word_in(first, 1) ^ word_in(other, 2);
    if length <= 8 {
        return differ << ((8 * (8 - length)) & 63) == 0;
    }
    if length <= 16 {
        let last = (length - 8) & 15;
        return differ | (word_in(first, 1 + last) ^ word_in(other, 2 + last)) == 0;
    }
    open.get(1..1 + length) == close.get(2..2 + length)
}

impl<'a> Window<'a> {
    /// Whether no tag starts here.
    #[inline]
    pub(in crate::binding) fn is_text(&self) -> bool {
        self.bytes[0] != b'<'
    }

    /// Whether an end tag starts here.
    #[inline]
    pub(in crate::binding) fn is_end(&self) -> bool {
        self.bytes[1] == b'/'
    }

    /// The byte after the name that ends at `end`.
    #[inline]
    #[allow(
        clippy::indexing_slicing,
        reason = "the mask keeps it within the window"
    )]
    pub(in crate::binding) fn after(&self, end: usize) -> u8 {
        self.bytes[end & (SIZE - 1)]
    }
}

impl<'a> Reader<'a> {
    /// The window at the current offset, unless the end of the message is near.
    #[inline]
    pub(in crate::binding) fn window(&self) -> Option<Window<'a>> {
        let rest = self.bytes().get(self.position()..)?;
        let bytes = rest.first_chunk()?;
        Some(Window { rest, bytes })
    }

    /// The first bytes of the local name, if a start tag with the expected prefix is in the window.
    #[inline]
    pub(in crate::binding) fn head(&self, window: &Window<'a>) -> Option<u64> {
        let [known, _] = &self.spelled;
        let spelling = &known.spelling;
        if (word_in(window.bytes, 1) ^ spelling.word) & spelling.mask != 0 {
            return None;
        }
        Some(word_in(window.bytes, self.local()))
    }

    /// The offset of a local name in a window.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn local(&self) -> usize {
        let [known, _] = &self.spelled;
        1 + (known.spelling.len() & 15)
    }

    /// The end of the name of `member`, if it is in the window after the prefix. `head` is the result of `head`. The
    /// name may be longer.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn named(
        &self,
        window: &Window<'a>,
        head: u64,
        member: &'static Member,
    ) -> Option<usize> {
        if (head ^ member.key.head) & member.key.mask != 0 {
            return None;
        }
        let (local, length) = (self.local(), member.name.local.len());
        if length > 8
            && (length > NAME || word_in(window.bytes, local + length - 8) != member.key.tail)
        {
            return None;
        }
        if length > 16
            && window.bytes.get(local..local + length) != Some(member.name.local.as_bytes())
        {
            return None;
        }
        Some(local + length)
    }

    /// Skips white space; `false` if there is none.
    #[cold]
    pub(in crate::binding) fn skip_blank(&mut self) -> bool {
        self.skip_spaces()
    }

    /// Takes the end tag of the open element, if it is in the window after `</`. The caller pops.
    #[inline(always)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn close_in(&mut self, window: &Window<'a>) -> bool {
        let Some((start, end)) = self.open_name() else {
            return false;
        };
        let length = end - start;
        let Some(open) = self.bytes().get(start.saturating_sub(1)..) else {
            return false;
        };
        if !same(open, window.rest, length) || window.rest.get(2 + length) != Some(&b'>') {
            return false;
        }
        let after = self.position() + length + 3;
        self.go_to(after);
        true
    }

    /// The content of the element whose start tag, without attributes, has its `>` at `end`.
    #[inline(always)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn inside(&self, window: &Window<'a>, end: usize) -> Inside<'a> {
        let Some(content) = window.rest.get(end + 1..) else {
            return Inside::Other;
        };
        match content {
            [b'<', b'/' | b'!' | b'?', ..] => Inside::Other,
            [b'<', _, ..] => Inside::Elements,
            _ => self.text_inside(window, end, content),
        }
    }

    /// The content of an element that begins with text.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn text_inside(&self, window: &Window<'a>, end: usize, content: &'a [u8]) -> Inside<'a> {
        let Some(length) = text_length(content) else {
            return Inside::Other;
        };
        let close = content.get(length..).unwrap_or_default();
        // The name and the `>` after it are equal in both tags.
        if !close.starts_with(b"</")
            || !same(window.bytes, close, end)
            || length > self.text_limit()
        {
            return Inside::Other;
        }
        let at = self.position() + end + 1;
        let Some(text) = self.text().get(at..at + length) else {
            return Inside::Other;
        };
        if !self.is_regular(text) {
            return Inside::Other;
        }
        Inside::Text(text, at + length + end + 2)
    }

    /// Takes the rest of a nil element, whose name ends at `end`, if it has no other attributes.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn nil_in(&mut self, window: &Window<'a>, end: usize) -> bool {
        const FIRST: u64 = u64::from_le_bytes(*b"nil=\"tru");
        const LAST: u64 = u64::from_le_bytes(*b"\"true\"/>");
        let Some(spelling) = self.known_xsi().filter(Spelling::is_short) else {
            return false;
        };
        let at = (end & 63) + 1;
        let nil = at + (spelling.len() & 15);
        if spelling.len() == 0
            || (word_in(window.bytes, at) ^ spelling.word) & spelling.mask != 0
            || word_in(window.bytes, nil) != FIRST
            || word_in(window.bytes, nil + 4) != LAST
        {
            return false;
        }
        let start = self.position();
        self.set_tag_offset(start);
        self.pass(start + nil + 12);
        true
    }

    /// Takes the next start tag, without attributes, whose name ends at `end`. The caller checks the depth.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn open_in(&mut self, end: usize, member: &'static Member) {
        let start = self.position();
        let local = start + self.local();
        self.enter(start, local, start + end, address(member));
        self.pass(start + end + 1);
    }
}
