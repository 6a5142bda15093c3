//! `xs:integer` and the types that restrict it by sign.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::number::Number;
use super::small::Small;
use crate::ValueError;

const FORM: &str = "only digits and a sign in front are allowed";

/// A whole number of any size: `xs:integer`, XML Schema Part 2, section 3.3.13, and `nonNegativeInteger`, `positiveInteger`,
/// `nonPositiveInteger`, `negativeInteger`.
///
/// The text is kept and written back unchanged, leading zeros and `+` included. Up to 22 characters need no allocation.
/// Equality, order and hash are those of the number: `007` equals `7`. [`Integer::as_str`] tells them apart.
///
/// With the feature `bigdecimal` it converts to and from its `num_bigint::BigInt`.
///
/// ```
/// use soap_runtime::Integer;
///
/// let value: Integer = "340282366920938463463374607431768211456".parse()?;
/// assert!(value > Integer::from(u64::MAX));
/// assert!(i128::try_from(&value).is_err());
/// assert_eq!(i64::try_from(&"+007".parse::<Integer>()?)?, 7);
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
#[derive(Clone)]
pub struct Integer(Small);

lexical!(Integer, "xs:integer");
debug_as_text!(Integer);

impl Default for Integer {
    /// `0`.
    fn default() -> Self {
        Self(Small::ZERO)
    }
}

impl Integer {
    fn read(text: &str) -> Result<Self, &'static str> {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(FORM);
        }
        Ok(Self(Small::new(text)))
    }

    /// Wraps a text that is known to be in the lexical space.
    #[cfg(feature = "bigdecimal")]
    pub(super) fn from_checked(text: &str) -> Self {
        Self(Small::new(text))
    }

    /// The number as written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether it is less than zero.
    pub fn is_negative(&self) -> bool {
        self.number().negative
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.number().is_zero()
    }

    /// Appends the number as written.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
    }

    fn number(&self) -> Number<'_> {
        Number::of(self.0.as_str())
    }
}

/// Equality, order and hash of the number; conversions of the primitive types.
macro_rules! numeric {
    ($type:ident: $($from:ident)*; $($to:ident)*) => {
        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                self.number().key() == other.number().key()
            }
        }

        impl Eq for $type {}

        impl Hash for $type {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.number().key().hash(state);
            }
        }

        impl PartialOrd for $type {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $type {
            fn cmp(&self, other: &Self) -> Ordering {
                self.number().compare(&other.number())
            }
        }

        $(
            impl From<$from> for $type {
                fn from(value: $from) -> Self {
                    Self(Small::new(itoa::Buffer::new().format(value)))
                }
            }
        )*

        $(
            /// The number, if it is whole and fits.
            impl TryFrom<&$type> for $to {
                type Error = ValueError;

                fn try_from(value: &$type) -> Result<Self, ValueError> {
                    let number = value.number().narrow();
                    number.map_err(|reason| ValueError::new(stringify!($to), value.as_str(), reason))
                }
            }

            /// The number, if it is whole and fits.
            impl TryFrom<$type> for $to {
                type Error = ValueError;

                fn try_from(value: $type) -> Result<Self, ValueError> {
                    Self::try_from(&value)
                }
            }
        )*
    };
}
pub(super) use numeric;

numeric!(Integer: i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize; i8 i16 i32 i64 i128 u8 u16 u32 u64 u128);
