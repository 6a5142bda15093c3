//! Responses whose items are written while they are sent.

use super::failure::{Failure, FailureKind};
use super::settings::Settings;
use crate::binding::{Blank, Content, Field, Member, NestedMut};
use crate::error::{EncodeError, EncodeErrorKind};
use crate::http::byte_stream::{ByteStream, Source};
use crate::soap::Operation;
use crate::soap::stream::{ItemPath, MoreItems, WRITTEN, Wanted, end_of_items};
use bytes::Bytes;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

type Find = fn(&'static Member, Option<&str>) -> Result<ItemPath, String>;

/// The items that follow those of a response.
pub(super) struct More {
    find: Find,
    path: Option<String>,
    // It is only locked through `&mut`: items are `Send` and not `Sync`.
    items: Mutex<Box<dyn MoreItems>>,
}

impl More {
    /// Items of the type `T` in a list of the response `B`.
    pub(super) fn new<B, T>(path: Option<String>, items: Box<dyn MoreItems>) -> Self
    where
        B: Content + Blank,
        Vec<T>: Field,
    {
        Self {
            find: find::<B, T>,
            path,
            items: Mutex::new(items),
        }
    }

    /// The body of a response with this message.
    pub(super) fn body(
        self,
        message: Bytes,
        operation: &'static Operation,
        settings: Arc<Settings>,
    ) -> Result<ByteStream, EncodeError> {
        let refused = |why: String| {
            EncodeError::new(EncodeErrorKind::Value, why, "/Envelope/Body".to_owned())
        };
        let member = operation.output.filter(|_| !operation.one_way);
        let member = member.ok_or_else(|| refused("the response has no content".to_owned()))?;
        let path = (self.find)(member, self.path.as_deref()).map_err(refused)?;
        let text = str::from_utf8(&message).unwrap_or_default();
        let end = end_of_items(text, &path).ok_or_else(|| {
            refused("the list of the response has no item that others could follow".to_owned())
        })?;
        Ok(ByteStream::of(GrowingBody {
            start: Some(message.slice(..end)),
            items: Some(
                self.items
                    .into_inner()
                    .unwrap_or_else(PoisonError::into_inner),
            ),
            end: Some(message.slice(end..)),
            item: path.item,
            operation,
            settings,
        }))
    }
}

impl fmt::Debug for More {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("More")
    }
}

/// Finds the list of `T` in the content of a message.
pub(super) fn find<B, T>(member: &'static Member, path: Option<&str>) -> Result<ItemPath, String>
where
    B: Content + Blank,
    Vec<T>: Field,
{
    let (mut body, mut none) = (B::blank(), Vec::<T>::new());
    let table = match none.push_blank().nested_mut() {
        Some(NestedMut::Struct(value)) => Some(value.descriptor()),
        _ => None,
    };
    body.prepare(member);
    ItemPath::find(&mut body, member, Wanted { table, path })
}

/// The message up to the end of its own items, more items, and the end of the message.
struct GrowingBody {
    start: Option<Bytes>,
    items: Option<Box<dyn MoreItems>>,
    end: Option<Bytes>,
    item: &'static Member,
    operation: &'static Operation,
    settings: Arc<Settings>,
}

impl Source for GrowingBody {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if let Some(start) = self.start.take() {
            return Poll::Ready(Some(Ok(start)));
        }
        if let Some(items) = &mut self.items {
            let mut out = Vec::with_capacity(WRITTEN + WRITTEN / 4);
            let write = &self.settings.write;
            match ready!(items.poll_write(context, &mut out, self.item, write)) {
                Ok(true) => {}
                Ok(false) => self.items = None,
                Err(error) => {
                    (self.items, self.end) = (None, None);
                    let failure = Failure::new(FailureKind::Response, Some(self.operation));
                    self.settings.report(&failure.caused_by(error));
                    // The response breaks off: its status was sent.
                    let error = io::Error::other("an item of the response cannot be written");
                    return Poll::Ready(Some(Err(error)));
                }
            }
            if !out.is_empty() {
                return Poll::Ready(Some(Ok(out.into())));
            }
        }
        Poll::Ready(self.end.take().map(Ok))
    }
}
