//! `xs:hexBinary`.

/// Bytes written as hexadecimal digits: `xs:hexBinary`, XML Schema Part 2, section 3.2.15.
///
/// Reading accepts both cases; writing gives capitals (the canonical form). The default is empty.
///
/// With the feature `bytes` it converts to and from `bytes::Bytes`, without copying.
///
/// ```
/// use soap_runtime::HexBinary;
///
/// let value: HexBinary = "0fB7".parse()?;
/// assert_eq!(*value, [0x0f, 0xb7]);
/// assert_eq!(value.to_string(), "0FB7");
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HexBinary(pub Vec<u8>);

lexical!(HexBinary, "xs:hexBinary");
bytes!(HexBinary);

impl HexBinary {
    fn read(text: &str) -> Result<Self, &'static str> {
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if !rest.is_empty() {
            return Err("the number of digits must be even");
        }
        let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
        pairs
            .iter()
            .map(byte)
            .collect::<Option<_>>()
            .map(Self)
            .ok_or("only hexadecimal digits are allowed")
    }

    /// Appends the lexical form, in capitals.
    #[allow(clippy::arithmetic_side_effects, reason = "a digit, or less than 16")]
    pub fn write_to(&self, out: &mut Vec<u8>) {
        let digit = |digit: u8| {
            if digit < 10 {
                b'0' + digit
            } else {
                b'A' - 10 + digit
            }
        };
        out.reserve(self.0.len() * 2);
        out.extend(
            self.0
                .iter()
                .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]),
        );
    }
}

/// The value of a hexadecimal digit.
#[inline]
#[allow(clippy::arithmetic_side_effects, reason = "a digit, or less than 16")]
pub(super) fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}
