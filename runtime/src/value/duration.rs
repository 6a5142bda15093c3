//! `xs:duration`.

use super::Fraction;
use super::calendar::{self, DateScanner, Read};
use crate::ValueError;
use std::cmp::Ordering;

const FORM: &str = "it must look like P1DT2H3M4S";
const LARGE: &str = "durations beyond 64 bits are not supported";

/// A span of time in months and seconds, both with the same sign: `xs:duration`, XML Schema Part 2, section 3.2.6 (and
/// 3.3.6 of version 1.1, which defines this value space).
///
/// A year has twelve months and a day 24 hours; a month is no fixed number of days. Months and seconds each fit in a
/// `u64`; the digits of the fraction are kept as written. Writing gives the canonical text of the same value (`PT90M`
/// becomes `PT1H30M`, `-PT0S` becomes `PT0S`).
///
/// With the feature of the crate's name it converts to and from `jiff::SignedDuration`, `jiff::Span`,
/// `chrono::TimeDelta` and `time::Duration`, and always to and from [`std::time::Duration`]. Months are an error except
/// for `Span`.
///
/// ```
/// use soap_runtime::Duration;
///
/// let value: Duration = "P1DT2H3M4.005S".parse()?;
/// assert_eq!(value.seconds(), 93_784);
/// assert_eq!(value.fraction().to_string(), "005");
/// assert_eq!(value, Duration::from_parts(false, 0, 93_784, "005".parse()?));
/// assert_eq!("-P14M".parse::<Duration>()?.to_string(), "-P1Y2M");
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Duration {
    months: u64,
    seconds: u64,
    fraction: Fraction,
    negative: bool,
}

lexical!(Duration, "xs:duration");
debug_as_text!(Duration);

/// The months from which spans are compared (section 3.2.6.2).
const STARTS: [(i64, u8); 4] = [(1696, 9), (1697, 2), (1903, 3), (1903, 7)];

impl Duration {
    /// A span of months and seconds. The default is `PT0S`. Zero is never negative.
    pub fn new(negative: bool, months: u64, seconds: u64) -> Self {
        Self::from_parts(negative, months, seconds, Fraction::NONE)
    }

    /// A span of months, seconds and a fraction of a second. Zero is never negative.
    pub fn from_parts(negative: bool, months: u64, seconds: u64, fraction: Fraction) -> Self {
        Self {
            months,
            seconds,
            fraction,
            negative,
        }
        .signed()
    }

    /// A span of seconds.
    pub fn from_seconds(seconds: i64) -> Self {
        Self::new(seconds < 0, 0, seconds.unsigned_abs())
    }

    /// A span of months.
    pub fn from_months(months: i64) -> Self {
        Self::new(months < 0, months.unsigned_abs(), 0)
    }

    /// The span in the other direction.
    #[must_use]
    pub fn negated(mut self) -> Self {
        self.negative = !self.negative;
        self.signed()
    }

    /// Removes the sign of zero.
    fn signed(mut self) -> Self {
        self.negative &= !self.is_zero();
        self
    }

    /// Whether the span goes back in time.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// Whether the span is empty.
    pub fn is_zero(&self) -> bool {
        self.months == 0 && self.seconds == 0 && self.fraction.is_zero()
    }

    /// The months, years included; see [`Duration::is_negative`] for the sign.
    pub fn months(&self) -> u64 {
        self.months
    }

    /// The whole seconds, days included; see [`Duration::is_negative`] for the sign.
    pub fn seconds(&self) -> u64 {
        self.seconds
    }

    /// The fraction of the seconds.
    pub fn fraction(&self) -> &Fraction {
        &self.fraction
    }

    /// Compares spans (section 3.2.6.2). One is longer if it is longer from every starting day; otherwise, as for a
    /// month and 30 days, the result is `None`.
    ///
    /// ```
    /// use soap_runtime::Duration;
    /// use std::cmp::Ordering;
    ///
    /// let month: Duration = "P1M".parse()?;
    /// assert_eq!(month.compare(&"P32D".parse()?), Some(Ordering::Less));
    /// assert_eq!(month.compare(&"P30D".parse()?), None);
    /// # Ok::<(), soap_runtime::ValueError>(())
    /// ```
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        let mut orders = STARTS.map(|start| {
            let seconds = self.seconds_from(start).cmp(&other.seconds_from(start));
            seconds.then_with(|| match (self.negative, other.negative) {
                (false, false) => self.fraction.compare(&other.fraction),
                (true, true) => other.fraction.compare(&self.fraction),
                // Both are less than a second, and zero is not negative.
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
            })
        });
        let first = orders[0];
        orders
            .iter_mut()
            .all(|order| *order == first)
            .then_some(first)
    }

    /// A text that equal values share, and no others.
    #[cfg(feature = "facets")]
    pub(super) fn key(&self) -> String {
        let seconds = STARTS.map(|start| self.seconds_from(start));
        let fraction = self.fraction.to_string();
        let fraction = fraction.trim_end_matches('0');
        let negative = self.negative && !fraction.is_empty();
        format!("{seconds:?}.{fraction} {negative}")
    }

    /// The whole seconds, with sign, of the span that starts on the first day of this month.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "seconds of a u64 of months, in an i128"
    )]
    fn seconds_from(&self, (year, month): (i64, u8)) -> i128 {
        let sign = if self.negative { -1 } else { 1 };
        let start = i128::from(year) * 12 + i128::from(month) - 1;
        let end = start + sign * i128::from(self.months);
        let (year_after, month_after) = (end.div_euclid(12), end.rem_euclid(12) + 1);
        let days = match (i64::try_from(year_after), u8::try_from(month_after)) {
            (Ok(year_after), Ok(month_after)) => {
                calendar::day_number(year_after, month_after, 1)
                    - calendar::day_number(year, month, 1)
            }
            _ => 0,
        };
        days * 86_400 + sign * i128::from(self.seconds)
    }

    fn read(text: &str) -> Read<Self> {
        Self::form(text).unwrap_or(Err(FORM))
    }

    fn form(text: &str) -> Option<Read<Self>> {
        let cursor = &mut DateScanner::new(text);
        let negative = cursor.eat(b'-').is_some();
        cursor.eat(b'P')?;
        // A sum that overflows becomes `None`. The form is checked to its end all the same.
        let (mut months, mut seconds) = (Some(0), Some(0));
        let mut fraction = Fraction::NONE;
        let mut dates: &[(u8, u64)] = &[(b'Y', 12), (b'M', 1), (b'D', 86_400)];
        let mut any = false;
        while !matches!(cursor.0, [] | [b'T', ..]) {
            let (digits, designator) = (cursor.digits(), cursor.any()?);
            let factor = next(&mut dates, designator, digits)?;
            let sum = if designator == b'D' {
                &mut seconds
            } else {
                &mut months
            };
            *sum = add(*sum, digits, factor);
            any = true;
        }
        if cursor.eat(b'T').is_some() {
            let mut times: &[(u8, u64)] = &[(b'H', 3_600), (b'M', 60), (b'S', 1)];
            any = false;
            while !cursor.0.is_empty() {
                let digits = cursor.digits();
                let part = cursor.fraction()?;
                let designator = cursor.any()?;
                if designator == b'S' {
                    fraction = part;
                } else if !part.is_none() {
                    return None;
                }
                seconds = add(seconds, digits, next(&mut times, designator, digits)?);
                any = true;
            }
        }
        if !any {
            return None;
        }
        Some(match (months, seconds) {
            (Some(months), Some(seconds)) => Ok(Self {
                months,
                seconds,
                fraction,
                negative,
            }
            .signed()),
            _ => Err(LARGE),
        })
    }

    /// Appends the canonical lexical form.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        let mut integers = itoa::Buffer::new();
        let mut part = |number: u64, designator: u8, out: &mut Vec<u8>| {
            if number != 0 {
                out.extend_from_slice(integers.format(number).as_bytes());
                out.push(designator);
            }
        };
        if self.negative {
            out.push(b'-');
        }
        out.push(b'P');
        part(self.months / 12, b'Y', out);
        part(self.months % 12, b'M', out);
        part(self.seconds / 86_400, b'D', out);
        let rest = self.seconds % 86_400;
        let no_date = self.months == 0 && self.seconds < 86_400;
        if rest == 0 && self.fraction.is_none() && !no_date {
            return;
        }
        out.push(b'T');
        part(rest / 3_600, b'H', out);
        part(rest / 60 % 60, b'M', out);
        if !self.fraction.is_none() || rest == 0 {
            let mut integers = itoa::Buffer::new();
            out.extend_from_slice(integers.format(rest % 60).as_bytes());
            self.fraction.write_point(out);
            out.push(b'S');
        } else {
            part(rest % 60, b'S', out);
        }
    }
}

/// The factor of a designator, which must come after those before it and have digits.
fn next(designators: &mut &[(u8, u64)], designator: u8, digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    while let [(known, factor), rest @ ..] = *designators {
        *designators = rest;
        if *known == designator {
            return Some(*factor);
        }
    }
    None
}

/// `sum + digits * factor`, if it fits.
fn add(sum: Option<u64>, digits: &[u8], factor: u64) -> Option<u64> {
    let number = digits.iter().try_fold(0u64, |number, digit| {
        number
            .checked_mul(10)?
            .checked_add(u64::from(digit.wrapping_sub(b'0')))
    });
    sum?.checked_add(number?.checked_mul(factor)?)
}

impl From<std::time::Duration> for Duration {
    fn from(value: std::time::Duration) -> Self {
        Self::from_parts(
            false,
            0,
            value.as_secs(),
            Fraction::from_nanos(value.subsec_nanos()),
        )
    }
}

/// Refuses months, negative spans and more than nine digits of a fraction.
impl TryFrom<&Duration> for std::time::Duration {
    type Error = ValueError;

    fn try_from(value: &Duration) -> Result<Self, ValueError> {
        let refuse = |reason| ValueError::new("std::time::Duration", &value.to_string(), reason);
        if value.negative {
            return Err(refuse("it is negative"));
        }
        let (seconds, nanoseconds) = value.exact().map_err(refuse)?;
        Ok(Self::new(seconds, nanoseconds))
    }
}

impl Duration {
    /// Seconds and nanoseconds, without the sign; the error is a reason.
    pub(super) fn exact(&self) -> Read<(u64, u32)> {
        if self.months != 0 {
            return Err("months are not a number of seconds");
        }
        Ok((
            self.seconds,
            self.fraction
                .nanoseconds()
                .ok_or("it is finer than a nanosecond")?,
        ))
    }
}
