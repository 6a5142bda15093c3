//! Messages as JSON, or in another format of serde: one mapping for all generated types.
//!
//! With the feature `serde` the types of this crate, and generated types with the option `serde` of the generator,
//! implement `Serialize` and `Deserialize`. The mapping loses nothing: XML to JSON to XML gives the same infoset.
//!
//! ```
//! use soap_runtime::{Date, Decimal, FlagSet};
//!
//! assert_eq!(serde_json::to_string(&Date::parse("2026-02-28Z")?)?, r#""2026-02-28Z""#);
//! let price: Decimal = serde_json::from_str("12.50")?;
//! assert_eq!(price.to_string(), "12.5");
//! let list: soap_runtime::List<i32> = serde_json::from_str("[1, 2]")?;
//! assert_eq!(list.as_slice(), [1, 2]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | XML | JSON |
//! |---|---|
//! | complex type | object, its members in the order of the contract; they are read in any order, and unknown ones are an error |
//! | attribute | `"@name"` |
//! | text beside attributes | `"$"` |
//! | absent, nil, empty | left out, `null`, and `""`, `{}` or `[]` |
//! | nil with attributes | object with `"@nil": true` |
//! | repeated element, collapsed array, list | array; flags are an array of words |
//! | choice or nested sequence that occurs once | its elements are members of the object around it |
//! | repeated choice, repeated sequence | `"@choice"`, `"@sequence"`: array of objects |
//! | derived type | `"@type": "Name"` first in the object, with `{namespace}` where two types share the name |
//! | `boolean`; integers of at most 32 bits, `float`, `double` | boolean; number (`"INF"`, `"-INF"`, `"NaN"` as strings) |
//! | `long`, `unsignedLong`, `integer`, `decimal` | string; numbers are read, too, where they are exact |
//! | other simple types, enumerations, unions | string, as XML is written; binary as base64, or hex where the type is |
//! | `QName` | string, `"{namespace}name"` |
//! | dictionary | object if keys are strings and each is there once, otherwise array of `{"key": …, "value": …}` |
//! | `any`, `anyType` | object with `"@element": "{namespace}name"`, `"@type"`, `"@nil"`, attributes as `"@name"` or `"@{namespace}name"`, `"@xmlns"` for the prefixes that values use, and `"$"`: text, or an array of texts and elements |
//! | `anyAttribute` | `"@name"` or `"@{namespace}name"`, and `"@xmlns"` for the prefixes that values use |
//! | elements of a wildcard; unknown elements that are kept | `"@any"`; `"@unknown"` |
//! | two members of one name | the second with `{namespace}`, a third with `#2` |
//! | attributes named `type`, `nil`, `any`, `unknown`, `choice`, `sequence` | `"@{namespace}type"`, with empty braces for no namespace |
//!
//! Errors name the JSON path and what was expected: `/order/lines/3/price: expected a number (xs:double), found a string`.
//! Arrays and objects are nested 256 deep at most; `serde_json` itself stops at 128.
//!
//! Facets and content models are judged when the value is written as XML, not here.
//!
//! *Formats.* All that describe themselves work: JSON, YAML, TOML without `null`, CBOR, MessagePack. Others, such as
//! bincode and postcard, can be written, and not be read: reading asks the format what comes next.
//!
//! *Messages.* Bodies, parts, details of faults and header blocks are values, and covered. Envelopes, the attributes of
//! header blocks (`mustUnderstand`, roles), faults and attachments are not: they belong to SOAP.
//!
//! *Secrets* are not masked: JSON has the exact values.

mod absence;
mod error;
mod kept;
mod layout;
mod read;
mod scalars;
mod tree;
mod values;
mod write;

pub use error::Error;
#[doc(hidden)]
pub use layout::{Layout, LeafTree, Nest};
#[doc(hidden)]
pub use tree::{DEPTH, Tree, check_names};
#[doc(hidden)]
pub use write::type_name;

use serde::de::{DeserializeSeed, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, Serializer};

use crate::binding::{Blank, Content, Member, element};

/// Where no member is known.
static NO_MEMBER: Member = element("", "", "", "", 0);

/// The tree of a value, and its member if it has one.
///
/// # Errors
/// A part of it has no text, such as a date that was not set.
#[doc(hidden)]
pub fn to_tree(value: &dyn Content, member: Option<&'static Member>) -> Result<Tree, Error> {
    write::content(value, member.unwrap_or(&NO_MEMBER), 0)
}

/// Fills a value from a tree.
///
/// # Errors
/// The tree is no such value.
#[doc(hidden)]
pub fn from_tree(
    value: &mut dyn Content,
    member: Option<&'static Member>,
    tree: Tree,
) -> Result<(), Error> {
    check_names(&tree)?;
    read::content(value, member.unwrap_or(&NO_MEMBER), tree, 0)
}

/// Reads a tree.
///
/// # Errors
/// Those of the format, and a tree that is too deep.
#[doc(hidden)]
pub fn read_tree<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tree, D::Error> {
    tree::WithinDepth(DEPTH).deserialize(deserializer)
}

/// Serializes a value.
///
/// # Errors
/// Those of the format, and a part of the value that has no text.
#[doc(hidden)]
pub fn serialize<S: Serializer>(value: &dyn Content, serializer: S) -> Result<S::Ok, S::Error> {
    to_tree(value, None)
        .map_err(S::Error::custom)?
        .serialize(serializer)
}

/// Deserializes a value.
///
/// # Errors
/// Those of the format, and what is no such value.
#[doc(hidden)]
pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Content + Blank,
    D: Deserializer<'de>,
{
    let tree = read_tree(deserializer)?;
    let mut value = T::blank();
    from_tree(&mut value, None, tree).map_err(D::Error::custom)?;
    Ok(value)
}

/// `Serialize` and `Deserialize` of generated types.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_serde {
    ($($type:ty),+ $(,)?) => { $(
        impl $crate::__private::serde::Serialize for $type {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::json::serialize(self, serializer)
            }
        }
        impl<'de> $crate::__private::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::json::deserialize(deserializer)
            }
        }
    )+ };
}
