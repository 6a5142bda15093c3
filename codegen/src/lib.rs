//! Generates Rust types and SOAP clients from WSDL 1.1 and XML Schema.

pub mod contract;
mod emit;
mod format;
pub mod model;
pub mod options;
mod plan;
mod select;

pub use options::{Layout, Options};
