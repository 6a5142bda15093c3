//! The lexical spaces of the built-in types: tables of texts and their exact errors, and properties.

mod binary;
mod calendar;
mod convert;
mod names;
mod native;
mod numbers;
mod properties;
mod table;
