//! `xs:ID` and `xs:IDREF` (XML Schema Part 1, section 3.15.4): identifiers are unique in a message, and references name one of them.

use std::collections::BTreeSet;

use crate::value::BuiltIn;

/// The identifiers of a message up to now, and the references to identifiers.
#[derive(Default)]
pub(crate) struct Identifiers {
    known: BTreeSet<Box<str>>,
    /// Each with its offset.
    references: Vec<(Box<str>, usize)>,
    /// Whether elements were kept unread, which may have identifiers.
    is_partial: bool,
}

impl Identifiers {
    /// Notes an identifier or a reference; `false` for an identifier that is known already.
    pub(super) fn note(&mut self, of: BuiltIn, text: &str, offset: usize) -> bool {
        if of == BuiltIn::Id {
            return self.known.insert(text.into());
        }
        if !self.known.contains(text) {
            self.references.push((text.into(), offset));
        }
        true
    }

    /// Notes that an element is kept unread.
    pub(super) fn note_unread(&mut self) {
        self.is_partial = true;
    }

    /// Returns and forgets the references without a target. There are none if the target may be in an unread element.
    pub(super) fn dangling(&mut self) -> Vec<(Box<str>, usize)> {
        let mut references = std::mem::take(&mut self.references);
        if self.is_partial {
            return Vec::new();
        }
        references.retain(|(text, _)| !self.known.contains(text));
        references
    }
}
