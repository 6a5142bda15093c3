//! `xs:list`: values separated by white space.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::{BitOr, BitOrAssign};

use super::simple::{Empty, Simple};
use crate::error::ValueError;
use crate::xml::{Scope, Text};

/// An `xs:list`: items with white space between them (XML Schema Part 2, section 2.5.1.2).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct List<T>(pub Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> List<T> {
    /// The items.
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }

    /// The items, one after another.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds an item.
    pub fn push(&mut self, item: T) {
        self.0.push(item);
    }

    /// The items as a vector.
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T> AsRef<[T]> for List<T> {
    fn as_ref(&self) -> &[T] {
        &self.0
    }
}

impl<T> Extend<T> for List<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        self.0.extend(items);
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self(items)
    }
}

impl<T, const N: usize> From<[T; N]> for List<T> {
    fn from(items: [T; N]) -> Self {
        Self(items.into())
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T> IntoIterator for List<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// The offset of the first white space.
#[inline]
fn blank(bytes: &[u8]) -> Option<usize> {
    let space = |byte: &u8| *byte <= b' ' && crate::xml::is_space(*byte);
    bytes.iter().position(space)
}

/// The items of a list. Each has at least one byte.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let (word, after) = match blank(rest.as_bytes()) {
                Some(end) => (rest.get(..end)?, rest.get(end + 1..)?),
                None => (rest, ""),
            };
            rest = after;
            if !word.is_empty() {
                return Some(word);
            }
            if rest.is_empty() {
                return None;
            }
        }
    })
}

/// The number of white space characters: in most texts one less than items.
fn blanks(text: &str) -> usize {
    text.bytes().filter(|byte| *byte <= b' ').count()
}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn parse<T: Simple>(text: &str, scope: &dyn Scope) -> Result<Vec<T>, ValueError> {
    let mut items = Vec::with_capacity(usize::from(!text.is_empty()) + blanks(text).min(64));
    for word in words(text) {
        items.push(T::parse(word, scope)?);
    }
    Ok(items)
}

/// Whether a written item contains white space.
#[inline]
fn holds_blank(item: &[u8]) -> bool {
    /// Whether a byte of the word is a space or less.
    fn is_small(word: u64) -> bool {
        const ONES: u64 = 0x0101_0101_0101_0101;
        word.wrapping_sub(ONES * 0x21) & !word & (ONES << 7) != 0
    }
    // Most items are short: checks two halves, which may overlap.
    if let (Some(first), Some(last)) = (item.first_chunk::<4>(), item.last_chunk::<4>())
        && item.len() <= 8
    {
        let both = u64::from(u32::from_le_bytes(*first)) << 32;
        if !is_small(both | u64::from(u32::from_le_bytes(*last))) {
            return false;
        }
    }
    blank(item).is_some()
}

fn write<T: Simple>(items: &[T], out: &mut Text<'_>) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_plain(" ");
        }
        let start = out.here();
        item.write(out);
        let written = out.since(start);
        // It would be read back as no item, or as several. An error of the item itself was noted before.
        if written.is_empty() || holds_blank(written) {
            out.fail("an item of a list is empty or holds white space");
        }
    }
}

impl<T: Simple> Simple for List<T> {
    const EMPTY: Empty = Empty::Value;
    #[cfg(feature = "serde")]
    const FORM: super::TextForm = T::FORM.listed();

    fn parse(text: &str, scope: &dyn Scope) -> Result<Self, ValueError> {
        parse(text, scope).map(Self)
    }

    fn write(&self, out: &mut Text<'_>) {
        write(&self.0, out);
    }
}

/// An `xs:list` of an enumeration, used as a set of flags.
///
/// Flags keep the order in which they were received or added. Unknown flags are kept. Two sets are equal if they hold
/// the same flags, in any order.
///
/// ```
/// use soap_runtime::FlagSet;
///
/// let mut set = FlagSet::from(["Read", "Write"]);
/// assert!(set.contains(&"Write") && !set.insert("Read"));
/// set |= "Delete";
/// assert_eq!(set, FlagSet::from(["Delete", "Write", "Read"]));
/// ```
#[derive(Clone, Debug)]
pub struct FlagSet<T>(Vec<T>);

impl<T> Default for FlagSet<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: PartialEq> FlagSet<T> {
    /// Makes an empty set.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Whether `flag` is set.
    pub fn contains(&self, flag: &T) -> bool {
        self.0.contains(flag)
    }

    /// Sets `flag`. Returns `false` if it was set already.
    pub fn insert(&mut self, flag: T) -> bool {
        let new = !self.contains(&flag);
        if new {
            self.0.push(flag);
        }
        new
    }

    /// Clears `flag`. Returns `false` if it was not set.
    pub fn remove(&mut self, flag: &T) -> bool {
        let before = self.0.len();
        self.0.retain(|one| one != flag);
        self.0.len() != before
    }
}

impl<T> FlagSet<T> {
    /// The flags.
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }

    /// The flags as a vector.
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }

    /// The number of flags set.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no flag is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The flags, in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }
}

impl<T: PartialEq> PartialEq for FlagSet<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().all(|flag| other.contains(flag))
    }
}

impl<T: Eq> Eq for FlagSet<T> {}

/// The order of the flags does not count.
impl<T: Hash> Hash for FlagSet<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let hashes = self.0.iter().map(|flag| {
            let mut own = DefaultHasher::new();
            flag.hash(&mut own);
            own.finish()
        });
        state.write_u64(hashes.fold(0, u64::wrapping_add));
    }
}

impl<T: PartialEq> From<T> for FlagSet<T> {
    fn from(flag: T) -> Self {
        Self(vec![flag])
    }
}

impl<T: PartialEq, const N: usize> From<[T; N]> for FlagSet<T> {
    fn from(flags: [T; N]) -> Self {
        flags.into_iter().collect()
    }
}

impl<T: PartialEq> FromIterator<T> for FlagSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(flags: I) -> Self {
        let mut set = Self::new();
        set.extend(flags);
        set
    }
}

impl<T: PartialEq> Extend<T> for FlagSet<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, flags: I) {
        for flag in flags {
            self.insert(flag);
        }
    }
}

impl<T> IntoIterator for FlagSet<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a FlagSet<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: PartialEq> BitOr<T> for FlagSet<T> {
    type Output = Self;

    fn bitor(mut self, flag: T) -> Self {
        self.insert(flag);
        self
    }
}

impl<T: PartialEq> BitOrAssign<T> for FlagSet<T> {
    fn bitor_assign(&mut self, flag: T) {
        self.insert(flag);
    }
}

/// The number of flags from which the set is not searched linearly for each: the cost must stay linear.
const MANY: usize = 16;

#[inline(never)]
fn parse_many<T: Simple + Eq + Hash>(
    text: &str,
    scope: &dyn Scope,
) -> Result<FlagSet<T>, ValueError> {
    let mut flags: Vec<T> = parse(text, scope)?;
    let mut seen = HashSet::with_capacity(flags.len());
    let first: Vec<bool> = flags.iter().map(|flag| seen.insert(flag)).collect();
    drop(seen);
    let mut first = first.into_iter();
    flags.retain(|_| first.next().unwrap_or(true));
    Ok(FlagSet(flags))
}

impl<T: Simple + Eq + Hash> Simple for FlagSet<T> {
    const EMPTY: Empty = Empty::Value;
    #[cfg(feature = "serde")]
    const FORM: super::TextForm = T::FORM.listed();

    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn parse(text: &str, scope: &dyn Scope) -> Result<Self, ValueError> {
        let mut words = words(text);
        let Some(first) = words.next() else {
            return Ok(Self::default());
        };
        // The number of items if all are as long as the first.
        let more = (text.len() - first.len()) / (first.len() + 1);
        let mut flags = Vec::with_capacity(1 + more.min(MANY));
        flags.push(T::parse(first, scope)?);
        for word in words {
            let flag = T::parse(word, scope)?;
            if flags.len() == MANY {
                return parse_many(text, scope);
            }
            if !flags.contains(&flag) {
                flags.push(flag);
            }
        }
        Ok(Self(flags))
    }

    fn write(&self, out: &mut Text<'_>) {
        write(&self.0, out);
    }
}
