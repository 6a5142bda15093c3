//! Any `tower` service as a transport.

use super::{BoxFuture, SendResult, Transport, TransportError, TransportErrorKind};
use bytes::Bytes;
use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Mutex, PoisonError};
use tower_service::Service;

/// Sends with a `tower` service, which may have your own layers: retries, rate limits, authentication.
///
/// Each call clones the service, and calls the clone once it is ready. Bodies are complete in both directions. The
/// limits of
/// [`SendLimits`](super::SendLimits) are in the extensions of the request, and the service must obey them. A service
/// error that is a [`TransportError`] is returned unchanged.
pub struct Tower<S> {
    // Each call clones it under the lock: a service such as `BoxCloneService` is `Send` and not `Sync`.
    service: Mutex<S>,
}

impl<S> Tower<S> {
    /// A transport over `service`.
    pub fn new(service: S) -> Self {
        Self {
            service: Mutex::new(service),
        }
    }
}

impl<S> fmt::Debug for Tower<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tower")
    }
}

impl<S> Transport for Tower<S>
where
    S: Service<http::Request<Bytes>, Response = http::Response<Bytes>> + Clone + Send + 'static,
    S::Error: Into<Box<dyn StdError + Send + Sync>>,
    S::Future: Send,
{
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, SendResult> {
        let mut service = self
            .service
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Box::pin(async move {
            poll_fn(|context| service.poll_ready(context))
                .await
                .map_err(translate)?;
            service.call(request).await.map_err(translate)
        })
    }
}

fn translate(error: impl Into<Box<dyn StdError + Send + Sync>>) -> TransportError {
    match error.into().downcast() {
        Ok(error) => *error,
        Err(error) => {
            TransportError::new(TransportErrorKind::Other, "the service failed").caused_by(error)
        }
    }
}
