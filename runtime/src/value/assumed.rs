//! Times whose offset may be missing in the text.

use super::DateTime;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// A point in time, read from texts with and without an offset: one without is taken to be of the zone `Z`, and reported among the
/// deviations of the message. Without this type such a text is refused, because a `T` needs an offset; the strict mode refuses it here,
/// too.
///
/// It is for the generator's option `map_types`:
///
/// ```text
/// "{http://www.w3.org/2001/XMLSchema}dateTime" = "::soap_runtime::Assumed<::jiff::Timestamp>"
/// "{http://www.w3.org/2001/XMLSchema}dateTime" = "::soap_runtime::Assumed<::chrono::DateTime<::chrono::Utc>, ::soap_runtime::Offset<60>>"
/// ```
///
/// [`Utc`] and [`Offset`] are zones; implement [`Zone`] for one with summer time.
pub struct Assumed<T, Z = Utc> {
    /// The point in time.
    pub value: T,
    zone: PhantomData<fn() -> Z>,
}

/// The offset of times that come without one.
pub trait Zone: 'static {
    /// The offset from UTC in minutes, at this local time; `None` if it has none, and the text is refused.
    fn offset_minutes(local: &DateTime) -> Option<i16>;
}

/// UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Utc {}

impl Zone for Utc {
    fn offset_minutes(_: &DateTime) -> Option<i16> {
        Some(0)
    }
}

/// A fixed offset from UTC, in minutes: `Offset<60>` is `+01:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offset<const MINUTES: i16> {}

impl<const MINUTES: i16> Zone for Offset<MINUTES> {
    fn offset_minutes(_: &DateTime) -> Option<i16> {
        Some(MINUTES)
    }
}

impl<T, Z> Assumed<T, Z> {
    /// A point in time.
    pub fn new(value: T) -> Self {
        Self {
            value,
            zone: PhantomData,
        }
    }
}

impl<T, Z> From<T> for Assumed<T, Z> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Clone, Z> Clone for Assumed<T, Z> {
    fn clone(&self) -> Self {
        Self::new(self.value.clone())
    }
}

impl<T: Copy, Z> Copy for Assumed<T, Z> {}

impl<T: Default, Z> Default for Assumed<T, Z> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: PartialEq, Z> PartialEq for Assumed<T, Z> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq, Z> Eq for Assumed<T, Z> {}

impl<T: Hash, Z> Hash for Assumed<T, Z> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<T: fmt::Debug, Z> fmt::Debug for Assumed<T, Z> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: fmt::Display, Z> fmt::Display for Assumed<T, Z> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}
