//! SOAP messages and calls without generated code.
//!
//! A [`Contract`] is read at run time. Its operations take requests as JSON, by the mapping of [`soap_runtime::json`], and
//! give replies as JSON. Messages are read and written by the reader and writer that generated code uses, from the same
//! tables: the order of elements, namespaces, nil, `xsi:type`, choices, SOAP encoding, facets, and errors with path and
//! offset are the same.
//!
//! ```
//! use soap_dynamic::Contract;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/json/input.wsdl");
//! let contract = Contract::load(path)?;
//! let echo = contract.operation("Echo")?;
//! let request = echo.request_from_json(r#"{"order": {"number": 7, "payment": {"@type": "Cash"}}}"#)?;
//! let xml = request.to_xml()?;
//! assert!(xml.contains(r#"<t:number>7</t:number><t:payment xsi:type="t:Cash"/>"#), "{xml}");
//!
//! let error = echo.request_from_json(r#"{"order": {"number": "7"}}"#).unwrap_err();
//! assert_eq!(error.to_string(), "/order/number: expected a number (xs:int), found a string");
//! # Ok(())
//! # }
//! ```
//!
//! A call goes over any transport of the runtime, blocking or not:
//!
//! ```
//! use soap_dynamic::Contract;
//! use soap_runtime::Client;
//! use soap_runtime::transport::{MockResponse, MockTransport};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/json/input.wsdl");
//! let contract = Contract::load(path)?;
//! let echo = contract.operation("Json.Echo")?;
//! let mock = MockTransport::answering(|_| {
//!     let answer = echo_response();
//!     Ok(MockResponse::xml(answer))
//! });
//! let client = Client::blocking("http://localhost/", mock);
//! let request = echo.request_from_json(r#"{"order": {"number": 7}}"#)?;
//! let reply = echo.call(&client, &request).wait()?;
//! assert_eq!(echo.response(reply.body).to_json()?, r#"{"order":{"number":8}}"#);
//! # fn echo_response() -> String {
//! #     "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><EchoResponse xmlns='urn:json'>\
//! #      <order><number>8</number></order></EchoResponse></s:Body></s:Envelope>".to_owned()
//! # }
//! # Ok(())
//! # }
//! ```
//!
//! Headers of the contract come from JSON, too ([`Operation::headers_from_json`]), and those of a reply are read by
//! [`Operation::header`].

// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
// No input may cause a panic or a wrong number. Each exception to these lints has its reason. Tests may panic.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

mod contract;
mod error;
mod field;
#[cfg(feature = "gateway")]
pub mod gateway;
mod items;
pub mod mock;
mod openapi;
mod operation;
pub mod path;
mod scalar;
mod schema;
pub mod shape;
mod simple;
mod structs;
mod tables;
mod types;
mod value;

pub use contract::Contract;
pub use error::Error;
pub use openapi::{OpenApi, OpenApiOptions};
pub use operation::{Detail, Message, Operation};
pub use schema::{MessageKind, Schema};
pub use value::{HeaderValues, Value};

/// Compiles the listing of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
