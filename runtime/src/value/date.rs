//! `xs:date`.

use std::cmp::Ordering;

use super::calendar::{self, DateScanner, Read};
use super::{DateTime, Time};
use crate::ValueError;

const FORM: &str = "it must look like 2023-02-15";

/// A date, with or without an offset from UTC: `xs:date`, XML Schema Part 2, section 3.2.9.
///
/// Years, offsets and equality are those of [`DateTime`]. An offset never changes the date.
///
/// With the feature of the crate's name it converts to and from `jiff::civil::Date`, `chrono::NaiveDate` and
/// `time::Date`, by `TryFrom` in both directions: an offset, or a year before 1, is an error.
///
#[cfg_attr(feature = "chrono", doc = "```")]
#[cfg_attr(not(feature = "chrono"), doc = "```ignore")]
/// use soap_runtime::Date;
///
/// let value: Date = "2023-02-15".parse()?;
/// let theirs = chrono::NaiveDate::try_from(&value)?;
/// assert_eq!(Date::try_from(theirs)?, value);
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
///
/// ```
/// use soap_runtime::Date;
///
/// let value: Date = "2023-02-15+01:00".parse()?;
/// assert_eq!(value.offset_minutes(), Some(60));
/// assert_eq!(value, Date::new(2023, 2, 15)?.with_offset(Some(60))?);
/// assert_eq!(
///     "2023-02-30".parse::<Date>().unwrap_err().to_string(),
///     r#""2023-02-30" is not an xs:date: there is no such day"#,
/// );
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Date {
    year: i64,
    offset: Option<i16>,
    month: u8,
    day: u8,
}

lexical!(Date, "xs:date");
debug_as_text!(Date);

impl Default for Date {
    /// "Not set": it has no text, and is refused where a message is written.
    fn default() -> Self {
        Self {
            year: 0,
            month: 1,
            day: 1,
            offset: None,
        }
    }
}

impl Date {
    parts!("xs:date": year month day);

    /// Whether it is a value, and not the default, which means "not set" and has no text.
    pub fn is_set(&self) -> bool {
        self.year != 0
    }

    /// A date without offset. Years before 1 are negative.
    ///
    /// # Errors
    /// When there is no such date.
    pub fn new(year: i64, month: u8, day: u8) -> Result<Self, ValueError> {
        match calendar::check_year(year)
            .and_then(|()| calendar::check_month_day(Some(year), month, day))
        {
            Ok(()) => Ok(Self {
                year,
                month,
                day,
                offset: None,
            }),
            Err(reason) => Err(ValueError::new(
                "xs:date",
                &format!("{year:04}-{month:02}-{day:02}"),
                reason,
            )),
        }
    }

    /// Makes a date from checked parts.
    pub(super) fn from_checked(year: i64, month: u8, day: u8, offset: Option<i16>) -> Self {
        Self {
            year,
            offset,
            month,
            day,
        }
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar; negative before. The offset does not matter.
    ///
    /// ```
    /// use soap_runtime::Date;
    ///
    /// // 1970-01-01 was a Thursday.
    /// let days = Date::new(2024, 2, 29)?.days_since_epoch();
    /// assert_eq!((days, days % 7), (19_782, 0));
    /// # Ok::<(), soap_runtime::ValueError>(())
    /// ```
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "days of an i64 of years, in an i128"
    )]
    pub fn days_since_epoch(&self) -> i128 {
        calendar::day_number(self.year, self.month, self.day) - calendar::EPOCH
    }

    /// The first instant of the date, with its offset.
    pub fn at_midnight(&self) -> DateTime {
        let midnight = Time::from_checked(0, 0, 0, super::Fraction::NONE, self.offset);
        DateTime::from_parts(self, &midnight)
    }

    /// Compares the first instants of the dates, as [`DateTime::compare`] does.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        self.at_midnight().compare(&other.at_midnight())
    }

    /// A text that equal values share, and no others.
    #[cfg(feature = "facets")]
    pub(super) fn key(&self) -> String {
        self.at_midnight().key()
    }

    fn read(text: &str) -> Read<Self> {
        Self::form(text).unwrap_or(Err(FORM))
    }

    fn form(text: &str) -> Option<Read<Self>> {
        let cursor = &mut DateScanner::new(text);
        let year = cursor.year()?;
        cursor.eat(b'-')?;
        let month = cursor.two()?;
        cursor.eat(b'-')?;
        let day = cursor.two()?;
        let offset = cursor.offset()?;
        let check = || {
            let year = year?;
            calendar::check_month_day(Some(year), month, day)?;
            Ok(Self {
                year,
                month,
                day,
                offset: offset?,
            })
        };
        Some(check())
    }

    /// Appends the lexical form.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        if !self.is_set() {
            return;
        }
        calendar::write_year(self.year, out);
        out.push(b'-');
        calendar::write_two(self.month, out);
        out.push(b'-');
        calendar::write_two(self.day, out);
        calendar::write_offset(self.offset, out);
    }
}
