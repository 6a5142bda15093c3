//! `chrono` 0.4.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "parts of dates and an offset of at most a day"
)]

use ::chrono::{
    self as c, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta,
    Timelike, Utc,
};

use super::reasons::{FINE, NO_OFFSET, ODD_OFFSET, OFFSET, RANGE, YEAR};
use crate::{Date, DateTime, Duration, Fraction, Time};

type Convert<T> = Result<T, &'static str>;

fn naive_date(year: i64, month: u8, day: u8) -> Convert<NaiveDate> {
    if year < 1 {
        return Err(YEAR);
    }
    let year = i32::try_from(year).map_err(|_| RANGE)?;
    NaiveDate::from_ymd_opt(year, u32::from(month), u32::from(day)).ok_or(RANGE)
}

fn naive_time(hour: u8, minute: u8, second: u8, fraction: &Fraction) -> Convert<NaiveTime> {
    let nanoseconds = fraction.nanoseconds().ok_or(FINE)?;
    NaiveTime::from_hms_nano_opt(
        u32::from(hour),
        u32::from(minute),
        u32::from(second),
        nanoseconds,
    )
    .ok_or(RANGE)
}

fn naive_date_time(value: &DateTime) -> Convert<NaiveDateTime> {
    let date = naive_date(value.year(), value.month(), value.day())?;
    let time = naive_time(
        value.hour(),
        value.minute(),
        value.second(),
        value.fraction(),
    )?;
    Ok(date.and_time(time))
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "months and days are below 256"
)]
fn date(value: NaiveDate) -> Convert<Date> {
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

#[allow(
    clippy::cast_possible_truncation,
    reason = "hours, minutes and seconds are below 256"
)]
fn time(value: NaiveTime, offset: Option<i16>) -> Convert<Time> {
    if value.nanosecond() > 999_999_999 {
        return Err("it is a leap second");
    }
    let fraction = Fraction::from_nanos(value.nanosecond());
    Ok(Time::from_checked(
        value.hour() as u8,
        value.minute() as u8,
        value.second() as u8,
        fraction,
        offset,
    ))
}

fn date_time(value: NaiveDateTime, offset: Option<i16>) -> Convert<DateTime> {
    Ok(DateTime::from_parts(
        &date(value.date())?,
        &time(value.time(), offset)?,
    ))
}

/// The date and time with its offset. It may lie at the edge of chrono's range.
fn zoned(value: &DateTime) -> Convert<c::DateTime<FixedOffset>> {
    let minutes = value.offset_minutes().ok_or(NO_OFFSET)?;
    let offset = FixedOffset::east_opt(i32::from(minutes) * 60).ok_or(RANGE)?;
    naive_date_time(value)?
        .and_local_timezone(offset)
        .single()
        .ok_or(RANGE)
}

/// The date and time at an offset.
fn from_zoned<Z: c::TimeZone>(value: &c::DateTime<Z>) -> Convert<DateTime> {
    let seconds = value.offset().fix().local_minus_utc();
    if seconds % 60 != 0 {
        return Err(ODD_OFFSET);
    }
    let minutes = i16::try_from(seconds / 60).map_err(|_| RANGE)?;
    crate::value::calendar::check_offset(Some(minutes))?;
    let local = value
        .naive_utc()
        .checked_add_offset(value.offset().fix())
        .ok_or(RANGE)?;
    date_time(local, Some(minutes))
}

convert! {
    /// Feature `chrono`. Refuses an offset and years that chrono does not have, or before 1.
    Date => NaiveDate, "chrono::NaiveDate", |value| {
        if value.offset_minutes().is_some() {
            return Err(OFFSET);
        }
        naive_date(value.year(), value.month(), value.day())
    };
    /// Feature `chrono`. Refuses years before 1.
    NaiveDate => Date, "xs:date", |value| date(*value);
    /// Feature `chrono`. Refuses an offset and a fraction finer than a nanosecond.
    Time => NaiveTime, "chrono::NaiveTime", |value| {
        if value.offset_minutes().is_some() {
            return Err(OFFSET);
        }
        naive_time(value.hour(), value.minute(), value.second(), value.fraction())
    };
    /// Feature `chrono`. Refuses leap seconds.
    NaiveTime => Time, "xs:time", |value| time(*value, None);
    /// Feature `chrono`. Refuses an offset, a fraction finer than a nanosecond, and years that chrono does not have, or before 1.
    DateTime => NaiveDateTime, "chrono::NaiveDateTime", |value| {
        if value.offset_minutes().is_some() {
            return Err(OFFSET);
        }
        naive_date_time(value)
    };
    /// Feature `chrono`. Refuses leap seconds and years before 1.
    NaiveDateTime => DateTime, "xs:dateTime", |value| date_time(*value, None);
    /// Feature `chrono`. Refuses a value without offset, a fraction finer than a nanosecond, and years that chrono does not have, or
    /// before 1.
    DateTime => c::DateTime<FixedOffset>, "chrono::DateTime<FixedOffset>", |value| zoned(value);
    /// Feature `chrono`. Refuses leap seconds, years before 1, and offsets beyond 14 hours or not of whole minutes.
    c::DateTime<FixedOffset> => DateTime, "xs:dateTime", |value| from_zoned(value);
    /// Feature `chrono`. Keeps the instant. Refuses the same values as `chrono::DateTime<FixedOffset>`.
    DateTime => c::DateTime<Utc>, "chrono::DateTime<Utc>", |value| Ok(zoned(value)?.to_utc());
    /// Feature `chrono`. In UTC; refuses leap seconds and years before 1.
    c::DateTime<Utc> => DateTime, "xs:dateTime", |value| from_zoned(value);
    /// Feature `chrono`. Refuses months, a fraction finer than a nanosecond, and values out of range.
    Duration => TimeDelta, "chrono::TimeDelta", |value| {
        let (seconds, nanoseconds) = value.exact()?;
        let size = TimeDelta::new(i64::try_from(seconds).map_err(|_| RANGE)?, nanoseconds).ok_or(RANGE)?;
        Ok(if value.is_negative() { -size } else { size })
    };
}

/// Feature `chrono`.
impl From<TimeDelta> for Duration {
    fn from(value: TimeDelta) -> Self {
        let size = value.abs();
        let fraction = Fraction::from_nanos(size.subsec_nanos().unsigned_abs());
        Self::from_parts(
            value < TimeDelta::zero(),
            0,
            size.num_seconds().unsigned_abs(),
            fraction,
        )
    }
}
