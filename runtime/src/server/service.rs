//! The dispatcher as a `tower` service.

use super::{Dispatcher, http_errors};
use crate::http::BoxFuture;
use crate::http::body::BodyCollector;
use crate::http::timer::{Elapsed, timeout};
use bytes::Bytes;
use http_body::Body;
use http_body_util::{BodyExt, Full};
use std::convert::Infallible;
use std::pin::pin;
use std::task::{Context, Poll};
use tower_service::Service;

/// A response that is held in memory.
type WholeResponse = http::Response<Full<Bytes>>;

impl<B> Service<http::Request<B>> for Dispatcher
where
    B: Body<Data = Bytes> + Send + 'static,
{
    type Response = WholeResponse;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<WholeResponse, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let dispatcher = self.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let (time, size) = (
                dispatcher.settings().time,
                dispatcher.settings().read.limits.message,
            );
            let response = match timeout(time, collect(body, size)).await {
                Ok(Ok(body)) => {
                    dispatcher
                        .handle(http::Request::from_parts(parts, body))
                        .await
                }
                Ok(Err(response)) => response,
                Err(Elapsed) => http_errors::slow_body(),
            };
            Ok(response.map(Full::new))
        })
    }
}

/// Collects the whole body, up to a limit.
async fn collect<B: Body<Data = Bytes>>(
    body: B,
    limit: usize,
) -> Result<Bytes, http::Response<Bytes>> {
    if body.size_hint().lower() > limit as u64 {
        return Err(http_errors::too_large());
    }
    let mut body = pin!(body);
    let mut collector = BodyCollector::new(limit);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| http_errors::broken_body())?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        collector.push(data).map_err(|_| http_errors::too_large())?;
    }
    Ok(collector.finish())
}
