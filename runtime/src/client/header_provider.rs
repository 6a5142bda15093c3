//! Headers that are made when a call is sent.

use crate::soap::Operation;
use crate::transport::BoxFuture;
use crate::{CallContext, Error, Headers, RawElement};

/// Provides headers of the contract that are decided when a call is sent: a ticket that has to be fetched first, and fetched
/// again once it has expired.
///
/// The headers of the client and of its [`CallOptions`](crate::CallOptions) are laid over these.
pub trait HeaderProvider: Send + Sync + 'static {
    /// The headers to send. Called once per attempt of a call that is awaited.
    fn headers<'a>(&'a self, call: &'a CallContext) -> BoxFuture<'a, Result<Headers, Error>>;

    /// The same, for calls over a blocking transport.
    ///
    /// # Errors
    /// Whatever prevents the headers from being made; the call ends with it.
    fn headers_blocking(&self, call: &CallContext) -> Result<Headers, Error>;

    /// Whether to send a call a second time, with headers that are asked for again. Called when the first attempt has failed;
    /// `sent` is what [`HeaderProvider::headers`] gave. Say `true` only if the error means that the server refused the call
    /// without acting on it.
    fn should_retry(&self, call: &CallContext, error: &Error, sent: &Headers) -> bool {
        let _ = (call, error, sent);
        false
    }
}

/// Provides header blocks that the contract does not declare, as XML: see
/// [`CallOptions::raw_headers`](crate::CallOptions::raw_headers). A [`RawElement`] is the same header in each message.
pub trait RawHeaderProvider: Send + Sync + 'static {
    /// The headers of one message. Called once per attempt of a call, and by [`Client::request`](crate::Client::request).
    ///
    /// # Errors
    /// Whatever prevents the headers from being made; the call ends with it.
    fn headers(&self, context: &RequestContext<'_>) -> Result<Vec<RawElement>, Error>;

    /// Namespaces of response headers that the user of this provider understands: such a header marked `mustUnderstand` is no
    /// error, and is found in [`Response::unknown_headers`](crate::Response::unknown_headers).
    fn understood(&self) -> &'static [&'static str] {
        &[]
    }
}

impl RawHeaderProvider for RawElement {
    fn headers(&self, _: &RequestContext<'_>) -> Result<Vec<RawElement>, Error> {
        Ok(vec![self.clone()])
    }
}

/// The request that raw headers are made for.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RequestContext<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The URL that is called.
    pub endpoint: &'a str,
}
