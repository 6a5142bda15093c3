//! The parts of a package, for values that are in them.

use crate::binding::Parts;
use std::collections::BTreeMap;

/// Finds the parts of a package. A message may include many of them many times.
pub(crate) struct PartIndex<'a> {
    by_id: BTreeMap<&'a str, &'a [u8]>,
    size: usize,
    repeated: &'a [String],
}

impl<'a> PartIndex<'a> {
    /// The parts, by their Content-IDs, and those ids that several of them have.
    pub(crate) fn new(
        parts: impl Iterator<Item = (&'a str, &'a [u8])>,
        repeated: &'a [String],
    ) -> Self {
        let (mut by_id, mut size) = (BTreeMap::new(), 0_usize);
        for (id, bytes) in parts {
            size = size.saturating_add(bytes.len());
            by_id.entry(id).or_insert(bytes);
        }
        Self {
            by_id,
            size,
            repeated,
        }
    }
}

impl Parts for PartIndex<'_> {
    fn part(&self, content_id: &str) -> Option<&[u8]> {
        self.by_id.get(content_id).copied()
    }

    fn size(&self) -> usize {
        self.size
    }

    fn repeated(&self) -> &[String] {
        self.repeated
    }
}

/// The parts of a package that arrive after the message.
pub(crate) struct Later<'a> {
    /// Each Content-ID that several parts before it have.
    pub(crate) repeated: &'a [String],
}

impl Parts for Later<'_> {
    fn part(&self, _: &str) -> Option<&[u8]> {
        None
    }

    fn size(&self) -> usize {
        0
    }

    fn arrive_later(&self) -> bool {
        true
    }

    fn repeated(&self) -> &[String] {
        self.repeated
    }
}
