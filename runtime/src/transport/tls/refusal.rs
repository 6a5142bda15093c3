//! Why a certificate is refused, in words.

use crate::transport::{TransportError, TransportErrorKind};
use rustls::{AlertDescription, CertificateError, Error};
use std::error::Error as StdError;
use std::io;

/// The most errors below each other in which the reason is looked for.
const DEPTH: usize = 16;

/// The reason of an error that is about a certificate: the server's, or the client's.
pub(in crate::transport) fn refusal(error: &(dyn StdError + 'static)) -> Option<String> {
    explained(of_tls(error)?)
}

/// Whether a server answered the beginning of a TLS connection with something else, such as an HTTP response.
pub(in crate::transport) fn lacks_tls(error: &(dyn StdError + 'static)) -> bool {
    matches!(of_tls(error), Some(Error::InvalidMessage(_)))
}

/// The error of a connection to a server that does not speak TLS.
pub(in crate::transport) fn no_tls() -> TransportError {
    TransportError::new(
        TransportErrorKind::Connect,
        "the server does not speak TLS: https has another port than http, or the service has http only",
    )
    .explained()
}

/// The error of TLS in a chain of errors.
fn of_tls<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e Error> {
    let mut next = Some(error);
    for _ in 0..DEPTH {
        let error = next?;
        if let Some(error) = error.downcast_ref::<Error>() {
            return Some(error);
        }
        // The error inside an I/O error is not its source.
        next = match error.downcast_ref::<io::Error>().map(io::Error::get_ref) {
            Some(inner) => inner.map(|inner| inner as &(dyn StdError + 'static)),
            None => error.source(),
        };
    }
    None
}

fn explained(error: &Error) -> Option<String> {
    match error {
        Error::InvalidCertificate(reason) => {
            let reason = reason_of(reason);
            Some(format!(
                "the certificate of the server is refused: {reason}"
            ))
        }
        Error::NoCertificatesPresented => Some("the server shows no certificate".to_owned()),
        Error::AlertReceived(alert) => alert_of(*alert).map(str::to_owned),
        _ => None,
    }
}

fn reason_of(error: &CertificateError) -> String {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "it has expired".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet".to_owned()
        }
        CertificateError::NotValidForName => "it is for another host".to_owned(),
        CertificateError::NotValidForNameContext { expected, .. } => {
            format!("it is for another host than {}", expected.to_str())
        }
        CertificateError::UnknownIssuer => {
            "its issuer is not trusted: it is self-signed, or of an authority that has to be added"
                .to_owned()
        }
        CertificateError::BadSignature => {
            "it is not signed by the authority that it names".to_owned()
        }
        CertificateError::Revoked => "it is revoked".to_owned(),
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            "it is marked as that of an authority (CA:TRUE), which is refused even where it is trusted: make one with \
             basicConstraints=CA:FALSE, or have an authority issue one"
                .to_owned()
        }
        other => other.to_string(),
    }
}

/// The alerts by which a server refuses the certificate of a client.
fn alert_of(alert: AlertDescription) -> Option<&'static str> {
    Some(match alert {
        AlertDescription::CertificateRequired => "the server asks for a client certificate",
        AlertDescription::CertificateExpired => {
            "the server refuses the client certificate: it has expired"
        }
        AlertDescription::CertificateRevoked => {
            "the server refuses the client certificate: it is revoked"
        }
        AlertDescription::UnknownCA => {
            "the server refuses the client certificate: it does not trust its issuer"
        }
        AlertDescription::BadCertificate
        | AlertDescription::CertificateUnknown
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::AccessDenied => "the server refuses the client certificate",
        _ => return None,
    })
}
