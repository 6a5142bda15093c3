//! Items of repeated fields.

use soap_runtime::__private::v1::{Content, FieldList};

use crate::value::Value;

/// An item.
#[derive(Clone)]
pub(crate) enum Item {
    Nil,
    /// A nil with the attributes of this value.
    NilWith(Box<Value>),
    Value(Value),
}

/// The items of a field.
#[derive(Clone)]
pub(crate) enum ItemList {
    Short(Vec<Item>),
    /// Parts of `PART` items each, but the last: a long list neither leaves room for as many items again nor moves them as it grows.
    #[allow(
        clippy::box_collection,
        reason = "a value is as large as the largest of its kinds"
    )]
    Long(Box<Vec<Vec<Item>>>),
}

/// The items in a part of a long list.
const PART: usize = 64;

impl Default for ItemList {
    fn default() -> Self {
        Self::Short(Vec::new())
    }
}

impl ItemList {
    fn item(&self, index: usize) -> Option<&Item> {
        match self {
            Self::Short(items) => items.get(index),
            Self::Long(parts) => parts.get(index / PART)?.get(index % PART),
        }
    }

    pub(crate) fn last_mut(&mut self) -> Option<&mut Item> {
        match self {
            Self::Short(items) => items.last_mut(),
            Self::Long(parts) => parts.last_mut()?.last_mut(),
        }
    }

    /// The part that has room for another item.
    fn part(&mut self) -> &mut Vec<Item> {
        if let Self::Short(items) = self
            && items.len() == PART
        {
            *self = Self::Long(Box::new(vec![std::mem::take(items)]));
        }
        match self {
            Self::Short(items) => {
                if items.is_empty() {
                    // A vector begins with room for four.
                    items.reserve_exact(1);
                }
                items
            }
            Self::Long(parts) => {
                if parts.last().is_none_or(|part| part.len() == PART) {
                    parts.push(Vec::with_capacity(PART));
                }
                match parts.last_mut() {
                    Some(part) => part,
                    None => unreachable!("it was just pushed"),
                }
            }
        }
    }

    /// Drops the items from this index on.
    pub(crate) fn truncate(&mut self, length: usize) {
        match self {
            Self::Short(items) => items.truncate(length),
            Self::Long(parts) => {
                parts.truncate(length.div_ceil(PART));
                if let (Some(part), 1..) = (parts.last_mut(), length % PART) {
                    part.truncate(length % PART);
                }
            }
        }
    }

    pub(crate) fn push(&mut self, item: Item) {
        self.part().push(item);
    }

    /// Adds a value, and returns it.
    pub(crate) fn add(&mut self, value: Value) -> &mut Value {
        let part = self.part();
        part.push(Item::Value(value));
        match part.last_mut() {
            Some(Item::Value(value)) => value,
            _ => unreachable!("it was just pushed"),
        }
    }
}

impl FieldList for ItemList {
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a number of items in memory"
    )]
    fn len(&self) -> usize {
        match self {
            Self::Short(items) => items.len(),
            Self::Long(parts) => {
                let last = parts.last().map_or(0, Vec::len);
                parts.len().saturating_sub(1) * PART + last
            }
        }
    }

    fn get(&self, index: usize) -> Option<&dyn Content> {
        match self.item(index)? {
            Item::Value(value) => Some(value),
            _ => None,
        }
    }

    fn attributes(&self, index: usize) -> Option<&dyn Content> {
        match self.item(index)? {
            Item::NilWith(value) => Some(&**value),
            _ => None,
        }
    }
}
