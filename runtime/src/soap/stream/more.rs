//! Items that are written after those of a message, while it is sent.

use crate::binding::{Field, Member, Writer};
use crate::error::EncodeError;
use crate::xml::WriteOptions;
use std::task::{Context, Poll};

/// The bytes of items that are written before they are sent.
pub(crate) const WRITTEN: usize = 64 << 10;

/// Items of any type.
pub(crate) trait MoreItems: Send {
    /// Writes items up to a number of bytes. `false` after the last one.
    fn poll_write(
        &mut self,
        context: &mut Context<'_>,
        out: &mut Vec<u8>,
        item: &'static Member,
        options: &WriteOptions,
    ) -> Poll<Result<bool, EncodeError>>;
}

fn write<T>(
    item: T,
    out: &mut Vec<u8>,
    member: &'static Member,
    options: &WriteOptions,
) -> Result<(), EncodeError>
where
    Vec<T>: Field,
{
    let mut writer = Writer::new(out, options);
    vec![item].write_elements(&mut writer, member);
    writer.finish()
}

/// The items of an iterator.
pub(crate) struct Iterated<I>(pub(crate) I);

impl<T, I> MoreItems for Iterated<I>
where
    Vec<T>: Field,
    I: Iterator<Item = T> + Send,
{
    fn poll_write(
        &mut self,
        _: &mut Context<'_>,
        out: &mut Vec<u8>,
        item: &'static Member,
        options: &WriteOptions,
    ) -> Poll<Result<bool, EncodeError>> {
        while out.len() < WRITTEN {
            let Some(next) = self.0.next() else {
                return Poll::Ready(Ok(false));
            };
            write(next, out, item, options)?;
        }
        Poll::Ready(Ok(true))
    }
}

/// The items of a stream.
#[cfg(all(feature = "stream", feature = "server"))]
pub(crate) struct Streamed<S>(pub(crate) std::pin::Pin<Box<S>>);

#[cfg(all(feature = "stream", feature = "server"))]
impl<T, S> MoreItems for Streamed<S>
where
    Vec<T>: Field,
    S: futures_core::Stream<Item = T> + Send,
{
    fn poll_write(
        &mut self,
        context: &mut Context<'_>,
        out: &mut Vec<u8>,
        item: &'static Member,
        options: &WriteOptions,
    ) -> Poll<Result<bool, EncodeError>> {
        while out.len() < WRITTEN {
            match self.0.as_mut().poll_next(context) {
                Poll::Ready(Some(next)) => write(next, out, item, options)?,
                Poll::Ready(None) => return Poll::Ready(Ok(false)),
                Poll::Pending if out.is_empty() => return Poll::Pending,
                // The bytes that are there are sent.
                Poll::Pending => break,
            }
        }
        Poll::Ready(Ok(true))
    }
}
