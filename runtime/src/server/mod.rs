//! Serving operations: a [`Dispatcher`] reads requests, calls what implements them, and writes responses and faults.
//!
//! HTTP statuses are those of the SOAP 1.1 HTTP binding (SOAP 1.1, section 6.2: every fault is a 500) and of the SOAP 1.2 one
//! (Part 2, section 7.5.2.2: a sender's fault is a 400, every other one a 500). Requests that are none of SOAP's business get a
//! short plain text: 400 (no body), 405 (not POST), 408 (the body took too long), 413 (too large) and 415 (not XML).
//!
//! Nothing that a caller sent in its headers is repeated to it, and no answer holds a path, a stack trace or the text of a
//! panic.

mod addressing;
mod builder;
mod catch_unwind;
mod dispatcher;
mod faults;
mod http_errors;
mod messages;
mod service;
mod settings;
mod timeout;
mod wsdl;

pub use builder::Builder;
pub use dispatcher::Dispatcher;

use crate::RawElement;
use crate::soap::Fault;
use crate::xml::Skipped;
use std::fmt;

/// A request that has been read.
#[non_exhaustive]
pub struct Request<B, H = ()> {
    /// The content of the Body.
    pub body: B,
    /// The headers.
    pub headers: H,
    /// Elements that the contract does not know, which were skipped.
    pub skipped: Vec<Skipped>,
    /// Headers that the contract does not name.
    pub unknown_headers: Vec<RawElement>,
    /// The HTTP request without its body: URL, headers, extensions.
    pub http: http::request::Parts,
}

impl<B, H> Request<B, H> {
    /// A request as tests of a service need it.
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

/// HTTP headers may hold secrets: only the path is shown.
impl<B: fmt::Debug, H: fmt::Debug> fmt::Debug for Request<B, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("body", &self.body)
            .field("headers", &self.headers)
            .field("path", &self.http.uri.path())
            .finish()
    }
}

/// A response to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response<B, H = ()> {
    /// The content of the Body.
    pub body: B,
    /// The headers.
    pub headers: H,
}

impl<B, H: Default> Response<B, H> {
    /// A response with default headers.
    pub fn new(body: B) -> Self {
        Self {
            body,
            headers: H::default(),
        }
    }
}

impl<B, H> Response<B, H> {
    /// A response with headers.
    pub fn with_headers(body: B, headers: H) -> Self {
        Self { body, headers }
    }
}

/// The result of an operation: a response, or a fault, which is sent in the caller's SOAP version.
pub type Result<B, H = ()> = std::result::Result<Response<B, H>, Fault>;
