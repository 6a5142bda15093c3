//! Serves both contracts: /cs, /cs/VARIANT (see `wire.rs`), /cs/stand-in, /probe11 and /probe12.

use crate::{customer, generated, probe, stand_in, wire};
use axum::Router;
use axum::body::{Body, to_bytes};
use http::{Request, Response};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use soap_runtime::server::Dispatcher;
use std::net::Ipv4Addr;

/// Messages of the peers are smaller than this number of bytes.
const LIMIT: usize = 64 << 20;

/// Serves until the process is ended.
pub(crate) fn serve(port: u16) -> Result<(), Box<dyn std::error::Error>> {
    let customer = generated::customer::customer_service_server::dispatcher(customer::Service);
    let service = probe::Service::default();
    let probe11 = generated::probe::probe_server::dispatcher(service);
    let probe12 = probe11.clone().any_version();
    let router = Router::new().fallback(move |request: Request<Body>| {
        let path = request.uri().path().to_owned();
        let (first, variant) = match path.trim_start_matches('/').split_once('/') {
            Some((first, variant)) => (first.to_owned(), variant.to_owned()),
            None => (path.trim_start_matches('/').to_owned(), String::new()),
        };
        let dispatcher = match first.as_str() {
            "probe11" => probe11.clone(),
            "probe12" => probe12.clone(),
            _ => customer.clone(),
        };
        answer(dispatcher, variant, request)
    });
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        loop {
            let (connection, _) = listener.accept().await?;
            let service = TowerToHyperService::new(router.clone());
            tokio::spawn(
                // PHP closes its side right after a one-way request. Without this setting the request is dropped.
                http1::Builder::new()
                    .half_close(true)
                    .serve_connection(TokioIo::new(connection), service),
            );
        }
    })
}

async fn answer(dispatcher: Dispatcher, variant: String, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    match to_bytes(body, LIMIT).await {
        Ok(bytes) if variant == "stand-in" => stand_in::answer(parts, bytes).await,
        Ok(bytes) => wire::vary(
            &variant,
            dispatcher.handle(Request::from_parts(parts, bytes)).await,
        ),
        Err(_) => bad_request(),
    }
}

fn bad_request() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = http::StatusCode::BAD_REQUEST;
    response
}
