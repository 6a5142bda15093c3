//! A call that has been prepared.

use super::decode::{self, Rest, Slot};
use super::encode::{self, EncodedBody};
use super::hooks::CallContext;
use super::{CallOptions, Client, Redirects, Sender};
use crate::binding::{Complex, Content};
use crate::http::endpoint;
use crate::soap::Operation;
use crate::transport::{
    BlockingTransport, BoxFuture, Transport, TransportError, TransportErrorKind,
};
use crate::{Error, Headers, Reply};
use bytes::Bytes;
use std::any::Any;
use std::fmt;
use std::future::IntoFuture;

/// How many redirects to the same origin are followed.
const REDIRECTS: usize = 5;

/// A call: its request is encoded, and nothing is sent before it is awaited or [waited for](Call::wait).
#[must_use = "a call does nothing until it is awaited or waited for"]
pub struct Call<B, H = ()> {
    state: State<B, H>,
}

enum State<B, H> {
    Ready(Box<Result<Reply<B, H>, Error>>),
    Future(BoxFuture<'static, Result<Reply<B, H>, Error>>),
    Prepared(Prepared),
}

/// A call that is ready to be sent, or why it is not. It knows no types: what reads the reply is compiled where a call is awaited
/// or waited for, not in every method of a generated client.
pub(super) struct Prepared(Box<Result<Pending, Error>>);

/// What is to be sent.
pub(super) struct Pending {
    pub(super) client: Client,
    pub(super) operation: &'static Operation,
    pub(super) body: EncodedBody,
}

impl<B, H> Call<B, H> {
    /// A call that has its result already: what a mock of a service gives.
    pub fn ready(result: Result<Reply<B, H>, Error>) -> Self {
        Self {
            state: State::Ready(Box::new(result)),
        }
    }

    /// A call that is a future of its own. It can be awaited, and not waited for.
    pub fn from_future(
        future: impl Future<Output = Result<Reply<B, H>, Error>> + Send + 'static,
    ) -> Self {
        Self {
            state: State::Future(Box::pin(future)),
        }
    }

    #[inline]
    pub(super) fn prepared(prepared: Prepared) -> Self {
        Self {
            state: State::Prepared(prepared),
        }
    }
}

impl<B, H> Call<B, H>
where
    B: Content + Default + Send + 'static,
    H: Complex + Default + Send + Sync + 'static,
{
    /// Makes the call on this thread, over a blocking transport.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind). If the client's transport is asynchronous, a transport error of kind `WrongMode`.
    pub fn wait(self) -> Result<Reply<B, H>, Error> {
        match self.state {
            State::Ready(result) => *result,
            State::Future(_) => Err(wrong_mode("this call is asynchronous: await it")),
            State::Prepared(prepared) => {
                let mut filled = Filled::<B, H>::default();
                let rest = prepared.wait(&mut filled)?;
                Ok(filled.reply(rest))
            }
        }
    }
}

impl<B, H> IntoFuture for Call<B, H>
where
    B: Content + Default + Send + 'static,
    H: Complex + Default + Send + Sync + 'static,
{
    type Output = Result<Reply<B, H>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        match self.state {
            State::Ready(result) => Box::pin(std::future::ready(*result)),
            State::Future(future) => future,
            State::Prepared(prepared) => Box::pin(async move {
                let mut filled = Filled::<B, H>::default();
                let rest = prepared.run(&mut filled).await?;
                Ok(filled.reply(rest))
            }),
        }
    }
}

impl<B, H> fmt::Debug for Call<B, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Call");
        match &self.state {
            State::Ready(_) => shown.field("state", &"ready"),
            State::Future(_) => shown.field("state", &"future"),
            State::Prepared(prepared) => match &*prepared.0 {
                Ok(pending) => shown.field("operation", &pending.operation.name),
                Err(_) => shown.field("state", &"failed"),
            },
        };
        shown.finish()
    }
}

/// Body and headers being read.
#[derive(Default)]
pub(crate) struct Filled<B, H> {
    pub(crate) body: B,
    pub(crate) headers: H,
}

impl<B, H> Filled<B, H> {
    pub(crate) fn reply(self, rest: Rest) -> Reply<B, H> {
        Reply {
            body: self.body,
            headers: self.headers,
            skipped: rest.skipped,
            deviations: rest.deviations,
            unknown_headers: rest.unknown_headers,
            attachments: rest.attachments,
            http: rest.http,
        }
    }
}

impl<B, H> Slot for Filled<B, H>
where
    B: Content + Default + Send + 'static,
    H: Complex + Default + Send + Sync + 'static,
{
    fn parts(&mut self) -> (&mut dyn Complex, &mut dyn Content) {
        (&mut self.headers, &mut self.body)
    }
    fn headers(&self) -> &(dyn Any + Send + Sync) {
        &self.headers
    }
    fn take_headers(&mut self) -> Box<dyn Any + Send + Sync> {
        Box::new(std::mem::take(&mut self.headers))
    }
    fn reset(&mut self) {
        self.body = B::default();
        self.headers = H::default();
    }
}

impl Prepared {
    pub(super) fn new(pending: Result<Pending, Error>) -> Self {
        Self(Box::new(pending))
    }

    async fn run(self, slot: &mut dyn Slot) -> Result<Rest, Error> {
        (*self.0)?.run(slot).await
    }

    fn wait(self, slot: &mut dyn Slot) -> Result<Rest, Error> {
        (*self.0)?.wait(slot)
    }
}

impl Pending {
    async fn run(self, slot: &mut dyn Slot) -> Result<Rest, Error> {
        #[cfg(feature = "tracing")]
        return super::trace::asynchronous(
            self.operation,
            self.client.options(),
            self.attempts(slot),
        )
        .await;
        #[cfg(not(feature = "tracing"))]
        self.attempts(slot).await
    }

    fn wait(self, slot: &mut dyn Slot) -> Result<Rest, Error> {
        #[cfg(feature = "tracing")]
        return super::trace::blocking(self.operation, self.client.clone().options(), || {
            self.attempts_blocking(slot)
        });
        #[cfg(not(feature = "tracing"))]
        self.attempts_blocking(slot)
    }

    async fn attempts(&self, slot: &mut dyn Slot) -> Result<Rest, Error> {
        let transport = match self.client.sender() {
            Sender::Async(transport) => &**transport,
            Sender::Blocking(transport) => match transport.as_async() {
                Some(transport) => transport,
                None => {
                    return Err(
                        wrong_mode("this client's transport is blocking: use wait()")
                            .at(self.operation.service, self.operation.name),
                    );
                }
            },
            Sender::None => {
                return Err(no_transport().at(self.operation.service, self.operation.name));
            }
        };
        let options = self.client.options();
        let mut context = CallContext::new(self.operation);
        loop {
            let sent_headers = match &options.header_source {
                Some(source) => source
                    .headers(&context)
                    .await
                    .map_err(|error| decode::located(self.operation, error, options, None))?,
                None => Headers::new(),
            };
            let request = self.request(sent_headers.clone())?;
            let message = request.body().clone();
            let result = match self.exchange(transport, &context, request).await {
                Ok(response) => {
                    decode::response(self.operation, response, options, Some(&message), slot)
                }
                Err(error) => Err(decode::located(
                    self.operation,
                    error.into(),
                    options,
                    Some(&message),
                )),
            };
            match (result, &options.header_source) {
                (Err(error), Some(source))
                    if context.attempt == 1
                        && source.retry(&context, &error, &sent_headers).await => {}
                (result, _) => return result,
            }
            context.attempt += 1;
            slot.reset();
        }
    }

    fn attempts_blocking(&self, slot: &mut dyn Slot) -> Result<Rest, Error> {
        let transport = match self.client.sender() {
            Sender::Blocking(transport) => &**transport,
            Sender::Async(transport) => match transport.as_blocking() {
                Some(transport) => transport,
                None => {
                    return Err(wrong_mode(
                        "this client's transport is asynchronous: await the call",
                    )
                    .at(self.operation.service, self.operation.name));
                }
            },
            Sender::None => {
                return Err(no_transport().at(self.operation.service, self.operation.name));
            }
        };
        let options = self.client.options();
        let mut context = CallContext::new(self.operation);
        loop {
            let sent_headers = match &options.header_source {
                Some(source) => source
                    .headers_blocking(&context)
                    .map_err(|error| decode::located(self.operation, error, options, None))?,
                None => Headers::new(),
            };
            let request = self.request(sent_headers.clone())?;
            let message = request.body().clone();
            let result = match self.exchange_blocking(transport, &context, request) {
                Ok(response) => {
                    decode::response(self.operation, response, options, Some(&message), slot)
                }
                Err(error) => Err(decode::located(
                    self.operation,
                    error.into(),
                    options,
                    Some(&message),
                )),
            };
            match (result, &options.header_source) {
                (Err(error), Some(source))
                    if context.attempt == 1
                        && source.retry_blocking(&context, &error, &sent_headers) => {}
                (result, _) => return result,
            }
            context.attempt += 1;
            slot.reset();
        }
    }

    fn request(&self, headers: Headers) -> Result<http::Request<Bytes>, Error> {
        let options = self.client.options();
        let headers = headers.over(&options.headers);
        encode::request(self.operation, &headers, &self.body, options)
    }

    async fn exchange(
        &self,
        transport: &dyn Transport,
        context: &CallContext,
        mut request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let options = self.client.options();
        for _ in 0..REDIRECTS {
            let again = (options.redirects == Some(Redirects::SameOrigin)).then(|| request.clone());
            before(options, context, &request);
            let response = transport.send(request).await;
            after(options, context, &response);
            let response = response?;
            match again.and_then(|again| redirected(again, &response)) {
                Some(again) => request = again,
                None => return Ok(response),
            }
        }
        Err(too_many_redirects())
    }

    fn exchange_blocking(
        &self,
        transport: &dyn BlockingTransport,
        context: &CallContext,
        mut request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let options = self.client.options();
        for _ in 0..REDIRECTS {
            let again = (options.redirects == Some(Redirects::SameOrigin)).then(|| request.clone());
            before(options, context, &request);
            let response = transport.send(request);
            after(options, context, &response);
            let response = response?;
            match again.and_then(|again| redirected(again, &response)) {
                Some(again) => request = again,
                None => return Ok(response),
            }
        }
        Err(too_many_redirects())
    }
}

fn before(options: &CallOptions, context: &CallContext, request: &http::Request<Bytes>) {
    for hook in &options.hooks {
        hook.before(context, request);
    }
}

fn after(
    options: &CallOptions,
    context: &CallContext,
    response: &Result<http::Response<Bytes>, TransportError>,
) {
    for hook in &options.hooks {
        hook.after(context, response.as_ref());
    }
}

/// The same request to where the server sent it, if that is the same origin and means "the same again".
fn redirected(
    mut request: http::Request<Bytes>,
    response: &http::Response<Bytes>,
) -> Option<http::Request<Bytes>> {
    if !matches!(
        response.status(),
        http::StatusCode::TEMPORARY_REDIRECT | http::StatusCode::PERMANENT_REDIRECT
    ) {
        return None;
    }
    let target = endpoint::location(
        request.uri(),
        response.headers().get(http::header::LOCATION)?,
    )?;
    if !endpoint::same_origin(request.uri(), &target) {
        return None;
    }
    *request.uri_mut() = target;
    Some(request)
}

fn too_many_redirects() -> TransportError {
    TransportError::new(
        TransportErrorKind::Protocol,
        format!("more than {REDIRECTS} redirects"),
    )
}

fn wrong_mode(message: &str) -> Error {
    TransportError::new(TransportErrorKind::WrongMode, message).into()
}

fn no_transport() -> Error {
    TransportError::new(
        TransportErrorKind::WrongMode,
        "this client has no transport: it only encodes and decodes",
    )
    .into()
}
