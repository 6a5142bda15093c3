//! Single flight: one caller renews a value for all who need it.
//!
//! Calls that need a ticket at the same time share one sign-in and its outcome, a failure too: fifty calls with a wrong
//! password must not lock the user out. It serves asynchronous and blocking callers.

use std::future::poll_fn;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// A value and its generation, which counts renewals.
#[derive(Clone, Debug)]
pub(super) struct Held<T> {
    pub value: T,
    pub generation: u64,
}

/// Holds a value. One caller at a time renews it.
#[derive(Debug)]
pub(super) struct SingleFlight<T, E> {
    state: Mutex<State<T, E>>,
}

#[derive(Debug)]
struct State<T, E> {
    held: Option<Held<T>>,
    generation: u64,
    refused: u64,
    flight: Option<Arc<Flight<T, E>>>,
}

/// A renewal under way.
#[derive(Debug)]
struct Flight<T, E> {
    progress: Mutex<Progress<T, E>>,
    finished: Condvar,
}

#[derive(Debug)]
struct Progress<T, E> {
    outcome: Option<Outcome<T, E>>,
    waiting: Vec<Waker>,
}

/// The outcome of a renewal; `None` if its future was dropped, so that another caller tries.
type Outcome<T, E> = Option<Result<T, E>>;

/// The role of a caller.
enum Role<'a, T: Clone, E: Clone> {
    /// Uses the value that is held.
    Holder(T),
    /// Renews the value.
    Leader(Leader<'a, T, E>),
    /// Waits for the outcome of the renewal under way.
    Follower(Arc<Flight<T, E>>),
}

impl<T: Clone, E: Clone> SingleFlight<T, E> {
    pub fn new(value: Option<T>) -> Self {
        let held = value.map(|value| Held {
            value,
            generation: 1,
        });
        Self {
            state: Mutex::new(State {
                held,
                generation: 1,
                refused: 0,
                flight: None,
            }),
        }
    }

    /// Returns the current value, refused or not.
    pub fn held(&self) -> Option<Held<T>> {
        lock(&self.state).held.clone()
    }

    /// Refuses the value of this generation: the next caller renews it.
    pub fn refuse(&self, generation: u64) {
        let mut state = lock(&self.state);
        state.refused = state.refused.max(generation);
    }

    /// Returns the value unless it was refused; otherwise the outcome of a renewal.
    pub async fn get(&self, renew: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        loop {
            match self.role() {
                Role::Holder(held) => return Ok(held),
                Role::Leader(leader) => {
                    let outcome = renew.await;
                    return leader.finish(outcome);
                }
                Role::Follower(flight) => {
                    if let Some(outcome) = flight.outcome().await {
                        return outcome;
                    }
                }
            }
        }
    }

    /// Like [`get`](Self::get), but blocks the thread.
    pub fn get_blocking(&self, renew: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        loop {
            match self.role() {
                Role::Holder(held) => return Ok(held),
                Role::Leader(leader) => {
                    let outcome = renew();
                    return leader.finish(outcome);
                }
                Role::Follower(flight) => {
                    if let Some(outcome) = flight.outcome_blocking() {
                        return outcome;
                    }
                }
            }
        }
    }

    fn role(&self) -> Role<'_, T, E> {
        let mut state = lock(&self.state);
        if let Some(held) = &state.held
            && held.generation > state.refused
        {
            return Role::Holder(held.value.clone());
        }
        if let Some(flight) = &state.flight {
            return Role::Follower(flight.clone());
        }
        let flight = Arc::new(Flight {
            progress: Mutex::new(Progress {
                outcome: None,
                waiting: Vec::new(),
            }),
            finished: Condvar::new(),
        });
        state.flight = Some(flight.clone());
        Role::Leader(Leader {
            single_flight: self,
            flight,
        })
    }
}

/// The caller that renews for all. Dropping it before [`finish`](Self::finish) gives the renewal up.
struct Leader<'a, T: Clone, E: Clone> {
    single_flight: &'a SingleFlight<T, E>,
    flight: Arc<Flight<T, E>>,
}

impl<T: Clone, E: Clone> Leader<'_, T, E> {
    fn finish(self, renewed: Result<T, E>) -> Result<T, E> {
        if let Ok(value) = &renewed {
            let mut state = lock(&self.single_flight.state);
            state.generation += 1;
            state.held = Some(Held {
                value: value.clone(),
                generation: state.generation,
            });
        }
        lock(&self.flight.progress).outcome = Some(Some(renewed.clone()));
        renewed
    }
}

impl<T: Clone, E: Clone> Drop for Leader<'_, T, E> {
    fn drop(&mut self) {
        lock(&self.single_flight.state).flight = None;
        let mut progress = lock(&self.flight.progress);
        progress.outcome.get_or_insert(None);
        let waiting = std::mem::take(&mut progress.waiting);
        drop(progress);
        self.flight.finished.notify_all();
        waiting.into_iter().for_each(Waker::wake);
    }
}

impl<T: Clone, E: Clone> Flight<T, E> {
    async fn outcome(&self) -> Outcome<T, E> {
        poll_fn(|context| {
            let mut progress = lock(&self.progress);
            match &progress.outcome {
                Some(outcome) => Poll::Ready(outcome.clone()),
                None => {
                    if !progress
                        .waiting
                        .iter()
                        .any(|waker| waker.will_wake(context.waker()))
                    {
                        progress.waiting.push(context.waker().clone());
                    }
                    Poll::Pending
                }
            }
        })
        .await
    }

    fn outcome_blocking(&self) -> Outcome<T, E> {
        let mut progress = lock(&self.progress);
        loop {
            if let Some(outcome) = &progress.outcome {
                return outcome.clone();
            }
            progress = self
                .finished
                .wait(progress)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Locks the mutex, also after a panic elsewhere: every change under it is a single assignment.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::task::Context;

    fn single_flight() -> SingleFlight<u32, String> {
        SingleFlight::new(None)
    }

    #[test]
    fn threads_share_one_renewal_and_its_failure() {
        let (single_flight, renewals) = (single_flight(), AtomicU32::new(0));
        let started = std::sync::Barrier::new(50);
        std::thread::scope(|scope| {
            for _ in 0..50 {
                scope.spawn(|| {
                    started.wait();
                    let outcome = single_flight.get_blocking(|| {
                        renewals.fetch_add(1, Ordering::SeqCst);
                        std::thread::sleep(std::time::Duration::from_millis(200));
                        Err("no".to_owned())
                    });
                    assert_eq!(outcome, Err("no".to_owned()));
                });
            }
        });
        assert_eq!(renewals.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn what_is_held_is_renewed_only_when_that_generation_was_refused() {
        let single_flight = single_flight();
        assert_eq!(single_flight.get_blocking(|| Ok(1)), Ok(1));
        assert_eq!(single_flight.get_blocking(|| Ok(2)), Ok(1));
        let first = single_flight.held().expect("renewed").generation;
        single_flight.refuse(first);
        assert_eq!(
            single_flight.get_blocking(|| Err("down".to_owned())),
            Err("down".to_owned())
        );
        assert_eq!(single_flight.get_blocking(|| Ok(3)), Ok(3));
        // A call made with the first value fails late, when another value is there already.
        single_flight.refuse(first);
        assert_eq!(single_flight.get_blocking(|| Ok(4)), Ok(3));
    }

    #[test]
    fn a_renewal_that_is_dropped_is_taken_over() {
        let single_flight = single_flight();
        let mut context = Context::from_waker(Waker::noop());
        let mut follower = pin!(single_flight.get(async { Ok(2) }));
        {
            let mut leader = pin!(single_flight.get(std::future::pending()));
            assert!(leader.as_mut().poll(&mut context).is_pending());
            assert!(follower.as_mut().poll(&mut context).is_pending());
        }
        assert_eq!(follower.as_mut().poll(&mut context), Poll::Ready(Ok(2)));
    }
}
