//! The gateway as a `tower` service.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{StatusCode, header};
use http_body::Body;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use soap_runtime::__private::dynamic::{Elapsed, timeout};
use tower_service::Service;

use super::Gateway;
use super::problem::Problem;

/// A response that is held in memory.
type WholeResponse = http::Response<Full<Bytes>>;

impl<B> Service<http::Request<B>> for Gateway
where
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Response = WholeResponse;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<WholeResponse, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let gateway = self.clone();
        Box::pin(async move {
            let response = match gateway.collected(request).await {
                Ok(request) => gateway.answer(request).await,
                Err(problem) => problem.into_response(),
            };
            Ok(response.map(Full::new))
        })
    }
}

impl Gateway {
    /// Reads the body of a request that is for an operation, up to the limits.
    async fn collected<B>(&self, request: http::Request<B>) -> Result<http::Request<Bytes>, Problem>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (parts, body) = request.into_parts();
        if parts.uri.path() == "/openapi.json" {
            return Ok(http::Request::from_parts(parts, Bytes::new()));
        }
        self.meant(&parts)?;
        let most = self.0.body;
        if body.size_hint().lower() > most as u64 {
            return Err(Problem::too_large(most).header(header::CONNECTION, "close"));
        }
        let read = Limited::new(body, most).collect();
        let body = match timeout(Some(self.0.body_time), read).await {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(error)) if error.is::<LengthLimitError>() => {
                return Err(Problem::too_large(most).header(header::CONNECTION, "close"));
            }
            Ok(Err(_)) => return Err(Problem::refused("the body could not be read")),
            Err(Elapsed) => {
                let problem = Problem::new(StatusCode::REQUEST_TIMEOUT);
                return Err(problem.header(header::CONNECTION, "close"));
            }
        };
        Ok(http::Request::from_parts(parts, body))
    }
}
