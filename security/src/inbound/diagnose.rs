//! Finding out why a signature is not accepted.

use super::policy::Inbound;
use super::trust::Trusted;
use crate::algorithm::Scheme;
use crate::c14n::{Budget, Canonicalization, Form};
use crate::error::Error;
use crate::key_info::{self, Named};
use crate::names::DS;
use crate::signature::{Parsed, Reference, Transform, reference_digest, signed_bytes};
use crate::soap::{Ids, Target};
use crate::tree::{Document, NodeId};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use soap_runtime::Attachment;
use std::fmt;
use std::time::SystemTime;
use subtle::ConstantTimeEq as _;

/// Signatures that are looked at.
const MOST_SIGNATURES: usize = 8;

/// Every signature of a message, reference by reference. `Display` shows it as text.
///
/// It says more than an attacker should know: show it to those who run the service, not to its callers.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diagnosis {
    /// Whether the message is accepted, or why not.
    pub verdict: Result<(), Error>,
    /// The signatures, those outside of the security header too.
    pub signatures: Vec<SignatureDiagnosis>,
}

/// One signature.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignatureDiagnosis {
    /// Where it is.
    pub path: String,
    /// Whether its structure and algorithms can be read.
    pub readable: Result<(), Error>,
    /// The signature method.
    pub method: &'static str,
    /// Whether the value is that of SignedInfo, by the key that was found.
    pub value: Result<(), Error>,
    /// The references of its SignedInfo.
    pub references: Vec<ReferenceDiagnosis>,
}

/// One reference of a signature.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReferenceDiagnosis {
    /// The reference as written.
    pub uri: String,
    /// Where the element is.
    pub path: String,
    /// The digest in the signature, in Base64.
    pub expected: String,
    /// The digest of the element as it is, in Base64, or why there is none.
    pub found: Result<String, Error>,
    /// The canonical form whose digest was found, with masked secrets.
    pub canonical: String,
    /// A mistake that explains the difference.
    pub advice: Vec<String>,
}

impl ReferenceDiagnosis {
    /// Whether the digests are the same.
    pub fn is_right(&self) -> bool {
        self.found.as_ref() == Ok(&self.expected)
    }
}

impl Inbound {
    /// Says of each signature what is right and what is wrong, with the digest that was expected and the one that was found. Use it
    /// when a peer's signature is refused, or when a peer refuses yours: its message, or yours, is the argument.
    ///
    /// The certificate that the message brings is used even if nobody trusts it; `verdict` says whether it is trusted.
    ///
    /// # Errors
    /// If the message is not well-formed XML within the limits.
    pub fn diagnose(&self, message: &[u8]) -> Result<Diagnosis, Error> {
        self.diagnose_with_attachments(message, &[])
    }

    /// As [`diagnose`](Self::diagnose), of a message with attachments.
    ///
    /// # Errors
    /// As `diagnose`.
    pub fn diagnose_with_attachments(
        &self,
        message: &[u8],
        attachments: &[Attachment],
    ) -> Result<Diagnosis, Error> {
        let document = Document::parse(message, &self.limits)?;
        let once = Self {
            replay: None,
            ..self.clone()
        };
        let verdict = once.verify_with_attachments(message, attachments.to_vec());
        let verdict = verdict.map(|_| ());
        let now = self.now.unwrap_or_else(SystemTime::now);
        let mut signatures = Vec::new();
        let mut budget = Budget::of(&document).with(attachments);
        let all = document.descendants(Document::ROOT);
        for node in all
            .filter(|id| document.is(*id, DS, "Signature"))
            .take(MOST_SIGNATURES)
        {
            signatures.push(self.diagnose_one((&document, attachments), node, &mut budget, now));
        }
        Ok(Diagnosis {
            verdict,
            signatures,
        })
    }

    fn diagnose_one(
        &self,
        (document, attachments): (&Document, &[Attachment]),
        node: NodeId,
        budget: &mut Budget,
        now: SystemTime,
    ) -> SignatureDiagnosis {
        let unreadable = |error: Error| SignatureDiagnosis {
            path: document.path(node),
            readable: Err(error.clone()),
            method: "",
            value: Err(error),
            references: Vec::new(),
        };
        let ids = match Ids::of(document) {
            Ok(ids) => ids.beside(attachments),
            Err(error) => return unreadable(error),
        };
        let signature = match Parsed::read(document, node) {
            Ok(signature) => signature,
            Err(error) => return unreadable(error),
        };
        let references = signature
            .references
            .iter()
            .map(|reference| diagnose_reference(document, &ids, node, reference, budget))
            .collect();
        SignatureDiagnosis {
            path: document.path(node),
            readable: Ok(()),
            method: signature.method.as_ref().map_or("", |method| method.uri()),
            value: self.diagnose_value(document, &ids, &signature, budget, now),
            references,
        }
    }

    fn diagnose_value(
        &self,
        document: &Document,
        ids: &Ids<'_>,
        signature: &Parsed,
        budget: &mut Budget,
        now: SystemTime,
    ) -> Result<(), Error> {
        let method = signature.method.clone()?;
        let bytes = signed_bytes(document, signature, budget)?;
        let named = key_info::read(document, ids, signature.key_info)?;
        let hmac = method.scheme() == Scheme::Hmac;
        let key = match named {
            Named::Certificate(own, _) => own.public_key().clone(),
            Named::Key(key) => key,
            Named::Known(hint) => self.trust.find(&hint)?.public_key().clone(),
            named => match self.trust.decide(named, hmac, now)? {
                Trusted::Certificate(own) => own.public_key().clone(),
                Trusted::Key(key) => key,
                Trusted::Secret(_, secret) => {
                    let found = secret.mac(method, &bytes)?;
                    return match bool::from(found.ct_eq(&signature.value)) {
                        true => Ok(()),
                        false => Err(super::verify::wrong_value()),
                    };
                }
            },
        };
        key.verify(method, &bytes, &signature.value)
    }
}

fn diagnose_reference(
    document: &Document,
    ids: &Ids<'_>,
    signature: NodeId,
    reference: &Reference,
    budget: &mut Budget,
) -> ReferenceDiagnosis {
    let mut canonical = Vec::new();
    let keep = Some(&mut canonical);
    let digest = reference_digest(document, ids, signature, reference, budget, keep);
    let path = match &digest {
        Ok((_, checked)) if checked.target != Target::Element(Document::ROOT) => {
            checked.target.place(document, ids.attachments)
        }
        _ => String::new(),
    };
    let mut advice = Vec::new();
    let found = digest.map(|(digest, _)| digest);
    if found
        .as_ref()
        .is_ok_and(|found| *found != reference.expected)
    {
        advice = explain(document, ids, signature, reference, budget);
    }
    ReferenceDiagnosis {
        uri: reference.uri.clone(),
        path,
        expected: STANDARD.encode(&reference.expected),
        found: found.map(|digest| STANDARD.encode(digest)),
        canonical: soap_runtime::redact(&canonical, &soap_runtime::Redaction::default()),
        advice,
    }
}

/// Tries what peers do wrong, and says which of it gives the digest that the signature has.
fn explain(
    document: &Document,
    ids: &Ids<'_>,
    signature: NodeId,
    reference: &Reference,
    budget: &mut Budget,
) -> Vec<String> {
    let mut advice = Vec::new();
    let prefixes = reference
        .transforms
        .iter()
        .find_map(|transform| match transform {
            Transform::Canonical(form) => Some(form.prefixes.clone()),
            _ => None,
        })
        .unwrap_or_default();
    for method in [
        Canonicalization::Exclusive,
        Canonicalization::Inclusive,
        Canonicalization::Inclusive11,
    ] {
        for listed in [Vec::new(), prefixes.clone()] {
            let mut transforms: Vec<Transform> = reference
                .transforms
                .iter()
                .filter(|transform| matches!(transform, Transform::Enveloped))
                .cloned()
                .collect();
            let mut form = Form::new(method);
            form.prefixes.clone_from(&listed);
            transforms.push(Transform::Canonical(form));
            let other = Reference {
                uri: reference.uri.clone(),
                transforms,
                digest: reference.digest,
                expected: Vec::new(),
            };
            let digest = reference_digest(document, ids, signature, &other, budget, None);
            if digest.is_ok_and(|(digest, _)| digest == reference.expected) {
                let list = if listed.is_empty() {
                    "without a PrefixList"
                } else {
                    "with the PrefixList"
                };
                advice.push(format!(
                    "the digest fits the canonicalization {} {list}: the signer did not use the transform that it names",
                    method.uri()
                ));
            }
        }
    }
    if advice.is_empty() {
        advice.push(
            "the content was changed after it was signed: usual reasons are formatting or white space, a changed prefix, or a proxy that writes the XML again"
                .to_owned(),
        );
    }
    advice
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.verdict {
            Ok(()) => writeln!(f, "the message is accepted")?,
            Err(error) => writeln!(f, "the message is refused: {error}")?,
        }
        for signature in &self.signatures {
            writeln!(f, "{}", signature.path)?;
            if let Err(error) = &signature.readable {
                writeln!(f, "  cannot be read: {error}")?;
                continue;
            }
            match &signature.value {
                Ok(()) => writeln!(f, "  value: right ({})", signature.method)?,
                Err(error) => writeln!(f, "  value: {error} ({})", signature.method)?,
            }
            for reference in &signature.references {
                writeln!(f, "  reference '{}' {}", reference.uri, reference.path)?;
                writeln!(f, "    expected {}", reference.expected)?;
                match &reference.found {
                    Ok(found) => writeln!(f, "    found    {found}")?,
                    Err(error) => writeln!(f, "    not found: {error}")?,
                }
                for advice in &reference.advice {
                    writeln!(f, "    {advice}")?;
                }
            }
        }
        Ok(())
    }
}
