//! Reads a request message and writes the response to it.

use super::addressing::Addressed;
use super::failure::{Failure, FailureKind};
use super::faults;
use super::items::WaitingItems;
use super::more::More;
use super::package::RequestPackage;
use super::settings::Settings;
use crate::RawElement;
use crate::binding::{Complex, Content, Parts};
use crate::error::{EncodeError, EncodeErrorKind};
use crate::http::attachments::{Attachments, StreamedAttachment};
use crate::http::byte_stream::ByteStream;
use crate::soap::{
    EnvelopeReader, EnvelopeWriter, Fault, Later, Operation, PartIndex, RawHeaders, SoapVersion,
    write_fault,
};
use crate::xml::Skipped;
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use std::sync::Arc;

/// A request with a known operation.
pub(super) struct IncomingRequest {
    pub(super) operation: &'static Operation,
    pub(super) version: SoapVersion,
    pub(super) message: Bytes,
    pub(super) charset: Option<String>,
    pub(super) http: http::request::Parts,
    pub(super) settings: Arc<Settings>,
    /// The headers of WS-Addressing, where the dispatcher looks at them.
    pub(super) addressed: Option<Addressed>,
    pub(super) package: RequestPackage,
}

/// The message of a response, and its attachments.
#[derive(Default)]
pub(super) struct Written {
    pub(super) message: Vec<u8>,
    pub(super) attachments: Vec<StreamedAttachment>,
    /// Whether values of the message are in attachments.
    pub(super) is_mtom: bool,
    /// The whole body instead of the message, if its items are written while it is sent.
    pub(super) items: Option<ByteStream>,
}

/// Writes the response to a request.
pub(super) struct ResponseWriter {
    operation: &'static Operation,
    version: SoapVersion,
    settings: Arc<Settings>,
    addressed: Option<Addressed>,
}

/// The parts of a request other than headers and body, and the writer of its response.
pub(super) struct RequestParts {
    pub(super) skipped: Vec<Skipped>,
    pub(super) unknown_headers: Vec<RawElement>,
    pub(super) http: http::request::Parts,
    pub(super) attachments: Attachments,
    pub(super) items: Option<WaitingItems>,
    pub(super) writer: ResponseWriter,
}

impl IncomingRequest {
    /// Reads the message into `headers` and `body`.
    pub(super) fn read(
        self,
        headers: &mut dyn Complex,
        body: &mut dyn Content,
    ) -> Result<RequestParts, Box<Fault>> {
        let body = self.operation.input.map(|member| (member, body));
        let index = match &self.package {
            RequestPackage::Whole {
                attachments,
                repeated,
            } => {
                let parts = attachments.iter();
                let parts = parts.map(|part| (&*part.content_id, &*part.body));
                Some(PartIndex::new(parts, repeated))
            }
            _ => None,
        };
        let later = match &self.package {
            RequestPackage::Later { repeated, .. } => Some(Later { repeated }),
            _ => None,
        };
        let parts = index.as_ref().map(|parts| parts as &dyn Parts);
        let parts = parts.or(later.as_ref().map(|parts| parts as &dyn Parts));
        let reader = EnvelopeReader::new(&self.settings.read)
            .charset(self.charset.as_deref())
            .components(self.operation.components)
            .parts(parts);
        let read = match &self.package {
            RequestPackage::Items { is_rest: false, .. } => {
                let read = reader.read_head(&self.message, headers);
                read.map(|()| Default::default())
            }
            _ => (reader.read(&self.message, headers, body))
                .map(|received| (received.skipped, received.unknown_headers)),
        };
        let (skipped, unknown_headers) =
            read.map_err(|error| Box::new(faults::unreadable(&error)))?;
        let (attachments, items) = match self.package {
            RequestPackage::None => (Attachments::none(), None),
            RequestPackage::Whole { attachments, .. } => (Attachments::whole(attachments), None),
            RequestPackage::Later { attachments, .. } => (*attachments, None),
            RequestPackage::Items { items, .. } => (Attachments::none(), Some(items)),
        };
        let writer = ResponseWriter {
            operation: self.operation,
            version: self.version,
            settings: self.settings,
            addressed: self.addressed,
        };
        Ok(RequestParts {
            skipped,
            unknown_headers,
            http: self.http,
            attachments,
            items,
            writer,
        })
    }
}

impl ResponseWriter {
    /// Writes the message of a response.
    pub(super) fn write(
        self,
        headers: &dyn Complex,
        body: &dyn Content,
        (attachments, more): (Vec<StreamedAttachment>, Option<More>),
    ) -> Result<Written, Box<Fault>> {
        let mut message = Vec::with_capacity(1024);
        let addressing = self
            .addressed
            .map(|one| RawHeaders(one.response(self.operation)));
        let declared = self.operation.output_headers.map(|_| headers);
        let added = addressing.as_ref().map(|added| added as &dyn Complex);
        let headers: Vec<&dyn Complex> = declared.into_iter().chain(added).collect();
        let body = self.operation.output.map(|member| (member, body));
        let has = |id: &String| attachments.iter().any(|part| part.content_id == *id);
        let (named, items) = EnvelopeWriter::new(
            self.version,
            self.operation.declarations,
            &self.settings.write,
        )
        .components(self.operation.components)
        .partial(more.is_some())
        .write_packed(&mut message, &headers, body)
        .and_then(|named| match named.iter().find(|id| !has(id)) {
            Some(id) => {
                let message = format!(
                    "a value is in the part {id:?}, and the response has no such attachment"
                );
                let kind = EncodeErrorKind::Value;
                Err(EncodeError::new(kind, message, "/Envelope/Body".to_owned()))
            }
            None => Ok(named),
        })
        .and_then(|named| {
            let needs_all =
                !attachments.is_empty() || !self.settings.envelope_interceptors.is_empty();
            match &more {
                Some(_) if needs_all => Err(EncodeError::new(
                    EncodeErrorKind::Value,
                    "attachments and envelope interceptors need all of a response".to_owned(),
                    "/Envelope/Body".to_owned(),
                )),
                _ => Ok(named),
            }
        })
        .and_then(|named| {
            let settings = self.settings.clone();
            let items = more.map(|more| {
                let message = std::mem::take(&mut message);
                more.body(message.into(), self.operation, settings)
            });
            Ok((named, items.transpose()?))
        })
        .map_err(|error| {
            // The caller did not cause this, and must not see our data.
            let failure = Failure::new(FailureKind::Response, Some(self.operation));
            self.settings.report(&failure.caused_by(error));
            Box::new(faults::internal())
        })?;
        Ok(Written {
            message,
            attachments,
            is_mtom: !named.is_empty(),
            items,
        })
    }

    /// The fault of the operation, or another if it cannot be written.
    pub(super) fn fault(self, fault: Result<Fault, EncodeError>) -> Box<Fault> {
        Box::new(fault.unwrap_or_else(|error| {
            let failure = Failure::new(FailureKind::Fault, Some(self.operation));
            self.settings.report(&failure.caused_by(error));
            faults::internal()
        }))
    }
}

pub(super) fn message_response(version: SoapVersion, message: Vec<u8>) -> http::Response<Bytes> {
    let mut response = http::Response::new(Bytes::from(message));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type(version));
    response
}

pub(super) fn fault_response(
    version: SoapVersion,
    fault: &Fault,
    settings: &Settings,
) -> http::Response<Bytes> {
    let mut message = Vec::with_capacity(512);
    if let Err(error) = write_fault(&mut message, version, fault, &settings.write) {
        settings.report(&Failure::new(FailureKind::Fault, None).caused_by(error));
        // The service's own detail or reason holds a character that XML cannot carry.
        message.clear();
        if write_fault(&mut message, version, &faults::internal(), &settings.write).is_err() {
            message.clear();
        }
    }
    let mut response = message_response(version, message);
    *response.status_mut() = match version {
        SoapVersion::Soap12 if faults::is_sender(fault) => StatusCode::BAD_REQUEST,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    response
}

fn content_type(version: SoapVersion) -> HeaderValue {
    HeaderValue::from_static(match version {
        SoapVersion::Soap11 => "text/xml; charset=utf-8",
        SoapVersion::Soap12 => "application/soap+xml; charset=utf-8",
    })
}
