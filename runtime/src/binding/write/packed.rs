//! Writes bytes as parts of a package (XOP 1.0, section 4.1).

use crate::binding::{Inner, Member, Writer};

/// The `Content-ID` of the part at this position.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
pub(crate) fn part_id(position: usize) -> String {
    format!("{}@soap-runtime", position + 1)
}

/// The parts, and the size from which bytes become one.
pub(crate) struct Packed {
    least: usize,
    parts: Vec<Vec<u8>>,
}

#[cfg(feature = "client")]
impl Packed {
    /// Bytes become a part if there are at least `least`.
    pub(crate) fn new(least: usize) -> Self {
        Self {
            least,
            parts: Vec::new(),
        }
    }

    pub(crate) fn into_parts(self) -> Vec<Vec<u8>> {
        self.parts
    }
}

impl Writer<'_> {
    /// Writes the element with a reference to a part that holds the bytes, if they are long enough.
    pub(crate) fn include(&mut self, bytes: &[u8], member: &'static Member) -> bool {
        let Some(packed) = &mut self.packed else {
            return false;
        };
        // Facets are checked against the text.
        if bytes.len() < packed.least || !matches!(member.inner, Inner::None) {
            return false;
        }
        let id = part_id(packed.parts.len());
        packed.parts.push(bytes.to_vec());
        self.start(member);
        self.raw("<xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:");
        self.raw(&id);
        self.raw("\"/>");
        self.end(member);
        true
    }
}
