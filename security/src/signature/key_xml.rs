//! Names of keys in XML.

use crate::certificate::Certificate;
use crate::error::Error;
use crate::key::{Ec, PublicKey};
use crate::names::{BASE64, DS11, SKI, THUMBPRINT, WSSE};
use crate::tree::push_text;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub(crate) fn key_info(inner: impl AsRef<str>) -> String {
    format!("<ds:KeyInfo>{}</ds:KeyInfo>", inner.as_ref())
}

pub(crate) fn name(name: &str) -> String {
    let mut text = String::new();
    push_text(name, &mut text);
    format!("<ds:KeyName>{text}</ds:KeyName>")
}

pub(crate) fn token_reference(inner: &str) -> String {
    format!(
        "<wsse:SecurityTokenReference xmlns:wsse=\"{WSSE}\">{inner}</wsse:SecurityTokenReference>"
    )
}

pub(crate) fn issuer_serial(certificate: &Certificate) -> String {
    let mut issuer = String::new();
    push_text(&certificate.issuer(), &mut issuer);
    format!(
        "<ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>{issuer}</ds:X509IssuerName><ds:X509SerialNumber>{}</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>",
        certificate.serial_number()
    )
}

pub(crate) fn subject_key_identifier(certificate: &Certificate) -> String {
    format!(
        "<wsse:KeyIdentifier EncodingType=\"{BASE64}\" ValueType=\"{SKI}\">{}</wsse:KeyIdentifier>",
        STANDARD.encode(certificate.subject_key_identifier())
    )
}

pub(crate) fn thumbprint(certificate: &Certificate) -> String {
    format!(
        "<wsse:KeyIdentifier EncodingType=\"{BASE64}\" ValueType=\"{THUMBPRINT}\">{}</wsse:KeyIdentifier>",
        STANDARD.encode(certificate.thumbprint())
    )
}

pub(crate) fn x509_certificates(chain: &[Certificate]) -> String {
    let all: String = chain
        .iter()
        .map(|certificate| {
            format!(
                "<ds:X509Certificate>{}</ds:X509Certificate>",
                STANDARD.encode(certificate.der())
            )
        })
        .collect();
    format!("<ds:X509Data>{all}</ds:X509Data>")
}

pub(crate) fn key_value(key: &PublicKey) -> Result<String, Error> {
    if let Some((modulus, exponent)) = key.rsa_numbers() {
        return Ok(format!(
            "<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>{}</ds:Modulus><ds:Exponent>{}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>",
            STANDARD.encode(modulus),
            STANDARD.encode(exponent)
        ));
    }
    if let Some(Ec { curve, point }) = key.ec_point() {
        return Ok(format!(
            "<ds:KeyValue><dsig11:ECKeyValue xmlns:dsig11=\"{DS11}\"><dsig11:NamedCurve URI=\"urn:oid:{curve}\"/><dsig11:PublicKey>{}</dsig11:PublicKey></dsig11:ECKeyValue></ds:KeyValue>",
            STANDARD.encode(point)
        ));
    }
    // XML Signature has no key value of this kind; 1.1 has the encoded form for all others.
    Ok(format!(
        "<dsig11:DEREncodedKeyValue xmlns:dsig11=\"{DS11}\">{}</dsig11:DEREncodedKeyValue>",
        STANDARD.encode(key.to_der()?)
    ))
}
