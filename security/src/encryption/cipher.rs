//! Ciphers of XML Encryption 1.1.

use crate::error::{Error, ErrorKind};
use crate::key::SecretKey;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Nonce};
use aes_gcm::aes::{Aes128, Aes192, Aes256};
use aes_gcm::{Aes128Gcm, Aes256Gcm, AesGcm};
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use des::TdesEde3;
use zeroize::Zeroizing;

/// A cipher for content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cipher {
    /// AES-128 in Galois/Counter Mode.
    Aes128Gcm,
    /// AES-192 in Galois/Counter Mode.
    Aes192Gcm,
    /// AES-256 in Galois/Counter Mode.
    #[default]
    Aes256Gcm,
    /// AES-128 with Cipher Block Chaining, which does not notice changes: for peers that know nothing else, with a signature.
    Aes128Cbc,
    /// AES-192 with Cipher Block Chaining.
    Aes192Cbc,
    /// AES-256 with Cipher Block Chaining.
    Aes256Cbc,
    /// Triple DES with Cipher Block Chaining. Old and weak: only for peers that know nothing else.
    TripleDesCbc,
}

/// The reason is not told: it helps an attacker to decrypt.
pub(crate) fn failed() -> Error {
    Error::new(ErrorKind::Decryption, "the content cannot be decrypted")
}

impl Cipher {
    const ALL: [Self; 7] = [
        Self::Aes128Gcm,
        Self::Aes192Gcm,
        Self::Aes256Gcm,
        Self::Aes128Cbc,
        Self::Aes192Cbc,
        Self::Aes256Cbc,
        Self::TripleDesCbc,
    ];

    /// The identifier in `Algorithm`.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Aes128Gcm => "http://www.w3.org/2009/xmlenc11#aes128-gcm",
            Self::Aes192Gcm => "http://www.w3.org/2009/xmlenc11#aes192-gcm",
            Self::Aes256Gcm => "http://www.w3.org/2009/xmlenc11#aes256-gcm",
            Self::Aes128Cbc => "http://www.w3.org/2001/04/xmlenc#aes128-cbc",
            Self::Aes192Cbc => "http://www.w3.org/2001/04/xmlenc#aes192-cbc",
            Self::TripleDesCbc => "http://www.w3.org/2001/04/xmlenc#tripledes-cbc",
            Self::Aes256Cbc => "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
        }
    }

    pub(crate) fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cipher| cipher.uri() == uri)
    }

    /// Bytes of the key.
    pub(crate) fn key_length(self) -> usize {
        match self {
            Self::Aes128Gcm | Self::Aes128Cbc => 16,
            Self::Aes192Gcm | Self::Aes192Cbc | Self::TripleDesCbc => 24,
            Self::Aes256Gcm | Self::Aes256Cbc => 32,
        }
    }

    pub(crate) fn is_cbc(self) -> bool {
        matches!(
            self,
            Self::Aes128Cbc | Self::Aes192Cbc | Self::Aes256Cbc | Self::TripleDesCbc
        )
    }

    /// Bytes of a block, and of the initialization vector, of CBC.
    fn block(self) -> usize {
        if self == Self::TripleDesCbc { 8 } else { 16 }
    }

    /// A random initialization vector, and the content.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::arithmetic_side_effects,
        reason = "a block has at most 16 bytes"
    )]
    pub(crate) fn encrypt(self, key: &SecretKey, plain: &[u8]) -> Result<Vec<u8>, Error> {
        let mut iv = [0u8; 16];
        getrandom::fill(&mut iv).map_err(|_| Error::random())?;
        let key = key.bytes();
        let (iv, content) = if self.is_cbc() {
            // At least one byte and at most a block, of which the last is their number (XML Encryption 1.1, section 5.2).
            let block = self.block();
            let iv = iv.get(..block).unwrap_or(&[]);
            let count = block - plain.len() % block;
            let mut padded = Zeroizing::new(plain.to_vec());
            padded.resize(plain.len() + count - 1, 0);
            padded.push(count as u8);
            let content = match self {
                Self::Aes128Cbc => cbc_encrypt::<cbc::Encryptor<Aes128>>(key, iv, &padded),
                Self::Aes192Cbc => cbc_encrypt::<cbc::Encryptor<Aes192>>(key, iv, &padded),
                Self::TripleDesCbc => cbc_encrypt::<cbc::Encryptor<TdesEde3>>(key, iv, &padded),
                _ => cbc_encrypt::<cbc::Encryptor<Aes256>>(key, iv, &padded),
            };
            (iv, content)
        } else {
            let iv = &iv[..12];
            let content = match self {
                Self::Aes128Gcm => gcm::<Aes128Gcm>(key, iv, plain, true),
                Self::Aes192Gcm => gcm::<AesGcm<Aes192, U12>>(key, iv, plain, true),
                _ => gcm::<Aes256Gcm>(key, iv, plain, true),
            };
            (iv, content)
        };
        let content = content.ok_or_else(|| Error::key("the key does not fit the cipher"))?;
        Ok([iv, &content].concat())
    }

    /// The content of an initialization vector and what follows it.
    pub(crate) fn decrypt(self, key: &SecretKey, bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let key = key.bytes();
        let (iv, content) =
            bytes.split_at_checked(if self.is_cbc() { self.block() } else { 12 })?;
        let plain = match self {
            Self::Aes128Gcm => gcm::<Aes128Gcm>(key, iv, content, false),
            Self::Aes192Gcm => gcm::<AesGcm<Aes192, U12>>(key, iv, content, false),
            Self::Aes256Gcm => gcm::<Aes256Gcm>(key, iv, content, false),
            Self::Aes128Cbc => cbc_decrypt::<cbc::Decryptor<Aes128>>(key, iv, content),
            Self::Aes192Cbc => cbc_decrypt::<cbc::Decryptor<Aes192>>(key, iv, content),
            Self::TripleDesCbc => cbc_decrypt::<cbc::Decryptor<TdesEde3>>(key, iv, content),
            Self::Aes256Cbc => cbc_decrypt::<cbc::Decryptor<Aes256>>(key, iv, content),
        };
        let mut plain = Zeroizing::new(plain?);
        if self.is_cbc() {
            let count = usize::from(*plain.last()?);
            if !(1..=self.block()).contains(&count) {
                return None;
            }
            let length = plain.len().checked_sub(count)?;
            plain.truncate(length);
        }
        Some(plain)
    }
}

fn gcm<A: Aead + KeyInit>(key: &[u8], iv: &[u8], text: &[u8], encrypt: bool) -> Option<Vec<u8>> {
    let cipher = <A as KeyInit>::new_from_slice(key).ok()?;
    let nonce = Nonce::<A>::try_from(iv).ok()?;
    match encrypt {
        true => cipher.encrypt(&nonce, text).ok(),
        false => cipher.decrypt(&nonce, text).ok(),
    }
}

fn cbc_encrypt<C: BlockModeEncrypt + KeyIvInit>(
    key: &[u8],
    iv: &[u8],
    text: &[u8],
) -> Option<Vec<u8>> {
    let cipher = C::new_from_slices(key, iv).ok()?;
    Some(cipher.encrypt_padded_vec::<NoPadding>(text))
}

pub(super) fn cbc_decrypt<C: BlockModeDecrypt + KeyIvInit>(
    key: &[u8],
    iv: &[u8],
    text: &[u8],
) -> Option<Vec<u8>> {
    if text.is_empty() || !text.len().is_multiple_of(iv.len().max(1)) {
        return None;
    }
    let cipher = C::new_from_slices(key, iv).ok()?;
    cipher.decrypt_padded_vec::<NoPadding>(text).ok()
}
