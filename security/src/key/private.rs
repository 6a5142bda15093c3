//! Private keys, and a private key with its certificates.

use super::pem::{self, Block};
use super::public::{PublicKey, Repr as PublicRepr, for_p521};
use crate::algorithm::{DigestMethod, Scheme, SignatureMethod};
use crate::certificate::Certificate;
use crate::error::Error;
use ed25519_dalek::Signer as _;
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use pkcs8::DecodePrivateKey as _;
use rsa::pkcs1::DecodeRsaPrivateKey as _;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A private key: RSA, ECDSA on P-256, P-384 or P-521, or Ed25519. Its memory is zeroed when it is dropped, and `Debug` shows only its kind.
///
/// Operations on an RSA key are blinded with random numbers of the operating system.
#[derive(Clone)]
pub struct PrivateKey(Arc<Repr>);

enum Repr {
    Rsa(Box<rsa::PrivateKey>),
    P256(p256::SecretKey),
    P384(p384::SecretKey),
    P521(p521::SecretKey),
    Ed25519(Box<ed25519_dalek::SigningKey>),
}

impl PrivateKey {
    /// Reads the first private key of a PEM file: PKCS#8 (`BEGIN PRIVATE KEY`), PKCS#1 (`BEGIN RSA PRIVATE KEY`) or SEC 1
    /// (`BEGIN EC PRIVATE KEY`).
    ///
    /// # Errors
    /// If there is none, or it cannot be read. The error shows nothing of the key.
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        Self::from_blocks(&pem::blocks(pem)?, None)
    }

    /// Reads the first private key of a PEM file, which may be encrypted (`BEGIN ENCRYPTED PRIVATE KEY`, PKCS#5).
    ///
    /// # Errors
    /// If there is none, or the password is wrong.
    pub fn from_encrypted_pem(pem: &str, password: &str) -> Result<Self, Error> {
        Self::from_blocks(&pem::blocks(pem)?, Some(password))
    }

    fn from_blocks(blocks: &[Block], password: Option<&str>) -> Result<Self, Error> {
        for block in blocks {
            let key = match (block.label.as_str(), password) {
                ("PRIVATE KEY", _) => Self::from_pkcs8(&block.der),
                ("RSA PRIVATE KEY", _) => rsa::PrivateKey::from_pkcs1_der(&block.der)
                    .map_err(|_| Error::key("the RSA key cannot be read"))
                    .map(|key| Self::from(Repr::Rsa(Box::new(key)))),
                ("EC PRIVATE KEY", _) => Self::from_sec1(&block.der),
                ("ENCRYPTED PRIVATE KEY", Some(password)) => {
                    let info = pkcs8::EncryptedPrivateKeyInfoRef::try_from(block.der.as_slice())
                        .map_err(|_| Error::key("the encrypted key cannot be read"))?;
                    let plain = info.decrypt(password).map_err(|_| {
                        Error::key("the key cannot be decrypted: the password may be wrong")
                    })?;
                    Self::from_pkcs8(plain.as_bytes())
                }
                ("ENCRYPTED PRIVATE KEY", None) => Err(Error::key(
                    "the private key is encrypted: give the password",
                )),
                _ => continue,
            };
            return key;
        }
        Err(Error::key("the PEM has no private key"))
    }

    /// Reads a PKCS#8 PrivateKeyInfo in DER (RFC 5958).
    ///
    /// # Errors
    /// If it cannot be read, or holds a key of another kind.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, Error> {
        if let Ok(key) = rsa::PrivateKey::from_pkcs8_der(der) {
            return Ok(Repr::Rsa(Box::new(key)).into());
        }
        if let Ok(key) = p256::SecretKey::from_pkcs8_der(der) {
            return Ok(Repr::P256(key).into());
        }
        if let Ok(key) = p384::SecretKey::from_pkcs8_der(der) {
            return Ok(Repr::P384(key).into());
        }
        if let Ok(key) = p521::SecretKey::from_pkcs8_der(der) {
            return Ok(Repr::P521(key).into());
        }
        if let Ok(key) = ed25519_dalek::SigningKey::from_pkcs8_der(der) {
            return Ok(Repr::Ed25519(Box::new(key)).into());
        }
        Err(Error::key(
            "the PKCS#8 key is neither RSA nor P-256, P-384, P-521 or Ed25519, or cannot be read",
        ))
    }

    fn from_sec1(der: &[u8]) -> Result<Self, Error> {
        if let Ok(key) = p256::SecretKey::from_sec1_der(der) {
            return Ok(Repr::P256(key).into());
        }
        if let Ok(key) = p384::SecretKey::from_sec1_der(der) {
            return Ok(Repr::P384(key).into());
        }
        p521::SecretKey::from_sec1_der(der)
            .map(|key| Repr::P521(key).into())
            .map_err(|_| Error::key("the EC key is of none of P-256, P-384 and P-521"))
    }

    /// The public key.
    pub fn public_key(&self) -> PublicKey {
        PublicKey(match self.0.as_ref() {
            Repr::Rsa(key) => PublicRepr::Rsa(Box::new(key.to_public_key())),
            Repr::P256(key) => PublicRepr::P256(Box::new(key.public_key())),
            Repr::P384(key) => PublicRepr::P384(Box::new(key.public_key())),
            Repr::P521(key) => PublicRepr::P521(Box::new(key.public_key())),
            Repr::Ed25519(key) => PublicRepr::Ed25519(Box::new(key.verifying_key())),
        })
    }

    /// The signature method that is used unless another is set: SHA-256, with a P-384 key SHA-384, with a P-521 key SHA-512.
    pub fn default_method(&self) -> SignatureMethod {
        match self.0.as_ref() {
            Repr::Rsa(_) => SignatureMethod::RsaSha256,
            Repr::P256(_) => SignatureMethod::EcdsaSha256,
            Repr::P384(_) => SignatureMethod::EcdsaSha384,
            Repr::P521(_) => SignatureMethod::EcdsaSha512,
            Repr::Ed25519(_) => SignatureMethod::Ed25519,
        }
    }

    pub(crate) fn rsa(&self) -> Option<&rsa::PrivateKey> {
        match self.0.as_ref() {
            Repr::Rsa(key) => Some(key),
            _ => None,
        }
    }

    /// The secret that both sides of a key agreement have (ECDH): the first coordinate of a point.
    pub(crate) fn agree(&self, other: &PublicKey) -> Option<Zeroizing<Vec<u8>>> {
        macro_rules! shared {
            ($own:expr, $other:expr) => {
                Some(Zeroizing::new(
                    $own.diffie_hellman($other).raw_secret_bytes().to_vec(),
                ))
            };
        }
        match (self.0.as_ref(), &other.0) {
            (Repr::P256(own), PublicRepr::P256(other)) => shared!(own, other),
            (Repr::P384(own), PublicRepr::P384(other)) => shared!(own, other),
            (Repr::P521(own), PublicRepr::P521(other)) => shared!(own, other),
            _ => None,
        }
    }

    /// A new key on the curve of a public key.
    #[allow(clippy::indexing_slicing, reason = "66 bytes")]
    pub(crate) fn ephemeral(other: &PublicKey) -> Result<Self, Error> {
        /// More than enough tries: a random number is a key unless it is above the order of the curve.
        const TRIES: usize = 64;
        let not_a_curve = || Error::key("a key agreement needs a key on P-256, P-384 or P-521");
        for _ in 0..TRIES {
            let mut bytes = Zeroizing::new([0u8; 66]);
            getrandom::fill(bytes.as_mut()).map_err(|_| Error::random())?;
            let key = match &other.0 {
                PublicRepr::P256(_) => bytes
                    .get(..32)
                    .and_then(|bytes| p256::SecretKey::from_slice(bytes).ok())
                    .map(Repr::P256),
                PublicRepr::P384(_) => bytes
                    .get(..48)
                    .and_then(|bytes| p384::SecretKey::from_slice(bytes).ok())
                    .map(Repr::P384),
                PublicRepr::P521(_) => {
                    bytes[0] &= 1;
                    p521::SecretKey::from_slice(bytes.as_ref())
                        .ok()
                        .map(Repr::P521)
                }
                PublicRepr::Rsa(_) | PublicRepr::Ed25519(_) => return Err(not_a_curve()),
            };
            if let Some(key) = key {
                return Ok(key.into());
            }
        }
        Err(Error::random())
    }

    pub(crate) fn sign(&self, method: SignatureMethod, message: &[u8]) -> Result<Vec<u8>, Error> {
        let digest = method.digest_method();
        let failed = || Error::key("the key cannot make this signature: it may be too short");
        match (self.0.as_ref(), method.scheme()) {
            (Repr::Rsa(key), Scheme::RsaPkcs1 | Scheme::RsaPss) => {
                rsa_sign(key, method, message).map_err(|_| failed())
            }
            (Repr::P256(key), Scheme::Ecdsa) => {
                let signature: p256::ecdsa::Signature = p256::ecdsa::SigningKey::from(key)
                    .sign_prehash(&digest.hash(message))
                    .map_err(|_| failed())?;
                Ok(signature.to_bytes().to_vec())
            }
            (Repr::P384(key), Scheme::Ecdsa) => {
                let signature: p384::ecdsa::Signature = p384::ecdsa::SigningKey::from(key)
                    .sign_prehash(&digest.hash(message))
                    .map_err(|_| failed())?;
                Ok(signature.to_bytes().to_vec())
            }
            (Repr::P521(key), Scheme::Ecdsa) => {
                let signature: p521::ecdsa::Signature = p521::ecdsa::SigningKey::from(key)
                    .sign_prehash(&for_p521(&digest.hash(message)))
                    .map_err(|_| failed())?;
                Ok(signature.to_bytes().to_vec())
            }
            (Repr::Ed25519(key), Scheme::Ed25519) => Ok(key.sign(message).to_bytes().to_vec()),
            _ => Err(Error::algorithm(
                "the signature method does not fit the private key",
            )),
        }
    }
}

fn rsa_sign(
    key: &rsa::PrivateKey,
    method: SignatureMethod,
    message: &[u8],
) -> Result<Vec<u8>, rsa::Error> {
    let digest = method.digest_method();
    let hash = digest.hash(message);
    if method.scheme() == Scheme::RsaPss {
        return match digest {
            DigestMethod::Sha384 => key.pss_sign_prehash::<Sha384>(&hash),
            DigestMethod::Sha512 => key.pss_sign_prehash::<Sha512>(&hash),
            _ => key.pss_sign_prehash::<Sha256>(&hash),
        };
    }
    match digest {
        DigestMethod::Sha1 => key.pkcs1v15_sign_prehash::<Sha1>(&hash),
        DigestMethod::Sha224 => key.pkcs1v15_sign_prehash::<Sha224>(&hash),
        DigestMethod::Sha256 => key.pkcs1v15_sign_prehash::<Sha256>(&hash),
        DigestMethod::Sha384 => key.pkcs1v15_sign_prehash::<Sha384>(&hash),
        DigestMethod::Sha512 => key.pkcs1v15_sign_prehash::<Sha512>(&hash),
    }
}

impl From<Repr> for PrivateKey {
    fn from(inner: Repr) -> Self {
        Self(Arc::new(inner))
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({}, ***)", self.public_key().kind())
    }
}

/// A private key with its certificate, and the certificates between it and the authority.
#[derive(Clone, Debug)]
pub struct Identity {
    key: PrivateKey,
    chain: Vec<Certificate>,
}

impl Identity {
    /// The chain starts with the certificate of the key.
    ///
    /// # Errors
    /// If the chain is empty or its first certificate is of another key.
    pub fn new(key: PrivateKey, chain: Vec<Certificate>) -> Result<Self, Error> {
        match chain.first() {
            Some(own) if *own.public_key() == key.public_key() => Ok(Self { key, chain }),
            Some(_) => Err(Error::key("the first certificate is of another key")),
            None => Err(Error::key("there is no certificate")),
        }
    }

    /// Reads a private key and certificates from PEM, in any order; the two texts may be the same.
    ///
    /// # Errors
    /// If there is no key, or no certificate of it.
    pub fn from_pem(key: &str, certificates: &str) -> Result<Self, Error> {
        Self::ordered(
            PrivateKey::from_pem(key)?,
            Certificate::all_from_pem(certificates)?,
        )
    }

    /// Reads a PKCS#12 file (`.p12`, `.pfx`; RFC 7292), the first private key of it and its certificates.
    ///
    /// # Errors
    /// If the password is wrong, or there is no key with a certificate.
    pub fn from_pkcs12(bytes: &[u8], password: &str) -> Result<Self, Error> {
        let (key, certificates) = super::pkcs12::read(bytes, password)?;
        Self::ordered(key, certificates)
    }

    /// Puts the certificate of the key first.
    pub(crate) fn ordered(key: PrivateKey, mut all: Vec<Certificate>) -> Result<Self, Error> {
        let public = key.public_key();
        let own = all
            .iter()
            .position(|certificate| *certificate.public_key() == public)
            .ok_or_else(|| Error::key("there is no certificate of the private key"))?;
        let own = all.remove(own);
        all.insert(0, own);
        Self::new(key, all)
    }

    /// The private key.
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// The certificates, that of the key first.
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }
}
