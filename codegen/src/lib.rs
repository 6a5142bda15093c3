//! Generates Rust types and SOAP clients from WSDL 1.1 and XML Schema.

mod check;
pub mod contract;
pub mod diagnostic;
pub mod load;
pub mod model;
pub mod parse;
pub mod read;
mod resolve;
