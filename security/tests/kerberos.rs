//! Kerberos tickets as tokens. The ticket here is a text: who makes and reads real ones has tests of its own.

mod common;

use common::{MESSAGE, identity};
use soap_security::{
    Encryption, ErrorKind, Inbound, MessageKey, Outbound, Part, SecretKey, Signing, Verified,
};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const PROFILE: &str = "http://docs.oasis-open.org/wss/oasis-wss-kerberos-token-profile-1.1#";

fn key() -> SecretKey {
    SecretKey::new([7; 32])
}

/// A client with a new ticket for each message.
fn ticket() -> MessageKey {
    let number = AtomicUsize::new(0);
    MessageKey::kerberos(move || {
        let number = number.fetch_add(1, Ordering::Relaxed);
        Ok((format!("ticket of ann, {number}").into_bytes(), key()))
    })
}

fn server() -> Inbound {
    Inbound::new()
        .require_signed([Part::Body, Part::Timestamp])
        .trust_kerberos(|token: &[u8]| {
            let token = std::str::from_utf8(token)?;
            match token.starts_with("ticket of ann, ") {
                true => Ok(("ann@EXAMPLE.COM".to_owned(), key())),
                false => Err("it is for another service".into()),
            }
        })
}

fn client(key: MessageKey) -> Outbound {
    Outbound::new()
        .with_timestamp(Duration::from_secs(60))
        .with_message_key(key)
        .with_signature(Signing::with_message_key().with_parts([Part::Body, Part::Timestamp]))
}

fn text(message: &[u8]) -> String {
    String::from_utf8(message.to_vec()).expect("UTF-8")
}

fn refusal(message: &[u8]) -> (ErrorKind, String) {
    let error = server().verify(message).expect_err("refused");
    (error.kind(), error.to_string())
}

#[test]
fn the_key_of_the_ticket_signs_and_encrypts_both_ways() {
    for own in [ticket(), ticket().without_derived_keys()] {
        let outbound = client(own).with_encryption(Encryption::with_message_key());
        let sent = outbound.apply(MESSAGE.as_bytes()).expect("signed");
        let sent = text(&sent);
        let token = format!("ValueType=\"{PROFILE}GSS_Kerberosv5_AP_REQ\"");
        assert!(
            sent.contains(&token) && !sent.contains("<o:Place"),
            "{sent}"
        );
        assert!(
            sent.contains(&format!("TokenType=\"{PROFILE}GSS_Kerberosv5_AP_REQ\"")),
            "{sent}"
        );
        let got = server().verify(sent.as_bytes()).expect("accepted");
        assert_eq!(got.kerberos.as_deref(), Some("ann@EXAMPLE.COM"));
        assert!(got.decrypted);

        // The answer names the ticket by its digest, and the client knows its own.
        let answer = answered(&got);
        assert!(
            text(&answer).contains(&format!("ValueType=\"{PROFILE}Kerberosv5APREQSHA1\"")),
            "{}",
            text(&answer)
        );
        let name = got.signatures[0].secret.clone().expect("a name");
        let inbound = Inbound::new()
            .trust_secret(key(), Some(&name))
            .with_decryption_secret(key(), Some(&name));
        let read = inbound.verify(&answer).expect("accepted");
        assert!(read.decrypted && read.kerberos.is_none());
        let other = Inbound::new().trust_secret(key(), Some("another"));
        assert!(other.verify(&answer).is_err());
    }
}

fn answered(got: &Verified) -> Vec<u8> {
    let key = got.message_key.clone().expect("a key for the answer");
    client(key)
        .with_encryption(Encryption::with_message_key())
        .apply(MESSAGE.as_bytes())
        .expect("an answer")
}

#[test]
fn what_the_ticket_has_not_signed_is_refused() {
    let sent = text(&client(ticket()).apply(MESSAGE.as_bytes()).expect("signed"));
    assert!(server().verify(sent.as_bytes()).is_ok());

    let changed = sent.replace("ring &amp; wait", "sing &amp; wait");
    assert_ne!(changed, sent);
    assert_eq!(refusal(changed.as_bytes()).0, ErrorKind::Signature);

    // The token alone: anybody who has seen it could send it.
    let (head, rest) = sent.split_once("<ds:Signature").expect("a signature");
    let (_, tail) = rest.split_once("</ds:Signature>").expect("its end");
    let (kind, reason) = refusal(format!("{head}{tail}").as_bytes());
    assert_eq!(kind, ErrorKind::Missing, "{reason}");
    let open = server().without_signature();
    let error = open
        .verify(format!("{head}{tail}").as_bytes())
        .expect_err("refused");
    assert!(error.to_string().contains("has signed nothing"), "{error}");

    // The ticket of one sender beside the signature of another, who is trusted, too.
    let own = identity("rsa");
    let by_certificate = server().trust_certificate(own.chain()[0].clone());
    let of_time = Outbound::new()
        .with_timestamp(Duration::from_secs(60))
        .with_message_key(ticket())
        .with_signature(Signing::with_message_key().with_parts([Part::Timestamp]))
        .with_signature(Signing::new(own).with_parts([Part::Body, Part::Timestamp]));
    let mixed = of_time.apply(MESSAGE.as_bytes()).expect("signed");
    let error = by_certificate.verify(&mixed).expect_err("refused");
    assert!(error.to_string().contains("is not signed"), "{error}");
}

#[test]
fn other_tickets_and_keys_are_refused() {
    let of = |token: &'static [u8], key: [u8; 32]| {
        let key = MessageKey::kerberos(move || Ok((token.to_vec(), SecretKey::new(key))));
        client(key).apply(MESSAGE.as_bytes()).expect("signed")
    };
    assert_eq!(
        refusal(&of(b"ticket of ann, 1", [8; 32])).0,
        ErrorKind::Signature
    );
    let (kind, reason) = refusal(&of(b"ticket of ben", [7; 32]));
    assert_eq!(kind, ErrorKind::Untrusted);
    assert_eq!(
        reason,
        "the Kerberos token is refused: it is for another service"
    );

    let sent = text(&of(b"ticket of ann, 1", [7; 32]));
    let start = sent.find("<wsse:BinarySecurityToken").expect("a token");
    let end = sent.find("</wsse:BinarySecurityToken>").expect("its end")
        + "</wsse:BinarySecurityToken>".len();
    let again = sent[start..end].replace("wsu:Id=\"", "wsu:Id=\"a");
    let twice = format!("{}{again}{}", &sent[..start], &sent[start..]);
    assert!(refusal(twice.as_bytes()).1.contains("two Kerberos tokens"));
    // A policy without tickets refuses the message for its key.
    let error = Inbound::new().verify(sent.as_bytes()).expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Untrusted);

    let none = MessageKey::kerberos(|| Err("the KDC cannot be reached".into()));
    let error = client(none)
        .apply(MESSAGE.as_bytes())
        .expect_err("no ticket");
    assert_eq!(
        error.to_string(),
        "there is no Kerberos token: the KDC cannot be reached"
    );
    assert!(!format!("{:?}", ticket()).contains("ann"));
}
