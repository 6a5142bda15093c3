//! Three contracts, their generated code, and a stand-in server for each.

#[path = "camera.rs"]
pub mod camera_stand_in;
#[path = "orders.rs"]
pub mod orders_stand_in;
#[path = "vat.rs"]
pub mod vat_stand_in;

/// Generated from `wsdl/vat.wsdl`.
pub mod vat {
    include!(concat!(env!("OUT_DIR"), "/vat/mod.rs"));
}

/// Generated from `wsdl/camera.wsdl`.
pub mod camera {
    include!(concat!(env!("OUT_DIR"), "/camera/mod.rs"));
}

/// Generated from `wsdl/orders.wsdl`.
pub mod orders {
    include!(concat!(env!("OUT_DIR"), "/orders/mod.rs"));
}

use soap_runtime::server::Dispatcher;
use std::net::TcpListener;
use std::{io, thread};

/// Serves a dispatcher on a free port of this machine, until the process ends. Returns its URL.
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
            let router = axum::Router::new().fallback_service(dispatcher);
            axum::serve(listener, router).await
        })
    })?;
    Ok(url)
}
