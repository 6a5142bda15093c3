//! Messages that somebody made of a signed one are refused, with the reason.

mod common;

use common::{MESSAGE, certificate, identity, inbound, key, outbound, signed};
use soap_security::{
    ErrorKind, Identity, Inbound, KeyReference, MemoryReplayCache, Outbound, Part, Passwords,
    Signing, UsernameToken, Verified,
};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// The text from the start of `from` to the end of `to`.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).expect("the start");
    let end = text[start..].find(to).expect("the end") + start + to.len();
    &text[start..end]
}

fn body(message: &str) -> &str {
    between(message, "<soap:Body", "</soap:Body>")
}

fn timestamp(message: &str) -> &str {
    between(message, "<wsu:Timestamp", "</wsu:Timestamp>")
}

fn id_of(element: &str) -> &str {
    between(element, "wsu:Id=\"", "\" ")
        .split('"')
        .nth(1)
        .expect("an id")
}

const FORGED: &str = "<soap:Body><o:Place><o:Note>send it to me</o:Note></o:Place></soap:Body>";

#[track_caller]
fn refused(policy: &Inbound, message: &str, kind: ErrorKind, reason: &str) {
    // The message has to be well-formed, or the test shows nothing.
    roxmltree::Document::parse(message).expect("well-formed");
    let error = policy.verify(message.as_bytes()).expect_err("refused");
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.to_string().contains(reason), "{error}");
}

#[test]
fn one_changed_byte_anywhere() {
    let message = signed("p256");
    let policy = inbound();
    let original = policy.verify(message.as_bytes()).expect("it is verified");
    let bytes = message.into_bytes();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] = match changed[at] {
            b'a' => b'b',
            b' ' => b'_',
            byte => byte ^ 1,
        };
        // A change outside of what is signed may pass, and then changes nothing that is signed.
        if let Ok(Verified { envelope, .. }) = policy.verify(&changed) {
            let of = |envelope: &[u8]| {
                let text = String::from_utf8(envelope.to_vec()).expect("text");
                body(&text).to_owned()
            };
            assert_eq!(of(&envelope), of(&original.envelope), "byte {at}");
        }
    }
}

#[test]
fn a_wrong_key() {
    let stranger = Identity::new(key("stranger"), vec![certificate("stranger")]).expect("it");
    for reference in [
        KeyReference::BinarySecurityToken,
        KeyReference::CertificatePath,
        KeyReference::X509Data,
        KeyReference::KeyValue,
        KeyReference::Thumbprint,
        KeyReference::IssuerSerial,
    ] {
        let signing = Signing::new(stranger.clone())
            .with_parts([Part::Body, Part::Timestamp])
            .with_key_reference(reference);
        let message = Outbound::new()
            .with_timestamp(Duration::from_secs(60))
            .with_signature(signing)
            .apply(MESSAGE.as_bytes())
            .expect("it is signed");
        let error = inbound().verify(&message).expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Untrusted, "{reference:?}: {error}");
    }
}

/// The certificate of a client who may not issue certificates issues one in the name of another.
#[test]
fn a_certificate_issued_by_a_client() {
    let chain = vec![certificate("rogue"), certificate("p256")];
    let rogue = Identity::new(key("rogue"), chain).expect("an identity");
    let signing = Signing::new(rogue)
        .with_parts([Part::Body, Part::Timestamp])
        .with_key_reference(KeyReference::CertificatePath);
    let message = Outbound::new()
        .with_timestamp(Duration::from_secs(60))
        .with_signature(signing)
        .apply(MESSAGE.as_bytes())
        .expect("it is signed");
    let error = inbound().verify(&message).expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Untrusted, "{error}");
    assert!(error.to_string().contains("does not allow that"), "{error}");
}

#[test]
fn a_short_key() {
    let message = signed("short");
    refused(&inbound(), &message, ErrorKind::Untrusted, "1024 bits");
    let lenient = inbound().with_least_rsa_bits(1024);
    lenient
        .verify(message.as_bytes())
        .expect("by an explicit word");
}

#[test]
fn times() {
    let now = SystemTime::now();
    let hours = |count: u64| Duration::from_secs(count * 3600);
    let at = |time| {
        outbound("p256")
            .at(time)
            .apply(MESSAGE.as_bytes())
            .expect("it is signed")
    };
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    let old = text(at(now - hours(1)));
    refused(&inbound(), &old, ErrorKind::Expired, "too long ago");
    let patient = inbound().with_max_age(hours(2));
    refused(&patient, &old, ErrorKind::Expired, "the message expired at");
    let early = text(at(now + hours(1)));
    refused(&inbound(), &early, ErrorKind::Expired, "the future");
    let fresh = text(at(now - Duration::from_secs(330)));
    inbound().verify(fresh.as_bytes()).expect("within the skew");
    // A certificate that is expired.
    let late = now + hours(24 * 365 * 150);
    let later = text(at(late));
    refused(
        &inbound().at(late),
        &later,
        ErrorKind::Expired,
        "the certificate of",
    );
}

#[test]
fn a_message_that_is_sent_again() {
    let policy = inbound().with_replay_cache(Arc::new(MemoryReplayCache::default()));
    let message = signed("p256");
    policy.verify(message.as_bytes()).expect("the first");
    refused(&policy, &message, ErrorKind::Replayed, "received before");
    policy.verify(signed("p256").as_bytes()).expect("another");
}

#[test]
fn a_body_that_is_not_signed() {
    let signing = Signing::new(identity("p256")).with_parts([Part::Timestamp]);
    let message = Outbound::new()
        .with_timestamp(Duration::from_secs(60))
        .with_signature(signing)
        .apply(MESSAGE.as_bytes())
        .expect("it is signed");
    let message = String::from_utf8(message).expect("text");
    refused(
        &inbound(),
        &message,
        ErrorKind::Unprotected,
        "/Envelope/Body is not signed: the signature covers /Envelope/Header/Security/Timestamp",
    );
    refused(
        &inbound(),
        MESSAGE,
        ErrorKind::Missing,
        "no security header",
    );
}

/// 1 and 2: the signed Body moves into a header, and another takes its place (McIntosh and Austel, 2005).
#[test]
fn the_body_in_a_wrapper() {
    let message = signed("p256");
    let original = body(&message);
    let wrapped = format!("<Wrapper xmlns=\"urn:x\">{original}</Wrapper></soap:Header>");
    let moved = message
        .replace(original, FORGED)
        .replace("</soap:Header>", &wrapped);
    let reason = "/Envelope/Body is not signed: the signature covers /Envelope/Header/Wrapper/Body";
    refused(&inbound(), &moved, ErrorKind::Unprotected, reason);
    // With the id of the signed one.
    let start = original.split('>').next().expect("a start tag");
    let forged = FORGED.replace("<soap:Body", start);
    let moved = message
        .replace(original, &forged)
        .replace("</soap:Header>", &wrapped);
    refused(
        &inbound(),
        &moved,
        ErrorKind::Reference,
        "is on two elements",
    );
}

/// 3: a signed header moves into another one, and a forged one takes its place.
#[test]
fn a_header_in_a_wrapper() {
    let parts = [Part::Body, Part::Addressing];
    let message = Outbound::new()
        .with_signature(Signing::new(identity("p256")).with_parts(parts.clone()))
        .apply(MESSAGE.as_bytes())
        .expect("it is signed");
    let message = String::from_utf8(message).expect("text");
    let policy = inbound().require_signed(parts);
    policy.verify(message.as_bytes()).expect("it is verified");
    let original = between(&message, "<wsa:To", "</wsa:To>");
    let moved = message.replace(
        original,
        &format!("<wsa:To>https://evil.invalid</wsa:To><o:Old>{original}</o:Old>"),
    );
    let reason = "/Envelope/Header/To is not signed";
    refused(&policy, &moved, ErrorKind::Unprotected, reason);
}

/// 4: the signed Timestamp moves away, and a fresh one takes its place.
#[test]
fn the_timestamp_in_a_wrapper() {
    let old = outbound("p256")
        .at(SystemTime::now() - Duration::from_secs(86_400))
        .apply(MESSAGE.as_bytes())
        .expect("it is signed");
    let old = String::from_utf8(old).expect("text");
    let fresh = signed("p256");
    let fresh = timestamp(&fresh);
    let original = timestamp(&old);
    let moved = old.replace(original, &format!("{fresh}<o:Old>{original}</o:Old>"));
    let reason = "/Envelope/Header/Security/Timestamp is not signed";
    refused(&inbound(), &moved, ErrorKind::Unprotected, reason);
    let both = old.replace(original, &format!("{fresh}{original}"));
    refused(&inbound(), &both, ErrorKind::Malformed, "two Timestamps");
    // Where nobody asks for a signed Timestamp, one that is there must be signed all the same.
    let body_only = Inbound::new().trust_authority(certificate("authority"));
    refused(&body_only, &moved, ErrorKind::Unprotected, reason);
}

/// 5: a second security header for the same recipient.
#[test]
fn two_security_headers() {
    let message = signed("p256");
    let security = between(&message, "<wsse:Security", "</wsse:Security>").to_owned();
    let second = "<x:Security xmlns:x=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\"/>";
    let doubled = message.replace(&security, &format!("{security}{second}"));
    refused(
        &inbound(),
        &doubled,
        ErrorKind::Malformed,
        "two security headers",
    );
    // One for another actor is none of our business, and its signatures count for nothing.
    let other = message.replace(
        "<wsse:Security ",
        "<wsse:Security soap:actor=\"urn:other\" ",
    );
    refused(&inbound(), &other, ErrorKind::Missing, "no security header");
}

/// 6 and 7: a second Body, with its own id or with the same (as against Amazon EC2; Gruschka and Lo Iacono, 2009).
#[test]
fn two_bodies() {
    let message = signed("p256");
    let original = body(&message);
    for doubled in [
        message.replace(original, &format!("{FORGED}{original}")),
        message.replace(original, &format!("{original}{FORGED}")),
        message.replace(original, &format!("{original}{original}")),
    ] {
        let policy = inbound();
        roxmltree::Document::parse(&doubled).expect("well-formed");
        let error = policy.verify(doubled.as_bytes()).expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Malformed, "{error}");
    }
}

/// 8: the signed Body inside of the signature.
#[test]
fn the_body_in_an_object_of_the_signature() {
    let message = signed("p256");
    let original = body(&message);
    let moved = message.replace(original, FORGED).replace(
        "</ds:Signature>",
        &format!("<ds:Object>{original}</ds:Object></ds:Signature>"),
    );
    let error = inbound().verify(moved.as_bytes()).expect_err("refused");
    assert!(
        matches!(error.kind(), ErrorKind::Unprotected | ErrorKind::Reference),
        "{error}"
    );
}

/// 9: the signed Body inside of the forged one.
#[test]
fn the_body_in_a_body() {
    let message = signed("p256");
    let original = body(&message);
    let nested = FORGED.replace("</o:Place>", &format!("</o:Place>{original}"));
    let moved = message.replace(original, &nested);
    refused(
        &inbound(),
        &moved,
        ErrorKind::Unprotected,
        "/Envelope/Body is not signed",
    );
}

/// 10: ids of other kinds, which some other reader may follow.
#[test]
fn the_same_id_in_another_attribute() {
    let message = signed("p256");
    let original = body(&message);
    let id = id_of(original);
    for attribute in ["xml:id", "Id", "ID", "id", "AssertionID"] {
        let forged = FORGED.replace("<soap:Body", &format!("<soap:Body {attribute}=\"{id}\""));
        let moved = message.replace(original, &forged).replace(
            "</soap:Header>",
            &format!("<o:W>{original}</o:W></soap:Header>"),
        );
        roxmltree::Document::parse(&moved).expect("well-formed");
        let error = inbound().verify(moved.as_bytes()).expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Reference, "{attribute}: {error}");
    }
}

/// 11: the whole message inside of another one.
#[test]
fn an_envelope_in_an_envelope() {
    let message = signed("p256");
    let envelope = message
        .strip_prefix("<?xml version=\"1.0\" encoding=\"utf-8\"?>")
        .expect("it");
    let security = between(&message, "<wsse:Security", "</wsse:Security>");
    let inner = envelope.replace(security, "");
    let outer = format!(
        "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:o=\"urn:orders\"><soap:Header>{security}<o:Old>{inner}</o:Old></soap:Header>{FORGED}</soap:Envelope>"
    );
    refused(
        &inbound(),
        &outer,
        ErrorKind::Unprotected,
        "/Envelope/Body is not signed",
    );
}

/// 12: transforms that choose what is signed.
#[test]
fn transforms_that_choose() {
    let message = signed("p256");
    let exclusive = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";
    for other in [
        "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2002/06/xmldsig-filter2",
        "http://www.w3.org/TR/1999/REC-xslt-19991116",
        "http://www.w3.org/2000/09/xmldsig#base64",
    ] {
        let changed = message.replace(exclusive, &format!("<ds:Transform Algorithm=\"{other}\"/>"));
        assert_ne!(changed, message);
        refused(
            &inbound(),
            &changed,
            ErrorKind::Algorithm,
            "is not supported",
        );
    }
}

/// 13: two signers who each signed a part did not sign the same message.
#[test]
fn parts_of_two_signers() {
    let sign = |name: &str, part: Part| Signing::new(identity(name)).with_parts([part]);
    let message = Outbound::new()
        .with_timestamp(Duration::from_secs(60))
        .with_signature(sign("p256", Part::Timestamp))
        .with_signature(sign("p384", Part::Body))
        .apply(MESSAGE.as_bytes())
        .expect("it is signed");
    let text = String::from_utf8(message).expect("text");
    refused(&inbound(), &text, ErrorKind::Unprotected, "is not signed");
    let message = Outbound::new()
        .with_timestamp(Duration::from_secs(60))
        .with_signature(sign("p256", Part::Timestamp))
        .with_signature(sign("p256", Part::Body))
        .apply(MESSAGE.as_bytes())
        .expect("it is signed");
    let verified = inbound()
        .verify(&message)
        .expect("one signer, two signatures");
    assert_eq!(verified.signatures.len(), 2);
}

/// 14: an HMAC that is cut to a bit (CVE-2009-0217), and signatures without a reference.
#[test]
fn shortened_signatures() {
    let message = signed("p256");
    let method =
        "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"/>";
    let cut = message.replace(
        method,
        "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#hmac-sha256\"><ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>",
    );
    assert_ne!(cut, message);
    refused(&inbound(), &cut, ErrorKind::Algorithm, "with parameters");
    let first = between(&message, "<ds:Reference", "</ds:Reference>");
    let second = between(
        &message[message.find(first).expect("it") + first.len()..],
        "<ds:Reference",
        "</ds:Reference>",
    );
    let none = message.replace(first, "").replace(second, "");
    refused(&inbound(), &none, ErrorKind::Malformed, "SignedInfo");
}

#[test]
fn entities_and_document_types() {
    let message = signed("p256");
    let typed = message.replace("?>", "?><!DOCTYPE soap:Envelope [<!ENTITY a \"b\">]>");
    let error = inbound().verify(typed.as_bytes()).expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Malformed, "{error}");
}

/// A canonical form that is far longer than the message, because every element repeats a namespace.
#[test]
fn namespaces_that_multiply() {
    let uri = "u".repeat(20_000);
    let items = "<n:i/>".repeat(20_000);
    let message = MESSAGE.replace(
        "<Plain xmlns=\"\"/>",
        &format!("<Plain xmlns=\"\" xmlns:n=\"{uri}\">{items}</Plain>"),
    );
    let error = outbound("p256")
        .apply(message.as_bytes())
        .expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    let valid = signed("p256");
    let changed = valid.replace(
        "<Plain xmlns=\"\"/>",
        &format!("<Plain xmlns=\"\" xmlns:n=\"{uri}\">{items}</Plain>"),
    );
    assert_ne!(changed, valid);
    refused(&inbound(), &changed, ErrorKind::Limit, "too long");
}

struct Users;

impl Passwords for Users {
    fn password(&self, username: &str) -> Option<String> {
        (username == "ann").then(|| "s3cret".to_owned())
    }
}

#[test]
fn passwords() {
    let policy = Inbound::new()
        .without_signature()
        .with_passwords(Arc::new(Users))
        .with_replay_cache(Arc::new(MemoryReplayCache::default()));
    let send = |token: UsernameToken| {
        let bytes = Outbound::new()
            .with_username(token)
            .apply(MESSAGE.as_bytes());
        String::from_utf8(bytes.expect("a token")).expect("text")
    };
    let good = send(UsernameToken::digest("ann", "s3cret"));
    let verified = policy.verify(good.as_bytes()).expect("it is verified");
    assert_eq!(verified.username.as_deref(), Some("ann"));
    refused(&policy, &good, ErrorKind::Replayed, "before");
    for (name, password) in [("ann", "other"), ("eve", "s3cret"), ("eve", "")] {
        let wrong = send(UsernameToken::digest(name, password));
        refused(
            &policy,
            &wrong,
            ErrorKind::Credentials,
            "the user name or the password is wrong",
        );
        let wrong = send(UsernameToken::text(name, password));
        let lenient = policy.clone().allow_text_passwords();
        refused(
            &lenient,
            &wrong,
            ErrorKind::Credentials,
            "the user name or the password is wrong",
        );
    }
    let text = send(UsernameToken::text("ann", "s3cret"));
    refused(&policy, &text, ErrorKind::Credentials, "asks for a digest");
    policy
        .clone()
        .allow_text_passwords()
        .verify(text.as_bytes())
        .expect("by an explicit word");
    let nonce = between(&good, "<wsse:Nonce", "</wsse:Nonce>");
    refused(
        &policy,
        &good.replace(nonce, ""),
        ErrorKind::Credentials,
        "no Nonce",
    );
    refused(&policy, MESSAGE, ErrorKind::Missing, "no security header");
    let hidden = format!("{:?}", UsernameToken::text("ann", "s3cret"));
    assert!(!hidden.contains("s3cret"), "{hidden}");
    let error = Outbound::new()
        .with_username(UsernameToken::text("ann", "hush\u{1}"))
        .apply(MESSAGE.as_bytes())
        .expect_err("no XML");
    assert!(!format!("{error} {error:?}").contains("hush"));
}
