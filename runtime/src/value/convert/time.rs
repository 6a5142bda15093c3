//! `time` 0.3.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "parts of dates and an offset of at most a day"
)]

use ::time::{self as t, OffsetDateTime, PrimitiveDateTime, UtcDateTime, UtcOffset};

use super::reasons::{FINE, NO_OFFSET, ODD_OFFSET, OFFSET, RANGE, YEAR};
use crate::{Date, DateTime, Duration, Fraction, Time};

type Convert<T> = Result<T, &'static str>;

fn plain_date(year: i64, month: u8, day: u8) -> Convert<t::Date> {
    if year < 1 {
        return Err(YEAR);
    }
    let year = i32::try_from(year).map_err(|_| RANGE)?;
    let month = t::Month::try_from(month).map_err(|_| RANGE)?;
    t::Date::from_calendar_date(year, month, day).map_err(|_| RANGE)
}

fn plain_time(hour: u8, minute: u8, second: u8, fraction: &Fraction) -> Convert<t::Time> {
    t::Time::from_hms_nano(hour, minute, second, fraction.nanoseconds().ok_or(FINE)?)
        .map_err(|_| RANGE)
}

fn plain_date_time(value: &DateTime) -> Convert<PrimitiveDateTime> {
    let date = plain_date(value.year(), value.month(), value.day())?;
    let time = plain_time(
        value.hour(),
        value.minute(),
        value.second(),
        value.fraction(),
    )?;
    Ok(PrimitiveDateTime::new(date, time))
}

fn date(value: t::Date) -> Convert<Date> {
    if value.year() < 1 {
        return Err(YEAR);
    }
    Ok(Date::from_checked(
        i64::from(value.year()),
        u8::from(value.month()),
        value.day(),
        None,
    ))
}

fn time(value: t::Time, offset: Option<i16>) -> Time {
    let fraction = Fraction::from_nanos(value.nanosecond());
    Time::from_checked(
        value.hour(),
        value.minute(),
        value.second(),
        fraction,
        offset,
    )
}

fn date_time(day: t::Date, value: t::Time, offset: Option<i16>) -> Convert<DateTime> {
    Ok(DateTime::from_parts(&date(day)?, &time(value, offset)))
}

fn offset(value: &DateTime) -> Convert<UtcOffset> {
    let minutes = value.offset_minutes().ok_or(NO_OFFSET)?;
    UtcOffset::from_whole_seconds(i32::from(minutes) * 60).map_err(|_| RANGE)
}

convert! {
    /// Feature `time`. Refuses an offset and years that `time` does not have, or before 1.
    Date => t::Date, "time::Date", |value| {
        if value.offset_minutes().is_some() {
            return Err(OFFSET);
        }
        plain_date(value.year(), value.month(), value.day())
    };
    /// Feature `time`. Refuses years before 1.
    t::Date => Date, "xs:date", |value| date(*value);
    /// Feature `time`. Refuses an offset and a fraction finer than a nanosecond.
    Time => t::Time, "time::Time", |value| {
        if value.offset_minutes().is_some() {
            return Err(OFFSET);
        }
        plain_time(value.hour(), value.minute(), value.second(), value.fraction())
    };
    /// Feature `time`. Refuses an offset, a fraction finer than a nanosecond, and years that `time` does not have, or before 1.
    DateTime => PrimitiveDateTime, "time::PrimitiveDateTime", |value| {
        if value.offset_minutes().is_some() {
            return Err(OFFSET);
        }
        plain_date_time(value)
    };
    /// Feature `time`. Refuses years before 1.
    PrimitiveDateTime => DateTime, "xs:dateTime", |value| date_time(value.date(), value.time(), None);
    /// Feature `time`. Refuses a value without offset, a fraction finer than a nanosecond, and years that `time` does not have, or before 1.
    DateTime => OffsetDateTime, "time::OffsetDateTime", |value| Ok(plain_date_time(value)?.assume_offset(offset(value)?));
    /// Feature `time`. Refuses years before 1, and offsets beyond 14 hours or not of whole minutes.
    OffsetDateTime => DateTime, "xs:dateTime", |value| {
        let seconds = value.offset().whole_seconds();
        if seconds % 60 != 0 {
            return Err(ODD_OFFSET);
        }
        let minutes = i16::try_from(seconds / 60).map_err(|_| RANGE)?;
        crate::value::calendar::check_offset(Some(minutes))?;
        date_time(value.date(), value.time(), Some(minutes))
    };
    /// Feature `time`. Keeps the instant. Refuses the same values as `time::OffsetDateTime`.
    DateTime => UtcDateTime, "time::UtcDateTime", |value| {
        plain_date_time(value)?.assume_offset(offset(value)?).checked_to_utc().ok_or(RANGE)
    };
    /// Feature `time`. In UTC; refuses years before 1.
    UtcDateTime => DateTime, "xs:dateTime", |value| date_time(value.date(), value.time(), Some(0));
    /// Feature `time`. Refuses months, a fraction finer than a nanosecond, and more seconds than an `i64` holds.
    Duration => t::Duration, "time::Duration", |value| {
        let (seconds, nanoseconds) = value.exact()?;
        let size = t::Duration::new(i64::try_from(seconds).map_err(|_| RANGE)?, nanoseconds.cast_signed());
        Ok(if value.is_negative() { -size } else { size })
    };
}

/// Feature `time`.
impl From<t::Time> for Time {
    fn from(value: t::Time) -> Self {
        time(value, None)
    }
}

/// Feature `time`.
impl From<t::Duration> for Duration {
    fn from(value: t::Duration) -> Self {
        let size = Self::from(value.unsigned_abs());
        if value.is_negative() {
            size.negated()
        } else {
            size
        }
    }
}
