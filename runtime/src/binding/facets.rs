//! Constraining facets (XML Schema Part 2, section 4.3), checked on the text of a value.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::pattern::Pattern;
use crate::value::lexical::collapse;
use crate::value::{Date, DateTime, Decimal, Duration, Time};

/// What a value is counted and compared as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// Characters: strings and URIs. They have no order.
    Text,
    /// Neither counted nor ordered: booleans, qualified names.
    Plain,
    /// `xs:hexBinary`: counted in octets.
    Hex,
    /// `xs:base64Binary`: counted in octets.
    Base64,
    /// `xs:list`: counted in items.
    List,
    /// `xs:decimal` and what derives from it.
    Decimal,
    /// `xs:float` and `xs:double`.
    Double,
    /// `xs:duration`.
    Duration,
    /// `xs:dateTime`.
    DateTime,
    /// `xs:date`.
    Date,
    /// `xs:time`.
    Time,
}

/// What the values of a simple type are restricted to.
#[derive(Debug)]
pub struct Facets {
    space: Space,
    length: Option<u64>,
    min_length: Option<u64>,
    max_length: Option<u64>,
    min_inclusive: Option<&'static str>,
    max_inclusive: Option<&'static str>,
    min_exclusive: Option<&'static str>,
    max_exclusive: Option<&'static str>,
    total_digits: Option<u64>,
    fraction_digits: Option<u64>,
    patterns: &'static [&'static str],
    values: &'static [&'static str],
    item: Option<&'static Facets>,
}

macro_rules! setters {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty;)*) => { $(
        $(#[doc = $doc])+
        pub const fn $name(mut self, $name: $type) -> Self {
            self.$name = Some($name);
            self
        }
    )* };
}

impl Facets {
    /// No restriction of values of this kind.
    pub const fn new(space: Space) -> Self {
        Self {
            space,
            length: None,
            min_length: None,
            max_length: None,
            min_inclusive: None,
            max_inclusive: None,
            min_exclusive: None,
            max_exclusive: None,
            total_digits: None,
            fraction_digits: None,
            patterns: &[],
            values: &[],
            item: None,
        }
    }

    setters! {
        /// Exactly so many characters, octets or items.
        length: u64;
        /// At least so many.
        min_length: u64;
        /// At most so many.
        max_length: u64;
        /// Not before this value.
        min_inclusive: &'static str;
        /// Not after this value.
        max_inclusive: &'static str;
        /// After this value.
        min_exclusive: &'static str;
        /// Before this value.
        max_exclusive: &'static str;
        /// At most so many digits.
        total_digits: u64;
        /// At most so many digits after the point.
        fraction_digits: u64;
        /// What each item of a list is restricted to.
        item: &'static Facets;
    }

    /// Expressions in the syntax of the crate `regex`, each of which matches the whole text.
    pub const fn patterns(mut self, patterns: &'static [&'static str]) -> Self {
        self.patterns = patterns;
        self
    }

    /// The only texts there are.
    pub const fn values(mut self, values: &'static [&'static str]) -> Self {
        self.values = values;
        self
    }

    /// What the value breaks, in words that do not hold the value.
    pub(crate) fn broken(&self, text: &str) -> Option<String> {
        // The white space of strings has been dealt with, that of other values may be left to their Rust types.
        let text = &*match self.space {
            Space::Text => Cow::Borrowed(text),
            _ => collapse(text),
        };
        self.length_broken(text)
            .or_else(|| self.digits_broken(text))
            .or_else(|| self.range_broken(text))
            .or_else(|| self.pattern_broken(text))
            .or_else(|| {
                let item = self.item?;
                text.split_ascii_whitespace()
                    .find_map(|text| item.broken(text))
            })
    }

    fn length_broken(&self, text: &str) -> Option<String> {
        self.length.or(self.min_length).or(self.max_length)?;
        let (count, unit) = match self.space {
            Space::Text => (text.chars().count(), "character"),
            Space::Hex => (text.len() / 2, "octet"),
            Space::Base64 => (octets(text), "octet"),
            Space::List => (text.split_ascii_whitespace().count(), "item"),
            _ => return None,
        };
        let plural = if count == 1 { "" } else { "s" };
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        if let Some(length) = self.length.filter(|length| count != *length) {
            return Some(format!(
                "it has {count} {unit}{plural} instead of {length} (length)"
            ));
        }
        if let Some(least) = self.min_length.filter(|least| count < *least) {
            return Some(format!(
                "it has {count} {unit}{plural}, fewer than {least} (minLength)"
            ));
        }
        let most = self.max_length.filter(|most| count > *most)?;
        Some(format!(
            "it has {count} {unit}{plural}, more than {most} (maxLength)"
        ))
    }

    fn digits_broken(&self, text: &str) -> Option<String> {
        self.total_digits.or(self.fraction_digits)?;
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let whole = whole.trim_start_matches(['+', '-', '0']);
        let part = part.trim_end_matches('0');
        let count = |digits: &str| u64::try_from(digits.len()).unwrap_or(u64::MAX);
        if let Some(most) = self.fraction_digits.filter(|most| count(part) > *most) {
            return Some(format!(
                "it has more than {most} digits after the point (fractionDigits)"
            ));
        }
        // Zeros between the point and the first digit do not count.
        let digits = match whole {
            "" => count(part.trim_start_matches('0')),
            _ => count(whole).saturating_add(count(part)),
        };
        let most = self.total_digits.filter(|most| digits > *most)?;
        Some(format!("it has more than {most} digits (totalDigits)"))
    }

    fn range_broken(&self, text: &str) -> Option<String> {
        let against = |bound: Option<&'static str>| {
            let bound = bound?;
            Some((compare(self.space, text, bound)?, bound))
        };
        if let Some((Ordering::Less, bound)) = against(self.min_inclusive) {
            return Some(format!("it is less than {bound} (minInclusive)"));
        }
        if let Some((Ordering::Greater, bound)) = against(self.max_inclusive) {
            return Some(format!("it is more than {bound} (maxInclusive)"));
        }
        if let Some((Ordering::Less | Ordering::Equal, bound)) = against(self.min_exclusive) {
            return Some(format!("it is not more than {bound} (minExclusive)"));
        }
        if let Some((Ordering::Greater | Ordering::Equal, bound)) = against(self.max_exclusive) {
            return Some(format!("it is not less than {bound} (maxExclusive)"));
        }
        None
    }

    fn pattern_broken(&self, text: &str) -> Option<String> {
        for pattern in self.patterns {
            match Pattern::compiled(pattern) {
                Some(compiled) if compiled.is_match(text) => {}
                Some(_) => return Some(format!("it does not match {pattern} (pattern)")),
                None => return Some(format!("the pattern {pattern} cannot be compiled")),
            }
        }
        let equal = |value: &&str| {
            *value == text || compare(self.space, text, value) == Some(Ordering::Equal)
        };
        if self.values.is_empty() || self.values.iter().any(equal) {
            return None;
        }
        Some(format!(
            "it is none of {} (enumeration)",
            self.values.join(", ")
        ))
    }
}

/// Octets that base64 text stands for.
fn octets(text: &str) -> usize {
    let digits = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=');
    digits.count() * 6 / 8
}

/// The order of two values; `None` where they have none, or one of them is none of the kind.
fn compare(space: Space, left: &str, right: &str) -> Option<Ordering> {
    match space {
        Space::Text | Space::Plain | Space::Hex | Space::Base64 | Space::List => None,
        Space::Decimal => Some(left.parse::<Decimal>().ok()?.cmp(&right.parse().ok()?)),
        Space::Double => number(left)?.partial_cmp(&number(right)?),
        Space::Duration => left.parse::<Duration>().ok()?.compare(&right.parse().ok()?),
        Space::DateTime => left.parse::<DateTime>().ok()?.compare(&right.parse().ok()?),
        Space::Date => left.parse::<Date>().ok()?.compare(&right.parse().ok()?),
        Space::Time => left.parse::<Time>().ok()?.compare(&right.parse().ok()?),
    }
}

/// A number as XML Schema spells it.
fn number(text: &str) -> Option<f64> {
    match text {
        "INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        "NaN" => Some(f64::NAN),
        _ => text.parse().ok(),
    }
}
