//! The blocking transport over `ureq`.

use super::resolver::CachingResolver;
use super::{BlockingTransport, SendLimits, SendResult, TransportError, TransportErrorKind};
use bytes::Bytes;
use std::io::{self, Read};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;

/// Sends with a `ureq` agent on the calling thread: HTTP/1.1, keep-alive, rustls with the `ring` provider.
///
/// Proxies come from the environment (`HTTPS_PROXY` and so on). A host name is resolved again after ten seconds.
#[derive(Clone, Debug)]
pub struct Ureq {
    agent: ureq::Agent,
}

impl Ureq {
    /// Makes an agent with the default set-up.
    pub fn new() -> Self {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(super::tls::provider())
            .build();
        Self {
            agent: ureq::Agent::with_parts(
                ureq::Agent::config_builder().tls_config(tls).build(),
                DefaultConnector::default(),
                CachingResolver::default(),
            ),
        }
    }

    /// Uses an agent that you have set up (proxies, client certificates, pool). Its settings for redirects, HTTP
    /// statuses and time limits are replaced.
    pub fn with_agent(agent: ureq::Agent) -> Self {
        Self { agent }
    }
}

impl Default for Ureq {
    fn default() -> Self {
        Self::new()
    }
}

impl BlockingTransport for Ureq {
    fn send(&self, request: http::Request<Bytes>) -> SendResult {
        let limits = SendLimits::of(&request);
        let (parts, body) = request.into_parts();
        let request = http::Request::from_parts(parts, &body[..]);
        let request = self
            .agent
            .configure_request(request)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(limits.timeout)
            .build();
        let (parts, mut body) = self.agent.run(request).map_err(translate)?.into_parts();

        let expected = body.content_length();
        let too_large = || {
            TransportError::new(
                TransportErrorKind::TooLarge,
                format!(
                    "the response body is larger than {} bytes",
                    limits.response_bytes
                ),
            )
        };
        let mut bytes = Vec::new();
        // One byte over the limit shows that the response is too large.
        let limit = (limits.response_bytes as u64).saturating_add(1);
        if expected.is_some_and(|length| length >= limit) {
            return Err(too_large());
        }
        let mut reader = body.as_reader().take(limit);
        reader
            .read_to_end(&mut bytes)
            .map_err(|error| translate(ureq::Error::from(error)))?;
        if bytes.len() as u64 == limit {
            return Err(too_large());
        }
        Ok(http::Response::from_parts(parts, bytes.into()))
    }
}

fn translate(error: ureq::Error) -> TransportError {
    use ureq::Error;
    let (kind, message) = match &error {
        Error::Timeout(_) => (
            TransportErrorKind::Timeout,
            "no complete response within the time limit",
        ),
        Error::Http(_) | Error::BadUri(_) | Error::InvalidProxyUrl => (
            TransportErrorKind::InvalidRequest,
            "the request could not be made",
        ),
        Error::HostNotFound
        | Error::ConnectionFailed
        | Error::Tls(_)
        | Error::Rustls(_)
        | Error::Pem(_) => (TransportErrorKind::Connect, "no connection to the server"),
        // The standard library has no public error kind for this.
        Error::Io(io) if io.to_string().starts_with("failed to lookup address") => {
            (TransportErrorKind::Connect, "no connection to the server")
        }
        Error::Io(io) => match io.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => (
                TransportErrorKind::Timeout,
                "no complete response within the time limit",
            ),
            io::ErrorKind::ConnectionRefused
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::AddrNotAvailable => {
                (TransportErrorKind::Connect, "no connection to the server")
            }
            _ => (
                TransportErrorKind::Closed,
                "the connection broke before the whole response was there",
            ),
        },
        Error::Protocol(_) => (
            TransportErrorKind::Protocol,
            "the server does not answer in HTTP",
        ),
        _ => (TransportErrorKind::Other, "the HTTP client failed"),
    };
    TransportError::new(kind, message).caused_by(error)
}
