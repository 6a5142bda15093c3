//! Turns an HTTP response into the response of a call, or an error.

use super::incoming::Incoming;
use super::secrets::{self, Sent};
use super::{CallOptions, HttpError, HttpReason, ResponseParts, ResponseSink, encode};
use crate::binding::{Identifiers, Member, Parts};
use crate::envelope::EnvelopeInterceptors;
use crate::http::content_coding::{self, ContentCodingError};
use crate::http::endpoint;
use crate::http::media_type::MediaType;
use crate::http::multipart::{self, Attachment, Package};
use crate::http::sniff::{BodyKind, sniff};
use crate::soap::stream::{ItemPath, ItemReader};
use crate::soap::{EnvelopeReader, Fault, Later, Operation, Outcome, PartIndex, Received};
use crate::xml::{Deviation, DeviationKind, Limits, OwnedName, ReadOptions};
use crate::{DecodeError, DecodeErrorKind, EnvelopeContext, Error, Redaction, Rejection, envelope};
use bytes::Bytes;
use http::StatusCode;
use std::borrow::Cow;
use std::cell::Cell;

/// Adds service and operation to an error, and masks secrets in it.
pub(super) fn located(
    operation: &'static Operation,
    error: Error,
    options: &CallOptions,
    sent: Sent<'_>,
) -> Error {
    let redaction = redaction(operation, options, sent);
    error
        .at(operation.service, operation.name)
        .with_redaction(redaction)
}

/// The redaction of the client's options, or else that of the contract, with the secrets of an exchange.
pub(super) fn redaction(operation: &Operation, options: &CallOptions, sent: Sent<'_>) -> Redaction {
    let named = options.redaction.clone().unwrap_or_else(|| {
        let names = operation.secrets.iter();
        names.fold(Redaction::default(), |all, name| all.name(name))
    });
    secrets::learn(named, options, sent)
}

/// A response, decompressed and without its package.
pub(super) struct Unpacked {
    head: http::Response<()>,
    message: Message,
}

/// The message of an HTTP response, decompressed and without its package.
struct Message {
    body: Bytes,
    media_type: MediaType,
    attachments: Option<Vec<Attachment>>,
    /// Whether they arrive later.
    are_later: bool,
    /// Each Content-ID that several parts have.
    repeated: Vec<String>,
    /// The identifiers of items that were taken out of it.
    identifiers: Cell<Identifiers>,
}

impl Unpacked {
    /// Whether there is an envelope.
    pub(super) fn has_envelope(&self) -> bool {
        sniff(&self.message.body) == BodyKind::Envelope
    }

    pub(super) fn body(&self) -> &Bytes {
        &self.message.body
    }

    pub(super) fn charset(&self) -> Option<&str> {
        self.message.media_type.charset()
    }

    /// Whether its items can be read one by one.
    pub(super) fn may_have_items(&self) -> bool {
        self.head.status().is_success() && self.has_envelope()
    }

    /// The head, the message, and its package.
    pub(super) fn into_incoming(
        self,
        operation: &'static Operation,
        options: &CallOptions,
        path: &ItemPath,
    ) -> Incoming {
        let Message {
            body,
            media_type,
            attachments,
            repeated,
            ..
        } = self.message;
        let reader = item_reader(operation, options, path, media_type.charset());
        Incoming::whole(self.head, media_type, body, reader, (attachments, repeated))
    }

    /// A message without its items.
    pub(super) fn rest(
        head: http::Response<()>,
        media_type: MediaType,
        (rest, identifiers): (String, Identifiers),
        (attachments, repeated): (Option<Vec<Attachment>>, Vec<String>),
    ) -> Self {
        Self {
            head,
            message: Message {
                body: rest.into(),
                media_type,
                attachments,
                are_later: false,
                repeated,
                identifiers: Cell::new(identifiers),
            },
        }
    }

    /// The message of a package whose attachments arrive later, and each Content-ID that several parts up to it have.
    pub(super) fn root(head: http::Response<()>, root: Attachment, repeated: Vec<String>) -> Self {
        Self {
            head,
            message: Message {
                body: root.body,
                media_type: MediaType::parse(&root.content_type),
                attachments: None,
                are_later: true,
                repeated,
                identifiers: Cell::default(),
            },
        }
    }

    /// The same response after envelope interceptors.
    pub(super) async fn intercepted(
        mut self,
        interceptors: &EnvelopeInterceptors,
        context: &mut EnvelopeContext,
    ) -> Result<Self, Rejection> {
        let body = std::mem::take(&mut self.message.body);
        let seen = match envelope::see_attachments(interceptors) {
            true => self.message.attachments.take(),
            false => None,
        };
        let is_package = seen.is_some();
        let received = (body, seen.unwrap_or_default());
        let (body, seen) = envelope::incoming(interceptors, context, received).await?;
        self.message.body = body;
        if is_package || !seen.is_empty() {
            self.message.attachments = Some(seen);
        }
        Ok(self)
    }
}

/// Takes the message out of a response.
pub(super) fn unpack(
    response: http::Response<Bytes>,
    options: &CallOptions,
) -> Result<Unpacked, Error> {
    let (parts, body) = response.into_parts();
    let head = http::Response::from_parts(parts, ());
    if head.status().is_redirection() {
        let host = redirect_host(&head, options);
        return Err(no_response(&head, &body, HttpReason::Redirect { host }));
    }
    let message = message(&head, body, options)?;
    Ok(Unpacked { head, message })
}

/// Reads a response.
pub(super) fn read(
    operation: &'static Operation,
    response: Unpacked,
    options: &CallOptions,
    sink: &mut dyn ResponseSink,
) -> Result<ResponseParts, Error> {
    let Unpacked { head, message } = response;
    if let Some(deviation) = ignored(operation, &head, &message, options) {
        return Ok(ResponseParts {
            skipped: Vec::new(),
            deviations: vec![deviation],
            unknown_headers: Vec::new(),
            attachments: Vec::new(),
            http: head.into_parts().0,
        });
    }
    if is_empty(operation, &head, &message)? {
        return Ok(ResponseParts {
            skipped: Vec::new(),
            deviations: Vec::new(),
            unknown_headers: Vec::new(),
            attachments: message.attachments.unwrap_or_default(),
            http: head.into_parts().0,
        });
    }
    read_message(operation, head, message, options, sink)
}

/// The error for an HTTP response without a SOAP response.
pub(super) fn no_response(head: &http::Response<()>, body: &Bytes, reason: HttpReason) -> Error {
    let error = Error::from(HttpError::new(head, body, reason));
    if body.is_empty() {
        error
    } else {
        error.with_raw(body.clone())
    }
}

/// The host that a redirect leads to.
fn redirect_host(head: &http::Response<()>, options: &CallOptions) -> Option<String> {
    let base = endpoint::parse(options.endpoint.as_deref()?).ok()?;
    let location = head.headers().get(http::header::LOCATION)?;
    let target = endpoint::location(&base, location)?;
    let authority = target.authority()?;
    Some(endpoint::shown(authority.as_str()))
}

/// Undoes content codings, and takes the message out of a `multipart/related` package.
fn message(
    head: &http::Response<()>,
    body: Bytes,
    options: &CallOptions,
) -> Result<Message, Error> {
    let limit = encode::message_limit(options);
    let body = match content_coding::decode(head.headers(), body.clone(), limit) {
        Ok(body) => body,
        Err(error) => return Err(no_response(head, &body, error.into())),
    };
    let media_type = MediaType::of(head.headers());
    if !media_type.essence.starts_with("multipart/") {
        return Ok(Message {
            body,
            media_type,
            attachments: None,
            are_later: false,
            repeated: Vec::new(),
            identifiers: Cell::default(),
        });
    }
    let limits = options.read.as_ref().map(|read| &read.limits);
    let most = limits.map_or_else(
        || Limits::default().attachments,
        |limits| limits.attachments,
    );
    match multipart::parse(&media_type, &body, most) {
        Ok(Package {
            root,
            root_type,
            attachments,
            repeated,
        }) => Ok(Message {
            body: root,
            media_type: MediaType::parse(&root_type),
            attachments: Some(attachments),
            are_later: false,
            repeated,
            identifiers: Cell::default(),
        }),
        Err(reason) => Err(no_response(head, &body, HttpReason::Multipart(reason))),
    }
}

/// The response to a one-way operation, if it is to be ignored (WS-I Basic Profile 1.1, R2750): an envelope, even with
/// a fault, or any body with a status of acceptance. Any other body, such as a sign-in page, means that the request did
/// not arrive.
fn ignored(
    operation: &'static Operation,
    head: &http::Response<()>,
    message: &Message,
    options: &CallOptions,
) -> Option<Deviation> {
    let is_strict = options.read.as_ref().is_some_and(|read| read.strict);
    if !operation.one_way || !head.status().is_success() || is_strict {
        return None;
    }
    let what = match sniff(&message.body) {
        BodyKind::Envelope => {
            let read = EnvelopeReader::new(&read_options(operation, options))
                .charset(message.media_type.charset())
                .read(&message.body, &mut (), None);
            match read.map(|received| received.outcome) {
                Ok(Outcome::Fault(_)) => "a fault",
                _ => "a SOAP message",
            }
        }
        BodyKind::Empty => return None,
        _ if head.status() == StatusCode::ACCEPTED => "a body",
        _ => return None,
    };
    Some(Deviation {
        kind: DeviationKind::OneWay,
        message: format!("the response to a one-way operation holds {what}, which is ignored"),
        path: "/".to_owned(),
        offset: 0,
    })
}

/// True if there is no envelope and none is expected; false if there is one.
///
/// # Errors
/// The body is something else.
fn is_empty(
    operation: &'static Operation,
    head: &http::Response<()>,
    message: &Message,
) -> Result<bool, Error> {
    let status = head.status();
    let reason = match sniff(&message.body) {
        BodyKind::Envelope => return Ok(false),
        BodyKind::Empty if status.is_success() => {
            let none_due = operation.one_way
                || operation.output.is_none()
                || (operation.void
                    && matches!(status, StatusCode::ACCEPTED | StatusCode::NO_CONTENT));
            if none_due {
                return Ok(true);
            }
            HttpReason::Empty
        }
        BodyKind::Xml if status.is_success() && message.media_type.is_xml() => return Ok(false),
        _ if status.is_success() => HttpReason::NotSoap,
        _ => HttpReason::Status,
    };
    Err(no_response(head, &message.body, reason))
}

fn read_message(
    operation: &'static Operation,
    head: http::Response<()>,
    message: Message,
    options: &CallOptions,
    sink: &mut dyn ResponseSink,
) -> Result<ResponseParts, Error> {
    let Message {
        body,
        media_type,
        attachments,
        are_later,
        repeated,
        identifiers,
    } = message;
    let expected = operation.output.filter(|_| !operation.one_way);
    let (headers, content) = sink.parts();
    let index = attachments
        .as_deref()
        .map(|parts| part_index(parts, &repeated));
    let later = Later {
        repeated: &repeated,
    };
    let parts: Option<&dyn Parts> = match &index {
        Some(index) => Some(index),
        None if are_later => Some(&later),
        None => None,
    };
    let received = EnvelopeReader::new(&read_options(operation, options))
        .charset(media_type.charset())
        .faults(operation.faults)
        .components(operation.components)
        .parts(parts)
        .identifiers(Some(&identifiers))
        .version(operation.version)
        .read(&body, headers, expected.map(|member| (member, content)));
    let failed = |error: Error, sink: &mut dyn ResponseSink| {
        error
            .with_raw(body.clone())
            .with_headers(sink.take_headers())
    };
    let received = match received {
        Ok(Received {
            outcome: Outcome::Fault(mut fault),
            unknown_headers,
            ..
        }) => {
            fault.headers = unknown_headers;
            let unread = unread(operation, &fault);
            return Err(failed((*fault).into(), sink).with_unread(unread));
        }
        received => received,
    };
    // Headers come first. They report a failure even if the body cannot be read: a failed call often has an empty
    // wrapper.
    if headers_hold(received.as_ref().err())
        && let Some(hook) = &options.error_header
        && let Some(error) = hook(sink.headers())
    {
        return Err(failed(error.into(), sink));
    }
    match received {
        _ if !head.status().is_success() => Err(no_response(&head, &body, HttpReason::Status)),
        Ok(received) => Ok(ResponseParts {
            skipped: received.skipped,
            deviations: received.deviations,
            unknown_headers: received.unknown_headers,
            attachments: attachments.unwrap_or_default(),
            http: head.into_parts().0,
        }),
        Err(error) => Err(failed(error.into(), sink)),
    }
}

/// Why the detail of a declared fault is not one: it cannot be read, or has the name in another namespace. Only the first element with
/// the local name of a declared fault is looked at, so that a detail of many costs no more than one.
fn unread(operation: &'static Operation, fault: &Fault) -> Option<DecodeError> {
    let (detail, declared) = fault.detail.iter().find_map(|detail| {
        let local = detail.local_name();
        let mut faults = operation.faults.iter();
        Some((detail, faults.find(|member| *local == *member.name.local)?))
    })?;
    let name = detail.name();
    let is = |member: &&Member| name.is(member.name.namespace, member.name.local);
    if operation.faults.iter().any(is) {
        return operation.unread?(operation, detail);
    }
    let wanted = OwnedName::new(declared.name.namespace, declared.name.local);
    Some(DecodeError::at(
        DecodeErrorKind::Element,
        0,
        format!("it is {name} instead of {wanted}"),
    ))
}

/// A reader of the items of a response.
pub(super) fn item_reader(
    operation: &'static Operation,
    options: &CallOptions,
    path: &ItemPath,
    charset: Option<&str>,
) -> ItemReader {
    let read = read_options(operation, options).into_owned();
    ItemReader::new(path.clone(), charset, operation.components, read)
}

/// Reads and checks the headers of a response of which only the first part is there.
pub(super) fn read_head(
    operation: &'static Operation,
    options: &CallOptions,
    head: &str,
    parts: Option<&dyn Parts>,
    sink: &mut dyn ResponseSink,
) -> Result<(), Error> {
    let (headers, _) = sink.parts();
    let read = EnvelopeReader::new(&read_options(operation, options))
        .charset(Some("utf-8"))
        .components(operation.components)
        .parts(parts)
        .read_head(head.as_bytes(), headers);
    let failed = |error: Error, sink: &mut dyn ResponseSink| {
        let raw = Bytes::copy_from_slice(head.as_bytes());
        error.with_raw(raw).with_headers(sink.take_headers())
    };
    if headers_hold(read.as_ref().err())
        && let Some(hook) = &options.error_header
        && let Some(error) = hook(sink.headers())
    {
        return Err(failed(error.into(), sink));
    }
    read.map_err(|error| failed(error.into(), sink))
}

/// Whether the headers are reliable. They are not if the message is cut off or exceeds a limit, or if a header cannot
/// be read.
fn headers_hold(error: Option<&DecodeError>) -> bool {
    error.is_none_or(|error| {
        !matches!(
            error.kind(),
            DecodeErrorKind::Syntax | DecodeErrorKind::Limit | DecodeErrorKind::Forbidden
        ) && (error.path() == "/Envelope" || error.path().starts_with("/Envelope/Body"))
    })
}

/// Errors also mask the names of the redaction.
fn read_options<'o>(operation: &Operation, options: &'o CallOptions) -> Cow<'o, ReadOptions> {
    let mut read = match &options.read {
        Some(read) => Cow::Borrowed(read),
        None => Cow::Owned(ReadOptions::default()),
    };
    let secrets = match &options.redaction {
        Some(redaction) => read.secrets.clone().and(redaction.names()),
        None => {
            let names = operation.secrets.iter();
            names.fold(read.secrets.clone(), |all, name| all.with(name))
        }
    };
    if secrets != read.secrets {
        read.to_mut().secrets = secrets;
    }
    let understood: Vec<&'static str> = options
        .raw_headers
        .iter()
        .flat_map(|one| one.understood().iter().copied())
        .chain(envelope::understood(&options.envelope_interceptors))
        .filter(|name| !read.understood.contains(name))
        .collect();
    if !understood.is_empty() {
        read.to_mut().understood.extend(understood);
    }
    read
}

/// Finds the parts of a package.
pub(super) fn part_index<'a>(parts: &'a [Attachment], repeated: &'a [String]) -> PartIndex<'a> {
    let parts = parts.iter();
    PartIndex::new(parts.map(|part| (&*part.content_id, &*part.body)), repeated)
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
