//! Types of other crates as fields, for the option `map_types`. A value that such a type cannot hold is an error: with
//! its place when it is read, with the path of the member when it is written.
//!
//! Types without a default value, such as those of `time` and `jiff::Zoned`, cannot be fields. Convert them from the
//! runtime's own types.

use super::{Content, Empty, Simple};
use crate::error::ValueError;
use crate::value::{Assumed, DateTime, Zone};
use crate::xml::{Scope, Text};

/// The reason why a conversion failed. `Infallible` has none.
trait IntoReason {
    fn into_error(self) -> ValueError;
}

impl IntoReason for ValueError {
    fn into_error(self) -> ValueError {
        self
    }
}

impl IntoReason for std::convert::Infallible {
    fn into_error(self) -> ValueError {
        match self {}
    }
}

macro_rules! foreign {
    ($($feature:literal: $wire:ident => $type:ty;)*) => { $(
        foreign!(@ $feature: $wire => $type, |value, _scope| { value });
    )* };
    (@ $feature:literal: $wire:ident => $type:ty, |$value:ident, $scope:ident| $change:block) => {
        #[cfg(feature = $feature)]
        impl Simple for $type {
            const EMPTY: Empty = <crate::value::$wire as Simple>::EMPTY;
            #[cfg(feature = "serde")]
            const FORM: super::TextForm = <crate::value::$wire as Simple>::FORM;

            fn parse(text: &str, scope: &dyn Scope) -> Result<Self, ValueError> {
                let $value = <crate::value::$wire as Simple>::parse(text, scope)?;
                let $scope = scope;
                Self::try_from($change).map_err(IntoReason::into_error)
            }

            fn write(&self, out: &mut Text<'_>) {
                match crate::value::$wire::try_from(self.clone()).map_err(IntoReason::into_error) {
                    Ok(value) => Simple::write(&value, out),
                    Err(error) => out.fail(&error.to_string()),
                }
            }
        }
        #[cfg(feature = $feature)]
        crate::binding::simple!($type);
    };
}

/// Dates and times without a zone: an offset in the text is left out, and that is noted.
macro_rules! civil {
    ($($feature:literal: $wire:ident => $type:ty;)*) => { $(
        foreign!(@ $feature: $wire => $type, |value, scope| {
            if value.offset_minutes().is_some() {
                scope.note_how("has an offset, which its type cannot hold: it is left out");
                value.with_offset(None)?
            } else {
                value
            }
        });
    )* };
}

civil! {
    "jiff": Date => ::jiff::civil::Date;
    "jiff": Time => ::jiff::civil::Time;
    "jiff": DateTime => ::jiff::civil::DateTime;
    "chrono": Date => ::chrono::NaiveDate;
    "chrono": Time => ::chrono::NaiveTime;
    "chrono": DateTime => ::chrono::NaiveDateTime;
}

foreign! {
    "jiff": DateTime => ::jiff::Timestamp;
    "jiff": Duration => ::jiff::SignedDuration;
    "chrono": DateTime => ::chrono::DateTime<::chrono::FixedOffset>;
    "chrono": DateTime => ::chrono::DateTime<::chrono::Utc>;
    "chrono": Duration => ::chrono::TimeDelta;
    "rust_decimal": Decimal => ::rust_decimal::Decimal;
    "bigdecimal": Decimal => ::bigdecimal::BigDecimal;
    "bigdecimal": Integer => ::bigdecimal::num_bigint::BigInt;
    "uuid": Guid => ::uuid::Uuid;
}

/// A time without an offset is of the zone `Z`, and noted.
impl<T, Z: Zone> Simple for Assumed<T, Z>
where
    T: Default + Clone + TryFrom<DateTime>,
    DateTime: TryFrom<T>,
    <T as TryFrom<DateTime>>::Error: IntoReason,
    <DateTime as TryFrom<T>>::Error: IntoReason,
{
    const EMPTY: Empty = <DateTime as Simple>::EMPTY;

    fn parse(text: &str, scope: &dyn Scope) -> Result<Self, ValueError> {
        let mut value = <DateTime as Simple>::parse(text, scope)?;
        if value.offset_minutes().is_none()
            && let Some(minutes) = Z::offset_minutes(&value)
        {
            value = value.with_offset(Some(minutes))?;
            scope.note_how("has no offset: its zone is assumed");
        }
        let value = T::try_from(value).map_err(IntoReason::into_error)?;
        Ok(Self::new(value))
    }

    fn write(&self, out: &mut Text<'_>) {
        match DateTime::try_from(self.value.clone()).map_err(IntoReason::into_error) {
            Ok(value) => Simple::write(&value, out),
            Err(error) => out.fail(&error.to_string()),
        }
    }
}

impl<T, Z: Zone> Content for Assumed<T, Z>
where
    T: Send + Sync + 'static,
    Self: Simple,
{
    crate::__soap_simple_methods!(parsed read write text);
}
