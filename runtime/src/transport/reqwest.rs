//! The asynchronous transport over `reqwest`.

use super::{BoxFuture, SendLimits, SendResult, Transport, TransportError, TransportErrorKind};
use crate::http::body::BodyCollector;
use bytes::Bytes;
use std::error::Error as _;

/// Sends with a `reqwest` client: HTTP/1.1, keep-alive, rustls with the `ring` provider. It needs a Tokio runtime.
///
/// Proxies come from the environment (`HTTPS_PROXY` and so on).
#[derive(Clone, Debug)]
pub struct Reqwest {
    client: reqwest::Client,
}

impl Reqwest {
    /// Makes a client that follows no redirects and repeats no request.
    ///
    /// # Errors
    /// [`TransportErrorKind::Other`] if TLS cannot be set up.
    pub fn new() -> Result<Self, TransportError> {
        let failed = |what: &str, source: Box<dyn std::error::Error + Send + Sync>| {
            TransportError::new(TransportErrorKind::Other, what.to_owned()).caused_by(source)
        };
        let tls = super::tls::client_config()
            .map_err(|source| failed("TLS could not be set up", source.into()))?;
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .build()
            .map_err(|source| failed("the HTTP client could not be set up", source.into()))?;
        Ok(Self { client })
    }

    /// Uses a client that you have set up (proxies, client certificates, pool). It must follow no redirects
    /// (`reqwest::redirect::Policy::none()`), since they would carry credentials to any host, and repeat no requests
    /// (`reqwest::retry::never()`).
    pub fn with_client(client: reqwest::Client) -> Self {
        Self { client }
    }
}

impl Transport for Reqwest {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, SendResult> {
        Box::pin(async move {
            let limits = SendLimits::of(&request);
            let mut request = reqwest::Request::try_from(request).map_err(translate)?;
            *request.timeout_mut() = limits.timeout;
            let mut received = self.client.execute(request).await.map_err(translate)?;

            let mut response = http::Response::new(Bytes::new());
            *response.status_mut() = received.status();
            *response.version_mut() = received.version();
            *response.headers_mut() = std::mem::take(received.headers_mut());

            let mut collector = BodyCollector::new(limits.response_bytes);
            while let Some(chunk) = received.chunk().await.map_err(translate)? {
                collector
                    .push(chunk)
                    .map_err(|_| too_large(limits.response_bytes))?;
            }
            *response.body_mut() = collector.finish();
            Ok(response)
        })
    }
}

fn too_large(limit: usize) -> TransportError {
    TransportError::new(
        TransportErrorKind::TooLarge,
        format!("the response body is larger than {limit} bytes"),
    )
}

/// Leaves the URL out of the message: it may hold credentials, and the caller knows it.
fn translate(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let (kind, message) = if error.is_timeout() {
        (
            TransportErrorKind::Timeout,
            "no complete response within the time limit",
        )
    } else if error.is_builder() {
        (
            TransportErrorKind::InvalidRequest,
            "the request could not be made",
        )
    } else if error.is_connect() {
        (TransportErrorKind::Connect, "no connection to the server")
    } else if is_protocol(&error) {
        (
            TransportErrorKind::Protocol,
            "the server does not answer in HTTP",
        )
    } else if error.is_request() || error.is_body() || error.is_decode() {
        (
            TransportErrorKind::Closed,
            "the connection broke before the whole response was there",
        )
    } else {
        (TransportErrorKind::Other, "the HTTP client failed")
    };
    TransportError::new(kind, message).caused_by(error)
}

/// `reqwest` does not classify parse errors. Their text in `hyper` is stable ("invalid HTTP ... parsed").
fn is_protocol(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(inner) = source {
        if inner.source().is_none() {
            return inner.to_string().starts_with("invalid HTTP");
        }
        source = inner.source();
    }
    false
}
