//! Time limits and pauses. Those of a server are on the timers of Tokio where that runs; else, without an asynchronous runtime, one
//! thread wakes the futures whose time is up.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
#[cfg(feature = "server")]
use std::pin::pin;
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

/// The error of a time limit.
#[cfg(feature = "server")]
#[derive(Debug)]
pub struct Elapsed;

/// Waits for a time.
#[cfg(feature = "client")]
pub(crate) async fn sleep(time: Duration) {
    if let Some(until) = Instant::now().checked_add(time) {
        Sleep { until, id: None }.await;
    } else {
        std::future::pending().await
    }
}

/// Runs a future for at most `limit`.
#[cfg(feature = "server")]
pub async fn timeout<F: Future>(limit: Option<Duration>, future: F) -> Result<F::Output, Elapsed> {
    let Some(until) = limit.and_then(|limit| Instant::now().checked_add(limit)) else {
        return Ok(future.await);
    };
    let mut future = pin!(future);
    let mut alarm = None;
    std::future::poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Ok(output)),
        // Most futures are ready before they need a timer.
        Poll::Pending => (alarm.get_or_insert_with(|| Alarm::at(until)))
            .poll(context)
            .map(|()| Err(Elapsed)),
    })
    .await
}

/// A time that passes.
#[cfg(feature = "server")]
pub(crate) enum Alarm {
    Tokio(Pin<Box<tokio::time::Sleep>>),
    Own(Sleep),
}

#[cfg(feature = "server")]
impl Alarm {
    pub(crate) fn at(until: Instant) -> Self {
        match tokio::runtime::Handle::try_current() {
            Ok(_) => Self::Tokio(Box::pin(tokio::time::sleep_until(until.into()))),
            Err(_) => Self::Own(Sleep { until, id: None }),
        }
    }

    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        match self {
            Self::Tokio(sleep) => sleep.as_mut().poll(context),
            Self::Own(sleep) => Pin::new(sleep).poll(context),
        }
    }
}

/// A future that is ready at a given time.
pub(crate) struct Sleep {
    until: Instant,
    id: Option<u64>,
}

#[derive(Default)]
struct Clock {
    waiting: Mutex<Timers>,
    changed: Condvar,
}

#[derive(Default)]
struct Timers {
    next: u64,
    wakers: BTreeMap<(Instant, u64), Waker>,
}

/// The clock, whose thread starts with it. If no thread can be started, no time limit passes.
fn clock() -> &'static Clock {
    static CLOCK: OnceLock<&'static Clock> = OnceLock::new();
    CLOCK.get_or_init(|| {
        let clock: &'static Clock = Box::leak(Box::default());
        let _ = thread::Builder::new()
            .name("soap-clock".to_owned())
            .spawn(|| clock.run());
        clock
    })
}

impl Clock {
    fn waiting(&self) -> MutexGuard<'_, Timers> {
        // No code panics while it holds this lock.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut waiting = self.waiting();
        loop {
            let now = Instant::now();
            match waiting
                .wakers
                .first_key_value()
                .map(|((until, _), _)| *until)
            {
                Some(until) if until <= now => {
                    let due = waiting.wakers.pop_first();
                    // A waker may run any code, and may even drop its future.
                    drop(waiting);
                    if let Some((_, waker)) = due {
                        waker.wake();
                    }
                    waiting = self.waiting();
                }
                Some(until) => {
                    waiting = self
                        .changed
                        .wait_timeout(waiting, until.saturating_duration_since(now))
                        .unwrap_or_else(PoisonError::into_inner)
                        .0;
                }
                None => {
                    waiting = self
                        .changed
                        .wait(waiting)
                        .unwrap_or_else(PoisonError::into_inner)
                }
            }
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if Instant::now() >= self.until {
            return Poll::Ready(());
        }
        let clock = clock();
        let mut waiting = clock.waiting();
        let id = *self.id.get_or_insert_with(|| {
            waiting.next = waiting.next.wrapping_add(1);
            waiting.next
        });
        let key = (self.until, id);
        let old = waiting.wakers.insert(key, context.waker().clone());
        if waiting
            .wakers
            .first_key_value()
            .is_some_and(|(first, _)| *first == key)
        {
            clock.changed.notify_one();
        }
        drop(waiting);
        drop(old);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            let removed = clock().waiting().wakers.remove(&(self.until, id));
            drop(removed);
        }
    }
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use super::{clock, timeout};
    use std::future::{pending, ready};
    use std::time::{Duration, Instant};

    #[tokio::test]
    async fn on_the_timers_of_tokio() {
        tokio::time::pause();
        let late = timeout(Some(Duration::from_secs(3600)), pending::<()>()).await;
        assert!(late.is_err());
    }

    #[test]
    fn without_tokio() {
        crate::http::block_on::block_on(gives_up_in_time());
    }

    async fn gives_up_in_time() {
        let started = Instant::now();
        let long = Duration::from_secs(600);
        let (first, second, third, fourth) = (
            timeout(Some(Duration::from_millis(60)), pending::<()>()).await,
            timeout(Some(Duration::from_millis(20)), pending::<()>()).await,
            timeout(Some(long), ready(1)).await,
            timeout(None, ready(2)).await,
        );
        assert!(first.is_err() && second.is_err() && third.is_ok() && fourth.is_ok());
        let took = started.elapsed();
        assert!(
            took >= Duration::from_millis(60) && took < Duration::from_secs(5),
            "{took:?}"
        );
        assert!(clock().waiting().wakers.is_empty());
    }
}
