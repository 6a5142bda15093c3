//! The general path: any order, prefix and spelling; what is wrong is found here, and named.

mod annotation;
mod attributes;
mod content;
mod element;
mod lookup;
mod occurrence;
mod places;
mod required;

pub(super) use content::ContentState;
pub(super) use places::Table;
