//! The parts of a package as streams, for clients and servers.

pub use super::attachment_limits::AttachmentLimits;
use super::byte_stream::{ByteStream, Source, too_long};
use super::multipart::{Attachment, Malformed, PartHead, PartReader};
use bytes::Bytes;
use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::future::poll_fn;
use std::io::{self, Seek, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

/// A part other than the message itself whose bytes come in pieces: to be sent, or while it arrives.
///
/// ```
/// use soap_runtime::{ByteStream, StreamedAttachment};
/// let text = StreamedAttachment::new("text-1", "text/plain", ByteStream::from("some text"));
/// assert_eq!(text.body.length(), Some(9));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct StreamedAttachment {
    /// `Content-ID` without its angle brackets; empty if the part has none.
    pub content_id: String,
    /// `Content-Type`, as sent.
    pub content_type: String,
    /// `Content-Location`, as sent.
    pub content_location: String,
    /// The decoded bytes.
    pub body: ByteStream,
}

impl StreamedAttachment {
    /// Makes a part with a content id, which [`Base64Binary::in_part`](crate::Base64Binary::in_part) refers to, and a media type.
    pub fn new(
        content_id: impl Into<String>,
        content_type: impl Into<String>,
        body: impl Into<ByteStream>,
    ) -> Self {
        Self {
            content_id: content_id.into(),
            content_type: content_type.into(),
            content_location: String::new(),
            body: body.into(),
        }
    }

    /// Sets `Content-Location`, by which URLs in the message may refer to the part, too.
    #[must_use]
    pub fn with_content_location(mut self, location: impl Into<String>) -> Self {
        self.content_location = location.into();
        self
    }

    /// The part in memory, where it has at most `limit` bytes.
    ///
    /// # Errors
    /// Those of [`ByteStream::to_bytes`].
    pub async fn collect(self, limit: usize) -> io::Result<Attachment> {
        let body = self.body.to_bytes(limit).await?;
        let attachment = Attachment::new(self.content_id, self.content_type, body);
        Ok(attachment.with_content_location(self.content_location))
    }

    pub(super) fn head(&self) -> PartHead {
        PartHead {
            content_id: self.content_id.clone(),
            content_type: self.content_type.clone(),
            content_location: self.content_location.clone(),
            is_base64: false,
        }
    }

    fn of(head: PartHead, body: ByteStream) -> Self {
        Self {
            content_id: head.content_id,
            content_type: head.content_type,
            content_location: head.content_location,
            body,
        }
    }
}

impl From<Attachment> for StreamedAttachment {
    fn from(attachment: Attachment) -> Self {
        Self::new(
            attachment.content_id,
            attachment.content_type,
            attachment.body,
        )
        .with_content_location(attachment.content_location)
    }
}

/// The parts of a package, which are read while it arrives. With the feature `stream` it is a `Stream`.
///
/// Nothing is read ahead: the sender waits while nobody takes parts and their bytes. Asking for the next part skips the rest of the one
/// before it, whose stream then ends with an error. Dropping this and the part gives up the rest of the package.
pub struct Attachments {
    reader: Option<Shared>,
    /// Parts that came before they were wanted.
    kept: VecDeque<StreamedAttachment>,
    limits: AttachmentLimits,
    counts: Counts,
    root: Root,
}

/// The part that is the message: it has limits of its own.
enum Root {
    First,
    Named(String),
    Found,
}

impl Root {
    /// Whether it is this part. There is one.
    fn is(&mut self, head: &PartHead) -> bool {
        let is_root = match self {
            Self::First => true,
            Self::Named(content_id) => head.content_id == *content_id,
            Self::Found => false,
        };
        if is_root {
            *self = Self::Found;
        }
        is_root
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    parts: usize,
    kept: usize,
    spooled: u64,
}

type Shared = Arc<Mutex<Arriving>>;

/// A package that arrives, and the part that is read.
struct Arriving {
    reader: PartReader,
    part: usize,
    within: Within,
    /// The bytes of all parts but the root, and of the text around them.
    bytes: u64,
    most: u64,
    most_in_all: u64,
    /// Whether there was an error. There is nothing after it.
    failed: bool,
}

/// The place of the bytes that arrive.
enum Within {
    /// Before the first part, or after the last one.
    None,
    /// In the root, which has a limit of its own.
    Root,
    /// In a part of which there were so many bytes.
    Part(u64),
}

impl Arriving {
    /// Counts bytes, which are read or skipped.
    fn count(&mut self, more: usize) -> io::Result<()> {
        let more = more as u64;
        let of_part = match &mut self.within {
            Within::None => 0,
            Within::Root => return Ok(()),
            Within::Part(bytes) => {
                *bytes = bytes.saturating_add(more);
                *bytes
            }
        };
        self.bytes = self.bytes.saturating_add(more);
        for (bytes, most) in [(of_part, self.most), (self.bytes, self.most_in_all)] {
            if bytes > most {
                return Err(too_long(most));
            }
        }
        Ok(())
    }

    /// The next bytes of the part.
    fn poll_data(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if self.failed {
            return Poll::Ready(None);
        }
        let piece = match ready!(self.reader.poll_data(context)) {
            Some(Ok(piece)) => self.count(piece.len()).map(|()| piece),
            Some(Err(error)) => Err(error),
            None => return Poll::Ready(None),
        };
        self.failed = piece.is_err();
        Poll::Ready(Some(piece))
    }

    /// The head of the next part. The rest of the part before it is skipped; after the last one, the rest of the package.
    fn poll_part(&mut self, context: &mut Context<'_>) -> Poll<io::Result<Option<PartHead>>> {
        // The part before it can no longer be read, even if this is not polled to its end.
        self.part = self.part.wrapping_add(1);
        while let Some(skipped) = ready!(self.reader.poll_skipped(context)?) {
            self.count(skipped)?;
        }
        if let Some(head) = ready!(self.reader.poll_part(context)?) {
            return Poll::Ready(Ok(Some(head)));
        }
        self.within = Within::None;
        while let Some(skipped) = ready!(self.reader.poll_epilogue(context)?) {
            self.count(skipped)?;
        }
        Poll::Ready(Ok(None))
    }
}

fn lock(shared: &Shared) -> MutexGuard<'_, Arriving> {
    // No code panics while it holds this lock.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn malformed(reason: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, Malformed(reason))
}

/// The body of a part that arrives.
struct PartBody {
    arriving: Shared,
    part: usize,
}

impl Source for PartBody {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let mut arriving = lock(&self.arriving);
        if arriving.part != self.part {
            let message = "the rest of the attachment was skipped: the next one was asked for";
            return Poll::Ready(Some(Err(io::Error::other(message))));
        }
        arriving.poll_data(context)
    }
}

/// A part that is read to be kept.
struct Keeping {
    head: PartHead,
    body: ByteStream,
    memory: Vec<u8>,
    file: Option<File>,
}

impl Attachments {
    /// No parts.
    pub(crate) fn none() -> Self {
        Self::of(VecDeque::new(), None, AttachmentLimits::default())
    }

    /// Parts that are there.
    pub(crate) fn whole(parts: Vec<Attachment>) -> Self {
        let kept = parts.into_iter().map(StreamedAttachment::from).collect();
        Self::of(kept, None, AttachmentLimits::default())
    }

    /// The parts of a package that arrives.
    pub(crate) fn arriving(stream: ByteStream, boundary: &str, limits: AttachmentLimits) -> Self {
        let arriving = Arriving {
            reader: PartReader::new(stream, boundary),
            part: 0,
            within: Within::None,
            bytes: 0,
            most: limits.part_bytes,
            most_in_all: limits.total_bytes,
            failed: false,
        };
        Self::of(
            VecDeque::new(),
            Some(Arc::new(Mutex::new(arriving))),
            limits,
        )
    }

    fn of(
        kept: VecDeque<StreamedAttachment>,
        reader: Option<Shared>,
        limits: AttachmentLimits,
    ) -> Self {
        Self {
            reader,
            kept,
            limits,
            counts: Counts::default(),
            root: Root::Found,
        }
    }

    /// The root part of a package that arrives: the one with the Content-ID `start`, or the first. Parts before it are kept.
    pub(crate) async fn root(
        &mut self,
        start: Option<&str>,
        limit: usize,
    ) -> io::Result<Attachment> {
        let (root, missing) = match start {
            Some(start) => {
                self.root = Root::Named(start.to_owned());
                (self.part(start).await?, super::multipart::NO_ROOT)
            }
            None => {
                self.root = Root::First;
                (self.next().await.transpose()?, super::multipart::NO_PARTS)
            }
        };
        let root = root.ok_or_else(|| malformed(missing))?;
        root.collect(limit).await
    }

    /// The next part; `None` after the last one. Parts that were kept come first.
    ///
    /// # Errors
    /// The package is none, it does not arrive to its end, or there are more parts or bytes than the limits. No part comes after an error.
    ///
    /// ```
    /// # use soap_runtime::Attachments;
    /// # async fn save(mut attachments: Attachments) -> std::io::Result<()> {
    /// while let Some(part) = attachments.next().await {
    ///     let mut part = part?;
    ///     while let Some(bytes) = part.body.next().await {
    ///         println!("{} bytes of {}", bytes?.len(), part.content_id);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn next(&mut self) -> Option<io::Result<StreamedAttachment>> {
        poll_fn(|context| self.poll_next(context)).await
    }

    /// The next part, for implementations of futures.
    pub fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<StreamedAttachment>>> {
        self.end_after_error();
        if let Some(part) = self.kept.pop_front() {
            return Poll::Ready(Some(Ok(part)));
        }
        let part = ready!(self.poll_arriving(context));
        Poll::Ready(part.map(|part| part.map(|(head, body)| StreamedAttachment::of(head, body))))
    }

    /// The part with this Content-ID, which may come in any order; `None` if there is none. Parts before it are kept, within the limits, for
    /// [`Attachments::next`] and other calls of this.
    ///
    /// # Errors
    /// Those of [`Attachments::next`]; and a part before it is larger than the limits allow to keep.
    ///
    /// ```
    /// # use soap_runtime::{Attachments, Base64Binary, StreamedAttachment};
    /// # async fn find(attachments: &mut Attachments, scan: &Base64Binary) -> std::io::Result<Option<StreamedAttachment>> {
    /// // A member of the message says which part has its bytes.
    /// match scan.content_id() {
    ///     Some(content_id) => attachments.part(content_id).await,
    ///     None => Ok(None),
    /// }
    /// # }
    /// ```
    pub async fn part(&mut self, content_id: &str) -> io::Result<Option<StreamedAttachment>> {
        self.end_after_error();
        let mut kept = self.kept.iter();
        if let Some(place) = kept.position(|part| part.content_id == content_id) {
            return Ok(self.kept.remove(place));
        }
        while let Some(part) = poll_fn(|context| self.poll_arriving(context)).await {
            let (head, body) = part?;
            if head.content_id == content_id {
                return Ok(Some(StreamedAttachment::of(head, body)));
            }
            let kept = self.keep(head, body).await.inspect_err(|_| {
                self.give_up();
            })?;
            self.kept.push_back(kept);
        }
        Ok(None)
    }

    /// Reads to the end of the package, and drops what is there. Then the connection can be used again.
    ///
    /// # Errors
    /// Those of [`Attachments::next`].
    pub async fn finish(mut self) -> io::Result<()> {
        while let Some(part) = self.next().await {
            part?;
        }
        Ok(())
    }

    fn poll_arriving(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<(PartHead, ByteStream)>>> {
        let Some(shared) = &self.reader else {
            return Poll::Ready(None);
        };
        let mut arriving = lock(shared);
        let outcome = match ready!(arriving.poll_part(context)) {
            Ok(Some(head)) => {
                let is_root = self.root.is(&head);
                if is_root || self.counts.parts < self.limits.parts {
                    let counted = usize::from(!is_root);
                    self.counts.parts = self.counts.parts.saturating_add(counted);
                    arriving.within = match is_root {
                        true => Within::Root,
                        false => Within::Part(0),
                    };
                    let body = PartBody {
                        arriving: shared.clone(),
                        part: arriving.part,
                    };
                    return Poll::Ready(Some(Ok((head, ByteStream::of(body)))));
                }
                Err(malformed(super::multipart::TOO_MANY))
            }
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        drop(arriving);
        match &outcome {
            // The connection is free.
            Ok(_) => self.reader = None,
            Err(_) => self.give_up(),
        }
        Poll::Ready(outcome.transpose())
    }

    /// Leaves nothing to be read: there was an error.
    fn give_up(&mut self) {
        self.kept.clear();
        self.reader = None;
    }

    /// Gives up where the body of a part gave an error.
    fn end_after_error(&mut self) {
        if self.reader.as_ref().is_some_and(|it| lock(it).failed) {
            self.give_up();
        }
    }

    /// Reads a part to the end, into memory or a file.
    async fn keep(&mut self, head: PartHead, body: ByteStream) -> io::Result<StreamedAttachment> {
        let mut keeping = Keeping {
            head,
            body,
            memory: Vec::new(),
            file: None,
        };
        while let Some(piece) = keeping.body.next().await {
            self.keep_piece(&mut keeping, &piece?)?;
        }
        let body = match keeping.file {
            None => ByteStream::from(keeping.memory),
            Some(mut file) => {
                let length = file.stream_position()?;
                file.rewind()?;
                ByteStream::from_reader(file).with_length(length)
            }
        };
        Ok(StreamedAttachment::of(keeping.head, body))
    }

    fn keep_piece(&mut self, keeping: &mut Keeping, piece: &[u8]) -> io::Result<()> {
        let kept = self.counts.kept.saturating_add(piece.len());
        if keeping.file.is_none() && kept <= self.limits.kept_bytes {
            self.counts.kept = kept;
            keeping.memory.extend_from_slice(piece);
            return Ok(());
        }
        let Some((most, open)) = &self.limits.spool else {
            let message = format!(
                "the attachment {:?} comes before it is wanted, and is larger than the {} bytes that are kept in memory",
                keeping.head.content_id, self.limits.kept_bytes
            );
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        };
        if keeping.file.is_none() {
            keeping.file = Some(open()?);
            self.counts.kept = self.counts.kept.saturating_sub(keeping.memory.len());
        }
        let Some(file) = &mut keeping.file else {
            return Ok(());
        };
        for bytes in [&*std::mem::take(&mut keeping.memory), piece] {
            self.counts.spooled = self.counts.spooled.saturating_add(bytes.len() as u64);
            if self.counts.spooled > *most {
                return Err(too_long(*most));
            }
            file.write_all(bytes)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Attachments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachments")
            .field("kept", &self.kept.len())
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// With the feature `stream`.
#[cfg(feature = "stream")]
impl futures_core::Stream for Attachments {
    type Item = io::Result<StreamedAttachment>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        Attachments::poll_next(self.get_mut(), context)
    }
}
