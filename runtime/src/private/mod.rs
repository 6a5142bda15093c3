//! The items that generated code names. Do not use them in other code: they change with the generator.

#[cfg(feature = "serde")]
pub mod dynamic;
mod needs;
pub mod v1;

/// Seals traits that only generated code implements.
pub trait Generated {}

#[cfg(feature = "arbitrary")]
pub use ::arbitrary;
#[cfg(feature = "serde")]
pub use serde;
