//! `bigdecimal` 0.4, and `num-bigint` through it.

#![allow(clippy::arithmetic_side_effects, reason = "the scale has been checked")]

use ::bigdecimal::BigDecimal;
use ::bigdecimal::num_bigint::BigInt;

use crate::{Decimal, Integer};

/// The most zeros that are written out for a number in exponent form. Without a limit a few bytes could fill the
/// memory.
const ZEROS: i64 = 65_536;

/// Feature `bigdecimal`. Keeps zeros at the end.
impl From<&Decimal> for BigDecimal {
    fn from(value: &Decimal) -> Self {
        let (whole, part) = value
            .as_str()
            .split_once('.')
            .unwrap_or((value.as_str(), ""));
        // The text is checked digits with a sign, so parsing cannot fail.
        let digits = format!("{whole}{part}").parse().unwrap_or_default();
        Self::new(digits, i64::try_from(part.len()).unwrap_or(0))
    }
}

/// Feature `bigdecimal`. Keeps zeros at the end.
impl From<Decimal> for BigDecimal {
    fn from(value: Decimal) -> Self {
        Self::from(&value)
    }
}

convert! {
    /// Feature `bigdecimal`. Refuses a number that needs more than 65,536 zeros when written without exponent.
    BigDecimal => Decimal, "xs:decimal", |value| {
        let (digits, scale) = value.as_bigint_and_exponent();
        if !(-ZEROS..=ZEROS).contains(&scale) {
            return Err("it needs too many zeros");
        }
        let sign = if digits.sign() == ::bigdecimal::num_bigint::Sign::Minus { "-" } else { "" };
        let digits = digits.magnitude().to_string();
        let zeros = |count: usize| "0".repeat(count);
        let text = match usize::try_from(scale) {
            Ok(0) => format!("{sign}{digits}"),
            Ok(scale) => {
                let digits = zeros((scale + 1).saturating_sub(digits.len())) + &digits;
                let (whole, part) = digits.split_at_checked(digits.len() - scale).unwrap_or_default();
                format!("{sign}{whole}.{part}")
            }
            Err(_) => format!("{sign}{digits}{}", zeros(usize::try_from(scale.unsigned_abs()).unwrap_or(0))),
        };
        Ok(Decimal::from_checked(&text))
    };
}

/// Feature `bigdecimal`.
impl From<&Integer> for BigInt {
    fn from(value: &Integer) -> Self {
        // The text is checked digits with a sign, so parsing cannot fail.
        value.as_str().parse().unwrap_or_default()
    }
}

/// Feature `bigdecimal`.
impl From<Integer> for BigInt {
    fn from(value: Integer) -> Self {
        Self::from(&value)
    }
}

/// Feature `bigdecimal`.
impl From<BigInt> for Integer {
    fn from(value: BigInt) -> Self {
        Self::from_checked(&value.to_string())
    }
}
