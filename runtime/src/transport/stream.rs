//! Responses whose body is read while it arrives.

use super::{TransportError, TransportErrorKind};
use crate::http::block_on::block_on;
use bytes::Bytes;
use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// An extension of a request: its response may come with a [`BodyStream`] instead of a body.
///
/// A transport that does not look for it returns the whole body, within the limit of
/// [`SendLimits::response_bytes`](super::SendLimits), which works as well but for the memory.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct StreamResponse;

/// A body that arrives in pieces.
pub trait Pieces: Send + 'static {
    /// The next piece; `None` at the end. Where a piece is not there yet, a blocking implementation waits for it.
    ///
    /// # Errors
    /// The rest of the body does not arrive. There is no piece after it.
    fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, TransportError>>;

    /// The number of bytes that are still to come, if it is known: a request announces it.
    fn length(&self) -> Option<u64> {
        None
    }

    /// Whether [`poll_piece`](Self::poll_piece) waits on its thread, and never answers `Pending`.
    fn waits(&self) -> bool {
        false
    }
}

/// A body in pieces: an extension of a response that is read while it arrives, or of a request that is written while it is sent. The body
/// of the message itself is empty.
///
/// Dropping that of a response gives up the rest of it.
///
/// ```
/// use soap_runtime::transport::{BodyStream, Pieces, TransportError, bytes::Bytes, http};
/// use std::task::{Context, Poll};
///
/// struct Queue(Vec<Bytes>);
///
/// impl Pieces for Queue {
///     fn poll_piece(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
///         Poll::Ready(Ok(self.0.pop()))
///     }
/// }
/// let mut response = http::Response::new(Bytes::new());
/// response.extensions_mut().insert(BodyStream::new(Queue(Vec::new())));
/// ```
#[derive(Clone)]
pub struct BodyStream(Arc<Mutex<Option<Box<dyn Pieces>>>>);

impl BodyStream {
    /// A body of these pieces.
    pub fn new(pieces: impl Pieces) -> Self {
        Self(Arc::new(Mutex::new(Some(Box::new(pieces)))))
    }

    /// The pieces of a request that has them.
    ///
    /// # Errors
    /// They were sent already.
    pub fn of_request<B>(
        request: &http::Request<B>,
    ) -> Result<Option<Box<dyn Pieces>>, TransportError> {
        let Some(stream) = request.extensions().get::<Self>() else {
            return Ok(None);
        };
        stream.take().map(Some).ok_or_else(|| {
            let message =
                "the request has items or attachments that are read once, and cannot be sent again";
            TransportError::new(TransportErrorKind::InvalidRequest, message)
        })
    }

    /// The pieces, for the first who asks.
    pub fn take(&self) -> Option<Box<dyn Pieces>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BodyStream")
    }
}

/// Pieces of at most this many bytes together.
#[cfg(any(feature = "reqwest", feature = "ureq"))]
pub(super) struct Limited<P> {
    pub(super) pieces: P,
    pub(super) left: usize,
    pub(super) limit: usize,
}

#[cfg(any(feature = "reqwest", feature = "ureq"))]
impl<P: Pieces> Pieces for Limited<P> {
    fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, TransportError>> {
        let piece = std::task::ready!(self.pieces.poll_piece(context))?;
        let length = piece.as_ref().map_or(0, Bytes::len);
        Poll::Ready(match self.left.checked_sub(length) {
            Some(left) => {
                self.left = left;
                Ok(piece)
            }
            None => Err(super::too_large(self.limit)),
        })
    }

    fn waits(&self) -> bool {
        self.pieces.waits()
    }
}

/// The most pieces that wait to be read.
const WAITING: usize = 2;

/// A way for pieces from a thread that waits for them to a future.
#[derive(Default)]
struct Pipe {
    state: Mutex<PipeState>,
    room: Condvar,
}

#[derive(Default)]
struct PipeState {
    pieces: VecDeque<Result<Option<Bytes>, TransportError>>,
    waker: Option<Waker>,
    /// Whether the reader or the writer is gone.
    closed: bool,
}

impl Pipe {
    fn state(&self) -> MutexGuard<'_, PipeState> {
        // No code panics while it holds this lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self) {
        let waker = {
            let mut state = self.state();
            state.closed = true;
            state.waker.take()
        };
        self.room.notify_all();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// The end of a pipe that is read.
struct PipeReader(Arc<Pipe>);

impl Pieces for PipeReader {
    fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, TransportError>> {
        let mut state = self.0.state();
        if let Some(piece) = state.pieces.pop_front() {
            self.0.room.notify_all();
            return Poll::Ready(piece);
        }
        if state.closed {
            let message = "the transport panicked";
            return Poll::Ready(Err(TransportError::new(TransportErrorKind::Other, message)));
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Drop for PipeReader {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// The end of a pipe that a thread writes to.
pub(super) struct Pump {
    pipe: Arc<Pipe>,
    pieces: Box<dyn Pieces>,
}

impl Pump {
    /// Moves the body of a response, which waits for its pieces, to a thread: the one that runs the pump.
    pub(super) fn of(response: &mut http::Response<Bytes>) -> Option<Self> {
        let pieces = response.extensions().get::<BodyStream>()?.take()?;
        let pipe = Arc::<Pipe>::default();
        let reader = PipeReader(pipe.clone());
        response.extensions_mut().insert(BodyStream::new(reader));
        Some(Self { pipe, pieces })
    }

    /// Reads the pieces, until all are there or nobody wants them.
    pub(super) fn run(mut self) {
        loop {
            let piece = block_on(poll_fn(|context| self.pieces.poll_piece(context)));
            let is_last = !matches!(piece, Ok(Some(_)));
            let mut state = self.pipe.state();
            while state.pieces.len() >= WAITING && !state.closed {
                state = (self.pipe.room.wait(state)).unwrap_or_else(PoisonError::into_inner);
            }
            if state.closed {
                return;
            }
            state.pieces.push_back(piece);
            let waker = state.waker.take();
            drop(state);
            if let Some(waker) = waker {
                waker.wake();
            }
            if is_last {
                return;
            }
        }
    }
}

impl Drop for Pump {
    fn drop(&mut self) {
        self.pipe.close();
    }
}
