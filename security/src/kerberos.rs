//! Kerberos tickets as tokens (OASIS Kerberos Token Profile 1.1). Who gets tickets, and who reads them, is elsewhere: `soap-negotiate`, say.

use crate::error::{Error, ErrorKind};
use crate::key::SecretKey;
use crate::names::{KERBEROS, WSSE};
use crate::signature::base64_of;
use crate::tree::{Document, NodeId};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};
use std::error::Error as StdError;

/// The reason of who cannot give or accept a ticket.
type Reason = Box<dyn StdError + Send + Sync>;

/// Gives a new token for each message, `AP-REQ` in the framing of GSS-API, and the key of its ticket. Implemented by closures.
pub trait KerberosTokens: Send + Sync {
    /// A token and the key.
    ///
    /// # Errors
    /// The reason why there is none: the KDC cannot be reached, say.
    fn token(&self) -> Result<(Vec<u8>, SecretKey), Reason>;
}

impl<F> KerberosTokens for F
where
    F: Fn() -> Result<(Vec<u8>, SecretKey), Reason> + Send + Sync,
{
    fn token(&self) -> Result<(Vec<u8>, SecretKey), Reason> {
        self()
    }
}

/// Reads the tokens of clients, on a server. Implemented by closures.
///
/// It has to refuse a token that it has accepted before.
pub trait KerberosAcceptor: Send + Sync {
    /// The name of the client, such as `ann@EXAMPLE.COM`, and the key that both sides have.
    ///
    /// # Errors
    /// The reason why the token is refused.
    fn accept(&self, token: &[u8]) -> Result<(String, SecretKey), Reason>;
}

impl<F> KerberosAcceptor for F
where
    F: Fn(&[u8]) -> Result<(String, SecretKey), Reason> + Send + Sync,
{
    fn accept(&self, token: &[u8]) -> Result<(String, SecretKey), Reason> {
        self(token)
    }
}

/// The error of a client that gets no token.
pub(crate) fn unavailable(reason: &Reason) -> Error {
    Error::new(
        ErrorKind::Missing,
        told("there is no Kerberos token", reason),
    )
}

/// The error of a server that refuses a token.
pub(crate) fn refused(reason: &Reason) -> Error {
    Error::new(
        ErrorKind::Untrusted,
        told("the Kerberos token is refused", reason),
    )
}

fn told(what: &str, reason: &Reason) -> String {
    let mut text = format!("{what}: {reason}");
    let mut cause = reason.source();
    while let Some(one) = cause {
        text.push_str(&format!(": {one}"));
        cause = one.source();
    }
    text
}

/// Whether a type of BinarySecurityToken is that of a ticket, with or without the framing of GSS-API (section 3.2).
pub(crate) fn is_type(kind: &str) -> bool {
    let name = kind.strip_prefix(KERBEROS).unwrap_or_default();
    let name = name.strip_prefix("GSS_").unwrap_or(name);
    matches!(
        name,
        "Kerberosv5_AP_REQ" | "Kerberosv5_AP_REQ1510" | "Kerberosv5_AP_REQ4120"
    )
}

/// The name of a ticket's key: the SHA-1 digest of the token, in Base64 (section 3.3).
pub(crate) fn name(token: &[u8]) -> String {
    STANDARD.encode(Sha1::digest(token))
}

/// The name of a ticket's key, if an element is its token.
pub(crate) fn name_of(document: &Document, id: NodeId) -> Result<Option<String>, Error> {
    let is_token = document.is(id, WSSE, "BinarySecurityToken");
    let kind = document.attribute(id, "", "ValueType").unwrap_or("");
    match is_token && is_type(kind) {
        true => Ok(Some(name(&base64_of(document, id)?))),
        false => Ok(None),
    }
}

/// The ticket in a security header.
pub(crate) fn find(document: &Document, security: NodeId) -> Result<Option<Vec<u8>>, Error> {
    let mut all = document.elements(security).filter(|id| {
        let kind = document.attribute(*id, "", "ValueType").unwrap_or("");
        document.is(*id, WSSE, "BinarySecurityToken") && is_type(kind)
    });
    match (all.next(), all.next()) {
        (None, _) => Ok(None),
        (Some(one), None) => base64_of(document, one).map(Some),
        (Some(_), Some(_)) => Err(Error::malformed("the message has two Kerberos tokens")),
    }
}
