//! Writes generated types: walkers over their tables.

mod attributes;
mod complex;
mod content;
mod encoded;
mod hoist;
mod names;
mod nil;
mod packed;
mod writer;

pub(crate) use encoded::EncodingStyle;
#[cfg(feature = "http")]
pub(crate) use packed::{Packed, part_id};
pub use writer::Writer;
