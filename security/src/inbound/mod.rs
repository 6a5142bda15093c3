//! What incoming messages have to show.

mod policy;
mod trust;
mod verified;
mod verify;

pub use policy::Inbound;
pub use verified::{Covered, SignedBy, Verified};
