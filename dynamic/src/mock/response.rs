//! The HTTP responses of the mock.

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use soap_runtime::soap::{Fault, SoapVersion, write_fault};
use soap_runtime::xml::WriteOptions;

/// The same envelope in the other version of SOAP: their elements, and the attributes of headers, differ by the namespace.
pub(super) fn in_namespace(envelope: &str, own: SoapVersion, version: SoapVersion) -> String {
    let mut text = envelope.to_owned();
    for quote in ['"', '\''] {
        let [from, to] = [own, version].map(|one| format!("{quote}{}{quote}", one.namespace()));
        text = text.replace(&from, &to);
    }
    text
}

pub(super) fn xml_response(version: SoapVersion, envelope: Bytes) -> http::Response<Bytes> {
    let mut response = http::Response::new(envelope);
    let kind = match version {
        SoapVersion::Soap11 => "text/xml; charset=utf-8",
        SoapVersion::Soap12 => "application/soap+xml; charset=utf-8",
    };
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// SOAP 1.1, section 6.2: every fault is a 500. SOAP 1.2 part 2, section 7.5.2.2: one of the sender is a 400.
pub(super) fn fault_response(version: SoapVersion, fault: &Fault) -> http::Response<Bytes> {
    let mut out = Vec::new();
    let mut options = WriteOptions::default();
    // The reason may quote what XML cannot carry.
    options.replace_characters = true;
    if let Err(error) = write_fault(&mut out, version, fault, &options) {
        out = error.to_string().into_bytes();
    }
    let is_sender = fault.code.is_sender();
    let mut response = xml_response(version, out.into());
    *response.status_mut() = match (version, is_sender) {
        (SoapVersion::Soap12, true) => StatusCode::BAD_REQUEST,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    response
}
