//! Options of a client, for all of its calls or for one.

use super::{Auth, HeaderProvider, Interceptor, Observer, RawHeaderProvider};
use crate::binding::Complex;
use crate::envelope::{EnvelopeInterceptor, EnvelopeInterceptors};
use crate::http::endpoint;
use crate::http::multipart::Attachment;
use crate::xml::{ReadOptions, WriteOptions};
use crate::{Headers, Redaction, ServiceError};
use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Options of calls. Those that are `None` or empty leave the client's options unchanged.
///
/// ```
/// use soap_runtime::{CallOptions, Client, transport::MockTransport};
/// # use std::time::Duration;
/// let client = Client::new("http://example.invalid/a.svc", MockTransport::new());
/// let patient = client.with_options(CallOptions::new().with_timeout(Duration::from_secs(600)));
/// # let _ = patient;
/// ```
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct CallOptions {
    /// The URL of the service.
    pub endpoint: Option<String>,
    /// SOAP headers, which override the client's.
    pub headers: Headers,
    /// SOAP headers that the contract does not declare, in this order, after those of the contract and of the client.
    pub raw_headers: Vec<Arc<dyn RawHeaderProvider>>,
    /// HTTP headers to add to each request, such as `Authorization` and `Cookie`.
    pub http_headers: http::HeaderMap,
    /// Credentials for the `Authorization` header: [`Client::with_auth`](crate::Client::with_auth).
    pub auth: Option<Arc<dyn Auth>>,
    /// The time limit from the start of the HTTP request to the last byte of the response. The default is 100 seconds;
    /// [`Duration::MAX`] is no limit.
    pub timeout: Option<Duration>,
    /// Interceptors, which may change requests and responses: after those of the client, nearer to the transport.
    pub interceptors: Vec<Arc<dyn Interceptor>>,
    /// Interceptors of envelopes, after those of the client.
    pub envelope_interceptors: EnvelopeInterceptors,
    /// Observers, called for each request and response in this order, after those of the client.
    pub observers: Vec<Arc<dyn Observer>>,
    /// The options of reading. `limits.message` also limits the HTTP body, before and after decompression.
    pub read: Option<ReadOptions>,
    /// The options of writing.
    pub write: Option<WriteOptions>,
    /// MTOM (XOP 1.0): requests are packages, and contents of `xs:base64Binary` of at least this many bytes are their
    /// own parts. Set it only for services that accept such packages. Responses may be packages in any case.
    pub mtom: Option<usize>,
    /// Attachments of each request (SOAP Messages with Attachments), after those of the client.
    pub attachments: Vec<Attachment>,
    /// The treatment of redirects.
    pub redirects: Option<Redirects>,
    /// A provider of headers that are made when a call is sent.
    pub header_provider: Option<Arc<dyn HeaderProvider>>,
    /// The hook that finds response headers that report a failure, for all operations. With `None`, headers never make
    /// a response a failure.
    pub error_header: Option<Arc<ErrorHeaderHook>>,
    /// The secrets that errors mask.
    pub redaction: Option<Redaction>,
}

/// Returns the failure that response headers report, if any. Takes a reference to the operation's struct of response
/// headers.
pub type ErrorHeaderHook = dyn Fn(&(dyn Any + Send + Sync)) -> Option<ServiceError> + Send + Sync;

/// The treatment of redirects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Redirects {
    /// An error of kind `Http` that names the host.
    #[default]
    Refuse,
    /// Follows 307 and 308 to the same scheme, host and port, up to five times. All other redirects are refused.
    SameOrigin,
}

/// Setters, for a chain: `CallOptions::new().with_timeout(..).with_mtom(1024)`.
impl CallOptions {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the URL of the service.
    #[must_use]
    pub fn with_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Adds SOAP headers of the contract: a generated struct of request headers. They override those before them.
    #[must_use]
    pub fn with_headers<H: Complex + Send + Sync + 'static>(mut self, headers: H) -> Self {
        self.headers = self.headers.and(headers);
        self
    }

    /// Adds SOAP headers that the contract does not declare: a [`RawElement`](crate::RawElement), or a provider such as those of `ws`.
    #[must_use]
    pub fn with_raw_headers(mut self, provider: impl RawHeaderProvider) -> Self {
        self.raw_headers.push(Arc::new(provider));
        self
    }

    /// Sets the provider of headers that are made when a call is sent.
    #[must_use]
    pub fn with_header_provider(mut self, provider: impl HeaderProvider) -> Self {
        self.header_provider = Some(Arc::new(provider));
        self
    }

    /// Adds an HTTP header, in place of those of that name. The types of name and value are re-exported: a program needs no dependency on
    /// the crate `http`.
    ///
    /// ```
    /// use soap_runtime::{CallOptions, transport::http::HeaderName};
    ///
    /// # let key = "k".to_owned();
    /// let options = CallOptions::new().with_http_header(HeaderName::from_static("x-api-key"), key.try_into()?);
    /// # let _ = options;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_http_header(mut self, name: http::HeaderName, value: http::HeaderValue) -> Self {
        self.http_headers.insert(name, value);
        self
    }

    /// Adds HTTP headers, in place of those of their names. The type is of the crate `http`, re-exported as
    /// [`transport::http`](crate::transport::http).
    #[must_use]
    pub fn with_http_headers(mut self, headers: http::HeaderMap) -> Self {
        self.http_headers.extend(headers);
        self
    }

    /// Sets the credentials: [`Basic`](crate::Basic), [`Bearer`](crate::Bearer), `Digest` (feature `digest`), or an [`Auth`] of your own.
    #[must_use]
    pub fn with_auth(mut self, auth: impl Auth) -> Self {
        self.auth = Some(Arc::new(auth));
        self
    }

    /// Sets the time limit from the start of the HTTP request to the last byte of the response.
    #[must_use]
    pub fn with_timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Adds an interceptor, which may change requests and responses.
    #[must_use]
    pub fn with_interceptor(mut self, interceptor: impl Interceptor) -> Self {
        self.interceptors.push(Arc::new(interceptor));
        self
    }

    /// Adds an interceptor of envelopes: a signature, or a check.
    #[must_use]
    pub fn with_envelope_interceptor(mut self, interceptor: impl EnvelopeInterceptor) -> Self {
        self.envelope_interceptors.push(Arc::new(interceptor));
        self
    }

    /// Adds an observer, which sees requests and responses.
    #[must_use]
    pub fn with_observer(mut self, observer: impl Observer) -> Self {
        self.observers.push(Arc::new(observer));
        self
    }

    /// Sets how responses are read.
    #[must_use]
    pub fn with_read(mut self, read: ReadOptions) -> Self {
        self.read = Some(read);
        self
    }

    /// Sets how requests are written.
    #[must_use]
    pub fn with_write(mut self, write: WriteOptions) -> Self {
        self.write = Some(write);
        self
    }

    /// Sends requests as packages of MTOM, in which contents of at least this many bytes are their own parts.
    #[must_use]
    pub fn with_mtom(mut self, threshold: usize) -> Self {
        self.mtom = Some(threshold);
        self
    }

    /// Adds an attachment to each request.
    #[must_use]
    pub fn with_attachment(mut self, attachment: Attachment) -> Self {
        self.attachments.push(attachment);
        self
    }

    /// Sets the treatment of redirects.
    #[must_use]
    pub fn with_redirects(mut self, redirects: Redirects) -> Self {
        self.redirects = Some(redirects);
        self
    }

    /// Sets the hook that finds response headers that report a failure.
    #[must_use]
    pub fn with_error_header(
        mut self,
        hook: impl Fn(&(dyn Any + Send + Sync)) -> Option<ServiceError> + Send + Sync + 'static,
    ) -> Self {
        self.error_header = Some(Arc::new(hook));
        self
    }

    /// Sets the secrets that errors mask.
    #[must_use]
    pub fn with_redaction(mut self, redaction: Redaction) -> Self {
        self.redaction = Some(redaction);
        self
    }

    /// Overrides other options with these.
    pub(crate) fn lay_over(self, base: &mut CallOptions) {
        base.headers = std::mem::take(&mut base.headers).over(&self.headers);
        for name in self.http_headers.keys() {
            base.http_headers.remove(name);
        }
        for (name, value) in &self.http_headers {
            base.http_headers.append(name, value.clone());
        }
        base.raw_headers.extend(self.raw_headers);
        base.interceptors.extend(self.interceptors);
        base.envelope_interceptors
            .extend(self.envelope_interceptors);
        base.observers.extend(self.observers);
        base.attachments.extend(self.attachments);
        base.mtom = self.mtom.or(base.mtom);
        base.endpoint = self.endpoint.or(base.endpoint.take());
        base.auth = self.auth.or(base.auth.take());
        base.timeout = self.timeout.or(base.timeout);
        base.read = self.read.or(base.read.take());
        base.write = self.write.or(base.write.take());
        base.redirects = self.redirects.or(base.redirects);
        base.header_provider = self.header_provider.or(base.header_provider.take());
        base.error_header = self.error_header.or(base.error_header.take());
        base.redaction = self.redaction.or(base.redaction.take());
    }
}

/// Leaves out HTTP headers and the credentials of the URL, which may be secrets.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("endpoint", &self.endpoint.as_deref().map(endpoint::shown))
            .field("headers", &self.headers)
            .field("raw_headers", &self.raw_headers.len())
            .field(
                "http_headers",
                &self
                    .http_headers
                    .keys()
                    .map(http::HeaderName::as_str)
                    .collect::<Vec<_>>(),
            )
            .field("auth", &self.auth.is_some())
            .field("timeout", &self.timeout)
            .field("interceptors", &self.interceptors.len())
            .field("envelope_interceptors", &self.envelope_interceptors.len())
            .field("observers", &self.observers.len())
            .field("read", &self.read)
            .field("write", &self.write)
            .field("mtom", &self.mtom)
            .field("attachments", &self.attachments.len())
            .field("redirects", &self.redirects)
            .field("header_provider", &self.header_provider.is_some())
            .field("error_header", &self.error_header.is_some())
            .field("redaction", &self.redaction)
            .finish()
    }
}
