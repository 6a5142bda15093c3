//! Predicts start tags: compares the tag that the schema expects next byte by byte with the document.

use super::Spelling;
use crate::binding::{Kind, Member, NIL_CHECKED, Reader};
use crate::error::DecodeError;
use crate::xml::{is_space, word};

/// The result of a prediction.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::binding) enum Begun {
    /// Another tag: the general path must read it.
    No,
    /// The start tag, without attributes; the element is open.
    Content,
    /// The start tag, with attributes; the element is open.
    Attributes,
    /// The start tag of a nil without other attributes. All of it is taken; the element is not open.
    Nil,
}

/// A first look at the next markup.
#[derive(Clone, Copy)]
pub(in crate::binding) enum Ahead {
    /// The end tag of the open element, which is taken. The caller pops.
    End,
    /// A start tag with the expected prefix, and the offset of its local name.
    Name(usize),
    /// Other content.
    Other,
}

/// Whether the name of `member` is at `at`. `head` is the word there.
#[inline]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
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

impl<'a> Reader<'a> {
    /// Looks at the next markup, after white space.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn ahead(&mut self, spelling: Option<Spelling>) -> Ahead {
        let bytes = self.bytes();
        if bytes.get(self.position()).copied().is_some_and(is_space) {
            self.skip_spaces();
        }
        match bytes.get(self.position()..) {
            Some([b'<', b'/', ..]) => match self.closes_at(self.position()) {
                Some(after) => {
                    self.go_to(after);
                    Ahead::End
                }
                None => Ahead::Other,
            },
            Some([b'<', ..]) => {
                let Some(spelling) = spelling else {
                    return Ahead::Other;
                };
                let at = self.position() + 1;
                match spelling.stands_at(bytes, at) {
                    true => Ahead::Name(at + spelling.len()),
                    false => Ahead::Other,
                }
            }
            _ => Ahead::Other,
        }
    }

    /// The offset of the local name, if `<` and the prefix come next.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn after_prefix(&self, spelling: Spelling) -> Option<usize> {
        let bytes = self.bytes();
        if bytes.get(self.position()) != Some(&b'<') {
            return None;
        }
        let at = self.position() + 1;
        spelling.stands_at(bytes, at).then_some(at + spelling.len())
    }

    /// Whether the local name at `local` is that of `member`.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn is_named(&self, local: usize, member: &Member) -> bool {
        let bytes = self.bytes();
        word(bytes, local).is_some_and(|head| is_name(bytes, local, head, member))
            && ends_name(bytes, local + member.name.local.len())
    }

    /// The first member from `next` on whose local name is at `local`. Its namespace is not checked yet.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn predict(
        &self,
        local: usize,
        members: &'static [Member],
        next: usize,
    ) -> Option<(usize, &'static Member)> {
        let bytes = self.bytes();
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

    /// Takes the start tag of `member`, whose name is at `local`.
    #[inline(always)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn begin(
        &mut self,
        local: usize,
        member: &'static Member,
    ) -> Result<Begun, DecodeError> {
        let bytes = self.bytes();
        let start = self.position();
        let end = local + member.name.local.len();
        match bytes.get(end) {
            Some(b'>') => {
                self.push(start, local, end, address(member))?;
                self.go_to(end + 1);
            }
            Some(b'/') if bytes.get(end + 1) == Some(&b'>') => {
                self.push(start, local, end, address(member))?;
                self.set_empty();
                self.go_to(end + 2);
            }
            Some(b' ') => {
                let after = match member.flags & NIL_CHECKED {
                    0 => self.after_nil(end + 1),
                    _ => None,
                };
                let Some(after) = after else {
                    let open = self.open_with_attributes(local, end, member)?;
                    return Ok(if open { Begun::Attributes } else { Begun::No });
                };
                self.set_tag_offset(start);
                self.go_to(after);
                self.count_predicted();
                return Ok(Begun::Nil);
            }
            _ => return Ok(Begun::No),
        }
        self.count_predicted();
        Ok(Begun::Content)
    }

    /// Like `begin`, but leaves a nil to the code that reads attributes. Returns whether the element is open.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn begin_content(
        &mut self,
        local: usize,
        member: &'static Member,
    ) -> Result<bool, DecodeError> {
        let end = local + member.name.local.len();
        if self.bytes().get(end) == Some(&b' ') {
            return self.open_with_attributes(local, end, member);
        }
        self.begin(local, member)
            .map(|begun| begun == Begun::Content)
    }

    /// Takes the start tag of `member`, whose name is here and ends at `end`, with its attributes. Returns `false` and
    /// takes nothing if the tag binds its own prefix to another namespace.
    #[inline]
    pub(in crate::binding) fn open_with_attributes(
        &mut self,
        local: usize,
        end: usize,
        member: &'static Member,
    ) -> Result<bool, DecodeError> {
        self.start_in(local, end, member.name.namespace)
    }

    /// The end of `i:nil="true"/>`, if it is at `at`.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn after_nil(&mut self, at: usize) -> Option<usize> {
        const FIRST: u64 = u64::from_le_bytes(*b"nil=\"tru");
        const LAST: u64 = u64::from_le_bytes(*b"\"true\"/>");
        let spelling = self.spelling_xsi()?;
        let bytes = self.bytes();
        if spelling.len() == 0 || !spelling.stands_at(bytes, at) {
            return None;
        }
        let nil = at + spelling.len();
        (word(bytes, nil)? == FIRST && word(bytes, nil + 4)? == LAST).then_some(nil + 12)
    }
}

/// The identity under which an element of this member is opened.
#[inline(always)]
pub(in crate::binding::read) fn address(member: &'static Member) -> usize {
    std::ptr::from_ref(member).addr()
}

/// Whether a name ends at `at`.
#[inline]
fn ends_name(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), Some(b'>' | b'/' | b' '))
}
