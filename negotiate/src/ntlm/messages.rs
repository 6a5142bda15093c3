//! The three messages (MS-NLMP, section 2.2.1).

use super::crypto::{account_key, hmac_md5, utf16};
use crate::mechanism::HandshakeError;
use zeroize::Zeroizing;

/// The first message: what we can do. It names neither user nor computer.
pub(super) const NEGOTIATE: [u8; 40] = *b"NTLMSSP\0\x01\0\0\0\x05\x82\x08\xa2\
    \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x06\x01\xb1\x1d\0\0\0\x0f";

const SIGNATURE: &[u8; 8] = b"NTLMSSP\0";
/// Text is UTF-16.
const UNICODE: u32 = 0x0000_0001;
const REQUEST_TARGET: u32 = 0x0000_0004;
const NTLM: u32 = 0x0000_0200;
const ALWAYS_SIGN: u32 = 0x0000_8000;
const EXTENDED_SESSION_SECURITY: u32 = 0x0008_0000;
const TARGET_INFO: u32 = 0x0080_0000;
const VERSION: u32 = 0x0200_0000;
const KEY_128: u32 = 0x2000_0000;
const KEY_56: u32 = 0x8000_0000;
/// The flags of the server that the third message may repeat.
const OURS: u32 = UNICODE
    | REQUEST_TARGET
    | NTLM
    | ALWAYS_SIGN
    | EXTENDED_SESSION_SECURITY
    | TARGET_INFO
    | VERSION
    | KEY_128
    | KEY_56;

/// Identifiers of what a server says about itself (section 2.2.2.1).
const END: u16 = 0;
const FLAGS: u16 = 6;
const TIMESTAMP: u16 = 7;
const TARGET_NAME: u16 = 9;
const CHANNEL_BINDINGS: u16 = 10;

/// The place of the proof that the messages are the ones that were exchanged.
const PROOF: std::ops::Range<usize> = 72..88;
/// The length of the third message before its texts.
const FIXED: u32 = 88;

/// The second message.
pub(super) struct Challenge {
    flags: u32,
    nonce: [u8; 8],
    /// Pairs of identifier and value, without the end.
    info: Vec<(u16, Vec<u8>)>,
}

impl Challenge {
    pub(super) fn read(message: &[u8]) -> Result<Self, HandshakeError> {
        const UNREADABLE: HandshakeError =
            HandshakeError::new("the server's NTLM challenge cannot be read");
        Self::parts(message).ok_or(UNREADABLE)
    }

    fn parts(message: &[u8]) -> Option<Self> {
        if message.get(..8)? != SIGNATURE || number(message, 8)? != 2 {
            return None;
        }
        let flags = number(message, 20)?;
        let nonce = message.get(24..32)?.try_into().ok()?;
        // The fields are there only where the flag says so.
        let info = match flags & TARGET_INFO {
            0 => Vec::new(),
            _ => {
                let length = usize::from(short(message, 40)?);
                let start = usize::try_from(number(message, 44)?).ok()?;
                pairs(message.get(start..start.checked_add(length)?)?)?
            }
        };
        Some(Self { flags, nonce, info })
    }

    fn value(&self, wanted: u16) -> Option<&[u8]> {
        let mut all = self.info.iter();
        all.find(|(id, _)| *id == wanted).map(|(_, value)| &**value)
    }
}

fn number(message: &[u8], at: usize) -> Option<u32> {
    let bytes = message.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

fn short(message: &[u8], at: usize) -> Option<u16> {
    let bytes = message.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn pairs(mut bytes: &[u8]) -> Option<Vec<(u16, Vec<u8>)>> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let (id, length) = (short(bytes, 0)?, usize::from(short(bytes, 2)?));
        if id == END {
            return Some(all);
        }
        let rest = bytes.get(4..)?;
        let (value, rest) = rest.split_at_checked(length)?;
        all.push((id, value.to_vec()));
        bytes = rest;
    }
    Some(all)
}

/// The parts of the third message.
pub(super) struct Answer<'a> {
    pub(super) domain: &'a str,
    pub(super) user: &'a str,
    pub(super) password: &'a str,
    pub(super) workstation: &'a str,
    /// The name of the service: `HTTP/host`.
    pub(super) target: &'a str,
    pub(super) nonce: [u8; 8],
    pub(super) time: u64,
}

impl Answer<'_> {
    /// Writes the third message. `message` is the second one as it came.
    pub(super) fn write(
        &self,
        message: &[u8],
        challenge: &Challenge,
    ) -> Result<Vec<u8>, HandshakeError> {
        if challenge.flags & UNICODE == 0 {
            return Err(HandshakeError::new(
                "the server speaks NTLM without Unicode",
            ));
        }
        let key = account_key(self.domain, self.user, self.password);
        let stamped = challenge.value(TIMESTAMP);
        let client_data = self.client_data(challenge, stamped);
        let proof = hmac_md5(&*key, &[&challenge.nonce, &client_data]);
        let response = [&proof[..], &client_data].concat();
        // A server that says its time gets no answer to LM (section 3.1.5.1.2).
        let lm_response = match stamped {
            Some(_) => vec![0; 24],
            None => {
                let proof = hmac_md5(&*key, &[&challenge.nonce, &self.nonce]);
                [&proof[..], &self.nonce].concat()
            }
        };
        let texts = [
            lm_response,
            response,
            utf16(self.domain),
            utf16(self.user),
            utf16(self.workstation),
            // No key is exchanged: nothing is signed or sealed with it.
            Vec::new(),
        ];
        let mut written = SIGNATURE.to_vec();
        written.extend(3_u32.to_le_bytes());
        let mut start = FIXED;
        for text in &texts {
            let too_long = |_| HandshakeError::new("a name or the challenge is too long for NTLM");
            let length = u16::try_from(text.len()).map_err(too_long)?;
            written.extend(length.to_le_bytes());
            written.extend(length.to_le_bytes());
            written.extend(start.to_le_bytes());
            start = start.saturating_add(length.into());
        }
        written.extend((challenge.flags & OURS).to_le_bytes());
        written.extend(NEGOTIATE.get(32..).unwrap_or_default());
        written.extend([0; 16]);
        written.extend(texts.concat());
        if stamped.is_some() {
            let session = Zeroizing::new(hmac_md5(&*key, &[&proof]));
            let whole = hmac_md5(&*session, &[&NEGOTIATE, message, &written]);
            if let Some(place) = written.get_mut(PROOF) {
                place.copy_from_slice(&whole);
            }
        }
        Ok(written)
    }

    /// `temp`: time, nonce, and what the server says about itself (sections 2.2.2.7 and 3.1.5.1.2).
    fn client_data(&self, challenge: &Challenge, stamped: Option<&[u8]>) -> Vec<u8> {
        let mut data = vec![1, 1, 0, 0, 0, 0, 0, 0];
        match stamped {
            Some(time) if time.len() == 8 => data.extend(time),
            _ => data.extend(self.time.to_le_bytes()),
        }
        data.extend(self.nonce);
        data.extend([0; 4]);
        let own = [FLAGS, TARGET_NAME, CHANNEL_BINDINGS];
        let theirs = challenge.info.iter().filter(|(id, _)| !own.contains(id));
        let mut pair = |id: u16, value: &[u8]| {
            let length = u16::try_from(value.len()).unwrap_or(u16::MAX);
            data.extend(id.to_le_bytes());
            data.extend(length.to_le_bytes());
            data.extend(value.iter().take(length.into()));
        };
        for (id, value) in theirs {
            pair(*id, value);
        }
        if stamped.is_some() {
            // The proof over all messages is there.
            pair(FLAGS, &2_u32.to_le_bytes());
            pair(CHANNEL_BINDINGS, &[0; 16]);
            pair(TARGET_NAME, &utf16(self.target));
        }
        pair(END, &[]);
        data.extend([0; 4]);
        data
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The challenge of the example for version 2 (MS-NLMP, section 4.2.4.3).
    fn example() -> Vec<u8> {
        let mut message = b"NTLMSSP\0\x02\0\0\0".to_vec();
        message.extend([0x0c, 0, 0x0c, 0, 0x38, 0, 0, 0]);
        message.extend([0x33, 0x82, 0x8a, 0xe2]);
        message.extend([0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]);
        message.extend([0; 8]);
        message.extend([0x24, 0, 0x24, 0, 0x44, 0, 0, 0]);
        message.extend([6, 0, 0x70, 0x17, 0, 0, 0, 0x0f]);
        message.extend(utf16("Server"));
        message.extend([2, 0, 12, 0]);
        message.extend(utf16("Domain"));
        message.extend([1, 0, 12, 0]);
        message.extend(utf16("Server"));
        message.extend([0, 0, 0, 0]);
        message
    }

    const ANSWER: Answer<'static> = Answer {
        domain: "Domain",
        user: "User",
        password: "Password",
        workstation: "COMPUTER",
        target: "HTTP/server",
        nonce: [0xaa; 8],
        time: 0,
    };

    /// MS-NLMP, sections 4.2.4.1.3 and 4.2.4.2.
    #[test]
    fn the_answers_of_the_example() {
        let message = example();
        let challenge = Challenge::read(&message).expect("a challenge");
        let answer = ANSWER.write(&message, &challenge).expect("an answer");
        let lm = [
            0x86, 0xc3, 0x50, 0x97, 0xac, 0x9c, 0xec, 0x10, 0x25, 0x54, 0x76, 0x4a, 0x57, 0xcc,
            0xcc, 0x19,
        ];
        let nt = [
            0x68, 0xcd, 0x0a, 0xb8, 0x51, 0xe5, 0x1c, 0x96, 0xaa, 0xbc, 0x92, 0x7b, 0xeb, 0xef,
            0x6a, 0x1c,
        ];
        let field = |at: usize| {
            let length = usize::from(short(&answer, at).expect("a length"));
            let start = number(&answer, at + 4).expect("a place") as usize;
            &answer[start..start + length]
        };
        assert_eq!(field(12)[..16], lm);
        assert_eq!(field(12)[16..], [0xaa; 8]);
        assert_eq!(field(20)[..16], nt);
        assert_eq!(field(28), utf16("Domain"));
        assert_eq!(field(36), utf16("User"));
        assert_eq!(field(44), utf16("COMPUTER"));
        assert_eq!(answer[PROOF], [0; 16], "no time, no proof");
    }

    #[test]
    fn the_first_message_says_what_we_can() {
        let flags = number(&NEGOTIATE, 12).expect("flags");
        assert_eq!(flags, OURS & !TARGET_INFO);
        assert_eq!(NEGOTIATE[..12], *b"NTLMSSP\0\x01\0\0\0");
    }

    /// Every cut, and every byte changed, is an answer or an error.
    #[test]
    fn no_challenge_makes_it_panic() {
        let message = example();
        for cut in 0..message.len() {
            let _ = Challenge::read(&message[..cut]).map(|one| ANSWER.write(&message[..cut], &one));
        }
        for at in 0..message.len() {
            for value in [0, 1, 7, 0x7f, 0xff] {
                let mut changed = message.clone();
                changed[at] = value;
                let _ = Challenge::read(&changed).map(|one| ANSWER.write(&changed, &one));
            }
        }
        assert!(Challenge::read(&message[..55]).is_err());
        assert!(Challenge::read(b"NTLMSSP\0\x03\0\0\0").is_err());
    }
}
