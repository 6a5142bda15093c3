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
/// Instead of bytes it may name the part of a package that has them (XOP 1.0, section 2.1): [`Base64Binary::in_part`].
///
/// ```
/// use soap_runtime::Base64Binary;
///
/// let value: Base64Binary = "aGVs bG8=".parse()?;
/// assert_eq!(*value, *b"hello");
/// assert_eq!(value.to_string(), "aGVsbG8=");
/// assert_eq!(format!("{value:?}"), "Base64Binary(5 bytes)");
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base64Binary(Storage);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Storage {
    Bytes(Vec<u8>),
    Part(Box<str>),
}

// A struct with such members is not larger for it.
const _: () = assert!(size_of::<Base64Binary>() == size_of::<Vec<u8>>());

lexical!(Base64Binary, "xs:base64Binary");

impl Base64Binary {
    /// The value of these bytes.
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(Storage::Bytes(bytes))
    }

    /// The value whose bytes are in the part of the package with this Content-ID: a stream that is sent beside the message, or one that
    /// is read from a response. The value itself has no bytes.
    ///
    /// ```
    /// let value = soap_runtime::Base64Binary::in_part("video-1");
    /// assert_eq!(value.content_id(), Some("video-1"));
    /// assert!(value.is_empty());
    /// ```
    pub fn in_part(content_id: impl Into<String>) -> Self {
        Self(Storage::Part(content_id.into().into_boxed_str()))
    }

    /// The Content-ID of the part that has the bytes; `None` if the value has them itself.
    pub fn content_id(&self) -> Option<&str> {
        match &self.0 {
            Storage::Bytes(_) => None,
            Storage::Part(content_id) => Some(content_id),
        }
    }

    /// The bytes; none if they are in a part.
    pub fn into_vec(self) -> Vec<u8> {
        match self.0 {
            Storage::Bytes(bytes) => bytes,
            Storage::Part(_) => Vec::new(),
        }
    }

    fn read(text: &str) -> Result<Self, &'static str> {
        let mut bytes = Vec::new();
        if text.bytes().any(is_space) {
            spaced(text.as_bytes(), &mut bytes)?;
        } else {
            decode(text.as_bytes(), &mut bytes)?;
        }
        Ok(Self::new(bytes))
    }

    /// Appends the lexical form: nothing for bytes in a part.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        let Some(len) = base64::encoded_len(self.len(), true) else {
            return;
        };
        let start = out.len();
        out.resize(start.saturating_add(len), 0);
        if let Some(room) = out.get_mut(start..) {
            // The buffer has the exact size, so this cannot fail.
            let _ = STANDARD.encode_slice(&**self, room);
        }
    }
}

impl Default for Base64Binary {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

/// Shows only the length: the bytes may be many, and secret.
impl std::fmt::Debug for Base64Binary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Storage::Bytes(bytes) => write!(f, "Base64Binary({} bytes)", bytes.len()),
            Storage::Part(content_id) => write!(f, "Base64Binary(in part {content_id:?})"),
        }
    }
}

impl std::ops::Deref for Base64Binary {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Storage::Bytes(bytes) => bytes,
            Storage::Part(_) => &[],
        }
    }
}

impl AsRef<[u8]> for Base64Binary {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl From<Vec<u8>> for Base64Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl From<&[u8]> for Base64Binary {
    fn from(bytes: &[u8]) -> Self {
        Self::new(bytes.to_vec())
    }
}

impl<const N: usize> From<[u8; N]> for Base64Binary {
    fn from(bytes: [u8; N]) -> Self {
        Self::new(bytes.to_vec())
    }
}

/// None, if they are in a part.
impl From<Base64Binary> for Vec<u8> {
    fn from(value: Base64Binary) -> Self {
        value.into_vec()
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
