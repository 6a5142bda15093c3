//! Made-up values of generated types, for property tests and fuzzing.
//!
//! With the feature `arbitrary` the value types of this crate, and generated types with the option `arbitrary` of the
//! generator, implement [`Arbitrary`](::arbitrary::Arbitrary) of the crate `arbitrary`. A value has what its contract asks
//! for: required members, occurrence, one branch of each choice, the lexical space of each type, and its facets if the code was
//! generated with the option `facets`. It can be written, and the strict mode reads it.
//!
//! ```
//! use arbitrary::{Arbitrary, Unstructured};
//! use soap_runtime::Date;
//!
//! let date = Date::arbitrary(&mut Unstructured::new(b"any bytes will do"))?;
//! assert_eq!(date.to_string().parse::<Date>().ok(), Some(date));
//! # Ok::<(), arbitrary::Error>(())
//! ```
//!
//! Bytes that are used up make small values: optional members are absent, and lists are as short as they may be. So a value of a
//! type that contains itself ends.
//!
//! Identity constraints (`xs:key` and the like) belong to elements. Those of the elements in a value are kept, and those of the element
//! that a value becomes are not known here.
//!
//! Nothing is made up for unknown elements, for attributes of wildcards, and for content that is kept as XML beyond what it must
//! have.
//!
//! # Errors
//! [`IncorrectFormat`](::arbitrary::Error::IncorrectFormat): no value was found that satisfies the contract, such as a text for a
//! pattern that excludes what its other facets ask for.

mod built_in;
mod content;
mod fields;
mod pattern;
mod texts;
mod valid;
mod values;

use ::arbitrary::{Error, Result, Unstructured};

use crate::binding::{Blank, Content, Member, element};

/// Where no member is known.
static NO_MEMBER: Member = element(
    "urn:soap-runtime:arbitrary",
    "value",
    "<made-up:value>",
    "</made-up:value>",
    0,
);

/// The number of values that are tried.
const ATTEMPTS: usize = 4;
/// The depth from which values are as small as they may be.
const DEEP: usize = 8;
/// The depth at which a type without an end is given up.
const DEEPEST: usize = 100;
/// The number of values in one, from which the others are as small as they may be.
const MANY: usize = 1000;
/// The number of values at which a contract that asks for more is given up.
const MOST: usize = 100_000;

/// Makes a value.
///
/// # Errors
/// No value of the type was found.
#[doc(hidden)]
pub fn value<T: Content + Blank>(source: &mut Unstructured<'_>) -> Result<T> {
    tried(T::blank, |value| value, None, source)
}

/// Makes values of `blank` ones until one is valid.
///
/// # Errors
/// No value of the type was found.
#[doc(hidden)]
pub fn tried<T>(
    blank: impl Fn() -> T,
    content: impl Fn(&mut T) -> &mut dyn Content,
    member: Option<&'static Member>,
    source: &mut Unstructured<'_>,
) -> Result<T> {
    let member = member.unwrap_or(&NO_MEMBER);
    for attempt in 1..=ATTEMPTS {
        let mut nothing = Unstructured::new(&[]);
        let source = match attempt == ATTEMPTS {
            true => &mut nothing,
            false => &mut *source,
        };
        let mut value = blank();
        let mut maker = Maker::new(source);
        let made = maker.content(content(&mut value), member);
        let is_known = maker.identifiers > 0 || !maker.refers;
        let prefixes = maker.prefixes;
        let is_valid = |value: &mut T| {
            valid::is_valid(content(value), content(&mut blank()), member, &prefixes)
        };
        if made.is_ok() && is_known && is_valid(&mut value) {
            return Ok(value);
        }
    }
    Err(Error::IncorrectFormat)
}

/// Makes one value.
struct Maker<'a, 'b> {
    source: &'a mut Unstructured<'b>,
    depth: usize,
    /// The values that were made.
    made: usize,
    /// The identifiers that were made (`xs:ID`).
    identifiers: usize,
    /// Whether a value refers to an identifier.
    refers: bool,
    prefixes: valid::TablePrefixes,
}

impl<'a, 'b> Maker<'a, 'b> {
    fn new(source: &'a mut Unstructured<'b>) -> Self {
        Self {
            source,
            depth: 0,
            made: 0,
            identifiers: 0,
            refers: false,
            prefixes: Vec::new(),
        }
    }

    /// Whether what may be left out is left out.
    fn is_small(&self) -> bool {
        self.depth >= DEEP || self.made >= MANY || self.source.is_empty()
    }

    /// `true` or `false`; `false` in small values.
    fn chance(&mut self) -> bool {
        !self.is_small() && self.source.arbitrary().unwrap_or(false)
    }

    /// A number between two numbers, both included; the first one when the bytes are used up.
    fn number(&mut self, from: u64, to: u64) -> u64 {
        match from < to {
            true => self.source.int_in_range(from..=to).unwrap_or(from),
            false => from,
        }
    }

    /// A number below another one, which is not 0.
    fn below(&mut self, count: usize) -> usize {
        let last = u64::try_from(count.saturating_sub(1)).unwrap_or(u64::MAX);
        usize::try_from(self.number(0, last)).unwrap_or(0)
    }

    /// One of some.
    fn one_of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        let at = self.below(all.len());
        all.get(at).copied()
    }

    /// A number of occurrences: at least `least`, and not many more.
    fn occurrence(&mut self, least: u64, most: u64) -> u64 {
        match self.is_small() {
            true => least,
            false => self.number(least, most.min(least.saturating_add(3))),
        }
    }
}

/// `Arbitrary` of generated types.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_arbitrary {
    ($($type:ty),+ $(,)?) => { $(
        impl<'a> $crate::__private::arbitrary::Arbitrary<'a> for $type {
            fn arbitrary(
                source: &mut $crate::__private::arbitrary::Unstructured<'a>,
            ) -> $crate::__private::arbitrary::Result<Self> {
                $crate::arbitrary::value(source)
            }
        }
    )+ };
}
