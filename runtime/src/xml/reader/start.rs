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

impl<'a> Reader<'a> {
    /// Takes the end tag of the open element if it stands here (after white space). The caller pops.
    #[inline]
    pub(crate) fn ends_here(&mut self) -> bool {
        if self.rest().first().copied().is_some_and(is_space) {
            self.skip_spaces();
        }
        match self.closes_at(self.pos) {
            Some(after) => {
                self.pos = after;
                true
            }
            None => false,
        }
    }

    /// What follows `<prefix:` here, if that is what stands here.
    #[inline]
    pub(crate) fn after_prefix(&self, prefix: &str) -> Option<&'a [u8]> {
        let rest = self.rest().strip_prefix(b"<")?;
        if prefix.is_empty() {
            return Some(rest);
        }
        rest.strip_prefix(prefix.as_bytes())?.strip_prefix(b":")
    }

    /// Index of the first member from `next` whose name `rest` starts with, and which is in `namespace`.
    #[inline]
    pub(crate) fn predict(
        rest: &[u8],
        members: &[Member],
        next: usize,
        namespace: &'static str,
    ) -> Option<usize> {
        let first = rest.first()?;
        for (index, member) in members.iter().enumerate().skip(next) {
            let local = member.name.local.as_bytes();
            if local.first() == Some(first)
                && let Some(after) = rest.strip_prefix(local)
                && matches!(after.first(), Some(b'>' | b'/' | b' '))
                && member.kind == Kind::Element
                && (std::ptr::eq(member.name.namespace, namespace)
                    || member.name.namespace == namespace)
            {
                return Some(index);
            }
        }
        None
    }

    /// Takes the start tag of `member`, whose name stands at the start of `rest`.
    #[inline]
    pub(crate) fn begin(
        &mut self,
        rest: &'a [u8],
        member: &'static Member,
    ) -> Result<Begun, DecodeError> {
        let offset = self.pos;
        let local = self.text.len() - rest.len();
        let end = local + member.name.local.len();
        let after = rest.get(member.name.local.len()..).unwrap_or_default();
        let (length, empty) = match after {
            [b'>', ..] => (1, false),
            [b'/', b'>', ..] => (2, true),
            [b' ', nil @ ..] => {
                let Some(length) = self.nil_length(nil) else {
                    return Ok(Begun::No);
                };
                self.pos = end + 1 + length;
                self.tag.offset = offset;
                self.notes.fast += 1;
                return Ok(Begun::Nil);
            }
            _ => return Ok(Begun::No),
        };
        self.push(offset, local, end)?;
        self.tag.empty = empty;
        self.pos = end + length;
        self.notes.fast += 1;
        Ok(Begun::Content)
    }

    /// Length of `i:nil="true"/>` if that stands at the start of `rest`.
    #[inline]
    fn nil_length(&mut self, rest: &[u8]) -> Option<usize> {
        const NIL: &[u8] = b":nil=\"true\"/>";
        let prefix = self.spelling_xsi()?;
        rest.strip_prefix(prefix.as_bytes())?
            .starts_with(NIL)
            .then_some(prefix.len() + NIL.len())
    }
}
