//! A transport whose connections are signed in.

use crate::exchange::{Exchange, Next};
use crate::mechanism::Mechanism;
use crate::thread::on_a_thread;
use bytes::Bytes;
use soap_runtime::transport::{BlockingTransport, BoxFuture, Transport, TransportError};
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};

/// The most transports that are kept for later calls.
const MOST_IDLE: usize = 16;
/// The time that a connection has to be put back after a response. A library with a pool does so in a task of its own: a request in
/// that moment would go over another connection, which is not signed in.
const SETTLING: Duration = Duration::from_millis(5);

type Build<T> = dyn Fn() -> Result<T, TransportError> + Send + Sync;

/// Sends requests over connections that are signed in by a [`Mechanism`].
///
/// Each call has a transport to itself while it runs, made by a closure and kept for the next calls: its one connection carries the
/// tokens of a sign-in and the message after them. The first token goes without the message. A server that asks for no sign-in gets the
/// message alone. A sign-in is tried once for a call, so that a wrong password counts once.
///
/// The response is read as a whole, even where the caller takes its items one by one: the connection belongs to the call until then.
/// Connections are those of HTTP/1.1: build transports without HTTP/2.
pub struct Negotiated<T> {
    shared: Arc<Shared<T>>,
}

struct Shared<T> {
    mechanism: Arc<dyn Mechanism>,
    build: Box<Build<T>>,
    idle: Mutex<Vec<Lane<T>>>,
}

/// A transport that one call uses at a time.
struct Lane<T> {
    transport: T,
    is_signed_in: bool,
    /// The end of its last response.
    used: Option<Instant>,
}

impl<T> Lane<T> {
    /// The time until the connection of the last response is back.
    fn settling(&self) -> Duration {
        self.used.map_or(Duration::ZERO, |used| {
            SETTLING.saturating_sub(used.elapsed())
        })
    }

    /// Waits until the connection of the last response is back. Other tasks go on meanwhile.
    async fn settled(&self) {
        poll_fn(|context| match self.settling().is_zero() {
            true => Poll::Ready(()),
            false => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
        })
        .await;
    }
}

impl<T> Negotiated<T> {
    /// Signs in by `mechanism`; `build` makes a transport.
    pub fn new(
        mechanism: impl Mechanism,
        build: impl Fn() -> Result<T, TransportError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            shared: Arc::new(Shared {
                mechanism: Arc::new(mechanism),
                build: Box::new(build),
                idle: Mutex::default(),
            }),
        }
    }
}

impl<T> Shared<T> {
    fn take(&self) -> Result<Lane<T>, TransportError> {
        let kept = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        match kept {
            Some(lane) => Ok(lane),
            None => Ok(Lane {
                transport: (self.build)()?,
                is_signed_in: false,
                used: None,
            }),
        }
    }

    fn keep(&self, lane: Lane<T>) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST_IDLE {
            idle.push(lane);
        }
    }
}

/// A step of an awaited call, on a thread of its own if it waits for another computer.
async fn step<R: Send + 'static>(
    mut exchange: Exchange,
    step: impl FnOnce(&mut Exchange) -> Result<R, TransportError> + Send + 'static,
) -> Result<(Exchange, R), TransportError> {
    let waits = exchange.waits();
    let work = move || {
        let done = step(&mut exchange)?;
        Ok((exchange, done))
    };
    match waits {
        true => on_a_thread(work).await?,
        false => work(),
    }
}

impl<T: Transport + BlockingTransport> Transport for Negotiated<T> {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let mut lane = self.shared.take()?;
            let mechanism = self.shared.mechanism.clone();
            let mut exchange = Exchange::new(mechanism, request, lane.is_signed_in);
            let mut request;
            (exchange, request) = step(exchange, Exchange::start).await?;
            loop {
                // A lane whose exchange fails is dropped, and its connection with it.
                lane.settled().await;
                let response = Transport::send(&lane.transport, request).await?;
                lane.used = Some(Instant::now());
                let next;
                (exchange, next) = step(exchange, |exchange| exchange.received(response)).await?;
                match next {
                    Next::Send(next) => request = next,
                    Next::Done(response) => {
                        lane.is_signed_in = exchange.is_signed_in;
                        self.shared.keep(lane);
                        return Ok(response);
                    }
                }
            }
        })
    }

    fn as_blocking(&self) -> Option<&dyn BlockingTransport> {
        Some(self)
    }
}

impl<T: Transport + BlockingTransport> BlockingTransport for Negotiated<T> {
    fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let mut lane = self.shared.take()?;
        let mechanism = self.shared.mechanism.clone();
        let mut exchange = Exchange::new(mechanism, request, lane.is_signed_in);
        let mut request = exchange.start()?;
        loop {
            std::thread::sleep(lane.settling());
            let response = BlockingTransport::send(&lane.transport, request)?;
            lane.used = Some(Instant::now());
            match exchange.received(response)? {
                Next::Send(next) => request = next,
                Next::Done(response) => {
                    lane.is_signed_in = exchange.is_signed_in;
                    self.shared.keep(lane);
                    return Ok(response);
                }
            }
        }
    }

    fn as_async(&self) -> Option<&dyn Transport> {
        Some(self)
    }
}

/// Clones share their connections.
impl<T> Clone for Negotiated<T> {
    fn clone(&self) -> Self {
        Self {
            shared: self.shared.clone(),
        }
    }
}

/// Shows the schemes and nothing else.
impl<T> fmt::Debug for Negotiated<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Negotiated")
            .field("schemes", &self.shared.mechanism.schemes())
            .finish_non_exhaustive()
    }
}
