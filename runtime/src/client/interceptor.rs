//! Interceptors, which see each request and response.

use crate::soap::Operation;
use crate::transport::TransportError;
use bytes::Bytes;
use std::sync::atomic::{AtomicU64, Ordering};

/// The identity of the call that an interceptor or header provider is called for.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CallContext {
    /// The operation.
    pub operation: &'static Operation,
    /// A number that is unique among the calls of this process: it links `after` to `before`.
    pub id: u64,
    /// 1 for the first attempt to send the request, 2 for the second, and so on.
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

/// Sees the exact bytes of each request and response, secrets included. Use [`redact`](crate::redact()) before you show
/// them.
pub trait Interceptor: Send + Sync + 'static {
    /// Called before a request is sent.
    fn before(&self, call: &CallContext, request: &http::Request<Bytes>) {
        let _ = (call, request);
    }

    /// Called with the response before it is read, or with the error if there is none.
    fn after(&self, call: &CallContext, response: Result<&http::Response<Bytes>, &TransportError>) {
        let _ = (call, response);
    }
}
