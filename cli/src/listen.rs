//! The address that a command listens at.

use super::Stop;
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
