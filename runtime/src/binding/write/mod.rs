//! Writing generated types: walkers over their tables.

mod attributes;
mod complex;
mod names;
