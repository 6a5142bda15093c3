//! Requests as packages: MTOM (XOP 1.0), and SOAP Messages with Attachments.

use super::encode::Beside;
use crate::http::InvalidRequest;
use crate::http::byte_stream::ByteStream;
use crate::http::multipart::{self, Attachment, Outgoing, package_type, root_part};
use crate::soap::SoapVersion;
use bytes::Bytes;

/// `Content-ID` of the message itself.
const ROOT: &str = "root@soap-runtime";

/// The body of a request.
#[derive(Default)]
pub(super) struct RequestBody {
    /// The body, if it is in memory.
    pub(super) whole: Bytes,
    /// The body, if it is read while it is sent.
    pub(super) stream: Option<ByteStream>,
}

/// Makes the package of a message, and its Content-Type.
///
/// `values` are parts that values of the message are in; `plain` is the Content-Type of the message alone; `action` is that of SOAP 1.2,
/// empty if there is none.
pub(super) fn package(
    message: &Bytes,
    (values, (attachments, streamed)): (&[Attachment], Beside),
    (version, mtom): (SoapVersion, bool),
    (plain, action): (String, &str),
) -> Result<(RequestBody, String), InvalidRequest> {
    let essence = match version {
        SoapVersion::Soap11 => "text/xml",
        SoapVersion::Soap12 => "application/soap+xml",
    };
    let mut all = vec![root_part(ROOT, message.clone(), (essence, mtom), &plain)];
    all.extend_from_slice(values);
    all.extend(attachments);
    let (package, boundary) = if streamed.is_empty() {
        let (whole, boundary) = multipart::write(&all)?;
        let whole = whole.into();
        let package = RequestBody {
            whole,
            stream: None,
        };
        (package, boundary)
    } else {
        let Outgoing { body, boundary } = multipart::package(&all, streamed)?;
        let package = RequestBody {
            whole: Bytes::new(),
            stream: Some(body),
        };
        (package, boundary)
    };
    let action = match version {
        SoapVersion::Soap11 => "",
        SoapVersion::Soap12 => action,
    };
    let content_type = package_type(&boundary, ROOT, (essence, mtom), action);
    Ok((package, content_type))
}
