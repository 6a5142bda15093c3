//! Passing over elements, and keeping them as they are.

use super::{Reader, Token};
use crate::error::DecodeError;
use crate::xml::RawElement;

impl Reader<'_> {
    /// Passes over the rest of the element whose start tag was just taken. Not recursive; what is wrong in it is still found.
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

    /// Passes over the rest of the element whose start tag was just taken at a glance, where it is sure which end tag is its own: what
    /// is wrong in it is not found. `false`, and nothing is passed over, where that is not sure.
    pub(crate) fn leap(&mut self) -> bool {
        let Some(frame) = self.frames.last().filter(|_| !self.tag.empty) else {
            return false;
        };
        let name = self.slice(frame.start, frame.end).as_bytes();
        for at in memchr::memchr_iter(b'<', self.rest()) {
            // No `<` stands in the value of an attribute.
            match self.rest().get(at + 1..).unwrap_or_default() {
                // Comments and the like may hold anything.
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

    /// Passes over the element whose start tag was just taken and keeps it, with the declarations in scope around it.
    pub(crate) fn capture(&mut self) -> Result<RawElement, DecodeError> {
        let offset = self.tag.offset;
        let outer = self.outer_namespaces();
        self.skip()?;
        let source = self.text.get(offset..self.pos).unwrap_or_default();
        Ok(RawElement::captured(
            source,
            outer,
            self.options.secrets.clone(),
        ))
    }
}
