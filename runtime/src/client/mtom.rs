//! Requests as packages: MTOM (XOP 1.0), and SOAP Messages with Attachments.

use super::CallOptions;
use crate::http::InvalidRequest;
use crate::http::multipart::{self, Attachment};
use crate::soap::SoapVersion;

/// `Content-ID` of the message itself.
const ROOT: &str = "root@soap-runtime";

/// Makes the package of a message, and its Content-Type.
///
/// `parts` are the bytes taken out of the message; `plain` is the Content-Type of the message alone; `action` is that
/// of SOAP 1.2, empty if there is none.
pub(super) fn package(
    message: &bytes::Bytes,
    parts: &[Attachment],
    version: SoapVersion,
    plain: String,
    action: &str,
    options: &CallOptions,
) -> Result<(Vec<u8>, String), InvalidRequest> {
    let mtom = options.mtom.is_some();
    let essence = match version {
        SoapVersion::Soap11 => "text/xml",
        SoapVersion::Soap12 => "application/soap+xml",
    };
    let (kind, root_type) = match mtom {
        true => (
            "application/xop+xml",
            format!("application/xop+xml; charset=utf-8; type=\"{essence}\""),
        ),
        false => (essence, plain),
    };
    let mut all = vec![Attachment::new(ROOT, root_type, message.clone())];
    all.extend_from_slice(parts);
    all.extend_from_slice(&options.attachments);
    let (package, boundary) = multipart::write(&all)?;
    let mut content_type =
        format!("multipart/related; type=\"{kind}\"; start=\"<{ROOT}>\"; boundary=\"{boundary}\"");
    if mtom {
        content_type.push_str(&format!("; start-info=\"{essence}\""));
        if version == SoapVersion::Soap12 && !action.is_empty() {
            content_type.push_str(&format!("; action=\"{action}\""));
        }
    }
    Ok((package, content_type))
}
