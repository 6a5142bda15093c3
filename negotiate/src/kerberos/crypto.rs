//! Keys, encryption and checksums: AES with SHA-1 (RFC 3961, 3962) and with SHA-2 (RFC 8009).

use aes::cipher::{BlockCipherEncrypt as _, KeyInit as _, KeyIvInit as _};
use aes::{Aes128, Aes256};
use cts::{CbcCs3, Decrypt as _, Encrypt as _};
use hmac::{Hmac, Mac as _};
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Sha256, Sha384};
use zeroize::Zeroizing;

const BLOCK: usize = 16;
/// The fewest and most iterations from password to key. What asks for them is not yet proved to be the KDC: a few make the password easy
/// to guess for who listens, and many keep this computer busy.
const ITERATIONS: std::ops::RangeInclusive<u32> = 4096..=1 << 20;

/// The use of a key (RFC 4120, section 7.5.1).
pub(super) mod usage {
    pub(crate) const AS_REQ_TIMESTAMP: u32 = 1;
    pub(crate) const TICKET: u32 = 2;
    pub(crate) const AS_REP: u32 = 3;
    pub(crate) const TGS_REQ_CHECKSUM: u32 = 6;
    pub(crate) const TGS_REQ_AUTHENTICATOR: u32 = 7;
    pub(crate) const TGS_REP: u32 = 8;
    pub(crate) const AP_REQ_AUTHENTICATOR: u32 = 11;
    pub(crate) const AP_REP: u32 = 12;
}

/// A type of encryption.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cipher {
    Aes128Sha1,
    Aes256Sha1,
    Aes128Sha2,
    Aes256Sha2,
}

/// The preferred one first.
pub(super) const CIPHERS: [Cipher; 4] = [
    Cipher::Aes256Sha2,
    Cipher::Aes256Sha1,
    Cipher::Aes128Sha2,
    Cipher::Aes128Sha1,
];

impl Cipher {
    pub(super) fn of(number: i64) -> Option<Self> {
        CIPHERS
            .into_iter()
            .find(|cipher| i64::from(cipher.number()) == number)
    }

    /// Its number in messages.
    pub(super) const fn number(self) -> u32 {
        match self {
            Self::Aes128Sha1 => 17,
            Self::Aes256Sha1 => 18,
            Self::Aes128Sha2 => 19,
            Self::Aes256Sha2 => 20,
        }
    }

    /// The number of its checksum.
    pub(super) const fn checksum(self) -> u32 {
        match self {
            Self::Aes128Sha1 => 15,
            Self::Aes256Sha1 => 16,
            Self::Aes128Sha2 => 19,
            Self::Aes256Sha2 => 20,
        }
    }

    const fn key_length(self) -> usize {
        match self {
            Self::Aes128Sha1 | Self::Aes128Sha2 => 16,
            Self::Aes256Sha1 | Self::Aes256Sha2 => 32,
        }
    }

    const fn checksum_length(self) -> usize {
        match self {
            Self::Aes128Sha1 | Self::Aes256Sha1 => 12,
            Self::Aes128Sha2 => 16,
            Self::Aes256Sha2 => 24,
        }
    }

    const fn iterations(self) -> u32 {
        match self {
            Self::Aes128Sha1 | Self::Aes256Sha1 => 4096,
            Self::Aes128Sha2 | Self::Aes256Sha2 => 32_768,
        }
    }
}

/// A key, zeroed when it is dropped.
#[derive(Clone)]
pub(super) struct Key {
    cipher: Cipher,
    bytes: Zeroizing<Vec<u8>>,
}

impl Key {
    /// A key of a message; `None` if it has another length.
    pub(super) fn new(cipher: Cipher, bytes: &[u8]) -> Option<Self> {
        (bytes.len() == cipher.key_length()).then(|| Self {
            cipher,
            bytes: Zeroizing::new(bytes.to_vec()),
        })
    }

    /// The key of a password. `parameter` is the number of iterations that the KDC asks for, in four bytes; `None` if it is refused.
    pub(super) fn of_password(
        cipher: Cipher,
        password: &str,
        salt: &[u8],
        parameter: Option<&[u8]>,
    ) -> Option<Self> {
        let iterations = match parameter {
            None => cipher.iterations(),
            Some(bytes) => u32::from_be_bytes(bytes.try_into().ok()?),
        };
        if !ITERATIONS.contains(&iterations) {
            return None;
        }
        let mut bytes = Zeroizing::new(vec![0; cipher.key_length()]);
        let named = |name: &[u8]| [name, &[0], salt].concat();
        let password = password.as_bytes();
        match cipher {
            Cipher::Aes128Sha1 | Cipher::Aes256Sha1 => {
                pbkdf2_hmac::<Sha1>(password, salt, iterations, &mut bytes);
            }
            Cipher::Aes128Sha2 => {
                let salt = named(b"aes128-cts-hmac-sha256-128");
                pbkdf2_hmac::<Sha256>(password, &salt, iterations, &mut bytes);
            }
            Cipher::Aes256Sha2 => {
                let salt = named(b"aes256-cts-hmac-sha384-192");
                pbkdf2_hmac::<Sha384>(password, &salt, iterations, &mut bytes);
            }
        }
        let of_password = Self { cipher, bytes };
        let bytes = of_password.derived(b"kerberos", cipher.key_length())?;
        Some(Self { cipher, bytes })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) const fn cipher(&self) -> Cipher {
        self.cipher
    }

    /// Encrypts, with a checksum.
    pub(super) fn encrypt(
        &self,
        usage: u32,
        plain: &[u8],
        confounder: [u8; BLOCK],
    ) -> Option<Vec<u8>> {
        let mut bytes = Zeroizing::new([&confounder[..], plain].concat());
        let inner = self.integrity_key(usage, 0x55)?;
        match self.cipher {
            Cipher::Aes128Sha1 | Cipher::Aes256Sha1 => {
                let checksum = self.hmac(&inner, &[&bytes])?;
                self.steal(usage, &mut bytes, true)?;
                Some([&bytes[..], &checksum].concat())
            }
            Cipher::Aes128Sha2 | Cipher::Aes256Sha2 => {
                self.steal(usage, &mut bytes, true)?;
                let checksum = self.hmac(&inner, &[&[0; BLOCK], &bytes])?;
                Some([&bytes[..], &checksum].concat())
            }
        }
    }

    /// Decrypts, if the checksum is right.
    pub(super) fn decrypt(&self, usage: u32, bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let length = bytes.len().checked_sub(self.cipher.checksum_length())?;
        let (encrypted, checksum) = bytes.split_at_checked(length)?;
        if encrypted.len() <= BLOCK {
            return None;
        }
        let inner = self.integrity_key(usage, 0x55)?;
        let mut plain = Zeroizing::new(encrypted.to_vec());
        match self.cipher {
            Cipher::Aes128Sha1 | Cipher::Aes256Sha1 => {
                self.steal(usage, &mut plain, false)?;
                self.is_right(&inner, &[&plain], checksum).then_some(())?;
            }
            Cipher::Aes128Sha2 | Cipher::Aes256Sha2 => {
                self.is_right(&inner, &[&[0; BLOCK], encrypted], checksum)
                    .then_some(())?;
                self.steal(usage, &mut plain, false)?;
            }
        }
        plain.drain(..BLOCK);
        Some(plain)
    }

    /// The checksum of a text.
    pub(super) fn checksum(&self, usage: u32, text: &[u8]) -> Option<Vec<u8>> {
        let key = self.integrity_key(usage, 0x99)?;
        self.hmac(&key, &[text])
    }

    /// The key of checksums: those of encrypted texts have the kind 0x55, others 0x99.
    fn integrity_key(&self, usage: u32, kind: u8) -> Option<Zeroizing<Vec<u8>>> {
        let length = match self.cipher {
            // As long as the checksum, where that is not the key's length.
            Cipher::Aes256Sha2 => 24,
            other => other.key_length(),
        };
        self.derived(&label(usage, kind), length)
    }

    /// Encrypts or decrypts with ciphertext stealing, from a vector of zeros.
    fn steal(&self, usage: u32, bytes: &mut [u8], encrypts: bool) -> Option<()> {
        let key = self.derived(&label(usage, 0xaa), self.cipher.key_length())?;
        let zeros = [0; BLOCK];
        match (key.len(), encrypts) {
            (BLOCK, true) => CbcCs3::<Aes128>::new_from_slices(&key, &zeros)
                .ok()?
                .encrypt(bytes)
                .ok(),
            (BLOCK, false) => CbcCs3::<Aes128>::new_from_slices(&key, &zeros)
                .ok()?
                .decrypt(bytes)
                .ok(),
            (_, true) => CbcCs3::<Aes256>::new_from_slices(&key, &zeros)
                .ok()?
                .encrypt(bytes)
                .ok(),
            (_, false) => CbcCs3::<Aes256>::new_from_slices(&key, &zeros)
                .ok()?
                .decrypt(bytes)
                .ok(),
        }
    }

    /// A key derived from this one: `DK` of RFC 3961, `KDF-HMAC-SHA2` of RFC 8009.
    fn derived(&self, label: &[u8], length: usize) -> Option<Zeroizing<Vec<u8>>> {
        let mut out = Zeroizing::new(Vec::new());
        match self.cipher {
            Cipher::Aes128Sha1 | Cipher::Aes256Sha1 => {
                let mut block = <[u8; BLOCK]>::try_from(fold(label, BLOCK)).ok()?;
                while out.len() < length {
                    match self.bytes.len() {
                        BLOCK => Aes128::new_from_slice(&self.bytes)
                            .ok()?
                            .encrypt_block((&mut block).into()),
                        _ => Aes256::new_from_slice(&self.bytes)
                            .ok()?
                            .encrypt_block((&mut block).into()),
                    }
                    out.extend_from_slice(&block);
                }
            }
            Cipher::Aes128Sha2 | Cipher::Aes256Sha2 => {
                let bits = u32::try_from(length).ok()?.checked_mul(8)?.to_be_bytes();
                let parts: [&[u8]; 4] = [&1_u32.to_be_bytes(), label, &[0], &bits];
                let made = match self.cipher {
                    Cipher::Aes128Sha2 => mac::<Hmac<Sha256>>(&self.bytes, &parts)?
                        .finalize()
                        .into_bytes()
                        .to_vec(),
                    _ => mac::<Hmac<Sha384>>(&self.bytes, &parts)?
                        .finalize()
                        .into_bytes()
                        .to_vec(),
                };
                *out = made;
            }
        }
        out.truncate(length);
        Some(out)
    }

    fn hmac(&self, key: &[u8], parts: &[&[u8]]) -> Option<Vec<u8>> {
        let mut all = match self.cipher {
            Cipher::Aes128Sha1 | Cipher::Aes256Sha1 => mac::<Hmac<Sha1>>(key, parts)?
                .finalize()
                .into_bytes()
                .to_vec(),
            Cipher::Aes128Sha2 => mac::<Hmac<Sha256>>(key, parts)?
                .finalize()
                .into_bytes()
                .to_vec(),
            Cipher::Aes256Sha2 => mac::<Hmac<Sha384>>(key, parts)?
                .finalize()
                .into_bytes()
                .to_vec(),
        };
        all.truncate(self.cipher.checksum_length());
        Some(all)
    }

    /// Compares a checksum in constant time.
    fn is_right(&self, key: &[u8], parts: &[&[u8]], checksum: &[u8]) -> bool {
        match self.cipher {
            Cipher::Aes128Sha1 | Cipher::Aes256Sha1 => mac::<Hmac<Sha1>>(key, parts)
                .is_some_and(|mac| mac.verify_truncated_left(checksum).is_ok()),
            Cipher::Aes128Sha2 => mac::<Hmac<Sha256>>(key, parts)
                .is_some_and(|mac| mac.verify_truncated_left(checksum).is_ok()),
            Cipher::Aes256Sha2 => mac::<Hmac<Sha384>>(key, parts)
                .is_some_and(|mac| mac.verify_truncated_left(checksum).is_ok()),
        }
    }
}

fn mac<M: hmac::Mac + hmac::KeyInit>(key: &[u8], parts: &[&[u8]]) -> Option<M> {
    let mut mac = <M as hmac::KeyInit>::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(part);
    }
    Some(mac)
}

/// A key that is derived is named by its use and its kind.
fn label(usage: u32, kind: u8) -> [u8; 5] {
    let [a, b, c, d] = usage.to_be_bytes();
    [a, b, c, d, kind]
}

/// `n-fold` (RFC 3961, section 5.1): copies of the text, each turned by 13 bits more, added up in ones' complement.
fn fold(text: &[u8], length: usize) -> Vec<u8> {
    let mut bits: Vec<u8> = text
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |at| (byte >> at) & 1))
        .collect();
    let mut all = Vec::new();
    // The copies end together with a part.
    while all.is_empty() || !all.len().is_multiple_of(length.max(1)) {
        let bytes = bits
            .chunks(8)
            .map(|byte| byte.iter().fold(0, |sum, bit| (sum << 1) | bit));
        all.extend(bytes);
        let turn = 13_usize.checked_rem(bits.len()).unwrap_or_default();
        bits.rotate_right(turn);
        if bits.is_empty() {
            break;
        }
    }
    let mut sum = vec![0_u8; length];
    for part in all.chunks(length.max(1)) {
        add(&mut sum, part);
    }
    sum
}

/// Adds in ones' complement: what is carried out at the left comes in at the right.
fn add(sum: &mut [u8], part: &[u8]) {
    let mut carry = 0_u16;
    for (to, byte) in sum.iter_mut().zip(part).rev() {
        let one = u16::from(*to)
            .wrapping_add(u16::from(*byte))
            .wrapping_add(carry);
        let [high, low] = one.to_be_bytes();
        (*to, carry) = (low, u16::from(high));
    }
    // A second carry cannot go through all bytes: they would all have been 255 before the first.
    for to in sum.iter_mut().rev() {
        let [high, low] = u16::from(*to).wrapping_add(carry).to_be_bytes();
        (*to, carry) = (low, u16::from(high));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text
            .bytes()
            .filter(|byte| !byte.is_ascii_whitespace())
            .collect();
        digits
            .chunks(2)
            .map(|two| {
                u8::from_str_radix(std::str::from_utf8(two).expect("text"), 16).expect("hex")
            })
            .collect()
    }

    /// RFC 3961, appendix A.1.
    #[test]
    fn folding() {
        assert_eq!(fold(b"012345", 8), hex("be072631276b1955"));
        assert_eq!(fold(b"password", 7), hex("78a07b6caf85fa"));
        assert_eq!(
            fold(b"Rough Consensus, and Running Code", 8),
            hex("bb6ed30870b7f0e0")
        );
        assert_eq!(
            fold(b"kerberos", 16),
            hex("6b65726265726f737b9b5b2b93132b93")
        );
        assert_eq!(
            fold(b"Q", 21),
            hex("518a54a215a8452a518a54a215a8452a518a54a215")
        );
        assert_eq!(
            fold(b"ba", 21),
            hex("fb25d531ae8974499f52fd92ea9857c4ba24cf297e")
        );
    }

    #[test]
    fn few_iterations_are_refused() {
        for bytes in [[0, 0, 0, 1], [0, 0, 4, 0xb0], [0, 0x20, 0, 0], [0; 4]] {
            for cipher in CIPHERS {
                assert!(
                    Key::of_password(cipher, "password", b"ATHENA.MIT.EDUraeburn", Some(&bytes))
                        .is_none()
                );
            }
        }
    }

    /// RFC 8009, appendix A: 32768 iterations.
    #[test]
    fn passwords_with_sha2() {
        let salt = [
            &hex("10DF9DD783E5BC8ACEA1730E74355F61")[..],
            b"ATHENA.MIT.EDUraeburn",
        ]
        .concat();
        for (cipher, expected) in [
            (Cipher::Aes128Sha2, "089BCA48B105EA6EA77CA5D2F39DC5E7"),
            (
                Cipher::Aes256Sha2,
                "45BD806DBF6A833A9CFFC1C94589A222367A79BC21C413718906E9F578A78467",
            ),
        ] {
            let key = Key::of_password(cipher, "password", &salt, None).expect("a key");
            assert_eq!(*key.bytes, hex(expected));
        }
    }

    /// RFC 8009, appendix A: the derived keys, the checksum, and the encryption of six bytes.
    #[test]
    fn encryption_with_sha2() {
        let text = hex("000102030405060708090A0B0C0D0E0F1011121314");
        let key =
            Key::new(Cipher::Aes128Sha2, &hex("3705D96080C17728A0E800EAB6E0D23C")).expect("a key");
        assert_eq!(
            *key.integrity_key(2, 0x99).expect("a key"),
            hex("B31A018A48F54776F403E9A396325DC3")
        );
        assert_eq!(
            *key.derived(&label(2, 0xaa), 16).expect("a key"),
            hex("9B197DD1E8C5609D6E67C3E37C62C72E")
        );
        assert_eq!(
            *key.integrity_key(2, 0x55).expect("a key"),
            hex("9FDA0E56AB2D85E1569A688696C26A6C")
        );
        assert_eq!(
            key.checksum(2, &text).expect("a checksum"),
            hex("D78367186643D67B411CBA9139FC1DEE")
        );
        let confounder = hex("7BCA285E2FD4130FB55B1A5C83BC5B24");
        let confounder = confounder.try_into().expect("a block");
        let encrypted = key.encrypt(2, &text[..6], confounder).expect("bytes");
        let expected =
            "84D7F30754ED987BAB0BF3506BEB09CFB55402CEF7E6877CE99E247E52D16ED4421DFDF8976C";
        assert_eq!(encrypted, hex(expected));

        let key = Key::new(
            Cipher::Aes256Sha2,
            &hex("6D404D37FAF79F9DF0D33568D320669800EB4836472EA8A026D16B7182460C52"),
        );
        let key = key.expect("a key");
        assert_eq!(
            *key.integrity_key(2, 0x99).expect("a key"),
            hex("EF5718BE86CC84963D8BBB5031E9F5C4BA41F28FAF69E73D")
        );
        assert_eq!(
            key.checksum(2, &text).expect("a checksum"),
            hex("45EE791567EEFCA37F4AC1E0222DE80D43C3BFA06699672A")
        );
    }

    /// One changed byte anywhere, another use, and a part of the bytes are refused.
    #[test]
    fn what_was_changed_is_refused() {
        for cipher in CIPHERS {
            let key = Key::new(cipher, &vec![7; cipher.key_length()]).expect("a key");
            for text in [
                &b"a"[..],
                b"sixteen bytes!!!",
                b"some more than two blocks of text",
            ] {
                let encrypted = key.encrypt(3, text, [9; BLOCK]).expect("bytes");
                assert_eq!(**key.decrypt(3, &encrypted).expect("a text"), *text);
                assert!(key.decrypt(4, &encrypted).is_none());
                for at in 0..encrypted.len() {
                    let mut changed = encrypted.clone();
                    changed[at] ^= 1;
                    assert!(key.decrypt(3, &changed).is_none());
                    assert!(key.decrypt(3, &encrypted[..at]).is_none());
                }
            }
        }
    }
}
