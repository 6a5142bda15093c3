//! Points in time as `xs:dateTime` writes them.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_wrap,
    reason = "days and seconds of years below 10000"
)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The last second of the year 9999.
const LAST: u64 = 253_402_300_799;

/// UTC with milliseconds, such as `2024-05-06T07:08:09.010Z`.
pub(crate) fn write(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let seconds = i64::try_from(since.as_secs().min(LAST)).unwrap_or_default();
    let (year, month, day) = date(seconds / 86_400);
    let clock = seconds % 86_400;
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
        clock / 3600,
        clock / 60 % 60,
        clock % 60,
        since.subsec_millis()
    )
}

/// The date that is this many days after 1970-01-01.
fn date(days: i64) -> (i64, i64, i64) {
    let mut year = 1970 + days / 366;
    while days_before(year + 1, 1, 1) <= days {
        year += 1;
    }
    let mut month = 1;
    while month < 12 && days_before(year, month + 1, 1) <= days {
        month += 1;
    }
    (year, month, days - days_before(year, month, 1) + 1)
}

/// Reads a time with an offset or in UTC, from 1970 on. A time without an offset is UTC, as WS-Security 1.0, section 10, recommends to write it.
pub(crate) fn read(text: &str) -> Option<SystemTime> {
    let text = text.trim();
    let (date, rest) = text.split_once('T')?;
    let mut parts = date.split('-');
    let year = number(parts.next()?, 4)?;
    let month = number(parts.next()?, 2)?;
    let day = number(parts.next()?, 2)?;
    if parts.next().is_some() || !(1..=12).contains(&month) || !(1970..=9999).contains(&year) {
        return None;
    }
    if day < 1 || day > days_in(year, month) {
        return None;
    }
    let at = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (clock, offset) = (rest.get(..at)?, rest.get(at..)?);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut parts = clock.split(':');
    let hour = number(parts.next()?, 2)?;
    let minute = number(parts.next()?, 2)?;
    let second = number(parts.next()?, 2)?;
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let mut seconds = days_before(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    seconds -= offset_of(offset)?;
    let nanos = format!("{fraction:0<9}");
    let nanos = nanos.get(..9)?.parse::<u32>().ok()?;
    let seconds = u64::try_from(seconds).ok()?;
    UNIX_EPOCH.checked_add(Duration::new(seconds, nanos))
}

fn number(text: &str, digits: usize) -> Option<i64> {
    let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Seconds east of UTC.
fn offset_of(text: &str) -> Option<i64> {
    if text.is_empty() || text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    (hours <= 14 && minutes <= 59).then_some(sign * (hours * 3600 + minutes * 60))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let leaps = |year: i64| year / 4 - year / 100 + year / 400;
    let years = (year - 1970) * 365 + leaps(year - 1) - leaps(1969);
    let months: i64 = (1..month).map(|month| days_in(year, month)).sum();
    years + months + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_written() {
        for millis in [
            0u64,
            951_782_400_007,
            1_714_979_289_010,
            4_107_542_399_999,
            4_107_542_400_000,
        ] {
            let time = UNIX_EPOCH + Duration::from_millis(millis);
            assert_eq!(read(&write(time)), Some(time), "{millis}");
        }
    }

    #[test]
    fn offsets_and_fractions() {
        let base = read("2024-05-06T07:08:09Z").expect("a time");
        assert_eq!(read("2024-05-06T09:08:09+02:00"), Some(base));
        assert_eq!(read("2024-05-05T23:08:09-08:00"), Some(base));
        assert_eq!(read(" 2024-05-06T07:08:09 "), Some(base));
        let finer = read("2024-05-06T07:08:09.1234567891Z").expect("a time");
        assert_eq!(
            finer.duration_since(base).ok(),
            Some(Duration::from_nanos(123_456_789))
        );
        for wrong in [
            "",
            "2024-05-06",
            "2024-13-06T07:08:09Z",
            "2023-02-29T00:00:00Z",
            "2024-05-06T24:00:00Z",
            "2024-05-06T07:08Z",
            "2024-05-06T07:08:09.Z",
            "2024-05-06T07:08:09+1:00",
            "1969-05-06T07:08:09Z",
            "2024-05-06T07:08:09Zz",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
