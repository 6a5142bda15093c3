//! Prediction: the start tag that the schema expects next, compared byte by byte with the document.

use super::Reader;
use crate::error::DecodeError;
use crate::schema::{Kind, Member};
use crate::xml::chars::is_space;

/// What prediction found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begun {
    /// Something else: the general path must look.
    No,
    /// The start tag, without attributes; the element is open.
    Content,
    /// The start tag with a nil and nothing else, taken whole; the element is not open.
    Nil,
}

/// What stands here, at a first look.
#[derive(Clone, Copy)]
pub(crate) enum Ahead {
    /// The end tag of the open element, which is taken. The caller pops.
    End,
    /// A start tag with the prefix that was asked for; where its local name starts.
    Name(usize),
    /// Something else.
    Other,
}

/// The prefix by which the document spells a namespace, ready to be compared.
#[derive(Clone, Copy)]
pub(crate) struct Spelling {
    /// The prefix with its colon, as a little-endian word.
    pub(super) word: u64,
    /// Which bits of a word that is about.
    pub(super) mask: u64,
    /// Its length, with the colon.
    pub(super) length: usize,
}

impl Spelling {
    /// `None` for a prefix that does not fit: the general path has to do.
    pub(crate) fn of(prefix: &str) -> Option<Self> {
        if prefix.is_empty() {
            return Some(Self {
                word: 0,
                mask: 0,
                length: 0,
            });
        }
        let mut bytes = [0; 8];
        let mut mask = [0; 8];
        let length = prefix.len() + 1;
        bytes.get_mut(..length)?.fill(b':');
        bytes
            .get_mut(..prefix.len())?
            .copy_from_slice(prefix.as_bytes());
        mask.get_mut(..length)?.fill(0xFF);
        Some(Self {
            word: u64::from_le_bytes(bytes),
            mask: u64::from_le_bytes(mask),
            length,
        })
    }
}

/// The eight bytes at `at`.
#[inline]
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes
        .get(at..)?
        .first_chunk::<8>()
        .map(|word| u64::from_le_bytes(*word))
}

/// Whether the name of `member` stands at `at`, where `head` is the word.
#[inline]
fn is_name(bytes: &[u8], at: usize, head: u64, member: &Member) -> bool {
    if (head ^ member.key.head) & member.key.mask != 0 {
        return false;
    }
    let length = member.name.local.len();
    if length <= 8 {
        return true;
    }
    word(bytes, at + length - 8) == Some(member.key.tail)
        && (length <= 16 || bytes.get(at..at + length) == Some(member.name.local.as_bytes()))
}

/// Whether the same `length` bytes stand at `one` and `other`.
#[inline]
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

impl<'a> Reader<'a> {
    /// Takes the end tag of the open element if it stands here (after white space). The caller pops.
    #[inline]
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

    /// Where the end tag of the open element ends, if it stands at `at` as it is usually written.
    #[inline]
    pub(super) fn closes_at(&self, at: usize) -> Option<usize> {
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

    /// Looks at what stands here, after white space.
    #[inline]
    pub(crate) fn ahead(&mut self, spelling: Option<Spelling>) -> Ahead {
        let bytes = self.text.as_bytes();
        if bytes.get(self.pos).copied().is_some_and(is_space) {
            self.skip_spaces();
        }
        match bytes.get(self.pos..) {
            Some([b'<', b'/', ..]) => match self.closes_at(self.pos) {
                Some(after) => {
                    self.pos = after;
                    Ahead::End
                }
                None => Ahead::Other,
            },
            Some([b'<', ..]) => {
                let Some(spelling) = spelling else {
                    return Ahead::Other;
                };
                let at = self.pos + 1;
                if spelling.mask != 0
                    && word(bytes, at)
                        .is_none_or(|word| (word ^ spelling.word) & spelling.mask != 0)
                {
                    return Ahead::Other;
                }
                Ahead::Name(at + spelling.length)
            }
            _ => Ahead::Other,
        }
    }

    /// Where the local name starts if `<` and the prefix stand here.
    #[inline]
    pub(crate) fn after_prefix(&self, spelling: Spelling) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if bytes.get(self.pos) != Some(&b'<') {
            return None;
        }
        let at = self.pos + 1;
        if spelling.mask != 0 && (word(bytes, at)? ^ spelling.word) & spelling.mask != 0 {
            return None;
        }
        Some(at + spelling.length)
    }

    /// Whether the local name that starts at `local` is that of `member`.
    #[inline]
    pub(crate) fn is_named(&self, local: usize, member: &Member) -> bool {
        let bytes = self.text.as_bytes();
        word(bytes, local).is_some_and(|head| is_name(bytes, local, head, member))
            && ends_name(bytes, local + member.name.local.len())
    }

    /// The first member from `next` on whose local name starts at `local`; its namespace is still to be checked.
    #[inline]
    pub(crate) fn predict(
        &self,
        local: usize,
        members: &'static [Member],
        next: usize,
    ) -> Option<(usize, &'static Member)> {
        let bytes = self.text.as_bytes();
        let head = word(bytes, local)?;
        for (index, member) in (next..).zip(members.get(next..)?) {
            if is_name(bytes, local, head, member)
                && ends_name(bytes, local + member.name.local.len())
                && member.kind == Kind::Element
            {
                return Some((index, member));
            }
        }
        None
    }

    /// Takes the start tag of `member`, whose name stands at `local`.
    #[inline(always)]
    pub(crate) fn begin(
        &mut self,
        local: usize,
        member: &'static Member,
    ) -> Result<Begun, DecodeError> {
        let bytes = self.text.as_bytes();
        let end = local + member.name.local.len();
        match bytes.get(end) {
            Some(b'>') => {
                self.push(self.pos, local, end)?;
                self.pos = end + 1;
            }
            Some(b'/') if bytes.get(end + 1) == Some(&b'>') => {
                self.push(self.pos, local, end)?;
                self.tag.empty = true;
                self.pos = end + 2;
            }
            Some(b' ') => {
                let Some(after) = self.after_nil(end + 1) else {
                    return Ok(Begun::No);
                };
                self.tag.offset = self.pos;
                self.pos = after;
                self.notes.fast += 1;
                return Ok(Begun::Nil);
            }
            _ => return Ok(Begun::No),
        }
        self.notes.fast += 1;
        Ok(Begun::Content)
    }

    /// Like `begin`, but leaves a nil to the general path: whether the element is open.
    #[inline]
    pub(crate) fn begin_content(
        &mut self,
        local: usize,
        member: &'static Member,
    ) -> Result<bool, DecodeError> {
        let end = local + member.name.local.len();
        if self.text.as_bytes().get(end) == Some(&b' ') {
            return Ok(false);
        }
        self.begin(local, member)
            .map(|begun| begun == Begun::Content)
    }

    /// Where `i:nil="true"/>` ends if it stands at `at`.
    #[inline]
    fn after_nil(&mut self, at: usize) -> Option<usize> {
        const FIRST: u64 = u64::from_le_bytes(*b"nil=\"tru");
        const LAST: u64 = u64::from_le_bytes(*b"\"true\"/>");
        let spelling = self.spelling_xsi()?;
        let bytes = self.text.as_bytes();
        if spelling.length == 0 || (word(bytes, at)? ^ spelling.word) & spelling.mask != 0 {
            return None;
        }
        let nil = at + spelling.length;
        (word(bytes, nil)? == FIRST && word(bytes, nil + 4)? == LAST).then_some(nil + 12)
    }
}

/// Whether a name cannot go on at `at`.
#[inline]
fn ends_name(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), Some(b'>' | b'/' | b' '))
}
