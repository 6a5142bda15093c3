//! Passing over elements, and keeping them as they are.

use super::{Reader, Token};
use crate::error::DecodeError;
use crate::xml::{OwnedName, RawElement};

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

    /// Passes over the element whose start tag was just taken and keeps it, with the declarations that it needs.
    pub(crate) fn capture(&mut self) -> Result<RawElement, DecodeError> {
        let offset = self.tag.offset;
        let Some(frame) = self.frames.last().copied() else {
            return Ok(RawElement::default());
        };
        let outer = frame.bindings as usize;
        let raw_name = self.slice(frame.start, frame.end);
        let local = self.slice(frame.local, frame.end);
        let prefix = raw_name.split_once(':').map_or("", |(prefix, _)| prefix);
        let namespace = self
            .binding(prefix)
            .map(|index| self.uri(index))
            .unwrap_or_default();
        let name = OwnedName::new(namespace, local);
        // What the element declares itself.
        let own: Vec<String> = self
            .bindings
            .iter()
            .skip(outer)
            .map(|binding| binding.prefix.to_owned())
            .collect();
        self.skip()?;
        let source = self.text.get(offset..self.pos).unwrap_or_default();
        let split = 1 + raw_name.len();
        let mut xml = String::with_capacity(source.len() + 64);
        xml.push_str(source.get(..split).unwrap_or_default());
        let used = prefixes(source);
        for prefix in used {
            if own.iter().any(|one| one == prefix) || prefix == "xml" {
                continue;
            }
            // Text that only looks like a prefixed name has no binding.
            let Some(index) = self.binding(prefix) else {
                continue;
            };
            let uri = self.uri(index);
            if prefix.is_empty() {
                xml.push_str(" xmlns=\"");
            } else {
                xml.push_str(" xmlns:");
                xml.push_str(prefix);
                xml.push_str("=\"");
            }
            crate::xml::escape_attribute(uri, &mut xml);
            xml.push('"');
        }
        xml.push_str(source.get(split..).unwrap_or_default());
        Ok(RawElement::captured(name, xml))
    }
}

/// The default namespace and whatever stands before a colon in `xml`, each once, sorted.
fn prefixes(xml: &str) -> std::collections::BTreeSet<&str> {
    let mut found = std::collections::BTreeSet::from([""]);
    for colon in memchr::memchr_iter(b':', xml.as_bytes()) {
        let before = xml.get(..colon).unwrap_or_default();
        let name = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.' | '·');
        // A prefix is short; a longer word is text.
        let start = before
            .char_indices()
            .rev()
            .take(256)
            .take_while(|(_, char)| name(*char) || !char.is_ascii())
            .last()
            .map_or(colon, |(at, _)| at);
        if let Some(prefix) = before.get(start..).filter(|prefix| !prefix.is_empty()) {
            found.insert(prefix);
        }
    }
    found
}
