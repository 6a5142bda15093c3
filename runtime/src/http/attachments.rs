//! The parts of a package as streams, for clients and servers.

pub use super::attachment_limits::AttachmentLimits;
use super::byte_stream::{ByteStream, Source, too_long};
use super::keeping::{Keeping, KeptBytes};
use super::multipart::{self, Attachment, Malformed, PartHead, PartReader};
use crate::error::repeated_id;
use bytes::Bytes;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::io;
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
    /// `Content-Disposition`, as sent: often with the name of a file.
    pub content_disposition: String,
    /// `Content-Description`, as sent.
    pub content_description: String,
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
            content_disposition: String::new(),
            content_description: String::new(),
            body: body.into(),
        }
    }

    /// Sets `Content-Location`, by which URLs in the message may refer to the part, too.
    #[must_use]
    pub fn with_content_location(mut self, location: impl Into<String>) -> Self {
        self.content_location = location.into();
        self
    }

    /// Sets `Content-Disposition`.
    #[must_use]
    pub fn with_content_disposition(mut self, disposition: impl Into<String>) -> Self {
        self.content_disposition = disposition.into();
        self
    }

    /// Sets `Content-Description`.
    #[must_use]
    pub fn with_content_description(mut self, description: impl Into<String>) -> Self {
        self.content_description = description.into();
        self
    }

    /// The part in memory, where it has at most `limit` bytes.
    ///
    /// # Errors
    /// Those of [`ByteStream::to_bytes`].
    pub async fn collect(self, limit: usize) -> io::Result<Attachment> {
        let head = self.head();
        let body = self.body.to_bytes(limit).await?;
        Ok(Attachment::of(head, body))
    }

    pub(super) fn head(&self) -> PartHead {
        PartHead {
            content_id: self.content_id.clone(),
            content_type: self.content_type.clone(),
            content_location: self.content_location.clone(),
            content_disposition: self.content_disposition.clone(),
            content_description: self.content_description.clone(),
            is_base64: false,
        }
    }

    fn of(head: PartHead, body: ByteStream) -> Self {
        Self {
            content_id: head.content_id,
            content_type: head.content_type,
            content_location: head.content_location,
            content_disposition: head.content_disposition,
            content_description: head.content_description,
            body,
        }
    }
}

impl From<Attachment> for StreamedAttachment {
    fn from(attachment: Attachment) -> Self {
        Self::of(attachment.head(), attachment.body.into())
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
    /// The next one of them, which is not read to its end.
    keeping: Option<Keeping>,
    held: KeptBytes,
    limits: AttachmentLimits,
    parts: usize,
    root: Root,
    ids: Ids,
}

/// The Content-IDs of the parts so far.
#[derive(Default)]
struct Ids {
    /// With whether it was said that several parts have it.
    seen: BTreeMap<String, bool>,
    repeated: Vec<String>,
    /// Whether an id that several parts have is an error.
    are_strict: bool,
}

impl Ids {
    fn note(&mut self, content_id: &str) -> io::Result<()> {
        match self.seen.get_mut(content_id) {
            _ if content_id.is_empty() => {}
            None => {
                self.seen.insert(content_id.to_owned(), false);
            }
            Some(_) if self.are_strict => {
                let message = repeated_id(content_id);
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
            Some(was_said) if *was_said => {}
            Some(was_said) => {
                *was_said = true;
                self.repeated.push(content_id.to_owned());
            }
        }
        Ok(())
    }
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

type Shared = Arc<Mutex<ArrivingPackage>>;

/// A package that arrives, and the part that is read.
struct ArrivingPackage {
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

impl ArrivingPackage {
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

fn lock(shared: &Shared) -> MutexGuard<'_, ArrivingPackage> {
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
        let arriving = ArrivingPackage {
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
            keeping: None,
            held: KeptBytes::default(),
            limits,
            parts: 0,
            root: Root::Found,
            ids: Ids::default(),
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
                (self.part(start).await?, multipart::NO_ROOT)
            }
            None => {
                self.root = Root::First;
                (self.next().await.transpose()?, multipart::NO_PARTS)
            }
        };
        let root = root.ok_or_else(|| malformed(missing))?;
        root.collect(limit).await
    }

    /// Each Content-ID that several parts have up to the message, whose reader reports them. After it, such an id is an error where `is_strict`.
    pub(crate) fn take_repeated(&mut self, is_strict: bool) -> Vec<String> {
        self.ids.are_strict = is_strict;
        let mut repeated = std::mem::take(&mut self.ids.repeated);
        repeated.sort_unstable();
        repeated
    }

    /// Each Content-ID that several parts have, of those that came after the message. It breaks a rule: the id is unique. Those up to
    /// the message are among the deviations of the response. In the strict mode the second such part is an error.
    pub fn repeated(&self) -> &[String] {
        &self.ids.repeated
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
        if self.kept.is_empty() {
            ready!(self.poll_keep(context))?;
        }
        if let Some(part) = self.kept.pop_front() {
            return Poll::Ready(Some(Ok(part)));
        }
        let part = ready!(self.poll_arriving(context));
        Poll::Ready(part.map(|part| part.map(|(head, body)| StreamedAttachment::of(head, body))))
    }

    /// The part with this Content-ID, which may come in any order; `None` if there is none. Parts before it are kept, within the limits, for
    /// [`Attachments::next`] and other calls of this. Where this is dropped before it is ready, no byte is lost: the next call goes on.
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
        poll_fn(|context| self.poll_part(content_id, context)).await
    }

    fn poll_part(
        &mut self,
        content_id: &str,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<Option<StreamedAttachment>>> {
        self.end_after_error();
        let mut kept = self.kept.iter();
        if let Some(place) = kept.position(|part| part.content_id == content_id) {
            return Poll::Ready(Ok(self.kept.remove(place)));
        }
        loop {
            let keeping = self.keeping.as_ref();
            let is_wanted = keeping.is_some_and(|part| part.content_id() == content_id);
            ready!(self.poll_keep(context))?;
            if is_wanted {
                return Poll::Ready(Ok(self.kept.pop_back()));
            }
            let Some(part) = ready!(self.poll_arriving(context)) else {
                return Poll::Ready(Ok(None));
            };
            let (head, body) = part?;
            if head.content_id == content_id {
                return Poll::Ready(Ok(Some(StreamedAttachment::of(head, body))));
            }
            self.keeping = Some(Keeping::new(head, body));
        }
    }

    /// Reads the part that is kept to its end, if there is one.
    fn poll_keep(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(keeping) = &mut self.keeping else {
            return Poll::Ready(Ok(()));
        };
        let read = ready!(keeping.poll(context, &self.limits, &mut self.held));
        let kept = match (read, self.keeping.take()) {
            (Ok(()), Some(keeping)) => keeping.finish().map(Some),
            (read, _) => read.map(|()| None),
        };
        match kept {
            Ok(part) => {
                let part = part.map(|(head, body)| StreamedAttachment::of(head, body));
                self.kept.extend(part);
                Poll::Ready(Ok(()))
            }
            Err(error) => {
                self.give_up();
                Poll::Ready(Err(error))
            }
        }
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
                self.parts = self.parts.saturating_add(usize::from(!is_root));
                let admitted = match self.parts <= self.limits.parts {
                    true => self.ids.note(&head.content_id),
                    false => Err(malformed(multipart::TOO_MANY)),
                };
                arriving.within = match is_root {
                    true => Within::Root,
                    false => Within::Part(0),
                };
                let body = PartBody {
                    arriving: shared.clone(),
                    part: arriving.part,
                };
                admitted.map(|()| Some((head, ByteStream::of(body))))
            }
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        drop(arriving);
        match &outcome {
            Ok(Some(_)) => {}
            // The connection is free.
            Ok(None) => self.reader = None,
            Err(_) => self.give_up(),
        }
        Poll::Ready(outcome.transpose())
    }

    /// Leaves nothing to be read: there was an error.
    fn give_up(&mut self) {
        self.kept.clear();
        self.keeping = None;
        self.reader = None;
    }

    /// Gives up where the body of a part gave an error.
    fn end_after_error(&mut self) {
        if self.reader.as_ref().is_some_and(|it| lock(it).failed) {
            self.give_up();
        }
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
