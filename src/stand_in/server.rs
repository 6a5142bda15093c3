//! The HTTP side of the stand-in.

use super::service::Service;
use crate::{customer_service_server, so_principal_server};
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use soap_runtime::server::Dispatcher;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// The size limit of a request, in bytes.
const BODY_LIMIT: usize = 64 << 20;

/// The server and its thread.
pub(super) struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// A service and its path.
struct Endpoint {
    /// Its path in lower case.
    path: &'static str,
    dispatcher: Dispatcher,
}

impl Server {
    /// Starts a server on a free port of the loopback interface.
    pub fn start(service: &Service) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let endpoints = Arc::new([
            Endpoint {
                path: "/remote/services83/customerservice.svc",
                dispatcher: customer_service_server::dispatcher(service.clone())
                    .wsdl(include_str!("../../wsdl/Services83-CustomerService.wsdl")),
            },
            Endpoint {
                path: "/remote/services83/soprincipal.svc",
                dispatcher: so_principal_server::dispatcher(service.clone())
                    .wsdl(include_str!("../../wsdl/Services83-SoPrincipal.wsdl")),
            },
        ]);
        let router = Router::new().fallback(answer).with_state(endpoints);

        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::Builder::new()
            .name("stand-in".to_owned())
            .spawn(move || {
                // Calls under way are cut off, so that dropping the stand-in does not wait for them.
                runtime.block_on(async {
                    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
                        return;
                    };
                    tokio::select! {
                        _ = axum::serve(listener, router) => {}
                        _ = stopped => {}
                    }
                });
            })?;
        Ok(Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It has no result, and its panic has been printed.
            let _ = thread.join();
        }
    }
}

async fn answer(State(endpoints): State<Arc<[Endpoint; 2]>>, request: Request) -> Response {
    let path = request.uri().path().to_ascii_lowercase();
    let Some(endpoint) = endpoints.iter().find(|endpoint| endpoint.path == path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (parts, body) = request.into_parts();
    match axum::body::to_bytes(body, BODY_LIMIT).await {
        Ok(body) => {
            let request = http::Request::from_parts(parts, body);
            endpoint.dispatcher.handle(request).await.map(Into::into)
        }
        Err(_) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
    }
}
