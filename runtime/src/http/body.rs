//! Collects a body that comes in pieces.

use bytes::{Bytes, BytesMut};

/// Collects the pieces of a body. A body in one piece, as most are, is not copied.
pub(crate) struct BodyCollector {
    first: Bytes,
    rest: BytesMut,
    limit: usize,
}

/// The body is larger than the limit.
pub(crate) struct TooLarge;

impl BodyCollector {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            first: Bytes::new(),
            rest: BytesMut::new(),
            limit,
        }
    }

    pub(crate) fn push(&mut self, piece: Bytes) -> Result<(), TooLarge> {
        let length = self
            .first
            .len()
            .saturating_add(self.rest.len())
            .saturating_add(piece.len());
        if length > self.limit {
            return Err(TooLarge);
        }
        if self.first.is_empty() && self.rest.is_empty() {
            self.first = piece;
        } else {
            self.rest
                .extend_from_slice(&std::mem::take(&mut self.first));
            self.rest.extend_from_slice(&piece);
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Bytes {
        if self.rest.is_empty() {
            self.first
        } else {
            self.rest.freeze()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BodyCollector;
    use bytes::Bytes;

    #[test]
    fn pieces() {
        for pieces in [
            &["", "abcdef"][..],
            &["a", "b", "", "cdef"],
            &["abc", "def"],
        ] {
            let mut collector = BodyCollector::new(6);
            for piece in pieces {
                assert!(collector.push(Bytes::from_static(piece.as_bytes())).is_ok());
            }
            assert!(collector.push(Bytes::from_static(b"g")).is_err());
            assert_eq!(collector.finish(), "abcdef");
        }
    }
}
