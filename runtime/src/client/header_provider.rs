//! Headers that are made when a call is sent.

use crate::http::endpoint;
use crate::soap::Operation;
use crate::transport::BoxFuture;
use crate::{CallContext, Error, Headers, RawElement, Rejection};
use std::fmt;
use std::sync::Arc;

/// Provides headers of the contract when a call is sent: a ticket, for example, that is fetched first, and again after
/// it has expired.
///
/// The headers of the client and of its [`CallOptions`](crate::CallOptions) override these.
pub trait HeaderProvider: Send + Sync + 'static {
    /// Returns the headers to send. Called once per attempt of a call that is awaited.
    fn headers<'a>(&'a self, call: &'a CallContext) -> BoxFuture<'a, Result<Headers, Error>>;

    /// Returns the headers for a call over a blocking transport.
    ///
    /// # Errors
    /// Any error that prevents the headers; the call ends with it.
    fn headers_blocking(&self, call: &CallContext) -> Result<Headers, Error>;

    /// Whether to send a call a second time, after asking for headers again. Called after the first attempt has failed;
    /// `sent` holds the result of [`HeaderProvider::headers`]. Return `true` only if the server refused the call
    /// without acting on it.
    fn should_retry(&self, call: &CallContext, error: &Error, sent: &Headers) -> bool {
        let _ = (call, error, sent);
        false
    }
}

impl<T: HeaderProvider + ?Sized> HeaderProvider for Arc<T> {
    fn headers<'a>(&'a self, call: &'a CallContext) -> BoxFuture<'a, Result<Headers, Error>> {
        (**self).headers(call)
    }

    fn headers_blocking(&self, call: &CallContext) -> Result<Headers, Error> {
        (**self).headers_blocking(call)
    }

    fn should_retry(&self, call: &CallContext, error: &Error, sent: &Headers) -> bool {
        (**self).should_retry(call, error, sent)
    }
}

/// Provides header blocks that the contract does not declare, as XML: see
/// [`CallOptions::raw_headers`](crate::CallOptions::raw_headers). A [`RawElement`] is the same header in each message.
pub trait RawHeaderProvider: Send + Sync + 'static {
    /// Returns the headers of one message. Called once per attempt of a call, and by
    /// [`Client::request`](crate::Client::request).
    ///
    /// # Errors
    /// Any error that prevents the headers; the call ends with it.
    fn headers(&self, context: &RequestContext<'_>) -> Result<Vec<RawElement>, Error>;

    /// Namespaces of response headers that the user of this provider understands. Such a header with `mustUnderstand`
    /// is no error, and is in [`Reply::unknown_headers`](crate::Reply::unknown_headers).
    fn understood(&self) -> &'static [&'static str] {
        &[]
    }

    /// Looks at the headers of the response, of a fault too, before it is read. `sent` are all headers of its request.
    ///
    /// # Errors
    /// Why the response is refused. The call ends with it.
    fn received(&self, sent: &[RawElement], received: &[RawElement]) -> Result<(), Rejection> {
        let _ = (sent, received);
        Ok(())
    }
}

impl RawHeaderProvider for RawElement {
    fn headers(&self, _: &RequestContext<'_>) -> Result<Vec<RawElement>, Error> {
        Ok(vec![self.clone()])
    }
}

impl<T: RawHeaderProvider + ?Sized> RawHeaderProvider for Arc<T> {
    fn headers(&self, context: &RequestContext<'_>) -> Result<Vec<RawElement>, Error> {
        (**self).headers(context)
    }

    fn understood(&self) -> &'static [&'static str] {
        (**self).understood()
    }

    fn received(&self, sent: &[RawElement], received: &[RawElement]) -> Result<(), Rejection> {
        (**self).received(sent, received)
    }
}

/// The request that needs raw headers.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct RequestContext<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The URL of the call.
    pub endpoint: &'a str,
}

/// Leaves out the query of the URL.
impl fmt::Debug for RequestContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestContext")
            .field("operation", &self.operation)
            .field("endpoint", &endpoint::shown(self.endpoint))
            .finish()
    }
}
