//! Types of other crates as fields, for the option `map_types`. A value that such a type cannot hold is an error: with
//! its place when it is read, with the path of the member when it is written.
//!
//! Types without a default value, such as those of `time` and `jiff::Zoned`, cannot be fields. Convert them from the
//! runtime's own types.

use super::{Empty, Simple};
use crate::error::ValueError;
use crate::xml::{Scope, Text};

/// The reason why a conversion failed. `Infallible` has none.
trait Reason {
    fn into_error(self) -> ValueError;
}

impl Reason for ValueError {
    fn into_error(self) -> ValueError {
        self
    }
}

impl Reason for std::convert::Infallible {
    fn into_error(self) -> ValueError {
        match self {}
    }
}

macro_rules! foreign {
    ($($feature:literal: $wire:ident => $type:ty;)*) => { $(
        #[cfg(feature = $feature)]
        impl Simple for $type {
            const EMPTY: Empty = <crate::value::$wire as Simple>::EMPTY;

            fn parse(text: &str, scope: &dyn Scope) -> Result<Self, ValueError> {
                let value = <crate::value::$wire as Simple>::parse(text, scope)?;
                Self::try_from(value).map_err(Reason::into_error)
            }

            fn write(&self, out: &mut Text<'_>) {
                match crate::value::$wire::try_from(self.clone()).map_err(Reason::into_error) {
                    Ok(value) => Simple::write(&value, out),
                    Err(error) => out.fail(&error.to_string()),
                }
            }
        }
        #[cfg(feature = $feature)]
        crate::binding::simple!($type);
    )* };
}

foreign! {
    "jiff": Date => ::jiff::civil::Date;
    "jiff": Time => ::jiff::civil::Time;
    "jiff": DateTime => ::jiff::civil::DateTime;
    "jiff": DateTime => ::jiff::Timestamp;
    "jiff": Duration => ::jiff::SignedDuration;
    "chrono": Date => ::chrono::NaiveDate;
    "chrono": Time => ::chrono::NaiveTime;
    "chrono": DateTime => ::chrono::NaiveDateTime;
    "chrono": DateTime => ::chrono::DateTime<::chrono::FixedOffset>;
    "chrono": DateTime => ::chrono::DateTime<::chrono::Utc>;
    "chrono": Duration => ::chrono::TimeDelta;
    "rust_decimal": Decimal => ::rust_decimal::Decimal;
    "bigdecimal": Decimal => ::bigdecimal::BigDecimal;
    "bigdecimal": Integer => ::bigdecimal::num_bigint::BigInt;
    "uuid": Guid => ::uuid::Uuid;
}
