//! From an operation and its request to an HTTP request.

use super::package::{self, Message};
use super::{CallOptions, endpoint, extra};
use crate::binding::{Complex, Content, Operation};
use crate::soap::{SoapVersion, write_package};
use crate::transport::{SendLimits, TransportError, TransportErrorKind};
use crate::{Error, Headers};
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderName, USER_AGENT};
use http::{HeaderValue, Method};
use std::time::Duration;

const SOAP_ACTION: HeaderName = HeaderName::from_static("soapaction");

/// The start tag of the Body as the writer spells it. It cannot occur before the Body but inside a header's raw XML.
const BODY: &[u8] = b"<s:Body";

/// The whole message. With [`CallOptions::mtom`], what its body holds of bytes becomes parts.
pub(super) fn envelope(
    operation: &'static Operation,
    headers: &Headers,
    request: Option<&dyn Content>,
    options: &CallOptions,
) -> Result<Message, Error> {
    let mut xml = Vec::with_capacity(1024);
    let selected = operation.input_headers.map(|table| headers.selected(table));
    let raw = if options.extra_headers.is_empty() {
        None
    } else {
        let raw = extra::of(operation, options)
            .map_err(|error| error.at(operation.service, operation.name))?;
        Some(raw)
    };
    let sets: Vec<&dyn Complex> = selected
        .iter()
        .map(|set| set as &dyn Complex)
        .chain(raw.iter().map(|set| set as &dyn Complex))
        .collect();
    let body = operation.input.zip(request);
    let parts = write_package(
        &mut xml,
        operation.version,
        operation.style,
        operation.declarations,
        &sets,
        body,
        &options.write.clone().unwrap_or_default(),
        options.mtom.filter(|_| request.is_some()),
    )
    .map_err(|error| Error::from(error).at(operation.service, operation.name))?;
    Ok(Message { xml, parts })
}

/// Puts headers into a message that was written without.
pub(super) fn with_headers(
    operation: &'static Operation,
    headers: &Headers,
    message: &Message,
    options: &CallOptions,
) -> Result<Message, Error> {
    let only_headers = envelope(operation, headers, None, options)?.xml;
    let start = memchr::memmem::rfind(&only_headers, BODY).and_then(|at| only_headers.get(..at));
    let rest = memchr::memmem::find(&message.xml, BODY).and_then(|at| message.xml.get(at..));
    match start.zip(rest) {
        Some((start, rest)) => Ok(Message {
            xml: [start, rest].concat(),
            parts: message.parts.clone(),
        }),
        None => Err(TransportError::new(
            TransportErrorKind::InvalidRequest,
            "the headers could not be put into the message",
        )
        .into()),
    }
}

/// The HTTP request that carries a message.
pub(super) fn http_request(
    operation: &'static Operation,
    message: Message,
    options: &CallOptions,
) -> Result<http::Request<Bytes>, Error> {
    let located = |error: TransportError| Error::from(error).at(operation.service, operation.name);
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
            located(TransportError::new(
                TransportErrorKind::InvalidRequest,
                "the SOAPAction cannot be put into an HTTP header",
            ))
        })
    };

    let (body, content_type) =
        package::body(message, operation.version, &content_type, &action, options)
            .map_err(located)?;
    let mut request = http::Request::new(Bytes::from(body));
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
    fields.insert(
        USER_AGENT,
        HeaderValue::from_static(concat!("soap-runtime/", env!("CARGO_PKG_VERSION"))),
    );
    for name in options.http_headers.keys() {
        fields.remove(name);
    }
    for (name, value) in &options.http_headers {
        fields.append(name, value.clone());
    }
    request.extensions_mut().insert(limits(options));
    Ok(request)
}

/// What the transport has to keep to.
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

/// Most bytes of a reply, before and after decompression.
pub(super) fn message_limit(options: &CallOptions) -> usize {
    options.read.as_ref().map_or_else(
        || SendLimits::default().response_bytes,
        |read| read.limits.message,
    )
}
