//! Damaged messages: no input makes the crate panic, and what it accepts as XML another parser accepts, too.

mod common;

use common::{MESSAGE, certificate, identity, inbound, signed};
use soap_security::{Encryption, ErrorKind, Inbound, Outbound, Part};

/// A small generator of numbers, with a fixed start: every run has the same inputs.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

const PIECES: [&str; 18] = [
    "<",
    ">",
    "/>",
    "</",
    "\"",
    "'",
    "&",
    "&#x0;",
    "&lt;",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?a b?>",
    " xmlns=\"\"",
    " xmlns:ds=\"urn:x\"",
    " Id=\"x\"",
    "\u{FFFE}",
];

fn damage(numbers: &mut Numbers, message: &str) -> Vec<u8> {
    let mut bytes = message.as_bytes().to_vec();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(bytes.len());
        match numbers.below(5) {
            0 => bytes[at] = numbers.below(256) as u8,
            1 => {
                let piece = PIECES[numbers.below(PIECES.len())];
                bytes.splice(at..at, piece.bytes());
            }
            2 => {
                let end = (at + numbers.below(200)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => {
                let end = (at + numbers.below(400)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = numbers.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            _ => bytes.truncate(at + 1),
        }
        if bytes.is_empty() {
            bytes.push(b'<');
        }
    }
    bytes
}

#[test]
fn damaged_messages() {
    let encrypted = Outbound::new()
        .with_encryption(Encryption::new(certificate("server")))
        .apply(MESSAGE.as_bytes())
        .expect("it is encrypted");
    let encrypted = String::from_utf8(encrypted).expect("text");
    let messages = [MESSAGE.to_owned(), signed("p256"), encrypted];
    let policies = [
        inbound(),
        Inbound::new()
            .without_signature()
            .with_decryption(identity("server")),
    ];
    let signer = Outbound::new().with_encryption(
        Encryption::new(certificate("server")).with_parts([Part::Body, Part::Addressing]),
    );
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut well_formed = 0;
    for _ in 0..5000 {
        let message = &messages[numbers.below(messages.len())];
        let damaged = damage(&mut numbers, message);
        for policy in &policies {
            let _ = policy.verify(&damaged);
        }
        let _ = signer.apply(&damaged);
        match inbound().diagnose(&damaged) {
            Ok(diagnosis) => {
                let _ = format!("{diagnosis} {diagnosis:?}");
                let text = String::from_utf8(damaged).expect("it was accepted as UTF-8");
                roxmltree::Document::parse(&text).expect("it was accepted as XML");
                well_formed += 1;
            }
            Err(error) => {
                let kind = error.kind();
                assert!(
                    matches!(kind, ErrorKind::Malformed | ErrorKind::Limit),
                    "{error}"
                );
            }
        }
    }
    assert!(well_formed > 200, "{well_formed} of them are well-formed");
}
