//! SOAP messages and calls without generated code.
//!
//! A [`Contract`] is read at run time. Its operations take requests as JSON, by the mapping of [`soap_runtime::json`], and
//! give replies as JSON. Messages are read and written by the reader and writer that generated code uses, from the same
//! tables: the order of elements, namespaces, nil, `xsi:type`, choices, SOAP encoding, facets, and errors with path and
//! offset are the same.
//!
//! ```toml
//! [dependencies]
//! soap-dynamic = "0.1"
//! soap-runtime = { version = "0.1", features = ["ureq"] } # or "reqwest" for async
//! ```
//!
//! The contract of the examples is that of the [front page of `soap-runtime`](https://docs.rs/soap-runtime). Its operation `Order` takes and
//! gives these elements:
//!
//! ```xml
//! <xs:element name="Order"><xs:complexType><xs:sequence>
//!   <xs:element name="isbn" type="xs:string"/>
//!   <xs:element name="count" type="xs:int"/>
//!   <xs:element name="note" type="xs:string" minOccurs="0"/>
//! </xs:sequence></xs:complexType></xs:element>
//! <xs:element name="OrderResponse"><xs:complexType><xs:sequence>
//!   <xs:element name="number" type="xs:long"/>
//! </xs:sequence></xs:complexType></xs:element>
//! ```
//!
//! ```
//! use soap_dynamic::Contract;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let path = "wsdl/shop.wsdl";
//! # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/start/input.wsdl");
//! let contract = Contract::load(path)?;
//! let order = contract.operation("Order")?;
//! let request = order.request_from_json(r#"{"isbn": "9780000000001", "count": 2}"#)?;
//! let xml = request.to_xml()?;
//! assert!(xml.contains("<isbn>9780000000001</isbn><count>2</count>"), "{xml}");
//!
//! let error = order.request_from_json(r#"{"isbn": "9780000000001", "count": "2"}"#).unwrap_err();
//! assert_eq!(error.to_string(), "/count: expected a number (xs:int), found a string");
//! # Ok(())
//! # }
//! ```
//!
//! A call goes over any transport of the runtime, blocking or not. The mock of this one answers in place of the service:
//!
//! ```
//! use soap_dynamic::Contract;
//! use soap_runtime::Client;
//! use soap_runtime::transport::{MockResponse, MockTransport};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let path = "wsdl/shop.wsdl";
//! # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/start/input.wsdl");
//! let contract = Contract::load(path)?;
//! let order = contract.operation("Shop.Order")?;
//! let mock = MockTransport::new();
//! mock.respond(MockResponse::xml(
//!     "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>\
//!      <OrderResponse xmlns='urn:shop'><number>4711</number></OrderResponse></s:Body></s:Envelope>",
//! ));
//! let client = Client::blocking("http://localhost:8080/shop", mock);
//! let request = order.request_from_json(r#"{"isbn": "9780000000001", "count": 2}"#)?;
//! let reply = order.call(&client, &request).wait()?;
//! // Integers of 64 bits are text: not every reader of JSON keeps all their digits.
//! assert_eq!(order.response(reply.body).to_json()?, r#"{"number":"4711"}"#);
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
