//! Streams of readers, and readers of streams.

use super::{ByteStream, Piece, Source};
use crate::http::block_on::block_on;
use bytes::{Buf, Bytes};
use std::fmt;
use std::io::{self, Read};
use std::task::{Context, Poll};

/// The bytes that are asked of a reader at once.
const BLOCK: usize = 128 << 10;

type BoxedRead = Box<dyn Read + Send>;

/// A reader that blocks.
pub(super) struct Reading(State);

enum State {
    Idle(BoxedRead),
    /// It is read on another thread.
    #[cfg(feature = "tokio")]
    Busy(tokio::task::JoinHandle<(BoxedRead, io::Result<Bytes>)>),
    Ended,
}

impl Reading {
    pub(super) fn new(reader: impl Read + Send + 'static) -> Self {
        Self(State::Idle(Box::new(reader)))
    }

    fn take(&mut self, reader: BoxedRead, block: io::Result<Bytes>) -> Piece {
        Poll::Ready(match block {
            Ok(block) if block.is_empty() => None,
            Ok(block) => {
                self.0 = State::Idle(reader);
                Some(Ok(block))
            }
            Err(error) => Some(Err(error)),
        })
    }
}

/// Reads at most a block: what is there.
fn read(reader: &mut dyn Read) -> io::Result<Bytes> {
    let mut block = vec![0; BLOCK];
    loop {
        match reader.read(&mut block) {
            Ok(length) => {
                block.truncate(length);
                return Ok(block.into());
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

impl Source for Reading {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Piece {
        let _ = &context;
        #[cfg_attr(
            not(feature = "tokio"),
            expect(clippy::never_loop, reason = "only a task is asked a second time")
        )]
        loop {
            match std::mem::replace(&mut self.0, State::Ended) {
                State::Idle(mut reader) => {
                    #[cfg(feature = "tokio")]
                    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
                        self.0 = State::Busy(runtime.spawn_blocking(move || {
                            let block = read(&mut *reader);
                            (reader, block)
                        }));
                        continue;
                    }
                    let block = read(&mut *reader);
                    return self.take(reader, block);
                }
                #[cfg(feature = "tokio")]
                State::Busy(mut task) => match std::pin::Pin::new(&mut task).poll(context) {
                    Poll::Ready(Ok((reader, block))) => return self.take(reader, block),
                    Poll::Ready(Err(_)) => {
                        let error = io::Error::other("the reader panicked, or the runtime ended");
                        return Poll::Ready(Some(Err(error)));
                    }
                    Poll::Pending => {
                        self.0 = State::Busy(task);
                        return Poll::Pending;
                    }
                },
                State::Ended => return Poll::Ready(None),
            }
        }
    }
}

/// An asynchronous reader.
#[cfg(feature = "tokio")]
pub(super) struct AsyncReading<R>(Option<std::pin::Pin<Box<R>>>);

#[cfg(feature = "tokio")]
impl<R> AsyncReading<R> {
    pub(super) fn new(reader: R) -> Self {
        Self(Some(Box::pin(reader)))
    }
}

#[cfg(feature = "tokio")]
impl<R: tokio::io::AsyncRead + Send + 'static> Source for AsyncReading<R> {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Piece {
        let Some(reader) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let mut block = vec![0; BLOCK];
        let mut room = tokio::io::ReadBuf::new(&mut block);
        let read = std::task::ready!(reader.as_mut().poll_read(context, &mut room));
        let length = room.filled().len();
        if read.is_err() || length == 0 {
            self.0 = None;
        }
        Poll::Ready(match read {
            Ok(()) if length == 0 => None,
            Ok(()) => {
                block.truncate(length);
                Some(Ok(block.into()))
            }
            Err(error) => Some(Err(error)),
        })
    }
}

/// A reader of a [`ByteStream`], which waits on its thread: [`ByteStream::into_reader`].
pub struct ByteReader {
    stream: ByteStream,
    unread: Bytes,
}

impl ByteReader {
    pub(super) fn new(stream: ByteStream) -> Self {
        Self {
            stream,
            unread: Bytes::new(),
        }
    }
}

/// Moves bytes to a reader's buffer. Returns their number.
fn copy(unread: &mut Bytes, buffer: &mut [u8]) -> usize {
    let length = unread.len().min(buffer.len());
    if let Some(room) = buffer.get_mut(..length) {
        unread.copy_to_slice(room);
    }
    length
}

impl Read for ByteReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.unread.is_empty() && !buffer.is_empty() {
            match block_on(self.stream.next()) {
                Some(piece) => self.unread = piece?,
                None => return Ok(0),
            }
        }
        Ok(copy(&mut self.unread, buffer))
    }
}

/// A reader of a [`ByteStream`] for Tokio: [`ByteStream::into_async_read`].
#[cfg(feature = "tokio")]
#[derive(Debug)]
pub struct AsyncByteReader(pub(super) ByteReader);

#[cfg(feature = "tokio")]
impl tokio::io::AsyncRead for AsyncByteReader {
    fn poll_read(
        self: std::pin::Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut tokio::io::ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let reader = &mut self.get_mut().0;
        if reader.unread.is_empty() && buffer.remaining() > 0 {
            match std::task::ready!(reader.stream.poll_next(context)) {
                Some(piece) => reader.unread = piece?,
                None => return Poll::Ready(Ok(())),
            }
        }
        let length = reader.unread.len().min(buffer.remaining());
        buffer.put_slice(&reader.unread.split_to(length));
        Poll::Ready(Ok(()))
    }
}

impl fmt::Debug for ByteReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteReader")
            .field("stream", &self.stream)
            .finish_non_exhaustive()
    }
}
