//! What the benchmark programs share: documents, and what reads and writes them.

pub mod by_hand;
pub mod documents;
pub mod instant_structs;
pub mod linear;
pub mod ours;
pub mod serde_structs;
pub mod shuffled;
