//! `xs:base64Binary`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::lexical::is_space;

const LENGTH: &str = "the number of characters must be a multiple of four";
const PADDING: &str = "the padding is wrong";
const CHARACTER: &str = "only A-Z, a-z, 0-9, + and / are allowed, and = at the end";
const LAST: &str = "the last character has bits that belong to no byte";

/// Bytes written in base 64: `xs:base64Binary`, XML Schema Part 2, section 3.2.16.
///
/// Reading accepts white space anywhere between the characters. It requires padding, and zeros in the unused bits, as
/// the specification does. Writing gives the canonical form, without white space. The default is empty.
///
/// With the feature `bytes` it converts to and from `bytes::Bytes`, without copying.
///
/// ```
/// use soap_runtime::Base64Binary;
///
/// let value: Base64Binary = "aGVs bG8=".parse()?;
/// assert_eq!(*value, b"hello");
/// assert_eq!(value.to_string(), "aGVsbG8=");
/// assert_eq!(format!("{value:?}"), "Base64Binary(5 bytes)");
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base64Binary(pub Vec<u8>);

lexical!(Base64Binary, "xs:base64Binary");
bytes!(Base64Binary);

impl Base64Binary {
    fn read(text: &str) -> Result<Self, &'static str> {
        let mut bytes = Vec::new();
        if text.bytes().any(is_space) {
            spaced(text.as_bytes(), &mut bytes)?;
        } else {
            decode(text.as_bytes(), &mut bytes)?;
        }
        Ok(Self(bytes))
    }

    /// Appends the lexical form.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        let Some(len) = base64::encoded_len(self.0.len(), true) else {
            return;
        };
        let start = out.len();
        out.resize(start.saturating_add(len), 0);
        if let Some(room) = out.get_mut(start..) {
            // The buffer has the exact size, so this cannot fail.
            let _ = STANDARD.encode_slice(&self.0, room);
        }
    }
}

fn decode(text: &[u8], bytes: &mut Vec<u8>) -> Result<(), &'static str> {
    use base64::DecodeError::{InvalidByte, InvalidLastSymbol, InvalidLength, InvalidPadding};
    STANDARD
        .decode_vec(text, bytes)
        .map_err(|error| match error {
            InvalidLastSymbol { .. } => LAST,
            InvalidLength(_) => LENGTH,
            InvalidPadding => PADDING,
            InvalidByte(_, b'=') => PADDING,
            InvalidByte(..) => CHARACTER,
        })
}

/// Decodes text with white space in it, in pieces of a multiple of four characters.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn spaced(text: &[u8], bytes: &mut Vec<u8>) -> Result<(), &'static str> {
    let mut piece = [0; 1024];
    let mut len = 0;
    bytes.reserve(text.len() / 4 * 3);
    for byte in text.iter().copied().filter(|byte| !is_space(*byte)) {
        if len == piece.len() {
            if piece.last() == Some(&b'=') {
                return Err(PADDING);
            }
            decode(&piece, bytes)?;
            len = 0;
        }
        if let Some(room) = piece.get_mut(len) {
            *room = byte;
            len += 1;
        }
    }
    decode(piece.get(..len).unwrap_or_default(), bytes)
}
