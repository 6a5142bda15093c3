//! Calling services.
//!
//! The core does no I/O: [`Client::request`] makes an HTTP request from an operation and its input, [`Client::decode`] makes a
//! response from an HTTP response. [`Client::call`] puts a transport between the two.

mod auth;
mod call;
mod decode;
mod encode;
mod error;
mod exchange;
mod header_provider;
mod headers;
mod http_error;
mod interceptor;
mod mtom;
mod options;
mod raw_headers;
mod response;
mod secrets;
#[cfg(feature = "tracing")]
mod trace;

pub use auth::{Auth, Basic, Bearer};
pub use call::Call;
pub use error::{Error, ErrorDetails, ErrorKind, ServiceError};
pub use header_provider::{HeaderProvider, RawHeaderProvider, RequestContext};
pub use headers::Headers;
pub use http_error::{HttpError, HttpReason};
pub use interceptor::{CallContext, Interceptor};
pub use options::{CallOptions, ErrorHeaderHook, Redirects};
pub use response::Response;
use response::{ResponseBuffer, ResponseParts, ResponseSink};

use crate::binding::{Complex, Content};
use crate::soap::Operation;
use crate::transport::{BlockingTransport, Transport};
use bytes::Bytes;
use call::{Pending, Prepared};
use std::fmt;
use std::sync::Arc;

/// A client of one endpoint over one transport. Cloning is cheap; share it between threads.
///
/// Generated clients hold one. It is not generic, so that the code of calls is compiled once, in this crate.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    sender: Sender,
    options: CallOptions,
}

#[derive(Clone)]
enum Sender {
    Async(Arc<dyn Transport>),
    Blocking(Arc<dyn BlockingTransport>),
    None,
}

impl Client {
    /// Makes a client for asynchronous calls. `endpoint` is an absolute `http` or `https` URL; with any other, every
    /// call fails.
    pub fn new(endpoint: impl Into<String>, transport: impl Transport) -> Self {
        Self::over(endpoint.into(), Sender::Async(Arc::new(transport)))
    }

    /// Makes a client for blocking calls, which [`Call::wait`] carries out.
    pub fn blocking(endpoint: impl Into<String>, transport: impl BlockingTransport) -> Self {
        Self::over(endpoint.into(), Sender::Blocking(Arc::new(transport)))
    }

    /// Makes a client that only [encodes](Client::request) and [decodes](Client::decode). Its calls fail.
    pub fn without_transport(endpoint: impl Into<String>) -> Self {
        Self::over(endpoint.into(), Sender::None)
    }

    fn over(endpoint: String, sender: Sender) -> Self {
        Self(Arc::new(Inner {
            sender,
            options: CallOptions {
                endpoint: Some(endpoint),
                ..CallOptions::default()
            },
        }))
    }

    /// Returns a client with these options. Those that are set override the options of this client.
    pub fn with_options(&self, options: CallOptions) -> Self {
        let mut all = self.0.options.clone();
        options.lay_over(&mut all);
        Self(Arc::new(Inner {
            sender: self.0.sender.clone(),
            options: all,
        }))
    }

    /// Returns a client with these SOAP headers, which override those of this client.
    pub fn with_headers<H: Complex + Send + Sync + 'static>(&self, headers: H) -> Self {
        self.with_header_sets(Headers::of(headers))
    }

    /// The same client with these credentials in the `Authorization` header of its requests: [`Basic`], [`Bearer`], or an
    /// [`Auth`] of your own.
    pub fn with_auth(&self, auth: impl Auth) -> Self {
        self.with_options(CallOptions {
            auth: Some(Arc::new(auth)),
            ..CallOptions::default()
        })
    }

    /// The same client with this HTTP header in its requests, in place of those of that name.
    ///
    /// ```
    /// use http::{HeaderName, HeaderValue};
    /// use soap_runtime::{Client, transport::MockTransport};
    /// let client = Client::new("http://example.invalid/a.svc", MockTransport::new())
    ///     .with_http_header(HeaderName::from_static("x-tenant"), HeaderValue::from_static("acme"));
    /// # let _ = client;
    /// ```
    pub fn with_http_header(&self, name: http::HeaderName, value: http::HeaderValue) -> Self {
        self.with_options(CallOptions {
            http_headers: [(name, value)].into_iter().collect(),
            ..CallOptions::default()
        })
    }

    fn with_header_sets(&self, headers: Headers) -> Self {
        self.with_options(CallOptions {
            headers,
            ..CallOptions::default()
        })
    }

    /// The options of the client.
    pub fn options(&self) -> &CallOptions {
        &self.0.options
    }

    fn sender(&self) -> &Sender {
        &self.0.sender
    }

    /// Prepares a call. Encodes the Body at once; an error of that is the result of the call. Headers are written when
    /// the call is sent.
    pub fn call<B, H>(&self, operation: &'static Operation, request: &dyn Content) -> Call<B, H>
    where
        B: Content + Default + Send + 'static,
        H: Complex + Default + Send + Sync + 'static,
    {
        Call::prepared(self.prepare(operation, request))
    }

    fn prepare(&self, operation: &'static Operation, request: &dyn Content) -> Prepared {
        let body = encode::body(operation, request, self.options());
        Prepared::new(body.map(|body| Pending {
            client: self.clone(),
            operation,
            body,
        }))
    }

    /// Makes the HTTP request of a call, to send it by other means. It does not have the headers of a
    /// [`HeaderProvider`], nor the credentials of [`Client::with_auth`].
    ///
    /// # Errors
    /// `Encode` if the request cannot be written; `InvalidRequest` if it cannot be made, because the endpoint is no
    /// URL, for example.
    pub fn request(
        &self,
        operation: &'static Operation,
        request: &dyn Content,
    ) -> Result<http::Request<Bytes>, Error> {
        let options = self.options();
        let body = encode::body(operation, request, options)?;
        encode::request(operation, &options.headers, &body, options)
    }

    /// Reads the response of a call from an HTTP response that came by other means.
    ///
    /// # Errors
    /// All errors of a call except `Transport` and `Encode`.
    pub fn decode<B, H>(
        &self,
        operation: &'static Operation,
        response: http::Response<Bytes>,
    ) -> Result<Response<B, H>, Error>
    where
        B: Content + Default + Send + 'static,
        H: Complex + Default + Send + Sync + 'static,
    {
        let mut buffer = ResponseBuffer::<B, H>::default();
        let parts = decode::response(
            operation,
            response,
            self.options(),
            secrets::Sent::default(),
            &mut buffer,
        )?;
        Ok(buffer.finish(parts))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sender = match &self.0.sender {
            Sender::Async(_) => "asynchronous",
            Sender::Blocking(_) => "blocking",
            Sender::None => "none",
        };
        f.debug_struct("Client")
            .field("transport", &sender)
            .field("options", &self.0.options)
            .finish()
    }
}
