//! XML for SOAP: a pull reader and a writer, both with namespaces, without document types.

mod chars;
mod declare;
mod decode;
mod limits;
mod namespaces;
mod options;
#[cfg(feature = "facets")]
mod prefixes;
mod raw;
mod reader;
#[cfg(feature = "http")]
pub(crate) mod scan;
mod text;

pub(crate) use crate::names::is_ncname;
pub use crate::redact::SecretNames;
pub(crate) use chars::{is_space, is_space_char};
#[cfg(feature = "http")]
pub(crate) use decode::TextDecoder;
pub(crate) use decode::{Decoded, decode};
pub use limits::Limits;
pub(crate) use namespaces::Namespaces;
pub use options::{NilPolicy, ReadOptions, WriteOptions};
pub use raw::{OwnedName, RawAttribute, RawElement};
pub(crate) use raw::{attributes, prefixes};
pub(crate) use reader::{Attribute, BUILT_IN, Left, Reader, Token, UNKNOWN, word};
pub use reader::{Deviation, DeviationKind, Notes, Scope, Skipped};
pub use text::Text;
pub(crate) use text::unescape;
pub(crate) use text::{PLACED, TextState, escape_attribute};

/// The namespace of declarations of namespaces, which no name can be in.
pub(crate) const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
/// Namespace of `xsi:nil` and `xsi:type`.
pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Namespace of XML Schema itself.
pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema";
/// Namespace of the prefix `xml`.
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";
