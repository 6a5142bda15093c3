//! Calling services.
//!
//! The core does no I/O: [`Client::request`] makes an HTTP request from an operation and its input, [`Client::decode`] makes a
//! response from an HTTP response. [`Client::call`] puts a transport between the two.

mod attach;
mod attachment;
mod attachments;
mod auth;
mod call;
#[cfg(feature = "digest")]
mod challenge;
mod client_methods;
mod decode;
#[cfg(feature = "digest")]
mod digest;
mod encode;
mod error;
mod exchange;
mod header_provider;
mod headers;
mod http_error;
mod incoming;
mod interceptor;
mod items;
mod more;
mod mtom;
mod options;
#[cfg(feature = "digest")]
mod proxy_digest;
mod raw_headers;
mod redirect;
mod replay;
mod reply;
mod secrets;
mod sender;
#[cfg(feature = "tracing")]
mod trace;
mod trace_context;

pub use attachments::{AttachmentsCall, BlockingAttachments};
pub use auth::{Auth, AuthRequest, Basic, Bearer};
pub use call::Call;
#[doc(hidden)]
pub use client_methods::client;
#[cfg(feature = "digest")]
pub use digest::Digest;
pub use error::{Error, ErrorDetails, ErrorKind, ServiceError};
pub use header_provider::{HeaderProvider, RawHeaderProvider, RequestContext};
pub use headers::Headers;
pub use http_error::{HttpError, HttpReason};
pub use interceptor::{CallContext, Interceptor, Next, Observer};
pub use items::{BlockingItems, Items, ItemsCall};
pub use options::{CallOptions, ErrorHeaderHook, Redirects};
#[cfg(feature = "digest")]
pub use proxy_digest::ProxyDigest;
pub use replay::Replay;
pub use reply::Reply;
use reply::{ResponseBuffer, ResponseParts, ResponseSink};
use sender::Sender;
pub use trace_context::TraceContext;

use crate::Redaction;
use crate::binding::{Blank, Complex, Content};
use crate::envelope;
use crate::http::block_on::block_on;
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
pub struct Client(Arc<SharedClient>);

struct SharedClient {
    sender: Sender,
    options: CallOptions,
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
        Self(Arc::new(SharedClient {
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
        Self(Arc::new(SharedClient {
            sender: self.0.sender.clone(),
            options: all,
        }))
    }

    /// Returns a client with these SOAP headers, which override those of this client.
    pub fn with_headers<H: Complex + Send + Sync + 'static>(&self, headers: H) -> Self {
        self.with_options(CallOptions::new().with_headers(headers))
    }

    client_methods::settings!();

    /// The options of the client.
    pub fn options(&self) -> &CallOptions {
        &self.0.options
    }

    /// Prepares a call. Encodes the Body at once; an error of that is the result of the call. Headers are written when
    /// the call is sent.
    pub fn call<B, H>(&self, operation: &'static Operation, request: &dyn Content) -> Call<B, H>
    where
        B: Content + Blank + Send + 'static,
        H: Complex + Blank + Send + Sync + 'static,
    {
        Call::prepared(self.prepare(operation, request))
    }

    fn prepare(&self, operation: &'static Operation, request: &dyn Content) -> Prepared {
        let body = encode::body(operation, request, self.options());
        Prepared::new(body.map(|body| Pending {
            client: self.clone(),
            operation,
            body,
            more: None,
            attached: None,
        }))
    }

    /// Makes the HTTP request of a call, to send it by other means. Interceptors of envelopes have seen it; it does not have the
    /// headers of a [`HeaderProvider`], the credentials of [`Client::with_auth`], or what an [`Interceptor`] adds.
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
        let message = encode::message(operation, &options.headers, &body, options)?;
        let mut context = encode::envelope_context(operation, options);
        let interceptors = &options.envelope_interceptors;
        let beside = (options.attachments.clone(), Vec::new());
        encode::check_parts(operation, &body, &beside)?;
        let (attachments, _) = beside;
        let message = match envelope::see_attachments(interceptors) {
            true => (message.into(), attachments.clone()),
            false => (message.into(), Vec::new()),
        };
        let message = envelope::outgoing(interceptors, &mut context, message);
        let (message, seen) = block_on(message).map_err(|error| {
            Error::from(error.before_sending()).at(operation.service, operation.name)
        })?;
        let attachments = match envelope::see_attachments(interceptors) {
            true => seen,
            false => attachments,
        };
        let beside = (attachments, Vec::new());
        let request = encode::http_request(operation, message, &body, beside, options)?;
        Ok(request.map(|body| body.whole))
    }

    /// Reads the response of a call from an HTTP response that came by other means. Errors mask the secrets of the options; they know
    /// neither the content of the request nor what interceptors have put into it.
    ///
    /// # Errors
    /// All errors of a call except `Transport` and `Encode`.
    pub fn decode<B, H>(
        &self,
        operation: &'static Operation,
        response: http::Response<Bytes>,
    ) -> Result<Reply<B, H>, Error>
    where
        B: Content + Blank + Send + 'static,
        H: Complex + Blank + Send + Sync + 'static,
    {
        let mut buffer = ResponseBuffer::<B, H>::new();
        let parts = self.decode_into(operation, response, &mut buffer)?;
        Ok(buffer.finish(parts))
    }

    /// The secrets that errors of this exchange mask: those of the options, of the request and of the response. For those who show the bytes of
    /// an exchange, as an [`Observer`] sees them.
    ///
    /// ```
    /// use soap_runtime::transport::{bytes::Bytes, http};
    /// use soap_runtime::{Client, redact, soap::Operation};
    /// # fn show(client: &Client, operation: &'static Operation, request: &http::Request<Bytes>) -> String {
    /// let redaction = client.redaction(operation, request, None);
    /// redact(request.body(), &redaction)
    /// # }
    /// ```
    pub fn redaction(
        &self,
        operation: &Operation,
        request: &http::Request<Bytes>,
        response: Option<&http::Response<Bytes>>,
    ) -> Redaction {
        let mut added = response.map_or_else(Default::default, secrets::of_response);
        for (name, value) in request.headers() {
            added.0.append(name, value.clone());
        }
        let sent = secrets::Sent {
            messages: std::slice::from_ref(request.body()),
            authorization: None,
            added: Some(&added),
        };
        decode::redaction(operation, self.options(), sent)
    }

    fn decode_into(
        &self,
        operation: &'static Operation,
        response: http::Response<Bytes>,
        sink: &mut dyn ResponseSink,
    ) -> Result<ResponseParts, Error> {
        let options = self.options();
        let added = secrets::of_response(&response);
        let result = decode::unpack(response, options).and_then(|received| {
            if options.envelope_interceptors.is_empty() || !received.has_envelope() {
                return Ok(received);
            }
            let mut context = encode::envelope_context(operation, options);
            context.charset = received.charset().map(str::to_owned);
            let interceptors = &options.envelope_interceptors;
            Ok(block_on(received.intercepted(interceptors, &mut context))?)
        });
        result
            .and_then(|received| decode::read(operation, received, options, sink))
            .map_err(|error| {
                let headers = encode::headers_alone(operation, options);
                let sent = secrets::Sent {
                    messages: headers.as_slice(),
                    authorization: None,
                    added: Some(&added),
                };
                decode::located(operation, error, options, sent)
            })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("transport", &self.0.sender.name())
            .field("options", &self.0.options)
            .finish()
    }
}
