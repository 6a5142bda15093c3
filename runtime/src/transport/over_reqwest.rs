//! Asynchronous transport over `reqwest`.

use super::proxy::authorization_in_environment;
use super::settings::{ExchangeSettings, ProxyChoice, TransportSettings, common_settings, server};
use super::stream::Limited;
use super::tls::{lacks_tls, no_tls, refusal};
use super::{
    BlockingTransport, BodyStream, BoxFuture, Pieces, SendResult, StreamResponse, Transport,
    TransportError, TransportErrorKind, too_large,
};
use crate::http::body::BodyCollector;
use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use std::error::Error as _;
use std::fmt;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll, ready};
use std::thread;
use std::time::Duration;

/// Sends with a `reqwest` client: keep-alive, rustls with the `ring` provider.
///
/// Calls that are awaited in the first Tokio runtime that calls use connections of that runtime. All others have connections of
/// a runtime of this crate's, on a thread that the first of them starts. So a transport may be shared by runtimes that end, and
/// calls may be awaited in any executor, or be blocking.
///
/// ```no_run
/// use soap_runtime::transport::{Proxy, Reqwest};
/// use std::time::Duration;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let transport = Reqwest::builder()
///     .proxy(Proxy::new("http://proxy.example:3128").basic_auth("ann", "s3cret"))
///     .identity_pem(&std::fs::read("client.pem")?)
///     .add_root_certificates_pem(&std::fs::read("authority.pem")?)
///     .cookie_store(true)
///     .connect_timeout(Duration::from_secs(5))
///     .build()?;
/// # let _ = transport;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Reqwest {
    /// Its connections are driven by the [`background`] runtime.
    client: reqwest::Client,
    home: Option<Arc<Home>>,
    exchange: ExchangeSettings,
}

/// The runtime that calls first, and a client whose connections it drives, without a change of thread.
struct Home {
    client: reqwest::Client,
    runtime: OnceLock<tokio::runtime::Id>,
}

impl Home {
    /// The client, in the runtime that called first.
    fn here(&self) -> Option<&reqwest::Client> {
        let here = tokio::runtime::Handle::try_current().ok()?.id();
        (*self.runtime.get_or_init(|| here) == here).then_some(&self.client)
    }
}

impl Reqwest {
    /// A client of its own, with the proxy of the environment and the certificate authorities of the system.
    ///
    /// # Errors
    /// [`TransportErrorKind::Setup`] if TLS could not be set up.
    pub fn new() -> Result<Self, TransportError> {
        Self::builder().build()
    }

    /// A client with settings.
    pub fn builder() -> ReqwestBuilder {
        ReqwestBuilder {
            clients: [reqwest::Client::builder(), reqwest::Client::builder()],
            settings: TransportSettings::default(),
            #[cfg(feature = "http2")]
            http: HttpVersions::default(),
        }
    }

    /// A client that you have built yourself. Let it follow no redirects (`reqwest::redirect::Policy::none()`): they would
    /// carry credentials to wherever the server says; and repeat no requests (`reqwest::retry::never()`).
    ///
    /// All its connections are driven by the runtime of this crate.
    ///
    /// [`ReqwestBuilder::customize`] reaches every setting of `reqwest` and keeps these, and the TLS set-up. `reqwest` is built
    /// without a crypto provider here, so that `reqwest::Client::new` panics in a process that has none: call
    /// [`install_crypto_provider`](super::install_crypto_provider) before it.
    pub fn with_client(client: reqwest::Client) -> Self {
        Self {
            client,
            home: None,
            exchange: ExchangeSettings::default(),
        }
    }
}

/// Settings of a [`Reqwest`]. What cannot be used is the error of [`ReqwestBuilder::build`].
#[must_use]
pub struct ReqwestBuilder {
    /// A client keeps its connections for each runtime that it is used in, so there are two.
    clients: [reqwest::ClientBuilder; 2],
    settings: TransportSettings,
    #[cfg(feature = "http2")]
    http: HttpVersions,
}

/// The versions of HTTP that are offered in a TLS handshake.
#[derive(Clone, Copy, Default)]
#[cfg(feature = "http2")]
enum HttpVersions {
    #[default]
    All,
    Http1,
    Http2,
}

impl ReqwestBuilder {
    common_settings!();

    /// Speaks HTTP/1.1 only. Without it, and with the feature `http2`, HTTP/2 is spoken with `https` servers that offer it.
    #[cfg(feature = "http2")]
    pub fn http1_only(mut self) -> Self {
        self.http = HttpVersions::Http1;
        self
    }

    /// Speaks HTTP/2 only, without TLS too.
    #[cfg(feature = "http2")]
    pub fn http2_prior_knowledge(mut self) -> Self {
        self.http = HttpVersions::Http2;
        self
    }

    /// Everything else that `reqwest` can be told. TLS, redirects and retries are set by [`ReqwestBuilder::build`], whatever is
    /// said here. `settings` is called for each of the two clients that a [`Reqwest`] has.
    ///
    /// ```
    /// use soap_runtime::transport::Reqwest;
    /// let transport = Reqwest::builder().customize(|client| client.tcp_nodelay(true).https_only(true)).build();
    /// # assert!(transport.is_ok());
    /// ```
    pub fn customize(
        mut self,
        settings: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Self {
        self.clients = self.clients.map(settings);
        self
    }

    /// The transport. It follows no redirects and repeats no request.
    ///
    /// # Errors
    /// [`TransportErrorKind::Setup`] if a setting cannot be used.
    pub fn build(self) -> Result<Reqwest, TransportError> {
        let Self {
            clients: [client, home],
            mut settings,
            #[cfg(feature = "http2")]
            http,
        } = self;
        settings.check()?;
        settings.exchange.proxy_authorization = match &settings.proxy {
            ProxyChoice::Environment => authorization_in_environment(),
            ProxyChoice::None => Vec::new(),
            ProxyChoice::Named(proxy) => proxy.authorization().into_iter().collect(),
        };
        let mut tls = settings.tls.config().map_err(|error| {
            TransportError::new(TransportErrorKind::Setup, "TLS could not be set up")
                .caused_by(error)
        })?;
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        #[cfg(feature = "http2")]
        {
            tls.alpn_protocols = http.protocols();
        }
        let finish = |client| {
            #[cfg(feature = "http2")]
            let client = http.set(client);
            finish(client, &settings, tls.clone())
        };
        let (client, home) = (finish(client)?, finish(home)?);
        Ok(Reqwest {
            client,
            home: Some(Arc::new(Home {
                client: home,
                runtime: OnceLock::new(),
            })),
            exchange: settings.exchange,
        })
    }
}

#[cfg(feature = "http2")]
impl HttpVersions {
    fn protocols(self) -> Vec<Vec<u8>> {
        match self {
            Self::All => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
            Self::Http1 => vec![b"http/1.1".to_vec()],
            Self::Http2 => vec![b"h2".to_vec()],
        }
    }

    fn set(self, client: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        match self {
            Self::All => client,
            Self::Http1 => client.http1_only(),
            Self::Http2 => client.http2_prior_knowledge(),
        }
    }
}

/// A client with these settings.
fn finish(
    mut client: reqwest::ClientBuilder,
    settings: &TransportSettings,
    tls: rustls::ClientConfig,
) -> Result<reqwest::Client, TransportError> {
    for (host, address) in &settings.hosts {
        // Port 0: that of the URL.
        client = client.resolve(host, SocketAddr::new(*address, 0));
    }
    client = match &settings.proxy {
        ProxyChoice::Environment => client,
        ProxyChoice::None => client.no_proxy(),
        ProxyChoice::Named(proxy) => client.no_proxy().proxy(proxy.for_reqwest()?),
    };
    if let Some(connections) = settings.idle_per_host {
        client = client.pool_max_idle_per_host(connections);
    }
    if let Some(time) = settings.idle_time {
        client = client.pool_idle_timeout(time);
    }
    if let Some(time) = settings.connect_timeout {
        client = client.connect_timeout(time);
    }
    if let Some(time) = settings.exchange.read_timeout {
        client = client.read_timeout(time);
    }
    client
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .build()
        .map_err(|error| {
            TransportError::new(
                TransportErrorKind::Setup,
                "the HTTP client could not be set up",
            )
            .caused_by(error.without_url())
        })
}

impl ExchangeSettings {
    async fn exchange(
        self,
        client: reqwest::Client,
        mut request: http::Request<Bytes>,
    ) -> SendResult {
        let limits = self.prepare(&mut request);
        let sent = self.sent(&request);
        let is_streamed = request.extensions().get::<StreamResponse>().is_some();
        let server = server(request.uri());
        let pieces = BodyStream::of_request(&request)?;
        let mut request = reqwest::Request::try_from(request).map_err(translate)?;
        if let Some(pieces) = pieces {
            *request.body_mut() = Some(reqwest::Body::wrap(SentBody(Mutex::new(pieces))));
        }
        *request.timeout_mut() = limits.timeout;
        let received = client.execute(request).await;
        let passed = self.passed(limits);
        let named = |error| translate(error).naming(&server, passed);
        let mut received = received.map_err(named)?;
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = received.status();
        *response.version_mut() = received.version();
        *response.headers_mut() = std::mem::take(received.headers_mut());
        self.received(sent, &mut response);
        if is_streamed {
            // Text in memory has another limit.
            let limit = self.response_bytes.unwrap_or(usize::MAX);
            let body = http::Response::<reqwest::Body>::from(received).into_body();
            response.extensions_mut().insert(BodyStream::new(Limited {
                pieces: Frames(Box::pin(body)),
                left: limit,
                limit,
            }));
            return Ok(response);
        }
        let mut collector = BodyCollector::new(limits.response_bytes);
        while let Some(chunk) = received.chunk().await.map_err(named)? {
            collector
                .push(chunk)
                .map_err(|_| too_large(limits.response_bytes))?;
        }
        *response.body_mut() = collector.finish();
        Ok(response)
    }
}

/// A body that arrives.
struct Frames(Pin<Box<reqwest::Body>>);

impl Pieces for Frames {
    fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, TransportError>> {
        loop {
            let frame = ready!(self.0.as_mut().poll_frame(context));
            return Poll::Ready(
                match frame.map(|frame| frame.map(|frame| frame.into_data())) {
                    Some(Ok(Ok(data))) => Ok(Some(data)),
                    // Trailers.
                    Some(Ok(Err(_))) => continue,
                    Some(Err(error)) => Err(translate(error)),
                    None => Ok(None),
                },
            );
        }
    }
}

/// Shows nothing of `reqwest`: a client knows credentials.
impl fmt::Debug for Reqwest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reqwest")
            .field("settings", &self.exchange)
            .finish_non_exhaustive()
    }
}

/// A body that is written while it is sent.
struct SentBody(Mutex<Box<dyn Pieces>>);

impl http_body::Body for SentBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let pieces = self.get_mut().0.get_mut();
        let piece = ready!(
            pieces
                .unwrap_or_else(PoisonError::into_inner)
                .poll_piece(context)
        );
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)).transpose())
    }

    fn size_hint(&self) -> SizeHint {
        let pieces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pieces
            .length()
            .map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}

impl Transport for Reqwest {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, SendResult> {
        Box::pin(async move {
            let exchange = self.exchange.clone();
            if let Some(client) = self.home.as_ref().and_then(|home| home.here()) {
                return exchange.exchange(client.clone(), request).await;
            }
            let call = exchange.exchange(self.client.clone(), request);
            let mut task = Task(background()?.spawn(call));
            (&mut task.0).await.unwrap_or_else(|_| {
                let message = "the HTTP client failed";
                Err(TransportError::new(TransportErrorKind::Other, message))
            })
        })
    }

    fn sends_streams(&self) -> bool {
        true
    }

    fn as_blocking(&self) -> Option<&dyn BlockingTransport> {
        Some(self)
    }
}

impl BlockingTransport for Reqwest {
    fn send(&self, request: http::Request<Bytes>) -> SendResult {
        let (sender, receiver) = sync_channel(1);
        let call = self.exchange.clone().exchange(self.client.clone(), request);
        background()?.spawn(async move {
            // The receiver waits until there is a result.
            let _ = sender.send(call.await);
        });
        receiver.recv().unwrap_or_else(|_| {
            let message = "the HTTP client failed";
            Err(TransportError::new(TransportErrorKind::Other, message))
        })
    }

    fn sends_streams(&self) -> bool {
        true
    }

    fn as_async(&self) -> Option<&dyn Transport> {
        Some(self)
    }
}

/// A call under way in the [`background`]. It ends when its future is dropped.
struct Task(tokio::task::JoinHandle<SendResult>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The runtime of all calls that are not awaited at [`Home`], which lives as long as the process. A connection is driven by the runtime that opened it: it breaks
/// when that one ends, and stands still while that one does nothing.
fn background() -> Result<&'static tokio::runtime::Handle, TransportError> {
    static RUNTIME: OnceLock<Option<tokio::runtime::Handle>> = OnceLock::new();
    let started = RUNTIME.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .ok()?;
        let handle = runtime.handle().clone();
        let thread = thread::Builder::new().name("soap-reqwest".to_owned());
        thread
            .spawn(move || runtime.block_on(std::future::pending::<()>()))
            .ok()?;
        Some(handle)
    });
    started.as_ref().ok_or_else(|| {
        let message = "no thread could be started for calls";
        TransportError::new(TransportErrorKind::Setup, message)
    })
}

/// The URL is left out of the message: it may hold credentials, and the caller knows it.
fn translate(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if let Some(reason) = refusal(&error) {
        return TransportError::new(TransportErrorKind::Certificate, reason).caused_by(error);
    }
    if error.is_connect() && lacks_tls(&error) {
        return no_tls().caused_by(error);
    }
    let (kind, message) = if error.is_timeout() && error.is_connect() {
        (
            TransportErrorKind::Connect,
            "no connection to the server within the time limit",
        )
    } else if error.is_timeout() {
        (
            TransportErrorKind::Timeout,
            "no complete response from the server within the time limit",
        )
    } else if error.is_builder() {
        (
            TransportErrorKind::InvalidRequest,
            "the request could not be made",
        )
    } else if error.is_connect() {
        (TransportErrorKind::Connect, "no connection to the server")
    } else if is_protocol(&error) {
        (
            TransportErrorKind::Protocol,
            "the server does not answer in HTTP",
        )
    } else if error.is_request() || error.is_body() || error.is_decode() {
        (
            TransportErrorKind::Closed,
            "the connection to the server broke before the whole response was there",
        )
    } else {
        (TransportErrorKind::Other, "the HTTP client failed")
    };
    TransportError::new(kind, message).caused_by(error)
}

/// `reqwest` does not name parse errors; their text in `hyper` is stable ("invalid HTTP ... parsed").
fn is_protocol(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(inner) = source {
        if inner.source().is_none() {
            return inner.to_string().starts_with("invalid HTTP");
        }
        source = inner.source();
    }
    false
}
