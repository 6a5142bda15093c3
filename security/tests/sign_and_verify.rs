//! What is signed is verified, with every kind of key, algorithm and reference.

mod common;

use common::{MESSAGE, bytes, certificate, identity, inbound, key, outbound, text};
use soap_security::{
    AllowedAlgorithms, AsyncSigner, Canonicalization, DigestMethod, Error, ErrorKind, Identity,
    Inbound, KeyReference, Outbound, Part, PrivateKey, SecretKey, SignatureMethod, Signer, Signing,
    SigningFuture,
};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

fn sign(signing: Signing) -> Vec<u8> {
    let outbound = Outbound::new()
        .with_timestamp(Duration::from_secs(300))
        .with_signature(signing.with_parts([Part::Body, Part::Timestamp]));
    outbound.apply(MESSAGE.as_bytes()).expect("it is signed")
}

#[test]
fn every_signature_method() {
    use SignatureMethod as M;
    let methods = [
        ("rsa", M::RsaSha1),
        ("rsa", M::RsaSha256),
        ("rsa", M::RsaSha384),
        ("rsa", M::RsaSha512),
        ("rsa", M::RsaPssSha256),
        ("rsa", M::RsaPssSha384),
        ("rsa", M::RsaPssSha512),
        ("p256", M::EcdsaSha256),
        ("p256", M::EcdsaSha384),
        ("p256", M::EcdsaSha512),
        ("p384", M::EcdsaSha256),
        ("p384", M::EcdsaSha384),
        ("p384", M::EcdsaSha512),
        ("p521", M::EcdsaSha256),
        ("p521", M::EcdsaSha384),
        ("p521", M::EcdsaSha512),
        ("ed25519", M::Ed25519),
    ];
    for (name, method) in methods {
        let signed = sign(Signing::new(identity(name)).with_method(method));
        let mut policy = inbound();
        if method == M::RsaSha1 {
            let error = policy.verify(&signed).expect_err("SHA-1 is not allowed");
            assert_eq!(error.kind(), ErrorKind::Algorithm, "{error}");
            policy = policy.with_algorithms(AllowedAlgorithms::default().with_signature(method));
        }
        let verified = policy.verify(&signed).expect("it is verified");
        let [by] = verified.signatures.as_slice() else {
            panic!("one signature")
        };
        assert_eq!(by.method, method);
        assert_eq!(by.certificate.as_ref(), Some(&certificate(name)));
        let covered: Vec<&str> = by.covered.iter().map(|one| one.path.as_str()).collect();
        assert_eq!(
            covered,
            ["/Envelope/Body", "/Envelope/Header/Security/Timestamp"]
        );
    }
}

#[test]
fn every_canonicalization() {
    use Canonicalization as C;
    for method in [
        C::Exclusive,
        C::ExclusiveWithComments,
        C::Inclusive,
        C::InclusiveWithComments,
        C::Inclusive11,
        C::Inclusive11WithComments,
    ] {
        for prefixes in [&[][..], &["o", "#default"]] {
            for digest in [
                DigestMethod::Sha256,
                DigestMethod::Sha384,
                DigestMethod::Sha512,
            ] {
                let signing = Signing::new(identity("p256"))
                    .with_canonicalization(method)
                    .with_prefixes(prefixes.iter().copied())
                    .with_digest(digest);
                inbound().verify(&sign(signing)).expect("it is verified");
            }
        }
    }
}

#[test]
fn every_reference_to_the_key() {
    use KeyReference as K;
    for reference in [
        K::BinarySecurityToken,
        K::CertificatePath,
        K::IssuerSerial,
        K::SubjectKeyIdentifier,
        K::Thumbprint,
        K::X509Data,
        K::KeyValue,
        K::None,
    ] {
        for name in ["rsa", "p256", "ed25519"] {
            let signing = Signing::new(identity(name)).with_key_reference(reference);
            let signed = sign(signing);
            let exact = Inbound::new().trust_certificate(certificate(name));
            exact.verify(&signed).expect("the certificate is trusted");
            let other = Inbound::new().trust_certificate(certificate("server"));
            let error = other.verify(&signed).expect_err("another is trusted");
            let kind = error.kind();
            assert!(
                matches!(
                    kind,
                    ErrorKind::Untrusted | ErrorKind::Signature | ErrorKind::Algorithm
                ),
                "{reference:?}: {error}"
            );
        }
    }
}

#[test]
fn chains_of_certificates() {
    let chain = vec![certificate("deep"), certificate("intermediate")];
    let deep = Identity::new(key("deep"), chain).expect("an identity");
    for reference in [KeyReference::CertificatePath, KeyReference::X509Data] {
        let signed = sign(Signing::new(deep.clone()).with_key_reference(reference));
        inbound().verify(&signed).expect("the chain is sent");
    }
    let signed = sign(Signing::new(deep));
    let error = inbound()
        .verify(&signed)
        .expect_err("the chain is not sent");
    assert_eq!(error.kind(), ErrorKind::Untrusted, "{error}");
    inbound()
        .with_known_certificate(certificate("intermediate"))
        .verify(&signed)
        .expect("the chain is known");
    let named = inbound()
        .with_known_certificate(certificate("intermediate"))
        .with_subject_check(|certificate| certificate.subject().contains("CN=rsa client"));
    let error = named.verify(&signed).expect_err("another subject");
    assert_eq!(error.kind(), ErrorKind::Untrusted, "{error}");
}

#[test]
fn secrets() {
    let secret = SecretKey::new(*b"0123456789abcdef0123456789abcdef");
    let other = SecretKey::new(*b"another secret, just as long....");
    use SignatureMethod as M;
    for method in [M::HmacSha256, M::HmacSha384, M::HmacSha512] {
        let signed = sign(Signing::with_secret(secret.clone(), Some("k1")).with_method(method));
        let policy = Inbound::new()
            .trust_secret(other.clone(), Some("k2"))
            .trust_secret(secret.clone(), Some("k1"));
        let verified = policy.verify(&signed).expect("it is verified");
        assert_eq!(verified.signatures[0].secret.as_deref(), Some("k1"));
        let policy = Inbound::new().trust_secret(other.clone(), None);
        let error = policy.verify(&signed).expect_err("another secret");
        assert_eq!(error.kind(), ErrorKind::Signature, "{error}");
    }
    assert_eq!(format!("{secret:?}"), "SecretKey(***)");
}

/// The old trick: an HMAC whose secret is the public key that everybody has.
#[test]
fn a_public_key_is_no_secret() {
    let public = key("rsa").public_key();
    let secret = SecretKey::new(public.to_der().expect("DER"));
    let signed = sign(Signing::with_secret(secret, None));
    let policy = Inbound::new()
        .trust_key(public)
        .trust_certificate(certificate("rsa"));
    let error = policy.verify(&signed).expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Untrusted, "{error}");
}

struct Hardware(PrivateKey);

impl Signer for Hardware {
    fn sign(&self, method: SignatureMethod, message: &[u8]) -> Result<Vec<u8>, Error> {
        // The test signs with the crate itself: a message whose only part is what a device would get.
        assert_eq!(method, SignatureMethod::EcdsaSha256);
        assert!(message.starts_with(b"<ds:SignedInfo"));
        let _ = &self.0;
        Err(Error::signer("the card was taken out"))
    }
}

struct Service;

impl AsyncSigner for Service {
    fn sign<'a>(&'a self, _: SignatureMethod, _: &'a [u8]) -> SigningFuture<'a> {
        Box::pin(async { Ok(vec![1, 2, 3]) })
    }
}

#[test]
fn signers_of_the_caller() {
    let chain = vec![certificate("p256")];
    let method = SignatureMethod::EcdsaSha256;
    let hardware = Signing::with_signer(Arc::new(Hardware(key("p256"))), chain.clone(), method);
    let error = Outbound::new()
        .with_signature(hardware)
        .apply(MESSAGE.as_bytes())
        .expect_err("the signer fails");
    assert_eq!(error.to_string(), "the card was taken out");

    let service = Signing::with_async_signer(Arc::new(Service), chain, method);
    let outbound = Outbound::new().with_signature(service);
    assert!(outbound.is_async());
    assert!(outbound.apply(MESSAGE.as_bytes()).is_err());
    let mut future = Box::pin(outbound.apply_async(MESSAGE.as_bytes()));
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(signed) = future.as_mut().poll(&mut context) else {
        panic!("the service answers at once")
    };
    let signed = String::from_utf8(signed.expect("it is signed")).expect("text");
    assert!(signed.contains("<ds:SignatureValue>AQID</ds:SignatureValue>"));
}

#[test]
fn keys_from_files() {
    let rsa = certificate("rsa");
    let p12 = Identity::from_pkcs12(&bytes("rsa.p12"), "secret").expect("PKCS#12");
    assert_eq!(p12.chain(), [rsa.clone(), certificate("authority")]);
    let old = Identity::from_pkcs12(&bytes("rsa-legacy.p12"), "secret").expect("old PKCS#12");
    assert_eq!(old.chain(), std::slice::from_ref(&rsa));
    let wrong = Identity::from_pkcs12(&bytes("rsa.p12"), "wrong").expect_err("refused");
    assert_eq!(wrong.kind(), ErrorKind::Key);
    let encrypted = text("rsa.encrypted.pem");
    let key = PrivateKey::from_encrypted_pem(&encrypted, "secret").expect("encrypted PKCS#8");
    assert_eq!(key.public_key(), *rsa.public_key());
    assert!(PrivateKey::from_encrypted_pem(&encrypted, "wrong").is_err());
    assert!(PrivateKey::from_pem(&encrypted).is_err());
    for name in ["rsa.pkcs1.pem", "p256.sec1.pem"] {
        PrivateKey::from_pem(&text(name)).expect("an old form");
    }
    let error = Identity::from_pem(&text("rsa.key.pem"), &text("p256.pem")).expect_err("another");
    assert_eq!(error.kind(), ErrorKind::Key);
    let both = text("authority.pem") + &text("rsa.pem");
    let identity = Identity::from_pem(&text("rsa.key.pem"), &both).expect("in any order");
    assert_eq!(identity.chain()[0], rsa);
    let shown = format!("{identity:?}");
    assert!(shown.contains("PrivateKey(RSA, ***)"), "{shown}");
}

#[test]
fn what_is_read_is_what_was_signed() {
    let signed = outbound("p256")
        .apply(MESSAGE.as_bytes())
        .expect("it is signed");
    let verified = inbound().verify(&signed).expect("it is verified");
    let before = roxmltree::Document::parse(MESSAGE).expect("XML");
    let after = String::from_utf8(verified.envelope).expect("text");
    let after = roxmltree::Document::parse(&after).expect("XML");
    let place = |document: &roxmltree::Document<'_>| {
        let of = |node: roxmltree::Node<'_, '_>| {
            let attributes: Vec<String> = node
                .attributes()
                .map(|it| format!("{:?}{}={}", it.namespace(), it.name(), it.value()))
                .collect();
            format!("{:?} {:?} {attributes:?}", node.tag_name(), node.text())
        };
        let body = document
            .descendants()
            .find(|node| node.has_tag_name("Body"));
        let below = body.expect("a Body").descendants().skip(1);
        let below = below.filter(|node| !node.is_comment());
        below.map(of).collect::<Vec<_>>()
    };
    assert_eq!(place(&before), place(&after));
    assert!(
        after
            .descendants()
            .all(|node| !node.has_tag_name("Security"))
    );
    assert!(after.descendants().any(|node| node.has_tag_name("Tenant")));
}

#[test]
fn headers_addressing_and_tokens_are_signed() {
    let parts = [
        Part::Body,
        Part::Timestamp,
        Part::Addressing,
        Part::BinarySecurityToken,
        Part::header("urn:orders", "Tenant"),
    ];
    let outbound = Outbound::new()
        .with_timestamp(Duration::from_secs(60))
        .with_signature(Signing::new(identity("p256")).with_parts(parts.clone()));
    let signed = outbound.apply(MESSAGE.as_bytes()).expect("it is signed");
    let policy = Inbound::new()
        .trust_authority(certificate("authority"))
        .require_signed(parts.clone());
    let verified = policy.verify(&signed).expect("it is verified");
    let names: Vec<&str> = verified.signatures[0]
        .covered
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    let expected = [
        "Body",
        "Timestamp",
        "Action",
        "To",
        "BinarySecurityToken",
        "Tenant",
    ];
    assert_eq!(names, expected);
    // A header that is only covered by nobody's signature is refused.
    let plain = Outbound::new().with_signature(Signing::new(identity("p256")));
    let signed = plain.apply(MESSAGE.as_bytes()).expect("it is signed");
    let error = policy.verify(&signed).expect_err("no Timestamp");
    assert_eq!(error.kind(), ErrorKind::Missing, "{error}");
    let policy = Inbound::new()
        .trust_authority(certificate("authority"))
        .require_signed([Part::Body, Part::Addressing]);
    let error = policy
        .verify(&signed)
        .expect_err("the headers are not signed");
    assert_eq!(error.kind(), ErrorKind::Unprotected, "{error}");
    assert!(
        error
            .to_string()
            .starts_with("/Envelope/Header/Action is not signed"),
        "{error}"
    );
}

#[test]
fn soap_1_2_without_a_header_and_without_a_prefix() {
    let message = "<Envelope xmlns=\"http://www.w3.org/2003/05/soap-envelope\"><Body xmlns:wsu=\"urn:mine\"><a xmlns=\"\" wsu:Id=\"x\"/></Body></Envelope>";
    let outbound = outbound("p256").with_actor("urn:gateway");
    let signed = outbound.apply(message.as_bytes()).expect("it is signed");
    let text = String::from_utf8(signed.clone()).expect("text");
    assert!(text.contains("soap:role=\"urn:gateway\""), "{text}");
    let error = inbound().verify(&signed).expect_err("for another actor");
    assert_eq!(error.kind(), ErrorKind::Missing);
    let verified = inbound()
        .with_actor("urn:gateway")
        .verify(&signed)
        .expect("it is verified");
    assert_eq!(verified.signatures.len(), 1);
}

#[test]
fn a_part_that_is_missing_cannot_be_signed() {
    let signing = Signing::new(identity("p256")).with_parts([Part::Body, Part::Timestamp]);
    let error = Outbound::new()
        .with_signature(signing)
        .apply(MESSAGE.as_bytes())
        .expect_err("no Timestamp");
    assert_eq!(error.to_string(), "the message has no Timestamp to sign");
}
