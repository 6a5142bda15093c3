//! Sends the key of the content by RSA.

use super::cipher::failed;
use crate::error::Error;
use crate::key::{PrivateKey, PublicKey, SecretKey};
use getrandom::SysRng;
use rsa::{Oaep, Pkcs1v15Encrypt};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

/// The encryption of the key of the content for the recipient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyTransport {
    /// RSA-OAEP with SHA-1 and MGF1 with SHA-1, which every peer has. SHA-1 is not broken for this use.
    #[default]
    RsaOaep,
    /// RSA-OAEP with SHA-256 and MGF1 with SHA-256.
    RsaOaepSha256,
    /// RSA-OAEP with SHA-256 and MGF1 with SHA-1, as Java has it unless told otherwise.
    RsaOaepSha256Mgf1Sha1,
    /// RSA with the padding of PKCS#1 v1.5: only for peers that know nothing else.
    RsaPkcs1,
}

/// The digests of RSA-OAEP as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Padding {
    Oaep {
        digest: Hash,
        mask: Hash,
        label: Vec<u8>,
    },
    Pkcs1,
}

impl KeyTransport {
    pub(super) fn encrypt(self, key: &PublicKey, secret: &SecretKey) -> Result<Vec<u8>, Error> {
        let key = key
            .rsa()
            .ok_or_else(|| Error::key("only RSA keys can be encrypted for"))?;
        let mut random = SysRng;
        let done = match self {
            Self::RsaOaep => key.encrypt(&mut random, Oaep::<Sha1>::new(), secret.bytes()),
            Self::RsaOaepSha256Mgf1Sha1 => key.encrypt(
                &mut random,
                Oaep::<Sha256, Sha1>::new_with_mgf_hash(),
                secret.bytes(),
            ),
            Self::RsaPkcs1 => key.encrypt(&mut random, Pkcs1v15Encrypt, secret.bytes()),
            Self::RsaOaepSha256 => key.encrypt(&mut random, Oaep::<Sha256>::new(), secret.bytes()),
        };
        done.map_err(|_| Error::key("the key cannot be encrypted for this recipient"))
    }
}

/// Gives the key of the content. A wrong padding of PKCS#1 gives some key, which then fails like any wrong key (implicit rejection).
pub(super) fn decrypt(
    key: &PrivateKey,
    padding: &Padding,
    bytes: &[u8],
) -> Result<SecretKey, Error> {
    let rsa = key.rsa().ok_or_else(failed)?;
    macro_rules! oaep {
        ($digest:ty, $mask:expr, $label:expr) => {
            match $mask {
                Hash::Sha1 => rsa.decrypt_blinded(
                    &mut SysRng,
                    Oaep::<$digest, Sha1>::new_with_mgf_hash_and_label($label.clone()),
                    bytes,
                ),
                Hash::Sha256 => rsa.decrypt_blinded(
                    &mut SysRng,
                    Oaep::<$digest, Sha256>::new_with_mgf_hash_and_label($label.clone()),
                    bytes,
                ),
                Hash::Sha384 => rsa.decrypt_blinded(
                    &mut SysRng,
                    Oaep::<$digest, Sha384>::new_with_mgf_hash_and_label($label.clone()),
                    bytes,
                ),
                Hash::Sha512 => rsa.decrypt_blinded(
                    &mut SysRng,
                    Oaep::<$digest, Sha512>::new_with_mgf_hash_and_label($label.clone()),
                    bytes,
                ),
            }
        };
    }
    let plain = match padding {
        Padding::Pkcs1 => rsa.decrypt_blinded(&mut SysRng, Pkcs1v15Encrypt, bytes),
        Padding::Oaep {
            digest,
            mask,
            label,
        } => match digest {
            Hash::Sha1 => oaep!(Sha1, mask, label),
            Hash::Sha256 => oaep!(Sha256, mask, label),
            Hash::Sha384 => oaep!(Sha384, mask, label),
            Hash::Sha512 => oaep!(Sha512, mask, label),
        },
    };
    plain.map(SecretKey::new).map_err(|_| failed())
}
