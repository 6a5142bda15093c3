//! Damaged messages: no input makes the crate panic, and what it accepts as XML another parser accepts, too.

mod common;

use common::{MESSAGE, certificate, identity, inbound, signed};
use soap_runtime::Attachment;
use soap_security::{
    Encryption, ErrorKind, Inbound, MessageKey, Outbound, Part, SecretKey, Signing,
};

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

/// Messages with attachments of which the message, the bytes or the header fields are damaged: what is accepted has the bytes that were protected, or
/// its part is named.
#[test]
fn damaged_attachments() {
    let parts = [Part::Body, Part::AttachmentsWithHeaders];
    let secret = SecretKey::new(*b"0123456789abcdef0123456789abcdef");
    let key = || MessageKey::known(secret.clone(), "urn:secret");
    let signing = || Signing::with_message_key().with_parts(parts.clone());
    let hiding = Encryption::with_message_key().with_parts(parts.clone());
    let plain = [
        Attachment::new("a@x", "text/plain; charset=\"utf-8\"", "one\ntwo")
            .with_content_disposition("attachment; filename=\"a b.txt\""),
        Attachment::new("b@x", "application/xml", "<a><!-- c -->b</a>"),
    ];
    let inbound = Inbound::new()
        .trust_secret(secret.clone(), Some("urn:secret"))
        .with_decryption_secret(secret.clone(), Some("urn:secret"))
        .require_signed(parts.clone());
    let mut numbers = Numbers(0x1234_5678_9abc_def1);
    let mut accepted = 0;
    for outbound in [
        Outbound::new()
            .with_message_key(key())
            .with_signature(signing()),
        Outbound::new()
            .with_message_key(key())
            .with_signature(signing())
            .with_encryption(hiding),
    ] {
        let (message, sent) = outbound
            .apply_with_attachments(MESSAGE.as_bytes(), plain.to_vec())
            .expect("protected");
        let message = String::from_utf8(message).expect("text");
        for _ in 0..2000 {
            let (mut bytes, mut parts) = (message.clone().into_bytes(), sent.clone());
            let index = numbers.below(parts.len());
            let part = &mut parts[index];
            match numbers.below(6) {
                0 => bytes = damage(&mut numbers, &message),
                1 => {
                    let text: String = part.body.iter().map(|byte| char::from(*byte)).collect();
                    part.body = damage(&mut numbers, &text).into();
                }
                2 => part.content_type = damaged(&mut numbers, &part.content_type),
                3 => part.content_disposition = damaged(&mut numbers, &part.content_disposition),
                4 => part.content_id = damaged(&mut numbers, &part.content_id),
                _ => drop(parts.remove(index)),
            }
            let _ = outbound.apply_with_attachments(&bytes, parts.clone());
            let Ok(verified) = inbound.verify_with_attachments(&bytes, parts) else {
                continue;
            };
            accepted += 1;
            assert!(verified.unsigned_attachments.is_empty());
            let read: Vec<String> = verified
                .attachments
                .iter()
                .map(|part| String::from_utf8_lossy(&part.body).replace("\r\n", "\n"))
                .collect();
            assert_eq!(read, ["one\ntwo", "<a>b</a>"]);
        }
    }
    // What has the same canonical form, such as white space between parameters.
    assert!(accepted > 20, "{accepted}");
}

fn damaged(numbers: &mut Numbers, text: &str) -> String {
    let text = if text.is_empty() { "x" } else { text };
    String::from_utf8_lossy(&damage(numbers, text)).into_owned()
}
