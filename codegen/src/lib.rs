//! Generates Rust types and SOAP clients from WSDL 1.1 and XML Schema.

pub mod contract;
pub mod model;
pub mod options;
mod emit;
mod format;
mod plan;
mod select;

pub use options::{Layout, Options};
