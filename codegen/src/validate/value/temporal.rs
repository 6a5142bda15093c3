//! Durations, dates and times.

use crate::model::Builtin;
use std::cmp::Ordering;

const DAY: i128 = 86_400;
/// The number of digits of a fraction of a second that are compared.
const FRACTION: usize = 18;
const UNIT: i128 = 1_000_000_000_000_000_000;

/// Months and seconds; the seconds in units of 10⁻¹⁸.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::validate) struct Duration {
    months: i128,
    seconds: i128,
}

impl Duration {
    /// Part 2, section 3.2.6.2: the order on which four starting months of different lengths agree.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        const STARTS: [(i128, i128); 4] = [(1696, 9), (1697, 2), (1903, 3), (1903, 7)];
        let end = |of: &Self, (year, month): (i128, i128)| {
            let months = year * 12 + month - 1 + of.months;
            days(months.div_euclid(12), months.rem_euclid(12) + 1, 1) * DAY * UNIT + of.seconds
        };
        let mut orders = STARTS
            .iter()
            .map(|start| end(self, *start).cmp(&end(other, *start)));
        let first = orders.next()?;
        orders.all(|order| order == first).then_some(first)
    }
}

/// An instant on the time line, in units of 10⁻¹⁸ seconds. Without a time zone it is in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::validate) struct Moment {
    at: i128,
    has_zone: bool,
}

impl Moment {
    /// Part 2, section 3.2.7.4: without a time zone, a moment is uncertain by fourteen hours.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        let order = self.at.cmp(&other.at);
        let distance = (self.at - other.at).abs();
        let is_sure = self.has_zone == other.has_zone || distance > 14 * 3600 * UNIT;
        is_sure.then_some(order)
    }
}

struct Scan<'a>(&'a str);

impl Scan<'_> {
    fn eat(&mut self, char: char) -> bool {
        match self.0.strip_prefix(char) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    /// Digits, at least one.
    fn digits(&mut self) -> Option<&str> {
        let end = self
            .0
            .bytes()
            .position(|b| !b.is_ascii_digit())
            .unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at(end);
        self.0 = rest;
        (end > 0).then_some(digits)
    }

    fn number(&mut self) -> Option<i128> {
        // A larger number compares as the greatest.
        self.digits()
            .map(|digits| digits.parse().unwrap_or(LARGE).min(LARGE))
    }

    fn two(&mut self, least: i128, most: i128) -> Option<i128> {
        let digits = self.digits()?;
        let value = digits.parse().ok()?;
        (digits.len() == 2 && (least..=most).contains(&value)).then_some(value)
    }

    /// A fraction after its point, in units of 10⁻¹⁸.
    fn fraction(&mut self) -> Option<i128> {
        let digits = self.digits()?;
        let digits: String = digits
            .chars()
            .chain("0".repeat(FRACTION).chars())
            .take(FRACTION)
            .collect();
        digits.parse().ok()
    }
}

/// The largest year, month or second: larger ones are cut to it, so that sums fit in 128 bits.
const LARGE: i128 = 1_000_000_000;

pub(super) fn duration(text: &str) -> Option<Duration> {
    let mut scan = Scan(text);
    let sign = if scan.eat('-') { -1 } else { 1 };
    if !scan.eat('P') || scan.0.is_empty() {
        return None;
    }
    let (mut months, mut seconds) = (0, 0);
    let mut is_time = false;
    let mut last = 0;
    while !scan.0.is_empty() {
        if scan.eat('T') {
            if is_time || scan.0.is_empty() {
                return None;
            }
            is_time = true;
            last = last.max(3);
            continue;
        }
        let number = scan.number()?;
        let fraction = if scan.eat('.') {
            Some(scan.fraction()?)
        } else {
            None
        };
        let unit = scan.0.chars().next()?;
        scan.eat(unit);
        let (rank, month, second) = match (unit, is_time) {
            ('Y', false) => (1, 12, 0),
            ('M', false) => (2, 1, 0),
            ('D', false) => (3, 0, DAY),
            ('H', true) => (4, 0, 3600),
            ('M', true) => (5, 0, 60),
            ('S', true) => (6, 0, 1),
            _ => return None,
        };
        if rank <= last && !(rank == 4 && last == 3) || fraction.is_some() && rank != 6 {
            return None;
        }
        last = rank;
        months += number * month;
        seconds += number * second * UNIT + fraction.unwrap_or(0);
    }
    Some(Duration {
        months: sign * months,
        seconds: sign * seconds,
    })
}

pub(super) fn moment(builtin: Builtin, text: &str) -> Option<Moment> {
    use Builtin as B;
    let mut scan = Scan(text);
    let has = |kinds: &[Builtin]| kinds.contains(&builtin);
    let (mut year, mut month, mut day, mut time) = (1972, 1, 1, 0);
    if has(&[B::DateTime, B::Date, B::GYearMonth, B::GYear]) {
        let is_negative = scan.eat('-');
        let digits = scan.digits()?;
        if digits.len() < 4 || digits.len() > 4 && digits.starts_with('0') {
            return None;
        }
        let value: i128 = digits.parse().unwrap_or(LARGE).min(LARGE);
        if value == 0 {
            return None;
        }
        year = if is_negative { -value } else { value };
    } else if has(&[B::GMonthDay, B::GMonth]) && !(scan.eat('-') && scan.eat('-')) {
        return None;
    }
    if has(&[B::DateTime, B::Date, B::GYearMonth]) && !scan.eat('-') {
        return None;
    }
    if has(&[B::DateTime, B::Date, B::GYearMonth, B::GMonthDay, B::GMonth]) {
        month = scan.two(1, 12)?;
    }
    if builtin == B::GMonth && scan.0.starts_with("--") {
        // The first edition of the standard wrote --MM--.
        scan.0 = scan.0.get(2..)?;
    }
    if has(&[B::DateTime, B::Date, B::GMonthDay]) && !scan.eat('-')
        || builtin == B::GDay && !(scan.eat('-') && scan.eat('-') && scan.eat('-'))
    {
        return None;
    }
    if has(&[B::DateTime, B::Date, B::GMonthDay, B::GDay]) {
        let most = if builtin == B::GDay {
            31
        } else {
            month_days(year, month)
        };
        day = scan.two(1, most)?;
    }
    if builtin == B::DateTime && !scan.eat('T') {
        return None;
    }
    if has(&[B::DateTime, B::Time]) {
        time = time_of_day(&mut scan)?;
    }
    let zone = zone(&mut scan)?;
    if !scan.0.is_empty() {
        return None;
    }
    let offset = zone.unwrap_or(0) * 60 * UNIT;
    Some(Moment {
        at: days(year, month, day) * DAY * UNIT + time - offset,
        has_zone: zone.is_some(),
    })
}

fn time_of_day(scan: &mut Scan<'_>) -> Option<i128> {
    let hours = scan.two(0, 24)?;
    if !scan.eat(':') {
        return None;
    }
    let minutes = scan.two(0, 59)?;
    if !scan.eat(':') {
        return None;
    }
    let seconds = scan.two(0, 59)?;
    let fraction = if scan.eat('.') { scan.fraction()? } else { 0 };
    if hours == 24 && minutes + seconds + fraction > 0 {
        return None;
    }
    Some((hours * 3600 + minutes * 60 + seconds) * UNIT + fraction)
}

/// Minutes east of UTC; none for no time zone.
fn zone(scan: &mut Scan<'_>) -> Option<Option<i128>> {
    if scan.eat('Z') {
        return Some(Some(0));
    }
    let sign = if scan.eat('+') {
        1
    } else if scan.eat('-') {
        -1
    } else {
        return Some(None);
    };
    let hours = scan.two(0, 14)?;
    if !scan.eat(':') {
        return None;
    }
    let minutes = scan.two(0, 59)?;
    (hours < 14 || minutes == 0).then_some(Some(sign * (hours * 60 + minutes)))
}

fn month_days(year: i128, month: i128) -> i128 {
    // Year -1 is the year before 1: a leap year of the proleptic calendar of the second edition.
    let year = if year < 0 { year + 1 } else { year };
    let is_leap =
        year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01, by the proleptic Gregorian calendar.
fn days(year: i128, month: i128, day: i128) -> i128 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}
