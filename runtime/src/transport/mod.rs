//! Transports, which carry an HTTP request to a server and its response back.
//!
//! The runtime does no I/O itself. A transport gets a complete request and returns a complete response. Connections, their pool,
//! TLS and proxies belong to its HTTP library.
//!
//! | to | use, on `Reqwest::builder()` or `Ureq::builder()` |
//! |---|---|
//! | go through a proxy | `proxy`, with a `Proxy` for credentials and exceptions; `no_proxy` for none at all |
//! | show a client certificate | `identity_pem` |
//! | trust a private authority | `add_root_certificates_pem`, `only_root_certificates_pem` |
//! | keep a cookie session | `cookie_store` |
//! | set limits | `connect_timeout`, `read_timeout`, `timeout`, `response_limit`, `pool_max_idle_per_host`, `pool_idle_timeout` |
//! | name the program, add headers | `user_agent`, `default_headers` |
//! | speak HTTP/2 | `Reqwest` with the feature `http2` |
//! | set anything else of the library | `customize` |
//!
//! TLS is rustls with the `ring` provider and the certificate authorities of the system. The libraries are re-exported as
//! `transport::reqwest` and `transport::ureq`, so that their versions match, and so are the crates of the types of requests and
//! responses, [`transport::http`](http) and [`transport::bytes`](bytes).

#[cfg(any(feature = "reqwest", feature = "ureq"))]
mod cookies;
mod error;
mod mock;
mod on_a_thread;
#[cfg(feature = "reqwest")]
mod over_reqwest;
#[cfg(feature = "ureq")]
mod over_ureq;
#[cfg(any(feature = "reqwest", feature = "ureq"))]
mod proxy;
#[cfg(any(feature = "reqwest", feature = "ureq"))]
mod settings;
mod stream;
#[cfg(any(feature = "reqwest", feature = "ureq"))]
mod tls;
#[cfg(feature = "tower")]
mod tower;

pub use crate::http::BoxFuture;
pub(crate) use error::too_large;
pub use error::{TransportError, TransportErrorKind};
pub use mock::{MockResponse, MockTransport};
pub(crate) use on_a_thread::on_a_thread;
#[cfg(feature = "reqwest")]
pub use over_reqwest::{Reqwest, ReqwestBuilder};
#[cfg(feature = "ureq")]
pub use over_ureq::{Ureq, UreqBuilder};
#[cfg(any(feature = "reqwest", feature = "ureq"))]
pub use proxy::Proxy;
pub use stream::{BodyStream, Pieces, StreamResponse};
#[cfg(any(feature = "reqwest", feature = "ureq"))]
pub use tls::install_crypto_provider;
#[cfg(feature = "tower")]
pub use tower::Tower;

/// The crate of [`Bytes`], the bodies that transports, interceptors and observers see.
pub use ::bytes;
/// The crate of requests, responses and headers that transports, interceptors, observers and
/// [`CallOptions::with_http_header`](crate::CallOptions::with_http_header) use.
pub use ::http;
/// The HTTP library behind [`Reqwest`].
#[cfg(feature = "reqwest")]
pub use ::reqwest;
/// The HTTP library behind [`Ureq`].
#[cfg(feature = "ureq")]
pub use ::ureq;

use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;

/// The User-Agent header of a request whose caller says nothing of it.
pub(crate) const USER_AGENT_VALUE: &str = concat!("soap-runtime/", env!("CARGO_PKG_VERSION"));

/// Headers that a transport has added to a request, in the extensions of its response: errors do not show their secrets.
#[derive(Clone, Default)]
pub(crate) struct SentHeaders(pub(crate) http::HeaderMap);

/// The outcome of sending a request: a whole response, in memory.
type SendResult = Result<http::Response<Bytes>, TransportError>;

/// Carries requests asynchronously.
///
/// An implementation must
/// * obey [`SendLimits::of`] the request: give up after `timeout`, and stop reading after `response_bytes`;
/// * not follow redirects (the request carries credentials);
/// * send a request at most once: a call is not idempotent;
/// * return every HTTP response as `Ok`, whatever its status.
///
/// It may answer a request that has the extension [`StreamResponse`] with a [`BodyStream`].
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and returns the whole response.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;

    /// Whether it sends the [`BodyStream`] of a request, by [`BodyStream::of_request`]. A transport that does not gets the whole body.
    fn sends_streams(&self) -> bool {
        false
    }

    /// Returns the blocking form of this transport, if it has one. Without it, [`Call::wait`](crate::Call::wait) is an error.
    fn as_blocking(&self) -> Option<&dyn BlockingTransport> {
        None
    }
}

/// Carries requests on the calling thread. The requirements are those of [`Transport`].
pub trait BlockingTransport: Send + Sync + 'static {
    /// Sends one request and returns the whole response.
    fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError>;

    /// Whether it sends the [`BodyStream`] of a request, by [`BodyStream::of_request`]. A transport that does not gets the whole body.
    fn sends_streams(&self) -> bool {
        false
    }

    /// Returns the asynchronous form of this transport, if it has one. Without it, each awaited call has a thread of its own.
    fn as_async(&self) -> Option<&dyn Transport> {
        None
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, SendResult> {
        (**self).send(request)
    }
    fn sends_streams(&self) -> bool {
        (**self).sends_streams()
    }
    fn as_blocking(&self) -> Option<&dyn BlockingTransport> {
        (**self).as_blocking()
    }
}

impl<T: BlockingTransport + ?Sized> BlockingTransport for Arc<T> {
    fn send(&self, request: http::Request<Bytes>) -> SendResult {
        (**self).send(request)
    }
    fn sends_streams(&self) -> bool {
        (**self).sends_streams()
    }
    fn as_async(&self) -> Option<&dyn Transport> {
        (**self).as_async()
    }
}

/// The limits that a transport must obey. They are an extension of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SendLimits {
    /// The time from now to the last byte of the response; `None` for no limit.
    pub timeout: Option<Duration>,
    /// The most bytes of a response body, counted on the wire.
    pub response_bytes: usize,
}

impl SendLimits {
    /// Limits of this time and this size.
    pub const fn new(timeout: Option<Duration>, response_bytes: usize) -> Self {
        Self {
            timeout,
            response_bytes,
        }
    }

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
