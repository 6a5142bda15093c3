//! Prediction: the start tag that the schema expects next, compared byte by byte with the document.

use super::{Pending, Reader};
use crate::binding::{Kind, Member};
use crate::error::DecodeError;
use crate::xml::chars::is_space;

/// The longest prefix that is looked at.
const PREFIX: usize = 32;

/// What prediction found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begun {
    /// Something else: the general path must look.
    No,
    /// The start tag, without attributes; the element is open.
    Content,
    /// The start tag, with attributes; the element is open.
    Attributes,
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
#[derive(Clone, Copy, Default)]
pub(crate) struct Spelling {
    /// The prefix with its colon, as a little-endian word.
    pub(super) word: u64,
    /// Which bits of a word that is about.
    pub(super) mask: u64,
    /// Its length, with the colon.
    length: u32,
    /// Where the prefix was declared, if it is too long for a word. The text is shorter than 4 GiB.
    declared: u32,
}

impl Spelling {
    /// None, or a very long one: the general path has to do.
    pub(super) const NONE: Self = Self {
        word: 0,
        mask: 0,
        length: u32::MAX,
        declared: 0,
    };

    /// Of a prefix that is declared at that place.
    pub(super) fn of(prefix: &str, declared: usize) -> Self {
        let mut spelling = Self {
            declared: declared as u32,
            ..Self::default()
        };
        if prefix.is_empty() {
            return spelling;
        }
        if prefix.len() > PREFIX {
            return Self::NONE;
        }
        let (mut bytes, mut mask) = ([0; 8], [0; 8]);
        let name = prefix.bytes().chain([b':']);
        for ((byte, bits), of) in bytes.iter_mut().zip(&mut mask).zip(name) {
            (*byte, *bits) = (of, 0xFF);
        }
        spelling.word = u64::from_le_bytes(bytes);
        spelling.mask = u64::from_le_bytes(mask);
        spelling.length = prefix.len() as u32 + 1;
        spelling
    }

    /// Whether there is one.
    #[inline(always)]
    pub(super) fn is_some(&self) -> bool {
        self.length != u32::MAX
    }

    /// Its length, with the colon.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.length as usize
    }

    /// Whether the word holds all of it.
    #[inline(always)]
    pub(crate) fn is_short(&self) -> bool {
        self.length <= 8
    }

    /// Whether it stands at `at`.
    #[inline(always)]
    fn stands_at(&self, bytes: &[u8], at: usize) -> bool {
        if self.mask == 0 {
            return true;
        }
        word(bytes, at).is_some_and(|word| (word ^ self.word) & self.mask == 0)
            && (self.is_short() || self.goes_on_at(bytes, at))
    }

    #[inline(never)]
    fn goes_on_at(&self, bytes: &[u8], at: usize) -> bool {
        let (prefix, declared) = (self.len() - 1, self.declared as usize);
        bytes.get(at + prefix) == Some(&b':')
            && bytes.get(at..at + prefix) == bytes.get(declared..declared + prefix)
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
                match spelling.stands_at(bytes, at) {
                    true => Ahead::Name(at + spelling.len()),
                    false => Ahead::Other,
                }
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
        spelling.stands_at(bytes, at).then_some(at + spelling.len())
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
                self.push(self.pos, local, end, address(member))?;
                self.pos = end + 1;
            }
            Some(b'/') if bytes.get(end + 1) == Some(&b'>') => {
                self.push(self.pos, local, end, address(member))?;
                self.tag.empty = true;
                self.pos = end + 2;
            }
            Some(b' ') => {
                let Some(after) = self.after_nil(end + 1) else {
                    let open = self.open_with_attributes(local, end, member)?;
                    return Ok(if open { Begun::Attributes } else { Begun::No });
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

    /// Like `begin`, but leaves a nil to what reads attributes: whether the element is open.
    #[inline]
    pub(crate) fn begin_content(
        &mut self,
        local: usize,
        member: &'static Member,
    ) -> Result<bool, DecodeError> {
        let end = local + member.name.local.len();
        if self.text.as_bytes().get(end) == Some(&b' ') {
            return self.open_with_attributes(local, end, member);
        }
        self.begin(local, member)
            .map(|begun| begun == Begun::Content)
    }

    /// Takes the start tag of `member`, whose name stands here and ends at `end`, with its attributes. `false`, and nothing is
    /// taken, where it declares its own prefix as another namespace.
    #[inline(never)]
    pub(crate) fn open_with_attributes(
        &mut self,
        local: usize,
        end: usize,
        member: &'static Member,
    ) -> Result<bool, DecodeError> {
        let (offset, tag, outer) = (self.pos, self.tag, self.bindings.len());
        self.start_named(offset, local, end)?;
        if self.bindings.len() != outer && self.name().0 != member.name.namespace {
            self.pop();
            self.attributes.clear();
            self.tag = tag;
            self.pos = offset;
            return Ok(false);
        }
        self.notes.fast += 1;
        Ok(true)
    }

    /// Like `next_child`; an element of one of these local names, in whatever namespace, is taken at once.
    pub(crate) fn next_child_of<'n>(
        &mut self,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<bool, DecodeError> {
        if self.pending == Pending::Nothing && !self.tag.empty {
            self.skip_spaces();
            if self.start_of(names)? {
                return Ok(true);
            }
        }
        self.next_child()
    }

    /// Takes a start tag if it stands here with one of these local names.
    pub(super) fn start_of<'n>(
        &mut self,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<bool, DecodeError> {
        let bytes = self.text.as_bytes();
        let Some([b'<', rest @ ..]) = bytes.get(self.pos..) else {
            return Ok(false);
        };
        // Other prefixes are for the general path to judge.
        let plain = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let prefix = rest.iter().take(PREFIX).take_while(plain).count();
        let is_prefix = rest.get(prefix) == Some(&b':')
            && rest
                .first()
                .is_some_and(|first| first.is_ascii_alphabetic());
        let local = self.pos + 1 + if is_prefix { prefix + 1 } else { 0 };
        for name in names {
            let end = local + name.len();
            let ends = |byte: &u8| matches!(byte, b'>' | b'/') || is_space(*byte);
            if bytes.get(local..end) == Some(name.as_bytes()) && bytes.get(end).is_some_and(ends) {
                self.start_named(self.pos, local, end)?;
                self.notes.fast += 1;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Where `i:nil="true"/>` ends if it stands at `at`.
    #[inline]
    fn after_nil(&mut self, at: usize) -> Option<usize> {
        const FIRST: u64 = u64::from_le_bytes(*b"nil=\"tru");
        const LAST: u64 = u64::from_le_bytes(*b"\"true\"/>");
        let spelling = self.spelling_xsi()?;
        let bytes = self.text.as_bytes();
        if spelling.len() == 0 || !spelling.stands_at(bytes, at) {
            return None;
        }
        let nil = at + spelling.len();
        (word(bytes, nil)? == FIRST && word(bytes, nil + 4)? == LAST).then_some(nil + 12)
    }
}

/// What an element is said to be opened as.
#[inline(always)]
pub(super) fn address(member: &'static Member) -> usize {
    std::ptr::from_ref(member).addr()
}

/// Whether a name cannot go on at `at`.
#[inline]
fn ends_name(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), Some(b'>' | b'/' | b' '))
}
