//! `bytes` 1. Does not copy bytes that have one owner.

use ::bytes::Bytes;

use crate::{Base64Binary, HexBinary};

macro_rules! bytes {
    ($($type:ident)*) => { $(
        /// Feature `bytes`.
        impl From<Bytes> for $type {
            fn from(value: Bytes) -> Self {
                Vec::<u8>::from(value).into()
            }
        }

        /// Feature `bytes`.
        impl From<$type> for Bytes {
            fn from(value: $type) -> Self {
                Vec::<u8>::from(value).into()
            }
        }
    )* };
}
bytes!(Base64Binary HexBinary);
