//! The general path: reads any order, prefix and spelling, and finds the errors.

mod annotation;
mod attributes;
mod content;
mod element;
mod kept;
mod lookup;
mod occurrence;
mod places;
mod required;

pub(super) use content::ContentState;
pub use kept::{check_mixed, check_mixed_as};
pub(super) use places::Table;
