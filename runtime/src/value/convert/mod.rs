//! Conversions to and from types of other crates, each behind the feature of the crate's name.
//!
//! A conversion is `From` where every value has an equal one on the other side, otherwise `TryFrom`. A part that the
//! other type cannot hold (an offset, a finer fraction, a larger year) is an error, and so is a part that it needs and
//! the value lacks. Zeros at the end of a fraction and the spelling of a number may change. Years before 1 are refused:
//! XML Schema 1.0 and 1.1 number them differently.

#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
mod reasons {
    pub const OFFSET: &str = "it has an offset";
    pub const NO_OFFSET: &str = "it has no offset";
    pub const FINE: &str = "it is finer than a nanosecond";
    pub const YEAR: &str = "years before 1 are not converted";
    pub const RANGE: &str = "it is out of range";
    pub const ODD_OFFSET: &str = "its offset is not a whole number of minutes";
}

/// A conversion that may fail, from a reference and from a value. The body returns a `Result<_, &'static str>`.
#[cfg(any(
    feature = "jiff",
    feature = "chrono",
    feature = "time",
    feature = "rust_decimal",
    feature = "bigdecimal"
))]
macro_rules! convert {
    ($($(#[$doc:meta])* $from:ty => $to:ty, $name:literal, |$value:ident| $body:expr;)*) => { $(
        $(#[$doc])*
        impl TryFrom<&$from> for $to {
            type Error = crate::ValueError;

            fn try_from($value: &$from) -> Result<Self, crate::ValueError> {
                let convert = || -> Result<$to, &'static str> { $body };
                convert().map_err(|reason| crate::ValueError::new($name, &$value.to_string(), reason))
            }
        }

        $(#[$doc])*
        impl TryFrom<$from> for $to {
            type Error = crate::ValueError;

            fn try_from(value: $from) -> Result<Self, crate::ValueError> {
                Self::try_from(&value)
            }
        }
    )* };
}

#[cfg(feature = "bigdecimal")]
mod bigdecimal;
#[cfg(feature = "bytes")]
mod bytes;
#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "rust_decimal")]
mod rust_decimal;
#[cfg(feature = "time")]
mod time;
#[cfg(feature = "uuid")]
mod uuid;
