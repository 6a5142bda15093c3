//! From an HTTP response to the response of a call, or an error.

use super::{CallOptions, HttpError, HttpReason, ResponseParts, ResponseSink, encode};
use crate::binding::Parts;
use crate::http::content_coding::{self, ContentCodingError};
use crate::http::endpoint;
use crate::http::media_type::MediaType;
use crate::http::multipart::{self, Attachment, Package};
use crate::http::sniff::{BodyKind, sniff};
use crate::soap::{EnvelopeReader, Operation, Outcome, Received};
use crate::xml::ReadOptions;
use crate::{DecodeError, DecodeErrorKind, Error, Redaction};
use bytes::Bytes;
use http::StatusCode;
use std::borrow::Cow;

/// Reads a response. `sent` is the request, whose secrets errors then do not show.
pub(super) fn response(
    operation: &'static Operation,
    response: http::Response<Bytes>,
    options: &CallOptions,
    sent: Option<&[u8]>,
    sink: &mut dyn ResponseSink,
) -> Result<ResponseParts, Error> {
    read(operation, response, options, sink)
        .map_err(|error| located(operation, error, options, sent))
}

/// Says whose error it is, and what it must not show.
pub(super) fn located(
    operation: &'static Operation,
    error: Error,
    options: &CallOptions,
    sent: Option<&[u8]>,
) -> Error {
    let mut redaction = options.redaction.clone().unwrap_or_default();
    if let Some(sent) = sent {
        redaction.learn(sent);
    }
    error
        .at(operation.service, operation.name)
        .with_redaction(redaction)
}

fn read(
    operation: &'static Operation,
    response: http::Response<Bytes>,
    options: &CallOptions,
    sink: &mut dyn ResponseSink,
) -> Result<ResponseParts, Error> {
    let (parts, body) = response.into_parts();
    let response = http::Response::from_parts(parts, ());
    let status = response.status();
    let limit = encode::message_limit(options);
    let no_response = |body: &Bytes, reason| {
        let error = Error::from(HttpError::new(&response, body, reason));
        if body.is_empty() {
            error
        } else {
            error.with_raw(body.clone())
        }
    };

    if status.is_redirection() {
        let base = options
            .endpoint
            .as_deref()
            .and_then(|endpoint| endpoint::parse(endpoint).ok());
        let location = response.headers().get(http::header::LOCATION);
        let target = location
            .zip(base)
            .and_then(|(location, base)| endpoint::location(&base, location));
        let host = target.and_then(|uri| {
            uri.authority()
                .map(|authority| endpoint::shown(authority.as_str()))
        });
        return Err(no_response(&body, HttpReason::Redirect { host }));
    }
    let body = match content_coding::decode(response.headers(), body.clone(), limit) {
        Ok(body) => body,
        Err(error) => return Err(no_response(&body, error.into())),
    };
    let mut media_type = MediaType::of(response.headers());
    let mut attachments = None;
    let whole = body.clone();
    let body = if media_type.essence.starts_with("multipart/") {
        match multipart::parse(&media_type, &body) {
            Ok(package) => {
                let Package {
                    root,
                    root_type,
                    attachments: others,
                } = package;
                media_type = MediaType::parse(&root_type);
                attachments = Some(others);
                root
            }
            Err(reason) => return Err(no_response(&whole, HttpReason::Multipart(reason))),
        }
    } else {
        body
    };
    match sniff(&body) {
        BodyKind::Empty if status.is_success() => {
            let complete = operation.one_way
                || operation.output.is_none()
                || (operation.void
                    && matches!(status, StatusCode::ACCEPTED | StatusCode::NO_CONTENT));
            return if complete {
                Ok(ResponseParts {
                    skipped: Vec::new(),
                    deviations: Vec::new(),
                    unknown_headers: Vec::new(),
                    attachments: attachments.unwrap_or_default(),
                    http: response.into_parts().0,
                })
            } else {
                Err(no_response(&body, HttpReason::Empty))
            };
        }
        BodyKind::Envelope => {}
        BodyKind::Xml if status.is_success() && media_type.is_xml() => {}
        _ if status.is_success() => return Err(no_response(&body, HttpReason::NotSoap)),
        _ => return Err(no_response(&body, HttpReason::Status)),
    }

    let read_options = read_options(options);
    let expected = operation.output.filter(|_| !operation.one_way);
    let (headers, content) = sink.parts();
    let received = EnvelopeReader::new(&read_options)
        .charset(media_type.charset())
        .style(operation.style)
        .parts(attachments.as_ref().map(|parts| parts as &dyn Parts))
        .read(&body, headers, expected.map(|member| (member, content)));
    // Headers come first: what they say about a failure holds even if the body could not be read, as the wrapper of a failed
    // call is often empty.
    let outcome = match received {
        Ok(Received {
            outcome: Outcome::Fault(fault),
            ..
        }) => {
            return Err(Error::from(fault)
                .with_raw(body)
                .with_headers(sink.take_headers()));
        }
        Ok(received) => Ok(received),
        Err(error) => Err(error),
    };
    if headers_hold(outcome.as_ref().err())
        && let Some(hook) = &options.error_header
        && let Some(error) = hook(sink.headers())
    {
        return Err(Error::from(error)
            .with_raw(body)
            .with_headers(sink.take_headers()));
    }
    match outcome {
        _ if !status.is_success() => Err(no_response(&body, HttpReason::Status)),
        Ok(received) => Ok(ResponseParts {
            skipped: received.skipped,
            deviations: received.deviations,
            unknown_headers: received.unknown_headers,
            attachments: attachments.unwrap_or_default(),
            http: response.into_parts().0,
        }),
        Err(error) => Err(Error::from(error)
            .with_raw(body)
            .with_headers(sink.take_headers())),
    }
}

/// Whether what the headers say can be relied upon: not if the message is cut off or beyond a limit, or if it is a header that
/// could not be read.
fn headers_hold(error: Option<&DecodeError>) -> bool {
    error.is_none_or(|error| {
        !matches!(
            error.kind(),
            DecodeErrorKind::Syntax | DecodeErrorKind::Limit | DecodeErrorKind::Forbidden
        ) && (error.path() == "/Envelope" || error.path().starts_with("/Envelope/Body"))
    })
}

/// The names whose text errors mask are those of the redaction, too.
fn read_options(options: &CallOptions) -> Cow<'_, ReadOptions> {
    let mut read = match &options.read {
        Some(read) => Cow::Borrowed(read),
        None => Cow::Owned(ReadOptions::default()),
    };
    let names = options.redaction.as_ref().map_or(&[][..], Redaction::names);
    let extra: Vec<&'static str> = names
        .iter()
        .copied()
        .filter(|name| !read.secrets.contains(name))
        .collect();
    if !extra.is_empty() {
        read.to_mut().secrets.to_mut().extend(extra);
    }
    let understood: Vec<&'static str> = options
        .raw_headers
        .iter()
        .flat_map(|one| one.understood().iter().copied())
        .filter(|name| !read.understood.contains(name))
        .collect();
    if !understood.is_empty() {
        read.to_mut().understood.extend(understood);
    }
    read
}

impl Parts for Vec<Attachment> {
    fn part(&self, content_id: &str) -> Option<&[u8]> {
        self.iter()
            .find(|part| part.content_id == content_id)
            .map(|part| &*part.body)
    }
}

impl From<ContentCodingError> for HttpReason {
    fn from(error: ContentCodingError) -> Self {
        match error {
            ContentCodingError::Unreadable(coding) => Self::Encoding(coding),
            #[cfg(feature = "gzip")]
            ContentCodingError::TooLarge(limit) => Self::TooLarge(limit),
        }
    }
}
