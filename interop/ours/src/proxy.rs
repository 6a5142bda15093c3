//! A proxy between our client and a peer's server: it forwards requests and writes the answers in another form.

use crate::wire;
use axum::Router;
use axum::body::{Body, to_bytes};
use bytes::Bytes;
use http::{Request, Response};
use soap_runtime::transport::{BlockingTransport, Ureq};
use std::net::Ipv4Addr;

/// Starts the proxy on its own thread. Returns its URL, to which `/VARIANT` is added.
pub(crate) fn start(upstream: &str) -> Result<String, String> {
    let listener =
        std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    listener
        .set_nonblocking(true)
        .map_err(|error| error.to_string())?;
    let upstream = upstream.to_owned();
    let router =
        Router::new().fallback(move |request: Request<Body>| pass(upstream.clone(), request));
    std::thread::spawn(move || -> Result<(), std::io::Error> {
        tokio::runtime::Runtime::new()?.block_on(async {
            axum::serve(tokio::net::TcpListener::from_std(listener)?, router).await
        })
    });
    Ok(format!("http://{address}"))
}

async fn pass(upstream: String, request: Request<Body>) -> Response<Body> {
    let variant = request.uri().path().trim_start_matches('/').to_owned();
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, 64 << 20).await.unwrap_or_default();
    let answer = tokio::task::spawn_blocking(move || {
        let mut forwarded = Request::post(upstream);
        for name in ["content-type", "soapaction"] {
            if let Some(value) = parts.headers.get(name) {
                forwarded = forwarded.header(name, value);
            }
        }
        let forwarded = forwarded.body(bytes).map_err(|error| error.to_string())?;
        Ureq::new()
            .send(forwarded)
            .map_err(|error| error.to_string())
    })
    .await;
    match answer {
        Ok(Ok(answer)) => {
            let mut kept = Response::builder().status(answer.status());
            if let Some(value) = answer.headers().get("content-type") {
                kept = kept.header("content-type", value);
            }
            match kept.body(answer.into_body()) {
                Ok(answer) => wire::vary(&variant, answer),
                Err(error) => failed(&error.to_string()),
            }
        }
        Ok(Err(error)) => failed(&error),
        Err(error) => failed(&error.to_string()),
    }
}

fn failed(message: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(Bytes::from(message.to_owned())));
    *response.status_mut() = http::StatusCode::BAD_GATEWAY;
    response
}
