//! The key that a signature names: `ds:KeyInfo`, and the tokens of WS-Security.

use crate::algorithm::DigestMethod;
use crate::certificate::Certificate;
use crate::derived::{self, DerivedKey};
use crate::error::{Error, ErrorKind};
use crate::kerberos;
use crate::key::PublicKey;
use crate::names::{
    DS, DS11, ENCRYPTED_KEY_SHA1, KERBEROS_SHA1, MORE, SKI, THUMBPRINT, WSSE, X509, X509_PATH, XENC,
};
use crate::signature::base64_of;
use crate::soap::Ids;
use crate::tree::{Document, NodeId};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::{Decode as _, Reader as _, SliceReader};
use std::fmt;

/// Certificates that one message may bring.
const MOST_CERTIFICATES: usize = 16;

/// The key that a signature or an encrypted key names, before anybody trusts it.
#[derive(Debug)]
pub(crate) enum Named {
    /// A certificate in the message, and others beside it.
    Certificate(Certificate, Vec<Certificate>),
    /// A certificate that the recipient must have.
    Known(Hint),
    /// A key without a certificate.
    Key(PublicKey),
    /// A name, or nothing at all.
    Name(Option<String>),
    /// An assertion of the message.
    Assertion(NodeId),
    /// A key derived of a secret with this name.
    Derived(DerivedKey, String),
    /// Another token of the message: an encrypted key.
    Token,
}

/// The name of a certificate that is not in the message.
#[derive(Debug)]
pub(crate) enum Hint {
    Thumbprint(Vec<u8>),
    SubjectKeyIdentifier(Vec<u8>),
    IssuerSerial {
        issuer: String,
        serial: String,
    },
    Subject(String),
    /// The digest of the certificate (XML Signature 1.1, section 4.5.4).
    Digest(DigestMethod, Vec<u8>),
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Thumbprint(bytes) => write!(f, "thumbprint {}", STANDARD.encode(bytes)),
            Self::SubjectKeyIdentifier(bytes) => {
                write!(f, "subject key identifier {}", STANDARD.encode(bytes))
            }
            Self::IssuerSerial { issuer, serial } => {
                write!(f, "serial number {serial} of '{issuer}'")
            }
            Self::Subject(subject) => write!(f, "subject '{subject}'"),
            Self::Digest(method, bytes) => {
                write!(f, "{} {}", method.uri(), STANDARD.encode(bytes))
            }
        }
    }
}

impl Hint {
    pub(crate) fn fits(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Thumbprint(bytes) => *bytes == certificate.thumbprint(),
            Self::SubjectKeyIdentifier(bytes) => *bytes == certificate.subject_key_identifier(),
            Self::IssuerSerial { issuer, serial } => {
                *serial == certificate.serial_number() && same_name(issuer, &certificate.issuer())
            }
            Self::Subject(subject) => same_name(subject, &certificate.subject()),
            Self::Digest(method, bytes) => *bytes == method.hash(certificate.der()),
        }
    }
}

/// Compares distinguished names as people write them: spaces, case, order and the names of some types differ. It only finds
/// a certificate that the recipient has; trust does not depend on it.
fn same_name(a: &str, b: &str) -> bool {
    fn parts(name: &str) -> Vec<String> {
        let mut all: Vec<String> = name
            .split([',', ';', '+', '/'])
            .filter(|part| !part.trim().is_empty())
            .map(|part| {
                let (key, value) = part.split_once('=').unwrap_or(("", part));
                let key = key.trim().to_ascii_uppercase();
                let key = match key.strip_prefix("OID.").unwrap_or(&key) {
                    "S" => "ST",
                    "E" | "EMAIL" | "EMAILADDRESS" | "1.2.840.113549.1.9.1" => "E",
                    other => other,
                };
                let value: String = value
                    .chars()
                    .filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\\'))
                    .collect();
                format!("{key}={}", value.to_lowercase())
            })
            .collect();
        all.sort();
        all
    }
    parts(a) == parts(b)
}

fn malformed(document: &Document, id: NodeId) -> Error {
    Error::malformed(format!("{} names no key", document.path(id)))
}

/// Reads a `ds:KeyInfo`.
pub(crate) fn read(
    document: &Document,
    ids: &Ids<'_>,
    key_info: Option<NodeId>,
) -> Result<Named, Error> {
    match key_info {
        Some(key_info) => read_one(document, ids, key_info, true),
        None => Ok(Named::Name(None)),
    }
}

/// `follow` says whether a reference to another KeyInfo is followed: once, so that there is no circle.
fn read_one(
    document: &Document,
    ids: &Ids<'_>,
    key_info: NodeId,
    follow: bool,
) -> Result<Named, Error> {
    let mut name = None;
    for child in document.elements(key_info) {
        match (document.namespace(child), document.local(child)) {
            (WSSE, "SecurityTokenReference") => return token_reference(document, ids, child),
            (DS, "X509Data") => return x509_data(document, child),
            (DS, "KeyValue") => return key_value(document, child).map(Named::Key),
            (DS11, "DEREncodedKeyValue") => {
                return PublicKey::from_der(&base64_of(document, child)?).map(Named::Key);
            }
            (DS11, "KeyInfoReference") if follow => {
                let uri = document.attribute(child, "", "URI").unwrap_or("");
                let other = ids.resolve(uri)?;
                if !document.is(other, DS, "KeyInfo") {
                    return Err(malformed(document, child));
                }
                return read_one(document, ids, other, false);
            }
            (DS, "RetrievalMethod") => {
                let uri = document.attribute(child, "", "URI").unwrap_or("");
                let other = ids.resolve(uri)?;
                if document.child(child, DS, "Transforms").is_some() {
                    return Err(Error::algorithm(
                        "a RetrievalMethod with transforms is not supported",
                    ));
                }
                return match (document.namespace(other), document.local(other)) {
                    (DS, "X509Data") => x509_data(document, other),
                    (DS, "KeyValue") => key_value(document, other).map(Named::Key),
                    _ => Ok(Named::Token),
                };
            }
            (XENC, "EncryptedKey") => return Ok(Named::Token),
            (DS, "KeyName") => {
                name = document.text(child).map(|text| text.trim().to_owned());
            }
            _ => {}
        }
    }
    Ok(Named::Name(name))
}

fn token_reference(document: &Document, ids: &Ids<'_>, id: NodeId) -> Result<Named, Error> {
    let child = document
        .elements(id)
        .next()
        .ok_or_else(|| malformed(document, id))?;
    match (document.namespace(child), document.local(child)) {
        (WSSE, "Reference") => {
            let uri = document.attribute(child, "", "URI").unwrap_or("");
            if !uri.starts_with('#') {
                return Ok(Named::Name(Some(uri.trim().to_owned())));
            }
            let token = ids.resolve(uri)?;
            if document.is(token, WSSE, "BinarySecurityToken") {
                return binary_token(document, token);
            }
            if let Some(derived) = DerivedKey::read(document, token)? {
                let name = derived::secret_name(document, ids, derived.reference)?;
                return Ok(name.map_or(Named::Token, |name| Named::Derived(derived, name)));
            }
            Ok(assertion_or_other(document, token))
        }
        (WSSE, "KeyIdentifier") => {
            let kind = document.attribute(child, "", "ValueType").unwrap_or("");
            match kind {
                SKI => Ok(Named::Known(Hint::SubjectKeyIdentifier(base64_of(
                    document, child,
                )?))),
                THUMBPRINT => Ok(Named::Known(Hint::Thumbprint(base64_of(document, child)?))),
                X509 => {
                    let own = Certificate::from_der(&base64_of(document, child)?)?;
                    Ok(Named::Certificate(own, Vec::new()))
                }
                ENCRYPTED_KEY_SHA1 | KERBEROS_SHA1 => {
                    let name = document.text(child).unwrap_or_default();
                    Ok(Named::Name(Some(name.trim().to_owned())))
                }
                kind if kind.contains("SAML") => {
                    let text = document.text(child).unwrap_or_default();
                    let token = ids.get(text.trim())?;
                    Ok(assertion_or_other(document, token))
                }
                kind => Err(Error::algorithm(format!(
                    "a key identifier of the type '{kind}' is not supported"
                ))),
            }
        }
        (DS, "X509Data") => x509_data(document, child),
        (DS, "KeyName") => Ok(Named::Name(document.text(child))),
        (WSSE, "Embedded") => {
            let token = document
                .elements(child)
                .next()
                .ok_or_else(|| malformed(document, id))?;
            if document.is(token, WSSE, "BinarySecurityToken") {
                return binary_token(document, token);
            }
            Ok(Named::Token)
        }
        _ => Err(malformed(document, id)),
    }
}

fn assertion_or_other(document: &Document, token: NodeId) -> Named {
    match crate::saml::identity(document, token) {
        Some(_) => Named::Assertion(token),
        None => Named::Token,
    }
}

/// A BinarySecurityToken of X.509 (X.509 Token Profile 1.1, section 3.1), or a ticket, which names a secret.
fn binary_token(document: &Document, id: NodeId) -> Result<Named, Error> {
    let kind = document.attribute(id, "", "ValueType").unwrap_or(X509);
    let bytes = base64_of(document, id)?;
    match kind {
        X509_PATH => {
            // The path starts at the authority (ITU-T X.509, PkiPath).
            let mut path = pki_path(&bytes)?;
            let own = path.pop().ok_or_else(|| malformed(document, id))?;
            Ok(Named::Certificate(own, path))
        }
        X509 => Certificate::from_der(&bytes).map(|own| Named::Certificate(own, Vec::new())),
        kind if kerberos::is_type(kind) => Ok(Named::Name(Some(kerberos::name(&bytes)))),
        kind => Err(Error::algorithm(format!(
            "a security token of the type '{kind}' is not supported"
        ))),
    }
}

fn pki_path(der: &[u8]) -> Result<Vec<Certificate>, Error> {
    let unreadable = || Error::key("a path of certificates cannot be read");
    let mut reader = SliceReader::new(der).map_err(|_| unreadable())?;
    let header = der::Header::decode(&mut reader).map_err(|_| unreadable())?;
    let body = reader
        .read_slice(header.length())
        .map_err(|_| unreadable())?;
    let mut inner = SliceReader::new(body).map_err(|_| unreadable())?;
    let mut all = Vec::new();
    while !inner.is_finished() {
        if all.len() == MOST_CERTIFICATES {
            return Err(Error::limit("the message has too many certificates"));
        }
        let one = inner.tlv_bytes().map_err(|_| unreadable())?;
        all.push(Certificate::from_der(one)?);
    }
    Ok(all)
}

/// The certificates as a PkiPath in DER: that of the authority's side first.
#[allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "each part is below 256"
)]
pub(crate) fn write_pki_path(chain: &[Certificate]) -> Vec<u8> {
    let body: Vec<u8> = chain
        .iter()
        .rev()
        .flat_map(|certificate| certificate.der().iter().copied())
        .collect();
    let mut out = vec![0x30];
    let length = body.len();
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let bytes = length.to_be_bytes();
        let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(0);
        out.push(0x80 | (bytes.len() - first) as u8);
        out.extend_from_slice(bytes.get(first..).unwrap_or(&[]));
    }
    out.extend(body);
    out
}

fn x509_data(document: &Document, id: NodeId) -> Result<Named, Error> {
    let mut certificates = Vec::new();
    let mut hint = None;
    for child in document.elements(id) {
        match (document.namespace(child), document.local(child)) {
            (DS, "X509Certificate") => {
                if certificates.len() == MOST_CERTIFICATES {
                    return Err(Error::limit("the message has too many certificates"));
                }
                certificates.push(Certificate::from_der(&base64_of(document, child)?)?);
            }
            (DS, "X509IssuerSerial") => {
                let text = |name: &str| {
                    let child = document.child(child, DS, name);
                    child.and_then(|it| document.text(it))
                };
                let issuer = text("X509IssuerName").ok_or_else(|| malformed(document, id))?;
                let serial = text("X509SerialNumber").ok_or_else(|| malformed(document, id))?;
                let serial = serial.trim().trim_start_matches('0').to_owned();
                hint = Some(Hint::IssuerSerial { issuer, serial });
            }
            (DS, "X509SKI") => {
                hint = Some(Hint::SubjectKeyIdentifier(base64_of(document, child)?));
            }
            (DS11, "X509Digest") => {
                let uri = document.attribute(child, "", "Algorithm").unwrap_or("");
                let method = DigestMethod::from_uri(uri).ok_or_else(|| {
                    Error::algorithm(format!("the digest method '{uri}' is not supported"))
                })?;
                hint = Some(Hint::Digest(method, base64_of(document, child)?));
            }
            (DS, "X509SubjectName") => {
                hint = hint.or(document.text(child).map(Hint::Subject));
            }
            _ => {}
        }
    }
    if certificates.is_empty() {
        return hint
            .map(Named::Known)
            .ok_or_else(|| malformed(document, id));
    }
    // The signer's is the one that issued none of the others, or that the hint names.
    let own = certificates
        .iter()
        .position(|one| match &hint {
            Some(hint) => hint.fits(one),
            None => !certificates
                .iter()
                .any(|other| other != one && other.is_issued_by(one)),
        })
        .unwrap_or(0);
    let own = certificates.remove(own);
    Ok(Named::Certificate(own, certificates))
}

fn key_value(document: &Document, id: NodeId) -> Result<PublicKey, Error> {
    let child = document
        .elements(id)
        .next()
        .ok_or_else(|| malformed(document, id))?;
    let number = |name: &str| {
        let child = document
            .child(child, DS, name)
            .ok_or_else(|| malformed(document, id))?;
        base64_of(document, child)
    };
    match (document.namespace(child), document.local(child)) {
        (DS, "RSAKeyValue") => PublicKey::from_rsa(&number("Modulus")?, &number("Exponent")?),
        (DS11, "ECKeyValue") => {
            let curve = document
                .child(child, DS11, "NamedCurve")
                .and_then(|curve| document.attribute(curve, "", "URI"))
                .and_then(|uri| uri.strip_prefix("urn:oid:"));
            let point = document.child(child, DS11, "PublicKey");
            match (curve, point) {
                (Some(curve), Some(point)) => {
                    PublicKey::from_point(curve, &base64_of(document, point)?)
                }
                _ => Err(malformed(document, id)),
            }
        }
        (MORE, "ECDSAKeyValue") => rfc4050(document, child),
        (_, name) => Err(Error::new(
            ErrorKind::Key,
            format!("a key value of the type '{name}' is not supported"),
        )),
    }
}

/// A point as RFC 4050, section 3, has it: two decimal numbers.
fn rfc4050(document: &Document, id: NodeId) -> Result<PublicKey, Error> {
    let wrong = || malformed(document, id);
    let curve = document
        .child(id, MORE, "DomainParameters")
        .and_then(|domain| document.child(domain, MORE, "NamedCurve"))
        .and_then(|curve| document.attribute(curve, "", "URN"))
        .and_then(|urn| urn.strip_prefix("urn:oid:"))
        .ok_or_else(wrong)?;
    let length = PublicKey::field_length(curve)?;
    let key = document.child(id, MORE, "PublicKey").ok_or_else(wrong)?;
    let mut point = vec![4];
    for name in ["X", "Y"] {
        let value = document
            .child(key, MORE, name)
            .and_then(|number| document.attribute(number, "", "Value"));
        point.extend(decimal(value.ok_or_else(wrong)?, length).ok_or_else(wrong)?);
    }
    PublicKey::from_point(curve, &point)
}

/// The big-endian bytes of a decimal number.
#[allow(
    clippy::cast_possible_truncation,
    clippy::arithmetic_side_effects,
    reason = "each part is below 256"
)]
fn decimal(text: &str, length: usize) -> Option<Vec<u8>> {
    let mut number = vec![0u8; length];
    // A number of `length` bytes has at most that many digits.
    if text.is_empty() || text.len() > length.saturating_mul(3) {
        return None;
    }
    for digit in text.chars() {
        let mut carry = digit.to_digit(10)?;
        for byte in number.iter_mut().rev() {
            let value = u32::from(*byte) * 10 + carry;
            *byte = value as u8;
            carry = value >> 8;
        }
        if carry != 0 {
            return None;
        }
    }
    Some(number)
}
