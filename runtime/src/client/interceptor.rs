//! Interceptors, which may change requests and responses, and observers, which only see them.

use super::sender::{SendMode, Trail};
use crate::soap::Operation;
use crate::transport::{BoxFuture, TransportError};
use crate::{Error, http::timer};
use bytes::Bytes;
use std::fmt;
use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The identity of the call that an interceptor, observer or header provider is called for.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct CallContext {
    /// The operation.
    pub operation: &'static Operation,
    /// A number that is unique among the calls of this process: it links `after` to `before`.
    pub id: u64,
    /// 1 for the first attempt to send the request, 2 for the second, and so on.
    pub attempt: u32,
}

impl CallContext {
    pub(crate) fn new(operation: &'static Operation) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self {
            operation,
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            attempt: 1,
        }
    }
}

/// Names the operation. Its tables are left out.
impl fmt::Debug for CallContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallContext")
            .field("service", &self.operation.service)
            .field("operation", &self.operation.name)
            .field("id", &self.id)
            .field("attempt", &self.attempt)
            .finish()
    }
}

/// Stands between a call and its transport: changes requests (signs them, adds headers), repeats them, answers in place of the
/// service, or refuses responses.
///
/// The first interceptor that was added is the outermost. A request passes once per [`Next::run`] of the interceptor before it. The
/// same implementation serves awaited and blocking calls; in the latter its future is polled on the thread of the caller, which
/// has no runtime of `tokio`: [`Next::sleep`] works in both.
///
/// Requests and responses are those of the crates `http` and `bytes`, which [`transport`](crate::transport) re-exports: a program needs no
/// dependency for them.
///
/// ```
/// use soap_runtime::transport::bytes::Bytes;
/// use soap_runtime::transport::{BoxFuture, MockTransport, http};
/// use soap_runtime::{Client, Error, Interceptor, Next};
/// use std::time::Duration;
///
/// /// Repeats a request that has certainly not reached the service.
/// struct Retry;
///
/// impl Interceptor for Retry {
///     fn intercept<'a>(
///         &'a self,
///         request: http::Request<Bytes>,
///         next: Next<'a>,
///     ) -> BoxFuture<'a, Result<http::Response<Bytes>, Error>> {
///         Box::pin(async move {
///             let mut pause = Duration::from_millis(100);
///             loop {
///                 match next.run(request.clone()).await {
///                     Err(error) if error.is_not_sent() && pause < Duration::from_secs(1) => next.sleep(pause).await,
///                     result => return result,
///                 }
///                 pause *= 2;
///             }
///         })
///     }
/// }
/// let client = Client::new("https://example.invalid/a.svc", MockTransport::new()).with_interceptor(Retry);
/// # let _ = client;
/// ```
///
/// A function that changes the request is an interceptor, too. Its parameters need their types:
///
/// ```
/// use soap_runtime::transport::{MockTransport, bytes::Bytes, http};
/// use soap_runtime::{CallContext, Client};
///
/// let client = Client::new("https://example.invalid/a.svc", MockTransport::new()).with_interceptor(
///     |call: &CallContext, request: &mut http::Request<Bytes>| {
///         request.headers_mut().insert("x-call", call.id.into());
///         Ok(())
///     },
/// );
/// # let _ = client;
/// ```
pub trait Interceptor: Send + Sync + 'static {
    /// Returns the response to a request, by [`Next::run`] or otherwise.
    ///
    /// # Errors
    /// Those of `next`, or a [`Rejection`](crate::Rejection) of its own. The call ends with it.
    fn intercept<'a>(
        &'a self,
        request: http::Request<Bytes>,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, Error>>;
}

/// Changes the request.
impl<F> Interceptor for F
where
    F: Fn(&CallContext, &mut http::Request<Bytes>) -> Result<(), Error> + Send + Sync + 'static,
{
    fn intercept<'a>(
        &'a self,
        mut request: http::Request<Bytes>,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, Error>> {
        match self(next.call(), &mut request) {
            Ok(()) => next.run(request),
            Err(error) => Box::pin(ready(Err(error))),
        }
    }
}

/// The way from an interceptor to the service: the interceptors after it, and the transport.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    pub(super) call: &'a CallContext,
    pub(super) interceptors: &'a [Arc<dyn Interceptor>],
    pub(super) observers: &'a [Arc<dyn Observer>],
    pub(super) mode: SendMode<'a>,
    pub(super) trail: &'a Trail,
}

impl<'a> Next<'a> {
    /// The call. `attempt` is that of the first time that this request is sent.
    pub fn call(&self) -> &'a CallContext {
        self.call
    }

    /// Sends a request. It may be called several times: each counts as an attempt.
    pub fn run(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, Error>> {
        match self.interceptors.split_first() {
            Some((first, rest)) => {
                let next = Next {
                    interceptors: rest,
                    ..*self
                };
                first.intercept(request, next)
            }
            None => {
                let next = *self;
                Box::pin(async move { next.send(request).await })
            }
        }
    }

    /// Waits, for awaited calls without a runtime, and for blocking calls on their thread.
    pub async fn sleep(&self, time: Duration) {
        timer::sleep(time).await;
    }

    async fn send(self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, Error> {
        let attempt = self.trail.sending(&request);
        let call = CallContext {
            attempt: self.call.attempt.saturating_add(attempt),
            ..*self.call
        };
        for observer in self.observers {
            observer.before(&call, &request);
        }
        let response = self.mode.send(request).await;
        for observer in self.observers {
            observer.after(&call, response.as_ref());
        }
        Ok(response?)
    }
}

impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next")
            .field("call", &self.call)
            .field("interceptors", &self.interceptors.len())
            .finish_non_exhaustive()
    }
}

/// Sees the exact bytes of each request as it is sent, and of its response, secrets included. Use [`redact`](crate::redact()) before
/// you show them. Its types are those of the crates `http` and `bytes`, which [`transport`](crate::transport) re-exports.
///
/// A log of messages without secrets. The names of the service's own secrets come from the generator's options:
///
/// ```
/// use soap_runtime::transport::{MockTransport, bytes::Bytes, http};
/// use soap_runtime::{CallContext, Client, Observer, Redaction, redact};
///
/// struct Log;
///
/// impl Observer for Log {
///     fn before(&self, call: &CallContext, request: &http::Request<Bytes>) {
///         let secrets = call.operation.secrets.iter().fold(Redaction::default(), |all, name| all.name(name));
///         eprintln!("{call:?}: {}", redact(request.body(), &secrets));
///     }
/// }
/// let client = Client::new("https://example.invalid/a.svc", MockTransport::new()).with_observer(Log);
/// # let _ = client;
/// ```
pub trait Observer: Send + Sync + 'static {
    /// Called before a request is sent.
    fn before(&self, call: &CallContext, request: &http::Request<Bytes>) {
        let _ = (call, request);
    }

    /// Called with the response before it is read, or with the error if there is none.
    fn after(&self, call: &CallContext, response: Result<&http::Response<Bytes>, &TransportError>) {
        let _ = (call, response);
    }
}

impl<T: Observer + ?Sized> Observer for Arc<T> {
    fn before(&self, call: &CallContext, request: &http::Request<Bytes>) {
        (**self).before(call, request);
    }

    fn after(&self, call: &CallContext, response: Result<&http::Response<Bytes>, &TransportError>) {
        (**self).after(call, response);
    }
}
