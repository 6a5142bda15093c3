//! Assertions of SAML 1.1 and 2.0: sent, and checked. Those in `tests/saml` were signed by `xmlsec1 --sign` with the key of `server.pem`, so
//! another implementation has made each signature that is checked here; their times are of the fifth of January 2027.

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{MESSAGE, certificate, identity, text};
use soap_security::{
    ErrorKind, Inbound, KeyReference, MemoryReplayCache, Outbound, Part, SamlAssertion, SamlPolicy,
    Signing, SubjectConfirmation, Verified,
};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A quarter past ten.
fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_799_144_100)
}

fn assertion(name: &str) -> SamlAssertion {
    SamlAssertion::new(text(&format!("../saml/{name}.xml"))).expect("an assertion")
}

/// The message with the assertion, signed where it has a holder.
fn message(assertion: SamlAssertion, signer: Option<&str>) -> String {
    let mut outbound = Outbound::new()
        .at(now())
        .with_timestamp(Duration::from_secs(300))
        .with_assertion(assertion);
    if let Some(signer) = signer {
        let signing = Signing::new(identity(signer)).with_key_reference(KeyReference::Assertion);
        outbound = outbound.with_signature(signing.with_parts([Part::Body, Part::Timestamp]));
    }
    let message = outbound.apply(MESSAGE.as_bytes()).expect("a message");
    String::from_utf8(message).expect("text")
}

fn saml() -> SamlPolicy {
    SamlPolicy::new()
        .trust_certificate(certificate("server"))
        .with_issuer("https://sts.example")
        .with_audience("https://orders.example")
}

fn bearer(policy: SamlPolicy) -> Inbound {
    let inbound = Inbound::new().at(now()).without_signature();
    inbound.require_assertion(policy.allow_bearer())
}

fn holder(policy: SamlPolicy) -> Inbound {
    Inbound::new()
        .at(now())
        .require_signed([Part::Body, Part::Timestamp])
        .require_assertion(policy)
}

#[track_caller]
fn refused(policy: &Inbound, message: &str, kind: ErrorKind, reason: &str) {
    let error = policy
        .verify(message.as_bytes())
        .expect_err("it is refused");
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.to_string().contains(reason), "{error}");
}

#[track_caller]
fn accepted(policy: &Inbound, message: &str) -> Verified {
    let verified = policy.verify(message.as_bytes());
    verified.unwrap_or_else(|error| panic!("{error}: {message}"))
}

#[test]
fn bearers() {
    for (name, subject, roles) in [
        ("saml2-bearer", "ann@example.com", vec!["buyer", "auditor"]),
        ("saml1-bearer", "ann", vec!["buyer"]),
    ] {
        let message = message(assertion(name), None);
        let verified = accepted(&bearer(saml()), &message);
        let found = verified.assertion.as_ref().expect("an assertion");
        assert_eq!(found.id, format!("_{name}"));
        assert_eq!(found.issuer, "https://sts.example");
        // A comment in a name does not cut it off.
        assert_eq!(found.subject.as_deref(), Some(subject));
        assert_eq!(found.confirmation, SubjectConfirmation::Bearer);
        assert_eq!(found.attribute("role").collect::<Vec<_>>(), roles);
        assert!(!format!("{verified:?} {:?}", assertion(name)).contains("buyer"));
        // Unless the policy says so, a bearer is nobody.
        let strict = Inbound::new().at(now()).without_signature();
        let strict = strict.require_assertion(saml());
        refused(&strict, &message, ErrorKind::Untrusted, "a bearer may not");
    }
}

#[test]
fn holders_of_keys() {
    for name in ["saml2-holder", "saml1-holder"] {
        let right = message(assertion(name), Some("rsa"));
        let verified = accepted(&holder(saml()), &right);
        let found = verified.assertion.expect("an assertion");
        assert_eq!(found.confirmation, SubjectConfirmation::HolderOfKey);
        assert_eq!(verified.signatures.len(), 1);
        let paths: Vec<_> = verified.signatures[0]
            .covered
            .iter()
            .map(|one| &*one.path)
            .collect();
        assert!(paths.contains(&"/Envelope/Body"), "{paths:?}");

        // Whoever has seen the assertion does not have the key.
        let thief = message(assertion(name), Some("p256"));
        let error = holder(saml())
            .verify(thief.as_bytes())
            .expect_err("another key");
        assert!(
            matches!(error.kind(), ErrorKind::Algorithm | ErrorKind::Signature),
            "{error}"
        );
        let unsigned = message(assertion(name), None);
        refused(
            &holder(saml()),
            &unsigned,
            ErrorKind::Missing,
            "no signature",
        );
        let lax = Inbound::new().at(now()).without_signature();
        let lax = lax.require_assertion(saml().allow_bearer());
        refused(
            &lax,
            &unsigned,
            ErrorKind::Untrusted,
            "has not signed the message",
        );
        // Without a policy on assertions no key in one counts.
        let plain = Inbound::new()
            .at(now())
            .trust_certificate(certificate("rsa"));
        refused(
            &plain,
            &right,
            ErrorKind::Algorithm,
            "an assertion is not expected",
        );
        let changed = right.replacen(">ring ", ">sing ", 1);
        assert_ne!(changed, right);
        refused(&holder(saml()), &changed, ErrorKind::Signature, "changed");
    }
}

/// Moves the Body of a message into a header block, and writes another.
fn wrapped(message: &str) -> String {
    let from = message.find("<soap:Body").expect("a Body");
    let end = "</soap:Body>";
    let to = message.find(end).expect("an end") + end.len();
    let body = &message[from..to];
    let start = message[..from].replacen(
        "</soap:Header>",
        &format!("<w:Wrapped xmlns:w=\"urn:w\">{body}</w:Wrapped></soap:Header>"),
        1,
    );
    format!(
        "{start}<soap:Body><pay xmlns=\"urn:evil\">mallory</pay></soap:Body>{}",
        &message[to..]
    )
}

fn signed_by(message: &str, signer: &str, parts: &[Part]) -> String {
    let signing = Signing::new(identity(signer)).with_parts(parts.iter().cloned());
    let outbound = Outbound::new().at(now()).with_signature(signing);
    let message = outbound.apply(message.as_bytes()).expect("a message");
    String::from_utf8(message).expect("text")
}

/// A signer who is trusted is not the holder of the key, nor the sender who vouches: their signatures are of all that must be signed.
#[test]
fn another_signer_does_not_speak_for_the_holder() {
    let parts = [Part::Body, Part::Timestamp];
    for name in ["saml2-holder", "saml1-holder"] {
        let own = message(assertion(name), Some("rsa"));
        let policy = holder(saml()).trust_certificate(certificate("p256"));
        let both = signed_by(&own, "p256", &parts);
        let verified = accepted(&policy, &both);
        assert_eq!(verified.signatures.len(), 2);
        let forged = signed_by(&wrapped(&own), "p256", &parts);
        let reason = "the holder of the key";
        refused(&policy, &forged, ErrorKind::Untrusted, reason);
        // Where no part must be signed, the holder signs the Body.
        let lax = Inbound::new().at(now()).without_signature();
        let lax = lax.require_assertion(saml());
        accepted(&lax, &own);
        refused(&lax, &wrapped(&own), ErrorKind::Untrusted, reason);
    }

    let unsigned = message(assertion("saml2-vouches"), None);
    let own = signed_by(&unsigned, "rsa", &[Part::Body, Part::Assertion]);
    let forged = signed_by(&wrapped(&own), "p256", &parts);
    let policy = holder(saml().allow_sender_vouches())
        .require_signed([Part::Body])
        .trust_certificate(certificate("p256"))
        .trust_certificate(certificate("rsa"));
    accepted(
        &policy,
        &signed_by(
            &unsigned,
            "rsa",
            &[Part::Body, Part::Assertion, Part::Timestamp],
        ),
    );
    refused(&policy, &forged, ErrorKind::Untrusted, "vouches");
}

/// Any one of the ways to confirm an assertion suffices.
#[test]
fn several_confirmations() {
    for name in ["saml2-several", "saml1-several"] {
        let signed = message(assertion(name), Some("rsa"));
        let verified = accepted(&holder(saml()), &signed);
        let found = verified.assertion.expect("an assertion");
        assert_eq!(found.confirmation, SubjectConfirmation::HolderOfKey);
        let unsigned = message(assertion(name), None);
        let verified = accepted(&bearer(saml()), &unsigned);
        let found = verified.assertion.expect("an assertion");
        assert_eq!(found.confirmation, SubjectConfirmation::Bearer);
        let strict = Inbound::new().at(now()).without_signature();
        let strict = strict.require_assertion(saml());
        refused(&strict, &unsigned, ErrorKind::Untrusted, "a bearer may not");
    }
}

/// The key of the holder is in the assertion, which its issuer has signed.
#[test]
fn a_holder_whose_key_is_elsewhere() {
    let message = message(assertion("saml2-elsewhere"), None);
    let der = STANDARD.encode(certificate("p256").der());
    let token = format!(
        "<w:BinarySecurityToken xmlns:w=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\" Id=\"elsewhere\">{der}</w:BinarySecurityToken>"
    );
    let policy = holder(saml()).trust_certificate(certificate("p256"));
    // Beside the assertion; and in its signature, which does not cover itself.
    for before in ["<saml:Assertion ", "</ds:Signature><saml:Subject>"] {
        let own = match before.starts_with("</") {
            true => format!("<ds:Object>{token}</ds:Object>"),
            false => token.clone(),
        };
        let brought = message.replacen(before, &format!("{own}{before}"), 1);
        assert_ne!(brought, message);
        let signed = signed_by(&brought, "p256", &[Part::Body, Part::Timestamp]);
        refused(
            &policy,
            &signed,
            ErrorKind::Reference,
            "no element has the id 'elsewhere'",
        );
    }
}

#[test]
fn senders_that_vouch() {
    let signed = |parts: &[Part]| {
        let signing = Signing::new(identity("rsa")).with_parts(parts.iter().cloned());
        let outbound = Outbound::new()
            .at(now())
            .with_assertion(assertion("saml2-vouches"));
        let message = outbound.with_signature(signing).apply(MESSAGE.as_bytes());
        String::from_utf8(message.expect("a message")).expect("text")
    };
    let both = signed(&[Part::Body, Part::Assertion]);
    let policy = |saml: SamlPolicy| {
        let trusted = Inbound::new()
            .at(now())
            .trust_certificate(certificate("rsa"));
        trusted.require_assertion(saml)
    };
    let verified = accepted(&policy(saml().allow_sender_vouches()), &both);
    let found = verified.assertion.expect("an assertion");
    assert_eq!(found.confirmation, SubjectConfirmation::SenderVouches);
    refused(&policy(saml()), &both, ErrorKind::Untrusted, "vouches");
    let one = signed(&[Part::Body]);
    let vouches = policy(saml().allow_sender_vouches());
    refused(&vouches, &one, ErrorKind::Untrusted, "vouches");
}

#[test]
fn conditions() {
    // A Timestamp would expire first.
    let plain = |name: &str| {
        let outbound = Outbound::new().with_assertion(assertion(name));
        let message = outbound.apply(MESSAGE.as_bytes()).expect("a message");
        String::from_utf8(message).expect("text")
    };
    let message = plain("saml2-bearer");
    let at = |seconds: u64| {
        let time = now() + Duration::from_secs(seconds);
        bearer(saml())
            .at(time)
            .with_max_age(Duration::from_secs(86_400))
    };
    // The confirmation ends before the assertion, at half past ten.
    accepted(&at(14 * 60), &message);
    refused(
        &at(17 * 60),
        &message,
        ErrorKind::Expired,
        "was valid until 2027-01-05T10:30:00",
    );
    refused(
        &at(3600),
        &message,
        ErrorKind::Expired,
        "the assertion was valid until 2027-01-05T11:00:00",
    );
    let early = now() - Duration::from_secs(20 * 60);
    let policy = bearer(saml()).at(early);
    refused(&policy, &message, ErrorKind::Expired, "is not valid before");

    let elsewhere = SamlPolicy::new().trust_certificate(certificate("server"));
    refused(
        &bearer(elsewhere.clone()),
        &message,
        ErrorKind::Untrusted,
        "not for this service",
    );
    let elsewhere = elsewhere.with_audience("https://other.example");
    refused(
        &bearer(elsewhere),
        &message,
        ErrorKind::Untrusted,
        "not for this service",
    );
    let recipient = bearer(saml().with_recipient("https://orders.example/soap"));
    accepted(&recipient, &message);
    let recipient = bearer(saml().with_recipient("https://orders.example/other"));
    refused(
        &recipient,
        &message,
        ErrorKind::Untrusted,
        "another address",
    );
    let odd = plain("saml2-unknown");
    refused(
        &bearer(saml()),
        &odd,
        ErrorKind::Untrusted,
        "the condition 'Odd'",
    );
}

#[test]
fn issuers() {
    let message = message(assertion("saml2-bearer"), None);
    let audience = || SamlPolicy::new().with_audience("https://orders.example");
    let other = bearer(audience().trust_certificate(certificate("rsa")));
    refused(
        &other,
        &message,
        ErrorKind::Untrusted,
        "not one of those that are trusted",
    );
    let named = saml().with_issuer("https://sts.example");
    accepted(&bearer(named), &message);
    let named = audience()
        .trust_certificate(certificate("server"))
        .with_issuer("https://other");
    refused(
        &bearer(named),
        &message,
        ErrorKind::Untrusted,
        "assertions of 'https://sts.example'",
    );
    // Whom the message trusts may sign messages, and no assertions.
    let mixed = bearer(audience()).trust_certificate(certificate("server"));
    refused(
        &mixed,
        &message,
        ErrorKind::Untrusted,
        "not one of those that are trusted",
    );
}

/// The assertion is read where it was signed.
#[test]
fn changed_and_wrapped_assertions() {
    let text = message(assertion("saml2-bearer"), None);
    let changed = text.replacen(">buyer<", ">admin<", 1);
    refused(
        &bearer(saml()),
        &changed,
        ErrorKind::Signature,
        "changed after it was signed",
    );

    let from = text.find("<saml:Assertion").expect("an assertion");
    let end = "</saml:Assertion>";
    let to = text.find(end).expect("an end") + end.len();
    let own = &text[from..to];
    let signature_from = own.find("<ds:Signature").expect("a signature");
    let end = "</ds:Signature>";
    let signature_to = own.find(end).expect("an end") + end.len();
    let signature = &own[signature_from..signature_to];
    let with = |assertion: &str| format!("{}{assertion}{}", &text[..from], &text[to..]);

    let unsigned = own.replacen(signature, "", 1);
    refused(
        &bearer(saml()),
        &with(&unsigned),
        ErrorKind::Untrusted,
        "not signed by its issuer",
    );
    // A forged one that has the signature of the real one, which is in it or elsewhere.
    let forged = own
        .replacen("_saml2-bearer", "_forged", 1)
        .replacen(">buyer<", ">admin<", 1);
    let inside = forged.replacen(signature, &format!("{signature}<x>{unsigned}</x>"), 1);
    let error = bearer(saml())
        .verify(with(&inside).as_bytes())
        .expect_err("wrapped");
    assert!(
        matches!(error.kind(), ErrorKind::Unprotected | ErrorKind::Signature),
        "{error}"
    );
    let beside = with(&forged).replacen(
        "</soap:Header>",
        &format!("<x>{unsigned}</x></soap:Header>"),
        1,
    );
    let error = bearer(saml())
        .verify(beside.as_bytes())
        .expect_err("wrapped");
    assert!(
        matches!(error.kind(), ErrorKind::Unprotected | ErrorKind::Signature),
        "{error}"
    );
    refused(
        &bearer(saml()),
        &with(&format!("{own}{forged}")),
        ErrorKind::Malformed,
        "two assertions",
    );
    let two = own.replacen(signature, &format!("{signature}{signature}"), 1);
    refused(
        &bearer(saml()),
        &with(&two),
        ErrorKind::Untrusted,
        "or twice",
    );
    refused(
        &bearer(saml()),
        &with(""),
        ErrorKind::Missing,
        "no assertion",
    );
}

#[test]
fn once() {
    let message = message(assertion("saml2-once"), None);
    refused(
        &bearer(saml()),
        &message,
        ErrorKind::Replayed,
        "needs a replay cache",
    );
    let policy = bearer(saml()).with_replay_cache(Arc::new(MemoryReplayCache::default()));
    accepted(&policy, &message);
    refused(&policy, &message, ErrorKind::Replayed, "before");
    let often = self::message(assertion("saml2-bearer"), None);
    accepted(&policy, &often);
    accepted(&policy, &often);
}

#[test]
fn texts_that_are_no_assertions() {
    for text in [
        "",
        "<a/>",
        "<saml:Assertion xmlns:saml='urn:oasis:names:tc:SAML:2.0:assertion'/>",
    ] {
        assert!(SamlAssertion::new(text).is_err(), "{text}");
    }
    let outbound = Outbound::new()
        .with_signature(Signing::new(identity("rsa")).with_key_reference(KeyReference::Assertion));
    let error = outbound
        .apply(MESSAGE.as_bytes())
        .expect_err("no assertion");
    assert_eq!(error.kind(), ErrorKind::Missing);
}
