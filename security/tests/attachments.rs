//! Attachments under signatures and encryption (SOAP Messages with Attachments Profile 1.1.1).

mod common;

use base64::Engine as _;
use common::{MESSAGE, certificate, identity};
use soap_runtime::Attachment;
use soap_security::{
    Cipher, Encryption, Error, ErrorKind, Inbound, Outbound, Part, Signing, Verified,
};
use std::time::Duration;

type Protected = (Vec<u8>, Vec<Attachment>);

fn parts() -> Vec<Attachment> {
    vec![
        Attachment::new("scan@x", "image/png", b"\x89PNG\r\n\n\x00\xff".as_slice())
            .with_content_disposition("attachment; filename=\"Scan One.png\"")
            .with_content_description("a scan (of the bill)"),
        Attachment::new(
            "note 1@x",
            "Text/Plain; charset=UTF-8",
            "one\ntwo\r\nthree\rfour",
        ),
        Attachment::new(
            "order@x",
            "application/xml",
            "<a  b='1'><!-- unsigned -->x<c/></a>",
        ),
    ]
}

fn signing(part: Part) -> Outbound {
    Outbound::new()
        .with_timestamp(Duration::from_secs(300))
        .with_signature(Signing::new(identity("rsa")).with_parts([
            Part::Body,
            Part::Timestamp,
            part,
        ]))
}

fn policy() -> Inbound {
    Inbound::new().trust_certificate(certificate("rsa"))
}

fn protect(outbound: &Outbound) -> Protected {
    outbound
        .apply_with_attachments(MESSAGE.as_bytes(), parts())
        .expect("protected")
}

fn verify(inbound: &Inbound, (message, parts): &Protected) -> Result<Verified, Error> {
    inbound.verify_with_attachments(message, parts.clone())
}

fn refused(inbound: &Inbound, protected: &Protected) -> (ErrorKind, String) {
    let error = verify(inbound, protected).expect_err("refused");
    (error.kind(), error.to_string())
}

#[test]
fn content_is_signed() {
    let (message, sent) = protect(&signing(Part::Attachments));
    assert_eq!(sent, parts(), "a signature changes no attachment");
    let signed = (message, sent);
    let verified = verify(&policy(), &signed).expect("accepted");
    let covered = &verified.signatures[0].covered;
    let paths: Vec<(&str, bool)> = covered
        .iter()
        .map(|one| (one.path.as_str(), one.with_headers))
        .collect();
    assert_eq!(
        paths[2..],
        [
            ("cid:scan@x", false),
            ("cid:note%201@x", false),
            ("cid:order@x", false)
        ]
    );
    assert!(verified.unsigned_attachments.is_empty());
    assert_eq!(verified.attachments[..2], parts()[..2]);
    // No signature covers comments of XML.
    assert_eq!(verified.attachments[2].body, "<a b=\"1\">x<c/></a>");

    // One byte, in each.
    for (index, body) in [
        (0, b"\x89PNG\r\n\n\x00\xfe".as_slice()),
        (1, b"one\ntwo\r\nthree\rfive"),
        (2, b"<a b='2'>x<c/></a>"),
    ] {
        let mut changed = signed.clone();
        changed.1[index].body = body.into();
        let (kind, text) = refused(&policy(), &changed);
        assert_eq!(kind, ErrorKind::Signature, "{text}");
        assert!(text.starts_with("cid:"), "{text}");
    }
    // What does not change the meaning of text and XML.
    let mut same = signed.clone();
    same.1[1].body = "one\r\ntwo\nthree\r\nfour".into();
    same.1[2].body = "<a b=\"1\">x<c></c></a>".into();
    verify(&policy(), &same).expect("the same text");
    // The type says how a part is read, and so what is signed of it.
    let mut typed = signed.clone();
    typed.1[1].content_type = "application/octet-stream".into();
    assert_eq!(refused(&policy(), &typed).0, ErrorKind::Signature);

    let mut swapped = signed.clone();
    swapped.1[0].content_id = "note 1@x".into();
    swapped.1[1].content_id = "scan@x".into();
    assert_eq!(refused(&policy(), &swapped).0, ErrorKind::Signature);
    let mut missing = signed.clone();
    missing.1.remove(1);
    let (kind, text) = refused(&policy(), &missing);
    assert_eq!(
        (kind, text.as_str()),
        (
            ErrorKind::Reference,
            "the message has no attachment with the Content-ID 'note 1@x'"
        )
    );
    let mut twice = signed;
    twice.1.push(twice.1[0].clone());
    assert_eq!(refused(&policy(), &twice).0, ErrorKind::Reference);
}

#[test]
fn header_fields_are_signed_if_asked_for() {
    let strict = policy().require_signed([Part::Body, Part::AttachmentsWithHeaders]);
    let content = protect(&signing(Part::Attachments));
    assert_eq!(refused(&strict, &content).0, ErrorKind::Unprotected);
    let complete = protect(&signing(Part::AttachmentsWithHeaders));
    let verified = verify(&strict, &complete).expect("accepted");
    assert!(verified.signatures[0].covered[2].with_headers);
    verify(&policy(), &complete).expect("more than is asked for");

    let mut renamed = complete.clone();
    renamed.1[0].content_disposition = "attachment; filename=\"run.exe\"".into();
    assert_eq!(refused(&strict, &renamed).0, ErrorKind::Signature);
    // The same fields, written in another way.
    let mut same = complete;
    same.1[0].content_disposition = "Attachment;FileName=\"scan one.png\"".into();
    same.1[0].content_description = "a scan ".into();
    same.1[1].content_type = "text/plain;charset=utf-8".into();
    verify(&strict, &same).expect("the same fields");
}

#[test]
fn what_is_not_signed_is_told() {
    let body_alone = signing(Part::Body);
    let (message, sent) = protect(&body_alone);
    let (kind, text) = refused(&policy(), &(message.clone(), sent.clone()));
    assert_eq!(kind, ErrorKind::Unprotected);
    assert!(text.starts_with("cid:scan@x is not signed"), "{text}");
    let lenient = policy().allow_unsigned_attachments();
    let verified = verify(&lenient, &(message, sent)).expect("accepted");
    assert_eq!(
        verified.unsigned_attachments,
        ["scan@x", "note 1@x", "order@x"]
    );
    assert_eq!(verified.attachments, parts());

    // One more than was signed.
    let (message, mut sent) = protect(&signing(Part::Attachments));
    sent.push(Attachment::new("more@x", "a/b", "more"));
    assert_eq!(
        refused(&policy(), &(message.clone(), sent.clone())).0,
        ErrorKind::Unprotected
    );
    let verified = verify(&lenient, &(message, sent)).expect("accepted");
    assert_eq!(verified.unsigned_attachments, ["more@x"]);

    // Another signer than that of the Body.
    let both = signing(Part::Body).with_signature(
        Signing::new(identity("p256")).with_parts([Part::Timestamp, Part::Attachments]),
    );
    let protected = protect(&both);
    let two = policy().trust_certificate(certificate("p256"));
    assert_eq!(refused(&two, &protected).0, ErrorKind::Unprotected);
    let verified = verify(&two.allow_unsigned_attachments(), &protected).expect("accepted");
    assert_eq!(verified.unsigned_attachments.len(), 3);

    // Nobody signs anything.
    let plain = (MESSAGE.as_bytes().to_vec(), parts());
    let verified = verify(&Inbound::new().without_signature(), &plain).expect("accepted");
    assert_eq!(verified.unsigned_attachments.len(), 3);
}

#[test]
fn attachments_are_encrypted() {
    for (part, complete) in [
        (Part::Attachments, false),
        (Part::AttachmentsWithHeaders, true),
    ] {
        for cipher in [Cipher::Aes256Gcm, Cipher::Aes128Cbc] {
            let hide = Encryption::new(certificate("server"))
                .with_parts([Part::Body, part.clone()])
                .with_cipher(cipher);
            let orders = [
                signing(part.clone()).with_encryption(hide.clone()),
                Outbound::new()
                    .with_encryption(hide)
                    .with_timestamp(Duration::from_secs(300))
                    .with_signature(Signing::new(identity("rsa")).with_parts([
                        Part::Body,
                        Part::Timestamp,
                        part.clone(),
                    ])),
            ];
            for outbound in orders {
                let hidden = protect(&outbound);
                for (sent, plain) in hidden.1.iter().zip(parts()) {
                    assert_eq!(sent.content_type, "application/octet-stream");
                    assert_ne!(sent.body, plain.body);
                    assert_eq!(
                        sent.content_disposition.is_empty(),
                        complete || plain.content_disposition.is_empty()
                    );
                }
                let inbound = policy()
                    .with_decryption(identity("server"))
                    .allow_cbc()
                    .require_signed([Part::Body, part.clone()])
                    .require_encrypted([Part::Body, part.clone()]);
                let verified = verify(&inbound, &hidden).expect("accepted");
                assert_eq!(verified.attachments[..2], parts()[..2]);
                assert!(verified.decrypted && verified.unsigned_attachments.is_empty());

                let mut changed = hidden.clone();
                let mut bytes = changed.1[0].body.to_vec();
                bytes[2] ^= 1;
                changed.1[0].body = bytes.into();
                let (kind, text) = refused(&inbound, &changed);
                assert!(
                    matches!(kind, ErrorKind::Decryption | ErrorKind::Signature),
                    "{text}"
                );
                let other = policy().with_decryption(identity("p256")).allow_cbc();
                assert_eq!(refused(&other, &hidden).0, ErrorKind::Decryption);
            }
        }
    }
    // A plain one among them, and none at all.
    let hide = Encryption::new(certificate("server")).with_parts([Part::Attachments]);
    let outbound = signing(Part::Attachments).with_encryption(hide);
    let asks = policy()
        .with_decryption(identity("server"))
        .require_encrypted([Part::Attachments]);
    let plain = protect(&signing(Part::Attachments));
    assert_eq!(
        refused(&asks, &plain),
        (
            ErrorKind::Unprotected,
            "cid:scan@x is not encrypted".to_owned()
        )
    );
    let none = outbound.apply(MESSAGE.as_bytes()).expect("protected");
    asks.verify(&none)
        .expect("no attachment is none that is plain");
}

#[test]
fn included_parts_are_signed_as_content() {
    let include =
        "<x:Include xmlns:x=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:scan%40x\"/>";
    let message = MESSAGE.replace("ring", include);
    let (signed, sent) = signing(Part::Attachments)
        .apply_with_attachments(message.as_bytes(), parts())
        .expect("signed");
    assert_eq!(sent.len(), 2);
    let bytes = base64::engine::general_purpose::STANDARD.encode(&parts()[0].body);
    let text = String::from_utf8(signed.clone()).expect("text");
    assert!(text.contains(&bytes), "{text}");
    // A peer that signs, and then takes the bytes out again.
    let packed = text.replace(&bytes, include).into_bytes();
    let verified = verify(&policy(), &(packed.clone(), parts())).expect("accepted");
    assert!(String::from_utf8_lossy(&verified.envelope).contains(&bytes));
    assert_eq!(verified.attachments.len(), 2);
    let mut changed = parts();
    changed[0].body = "other".into();
    let (kind, reason) = refused(&policy(), &(packed, changed));
    assert_eq!(kind, ErrorKind::Signature, "{reason}");
    assert!(reason.starts_with("/Envelope/Body was changed"), "{reason}");
    // Twice would let a message grow without a limit.
    let twice = message.replace("wait", include);
    let error = policy()
        .verify_with_attachments(twice.as_bytes(), parts())
        .expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Limit);
}

#[test]
fn references_to_attachments_are_strict() {
    let (message, sent) = protect(&signing(Part::Attachments));
    let text = String::from_utf8(message).expect("text");
    let transform = "<ds:Transform Algorithm=\"http://docs.oasis-open.org/wss/oasis-wss-SwAProfile-1.1#Attachment-Content-Signature-Transform\"/>";
    assert_eq!(text.matches(transform).count(), 3);
    let c14n = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";
    for (from, to) in [(transform, ""), (transform, c14n), (c14n, transform)] {
        let diagnosis = Inbound::new()
            .diagnose_with_attachments(text.replacen(from, to, 9).as_bytes(), &sent)
            .expect("a diagnosis");
        let wrong = diagnosis.signatures[0].references.iter().filter(|one| {
            one.found
                .as_ref()
                .is_err_and(|error| error.kind() == ErrorKind::Algorithm)
        });
        assert!(wrong.count() >= 2, "{diagnosis}");
    }
    // A diagnosis names the part that was changed.
    let mut changed = sent;
    changed[1].body = "other".into();
    let diagnosis = policy()
        .diagnose_with_attachments(text.as_bytes(), &changed)
        .expect("a diagnosis");
    let wrong: Vec<&str> = diagnosis.signatures[0]
        .references
        .iter()
        .filter(|one| !one.is_right())
        .map(|one| one.path.as_str())
        .collect();
    assert_eq!(wrong, ["cid:note%201@x"]);
}
