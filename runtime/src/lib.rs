//! Runtime of SOAP clients and servers that `wsdl-codegen` generates.
//!
//! Generated code has the types and operations of a service. This crate has the code that all services share.
//!
//! A generated client is made on a [`Client`], and a [`Client`] on an address and a transport. A method for each operation
//! takes the request and gives a [`Call`], to be awaited, or finished with [`Call::wait`].
//!
//! # From a contract to a program
//! `wsdl-codegen init CONTRACT` writes these files and a first call for a contract of yours; `cargo install wsdl-codegen-cli` installs it. By
//! hand, `Cargo.toml`:
//!
//! ```toml
//! [dependencies]
//! soap-runtime = { version = "0.1", features = ["ureq"] } # or "reqwest" for async; "server" to serve
//!
//! [build-dependencies]
//! wsdl-codegen = "0.1"
//! ```
//!
//! `wsdl/shop.wsdl`:
//!
//! ```xml
//! <definitions name="Shop" targetNamespace="urn:shop" xmlns="http://schemas.xmlsoap.org/wsdl/"
//!     xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:s="urn:shop" xmlns:xs="http://www.w3.org/2001/XMLSchema">
//!   <types><xs:schema targetNamespace="urn:shop" elementFormDefault="qualified">
//!     <xs:element name="Order"><xs:complexType><xs:sequence>
//!       <xs:element name="isbn" type="xs:string"/>
//!       <xs:element name="count" type="xs:int"/>
//!       <xs:element name="note" type="xs:string" minOccurs="0"/>
//!     </xs:sequence></xs:complexType></xs:element>
//!     <xs:element name="OrderResponse"><xs:complexType><xs:sequence>
//!       <xs:element name="number" type="xs:long"/>
//!     </xs:sequence></xs:complexType></xs:element>
//!     <xs:element name="SoldOut"><xs:complexType><xs:sequence>
//!       <xs:element name="left" type="xs:int"/>
//!     </xs:sequence></xs:complexType></xs:element>
//!   </xs:schema></types>
//!   <message name="OrderIn"><part name="body" element="s:Order"/></message>
//!   <message name="OrderOut"><part name="body" element="s:OrderResponse"/></message>
//!   <message name="SoldOut"><part name="detail" element="s:SoldOut"/></message>
//!   <portType name="Shop"><operation name="Order">
//!     <input message="s:OrderIn"/><output message="s:OrderOut"/><fault name="SoldOut" message="s:SoldOut"/>
//!   </operation></portType>
//!   <binding name="ShopSoap" type="s:Shop"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
//!     <operation name="Order"><soap:operation soapAction="urn:shop#Order"/>
//!       <input><soap:body use="literal"/></input><output><soap:body use="literal"/></output>
//!       <fault name="SoldOut"><soap:fault name="SoldOut" use="literal"/></fault>
//!     </operation></binding>
//!   <service name="ShopService"><port name="ShopSoap" binding="s:ShopSoap">
//!     <soap:address location="http://localhost:8080/shop"/></port></service>
//! </definitions>
//! ```
//!
//! `build.rs`, which also takes the options of the generator:
//!
//! ```ignore
//! fn main() -> Result<(), wsdl_codegen::Error> {
//!     wsdl_codegen::Builder::new()
//!         .wsdl("wsdl/shop.wsdl")
//!         .module("shop")
//!         .build()
//! }
//! ```
//!
//! `src/main.rs`. A fault that the contract declares is a variant of the operation's enum:
//!
#![cfg_attr(all(feature = "server", feature = "ureq"), doc = "```no_run")]
#![cfg_attr(not(all(feature = "server", feature = "ureq")), doc = "```ignore")]
//! use shop::{Order, OrderFault, ShopClient};
//! use soap_runtime::{Client, Error, transport::Ureq};
//!
//! # #[cfg(any())]
//! soap_runtime::include_module!(shop);
//! # mod shop { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/start/expected/mod.rs")); }
//!
//! fn main() -> Result<(), Error> {
//!     let shop = ShopClient::new(Client::blocking("http://localhost:8080/shop", Ureq::new()));
//!     // `new` takes what the contract requires. The other members are fields.
//!     let mut order = Order::new("9780000000001", 2);
//!     order.note = Some("a present".into());
//!     match shop.order(&order).wait() {
//!         Ok(reply) => println!("order {}", reply.body.number),
//!         Err(error) => match error.fault::<OrderFault>() {
//!             Some(OrderFault::SoldOut(detail)) => println!("only {} left", detail.left),
//!             _ => return Err(error), // any other fault: `Error::as_fault`
//!         },
//!     }
//!     Ok(())
//! }
//! ```
//!
//! A test has no network. The mock transport answers with what it is given, here with the fault:
//!
#![cfg_attr(all(feature = "client", feature = "server"), doc = "```")]
#![cfg_attr(not(all(feature = "client", feature = "server")), doc = "```ignore")]
//! # mod shop { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/start/expected/mod.rs")); }
//! use shop::{Order, OrderFault, ShopClient, SoldOut};
//! use soap_runtime::{Client, transport::{MockResponse, MockTransport}};
//!
//! let mock = MockTransport::new();
//! mock.respond(MockResponse::xml(
//!     "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault>\
//!      <faultcode>s:Client</faultcode><faultstring>sold out</faultstring>\
//!      <detail><SoldOut xmlns='urn:shop'><left>1</left></SoldOut></detail></s:Fault></s:Body></s:Envelope>",
//! ).status(500));
//! let shop = ShopClient::new(Client::blocking("http://localhost/", mock.clone()));
//!
//! let error = shop.order(&Order::new("9780000000001", 2)).wait().unwrap_err();
//! assert_eq!(error.fault::<OrderFault>(), Some(OrderFault::SoldOut(SoldOut::new(1))));
//! assert_eq!(mock.requests()[0].headers()["soapaction"], "\"urn:shop#Order\"");
//! ```
//!
#![cfg_attr(
    feature = "server",
    doc = "The module [`server`] serves the same contract on axum."
)]
#![cfg_attr(
    not(feature = "server"),
    doc = "With the feature `server`, the module `server` serves the same contract on axum."
)]
//! The options are the methods of
//! [`wsdl_codegen::Builder`](https://docs.rs/wsdl-codegen/latest/wsdl_codegen/struct.Builder.html), and the
//! [front page of `wsdl-codegen`](https://docs.rs/wsdl-codegen/latest/wsdl_codegen/#what-a-contract-becomes) has the names of what is
//! generated.
//!
//! # What to use
//! | to | use |
//! |---|---|
//! | call a service | [`Client`], over a transport of [`transport`]; a generated method returns a [`Call`], which gives a [`Reply`] or an [`Error`] |
//! | handle a fault that the contract declares | [`Error::fault`], with the generated enum of the operation; any other is [`Error::as_fault`] |
//! | set the endpoint, time limits, HTTP headers | the methods of [`Client`] and of each generated client; [`CallOptions`] has all settings |
//! | read a long list while it arrives | [`Call::items`], which gives [`Items`] or [`BlockingItems`] |
//! | send or read attachments that are too large for memory | [`Call::attach`], [`Call::attachments`], with [`ByteStream`] |
//! | name the user | [`Client::with_auth`], with [`Basic`], [`Bearer`], `Digest`, or an [`Auth`] of your own |
//! | send SOAP headers | [`Client::with_headers`]; [`HeaderProvider`] for headers that are made when a call is sent; [`RawHeaderProvider`] for headers that the contract does not declare, such as those of [`ws`] |
//! | change, repeat or refuse requests and responses | [`Interceptor`]; [`EnvelopeInterceptor`] for the envelope alone |
//! | see the messages | [`Observer`], with [`redact()`] |
//! | link spans across services | [`TraceContext`], and the feature `tracing` |
//! | test without a network | [`transport::MockTransport`], or [`Call::ready`] behind the trait that the generator's option `client_trait` makes |
//! | serve | [`server::Dispatcher`], which the generated `dispatcher` makes of an implementation of the generated trait; see [`server`] |
//! | only read and write envelopes | [`soap::EnvelopeReader`], [`soap::EnvelopeWriter`] |
//!
//! XML Schema values are lossless: [`DateTime`], [`Decimal`], [`Duration`] and the others convert to the types of
//! `jiff`, `chrono`, `time`, `rust_decimal`, `bigdecimal` and `uuid` behind features of these names.
//!
//! # Features
//! * `client` (default): calls, the transport traits and a mock transport; `gzip` (default): compressed responses.
//! * `reqwest`, `ureq`, `tower`: transports.
//! * `http2`: HTTP/2 over `reqwest`.
//! * `server`: the dispatcher, a `tower` service. It needs no `client`.
//! * `stream`: items and attachments as a `Stream`; `tokio`: attachments from and to `AsyncRead`.
//! * `digest`: HTTP Digest authentication, at servers and proxies.
//! * `ws-security`: headers of WS-Security and WS-Addressing.
//! * `facets`: checks values against the facets of their types, in code generated with the option `facets`.
//! * `tracing`: a span per call.
//! * `serde`: JSON and other formats, for code generated with the option `serde`; see [`json`].
//! * `arbitrary`: made-up values for property tests and fuzzing, for code generated with the option `arbitrary`; see [`arbitrary`].
//!
//! Without features the crate only reads and writes envelopes.

// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
// This page is about all features; with fewer, some of what it links to is not there.
#![cfg_attr(
    not(all(
        feature = "arbitrary",
        feature = "reqwest",
        feature = "server",
        feature = "stream",
        feature = "ureq",
        feature = "ws-security"
    )),
    allow(rustdoc::broken_intra_doc_links)
)]
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

/// Declares the module that the build script generated under this name. The clients are at its top, and so are the messages and
/// types, unless several services of the contract have one of the same name: then each is in the module of its service.
///
/// A build script may generate several modules. Each is declared once, with its visibility, and attributes if there are any.
///
/// The build script has `Builder::new().wsdl("wsdl/shop.wsdl").module("shop")`, with the contract of the [front page](crate):
///
#[cfg_attr(all(feature = "client", feature = "server"), doc = "```")]
#[cfg_attr(not(all(feature = "client", feature = "server")), doc = "```ignore")]
/// # #[cfg(any())]
/// soap_runtime::include_module!(pub shop);
/// # pub mod shop { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/start/expected/mod.rs")); }
///
/// use shop::*;
/// use soap_runtime::{Client, transport::MockTransport};
///
/// let client = ShopClient::new(Client::new(ShopClient::ADDRESS, MockTransport::new()));
/// let order = Order::new("9780000000001", 2);
/// # let _ = (client, order);
/// ```
///
/// No module in it has its name unless the option `rename_modules` says so: then `use shop::*` is ambiguous (E0659), and `use crate::shop::*`
/// is not.
#[macro_export]
macro_rules! include_module {
    ($(#[$attribute:meta])* $visibility:vis $module:ident) => {
        $(#[$attribute])*
        $visibility mod $module {
            ::core::include!(::core::concat!(
                ::core::env!("OUT_DIR"),
                "/",
                ::core::stringify!($module),
                "/mod.rs"
            ));
        }
    };
}

/// `Serialize` and `Deserialize` of generated types, which need the feature `serde`.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_serde {
    ($($type:ty),+ $(,)?) => {
        ::core::compile_error!(
            "this code was generated with the option `serde`: switch on the feature `serde` of soap-runtime"
        );
    };
}

/// `Arbitrary` of generated types, which needs the feature `arbitrary`.
#[cfg(not(feature = "arbitrary"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_arbitrary {
    ($($type:ty),+ $(,)?) => {
        ::core::compile_error!(
            "this code was generated with the option `arbitrary`: switch on the feature `arbitrary` of soap-runtime"
        );
    };
}

#[doc(hidden)]
#[path = "private/mod.rs"]
pub mod __private;
#[cfg(feature = "arbitrary")]
pub mod arbitrary;
#[doc(hidden)]
pub mod binding;
#[cfg(feature = "client")]
mod client;
#[cfg(any(feature = "client", feature = "server"))]
mod envelope;
mod error;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "serde")]
pub mod json;
mod names;
mod redact;
#[cfg(feature = "server")]
pub mod server;
pub mod soap;
#[cfg(feature = "client")]
pub mod transport;
mod value;
#[cfg(feature = "ws-security")]
pub mod ws;
pub mod xml;

#[cfg(feature = "client")]
pub use self::http::InvalidRequest;
#[cfg(all(feature = "tokio", any(feature = "client", feature = "server")))]
pub use self::http::byte_stream::AsyncByteReader;
#[cfg(any(feature = "client", feature = "server"))]
pub use self::http::{
    attachments::{AttachmentLimits, Attachments, StreamedAttachment},
    byte_stream::{ByteReader, ByteStream},
    multipart::Attachment,
};
pub use binding::dictionary::Dictionary;
pub use binding::list::{FlagSet, List};
pub use binding::nillable::Nillable;
pub use binding::{AnyType, Element, MaybeNil, Typed};
#[cfg(feature = "client")]
pub use client::{
    AttachmentsCall, Auth, AuthRequest, Basic, Bearer, BlockingAttachments, BlockingItems, Call,
    CallContext, CallOptions, Client, Error, ErrorDetails, ErrorHeaderHook, ErrorKind,
    HeaderProvider, Headers, HttpError, HttpReason, Interceptor, Items, ItemsCall, Next, Observer,
    RawHeaderProvider, Redirects, Replay, Reply, RequestContext, ServiceError, TraceContext,
};
#[cfg(feature = "digest")]
pub use client::{Digest, ProxyDigest};
#[cfg(any(feature = "client", feature = "server"))]
pub use envelope::{EnvelopeContext, EnvelopeInterceptor, Rejection};
pub use error::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind, ValueError};
pub use redact::{Redaction, redact};
pub use soap::{Fault, HeaderBlock};
pub use value::{
    Assumed, Base64Binary, Date, DateTime, Decimal, Duration, Fraction, GDay, GMonth, GMonthDay,
    GYear, GYearMonth, Guid, HexBinary, Integer, Offset, QName, Time, Utc, Zone, lexical,
};
pub use xml::{RawAttribute, RawElement};
