//! Tokens of GSS-API (RFC 4121, section 4.1) in those of SPNEGO (RFC 4178).

use super::der::{self, application, element, field, octets, sequence};
use super::messages::{Proof, Ticket};
use super::reasons::Refusal;
use crate::mechanism::HandshakeError;

/// 1.3.6.1.5.5.2
const SPNEGO: &[u8] = &[0x2b, 6, 1, 5, 5, 2];
/// 1.2.840.113554.1.2.2
const KERBEROS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 2];

/// Kinds of tokens of Kerberos.
const AP_REQ: &[u8] = &[1, 0];
const AP_REP: &[u8] = &[2, 0];
const ERROR: &[u8] = &[3, 0];

/// The token of `AP-REQ`: SPNEGO's first message, with Kerberos as the only mechanism.
pub(super) fn first(ap_req: &[u8]) -> Vec<u8> {
    let oid = element(der::OID, &[KERBEROS]);
    let init = sequence(&[
        &field(0, &sequence(&[&oid])),
        &field(2, &octets(&token(ap_req))),
    ]);
    let spnego = element(der::OID, &[SPNEGO]);
    element(application(0), &[&spnego, &field(0, &init)])
}

/// The token of `AP-REQ`, without SPNEGO.
pub(super) fn token(ap_req: &[u8]) -> Vec<u8> {
    let oid = element(der::OID, &[KERBEROS]);
    element(application(0), &[&oid, AP_REQ, ap_req])
}

/// The `AP-REQ` of a token. Some clients send it without the framing.
pub(super) fn ap_req(token: &[u8]) -> Option<&[u8]> {
    const FRAMED: u8 = application(0);
    match der::first(token)? {
        (FRAMED, content, _) => {
            let (tag, oid, rest) = der::first(content)?;
            let is_kerberos = tag == der::OID && oid == KERBEROS;
            rest.strip_prefix(AP_REQ).filter(|_| is_kerberos)
        }
        _ => Some(token),
    }
}

/// The service's answer.
pub(super) enum ServiceAnswer {
    /// It has proved who it is.
    Proved,
    /// It says nothing of itself.
    Silent,
}

/// Reads the service's token.
pub(super) fn answer(
    token: &[u8],
    ticket: &Ticket,
    proof: &Proof,
) -> Result<ServiceAnswer, HandshakeError> {
    const UNREADABLE: HandshakeError =
        HandshakeError::new("the server's Kerberos token cannot be read");
    const WRONG: HandshakeError = HandshakeError::new(
        "the server has not proved who it is: its answer was not made with the key of the service",
    );
    let (is_rejected, inner) = inside_spnego(token).ok_or(UNREADABLE)?;
    if let Some(inner) = inner {
        let message = der::inside(inner, &[application(0)]).ok_or(UNREADABLE)?;
        let (_, oid, rest) = der::first(message).ok_or(UNREADABLE)?;
        let (kind, message) = rest.split_at_checked(2).ok_or(UNREADABLE)?;
        if oid != KERBEROS {
            return Err(HandshakeError::new(
                "the server answers by another mechanism than Kerberos",
            ));
        }
        return match kind {
            AP_REP if !is_rejected && ticket.is_answered(proof, message) => {
                Ok(ServiceAnswer::Proved)
            }
            AP_REP => Err(WRONG),
            ERROR => Err(Refusal::read(message).map_or(UNREADABLE, Refusal::of_service)),
            _ => Err(UNREADABLE),
        };
    }
    match is_rejected {
        true => Err(HandshakeError::new(
            "the server refuses the Kerberos ticket",
        )),
        false => Ok(ServiceAnswer::Silent),
    }
}

/// The state and the inner token of `NegTokenResp`. Some servers answer without SPNEGO.
fn inside_spnego(token: &[u8]) -> Option<(bool, Option<&[u8]>)> {
    const RESPONSE: u8 = der::field_tag(1);
    const REJECT: &[u8] = &[2];
    match der::first(token)? {
        (RESPONSE, content, _) => {
            let fields = der::inside(content, &[der::SEQUENCE])?;
            let is_rejected = der::typed(fields, 0, der::ENUMERATED) == Some(REJECT);
            Some((is_rejected, der::typed(fields, 2, der::OCTETS)))
        }
        _ => Some((false, Some(token))),
    }
}
