//! Runtime of SOAP clients and servers that `wsdl-codegen` generates.
//!
//! Generated code has the types and operations of a service. This crate has the code that all services share.
//!
//! A generated client is made on a [`Client`], and a [`Client`] on an address and a transport. A method for each operation
//! takes the request and gives a [`Call`], to be awaited, or finished with [`Call::wait`]:
//!
//! ```
//! # #[cfg(feature = "client")]
//! # mod people { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/bare/expected/mod.rs")); }
//! # #[cfg(feature = "client")]
//! # fn main() -> Result<(), soap_runtime::Error> {
//! use soap_runtime::{Client, transport::{MockResponse, MockTransport}};
//!
//! // In a program: `transport::Ureq::new()`, or `transport::Reqwest::new()?` and `Client::new`.
//! let transport = MockTransport::new();
//! transport.respond(MockResponse::xml(
//!     "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>\
//!      <Person xmlns='urn:bare'><name>Ada</name></Person></s:Body></s:Envelope>",
//! ));
//! let client = people::PeopleClient::new(Client::blocking("https://example.com/people", transport));
//!
//! let reply = client.find(&7).wait()?;
//! assert_eq!(reply.body.name, "Ada");
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "client"))]
//! # fn main() {}
//! ```
//!
//! The module comes from a contract, in a build script by
//! [`wsdl_codegen::Builder`](https://docs.rs/wsdl-codegen/latest/wsdl_codegen/struct.Builder.html), and into the crate by
//! [`include_module!`]. `wsdl-codegen init CONTRACT` writes both.
//!
//! | to | use |
//! |---|---|
//! | call a service | [`Client`], over a transport of [`transport`]; a generated method returns a [`Call`], which gives a [`Reply`] or an [`Error`] |
//! | set the endpoint, time limits, HTTP headers | the methods of [`Client`] and of each generated client; [`CallOptions`] has all settings |
//! | read a long list while it arrives | [`Call::items`], which gives [`Items`] or [`BlockingItems`] |
//! | send or read attachments that are too large for memory | [`Call::attach`], [`Call::attachments`], with [`ByteStream`] |
//! | name the user | [`Client::with_auth`], with [`Basic`], [`Bearer`], `Digest`, or an [`Auth`] of your own |
//! | send SOAP headers | [`Client::with_headers`]; [`HeaderProvider`] for headers that are made when a call is sent; [`RawHeaderProvider`] for headers that the contract does not declare, such as those of [`ws`] |
//! | change, repeat or refuse requests and responses | [`Interceptor`]; [`EnvelopeInterceptor`] for the envelope alone |
//! | see the messages | [`Observer`], with [`redact()`] |
//! | link spans across services | [`TraceContext`], and the feature `tracing` |
//! | test without a network | [`transport::MockTransport`], or [`Call::ready`] behind the trait that the generator's option `client_trait` makes |
//! | serve | [`server::Dispatcher`], which generated code builds from an implementation of the generated trait |
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
/// ```text
/// // build.rs: wsdl_codegen::Builder::new().wsdl("wsdl/greeter.wsdl").module("hello").build()
/// soap_runtime::include_module!(pub hello);
///
/// let client = hello::GreeterClient::new(client);
/// ```
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
