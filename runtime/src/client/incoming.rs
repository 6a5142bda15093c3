//! A response whose items are read while it arrives.

use super::decode::{self, Unpacked};
use super::secrets::Sent;
use super::{CallOptions, Client, HttpReason, ResponseParts, ResponseSink};
use crate::Error;
use crate::binding::{Field, Parts};
use crate::http::body::BodyCollector;
use crate::http::content_coding::{ContentCodingError, ContentDecoder};
use crate::http::media_type::MediaType;
use crate::http::multipart::Attachment;
use crate::soap::Operation;
use crate::soap::stream::{ItemPath, ItemReader, Ready};
use crate::transport::{Pieces, SentHeaders, TransportError};
use bytes::Bytes;
use http::HeaderValue;
use std::task::{Context, Poll};

/// The bytes that are given to the reader at once.
const SLICE: usize = 64 << 10;
/// The bytes that are taken from the connection before items are read, if they are there already.
const GATHERED: usize = 256 << 10;

/// The call of a response: errors name it, and mask the secrets of its request.
#[derive(Clone)]
pub(super) struct Origin {
    pub(super) client: Client,
    pub(super) operation: &'static Operation,
    pub(super) messages: [Bytes; 2],
    pub(super) authorization: Option<HeaderValue>,
    pub(super) added: Option<SentHeaders>,
}

impl Origin {
    pub(super) fn located(&self, error: Error) -> Error {
        let sent = Sent {
            messages: &self.messages,
            authorization: self.authorization.as_ref(),
            added: self.added.as_ref(),
        };
        decode::located(self.operation, error, self.client.options(), sent)
    }
}

/// A response that is still arriving.
pub(super) struct Incoming {
    /// Set when the first items are there.
    pub(super) origin: Option<Origin>,
    head: http::Response<()>,
    media_type: MediaType,
    /// `None` once all pieces are there.
    pieces: Option<Box<dyn Pieces>>,
    /// Why the rest does not arrive: known once what has arrived is read.
    broken: Option<TransportError>,
    /// The part of the last piece that was not given to the reader.
    piece: Bytes,
    coding: ContentDecoder,
    reader: ItemReader,
    ended: bool,
    attachments: Option<Vec<Attachment>>,
    repeated: Vec<String>,
}

impl Incoming {
    /// A response whose body arrives in pieces; `None` if it can only be read as a whole.
    pub(super) fn new(
        head: &http::Response<()>,
        operation: &'static Operation,
        options: &CallOptions,
        path: &ItemPath,
    ) -> Option<Self> {
        let media_type = MediaType::of(head.headers());
        let coding = ContentDecoder::of(head.headers())?;
        let is_whole = !head.status().is_success()
            || media_type.essence.starts_with("multipart/")
            || !options.envelope_interceptors.is_empty();
        (!is_whole).then(|| Self {
            origin: None,
            reader: decode::item_reader(operation, options, path, media_type.charset()),
            head: head.clone(),
            media_type,
            pieces: None,
            broken: None,
            piece: Bytes::new(),
            coding,
            ended: false,
            attachments: None,
            repeated: Vec::new(),
        })
    }

    /// The same response, with the pieces of its body.
    pub(super) fn with_pieces(mut self, pieces: Box<dyn Pieces>) -> Self {
        self.pieces = Some(pieces);
        self
    }

    /// A response that is there.
    pub(super) fn whole(
        head: http::Response<()>,
        media_type: MediaType,
        body: Bytes,
        reader: ItemReader,
        (attachments, repeated): (Option<Vec<Attachment>>, Vec<String>),
    ) -> Self {
        Self {
            origin: None,
            head,
            media_type,
            pieces: None,
            broken: None,
            piece: body,
            coding: ContentDecoder::plain(),
            reader,
            ended: false,
            attachments,
            repeated,
        }
    }

    /// Reads the next items into `place`, which is an empty list.
    pub(super) fn poll_read(
        &mut self,
        context: &mut Context<'_>,
        place: &mut dyn Field,
    ) -> Poll<Result<Ready, Error>> {
        loop {
            let index = self.attachments.as_deref();
            let index = index.map(|parts| decode::part_index(parts, &self.repeated));
            let parts = index.as_ref().map(|parts| parts as &dyn Parts);
            match self.reader.read(place, parts) {
                Ok(Ready::Nothing) => {}
                ready => return Poll::Ready(ready.map_err(Error::from)),
            }
            if !std::task::ready!(self.poll_more(context))? {
                self.finish()?;
            }
        }
    }

    /// Gives more bytes to the reader: those that are there, or the next ones. `false` if there are no more.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn poll_more(&mut self, context: &mut Context<'_>) -> Poll<Result<bool, Error>> {
        let mut gathered = 0;
        while gathered < GATHERED {
            if !self.piece.is_empty() {
                let mut slice = self.piece.split_to(self.piece.len().min(SLICE));
                gathered += slice.len();
                while !slice.is_empty() {
                    let decoded = self.coding.decode(&mut slice);
                    self.push(decoded)?;
                }
                continue;
            }
            let Some(pieces) = &mut self.pieces else {
                break;
            };
            if gathered > 0 && pieces.waits() {
                break;
            }
            match pieces.poll_piece(context) {
                Poll::Ready(Ok(Some(piece))) => self.piece = piece,
                Poll::Ready(Ok(None)) => self.pieces = None,
                Poll::Ready(Err(error)) => {
                    self.pieces = None;
                    self.broken = Some(error);
                }
                Poll::Pending if gathered == 0 => return Poll::Pending,
                Poll::Pending => break,
            }
        }
        match self.broken.take_if(|_| gathered == 0) {
            Some(error) => Poll::Ready(Err(error.into())),
            None => Poll::Ready(Ok(gathered > 0)),
        }
    }

    fn finish(&mut self) -> Result<(), Error> {
        if std::mem::replace(&mut self.ended, true) {
            return Ok(());
        }
        let last = self.coding.end();
        self.push(last)?;
        Ok(self.reader.end()?)
    }

    fn push(&mut self, decoded: Result<Bytes, ContentCodingError>) -> Result<(), Error> {
        match decoded {
            Ok(bytes) => Ok(self.reader.push(&bytes)?),
            Err(error) => {
                let reason = HttpReason::from(error);
                Err(decode::no_response(&self.head, &Bytes::new(), reason))
            }
        }
    }

    /// The response as long as it is not read.
    pub(super) fn no_parts(&self) -> ResponseParts {
        ResponseParts {
            skipped: Vec::new(),
            deviations: Vec::new(),
            unknown_headers: Vec::new(),
            attachments: Vec::new(),
            http: self.head.clone().into_parts().0,
        }
    }

    /// The text that has arrived, without its items.
    pub(super) fn head(&self) -> &[u8] {
        self.reader.head().as_bytes()
    }

    /// Reads and checks the headers, once there are items.
    pub(super) fn read_head(
        &self,
        operation: &'static Operation,
        options: &CallOptions,
        sink: &mut dyn ResponseSink,
    ) -> Result<(), Error> {
        let index = self.attachments.as_deref();
        let index = index.map(|parts| decode::part_index(parts, &self.repeated));
        let parts = index.as_ref().map(|parts| parts as &dyn Parts);
        decode::read_head(operation, options, self.reader.head(), parts, sink)
    }

    /// Reads the message without its items, when all of it is there.
    pub(super) fn read_rest(
        mut self,
        operation: &'static Operation,
        options: &CallOptions,
        sink: &mut dyn ResponseSink,
    ) -> Result<ResponseParts, Error> {
        let (rest, identifiers) = self.reader.take_rest();
        self.media_type.set_charset("utf-8");
        let package = (self.attachments, self.repeated);
        let rest = Unpacked::rest(self.head, self.media_type, (rest, identifiers), package);
        let mut parts = decode::read(operation, rest, options, sink).map_err(|mut error| {
            if let Some(error) = error.decode_error_mut() {
                self.reader.place_error(error);
            }
            error
        })?;
        self.reader
            .add_notes(&mut parts.skipped, &mut parts.deviations);
        let (_, body) = sink.parts();
        self.reader.clear(body)?;
        Ok(parts)
    }
}

/// A body that arrives in pieces and is read as a whole.
pub(super) struct Collecting {
    pub(super) head: http::Response<()>,
    pub(super) pieces: Box<dyn Pieces>,
    pub(super) collector: BodyCollector,
    pub(super) limit: usize,
}

impl Collecting {
    /// Collects the next pieces. Ready at the end.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        while let Some(piece) = std::task::ready!(self.pieces.poll_piece(context))? {
            if self.collector.push(piece).is_err() {
                return Poll::Ready(Err(crate::transport::too_large(self.limit).into()));
            }
        }
        Poll::Ready(Ok(()))
    }

    /// The response.
    pub(super) fn finish(self) -> http::Response<Bytes> {
        let (parts, ()) = self.head.into_parts();
        http::Response::from_parts(parts, self.collector.finish())
    }
}
