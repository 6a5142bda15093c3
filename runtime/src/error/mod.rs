//! What can go wrong.

mod value;

pub use value::ValueError;
