//! Generates Rust types and SOAP clients from WSDL 1.1 and XML Schema.

pub mod contract;
pub mod model;
