//! A package that is written while it is sent.

use super::{Attachment, InvalidRequest, repeated};
use crate::http::attachments::StreamedAttachment;
use crate::http::byte_stream::{ByteStream, Source};
use bytes::Bytes;
use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::task::{Context, Poll, ready};

/// The Content-Type of a package whose first part has the id `root`. `essence` is that of the message; `action` is that of SOAP 1.2,
/// empty if there is none.
pub(crate) fn package_type(
    boundary: &str,
    root: &str,
    (essence, is_mtom): (&str, bool),
    action: &str,
) -> String {
    let kind = if is_mtom { MTOM } else { essence };
    let mut content_type =
        format!("multipart/related; type=\"{kind}\"; start=\"<{root}>\"; boundary=\"{boundary}\"");
    if is_mtom {
        content_type.push_str(&format!("; start-info=\"{essence}\""));
        if !action.is_empty() {
            content_type.push_str(&format!("; action=\"{action}\""));
        }
    }
    content_type
}

/// The media type of the root part of MTOM.
const MTOM: &str = "application/xop+xml";

/// The message as the root part of a package. `plain` is its Content-Type alone.
pub(crate) fn root_part(
    id: &str,
    message: Bytes,
    (essence, is_mtom): (&str, bool),
    plain: &str,
) -> Attachment {
    let content_type = match is_mtom {
        true => format!("{MTOM}; charset=utf-8; type=\"{essence}\""),
        false => plain.to_owned(),
    };
    Attachment::new(id, content_type, message)
}

/// A package to send.
pub(crate) struct Outgoing {
    pub(crate) body: ByteStream,
    pub(crate) boundary: String,
}

/// Makes a package of parts in memory, of which the first one is the message, and then of others.
pub(crate) fn package(
    whole: &[Attachment],
    streamed: Vec<StreamedAttachment>,
) -> Result<Outgoing, InvalidRequest> {
    let ids = whole.iter().map(|part| part.content_id.as_str());
    let ids = ids.chain(streamed.iter().map(|part| part.content_id.as_str()));
    if !repeated(ids).is_empty() {
        return Err(InvalidRequest::new(
            "each attachment has a Content-ID of its own",
        ));
    }
    let boundary = random_boundary();
    let mut pieces = VecDeque::new();
    let mut length = Some(0_u64);
    let mut text = |pieces: &mut VecDeque<Segment>, bytes: Bytes| {
        length = length.and_then(|all| all.checked_add(bytes.len() as u64));
        pieces.push_back(Segment::Bytes(bytes));
    };
    let mut before = format!("--{boundary}\r\n");
    let next = format!("\r\n--{boundary}\r\n");
    for part in whole {
        let head = format!("{before}{}\r\n", part.head().write()?);
        text(&mut pieces, head.into());
        text(&mut pieces, part.body.clone());
        before.clone_from(&next);
    }
    let mut streams = Some(0_u64);
    for part in streamed {
        let head = format!("{before}{}\r\n", part.head().write()?);
        text(&mut pieces, head.into());
        let known = part.body.length();
        streams = streams
            .zip(known)
            .and_then(|(all, one)| all.checked_add(one));
        pieces.push_back(Segment::Stream(Measured {
            content_id: part.content_id,
            stream: part.body,
            announced: known,
            bytes: 0,
        }));
        before.clone_from(&next);
    }
    text(&mut pieces, format!("\r\n--{boundary}--\r\n").into());
    let length = length.zip(streams);
    let length = length.and_then(|(all, streams)| all.checked_add(streams));
    let body = ByteStream::of(PackageBody(pieces));
    let body = match length {
        Some(length) => body.with_length(length),
        None => body,
    };
    Ok(Outgoing { body, boundary })
}

/// A boundary of 128 bits that nobody can guess, and that no part therefore has: streams cannot be searched before they are sent.
fn random_boundary() -> String {
    // Each has keys of its own, from the randomness of the system.
    let number = || RandomState::new().hash_one(0_u8);
    format!("soap-runtime-{:016x}{:016x}", number(), number())
}

enum Segment {
    Bytes(Bytes),
    Stream(Measured),
}

/// The body of a part, which has as many bytes as were announced.
struct Measured {
    content_id: String,
    stream: ByteStream,
    announced: Option<u64>,
    bytes: u64,
}

impl Measured {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let piece = ready!(self.stream.poll_next(context));
        let bytes = match &piece {
            Some(Ok(piece)) => piece.len() as u64,
            Some(Err(_)) => return Poll::Ready(piece),
            None => 0,
        };
        self.bytes = self.bytes.saturating_add(bytes);
        let is_wrong = self.announced.is_some_and(|announced| match piece {
            Some(_) => self.bytes > announced,
            None => self.bytes != announced,
        });
        if is_wrong {
            let message = format!(
                "the attachment {:?} has other than the {} bytes that were announced",
                self.content_id,
                self.announced.unwrap_or_default()
            );
            return Poll::Ready(Some(Err(io::Error::other(message))));
        }
        Poll::Ready(piece)
    }
}

struct PackageBody(VecDeque<Segment>);

impl Source for PackageBody {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            let piece = match self.0.front_mut() {
                Some(Segment::Bytes(bytes)) => Some(Ok(std::mem::take(bytes))),
                Some(Segment::Stream(part)) => match ready!(part.poll(context)) {
                    Some(Ok(piece)) => return Poll::Ready(Some(Ok(piece))),
                    other => other,
                },
                None => return Poll::Ready(None),
            };
            self.0.pop_front();
            match piece {
                // The rest is not sent.
                Some(Err(_)) => self.0.clear(),
                Some(Ok(_)) => {}
                None => continue,
            }
            return Poll::Ready(piece);
        }
    }
}
