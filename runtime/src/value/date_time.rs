//! `xs:dateTime`.

use std::cmp::Ordering;

use super::calendar::{self, DateScanner, Read};
use super::{Date, Fraction, Time};
use crate::ValueError;

const FORM: &str = "it must look like 2023-02-15T13:10:24";
/// The largest offset in minutes: a value without offset may be any instant within it (section 3.2.7.4).
const UNCERTAIN: i128 = 14 * 60;

/// A date and time of day, with or without an offset from UTC: `xs:dateTime`, XML Schema Part 2, section 3.2.7.
///
/// A value without an offset keeps none: no zone is assumed. Any year that fits in an `i64` is allowed. The digits of
/// the fraction are kept as written.
///
/// * There is no year `0000` (XML Schema 1.0). Leap years before year 1 are computed from the number as written
///   (appendix E).
/// * `24:00:00` is read as `00:00:00` of the next day, which is the same value.
/// * `+00:00` and `-00:00` are read as `Z`, which is the same value.
/// * Leap seconds (`:60`) are not in the lexical space.
///
/// Values are equal if all parts are equal, so equal values have the same text: `13:00:00Z` and `14:00:00+01:00`, or
/// `.5` and `.50`, are not equal. [`DateTime::compare`] compares instants.
///
/// Conversions in both directions, by `TryFrom`, each behind the feature of its crate. A part that the other type cannot hold, or that it
/// needs and the value lacks, is an error:
///
/// | the value has | `jiff` | `chrono` | `time` |
/// |---|---|---|---|
/// | no offset | `civil::DateTime` | `NaiveDateTime` | `PrimitiveDateTime` |
/// | an offset, kept | `ZonedDateTime` | `DateTime<FixedOffset>` | `OffsetDateTime` |
/// | an offset, only the instant kept | `Timestamp` | `DateTime<Utc>` | `UtcDateTime` |
///
#[cfg_attr(feature = "chrono", doc = "```")]
#[cfg_attr(not(feature = "chrono"), doc = "```ignore")]
/// use soap_runtime::DateTime;
///
/// let value: DateTime = "2023-02-15T13:10:24+01:00".parse()?;
/// let theirs = chrono::DateTime::<chrono::FixedOffset>::try_from(&value)?;
/// assert_eq!(DateTime::try_from(theirs)?, value);
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
///
/// ```
/// use soap_runtime::DateTime;
///
/// let value: DateTime = "2023-02-15T13:10:24.5350000+01:00".parse()?;
/// assert_eq!((value.year(), value.month(), value.day()), (2023, 2, 15));
/// assert_eq!(value.offset_minutes(), Some(60));
/// assert_eq!(value.to_string(), "2023-02-15T13:10:24.5350000+01:00");
///
/// let noon = DateTime::new(2023, 2, 15, 12, 0, 0)?;
/// assert_eq!(noon.to_string(), "2023-02-15T12:00:00");
/// assert_eq!(noon.with_offset(Some(0))?.to_string(), "2023-02-15T12:00:00Z");
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DateTime {
    year: i64,
    fraction: Fraction,
    offset: Option<i16>,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
}

lexical!(DateTime, "xs:dateTime");
debug_as_text!(DateTime);

impl Default for DateTime {
    /// "Not set": it has no text, and cannot be written. [`DateTime::FIRST`] is .NET's "no date".
    fn default() -> Self {
        Self {
            year: 0,
            ..Self::FIRST
        }
    }
}

impl DateTime {
    parts!("xs:dateTime": year month day time);

    /// `0001-01-01T00:00:00`, which .NET services send for "no date".
    pub const FIRST: Self = Self {
        year: 1,
        month: 1,
        day: 1,
        hour: 0,
        minute: 0,
        second: 0,
        fraction: Fraction::NONE,
        offset: None,
    };

    /// Whether it is a value, and not the default, which means "not set" and has no text.
    pub fn is_set(&self) -> bool {
        self.year != 0 && self.hour < 24
    }

    /// A date and time without fraction and offset. Years before 1 are negative.
    ///
    /// # Errors
    /// When there is no such date or time.
    pub fn new(
        year: i64,
        month: u8,
        day: u8,
        hour: u8,
        minute: u8,
        second: u8,
    ) -> Result<Self, ValueError> {
        let check = || {
            calendar::check_year(year)?;
            calendar::check_month_day(Some(year), month, day)?;
            calendar::check_time(hour, minute, second)
        };
        match check() {
            Ok(()) => Ok(Self {
                year,
                month,
                day,
                hour,
                minute,
                second,
                fraction: Fraction::NONE,
                offset: None,
            }),
            Err(reason) => {
                let text =
                    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
                Err(ValueError::new("xs:dateTime", &text, reason))
            }
        }
    }

    /// The instant in UTC this many seconds after 1970-01-01T00:00:00Z. The year 11761191 is the last.
    #[cfg(feature = "ws-security")]
    pub(crate) fn from_unix(seconds: u64) -> Self {
        let days = u32::try_from(seconds / 86_400).unwrap_or(u32::MAX);
        let (year, month, day) = calendar::date_since_epoch(days);
        Self {
            year,
            month,
            day,
            hour: (seconds / 3600 % 24) as u8,
            minute: (seconds / 60 % 60) as u8,
            second: (seconds % 60) as u8,
            fraction: Fraction::NONE,
            offset: Some(0),
        }
    }

    /// A date at a time of day. The offset is that of the time; that of the date is dropped.
    pub fn from_parts(date: &Date, time: &Time) -> Self {
        Self {
            year: date.year(),
            month: date.month(),
            day: date.day(),
            hour: time.hour(),
            minute: time.minute(),
            second: time.second(),
            fraction: time.fraction().clone(),
            offset: time.offset_minutes(),
        }
    }

    /// The date, with the offset.
    pub fn date(&self) -> Date {
        Date::from_checked(self.year, self.month, self.day, self.offset)
    }

    /// The time of day, with the offset.
    pub fn time(&self) -> Time {
        Time::from_checked(
            self.hour,
            self.minute,
            self.second,
            self.fraction.clone(),
            self.offset,
        )
    }

    /// Compares instants (section 3.2.7.4). If only one of the values has an offset, the order is known only if they
    /// are more than 14 hours apart; otherwise the result is `None`.
    ///
    /// ```
    /// use soap_runtime::DateTime;
    /// use std::cmp::Ordering;
    ///
    /// let oslo: DateTime = "2023-02-15T13:00:00+01:00".parse()?;
    /// let utc: DateTime = "2023-02-15T12:00:00.000Z".parse()?;
    /// let local: DateTime = "2023-02-15T12:00:00".parse()?;
    /// assert_eq!(oslo.compare(&utc), Some(Ordering::Equal));
    /// assert_eq!(local.compare(&utc), None);
    /// # Ok::<(), soap_runtime::ValueError>(())
    /// ```
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "minutes of an i64 of years, in an i128"
    )]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        let minutes = self.minute_number() - other.minute_number();
        if self.offset.is_some() != other.offset.is_some() && minutes.abs() <= UNCERTAIN {
            let seconds = self
                .second
                .cmp(&other.second)
                .then_with(|| self.fraction.compare(&other.fraction));
            return match (minutes, seconds) {
                (UNCERTAIN, Ordering::Greater) => Some(Ordering::Greater),
                (minutes, Ordering::Less) if minutes == -UNCERTAIN => Some(Ordering::Less),
                _ => None,
            };
        }
        let ordering = minutes.cmp(&0).then(self.second.cmp(&other.second));
        Some(ordering.then_with(|| self.fraction.compare(&other.fraction)))
    }

    /// Minutes since a fixed day; in UTC if there is an offset.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "minutes of an i64 of years, in an i128"
    )]
    fn minute_number(&self) -> i128 {
        let days = calendar::day_number(self.year, self.month, self.day);
        let minutes = i128::from(self.hour) * 60 + i128::from(self.minute);
        days * 1440 + minutes - i128::from(self.offset.unwrap_or(0))
    }

    #[inline]
    fn read(text: &str) -> Read<Self> {
        match Self::plain(text.as_bytes()) {
            Some(value) => Ok(value),
            None => Self::form(text).unwrap_or(Err(FORM)),
        }
    }

    /// The fast path of the common form: a year of four digits, no fraction, no zone or `Z`. `None` means that
    /// [`DateTime::form`] decides.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "minutes of an i64 of years, in an i128"
    )]
    fn plain(text: &[u8]) -> Option<Self> {
        let [
            a,
            b,
            c,
            d,
            b'-',
            e,
            f,
            b'-',
            g,
            h,
            b'T',
            i,
            j,
            b':',
            k,
            l,
            b':',
            m,
            n,
            zone @ ..,
        ] = text
        else {
            return None;
        };
        let offset = match zone {
            [] => None,
            [b'Z'] => Some(0),
            _ => return None,
        };
        let mut strays = 0;
        let mut two = |tens: &u8, ones: &u8| {
            let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
            strays |= u8::from(tens > 9) | u8::from(ones > 9);
            tens.wrapping_mul(10).wrapping_add(ones)
        };
        let year = i64::from(two(a, b)) * 100 + i64::from(two(c, d));
        let (month, day) = (two(e, f), two(g, h));
        let (hour, minute, second) = (two(i, j), two(k, l), two(m, n));
        let in_range = year > 0 && month.wrapping_sub(1) < 12 && day.wrapping_sub(1) < 28;
        if strays != 0 || !in_range || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        Some(Self {
            year,
            fraction: Fraction::NONE,
            offset,
            month,
            day,
            hour,
            minute,
            second,
        })
    }

    fn form(text: &str) -> Option<Read<Self>> {
        let cursor = &mut DateScanner::new(text);
        let year = cursor.year()?;
        cursor.eat(b'-')?;
        let month = cursor.two()?;
        cursor.eat(b'-')?;
        let day = cursor.two()?;
        cursor.eat(b'T')?;
        let hour = cursor.two()?;
        cursor.eat(b':')?;
        let minute = cursor.two()?;
        cursor.eat(b':')?;
        let second = cursor.two()?;
        let fraction = cursor.fraction()?;
        let offset = cursor.offset()?;
        Some(Self::checked(
            year, month, day, hour, minute, second, fraction, offset,
        ))
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a date and time")]
    #[inline]
    fn checked(
        year: Read<i64>,
        month: u8,
        day: u8,
        hour: u8,
        minute: u8,
        second: u8,
        fraction: Fraction,
        offset: Read<Option<i16>>,
    ) -> Read<Self> {
        let mut value = Self {
            year: year?,
            month,
            day,
            hour,
            minute,
            second,
            fraction,
            offset: None,
        };
        calendar::check_month_day(Some(value.year), month, day)?;
        if calendar::read_time(hour, minute, second, &value.fraction)? {
            (value.year, value.month, value.day) = calendar::next_day(value.year, month, day)?;
            value.hour = 0;
        }
        value.offset = offset?;
        Ok(value)
    }

    /// Appends the lexical form.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "minutes of an i64 of years, in an i128"
    )]
    pub fn write_to(&self, out: &mut Vec<u8>) {
        if !self.is_set() {
            return;
        }
        out.reserve(32);
        calendar::write_year(self.year, out);
        let two = |number: u8| [b'0' + number / 10, b'0' + number % 10];
        let ([a, b], [c, d], [e, f]) = (two(self.month), two(self.day), two(self.hour));
        let ([g, h], [i, j]) = (two(self.minute), two(self.second));
        out.extend_from_slice(&[b'-', a, b, b'-', c, d, b'T', e, f, b':', g, h, b':', i, j]);
        self.fraction.write_point(out);
        calendar::write_offset(self.offset, out);
    }
}

/// An offset in minutes, after a check of its range.
pub(super) fn offset(
    expected: &'static str,
    minutes: Option<i16>,
) -> Result<Option<i16>, ValueError> {
    match calendar::check_offset(minutes) {
        Ok(()) => Ok(minutes),
        Err(reason) => Err(ValueError::new(
            expected,
            &format!("{} minutes", minutes.unwrap_or(0)),
            reason,
        )),
    }
}
