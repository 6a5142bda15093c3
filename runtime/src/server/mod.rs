//! Serving operations: a [`Dispatcher`] reads requests, calls the implementation, and writes responses and faults.
//!
//! HTTP statuses follow the bindings: SOAP 1.1, section 6.2 (every fault is a 500), and SOAP 1.2 Part 2, section
//! 7.5.2.2 (a fault of the sender is a 400, any other a 500). Requests without a SOAP message get a short plain text:
//! 400 (no body), 405 (not POST), 408 (the body took too long), 413 (too large) and 415 (not XML).
//!
//! No answer repeats the caller's headers or shows a path, a stack trace or the text of a panic.

mod addressing;
mod builder;
mod catch_unwind;
mod contract;
mod dispatcher;
mod error;
mod failure;
mod faults;
mod http_errors;
mod messages;
mod service;
mod settings;

pub use builder::Builder;
pub use contract::Contract;
pub use dispatcher::Dispatcher;
pub use error::{Error, NoFault};
pub use failure::{Failure, FailureKind};

use crate::RawElement;
use crate::xml::Skipped;
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
            .finish()
    }
}

/// The response of an operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response<B, H = ()> {
    /// The content of the Body.
    pub body: B,
    /// The headers.
    pub headers: H,
}

impl<B, H: Default> Response<B, H> {
    /// Makes a response with default headers.
    pub fn new(body: B) -> Self {
        Self {
            body,
            headers: H::default(),
        }
    }
}

impl<B, H> Response<B, H> {
    /// Makes a response with these headers.
    pub fn with_headers(body: B, headers: H) -> Self {
        Self { body, headers }
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
