//! A `tower` service as a transport.
#![cfg(feature = "tower")]

mod service;

use bytes::Bytes;
use service::{enabled_reply, is_enabled};
use soap_runtime::transport::{Tower, TransportError, TransportErrorKind};
use soap_runtime::{Client, ErrorDetails};
use std::future::ready;
use std::pin::Pin;
use std::task::{Context, Poll};

const URL: &str = "http://example.invalid/a.svc";

fn block_on<T>(call: impl IntoFuture<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(call.into_future())
}

#[test]
fn a_tower_service_is_a_transport() {
    #[derive(Clone)]
    struct Fixed(Result<&'static str, TransportErrorKind>);
    impl tower_service::Service<http::Request<Bytes>> for Fixed {
        type Response = http::Response<Bytes>;
        type Error = Box<dyn std::error::Error + Send + Sync>;
        type Future = std::future::Ready<Result<Self::Response, Self::Error>>;
        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
            Poll::Ready(Ok(()))
        }
        fn call(&mut self, _: http::Request<Bytes>) -> Self::Future {
            ready(match self.0 {
                Ok(body) => Ok(http::Response::new(Bytes::from(body))),
                Err(TransportErrorKind::Other) => Err("plain".into()),
                Err(kind) => Err(TransportError::new(kind, "typed").into()),
            })
        }
    }
    let call = |fixed| block_on(is_enabled(&Client::new(URL, Tower::new(fixed))));
    assert_eq!(
        call(Fixed(Ok(enabled_reply().leak())))
            .unwrap()
            .body
            .response,
        Some(true)
    );
    for (kind, message) in [
        (TransportErrorKind::Timeout, "typed"),
        (TransportErrorKind::Other, "the service failed: plain"),
    ] {
        let error = call(Fixed(Err(kind))).unwrap_err();
        assert!(
            matches!(error.details(), ErrorDetails::Transport(error) if error.kind() == kind && error.to_string() == message),
            "{error:?}"
        );
    }
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Sent = Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, BoxError>> + Send>>;

/// Like `tower::util::BoxCloneService`: `Send` and `Clone`, but not `Sync`.
struct Boxed(Box<dyn CloneService + Send>);

trait CloneService {
    fn send(&mut self, request: http::Request<Bytes>) -> Sent;
    fn clone_box(&self) -> Box<dyn CloneService + Send>;
}

#[derive(Clone)]
struct Counting(std::cell::Cell<u32>);

impl CloneService for Counting {
    fn send(&mut self, _: http::Request<Bytes>) -> Sent {
        self.0.set(self.0.get() + 1);
        Box::pin(ready(Ok(http::Response::new(enabled_reply().into()))))
    }
    fn clone_box(&self) -> Box<dyn CloneService + Send> {
        Box::new(self.clone())
    }
}

impl Clone for Boxed {
    fn clone(&self) -> Self {
        Self(self.0.clone_box())
    }
}

impl tower_service::Service<http::Request<Bytes>> for Boxed {
    type Response = http::Response<Bytes>;
    type Error = BoxError;
    type Future = Sent;
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }
    fn call(&mut self, request: http::Request<Bytes>) -> Sent {
        self.0.send(request)
    }
}

#[test]
fn a_service_need_not_be_sync() {
    let service = Boxed(Box::new(Counting(std::cell::Cell::new(0))));
    let client = Client::new(URL, Tower::new(service));
    let reply = block_on(is_enabled(&client)).unwrap();
    assert_eq!(reply.body.response, Some(true));
}
