//! The parts of a package as streams, for clients and servers.

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

/// Gives files for parts that are too large for memory.
type Spool = Arc<dyn Fn() -> io::Result<File> + Send + Sync>;

/// Limits of parts that are read as streams.
///
/// ```
/// use soap_runtime::AttachmentLimits;
/// let limits = AttachmentLimits::new().with_part_bytes(4 << 30).with_parts(10);
/// # let _ = limits;
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct AttachmentLimits {
    /// The most parts beside the message: 1000.
    pub parts: usize,
    /// The most bytes of one part. Unlimited, because they are not held.
    pub part_bytes: u64,
    /// The most bytes of all parts. Unlimited, too.
    pub total_bytes: u64,
    /// The most bytes of parts that are kept in memory, because they come before the message, or before a part that was asked for by
    /// its Content-ID: 1 MiB.
    pub kept_bytes: usize,
    spool: Option<(u64, Spool)>,
}

impl Default for AttachmentLimits {
    fn default() -> Self {
        Self {
            parts: 1000,
            part_bytes: u64::MAX,
            total_bytes: u64::MAX,
            kept_bytes: 1 << 20,
            spool: None,
        }
    }
}

impl AttachmentLimits {
    /// The default limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`AttachmentLimits::parts`].
    #[must_use]
    pub fn with_parts(mut self, parts: usize) -> Self {
        self.parts = parts;
        self
    }

    /// Sets [`AttachmentLimits::part_bytes`].
    #[must_use]
    pub fn with_part_bytes(mut self, bytes: u64) -> Self {
        self.part_bytes = bytes;
        self
    }

    /// Sets [`AttachmentLimits::total_bytes`].
    #[must_use]
    pub fn with_total_bytes(mut self, bytes: u64) -> Self {
        self.total_bytes = bytes;
        self
    }

    /// Sets [`AttachmentLimits::kept_bytes`].
    #[must_use]
    pub fn with_kept_bytes(mut self, bytes: usize) -> Self {
        self.kept_bytes = bytes;
        self
    }

    /// Keeps what is more than [`AttachmentLimits::kept_bytes`] in files that `open` gives, empty and to be read and written: at most so many
    /// bytes in all of them. Without it, such a part is an error. Who opens a file also says when it is deleted.
    ///
    /// ```
    /// # fn open_temporary_file() -> std::io::Result<std::fs::File> { Err(std::io::ErrorKind::Unsupported.into()) }
    /// use soap_runtime::AttachmentLimits;
    /// // `tempfile::tempfile` of the crate of that name, say.
    /// let limits = AttachmentLimits::new().with_spool(10 << 30, open_temporary_file);
    /// # let _ = limits;
    /// ```
    #[must_use]
    pub fn with_spool(
        mut self,
        most_bytes: u64,
        open: impl Fn() -> io::Result<File> + Send + Sync + 'static,
    ) -> Self {
        self.spool = Some((most_bytes, Arc::new(open)));
        self
    }
}

impl fmt::Debug for AttachmentLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttachmentLimits")
            .field("parts", &self.parts)
            .field("part_bytes", &self.part_bytes)
            .field("total_bytes", &self.total_bytes)
            .field("kept_bytes", &self.kept_bytes)
            .field("spool", &self.spool.as_ref().map(|(most, _)| most))
            .finish()
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
    /// The bytes of all parts.
    bytes: u64,
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
    bytes: u64,
    /// The most bytes of this part, and of all parts.
    limits: Option<[u64; 2]>,
}

impl Source for PartBody {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let mut arriving = lock(&self.arriving);
        if arriving.part != self.part {
            let message = "the rest of the attachment was skipped: the next one was asked for";
            return Poll::Ready(Some(Err(io::Error::other(message))));
        }
        let piece = ready!(arriving.reader.poll_data(context));
        if let (Some(Ok(piece)), Some([most, most_in_all])) = (&piece, self.limits) {
            let more = piece.len() as u64;
            self.bytes = self.bytes.saturating_add(more);
            arriving.bytes = arriving.bytes.saturating_add(more);
            for (bytes, most) in [(self.bytes, most), (arriving.bytes, most_in_all)] {
                if bytes > most {
                    return Poll::Ready(Some(Err(too_long(most))));
                }
            }
        }
        Poll::Ready(piece)
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
            bytes: 0,
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
                self.reader = None;
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
        let part = ready!(arriving.reader.poll_part(context));
        let outcome = match part {
            Ok(Some(head)) => {
                let is_root = self.root.is(&head);
                if !is_root && self.counts.parts >= self.limits.parts {
                    drop(arriving);
                    self.reader = None;
                    return Poll::Ready(Some(Err(malformed(super::multipart::TOO_MANY))));
                }
                let counted = usize::from(!is_root);
                self.counts.parts = self.counts.parts.saturating_add(counted);
                arriving.part = arriving.part.wrapping_add(1);
                let body = PartBody {
                    arriving: shared.clone(),
                    part: arriving.part,
                    bytes: 0,
                    limits: (!is_root).then_some([self.limits.part_bytes, self.limits.total_bytes]),
                };
                return Poll::Ready(Some(Ok((head, ByteStream::of(body)))));
            }
            Ok(None) => ready!(arriving.reader.poll_epilogue(context)).map(|()| None),
            Err(error) => Err(error),
        };
        drop(arriving);
        // The connection is free, or of no use.
        self.reader = None;
        Poll::Ready(outcome.transpose())
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
