//! Parts of dates that recur or are alone: `xs:gYear`, `xs:gYearMonth`, `xs:gMonth`, `xs:gMonthDay`, `xs:gDay`.

use super::calendar::{self, DateScanner, Read};
use crate::ValueError;

/// The methods that the five types share. `$form` reads all parts but the offset.
macro_rules! gregorian {
    (
        $(#[$doc:meta])*
        $type:ident, $name:literal, $look:literal;
        parts { $($part:ident: $part_type:ty),+ }
        form $cursor:ident => $form:block
        check => $check:expr;
        start => $start:expr;
        write $out:ident => $write:block
    ) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $type {
            $($part: $part_type,)+
            offset: Option<i16>,
        }

        lexical!($type, $name);
        debug_as_text!($type);

        impl Default for $type {
            /// "Not set": it has no text, and is refused where a message is written.
            fn default() -> Self {
                Self { $($part: 0,)+ offset: None }
            }
        }

        impl $type {
            parts!($name: $($part)+);

            /// Whether it is a value, and not the default, which means "not set" and has no text.
            pub fn is_set(&self) -> bool {
                $(self.$part != 0)&&+
            }

            /// Compares the instants at which two values start, as [`DateTime::compare`](super::DateTime::compare) does. A year or
            /// month that a value does not have is one with 31 or 366 days (section 3.2.7.4).
            pub fn compare(&self, other: &Self) -> Option<std::cmp::Ordering> {
                self.start()?.compare(&other.start()?)
            }

            fn start(&self) -> Option<super::DateTime> {
                let Self { $($part,)+ offset } = self;
                let (year, month, day) = $start;
                let start = super::DateTime::new(year, month, day, 0, 0, 0).ok()?;
                start.with_offset(*offset).ok()
            }

            /// A text that equal values share, and no others.
            #[cfg(feature = "facets")]
            pub(super) fn key(&self) -> String {
                self.start().map(|start| start.key()).unwrap_or_default()
            }

            /// A value without offset.
            ///
            /// # Errors
            /// When there is no such value in the calendar.
            pub fn new($($part: $part_type),+) -> Result<Self, ValueError> {
                let check = || -> Read<()> { $check };
                let value = Self { $($part,)+ offset: None };
                match check() {
                    Ok(()) => Ok(value),
                    Err(reason) => {
                        let parts: &[String] = &[$($part.to_string()),+];
                        Err(ValueError::new($name, &parts.join("-"), reason))
                    }
                }
            }

            fn read(text: &str) -> Read<Self> {
                Self::form(text).unwrap_or(Err(concat!("it must look like ", $look)))
            }

            fn form(text: &str) -> Option<Read<Self>> {
                let $cursor = &mut DateScanner::new(text);
                let ($($part,)+) = $form;
                let offset = $cursor.offset()?;
                let check = || {
                    $(let $part: $part_type = $part?;)+
                    $check?;
                    Ok(Self { $($part,)+ offset: offset? })
                };
                Some(check())
            }

            /// Appends the lexical form.
            pub fn write_to(&self, $out: &mut Vec<u8>) {
                if !self.is_set() {
                    return;
                }
                let Self { $($part,)+ offset } = self;
                $write
                calendar::write_offset(*offset, $out);
            }
        }
    };
}

gregorian! {
    /// A year: `xs:gYear`, XML Schema Part 2, section 3.2.11. Years and equality are as in [`DateTime`](super::DateTime).
    ///
    /// ```
    /// use soap_runtime::GYear;
    ///
    /// let value: GYear = "-0044Z".parse()?;
    /// assert_eq!((value.year(), value.offset_minutes()), (-44, Some(0)));
    /// assert_eq!(GYear::new(12023)?.to_string(), "12023");
    /// # Ok::<(), soap_runtime::ValueError>(())
    /// ```
    GYear, "xs:gYear", "2023";
    parts { year: i64 }
    form cursor => { (cursor.year()?,) }
    check => calendar::check_year(year);
    start => (*year, 1, 1);
    write out => { calendar::write_year(*year, out); }
}

gregorian! {
    /// A month of a year: `xs:gYearMonth`, XML Schema Part 2, section 3.2.10. Years and equality are as in
    /// [`DateTime`](super::DateTime).
    ///
    /// ```
    /// use soap_runtime::GYearMonth;
    ///
    /// let value: GYearMonth = "2023-02".parse()?;
    /// assert_eq!((value.year(), value.month()), (2023, 2));
    /// assert_eq!(value, GYearMonth::new(2023, 2)?);
    /// # Ok::<(), soap_runtime::ValueError>(())
    /// ```
    GYearMonth, "xs:gYearMonth", "2023-02";
    parts { year: i64, month: u8 }
    form cursor => {
        let year = cursor.year()?;
        cursor.eat(b'-')?;
        (year, Ok::<_, &'static str>(cursor.two()?))
    }
    check => calendar::check_year(year).and_then(|()| calendar::check_month(month));
    start => (*year, *month, 1);
    write out => {
        calendar::write_year(*year, out);
        out.push(b'-');
        calendar::write_two(*month, out);
    }
}

gregorian! {
    /// A month that recurs every year: `xs:gMonth`, XML Schema Part 2, section 3.2.14.
    ///
    /// ```
    /// use soap_runtime::GMonth;
    ///
    /// let value: GMonth = "--02".parse()?;
    /// assert_eq!(value.month(), 2);
    /// assert_eq!(value, GMonth::new(2)?);
    /// # Ok::<(), soap_runtime::ValueError>(())
    /// ```
    GMonth, "xs:gMonth", "--02";
    parts { month: u8 }
    form cursor => {
        cursor.eat(b'-')?;
        cursor.eat(b'-')?;
        (Ok::<_, &'static str>(cursor.two()?),)
    }
    check => calendar::check_month(month);
    start => (2000, *month, 1);
    write out => {
        out.extend_from_slice(b"--");
        calendar::write_two(*month, out);
    }
}

gregorian! {
    /// A day that recurs every year: `xs:gMonthDay`, XML Schema Part 2, section 3.2.12. `--02-29` is one.
    ///
    /// ```
    /// use soap_runtime::GMonthDay;
    ///
    /// let value: GMonthDay = "--05-17".parse()?;
    /// assert_eq!((value.month(), value.day()), (5, 17));
    /// assert_eq!(value, GMonthDay::new(5, 17)?);
    /// # Ok::<(), soap_runtime::ValueError>(())
    /// ```
    GMonthDay, "xs:gMonthDay", "--02-15";
    parts { month: u8, day: u8 }
    form cursor => {
        cursor.eat(b'-')?;
        cursor.eat(b'-')?;
        let month = cursor.two()?;
        cursor.eat(b'-')?;
        (Ok::<_, &'static str>(month), Ok::<_, &'static str>(cursor.two()?))
    }
    check => calendar::check_month_day(None, month, day);
    start => (2000, *month, *day);
    write out => {
        out.extend_from_slice(b"--");
        calendar::write_two(*month, out);
        out.push(b'-');
        calendar::write_two(*day, out);
    }
}

gregorian! {
    /// A day that recurs every month: `xs:gDay`, XML Schema Part 2, section 3.2.13.
    ///
    /// ```
    /// use soap_runtime::GDay;
    ///
    /// let value: GDay = "---15".parse()?;
    /// assert_eq!(value.day(), 15);
    /// assert_eq!(value, GDay::new(15)?);
    /// # Ok::<(), soap_runtime::ValueError>(())
    /// ```
    GDay, "xs:gDay", "---15";
    parts { day: u8 }
    form cursor => {
        cursor.eat(b'-')?;
        cursor.eat(b'-')?;
        cursor.eat(b'-')?;
        (Ok::<_, &'static str>(cursor.two()?),)
    }
    check => calendar::check_day(day);
    start => (2000, 1, *day);
    write out => {
        out.extend_from_slice(b"---");
        calendar::write_two(*day, out);
    }
}
