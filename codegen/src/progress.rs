//! The progress of a run, for whoever shows it.

use std::fmt;
use std::sync::Arc;

/// A part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Documents are read, linked and validated.
    Reading,
    /// The output is decided on.
    Planning,
    /// Text is made.
    Formatting,
}

/// Is told each stage, with how much of it is done and how much there is, in a unit of the stage's own.
#[derive(Clone, Default)]
pub struct Progress(Option<Arc<Told>>);

type Told = dyn Fn(Stage, usize, usize) + Send + Sync;

impl Progress {
    /// Calls `told`, also from other threads.
    pub fn new(told: impl Fn(Stage, usize, usize) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(told)))
    }

    pub(crate) fn tell(&self, stage: Stage, done: usize, all: usize) {
        if let Some(told) = &self.0 {
            told(stage, done, all);
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Progress").field(&self.0.is_some()).finish()
    }
}
