//! Settings of a client, for all of its calls or for one.

use super::{HeaderProvider, Interceptor, RawHeaderProvider};
use crate::http::endpoint;
use crate::http::multipart::Attachment;
use crate::xml::{ReadOptions, WriteOptions};
use crate::{Headers, Redaction, ServiceError};
use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Settings to lay over those of a client: what is `None` or empty stays as it is.
///
/// ```
/// use soap_runtime::{CallOptions, Client, transport::MockTransport};
/// # use std::time::Duration;
/// let client = Client::new("http://example.invalid/a.svc", MockTransport::new());
/// let patient = client.with_options(CallOptions { timeout: Some(Duration::from_secs(600)), ..CallOptions::default() });
/// # let _ = patient;
/// ```
#[derive(Clone, Default)]
pub struct CallOptions {
    /// URL to call.
    pub endpoint: Option<String>,
    /// SOAP headers, laid over the client's.
    pub headers: Headers,
    /// SOAP headers that the contract does not declare, in this order, after those of the client. The contract's come first.
    pub raw_headers: Vec<Arc<dyn RawHeaderProvider>>,
    /// HTTP headers to add to each request: `Authorization`, `Cookie` and the like.
    pub http_headers: http::HeaderMap,
    /// From the start of a call's HTTP request until the last byte of its response. 100 seconds unless it is set;
    /// [`Duration::MAX`] is no limit.
    pub timeout: Option<Duration>,
    /// Called for each request and response, in this order, after those of the client.
    pub interceptors: Vec<Arc<dyn Interceptor>>,
    /// How responses are read. `limits.message` holds for the HTTP body too, before and after decompression.
    pub read: Option<ReadOptions>,
    /// How requests are written.
    pub write: Option<WriteOptions>,
    /// MTOM: requests go as packages in which contents of `xs:base64Binary` of at least so many bytes are parts of their own
    /// (XOP 1.0). For services that take them only; responses may be such packages in any case.
    pub mtom: Option<usize>,
    /// Further parts of the requests' packages (SOAP Messages with Attachments), after those of the client.
    pub attachments: Vec<Attachment>,
    /// How redirects are treated.
    pub redirects: Option<Redirects>,
    /// Provides headers that are decided when a call is sent.
    pub header_provider: Option<Arc<dyn HeaderProvider>>,
    /// Which response headers mean failure, for all operations. With `None`, a response is a success whatever its headers say.
    pub error_header: Option<Arc<ErrorHeaderHook>>,
    /// The secrets that errors mask.
    pub redaction: Option<Redaction>,
}

/// Tells whether a struct of response headers means failure; gets a reference to the operation's struct of response headers.
pub type ErrorHeaderHook = dyn Fn(&(dyn Any + Send + Sync)) -> Option<ServiceError> + Send + Sync;

/// How redirects are treated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Redirects {
    /// An error of kind `Http` that names the host.
    #[default]
    Refuse,
    /// 307 and 308 to the same scheme, host and port are followed, up to five times; everything else is refused.
    SameOrigin,
}

impl CallOptions {
    /// Lays these settings over others.
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
        base.attachments.extend(self.attachments);
        base.mtom = self.mtom.or(base.mtom);
        base.endpoint = self.endpoint.or(base.endpoint.take());
        base.timeout = self.timeout.or(base.timeout);
        base.read = self.read.or(base.read.take());
        base.write = self.write.or(base.write.take());
        base.redirects = self.redirects.or(base.redirects);
        base.header_provider = self.header_provider.or(base.header_provider.take());
        base.error_header = self.error_header.or(base.error_header.take());
        base.redaction = self.redaction.or(base.redaction.take());
    }
}

/// HTTP headers and the credentials in a URL may be secrets, and are not shown.
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
            .field("timeout", &self.timeout)
            .field("interceptors", &self.interceptors.len())
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
