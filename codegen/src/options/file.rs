//! Options read from a file.

use super::Layout;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;

/// Reads the value of an option: a single value by its own rules, a list from a list or a single text, pairs from a
/// table.
pub(super) fn value<'de, D: Deserializer<'de>, T: FileValue>(from: D) -> Result<T, D::Error> {
    T::read(from)
}

pub(super) trait FileValue: Sized {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error>;
}

macro_rules! plain {
    ($($type:ty),*) => {$(
        impl FileValue for $type {
            fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Self::deserialize(from)
            }
        }
    )*};
}
plain!(bool, String, Option<String>, Layout);

impl FileValue for Vec<String> {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(TextList::deserialize(from)?.0)
    }
}

impl FileValue for Vec<PathBuf> {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let texts = TextList::deserialize(from)?.0;
        Ok(texts.into_iter().map(PathBuf::from).collect())
    }
}

impl<T: From<String>> FileValue for Vec<(String, T)> {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Entries(PhantomData))
    }
}

/// A list of texts, or one text.
struct TextList(Vec<String>);

impl<'de> Deserialize<'de> for TextList {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = TextList;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<TextList, E> {
                Ok(TextList(vec![text.to_owned()]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<TextList, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = list.next_element()? {
                    texts.push(text);
                }
                Ok(TextList(texts))
            }
        }
        from.deserialize_any(OneOrMany)
    }
}

/// A table of texts, or of lists of texts, in the order of the file: later selectors override earlier ones.
struct Entries<T>(PhantomData<T>);

impl<'de, T: From<String>> Visitor<'de> for Entries<T> {
    type Value = Vec<(String, T)>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of texts")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some((key, TextList(values))) = map.next_entry::<String, TextList>()? {
            pairs.extend(
                values
                    .into_iter()
                    .map(|value| (key.clone(), T::from(value))),
            );
        }
        Ok(pairs)
    }
}
