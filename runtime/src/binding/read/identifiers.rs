//! `xs:ID` and `xs:IDREF` (XML Schema Part 1, section 3.15.4): identifiers are unique in a message, and references name one of them.

use std::collections::BTreeSet;

use crate::value::BuiltIn;

/// The identifiers of a message up to now, and the references to identifiers.
#[derive(Default)]
pub(crate) struct Identifiers {
    known: BTreeSet<Box<str>>,
    /// Each with its offset.
    references: Vec<(Box<str>, usize)>,
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

    /// Returns and forgets the references without a target.
    pub(super) fn dangling(&mut self) -> Vec<(Box<str>, usize)> {
        let mut references = std::mem::take(&mut self.references);
        references.retain(|(text, _)| !self.known.contains(text));
        references
    }
}
