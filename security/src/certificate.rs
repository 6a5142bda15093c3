//! X.509 certificates (RFC 5280).

use crate::algorithm::{DigestMethod, SignatureMethod};
use crate::error::Error;
use crate::key::{PublicKey, pem_certificates};
use der::{Decode as _, Encode as _, Reader as _, SliceReader};
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, SubjectKeyIdentifier};

/// A certificate.
#[derive(Clone)]
pub struct Certificate(Arc<Repr>);

struct Repr {
    der: Vec<u8>,
    /// The bytes of the part that the issuer signed.
    signed: Vec<u8>,
    parsed: x509_cert::Certificate,
    key: PublicKey,
}

impl Certificate {
    /// Reads a certificate in DER.
    ///
    /// # Errors
    /// If it cannot be read, or its key is of a kind that this crate does not have.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        /// Bytes of a certificate: longer ones are none.
        const MOST: usize = 64 << 10;
        let unreadable = || Error::key("a certificate cannot be read");
        if der.len() > MOST {
            return Err(unreadable());
        }
        let parsed = x509_cert::Certificate::from_der(der).map_err(|_| unreadable())?;
        let key = PublicKey::from_info(parsed.tbs_certificate().subject_public_key_info())?;
        let signed = signed_part(der).ok_or_else(unreadable)?;
        Ok(Self(Arc::new(Repr {
            der: der.to_vec(),
            signed,
            parsed,
            key,
        })))
    }

    /// Reads the first certificate of a PEM file.
    ///
    /// # Errors
    /// If there is none, or it cannot be read.
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        let first = Self::all_from_pem(pem)?.into_iter().next();
        first.ok_or_else(|| Error::key("the PEM has no certificate"))
    }

    /// Reads all certificates of a PEM file, in their order. Other blocks are left alone.
    ///
    /// # Errors
    /// If one cannot be read.
    pub fn all_from_pem(pem: &str) -> Result<Vec<Self>, Error> {
        let all = pem_certificates(pem)?;
        all.iter().map(|der| Self::from_der(der)).collect()
    }

    /// The bytes of the certificate.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The public key.
    pub fn public_key(&self) -> &PublicKey {
        &self.0.key
    }

    /// The subject as RFC 4514 writes it, such as `CN=Orders,O=Example`.
    pub fn subject(&self) -> String {
        self.0.parsed.tbs_certificate().subject().to_string()
    }

    /// The issuer as RFC 4514 writes it.
    pub fn issuer(&self) -> String {
        self.0.parsed.tbs_certificate().issuer().to_string()
    }

    /// The serial number in decimal digits.
    pub fn serial_number(&self) -> String {
        decimal(self.0.parsed.tbs_certificate().serial_number().as_bytes())
    }

    /// When it becomes and when it ceases to be valid.
    pub fn validity(&self) -> (SystemTime, SystemTime) {
        let validity = self.0.parsed.tbs_certificate().validity();
        (
            validity.not_before.to_system_time(),
            validity.not_after.to_system_time(),
        )
    }

    /// The SHA-1 digest of the certificate, by which WS-Security 1.1 names it.
    pub fn thumbprint(&self) -> Vec<u8> {
        DigestMethod::Sha1.hash(&self.0.der)
    }

    /// The subject key identifier; of a certificate without this extension the SHA-1 digest of the key (RFC 5280, section 4.2.1.2).
    pub fn subject_key_identifier(&self) -> Vec<u8> {
        let certificate = self.0.parsed.tbs_certificate();
        if let Ok(Some((_, id))) = certificate.get_extension::<SubjectKeyIdentifier>() {
            return id.0.as_bytes().to_vec();
        }
        let info = certificate.subject_public_key_info();
        DigestMethod::Sha1.hash(info.subject_public_key.raw_bytes())
    }

    pub(crate) fn is_issued_by(&self, issuer: &Self) -> bool {
        self.0.parsed.tbs_certificate().issuer() == issuer.0.parsed.tbs_certificate().subject()
    }

    /// Whether it may issue others, and how many may be between it and the last one.
    pub(crate) fn authority(&self) -> Option<Option<u8>> {
        let certificate = self.0.parsed.tbs_certificate();
        let (_, constraints) = certificate.get_extension::<BasicConstraints>().ok()??;
        let usage = certificate.get_extension::<KeyUsage>().ok()?;
        let may_sign = usage.is_none_or(|(_, usage)| usage.key_cert_sign());
        (constraints.ca && may_sign).then_some(constraints.path_len_constraint)
    }

    /// Whether the extension for the use of the key, if there is one, allows signatures.
    pub(crate) fn may_sign(&self) -> bool {
        match self.0.parsed.tbs_certificate().get_extension::<KeyUsage>() {
            Ok(Some((_, usage))) => usage.digital_signature() || usage.non_repudiation(),
            Ok(None) => true,
            Err(_) => false,
        }
    }

    /// Whether all critical extensions are those that this crate checks.
    pub(crate) fn is_understood(&self) -> bool {
        // Basic constraints, key usage, extended key usage, alternative names of the subject, policies.
        const KNOWN: [&str; 5] = [
            "2.5.29.19",
            "2.5.29.15",
            "2.5.29.37",
            "2.5.29.17",
            "2.5.29.32",
        ];
        let extensions = self.0.parsed.tbs_certificate().extensions();
        extensions.is_none_or(|all| {
            all.iter()
                .all(|one| !one.critical || KNOWN.contains(&one.extn_id.to_string().as_str()))
        })
    }

    /// Checks the signature of the issuer. SHA-1 is refused.
    pub(crate) fn verify_signature(&self, issuer: &Self) -> Result<(), Error> {
        let algorithm = self.0.parsed.signature_algorithm();
        if algorithm != self.0.parsed.tbs_certificate().signature() {
            return Err(Error::key("a certificate names two signature algorithms"));
        }
        let method = match algorithm.oid.to_string().as_str() {
            "1.2.840.113549.1.1.11" => SignatureMethod::RsaSha256,
            "1.2.840.113549.1.1.12" => SignatureMethod::RsaSha384,
            "1.2.840.113549.1.1.13" => SignatureMethod::RsaSha512,
            "1.2.840.113549.1.1.10" => self.pss()?,
            "1.2.840.10045.4.3.2" => SignatureMethod::EcdsaSha256,
            "1.2.840.10045.4.3.3" => SignatureMethod::EcdsaSha384,
            "1.2.840.10045.4.3.4" => SignatureMethod::EcdsaSha512,
            "1.3.101.112" => SignatureMethod::Ed25519,
            other => {
                return Err(Error::algorithm(format!(
                    "a certificate is signed by the algorithm {other}, which is not supported"
                )));
            }
        };
        let signature = self.0.parsed.signature().raw_bytes();
        issuer
            .public_key()
            .verify_der(method, &self.0.signed, signature)
    }

    fn pss(&self) -> Result<SignatureMethod, Error> {
        let parameters = self.0.parsed.signature_algorithm().parameters.as_ref();
        let der = parameters.and_then(|any| any.to_der().ok());
        let hash = der
            .as_deref()
            .and_then(|der| rsa::pkcs1::RsaPssParams::<der::Any>::from_der(der).ok())
            .map(|parameters| parameters.hash.oid.to_string());
        match hash.as_deref() {
            Some("2.16.840.1.101.3.4.2.1") => Ok(SignatureMethod::RsaPssSha256),
            Some("2.16.840.1.101.3.4.2.2") => Ok(SignatureMethod::RsaPssSha384),
            Some("2.16.840.1.101.3.4.2.3") => Ok(SignatureMethod::RsaPssSha512),
            _ => Err(Error::algorithm(
                "a certificate is signed by RSASSA-PSS with an unknown digest",
            )),
        }
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject())
            .field("issuer", &self.issuer())
            .field("serial_number", &self.serial_number())
            .finish_non_exhaustive()
    }
}

/// The first element of the outer sequence, with its header.
fn signed_part(der: &[u8]) -> Option<Vec<u8>> {
    let mut reader = SliceReader::new(der).ok()?;
    let header = der::Header::decode(&mut reader).ok()?;
    let body = reader.read_slice(header.length()).ok()?;
    let mut inner = SliceReader::new(body).ok()?;
    inner.tlv_bytes().ok().map(<[u8]>::to_vec)
}

/// A big-endian number in decimal digits.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "less than 58 or 256 times 256"
)]
fn decimal(bytes: &[u8]) -> String {
    let mut digits = vec![0u8];
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = (carry % 10) as u8;
            carry /= 10;
        }
        while carry > 0 {
            digits.push((carry % 10) as u8);
            carry /= 10;
        }
    }
    digits
        .iter()
        .rev()
        .map(|digit| char::from(b'0' + digit))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn numbers_in_decimal_digits() {
        assert_eq!(decimal(&[]), "0");
        assert_eq!(decimal(&[0, 0]), "0");
        assert_eq!(decimal(&[1, 0]), "256");
        assert_eq!(decimal(&[0xFF; 8]), u64::MAX.to_string());
        assert_eq!(decimal(&[0xFF; 16]), u128::MAX.to_string());
    }
}
