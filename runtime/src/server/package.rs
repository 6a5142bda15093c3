//! Packages: requests whose bytes are in several parts, and responses with attachments.

use super::body::Body;
use super::failure::{Failure, FailureKind};
use super::items::WaitingItems;
use super::messages::{Written, fault_response};
use super::settings::Settings;
use super::{faults, http_errors};
use crate::envelope;
use crate::http::attachments::Attachments;
use crate::http::byte_stream::ByteStream;
use crate::http::media_type::MediaType;
use crate::http::multipart::{self, Attachment, Malformed, Outgoing, Parameters};
use crate::http::timer::{Elapsed, timeout};
use crate::soap::SoapVersion;
use bytes::Bytes;
use http::{HeaderValue, header};
use std::io;

/// `Content-ID` of the message itself.
const ROOT: &str = "root@soap-runtime";

/// A message, and the attachments of its package.
pub(super) struct Unpacked {
    pub(super) message: Bytes,
    pub(super) media_type: MediaType,
    pub(super) parts: RequestPackage,
}

/// The attachments of a request.
pub(super) enum RequestPackage {
    None,
    Whole {
        attachments: Vec<Attachment>,
        /// Each Content-ID that several parts have.
        repeated: Vec<String>,
    },
    /// They arrive while the operation runs.
    Later {
        attachments: Box<Attachments>,
        /// Each Content-ID that several parts up to the message have.
        repeated: Vec<String>,
    },
    /// There are none, and the items of the message arrive while the operation runs.
    Items {
        /// Whether the message is there without its items, and not only its start.
        is_rest: bool,
        items: WaitingItems,
    },
}

impl RequestPackage {
    /// The attachments that are in memory.
    pub(super) fn take(&mut self) -> Vec<Attachment> {
        match self {
            Self::Whole { attachments, .. } => std::mem::take(attachments),
            _ => Vec::new(),
        }
    }

    /// The same package with other attachments.
    pub(super) fn with(mut self, seen: Vec<Attachment>) -> Self {
        match &mut self {
            Self::Whole { attachments, .. } => *attachments = seen,
            _ if seen.is_empty() => {}
            other => {
                *other = Self::Whole {
                    attachments: seen,
                    repeated: Vec::new(),
                }
            }
        }
        self
    }
}

impl Written {
    /// Collects the attachments.
    pub(super) async fn take_attachments(&mut self) -> io::Result<Vec<Attachment>> {
        let mut all = Vec::new();
        for part in std::mem::take(&mut self.attachments) {
            all.push(part.collect(usize::MAX).await?);
        }
        Ok(all)
    }
}

type Refused = Box<http::Response<Bytes>>;

/// Takes the message out of a package: in memory, or while it arrives.
pub(super) async fn unpack(
    settings: &Settings,
    media_type: &MediaType,
    stream: ByteStream,
) -> Result<Unpacked, Refused> {
    let parameters = Parameters::of(media_type).map_err(refused)?;
    let (limits, time) = (&settings.read.limits, settings.times.message);
    let late = |_: Elapsed| Box::new(http_errors::slow_body());
    // Interceptors of envelopes see all of them at once.
    let are_seen = envelope::see_attachments(&settings.envelope_interceptors);
    if let Some(attachments) = settings.attachments.as_ref().filter(|_| !are_seen) {
        let mut attachments =
            Attachments::arriving(stream, parameters.boundary, attachments.clone());
        let root = attachments.root(parameters.start, limits.message);
        let root = timeout(time, Box::pin(root)).await.map_err(late)?;
        let root = root.map_err(refusal)?;
        let repeated = attachments.take_repeated(settings.read.strict);
        return Ok(Unpacked {
            message: root.body,
            media_type: MediaType::parse(&root.content_type),
            parts: RequestPackage::Later {
                attachments: Box::new(attachments),
                repeated,
            },
        });
    }
    let body = timeout(time, Box::pin(stream.to_bytes(limits.message)));
    let body = body.await.map_err(late)?.map_err(refusal)?;
    let package = multipart::parse(media_type, &body, limits.attachments).map_err(refused)?;
    Ok(Unpacked {
        message: package.root,
        media_type: MediaType::parse(&package.root_type),
        parts: RequestPackage::Whole {
            attachments: package.attachments,
            repeated: package.repeated,
        },
    })
}

fn refused(reason: &'static str) -> Refused {
    Box::new(http_errors::no_package(reason))
}

/// The answer to a body that cannot be read.
fn refusal(error: io::Error) -> Refused {
    let kind = error.kind();
    let inner = error.into_inner().and_then(|inner| inner.downcast().ok());
    Box::new(match (inner, kind) {
        (Some(malformed), _) => {
            let Malformed(reason) = *malformed;
            http_errors::no_package(reason)
        }
        (None, io::ErrorKind::FileTooLarge) => http_errors::too_large(),
        (None, io::ErrorKind::TimedOut) => http_errors::slow_body(),
        (None, _) => http_errors::broken_body(),
    })
}

/// Puts the message of a response into a package with its attachments, if it has any.
pub(super) fn pack(
    version: SoapVersion,
    mut response: http::Response<Bytes>,
    written: Written,
    settings: &Settings,
) -> http::Response<Body> {
    if let Some(items) = written.items {
        return response.map(|_| Body::from(items));
    }
    if written.attachments.is_empty() {
        return response.map(Body::from);
    }
    let essence = match version {
        SoapVersion::Soap11 => "text/xml",
        SoapVersion::Soap12 => "application/soap+xml",
    };
    let kind = (essence, written.is_mtom);
    let message = std::mem::take(response.body_mut());
    let plain = format!("{essence}; charset=utf-8");
    let root = multipart::root_part(ROOT, message, kind, &plain);
    let package = multipart::package(&[root], written.attachments).map(|package| {
        let Outgoing { body, boundary } = package;
        let content_type = multipart::package_type(&boundary, ROOT, kind, "");
        (HeaderValue::try_from(content_type), body)
    });
    match package {
        Ok((Ok(content_type), body)) => {
            let (mut parts, _) = response.into_parts();
            parts.headers.insert(header::CONTENT_TYPE, content_type);
            http::Response::from_parts(parts, body.into())
        }
        // The Content-Type or Content-ID of an attachment cannot be sent.
        Ok((Err(_), _)) | Err(_) => {
            settings.report(&Failure::new(FailureKind::Response, None));
            fault_response(version, &faults::internal(), settings).map(Body::from)
        }
    }
}
