//! Why an operation gives no response.

use crate::error::EncodeError;
use crate::soap::{Fault, FaultCode, FaultDetail, Operation};
use crate::xml::RawElement;
use std::error::Error as StdError;
use std::fmt;

/// The error of an operation: a fault that the contract declares for it, as `F`, or any other [`Fault`].
///
/// Both are made by `into`: `Err(PlaceOrderFault::OutOfStock(detail).into())`, `Err(Fault::new(..).into())`. A fault that the contract
/// declares for another operation is a compile error. `F` is the enum that the generator made of the faults of the operation.
///
/// Code and reason of a declared fault are `Sender` and the name of its element, unless [`Error::with_code`] and
/// [`Error::with_reason`] say otherwise.
pub struct Error<F = NoFault>(Box<Repr<F>>);

enum Repr<F> {
    Declared {
        detail: F,
        code: FaultCode,
        reason: Option<String>,
    },
    Other(Fault),
}

/// The declared faults of an operation that has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoFault {}

impl crate::__private::Generated for NoFault {}

impl FaultDetail for NoFault {
    fn from_detail(_: &RawElement) -> Option<Result<Self, crate::DecodeError>> {
        None
    }

    fn element(
        &self,
    ) -> (
        &'static crate::binding::Member,
        &dyn crate::binding::Content,
    ) {
        match *self {}
    }
}

impl<F> Error<F> {
    /// The declared fault, if it is one.
    pub fn declared(&self) -> Option<&F> {
        match &*self.0 {
            Repr::Declared { detail, .. } => Some(detail),
            Repr::Other(_) => None,
        }
    }

    /// The fault, if it is none that the contract declares.
    pub fn other(&self) -> Option<&Fault> {
        match &*self.0 {
            Repr::Declared { .. } => None,
            Repr::Other(fault) => Some(fault),
        }
    }

    /// Sets the code.
    #[must_use]
    pub fn with_code(mut self, new: FaultCode) -> Self {
        match &mut *self.0 {
            Repr::Declared { code, .. } => *code = new,
            Repr::Other(fault) => fault.code = new,
        }
        self
    }

    /// Sets the reason, in English. Callers see it.
    #[must_use]
    pub fn with_reason(mut self, new: impl Into<String>) -> Self {
        match &mut *self.0 {
            Repr::Declared { reason, .. } => *reason = Some(new.into()),
            Repr::Other(fault) => {
                let new = Fault::new(fault.code.clone(), new);
                fault.reasons = new.reasons;
            }
        }
        self
    }
}

impl<F: FaultDetail> Error<F> {
    /// The fault to send.
    ///
    /// # Errors
    /// The detail cannot be written.
    pub(super) fn into_fault(self, operation: &Operation) -> Result<Fault, EncodeError> {
        match *self.0 {
            Repr::Declared {
                detail,
                code,
                reason,
            } => {
                let (member, content) = detail.element();
                let element = RawElement::encode_as(member, content, operation.declarations)?;
                let reason = reason.unwrap_or_else(|| member.name.local.to_owned());
                Ok(Fault::new(code, reason).with_detail(element))
            }
            Repr::Other(fault) => Ok(fault),
        }
    }
}

impl<F: FaultDetail> From<F> for Error<F> {
    fn from(detail: F) -> Self {
        Self(Box::new(Repr::Declared {
            detail,
            code: FaultCode::Sender,
            reason: None,
        }))
    }
}

impl<F> From<Fault> for Error<F> {
    fn from(fault: Fault) -> Self {
        Self(Box::new(Repr::Other(fault)))
    }
}

/// Shows no value of a declared fault.
impl<F> fmt::Debug for Error<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Repr::Declared { code, reason, .. } => f
                .debug_struct("Declared")
                .field("code", code)
                .field("reason", reason)
                .finish_non_exhaustive(),
            Repr::Other(fault) => fault.fmt(f),
        }
    }
}

impl<F> fmt::Display for Error<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Repr::Declared { code, reason, .. } => match reason {
                Some(reason) => write!(f, "{code}: {reason}"),
                None => write!(f, "{code}: a declared fault"),
            },
            Repr::Other(fault) => fault.fmt(f),
        }
    }
}

impl<F> StdError for Error<F> {}
