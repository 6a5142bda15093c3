//! Short texts without allocation.

/// An ASCII text. Up to 22 bytes are stored in place.
#[derive(Clone)]
pub(super) struct Small(Repr);

#[derive(Clone)]
enum Repr {
    Short { len: u8, bytes: [u8; SHORT] },
    Long(Box<str>),
}

const SHORT: usize = 22;

impl Small {
    /// The text `0`, usable in constants.
    pub const ZERO: Self = {
        let mut bytes = [0; SHORT];
        bytes[0] = b'0';
        Self(Repr::Short { len: 1, bytes })
    };

    #[allow(clippy::cast_possible_truncation, reason = "SHORT is less than 256")]
    pub fn new(text: &str) -> Self {
        let mut bytes = [0; SHORT];
        match bytes.get_mut(..text.len()) {
            Some(room) => {
                room.copy_from_slice(text.as_bytes());
                Self(Repr::Short {
                    len: text.len() as u8,
                    bytes,
                })
            }
            None => Self(Repr::Long(text.into())),
        }
    }

    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Repr::Short { len, bytes } => bytes.get(..usize::from(*len)).unwrap_or_default(),
            Repr::Long(text) => text.as_bytes(),
        }
    }

    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Short { .. } => std::str::from_utf8(self.as_bytes()).unwrap_or_default(),
            Repr::Long(text) => text,
        }
    }
}
