//! Reads generated types: walkers over their tables.

mod complex;
mod encoded;
mod fast;
mod general;
#[cfg(feature = "facets")]
mod identity;
mod items;
mod pairs;
mod reader;
mod xop;

pub use general::{check_mixed, check_mixed_as};
pub use reader::Reader;
pub(crate) use xop::Included;
pub use xop::Parts;

/// The progress of prediction.
#[derive(Clone, Copy, Default)]
pub(super) struct Progress {
    /// The members among the first 64 that were read.
    low: u64,
    /// The expected member.
    next: usize,
}

/// The members that were read.
#[derive(Default)]
pub(super) struct Seen {
    low: u64,
    /// For the members from 64 on.
    high: Vec<u64>,
}

impl Seen {
    #[inline]
    fn set(&mut self, index: usize) {
        if index < 64 {
            self.low |= 1 << index;
        } else {
            self.set_high(index);
        }
    }

    #[cold]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "asked from the 64th member on"
    )]
    fn set_high(&mut self, index: usize) {
        let word = index / 64 - 1;
        if self.high.len() <= word {
            self.high.resize(word + 1, 0);
        }
        if let Some(word) = self.high.get_mut(word) {
            *word |= 1 << (index % 64);
        }
    }

    fn is_empty(&self) -> bool {
        self.low == 0 && self.high.is_empty()
    }

    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "asked from the 64th member on"
    )]
    fn has(&self, index: usize) -> bool {
        if index < 64 {
            self.low >> index & 1 != 0
        } else {
            self.high
                .get(index / 64 - 1)
                .is_some_and(|word| word >> (index % 64) & 1 != 0)
        }
    }
}
