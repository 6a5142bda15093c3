//! Work that waits, for awaited calls.

use soap_runtime::transport::{TransportError, TransportErrorKind};
use std::future::poll_fn;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};
use std::thread;

/// Does the work on a thread of its own. If the future is dropped, the work goes on to its end.
pub(crate) async fn on_a_thread<R: Send + 'static>(
    work: impl FnOnce() -> R + Send + 'static,
) -> Result<R, TransportError> {
    let (sender, result) = channel();
    let end = End(Arc::default());
    let waker = end.0.clone();
    let started = thread::Builder::new()
        .name("sign-in".to_owned())
        .spawn(move || {
            // Dropped in reverse order, after a panic too: the channel is closed before the caller is woken.
            let end = end;
            let sender = sender;
            // Nobody waits for it any more, if this fails.
            let _ = sender.send(work());
            drop(sender);
            drop(end);
        });
    started
        .map_err(|error| failed("no thread could be started for the sign-in").caused_by(error))?;
    // A mutex, since a future has to be shareable between threads.
    let result: Mutex<Receiver<R>> = Mutex::new(result);
    poll_fn(|context| {
        *waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(context.waker().clone());
        match result
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .try_recv()
        {
            Ok(result) => Poll::Ready(Ok(result)),
            Err(TryRecvError::Empty) => Poll::Pending,
            Err(TryRecvError::Disconnected) => Poll::Ready(Err(failed("the sign-in panicked"))),
        }
    })
    .await
}

fn failed(message: &'static str) -> TransportError {
    TransportError::new(TransportErrorKind::Setup, message)
}

/// The end of the thread.
struct End(Arc<Mutex<Option<Waker>>>);

impl Drop for End {
    fn drop(&mut self) {
        let waker = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn results_and_panics_arrive() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime");
        let slow = || {
            thread::sleep(Duration::from_millis(20));
            7
        };
        assert_eq!(runtime.block_on(on_a_thread(slow)).expect("a result"), 7);
        let error = runtime.block_on(on_a_thread(|| -> u8 { panic!("for the test") }));
        assert!(
            error
                .expect_err("an error")
                .to_string()
                .contains("panicked")
        );
    }
}
