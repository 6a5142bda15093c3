//! `xs:time`.

use std::cmp::Ordering;

use super::Fraction;
use super::calendar::{self, DateScanner, Read};
use crate::ValueError;

const FORM: &str = "it must look like 13:10:24";

/// A time of day, with or without an offset from UTC: `xs:time`, XML Schema Part 2, section 3.2.8.
///
/// Fraction, offset and equality are as in [`DateTime`](super::DateTime). `24:00:00` is read as `00:00:00`, which is the same
/// value.
///
/// With the feature of the crate's name it converts to and from `jiff::civil::Time`, `chrono::NaiveTime` and
/// `time::Time`. An offset, a leap second, or a fraction finer than a nanosecond is an error; what cannot fail is `From`.
///
#[cfg_attr(feature = "chrono", doc = "```")]
#[cfg_attr(not(feature = "chrono"), doc = "```ignore")]
/// use soap_runtime::Time;
///
/// let value: Time = "13:10:24.5".parse()?;
/// let theirs = chrono::NaiveTime::try_from(&value)?;
/// assert_eq!(Time::try_from(theirs)?, value);
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
///
/// ```
/// use soap_runtime::Time;
///
/// let value: Time = "13:10:24.50Z".parse()?;
/// assert_eq!((value.hour(), value.minute(), value.second()), (13, 10, 24));
/// assert_eq!(value.fraction().nanoseconds(), Some(500_000_000));
/// assert_eq!(value.to_string(), "13:10:24.50Z");
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Time {
    fraction: Fraction,
    offset: Option<i16>,
    hour: u8,
    minute: u8,
    second: u8,
}

lexical!(Time, "xs:time");
debug_as_text!(Time);

impl Default for Time {
    /// "Not set": it has no text, and is refused where a message is written.
    fn default() -> Self {
        Self {
            fraction: Fraction::NONE,
            offset: None,
            hour: 24,
            minute: 0,
            second: 0,
        }
    }
}

impl Time {
    parts!("xs:time": time);

    /// Whether it is a value, and not the default, which means "not set" and has no text.
    pub fn is_set(&self) -> bool {
        self.hour < 24
    }

    /// A time of day without fraction and offset.
    ///
    /// # Errors
    /// When there is no such time.
    pub fn new(hour: u8, minute: u8, second: u8) -> Result<Self, ValueError> {
        match calendar::check_time(hour, minute, second) {
            Ok(()) => Ok(Self {
                hour,
                minute,
                second,
                fraction: Fraction::NONE,
                offset: None,
            }),
            Err(reason) => Err(ValueError::new(
                "xs:time",
                &format!("{hour:02}:{minute:02}:{second:02}"),
                reason,
            )),
        }
    }

    /// Makes a time from checked parts.
    pub(super) fn from_checked(
        hour: u8,
        minute: u8,
        second: u8,
        fraction: Fraction,
        offset: Option<i16>,
    ) -> Self {
        Self {
            fraction,
            offset,
            hour,
            minute,
            second,
        }
    }

    /// Compares two times if both have an offset or neither has. Offsets are applied within one day, as section 3.2.8
    /// says.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        if self.offset.is_some() != other.offset.is_some() {
            return None;
        }
        let ordering = self
            .minute_number()
            .cmp(&other.minute_number())
            .then(self.second.cmp(&other.second));
        Some(ordering.then_with(|| self.fraction.compare(&other.fraction)))
    }

    /// Minutes since midnight; in UTC if there is an offset.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "minutes of a day and of an offset"
    )]
    fn minute_number(&self) -> i16 {
        let minutes = i16::from(self.hour) * 60 + i16::from(self.minute);
        (minutes - self.offset.unwrap_or(0)).rem_euclid(1440)
    }

    fn read(text: &str) -> Read<Self> {
        Self::form(text).unwrap_or(Err(FORM))
    }

    fn form(text: &str) -> Option<Read<Self>> {
        let cursor = &mut DateScanner::new(text);
        let hour = cursor.two()?;
        cursor.eat(b':')?;
        let minute = cursor.two()?;
        cursor.eat(b':')?;
        let second = cursor.two()?;
        let fraction = cursor.fraction()?;
        let offset = cursor.offset()?;
        let check = || {
            let hour = if calendar::read_time(hour, minute, second, &fraction)? {
                0
            } else {
                hour
            };
            Ok(Self {
                fraction,
                offset: offset?,
                hour,
                minute,
                second,
            })
        };
        Some(check())
    }

    /// Appends the lexical form.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        if !self.is_set() {
            return;
        }
        calendar::write_two(self.hour, out);
        out.push(b':');
        calendar::write_two(self.minute, out);
        out.push(b':');
        calendar::write_two(self.second, out);
        self.fraction.write_point(out);
        calendar::write_offset(self.offset, out);
    }
}
