//! The decimals of seconds.

use std::fmt;

use crate::ValueError;

/// The decimals of seconds, exactly as written: `.5` and `.500` are different fractions.
///
/// Up to nine digits need no allocation. There is no upper limit.
///
/// ```
/// use soap_runtime::{DateTime, Fraction};
///
/// let value: DateTime = "2023-02-15T13:10:24.5000001".parse()?;
/// assert_eq!(value.fraction().to_string(), "5000001");
/// assert_eq!(value.fraction().nanoseconds(), Some(500_000_100));
/// assert_eq!(*value.fraction(), Fraction::from_digits("5000001")?);
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Fraction(Digits);

/// `Short` holds up to nine digits, so equal digits have the same form.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Digits {
    Short { value: u32, len: u8 },
    Long(Box<str>),
}

/// The number of digits that always fit in a `u32`.
const SHORT: usize = 9;

impl Default for Fraction {
    /// No digits.
    fn default() -> Self {
        Self::NONE
    }
}

impl Fraction {
    /// No digits: the value is written without a decimal point.
    pub const NONE: Self = Self(Digits::Short { value: 0, len: 0 });

    /// The digits as they are.
    ///
    /// # Errors
    /// When there is anything but ASCII digits.
    pub fn from_digits(digits: &str) -> Result<Self, ValueError> {
        if digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self::from_ascii(digits.as_bytes()))
        } else {
            Err(ValueError::new(
                "fraction of a second",
                digits,
                "only digits are allowed",
            ))
        }
    }

    /// The digits of a number of nanoseconds, without zeros at the end; 0 is [`Fraction::NONE`].
    ///
    /// # Errors
    /// When it is a second or more.
    pub fn from_nanoseconds(nanoseconds: u32) -> Result<Self, ValueError> {
        if nanoseconds > 999_999_999 {
            return Err(ValueError::new(
                "fraction of a second",
                &nanoseconds.to_string(),
                "it is a second or more",
            ));
        }
        Ok(Self::from_nanos(nanoseconds))
    }

    /// Like [`Fraction::from_nanoseconds`], for a number that is known to be less than a second.
    #[allow(clippy::arithmetic_side_effects, reason = "at most nine digits")]
    pub(super) fn from_nanos(nanoseconds: u32) -> Self {
        let (mut value, mut len) = (nanoseconds, 9);
        while len > 0 && value % 10 == 0 {
            value /= 10;
            len -= 1;
        }
        Self(Digits::Short { value, len })
    }

    /// From ASCII digits.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::arithmetic_side_effects,
        reason = "SHORT is less than 256; at most nine digits"
    )]
    pub(super) fn from_ascii(digits: &[u8]) -> Self {
        if digits.len() <= SHORT {
            let value = digits.iter().fold(0, |value, digit| {
                value * 10 + u32::from(digit.wrapping_sub(b'0'))
            });
            Self(Digits::Short {
                value,
                len: digits.len() as u8,
            })
        } else {
            Self(Digits::Long(String::from_utf8_lossy(digits).into()))
        }
    }

    /// Whether there are no digits.
    pub fn is_none(&self) -> bool {
        *self == Self::NONE
    }

    /// Whether the value is zero: no digits, or only zeros.
    pub fn is_zero(&self) -> bool {
        match &self.0 {
            Digits::Short { value, .. } => *value == 0,
            Digits::Long(digits) => digits.bytes().all(|digit| digit == b'0'),
        }
    }

    /// The value in nanoseconds; `None` if it is not a whole number of them.
    #[allow(clippy::arithmetic_side_effects, reason = "at most nine digits")]
    pub fn nanoseconds(&self) -> Option<u32> {
        match &self.0 {
            Digits::Short { value, len } => Some(value * 10u32.pow(9 - u32::from(*len))),
            Digits::Long(digits) => {
                let (head, tail) = digits.as_bytes().split_at_checked(SHORT)?;
                tail.iter()
                    .all(|digit| *digit == b'0')
                    .then(|| Self::from_ascii(head).nanoseconds())?
            }
        }
    }

    /// Compares the values: `.5` and `.500` are equal here.
    pub fn compare(&self, other: &Self) -> std::cmp::Ordering {
        match (&self.0, &other.0) {
            (Digits::Short { .. }, Digits::Short { .. }) => {
                self.nanoseconds().cmp(&other.nanoseconds())
            }
            _ => {
                let (left, right) = (self.to_string(), other.to_string());
                left.trim_end_matches('0').cmp(right.trim_end_matches('0'))
            }
        }
    }

    /// Appends the decimal point and the digits; nothing if there are none.
    #[allow(clippy::arithmetic_side_effects, reason = "at most nine digits")]
    pub(super) fn write_point(&self, out: &mut Vec<u8>) {
        match &self.0 {
            Digits::Short { len: 0, .. } => {}
            Digits::Short { value, len } => {
                let mut digits = [b'0'; SHORT];
                let mut rest = *value;
                let used = usize::from(*len).min(SHORT);
                for digit in digits.iter_mut().take(used).rev() {
                    *digit = b'0' + (rest % 10) as u8;
                    rest /= 10;
                }
                out.push(b'.');
                out.extend(digits.iter().take(used));
            }
            Digits::Long(digits) => {
                out.push(b'.');
                out.extend_from_slice(digits.as_bytes());
            }
        }
    }
}

impl std::str::FromStr for Fraction {
    type Err = ValueError;

    fn from_str(digits: &str) -> Result<Self, ValueError> {
        Self::from_digits(digits)
    }
}

impl fmt::Display for Fraction {
    /// The digits, without a decimal point.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Digits::Short { len: 0, .. } => Ok(()),
            Digits::Short { value, len } => write!(f, "{value:0width$}", width = usize::from(*len)),
            Digits::Long(digits) => f.write_str(digits),
        }
    }
}

impl fmt::Debug for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fraction({self})")
    }
}
