//! Looking at what goes out and comes in, and deciding headers when a call is sent.

use crate::soap::Operation;
use crate::transport::{BoxFuture, TransportError};
use crate::{Error, Headers};
use bytes::Bytes;
use std::sync::atomic::{AtomicU64, Ordering};

/// Which call a hook is called for.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CallContext {
    /// The operation.
    pub operation: &'static Operation,
    /// A number that no other call of this process has: it tells which `after` belongs to which `before`.
    pub id: u64,
    /// 1 for the first time the request is sent, 2 for the second.
    pub attempt: u32,
}

impl CallContext {
    pub(crate) fn new(operation: &'static Operation) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self {
            operation,
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            attempt: 1,
        }
    }
}

/// Sees the exact bytes of each request and response, secrets included: show them through [`redact`](crate::redact()).
pub trait Hooks: Send + Sync + 'static {
    /// Called before a request is sent.
    fn before(&self, call: &CallContext, request: &http::Request<Bytes>) {
        let _ = (call, request);
    }

    /// Called when the response is there, before anything in it is read, or when there is none.
    fn after(&self, call: &CallContext, response: Result<&http::Response<Bytes>, &TransportError>) {
        let _ = (call, response);
    }
}

/// Headers that are decided when a call is sent: a ticket that has to be had first, and had anew once it has expired.
///
/// The headers of the client and of its [`CallOptions`](crate::CallOptions) are laid over these.
pub trait HeaderSource: Send + Sync + 'static {
    /// The headers to send. Asked for once per attempt of a call.
    fn headers<'a>(&'a self, call: &'a CallContext) -> BoxFuture<'a, Result<Headers, Error>>;

    /// The same, for blocking calls.
    ///
    /// # Errors
    /// Whatever kept the headers from being had; the call ends with it.
    fn headers_blocking(&self, call: &CallContext) -> Result<Headers, Error>;

    /// Called when the first attempt of a call has failed: whether to send it a second time, with headers asked for anew.
    /// `sent` is what [`HeaderSource::headers`] gave. Say `true` only if the error means that the server refused the call
    /// without acting on it.
    fn retry<'a>(
        &'a self,
        call: &'a CallContext,
        error: &'a Error,
        sent: &'a Headers,
    ) -> BoxFuture<'a, bool> {
        let _ = (call, error, sent);
        Box::pin(std::future::ready(false))
    }

    /// The same, for blocking calls.
    fn retry_blocking(&self, call: &CallContext, error: &Error, sent: &Headers) -> bool {
        let _ = (call, error, sent);
        false
    }
}
