//! Errors of reading and writing.

mod decode;
mod encode;
mod value;

pub(crate) use decode::Details;
pub use decode::{DecodeError, DecodeErrorKind};
pub use encode::{EncodeError, EncodeErrorKind};
pub use value::ValueError;

/// Describes a Content-ID that several parts have.
pub(crate) fn repeated_id(id: &str) -> String {
    format!("several parts of the package have the Content-ID {id:?}")
}
