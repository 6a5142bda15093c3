//! A day of the calendar, for the figures per day, week and month.

use soap_runtime::Date;
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
    /// Makes a day. Days that the month does not have are not refused.
    pub const fn new(year: u16, month: u8, day: u8) -> Self {
        Self { year, month, day }
    }

    /// Returns its month, such as `2026-02`.
    pub(super) fn month(self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }

    /// Returns its week by ISO 8601, such as `2026-W07`. A week belongs to the year of its Thursday.
    pub(super) fn week(self) -> String {
        let days = self.days_since_epoch();
        // 1970-01-01 was a Thursday.
        let thursday = days - (days + 3).rem_euclid(7) + 3;
        let first = |year| Day::new(year, 1, 1).days_since_epoch();
        let year = [self.year.saturating_add(1), self.year]
            .into_iter()
            .find(|year| first(*year) <= thursday)
            .unwrap_or(self.year.saturating_sub(1));
        format!("{year:04}-W{:02}", (thursday - first(year)) / 7 + 1)
    }

    /// Returns 0 if there is no such day.
    fn days_since_epoch(self) -> i128 {
        Date::new(i64::from(self.year), self.month, self.day)
            .map_or(0, |date| date.days_since_epoch())
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
