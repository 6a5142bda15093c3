//! `jiff` 1.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "units of a span, added up in an i128"
)]

use ::jiff::civil;
use ::jiff::tz::{Offset, TimeZone};
use ::jiff::{SignedDuration, Span, Timestamp, ZonedDateTime};

use super::reasons::{FINE, NO_OFFSET, ODD_OFFSET, OFFSET, RANGE, YEAR};
use crate::{Date, DateTime, Duration, Fraction, Time};

type Convert<T> = Result<T, &'static str>;

/// Date without its offset.
#[allow(clippy::cast_possible_wrap, reason = "months and days are below 128")]
fn civil_date(year: i64, month: u8, day: u8) -> Convert<civil::Date> {
    if year < 1 {
        return Err(YEAR);
    }
    let year = i16::try_from(year).map_err(|_| RANGE)?;
    civil::Date::new(year, month as i8, day as i8).map_err(|_| RANGE)
}

/// Time of day without its offset.
#[allow(
    clippy::cast_possible_wrap,
    reason = "hours, minutes and seconds are below 128, nanoseconds below 2^31"
)]
fn civil_time(hour: u8, minute: u8, second: u8, fraction: &Fraction) -> Convert<civil::Time> {
    let nanoseconds = fraction.nanoseconds().ok_or(FINE)?;
    civil::Time::new(hour as i8, minute as i8, second as i8, nanoseconds as i32).map_err(|_| RANGE)
}

/// Date and time without their offset.
fn civil_date_time(value: &DateTime) -> Convert<civil::DateTime> {
    let date = civil_date(value.year(), value.month(), value.day())?;
    let time = civil_time(
        value.hour(),
        value.minute(),
        value.second(),
        value.fraction(),
    )?;
    Ok(civil::DateTime::from_parts(date, time))
}

#[allow(clippy::cast_sign_loss, reason = "months and days are positive")]
fn date(value: civil::Date) -> Convert<Date> {
    if value.year() < 1 {
        return Err(YEAR);
    }
    Ok(Date::from_checked(
        i64::from(value.year()),
        value.month() as u8,
        value.day() as u8,
        None,
    ))
}

#[allow(clippy::cast_sign_loss, reason = "no part of a time is negative")]
fn time(value: civil::Time, offset: Option<i16>) -> Time {
    let fraction = Fraction::from_nanos(value.subsec_nanosecond() as u32);
    Time::from_checked(
        value.hour() as u8,
        value.minute() as u8,
        value.second() as u8,
        fraction,
        offset,
    )
}

fn date_time(value: civil::DateTime, offset: Option<i16>) -> Convert<DateTime> {
    Ok(DateTime::from_parts(
        &date(value.date())?,
        &time(value.time(), offset),
    ))
}

fn offset(value: &DateTime) -> Convert<Offset> {
    let minutes = value.offset_minutes().ok_or(NO_OFFSET)?;
    Offset::from_seconds(i32::from(minutes) * 60).map_err(|_| RANGE)
}

fn minutes(offset: Offset) -> Convert<i16> {
    if offset.seconds() % 60 != 0 {
        return Err(ODD_OFFSET);
    }
    let minutes = i16::try_from(offset.seconds() / 60).map_err(|_| RANGE)?;
    crate::value::calendar::check_offset(Some(minutes))?;
    Ok(minutes)
}

convert! {
    /// Feature `jiff`. Refuses an offset and years before 1 or after 9999.
    Date => civil::Date, "jiff::civil::Date", |value| {
        if value.offset_minutes().is_some() {
            return Err(OFFSET);
        }
        civil_date(value.year(), value.month(), value.day())
    };
    /// Feature `jiff`. Refuses years before 1.
    civil::Date => Date, "xs:date", |value| date(*value);
    /// Feature `jiff`. Refuses an offset and a fraction finer than a nanosecond.
    Time => civil::Time, "jiff::civil::Time", |value| {
        if value.offset_minutes().is_some() {
            return Err(OFFSET);
        }
        civil_time(value.hour(), value.minute(), value.second(), value.fraction())
    };
    /// Feature `jiff`. Refuses an offset, a fraction finer than a nanosecond, and years before 1 or after 9999.
    DateTime => civil::DateTime, "jiff::civil::DateTime", |value| {
        if value.offset_minutes().is_some() {
            return Err(OFFSET);
        }
        civil_date_time(value)
    };
    /// Feature `jiff`. Refuses years before 1.
    civil::DateTime => DateTime, "xs:dateTime", |value| date_time(*value, None);
    /// Feature `jiff`. Keeps the instant. Refuses a value without offset, a fraction finer than a nanosecond, and years
    /// before 1 or after 9999.
    DateTime => Timestamp, "jiff::Timestamp", |value| {
        offset(value)?.to_timestamp(civil_date_time(value)?).map_err(|_| RANGE)
    };
    /// Feature `jiff`. In UTC; refuses years before 1.
    Timestamp => DateTime, "xs:dateTime", |value| date_time(Offset::UTC.to_datetime(*value), Some(0));
    /// Feature `jiff`. The time zone is a fixed offset. Refuses the same values as [`Timestamp`].
    DateTime => ZonedDateTime, "jiff::ZonedDateTime", |value| {
        let offset = offset(value)?;
        let timestamp = offset.to_timestamp(civil_date_time(value)?).map_err(|_| RANGE)?;
        Ok(ZonedDateTime::new(timestamp, TimeZone::fixed(offset)))
    };
    /// Feature `jiff`. Refuses a zone that is more than an offset of whole minutes within 14 hours, and years before 1.
    ZonedDateTime => DateTime, "xs:dateTime", |value| {
        let offset = value.time_zone().to_fixed_offset().map_err(|_| "its time zone is more than an offset")?;
        date_time(value.datetime(), Some(minutes(offset)?))
    };
    /// Feature `jiff`. Refuses months, a fraction finer than a nanosecond, and more seconds than an `i64` holds.
    Duration => SignedDuration, "jiff::SignedDuration", |value| {
        let (seconds, nanoseconds) = value.exact()?;
        let size = SignedDuration::new(i64::try_from(seconds).map_err(|_| RANGE)?, nanoseconds.cast_signed());
        Ok(if value.is_negative() { -size } else { size })
    };
    /// Feature `jiff`. The span has months, seconds and nanoseconds. Refuses a fraction finer than a nanosecond, and
    /// values out of range.
    Duration => Span, "jiff::Span", |value| {
        let signed = |number: u64| {
            let number = i64::try_from(number).map_err(|_| RANGE)?;
            Ok::<_, &'static str>(if value.is_negative() { -number } else { number })
        };
        let nanoseconds = u64::from(value.fraction().nanoseconds().ok_or(FINE)?);
        let span = Span::new().try_months(signed(value.months())?).map_err(|_| RANGE)?;
        let span = span.try_seconds(signed(value.seconds())?).map_err(|_| RANGE)?;
        span.try_nanoseconds(signed(nanoseconds)?).map_err(|_| RANGE)
    };
}

/// Feature `jiff`.
impl From<civil::Time> for Time {
    fn from(value: civil::Time) -> Self {
        time(value, None)
    }
}

/// Feature `jiff`.
impl From<SignedDuration> for Duration {
    fn from(value: SignedDuration) -> Self {
        let size = Self::from(value.unsigned_abs());
        if value.is_negative() {
            size.negated()
        } else {
            size
        }
    }
}

/// Feature `jiff`. A week is seven days, a day 24 hours, a year twelve months.
impl From<Span> for Duration {
    fn from(value: Span) -> Self {
        let months = i64::from(value.get_years()) * 12 + i64::from(value.get_months());
        let days = i128::from(value.get_weeks()) * 7 + i128::from(value.get_days());
        let hours = days * 24 + i128::from(value.get_hours());
        let seconds =
            (hours * 60 + i128::from(value.get_minutes())) * 60 + i128::from(value.get_seconds());
        let millis = seconds * 1_000 + i128::from(value.get_milliseconds());
        let nanoseconds = (millis * 1_000 + i128::from(value.get_microseconds())) * 1_000
            + i128::from(value.get_nanoseconds());
        // All units of a span have the same sign, and its seconds fit.
        let size = nanoseconds.unsigned_abs();
        let fraction = Fraction::from_nanos(u32::try_from(size % 1_000_000_000).unwrap_or(0));
        Self::from_parts(
            value.is_negative(),
            months.unsigned_abs(),
            u64::try_from(size / 1_000_000_000).unwrap_or(u64::MAX),
            fraction,
        )
    }
}
