//! The keys and proofs of NTLM version 2 (MS-NLMP, section 3.3.2).

use hmac::{Hmac, KeyInit as _, Mac as _};
use md4::{Digest as _, Md4};
use md5::Md5;
use zeroize::Zeroizing;

/// A key, zeroed when it is dropped.
pub(super) type Key = Zeroizing<[u8; 16]>;

/// HMAC-MD5 of the parts together.
pub(super) fn hmac_md5(key: &[u8], parts: &[&[u8]]) -> [u8; 16] {
    // A key of any length is fine for HMAC.
    let Ok(mut mac) = Hmac::<Md5>::new_from_slice(key) else {
        return [0; 16];
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// `NTOWFv2`: the key of an account.
pub(super) fn account_key(domain: &str, user: &str, password: &str) -> Key {
    let password = Zeroizing::new(utf16(password));
    let hash = Zeroizing::new(<[u8; 16]>::from(Md4::digest(&*password)));
    let user: String = user.chars().map(upper).collect();
    let name = utf16(&format!("{user}{domain}"));
    Zeroizing::new(hmac_md5(&*hash, &[&name]))
}

/// One letter stays one letter.
fn upper(letter: char) -> char {
    let mut all = letter.to_uppercase();
    match (all.next(), all.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

pub(super) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MS-NLMP, section 4.2.4.1.1.
    #[test]
    fn the_key_of_the_example() {
        let key = account_key("Domain", "User", "Password");
        let expected = [
            0x0c, 0x86, 0x8a, 0x40, 0x3b, 0xfd, 0x7a, 0x93, 0xa3, 0x00, 0x1e, 0xf2, 0x2e, 0xf0,
            0x2e, 0x3f,
        ];
        assert_eq!(*key, expected);
    }
}
