//! Derived keys (WS-SecureConversation 1.3 and 1.4, section 7, and that of February 2005).

use crate::algorithm::SignatureMethod;
use crate::encryption::{digest_name, wrong};
use crate::error::Error;
use crate::kerberos;
use crate::key::SecretKey;
use crate::names::WSSE;
use crate::signature::{base64_of, key_xml};
use crate::soap::Ids;
use crate::tree::{Document, NodeId};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

const NAMESPACES: [&str; 2] = [
    "http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512",
    "http://schemas.xmlsoap.org/ws/2005/02/sc",
];
/// The labels of both sides, where the token gives none.
const LABEL: &str = "WS-SecureConversationWS-SecureConversation";
/// Bytes of a key whose length nobody says.
const LENGTH: usize = 32;
/// Bytes that a key has at least: whoever sends the token says how many, and a short key can be guessed.
const LEAST: usize = 16;
/// Bytes that are derived at most, those before the key included.
const MOST: usize = 4096;

/// A key that follows from another secret and a nonce.
#[derive(Debug)]
pub(crate) struct DerivedKey {
    /// The SecurityTokenReference to the secret.
    pub(crate) reference: NodeId,
    derivation: Derivation,
}

/// The bytes that a derived key is made of.
#[derive(Debug)]
struct Derivation {
    seed: Vec<u8>,
    start: usize,
    length: usize,
}

fn is(document: &Document, id: NodeId, local: &str) -> bool {
    NAMESPACES
        .iter()
        .any(|namespace| document.is(id, namespace, local))
}

impl DerivedKey {
    /// Reads a DerivedKeyToken; `None` if it is something else.
    pub(crate) fn read(document: &Document, id: NodeId) -> Result<Option<Self>, Error> {
        if !is(document, id, "DerivedKeyToken") {
            return Ok(None);
        }
        let algorithm = document.attribute(id, "", "Algorithm");
        let is_known = |uri: &str| {
            let mut all = NAMESPACES.iter();
            all.any(|namespace| uri.strip_prefix(namespace) == Some("/dk/p_sha1"))
        };
        if let Some(uri) = algorithm.filter(|uri| !is_known(uri)) {
            return Err(Error::algorithm(format!(
                "the derivation of keys '{uri}' is not supported"
            )));
        }
        let namespace = document.namespace(id);
        let child = |local: &str| document.child(id, namespace, local);
        if child("Properties").is_some() {
            return Err(Error::algorithm(
                "a derived key with properties is not supported",
            ));
        }
        let number = |local: &str, default: usize| match child(local) {
            None => Ok(default),
            Some(found) => document
                .text(found)
                .and_then(|text| text.trim().parse::<usize>().ok())
                .filter(|number| *number <= MOST)
                .ok_or_else(|| wrong(document, found)),
        };
        let length = number("Length", LENGTH)?;
        let (generation, offset) = (number("Generation", 0)?, number("Offset", 0)?);
        let start = match child("Generation") {
            Some(_) => generation.checked_mul(length),
            None => Some(offset),
        };
        let end = start.and_then(|start| start.checked_add(length));
        let (Some(start), true) = (start, end.is_some_and(|end| end <= MOST)) else {
            return Err(wrong(document, id));
        };
        if length < LEAST {
            return Err(Error::algorithm(format!(
                "a derived key of {length} bytes is too short"
            )));
        }
        let label = match child("Label") {
            Some(label) => document.text(label).ok_or_else(|| wrong(document, label))?,
            None => LABEL.to_owned(),
        };
        let nonce = child("Nonce").ok_or_else(|| wrong(document, id))?;
        let mut seed = label.into_bytes();
        seed.extend(base64_of(document, nonce)?);
        let reference = document.child(id, WSSE, "SecurityTokenReference");
        Ok(Some(Self {
            reference: reference.ok_or_else(|| wrong(document, id))?,
            derivation: Derivation {
                seed,
                start,
                length,
            },
        }))
    }

    /// The key.
    pub(crate) fn of(&self, secret: &SecretKey) -> Result<SecretKey, Error> {
        self.derivation.of(secret)
    }
}

impl Derivation {
    /// The key: bytes of `P_SHA1` (RFC 2246, section 5) of the secret and the seed.
    fn of(&self, secret: &SecretKey) -> Result<SecretKey, Error> {
        let end = self.start.saturating_add(self.length);
        let mac = |bytes: &[u8]| {
            secret
                .mac(SignatureMethod::HmacSha1, bytes)
                .map(Zeroizing::new)
        };
        let mut made = Zeroizing::new(Vec::with_capacity(end.saturating_add(20)));
        let mut next = mac(&self.seed)?;
        while made.len() < end {
            made.extend_from_slice(&mac(&[&next, self.seed.as_slice()].concat())?);
            next = mac(&next)?;
        }
        Ok(SecretKey::new(
            made.get(self.start..end).unwrap_or_default(),
        ))
    }
}

/// The name of a secret that both sides have: the identifier of a SecurityContextToken, an address, or the digest of a ticket, or of an
/// encrypted key of an earlier message. `None` if the reference leads to another token.
pub(crate) fn secret_name(
    document: &Document,
    ids: &Ids<'_>,
    reference: NodeId,
) -> Result<Option<String>, Error> {
    let Some(direct) = document.child(reference, WSSE, "Reference") else {
        return Ok(digest_name(document, reference));
    };
    let uri = document.attribute(direct, "", "URI").unwrap_or("").trim();
    if !uri.starts_with('#') {
        return Ok(Some(uri.to_owned()));
    }
    let token = ids.resolve(uri)?;
    if !is(document, token, "SecurityContextToken") {
        return kerberos::name_of(document, token);
    }
    let identifier = document.child(token, document.namespace(token), "Identifier");
    let name = identifier.and_then(|identifier| document.text(identifier));
    let name = name.ok_or_else(|| wrong(document, token))?;
    Ok(Some(name.trim().to_owned()))
}

/// A derived key that is new, and what its token says.
pub(crate) struct Made {
    pub(crate) key: SecretKey,
    nonce: String,
    length: usize,
    reference: String,
}

/// Derives a key of this many bytes from a secret.
pub(crate) fn make(secret: &SecretKey, length: usize, reference: &str) -> Result<Made, Error> {
    let nonce = SecretKey::random(16)?;
    let derivation = Derivation {
        seed: [LABEL.as_bytes(), nonce.bytes()].concat(),
        start: 0,
        length,
    };
    Ok(Made {
        key: derivation.of(secret)?,
        nonce: STANDARD.encode(nonce.bytes()),
        length,
        reference: reference.to_owned(),
    })
}

impl Made {
    /// The DerivedKeyToken.
    pub(crate) fn xml(&self, id: &str, prefixes: &str) -> String {
        let Self {
            nonce,
            length,
            reference,
            ..
        } = self;
        let [wsc, _] = NAMESPACES;
        format!(
            "<wsc:DerivedKeyToken xmlns:wsc=\"{wsc}\"{prefixes} wsu:Id=\"{id}\">{reference}<wsc:Offset>0</wsc:Offset><wsc:Length>{length}</wsc:Length><wsc:Nonce>{nonce}</wsc:Nonce></wsc:DerivedKeyToken>"
        )
    }
}

/// The SecurityTokenReference to a derived key.
pub(crate) fn reference(id: &str) -> String {
    let [wsc, _] = NAMESPACES;
    key_xml::token_reference(&format!(
        "<wsse:Reference URI=\"#{id}\" ValueType=\"{wsc}/dk\"/>"
    ))
}
