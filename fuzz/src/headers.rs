//! Headers of WS-Security before anything of them is trusted, and of WS-Addressing on a server.

use crate::service::{Enabled, EnabledResponse, IS_ENABLED, RequestHeaders, ResponseHeaders};
use arbitrary::{Result, Unstructured};
use bytes::Bytes;
use soap_runtime::server::{Dispatcher, Error, Request, Response};
use soap_security::{Inbound, Part, SecretKey};
use std::fmt::Write as _;
use std::pin::pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Waker};

/// The names of all elements, of both standards.
const NAMES: [&str; 47] = [
    "wsse:Security",
    "wsse:BinarySecurityToken",
    "wsse:UsernameToken",
    "wsse:Username",
    "wsse:Password",
    "wsse:Nonce",
    "wsu:Created",
    "wsu:Expires",
    "wsu:Timestamp",
    "wsse:SecurityTokenReference",
    "wsse:Reference",
    "wsse:KeyIdentifier",
    "wsse:Embedded",
    "ds:Signature",
    "ds:SignedInfo",
    "ds:CanonicalizationMethod",
    "ds:SignatureMethod",
    "ds:Reference",
    "ds:Transforms",
    "ds:Transform",
    "ds:DigestMethod",
    "ds:DigestValue",
    "ds:SignatureValue",
    "ds:KeyInfo",
    "ds:KeyName",
    "ds:X509Data",
    "ds:X509IssuerSerial",
    "ds:X509IssuerName",
    "ds:X509SerialNumber",
    "xenc:EncryptedKey",
    "xenc:EncryptedData",
    "xenc:EncryptionMethod",
    "xenc:CipherData",
    "xenc:CipherValue",
    "xenc:ReferenceList",
    "xenc:DataReference",
    "exc:InclusiveNamespaces",
    "wsa:Action",
    "wsa:MessageID",
    "wsa:To",
    "wsa:ReplyTo",
    "wsa:FaultTo",
    "wsa:Address",
    "wsa:ReferenceParameters",
    "old:Action",
    "old:ReplyTo",
    "old:ReferenceProperties",
];
const ATTRIBUTES: [&str; 14] = [
    "URI",
    "Id",
    "wsu:Id",
    "xml:id",
    "Algorithm",
    "ValueType",
    "EncodingType",
    "Type",
    "PrefixList",
    "s:mustUnderstand",
    "s:actor",
    "s:role",
    "wsa:IsReferenceParameter",
    "xmlns:p",
];
const VALUES: [&str; 26] = [
    "",
    "#body",
    "#a",
    "a",
    "body",
    "1",
    "ann",
    "s3cret",
    "AAECAwQFBgcICQoLDA0ODw==",
    "MIIB",
    "2024-05-06T07:08:09Z",
    "9999-12-31T23:59:59.999999999Z",
    "urn:test/IsEnabled",
    "http://www.w3.org/2005/08/addressing/anonymous",
    "http://www.w3.org/2001/10/xml-exc-c14n#",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
    "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
    "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
    "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
    "http://www.w3.org/2001/04/xmlenc#sha256",
    "http://www.w3.org/2001/04/xmlenc#aes128-cbc",
    "http://www.w3.org/2009/xmlenc11#aes128-gcm",
    "http://www.w3.org/2001/04/xmlenc#kw-aes128",
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary",
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText",
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest",
];
const DECLARATIONS: &str = "xmlns:wsse=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\" \
    xmlns:wsu=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\" \
    xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\" \
    xmlns:exc=\"http://www.w3.org/2001/10/xml-exc-c14n#\" xmlns:wsa=\"http://www.w3.org/2005/08/addressing\" \
    xmlns:old=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\"";

struct HeaderSetting {
    signed: Inbound,
    named: Inbound,
    dispatcher: Dispatcher,
}

static SETTING: LazyLock<HeaderSetting> = LazyLock::new(|| {
    let secret = SecretKey::new(*b"a secret of thirty-two characters");
    let signed = Inbound::new()
        .trust_secret(secret.clone(), None)
        .with_decryption_secret(secret, None)
        .require_signed([Part::Body]);
    let named = Inbound::new()
        .with_passwords(Arc::new(|user: &str| {
            (user == "ann").then(|| "s3cret".to_owned())
        }))
        .allow_text_passwords()
        .without_signature();
    let dispatcher = Dispatcher::builder(Arc::new(()))
        .operation(
            &IS_ENABLED,
            |_, _: Request<Enabled, RequestHeaders>| async {
                Ok::<_, Error>(Response::<_, ResponseHeaders>::new(EnabledResponse {
                    response: Some(true),
                }))
            },
        )
        .build();
    HeaderSetting {
        signed,
        named,
        dispatcher,
    }
});

/// A message that nobody signed is refused; who names a user has the password; each answer of the server is well-formed.
pub fn run(data: &[u8]) {
    let _ = judge(&mut Unstructured::new(data));
}

/// An element, and others in it.
fn element(u: &mut Unstructured<'_>, out: &mut String, depth: usize) -> Result<()> {
    let name = *u.choose(&NAMES)?;
    let _ = write!(out, "<{name}");
    let first = usize::from(u.arbitrary::<u8>()?);
    for at in 0..u.int_in_range(0..=2usize)? {
        // An attribute occurs once.
        let attribute = ATTRIBUTES[(first + at) % ATTRIBUTES.len()];
        let value = *u.choose(&VALUES)?;
        let value = if value.is_empty() && attribute == "xmlns:p" {
            "p"
        } else {
            value
        };
        let _ = write!(out, " {attribute}=\"{value}\"");
    }
    out.push('>');
    if depth == 0 || u.ratio(1, 3)? {
        out.push_str(u.choose(&VALUES)?);
    } else {
        for _ in 0..u.int_in_range(0..=4u8)? {
            element(u, out, depth - 1)?;
        }
    }
    let _ = write!(out, "</{name}>");
    Ok(())
}

fn judge(u: &mut Unstructured<'_>) -> Result<()> {
    let setting = &*SETTING;
    let mut header = String::new();
    for _ in 0..u.int_in_range(1..=4u8)? {
        if u.arbitrary()? {
            header.push_str("<wsse:Security>");
            for _ in 0..u.int_in_range(0..=4u8)? {
                element(u, &mut header, 5)?;
            }
            header.push_str("</wsse:Security>");
        } else {
            element(u, &mut header, 3)?;
        }
    }
    let message = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" {DECLARATIONS}><s:Header>{header}</s:Header>\
         <s:Body wsu:Id=\"body\" xmlns=\"{}\"><IsEnabled><Name>a</Name></IsEnabled></s:Body></s:Envelope>",
        crate::service::NS
    );
    let diagnosis = setting.signed.diagnose(message.as_bytes());
    let _ = format!("{diagnosis:?}");
    if let Ok(verified) = setting.signed.verify(message.as_bytes()) {
        panic!("{verified:?} of {message}");
    }
    match setting.named.verify(message.as_bytes()) {
        Ok(verified) => {
            let text = std::str::from_utf8(verified.envelope.as_ref()).expect("text");
            roxmltree::Document::parse(text).expect("what is verified is well-formed");
            let named = verified.username.as_deref();
            assert!(
                named.is_none() || (named == Some("ann") && message.contains("s3cret")),
                "{message}"
            );
        }
        Err(error) => drop(format!("{error} {error:?}")),
    }
    serve(&setting.dispatcher, message);
    Ok(())
}

fn serve(dispatcher: &Dispatcher, message: String) {
    let request = http::Request::post("http://h/a.svc")
        .header("content-type", "text/xml; charset=utf-8")
        .body(Bytes::from(message.clone()))
        .expect("a request");
    let answer = pin!(dispatcher.handle(request));
    let Poll::Ready(response) = answer.poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("the dispatcher waits for nothing: {message}");
    };
    let body = std::str::from_utf8(response.body()).expect("text");
    assert!(matches!(response.status().as_u16(), 200 | 500), "{message}");
    if let Err(error) = roxmltree::Document::parse(body) {
        panic!("{error} in {body}, for {message}");
    }
}
