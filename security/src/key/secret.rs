//! Shared secrets.

use crate::algorithm::{DigestMethod, SignatureMethod};
use crate::error::Error;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use std::fmt;
use zeroize::Zeroizing;

/// A shared secret, for HMAC or for encryption. Its memory is zeroed when it is dropped, and `Debug` shows nothing of it.
#[derive(Clone)]
pub struct SecretKey(Zeroizing<Vec<u8>>);

impl SecretKey {
    /// A secret of these bytes.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(bytes.into()))
    }

    /// A new secret of this many random bytes.
    ///
    /// # Errors
    /// If the operating system has no random numbers.
    pub fn random(length: usize) -> Result<Self, Error> {
        let mut bytes = Zeroizing::new(vec![0; length]);
        getrandom::fill(&mut bytes).map_err(|_| Error::random())?;
        Ok(Self(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn mac(&self, method: SignatureMethod, message: &[u8]) -> Result<Vec<u8>, Error> {
        match method.digest_method() {
            DigestMethod::Sha1 => self.hmac::<Hmac<Sha1>>(message),
            DigestMethod::Sha256 => self.hmac::<Hmac<Sha256>>(message),
            DigestMethod::Sha384 => self.hmac::<Hmac<Sha384>>(message),
            DigestMethod::Sha512 => self.hmac::<Hmac<Sha512>>(message),
            DigestMethod::Sha224 => self.hmac::<Hmac<Sha224>>(message),
        }
    }

    fn hmac<M: Mac + KeyInit>(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        if self.0.is_empty() {
            return Err(Error::key("the shared secret is empty"));
        }
        let mut mac = <M as KeyInit>::new_from_slice(&self.0)
            .map_err(|_| Error::key("the shared secret does not fit the algorithm"))?;
        mac.update(message);
        Ok(mac.finalize().into_bytes().to_vec())
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(***)")
    }
}
