//! The parts of dates and times: reading, writing, checking, computing (XML Schema Part 2, section 3.2.7).

#![allow(
    clippy::arithmetic_side_effects,
    reason = "parts of dates; days and minutes are an i128 where a year is any i64"
)]

use super::Fraction;

/// The result of reading. The error is the reason.
pub(super) type Read<T> = Result<T, &'static str>;

pub(super) const YEAR_ZERO: &str = "there is no year 0000";
const YEAR_LARGE: &str = "years beyond 64 bits are not supported";
const YEAR_ZEROS: &str = "a year of more than four digits must not start with 0";
const MONTH: &str = "the month must be 01 to 12";
const DAY: &str = "there is no such day";
const HOUR: &str = "the hour must be 00 to 23, or the time 24:00:00";
const MINUTE: &str = "the minute must be 00 to 59";
const SECOND: &str = "the second must be 00 to 59";
pub(super) const OFFSET: &str = "the zone must be within -14:00 to +14:00";

/// The largest offset from UTC, in minutes.
const WIDEST: i16 = 14 * 60;

/// The rest of a text that is being read. Methods return `None` when the text has another form.
pub(super) struct DateScanner<'a>(pub &'a [u8]);

impl<'a> DateScanner<'a> {
    pub fn new(text: &'a str) -> Self {
        Self(text.as_bytes())
    }

    #[inline]
    pub fn eat(&mut self, byte: u8) -> Option<()> {
        match self.0 {
            [first, rest @ ..] if *first == byte => {
                self.0 = rest;
                Some(())
            }
            _ => None,
        }
    }

    #[inline]
    pub fn two(&mut self) -> Option<u8> {
        match self.0 {
            [a, b, rest @ ..] => {
                let (a, b) = (a.wrapping_sub(b'0'), b.wrapping_sub(b'0'));
                if a > 9 || b > 9 {
                    return None;
                }
                self.0 = rest;
                Some(a * 10 + b)
            }
            _ => None,
        }
    }

    /// The next byte of any value.
    pub fn any(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// The digits that come next; may be empty.
    pub fn digits(&mut self) -> &'a [u8] {
        let len = self
            .0
            .iter()
            .position(|byte| !byte.is_ascii_digit())
            .unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at_checked(len).unwrap_or((self.0, &[]));
        self.0 = rest;
        digits
    }

    /// `-?YYYY+`; the inner error is a reason.
    #[inline]
    pub fn year(&mut self) -> Option<Read<i64>> {
        if let [a, b, c, d, rest @ ..] = self.0
            && !matches!(rest, [b'0'..=b'9', ..])
        {
            let digits = [a, b, c, d].map(|byte| byte.wrapping_sub(b'0'));
            if digits.iter().all(|digit| *digit <= 9) {
                self.0 = rest;
                let year = digits
                    .iter()
                    .fold(0, |year, digit| year * 10 + i64::from(*digit));
                return Some(if year == 0 { Err(YEAR_ZERO) } else { Ok(year) });
            }
        }
        self.long_year()
    }

    #[cold]
    fn long_year(&mut self) -> Option<Read<i64>> {
        let negative = self.eat(b'-').is_some();
        let digits = self.digits();
        if digits.len() < 4 {
            return None;
        }
        if digits.len() > 4 && digits.first() == Some(&b'0') {
            return Some(Err(YEAR_ZEROS));
        }
        let year = digits.iter().try_fold(0i64, |year, digit| {
            year.checked_mul(10)?
                .checked_add(i64::from(digit.wrapping_sub(b'0')))
        });
        Some(match year {
            None => Err(YEAR_LARGE),
            Some(0) => Err(YEAR_ZERO),
            Some(year) => Ok(if negative { -year } else { year }),
        })
    }

    /// `(\.[0-9]+)?`
    #[inline]
    pub fn fraction(&mut self) -> Option<Fraction> {
        if self.eat(b'.').is_none() {
            return Some(Fraction::NONE);
        }
        match self.digits() {
            [] => None,
            digits => Some(Fraction::from_ascii(digits)),
        }
    }

    /// `(Z|[+-]hh:mm)?` and the end of the text.
    #[inline]
    pub fn offset(&mut self) -> Option<Read<Option<i16>>> {
        let negative = match self.0 {
            [] => return Some(Ok(None)),
            [b'Z'] => return Some(Ok(Some(0))),
            [b'+', rest @ ..] => {
                self.0 = rest;
                false
            }
            [b'-', rest @ ..] => {
                self.0 = rest;
                true
            }
            _ => return None,
        };
        let hours = i16::from(self.two()?);
        self.eat(b':')?;
        let minutes = i16::from(self.two()?);
        if !self.0.is_empty() {
            return None;
        }
        let offset = hours * 60 + minutes;
        Some(if minutes > 59 || offset > WIDEST {
            Err(OFFSET)
        } else {
            Ok(Some(if negative { -offset } else { offset }))
        })
    }
}

pub(super) fn check_offset(offset: Option<i16>) -> Read<()> {
    match offset {
        Some(minutes) if !(-WIDEST..=WIDEST).contains(&minutes) => Err(OFFSET),
        _ => Ok(()),
    }
}

pub(super) fn check_year(year: i64) -> Read<()> {
    // The smallest `i64` has no positive counterpart.
    match year {
        0 => Err(YEAR_ZERO),
        i64::MIN => Err(YEAR_LARGE),
        _ => Ok(()),
    }
}

pub(super) fn check_month(month: u8) -> Read<()> {
    if (1..=12).contains(&month) {
        Ok(())
    } else {
        Err(MONTH)
    }
}

pub(super) fn check_day(day: u8) -> Read<()> {
    if (1..=31).contains(&day) {
        Ok(())
    } else {
        Err(DAY)
    }
}

/// Checks that the month has that day. `None` is the year of a recurring day.
#[inline]
pub(super) fn check_month_day(year: Option<i64>, month: u8, day: u8) -> Read<()> {
    check_month(month)?;
    let last = match month {
        2 if year.is_none_or(is_leap) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if day == 0 || day > last {
        Err(DAY)
    } else {
        Ok(())
    }
}

pub(super) fn check_time(hour: u8, minute: u8, second: u8) -> Read<()> {
    if hour > 23 {
        Err(HOUR)
    } else if minute > 59 {
        Err(MINUTE)
    } else if second > 59 {
        Err(SECOND)
    } else {
        Ok(())
    }
}

/// Checks a time of day. Returns `true` for 24:00:00, which is 00:00:00 of the next day.
pub(super) fn read_time(hour: u8, minute: u8, second: u8, fraction: &Fraction) -> Read<bool> {
    if hour == 24 && minute == 0 && second == 0 && fraction.is_zero() {
        return Ok(true);
    }
    check_time(hour, minute, second)?;
    Ok(false)
}

/// Whether a year is a leap year (XML Schema Part 2, appendix E). It is computed from the number as written, before
/// year 1 too.
fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// The next day. There is no year 0.
pub(super) fn next_day(year: i64, month: u8, day: u8) -> Read<(i64, u8, u8)> {
    if check_month_day(Some(year), month, day + 1).is_ok() {
        Ok((year, month, day + 1))
    } else if month < 12 {
        Ok((year, month + 1, 1))
    } else {
        match year.checked_add(1) {
            None => Err(YEAR_LARGE),
            Some(0) => Ok((1, 1, 1)),
            Some(year) => Ok((year, 1, 1)),
        }
    }
}

/// Days since 1 March of year 0 in the proleptic Gregorian calendar, computed from the year as written.
pub(super) fn day_number(year: i64, month: u8, day: u8) -> i128 {
    let (month, day) = (i128::from(month), i128::from(day));
    let year = i128::from(year) - i128::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
}

/// [`day_number`] of 1970-01-01.
pub(super) const EPOCH: i128 = 719_468;

/// The date of a day from 1970 on: year, month and day of the month.
#[cfg(feature = "ws-security")]
#[allow(clippy::cast_possible_truncation, reason = "EPOCH fits")]
pub(super) fn date_since_epoch(days: u32) -> (i64, u8, u8) {
    // Counts years from March, so that the leap day is the last day of its year.
    let days = i64::from(days) + EPOCH as i64;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (
        year,
        u8::try_from(month).unwrap_or(1),
        u8::try_from(day).unwrap_or(1),
    )
}

/// Appends `YYYY`: at least four digits.
#[inline]
#[allow(
    clippy::cast_possible_truncation,
    reason = "a year of four digits has two of two"
)]
pub(super) fn write_year(year: i64, out: &mut Vec<u8>) {
    match u16::try_from(year) {
        Ok(year @ 0..=9999) => {
            write_two((year / 100) as u8, out);
            write_two((year % 100) as u8, out);
        }
        _ => {
            let digits = year.unsigned_abs().to_string();
            if year < 0 {
                out.push(b'-');
            }
            out.extend(std::iter::repeat_n(
                b'0',
                4usize.saturating_sub(digits.len()),
            ));
            out.extend_from_slice(digits.as_bytes());
        }
    }
}

#[inline]
pub(super) fn write_two(number: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(&[b'0' + number / 10, b'0' + number % 10]);
}

#[inline]
#[allow(
    clippy::cast_possible_truncation,
    reason = "an offset is at most 14 hours"
)]
pub(super) fn write_offset(offset: Option<i16>, out: &mut Vec<u8>) {
    match offset {
        None => {}
        Some(0) => out.push(b'Z'),
        Some(minutes) => {
            out.push(if minutes < 0 { b'-' } else { b'+' });
            let minutes = minutes.unsigned_abs();
            write_two((minutes / 60) as u8, out);
            out.push(b':');
            write_two((minutes % 60) as u8, out);
        }
    }
}
