//! The one error of a call.

use crate::http::InvalidRequest;
use crate::soap::Fault;
use crate::transport::TransportError;
use crate::{DecodeError, EncodeError, Redaction, redact};
use bytes::Bytes;
use http::StatusCode;
use std::any::Any;
use std::error::Error as StdError;
use std::fmt;

/// Most bytes of a body that [`HttpError`] keeps.
const KEPT: usize = 64 << 10;
/// Most characters of a body that `Display` shows.
const SHOWN: usize = 200;

/// Why a call gave no response. One pointer wide.
///
/// `Display` and `Debug` mask secrets: the content of elements that the client's [`Redaction`] names, and, wherever else they
/// turn up, the secrets that the request held. The same holds for [`Error::kind`] and what it holds; only the detail of a
/// fault, the header of a service's failure and [`Error::raw`] are as they came.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    operation: Option<(&'static str, &'static str)>,
    raw: Option<Bytes>,
    headers: Option<Box<dyn Any + Send + Sync>>,
    redaction: Redaction,
}

/// The kinds of errors of a call.
#[non_exhaustive]
pub enum ErrorKind {
    /// A request that cannot be made. Nothing was sent.
    InvalidRequest(InvalidRequest),
    /// No HTTP response.
    Transport(TransportError),
    /// An HTTP response that holds no SOAP message, or one with a status that says failure and no fault in it.
    Http(HttpError),
    /// A SOAP fault.
    Fault(Fault),
    /// A response that is not what the contract says.
    Decode(DecodeError),
    /// A request that cannot be written.
    Encode(EncodeError),
    /// A response header that means failure.
    Service(ServiceError),
}

/// An HTTP response that is no SOAP response.
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpError {
    /// Status.
    pub status: StatusCode,
    /// Content-Type, if there was one.
    pub content_type: Option<String>,
    /// The body: its first 64 KiB.
    pub body: Bytes,
    /// Why it is no response.
    pub reason: HttpReason,
    redaction: Redaction,
}

/// Why an HTTP response is no SOAP response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpReason {
    /// The status says failure, and the body holds no fault.
    Status,
    /// The status says success, but nothing came where a response is due.
    Empty,
    /// The body is no SOAP message: an HTML page, for instance.
    NotSoap,
    /// A redirect, which is not followed: the request carries credentials.
    Redirect {
        /// Host of the Location header, with the port if it names one; `None` if there is none to be read.
        host: Option<String>,
    },
    /// A multipart response that is no package of a SOAP message and its attachments; with what is wrong with it.
    Multipart(&'static str),
    /// A Content-Encoding that is unknown, or a body that does not match it.
    Encoding(String),
    /// The decompressed body would be larger than this many bytes.
    TooLarge(usize),
}

/// A failure that the service reports in a response header.
pub struct ServiceError {
    message: String,
    value: Box<dyn Any + Send + Sync>,
}

impl ServiceError {
    /// A failure with a message for users, and the value of the header.
    pub fn new<T: Any + Send + Sync>(message: impl Into<String>, value: T) -> Self {
        Self {
            message: message.into(),
            value: Box::new(value),
        }
    }

    /// The message for users.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The header's value, if it is a `T`.
    pub fn value<T: Any>(&self) -> Option<&T> {
        self.value.downcast_ref()
    }
}

impl Error {
    /// An error of this kind.
    pub fn new(kind: impl Into<ErrorKind>) -> Self {
        Self(Box::new(Inner {
            kind: kind.into(),
            operation: None,
            raw: None,
            headers: None,
            redaction: Redaction::default(),
        }))
    }

    /// The kind, with its details.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The kind, by value.
    pub fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// The SOAP fault, if it is one.
    pub fn as_fault(&self) -> Option<&Fault> {
        match &self.0.kind {
            ErrorKind::Fault(fault) => Some(fault),
            _ => None,
        }
    }

    /// The declared fault `T`, if the fault's detail holds one: `None` if this is no fault, or one of another kind; an error if
    /// the detail is a `T` that cannot be read.
    pub fn fault<T: crate::soap::FaultDetail>(&self) -> Option<Result<T, DecodeError>> {
        self.as_fault()?.detail.iter().find_map(T::from_detail)
    }

    /// The header's value, if the service reported a failure in a response header, and its type is `T`.
    pub fn service<T: Any>(&self) -> Option<&T> {
        match &self.0.kind {
            ErrorKind::Service(error) => error.value(),
            _ => None,
        }
    }

    /// The response's headers, as far as they were read: `H` is the operation's struct of response headers.
    pub fn headers<H: Any>(&self) -> Option<&H> {
        self.0.headers.as_ref()?.downcast_ref()
    }

    /// The response as it came, decompressed: the exact bytes, with secrets, if there was a response. For people, see
    /// [`redact`](crate::redact()).
    pub fn raw(&self) -> Option<&Bytes> {
        self.0.raw.as_ref()
    }

    /// Service and operation.
    pub fn operation(&self) -> Option<(&'static str, &'static str)> {
        self.0.operation
    }

    /// Whether it is certain that the server has not acted on the request.
    pub fn not_sent(&self) -> bool {
        match &self.0.kind {
            ErrorKind::InvalidRequest(_) | ErrorKind::Encode(_) => true,
            ErrorKind::Transport(error) => error.not_sent(),
            _ => false,
        }
    }

    /// Whether the time limit passed.
    pub fn is_timeout(&self) -> bool {
        matches!(&self.0.kind, ErrorKind::Transport(error) if error.kind() == crate::transport::TransportErrorKind::Timeout)
    }

    pub(crate) fn at(mut self, service: &'static str, operation: &'static str) -> Self {
        self.0.operation.get_or_insert((service, operation));
        self
    }

    pub(crate) fn with_raw(mut self, raw: Bytes) -> Self {
        self.0.raw = Some(raw);
        self
    }

    pub(crate) fn with_headers(mut self, headers: Box<dyn Any + Send + Sync>) -> Self {
        self.0.headers = Some(headers);
        self
    }

    pub(crate) fn with_redaction(mut self, redaction: Redaction) -> Self {
        self.0.kind.mask(&redaction);
        self.0.redaction = redaction;
        self
    }

    #[cfg(feature = "tracing")]
    pub(crate) fn kind_name(&self) -> &'static str {
        self.0.kind.name()
    }
}

impl ErrorKind {
    fn name(&self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "InvalidRequest",
            Self::Transport(_) => "Transport",
            Self::Http(_) => "Http",
            Self::Fault(_) => "Fault",
            Self::Decode(_) => "Decode",
            Self::Encode(_) => "Encode",
            Self::Service(_) => "Service",
        }
    }

    /// Masks secrets in the texts that users see.
    fn mask(&mut self, redaction: &Redaction) {
        match self {
            Self::Http(error) => error.redaction = redaction.clone(),
            Self::Fault(fault) => fault.mask(redaction),
            Self::Decode(error) => error.mask(redaction),
            Self::Service(error) => redaction.mask(&mut error.message),
            // Written here, without any value of a message.
            Self::InvalidRequest(_) | Self::Transport(_) | Self::Encode(_) => {}
        }
    }

    fn text(&self) -> String {
        match self {
            Self::InvalidRequest(error) => error.to_string(),
            Self::Transport(error) => error.to_string(),
            Self::Http(error) => error.to_string(),
            Self::Fault(fault) => fault.to_string(),
            Self::Decode(error) => error.to_string(),
            Self::Encode(error) => error.to_string(),
            Self::Service(error) => error.to_string(),
        }
    }
}

impl HttpError {
    pub(crate) fn new<B>(response: &http::Response<B>, body: &Bytes, reason: HttpReason) -> Self {
        let content_type = response.headers().get(http::header::CONTENT_TYPE);
        Self {
            status: response.status(),
            content_type: content_type
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
            body: if body.len() > KEPT {
                Bytes::copy_from_slice(body.get(..KEPT).unwrap_or_default())
            } else {
                body.clone()
            },
            reason,
            redaction: Redaction::default(),
        }
    }

    fn text(&self) -> String {
        let mut text = format!("HTTP {}", self.status);
        let reason = match &self.reason {
            HttpReason::Status => String::new(),
            HttpReason::Empty => ": an empty reply where one is due".to_owned(),
            HttpReason::NotSoap => ": no SOAP message".to_owned(),
            HttpReason::Redirect { host: Some(host) } => {
                format!(": a redirect to {host}, which was not followed")
            }
            HttpReason::Redirect { host: None } => {
                ": a redirect without a usable Location".to_owned()
            }
            HttpReason::Multipart(why) => format!(": {why}"),
            HttpReason::Encoding(encoding) => format!(": the body is no {encoding}"),
            HttpReason::TooLarge(limit) => {
                format!(": the decompressed reply is larger than {limit} bytes")
            }
        };
        text.push_str(&reason);
        if let Some(content_type) = &self.content_type {
            text.push_str(&format!(
                " ({})",
                self.redaction.plain(content_type).escape_debug()
            ));
        }
        if !self.body.is_empty()
            && !matches!(
                self.reason,
                HttpReason::Encoding(_) | HttpReason::TooLarge(_) | HttpReason::Multipart(_)
            )
        {
            // Redacted before it is cut: an end tag that is cut off must not unmask anything.
            let body = redact(self.body.get(..4096).unwrap_or(&self.body), &self.redaction);
            let mut shown = String::new();
            for word in body.split_whitespace() {
                shown.push(' ');
                shown.extend(word.chars().map(|c| {
                    if c.is_control() {
                        char::REPLACEMENT_CHARACTER
                    } else {
                        c
                    }
                }));
                if shown.len() > SHOWN {
                    break;
                }
            }
            text.push(':');
            match shown.char_indices().nth(SHOWN) {
                Some((end, _)) => {
                    text.push_str(shown.get(..end).unwrap_or_default());
                    text.push('…');
                }
                None => text.push_str(&shown),
            }
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((service, operation)) = self.0.operation {
            write!(f, "{service}.{operation}: ")?;
        }
        f.write_str(&self.0.redaction.plain(&self.0.kind.text()))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        shown
            .field("kind", &format_args!("{}", self.0.kind.name()))
            .field("message", &self.to_string());
        if let Some(raw) = &self.0.raw {
            shown.field(
                "raw",
                &redact(raw.get(..4096).unwrap_or(raw), &self.0.redaction),
            );
        }
        shown.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The kind's own text is in ours: its source comes next.
        match &self.0.kind {
            ErrorKind::Transport(error) => error.source(),
            ErrorKind::Decode(error) => error.source(),
            ErrorKind::Encode(error) => error.source(),
            ErrorKind::InvalidRequest(_)
            | ErrorKind::Http(_)
            | ErrorKind::Fault(_)
            | ErrorKind::Service(_) => None,
        }
    }
}

impl fmt::Debug for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple(self.name()).field(&self.text()).finish()
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl fmt::Debug for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HttpError").field(&self.text()).finish()
    }
}

impl StdError for HttpError {}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ServiceError").field(&self.message).finish()
    }
}

impl StdError for ServiceError {}

macro_rules! kinds {
    ($($variant:ident($error:ty))*) => { $(
        impl From<$error> for ErrorKind {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        }
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::new(error)
            }
        }
    )* };
}
kinds!(InvalidRequest(InvalidRequest) Transport(TransportError) Http(HttpError) Fault(Fault) Decode(DecodeError) Encode(EncodeError) Service(ServiceError));

const _: () = assert!(size_of::<Error>() == size_of::<usize>());
