//! Times as Kerberos writes them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A time of this computer's clock.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Moment {
    /// As `20261130223417Z`. Such texts sort by time.
    pub(super) text: String,
    pub(super) microseconds: u32,
}

impl Moment {
    pub(super) fn now() -> Self {
        Self::after(Duration::ZERO)
    }

    /// The time that far from now.
    pub(super) fn after(time: Duration) -> Self {
        let now = SystemTime::now();
        Self::of(now.checked_add(time).unwrap_or(now))
    }

    /// The time that long ago.
    pub(super) fn before(time: Duration) -> Self {
        let now = SystemTime::now();
        Self::of(now.checked_sub(time).unwrap_or(now))
    }

    fn of(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let seconds = since.as_secs();
        let (year, month, day) = date(seconds.wrapping_div(86_400));
        let (hour, minute) = (
            seconds.wrapping_div(3600) % 24,
            seconds.wrapping_div(60) % 60,
        );
        let second = seconds % 60;
        Self {
            text: format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z"),
            microseconds: since.subsec_micros(),
        }
    }
}

/// A text as people read it: `2026-11-30 22:34:17 UTC`.
pub(super) fn readable(text: &str) -> String {
    let parts =
        [0..4, 4..6, 6..8, 8..10, 10..12, 12..14].map(|range| text.get(range).unwrap_or("?"));
    let [year, month, day, hour, minute, second] = parts;
    format!("{year}-{month}-{day} {hour}:{minute}:{second} UTC")
}

/// Year, month and day after so many days since 1970.
fn date(mut days: u64) -> (u64, u8, u64) {
    let mut year = 1970_u64;
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    while let Some(rest) = days.checked_sub(if is_leap(year) { 366 } else { 365 }) {
        days = rest;
        year = year.wrapping_add(1);
    }
    let february = if is_leap(year) { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for (month, length) in (1..).zip(lengths) {
        match days.checked_sub(length) {
            Some(rest) => days = rest,
            None => return (year, month, days.wrapping_add(1)),
        }
    }
    (year, 12, 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written() {
        // `date -u -d @SECONDS +%Y%m%d%H%M%SZ`
        for (seconds, expected) in [
            (0, "19700101000000Z"),
            (951_782_399, "20000228235959Z"),
            (951_868_799, "20000229235959Z"),
            (1_735_689_599, "20241231235959Z"),
            (1_796_078_057, "20261130223417Z"),
        ] {
            let time = UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!(Moment::of(time).text, expected);
        }
        assert_eq!(readable("20261130223417Z"), "2026-11-30 22:34:17 UTC");
    }
}
