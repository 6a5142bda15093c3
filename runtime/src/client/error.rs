//! The error of a call.

use super::HttpError;
use crate::http::InvalidRequest;
use crate::soap::Fault;
use crate::transport::TransportError;
use crate::{DecodeError, EncodeError, Redaction, Rejection, ValueError};
use bytes::Bytes;
use std::any::Any;
use std::error::Error as StdError;
use std::fmt;

/// The bytes of a response that `Debug` looks at, and the characters that it shows of them.
const REDACTED: usize = 4096;
const SHOWN: usize = 160;

/// Why a call returned no response. One pointer wide.
///
/// `Display` is one line that ends with the reason. `Debug` adds the kind, the HTTP status or the text at the place, and the first
/// characters of the response; [`Error::raw`] has all of it.
///
/// `Display` and `Debug` mask secrets: the content of elements that the client's [`Redaction`] names, and the secrets
/// of the request wherever else they occur. [`Error::details`] masks them, too. The detail of a fault, the header of a
/// service's failure and [`Error::raw`] are unchanged.
///
/// `?` makes one of a [`ValueError`], too, so a function that returns this error can parse values. Its kind is
/// [`ErrorKind::InvalidRequest`]:
///
/// ```
/// use soap_runtime::{Date, Error, ErrorKind};
///
/// fn delivery(text: &str) -> Result<Date, Error> {
///     Ok(text.parse()?)
/// }
/// let error = delivery("15.2.2023").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::InvalidRequest);
/// assert_eq!(error.to_string(), r#""15.2.2023" is not an xs:date: it must look like 2023-02-15"#);
/// ```
pub struct Error(Box<Repr>);

struct Repr {
    details: ErrorDetails,
    operation: Option<(&'static str, &'static str)>,
    raw: Option<Bytes>,
    headers: Option<Box<dyn Any + Send + Sync>>,
    unread: Option<DecodeError>,
    redaction: Redaction,
}

/// The kinds of errors of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request, or a value for it, cannot be made. Nothing was sent.
    InvalidRequest,
    /// There is no HTTP response.
    Transport,
    /// The HTTP response holds no SOAP message, or has an error status without a fault.
    Http,
    /// The server answered with a SOAP fault.
    Fault,
    /// The response does not match the contract.
    Decode,
    /// The request cannot be written.
    Encode,
    /// A response header reports a failure.
    Service,
    /// An interceptor refused the request or the response.
    Rejected,
}

/// The error behind an [`Error`]: one variant for each [`ErrorKind`].
#[non_exhaustive]
pub enum ErrorDetails {
    /// The request cannot be made. Nothing was sent.
    InvalidRequest(InvalidRequest),
    /// There is no HTTP response.
    Transport(TransportError),
    /// The HTTP response holds no SOAP message, or has an error status without a fault.
    Http(HttpError),
    /// The server answered with a SOAP fault.
    Fault(Fault),
    /// The response does not match the contract.
    Decode(DecodeError),
    /// The request cannot be written.
    Encode(EncodeError),
    /// A response header reports a failure.
    Service(ServiceError),
    /// An interceptor refused the request or the response.
    Rejected(Rejection),
}

/// A failure that the service reports in a response header.
pub struct ServiceError {
    message: String,
    value: Box<dyn Any + Send + Sync>,
}

impl ServiceError {
    /// A failure with a message to show to users, and the value of the header.
    pub fn new<T: Any + Send + Sync>(message: impl Into<String>, value: T) -> Self {
        Self {
            message: message.into(),
            value: Box::new(value),
        }
    }

    /// The message to show to users.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The value of the header, if it is a `T`.
    pub fn value<T: Any>(&self) -> Option<&T> {
        self.value.downcast_ref()
    }
}

impl Error {
    /// Makes an error with these details.
    pub fn new(details: impl Into<ErrorDetails>) -> Self {
        Self(Box::new(Repr {
            details: details.into(),
            operation: None,
            raw: None,
            headers: None,
            unread: None,
            redaction: Redaction::default(),
        }))
    }

    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.0.details.kind()
    }

    /// The details: one variant for each kind.
    pub fn details(&self) -> &ErrorDetails {
        &self.0.details
    }

    /// The details, by value.
    pub fn into_details(self) -> ErrorDetails {
        self.0.details
    }

    /// The SOAP fault, if the error is one.
    pub fn as_fault(&self) -> Option<&Fault> {
        match &self.0.details {
            ErrorDetails::Fault(fault) => Some(fault),
            _ => None,
        }
    }

    /// The declared fault `T`, the generated enum of an operation's faults. `None` if the error is no fault, another one, or one whose
    /// detail cannot be read: the text of the error and [`Error::try_fault`] say why, and the detail is in [`Error::as_fault`].
    ///
    /// With the contract of the [front page](crate), where `OrderFault` is generated from operation `Order`:
    ///
    #[cfg_attr(feature = "server", doc = "```")]
    #[cfg_attr(not(feature = "server"), doc = "```ignore")]
    /// # mod shop { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/start/expected/mod.rs")); }
    /// use shop::OrderFault;
    ///
    /// fn tell(error: &soap_runtime::Error) {
    ///     match error.fault::<OrderFault>() {
    ///         Some(OrderFault::SoldOut(detail)) => println!("only {} left", detail.left),
    ///         Some(_) | None => println!("{error}"),
    ///     }
    /// }
    /// ```
    pub fn fault<T: crate::soap::FaultDetail>(&self) -> Option<T> {
        self.try_fault().ok().flatten()
    }

    /// The declared fault `T`. `None` if the error is no fault, or another one.
    ///
    /// # Errors
    /// The detail is a `T` that cannot be read.
    pub fn try_fault<T: crate::soap::FaultDetail>(&self) -> Result<Option<T>, DecodeError> {
        let fault = self.as_fault();
        let mut detail = fault.iter().flat_map(|fault| &fault.detail);
        detail.find_map(T::from_detail).transpose()
    }

    /// Whether the server answered with a SOAP fault.
    pub fn is_fault(&self) -> bool {
        self.as_fault().is_some()
    }

    /// The value of the header in which the service reported a failure, if its type is `T`.
    pub fn service<T: Any>(&self) -> Option<&T> {
        match &self.0.details {
            ErrorDetails::Service(error) => error.value(),
            _ => None,
        }
    }

    /// The response headers, as far as they were read. `H` is the operation's struct of response headers.
    pub fn headers<H: Any>(&self) -> Option<&H> {
        self.0.headers.as_ref()?.downcast_ref()
    }

    /// The decompressed response, if there is one: the exact bytes, with secrets. Use
    /// [`redact`](crate::redact()) before you show them.
    pub fn raw(&self) -> Option<&Bytes> {
        self.0.raw.as_ref()
    }

    /// The names of service and operation.
    pub fn operation(&self) -> Option<(&'static str, &'static str)> {
        self.0.operation
    }

    /// Whether the server has certainly not acted on the request.
    pub fn is_not_sent(&self) -> bool {
        match &self.0.details {
            ErrorDetails::InvalidRequest(_) | ErrorDetails::Encode(_) => true,
            ErrorDetails::Transport(error) => error.is_not_sent(),
            ErrorDetails::Rejected(error) => error.is_not_sent(),
            _ => false,
        }
    }

    /// Whether the time limit passed.
    pub fn is_timeout(&self) -> bool {
        matches!(&self.0.details, ErrorDetails::Transport(error) if error.kind() == crate::transport::TransportErrorKind::Timeout)
    }

    pub(crate) fn decode_error_mut(&mut self) -> Option<&mut DecodeError> {
        match &mut self.0.details {
            ErrorDetails::Decode(error) => Some(error),
            _ => None,
        }
    }

    pub(crate) fn at(mut self, service: &'static str, operation: &'static str) -> Self {
        self.0.operation.get_or_insert((service, operation));
        self
    }

    pub(crate) fn with_raw(mut self, raw: Bytes) -> Self {
        self.0.raw = Some(raw);
        self
    }

    /// Tells that the detail of a declared fault cannot be read.
    pub(crate) fn with_unread(mut self, unread: Option<DecodeError>) -> Self {
        self.0.unread = unread;
        self
    }

    pub(crate) fn with_headers(mut self, headers: Box<dyn Any + Send + Sync>) -> Self {
        self.0.headers = Some(headers);
        self
    }

    pub(crate) fn with_redaction(mut self, redaction: Redaction) -> Self {
        self.0.details.mask(&redaction);
        if let Some(unread) = &mut self.0.unread {
            unread.for_each_text(&mut |text| redaction.mask(text));
        }
        self.0.redaction = redaction;
        self
    }

    #[cfg(feature = "tracing")]
    pub(crate) fn kind_name(&self) -> &'static str {
        self.0.details.name()
    }
}

impl ErrorDetails {
    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::InvalidRequest(_) => ErrorKind::InvalidRequest,
            Self::Transport(_) => ErrorKind::Transport,
            Self::Http(_) => ErrorKind::Http,
            Self::Fault(_) => ErrorKind::Fault,
            Self::Decode(_) => ErrorKind::Decode,
            Self::Encode(_) => ErrorKind::Encode,
            Self::Service(_) => ErrorKind::Service,
            Self::Rejected(_) => ErrorKind::Rejected,
        }
    }

    fn name(&self) -> &'static str {
        match self.kind() {
            ErrorKind::InvalidRequest => "InvalidRequest",
            ErrorKind::Transport => "Transport",
            ErrorKind::Http => "Http",
            ErrorKind::Fault => "Fault",
            ErrorKind::Decode => "Decode",
            ErrorKind::Encode => "Encode",
            ErrorKind::Service => "Service",
            ErrorKind::Rejected => "Rejected",
        }
    }

    /// Masks secrets in the texts.
    fn mask(&mut self, redaction: &Redaction) {
        match self {
            Self::Http(error) => error.set_redaction(redaction),
            Self::Fault(fault) => fault.mask(redaction),
            Self::Decode(error) => error.for_each_text(&mut |text| redaction.mask(text)),
            Self::Service(error) => redaction.mask(&mut error.message),
            Self::Transport(error) => error.mask(redaction),
            Self::Rejected(error) => error.mask(redaction),
            // It may quote the text of a value.
            Self::InvalidRequest(error) => error.for_each_text(&mut |text| redaction.mask(text)),
            // These texts are ours and hold no value of a message.
            Self::Encode(_) => {}
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
            Self::Rejected(error) => error.to_string(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((service, operation)) = self.0.operation {
            write!(f, "{service}.{operation}: ")?;
        }
        f.write_str(&self.0.redaction.plain(&self.0.details.text()))?;
        match &self.0.unread {
            Some(unread) => write!(
                f,
                " (its detail cannot be read: {})",
                self.0.redaction.plain(&unread.to_string())
            ),
            None => Ok(()),
        }
    }
}

/// The first characters of a text.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        shown
            .field("kind", &format_args!("{}", self.0.details.name()))
            .field("message", &self.to_string());
        match &self.0.details {
            ErrorDetails::Http(error) => {
                shown.field("status", &error.status.as_u16());
            }
            ErrorDetails::Decode(error) => {
                shown.field("near", &error.snippet().unwrap_or_default());
            }
            _ => {}
        }
        if let Some(raw) = &self.0.raw {
            // Redacts before it cuts: otherwise a secret whose end tag is cut off might show.
            let text = self.0.redaction.beginning(raw, REDACTED);
            shown.field("raw", &cut(&text, SHOWN));
            shown.field("raw_bytes", &raw.len());
        }
        shown.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The message contains the wrapped error's text, so the source is that error's own source.
        match &self.0.details {
            ErrorDetails::Transport(error) => error.source(),
            ErrorDetails::Decode(error) => error.source(),
            ErrorDetails::Encode(error) => error.source(),
            ErrorDetails::Rejected(error) => error.source(),
            ErrorDetails::InvalidRequest(_)
            | ErrorDetails::Http(_)
            | ErrorDetails::Fault(_)
            | ErrorDetails::Service(_) => None,
        }
    }
}

impl fmt::Debug for ErrorDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple(self.name()).field(&self.text()).finish()
    }
}

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

macro_rules! details {
    ($($variant:ident($error:ty))*) => { $(
        impl From<$error> for ErrorDetails {
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
details!(InvalidRequest(InvalidRequest) Transport(TransportError) Http(HttpError) Fault(Fault) Decode(DecodeError) Encode(EncodeError) Service(ServiceError) Rejected(Rejection));

/// The value is meant for a request, which cannot be made without it: the kind is [`ErrorKind::InvalidRequest`].
impl From<ValueError> for Error {
    fn from(error: ValueError) -> Self {
        Self::new(InvalidRequest::new(error.to_string()))
    }
}

const _: () = assert!(size_of::<Error>() == size_of::<usize>());
