//! Errors of a service that its callers learn nothing of.

use crate::soap::Operation;
use std::error::Error as StdError;
use std::fmt;

/// An error of the service itself. The caller gets a fault that only says that there is one; the service learns of it by
/// [`Dispatcher::on_error`](super::Dispatcher::on_error).
///
/// `Display` has no values of messages.
#[derive(Debug)]
pub struct Failure {
    kind: FailureKind,
    operation: Option<&'static Operation>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kinds of errors of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// The response of the operation cannot be written: a required value is missing, or one is invalid.
    Response,
    /// The fault of the operation cannot be written.
    Fault,
    /// The operation or an interceptor panicked.
    Panic,
    /// The operation or an interceptor took longer than it may.
    Timeout,
}

impl Failure {
    pub(super) fn new(kind: FailureKind, operation: Option<&'static Operation>) -> Self {
        Self {
            kind,
            operation,
            source: None,
        }
    }

    pub(super) fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The kind of the error.
    pub fn kind(&self) -> FailureKind {
        self.kind
    }

    /// The service of the contract and its operation; `None` if none was found.
    pub fn operation(&self) -> Option<(&'static str, &'static str)> {
        self.operation.map(|one| (one.service, one.name))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((service, operation)) = self.operation() {
            write!(f, "{service}.{operation}: ")?;
        }
        f.write_str(match self.kind {
            FailureKind::Response => "the response cannot be written",
            FailureKind::Fault => "the fault cannot be written",
            FailureKind::Panic => "the service panicked",
            FailureKind::Timeout => "the service took too long",
        })
    }
}

impl StdError for Failure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
