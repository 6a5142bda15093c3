//! Calls whose response has attachments that are read while it arrives.

use super::call::{Call, Pending};
use super::reply::{PackageTarget, ResponseBuffer, ResponseSink};
use super::{HttpReason, Reply, ResponseParts, decode};
use crate::binding::{Blank, Complex, Content};
use crate::http::attachments::{AttachmentLimits, Attachments, StreamedAttachment};
use crate::http::block_on::block_on;
use crate::http::byte_stream::{ByteStream, Source};
use crate::http::content_coding::{ContentCodingError, ContentDecoder};
use crate::http::media_type::MediaType;
use crate::http::multipart::{Attachment, Malformed, Parameters};
use crate::transport::{BoxFuture, Pieces, TransportError, TransportErrorKind};
use crate::{Error, http::InvalidRequest};
use bytes::Bytes;
use std::any::Any;
use std::fmt;
use std::future::IntoFuture;
use std::io;
use std::task::{Context, Poll, ready};

/// A call whose response has attachments that are read while it arrives: made by [`Call::attachments`]. Nothing is sent before it is
/// awaited or [waited for](AttachmentsCall::wait).
#[must_use = "a call does nothing until it is awaited or waited for"]
pub struct AttachmentsCall<B, H = ()> {
    call: Given<B, H>,
    limits: AttachmentLimits,
}

/// A call that is sent, or one that has a result already.
enum Given<B, H> {
    Pending(Box<Result<Pending, Error>>),
    Call(Call<B, H>),
}

impl<B, H> AttachmentsCall<B, H>
where
    B: Content + Blank + Send + 'static,
    H: Complex + Blank + Send + Sync + 'static,
{
    pub(super) fn pending(pending: Box<Result<Pending, Error>>) -> Self {
        Self::of(Given::Pending(pending))
    }

    pub(super) fn given(call: Call<B, H>) -> Self {
        Self::of(Given::Call(call))
    }

    fn of(call: Given<B, H>) -> Self {
        Self {
            call,
            limits: AttachmentLimits::default(),
        }
    }

    /// Sets the limits of the attachments. Where an [envelope interceptor](crate::EnvelopeInterceptor::sees_attachments) sees them, they are collected
    /// first, within the limit of messages.
    pub fn limits(mut self, limits: AttachmentLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Makes the call, and blocks this thread until the message is there. The attachments may still arrive.
    ///
    /// # Errors
    /// Those of [`Call::wait`].
    pub fn wait(self) -> Result<(Reply<B, H>, BlockingAttachments), Error> {
        let (response, attachments) = match self.call {
            Given::Call(call) => whole(call.wait()?),
            Given::Pending(pending) => {
                let mut sink = Buffer::new(self.limits);
                let parts = (*pending)?.wait(&mut sink)?;
                sink.finish(parts)
            }
        };
        Ok((response, BlockingAttachments(attachments)))
    }

    async fn run(self) -> Result<(Reply<B, H>, Attachments), Error> {
        match self.call {
            Given::Call(call) => Ok(whole(call.await?)),
            Given::Pending(pending) => {
                let mut sink = Buffer::new(self.limits);
                let parts = (*pending)?.run(&mut sink).await?;
                Ok(sink.finish(parts))
            }
        }
    }
}

fn whole<B, H>(mut response: Reply<B, H>) -> (Reply<B, H>, Attachments) {
    let attachments = Attachments::whole(std::mem::take(&mut response.attachments));
    (response, attachments)
}

impl<B, H> IntoFuture for AttachmentsCall<B, H>
where
    B: Content + Blank + Send + 'static,
    H: Complex + Blank + Send + Sync + 'static,
{
    type Output = Result<(Reply<B, H>, Attachments), Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<B, H> fmt::Debug for AttachmentsCall<B, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("AttachmentsCall");
        if let Given::Pending(pending) = &self.call
            && let Ok(pending) = &**pending
        {
            shown.field("operation", &pending.operation.name);
        }
        shown.field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// The sink of a call whose attachments are read while they arrive.
struct Buffer<B, H> {
    response: ResponseBuffer<B, H>,
    limits: AttachmentLimits,
    attachments: Attachments,
}

impl<B, H> Buffer<B, H> {
    fn finish(self, parts: ResponseParts) -> (Reply<B, H>, Attachments) {
        let response = self.response.finish(parts);
        match response.attachments.is_empty() {
            true => (response, self.attachments),
            // They were read as a whole.
            false => whole(response),
        }
    }
}

impl<B: Blank, H: Blank> Buffer<B, H> {
    fn new(limits: AttachmentLimits) -> Self {
        Self {
            response: ResponseBuffer::new(),
            limits,
            attachments: Attachments::none(),
        }
    }
}

impl<B, H> ResponseSink for Buffer<B, H>
where
    B: Content + Blank + Send + 'static,
    H: Complex + Blank + Send + Sync + 'static,
{
    fn parts(&mut self) -> (&mut dyn Complex, &mut dyn Content) {
        self.response.parts()
    }
    fn headers(&self) -> &(dyn Any + Send + Sync) {
        self.response.headers()
    }
    fn take_headers(&mut self) -> Box<dyn Any + Send + Sync> {
        self.response.take_headers()
    }
    fn reset(&mut self) {
        self.response.reset();
        self.attachments = Attachments::none();
    }
    fn package(&mut self) -> Option<PackageTarget<'_>> {
        Some(PackageTarget {
            limits: &self.limits,
            attachments: &mut self.attachments,
        })
    }
}

/// A package of which the message is awaited.
pub(super) struct Opening {
    pub(super) head: http::Response<()>,
    root: BoxFuture<'static, io::Result<(Attachment, Attachments)>>,
}

impl Opening {
    /// A response whose body arrives in pieces; gives them back if it is no package, or can only be read as a whole.
    pub(super) fn new(
        head: &http::Response<()>,
        pieces: Box<dyn Pieces>,
        limits: &AttachmentLimits,
        most: usize,
    ) -> Result<Self, Box<dyn Pieces>> {
        let media_type = MediaType::of(head.headers());
        let parameters = Parameters::of(&media_type);
        let coding = ContentDecoder::of(head.headers());
        let (Ok(parameters), Some(coding), false) =
            (parameters, coding, head.status().is_redirection())
        else {
            return Err(pieces);
        };
        let arrived = Arrived {
            pieces: Some(pieces),
            piece: Bytes::new(),
            coding,
        };
        let start = parameters.start.map(str::to_owned);
        let stream = ByteStream::of(arrived);
        let mut attachments = Attachments::arriving(stream, parameters.boundary, limits.clone());
        Ok(Self {
            head: head.clone(),
            root: Box::pin(async move {
                let root = attachments.root(start.as_deref(), most).await?;
                Ok((root, attachments))
            }),
        })
    }

    /// Reads up to the end of the message.
    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<(Attachment, Attachments), Error>> {
        let root = ready!(self.root.as_mut().poll(context));
        Poll::Ready(root.map_err(|error| error_of(&self.head, error)))
    }
}

/// The error of a package that cannot be read.
fn error_of(head: &http::Response<()>, error: io::Error) -> Error {
    let of_kind = |kind, message: String| Error::from(TransportError::new(kind, message));
    let (kind, text) = (error.kind(), error.to_string());
    let Some(inner) = error.into_inner() else {
        return of_kind(TransportErrorKind::Other, text);
    };
    let inner = match inner.downcast::<Malformed>() {
        Ok(malformed) => {
            let reason = HttpReason::Multipart(malformed.0);
            return decode::no_response(head, &Bytes::new(), reason);
        }
        Err(inner) => inner,
    };
    match inner.downcast::<TransportError>() {
        Ok(error) => (*error).into(),
        Err(_) if kind == io::ErrorKind::FileTooLarge => {
            of_kind(TransportErrorKind::TooLarge, text)
        }
        Err(_) => of_kind(TransportErrorKind::Other, text),
    }
}

/// The body of a response as a stream, without its content coding.
struct Arrived {
    pieces: Option<Box<dyn Pieces>>,
    /// The bytes that are not decoded yet.
    piece: Bytes,
    coding: ContentDecoder,
}

impl Source for Arrived {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if !self.piece.is_empty() {
            let decoded = self.coding.decode(&mut self.piece);
            return Poll::Ready(Some(self.decoded(decoded)));
        }
        let Some(pieces) = &mut self.pieces else {
            return Poll::Ready(None);
        };
        let piece = ready!(pieces.poll_piece(context)).map_err(into_io);
        if !matches!(piece, Ok(Some(_))) {
            // The connection is free, or of no use.
            self.pieces = None;
        }
        let decoded = match piece? {
            Some(piece) => {
                self.piece = piece;
                self.coding.decode(&mut self.piece)
            }
            None => self.coding.end(),
        };
        Poll::Ready(Some(self.decoded(decoded)))
    }
}

impl Arrived {
    fn decoded(&mut self, decoded: Result<Bytes, ContentCodingError>) -> io::Result<Bytes> {
        decoded.map_err(|error| {
            (self.pieces, self.piece) = (None, Bytes::new());
            let message = match error {
                ContentCodingError::Unreadable(coding) => {
                    format!("the body is not in the content coding {coding}")
                }
                #[cfg(feature = "gzip")]
                ContentCodingError::TooLarge(limit) => {
                    format!("the body has more than {limit} bytes")
                }
            };
            io::Error::new(io::ErrorKind::InvalidData, message)
        })
    }
}

/// The error of a stream, with the one of the transport in it.
fn into_io(error: TransportError) -> io::Error {
    let kind = match error.kind() {
        TransportErrorKind::Timeout => io::ErrorKind::TimedOut,
        TransportErrorKind::Closed => io::ErrorKind::UnexpectedEof,
        TransportErrorKind::TooLarge => io::ErrorKind::FileTooLarge,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}

/// The attachments of a response, for code that blocks. See [`Attachments`].
///
/// ```
/// # use soap_runtime::BlockingAttachments;
/// # fn save(attachments: BlockingAttachments) -> std::io::Result<()> {
/// for part in attachments {
///     let part = part?;
///     std::io::copy(&mut part.body.into_reader(), &mut std::io::sink())?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct BlockingAttachments(Attachments);

impl BlockingAttachments {
    /// The part with this Content-ID. See [`Attachments::part`].
    ///
    /// # Errors
    /// Those of [`Attachments::part`].
    pub fn part(&mut self, content_id: &str) -> io::Result<Option<StreamedAttachment>> {
        block_on(self.0.part(content_id))
    }

    /// Each Content-ID that several parts have. See [`Attachments::repeated`].
    pub fn repeated(&self) -> &[String] {
        self.0.repeated()
    }

    /// Reads to the end of the package. See [`Attachments::finish`].
    ///
    /// # Errors
    /// Those of [`Attachments::finish`].
    pub fn finish(self) -> io::Result<()> {
        block_on(self.0.finish())
    }
}

impl Iterator for BlockingAttachments {
    type Item = io::Result<StreamedAttachment>;

    fn next(&mut self) -> Option<Self::Item> {
        block_on(self.0.next())
    }
}

/// Refuses values that name attachments which the call does not have.
pub(super) fn check_named(
    named: &[String],
    mut has: impl FnMut(&str) -> bool,
) -> Result<(), InvalidRequest> {
    match named.iter().find(|id| !has(id)) {
        Some(id) => Err(InvalidRequest::new(format!(
            "a value of the request is in the part {id:?}, and the call has no such attachment"
        ))),
        None => Ok(()),
    }
}
