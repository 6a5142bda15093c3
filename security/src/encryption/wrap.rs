//! AES Key Wrap (RFC 3394), and keys that two sides agree on (XML Encryption 1.1, sections 5.4 and 5.6).

use super::cipher::cbc_decrypt;
use crate::algorithm::DigestMethod;
use crate::error::Error;
use crate::key::SecretKey;
use crate::names::{DS, XENC, XENC11};
use crate::tree::{Document, NodeId};
use aes_gcm::aead::KeyInit;
use aes_gcm::aes::{Aes128, Aes192, Aes256};
use aes_kw::AesKw;
use des::TdesEde3;
use sha1::{Digest as _, Sha1};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// Bytes that a wrapped key has more than the key.
const MORE: usize = 8;
/// Bytes of a wrapped key: longer ones are none.
const MOST: usize = 512;

/// The bytes of the key of a key wrap.
pub(super) fn key_length(uri: &str) -> Option<usize> {
    match uri.strip_prefix(XENC)? {
        "kw-aes128" => Some(16),
        "kw-aes192" => Some(24),
        "kw-aes256" => Some(32),
        _ => None,
    }
}

/// Wraps a key with another one of 16, 24 or 32 bytes.
#[allow(clippy::arithmetic_side_effects, reason = "a secret and a few bytes")]
pub(super) fn wrap(key: &SecretKey, secret: &SecretKey) -> Option<Vec<u8>> {
    let mut out = vec![0; secret.bytes().len() + MORE];
    let done = match key.bytes().len() {
        16 => AesKw::<Aes128>::new_from_slice(key.bytes())
            .ok()?
            .wrap_key(secret.bytes(), &mut out)
            .is_ok(),
        24 => AesKw::<Aes192>::new_from_slice(key.bytes())
            .ok()?
            .wrap_key(secret.bytes(), &mut out)
            .is_ok(),
        32 => AesKw::<Aes256>::new_from_slice(key.bytes())
            .ok()?
            .wrap_key(secret.bytes(), &mut out)
            .is_ok(),
        _ => false,
    };
    done.then_some(out)
}

/// Unwraps a key.
pub(super) fn unwrap(key: &SecretKey, wrapped: &[u8]) -> Option<SecretKey> {
    if wrapped.len() > MOST {
        return None;
    }
    let mut out = Zeroizing::new(vec![0; wrapped.len().checked_sub(MORE)?]);
    let done = match key.bytes().len() {
        16 => AesKw::<Aes128>::new_from_slice(key.bytes())
            .ok()?
            .unwrap_key(wrapped, &mut out)
            .is_ok(),
        24 => AesKw::<Aes192>::new_from_slice(key.bytes())
            .ok()?
            .unwrap_key(wrapped, &mut out)
            .is_ok(),
        32 => AesKw::<Aes256>::new_from_slice(key.bytes())
            .ok()?
            .unwrap_key(wrapped, &mut out)
            .is_ok(),
        _ => false,
    };
    done.then(|| SecretKey::new(out.to_vec()))
}

/// Unwraps a key by Triple DES (RFC 3217, section 3.2): two rounds of CBC, and a checksum.
pub(super) fn unwrap_triple_des(key: &SecretKey, wrapped: &[u8]) -> Option<SecretKey> {
    const SECOND_IV: [u8; 8] = [0x4a, 0xdd, 0xa2, 0x2c, 0x79, 0xe8, 0x21, 0x05];
    const CHECKSUM: usize = 8;
    if wrapped.len() > MOST {
        return None;
    }
    let cbc = |iv: &[u8], text: &[u8]| {
        cbc_decrypt::<cbc::Decryptor<TdesEde3>>(key.bytes(), iv, text).map(Zeroizing::new)
    };
    let mut first = cbc(&SECOND_IV, wrapped)?;
    first.reverse();
    let (iv, rest) = first.split_at_checked(CHECKSUM)?;
    let plain = cbc(iv, rest)?;
    let (secret, checksum) = plain.split_at_checked(plain.len().checked_sub(CHECKSUM)?)?;
    let digest = Sha1::digest(secret);
    let right = bool::from(digest.get(..CHECKSUM)?.ct_eq(checksum));
    right.then(|| SecretKey::new(secret.to_vec()))
}

/// ConcatKDF as NIST SP 800-56A has it: the digests of a counter, the shared secret and the other information.
#[allow(clippy::arithmetic_side_effects, reason = "at most 48 rounds")]
pub(super) fn concat_kdf(
    digest: DigestMethod,
    shared: &[u8],
    other: &[u8],
    length: usize,
) -> SecretKey {
    let mut out = Zeroizing::new(Vec::new());
    let mut counter = 1u32;
    while out.len() < length {
        let mut input = Zeroizing::new(counter.to_be_bytes().to_vec());
        input.extend_from_slice(shared);
        input.extend_from_slice(other);
        out.extend(digest.hash(&input));
        counter += 1;
    }
    out.truncate(length);
    SecretKey::new(out.to_vec())
}

/// Digest and other information of a `KeyDerivationMethod` below `id`, which has to be ConcatKDF.
pub(super) fn concat_parameters(
    document: &Document,
    id: NodeId,
) -> Result<(DigestMethod, Vec<u8>), Error> {
    let wrong = || Error::malformed("a key derivation has no parameters");
    let method = document
        .child(id, XENC11, "KeyDerivationMethod")
        .ok_or_else(wrong)?;
    let uri = document.attribute(method, "", "Algorithm").unwrap_or("");
    if uri.strip_prefix(XENC11) != Some("ConcatKDF") {
        return Err(Error::algorithm(format!(
            "the key derivation '{uri}' is not supported"
        )));
    }
    let parameters = document
        .child(method, XENC11, "ConcatKDFParams")
        .ok_or_else(wrong)?;
    let digest = document
        .child(parameters, DS, "DigestMethod")
        .and_then(|digest| document.attribute(digest, "", "Algorithm"))
        .ok_or_else(wrong)?;
    let digest = DigestMethod::from_uri(digest).ok_or_else(|| {
        Error::algorithm(format!("the digest method '{digest}' is not supported"))
    })?;
    let mut other = Vec::new();
    for name in [
        "AlgorithmID",
        "PartyUInfo",
        "PartyVInfo",
        "SuppPubInfo",
        "SuppPrivInfo",
    ] {
        let text = document.attribute(parameters, "", name).unwrap_or("");
        other.extend(bits(text).ok_or_else(wrong)?);
    }
    Ok((digest, other))
}

/// A bit string in hexadecimal: the first byte says how many bits of the last are padding, and has to be 0.
#[allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "two hexadecimal digits"
)]
fn bits(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = text
        .trim()
        .chars()
        .map(|c| c.to_digit(16))
        .collect::<Option<_>>()?;
    if digits.is_empty() {
        return Some(Vec::new());
    }
    let (pairs, []) = digits.as_chunks::<2>() else {
        return None;
    };
    let mut bytes = pairs.iter().map(|[high, low]| (high * 16 + low) as u8);
    (bytes.next() == Some(0)).then(|| bytes.collect())
}
