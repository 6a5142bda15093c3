//! Writes generated types: walkers over their tables.

mod attributes;
mod complex;
mod content;
mod encoded;
mod hoist;
mod identity;
mod names;
mod nil;
mod packed;
mod writer;

pub(crate) use encoded::EncodingStyle;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use packed::Packed;
#[cfg(feature = "client")]
pub(crate) use packed::part_id;
pub use writer::Writer;
