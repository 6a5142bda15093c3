//! Serving operations: a [`Dispatcher`] reads requests, calls the implementation, and writes responses and faults.
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
mod messages;
mod package;
mod service;
mod settings;

pub use body::Body;
pub use builder::Builder;
pub use contract::Contract;
pub use dispatcher::Dispatcher;
pub use error::{Error, NoFault};
pub use failure::{Failure, FailureKind};
pub use settings::TimeLimits;

use crate::RawElement;
use crate::http::attachments::{Attachments, StreamedAttachment};
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
    /// The other parts of a `multipart/related` request. With [`Dispatcher::stream_attachments`] they are read while they arrive; without it
    /// they are in memory, and the bytes that the message includes from a part (XOP) are in the body, too.
    pub attachments: Attachments,
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
        }
    }

    /// Adds an attachment.
    #[must_use]
    pub fn with_attachment(mut self, attachment: impl Into<StreamedAttachment>) -> Self {
        self.attachments.push(attachment.into());
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
