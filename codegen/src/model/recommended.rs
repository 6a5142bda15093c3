//! The options of a client that meet a policy, as Rust. Keys and passwords are the caller's.

use crate::ground::{Addressing, Demand, DemandKind, PasswordKind, ProtectedPart};

/// The methods of a client that set up what its policy asks for, one a line. Empty if there is nothing to set up.
///
/// `identity` is the key and certificate of the caller, `server` the certificate of the service, `user` and `password` an account.
pub fn recommended(policy: &[Demand], addressing: Option<Addressing>) -> Vec<String> {
    let mut lines = Vec::new();
    for demand in policy.iter().filter(|one| !one.is_optional) {
        match demand.kind {
            DemandKind::HttpAuthentication("Basic") => {
                lines.push(".with_auth(soap_runtime::Basic::new(user, password))".to_owned());
            }
            DemandKind::HttpAuthentication("Digest") => {
                lines.push(".with_auth(soap_runtime::Digest::new(user, password))".to_owned());
            }
            _ => {}
        }
    }
    if addressing == Some(Addressing::Required) {
        lines.push(".with_raw_headers(soap_runtime::ws::Addressing::new())".to_owned());
    }
    if needs(policy, |kind| *kind == DemandKind::Mtom) {
        lines.push(".with_mtom(1024)".to_owned());
    }
    let is_secured = needs(policy, |kind| {
        matches!(
            kind,
            DemandKind::Timestamp
                | DemandKind::UsernameToken(_)
                | DemandKind::Assertion
                | DemandKind::Signature(_)
                | DemandKind::Encrypted(_)
        )
    });
    if is_secured {
        lines.extend(security(policy));
    }
    lines
}

/// Whether a policy asks for something of this kind that can be met.
fn needs(policy: &[Demand], test: impl Fn(&DemandKind) -> bool) -> bool {
    let mut all = policy.iter().filter(|one| !one.is_optional);
    all.any(|one| one.kind.can_be_met() && test(&one.kind))
}

/// `MessageSecurity`, with the steps in their order.
fn security(policy: &[Demand]) -> Vec<String> {
    let signature = policy.iter().find_map(|one| match &one.kind {
        DemandKind::Signature(signature) if one.kind.can_be_met() => Some(signature),
        _ => None,
    });
    let parts = |of: &dyn Fn(&DemandKind) -> Option<ProtectedPart>| {
        let mut parts: Vec<String> = Vec::new();
        let kinds = policy.iter().filter(|one| one.can_be_met());
        for part in kinds
            .filter_map(|one| of(&one.kind))
            .filter_map(|part| rust(&part))
        {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        parts
    };
    let mut signed = parts(&|kind| match kind {
        DemandKind::Signed(part) => Some(part.clone()),
        _ => None,
    });
    let encrypted = parts(&|kind| match kind {
        DemandKind::Encrypted(part) => Some(part.clone()),
        _ => None,
    });
    let has_timestamp = needs(policy, |kind| *kind == DemandKind::Timestamp);
    let mut steps = Vec::new();
    if has_timestamp {
        steps.push(".with_timestamp(Duration::from_secs(300))".to_owned());
        signed.push("Part::Timestamp".to_owned());
    }
    for demand in policy.iter().filter(|one| !one.is_optional) {
        let token = match demand.kind {
            DemandKind::UsernameToken(PasswordKind::Text) => "text(user, password)",
            DemandKind::UsernameToken(PasswordKind::Digest) => "digest(user, password)",
            DemandKind::UsernameToken(PasswordKind::None) => "name_only(user)",
            _ => continue,
        };
        steps.push(format!(".with_username(UsernameToken::{token})"));
        signed.push("Part::UsernameToken".to_owned());
    }
    if needs(policy, |kind| *kind == DemandKind::Assertion) {
        steps.push(".with_assertion(assertion)".to_owned());
    }
    if needs(policy, |kind| *kind == DemandKind::SignedToken) {
        signed.push("Part::BinarySecurityToken".to_owned());
    }
    let suite = signature.and_then(|signature| signature.suite.as_deref());
    let (signing, cipher) = algorithms(suite.unwrap_or_default());
    let mut protection = Vec::new();
    if signature.is_some() {
        let parts = signed.join(", ");
        protection.push(format!(
            ".with_signature(Signing::new(identity).with_parts([{parts}]){signing})"
        ));
    }
    if !encrypted.is_empty() {
        let signature = needs(policy, |kind| *kind == DemandKind::EncryptedSignature);
        let signature = signature.then(|| "Part::Signature".to_owned());
        let parts: Vec<String> = encrypted.into_iter().chain(signature).collect();
        let parts = parts.join(", ");
        protection.push(format!(
            ".with_encryption(Encryption::new(server).with_parts([{parts}]){cipher})"
        ));
    }
    if needs(policy, |kind| *kind == DemandKind::EncryptFirst) {
        protection.reverse();
    }
    let mut lines = vec![
        ".with_envelope_interceptor(MessageSecurity::new().with_outbound(".to_owned(),
        "    Outbound::new()".to_owned(),
    ];
    let steps = steps.into_iter().chain(protection);
    lines.extend(steps.map(|step| format!("        {step}")));
    lines.push("))".to_owned());
    lines
}

fn rust(part: &ProtectedPart) -> Option<String> {
    match part {
        ProtectedPart::Body => Some("Part::Body".to_owned()),
        part if part.is_addressing() => Some("Part::Addressing".to_owned()),
        ProtectedPart::Header(namespace, Some(name)) => {
            Some(format!("Part::header({namespace:?}, {name:?})"))
        }
        ProtectedPart::Header(_, None) | ProtectedPart::Attachments => None,
    }
}

/// The settings of signature and encryption for an algorithm suite (WS-SecurityPolicy 1.2, section 6.1), where they are not the defaults.
/// A suite with SHA-256 in its name is signed with it, as today's services expect, although the standard says SHA-1.
fn algorithms(suite: &str) -> (&'static str, &'static str) {
    let signing = match suite {
        "" => "",
        suite if suite.contains("Sha256") || suite.contains("Gcm") => "",
        _ => ".with_method(SignatureMethod::RsaSha1).with_digest(DigestMethod::Sha1)",
    };
    let is_rsa15 = suite.contains("Rsa15");
    let cipher = match suite {
        suite if suite.contains("Gcm") => "",
        suite if suite.starts_with("Basic128") && is_rsa15 => {
            ".with_cipher(Cipher::Aes128Cbc).with_key_transport(KeyTransport::RsaPkcs1)"
        }
        suite if suite.starts_with("Basic128") => ".with_cipher(Cipher::Aes128Cbc)",
        suite if suite.starts_with("Basic192") => ".with_cipher(Cipher::Aes192Cbc)",
        suite if suite.starts_with("Basic256") && is_rsa15 => {
            ".with_cipher(Cipher::Aes256Cbc).with_key_transport(KeyTransport::RsaPkcs1)"
        }
        suite if suite.starts_with("Basic256") => ".with_cipher(Cipher::Aes256Cbc)",
        suite if suite.starts_with("TripleDes") && is_rsa15 => {
            ".with_cipher(Cipher::TripleDesCbc).with_key_transport(KeyTransport::RsaPkcs1)"
        }
        suite if suite.starts_with("TripleDes") => ".with_cipher(Cipher::TripleDesCbc)",
        _ => "",
    };
    (signing, cipher)
}
