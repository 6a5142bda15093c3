//! Attachments of one call, whose bytes are read while it is sent.

use crate::Error;
use crate::http::InvalidRequest;
use crate::http::attachments::StreamedAttachment;
use crate::http::byte_stream::ByteStream;
use crate::transport::{Pieces, TransportError, TransportErrorKind};
use bytes::Bytes;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

/// The attachments of a call. They can be read once.
#[derive(Default)]
pub(super) struct Attached {
    parts: Mutex<Option<Vec<StreamedAttachment>>>,
    /// Why one of them could not be read.
    failed: Arc<Mutex<Option<io::Error>>>,
}

impl Attached {
    pub(super) fn push(&mut self, part: StreamedAttachment) {
        let parts = self.parts.get_mut().unwrap_or_else(PoisonError::into_inner);
        parts.get_or_insert_default().push(part);
    }

    /// The attachments, for the first attempt.
    pub(super) fn take(&self) -> Result<Vec<StreamedAttachment>, Error> {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        parts.take().ok_or_else(|| {
            let message =
                "the attachments of the request were read, and cannot be sent a second time";
            InvalidRequest::new(message).into()
        })
    }

    /// The body of the request.
    pub(super) fn body(&self, stream: ByteStream) -> impl Pieces + use<> {
        StreamBody {
            stream,
            failed: self.failed.clone(),
        }
    }

    /// The error of a call of which an attachment cannot be read before it is sent.
    pub(super) fn unread(cause: io::Error) -> Error {
        let message = format!("an attachment of the request cannot be read: {cause}");
        TransportError::new(TransportErrorKind::InvalidRequest, message).into()
    }

    /// The error of the call: that of an attachment, if one could not be read.
    pub(super) fn explain(&self, error: Error) -> Error {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        match failed.take() {
            Some(cause) => Self::unread(cause),
            None => error,
        }
    }
}

struct StreamBody {
    stream: ByteStream,
    failed: Arc<Mutex<Option<io::Error>>>,
}

impl Pieces for StreamBody {
    fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, TransportError>> {
        let piece = ready!(self.stream.poll_next(context)).transpose();
        Poll::Ready(piece.map_err(|error| {
            let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
            *failed = Some(error);
            let message = "an attachment of the request cannot be read";
            TransportError::new(TransportErrorKind::InvalidRequest, message)
        }))
    }

    fn length(&self) -> Option<u64> {
        self.stream.length()
    }
}
