//! Requests as `multipart/related` packages: MTOM/XOP, and SOAP messages with attachments (RFC 2387, XOP 1.0, SOAP Messages with
//! Attachments).

use super::{Attachment, CallOptions};
use crate::soap::SoapVersion;
use crate::transport::{TransportError, TransportErrorKind};
use crate::xml::part_id;

/// `Content-ID` of the message itself.
const ROOT: &str = "root@soap-runtime";

/// The body of the HTTP request for a message and its Content-Type, which is `plain` if the message goes by itself.
///
/// `parts` are the bytes that were taken out of the message; `action` is that of SOAP 1.2, empty if there is none.
pub(super) fn body(
    message: Vec<u8>,
    parts: &[Vec<u8>],
    version: SoapVersion,
    plain: &str,
    action: &str,
    options: &CallOptions,
) -> Result<(Vec<u8>, String), TransportError> {
    if options.mtom.is_none() && options.attachments.is_empty() {
        return Ok((message, plain.to_owned()));
    }
    let essence = match version {
        SoapVersion::Soap11 => "text/xml",
        SoapVersion::Soap12 => "application/soap+xml",
    };
    let (kind, root_type) = match options.mtom {
        Some(_) => (
            "application/xop+xml",
            format!("application/xop+xml; charset=utf-8; type=\"{essence}\""),
        ),
        None => (essence, plain.to_owned()),
    };
    let mut heads = vec![head(&root_type, ROOT, "")?];
    let mut bodies: Vec<&[u8]> = vec![&message];
    for (position, part) in parts.iter().enumerate() {
        heads.push(head("application/octet-stream", &part_id(position), "")?);
        bodies.push(part);
    }
    for Attachment {
        content_id,
        content_type,
        content_location,
        body,
    } in &options.attachments
    {
        heads.push(head(content_type, content_id, content_location)?);
        bodies.push(body);
    }
    let boundary = boundary(&bodies);
    let mut package = Vec::with_capacity(bodies.iter().map(|body| body.len() + 256).sum());
    for (head, body) in heads.iter().zip(bodies) {
        for text in ["--", &boundary, "\r\n", head, "\r\n"] {
            package.extend_from_slice(text.as_bytes());
        }
        package.extend_from_slice(body);
        package.extend_from_slice(b"\r\n");
    }
    for text in ["--", &boundary, "--\r\n"] {
        package.extend_from_slice(text.as_bytes());
    }
    let mut content_type =
        format!("multipart/related; type=\"{kind}\"; start=\"<{ROOT}>\"; boundary=\"{boundary}\"");
    if options.mtom.is_some() {
        content_type.push_str(&format!("; start-info=\"{essence}\""));
        if version == SoapVersion::Soap12 && !action.is_empty() {
            content_type.push_str(&format!("; action=\"{action}\""));
        }
    }
    Ok((package, content_type))
}

/// The header fields of a part.
fn head(content_type: &str, id: &str, location: &str) -> Result<String, TransportError> {
    let odd = |text: &str| text.chars().any(|c| c.is_control() || !c.is_ascii());
    if odd(content_type) || odd(id) || odd(location) || id.contains(['<', '>']) {
        return Err(TransportError::new(
            TransportErrorKind::InvalidRequest,
            "Content-Type, Content-ID and Content-Location of an attachment are visible ASCII",
        ));
    }
    let mut head = String::new();
    for (name, before, value, after) in [
        ("Content-Type", "", content_type, ""),
        ("Content-Transfer-Encoding", "", "binary", ""),
        ("Content-ID", "<", id, ">"),
        ("Content-Location", "", location, ""),
    ] {
        if !value.is_empty() {
            head.push_str(&format!("{name}: {before}{value}{after}\r\n"));
        }
    }
    Ok(head)
}

/// A boundary that none of the bodies holds.
fn boundary(bodies: &[&[u8]]) -> String {
    let mut number = 0_u64;
    loop {
        let boundary = format!("soap-runtime-{number}");
        let finder = memchr::memmem::Finder::new(boundary.as_bytes());
        if bodies.iter().all(|body| finder.find(body).is_none()) {
            return boundary;
        }
        number += 1;
    }
}
