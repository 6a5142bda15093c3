//! The object that implements both services.

use super::state::StandInState;
use crate::types::SoExceptionInfo;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A handle to the state.
#[derive(Clone, Debug)]
pub(super) struct Service(Arc<Mutex<StandInState>>);

impl Service {
    pub fn new(state: StandInState) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    /// Locks the state, also after a panic elsewhere: the test that panicked reports it.
    pub fn state(&self) -> MutexGuard<'_, StandInState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StandInState {
    /// Counts a call.
    pub fn count(&mut self, operation: &str) {
        *self.calls.entry(operation.to_owned()).or_default() += 1;
    }
}

/// The `ExceptionInfo` of a call that NetServer refuses.
pub(super) fn refusal(exception_type: &str, message: &str) -> SoExceptionInfo {
    SoExceptionInfo {
        message: Some(message.to_owned()),
        friendly_text: Some(message.to_owned()),
        exception_type: Some(exception_type.to_owned()),
        source: Some("stand-in".to_owned()),
        ..SoExceptionInfo::default()
    }
}
