//! The reply of a call, and the places that it is read into.

use super::incoming::Incoming;
use crate::RawElement;
use crate::binding::{Blank, Complex, Content, Field};
use crate::http::attachments::{AttachmentLimits, Attachments};
use crate::http::multipart::Attachment;
use crate::soap::stream::ItemPath;
use crate::xml::{Deviation, Skipped};
use std::any::Any;
use std::fmt;

/// The successful reply of a call.
#[non_exhaustive]
pub struct Reply<B, H = ()> {
    /// The content of the Body.
    pub body: B,
    /// The headers.
    pub headers: H,
    /// Elements that the contract does not have. They were skipped.
    pub skipped: Vec<Skipped>,
    /// Deviations from the contract that were tolerated.
    pub deviations: Vec<Deviation>,
    /// Headers that the contract does not have.
    pub unknown_headers: Vec<RawElement>,
    /// The other parts of a `multipart/related` response. Bytes that the message includes from a part (XOP) are in the
    /// body, too.
    pub attachments: Vec<Attachment>,
    /// Status and headers of the HTTP response.
    pub http: http::response::Parts,
}

impl<B, H: Default> Reply<B, H> {
    /// Makes a reply with this body, default headers and HTTP 200, for mocks of a service.
    pub fn new(body: B) -> Self {
        Self::with_headers(body, H::default())
    }
}

impl<B, H> Reply<B, H> {
    /// Makes a reply with this body, these headers and HTTP 200.
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

/// Shows the status of the HTTP response and the names of unknown headers: the rest of them may hold secrets.
impl<B: fmt::Debug, H: fmt::Debug> fmt::Debug for Reply<B, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unknown: Vec<_> = self.unknown_headers.iter().map(RawElement::name).collect();
        f.debug_struct("Reply")
            .field("body", &self.body)
            .field("headers", &self.headers)
            .field("skipped", &self.skipped)
            .field("deviations", &self.deviations)
            .field("unknown_headers", &unknown)
            .field("attachments", &self.attachments.len())
            .field("status", &self.http.status.as_u16())
            .finish()
    }
}

/// The parts of a response other than headers and body.
pub(super) struct ResponseParts {
    pub(super) skipped: Vec<Skipped>,
    pub(super) deviations: Vec<Deviation>,
    pub(super) unknown_headers: Vec<RawElement>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) http: http::response::Parts,
}

/// Takes the headers and the body of a response. It is the only part of a call that is compiled for each operation.
pub(super) trait ResponseSink: Send {
    /// Headers and body, for the reader to fill.
    fn parts(&mut self) -> (&mut dyn Complex, &mut dyn Content);
    /// The headers.
    fn headers(&self) -> &(dyn Any + Send + Sync);
    /// The headers, by value.
    fn take_headers(&mut self) -> Box<dyn Any + Send + Sync>;
    /// Drops everything that was read.
    fn reset(&mut self);
    /// The means to read items while they arrive, if the call asks for it.
    fn items(&mut self) -> Option<ItemTarget<'_>> {
        None
    }
    /// The means to read attachments while they arrive, if the call asks for it.
    fn package(&mut self) -> Option<PackageTarget<'_>> {
        None
    }
}

/// The place of attachments that are read while they arrive.
pub(super) struct PackageTarget<'a> {
    pub(super) limits: &'a AttachmentLimits,
    pub(super) attachments: &'a mut Attachments,
}

/// The place of items that are read while they arrive.
pub(super) struct ItemTarget<'a> {
    /// Where they are in the message.
    pub(super) path: &'a ItemPath,
    /// The list that the next ones are read into.
    pub(super) place: &'a mut dyn Field,
    /// The message, once its first items are there.
    pub(super) incoming: &'a mut Option<Box<Incoming>>,
}

/// The sink of an operation.
pub(super) struct ResponseBuffer<B, H> {
    pub(super) body: B,
    pub(super) headers: H,
}

impl<B: Blank, H: Blank> ResponseBuffer<B, H> {
    pub(super) fn new() -> Self {
        Self {
            body: B::blank(),
            headers: H::blank(),
        }
    }
}

impl<B, H> ResponseBuffer<B, H> {
    pub(super) fn finish(self, parts: ResponseParts) -> Reply<B, H> {
        Reply {
            body: self.body,
            headers: self.headers,
            skipped: parts.skipped,
            deviations: parts.deviations,
            unknown_headers: parts.unknown_headers,
            attachments: parts.attachments,
            http: parts.http,
        }
    }
}

impl<B, H> ResponseSink for ResponseBuffer<B, H>
where
    B: Content + Blank + Send + 'static,
    H: Complex + Blank + Send + Sync + 'static,
{
    fn parts(&mut self) -> (&mut dyn Complex, &mut dyn Content) {
        (&mut self.headers, &mut self.body)
    }
    fn headers(&self) -> &(dyn Any + Send + Sync) {
        &self.headers
    }
    fn take_headers(&mut self) -> Box<dyn Any + Send + Sync> {
        Box::new(std::mem::replace(&mut self.headers, H::blank()))
    }
    fn reset(&mut self) {
        self.body = B::blank();
        self.headers = H::blank();
    }
}
