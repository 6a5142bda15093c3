//! The general path: any order, prefix and spelling; what is wrong is found here, and named.

mod annotation;
mod attributes;
mod element;
mod group;
mod lookup;
mod required;
