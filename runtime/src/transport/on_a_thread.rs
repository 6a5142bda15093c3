//! A blocking transport for awaited calls.

use super::stream::Pump;
use super::{BlockingTransport, SendResult, TransportError, TransportErrorKind};
use bytes::Bytes;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::thread;

/// Sends a request on a thread of its own. If the future is dropped, the request is sent nevertheless; its time limit ends the
/// thread.
pub(crate) async fn on_a_thread(
    transport: Arc<dyn BlockingTransport>,
    request: http::Request<Bytes>,
) -> SendResult {
    let exchange = Arc::new(Handover::default());
    let end = End(exchange.clone());
    let started = thread::Builder::new()
        .name("soap-call".to_owned())
        .spawn(move || {
            let mut result = transport.send(request);
            let pump = result.as_mut().ok().and_then(Pump::of);
            end.0.state().result = Some(result);
            drop(end);
            if let Some(pump) = pump {
                pump.run();
            }
        });
    if let Err(error) = started {
        let message = "no thread could be started for the call";
        return Err(TransportError::new(TransportErrorKind::Setup, message).caused_by(error));
    }
    poll_fn(|context| {
        let mut state = exchange.state();
        match state.result.take() {
            Some(result) => Poll::Ready(result),
            None => {
                state.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    })
    .await
}

#[derive(Default)]
struct Handover(Mutex<State>);

#[derive(Default)]
struct State {
    result: Option<SendResult>,
    waker: Option<Waker>,
}

impl Handover {
    fn state(&self) -> MutexGuard<'_, State> {
        // No code panics while it holds this lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The end of the thread, after a panic of the transport too.
struct End(Arc<Handover>);

impl Drop for End {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.result.get_or_insert_with(|| {
            let message = "the transport panicked";
            Err(TransportError::new(TransportErrorKind::Other, message))
        });
        let waker = state.waker.take();
        // A waker may run any code.
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}
