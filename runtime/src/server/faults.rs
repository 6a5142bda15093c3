//! The faults of the dispatcher itself.

use crate::error::DecodeErrorKind;
use crate::soap::{Fault, FaultCode, SoapVersion};
use crate::{DecodeError, Rejection};

/// The most characters of a name that a fault shows.
const NAME: usize = 100;

/// The most characters of the reason why a request cannot be read. Two namespaces and an excerpt of a value fit.
const REASON: usize = 500;

/// Whether the sender caused the fault: HTTP 400 in SOAP 1.2.
pub(super) fn is_sender(fault: &Fault) -> bool {
    fault.code.is_sender()
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

pub(super) fn version_mismatch(spoken: SoapVersion) -> Fault {
    let spoken = match spoken {
        SoapVersion::Soap11 => "1.1",
        SoapVersion::Soap12 => "1.2",
    };
    Fault::new(
        FaultCode::VersionMismatch,
        format!(
            "The envelope is of a SOAP version that this endpoint does not speak: it speaks SOAP {spoken}."
        ),
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

/// Shows the name of the element and nothing else of the request. `namespace` is that of an operation's element with this local name.
pub(super) fn unknown_operation(name: Option<(&str, &str)>, namespace: Option<&str>) -> Fault {
    let reason = match (name, namespace) {
        (Some((wrong, local)), Some(right)) => format!(
            "There is no operation for the element {} in the namespace {:?}: the contract has it in {right:?}.",
            clipped(local, NAME),
            clipped(wrong, NAME),
        ),
        (Some((_, local)), None) => format!(
            "There is no operation for the element {}.",
            clipped(local, NAME)
        ),
        (None, _) => "There is no operation for an empty Body.".to_owned(),
    };
    Fault::new(FaultCode::Sender, reason)
}

/// The fault for a request that cannot be read. It may show parts of the Body. Of headers it shows names only: their values may be
/// secrets.
pub(super) fn unreadable(error: &DecodeError) -> Fault {
    use DecodeErrorKind as Kind;
    let path = error.path();
    let placed = || {
        format!(
            "{}, at {}",
            clipped(error.message(), REASON),
            clipped(path, REASON)
        )
    };
    let reason = match error.kind() {
        Kind::Version => {
            return Fault::new(
                FaultCode::VersionMismatch,
                "The envelope is of no version of SOAP.",
            );
        }
        Kind::MustUnderstand => {
            return Fault::new(FaultCode::MustUnderstand, placed());
        }
        _ if path.starts_with("/Envelope/Body/") => placed(),
        // A part of the body is missing.
        Kind::Missing if path == "/Envelope/Body" => placed(),
        // These say names.
        Kind::Missing | Kind::Duplicate | Kind::Element if path.starts_with("/Envelope/Header") => {
            placed()
        }
        Kind::Limit => "The request exceeds a limit.".to_owned(),
        Kind::Encoding => {
            "The encoding of the request is not supported, or its bytes do not match it.".to_owned()
        }
        Kind::Forbidden => {
            "The request holds a document type declaration, which SOAP forbids.".to_owned()
        }
        Kind::Syntax | Kind::Prefix => format!(
            "The request is not well-formed XML (byte {}).",
            error.offset()
        ),
        _ if path.starts_with("/Envelope/Header") => format!(
            "A header is not what the contract says, at {}",
            clipped(path, REASON)
        ),
        _ => "The request is no SOAP message.".to_owned(),
    };
    Fault::new(FaultCode::Sender, reason)
}

/// Cuts a text to so many characters and removes control characters.
fn clipped(text: &str, most: usize) -> String {
    let mut out: String = text
        .chars()
        .take(most)
        .map(|c| {
            if c.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .collect();
    if text.chars().nth(most).is_some() {
        out.push('…');
    }
    out
}
