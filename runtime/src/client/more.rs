//! Requests whose items are written while they are sent.

use super::CallOptions;
use crate::binding::{Field, Member};
use crate::http::InvalidRequest;
use crate::soap::stream::{ItemPath, Iterated, MoreItems, WRITTEN, end_of_items};
use crate::transport::{Pieces, TransportError, TransportErrorKind};
use crate::xml::WriteOptions;
use crate::{EncodeError, Error};
use bytes::Bytes;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

/// The items that follow those of a request.
pub(super) struct More {
    path: ItemPath,
    items: Mutex<Option<Box<dyn MoreItems>>>,
    /// Why one of them could not be written.
    failed: Arc<Mutex<Option<EncodeError>>>,
}

impl More {
    pub(super) fn new<T, I>(path: ItemPath, items: I) -> Self
    where
        Vec<T>: Field,
        I: Iterator<Item = T> + Send + 'static,
    {
        Self {
            path,
            items: Mutex::new(Some(Box::new(Iterated(items)))),
            failed: Arc::default(),
        }
    }

    /// The body of a request with this message.
    pub(super) fn body(
        &self,
        message: &Bytes,
        options: &CallOptions,
    ) -> Result<impl Pieces + use<>, Error> {
        let text = str::from_utf8(message).unwrap_or_default();
        let end = end_of_items(text, &self.path).ok_or_else(|| {
            InvalidRequest::new("the list of the request has no item that others could follow")
        })?;
        let items = self
            .items
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let items = items.ok_or_else(|| {
            InvalidRequest::new("the items of the request were written, and cannot be sent again")
        })?;
        Ok(GrowingBody {
            start: Some(message.slice(..end)),
            items: Some(items),
            end: Some(message.slice(end..)),
            item: self.path.item,
            options: options.write.clone().unwrap_or_default(),
            failed: self.failed.clone(),
        })
    }

    /// The error of the call: that of an item, if one could not be written.
    pub(super) fn explain(&self, error: Error) -> Error {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.take().map_or(error, Error::from)
    }
}

/// The body of a request: the message up to the end of its own items, more items, and the end of the message.
struct GrowingBody {
    start: Option<Bytes>,
    items: Option<Box<dyn MoreItems>>,
    end: Option<Bytes>,
    item: &'static Member,
    options: WriteOptions,
    failed: Arc<Mutex<Option<EncodeError>>>,
}

impl Pieces for GrowingBody {
    fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, TransportError>> {
        if let Some(start) = self.start.take() {
            return Poll::Ready(Ok(Some(start)));
        }
        if let Some(items) = &mut self.items {
            let mut out = Vec::with_capacity(WRITTEN + WRITTEN / 4);
            match ready!(items.poll_write(context, &mut out, self.item, &self.options)) {
                Ok(true) => {}
                Ok(false) => self.items = None,
                Err(error) => {
                    (self.items, self.end) = (None, None);
                    let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
                    *failed = Some(error);
                    let message = "an item of the request cannot be written";
                    let error = TransportError::new(TransportErrorKind::InvalidRequest, message);
                    return Poll::Ready(Err(error));
                }
            }
            if !out.is_empty() {
                return Poll::Ready(Ok(Some(out.into())));
            }
        }
        Poll::Ready(Ok(self.end.take()))
    }
}
