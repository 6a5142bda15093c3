//! Code that the benchmark programs share: the documents, their readers and their writers.

pub mod by_hand;
pub mod documents;
pub mod instant_structs;
pub mod linear;
pub mod ours;
pub mod serde_structs;
pub mod shuffled;
