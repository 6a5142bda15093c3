//! Requests whose items are read while they arrive.

use super::settings::Settings;
use super::{Request, faults};
use crate::binding::{Blank, Complex, Content, Field, Identifiers};
use crate::error::DecodeError;
use crate::http::byte_stream::ByteStream;
use crate::soap::stream::{ItemPath, ItemReader, Ready};
use crate::soap::{EnvelopeReader, Fault, FaultCode, Operation};
use bytes::Bytes;
use std::any::Any;
use std::cell::Cell;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

/// The bytes that are given to the reader at once.
const SLICE: usize = 64 << 10;

/// An operation whose requests have items that are read one by one.
#[derive(Clone)]
pub(super) struct StreamedItems {
    pub(super) operation: &'static Operation,
    pub(super) path: ItemPath,
    pub(super) open: fn(ArrivingRequest) -> Box<dyn AnyItems>,
}

/// A request that is still arriving.
pub(super) struct ArrivingRequest {
    pub(super) reader: ItemReader,
    /// `None` once all of it is there.
    pub(super) stream: Option<ByteStream>,
    pub(super) operation: &'static Operation,
    pub(super) settings: Arc<Settings>,
}

/// Items of any type.
pub(super) trait AnyItems: Send {
    /// Reads the first items, or the rest if there are none.
    fn poll_open(&mut self, context: &mut Context<'_>) -> Poll<Result<Ready, Box<Fault>>>;
    /// The message before the items, or without them.
    fn message(&mut self, is_rest: bool) -> Bytes;
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send>;
}

/// The items of a request that are not asked for yet.
// It is only locked through `&mut`: items are `Send` and not `Sync`.
pub(super) struct WaitingItems(Mutex<Box<dyn AnyItems>>);

impl WaitingItems {
    pub(super) fn new(items: Box<dyn AnyItems>) -> Self {
        Self(Mutex::new(items))
    }

    fn into_inner(self) -> Box<dyn AnyItems> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Items of one type.
struct ItemSource<T> {
    arriving: ArrivingRequest,
    place: Vec<T>,
    /// Whether the message without its items was read with the request.
    is_read: bool,
}

/// Items of the type `T`.
pub(super) fn open<T>(arriving: ArrivingRequest) -> Box<dyn AnyItems>
where
    T: Send + 'static,
    Vec<T>: Field,
{
    Box::new(ItemSource::<T> {
        arriving,
        place: Vec::new(),
        is_read: false,
    })
}

impl<T> ItemSource<T>
where
    T: Send + 'static,
    Vec<T>: Field,
{
    fn poll_read(&mut self, context: &mut Context<'_>) -> Poll<Result<Ready, Box<Fault>>> {
        let unreadable = |error: DecodeError| Box::new(faults::unreadable(&error));
        let ArrivingRequest { reader, stream, .. } = &mut self.arriving;
        loop {
            match reader.read(&mut self.place, None) {
                Ok(Ready::Nothing) => {}
                ready => return Poll::Ready(ready.map_err(unreadable)),
            }
            let Some(arriving) = stream else {
                return Poll::Ready(Err(Box::new(cut_off())));
            };
            match ready!(arriving.poll_next(context)) {
                Some(Ok(piece)) => {
                    for slice in piece.chunks(SLICE) {
                        reader.push(slice).map_err(unreadable)?;
                    }
                }
                Some(Err(_)) => return Poll::Ready(Err(Box::new(cut_off()))),
                None => {
                    *stream = None;
                    reader.end().map_err(unreadable)?;
                }
            }
        }
    }
}

fn cut_off() -> Fault {
    Fault::new(
        FaultCode::Sender,
        "The rest of the request could not be read.",
    )
}

impl<T> AnyItems for ItemSource<T>
where
    T: Send + 'static,
    Vec<T>: Field,
{
    fn poll_open(&mut self, context: &mut Context<'_>) -> Poll<Result<Ready, Box<Fault>>> {
        self.poll_read(context)
    }

    fn message(&mut self, is_rest: bool) -> Bytes {
        self.is_read = is_rest;
        match is_rest {
            true => self.arriving.reader.take_rest().0.into(),
            false => Bytes::copy_from_slice(self.arriving.reader.head().as_bytes()),
        }
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}

/// The items of a request, which are read while it arrives: [`Request::into_items`]. With the feature `stream` it is a `Stream`.
///
/// A few hundred kilobytes of the request are in memory at once, whatever its length; the caller waits while nobody takes items.
pub struct Items<T, B, H = ()> {
    request: Request<B, H>,
    source: Mutex<ItemSource<T>>,
    batch: std::vec::IntoIter<T>,
    failed: Option<Box<Fault>>,
    is_at_end: bool,
}

impl<T, B, H> Items<T, B, H>
where
    T: Send + 'static,
    Vec<T>: Field,
    B: Content + Blank + Send + 'static,
    H: Complex + Blank + Send + Sync + 'static,
{
    /// The next item. `None` after the last one, and after an error.
    ///
    /// # Errors
    /// The fault for the caller: the item cannot be read, or the request does not arrive to its end. No item comes after it.
    pub async fn next(&mut self) -> Option<Result<T, Fault>> {
        poll_fn(|context| self.poll_next(context)).await
    }

    /// The next item, for implementations of futures.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Fault>>> {
        let source = self
            .source
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(item) = self.batch.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            if let Some(fault) = self.failed.take() {
                return Poll::Ready(Some(Err(*fault)));
            }
            if self.is_at_end {
                return Poll::Ready(None);
            }
            let read = ready!(source.poll_read(context));
            self.batch = std::mem::take(&mut source.place).into_iter();
            match read {
                Ok(Ready::Rest) => self.is_at_end = true,
                Ok(Ready::Items | Ready::Nothing) => {}
                Err(fault) => {
                    self.is_at_end = true;
                    self.failed = Some(fault);
                }
            }
        }
    }

    /// Reads to the end of the request, and returns it without its items: those that were not taken are read and dropped.
    ///
    /// # Errors
    /// Those of [`Items::next`]; and the rest of the request cannot be read.
    pub async fn finish(mut self) -> Result<Request<B, H>, Fault> {
        while let Some(item) = self.next().await {
            item?;
        }
        let source = self
            .source
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let mut request = self.request;
        if source.is_read {
            return Ok(request);
        }
        let ArrivingRequest {
            mut reader,
            operation,
            settings,
            stream,
        } = source.arriving;
        if stream.is_some() {
            return Err(cut_off());
        }
        let (rest, identifiers): (String, Identifiers) = reader.take_rest();
        let identifiers = Cell::new(identifiers);
        let mut headers = H::blank();
        let body: &mut dyn Content = &mut request.body;
        let read = EnvelopeReader::new(&settings.read)
            .charset(Some("utf-8"))
            .components(operation.components)
            .identifiers(Some(&identifiers))
            .read(
                rest.as_bytes(),
                &mut headers,
                operation.input.map(|member| (member, body)),
            );
        let mut received = read.map_err(|mut error| {
            reader.place_error(&mut error);
            faults::unreadable(&error)
        })?;
        reader.add_notes(&mut received.skipped, &mut received.deviations);
        let cleared = reader.clear(&mut request.body);
        cleared.map_err(|error| faults::unreadable(&error))?;
        request.skipped = received.skipped;
        request.unknown_headers = received.unknown_headers;
        Ok(request)
    }

    /// The request. Its body is the default one until [`Items::finish`].
    pub fn request(&self) -> &Request<B, H> {
        &self.request
    }
}

impl<B, H> Request<B, H> {
    /// The items of the type `T` of the request, where [`Dispatcher::stream_items`](super::Dispatcher::stream_items) says that they are read
    /// while it arrives.
    ///
    /// # Errors
    /// A fault that says nothing to the caller: it does not say so, or other items.
    #[allow(
        clippy::result_large_err,
        reason = "`?` makes an error of the operation of it"
    )]
    pub fn into_items<T>(mut self) -> Result<Items<T, B, H>, Fault>
    where
        T: Send + 'static,
        Vec<T>: Field,
    {
        let items = self.items.take().ok_or_else(faults::internal)?;
        let source = items.into_inner().into_any().downcast::<ItemSource<T>>();
        let mut source = *source.map_err(|_| faults::internal())?;
        Ok(Items {
            request: self,
            batch: std::mem::take(&mut source.place).into_iter(),
            is_at_end: source.is_read,
            failed: None,
            source: Mutex::new(source),
        })
    }
}

impl<T, B, H> fmt::Debug for Items<T, B, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}

/// With the feature `stream`.
#[cfg(feature = "stream")]
impl<T, B, H> futures_core::Stream for Items<T, B, H>
where
    T: Send + Unpin + 'static,
    Vec<T>: Field,
    B: Content + Blank + Send + Unpin + 'static,
    H: Complex + Blank + Send + Sync + Unpin + 'static,
{
    type Item = Result<T, Fault>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        Items::poll_next(self.get_mut(), context)
    }
}
