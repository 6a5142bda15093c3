//! The dispatcher as a `tower` service.

use super::body::TimedBody;
use super::{Body, Dispatcher, http_errors};
use crate::http::BoxFuture;
use crate::http::body::BodyCollector;
use crate::http::timer::{Elapsed, timeout};
use bytes::Bytes;
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll};
use tower_service::Service;

impl<B> Service<http::Request<B>> for Dispatcher
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let dispatcher = self.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let (times, size) = (
                dispatcher.settings().times,
                dispatcher.settings().read.limits.message,
            );
            if Dispatcher::is_package(&parts) {
                let stream = TimedBody::stream(body, times.piece);
                return Ok(dispatcher.answer_package(parts, stream).await);
            }
            if dispatcher.may_have_items(&parts) {
                let stream = TimedBody::stream(body, times.piece);
                return Ok(dispatcher.answer_arriving(parts, stream).await);
            }
            let response = match timeout(times.message, collect(body, size)).await {
                Ok(Ok(body)) => return Ok(dispatcher.answer(parts, body).await),
                Ok(Err(response)) => response,
                Err(Elapsed) => http_errors::slow_body(),
            };
            Ok(response.map(Body::from))
        })
    }
}

/// Collects the whole body, up to a limit.
async fn collect<B: http_body::Body<Data = Bytes>>(
    body: B,
    limit: usize,
) -> Result<Bytes, http::Response<Bytes>> {
    if body.size_hint().lower() > limit as u64 {
        return Err(http_errors::too_large());
    }
    let mut body = pin!(body);
    let mut collector = BodyCollector::new(limit);
    while let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        let frame = frame.map_err(|_| http_errors::broken_body())?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        collector.push(data).map_err(|_| http_errors::too_large())?;
    }
    Ok(collector.finish())
}
