//! The steps that need keys: signature and encryption.

use super::needs;
use crate::ground::{Demand, DemandKind, ProtectedPart, encrypted_and_signed};

/// The parts of a signature or an encryption, as Rust, each once.
#[derive(Default)]
struct RustParts(Vec<String>);

impl RustParts {
    fn add(&mut self, part: &str) {
        if !self.0.iter().any(|known| known == part) {
            self.0.push(part.to_owned());
        }
    }
}

/// Signature and encryption, in their order.
pub(super) fn protection(policy: &[Demand]) -> Vec<String> {
    let signature = policy.iter().find_map(|one| match &one.kind {
        DemandKind::Signature(signature) if one.kind.can_be_met() => Some(signature),
        _ => None,
    });
    let suite = signature.and_then(|signature| signature.suite.as_deref());
    let is_symmetric = signature.is_some_and(|signature| signature.is_symmetric);
    let algorithms = algorithms(suite.unwrap_or_default(), is_symmetric);
    let (signing, transport) = (algorithms.signing, algorithms.transport);
    let mut first = Vec::new();
    let (signer, recipient, cipher) = match is_symmetric {
        false => {
            let cipher = format!("{}{transport}", algorithms.cipher);
            ("new(identity)", "new(server)", cipher)
        }
        true => {
            let derives = needs(policy, |kind| *kind == DemandKind::DerivedKeys);
            let plain = match derives {
                true => String::new(),
                false => format!(".without_derived_keys(){}", algorithms.length),
            };
            first.push(format!(
                ".with_message_key(MessageKey::new(server){transport}{plain})"
            ));
            let by = "with_message_key()";
            (by, by, algorithms.cipher.to_owned())
        }
    };
    let mut steps = Vec::new();
    if signature.is_some() {
        let parts = signed(policy, is_symmetric).join(", ");
        steps.push(format!(
            ".with_signature(Signing::{signer}.with_parts([{parts}]){signing})"
        ));
    }
    let encrypted = encrypted(policy);
    if !encrypted.is_empty() {
        let parts = encrypted.join(", ");
        steps.push(format!(
            ".with_encryption(Encryption::{recipient}.with_parts([{parts}]){cipher})"
        ));
    }
    if needs(policy, |kind| *kind == DemandKind::EncryptFirst) {
        steps.reverse();
    }
    first.extend(steps);
    first
}

/// The parts that a signature covers: those that are asked for, and the Timestamp and the account that are sent.
fn signed(policy: &[Demand], is_symmetric: bool) -> Vec<String> {
    let hidden = match needs(policy, |kind| *kind == DemandKind::EncryptFirst) {
        true => encrypted_and_signed(policy),
        false => Default::default(),
    };
    let mut parts = RustParts::default();
    for part in required(policy, |kind| match kind {
        DemandKind::Signed(part) => Some(part),
        _ => None,
    }) {
        // The signature would not find it. What cannot be met is named.
        if !hidden.contains(part) {
            parts.0.extend(rust(part));
        }
    }
    if needs(policy, |kind| *kind == DemandKind::Timestamp) {
        parts.0.push("Part::Timestamp".to_owned());
    }
    let has_username = needs(policy, |kind| matches!(kind, DemandKind::UsernameToken(_)));
    if has_username && !hidden.contains(&ProtectedPart::UsernameToken) {
        parts.add("Part::UsernameToken");
    }
    // A secret brings no token of its own.
    if !is_symmetric && needs(policy, |kind| *kind == DemandKind::SignedToken) {
        parts.0.push("Part::BinarySecurityToken".to_owned());
    }
    parts.0
}

fn encrypted(policy: &[Demand]) -> Vec<String> {
    let mut parts = RustParts::default();
    for part in required(policy, |kind| match kind {
        DemandKind::Encrypted(part) => Some(part),
        _ => None,
    }) {
        parts.0.extend(rust(part));
    }
    if !parts.0.is_empty() && needs(policy, |kind| *kind == DemandKind::EncryptedSignature) {
        parts.0.push("Part::Signature".to_owned());
    }
    parts.0
}

/// The parts that a message has to protect, those of WS-Addressing as one. TLS protects tokens by itself (WS-SecurityPolicy 1.2,
/// section 8.2).
fn required<'a>(
    policy: &'a [Demand],
    of: impl Fn(&'a DemandKind) -> Option<&'a ProtectedPart>,
) -> impl Iterator<Item = &'a ProtectedPart> {
    let is_tls = needs(policy, |kind| *kind == DemandKind::Transport);
    let mut has_addressing = false;
    policy
        .iter()
        .filter(|one| !one.is_optional && one.kind.can_be_met())
        .filter_map(move |one| of(&one.kind))
        .filter(move |part| match part {
            ProtectedPart::UsernameToken | ProtectedPart::Assertion => !is_tls,
            part if part.is_addressing() => !std::mem::replace(&mut has_addressing, true),
            _ => true,
        })
}

fn rust(part: &ProtectedPart) -> Option<String> {
    match part {
        ProtectedPart::Body => Some("Part::Body".to_owned()),
        ProtectedPart::UsernameToken => Some("Part::UsernameToken".to_owned()),
        ProtectedPart::Assertion => Some("Part::Assertion".to_owned()),
        part if part.is_addressing() => Some("Part::Addressing".to_owned()),
        ProtectedPart::Header(namespace, Some(name)) => {
            Some(format!("Part::header({namespace:?}, {name:?})"))
        }
        ProtectedPart::Attachments => Some("Part::Attachments".to_owned()),
        ProtectedPart::AttachmentsWithHeaders => Some("Part::AttachmentsWithHeaders".to_owned()),
        ProtectedPart::Header(_, None) => None,
    }
}

/// The settings for an algorithm suite, where they are not the defaults.
struct Algorithms {
    signing: &'static str,
    cipher: &'static str,
    transport: &'static str,
    /// The length of a secret that is the key of the cipher itself.
    length: &'static str,
}

/// The settings for an algorithm suite (WS-SecurityPolicy 1.2, section 6.1). A suite with SHA-256 in its name is signed with it, as today's
/// services expect, although the standard says SHA-1 for RSA; by a secret they sign with HMAC and SHA-1, as it says.
fn algorithms(suite: &str, is_symmetric: bool) -> Algorithms {
    let is_new = suite.contains("Sha256") || suite.contains("Gcm");
    let signing = match (suite, is_symmetric) {
        ("", _) | (_, false) if suite.is_empty() || is_new => "",
        (_, true) if is_new => ".with_method(SignatureMethod::HmacSha1)",
        (_, true) => ".with_method(SignatureMethod::HmacSha1).with_digest(DigestMethod::Sha1)",
        _ => ".with_method(SignatureMethod::RsaSha1).with_digest(DigestMethod::Sha1)",
    };
    let cipher = match suite {
        suite if suite.contains("Gcm") => "",
        suite if suite.starts_with("Basic128") => ".with_cipher(Cipher::Aes128Cbc)",
        suite if suite.starts_with("Basic192") => ".with_cipher(Cipher::Aes192Cbc)",
        suite if suite.starts_with("Basic256") => ".with_cipher(Cipher::Aes256Cbc)",
        suite if suite.starts_with("TripleDes") => ".with_cipher(Cipher::TripleDesCbc)",
        _ => "",
    };
    let transport = match suite.contains("Rsa15") {
        true => ".with_key_transport(KeyTransport::RsaPkcs1)",
        false => "",
    };
    let length = match suite {
        suite if suite.starts_with("Basic128") => ".with_length(16)",
        suite if suite.starts_with("Basic192") || suite.starts_with("TripleDes") => {
            ".with_length(24)"
        }
        _ => "",
    };
    Algorithms {
        signing,
        cipher,
        transport,
        length,
    }
}
