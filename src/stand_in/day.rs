//! A day of the calendar, for the figures per day, week and month.

use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// Year, from 1.
    pub year: u16,
    /// Month, from 1.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

impl Day {
    /// A day. It is not checked that the month has it.
    pub const fn new(year: u16, month: u8, day: u8) -> Self {
        Self { year, month, day }
    }

    /// Its month, `2026-02`.
    pub(super) fn month(self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }

    /// Its week by ISO 8601, `2026-W07`: the week belongs to the year that its Thursday lies in.
    pub(super) fn week(self) -> String {
        let ordinal = self.ordinal();
        // Day 1 of year 1 was a Monday.
        let thursday = ordinal - (ordinal - 1).rem_euclid(7) + 3;
        let mut year = i64::from(self.year) - 1;
        while Self::first_of(year + 1) <= thursday {
            year += 1;
        }
        format!(
            "{year:04}-W{:02}",
            (thursday - Self::first_of(year)) / 7 + 1
        )
    }

    /// Days since the last day of year 0.
    fn ordinal(self) -> i64 {
        const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
        let year = i64::from(self.year);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let before = BEFORE
            .get(usize::from(self.month.saturating_sub(1)))
            .copied()
            .unwrap_or_default();
        Self::first_of(year) - 1 + before + i64::from(leap && self.month > 2) + i64::from(self.day)
    }

    /// Ordinal of the first of January.
    fn first_of(year: i64) -> i64 {
        let before = year - 1;
        before * 365 + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400) + 1
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn weeks_are_those_of_iso_8601() {
        for (day, week) in [
            (Day::new(2026, 1, 1), "2026-W01"),
            (Day::new(2025, 12, 29), "2026-W01"),
            (Day::new(2027, 1, 3), "2026-W53"),
            (Day::new(2024, 2, 29), "2024-W09"),
            (Day::new(2021, 1, 3), "2020-W53"),
        ] {
            assert_eq!(day.week(), week, "{day}");
        }
    }
}
