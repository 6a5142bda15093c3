//! Names and tags in forms for fast comparison and copying, made when the tables are compiled.

use super::{ENCODED, FIXED, Flags};

/// The most bytes of a tag that is copied as a block of fixed size.
const BLOCK: usize = 24;

/// The start and end tag of an element as blocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blocks {
    /// The start tag, and zeros.
    pub(crate) open: [u8; BLOCK],
    /// The end tag, and zeros.
    pub(crate) close: [u8; BLOCK],
    /// Whether both fit, need no changes, and the value between them needs no check.
    pub(crate) fit: bool,
}

impl Blocks {
    pub(super) const fn of(open: &str, close: &str, flags: Flags) -> Self {
        let (open, close) = (open.as_bytes(), close.as_bytes());
        let plain = flags & (ENCODED | FIXED) == 0;
        let mut blocks = Self {
            open: [0; BLOCK],
            close: [0; BLOCK],
            fit: plain && open.len() <= BLOCK && close.len() <= BLOCK,
        };
        if blocks.fit {
            let (head, _) = blocks.open.split_at_mut(open.len());
            head.copy_from_slice(open);
            let (head, _) = blocks.close.split_at_mut(close.len());
            head.copy_from_slice(close);
        }
        blocks
    }
}

/// The first and last eight bytes of a name, as little-endian words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameKey {
    /// The first bytes, up to eight.
    pub(crate) head: u64,
    /// The mask of the valid bits in `head`.
    pub(crate) mask: u64,
    /// The last eight bytes, if the name has so many.
    pub(crate) tail: u64,
}

impl NameKey {
    /// Without loops: the compiler interprets this for each member of each table, where a step costs a hundred times what
    /// it costs in a program.
    #[expect(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "names of at most seven bytes get there, and from four bytes on 32 bits are there to subtract"
    )]
    pub(super) const fn of(name: &str) -> Self {
        let bytes = name.as_bytes();
        if let (Some(head), Some(tail)) = (bytes.first_chunk(), bytes.last_chunk()) {
            return Self {
                head: u64::from_le_bytes(*head),
                mask: u64::MAX,
                tail: u64::from_le_bytes(*tail),
            };
        }
        let bits = 8 * bytes.len() as u32;
        let head = match bytes {
            [] => 0,
            [one] => *one as u64,
            [one, two] => *one as u64 | (*two as u64) << 8,
            [one, two, three] => *one as u64 | (*two as u64) << 8 | (*three as u64) << 16,
            // Its first and its last four bytes, which may overlap.
            [one, two, three, four, ..] => {
                let first = u32::from_le_bytes([*one, *two, *three, *four]) as u64;
                match bytes.last_chunk() {
                    Some(last) => first | (u32::from_le_bytes(*last) as u64) << (bits - 32),
                    None => first,
                }
            }
        };
        Self {
            head,
            mask: (1 << bits) - 1,
            tail: 0,
        }
    }

    /// A hash by multiplication (Fibonacci hashing), of the first and last bytes and the length.
    pub(super) const fn hash(&self, length: usize) -> u8 {
        let word = self.head ^ self.tail.rotate_left(27) ^ length as u64;
        (word.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::NameKey;

    #[test]
    fn a_key_holds_the_first_and_last_bytes() {
        let name = "AbcdefghijKlmnopq";
        for length in 0..=name.len() {
            let name = &name.as_bytes()[..length];
            let mut head = [0; 8];
            let short = length.min(8);
            head[..short].copy_from_slice(&name[..short]);
            let mut mask = [0; 8];
            mask[..short].fill(0xFF);
            let tail = name.last_chunk().copied().unwrap_or_default();
            let key = NameKey::of(str::from_utf8(name).unwrap());
            assert_eq!(key.head, u64::from_le_bytes(head), "{length}");
            assert_eq!(key.mask, u64::from_le_bytes(mask), "{length}");
            assert_eq!(key.tail, u64::from_le_bytes(tail), "{length}");
        }
    }
}
