//! Derived keys of WS-SecureConversation: signatures and content by them. The keys and the content were made with Python's `hmac` and
//! with `openssl`.

mod common;

use common::{MESSAGE, certificate, identity};
use soap_security::{
    Cipher, Encryption, ErrorKind, Inbound, MessageKey, Outbound, Part, SecretKey, SignatureMethod,
    Signing,
};

const SECRET: [u8; 32] = *b"0123456789abcdef0123456789abcdef";
/// `nonce-of-sixteen`.
const NONCE: &str = "bm9uY2Utb2Ytc2l4dGVlbg==";
/// Of the secret, the default label and the nonce: 32 bytes from the first one, and the third of 24 bytes.
const FIRST: &str = "4e8559ab3e4e8f6f056dfef2f684f87ba6f113c014a480a0b0cb5e04d2493c2d";
const THIRD: &str = "52e707c6f5f32f813370d29fcf9fe9367b231e522eddf7d7";
const WSC: [&str; 2] = [
    "http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512",
    "http://schemas.xmlsoap.org/ws/2005/02/sc",
];

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let pairs = hexadecimal.as_bytes().chunks(2);
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).expect("text"), 16);
    pairs.map(|one| pair(one).expect("two digits")).collect()
}

fn token(wsc: &str, master: &str, settings: &str) -> String {
    format!(
        "<c:DerivedKeyToken xmlns:c=\"{wsc}\" wsu:Id=\"DK\"><wsse:SecurityTokenReference>{master}</wsse:SecurityTokenReference>{settings}<c:Nonce>{NONCE}</c:Nonce></c:DerivedKeyToken>"
    )
}

const BY_TOKEN: &str = "<ds:KeyInfo><wsse:SecurityTokenReference><wsse:Reference URI=\"#DK\"/></wsse:SecurityTokenReference></ds:KeyInfo>";

/// A message that is signed by a key, which the tokens say how to have.
fn signed(key: &[u8], tokens: &str) -> String {
    let signing = Signing::with_secret(SecretKey::new(key), Some("k"))
        .with_method(SignatureMethod::HmacSha256)
        .with_parts([Part::Body]);
    let outbound = Outbound::new().with_signature(signing);
    let message = outbound.apply(MESSAGE.as_bytes()).expect("it is signed");
    let message = String::from_utf8(message).expect("text");
    let (before, rest) = message.split_once("<ds:KeyInfo").expect("a KeyInfo");
    let (_, after) = rest.split_once("</ds:KeyInfo>").expect("its end");
    let message = format!("{before}{BY_TOKEN}{after}");
    message.replacen("<ds:Signature ", &format!("{tokens}<ds:Signature "), 1)
}

fn context(wsc: &str) -> String {
    format!(
        "<c:SecurityContextToken xmlns:c=\"{wsc}\" wsu:Id=\"SCT\"><c:Identifier>urn:context:1</c:Identifier></c:SecurityContextToken>"
    )
}

fn trusting() -> Inbound {
    Inbound::new()
        .trust_secret(
            SecretKey::new(*b"another secret, just as long...."),
            Some("urn:context:2"),
        )
        .trust_secret(SecretKey::new(SECRET), Some("urn:context:1"))
        .require_signed([Part::Body])
}

#[test]
fn signatures_by_derived_keys() {
    let by_context = "<wsse:Reference URI=\"#SCT\"/>";
    let by_name = "<wsse:Reference URI=\"urn:context:1\"/>";
    for wsc in WSC {
        let first = context(wsc) + &token(wsc, by_context, "");
        let generation = "<c:Generation>2</c:Generation><c:Length>24</c:Length>";
        let third = token(wsc, by_name, generation);
        let offset = "<c:Offset>48</c:Offset><c:Length>24</c:Length>";
        let by_offset = token(wsc, by_name, offset);
        for (key, tokens) in [(FIRST, first), (THIRD, third), (THIRD, by_offset)] {
            let message = signed(&bytes(key), &tokens);
            let verified = trusting().verify(message.as_bytes()).expect("verified");
            let name = verified.signatures[0].secret.as_deref();
            assert_eq!(name, Some("urn:context:1"));
            let changed = message.replace("ring", "sing");
            trusting().verify(changed.as_bytes()).expect_err("changed");
        }
    }
}

#[test]
fn what_is_refused() {
    let refused = |key: &[u8], tokens: &str, kind: ErrorKind| {
        let message = signed(key, tokens);
        let error = trusting().verify(message.as_bytes()).expect_err("refused");
        assert_eq!(error.kind(), kind, "{error}");
    };
    let by_name = "<wsse:Reference URI=\"urn:context:1\"/>";
    let of = |settings: &str| token(WSC[0], by_name, settings);
    // A key that one can guess, and more than anybody needs.
    let short = &bytes(FIRST)[..1];
    refused(short, &of("<c:Length>1</c:Length>"), ErrorKind::Algorithm);
    let long = "<c:Generation>4000</c:Generation><c:Length>4000</c:Length>";
    refused(&bytes(FIRST), &of(long), ErrorKind::Malformed);
    // The secret itself, another label, another secret.
    refused(&SECRET, &of(""), ErrorKind::Signature);
    let label = of("<c:Label>other</c:Label>");
    refused(&bytes(FIRST), &label, ErrorKind::Signature);
    let other = token(WSC[0], "<wsse:Reference URI=\"urn:context:2\"/>", "");
    refused(&bytes(FIRST), &other, ErrorKind::Signature);
    let unknown = token(WSC[0], "<wsse:Reference URI=\"urn:context:3\"/>", "");
    refused(&bytes(FIRST), &unknown, ErrorKind::Untrusted);
    // One of itself.
    let circle = token(WSC[0], "<wsse:Reference URI=\"#DK\"/>", "");
    refused(&bytes(FIRST), &circle, ErrorKind::Algorithm);
}

/// Content by a key that is derived of `SECRET` by the label `own label`, from the eighth byte.
fn encrypted(tokens: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\" \
xmlns:wsse=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\" xmlns:wsu=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\">\
<s:Header><wsse:Security>{tokens}<xenc:ReferenceList><xenc:DataReference URI=\"#ED\"/></xenc:ReferenceList></wsse:Security></s:Header>\
<s:Body><xenc:EncryptedData Id=\"ED\" Type=\"http://www.w3.org/2001/04/xmlenc#Content\"><xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes256-cbc\"/>{BY_TOKEN}\
<xenc:CipherData><xenc:CipherValue>AAECAwQFBgcICQoLDA0OD/6+o5xdGW5lBSeZ2JzU5aUKWuF4/dj8HHxx+oRVJQzlFsvdq8umS25gWDj+OM4CVw==</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData></s:Body></s:Envelope>"
    )
}

#[test]
fn content_by_derived_keys() {
    let settings = "<c:Offset>8</c:Offset><c:Label>own label</c:Label>";
    let reader = Inbound::new()
        .without_signature()
        .allow_cbc()
        .with_decryption(identity("rsa"))
        .with_decryption_secret(SecretKey::new(SECRET), Some("urn:context:1"))
        .require_encrypted([Part::Body]);
    // The secret comes with the message, encrypted by RSA-OAEP.
    let key = "<xenc:EncryptedKey Id=\"EK\"><xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p\"/><xenc:CipherData><xenc:CipherValue>u/CwQH71OfVF6/pySOTgy7AwyStitzH/OCIZZl6UsQZv6/qb/u/hUerZ+2YTw1wcU+iMHdfctt/7rhFJp7j7JMuyzNb+tD6mKI5zhEESQtMktSLGyJE54fWXCdzbdtcsgAZHc+7lXd8fZm4JY/CsXgBBXH/+kW0V2+Xp3XF1SA4LXeKXDGnf6izXkSbxlMVTRBbiR6djBnHFP/HZ67SJEckUjzE74YG4kMn5GeQFn7HZP8+++3CRLh15l4FAKXXjbHS9MPtRkncXmNagCqAPuj0UU+EaQQeRuf1O+OG6z13mhP5Tn9LPqZdCddPeON/MuygNjlX/xFr8PQuSTLc+BA==</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>";
    let wrapped = key.to_owned() + &token(WSC[0], "<wsse:Reference URI=\"#EK\"/>", settings);
    // Both sides have it.
    let shared = context(WSC[1]) + &token(WSC[1], "<wsse:Reference URI=\"#SCT\"/>", settings);
    for tokens in [wrapped, shared] {
        let verified = reader.verify(encrypted(&tokens).as_bytes());
        let verified = verified.expect("decrypted").envelope;
        let text = String::from_utf8(verified).expect("text");
        assert!(text.contains(">42</o:Secret>"), "{text}");
    }
    let other = token(WSC[0], "<wsse:Reference URI=\"urn:context:1\"/>", "");
    let error = reader.verify(encrypted(&other).as_bytes());
    let error = error.expect_err("another key");
    assert_eq!(error.kind(), ErrorKind::Decryption, "{error}");
    // One of itself.
    let circle = token(WSC[0], "<wsse:Reference URI=\"#DK\"/>", settings);
    let error = reader.verify(encrypted(&circle).as_bytes());
    let error = error.expect_err("a circle");
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
}

/// Signs and encrypts by keys that follow from a secret.
fn by(key: MessageKey) -> Vec<u8> {
    Outbound::new()
        .with_message_key(key)
        .with_signature(Signing::with_message_key().with_parts([Part::Body, Part::Addressing]))
        .with_encryption(Encryption::with_message_key())
        .apply(MESSAGE.as_bytes())
        .expect("protected")
}

#[test]
fn keys_that_are_derived_here() {
    let known = || MessageKey::known(SecretKey::new(SECRET), "urn:context:1");
    let of_key = || MessageKey::of_encrypted_key(SecretKey::new(SECRET), NONCE);
    for (key, name) in [
        (known(), "urn:context:1"),
        (of_key(), NONCE),
        (known().without_derived_keys(), "urn:context:1"),
        (of_key().without_derived_keys(), NONCE),
    ] {
        let message = by(key);
        let inbound = Inbound::new()
            .trust_secret(SecretKey::new(*b"another secret"), Some("other"))
            .trust_secret(SecretKey::new(SECRET), Some(name))
            .with_decryption_secret(SecretKey::new(SECRET), Some(name))
            .require_signed([Part::Body, Part::Addressing])
            .require_encrypted([Part::Body]);
        let verified = inbound.verify(&message).expect("accepted");
        assert_eq!(verified.signatures[0].secret.as_deref(), Some(name));
        assert!(verified.message_key.is_none());
        let text = String::from_utf8(message).expect("text");
        assert!(!text.contains("ring &amp; wait"));
        let changed = text.replace("urn:orders/place", "urn:orders/plaxe");
        let error = inbound.verify(changed.as_bytes()).expect_err("changed");
        assert_eq!(error.kind(), ErrorKind::Signature);
    }
    // Two keys of one message are two, each with its own nonce.
    let text = String::from_utf8(by(known())).expect("text");
    let nonces: Vec<&str> = text
        .split("<wsc:Nonce>")
        .skip(1)
        .map(|rest| &rest[..24])
        .collect();
    assert_eq!(nonces.len(), 2);
    assert_ne!(nonces[0], nonces[1]);

    let without = Outbound::new().with_signature(Signing::with_message_key());
    let error = without.apply(MESSAGE.as_bytes()).expect_err("no key");
    assert_eq!(error.kind(), ErrorKind::Missing);
    let answer = Outbound::new().with_message_key(MessageKey::of_request());
    let error = answer.apply(MESSAGE.as_bytes()).expect_err("no request");
    assert_eq!(error.kind(), ErrorKind::Missing);
}

#[test]
fn a_secret_that_the_message_brings() {
    let message = by(MessageKey::new(certificate("server")));
    let server = || Inbound::new().with_decryption(identity("server"));
    let verified = server()
        .allow_message_keys()
        .verify(&message)
        .expect("accepted");
    let by = &verified.signatures[0];
    assert!(by.certificate.is_none() && by.public_key.is_none() && by.secret.is_some());
    assert!(verified.message_key.is_some());
    // Everybody who has the certificate could have made it, so it takes an explicit word.
    let error = server().verify(&message).expect_err("nobody is trusted");
    assert_eq!(error.kind(), ErrorKind::Algorithm, "{error}");
    let other = Inbound::new()
        .with_decryption(identity("rsa"))
        .allow_message_keys();
    other.verify(&message).expect_err("for another");

    // The secret itself is the key of a cipher that needs fewer bytes.
    let short = |key: MessageKey| {
        Outbound::new()
            .with_message_key(key.without_derived_keys())
            .with_signature(Signing::with_message_key())
            .with_encryption(Encryption::with_message_key().with_cipher(Cipher::Aes128Gcm))
            .apply(MESSAGE.as_bytes())
    };
    let key = || MessageKey::new(certificate("server"));
    assert_eq!(short(key()).expect_err("32 bytes").kind(), ErrorKind::Key);
    let message = short(key().with_length(16)).expect("protected");
    server()
        .allow_message_keys()
        .verify(&message)
        .expect("accepted");

    // Parts by two secrets are not one message.
    let two = Outbound::new()
        .with_message_key(MessageKey::new(certificate("server")))
        .with_signature(Signing::with_message_key().with_parts([Part::Body]))
        .with_message_key(MessageKey::new(certificate("server")))
        .with_signature(Signing::with_message_key().with_parts([Part::Addressing]))
        .apply(MESSAGE.as_bytes())
        .expect("protected");
    let both = server().allow_message_keys();
    both.clone().verify(&two).expect("the Body is signed");
    let error = both
        .require_signed([Part::Body, Part::Addressing])
        .verify(&two)
        .expect_err("two");
    assert_eq!(error.kind(), ErrorKind::Unprotected);
}
