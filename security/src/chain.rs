//! Chains of certificates (RFC 5280, section 6, without policies, name constraints and revocation).

use crate::certificate::Certificate;
use crate::error::{Error, ErrorKind};
use std::time::SystemTime;

/// Certificates between that of the signer and an authority.
const MOST_BETWEEN: usize = 6;
/// Signatures that are checked for one chain: an attacker may send many certificates of one name.
const MOST_SIGNATURES: usize = 24;

fn untrusted(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Untrusted, message)
}

/// Checks that a certificate is one of the authorities or was issued by one, by way of others, at this time.
#[allow(clippy::arithmetic_side_effects, reason = "less than the limit")]
pub(crate) fn verify(
    leaf: &Certificate,
    others: &[Certificate],
    authorities: &[Certificate],
    now: SystemTime,
) -> Result<(), Error> {
    check_time(leaf, now)?;
    if !leaf.is_understood() {
        return Err(untrusted(format!(
            "the certificate of '{}' has a critical extension that is not known",
            leaf.subject()
        )));
    }
    if !leaf.may_sign() {
        return Err(untrusted(format!(
            "the certificate of '{}' is not for signatures",
            leaf.subject()
        )));
    }
    if authorities.contains(leaf) {
        return Ok(());
    }
    // Each path is the last certificate of it and the number of certificates before it.
    let mut paths = vec![(leaf.clone(), 0usize)];
    let mut signatures = 0;
    let mut reason = untrusted(format!(
        "the certificate of '{}' was issued by '{}', which is not among the given authorities",
        leaf.subject(),
        leaf.issuer()
    ));
    while let Some((last, between)) = paths.pop() {
        let trusted = authorities.iter().map(|issuer| (issuer, true));
        let sent = others.iter().map(|issuer| (issuer, false));
        for (issuer, is_authority) in trusted.chain(sent) {
            if !last.is_issued_by(issuer) || *issuer == last {
                continue;
            }
            signatures += 1;
            if signatures > MOST_SIGNATURES {
                return Err(untrusted("there are too many certificates of one name"));
            }
            match check_issuer(&last, issuer, between, now) {
                Ok(()) if is_authority => return Ok(()),
                Ok(()) if between < MOST_BETWEEN => paths.push((issuer.clone(), between + 1)),
                Ok(()) => reason = untrusted("the chain of certificates is too long"),
                Err(error) => reason = error,
            }
        }
    }
    Err(reason)
}

fn check_issuer(
    issued: &Certificate,
    issuer: &Certificate,
    between: usize,
    now: SystemTime,
) -> Result<(), Error> {
    check_time(issuer, now)?;
    let subject = issuer.subject();
    if !issuer.is_understood() {
        return Err(untrusted(format!(
            "the certificate of '{subject}' has a critical extension that is not known"
        )));
    }
    match issuer.authority() {
        None => {
            return Err(untrusted(format!(
                "'{subject}' issued a certificate, and its own does not allow that"
            )));
        }
        Some(Some(most)) if between > usize::from(most) => {
            return Err(untrusted(format!(
                "the chain below '{subject}' is longer than its certificate allows"
            )));
        }
        Some(_) => {}
    }
    issued.verify_signature(issuer).map_err(|error| {
        untrusted(format!(
            "the signature of '{subject}' on a certificate is not accepted: {error}"
        ))
    })
}

/// Checks the time of validity.
pub(crate) fn check_time(certificate: &Certificate, now: SystemTime) -> Result<(), Error> {
    let (from, to) = certificate.validity();
    let wrong = if now < from {
        "is not yet valid"
    } else if now > to {
        "is expired"
    } else {
        return Ok(());
    };
    Err(Error::new(
        ErrorKind::Expired,
        format!("the certificate of '{}' {wrong}", certificate.subject()),
    ))
}
