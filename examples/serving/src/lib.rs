//! Whole servers. A dispatcher is a `tower` service, so all that such a service can have is there already:
//!
//! | wanted | here |
//! |---|---|
//! | several services on one address | [`router`]: a path for each dispatcher |
//! | health | [`router`]: `/health/live`, and `/health/ready`, which says no when the server is about to end |
//! | a limit of requests at once | [`router`]: a layer of `tower`, which answers 503 when it is reached |
//! | an end that lets requests finish | [`serve`] with axum, [`serve_tls`] with hyper |
//! | HTTP/1.1 and HTTP/2, with TLS and without | [`serve`], [`serve_tls`] |
//! | several servers behind a load balancer | [`shared`]: tickets and messages that were received before, in [`redis`] |

pub mod redis;
pub mod shared;

use axum::error_handling::HandleErrorLayer;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::{BoxError, Router, routing::get};
use example_services::{orders_stand_in, vat_stand_in};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use soap_runtime::server::Dispatcher;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tower::ServiceBuilder;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower::load_shed::LoadShedLayer;

/// The time that requests have to finish, once the server is asked to end.
const END: Duration = Duration::from_secs(30);
/// The time of a TLS handshake, and of the head of a request.
const HEAD: Duration = Duration::from_secs(10);

/// Whether a load balancer may send requests.
#[derive(Clone, Debug, Default)]
pub struct Ready(Arc<AtomicBool>);

impl Ready {
    /// Says whether it may.
    pub fn set(&self, is_ready: bool) {
        self.0.store(is_ready, Ordering::Relaxed);
    }

    fn status(&self) -> StatusCode {
        match self.0.load(Ordering::Relaxed) {
            true => StatusCode::OK,
            false => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// Two services on one address, of whose requests at most `at_once` run at once, and the health of the server.
pub fn router(at_once: usize, ready: &Ready) -> Router {
    let limit = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(busy))
        // Without it requests would wait for their turn.
        .layer(LoadShedLayer::new())
        // One limit for all routes, and not one for each.
        .layer(GlobalConcurrencyLimitLayer::new(at_once));
    let services = Router::new()
        .route_service("/vat", vat_stand_in::server())
        .route_service("/orders", orders_stand_in::server())
        .layer(limit);
    let ready = ready.clone();
    Router::new()
        .merge(services)
        .route("/health/live", get(|| async { "alive\n" }))
        .route("/health/ready", get(move || async move { ready.status() }))
}

/// The answer when too many requests run.
async fn busy(_: BoxError) -> impl IntoResponse {
    let retry = [(header::RETRY_AFTER, "1")];
    (
        StatusCode::SERVICE_UNAVAILABLE,
        retry,
        "Too many requests at once.\n",
    )
}

/// Serves with axum, over HTTP/1.1 and HTTP/2, until `end` is ready. Then it takes no more connections, and lets requests finish.
///
/// # Errors
/// The listener fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    ready: Ready,
    end: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    ready.set(true);
    let end = async move {
        end.await;
        ready.set(false);
    };
    axum::serve(listener, router)
        .with_graceful_shutdown(end)
        .await
}

/// Serves a dispatcher with hyper alone, over TLS, with HTTP/1.1 and HTTP/2, until `end` is ready. Then it takes no more connections, and lets
/// requests finish within a time.
///
/// # Errors
/// Requests did not finish in time.
pub async fn serve_tls(
    listener: TcpListener,
    dispatcher: Dispatcher,
    mut tls: ServerConfig,
    end: impl Future<Output = ()>,
) -> io::Result<()> {
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(tls));
    let graceful = GracefulShutdown::new();
    let mut server = Builder::new(TokioExecutor::new());
    server
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD);
    let mut end = std::pin::pin!(end);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => break,
        };
        let Ok((stream, _)) = accepted else {
            // There are no descriptors left, say: others will be closed.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let (acceptor, server) = (acceptor.clone(), server.clone());
        let (watcher, dispatcher) = (graceful.watcher(), dispatcher.clone());
        tokio::spawn(async move {
            let Ok(Ok(stream)) = tokio::time::timeout(HEAD, acceptor.accept(stream)).await else {
                return;
            };
            let service = TowerToHyperService::new(dispatcher);
            let connection = server.serve_connection(TokioIo::new(stream), service);
            // An error is that of one connection: its client knows.
            let _ = watcher.watch(connection.into_owned()).await;
        });
    }
    drop(listener);
    tokio::time::timeout(END, graceful.shutdown())
        .await
        .map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "requests did not finish in time"))
}
