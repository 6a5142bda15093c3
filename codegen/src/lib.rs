//! Generates Rust types and SOAP clients from WSDL 1.1 and XML Schema.
//!
//! A build script reads a contract and writes a module:
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), wsdl_codegen::Error> {
//!     wsdl_codegen::Builder::new()
//!         .wsdl("wsdl/orders.wsdl")
//!         .module("orders")
//!         .build()
//! }
//! ```
//!
//! Its code needs the crate [`soap-runtime`](https://docs.rs/soap-runtime). `Cargo.toml`:
//!
//! ```toml
//! [dependencies]
//! soap-runtime = { version = "0.1", features = ["ureq"] } # or "reqwest" for async; "server" to serve
//!
//! [build-dependencies]
//! wsdl-codegen = "0.1"
//! ```
//!
//! `soap_runtime::include_module!(orders);` includes the module in the crate. It has a client for each port type, a struct for each type and
//! message, and documentation from the contract, which `cargo doc --open` shows. The
//! [front page of `soap-runtime`](https://docs.rs/soap-runtime/latest/soap_runtime/#from-a-contract-to-a-program) has a whole program: contract,
//! call, fault and test, and its module
//! [`server`](https://docs.rs/soap-runtime/latest/soap_runtime/server/index.html) a server.
//!
//! The command is a crate of its own. It sets all this up:
//!
//! ```sh
//! cargo install --locked wsdl-codegen-cli
//! wsdl-codegen init wsdl/orders.wsdl
//! ```
//!
//! # What to use
//!
//! | to | use |
//! |---|---|
//! | generate in a build script | [`Builder::build`] |
//! | keep generated code in the repository, and verify that it is current | [`Generated::write`], [`Generated::verify`] |
//! | have the files as texts | [`Builder::generate`] |
//! | read contracts from elsewhere than files | [`Builder::text`], [`Resolver`] |
//! | map an address in an import to a file | [`Builder::locations`] |
//! | generate some services, operations or types | [`Builder::include_services`], [`Builder::include_operations`], [`Builder::include_types`] |
//! | choose names and Rust types | [`Builder::rename_types`], [`Builder::rename_fields`], [`Builder::map_types`] |
//! | tell nil from absent | [`Builder::nillable`] |
//! | check facets when reading and writing | [`Builder::facets`] |
//! | make servers, traits for mocks, JSON, made-up values | [`Builder::server`], [`Builder::client_trait`], [`Builder::serde`], [`Builder::arbitrary`] |
//! | read what a contract has, without generating | the module [`contract`] |
//!
//! A problem in a contract is an [`Error`] with a code, file, line, column, excerpt and help for each finding; `wsdl-codegen check
//! --explain CODE` says more. Generating uses no network, and reads no file outside the folders that you name. The output is a
//! function of the contract and the options.
//!
//! # What a contract becomes
//! The examples are of a port type `Orders` in a module `orders`. All names are at the top of the module, as `orders::Line`, unless two
//! services have one of the same name: then each is in the module of its service. Names are in Rust's style (`OrderNo` is
//! `order_no`), keywords are raw (`r#type`), and where two would be the same the second has the name of its owner or a number. The documentation of each item
//! has the name of the contract.
//!
//! | contract | Rust | example, as generated |
//! |---|---|---|
//! | complex type `Line`, element with an anonymous type | struct; a type within another has the names of both | `pub struct Line`, `pub struct LineGift` |
//! | required members | the parameters of `new`; the struct has no `Default` then | `pub fn new(article: impl Into<String>, count: i32) -> Self` |
//! | element that may be absent | `Option` | `pub note: Option<String>` |
//! | element that may come several times | `Vec` | `pub line: Vec<Line>` |
//! | attribute | a member before those of elements | `pub unit: Option<Unit>` |
//! | `nillable` | `Option`; by the option `nillable`, `Nillable`, which tells nil from absent | `pub weight: Option<Decimal>`, `pub price: Nillable<Decimal>` |
//! | `any`, `anyType` | `RawElement`, `AnyType` | `pub any: Vec<RawElement>`, `pub extra: Option<AnyType>` |
//! | choice in type `Payment`, substitution group | enum, a member `choice` | `pub choice: PaymentChoice`, `pub enum PaymentChoice`, `Card(String)` |
//! | type `Party` from which others are derived | enum `XKind` where `Party` is used, told apart by `xsi:type` | `pub buyer: PartyKind`, `pub enum PartyKind`, `Company(Company)` |
//! | enumeration | enum; `Unknown` keeps other words, unless the option `closed` names the type | `pub enum Unit`, `Piece`, `Unknown(Box<str>)` |
//! | list | `List` | `pub type Sizes = List<i32>` |
//! | built-in types | types of Rust and of `soap-runtime` | `String`, `i32`, `Decimal`, `pub day: Option<Date>` |
//! | port type `Orders` | client; over SOAP 1.2 it is `OrdersSoap12Client` where there are both | `pub struct OrdersClient` |
//! | operation | method, of the struct of its request | `pub fn order(&self, request: &Order) -> Call<OrderResponse>` |
//! | faults of operation `Order` | enum `OrderFault`, for `Error::fault` | `pub enum OrderFault`, `SoldOut(SoldOut)` |
//! | headers | structs, and a method of the client that sends them | `pub struct RequestHeaders`, `pub fn with_headers(&self, headers: RequestHeaders) -> Self` |
//! | option `client_trait` | trait of the name of the port type | `pub trait Orders` |
//! | option `server` | trait `OrdersServer` with an `async fn` for each operation | `pub trait OrdersServer` |
//! | | the function that makes a server of it; with several port types it is in the module of each, as `orders_server::dispatcher` | `pub fn dispatcher<S: OrdersServer>(service: S) -> server::Dispatcher` |
//!
#![doc = concat!("All constructs are in `docs/constructs.md` of the [repository](", env!("CARGO_PKG_REPOSITORY"), ").")]
//! The texts of a contract show the rest:
//!
//! ```
//! # const CONTRACT: &str = r###"<definitions targetNamespace="urn:o" xmlns="http://schemas.xmlsoap.org/wsdl/"
//! #   xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:o="urn:o" xmlns:xs="http://www.w3.org/2001/XMLSchema">
//! # <types><xs:schema targetNamespace="urn:o" elementFormDefault="qualified">
//! # <xs:simpleType name="Unit"><xs:restriction base="xs:string"><xs:enumeration value="piece"/></xs:restriction></xs:simpleType>
//! # <xs:simpleType name="Sizes"><xs:list itemType="xs:int"/></xs:simpleType>
//! # <xs:complexType name="Line"><xs:sequence><xs:element name="article" type="xs:string"/><xs:element name="count" type="xs:int"/>
//! # <xs:element name="note" type="xs:string" minOccurs="0"/><xs:element name="weight" type="xs:decimal" minOccurs="0" nillable="true"/>
//! # <xs:element name="price" type="xs:decimal" minOccurs="0" nillable="true"/><xs:element name="sizes" type="o:Sizes" minOccurs="0"/>
//! # <xs:element name="gift" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="text" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
//! # <xs:element name="extra" type="xs:anyType" minOccurs="0"/>
//! # <xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/></xs:sequence><xs:attribute name="unit" type="o:Unit"/></xs:complexType>
//! # <xs:complexType name="Payment"><xs:choice><xs:element name="card" type="xs:string"/><xs:element name="invoice" type="xs:int"/></xs:choice></xs:complexType>
//! # <xs:complexType name="Party"><xs:sequence><xs:element name="name" type="xs:string"/></xs:sequence></xs:complexType>
//! # <xs:complexType name="Company"><xs:complexContent><xs:extension base="o:Party"><xs:sequence><xs:element name="vat" type="xs:string"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
//! # <xs:element name="Order"><xs:complexType><xs:sequence><xs:element name="buyer" type="o:Party"/><xs:element name="payment" type="o:Payment"/>
//! # <xs:element name="day" type="xs:date" minOccurs="0"/><xs:element name="line" type="o:Line" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>
//! # <xs:element name="OrderResponse"><xs:complexType><xs:sequence><xs:element name="number" type="xs:long"/></xs:sequence></xs:complexType></xs:element>
//! # <xs:element name="SoldOut"><xs:complexType><xs:sequence><xs:element name="left" type="xs:int"/></xs:sequence></xs:complexType></xs:element>
//! # <xs:element name="Desk" type="xs:string"/></xs:schema></types>
//! # <message name="I"><part name="b" element="o:Order"/></message><message name="O"><part name="b" element="o:OrderResponse"/></message>
//! # <message name="F"><part name="d" element="o:SoldOut"/></message><message name="H"><part name="h" element="o:Desk"/></message>
//! # <portType name="Orders"><operation name="Order"><input message="o:I"/><output message="o:O"/><fault name="SoldOut" message="o:F"/></operation></portType>
//! # <binding name="S" type="o:Orders"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/><operation name="Order"><soap:operation soapAction=""/>
//! # <input><soap:header message="o:H" part="h" use="literal"/><soap:body use="literal"/></input><output><soap:body use="literal"/></output><fault name="SoldOut"><soap:fault name="SoldOut" use="literal"/></fault></operation></binding>
//! # <service name="OrderService"><port name="S" binding="o:S"><soap:address location="http://localhost/"/></port></service></definitions>"###;
//! let generated = wsdl_codegen::Builder::new()
//!     .text("orders.wsdl", CONTRACT)
//!     .module("orders")
//!     .nillable("Line.price")
//!     .client_trait(true)
//!     .server(true)
//!     .generate()?;
//! for (path, text) in &generated.files {
//!     println!("// {}\n{text}", path.display());
//! }
//! # let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace("types::", "").replace("orders_service::", "");
//! # let code: String = generated.files.iter().map(|(_, text)| flat(text)).collect();
//! # let page = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs"));
//! # let (_, table) = page.split_once("example, as generated |\n").expect("the table");
//! # let rows = table.lines().skip(1).take_while(|line| line.starts_with("//! |"));
//! # let cells = rows.map(|row| row.trim_end_matches(" |").rsplit(" | ").next().expect("a cell"));
//! # let shown: Vec<&str> = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
//! # assert!(shown.len() > 25, "{shown:?}");
//! # for text in shown { assert!(code.contains(text), "{text} is not generated"); }
//! # Ok::<(), wsdl_codegen::Error>(())
//! ```
//!
//! # Features
//! * `encodings`: contracts in encodings beyond UTF-8, UTF-16, US-ASCII, ISO-8859-1 and windows-1252.
//! * `serde`: [`Options`] read from files.

// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod builder;
pub mod contract;
pub mod diagnostic;
mod emit;
mod format;
mod ground;
#[cfg_attr(
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
mod import;
mod link;
mod model;
mod options;
mod parallel;
mod pattern;
mod pipeline;
mod plan;
mod progress;
mod select;
#[cfg_attr(
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
mod source;
// Input reaches this code first. Each exception to these lints has its reason.
#[cfg_attr(
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
mod syntax;
mod tokens;
mod validate;
mod write;

pub use builder::{Builder, Error, Gaps, Generated};
pub use options::{Layout, OptionInfo, Options};
pub use source::{Resolved, Resolver, Sources};
pub use write::{Difference, Drift, DriftedFile};

/// For the command, the tests and the tools of this project: not a part of the interface.
#[doc(hidden)]
pub mod internal {
    pub use crate::diagnostic::suggest::nearest;
    pub use crate::options::secrets::SECRET_ENDS;
    pub use crate::pipeline::{Input, ReadOptions, plan, plan_of, read};
    pub use crate::plan::output;
    pub use crate::progress::{Progress, Stage};
    pub use crate::source::{CATALOG, LOCK, Lock, Locked};
    pub use crate::write::replace_files;
}
