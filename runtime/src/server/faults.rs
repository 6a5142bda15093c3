//! The faults of the dispatcher itself.

use crate::error::DecodeErrorKind;
use crate::soap::{Fault, FaultCode};
use crate::{DecodeError, Rejection};

/// The most characters of a caller's element that a fault shows.
const CLIP: usize = 100;

/// Whether the sender caused the fault: HTTP 400 in SOAP 1.2.
pub(super) fn is_sender(fault: &Fault) -> bool {
    fault.code == FaultCode::Sender
}

pub(super) fn internal() -> Fault {
    Fault::new(FaultCode::Receiver, "The service has failed.")
}

pub(super) fn late() -> Fault {
    Fault::new(FaultCode::Receiver, "The service has taken too long.")
}

/// The fault of an envelope that an interceptor refuses. Its reason stays here, unless the interceptor gives a fault.
pub(super) fn rejected(rejection: &Rejection) -> Fault {
    #[cfg(feature = "tracing")]
    tracing::info!(reason = %rejection, "a request was refused");
    let fault = rejection.fault().cloned();
    fault.unwrap_or_else(|| Fault::new(FaultCode::Sender, "The message is refused."))
}

pub(super) fn version_mismatch() -> Fault {
    Fault::new(
        FaultCode::VersionMismatch,
        "The envelope is of a SOAP version that this endpoint does not speak.",
    )
}

pub(super) fn action_mismatch() -> Fault {
    Fault::new(
        FaultCode::Sender,
        "The SOAPAction names another operation than the Body.",
    )
}

pub(super) fn action_needed() -> Fault {
    Fault::new(
        FaultCode::Sender,
        "The Body does not tell the operation: a SOAPAction is needed.",
    )
}

/// Shows the name of the element and nothing else of the request.
pub(super) fn unknown_operation(local: Option<&str>) -> Fault {
    match local {
        Some(local) => Fault::new(
            FaultCode::Sender,
            format!("There is no operation for the element {}.", clipped(local)),
        ),
        None => Fault::new(
            FaultCode::Sender,
            "There is no operation for an empty Body.",
        ),
    }
}

/// The fault for a request that cannot be read. It may show parts of the Body, but not of headers.
pub(super) fn unreadable(error: &DecodeError) -> Fault {
    let reason = match error.kind() {
        DecodeErrorKind::Version => return version_mismatch(),
        DecodeErrorKind::MustUnderstand => {
            return Fault::new(
                FaultCode::MustUnderstand,
                "A header that must be understood is not known here.",
            );
        }
        _ if error.path().starts_with("/Envelope/Body/") => {
            format!("{}, at {}", clipped(error.message()), clipped(error.path()))
        }
        // A part of the body is missing.
        DecodeErrorKind::Missing if error.path() == "/Envelope/Body" => {
            format!("{}, at {}", clipped(error.message()), error.path())
        }
        DecodeErrorKind::Limit => "The request exceeds a limit.".to_owned(),
        DecodeErrorKind::Encoding => {
            "The encoding of the request is not supported, or its bytes do not match it.".to_owned()
        }
        DecodeErrorKind::Forbidden => {
            "The request holds a document type declaration, which SOAP forbids.".to_owned()
        }
        DecodeErrorKind::Syntax | DecodeErrorKind::Prefix => format!(
            "The request is not well-formed XML (byte {}).",
            error.offset()
        ),
        _ if error.path().starts_with("/Envelope/Header") => {
            "A header is not what the contract says.".to_owned()
        }
        _ => "The request is no SOAP message.".to_owned(),
    };
    Fault::new(FaultCode::Sender, reason)
}

/// Cuts a text to [`CLIP`] characters and removes control characters.
fn clipped(text: &str) -> String {
    let mut out: String = text
        .chars()
        .take(CLIP)
        .map(|c| {
            if c.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .collect();
    if text.chars().nth(CLIP).is_some() {
        out.push('…');
    }
    out
}
