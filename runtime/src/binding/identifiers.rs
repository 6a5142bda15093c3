//! `xs:ID` and `xs:IDREF` (XML Schema Part 1, section 3.15.4): identifiers are unique in a message, and references name one of them.

use std::collections::BTreeSet;

use crate::value::BuiltIn;

/// The identifiers of a message up to now, and the references to identifiers.
#[derive(Default)]
pub(crate) struct Identifiers<P = usize> {
    known: BTreeSet<Box<str>>,
    /// Each with its place, such as its offset.
    references: Vec<(Box<str>, P)>,
    /// Whether there are elements that are not read, which may have identifiers.
    is_partial: bool,
}

impl<P> Identifiers<P> {
    /// Notes an identifier or a reference; `false` for an identifier that is known already.
    pub(super) fn note(&mut self, of: BuiltIn, text: &str, place: impl FnOnce() -> P) -> bool {
        if of == BuiltIn::Id {
            return self.known.insert(text.into());
        }
        if !self.known.contains(text) {
            self.references.push((text.into(), place()));
        }
        true
    }

    /// Notes an element that is not read.
    pub(super) fn note_unread(&mut self) {
        self.is_partial = true;
    }

    /// Returns and forgets the references without a target. There are none if the target may be in an unread element.
    pub(super) fn dangling(&mut self) -> Vec<(Box<str>, P)> {
        let mut references = std::mem::take(&mut self.references);
        if self.is_partial {
            return Vec::new();
        }
        references.retain(|(text, _)| !self.known.contains(text));
        references
    }
}
