//! Dictionaries: pairs of a key and a value.

use super::{Blank, Content, Field};

/// Pairs in the order of the message, with duplicates, and lookup by key.
///
/// ```
/// use soap_runtime::Dictionary;
///
/// let mut hints = Dictionary::from([("ip", 1)]);
/// hints.push("port", 2);
/// assert_eq!(hints.get(&"port"), Some(&2));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dictionary<K, V>(pub Vec<(K, V)>);

impl<K, V> Default for Dictionary<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K, V> Dictionary<K, V> {
    /// Makes an empty dictionary.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Appends a pair.
    pub fn push(&mut self, key: K, value: V) {
        self.0.push((key, value));
    }

    /// The number of pairs.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no pairs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The pairs.
    pub fn iter(&self) -> std::slice::Iter<'_, (K, V)> {
        self.0.iter()
    }

    /// The pairs.
    pub fn as_slice(&self) -> &[(K, V)] {
        &self.0
    }

    /// The pairs as a vector.
    pub fn into_vec(self) -> Vec<(K, V)> {
        self.0
    }

    /// The value of the first pair with `key`.
    pub fn get<Q: ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: PartialEq<Q>,
    {
        self.0
            .iter()
            .find(|(one, _)| one == key)
            .map(|(_, value)| value)
    }

    /// The value of the first pair with `key`.
    pub fn get_mut<Q: ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: PartialEq<Q>,
    {
        self.0
            .iter_mut()
            .find(|(one, _)| one == key)
            .map(|(_, value)| value)
    }

    /// Replaces the value of the first pair with `key`, or appends a pair.
    pub fn insert(&mut self, key: K, value: V) -> Option<V>
    where
        K: PartialEq,
    {
        if let Some(old) = self.get_mut(&key) {
            return Some(std::mem::replace(old, value));
        }
        self.push(key, value);
        None
    }
}

impl<K, V, const N: usize> From<[(K, V); N]> for Dictionary<K, V> {
    fn from(pairs: [(K, V); N]) -> Self {
        Self(pairs.into())
    }
}

impl<K, V> FromIterator<(K, V)> for Dictionary<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl<K, V> Extend<(K, V)> for Dictionary<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        self.0.extend(pairs);
    }
}

impl<K, V> IntoIterator for Dictionary<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, K, V> IntoIterator for &'a Dictionary<K, V> {
    type Item = &'a (K, V);
    type IntoIter = std::slice::Iter<'a, (K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// A dictionary as the walkers see it.
pub trait Pairs {
    /// The number of pairs.
    fn count(&self) -> usize;
    /// The pair at `index`.
    fn pair(&self, index: usize) -> Option<(&dyn Field, &dyn Field)>;
    /// Adds a default pair, to be read into.
    fn add(&mut self) -> (&mut dyn Field, &mut dyn Field);
    /// The key of the last pair.
    fn last_key(&mut self) -> Option<&mut dyn Field>;
    /// The value of the last pair.
    fn last_value(&mut self) -> Option<&mut dyn Field>;
    /// Removes the last pair.
    fn remove_last(&mut self);
}

impl<K: Field + Blank, V: Field + Blank> Pairs for Dictionary<K, V> {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn pair(&self, index: usize) -> Option<(&dyn Field, &dyn Field)> {
        self.0
            .get(index)
            .map(|(key, value)| (key as &dyn Field, value as &dyn Field))
    }

    #[allow(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "it was pushed just now"
    )]
    fn add(&mut self) -> (&mut dyn Field, &mut dyn Field) {
        self.0.push((K::blank(), V::blank()));
        let last = self.0.len() - 1;
        let (key, value) = &mut self.0[last];
        (key, value)
    }

    fn last_key(&mut self) -> Option<&mut dyn Field> {
        self.0.last_mut().map(|(key, _)| key as &mut dyn Field)
    }

    fn last_value(&mut self) -> Option<&mut dyn Field> {
        self.0.last_mut().map(|(_, value)| value as &mut dyn Field)
    }

    fn remove_last(&mut self) {
        self.0.pop();
    }
}

impl<K: Field + Blank, V: Field + Blank> Content for Dictionary<K, V> {
    crate::__soap_pairs_methods!();
}
