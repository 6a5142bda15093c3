//! Explanations of failures, with advice.

use soap_runtime::soap::{Fault, FaultCode};
use soap_runtime::transport::TransportErrorKind;
use soap_runtime::{Error, ErrorDetails};

/// Explains an error of a call in a sentence or two.
pub(super) fn error(error: &Error) -> &'static str {
    match error.details() {
        ErrorDetails::Fault(one) => fault(one),
        ErrorDetails::Http(one) => status(one.status.as_u16()),
        ErrorDetails::Transport(one) => transport(one.kind()),
        ErrorDetails::Decode(_) => {
            "The service answered, and its reply is not as the contract says. The place is named above; the XML shows what came. \
             The contract may be of another version than the service."
        }
        ErrorDetails::Service(_) => {
            "The service carried the message and reports a failure of its own in a header of the reply."
        }
        _ => "Nothing was sent.",
    }
}

/// SOAP 1.1, section 4.4.1; SOAP 1.2 part 1, section 5.4.6.
fn fault(fault: &Fault) -> &'static str {
    match &fault.code {
        code if code.is_sender() => {
            "The service refuses the request: sending the same again gives the same answer. Look for a missing or wrong value, or \
             for credentials."
        }
        FaultCode::Receiver => {
            "The service failed while it worked on the request. The request may be right: the same may succeed later. Some \
             services report every error like this, so read the reason, too."
        }
        FaultCode::MustUnderstand => {
            "The service does not know a header that it has to understand. It may want another WS-Security or WS-Addressing \
             header, or none."
        }
        FaultCode::VersionMismatch => {
            "The service speaks another version of SOAP than this binding: take a port of the other one."
        }
        FaultCode::DataEncodingUnknown => "The service does not know the encoding of the message.",
        _ => {
            "The service has this code of its own. Its documentation says what it means; the detail may, too."
        }
    }
}

fn status(status: u16) -> &'static str {
    match status {
        200..=299 => {
            "The reply is no SOAP message: the address may be that of a web page, not of the service."
        }
        300..=399 => {
            "The service sends the client elsewhere. Redirects are not followed, since the request may carry credentials: set the \
             new address as the endpoint."
        }
        401 => "The service wants to know who calls: set user and password, or a token.",
        403 => "The service knows who calls, and refuses.",
        404 => {
            "There is nothing at this address: compare the path of the endpoint with the service's documentation."
        }
        405 => "The address answers, and takes no POST: it may be that of a page.",
        407 => "The proxy wants credentials.",
        413 => "The service finds the message too large.",
        415 => {
            "The service takes another media type: the binding may be of another version of SOAP."
        }
        429 => "The service has too many calls from here: wait.",
        502..=504 => "A server in front of the service cannot reach it.",
        500..=599 => "The server failed, and says no more in SOAP.",
        _ => "The status reports an error, and the body holds no fault.",
    }
}

fn transport(kind: TransportErrorKind) -> &'static str {
    match kind {
        TransportErrorKind::Connect => {
            "Nothing was sent: there is no connection. Is the service running, and are host and port of the endpoint right?"
        }
        TransportErrorKind::Certificate => {
            "Nothing was sent: the certificate is not trusted. For an authority of your own, start the command with --ca."
        }
        TransportErrorKind::Timeout => {
            "The time limit passed. The service may have done what was asked."
        }
        TransportErrorKind::Closed => {
            "The connection ended before the reply did. The service may have done what was asked."
        }
        TransportErrorKind::Protocol => {
            "The server at this address does not speak HTTP, or speaks TLS where none was expected."
        }
        TransportErrorKind::TooLarge => "The reply is larger than the limit.",
        _ => "The request could not be sent like this.",
    }
}
