//! Errors of transports.

use std::error::Error as StdError;
use std::fmt;

/// The most causes of an error that are looked at.
const CAUSES: usize = 32;

/// The transport got no complete HTTP response.
///
/// `Display` ends with the innermost cause where the kind alone does not say the reason.
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
    /// Whether the message says the reason, so that the cause adds nothing.
    is_explained: bool,
}

/// The kinds of errors of transports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The HTTP library cannot make the request.
    InvalidRequest,
    /// A setting of the transport cannot be used. Nothing was sent.
    Setup,
    /// There is no connection (name resolution, TCP, TLS). The request was not sent.
    Connect,
    /// The certificate of the server is refused, or the server refuses the client's. The server has not acted on the request.
    Certificate,
    /// The time limit passed. It is unknown whether the server has acted on the request.
    Timeout,
    /// The connection broke before the end of the response. It is unknown whether the server has acted on the request.
    Closed,
    /// The server's answer is not HTTP.
    Protocol,
    /// The response body is larger than the limit.
    TooLarge,
    /// The call was awaited on a blocking transport, or waited for on an asynchronous one.
    WrongMode,
    /// Anything else.
    Other,
}

impl TransportError {
    /// Makes an error of this kind. Users see the message: it must not hold secrets.
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
            is_explained: false,
        }
    }

    /// Adds the cause.
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Masks secrets in the message, and leaves out causes that repeat one.
    pub(crate) fn mask(&mut self, redaction: &crate::Redaction) {
        redaction.mask(&mut self.message);
        redaction.mask_cause(&mut self.source);
    }

    /// Names the server, and the time limit where it is known. Nothing else of the URL is named: it may hold credentials.
    #[cfg(any(feature = "reqwest", feature = "ureq"))]
    pub(super) fn naming(mut self, server: &str, limit: Option<std::time::Duration>) -> Self {
        self.message = self.message.replacen("the server", server, 1);
        if let Some(limit) = limit.filter(|_| self.kind == TransportErrorKind::Timeout) {
            let named = format!("the time limit of {limit:?}");
            self.message = self.message.replacen("the time limit", &named, 1);
        }
        self
    }

    /// Leaves the cause to [`source`](StdError::source): the message says it in better words.
    #[cfg(any(feature = "reqwest", feature = "ureq"))]
    pub(super) fn explained(mut self) -> Self {
        self.is_explained = true;
        self
    }

    /// The innermost cause, where the message does not say the reason.
    fn root(&self) -> Option<&dyn StdError> {
        let is_explained = match self.kind {
            TransportErrorKind::Connect => self.is_explained,
            TransportErrorKind::Setup
            | TransportErrorKind::InvalidRequest
            | TransportErrorKind::Other => false,
            _ => true,
        };
        let source = self.source.as_deref().filter(|_| !is_explained)?;
        let mut root: &dyn StdError = source;
        for _ in 0..CAUSES {
            match root.source() {
                Some(inner) => root = inner,
                None => break,
            }
        }
        Some(root)
    }

    /// The kind of the error.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the server has certainly not seen the request, so that it is safe to send again.
    pub fn is_not_sent(&self) -> bool {
        matches!(
            self.kind,
            TransportErrorKind::Setup
                | TransportErrorKind::Connect
                | TransportErrorKind::Certificate
                | TransportErrorKind::InvalidRequest
                | TransportErrorKind::WrongMode
        )
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match self.root().map(ToString::to_string) {
            Some(root) if !self.message.contains(&*root) => write!(f, ": {root}"),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("kind", &self.kind)
            .field("message", &self.message)
            .field("source", &self.source)
            .finish()
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}

/// The error of a response body that is larger than this many bytes.
pub(crate) fn too_large(limit: usize) -> TransportError {
    TransportError::new(
        TransportErrorKind::TooLarge,
        format!("the response body is larger than {limit} bytes"),
    )
}
