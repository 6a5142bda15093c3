//! Algorithms of digests and signatures.

use sha1::Sha1;
use sha2::{Digest as _, Sha224, Sha256, Sha384, Sha512};

/// A digest method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DigestMethod {
    /// SHA-1. Broken for signatures: only for peers that know nothing else.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    #[default]
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl DigestMethod {
    const ALL: [Self; 5] = [
        Self::Sha1,
        Self::Sha224,
        Self::Sha256,
        Self::Sha384,
        Self::Sha512,
    ];

    /// The identifier in `Algorithm`.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Sha1 => "http://www.w3.org/2000/09/xmldsig#sha1",
            Self::Sha224 => "http://www.w3.org/2001/04/xmldsig-more#sha224",
            Self::Sha256 => "http://www.w3.org/2001/04/xmlenc#sha256",
            Self::Sha384 => "http://www.w3.org/2001/04/xmldsig-more#sha384",
            Self::Sha512 => "http://www.w3.org/2001/04/xmlenc#sha512",
        }
    }

    pub(crate) fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.uri() == uri)
    }

    pub(crate) fn hash(self, message: &[u8]) -> Vec<u8> {
        let mut hasher = Hasher::new(self);
        hasher.update(message);
        hasher.finish()
    }
}

/// A digest that is being made.
pub(crate) enum Hasher {
    Sha1(Sha1),
    Sha224(Sha224),
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
}

impl Hasher {
    pub(crate) fn new(method: DigestMethod) -> Self {
        match method {
            DigestMethod::Sha1 => Self::Sha1(Sha1::new()),
            DigestMethod::Sha224 => Self::Sha224(Sha224::new()),
            DigestMethod::Sha256 => Self::Sha256(Sha256::new()),
            DigestMethod::Sha384 => Self::Sha384(Sha384::new()),
            DigestMethod::Sha512 => Self::Sha512(Sha512::new()),
        }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(hasher) => hasher.update(bytes),
            Self::Sha224(hasher) => hasher.update(bytes),
            Self::Sha256(hasher) => hasher.update(bytes),
            Self::Sha384(hasher) => hasher.update(bytes),
            Self::Sha512(hasher) => hasher.update(bytes),
        }
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        match self {
            Self::Sha1(hasher) => hasher.finalize().to_vec(),
            Self::Sha224(hasher) => hasher.finalize().to_vec(),
            Self::Sha256(hasher) => hasher.finalize().to_vec(),
            Self::Sha384(hasher) => hasher.finalize().to_vec(),
            Self::Sha512(hasher) => hasher.finalize().to_vec(),
        }
    }
}

/// A kind of key that signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Scheme {
    RsaPkcs1,
    RsaPss,
    Ecdsa,
    Ed25519,
    Hmac,
}

/// A signature method.
///
/// ```
/// use soap_security::SignatureMethod;
/// let uri = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
/// assert_eq!(SignatureMethod::RsaSha256.uri(), uri);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureMethod {
    /// RSASSA-PKCS1-v1_5 with SHA-1. Broken: only for peers that know nothing else.
    RsaSha1,
    /// RSASSA-PKCS1-v1_5 with SHA-224.
    RsaSha224,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RsaSha256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    RsaSha384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    RsaSha512,
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256, and a salt as long as the digest (RFC 9231).
    RsaPssSha256,
    /// RSASSA-PSS with SHA-384.
    RsaPssSha384,
    /// RSASSA-PSS with SHA-512.
    RsaPssSha512,
    /// ECDSA with SHA-1. Broken: only for peers that know nothing else.
    EcdsaSha1,
    /// ECDSA with SHA-224.
    EcdsaSha224,
    /// ECDSA with SHA-256.
    EcdsaSha256,
    /// ECDSA with SHA-384.
    EcdsaSha384,
    /// ECDSA with SHA-512.
    EcdsaSha512,
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// HMAC with SHA-1.
    HmacSha1,
    /// HMAC with SHA-224.
    HmacSha224,
    /// HMAC with SHA-256.
    HmacSha256,
    /// HMAC with SHA-384.
    HmacSha384,
    /// HMAC with SHA-512.
    HmacSha512,
}

impl SignatureMethod {
    const ALL: [Self; 19] = [
        Self::RsaSha1,
        Self::RsaSha224,
        Self::RsaSha256,
        Self::RsaSha384,
        Self::RsaSha512,
        Self::RsaPssSha256,
        Self::RsaPssSha384,
        Self::RsaPssSha512,
        Self::EcdsaSha1,
        Self::EcdsaSha224,
        Self::EcdsaSha256,
        Self::EcdsaSha384,
        Self::EcdsaSha512,
        Self::Ed25519,
        Self::HmacSha1,
        Self::HmacSha224,
        Self::HmacSha256,
        Self::HmacSha384,
        Self::HmacSha512,
    ];

    /// The identifier in `Algorithm`.
    pub fn uri(self) -> &'static str {
        match self {
            Self::RsaSha1 => "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
            Self::RsaSha224 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha224",
            Self::RsaSha256 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            Self::RsaSha384 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
            Self::RsaSha512 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
            Self::RsaPssSha256 => "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
            Self::RsaPssSha384 => "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1",
            Self::RsaPssSha512 => "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1",
            Self::EcdsaSha1 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1",
            Self::EcdsaSha224 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha224",
            Self::EcdsaSha256 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
            Self::EcdsaSha384 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
            Self::EcdsaSha512 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
            Self::Ed25519 => "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519",
            Self::HmacSha1 => "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
            Self::HmacSha224 => "http://www.w3.org/2001/04/xmldsig-more#hmac-sha224",
            Self::HmacSha256 => "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
            Self::HmacSha384 => "http://www.w3.org/2001/04/xmldsig-more#hmac-sha384",
            Self::HmacSha512 => "http://www.w3.org/2001/04/xmldsig-more#hmac-sha512",
        }
    }

    pub(crate) fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.uri() == uri)
    }

    /// The digest of the signed bytes. A signer that holds a key in hardware often wants this digest instead of the bytes; Ed25519
    /// has none that could be made beforehand.
    pub fn digest_method(self) -> DigestMethod {
        match self {
            Self::RsaSha1 | Self::EcdsaSha1 | Self::HmacSha1 => DigestMethod::Sha1,
            Self::RsaSha224 | Self::EcdsaSha224 | Self::HmacSha224 => DigestMethod::Sha224,
            Self::RsaSha256 | Self::RsaPssSha256 | Self::EcdsaSha256 | Self::HmacSha256 => {
                DigestMethod::Sha256
            }
            Self::RsaSha384 | Self::RsaPssSha384 | Self::EcdsaSha384 | Self::HmacSha384 => {
                DigestMethod::Sha384
            }
            Self::RsaSha512
            | Self::RsaPssSha512
            | Self::EcdsaSha512
            | Self::HmacSha512
            | Self::Ed25519 => DigestMethod::Sha512,
        }
    }

    pub(crate) fn scheme(self) -> Scheme {
        match self {
            Self::RsaSha1
            | Self::RsaSha224
            | Self::RsaSha256
            | Self::RsaSha384
            | Self::RsaSha512 => Scheme::RsaPkcs1,
            Self::RsaPssSha256 | Self::RsaPssSha384 | Self::RsaPssSha512 => Scheme::RsaPss,
            Self::EcdsaSha1
            | Self::EcdsaSha224
            | Self::EcdsaSha256
            | Self::EcdsaSha384
            | Self::EcdsaSha512 => Scheme::Ecdsa,
            Self::Ed25519 => Scheme::Ed25519,
            Self::HmacSha1
            | Self::HmacSha224
            | Self::HmacSha256
            | Self::HmacSha384
            | Self::HmacSha512 => Scheme::Hmac,
        }
    }
}

/// The algorithms that a verifier accepts. Anything else is refused before any computation.
///
/// The default has no SHA-1. Each weak algorithm is allowed by its name:
///
/// ```
/// use soap_security::{AllowedAlgorithms, DigestMethod, SignatureMethod};
/// let old_peer = AllowedAlgorithms::default()
///     .with_signature(SignatureMethod::RsaSha1)
///     .with_digest(DigestMethod::Sha1);
/// # let _ = old_peer;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedAlgorithms {
    signatures: Vec<SignatureMethod>,
    digests: Vec<DigestMethod>,
}

impl Default for AllowedAlgorithms {
    fn default() -> Self {
        let weak =
            |digest: DigestMethod| matches!(digest, DigestMethod::Sha1 | DigestMethod::Sha224);
        let strong = |method: &SignatureMethod| !weak(method.digest_method());
        Self {
            signatures: SignatureMethod::ALL.into_iter().filter(strong).collect(),
            digests: DigestMethod::ALL
                .into_iter()
                .filter(|digest| !weak(*digest))
                .collect(),
        }
    }
}

impl AllowedAlgorithms {
    /// Nothing is allowed but what is added.
    pub fn none() -> Self {
        Self {
            signatures: Vec::new(),
            digests: Vec::new(),
        }
    }

    /// Allows a signature method.
    #[must_use]
    pub fn with_signature(mut self, method: SignatureMethod) -> Self {
        self.signatures.push(method);
        self
    }

    /// Allows a digest method.
    #[must_use]
    pub fn with_digest(mut self, method: DigestMethod) -> Self {
        self.digests.push(method);
        self
    }

    pub(crate) fn has_signature(&self, method: SignatureMethod) -> bool {
        self.signatures.contains(&method)
    }

    pub(crate) fn has_digest(&self, method: DigestMethod) -> bool {
        self.digests.contains(&method)
    }
}
