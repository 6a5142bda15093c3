//! Transports, which carry an HTTP request to a server and its response back.
//!
//! The runtime does no I/O itself. A transport gets a complete request and returns a complete response. Proxies, client
//! certificates, NTLM and connection pools belong to its HTTP library.

mod error;
mod mock;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "ureq")]
mod resolver;
#[cfg(any(feature = "reqwest", feature = "ureq"))]
mod tls;
#[cfg(feature = "tower")]
mod tower;
#[cfg(feature = "ureq")]
mod ureq;

pub use crate::http::BoxFuture;
pub use error::{TransportError, TransportErrorKind};
pub use mock::{MockResponse, MockTransport};
#[cfg(feature = "reqwest")]
pub use reqwest::Reqwest;
#[cfg(feature = "tower")]
pub use tower::Tower;
#[cfg(feature = "ureq")]
pub use ureq::Ureq;

use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;

/// The outcome of sending a request: a whole response, in memory.
type SendResult = Result<http::Response<Bytes>, TransportError>;

/// Carries requests asynchronously.
///
/// An implementation must
/// * obey [`SendLimits::of`] the request: give up after `timeout`, and stop reading after `response_bytes`;
/// * not follow redirects (the request carries credentials);
/// * send a request at most once: a call is not idempotent;
/// * return every HTTP response as `Ok`, whatever its status.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and returns the whole response.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;

    /// Returns the blocking form of this transport, if it has one.
    fn as_blocking(&self) -> Option<&dyn BlockingTransport> {
        None
    }
}

/// Carries requests on the calling thread. The requirements are those of [`Transport`].
pub trait BlockingTransport: Send + Sync + 'static {
    /// Sends one request and returns the whole response.
    fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError>;

    /// Returns the asynchronous form of this transport, if it has one.
    fn as_async(&self) -> Option<&dyn Transport> {
        None
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, SendResult> {
        (**self).send(request)
    }
    fn as_blocking(&self) -> Option<&dyn BlockingTransport> {
        (**self).as_blocking()
    }
}

impl<T: BlockingTransport + ?Sized> BlockingTransport for Arc<T> {
    fn send(&self, request: http::Request<Bytes>) -> SendResult {
        (**self).send(request)
    }
    fn as_async(&self) -> Option<&dyn Transport> {
        (**self).as_async()
    }
}

/// The limits that a transport must obey. They are an extension of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendLimits {
    /// The time from now to the last byte of the response; `None` for no limit.
    pub timeout: Option<Duration>,
    /// The most bytes of a response body, counted on the wire.
    pub response_bytes: usize,
}

impl SendLimits {
    /// Returns the limits in a request's extensions, or the default ones.
    pub fn of<B>(request: &http::Request<B>) -> Self {
        request.extensions().get().copied().unwrap_or_default()
    }
}

/// 100 seconds and 64 MiB.
impl Default for SendLimits {
    fn default() -> Self {
        Self {
            timeout: Some(Duration::from_secs(100)),
            response_bytes: 64 << 20,
        }
    }
}
