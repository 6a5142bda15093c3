//! Turns an operation and its request into an HTTP request.

use super::attachments::check_named;
use super::mtom::RequestBody;
use super::{CallOptions, mtom, raw_headers};
use crate::binding::part_id;
use crate::binding::{Complex, Content};
use crate::http::attachments::StreamedAttachment;
use crate::http::multipart::Attachment;
use crate::http::{InvalidRequest, endpoint};
use crate::soap::{EnvelopeWriter, Operation, SoapVersion};
use crate::transport::{SendLimits, USER_AGENT_VALUE};
use crate::xml::WriteOptions;
use crate::{EnvelopeContext, Error, Headers};
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderName, USER_AGENT};
use http::{HeaderValue, Method};
use std::time::Duration;

const SOAP_ACTION: HeaderName = HeaderName::from_static("soapaction");

/// The Body of a call's message, encoded once for all attempts.
pub(super) struct EncodedBody {
    /// From the start tag of the Body to the end of the envelope.
    xml: Vec<u8>,
    /// With [`CallOptions::mtom`], the bytes that are sent as parts.
    pub(super) parts: Vec<Attachment>,
    /// The attachments that values name.
    pub(super) named: Vec<String>,
}

/// Encodes the Body.
pub(super) fn body(
    operation: &'static Operation,
    request: &dyn Content,
    options: &CallOptions,
) -> Result<EncodedBody, Error> {
    let mut xml = Vec::with_capacity(1024);
    let write = options.write.clone().unwrap_or_default();
    // Headers are written for each attempt, and may have what the Body refers to.
    let packed = envelope(operation, &write)
        .headed(operation.input_headers.is_some())
        .write_body(
            &mut xml,
            operation.input.map(|member| (member, request)),
            // Envelope interceptors see all of the content: a signature must cover it.
            options
                .mtom
                .filter(|_| options.envelope_interceptors.is_empty()),
        )
        .map_err(|error| Error::from(error).at(operation.service, operation.name))?;
    let parts = (packed.parts.into_iter())
        .enumerate()
        .map(|(position, (bytes, media))| Attachment::new(part_id(position), media, bytes))
        .collect();
    Ok(EncodedBody {
        xml,
        parts,
        named: packed.named,
    })
}

/// An envelope with the headers of the client and nothing in its Body: errors do not show its secrets.
pub(super) fn headers_alone(operation: &'static Operation, options: &CallOptions) -> Option<Bytes> {
    let body = EncodedBody {
        xml: Vec::new(),
        parts: Vec::new(),
        named: Vec::new(),
    };
    let message = message(operation, &options.headers, &body, options).ok()?;
    Some(message.into())
}

/// Makes the envelope of one attempt with `headers` and the raw headers. Asks the providers of the latter.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
pub(super) fn message(
    operation: &'static Operation,
    headers: &Headers,
    body: &EncodedBody,
    options: &CallOptions,
) -> Result<Vec<u8>, Error> {
    let located = |error: Error| error.at(operation.service, operation.name);
    let selected = operation.input_headers.map(|table| headers.selected(table));
    let raw = match options.raw_headers.is_empty() {
        true => None,
        false => Some(raw_headers::ask(operation, options).map_err(located)?),
    };
    let sets: Vec<&dyn Complex> = selected
        .iter()
        .map(|set| set as &dyn Complex)
        .chain(raw.iter().map(|set| set as &dyn Complex))
        .collect();
    let mut message = Vec::with_capacity(1024 + body.xml.len());
    let write = options.write.clone().unwrap_or_default();
    envelope(operation, &write)
        .write_start(&mut message, &sets)
        .map_err(|error| located(error.into()))?;
    message.extend_from_slice(&body.xml);
    Ok(message)
}

/// The context of one attempt, for envelope interceptors.
pub(super) fn envelope_context(
    operation: &'static Operation,
    options: &CallOptions,
) -> EnvelopeContext {
    let mut context = EnvelopeContext::new(operation.version);
    context.operation = Some(operation);
    context.endpoint = options.endpoint.clone().unwrap_or_default();
    context
}

fn envelope<'a>(operation: &'static Operation, options: &'a WriteOptions) -> EnvelopeWriter<'a> {
    EnvelopeWriter::new(operation.version, operation.declarations, options)
        .components(operation.components)
}

/// The attachments of a request: those in memory, and those that are read while it is sent.
pub(super) type Beside = (Vec<Attachment>, Vec<StreamedAttachment>);

/// Refuses values that are in no attachment of the call.
pub(super) fn check_parts(
    operation: &'static Operation,
    body: &EncodedBody,
    (whole, streamed): &Beside,
) -> Result<(), Error> {
    check_named(&body.named, |id| {
        whole.iter().any(|part| part.content_id == id)
            || streamed.iter().any(|part| part.content_id == id)
    })
    .map_err(|error| Error::from(error).at(operation.service, operation.name))
}

/// The HTTP request that carries an envelope.
pub(super) fn http_request(
    operation: &'static Operation,
    message: Bytes,
    body: &EncodedBody,
    beside: Beside,
    options: &CallOptions,
) -> Result<http::Request<RequestBody>, Error> {
    let located = |error: InvalidRequest| Error::from(error).at(operation.service, operation.name);
    let uri = endpoint::parse(options.endpoint.as_deref().unwrap_or_default()).map_err(located)?;
    let action = operation.soap_action.replace(['"', '\\'], "");
    let (content_type, accept) = match operation.version {
        SoapVersion::Soap11 => ("text/xml; charset=utf-8".to_owned(), "text/xml"),
        SoapVersion::Soap12 if action.is_empty() => (
            "application/soap+xml; charset=utf-8".to_owned(),
            "application/soap+xml",
        ),
        SoapVersion::Soap12 => (
            format!("application/soap+xml; charset=utf-8; action=\"{action}\""),
            "application/soap+xml",
        ),
    };
    let value = |text: String| {
        HeaderValue::from_bytes(text.as_bytes()).map_err(|_| {
            located(InvalidRequest::new(
                "the SOAPAction cannot be put into an HTTP header",
            ))
        })
    };

    let has_attachments = !beside.0.is_empty() || !beside.1.is_empty();
    let (body, content_type) = if options.mtom.is_some() || has_attachments {
        let is_mtom = options.mtom.is_some() || !body.named.is_empty();
        mtom::package(
            &message,
            (&body.parts, beside),
            (operation.version, is_mtom),
            (content_type, &action),
        )
        .map_err(located)?
    } else {
        let body = RequestBody {
            whole: message,
            stream: None,
        };
        (body, content_type)
    };
    let mut request = http::Request::new(body);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = uri;
    let fields = request.headers_mut();
    fields.insert(CONTENT_TYPE, value(content_type)?);
    if operation.version == SoapVersion::Soap11 {
        fields.insert(SOAP_ACTION, value(format!("\"{action}\""))?);
    }
    fields.insert(ACCEPT, HeaderValue::from_static(accept));
    #[cfg(feature = "gzip")]
    fields.insert(
        http::header::ACCEPT_ENCODING,
        HeaderValue::from_static("gzip, deflate"),
    );
    fields.insert(USER_AGENT, HeaderValue::from_static(USER_AGENT_VALUE));
    for name in options.http_headers.keys() {
        fields.remove(name);
    }
    for (name, value) in &options.http_headers {
        fields.append(name, value.clone());
    }
    request.extensions_mut().insert(limits(options));
    Ok(request)
}

/// The limits for the transport.
fn limits(options: &CallOptions) -> SendLimits {
    let default = SendLimits::default();
    SendLimits {
        timeout: match options.timeout {
            Some(Duration::MAX) => None,
            Some(timeout) => Some(timeout),
            None => default.timeout,
        },
        response_bytes: message_limit(options),
    }
}

/// The most bytes of a response, before and after decompression.
pub(super) fn message_limit(options: &CallOptions) -> usize {
    options.read.as_ref().map_or_else(
        || SendLimits::default().response_bytes,
        |read| read.limits.message,
    )
}
