//! `Serialize` and `Deserialize` of the runtime's own types.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::binding::dictionary::Dictionary;
use crate::binding::list::{FlagSet, List};
use crate::binding::nillable::Nillable;
use crate::binding::{AnyType, Blank, Field, Pair, Simple, element};
use crate::value::{
    Base64Binary, Date, DateTime, Decimal, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth,
    Guid, HexBinary, Integer, QName, Time,
};
use crate::xml::RawElement;

crate::__soap_serde!(
    AnyType,
    Base64Binary,
    Date,
    DateTime,
    Decimal,
    Duration,
    GDay,
    GMonth,
    GMonthDay,
    GYear,
    GYearMonth,
    Guid,
    HexBinary,
    Integer,
    QName,
    RawElement,
    Time,
);

impl<T: Simple> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        super::serialize(self, serializer)
    }
}

impl<'de, T: Simple> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize(deserializer)
    }
}

impl<T: Simple + Eq + std::hash::Hash> Serialize for FlagSet<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        super::serialize(self, serializer)
    }
}

impl<'de, T: Simple + Eq + std::hash::Hash> Deserialize<'de> for FlagSet<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize(deserializer)
    }
}

/// The pair of a dictionary whose contract is not known.
static PAIR: Pair = Pair::new(
    element("", "", "", "", 0),
    element("", "key", "", "", 0),
    element("", "value", "", "", 0),
);
static DICTIONARY: crate::binding::Member = element("", "", "", "", 0).pair(&PAIR);

impl<K: Field + Blank, V: Field + Blank> Serialize for Dictionary<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tree = super::to_tree(self, Some(&DICTIONARY)).map_err(serde::ser::Error::custom)?;
        tree.serialize(serializer)
    }
}

impl<'de, K: Field + Blank, V: Field + Blank> Deserialize<'de> for Dictionary<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tree = super::read_tree(deserializer)?;
        let mut value = Self::default();
        super::from_tree(&mut value, Some(&DICTIONARY), tree).map_err(serde::de::Error::custom)?;
        Ok(value)
    }
}

/// Absent and nil are `null`, which is read as nil. (A member that is absent is left out.)
impl<T: Serialize> Serialize for Nillable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nillable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::deserialize(deserializer)? {
            Some(value) => Self::Value(value),
            None => Self::Nil,
        })
    }
}
