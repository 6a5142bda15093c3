//! `guid` of Microsoft's serialization namespace.

use crate::ValueError;

const FORM: &str = "it must look like 00000000-0000-0000-0000-000000000000";

/// A globally unique identifier: `guid` in `http://schemas.microsoft.com/2003/10/Serialization/`, a restriction of `xs:string`
/// by the pattern of eight, four, four, four and twelve hexadecimal digits.
///
/// Reading accepts both cases; writing gives lower case, as WCF does. Braces do not match the pattern. The bytes are in
/// the order of the text (RFC 9562). .NET's `Guid.ToByteArray` reverses the first three groups.
///
/// With the feature `uuid` it converts to and from `uuid::Uuid`.
///
/// ```
/// use soap_runtime::Guid;
///
/// let value: Guid = "6F9619FF-8B86-D011-B42D-00C04FC964FF".parse()?;
/// assert_eq!(value.to_string(), "6f9619ff-8b86-d011-b42d-00c04fc964ff");
/// assert_eq!(value.as_bytes()[0], 0x6f);
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid([u8; 16]);

lexical!(Guid, "guid");
debug_as_text!(Guid);

impl Guid {
    /// The identifier whose digits are all zero. It is also the default.
    pub const NIL: Self = Self([0; 16]);

    /// From bytes in the order of the text.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes in the order of the text.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    fn read(text: &str) -> Result<Self, &'static str> {
        Self::form(text.as_bytes()).ok_or(FORM)
    }

    fn form(mut text: &[u8]) -> Option<Self> {
        let mut bytes = [0; 16];
        for (index, byte) in bytes.iter_mut().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                text = text.strip_prefix(b"-")?;
            }
            let (high, low, rest) = match text {
                [high, low, rest @ ..] => {
                    (super::hex::digit(*high)?, super::hex::digit(*low)?, rest)
                }
                _ => return None,
            };
            *byte = high << 4 | low;
            text = rest;
        }
        text.is_empty().then_some(Self(bytes))
    }

    /// Appends the lexical form, in lower case.
    #[allow(clippy::arithmetic_side_effects, reason = "a digit, or less than 16")]
    pub fn write_to(&self, out: &mut Vec<u8>) {
        out.reserve(36);
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                out.push(b'-');
            }
            out.extend([byte >> 4, byte & 15].map(|digit| {
                if digit < 10 {
                    b'0' + digit
                } else {
                    b'a' - 10 + digit
                }
            }));
        }
    }
}

impl From<[u8; 16]> for Guid {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl From<Guid> for [u8; 16] {
    fn from(guid: Guid) -> Self {
        guid.0
    }
}

/// Takes the bytes of the number, most significant first, in the order of the text.
impl From<u128> for Guid {
    fn from(number: u128) -> Self {
        Self(number.to_be_bytes())
    }
}

/// Fails unless there are 16 bytes.
impl TryFrom<&[u8]> for Guid {
    type Error = ValueError;

    fn try_from(bytes: &[u8]) -> Result<Self, ValueError> {
        let refuse =
            || ValueError::new("guid", &format!("{} bytes", bytes.len()), "it has 16 bytes");
        bytes.try_into().map(Self).map_err(|_| refuse())
    }
}
