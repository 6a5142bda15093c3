//! The address that a command listens at, and requests that cannot be read.

use super::Stop;
use http::StatusCode;
use http_body_util::LengthLimitError;
use std::error::Error as _;
use std::io::ErrorKind;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// Listens at an address. The error of the system does not name it.
pub(crate) async fn bound(address: SocketAddr) -> Result<TcpListener, Stop> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| {
        let advice = match error.kind() {
            ErrorKind::AddrInUse => "; `--listen 0` takes a free port",
            _ => "",
        };
        Stop::Failed(format!("cannot listen at {address}: {error}{advice}"))
    })
}

/// The answer to a request whose body was not read: it is larger than the limit, or breaks off.
pub(crate) fn unread(error: &axum::Error) -> (StatusCode, &'static str) {
    match error.source().is_some_and(|of| of.is::<LengthLimitError>()) {
        true => (StatusCode::PAYLOAD_TOO_LARGE, "the request is too large\n"),
        false => (StatusCode::BAD_REQUEST, "the request could not be read\n"),
    }
}
