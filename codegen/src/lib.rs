//! Generates Rust types and SOAP clients from WSDL 1.1 and XML Schema.

mod builder;
mod check;
pub mod contract;
pub mod diagnostic;
mod emit;
mod format;
pub mod load;
pub mod model;
mod options;
mod parallel;
pub mod parse;
mod plan;
pub mod read;
mod resolve;
mod select;
mod write;

pub use builder::{Builder, Error, Generated};
pub use options::{Layout, Options};
pub use write::{Difference, Drift, DriftedFile};
