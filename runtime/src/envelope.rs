//! Changing and checking whole envelopes, on clients and on servers.

use crate::http::multipart::Attachment;
use crate::http::{BoxFuture, url};
use crate::soap::{Fault, Operation, SoapVersion};
use bytes::Bytes;
use std::error::Error as StdError;
use std::fmt;
use std::future::ready;
use std::sync::Arc;

/// Changes envelopes before they are sent, and checks or changes them before they are read: signatures and encryption (WS-Security),
/// or a validator, for example.
///
/// Clients take it by `CallOptions::with_envelope_interceptor`, servers by `Dispatcher::envelope_interceptor`. Several are called in the order in which they
/// were added for an envelope that is sent, and in the opposite order for one that has come.
///
/// It sees the bytes of the envelope alone: without the coding of HTTP and without the package of MTOM. On a client that has one,
/// `xs:base64Binary` stays in the envelope, even with `CallOptions::mtom`, so that a signature covers it. Attachments are sent and read
/// beside it; an interceptor that looks at them says so with [`sees_attachments`](Self::sees_attachments).
///
/// `Bytes` is that of the crate `bytes`, which `soap_runtime::transport` and `soap_runtime::server` re-export.
///
/// ```
/// # #[cfg(feature = "client")] {
/// use soap_runtime::transport::{BoxFuture, MockTransport, bytes::Bytes};
/// use soap_runtime::{Client, EnvelopeContext, EnvelopeInterceptor, Rejection};
///
/// /// Refuses responses that are not signed.
/// struct Signed;
///
/// impl EnvelopeInterceptor for Signed {
///     fn incoming<'a>(&'a self, _: &'a mut EnvelopeContext, envelope: Bytes) -> BoxFuture<'a, Result<Bytes, Rejection>> {
///         let is_signed = envelope.windows(10).any(|bytes| bytes == b":Signature");
///         Box::pin(async move {
///             match is_signed {
///                 true => Ok(envelope),
///                 false => Err(Rejection::new("the response is not signed")),
///             }
///         })
///     }
/// }
/// let client = Client::new("https://example.invalid/a.svc", MockTransport::new()).with_envelope_interceptor(Signed);
/// # let _ = client;
/// # }
/// ```
pub trait EnvelopeInterceptor: Send + Sync + 'static {
    /// Returns the envelope to send in place of this one: a request on a client, a response or fault on a server. On a client it is
    /// called once per attempt.
    ///
    /// # Errors
    /// The reason why the envelope is not sent. The call of a client ends with it; the caller of a server gets a fault.
    fn outgoing<'a>(
        &'a self,
        context: &'a mut EnvelopeContext,
        envelope: Bytes,
    ) -> BoxFuture<'a, Result<Bytes, Rejection>> {
        let _ = context;
        Box::pin(ready(Ok(envelope)))
    }

    /// Returns the envelope to read in place of this one: a response or fault on a client, a request on a server.
    ///
    /// # Errors
    /// Why the envelope is refused. The call of a client ends with it; the caller of a server gets a fault.
    fn incoming<'a>(
        &'a self,
        context: &'a mut EnvelopeContext,
        envelope: Bytes,
    ) -> BoxFuture<'a, Result<Bytes, Rejection>> {
        let _ = context;
        Box::pin(ready(Ok(envelope)))
    }

    /// Namespaces of header blocks that this interceptor understands: such a header with `mustUnderstand` is no error.
    fn understood(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether this interceptor looks at attachments: [`EnvelopeContext::attachments`] has them then. All of them are in memory first, within the
    /// limit of messages where they are received, so that none is read while it arrives.
    fn sees_attachments(&self) -> bool {
        false
    }
}

impl<T: EnvelopeInterceptor + ?Sized> EnvelopeInterceptor for Arc<T> {
    fn outgoing<'a>(
        &'a self,
        context: &'a mut EnvelopeContext,
        envelope: Bytes,
    ) -> BoxFuture<'a, Result<Bytes, Rejection>> {
        (**self).outgoing(context, envelope)
    }

    fn incoming<'a>(
        &'a self,
        context: &'a mut EnvelopeContext,
        envelope: Bytes,
    ) -> BoxFuture<'a, Result<Bytes, Rejection>> {
        (**self).incoming(context, envelope)
    }

    fn understood(&self) -> &'static [&'static str] {
        (**self).understood()
    }

    fn sees_attachments(&self) -> bool {
        (**self).sees_attachments()
    }
}

/// The exchange that an envelope belongs to: a request and its response. One attempt of a call has one context.
#[non_exhaustive]
pub struct EnvelopeContext {
    /// The operation. On a server it is not known for a request, only for the response.
    pub operation: Option<&'static Operation>,
    /// The SOAP version. For a request on a server it is what the Content-Type says.
    pub version: SoapVersion,
    /// Whether this side serves: a request comes in, and a response goes out.
    pub is_server: bool,
    /// The URL of the service on a client; the path and query of the request on a server.
    pub endpoint: String,
    /// The encoding that the Content-Type names for an envelope that has come. Without one, the XML declaration counts.
    pub charset: Option<String>,
    /// The attachments of the message, if an interceptor [sees](EnvelopeInterceptor::sees_attachments) them. What is here after the last
    /// interceptor is sent, or read. Each side of the exchange has its own.
    pub attachments: Vec<Attachment>,
    /// Values for the other direction of the same exchange: what a response must confirm, say. On a server the operation finds them in
    /// the extensions of its HTTP request.
    pub extensions: http::Extensions,
}

impl EnvelopeContext {
    /// The context of an exchange, for tests of an interceptor.
    pub fn new(version: SoapVersion) -> Self {
        Self {
            operation: None,
            version,
            is_server: false,
            endpoint: String::new(),
            charset: None,
            attachments: Vec::new(),
            extensions: http::Extensions::new(),
        }
    }
}

/// Leaves out the query of the URL, what the other side says, and the extensions.
impl fmt::Debug for EnvelopeContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnvelopeContext")
            .field("operation", &self.operation)
            .field("version", &self.version)
            .field("is_server", &self.is_server)
            .field("endpoint", &url::shown(&self.endpoint))
            .finish_non_exhaustive()
    }
}

/// Why an interceptor refuses a message, or cannot make one.
#[derive(Debug)]
pub struct Rejection(Box<Repr>);

#[derive(Debug)]
struct Repr {
    message: String,
    fault: Option<Fault>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    #[cfg(feature = "client")]
    is_not_sent: bool,
}

impl Rejection {
    /// A rejection with this reason. Users of a client see it: it must not hold secrets. The callers of a server do not.
    pub fn new(message: impl Into<String>) -> Self {
        Self(Box::new(Repr {
            message: message.into(),
            fault: None,
            source: None,
            #[cfg(feature = "client")]
            is_not_sent: false,
        }))
    }

    /// An attachment of the response cannot be read.
    #[cfg(feature = "server")]
    pub(crate) fn unread(error: std::io::Error) -> Self {
        Self::new("an attachment of the response cannot be read").caused_by(error)
    }

    /// Sets the fault that the caller of a server gets. Without one it says that the message was refused.
    #[must_use]
    pub fn with_fault(mut self, fault: Fault) -> Self {
        self.0.fault = Some(fault);
        self
    }

    /// Adds the cause.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The reason.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The fault for the caller of a server.
    pub fn fault(&self) -> Option<&Fault> {
        self.0.fault.as_ref()
    }

    /// Whether nothing was sent: the request itself was refused.
    #[cfg(feature = "client")]
    pub(crate) fn is_not_sent(&self) -> bool {
        self.0.is_not_sent
    }

    #[cfg(feature = "client")]
    pub(crate) fn before_sending(mut self) -> Self {
        self.0.is_not_sent = true;
        self
    }

    #[cfg(feature = "client")]
    pub(crate) fn mask(&mut self, redaction: &crate::Redaction) {
        redaction.mask(&mut self.0.message);
        redaction.mask_cause(&mut self.0.source);
        if let Some(fault) = &mut self.0.fault {
            fault.mask(redaction);
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl StdError for Rejection {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// Interceptors, in the order in which they were added.
pub(crate) type EnvelopeInterceptors = Vec<Arc<dyn EnvelopeInterceptor>>;

/// Whether one of them looks at attachments.
pub(crate) fn see_attachments(interceptors: &EnvelopeInterceptors) -> bool {
    interceptors.iter().any(|one| one.sees_attachments())
}

/// Runs all interceptors over an envelope to send, and its attachments, if they are to be seen.
pub(crate) async fn outgoing(
    interceptors: &EnvelopeInterceptors,
    context: &mut EnvelopeContext,
    (mut envelope, attachments): (Bytes, Vec<Attachment>),
) -> Result<(Bytes, Vec<Attachment>), Rejection> {
    context.attachments = attachments;
    for interceptor in interceptors {
        envelope = interceptor.outgoing(context, envelope).await?;
    }
    Ok((envelope, std::mem::take(&mut context.attachments)))
}

/// Runs all interceptors over an envelope that has come, and its attachments, if they are to be seen.
pub(crate) async fn incoming(
    interceptors: &EnvelopeInterceptors,
    context: &mut EnvelopeContext,
    (mut envelope, attachments): (Bytes, Vec<Attachment>),
) -> Result<(Bytes, Vec<Attachment>), Rejection> {
    context.attachments = attachments;
    for interceptor in interceptors.iter().rev() {
        envelope = interceptor.incoming(context, envelope).await?;
    }
    Ok((envelope, std::mem::take(&mut context.attachments)))
}

/// The namespaces that interceptors understand.
#[cfg(feature = "client")]
pub(crate) fn understood(
    interceptors: &EnvelopeInterceptors,
) -> impl Iterator<Item = &'static str> + '_ {
    interceptors
        .iter()
        .flat_map(|one| one.understood().iter().copied())
}
