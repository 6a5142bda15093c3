//! Serving operations: a [`Dispatcher`] reads requests, calls the implementation, and writes responses and faults.
//!
//! With the option `server(true)` of the generator, a port type `Shop` is a trait `ShopServer` with a method for each operation, and the
//! function `dispatcher` makes a [`Dispatcher`] of what implements it. Both are at the top of the module, and in its module `shop_server`;
//! with several port types `dispatcher` is only in these. The contract of the [front page](crate), on axum:
//!
//! ```toml
//! [dependencies]
//! axum = "0.8"
//! soap-runtime = { version = "0.1", features = ["server"] }
//! tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }
//!
//! [build-dependencies]
//! wsdl-codegen = "0.1"
//! ```
//!
//! ```ignore
//! // build.rs
//! fn main() -> Result<(), wsdl_codegen::Error> {
//!     wsdl_codegen::Builder::new()
//!         .wsdl("wsdl/shop.wsdl")
//!         .module("shop")
//!         .server(true)
//!         .build()
//! }
//! ```
//!
#![cfg_attr(feature = "client", doc = "```no_run")]
#![cfg_attr(not(feature = "client"), doc = "```ignore")]
//! // src/main.rs
//! use shop::{Order, OrderFault, OrderResponse, ShopServer, SoldOut};
//! use soap_runtime::server::{Request, Response, Result};
//!
//! # #[cfg(any())]
//! soap_runtime::include_module!(shop);
//! # mod shop { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/start/expected/mod.rs")); }
//! # macro_rules! include_str { ($_:literal) => { core::include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/start/input.wsdl")) } }
//!
//! struct Shop {
//!     left: i32,
//! }
//!
//! impl ShopServer for Shop {
//!     // The types of the headers are `()` where an operation has none, as in `Request<Order, ()>`.
//!     async fn order(&self, request: Request<Order>) -> Result<OrderResponse, (), OrderFault> {
//!         if request.body.count > self.left {
//!             return Err(OrderFault::SoldOut(SoldOut::new(self.left)).into());
//!         }
//!         Ok(Response::new(OrderResponse::new(4711)))
//!     }
//! }
//!
//! #[tokio::main]
//! async fn main() -> std::io::Result<()> {
//!     // The contract is at `http://localhost:8080/shop?wsdl`.
//!     let dispatcher = shop::dispatcher(Shop { left: 5 }).wsdl(include_str!("../wsdl/shop.wsdl"));
//!     let router = axum::Router::new().route_service("/shop", dispatcher);
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//!     axum::serve(listener, router).await
//! }
//! ```
//!
//! A contract that imports others needs them, too: [`Contract::with_document`]. A server without any client is generated with
//! `client(false)`, and `soap-runtime` needs no feature but `server`.
//!
//! HTTP statuses follow the bindings: SOAP 1.1, section 6.2 (every fault is a 500), and SOAP 1.2 Part 2, section
//! 7.5.2.2 (a fault of the sender is a 400, any other a 500). Requests without a SOAP message get a short plain text:
//! 400 (no body), 405 (not POST), 408 (the body took too long), 413 (too large) and 415 (not XML).
//!
//! No answer repeats the caller's headers or shows a path, a stack trace or the text of a panic.

mod addressing;
mod body;
mod builder;
mod catch_unwind;
mod contract;
mod dispatcher;
mod error;
mod failure;
mod faults;
mod http_errors;
mod items;
mod messages;
mod more;
mod package;
mod service;
mod settings;
mod streaming;

pub use body::Body;
pub use builder::Builder;
pub use contract::Contract;
pub use dispatcher::Dispatcher;
pub use error::{Error, NoFault};
pub use failure::{Failure, FailureKind};
pub use items::Items;
pub use settings::TimeLimits;

/// The crate of `Bytes`, the bodies that interceptors of envelopes see.
pub use ::bytes;
/// The crate of the requests and responses of a [`Dispatcher`].
pub use ::http;

use crate::RawElement;
use crate::binding::{Blank, Content, Field};
use crate::http::attachments::{Attachments, StreamedAttachment};
#[cfg(feature = "stream")]
use crate::soap::stream::Streamed;
use crate::soap::stream::{Iterated, MoreItems};
use crate::xml::Skipped;
use items::WaitingItems;
use more::More;
use std::fmt;

/// A request that has been read.
#[non_exhaustive]
pub struct Request<B, H = ()> {
    /// The content of the Body.
    pub body: B,
    /// The headers.
    pub headers: H,
    /// Elements that the contract does not have. They were skipped.
    pub skipped: Vec<Skipped>,
    /// Headers that the contract does not have.
    pub unknown_headers: Vec<RawElement>,
    /// The HTTP request without its body: URL, headers, extensions.
    pub http: http::request::Parts,
    /// The other parts of a `multipart/related` request. With [`Dispatcher::stream_attachments`] they are read while they arrive; without it
    /// they are in memory, and the bytes that the message includes from a part (XOP) are in the body, too.
    pub attachments: Attachments,
    /// Items that are read while the request arrives.
    items: Option<WaitingItems>,
}

impl<B, H> Request<B, H> {
    /// Makes a request for tests of a service.
    pub fn new(body: B, headers: H) -> Self {
        Self {
            body,
            headers,
            skipped: Vec::new(),
            unknown_headers: Vec::new(),
            http: http::Request::new(()).into_parts().0,
            attachments: Attachments::none(),
            items: None,
        }
    }
}

/// Shows only the path of the HTTP request: its headers may hold secrets.
impl<B: fmt::Debug, H: fmt::Debug> fmt::Debug for Request<B, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("body", &self.body)
            .field("headers", &self.headers)
            .field("path", &self.http.uri.path())
            .field("attachments", &self.attachments)
            .finish()
    }
}

/// The response of an operation.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Response<B, H = ()> {
    /// The content of the Body.
    pub body: B,
    /// The headers.
    pub headers: H,
    /// Attachments, which are read while the response is sent. Members of the body may be in them:
    /// [`Base64Binary::in_part`](crate::Base64Binary::in_part). Then the response is a package of MTOM, else of SOAP Messages with
    /// Attachments.
    pub attachments: Vec<StreamedAttachment>,
    more: Option<More>,
}

impl<B, H: Default> Response<B, H> {
    /// Makes a response with default headers.
    pub fn new(body: B) -> Self {
        Self::with_headers(body, H::default())
    }
}

impl<B, H> Response<B, H> {
    /// Makes a response with these headers.
    pub fn with_headers(body: B, headers: H) -> Self {
        Self {
            body,
            headers,
            attachments: Vec::new(),
            more: None,
        }
    }

    /// Adds an attachment.
    #[must_use]
    pub fn with_attachment(mut self, attachment: impl Into<StreamedAttachment>) -> Self {
        self.attachments.push(attachment.into());
        self
    }
}

impl<B: Content + Blank, H> Response<B, H> {
    /// The same response with more items in its list of `T`, which has one item at least: these follow it, and are written while the response
    /// is sent, so that only a few are in memory at once.
    ///
    /// An item that cannot be written breaks the response off. Attachments and interceptors of envelopes need all of a response: with them
    /// the caller gets a fault.
    ///
    /// ```
    /// # use soap_runtime::{__private::v1::{Blank, Content, Field}, server::Response};
    /// # fn show<ListResponse: Content + Blank, Row: Send + 'static>(first: ListResponse, rows: Vec<Row>) where Vec<Row>: Field {
    /// let response = Response::<_, ()>::new(first).followed_by::<Row, _>(rows);
    /// # let _ = response;
    /// # }
    /// ```
    #[must_use]
    pub fn followed_by<T, I>(self, items: I) -> Self
    where
        T: Send + 'static,
        Vec<T>: Field,
        I: IntoIterator<Item = T>,
        I::IntoIter: Send + 'static,
    {
        self.with_more::<T>(None, Box::new(Iterated(items.into_iter())))
    }

    /// Like [`Response::followed_by`], with the names of the elements from the element in the Body, which is not named, to the item, such as
    /// `Result/Row`. For responses with several lists of `T`, and for lists of values that are no structs.
    #[must_use]
    pub fn followed_by_at<T, I>(self, path: impl Into<String>, items: I) -> Self
    where
        T: Send + 'static,
        Vec<T>: Field,
        I: IntoIterator<Item = T>,
        I::IntoIter: Send + 'static,
    {
        self.with_more::<T>(Some(path.into()), Box::new(Iterated(items.into_iter())))
    }

    /// Like [`Response::followed_by`], with the items of a stream.
    ///
    /// ```
    /// # use soap_runtime::{__private::v1::{Blank, Content, Field}, server::Response};
    /// # fn show<ListResponse: Content + Blank, Row: Send + 'static>(
    /// #     first: ListResponse,
    /// #     rows: impl futures_core::Stream<Item = Row> + Send + 'static,
    /// # ) where Vec<Row>: Field {
    /// let response = Response::<_, ()>::new(first).followed_by_stream(rows);
    /// # let _ = response;
    /// # }
    /// ```
    #[cfg(feature = "stream")]
    #[must_use]
    pub fn followed_by_stream<T, S>(self, items: S) -> Self
    where
        T: Send + 'static,
        Vec<T>: Field,
        S: futures_core::Stream<Item = T> + Send + 'static,
    {
        self.with_more::<T>(None, Box::new(Streamed(Box::pin(items))))
    }

    fn with_more<T>(mut self, path: Option<String>, items: Box<dyn MoreItems>) -> Self
    where
        Vec<T>: Field,
    {
        self.more = Some(More::new::<B, T>(path, items));
        self
    }
}

/// The response with this body and default headers.
impl<B, H: Default> From<B> for Response<B, H> {
    fn from(body: B) -> Self {
        Self::new(body)
    }
}

/// The result of an operation: a response, or a fault in the caller's SOAP version. `F` is the enum of the faults that the contract
/// declares for the operation.
pub type Result<B, H = (), F = NoFault> = std::result::Result<Response<B, H>, Error<F>>;
