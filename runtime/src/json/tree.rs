//! A value of JSON or of another format, and its way through serde.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::Error;

/// The most arrays and objects that may be open.
pub const DEPTH: usize = 256;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// An integer.
    Integer(i128),
    /// Another number.
    Float(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Tree>),
    /// An object, in the order of its members.
    Object(Vec<(Cow<'static, str>, Tree)>),
}

impl Tree {
    /// The kind of value, for messages.
    pub(crate) fn described(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// The member of an object.
    pub(crate) fn get(&self, key: &str) -> Option<&Tree> {
        match self {
            Self::Object(members) => members.iter().find(|(name, _)| name == key).map(|it| &it.1),
            _ => None,
        }
    }
}

/// Checks that no object has two members of one name: readers differ in which of them they take (RFC 8259, section 4).
///
/// # Errors
/// An object has: the error has the path.
pub fn check_names(tree: &Tree) -> Result<(), Error> {
    names_within(tree, DEPTH)
}

fn names_within(tree: &Tree, depth: usize) -> Result<(), Error> {
    // Reading refuses deeper values.
    let Some(depth) = depth.checked_sub(1) else {
        return Ok(());
    };
    match tree {
        Tree::Object(members) => {
            let mut known = HashSet::with_capacity(members.len());
            for (name, value) in members {
                let checked = match known.insert(&**name) {
                    true => names_within(value, depth),
                    false => Err(Error::new("the member occurs a second time")),
                };
                checked.map_err(|error| error.below(name))?;
            }
        }
        Tree::List(items) => {
            for (index, item) in items.iter().enumerate() {
                names_within(item, depth).map_err(|error| error.below(index))?;
            }
        }
        _ => {}
    }
    Ok(())
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => match i64::try_from(*value) {
                Ok(value) => serializer.serialize_i64(value),
                Err(_) => serializer.serialize_i128(*value),
            },
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

/// The member in which `serde_json` passes a number, if its feature `arbitrary_precision` is on.
const EXACT: &str = "$serde_json::private::Number";

/// Reads a tree of at most this depth.
pub(crate) struct WithinDepth(pub(crate) usize);

impl<'de> DeserializeSeed<'de> for WithinDepth {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl WithinDepth {
    fn below<E: serde::de::Error>(&self) -> Result<Self, E> {
        match self.0.checked_sub(1) {
            Some(depth) => Ok(Self(depth)),
            None => Err(E::custom(format!(
                "arrays and objects are nested deeper than {DEPTH}"
            ))),
        }
    }

    fn same(&self) -> Self {
        Self(self.0)
    }
}

/// Makes room for one more part. A part has as few as two bytes of text: the room that a vector makes by itself, as
/// much again, would be a multiple of that.
fn make_room<T>(parts: &mut Vec<T>) {
    if parts.len() == parts.capacity() {
        parts.reserve_exact((parts.len() / 4).max(1));
    }
}

impl<'de> Visitor<'de> for WithinDepth {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Integer(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Integer(value.into()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Tree, E> {
        Ok(Tree::Integer(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Tree, E> {
        Ok(Tree::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let inner = self.below()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(inner.same())? {
            make_room(&mut items);
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let inner = self.below()?;
        let mut members = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let value = map.next_value_seed(inner.same())?;
            if name == EXACT
                && let Tree::Text(text) = &value
            {
                return number(text).ok_or_else(|| A::Error::custom("this is no number"));
            }
            make_room(&mut members);
            members.push((Cow::Owned(name), value));
        }
        Ok(Tree::Object(members))
    }
}

/// The value of a number in JSON's own spelling. One that a `f64` does not hold exactly is kept as text, which types with
/// more digits accept.
fn number(text: &str) -> Option<Tree> {
    if let Ok(value) = text.parse::<i128>() {
        return Some(Tree::Integer(value));
    }
    let value: f64 = text.parse().ok()?;
    Some(match significant(text) <= EXACT_DIGITS {
        true => Tree::Float(value),
        false => Tree::Text(text.to_owned()),
    })
}

/// The number of decimal digits that a `f64` always keeps.
pub(crate) const EXACT_DIGITS: usize = 15;

/// The number of digits from the first to the last one that is not zero.
pub(crate) fn significant(text: &str) -> usize {
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').len()
}
