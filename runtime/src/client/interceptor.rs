//! Interceptors: looking at each request and response.

use crate::soap::Operation;
use crate::transport::TransportError;
use bytes::Bytes;
use std::sync::atomic::{AtomicU64, Ordering};

/// Which call an interceptor or header provider is called for.
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
pub trait Interceptor: Send + Sync + 'static {
    /// Called before a request is sent.
    fn before(&self, call: &CallContext, request: &http::Request<Bytes>) {
        let _ = (call, request);
    }

    /// Called when the response is there, before anything in it is read, or when there is none.
    fn after(&self, call: &CallContext, response: Result<&http::Response<Bytes>, &TransportError>) {
        let _ = (call, response);
    }
}
