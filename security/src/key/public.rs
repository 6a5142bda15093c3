//! Public keys.

use crate::algorithm::{DigestMethod, Scheme, SignatureMethod};
use crate::error::{Error, ErrorKind};
use der::{Decode as _, Encode as _};
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use pkcs8::DecodePublicKey as _;
use rsa::BoxedUint;
use rsa::traits::PublicKeyParts as _;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use std::fmt;
use x509_cert::spki::{EncodePublicKey as _, SubjectPublicKeyInfoOwned};

/// The most bits of an RSA modulus: larger ones only cost time.
const MOST_BITS: usize = 8192;

/// A point of a curve.
pub(crate) struct Ec {
    /// The object identifier of the curve.
    pub(crate) curve: &'static str,
    /// Uncompressed, as SEC 1 has it.
    pub(crate) point: Vec<u8>,
}

const P256: &str = "1.2.840.10045.3.1.7";
const P384: &str = "1.3.132.0.34";
const P521: &str = "1.3.132.0.35";
const OTHER_CURVE: &str = "an elliptic curve other than P-256, P-384 and P-521";

/// A public key: RSA (up to 8192 bits), ECDSA on P-256, P-384 or P-521, or Ed25519.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(pub(crate) Repr);

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Repr {
    Rsa(Box<rsa::PublicKey>),
    P256(Box<p256::PublicKey>),
    P384(Box<p384::PublicKey>),
    P521(Box<p521::PublicKey>),
    Ed25519(Box<ed25519_dalek::VerifyingKey>),
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo in DER (RFC 5280, section 4.1).
    ///
    /// # Errors
    /// If it is not one, or holds a key of another kind.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let info = SubjectPublicKeyInfoOwned::from_der(der)
            .map_err(|_| Error::key("a public key cannot be read"))?;
        Self::from_info(&info)
    }

    /// Reads a SubjectPublicKeyInfo in PEM (`BEGIN PUBLIC KEY`).
    ///
    /// # Errors
    /// As [`from_der`](Self::from_der).
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        let blocks = super::pem::blocks(pem)?;
        let block = blocks.iter().find(|block| block.label == "PUBLIC KEY");
        let block = block.ok_or_else(|| Error::key("the PEM has no public key"))?;
        Self::from_der(&block.der)
    }

    pub(crate) fn from_info(info: &SubjectPublicKeyInfoOwned) -> Result<Self, Error> {
        let der = info
            .to_der()
            .map_err(|_| Error::key("a public key cannot be read"))?;
        let unreadable = || Error::key("a public key cannot be read");
        match info.algorithm.oid.to_string().as_str() {
            "1.2.840.113549.1.1.1" | "1.2.840.113549.1.1.10" => {
                let bytes = info.subject_public_key.raw_bytes();
                let key = rsa::pkcs1::RsaPublicKey::<der::asn1::UintRef<'_>>::from_der(bytes)
                    .map_err(|_| unreadable())?;
                Self::from_rsa(key.modulus.as_bytes(), key.public_exponent.as_bytes())
            }
            "1.2.840.10045.2.1" => {
                if let Ok(key) = p256::PublicKey::from_public_key_der(&der) {
                    return Ok(Self(Repr::P256(Box::new(key))));
                }
                if let Ok(key) = p384::PublicKey::from_public_key_der(&der) {
                    return Ok(Self(Repr::P384(Box::new(key))));
                }
                let key = p521::PublicKey::from_public_key_der(&der)
                    .map_err(|_| Error::key(OTHER_CURVE))?;
                Ok(Self(Repr::P521(Box::new(key))))
            }
            "1.3.101.112" => {
                let key = ed25519_dalek::VerifyingKey::from_public_key_der(&der)
                    .map_err(|_| unreadable())?;
                Ok(Self(Repr::Ed25519(Box::new(key))))
            }
            _ => Err(Error::key("a public key of an unknown kind")),
        }
    }

    /// An RSA key of modulus and exponent, big-endian.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn from_rsa(modulus: &[u8], exponent: &[u8]) -> Result<Self, Error> {
        let wrong = || Error::key("an RSA key with an impossible modulus or exponent");
        let number = |bytes: &[u8]| {
            let first = bytes
                .iter()
                .position(|byte| *byte != 0)
                .unwrap_or(bytes.len());
            let bytes = bytes.get(first..).unwrap_or(&[]);
            if bytes.is_empty() || bytes.len() * 8 > MOST_BITS {
                return Err(wrong());
            }
            Ok(BoxedUint::from_be_slice_vartime(bytes))
        };
        let key = rsa::PublicKey::new_with_size_limits(
            number(modulus)?,
            number(exponent)?,
            512..=MOST_BITS,
        )
        .map_err(|_| wrong())?;
        Ok(Self(Repr::Rsa(Box::new(key))))
    }

    /// An elliptic curve key of a point as SEC 1 has it.
    pub(crate) fn from_point(oid: &str, point: &[u8]) -> Result<Self, Error> {
        let wrong = || Error::key("a point that is not on its curve");
        match oid {
            P256 => p256::PublicKey::from_sec1_bytes(point)
                .map(|key| Self(Repr::P256(Box::new(key))))
                .map_err(|_| wrong()),
            P384 => p384::PublicKey::from_sec1_bytes(point)
                .map(|key| Self(Repr::P384(Box::new(key))))
                .map_err(|_| wrong()),
            P521 => p521::PublicKey::from_sec1_bytes(point)
                .map(|key| Self(Repr::P521(Box::new(key))))
                .map_err(|_| wrong()),
            _ => Err(Error::key(OTHER_CURVE)),
        }
    }

    /// Bytes of a coordinate on a curve.
    pub(crate) fn field_length(oid: &str) -> Result<usize, Error> {
        match oid {
            P256 => Ok(32),
            P384 => Ok(48),
            P521 => Ok(66),
            _ => Err(Error::key(OTHER_CURVE)),
        }
    }

    /// Modulus and exponent, big-endian.
    pub(crate) fn rsa_numbers(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        match &self.0 {
            Repr::Rsa(key) => Some((key.n_bytes().into_vec(), key.e_bytes().into_vec())),
            _ => None,
        }
    }

    pub(crate) fn rsa(&self) -> Option<&rsa::PublicKey> {
        match &self.0 {
            Repr::Rsa(key) => Some(key),
            _ => None,
        }
    }

    pub(crate) fn ec_point(&self) -> Option<Ec> {
        match &self.0 {
            Repr::P256(key) => Some(Ec {
                curve: P256,
                point: key.to_sec1_point(false).as_bytes().to_vec(),
            }),
            Repr::P384(key) => Some(Ec {
                curve: P384,
                point: key.to_sec1_point(false).as_bytes().to_vec(),
            }),
            Repr::P521(key) => Some(Ec {
                curve: P521,
                point: key.to_sec1_point(false).as_bytes().to_vec(),
            }),
            _ => None,
        }
    }

    /// Bits of the key: those of an RSA modulus, or of the curve.
    pub fn bits(&self) -> usize {
        match &self.0 {
            Repr::Rsa(key) => key.n().bit_width_vartime() as usize,
            Repr::P256(_) | Repr::Ed25519(_) => 256,
            Repr::P384(_) => 384,
            Repr::P521(_) => 521,
        }
    }

    /// The kind of key, such as `RSA`, to show it.
    pub fn kind(&self) -> &'static str {
        match &self.0 {
            Repr::Rsa(_) => "RSA",
            Repr::P256(_) => "P-256",
            Repr::P384(_) => "P-384",
            Repr::P521(_) => "P-521",
            Repr::Ed25519(_) => "Ed25519",
        }
    }

    /// The key as SubjectPublicKeyInfo in DER.
    ///
    /// # Errors
    /// If the key cannot be written, which does not happen to a key that was read.
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        let der = match &self.0 {
            Repr::Rsa(key) => key.to_public_key_der(),
            Repr::P256(key) => key.to_public_key_der(),
            Repr::P384(key) => key.to_public_key_der(),
            Repr::P521(key) => key.to_public_key_der(),
            Repr::Ed25519(key) => key.to_public_key_der(),
        };
        der.map(|document| document.as_bytes().to_vec())
            .map_err(|_| Error::key("a public key cannot be written"))
    }

    /// Checks a signature as XML Signature has it: that of ECDSA is the two numbers one after the other.
    pub(crate) fn verify(
        &self,
        method: SignatureMethod,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        let wrong = || Error::new(ErrorKind::Signature, "the signature value is wrong");
        let good = match (&self.0, method.scheme()) {
            (Repr::Rsa(key), Scheme::RsaPkcs1 | Scheme::RsaPss) => {
                rsa_verify(key, method, message, signature)
            }
            (Repr::P256(key), Scheme::Ecdsa) => {
                let hash = method.digest_method().hash(message);
                p256::ecdsa::Signature::from_slice(signature).is_ok_and(|signature| {
                    p256::ecdsa::VerifyingKey::from(key.as_ref())
                        .verify_prehash(&hash, &signature)
                        .is_ok()
                })
            }
            (Repr::P384(key), Scheme::Ecdsa) => {
                let hash = method.digest_method().hash(message);
                p384::ecdsa::Signature::from_slice(signature).is_ok_and(|signature| {
                    p384::ecdsa::VerifyingKey::from(key.as_ref())
                        .verify_prehash(&hash, &signature)
                        .is_ok()
                })
            }
            (Repr::P521(key), Scheme::Ecdsa) => {
                let hash = for_p521(&method.digest_method().hash(message));
                p521::ecdsa::Signature::from_slice(signature).is_ok_and(|signature| {
                    p521::ecdsa::VerifyingKey::from(key.as_ref())
                        .verify_prehash(&hash, &signature)
                        .is_ok()
                })
            }
            (Repr::Ed25519(key), Scheme::Ed25519) => {
                ed25519_dalek::Signature::from_slice(signature)
                    .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
            }
            _ => {
                return Err(Error::algorithm(format!(
                    "the signature method does not fit the key, which is {}",
                    self.kind()
                )));
            }
        };
        if good { Ok(()) } else { Err(wrong()) }
    }
}

impl PublicKey {
    /// Checks a signature as certificates have it: that of ECDSA is in DER.
    pub(crate) fn verify_der(
        &self,
        method: SignatureMethod,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        let wrong = || Error::new(ErrorKind::Signature, "the signature value is wrong");
        let plain = match &self.0 {
            Repr::P256(_) => p256::ecdsa::Signature::from_der(signature)
                .map_err(|_| wrong())?
                .to_bytes()
                .to_vec(),
            Repr::P384(_) => p384::ecdsa::Signature::from_der(signature)
                .map_err(|_| wrong())?
                .to_bytes()
                .to_vec(),
            Repr::P521(_) => p521::ecdsa::Signature::from_der(signature)
                .map_err(|_| wrong())?
                .to_bytes()
                .to_vec(),
            Repr::Rsa(_) | Repr::Ed25519(_) => signature.to_vec(),
        };
        self.verify(method, message, &plain)
    }
}

/// The number that a digest is, as long as the field of P-521: the crate refuses digests of less than half the field.
pub(super) fn for_p521(hash: &[u8]) -> Vec<u8> {
    const FIELD: usize = 66;
    let mut number = vec![0; FIELD.saturating_sub(hash.len())];
    number.extend_from_slice(hash);
    number
}

fn rsa_verify(
    key: &rsa::PublicKey,
    method: SignatureMethod,
    message: &[u8],
    signature: &[u8],
) -> bool {
    let digest = method.digest_method();
    let hash = digest.hash(message);
    let done = if method.scheme() == Scheme::RsaPss {
        match digest {
            DigestMethod::Sha384 => key.pss_verify_prehash::<Sha384>(&hash, signature),
            DigestMethod::Sha512 => key.pss_verify_prehash::<Sha512>(&hash, signature),
            _ => key.pss_verify_prehash::<Sha256>(&hash, signature),
        }
    } else {
        match digest {
            DigestMethod::Sha1 => key.pkcs1v15_verify_prehash::<Sha1>(&hash, signature),
            DigestMethod::Sha224 => key.pkcs1v15_verify_prehash::<Sha224>(&hash, signature),
            DigestMethod::Sha256 => key.pkcs1v15_verify_prehash::<Sha256>(&hash, signature),
            DigestMethod::Sha384 => key.pkcs1v15_verify_prehash::<Sha384>(&hash, signature),
            DigestMethod::Sha512 => key.pkcs1v15_verify_prehash::<Sha512>(&hash, signature),
        }
    };
    done.is_ok()
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}, {} bits)", self.kind(), self.bits())
    }
}
