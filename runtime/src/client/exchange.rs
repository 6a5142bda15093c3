//! One call as a state machine without I/O: attempts, redirects, and the retry after a refusal.
//!
//! The loops of [`Pending`] drive it: they carry out a [`Step`] over an asynchronous or a blocking transport, and
//! report the outcome.

use super::call::Pending;
use super::decode;
use super::encode;
use super::secrets::Sent;
use super::{Auth, CallContext, HeaderProvider, Headers, Redirects, ResponseParts, ResponseSink};
use crate::Error;
use crate::http::endpoint;
use crate::transport::{TransportError, TransportErrorKind};
use bytes::Bytes;
use http::HeaderValue;
use http::header::AUTHORIZATION;

/// The most redirects to the same origin in one call.
const REDIRECTS: usize = 5;

/// The next step of a call.
pub(super) enum Step<'a> {
    /// Ask the provider for headers, and report them with [`Exchange::headers`].
    Headers(&'a dyn HeaderProvider),
    /// Ask for the Authorization header, with [`Exchange::refused`], and report it with [`Exchange::authorized`].
    Authorize(&'a dyn Auth),
    /// Send the request, and report the response with [`Exchange::response`].
    Send(http::Request<Bytes>),
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
    /// The message of this attempt, whose secrets errors mask.
    message: Bytes,
    /// The request that waits for its Authorization header, or for a second one.
    unauthorized: Option<http::Request<Bytes>>,
    /// The Authorization header of this attempt: errors do not show it.
    authorization: Option<HeaderValue>,
    /// The Authorization header that the server has refused: it is asked for again once.
    refused: Option<HeaderValue>,
    /// The header provider has asked for the second attempt.
    is_retried: bool,
    /// The request to repeat after a redirect; `None` if redirects are refused.
    redirectable: Option<http::Request<Bytes>>,
    /// How often this attempt was sent.
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
            message: Bytes::new(),
            unauthorized: None,
            authorization: None,
            refused: None,
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
        match encode::request(self.call.operation, &all, &self.call.body, options) {
            Ok(request) => {
                self.message = request.body().clone();
                self.authorize(request)
            }
            Err(error) => Step::Done(Err(error)),
        }
    }

    /// Asks for the Authorization header, if there are credentials.
    fn authorize(&mut self, request: http::Request<Bytes>) -> Step<'a> {
        self.sent = 0;
        let call = self.call;
        match &call.client.options().auth {
            Some(auth) => {
                self.unauthorized = Some(request);
                Step::Authorize(&**auth)
            }
            None => self.send(request),
        }
    }

    /// The Authorization header that the server has refused, if it has.
    pub(super) fn refused(&self) -> Option<&HeaderValue> {
        self.refused.as_ref()
    }

    /// Takes the Authorization header, or why there is none.
    pub(super) fn authorized(&mut self, value: Result<HeaderValue, Error>) -> Step<'a> {
        let options = self.call.client.options();
        let (mut value, mut request) = match (value, self.unauthorized.take()) {
            (Ok(value), Some(request)) => (value, request),
            (Err(error), _) => return Step::Done(Err(self.located(error))),
            // Nothing waits for a header.
            (Ok(_), None) => return self.start(),
        };
        value.set_sensitive(true);
        self.authorization = Some(value.clone());
        request.headers_mut().insert(AUTHORIZATION, value);
        let can_refresh = options.auth.as_ref().is_some_and(|auth| auth.can_refresh());
        if can_refresh && self.refused.is_none() {
            self.unauthorized = Some(request.clone());
        }
        self.send(request)
    }

    fn send(&mut self, request: http::Request<Bytes>) -> Step<'a> {
        if self.sent > REDIRECTS {
            return self.outcome(Err(TransportError::new(
                TransportErrorKind::Protocol,
                format!("more than {REDIRECTS} redirects"),
            )));
        }
        self.sent += 1;
        let options = self.call.client.options();
        self.redirectable =
            (options.redirects == Some(Redirects::SameOrigin)).then(|| request.clone());
        for interceptor in &options.interceptors {
            interceptor.before(&self.context, &request);
        }
        Step::Send(request)
    }

    /// Continues with the response of the transport, or its error.
    pub(super) fn response(
        &mut self,
        response: Result<http::Response<Bytes>, TransportError>,
    ) -> Step<'a> {
        for interceptor in &self.call.client.options().interceptors {
            interceptor.after(&self.context, response.as_ref());
        }
        if let Ok(response) = &response
            && let Some(request) = self.redirectable.take()
            && let Some(request) = redirected(request, response)
        {
            return self.send(request);
        }
        if response
            .as_ref()
            .is_ok_and(|response| response.status() == 401)
            && let Some(request) = self.unauthorized.take()
        {
            self.refused = self.authorization.take();
            self.context.attempt += 1;
            return self.authorize(request);
        }
        self.outcome(response)
    }

    /// Reads the response. After an error the header provider decides whether there is a second attempt.
    fn outcome(&mut self, response: Result<http::Response<Bytes>, TransportError>) -> Step<'a> {
        let options = self.call.client.options();
        let result = match response {
            Ok(response) => {
                let sent = Sent {
                    message: Some(&self.message),
                    authorization: self.authorization.as_ref(),
                    added: None,
                };
                decode::response(self.call.operation, response, options, sent, self.sink)
            }
            Err(error) => Err(self.located(error.into())),
        };
        match (result, &options.header_provider) {
            (Err(error), Some(provider))
                if !self.is_retried
                    && provider.should_retry(&self.context, &error, &self.headers) =>
            {
                self.is_retried = true;
                self.context.attempt += 1;
                self.sink.reset();
                self.start()
            }
            (result, _) => Step::Done(result),
        }
    }

    fn located(&self, error: Error) -> Error {
        let sent = Sent {
            message: Some(&self.message),
            authorization: self.authorization.as_ref(),
            added: None,
        };
        decode::located(self.call.operation, error, self.call.client.options(), sent)
    }
}

/// The request for the target of a redirect, if it has the same origin and the status asks to repeat the same request.
fn redirected(
    mut request: http::Request<Bytes>,
    response: &http::Response<Bytes>,
) -> Option<http::Request<Bytes>> {
    if !matches!(
        response.status(),
        http::StatusCode::TEMPORARY_REDIRECT | http::StatusCode::PERMANENT_REDIRECT
    ) {
        return None;
    }
    let target = endpoint::location(
        request.uri(),
        response.headers().get(http::header::LOCATION)?,
    )?;
    if !endpoint::same_origin(request.uri(), &target) {
        return None;
    }
    *request.uri_mut() = target;
    Some(request)
}
