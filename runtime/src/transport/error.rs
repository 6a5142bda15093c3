//! Errors of transports.

use std::error::Error as StdError;
use std::fmt;

/// The transport got no complete HTTP response.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kinds of errors of transports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The HTTP library cannot make the request.
    InvalidRequest,
    /// No connection: name resolution, TCP, TLS. The request was not sent.
    Connect,
    /// The time limit passed. Whether the server has acted on the request is unknown.
    Timeout,
    /// The connection broke before the whole response was there. Whether the server has acted on the request is unknown.
    Closed,
    /// The server did not answer in HTTP.
    Protocol,
    /// The response body is larger than the limit.
    TooLarge,
    /// The call was awaited on a blocking transport, or waited for on an asynchronous one.
    WrongMode,
    /// Anything else.
    Other,
}

impl TransportError {
    /// An error of `kind`. The message is shown to people: it must not hold secrets.
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }

    /// Adds what caused it.
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The kind.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether it is certain that the server has not seen the request, so that it can safely be sent again.
    pub fn is_not_sent(&self) -> bool {
        matches!(
            self.kind,
            TransportErrorKind::Connect
                | TransportErrorKind::InvalidRequest
                | TransportErrorKind::WrongMode
        )
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}
