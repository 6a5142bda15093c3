//! Dispatching requests of which only the first part is there.

use super::dispatcher::Dispatcher;
use super::items::{self, ArrivingRequest, StreamedItems, WaitingItems};
use super::messages::fault_response;
use super::package::{self, RequestPackage};
use super::{Body, http_errors, more};
use crate::binding::{Blank, Content, Field};
use crate::http::byte_stream::ByteStream;
use crate::http::media_type::MediaType;
use crate::http::timer::{Elapsed, timeout};
use crate::soap::peek_body;
use crate::soap::stream::{ItemReader, Ready};
use bytes::{Bytes, BytesMut};
use http::Method;
use std::any::TypeId;
use std::future::poll_fn;
use std::io;

/// The most bytes before the element in the Body. A request with more is read as a whole.
const START: usize = 256 << 10;

impl Dispatcher {
    /// Reads the items of the type `T` in requests `B` one by one while these arrive: the operation starts when the first ones are there, and
    /// takes them with [`Request::into_items`](super::Request::into_items). The body of its request is the default one until then.
    /// `T` is what a list of the request holds: `Row` of a `Vec<Row>`, or of an `Option<Vec<Row>>`.
    ///
    /// The limits of a message hold for each item, and for the rest. The time limit of the message holds up to the first items; then
    /// each piece has that of pieces. With interceptors of envelopes and for requests with attachments, which need all of a request, there are no items: such
    /// a request is refused.
    ///
    /// # Errors
    /// No operation has such requests, or they have no such items, or several lists of them.
    pub fn stream_items<B, T>(self) -> io::Result<Self>
    where
        B: Content + Blank + 'static,
        T: Send + 'static,
        Vec<T>: Field,
    {
        self.with_items::<B, T>(None)
    }

    /// Like [`Dispatcher::stream_items`], with the names of the elements from the element in the Body, which is not named, to the item, such
    /// as `Rows/Row`.
    ///
    /// # Errors
    /// Those of [`Dispatcher::stream_items`].
    pub fn stream_items_at<B, T>(self, path: &str) -> io::Result<Self>
    where
        B: Content + Blank + 'static,
        T: Send + 'static,
        Vec<T>: Field,
    {
        self.with_items::<B, T>(Some(path))
    }

    fn with_items<B, T>(mut self, path: Option<&str>) -> io::Result<Self>
    where
        B: Content + Blank + 'static,
        T: Send + 'static,
        Vec<T>: Field,
    {
        let invalid = |why: String| io::Error::new(io::ErrorKind::InvalidInput, why);
        let mut streamed = Vec::new();
        for operation in self.operations_of(TypeId::of::<B>()) {
            let Some(member) = operation.input else {
                continue;
            };
            let path = more::find::<B, T>(member, path).map_err(invalid)?;
            if path.is_keyed && self.settings().read.facets {
                let why = "identity constraints need all items at once";
                return Err(invalid(why.to_owned()));
            }
            streamed.push(StreamedItems {
                operation,
                path,
                open: items::open::<T>,
            });
        }
        if streamed.is_empty() {
            return Err(invalid("no operation has such requests".to_owned()));
        }
        self.settings_mut().items.extend(streamed);
        Ok(self)
    }

    /// Whether a request may have items that are read one by one.
    pub(super) fn may_have_items(&self, parts: &http::request::Parts) -> bool {
        !self.settings().items.is_empty() && parts.method == Method::POST
    }

    /// Answers a request whose items may be read while it arrives.
    pub(super) async fn answer_arriving(
        self,
        parts: http::request::Parts,
        stream: ByteStream,
    ) -> http::Response<Body> {
        let mut stream = Some(stream);
        let (time, limit) = (
            self.settings().times.message,
            self.settings().read.limits.message,
        );
        let mut start = BytesMut::new();
        let found = self.find_items(&parts, &mut stream, &mut start);
        let found = match timeout(time, Box::pin(found)).await {
            Ok(Ok(found)) => found.filter(|_| self.settings().envelope_interceptors.is_empty()),
            Ok(Err(error)) => return refused(&error),
            Err(Elapsed) => return http_errors::slow_body().map(Body::from),
        };
        let start = start.freeze();
        let length = start.len() as u64;
        let mut first = Some(start);
        let whole = ByteStream::from_poll_fn(move |context| match first.take() {
            Some(first) => std::task::Poll::Ready(Some(Ok(first))),
            None => match &mut stream {
                Some(stream) => stream.poll_next(context),
                None => std::task::Poll::Ready(None),
            },
        });
        let Some(found) = found else {
            let body = match length > limit as u64 {
                true => return http_errors::too_large().map(Body::from),
                false => timeout(time, Box::pin(whole.to_bytes(limit))).await,
            };
            return match body {
                Ok(Ok(body)) => self.answer(parts, body).await,
                Ok(Err(error)) => refused(&error),
                Err(Elapsed) => http_errors::slow_body().map(Body::from),
            };
        };
        self.answer_items(parts, found, whole).await
    }

    async fn answer_items(
        self,
        parts: http::request::Parts,
        found: StreamedItems,
        stream: ByteStream,
    ) -> http::Response<Body> {
        let mut media_type = MediaType::of(&parts.headers);
        let supposed = super::dispatcher::supposed(&media_type);
        let settings = self.settings().clone();
        let time = settings.times.message;
        let mut items = (found.open)(ArrivingRequest {
            reader: ItemReader::new(
                found.path,
                media_type.charset(),
                found.operation.components,
                settings.read.clone(),
            ),
            stream: Some(stream),
            operation: found.operation,
            settings: std::sync::Arc::new(settings.clone()),
        });
        let opened = timeout(time, poll_fn(|context| items.poll_open(context))).await;
        let is_rest = match opened {
            Ok(Ok(ready)) => ready == Ready::Rest,
            Ok(Err(fault)) => {
                return fault_response(supposed, &fault, &settings).map(Body::from);
            }
            Err(Elapsed) => return http_errors::slow_body().map(Body::from),
        };
        // The text was decoded.
        media_type.set_charset("utf-8");
        let message = items.message(is_rest);
        let package = RequestPackage::Items {
            is_rest,
            items: WaitingItems::new(items),
        };
        let reply = self
            .reply(parts, &media_type, supposed, message, package)
            .await;
        package::pack(reply.version, reply.response, reply.written, &settings)
    }

    /// Reads up to the element in the Body, and finds out whether its items are read one by one.
    async fn find_items(
        &self,
        parts: &http::request::Parts,
        stream: &mut Option<ByteStream>,
        start: &mut BytesMut,
    ) -> io::Result<Option<StreamedItems>> {
        let media_type = MediaType::of(&parts.headers);
        if super::dispatcher::accepted(self.settings(), parts, &Bytes::from_static(b"<")).is_err() {
            return Ok(None);
        }
        let mut tried = 0_usize;
        while let Some(arriving) = stream {
            match arriving.next().await.transpose()? {
                Some(piece) => start.extend_from_slice(&piece),
                None => *stream = None,
            }
            if start.len() > START {
                break;
            }
            // Trying costs time in proportion to what is there.
            if stream.is_some() && start.len() < tried.saturating_mul(2) {
                continue;
            }
            tried = start.len();
            let read = &self.settings().read;
            if let Ok(peeked) = peek_body(start, media_type.charset(), read) {
                let name = peeked.name.as_ref();
                let name = name.map(|name| (&*name.namespace, &*name.local));
                let action = super::dispatcher::action_of(parts, &media_type);
                let operation = self.operation(name, action.as_deref());
                let mut streamed = self.settings().items.iter();
                let found = streamed.find(|one| {
                    operation.is_some_and(|operation| std::ptr::eq(one.operation, operation))
                });
                return Ok(found.cloned());
            }
        }
        Ok(None)
    }
}

fn refused(error: &io::Error) -> http::Response<Body> {
    let response = match error.kind() {
        io::ErrorKind::TimedOut => http_errors::slow_body(),
        io::ErrorKind::FileTooLarge => http_errors::too_large(),
        _ => http_errors::broken_body(),
    };
    response.map(Body::from)
}
