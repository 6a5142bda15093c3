//! One sign-in for all who wait for it.
//!
//! Calls that need a ticket at the same time share one sign-in and its outcome, a failure too: fifty calls with a wrong
//! password must not lock the user out. Works for callers that await and for callers that block a thread.

use std::future::poll_fn;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// A value and how often it was renewed before.
#[derive(Clone, Debug)]
pub(super) struct Held<T> {
    pub value: T,
    pub generation: u64,
}

/// Keeps a value and has it renewed.
#[derive(Debug)]
pub(super) struct Keeper<T, E> {
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
    landed: Condvar,
}

#[derive(Debug)]
struct Progress<T, E> {
    outcome: Option<Outcome<T, E>>,
    waiting: Vec<Waker>,
}

/// How a renewal ended; nothing if it was given up (its future was dropped), so that another caller tries.
type Outcome<T, E> = Option<Result<T, E>>;

enum Turn<'a, T: Clone, E: Clone> {
    Have(T),
    Lead(Lead<'a, T, E>),
    Follow(Arc<Flight<T, E>>),
}

impl<T: Clone, E: Clone> Keeper<T, E> {
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

    /// What is held now, refused or not.
    pub fn held(&self) -> Option<Held<T>> {
        lock(&self.state).held.clone()
    }

    /// Has the value renewed when it is asked for next, if it is this generation still.
    pub fn refuse(&self, generation: u64) {
        let mut state = lock(&self.state);
        state.refused = state.refused.max(generation);
    }

    /// What is held, unless that was refused; otherwise the outcome of a renewal.
    pub async fn get(&self, renew: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        loop {
            match self.turn() {
                Turn::Have(held) => return Ok(held),
                Turn::Lead(lead) => {
                    let outcome = renew.await;
                    return lead.land(outcome);
                }
                Turn::Follow(flight) => {
                    if let Some(outcome) = flight.outcome().await {
                        return outcome;
                    }
                }
            }
        }
    }

    /// The same, blocking the thread.
    pub fn get_blocking(&self, renew: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        loop {
            match self.turn() {
                Turn::Have(held) => return Ok(held),
                Turn::Lead(lead) => {
                    let outcome = renew();
                    return lead.land(outcome);
                }
                Turn::Follow(flight) => {
                    if let Some(outcome) = flight.outcome_blocking() {
                        return outcome;
                    }
                }
            }
        }
    }

    fn turn(&self) -> Turn<'_, T, E> {
        let mut state = lock(&self.state);
        if let Some(held) = &state.held
            && held.generation > state.refused
        {
            return Turn::Have(held.value.clone());
        }
        if let Some(flight) = &state.flight {
            return Turn::Follow(flight.clone());
        }
        let flight = Arc::new(Flight {
            progress: Mutex::new(Progress {
                outcome: None,
                waiting: Vec::new(),
            }),
            landed: Condvar::new(),
        });
        state.flight = Some(flight.clone());
        Turn::Lead(Lead {
            keeper: self,
            flight,
        })
    }
}

/// The caller that renews for all. Dropped before it has landed, it gives the renewal up.
struct Lead<'a, T: Clone, E: Clone> {
    keeper: &'a Keeper<T, E>,
    flight: Arc<Flight<T, E>>,
}

impl<T: Clone, E: Clone> Lead<'_, T, E> {
    fn land(self, renewed: Result<T, E>) -> Result<T, E> {
        if let Ok(value) = &renewed {
            let mut state = lock(&self.keeper.state);
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

impl<T: Clone, E: Clone> Drop for Lead<'_, T, E> {
    fn drop(&mut self) {
        lock(&self.keeper.state).flight = None;
        let mut progress = lock(&self.flight.progress);
        progress.outcome.get_or_insert(None);
        let waiting = std::mem::take(&mut progress.waiting);
        drop(progress);
        self.flight.landed.notify_all();
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
                .landed
                .wait(progress)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// The lock, also after a panic elsewhere: every change under it is a single assignment.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::task::Context;

    fn keeper() -> Keeper<u32, String> {
        Keeper::new(None)
    }

    #[test]
    fn threads_share_one_renewal_and_its_failure() {
        let (keeper, renewals) = (keeper(), AtomicU32::new(0));
        let started = std::sync::Barrier::new(50);
        std::thread::scope(|scope| {
            for _ in 0..50 {
                scope.spawn(|| {
                    started.wait();
                    let outcome = keeper.get_blocking(|| {
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
        let keeper = keeper();
        assert_eq!(keeper.get_blocking(|| Ok(1)), Ok(1));
        assert_eq!(keeper.get_blocking(|| Ok(2)), Ok(1));
        let first = keeper.held().expect("renewed").generation;
        keeper.refuse(first);
        assert_eq!(
            keeper.get_blocking(|| Err("down".to_owned())),
            Err("down".to_owned())
        );
        assert_eq!(keeper.get_blocking(|| Ok(3)), Ok(3));
        // A call that was under way with the first value fails later: another one is there already.
        keeper.refuse(first);
        assert_eq!(keeper.get_blocking(|| Ok(4)), Ok(3));
    }

    #[test]
    fn a_renewal_that_is_dropped_is_taken_over() {
        let keeper = keeper();
        let mut context = Context::from_waker(Waker::noop());
        let mut follower = pin!(keeper.get(async { Ok(2) }));
        {
            let mut leader = pin!(keeper.get(std::future::pending()));
            assert!(leader.as_mut().poll(&mut context).is_pending());
            assert!(follower.as_mut().poll(&mut context).is_pending());
        }
        assert_eq!(follower.as_mut().poll(&mut context), Poll::Ready(Ok(2)));
    }
}
