//! `rust_decimal` 1.

use crate::{Decimal, Integer};

convert! {
    /// Feature `rust_decimal`. Refuses a number of more digits than 96 bits hold, or of more than 28 decimals. Drops
    /// zeros at the end that do not fit.
    Decimal => ::rust_decimal::Decimal, "rust_decimal::Decimal", |value| {
        let whole = ::rust_decimal::Decimal::from_str_exact(value.as_str());
        whole.or_else(|_| ::rust_decimal::Decimal::from_str_exact(&value.shortest())).map_err(|_| "it has too many digits")
    };
    /// Feature `rust_decimal`. Refuses a number of more digits than 96 bits hold.
    Integer => ::rust_decimal::Decimal, "rust_decimal::Decimal", |value| {
        let number = i128::try_from(value).map_err(|_| "it has too many digits")?;
        ::rust_decimal::Decimal::try_from_i128_with_scale(number, 0).map_err(|_| "it has too many digits")
    };
}

/// Feature `rust_decimal`. Keeps zeros at the end.
impl From<::rust_decimal::Decimal> for Decimal {
    fn from(value: ::rust_decimal::Decimal) -> Self {
        Self::from_checked(&value.to_string())
    }
}
