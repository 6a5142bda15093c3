//! Macros for the code that all value types share.

/// `parse`, `FromStr`, `TryFrom<&str>`, `Display` and `Debug` of a type that has `read(&str) -> Result<Self, &'static str>` and
/// `write_to`.
macro_rules! lexical {
    ($type:ident, $name:literal) => {
        impl $type {
            /// Reads the lexical form. White space must be collapsed already (Part 2, 4.3.6).
            ///
            /// # Errors
            /// When the text is not in the lexical space; the error says why.
            pub fn parse(text: &str) -> Result<Self, crate::ValueError> {
                match Self::read(text) {
                    Ok(value) => Ok(value),
                    Err(reason) => Err(crate::ValueError::new($name, text, reason)),
                }
            }
        }

        impl std::str::FromStr for $type {
            type Err = crate::ValueError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<&str> for $type {
            type Error = crate::ValueError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::parse(text)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut out = Vec::new();
                self.write_to(&mut out);
                f.pad(&String::from_utf8_lossy(&out))
            }
        }
    };
}

/// The methods that types of dates and times share: a getter for each part, and the offset.
macro_rules! parts {
    (@ year) => {
        /// The year; negative before year 1, never 0.
        pub fn year(&self) -> i64 {
            self.year
        }
    };
    (@ month) => {
        /// The month, 1 to 12.
        pub fn month(&self) -> u8 {
            self.month
        }
    };
    (@ day) => {
        /// The day of the month, 1 to 31.
        pub fn day(&self) -> u8 {
            self.day
        }
    };
    (@ time) => {
        /// The hour, 0 to 23.
        pub fn hour(&self) -> u8 {
            self.hour
        }

        /// The minute, 0 to 59.
        pub fn minute(&self) -> u8 {
            self.minute
        }

        /// The second, 0 to 59.
        pub fn second(&self) -> u8 {
            self.second
        }

        /// The fraction of the second.
        pub fn fraction(&self) -> &Fraction {
            &self.fraction
        }

        /// The same value with another fraction of a second.
        #[must_use]
        pub fn with_fraction(mut self, fraction: Fraction) -> Self {
            self.fraction = fraction;
            self
        }

        /// A text that equal values share, and no others.
        #[cfg(feature = "facets")]
        pub(super) fn key(&self) -> String {
            let (minutes, second) = (self.minute_number(), self.second);
            let (fraction, zone) = (self.fraction.to_string(), self.offset.is_some());
            let fraction = fraction.trim_end_matches('0');
            format!("{minutes}:{second}.{fraction} {zone}")
        }
    };
    ($name:literal: $($part:ident)+) => {
        $(parts!(@ $part);)+

        /// The offset from UTC in minutes; `None` if there is none.
        pub fn offset_minutes(&self) -> Option<i16> {
            self.offset
        }

        /// The same parts with another offset from UTC in minutes, or none: another instant.
        ///
        /// # Errors
        /// When the offset is beyond 14 hours.
        pub fn with_offset(mut self, minutes: Option<i16>) -> Result<Self, ValueError> {
            self.offset = super::date_time::offset($name, minutes)?;
            Ok(self)
        }
    };
}

/// `Debug` as `Type(lexical form)`.
macro_rules! debug_as_text {
    ($($type:ident)*) => { $(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($type), "({})"), self)
            }
        }
    )* };
}

/// The code that the types around a `Vec<u8>` share. `Debug` shows only the length: the bytes may be many, and secret.
macro_rules! bytes {
    ($type:ident) => {
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($type), "({} bytes)"), self.0.len())
            }
        }

        impl std::ops::Deref for $type {
            type Target = [u8];

            fn deref(&self) -> &[u8] {
                &self.0
            }
        }

        impl AsRef<[u8]> for $type {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl From<Vec<u8>> for $type {
            fn from(bytes: Vec<u8>) -> Self {
                Self(bytes)
            }
        }

        impl From<&[u8]> for $type {
            fn from(bytes: &[u8]) -> Self {
                Self(bytes.to_vec())
            }
        }

        impl<const N: usize> From<[u8; N]> for $type {
            fn from(bytes: [u8; N]) -> Self {
                Self(bytes.to_vec())
            }
        }

        impl From<$type> for Vec<u8> {
            fn from(value: $type) -> Self {
                value.0
            }
        }
    };
}
