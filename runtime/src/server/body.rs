//! The bodies of requests and responses.

use crate::http::byte_stream::{ByteStream, Source};
use crate::http::timer::Alarm;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

/// The body of a response: in memory, or a package with attachments that are read while it is sent.
#[derive(Debug)]
pub struct Body(BodyContent);

#[derive(Debug)]
enum BodyContent {
    Whole(Bytes),
    Stream(ByteStream),
}

impl Body {
    /// All bytes, of which there are at most `limit`.
    ///
    /// # Errors
    /// There are more bytes, or an attachment cannot be read.
    pub async fn to_bytes(self, limit: usize) -> io::Result<Bytes> {
        match self.0 {
            BodyContent::Whole(bytes) => Ok(bytes),
            BodyContent::Stream(stream) => stream.to_bytes(limit).await,
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(BodyContent::Whole(bytes))
    }
}

impl From<ByteStream> for Body {
    fn from(stream: ByteStream) -> Self {
        Self(BodyContent::Stream(stream))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match &mut self.get_mut().0 {
            BodyContent::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            BodyContent::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            BodyContent::Stream(stream) => {
                let piece = ready!(stream.poll_next(context));
                Poll::Ready(piece.map(|piece| piece.map(Frame::data)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.0, BodyContent::Whole(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            BodyContent::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            BodyContent::Stream(stream) => stream
                .length()
                .map_or_else(SizeHint::new, SizeHint::with_exact),
        }
    }
}

/// The body of a request, each piece of which comes within a time.
pub(super) struct TimedBody<B> {
    body: Pin<Box<B>>,
    limit: Option<Duration>,
    alarm: Option<Alarm>,
}

impl<B: http_body::Body<Data = Bytes> + Send + 'static> TimedBody<B> {
    pub(super) fn stream(body: B, limit: Option<Duration>) -> ByteStream {
        ByteStream::of(Self {
            body: Box::pin(body),
            limit,
            alarm: None,
        })
    }
}

impl<B: http_body::Body<Data = Bytes> + Send + 'static> Source for TimedBody<B> {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            let Poll::Ready(frame) = self.body.as_mut().poll_frame(context) else {
                let until = self
                    .limit
                    .and_then(|limit| Instant::now().checked_add(limit));
                if self.alarm.is_none() {
                    self.alarm = until.map(Alarm::at);
                }
                let alarm = self.alarm.as_mut().map(|alarm| alarm.poll(context));
                return match alarm {
                    Some(Poll::Ready(())) => Poll::Ready(Some(Err(late()))),
                    _ => Poll::Pending,
                };
            };
            self.alarm = None;
            return Poll::Ready(match frame.map(|frame| frame.map(Frame::into_data)) {
                Some(Ok(Ok(data))) => Some(Ok(data)),
                // Trailers.
                Some(Ok(Err(_))) => continue,
                Some(Err(_)) => Some(Err(broken())),
                None => None,
            });
        }
    }
}

fn late() -> io::Error {
    io::Error::new(
        io::ErrorKind::TimedOut,
        "the body of the request took too long",
    )
}

fn broken() -> io::Error {
    io::Error::new(
        io::ErrorKind::UnexpectedEof,
        "the body of the request breaks off",
    )
}
