//! The requirements of the policy of a contract (WS-Policy, WS-SecurityPolicy 1.1 to 1.3).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// One thing that a policy asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Demand {
    /// Its kind.
    pub kind: DemandKind,
    /// Whether messages may do without it (`wsp:Optional`).
    pub is_optional: bool,
}

/// The requirements.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DemandKind {
    /// TLS.
    Transport,
    /// A certificate of the client in TLS.
    ClientCertificate,
    /// A scheme of HTTP authentication.
    HttpAuthentication(&'static str),
    /// WS-Addressing.
    Addressing,
    /// MTOM.
    Mtom,
    Timestamp,
    UsernameToken(PasswordKind),
    /// An assertion of SAML, of any issuer.
    Assertion,
    /// A signature with the key of a token.
    Signature(SignatureDemand),
    /// A part of the message that is signed.
    Signed(ProtectedPart),
    /// A part of the message that is encrypted.
    Encrypted(ProtectedPart),
    /// Encryption before signing.
    EncryptFirst,
    /// The signature is encrypted.
    EncryptedSignature,
    /// The token of the signer is signed.
    SignedToken,
    /// The keys of a symmetric binding follow from its secret.
    DerivedKeys,
    /// The requirements that cannot be met, in words.
    Other(Arc<str>),
}

/// The password in a UsernameToken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PasswordKind {
    Text,
    Digest,
    None,
}

/// A signature.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SignatureDemand {
    /// The local name of the token's assertion, such as `X509Token`.
    pub token: Arc<str>,
    /// Whether both sides use one secret (`SymmetricBinding`).
    pub is_symmetric: bool,
    /// The local name of the algorithm suite, such as `Basic256Sha256`.
    pub suite: Option<Arc<str>>,
    /// The local name of the layout of the security header, such as `Strict`.
    pub layout: Option<Arc<str>>,
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProtectedPart {
    Body,
    /// The headers of a namespace, or the one of this name in it.
    Header(Arc<str>, Option<Arc<str>>),
    /// The content of all attachments, and their header fields or not.
    Attachments,
    AttachmentsWithHeaders,
    /// The UsernameToken, as one of the signed or encrypted supporting tokens.
    UsernameToken,
    /// The assertion of SAML, as one of them.
    Assertion,
}

/// Namespaces of WS-Addressing, whose headers are one part for us.
const ADDRESSING: [&str; 2] = [
    "http://www.w3.org/2005/08/addressing",
    "http://schemas.xmlsoap.org/ws/2004/08/addressing",
];

impl ProtectedPart {
    /// Whether it is a header of WS-Addressing.
    pub fn is_addressing(&self) -> bool {
        matches!(self, Self::Header(namespace, _) if ADDRESSING.contains(&&**namespace))
    }
}

impl DemandKind {
    /// Whether client and server can do it.
    pub(crate) fn can_be_met(&self) -> bool {
        match self {
            Self::Signature(signature) => &*signature.token == "X509Token",
            Self::Signed(part) | Self::Encrypted(part) => match part {
                ProtectedPart::Header(_, name) => name.is_some() || part.is_addressing(),
                ProtectedPart::Body
                | ProtectedPart::Attachments
                | ProtectedPart::AttachmentsWithHeaders
                | ProtectedPart::UsernameToken
                | ProtectedPart::Assertion => true,
            },
            Self::Other(_) => false,
            _ => true,
        }
    }
}

impl Demand {
    /// Whether a message can be as it asks.
    pub(crate) fn can_be_met(&self) -> bool {
        self.is_optional || self.kind.can_be_met()
    }
}

impl fmt::Display for ProtectedPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => f.write_str("Body"),
            Self::Header(namespace, Some(name)) => write!(f, "header {{{namespace}}}{name}"),
            Self::Header(namespace, None) => write!(f, "headers of {namespace}"),
            Self::Attachments => f.write_str("attachments"),
            Self::AttachmentsWithHeaders => f.write_str("attachments with their header fields"),
            Self::UsernameToken => f.write_str("UsernameToken"),
            Self::Assertion => f.write_str("assertion of SAML"),
        }
    }
}

impl fmt::Display for DemandKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport => f.write_str("TLS"),
            Self::ClientCertificate => f.write_str("client certificate in TLS"),
            Self::HttpAuthentication(scheme) => write!(f, "HTTP authentication {scheme}"),
            Self::Addressing => f.write_str("WS-Addressing"),
            Self::Mtom => f.write_str("MTOM"),
            Self::Timestamp => f.write_str("Timestamp"),
            Self::UsernameToken(PasswordKind::Text) => f.write_str("UsernameToken"),
            Self::UsernameToken(PasswordKind::Digest) => f.write_str("UsernameToken with digest"),
            Self::UsernameToken(PasswordKind::None) => {
                f.write_str("UsernameToken without password")
            }
            Self::Assertion => f.write_str("assertion of SAML"),
            Self::Signature(signature) => {
                let how = match signature.is_symmetric {
                    true => "symmetric signature",
                    false => "signature",
                };
                write!(f, "{how} by {}", signature.token)?;
                for detail in [&signature.suite, &signature.layout].into_iter().flatten() {
                    write!(f, ", {detail}")?;
                }
                Ok(())
            }
            Self::Signed(part) => write!(f, "signed {part}"),
            Self::Encrypted(part) => write!(f, "encrypted {part}"),
            Self::EncryptFirst => f.write_str("encryption before signature"),
            Self::EncryptedSignature => f.write_str("encrypted signature"),
            Self::SignedToken => f.write_str("signed token"),
            Self::DerivedKeys => f.write_str("derived keys"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for Demand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        match self.is_optional {
            true => f.write_str(" (optional)"),
            false => Ok(()),
        }
    }
}

/// Demands, each once, in the order in which they came. One that is required wins over the same optional one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Demands {
    all: Vec<Demand>,
    places: BTreeMap<DemandKind, usize>,
}

impl Demands {
    /// Adds demands that are not there yet.
    pub fn add(&mut self, more: impl IntoIterator<Item = Demand>) {
        for one in more {
            let next = self.all.len();
            let place = *self.places.entry(one.kind.clone()).or_insert(next);
            match self.all.get_mut(place) {
                Some(known) => known.is_optional &= one.is_optional,
                None => self.all.push(one),
            }
        }
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn into_list(self) -> Vec<Demand> {
        self.all
    }
}

/// Adds demands that are not there yet to a list. Components with the same demands share one list, however long it is.
pub(crate) fn add(all: &mut Arc<[Demand]>, more: &Arc<[Demand]>) {
    if all.is_empty() {
        all.clone_from(more);
    }
    if more.is_empty() || Arc::ptr_eq(all, more) {
        return;
    }
    let mut both = Demands::default();
    both.add(all.iter().cloned());
    both.add(more.iter().cloned());
    *all = both.into_list().into();
}

/// The demands that cannot be met, in words.
pub(crate) fn unmet(policy: &[Demand]) -> Vec<String> {
    let unmet = policy.iter().filter(|one| !one.can_be_met());
    let mut unmet: Vec<String> = unmet.map(ToString::to_string).collect();
    let is_first = policy
        .iter()
        .any(|one| one.kind == DemandKind::EncryptFirst);
    if is_first {
        let both = encrypted_and_signed(policy).into_iter();
        unmet.extend(both.map(|part| format!("signed {part} that is encrypted before")));
    }
    unmet
}

/// The parts that are encrypted as a whole and signed: after encryption they have another name.
pub(crate) fn encrypted_and_signed(policy: &[Demand]) -> BTreeSet<&ProtectedPart> {
    let required = || policy.iter().filter(|one| !one.is_optional);
    let signed: BTreeSet<&ProtectedPart> = required()
        .filter_map(|one| match &one.kind {
            DemandKind::Signed(part) => Some(part),
            _ => None,
        })
        .collect();
    required()
        .filter_map(|one| match &one.kind {
            DemandKind::Encrypted(part) if *part != ProtectedPart::Body => Some(part),
            _ => None,
        })
        .filter(|part| signed.contains(part))
        .collect()
}
