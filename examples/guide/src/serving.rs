//! A server on this machine, for listings that need one.

use soap_runtime::server::Dispatcher;
use std::net::TcpListener;
use std::{io, thread};

/// Serves a dispatcher on a free port until the process ends. Returns its URL.
///
/// # Errors
/// There is no free port, or no thread.
pub fn start(dispatcher: Dispatcher) -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let url = format!("http://{}/service", listener.local_addr()?);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    thread::Builder::new().spawn(move || {
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, axum::Router::new().fallback_service(dispatcher)).await
        })
    })?;
    Ok(url)
}
