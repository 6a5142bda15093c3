//! A prepared call.

use super::encode::EncodedBody;
use super::exchange::{Exchange, Step};
use super::{Client, ResponseBuffer, ResponseParts, ResponseSink, Sender};
use crate::binding::{Complex, Content};
use crate::soap::Operation;
use crate::transport::{
    BlockingTransport, BoxFuture, Transport, TransportError, TransportErrorKind,
};
use crate::{Error, Response};
use std::fmt;
use std::future::IntoFuture;

/// A call: its request is encoded. Nothing is sent before it is awaited or [waited for](Call::wait).
#[must_use = "a call does nothing until it is awaited or waited for"]
pub struct Call<B, H = ()> {
    state: State<B, H>,
}

enum State<B, H> {
    Ready(Box<Result<Response<B, H>, Error>>),
    Future(BoxFuture<'static, Result<Response<B, H>, Error>>),
    Prepared(Prepared),
}

/// A call that is ready to send, or the error of its encoding. It is not generic: the code that reads the response is
/// compiled where a call is awaited or waited for, and not in every method of a generated client.
pub(super) struct Prepared(Box<Result<Pending, Error>>);

/// A call that is ready to send.
pub(super) struct Pending {
    pub(super) client: Client,
    pub(super) operation: &'static Operation,
    pub(super) body: EncodedBody,
}

impl<B, H> Call<B, H> {
    /// A call with a given result, for mocks of a service.
    pub fn ready(result: Result<Response<B, H>, Error>) -> Self {
        Self {
            state: State::Ready(Box::new(result)),
        }
    }

    /// A call that runs this future. It can only be awaited.
    pub fn from_future(
        future: impl Future<Output = Result<Response<B, H>, Error>> + Send + 'static,
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
    /// See [`ErrorDetails`](crate::ErrorDetails). If the client's transport is asynchronous, a transport error of kind `WrongMode`.
    pub fn wait(self) -> Result<Response<B, H>, Error> {
        match self.state {
            State::Ready(result) => *result,
            State::Future(_) => Err(wrong_mode("this call is asynchronous: await it")),
            State::Prepared(prepared) => {
                let mut buffer = ResponseBuffer::<B, H>::default();
                let parts = prepared.wait(&mut buffer)?;
                Ok(buffer.finish(parts))
            }
        }
    }
}

impl<B, H> IntoFuture for Call<B, H>
where
    B: Content + Default + Send + 'static,
    H: Complex + Default + Send + Sync + 'static,
{
    type Output = Result<Response<B, H>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        match self.state {
            State::Ready(result) => Box::pin(std::future::ready(*result)),
            State::Future(future) => future,
            State::Prepared(prepared) => Box::pin(async move {
                let mut buffer = ResponseBuffer::<B, H>::default();
                let parts = prepared.run(&mut buffer).await?;
                Ok(buffer.finish(parts))
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

impl Prepared {
    pub(super) fn new(pending: Result<Pending, Error>) -> Self {
        Self(Box::new(pending))
    }

    async fn run(self, sink: &mut dyn ResponseSink) -> Result<ResponseParts, Error> {
        (*self.0)?.run(sink).await
    }

    fn wait(self, sink: &mut dyn ResponseSink) -> Result<ResponseParts, Error> {
        (*self.0)?.wait(sink)
    }
}

impl Pending {
    async fn run(self, sink: &mut dyn ResponseSink) -> Result<ResponseParts, Error> {
        #[cfg(feature = "tracing")]
        return super::trace::asynchronous(self.operation, self.client.options(), self.drive(sink))
            .await;
        #[cfg(not(feature = "tracing"))]
        self.drive(sink).await
    }

    fn wait(self, sink: &mut dyn ResponseSink) -> Result<ResponseParts, Error> {
        #[cfg(feature = "tracing")]
        return super::trace::blocking(self.operation, self.client.clone().options(), || {
            self.drive_blocking(sink)
        });
        #[cfg(not(feature = "tracing"))]
        self.drive_blocking(sink)
    }

    async fn drive(&self, sink: &mut dyn ResponseSink) -> Result<ResponseParts, Error> {
        let transport = self.client.sender().asynchronous();
        let transport = transport.map_err(|error| self.located(error))?;
        let mut exchange = Exchange::new(self, sink);
        let mut step = exchange.start();
        loop {
            step = match step {
                Step::Headers(provider) => {
                    let headers = provider.headers(exchange.context()).await;
                    exchange.headers(headers)
                }
                Step::Authorize(auth) => {
                    let value = auth.authorization(exchange.refused()).await;
                    exchange.authorized(value)
                }
                Step::Send(request) => exchange.response(transport.send(request).await),
                Step::Done(result) => return result,
            }
        }
    }

    fn drive_blocking(&self, sink: &mut dyn ResponseSink) -> Result<ResponseParts, Error> {
        let transport = self.client.sender().blocking();
        let transport = transport.map_err(|error| self.located(error))?;
        let mut exchange = Exchange::new(self, sink);
        let mut step = exchange.start();
        loop {
            step = match step {
                Step::Headers(provider) => {
                    let headers = provider.headers_blocking(exchange.context());
                    exchange.headers(headers)
                }
                Step::Authorize(auth) => {
                    let value = auth.authorization_blocking(exchange.refused());
                    exchange.authorized(value)
                }
                Step::Send(request) => exchange.response(transport.send(request)),
                Step::Done(result) => return result,
            }
        }
    }

    fn located(&self, error: Error) -> Error {
        error.at(self.operation.service, self.operation.name)
    }
}

impl Sender {
    /// Returns the transport of asynchronous calls.
    fn asynchronous(&self) -> Result<&dyn Transport, Error> {
        match self {
            Self::Async(transport) => Ok(&**transport),
            Self::Blocking(transport) => transport
                .as_async()
                .ok_or_else(|| wrong_mode("this client's transport is blocking: use wait()")),
            Self::None => Err(no_transport()),
        }
    }

    /// Returns the transport of blocking calls.
    fn blocking(&self) -> Result<&dyn BlockingTransport, Error> {
        match self {
            Self::Blocking(transport) => Ok(&**transport),
            Self::Async(transport) => transport.as_blocking().ok_or_else(|| {
                wrong_mode("this client's transport is asynchronous: await the call")
            }),
            Self::None => Err(no_transport()),
        }
    }
}

fn wrong_mode(message: &str) -> Error {
    TransportError::new(TransportErrorKind::WrongMode, message).into()
}

fn no_transport() -> Error {
    wrong_mode("this client has no transport: it only encodes and decodes")
}
