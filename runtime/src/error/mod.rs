//! Errors of reading and writing.

mod decode;
mod encode;
mod value;

pub(crate) use decode::Details;
pub use decode::{DecodeError, DecodeErrorKind};
pub use encode::{EncodeError, EncodeErrorKind};
pub use value::ValueError;
