//! Documents as they are usually written: tags compared a word at a time, in a window of fixed size, so that nothing has to be
//! checked twice. What is not found here is for the other paths, which read it with the same result.

use super::Reader;
use super::start::{Spelling, word};
use crate::error::DecodeError;
use crate::schema::Member;

/// How many bytes are looked at: a start tag, and the end of its element.
const SIZE: usize = 64;
/// The longest local name that is looked for.
const NAME: usize = 24;

/// What stands here.
pub(crate) struct Window<'a> {
    rest: &'a [u8],
    bytes: &'a [u8; SIZE],
}

/// What an element without attributes holds.
pub(crate) enum Inside<'a> {
    /// Text, references aside; where the end tag ends.
    Text(&'a str, usize),
    /// Elements.
    Elements,
    /// Something else.
    Other,
}

/// The word at `at`; the compiler sees that it is inside if `at` is small enough.
#[inline(always)]
fn word_in<const N: usize>(bytes: &[u8; N], at: usize) -> u64 {
    bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk::<8>())
        .map_or(0, |word| u64::from_le_bytes(*word))
}

/// Marks the bytes `<` and `&` of a word; the lowest mark is exact, higher ones may be wrong.
#[inline(always)]
fn marks(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (open, and) = (word ^ (ONES * b'<' as u64), word ^ (ONES * b'&' as u64));
    (open.wrapping_sub(ONES) & !open | and.wrapping_sub(ONES) & !and) & HIGH
}

/// Whether `</`, `length` bytes as after the `<` at the start of `open`, and `>` stand at the start of `close`.
#[inline(always)]
fn closes<const N: usize>(open: &[u8; SIZE], close: &[u8; N], length: usize) -> bool {
    let length = length & 31;
    if !close.starts_with(b"</") || close.get(2 + length) != Some(&b'>') {
        return false;
    }
    let first = word_in(open, 1) ^ word_in(close, 2);
    if length < 8 {
        return first << ((8 * (8 - length)) & 63) == 0;
    }
    let last = length - 8;
    first | (word_in(open, 1 + last) ^ word_in(close, 2 + last)) == 0
        && (length <= 16 || word_in(open, 9) == word_in(close, 10))
        && length <= 24
}

impl<'a> Window<'a> {
    /// Whether no tag starts here.
    #[inline(always)]
    pub(crate) fn is_text(&self) -> bool {
        self.bytes[0] != b'<'
    }

    /// Whether an end tag starts here.
    #[inline(always)]
    pub(crate) fn is_end(&self) -> bool {
        self.bytes[1] == b'/'
    }

    /// The first bytes of the local name, if a start tag with the prefix, a short one, starts here.
    #[inline(always)]
    pub(crate) fn head(&self, spelling: &Spelling) -> Option<u64> {
        if (word_in(self.bytes, 1) ^ spelling.word) & spelling.mask != 0 {
            return None;
        }
        Some(word_in(self.bytes, 1 + (spelling.len() & 15)))
    }

    /// Where the name of `member` ends, if it stands here after the prefix, `head` being what `head` told. It may go on.
    #[inline(always)]
    pub(crate) fn named(
        &self,
        spelling: &Spelling,
        head: u64,
        member: &'static Member,
    ) -> Option<usize> {
        if (head ^ member.key.head) & member.key.mask != 0 {
            return None;
        }
        let (local, length) = (1 + (spelling.len() & 15), member.name.local.len());
        if length > 8
            && (length > NAME || word_in(self.bytes, local + length - 8) != member.key.tail)
        {
            return None;
        }
        if length > 16 && self.rest.get(local..local + length) != Some(member.name.local.as_bytes())
        {
            return None;
        }
        Some(local + length)
    }

    /// The byte after the name that ends at `end`.
    #[inline(always)]
    pub(crate) fn after(&self, end: usize) -> u8 {
        self.bytes[end & (SIZE - 1)]
    }
}

impl<'a> Reader<'a> {
    /// The window here, unless the end of the message is near.
    #[inline(always)]
    pub(crate) fn window(&self) -> Option<Window<'a>> {
        let rest = self.text.as_bytes().get(self.pos..)?;
        let bytes = rest.first_chunk()?;
        Some(Window { rest, bytes })
    }

    /// Passes over white space; `false` if there is none.
    #[cold]
    pub(crate) fn skip_blank(&mut self) -> bool {
        self.skip_spaces()
    }

    /// Takes the end tag of the open element, if it stands here. The caller pops.
    #[inline(always)]
    pub(crate) fn close_in(&mut self, window: &Window<'a>) -> bool {
        let Some(frame) = self.frames.last() else {
            return false;
        };
        let start = frame.start as usize;
        let length = frame.end as usize - start;
        let bytes = self.text.as_bytes();
        let open = bytes.get(start.saturating_sub(1)..);
        let Some(open) = open.and_then(|open| open.first_chunk()) else {
            return false;
        };
        if length > 24 {
            return self.ends_here();
        }
        if !closes(open, window.bytes, length) {
            return false;
        }
        self.pos += length + 3;
        true
    }

    /// What the element holds whose start tag, without attributes, has its `>` at `end`.
    #[inline(always)]
    pub(crate) fn inside(&self, window: &Window<'a>, end: usize) -> Inside<'a> {
        let Some(content) = window.rest.get(end + 1..) else {
            return Inside::Other;
        };
        // The first word lies in the window.
        let end = end & 63;
        if let [b'<', next, ..] = content {
            return match next {
                b'/' | b'!' | b'?' => Inside::Other,
                _ => Inside::Elements,
            };
        }
        let mut length = 0;
        let mut found = marks(word_in(window.bytes, end + 1));
        while found == 0 {
            length += 8;
            let Some(word) = word(content, length) else {
                return Inside::Other;
            };
            found = marks(word);
        }
        length += found.trailing_zeros() as usize / 8;
        let Some(close) = content.get(length..).and_then(|at| at.first_chunk::<40>()) else {
            return Inside::Other;
        };
        if !closes(window.bytes, close, end - 1)
            || length > self.text_limit
            || self.frames.len() >= self.depth_limit
        {
            return Inside::Other;
        }
        let at = self.pos + end + 1;
        let Some(text) = self.text.get(at..at + length) else {
            return Inside::Other;
        };
        if self.irregular && memchr::memchr2(b'\r', b'>', text.as_bytes()).is_some() {
            return Inside::Other;
        }
        Inside::Text(text, at + length + end + 2)
    }

    /// Takes the rest of a nil element, whose name ends at `end`, if that is all that it says.
    #[inline(always)]
    pub(crate) fn nil_in(&mut self, window: &Window<'a>, end: usize) -> bool {
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
        self.tag.offset = self.pos;
        self.pass(self.pos + nil + 12);
        true
    }

    /// Passes over an element that ends at `after`.
    #[inline(always)]
    pub(crate) fn pass(&mut self, after: usize) {
        self.pos = after;
        self.notes.fast += 1;
    }

    /// Takes the start tag that stands here, without attributes, whose name ends at `end`.
    #[inline(always)]
    pub(crate) fn open_in(&mut self, spelling: &Spelling, end: usize) -> Result<(), DecodeError> {
        let start = self.pos;
        self.push(start, start + 1 + (spelling.len() & 15), start + end)?;
        self.pass(start + end + 1);
        Ok(())
    }
}
