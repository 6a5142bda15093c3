//! The transport of a client, and the way of one call to it.

use super::Client;
use crate::Error;
use crate::http::body::BodyCollector;
use crate::transport::{
    BlockingTransport, BodyStream, SendLimits, Transport, TransportError, TransportErrorKind,
    on_a_thread,
};
use bytes::Bytes;
use http::HeaderMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};

/// The transport of a client.
#[derive(Clone)]
pub(super) enum Sender {
    Async(Arc<dyn Transport>),
    Blocking(Arc<dyn BlockingTransport>),
    None,
}

/// The way in which the requests of one call are sent.
#[derive(Clone, Copy)]
pub(super) enum SendMode<'a> {
    /// An awaited call.
    Async(&'a dyn Transport),
    /// An awaited call over a transport that blocks: it runs on a thread of its own.
    Thread(&'a Arc<dyn BlockingTransport>),
    /// A call that blocks the thread of its caller.
    Blocking(&'a dyn BlockingTransport),
}

impl Sender {
    /// The way of awaited calls.
    pub(super) fn asynchronous(&self) -> Result<SendMode<'_>, Error> {
        match self {
            Self::Async(transport) => Ok(SendMode::Async(&**transport)),
            Self::Blocking(transport) => Ok(match transport.as_async() {
                Some(transport) => SendMode::Async(transport),
                None => SendMode::Thread(transport),
            }),
            Self::None => Err(no_transport()),
        }
    }

    /// The way of blocking calls.
    pub(super) fn blocking(&self) -> Result<SendMode<'_>, Error> {
        match self {
            Self::Blocking(transport) => Ok(SendMode::Blocking(&**transport)),
            Self::Async(transport) => transport.as_blocking().map(SendMode::Blocking).ok_or_else(|| {
                wrong_mode(
                    "this client's transport has no blocking form (Transport::as_blocking): await the call",
                )
            }),
            Self::None => Err(no_transport()),
        }
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Async(_) => "asynchronous",
            Self::Blocking(_) => "blocking",
            Self::None => "none",
        }
    }
}

impl SendMode<'_> {
    pub(super) fn is_blocking(self) -> bool {
        matches!(self, Self::Blocking(_))
    }

    fn sends_streams(self) -> bool {
        match self {
            Self::Async(transport) => transport.sends_streams(),
            Self::Thread(transport) => transport.sends_streams(),
            Self::Blocking(transport) => transport.sends_streams(),
        }
    }

    pub(super) async fn send(
        self,
        mut request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        if !self.sends_streams()
            && let Some(mut pieces) = BodyStream::of_request(&request)?
        {
            let limit = SendLimits::of(&request).response_bytes;
            let mut whole = BodyCollector::new(limit);
            while let Some(piece) = poll_fn(|context| pieces.poll_piece(context)).await? {
                whole.push(piece).map_err(|_| {
                    let message = format!("the request is larger than {limit} bytes, and this transport sends no streams");
                    TransportError::new(TransportErrorKind::InvalidRequest, message)
                })?;
            }
            // A transport that sends this request several times, as `Negotiated` does, looks for the pieces each time.
            request.extensions_mut().remove::<BodyStream>();
            *request.body_mut() = whole.finish();
        }
        match self {
            Self::Async(transport) => transport.send(request).await,
            Self::Blocking(transport) => transport.send(request),
            Self::Thread(transport) => on_a_thread(transport.clone(), request).await,
        }
    }
}

/// The requests that interceptors have sent for one step of a call.
#[derive(Default)]
pub(super) struct Trail(Mutex<(u32, HeaderMap)>);

impl Trail {
    /// Notes a request that is sent. Returns how many were sent before it.
    pub(super) fn sending(&self, request: &http::Request<Bytes>) -> u32 {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = noted.0;
        noted.0 = before.saturating_add(1);
        noted.1.clone_from(request.headers());
        before
    }

    /// The number of requests that were sent, and the headers of the last one: errors do not show their secrets.
    pub(super) fn into_parts(self) -> (u32, HeaderMap) {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wrong_mode(message: &str) -> Error {
    TransportError::new(TransportErrorKind::WrongMode, message).into()
}

fn no_transport() -> Error {
    wrong_mode("this client has no transport: it only encodes and decodes")
}

impl Client {
    pub(super) fn sender(&self) -> &Sender {
        &self.0.sender
    }
}
