//! Making a signature.

use super::check::reference_digest;
use super::parse::{Reference, Transform};
use crate::algorithm::{DigestMethod, SignatureMethod};
use crate::c14n::{Budget, Canonicalization, Form, canonical};
use crate::certificate::Certificate;
use crate::error::{Error, ErrorKind};
use crate::key::{Identity, PrivateKey, SecretKey};
use crate::message::Message;
use crate::names::{BASE64, DS, SWA, X509, X509_PATH};
use crate::saml;
use crate::signature::key_xml;
use crate::soap::{Ids, Part, Target};
use crate::tree::{Document, NodeId, push_attribute};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

/// Bytes of a derived key that signs.
const DERIVED: usize = 32;

/// A signature that a signer makes later.
pub type SigningFuture<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, Error>> + Send + 'a>>;

/// A key that is held elsewhere: in hardware, in the store of the operating system.
///
/// The result is as XML Signature 1.1 has it: of RSA the number as bytes, of ECDSA both numbers one after the other, each as long
/// as the order of the curve.
pub trait Signer: Send + Sync + 'static {
    /// Signs the bytes. A device that wants their digest gets it from [`SignatureMethod::digest_method`].
    ///
    /// # Errors
    /// Any; make one with [`Error::signer`].
    fn sign(&self, method: SignatureMethod, message: &[u8]) -> Result<Vec<u8>, Error>;
}

/// A key behind a service that answers later.
pub trait AsyncSigner: Send + Sync + 'static {
    /// Signs the bytes; see [`Signer::sign`].
    fn sign<'a>(&'a self, method: SignatureMethod, message: &'a [u8]) -> SigningFuture<'a>;
}

/// The way in which a signature names its key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyReference {
    /// The certificate as a BinarySecurityToken in the security header.
    #[default]
    BinarySecurityToken,
    /// The whole chain as a BinarySecurityToken (X509PKIPathv1).
    CertificatePath,
    /// Issuer and serial number.
    IssuerSerial,
    /// The subject key identifier.
    SubjectKeyIdentifier,
    /// The SHA-1 digest of the certificate (WS-Security 1.1).
    Thumbprint,
    /// The certificate within `ds:X509Data`.
    X509Data,
    /// The public key within `ds:KeyValue`, without a certificate.
    KeyValue,
    /// The assertion in the security header, whose holder has the key.
    Assertion,
    /// No name at all: the recipient knows the key.
    None,
}

#[derive(Clone)]
pub(crate) enum Key {
    Private(PrivateKey),
    Secret(SecretKey, Option<String>),
    Signer(Arc<dyn Signer>),
    AsyncSigner(Arc<dyn AsyncSigner>),
    /// That of the message.
    Message,
}

/// A signature to put on messages: with which key, over which parts.
///
/// Unless told otherwise, it covers the Body, uses SHA-256 and exclusive canonicalization, and sends the certificate as a
/// BinarySecurityToken.
///
/// ```no_run
/// use soap_security::{Identity, Outbound, Part, Signing};
/// use std::time::Duration;
///
/// let identity = Identity::from_pkcs12(&std::fs::read("client.p12")?, "password")?;
/// let outbound = Outbound::new()
///     .with_timestamp(Duration::from_secs(300))
///     .with_signature(Signing::new(identity).with_parts([Part::Body, Part::Timestamp]));
/// let signed = outbound.apply(br#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>"#)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Signing {
    key: Key,
    chain: Vec<Certificate>,
    method: SignatureMethod,
    digest: DigestMethod,
    canonicalization: Canonicalization,
    prefixes: Vec<String>,
    reference: KeyReference,
    parts: Vec<Part>,
}

impl Signing {
    fn with_key(key: Key, chain: Vec<Certificate>, method: SignatureMethod) -> Self {
        Self {
            key,
            chain,
            method,
            digest: DigestMethod::default(),
            canonicalization: Canonicalization::default(),
            prefixes: Vec::new(),
            reference: KeyReference::default(),
            parts: vec![Part::Body],
        }
    }

    /// With a private key and its certificate.
    pub fn new(identity: Identity) -> Self {
        let key = identity.key().clone();
        let method = key.default_method();
        Self::with_key(Key::Private(key), identity.chain().to_vec(), method)
    }

    /// With a shared secret (HMAC), which the message names, if there is a name, by `ds:KeyName`.
    pub fn with_secret(secret: SecretKey, name: Option<&str>) -> Self {
        let key = Key::Secret(secret, name.map(str::to_owned));
        Self::with_key(key, Vec::new(), SignatureMethod::HmacSha256)
    }

    /// With the secret of the message (HMAC): [`Outbound::with_message_key`](crate::Outbound::with_message_key).
    pub fn with_message_key() -> Self {
        Self::with_key(Key::Message, Vec::new(), SignatureMethod::HmacSha256)
    }

    /// With a key that is held elsewhere, its chain of certificates, and the method that it makes.
    pub fn with_signer(
        signer: Arc<dyn Signer>,
        chain: Vec<Certificate>,
        method: SignatureMethod,
    ) -> Self {
        Self::with_key(Key::Signer(signer), chain, method)
    }

    /// As [`with_signer`](Self::with_signer), with a signer that answers later. Use [`Outbound::apply_async`](crate::Outbound::apply_async).
    pub fn with_async_signer(
        signer: Arc<dyn AsyncSigner>,
        chain: Vec<Certificate>,
        method: SignatureMethod,
    ) -> Self {
        Self::with_key(Key::AsyncSigner(signer), chain, method)
    }

    /// Sets the parts that are signed, instead of the Body alone.
    #[must_use]
    pub fn with_parts(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.parts = parts.into_iter().collect();
        self
    }

    /// Sets the signature method. A method with SHA-1 is used only if it is set here.
    #[must_use]
    pub fn with_method(mut self, method: SignatureMethod) -> Self {
        self.method = method;
        self
    }

    /// Sets the digest of the parts.
    #[must_use]
    pub fn with_digest(mut self, digest: DigestMethod) -> Self {
        self.digest = digest;
        self
    }

    /// Sets the canonicalization of the parts and of the signature.
    #[must_use]
    pub fn with_canonicalization(mut self, canonicalization: Canonicalization) -> Self {
        self.canonicalization = canonicalization;
        self
    }

    /// Sets the PrefixList of exclusive canonicalization: prefixes that count although no name uses them, such as those in
    /// `xsi:type`. `#default` is the default namespace.
    #[must_use]
    pub fn with_prefixes<P: Into<String>>(mut self, prefixes: impl IntoIterator<Item = P>) -> Self {
        self.prefixes = prefixes.into_iter().map(Into::into).collect();
        self
    }

    /// Sets how the key is named.
    #[must_use]
    pub fn with_key_reference(mut self, reference: KeyReference) -> Self {
        self.reference = reference;
        self
    }

    pub(crate) fn key(&self) -> &Key {
        &self.key
    }

    pub(crate) fn method(&self) -> SignatureMethod {
        self.method
    }

    fn form(&self) -> Form {
        let mut form = Form::new(self.canonicalization);
        form.prefixes = self
            .prefixes
            .iter()
            .map(|prefix| match prefix.as_str() {
                "#default" => String::new(),
                prefix => prefix.to_owned(),
            })
            .collect();
        form
    }

    /// The element of a canonicalization, with its PrefixList.
    fn canonicalization_xml(&self, element: &str) -> String {
        let uri = self.canonicalization.uri();
        if self.prefixes.is_empty() || !self.canonicalization.is_exclusive() {
            return format!("<ds:{element} Algorithm=\"{uri}\"/>");
        }
        let mut list = String::new();
        push_attribute(&self.prefixes.join(" "), &mut list);
        format!(
            "<ds:{element} Algorithm=\"{uri}\"><ec:InclusiveNamespaces xmlns:ec=\"{}\" PrefixList=\"{list}\"/></ds:{element}>",
            Canonicalization::Exclusive.uri()
        )
    }

    /// Puts everything but the signature value into the message.
    pub(crate) fn prepare(&self, message: &mut Message) -> Result<Prepared, Error> {
        let security = message.security()?;
        let by_message = match self.key {
            Key::Message => Some(message.derive(DERIVED)?),
            _ => None,
        };
        let (token, key_info, secret) = match by_message {
            Some((secret, reference)) => (None, key_xml::key_info(reference), Some(secret)),
            None => {
                let (token, key_info) = self.key_info(message)?;
                (token, key_info, None)
            }
        };
        let mut targets = Vec::new();
        for part in &self.parts {
            let found = match (part, token) {
                (Part::BinarySecurityToken, Some(token)) => vec![Target::Element(token)],
                _ => message.targets(part, "sign")?,
            };
            for target in found {
                if targets.iter().any(|(known, _)| *known == target) {
                    continue;
                }
                let uri = match target {
                    Target::Element(node) => format!("#{}", message.id_of(node)?),
                    beside => beside.place(&message.document, &message.attachments),
                };
                targets.push((target, uri));
            }
        }
        let signed_info = self.signed_info(message, &targets)?;
        let before = match self.key {
            Key::Message => message.place_after_key(),
            _ => message.insertion_point(),
        };
        let xml = format!(
            "<ds:Signature xmlns:ds=\"{DS}\">{signed_info}<ds:SignatureValue></ds:SignatureValue>{key_info}</ds:Signature>"
        );
        let signature = message
            .document
            .insert(security, before, &xml)?
            .first()
            .copied();
        let missing = || Error::malformed("the signature cannot be written");
        let signature = signature.ok_or_else(missing)?;
        if let Some(token) = token {
            message.move_before(token, signature);
        }
        let mut children = message.document.elements(signature);
        let (info, value) = match (children.next(), children.next()) {
            (Some(info), Some(value)) => (info, value),
            _ => return Err(missing()),
        };
        drop(children);
        let mut budget = Budget::of(&message.document);
        let bytes = canonical(&message.document, info, &self.form(), &mut budget)?;
        Ok(Prepared {
            value,
            bytes,
            secret,
        })
    }

    fn signed_info(
        &self,
        message: &Message,
        targets: &[(Target, String)],
    ) -> Result<String, Error> {
        let document = &message.document;
        let ids = Ids::of(document)?.beside(&message.attachments);
        let mut budget = Budget::of(document).with(&message.attachments);
        let mut out = format!(
            "<ds:SignedInfo>{}<ds:SignatureMethod Algorithm=\"{}\"/>",
            self.canonicalization_xml("CanonicalizationMethod"),
            self.method.uri()
        );
        for (target, uri) in targets {
            let (transform, xml) = match target {
                Target::Element(_) => (
                    Transform::Canonical(self.form()),
                    self.canonicalization_xml("Transform"),
                ),
                Target::Attachment { complete, .. } => {
                    let covered = if *complete { "Complete" } else { "Content" };
                    let uri = format!("{SWA}Attachment-{covered}-Signature-Transform");
                    (
                        Transform::Attachment {
                            complete: *complete,
                        },
                        format!("<ds:Transform Algorithm=\"{uri}\"/>"),
                    )
                }
            };
            let reference = Reference {
                uri: uri.clone(),
                transforms: vec![transform],
                digest: self.digest,
                expected: Vec::new(),
            };
            let node = match target {
                Target::Element(node) => *node,
                Target::Attachment { .. } => Document::ROOT,
            };
            let (digest, checked) =
                reference_digest(document, &ids, node, &reference, &mut budget, None)?;
            if checked.target != *target {
                let place = target.place(document, &message.attachments);
                return Err(Error::new(
                    ErrorKind::Reference,
                    format!("the reference '{uri}' does not lead to {place}"),
                ));
            }
            let mut written = String::new();
            push_attribute(uri, &mut written);
            out.push_str(&format!(
                "<ds:Reference URI=\"{written}\"><ds:Transforms>{xml}</ds:Transforms><ds:DigestMethod Algorithm=\"{}\"/><ds:DigestValue>{}</ds:DigestValue></ds:Reference>",
                self.digest.uri(),
                STANDARD.encode(digest)
            ));
        }
        out.push_str("</ds:SignedInfo>");
        Ok(out)
    }

    /// The token that is put into the header, if one is, and `ds:KeyInfo`.
    fn key_info(&self, message: &mut Message) -> Result<(Option<NodeId>, String), Error> {
        let name = match &self.key {
            Key::Secret(_, name) => {
                let name = name.as_deref().map(key_xml::name);
                return Ok((None, name.map(key_xml::key_info).unwrap_or_default()));
            }
            Key::Private(key) => Some(key.public_key()),
            Key::Signer(_) | Key::AsyncSigner(_) | Key::Message => None,
        };
        let own = self.chain.first();
        let certificate = || own.ok_or_else(|| Error::key("the signature has no certificate"));
        let inner = match self.reference {
            KeyReference::None => return Ok((None, String::new())),
            KeyReference::KeyValue => {
                let key = name.or_else(|| own.map(|own| own.public_key().clone()));
                let key = key.ok_or_else(|| Error::key("the signature has no public key"))?;
                key_xml::key_value(&key)?
            }
            KeyReference::Assertion => {
                let tokens = message.parts(&Part::Assertion);
                let [token] = tokens.as_slice() else {
                    return Err(Error::new(
                        ErrorKind::Missing,
                        "the message has no assertion, or several, that the signature could name",
                    ));
                };
                saml::reference(&message.document, *token)?
            }
            KeyReference::X509Data => key_xml::x509_certificates(&self.chain),
            KeyReference::IssuerSerial => {
                key_xml::token_reference(&key_xml::issuer_serial(certificate()?))
            }
            KeyReference::SubjectKeyIdentifier => {
                key_xml::token_reference(&key_xml::subject_key_identifier(certificate()?))
            }
            KeyReference::Thumbprint => {
                key_xml::token_reference(&key_xml::thumbprint(certificate()?))
            }
            KeyReference::BinarySecurityToken | KeyReference::CertificatePath => {
                let (kind, bytes) = if self.reference == KeyReference::CertificatePath {
                    (X509_PATH, crate::key_info::write_pki_path(&self.chain))
                } else {
                    (X509, certificate()?.der().to_vec())
                };
                let id = message.new_id("X509")?;
                let prefixes = message.prefixes();
                let xml = format!(
                    "<wsse:BinarySecurityToken{prefixes} EncodingType=\"{BASE64}\" ValueType=\"{kind}\" wsu:Id=\"{id}\">{}</wsse:BinarySecurityToken>",
                    STANDARD.encode(bytes)
                );
                let security = message.security()?;
                let before = message.insertion_point();
                let token = message
                    .document
                    .insert(security, before, &xml)?
                    .first()
                    .copied();
                let reference = format!("<wsse:Reference URI=\"#{id}\" ValueType=\"{kind}\"/>");
                let info = key_xml::key_info(key_xml::token_reference(&reference));
                return Ok((token, info));
            }
        };
        Ok((None, key_xml::key_info(inner)))
    }
}

impl fmt::Debug for Signing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signing")
            .field("method", &self.method)
            .field("digest", &self.digest)
            .field("canonicalization", &self.canonicalization)
            .field("reference", &self.reference)
            .field("parts", &self.parts)
            .finish_non_exhaustive()
    }
}

/// A signature without its value.
pub(crate) struct Prepared {
    value: NodeId,
    /// The bytes to sign.
    pub(crate) bytes: Vec<u8>,
    /// The key, if it is one of the message.
    pub(crate) secret: Option<SecretKey>,
}

impl Prepared {
    pub(crate) fn finish(&self, message: &mut Message, value: &[u8]) -> Result<(), Error> {
        let text = STANDARD.encode(value);
        message.document.insert(self.value, None, &text)?;
        Ok(())
    }
}
