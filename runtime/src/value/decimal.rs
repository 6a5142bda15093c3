//! `xs:decimal`.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::Integer;
use super::integer::numeric;
use super::lexical;
use super::number::Number;
use super::small::Small;
use crate::ValueError;

const FORM: &str = "only digits, one point and a sign in front are allowed";

/// A decimal number of any size and precision: `xs:decimal`, XML Schema Part 2, section 3.2.3.
///
/// The text is kept and written back unchanged (`1.50` stays `1.50`). Up to 22 characters need no allocation. Equality,
/// order and hash are those of the number: `1.50` equals `1.5`. [`Decimal::as_str`] tells them apart.
///
/// With the feature of the crate's name it converts to and from `rust_decimal::Decimal` and `bigdecimal::BigDecimal`. To `rust_decimal` it is
/// `TryFrom`: that holds at most 28 decimals. To and from `f64` it is `TryFrom`, too, without any feature: a number that would be rounded is an
/// error, and so is what is no number.
///
#[cfg_attr(feature = "rust_decimal", doc = "```")]
#[cfg_attr(not(feature = "rust_decimal"), doc = "```ignore")]
/// use soap_runtime::Decimal;
///
/// let price: Decimal = "12.50".parse()?;
/// let theirs = rust_decimal::Decimal::try_from(&price)?;
/// assert_eq!(Decimal::from(theirs), price);
/// assert_eq!((f64::try_from(&price)?, Decimal::try_from(12.5)?), (12.5, price));
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
///
/// ```
/// use soap_runtime::Decimal;
///
/// let price: Decimal = "12345678901234567890.123456789".parse()?;
/// assert_eq!(price.to_string(), "12345678901234567890.123456789");
/// assert_eq!("1.50".parse::<Decimal>()?, "+1.5".parse::<Decimal>()?);
/// assert!("1e3".parse::<Decimal>().is_err());
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
#[derive(Clone)]
pub struct Decimal(Small);

lexical!(Decimal, "xs:decimal");
debug_as_text!(Decimal);

impl Default for Decimal {
    /// `0`.
    fn default() -> Self {
        Self(Small::ZERO)
    }
}

impl Decimal {
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a count of what is in memory"
    )]
    fn read(text: &str) -> Result<Self, &'static str> {
        let number = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (mut digits, mut points) = (0usize, 0usize);
        for byte in number.bytes() {
            match byte {
                b'0'..=b'9' => digits += 1,
                b'.' => points += 1,
                _ => return Err(FORM),
            }
        }
        if digits == 0 || points > 1 {
            return Err(FORM);
        }
        Ok(Self(Small::new(text)))
    }

    /// Wraps a text that is known to be in the lexical space.
    #[cfg(any(feature = "bigdecimal", feature = "rust_decimal"))]
    pub(super) fn from_checked(text: &str) -> Self {
        Self(Small::new(text))
    }

    /// The number without redundant zeros.
    #[cfg(feature = "rust_decimal")]
    pub(super) fn shortest(&self) -> String {
        let Number {
            negative,
            whole,
            part,
        } = self.number();
        let point = if part.is_empty() { "" } else { "." };
        format!("{}0{whole}{point}{part}", if negative { "-" } else { "" })
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

    /// Whether its fraction is zero or absent.
    pub fn is_integer(&self) -> bool {
        self.number().part.is_empty()
    }

    /// Appends the number as written.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
    }

    fn number(&self) -> Number<'_> {
        Number::of(self.0.as_str())
    }
}

numeric!(Decimal: i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize; i8 i16 i32 i64 i128 u8 u16 u32 u64 u128);

impl From<Integer> for Decimal {
    fn from(value: Integer) -> Self {
        Self(Small::new(value.as_str()))
    }
}

/// The number without its point, if it is whole.
impl TryFrom<&Decimal> for Integer {
    type Error = ValueError;

    fn try_from(value: &Decimal) -> Result<Self, ValueError> {
        if !value.is_integer() {
            return Err(ValueError::new(
                "xs:integer",
                value.as_str(),
                "it is not a whole number",
            ));
        }
        let whole = value.as_str().split('.').next().unwrap_or_default();
        // `.0` and `-.0` have no digits before the point.
        if whole.bytes().any(|byte| byte.is_ascii_digit()) {
            Self::parse(whole)
        } else {
            Ok(Self::default())
        }
    }
}

/// The nearest `f64`, if its shortest decimal form is the same number: `0.1` converts, `0.1000000000000000000001` does
/// not.
///
/// ```
/// use soap_runtime::Decimal;
///
/// assert_eq!(f64::try_from(&"0.10".parse::<Decimal>()?)?, 0.1);
/// assert!(f64::try_from(&"12345678901234567890.123456789".parse::<Decimal>()?).is_err());
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
impl TryFrom<&Decimal> for f64 {
    type Error = ValueError;

    fn try_from(value: &Decimal) -> Result<Self, ValueError> {
        let refuse = |reason| ValueError::new("f64", value.as_str(), reason);
        let number = lexical::parse_double(value.as_str())?;
        if number.is_infinite() {
            return Err(refuse("it is too large"));
        }
        match Decimal::try_from(number) {
            Ok(back) if back == *value => Ok(number),
            _ => Err(refuse("it would be rounded")),
        }
    }
}

/// As from a reference.
impl TryFrom<Decimal> for f64 {
    type Error = ValueError;

    fn try_from(value: Decimal) -> Result<Self, ValueError> {
        Self::try_from(&value)
    }
}

/// The shortest decimal form that reads back to the same `f64`. Infinities and NaN are refused.
impl TryFrom<f64> for Decimal {
    type Error = ValueError;

    fn try_from(value: f64) -> Result<Self, ValueError> {
        if !value.is_finite() {
            return Err(ValueError::new(
                "xs:decimal",
                &value.to_string(),
                "it is not a number",
            ));
        }
        // The standard library writes the shortest digits that read back, without an exponent.
        Ok(Self(Small::new(&value.to_string())))
    }
}
