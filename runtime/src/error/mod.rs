//! What can go wrong.

mod decode;
mod encode;
mod value;

pub(crate) use decode::Details;
pub use decode::{DecodeError, DecodeErrorKind};
pub use encode::{EncodeError, EncodeErrorKind};
pub use value::ValueError;
