//! Calls whose response has items that are read while it arrives.

use super::Reply;
use super::call::Pending;
use super::incoming::Incoming;
use super::reply::{ItemTarget, ResponseBuffer, ResponseParts, ResponseSink};
use crate::binding::{Blank, Complex, Content, ENCODED, Field, NestedMut};
use crate::error::Details;
use crate::http::InvalidRequest;
use crate::http::block_on::block_on;
use crate::soap::stream::{ItemPath, Ready, Wanted};
use crate::transport::BoxFuture;
use crate::{DecodeError, DecodeErrorKind, Error, ErrorDetails};
use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::marker::PhantomData;
use std::task::{Context, Poll, ready};

type Types<T, B, H> = fn() -> (T, B, H);

/// A call whose response has items that are read while it arrives: made by [`Call::items`](crate::Call::items). Nothing is sent before
/// it is awaited or [waited for](ItemsCall::wait).
#[must_use = "a call does nothing until it is awaited or waited for"]
pub struct ItemsCall<T, B, H = ()> {
    pending: Box<Result<Pending, Error>>,
    path: Option<String>,
    types: PhantomData<Types<T, B, H>>,
}

impl<T, B, H> ItemsCall<T, B, H>
where
    T: Send + 'static,
    Vec<T>: Field,
    B: Content + Blank + Send + 'static,
    H: Complex + Blank + Send + Sync + 'static,
{
    pub(super) fn new(pending: Box<Result<Pending, Error>>, path: Option<String>) -> Self {
        Self {
            pending,
            path,
            types: PhantomData,
        }
    }

    /// Makes the call, and blocks this thread until the first items are there, or the whole response if it has none.
    ///
    /// # Errors
    /// Those of [`Call::wait`](crate::Call::wait); and `InvalidRequest` if the response has no such items.
    pub fn wait(self) -> Result<BlockingItems<T, B, H>, Error> {
        let (pending, mut sink) = self.start()?;
        let rest = pending.wait(&mut sink)?;
        Ok(BlockingItems(Items::of(sink, rest)))
    }

    async fn run(self) -> Result<Items<T, B, H>, Error> {
        let (pending, mut sink) = self.start()?;
        let rest = pending.run(&mut sink).await?;
        Ok(Items::of(sink, rest))
    }

    fn start(self) -> Result<(Pending, ItemBuffer<T, B, H>), Error> {
        let pending = (*self.pending)?;
        let operation = pending.operation;
        let mut response = ResponseBuffer::<B, H>::new();
        let mut none = Vec::<T>::new();
        let path = path(
            &pending,
            self.path.as_deref(),
            &mut response.body,
            &mut none,
        )
        .map_err(|error| error.at(operation.service, operation.name))?;
        let sink = ItemBuffer {
            response: ResponseBuffer::new(),
            place: Vec::new(),
            path,
            incoming: None,
        };
        Ok((pending, sink))
    }
}

/// Finds the items in the tables of the request.
pub(super) fn request_path(
    pending: &Pending,
    path: Option<&str>,
    body: &mut dyn Content,
    items: &mut dyn Field,
) -> Result<ItemPath, Error> {
    let options = pending.client.options();
    let whole = options.mtom.is_some()
        || pending.attached.is_some()
        || !options.attachments.is_empty()
        || !options.envelope_interceptors.is_empty();
    let operation = pending.operation;
    let path = match operation.input {
        _ if whole => Err("packages and envelope interceptors need all of a request".into()),
        Some(member) if member.flags & ENCODED == 0 => {
            let table = match items.push_blank().nested_mut() {
                Some(NestedMut::Struct(value)) => Some(value.descriptor()),
                _ => None,
            };
            body.prepare(member);
            ItemPath::find(body, member, Wanted { table, path })
        }
        _ => Err("the request has no items that can be written one by one".into()),
    };
    path.map_err(|why| refused(why).at(operation.service, operation.name))
}

fn refused(why: impl Into<Cow<'static, str>>) -> Error {
    InvalidRequest::new(why).into()
}

/// Finds the items in the tables of the response.
fn path(
    pending: &Pending,
    path: Option<&str>,
    body: &mut dyn Content,
    items: &mut dyn Field,
) -> Result<ItemPath, Error> {
    let operation = pending.operation;
    let Some(member) = operation.output.filter(|_| !operation.one_way) else {
        return Err(refused("the response has no content"));
    };
    if member.flags & ENCODED != 0 {
        return Err(refused(
            "items in SOAP encoding refer to elements elsewhere in the message: read it as a whole",
        ));
    }
    let table = match items.push_blank().nested_mut() {
        Some(NestedMut::Struct(value)) => Some(value.descriptor()),
        _ => None,
    };
    body.prepare(member);
    let found = ItemPath::find(body, member, Wanted { table, path });
    let found = found.map_err(refused)?;
    let options = pending.client.options();
    if found.is_keyed && options.read.as_ref().is_none_or(|read| read.facets) {
        return Err(refused(
            "identity constraints need all items at once: read the message as a whole, or set `ReadOptions::facets` to false",
        ));
    }
    Ok(found)
}

impl<T, B, H> IntoFuture for ItemsCall<T, B, H>
where
    T: Send + 'static,
    Vec<T>: Field,
    B: Content + Blank + Send + 'static,
    H: Complex + Blank + Send + Sync + 'static,
{
    type Output = Result<Items<T, B, H>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<T, B, H> fmt::Debug for ItemsCall<T, B, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ItemsCall");
        if let Ok(pending) = &*self.pending {
            shown.field("operation", &pending.operation.name);
        }
        shown.finish_non_exhaustive()
    }
}

/// The sink of a call whose items are read while they arrive.
struct ItemBuffer<T, B, H> {
    response: ResponseBuffer<B, H>,
    place: Vec<T>,
    path: ItemPath,
    incoming: Option<Box<Incoming>>,
}

impl<T, B, H> ResponseSink for ItemBuffer<T, B, H>
where
    T: Send,
    Vec<T>: Field,
    B: Content + Blank + Send + 'static,
    H: Complex + Blank + Send + Sync + 'static,
{
    fn parts(&mut self) -> (&mut dyn Complex, &mut dyn Content) {
        self.response.parts()
    }
    fn headers(&self) -> &(dyn Any + Send + Sync) {
        self.response.headers()
    }
    fn take_headers(&mut self) -> Box<dyn Any + Send + Sync> {
        self.response.take_headers()
    }
    fn reset(&mut self) {
        self.response.reset();
        self.place.clear();
        self.incoming = None;
    }
    fn items(&mut self) -> Option<ItemTarget<'_>> {
        Some(ItemTarget {
            path: &self.path,
            place: &mut self.place,
            incoming: &mut self.incoming,
        })
    }
}

/// The items of a response, which are read while it arrives. With the feature `stream` it is a `Stream`.
///
/// A few hundred kilobytes of the response are in memory at once, whatever its length; the server waits while nobody takes items.
/// Dropping it gives up the rest of the response.
pub struct Items<T, B, H = ()> {
    sink: ItemBuffer<T, B, H>,
    batch: std::vec::IntoIter<T>,
    /// The error after the items of the batch.
    failed: Option<Error>,
    /// That error once it was returned, for who asks for the rest nevertheless.
    ended: Option<DecodeError>,
    /// The rest of the message without its items, once all of it is read.
    rest: Option<ResponseParts>,
}

impl<T, B, H> Items<T, B, H>
where
    T: Send + 'static,
    Vec<T>: Field,
    B: Content + Blank + Send + 'static,
    H: Complex + Blank + Send + Sync + 'static,
{
    /// The items of a response of which the first ones, or all but items, were read.
    fn of(mut sink: ItemBuffer<T, B, H>, rest: ResponseParts) -> Self {
        Self {
            batch: std::mem::take(&mut sink.place).into_iter(),
            failed: None,
            ended: None,
            rest: sink.incoming.is_none().then_some(rest),
            sink,
        }
    }

    /// The next item. `None` after the last one, when the message after the items was read and is right, and after an error.
    ///
    /// # Errors
    /// The item cannot be read, the response does not arrive to its end, or what is not an item is wrong. No item comes after an error.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll_next(context)).await
    }

    /// The next item, for implementations of futures.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.batch.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            if let Some(error) = self.failed.take() {
                self.ended = Some(unread(&error));
                return Poll::Ready(Some(Err(error)));
            }
            if self.sink.incoming.is_none() {
                return Poll::Ready(None);
            }
            let read = ready!(poll_batch(&mut self.sink, context));
            self.batch = std::mem::take(&mut self.sink.place).into_iter();
            match read {
                Ok(rest) => self.rest = rest,
                Err(error) => self.failed = Some(error),
            }
        }
    }

    /// Reads to the end of the response, and returns it without its items: those that were not taken are read and dropped.
    ///
    /// # Errors
    /// Those of [`Items::next`]; after an error that it has returned before, a decode error has its reason and place.
    pub async fn finish(mut self) -> Result<Reply<B, H>, Error> {
        while let Some(item) = self.next().await {
            item?;
        }
        self.into_response()
    }

    fn into_response(self) -> Result<Reply<B, H>, Error> {
        match self.rest {
            Some(rest) => Ok(self.sink.response.finish(rest)),
            None => Err(Error::from(self.ended.unwrap_or_else(|| {
                DecodeError::at(DecodeErrorKind::Syntax, 0, UNREAD)
            }))),
        }
    }

    /// The headers, which come before the items.
    pub fn headers(&self) -> &H {
        &self.sink.response.headers
    }
}

const UNREAD: &str = "the response was not read to its end";

/// The error of who asks for the rest of a response after an error, which it names.
fn unread(error: &Error) -> DecodeError {
    match error.details() {
        ErrorDetails::Decode(cause) => DecodeError::new(Details {
            kind: cause.kind(),
            message: format!("{UNREAD}, because of an error before: {}", cause.message()),
            path: cause.path().to_owned(),
            offset: cause.offset(),
            expected: cause.expected().map(str::to_owned),
            snippet: cause.snippet().map(str::to_owned),
            further: Vec::new(),
        }),
        _ => DecodeError::at(
            DecodeErrorKind::Syntax,
            0,
            format!("{UNREAD}, because of an error before: {error}"),
        ),
    }
}

/// Reads the next items, or the rest.
fn poll_batch(
    sink: &mut dyn ResponseSink,
    context: &mut Context<'_>,
) -> Poll<Result<Option<ResponseParts>, Error>> {
    let Some(target) = sink.items() else {
        return Poll::Ready(Ok(None));
    };
    let Some(incoming) = target.incoming.as_deref_mut() else {
        return Poll::Ready(Ok(None));
    };
    let ready = ready!(incoming.poll_read(context, target.place));
    if matches!(ready, Ok(Ready::Items)) {
        return Poll::Ready(Ok(None));
    }
    // The end, in either way.
    let Some(incoming) = target.incoming.take() else {
        return Poll::Ready(Ok(None));
    };
    let origin = incoming.origin.clone();
    let result = match (&origin, ready) {
        (Some(origin), Ok(_)) => {
            let (operation, options) = (origin.operation, origin.client.options());
            incoming.read_rest(operation, options, sink).map(Some)
        }
        (_, ready) => ready.map(|_| None),
    };
    Poll::Ready(result.map_err(|error| match &origin {
        Some(origin) => origin.located(error),
        None => error,
    }))
}

impl<T: fmt::Debug, B, H> fmt::Debug for Items<T, B, H> {
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
    type Item = Result<T, Error>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        Items::poll_next(self.get_mut(), context)
    }
}

/// The items of a response, for code that blocks. See [`Items`].
pub struct BlockingItems<T, B, H = ()>(Items<T, B, H>);

impl<T, B, H> BlockingItems<T, B, H>
where
    T: Send + 'static,
    Vec<T>: Field,
    B: Content + Blank + Send + 'static,
    H: Complex + Blank + Send + Sync + 'static,
{
    /// Reads to the end of the response, and returns it without its items: those that were not taken are read and dropped.
    ///
    /// # Errors
    /// Those of [`Items::finish`].
    pub fn finish(self) -> Result<Reply<B, H>, Error> {
        block_on(self.0.finish())
    }

    /// The headers, which come before the items.
    pub fn headers(&self) -> &H {
        self.0.headers()
    }
}

impl<T, B, H> Iterator for BlockingItems<T, B, H>
where
    T: Send + 'static,
    Vec<T>: Field,
    B: Content + Blank + Send + 'static,
    H: Complex + Blank + Send + Sync + 'static,
{
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.0.batch.next() {
            Some(item) => Some(Ok(item)),
            None => block_on(self.0.next()),
        }
    }
}

impl<T: fmt::Debug, B, H> fmt::Debug for BlockingItems<T, B, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingItems").finish_non_exhaustive()
    }
}
