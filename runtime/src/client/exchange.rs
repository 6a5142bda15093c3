//! One call as a state machine without I/O: attempts, redirects, and the retry after a refusal.
//!
//! The loops of [`Pending`] drive it: they carry out a [`Step`] over an asynchronous or a blocking transport, and
//! report the outcome.

use super::attach::Attached;
use super::attachments::Opening;
use super::call::Pending;
use super::decode;
use super::encode;
use super::incoming::{Collecting, Incoming, Origin};
use super::raw_headers;
use super::redirect::redirected;
use super::reply::ItemTarget;
use super::secrets::{self, Sent};
use super::sender::Trail;
use super::{
    Auth, AuthRequest, CallContext, HeaderProvider, Headers, Redirects, ResponseParts, ResponseSink,
};
use crate::http::attachments::Attachments;
use crate::http::body::BodyCollector;
use crate::http::multipart::Attachment;
use crate::soap::stream::Ready;
use crate::transport::{
    BodyStream, Pieces, SentHeaders, StreamResponse, TransportError, TransportErrorKind,
};
use crate::{EnvelopeContext, Error, envelope};
use bytes::Bytes;
use http::HeaderValue;
use http::header::AUTHORIZATION;
use std::task::{Context, Poll};

/// The most redirects to the same origin in one call.
const REDIRECTS: usize = 5;

/// The next step of a call.
pub(super) enum Step<'a> {
    /// Ask the provider for headers, and report them with [`Exchange::headers`].
    Headers(&'a dyn HeaderProvider),
    /// Run the envelope interceptors over the request, with [`Exchange::intercept`], and report the result with [`Exchange::outgoing`].
    Outgoing(Bytes),
    /// Ask for the Authorization header, with [`Exchange::auth_request`], and report it with [`Exchange::authorized`].
    Authorize(&'a dyn Auth),
    /// Send the request, and report the response with [`Exchange::response`].
    Send(http::Request<Bytes>),
    /// Run the envelope interceptors over the response, with [`Exchange::intercept_response`].
    Incoming,
    /// Read the first items while the response arrives, with [`Exchange::poll_open`], and report them with [`Exchange::opened`].
    Open,
    /// Read the message of a package, whose attachments may arrive later, with [`Exchange::poll_unpack`], and report it with
    /// [`Exchange::unpacked`].
    Unpack,
    /// Collect the body of the response, with [`Exchange::poll_collect`], and report it with [`Exchange::collected`].
    Collect,
    /// The call is over.
    Done(Result<ResponseParts, Error>),
}

/// The state of one call.
pub(super) struct Exchange<'a> {
    call: &'a Pending,
    sink: &'a mut dyn ResponseSink,
    context: CallContext,
    /// The headers that the provider gave for this attempt.
    headers: Headers,
    /// The envelope of this attempt, before and after the envelope interceptors: errors mask its secrets.
    messages: [Bytes; 2],
    /// The context of this attempt for envelope interceptors.
    envelope: EnvelopeContext,
    /// The attachments of the call that were collected for envelope interceptors, as they were before.
    attached: Option<Vec<Attachment>>,
    /// The response, while envelope interceptors look at its envelope.
    received: Option<decode::Unpacked>,
    /// The response, while its body is collected.
    collecting: Option<Collecting>,
    /// The response, while the message of its package arrives.
    opening: Option<Opening>,
    /// The request without its Authorization header: it waits for the header, or for its response.
    unauthorized: Option<http::Request<Bytes>>,
    /// The Authorization header of this attempt: errors do not show it.
    authorization: Option<HeaderValue>,
    /// Headers that interceptors and the transport have added, and cookies of the response: errors do not show their secrets.
    added: Option<SentHeaders>,
    /// The Authorization header that the server has just refused.
    refused: Option<HeaderValue>,
    /// The server has refused a request, which was repeated: the next refusal is final.
    is_refused: bool,
    /// The header provider has asked for the second attempt.
    is_retried: bool,
    /// The request to repeat after a redirect; `None` if redirects are refused.
    redirectable: Option<http::Request<Bytes>>,
    /// The number of times that this attempt was sent.
    sent: usize,
}

impl<'a> Exchange<'a> {
    /// A call before its first step. The response is read into `sink`.
    pub(super) fn new(call: &'a Pending, sink: &'a mut dyn ResponseSink) -> Self {
        Self {
            call,
            sink,
            context: CallContext::new(call.operation),
            headers: Headers::new(),
            messages: Default::default(),
            envelope: EnvelopeContext::new(call.operation.version),
            attached: None,
            received: None,
            collecting: None,
            opening: None,
            unauthorized: None,
            authorization: None,
            added: None,
            refused: None,
            is_refused: false,
            is_retried: false,
            redirectable: None,
            sent: 0,
        }
    }

    /// The identity of the call, for the header provider.
    pub(super) fn context(&self) -> &CallContext {
        &self.context
    }

    /// Starts an attempt.
    pub(super) fn start(&mut self) -> Step<'a> {
        let call = self.call;
        match &call.client.options().header_provider {
            Some(provider) => Step::Headers(&**provider),
            None => self.headers(Ok(Headers::new())),
        }
    }

    /// Continues with the headers of the provider, or its error.
    pub(super) fn headers(&mut self, headers: Result<Headers, Error>) -> Step<'a> {
        let headers = match headers {
            Ok(headers) => headers,
            Err(error) => return Step::Done(Err(self.located(error))),
        };
        let options = self.call.client.options();
        let all = headers.clone().over(&options.headers);
        self.headers = headers;
        let message = encode::message(self.call.operation, &all, &self.call.body, options);
        let message = match message {
            Ok(message) => Bytes::from(message),
            Err(error) => return Step::Done(Err(error)),
        };
        self.messages = [message.clone(), message.clone()];
        if options.envelope_interceptors.is_empty() {
            return self.outgoing(Ok((message, None)));
        }
        self.envelope = encode::envelope_context(self.call.operation, options);
        Step::Outgoing(message)
    }

    /// Runs the envelope interceptors over the request.
    pub(super) async fn intercept(
        &mut self,
        message: Bytes,
    ) -> Result<(Bytes, Option<Vec<Attachment>>), Error> {
        let interceptors = &self.call.client.options().envelope_interceptors;
        let are_seen = envelope::see_attachments(interceptors);
        let attachments = match are_seen {
            true => self.collect_attachments().await?,
            false => Vec::new(),
        };
        envelope::outgoing(interceptors, &mut self.envelope, (message, attachments))
            .await
            .map(|(message, attachments)| (message, are_seen.then_some(attachments)))
            .map_err(|error| error.before_sending().into())
    }

    /// The attachments of the call, in memory.
    async fn collect_attachments(&mut self) -> Result<Vec<Attachment>, Error> {
        if let Some(attached) = &self.attached {
            return Ok(attached.clone());
        }
        let call = self.call;
        let (mut all, streamed) = self.beside()?;
        for part in streamed {
            let part = part.collect(usize::MAX).await.map_err(Attached::unread)?;
            all.push(part);
        }
        let all = (all, Vec::new());
        encode::check_parts(call.operation, &call.body, &all)?;
        self.attached = Some(all.0.clone());
        Ok(all.0)
    }

    /// The attachments of the call. Those that are streamed can be had once.
    fn beside(&self) -> Result<encode::Beside, Error> {
        let streamed = self.call.attached.as_ref().map(Attached::take);
        let streamed = streamed.transpose()?.unwrap_or_default();
        let options = self.call.client.options();
        Ok((options.attachments.clone(), streamed))
    }

    /// Continues with the envelope to send, and its attachments if interceptors have seen them, or why it is not sent.
    pub(super) fn outgoing(
        &mut self,
        message: Result<(Bytes, Option<Vec<Attachment>>), Error>,
    ) -> Step<'a> {
        let (call, options) = (self.call, self.call.client.options());
        let prepared = message.and_then(|(message, seen)| {
            self.messages[1] = message.clone();
            if let Some(attachments) = seen {
                return Ok((message, (attachments, Vec::new())));
            }
            let beside = self.beside()?;
            encode::check_parts(call.operation, &call.body, &beside)?;
            Ok((message, beside))
        });
        let (message, beside) = match prepared {
            Ok(prepared) => prepared,
            Err(error) => return Step::Done(Err(self.located(error))),
        };
        match encode::http_request(call.operation, message, &call.body, beside, options) {
            Ok(request) => {
                let (head, body) = request.into_parts();
                let mut request = http::Request::from_parts(head, body.whole);
                if let Some((stream, attached)) = body.stream.zip(call.attached.as_ref()) {
                    let body = BodyStream::new(attached.body(stream));
                    request.extensions_mut().insert(body);
                }
                if let Some(more) = &call.more {
                    match more.body(request.body(), options) {
                        Ok(body) => {
                            request.extensions_mut().insert(BodyStream::new(body));
                            *request.body_mut() = Bytes::new();
                        }
                        Err(error) => return Step::Done(Err(self.located(error))),
                    }
                }
                self.sent = 0;
                self.authorize(request)
            }
            Err(error) => Step::Done(Err(error)),
        }
    }

    /// Asks for the Authorization header, if there are credentials.
    fn authorize(&mut self, request: http::Request<Bytes>) -> Step<'a> {
        let call = self.call;
        match &call.client.options().auth {
            Some(auth) => {
                self.unauthorized = Some(request);
                Step::Authorize(&**auth)
            }
            None => self.send(request),
        }
    }

    /// The request that waits for its Authorization header.
    pub(super) fn auth_request(&self) -> Option<AuthRequest<'_>> {
        let request = self.unauthorized.as_ref()?;
        let request = AuthRequest::new(request.method(), request.uri());
        Some(request.with_sent(self.refused.as_ref()))
    }

    /// Takes the Authorization header, or why there is none.
    pub(super) fn authorized(&mut self, value: Result<Option<HeaderValue>, Error>) -> Step<'a> {
        let (value, mut request) = match (value, self.unauthorized.clone()) {
            (Ok(value), Some(request)) => (value, request),
            (Err(error), _) => return Step::Done(Err(self.located(error))),
            // Nothing waits for a header.
            (Ok(_), None) => return self.start(),
        };
        self.refused = None;
        self.authorization = value;
        if let Some(value) = &mut self.authorization {
            value.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, value.clone());
        }
        self.send(request)
    }

    /// The request to repeat with other credentials, if the response refuses it and they can meet that.
    fn refused(&mut self, response: &http::Response<Bytes>) -> Option<http::Request<Bytes>> {
        let call = self.call;
        let auth = call.client.options().auth.as_ref()?;
        let request = self.unauthorized.take()?;
        let sent = AuthRequest::new(request.method(), request.uri());
        let can_meet = auth.received(&sent.with_sent(self.authorization.as_ref()), response);
        (can_meet && response.status() == 401 && !self.is_refused).then_some(request)
    }

    fn send(&mut self, mut request: http::Request<Bytes>) -> Step<'a> {
        if self.sent > REDIRECTS {
            let message = format!("more than {REDIRECTS} redirects");
            let error = TransportError::new(TransportErrorKind::Protocol, message);
            return self.outcome(Err(error.into()));
        }
        self.sent = self.sent.saturating_add(1);
        if self.sink.items().is_some() || self.sink.package().is_some() {
            request.extensions_mut().insert(StreamResponse::default());
        }
        let options = self.call.client.options();
        self.redirectable =
            (options.redirects == Some(Redirects::SameOrigin)).then(|| request.clone());
        Step::Send(request)
    }

    /// Continues with the response of the transport, or its error. `trail` is what interceptors have sent.
    pub(super) fn response(
        &mut self,
        response: Result<http::Response<Bytes>, Error>,
        trail: Trail,
    ) -> Step<'a> {
        let response = response.map_err(|error| match (&self.call.more, &self.call.attached) {
            (Some(more), _) => more.explain(error),
            (None, Some(attached)) => attached.explain(error),
            (None, None) => error,
        });
        let (sent, mut added) = trail.into_parts();
        self.context.attempt = self.context.attempt.saturating_add(sent.saturating_sub(1));
        if let Ok(response) = &response {
            let SentHeaders(more) = secrets::of_response(response);
            for (name, value) in &more {
                added.append(name, value.clone());
            }
        }
        self.added = Some(SentHeaders(added));
        if let Ok(response) = &response {
            if let Some(request) = self.refused(response) {
                self.refused = self.authorization.take();
                self.is_refused = true;
                self.sent = 0;
                self.context.attempt = self.context.attempt.saturating_add(1);
                return self.authorize(request);
            }
            if let Some(request) = self.redirectable.take()
                && let Some(mut request) = redirected(request, response)
            {
                // The header may depend on the URL.
                if self.authorization.take().is_some() {
                    request.headers_mut().remove(AUTHORIZATION);
                }
                return self.authorize(request);
            }
        }
        let stream = response.as_ref().ok().and_then(|response| {
            let stream = response.extensions().get::<BodyStream>()?;
            stream.take()
        });
        match (response, stream) {
            (Ok(response), Some(pieces)) => self.arrives(response, pieces),
            // The transport has collected it.
            (Ok(mut response), None) if self.sink.package().is_some() => {
                let body = std::mem::take(response.body_mut());
                self.arrives(response, Box::new(Whole(Some(body))))
            }
            (response, _) => self.outcome(response),
        }
    }

    /// Reads a response while it arrives, or collects it.
    fn arrives(&mut self, response: http::Response<Bytes>, pieces: Box<dyn Pieces>) -> Step<'a> {
        let (operation, options) = (self.call.operation, self.call.client.options());
        let head = response.map(drop);
        if let Some(items) = self.sink.items()
            && let Some(incoming) = Incoming::new(&head, operation, options, items.path)
        {
            *items.incoming = Some(Box::new(incoming.with_pieces(pieces)));
            return Step::Open;
        }
        let limit = encode::message_limit(options);
        let opening = match self.sink.package() {
            // Envelope interceptors see all of them at once.
            Some(_) if envelope::see_attachments(&options.envelope_interceptors) => Err(pieces),
            Some(package) => Opening::new(&head, pieces, package.limits, limit),
            None => Err(pieces),
        };
        let pieces = match opening {
            Ok(opening) => {
                self.opening = Some(opening);
                return Step::Unpack;
            }
            Err(pieces) => pieces,
        };
        self.collecting = Some(Collecting {
            head,
            pieces,
            collector: BodyCollector::new(limit),
            limit,
        });
        Step::Collect
    }

    /// Reads the message of a package.
    pub(super) fn poll_unpack(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<(Attachment, Attachments)>, Error>> {
        match &mut self.opening {
            Some(opening) => opening.poll(context).map_ok(Some),
            None => Poll::Ready(Ok(None)),
        }
    }

    /// Continues with the message of a package, or why it cannot be read.
    pub(super) fn unpacked(
        &mut self,
        unpacked: Result<Option<(Attachment, Attachments)>, Error>,
    ) -> Step<'a> {
        let received = match (unpacked, self.opening.take()) {
            (Ok(Some((root, mut attachments))), Some(opening)) => {
                let read = self.call.client.options().read.as_ref();
                let repeated = attachments.take_repeated(read.is_some_and(|read| read.strict));
                if let Some(package) = self.sink.package() {
                    *package.attachments = attachments;
                }
                Ok(decode::Unpacked::root(opening.head, root, repeated))
            }
            (Err(error), _) => Err(error),
            // Nothing was unpacked.
            (Ok(_), _) => return self.start(),
        };
        self.received(received)
    }

    /// Collects the body of the response.
    pub(super) fn poll_collect(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        match &mut self.collecting {
            Some(collecting) => collecting.poll(context),
            None => Poll::Ready(Ok(())),
        }
    }

    /// Continues with the collected response, or why there is none.
    pub(super) fn collected(&mut self, collected: Result<(), Error>) -> Step<'a> {
        match (collected, self.collecting.take()) {
            (Ok(()), Some(collecting)) => self.outcome(Ok(collecting.finish())),
            (Err(error), _) => self.outcome(Err(error)),
            // Nothing was collected.
            (Ok(()), None) => self.start(),
        }
    }

    /// Reads the first items of the response.
    pub(super) fn poll_open(&mut self, context: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        match self.sink.items() {
            Some(ItemTarget {
                place,
                incoming: Some(incoming),
                ..
            }) => incoming.poll_read(context, place),
            _ => Poll::Ready(Ok(Ready::Rest)),
        }
    }

    /// Continues with the first items, or the whole response, or why there is none.
    pub(super) fn opened(&mut self, opened: Result<Ready, Error>) -> Step<'a> {
        let (operation, options) = (self.call.operation, self.call.client.options());
        let incoming = self.sink.items().and_then(|items| items.incoming.take());
        let result = match (opened, incoming) {
            (Ok(Ready::Items), Some(mut incoming)) => {
                let shown = self.show(incoming.head(), Some("utf-8"));
                let checked =
                    shown.and_then(|()| incoming.read_head(operation, options, self.sink));
                incoming.origin = Some(self.origin());
                let parts = incoming.no_parts();
                if let Some(items) = self.sink.items() {
                    *items.incoming = Some(incoming);
                }
                checked.map(|()| parts)
            }
            (Ok(_), Some(incoming)) => self
                .show(incoming.head(), Some("utf-8"))
                .and_then(|()| incoming.read_rest(operation, options, self.sink)),
            (Err(error), _) => Err(error),
            // Nothing was opened.
            (Ok(_), None) => return self.start(),
        };
        self.finish(result)
    }

    fn origin(&self) -> Origin {
        Origin {
            client: self.call.client.clone(),
            operation: self.call.operation,
            messages: self.messages.clone(),
            authorization: self.authorization.clone(),
            added: self.added.clone(),
        }
    }

    /// Takes the response apart, for envelope interceptors to see the envelope.
    fn outcome(&mut self, response: Result<http::Response<Bytes>, Error>) -> Step<'a> {
        let options = self.call.client.options();
        self.received(response.and_then(|response| decode::unpack(response, options)))
    }

    fn received(&mut self, received: Result<decode::Unpacked, Error>) -> Step<'a> {
        let (operation, options) = (self.call.operation, self.call.client.options());
        match received {
            Ok(received)
                if !options.envelope_interceptors.is_empty() && received.has_envelope() =>
            {
                self.envelope.operation = Some(operation);
                self.envelope.charset = received.charset().map(str::to_owned);
                self.received = Some(received);
                Step::Incoming
            }
            received => self.read(received),
        }
    }

    /// Runs the envelope interceptors over the response.
    pub(super) async fn intercept_response(&mut self) -> Step<'a> {
        let Some(received) = self.received.take() else {
            // Nothing waits for an envelope.
            return self.start();
        };
        let interceptors = &self.call.client.options().envelope_interceptors;
        let intercepted = received.intercepted(interceptors, &mut self.envelope).await;
        self.read(intercepted.map_err(Into::into))
    }

    /// Reads the response. After an error the header provider decides whether there is a second attempt.
    fn read(&mut self, received: Result<decode::Unpacked, Error>) -> Step<'a> {
        let (operation, options) = (self.call.operation, self.call.client.options());
        let received = match (received, self.sink.items()) {
            (Ok(received), Some(items)) if received.may_have_items() => {
                let incoming = received.into_incoming(operation, options, items.path);
                *items.incoming = Some(Box::new(incoming));
                return Step::Open;
            }
            (received, _) => received,
        };
        let read = received.and_then(|it| {
            self.show(it.body(), it.charset())?;
            decode::read(operation, it, options, self.sink)
        });
        self.finish(read)
    }

    /// Shows the headers of the response to the providers of headers.
    fn show(&self, response: &[u8], charset: Option<&str>) -> Result<(), Error> {
        let options = self.call.client.options();
        let [request, _] = &self.messages;
        raw_headers::show(options, request, response, charset)
            .map_err(|error| Error::from(error).with_raw(Bytes::copy_from_slice(response)))
    }

    /// Ends the call, or starts a second attempt.
    fn finish(&mut self, result: Result<ResponseParts, Error>) -> Step<'a> {
        let result = result.map_err(|error| self.located(error));
        match (result, &self.call.client.options().header_provider) {
            (Err(error), Some(provider))
                if !self.is_retried
                    && provider.should_retry(&self.context, &error, &self.headers) =>
            {
                self.is_retried = true;
                self.context.attempt = self.context.attempt.saturating_add(1);
                self.sink.reset();
                self.start()
            }
            (result, _) => Step::Done(result),
        }
    }

    fn located(&self, error: Error) -> Error {
        let sent = Sent {
            messages: &self.messages,
            authorization: self.authorization.as_ref(),
            added: self.added.as_ref(),
        };
        decode::located(self.call.operation, error, self.call.client.options(), sent)
    }
}

/// A body in one piece.
struct Whole(Option<Bytes>);

impl Pieces for Whole {
    fn poll_piece(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        Poll::Ready(Ok(self.0.take().filter(|body| !body.is_empty())))
    }
}
