//! Keys and messages of the tests. The keys were made for them with `openssl`, and protect nothing.
#![allow(dead_code)]

use soap_security::{Certificate, Identity, Inbound, Outbound, Part, PrivateKey, Signing};
use std::time::Duration;

/// A file of `tests/keys`.
pub fn bytes(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/keys/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).expect("a file of the tests")
}

pub fn text(name: &str) -> String {
    String::from_utf8(bytes(name)).expect("text")
}

pub fn certificate(name: &str) -> Certificate {
    Certificate::from_pem(&text(&format!("{name}.pem"))).expect("a certificate")
}

pub fn key(name: &str) -> PrivateKey {
    PrivateKey::from_pem(&text(&format!("{name}.key.pem"))).expect("a key")
}

pub fn identity(name: &str) -> Identity {
    Identity::new(key(name), vec![certificate(name)]).expect("an identity")
}

/// A message as a client writes it, with headers, text in several spellings and a value that names a prefix.
pub const MESSAGE: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" \
xmlns:wsa=\"http://www.w3.org/2005/08/addressing\" xmlns:o=\"urn:orders\" xmlns:unused=\"urn:unused\">\
<soap:Header><wsa:Action>urn:orders/place</wsa:Action><wsa:To>https://example.invalid/orders</wsa:To><o:Tenant id=\"7\">north</o:Tenant></soap:Header>\
<soap:Body><o:Place b='2' a=\"1\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"o:Rush\">\r\n\
<o:Note>ring &amp; wait &#13; <![CDATA[<twice>]]> \u{e6}\u{1F600}</o:Note><!-- for the courier --><Plain xmlns=\"\"/><o:Line n='a&#9;b \"c\"'/></o:Place></soap:Body></soap:Envelope>";

/// Signs Body and Timestamp, as most services ask for.
pub fn outbound(name: &str) -> Outbound {
    Outbound::new()
        .with_timestamp(Duration::from_secs(300))
        .with_signature(Signing::new(identity(name)).with_parts([Part::Body, Part::Timestamp]))
}

pub fn inbound() -> Inbound {
    Inbound::new()
        .trust_authority(certificate("authority"))
        .require_signed([Part::Body, Part::Timestamp])
}

pub fn signed(name: &str) -> String {
    let bytes = outbound(name)
        .apply(MESSAGE.as_bytes())
        .expect("it is signed");
    String::from_utf8(bytes).expect("text")
}
