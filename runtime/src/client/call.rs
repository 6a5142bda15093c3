//! A prepared call.

use super::attach::Attached;
use super::attachments::AttachmentsCall;
use super::encode::EncodedBody;
use super::exchange::{Exchange, Step};
use super::items::ItemsCall;
use super::more::More;
use super::sender::{SendMode, Trail};
use super::{Client, Next, ResponseBuffer, ResponseParts, ResponseSink};
use crate::binding::{Blank, Complex, Content, Field};
use crate::http::InvalidRequest;
use crate::http::attachments::StreamedAttachment;
use crate::http::block_on::block_on;
use crate::soap::Operation;
use crate::transport::BoxFuture;
use crate::{Error, Reply};
use std::fmt;
use std::future::{IntoFuture, poll_fn};

/// A call: its request is encoded. Nothing is sent before it is awaited or [waited for](Call::wait).
///
/// Both work over each transport of this crate but `Tower`: an awaited call over a blocking transport runs on a thread of its own, and
/// a blocking call over `Reqwest` on its runtime in the background. Do not block within an asynchronous task: it keeps its thread from
/// other tasks.
#[must_use = "a call does nothing until it is awaited or waited for"]
pub struct Call<B, H = ()> {
    state: State<B, H>,
}

enum State<B, H> {
    Ready(Box<Result<Reply<B, H>, Error>>),
    Future(BoxFuture<'static, Result<Reply<B, H>, Error>>),
    Prepared(Prepared),
}

/// A call that is ready to send, or the error of its encoding. It is not generic: the code that reads the response is
/// compiled where a call is awaited or waited for, and not in every method of a generated client.
pub(super) struct Prepared(Box<Result<Pending, Error>>);

/// A call that is ready to send.
pub(super) struct Pending {
    pub(super) client: Client,
    pub(super) operation: &'static Operation,
    pub(super) body: EncodedBody,
    /// Items that follow those of the request.
    pub(super) more: Option<More>,
    /// Attachments that are read while the request is sent.
    pub(super) attached: Option<Attached>,
}

impl<B, H> Call<B, H> {
    /// A call with a given result, for mocks of a service.
    pub fn ready(result: Result<Reply<B, H>, Error>) -> Self {
        Self {
            state: State::Ready(Box::new(result)),
        }
    }

    /// A call that runs this future. [`Call::wait`] polls it on the thread of its caller.
    pub fn from_future(
        future: impl Future<Output = Result<Reply<B, H>, Error>> + Send + 'static,
    ) -> Self {
        Self {
            state: State::Future(Box::pin(future)),
        }
    }

    #[inline]
    pub(super) fn prepared(prepared: Prepared) -> Self {
        Self {
            state: State::Prepared(prepared),
        }
    }
}

impl<B, H> Call<B, H>
where
    B: Content + Blank + Send + 'static,
    H: Complex + Blank + Send + Sync + 'static,
{
    /// Makes the call, and blocks this thread until it is over.
    ///
    /// # Errors
    /// See [`ErrorDetails`](crate::ErrorDetails). If the client's transport has no blocking form, a transport error of kind `WrongMode`.
    pub fn wait(self) -> Result<Reply<B, H>, Error> {
        match self.state {
            State::Ready(result) => *result,
            State::Future(future) => block_on(future),
            State::Prepared(prepared) => {
                let mut buffer = ResponseBuffer::<B, H>::new();
                let parts = prepared.wait(&mut buffer)?;
                Ok(buffer.finish(parts))
            }
        }
    }
}

impl<B, H> Call<B, H>
where
    B: Content + Blank + Send + 'static,
    H: Complex + Blank + Send + Sync + 'static,
{
    /// The same call, whose response has items of the type `T`: they are read one by one while it arrives, and only a few are in memory
    /// at once. `T` is what a list of the response holds: `Row` of a `Vec<Row>`, or of an `Option<Vec<Row>>`.
    ///
    /// Faults, HTTP errors and headers are checked before the first item is returned. [`Items::finish`](crate::Items::finish) returns the rest of the response.
    /// The limits of a message hold for each item, and for the rest; the response as a whole has that of the transport
    /// (`response_limit`), if any. The time limit of the call is that of the whole response. Observers and interceptors see no body.
    ///
    /// ```
    /// # use soap_runtime::{Call, Error, __private::v1::{Blank, Complex, Content, Field}};
    /// # async fn show<Row, B, H>(call: Call<B, H>) -> Result<(), Error>
    /// # where
    /// #     Row: Send + std::fmt::Debug + 'static,
    /// #     Vec<Row>: Field,
    /// #     B: Content + Blank + Send + 'static,
    /// #     H: Complex + Blank + Send + Sync + 'static,
    /// # {
    /// let mut rows = call.items::<Row>().await?;
    /// while let Some(row) = rows.next().await {
    ///     println!("{:?}", row?);
    /// }
    /// let response = rows.finish().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn items<T>(self) -> ItemsCall<T, B, H>
    where
        T: Send + 'static,
        Vec<T>: Field,
    {
        self.items_of(None)
    }

    /// Like [`Call::items`], with the names of the elements from the element in the Body, which is not named, to the item, such as
    /// `Result/Row`. For responses with several lists of `T`, and for lists of values that are no structs.
    pub fn items_at<T>(self, path: impl Into<String>) -> ItemsCall<T, B, H>
    where
        T: Send + 'static,
        Vec<T>: Field,
    {
        self.items_of(Some(path.into()))
    }

    /// The same call, whose response has attachments that are read while it arrives. They may be larger than memory.
    ///
    /// The message comes with its faults, headers and checks as ever, once it is there. A member of the type
    /// [`Base64Binary`](crate::Base64Binary) whose bytes are in an attachment has no bytes then: its
    /// [`content_id`](crate::Base64Binary::content_id) says which attachment has them.
    /// [`AttachmentsCall::limits`] limits the attachments, `Limits::message` the message, and the
    /// `response_limit` of the transport, if any, the whole response. The time limit of the call is that of the whole response.
    /// Observers and interceptors see no body.
    ///
    /// ```
    /// # use soap_runtime::{Call, Error, __private::v1::{Blank, Complex, Content}};
    /// # async fn save<B, H>(call: Call<B, H>) -> Result<(), Box<dyn std::error::Error>>
    /// # where
    /// #     B: Content + Blank + Send + 'static,
    /// #     H: Complex + Blank + Send + Sync + 'static,
    /// # {
    /// let (response, mut attachments) = call.attachments().await?;
    /// while let Some(part) = attachments.next().await {
    ///     let mut part = part?;
    ///     while let Some(bytes) = part.body.next().await {
    ///         println!("{} bytes of {}", bytes?.len(), part.content_id);
    ///     }
    /// }
    /// # let _ = response;
    /// # Ok(())
    /// # }
    /// ```
    pub fn attachments(self) -> AttachmentsCall<B, H> {
        match self.state {
            State::Prepared(prepared) => AttachmentsCall::pending(prepared.0),
            given => AttachmentsCall::given(Self { state: given }),
        }
    }

    /// Adds an attachment that is read while the request is sent: from a file, a reader, a stream. Members of the request may
    /// be in it: [`Base64Binary::in_part`](crate::Base64Binary::in_part). Then the request is a package of MTOM, as with
    /// [`CallOptions::mtom`](crate::CallOptions::mtom), else of SOAP Messages with Attachments.
    ///
    /// The request is sent once: what would send it again (a redirect, a challenge, a second attempt) is an error then. Observers and
    /// interceptors see no body.
    ///
    /// ```no_run
    /// # use soap_runtime::{Call, ByteStream, StreamedAttachment};
    /// # fn send(call: Call<(), ()>) -> Result<(), Box<dyn std::error::Error>> {
    /// let film = ByteStream::from_path("film.mp4")?;
    /// let call = call.attach(StreamedAttachment::new("film-1", "video/mp4", film));
    /// # let _ = call;
    /// # Ok(())
    /// # }
    /// ```
    pub fn attach(mut self, attachment: impl Into<StreamedAttachment>) -> Self {
        if let State::Prepared(prepared) = &mut self.state
            && let Ok(pending) = &mut *prepared.0
        {
            let attached = pending.attached.get_or_insert_default();
            attached.push(attachment.into());
        }
        self
    }

    /// The same call, whose request has more items than its list: these follow it, and are written while the request is sent, so that only
    /// a few are in memory at once. `R` is the type of the request; its list of `T` has one item at least.
    ///
    /// The request is sent once: what would send it again (a redirect, a challenge, a second attempt) is an error then. Observers and
    /// interceptors see no body. Packages and envelope interceptors need all of a request, and refuse it.
    pub fn followed_by<R, T, I>(self, items: I) -> Self
    where
        R: Content + Blank,
        T: Send + 'static,
        Vec<T>: Field,
        I: IntoIterator<Item = T>,
        I::IntoIter: Send + 'static,
    {
        self.with_more::<R, T>(None, items.into_iter())
    }

    /// Like [`Call::followed_by`], with the names of the elements as in [`Call::items_at`].
    pub fn followed_by_at<R, T, I>(self, path: &str, items: I) -> Self
    where
        R: Content + Blank,
        T: Send + 'static,
        Vec<T>: Field,
        I: IntoIterator<Item = T>,
        I::IntoIter: Send + 'static,
    {
        self.with_more::<R, T>(Some(path), items.into_iter())
    }

    fn with_more<R, T>(
        mut self,
        path: Option<&str>,
        items: impl Iterator<Item = T> + Send + 'static,
    ) -> Self
    where
        R: Content + Blank,
        T: Send + 'static,
        Vec<T>: Field,
    {
        let error = match &mut self.state {
            State::Prepared(prepared) => match &mut *prepared.0 {
                Ok(pending) => {
                    let (mut request, mut none) = (R::blank(), Vec::<T>::new());
                    let path = super::items::request_path(pending, path, &mut request, &mut none);
                    path.map(|path| pending.more = Some(More::new(path, items)))
                        .err()
                }
                Err(_) => None,
            },
            State::Ready(_) | State::Future(_) => None,
        };
        if let Some(error) = error {
            self.state = State::Prepared(Prepared::new(Err(error)));
        }
        self
    }

    fn items_of<T>(self, path: Option<String>) -> ItemsCall<T, B, H>
    where
        T: Send + 'static,
        Vec<T>: Field,
    {
        let pending = match self.state {
            State::Prepared(prepared) => prepared.0,
            State::Ready(_) | State::Future(_) => {
                let message = "a call with a given result has no items to read";
                Box::new(Err(InvalidRequest::new(message).into()))
            }
        };
        ItemsCall::new(pending, path)
    }
}

impl<B, H> IntoFuture for Call<B, H>
where
    B: Content + Blank + Send + 'static,
    H: Complex + Blank + Send + Sync + 'static,
{
    type Output = Result<Reply<B, H>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        match self.state {
            State::Ready(result) => Box::pin(std::future::ready(*result)),
            State::Future(future) => future,
            State::Prepared(prepared) => Box::pin(async move {
                let mut buffer = ResponseBuffer::<B, H>::new();
                let parts = prepared.run(&mut buffer).await?;
                Ok(buffer.finish(parts))
            }),
        }
    }
}

impl<B, H> fmt::Debug for Call<B, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Call");
        match &self.state {
            State::Ready(_) => shown.field("state", &"ready"),
            State::Future(_) => shown.field("state", &"future"),
            State::Prepared(prepared) => match &*prepared.0 {
                Ok(pending) => shown.field("operation", &pending.operation.name),
                Err(_) => shown.field("state", &"failed"),
            },
        };
        shown.finish()
    }
}

impl Prepared {
    pub(super) fn new(pending: Result<Pending, Error>) -> Self {
        Self(Box::new(pending))
    }

    async fn run(self, sink: &mut dyn ResponseSink) -> Result<ResponseParts, Error> {
        (*self.0)?.run(sink).await
    }

    fn wait(self, sink: &mut dyn ResponseSink) -> Result<ResponseParts, Error> {
        (*self.0)?.wait(sink)
    }
}

impl Pending {
    pub(super) async fn run(self, sink: &mut dyn ResponseSink) -> Result<ResponseParts, Error> {
        #[cfg(feature = "tracing")]
        return super::trace::asynchronous(self.operation, self.client.options(), self.drive(sink))
            .await;
        #[cfg(not(feature = "tracing"))]
        self.drive(sink).await
    }

    pub(super) fn wait(self, sink: &mut dyn ResponseSink) -> Result<ResponseParts, Error> {
        #[cfg(feature = "tracing")]
        return super::trace::blocking(self.operation, self.client.clone().options(), || {
            self.drive_blocking(sink)
        });
        #[cfg(not(feature = "tracing"))]
        self.drive_blocking(sink)
    }

    async fn drive(&self, sink: &mut dyn ResponseSink) -> Result<ResponseParts, Error> {
        let mode = self.client.sender().asynchronous();
        let mode = mode.map_err(|error| self.located(error))?;
        self.steps(mode, sink).await
    }

    fn drive_blocking(&self, sink: &mut dyn ResponseSink) -> Result<ResponseParts, Error> {
        let mode = self.client.sender().blocking();
        let mode = mode.map_err(|error| self.located(error))?;
        block_on(self.steps(mode, sink))
    }

    async fn steps(
        &self,
        mode: SendMode<'_>,
        sink: &mut dyn ResponseSink,
    ) -> Result<ResponseParts, Error> {
        let options = self.client.options();
        let mut exchange = Exchange::new(self, sink);
        let mut step = exchange.start();
        loop {
            step = match step {
                Step::Headers(provider) => {
                    let headers = match mode.is_blocking() {
                        true => provider.headers_blocking(exchange.context()),
                        false => provider.headers(exchange.context()).await,
                    };
                    exchange.headers(headers)
                }
                Step::Outgoing(message) => {
                    let message = exchange.intercept(message).await;
                    exchange.outgoing(message)
                }
                Step::Authorize(auth) => {
                    let value = match (exchange.auth_request(), mode.is_blocking()) {
                        (Some(request), true) => auth.authorization_blocking(&request),
                        (Some(request), false) => auth.authorization(&request).await,
                        (None, _) => Ok(None),
                    };
                    exchange.authorized(value)
                }
                Step::Send(request) => {
                    let trail = Trail::default();
                    let next = Next {
                        call: exchange.context(),
                        interceptors: &options.interceptors,
                        observers: &options.observers,
                        mode,
                        trail: &trail,
                    };
                    let response = next.run(request).await;
                    exchange.response(response, trail)
                }
                Step::Open => {
                    let opened = poll_fn(|context| exchange.poll_open(context)).await;
                    exchange.opened(opened)
                }
                Step::Collect => {
                    let collected = poll_fn(|context| exchange.poll_collect(context)).await;
                    exchange.collected(collected)
                }
                Step::Unpack => {
                    let root = poll_fn(|context| exchange.poll_unpack(context)).await;
                    exchange.unpacked(root)
                }
                Step::Incoming => exchange.intercept_response().await,
                Step::Done(result) => return result,
            }
        }
    }

    fn located(&self, error: Error) -> Error {
        error.at(self.operation.service, self.operation.name)
    }
}
