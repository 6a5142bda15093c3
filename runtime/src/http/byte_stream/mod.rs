//! Bytes that come in pieces: the body of an attachment that nobody holds as a whole.

mod read;

use bytes::{Bytes, BytesMut};
use read::Reading;
use std::fmt;
use std::future::poll_fn;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

#[cfg(feature = "tokio")]
pub use read::AsyncByteReader;
pub use read::ByteReader;

/// A piece of a [`ByteStream`]; `None` at the end.
type Piece = Poll<Option<io::Result<Bytes>>>;

/// Bytes that come in pieces, from a file, a reader, a stream or a connection. Only a piece is in memory at once, and the next one is
/// asked for when the last one was taken.
///
/// | from | by |
/// |---|---|
/// | bytes | `ByteStream::from`, of `Bytes`, `Vec<u8>`, `String` and static slices |
/// | a file | [`ByteStream::from_path`], which knows its length |
/// | a reader that blocks | [`ByteStream::from_reader`] |
/// | an asynchronous reader | `ByteStream::from_async_read`, with the feature `tokio` |
/// | a stream | `ByteStream::from_stream`, with the feature `stream` |
/// | anything else | [`ByteStream::from_poll_fn`] |
///
/// and back, by [`next`](ByteStream::next), [`to_bytes`](ByteStream::to_bytes), as a `Stream` (feature `stream`), by
/// [`into_reader`](ByteStream::into_reader) where code blocks, and by `into_async_read` (feature `tokio`) where it awaits.
///
/// ```
/// use soap_runtime::ByteStream;
/// use std::io::Read;
///
/// let stream = ByteStream::from_reader(std::io::repeat(b'a').take(300_000)).with_length(300_000);
/// let mut text = String::new();
/// stream.into_reader().read_to_string(&mut text)?;
/// assert_eq!(text.len(), 300_000);
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct ByteStream {
    // It is only locked through `&mut`: a source is `Send` and not `Sync`.
    source: Mutex<Box<dyn Source>>,
    length: Option<u64>,
}

/// The source of a stream.
pub(crate) trait Source: Send + 'static {
    /// The next piece. There is none after an error.
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Piece;
}

impl<F: FnMut(&mut Context<'_>) -> Piece + Send + 'static> Source for F {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Piece {
        self(context)
    }
}

impl ByteStream {
    pub(crate) fn of(source: impl Source) -> Self {
        Self {
            source: Mutex::new(Box::new(source)),
            length: None,
        }
    }

    /// The pieces that a function gives; `None` is the end. It may return `Pending`, and wakes the context then, as any future does.
    pub fn from_poll_fn(
        function: impl FnMut(&mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> + Send + 'static,
    ) -> Self {
        Self::of(function)
    }

    /// The bytes of a reader that blocks. With the feature `tokio`, and within its runtime, it is read on the threads that are there for such
    /// readers; else on the thread that asks.
    pub fn from_reader(reader: impl Read + Send + 'static) -> Self {
        Self::of(Reading::new(reader))
    }

    /// The bytes of a file, from its start.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn from_path(path: impl AsRef<Path>) -> io::Result<Self> {
        let file = std::fs::File::open(path)?;
        let about = file.metadata()?;
        let stream = Self::from_reader(file);
        Ok(match about.is_file() {
            true => stream.with_length(about.len()),
            // A pipe or a device.
            false => stream,
        })
    }

    /// The bytes of an asynchronous reader.
    #[cfg(feature = "tokio")]
    pub fn from_async_read(reader: impl tokio::io::AsyncRead + Send + 'static) -> Self {
        Self::of(read::AsyncReading::new(reader))
    }

    /// The pieces of a stream.
    #[cfg(feature = "stream")]
    pub fn from_stream<S>(stream: S) -> Self
    where
        S: futures_core::Stream<Item = io::Result<Bytes>> + Send + 'static,
    {
        let mut stream = Box::pin(stream);
        Self::from_poll_fn(move |context| stream.as_mut().poll_next(context))
    }

    /// Sets the number of bytes, which a message with it may announce. A stream with more or fewer bytes is an error when it is sent.
    #[must_use]
    pub fn with_length(mut self, length: u64) -> Self {
        self.length = Some(length);
        self
    }

    /// The number of bytes that are still to come, if it is known.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Calls a function with the number of bytes so far, after each piece.
    ///
    /// ```no_run
    /// # use soap_runtime::ByteStream;
    /// let stream = ByteStream::from_path("film.mp4")?;
    /// let all = stream.length().unwrap_or_default();
    /// let stream = stream.on_progress(move |bytes| println!("{bytes} of {all}"));
    /// # let _ = stream;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn on_progress(self, mut progress: impl FnMut(u64) + Send + 'static) -> Self {
        let length = self.length;
        let (mut stream, mut bytes) = (self, 0_u64);
        let mut counted = Self::from_poll_fn(move |context| {
            let piece = ready!(stream.poll_next(context));
            if let Some(Ok(piece)) = &piece {
                bytes = bytes.saturating_add(piece.len() as u64);
                progress(bytes);
            }
            Poll::Ready(piece)
        });
        counted.length = length;
        counted
    }

    /// The same bytes; more than `limit` are an error.
    #[must_use]
    pub fn limited(self, limit: u64) -> Self {
        let length = self.length;
        let (mut stream, mut left) = (self, limit);
        let mut limited = Self::from_poll_fn(move |context| {
            let piece = ready!(stream.poll_next(context));
            if let Some(Ok(piece)) = &piece {
                match left.checked_sub(piece.len() as u64) {
                    Some(rest) => left = rest,
                    None => return Poll::Ready(Some(Err(too_long(limit)))),
                }
            }
            Poll::Ready(piece)
        });
        limited.length = length;
        limited
    }

    /// The next piece, which is never empty; `None` at the end.
    ///
    /// # Errors
    /// The rest cannot be read. That of a response that does not arrive has the [`TransportError`](crate::transport::TransportError) as
    /// its inner error.
    pub async fn next(&mut self) -> Option<io::Result<Bytes>> {
        poll_fn(|context| self.poll_next(context)).await
    }

    /// The next piece, for implementations of futures.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let source = self.source.get_mut();
        let source = source.unwrap_or_else(PoisonError::into_inner);
        loop {
            let piece = ready!(source.poll_piece(context));
            match &piece {
                Some(Ok(piece)) if piece.is_empty() => continue,
                Some(Ok(piece)) => {
                    let rest = |length: u64| length.saturating_sub(piece.len() as u64);
                    self.length = self.length.map(rest);
                }
                Some(Err(_)) | None => {}
            }
            return Poll::Ready(piece);
        }
    }

    /// All bytes, of which there are at most `limit`.
    ///
    /// # Errors
    /// There are more bytes ([`FileTooLarge`](io::ErrorKind::FileTooLarge)), or those of [`ByteStream::next`].
    pub async fn to_bytes(mut self, limit: usize) -> io::Result<Bytes> {
        let mut first = Bytes::new();
        let mut all = BytesMut::new();
        while let Some(piece) = self.next().await {
            let piece = piece?;
            let length = first.len().saturating_add(all.len());
            if length.saturating_add(piece.len()) > limit {
                return Err(too_long(limit as u64));
            }
            // Bytes in one piece are not copied.
            if length == 0 {
                first = piece;
            } else {
                all.extend_from_slice(&std::mem::take(&mut first));
                all.extend_from_slice(&piece);
            }
        }
        Ok(match all.is_empty() {
            true => first,
            false => all.freeze(),
        })
    }

    /// A reader of the bytes, for code that blocks.
    pub fn into_reader(self) -> ByteReader {
        ByteReader::new(self)
    }

    /// A reader of the bytes, for code that awaits.
    #[cfg(feature = "tokio")]
    pub fn into_async_read(self) -> AsyncByteReader {
        AsyncByteReader(self.into_reader())
    }
}

/// The error of more bytes than the limit.
pub(crate) fn too_long(limit: u64) -> io::Error {
    let message = format!("there are more than {limit} bytes");
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

macro_rules! from_bytes {
    ($($type:ty)*) => { $(
        impl From<$type> for ByteStream {
            fn from(bytes: $type) -> Self {
                let bytes = Bytes::from(bytes);
                let length = bytes.len() as u64;
                let mut bytes = Some(bytes);
                Self::from_poll_fn(move |_| Poll::Ready(bytes.take().map(Ok))).with_length(length)
            }
        }
    )* };
}
from_bytes!(Bytes Vec<u8> String &'static [u8] &'static str);

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// With the feature `stream`.
#[cfg(feature = "stream")]
impl futures_core::Stream for ByteStream {
    type Item = io::Result<Bytes>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        ByteStream::poll_next(self.get_mut(), context)
    }
}
