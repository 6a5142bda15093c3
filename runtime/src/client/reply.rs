//! What a call gives.

use crate::RawElement;
use crate::http::multipart::Attachment;
use crate::xml::{Deviation, Skipped};
use std::fmt;

/// A successful reply.
#[non_exhaustive]
pub struct Reply<B, H = ()> {
    /// The content of the Body.
    pub body: B,
    /// The headers.
    pub headers: H,
    /// Elements that the contract does not know, which were skipped.
    pub skipped: Vec<Skipped>,
    /// Where the reply departs from the contract and was read all the same.
    pub deviations: Vec<Deviation>,
    /// Headers that the contract does not name.
    pub unknown_headers: Vec<RawElement>,
    /// The other parts of a `multipart/related` reply. Bytes that the contract has in the body (XOP) are there, too.
    pub attachments: Vec<Attachment>,
    /// Status and headers of the HTTP response.
    pub http: http::response::Parts,
}

impl<B, H: Default> Reply<B, H> {
    /// A reply with this body, default headers and HTTP 200: what a mock gives.
    pub fn new(body: B) -> Self {
        Self::with_headers(body, H::default())
    }
}

impl<B, H> Reply<B, H> {
    /// A reply with this body, these headers and HTTP 200.
    pub fn with_headers(body: B, headers: H) -> Self {
        Self {
            body,
            headers,
            skipped: Vec::new(),
            deviations: Vec::new(),
            unknown_headers: Vec::new(),
            attachments: Vec::new(),
            http: http::Response::new(()).into_parts().0,
        }
    }
}

impl<B: Clone, H: Clone> Clone for Reply<B, H> {
    fn clone(&self) -> Self {
        Self {
            body: self.body.clone(),
            headers: self.headers.clone(),
            skipped: self.skipped.clone(),
            deviations: self.deviations.clone(),
            unknown_headers: self.unknown_headers.clone(),
            attachments: self.attachments.clone(),
            http: self.http.clone(),
        }
    }
}

/// HTTP headers may hold secrets (cookies): only the status is shown.
impl<B: fmt::Debug, H: fmt::Debug> fmt::Debug for Reply<B, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("body", &self.body)
            .field("headers", &self.headers)
            .field("skipped", &self.skipped)
            .field("deviations", &self.deviations)
            .field("unknown_headers", &self.unknown_headers)
            .field("attachments", &self.attachments.len())
            .field("status", &self.http.status.as_u16())
            .finish()
    }
}
