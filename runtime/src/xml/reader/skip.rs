//! Skips elements, or keeps them as XML.

use super::{Reader, Token};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::xml::{Namespaces, RawElement};

impl Reader<'_> {
    /// Skips the rest of the element whose start tag was just taken, without recursion. Finds errors in it.
    pub(crate) fn skip(&mut self) -> Result<(), DecodeError> {
        let depth = self.frames.len();
        while self.frames.len() >= depth {
            match self.token()? {
                Token::End => self.pop(),
                Token::Text(range) => {
                    self.resolve_text(range)?;
                }
                Token::Start | Token::Cdata(_) => {}
            }
        }
        Ok(())
    }

    /// Skips the rest of the element whose start tag was just taken by searching for its end tag; does not find errors
    /// in it. Returns `false` and skips nothing if the end tag is not certain.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn leap(&mut self) -> bool {
        let Some(frame) = self.frames.last().filter(|_| !self.tag.empty) else {
            return false;
        };
        let name = self.slice(frame.start, frame.end).as_bytes();
        for at in memchr::memchr_iter(b'<', self.rest()) {
            // The value of an attribute cannot hold a `<`.
            match self.rest().get(at + 1..).unwrap_or_default() {
                // Comments and CDATA sections may hold any text.
                [b'!' | b'?', ..] => return false,
                [b'/', close @ ..] if close.starts_with(name) => {
                    let Some(after) = self.closes_at(self.pos + at) else {
                        return false;
                    };
                    self.pos = after;
                    self.pop();
                    return true;
                }
                open if open.starts_with(name) => return false,
                _ => {}
            }
        }
        false
    }

    /// Skips the element whose start tag was just taken and keeps it, with the declarations in scope around it.
    pub(crate) fn capture(&mut self) -> Result<RawElement, DecodeError> {
        let begun = self.begin_capture();
        self.skip()?;
        self.end_capture(begun)
    }

    /// Where the element begins whose start tag was just taken, and the declarations around it.
    pub(crate) fn begin_capture(&mut self) -> (usize, Namespaces) {
        (self.tag.offset, self.outer_namespaces())
    }

    /// Keeps the element that is open and whose end tag has been taken.
    #[cfg(feature = "facets")]
    pub(crate) fn complete_element(&mut self) -> RawElement {
        let outer = self.outer_namespaces();
        self.element_since(self.element_offset(), outer)
    }

    /// Keeps the element that has been read since, through its end tag.
    pub(crate) fn end_capture(
        &mut self,
        (offset, outer): (usize, Namespaces),
    ) -> Result<RawElement, DecodeError> {
        self.count_kept()?;
        Ok(self.element_since(offset, outer))
    }

    fn element_since(&self, offset: usize, outer: Namespaces) -> RawElement {
        let source = self.text.get(offset..self.pos).unwrap_or_default();
        RawElement::captured(source, outer, self.options.secrets.clone())
    }

    /// Counts an element that is kept. While a list of them grows there are two: the list, and the next one of twice its size.
    pub(crate) fn count_kept(&mut self) -> Result<(), DecodeError> {
        const EACH: usize = 3_usize.saturating_mul(size_of::<RawElement>());
        match self.kept_left.checked_sub(EACH) {
            Some(left) => {
                self.kept_left = left;
                Ok(())
            }
            None => Err(self.too_many_kept()),
        }
    }

    #[cold]
    fn too_many_kept(&self) -> DecodeError {
        let most = self.options.limits.kept_bytes(self.text.len());
        let message =
            format!("the kept elements of the message take more than {most} bytes of memory");
        self.fail(DecodeErrorKind::Limit, self.pos, message)
    }
}
