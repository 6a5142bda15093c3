//! Blocking transport over `ureq`.

mod forward;
mod gather;
mod output;
mod resolver;
mod tls;

use super::settings::{ExchangeSettings, ProxyChoice, TransportSettings, common_settings, server};
use super::stream::Limited;
use super::tls::{Sni, TlsSettings, lacks_tls, no_tls, refusal};
use super::{
    BlockingTransport, BodyStream, BoxFuture, Pieces, SendLimits, SendResult, StreamResponse,
    Transport, TransportError, TransportErrorKind, on_a_thread, too_large,
};
use crate::http::block_on::block_on;
use bytes::Bytes;
use resolver::CachingResolver;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::collections::HashMap;
use std::fmt;
use std::future::poll_fn;
use std::io::{self, Read};
use std::net::IpAddr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use ureq::config::{Config, ConfigBuilder};
use ureq::tls::{RootCerts, TlsProvider};
use ureq::typestate::AgentScope;
use ureq::unversioned::transport::{
    ConnectProxyConnector, Connector, SocksConnector, TcpConnector,
};
use ureq::{Agent, AsSendBody, SendBody};

/// Sends with a `ureq` agent on the calling thread: HTTP/1.1, keep-alive, rustls with the `ring` provider. Each awaited call has a
/// thread of its own.
///
/// A host name is resolved again after ten seconds.
///
/// ```no_run
/// use soap_runtime::transport::{Proxy, Ureq};
/// use std::time::Duration;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let transport = Ureq::builder()
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
pub struct Ureq {
    agent: Agent,
    exchange: ExchangeSettings,
}

impl Ureq {
    /// An agent of its own, with the proxy of the environment and the certificate authorities of the system.
    pub fn new() -> Self {
        Self::over(
            Config::default(),
            TlsSettings::default().config(),
            ExchangeSettings::default(),
            HashMap::new(),
        )
    }

    /// An agent with settings.
    pub fn builder() -> UreqBuilder {
        UreqBuilder {
            config: Agent::config_builder(),
            settings: TransportSettings::default(),
        }
    }

    /// An agent with a configuration of `ureq` that you have built yourself. TLS is set up by this crate, so that it has a crypto
    /// provider; `RootCerts::WebPki`, the default of `ureq`, means the authorities of the system here. Redirects, the handling of
    /// HTTP statuses and the time limit of each request are set here, whatever the configuration says.
    ///
    /// # Errors
    /// [`TransportErrorKind::Setup`] if the TLS settings ask for what this crate does not do: `native-tls`, or no verification of
    /// certificates.
    pub fn with_config(config: Config) -> Result<Self, TransportError> {
        let tls = tls_settings(config.tls_config())?;
        let tls = tls.config().map_err(tls_failed)?;
        Ok(Self::over(
            config,
            Ok(tls),
            ExchangeSettings::default(),
            HashMap::new(),
        ))
    }

    /// An agent that you have built yourself, as it is: with its connectors, its resolver, its pool and its cookies. Redirects, the
    /// handling of HTTP statuses and the time limit of each request are set here, whatever the agent says.
    ///
    /// Its TLS needs a crypto provider of the process: if there is none, it becomes `ring`, as by
    /// [`install_crypto_provider`](super::install_crypto_provider).
    ///
    /// # Errors
    /// [`TransportErrorKind::Setup`] if `ureq` would panic at the first connection: the agent asks for `native-tls`, or for the
    /// authorities of `webpki-roots`, its default, which are not compiled in. Or if the agent does not verify certificates.
    pub fn with_agent(agent: Agent) -> Result<Self, TransportError> {
        let config = agent.config().tls_config();
        tls_settings(config)?;
        if matches!(config.root_certs(), RootCerts::WebPki) {
            return Err(TransportError::new(
                TransportErrorKind::Setup,
                "the agent trusts the authorities of webpki-roots, which are not compiled in: \
                 set RootCerts::PlatformVerifier in its TlsConfig, or give its configuration to Ureq::with_config",
            ));
        }
        super::install_crypto_provider();
        Ok(Self::of(agent, ExchangeSettings::default()))
    }

    fn over(
        config: Config,
        tls: Result<rustls::ClientConfig, rustls::Error>,
        exchange: ExchangeSettings,
        hosts: HashMap<String, IpAddr>,
    ) -> Self {
        let connector =
            ().chain(SocksConnector::default())
                .chain(forward::ForwardConnector)
                .chain(ConnectProxyConnector::default())
                .chain(TcpConnector::default())
                .chain(gather::GatherConnector)
                .chain(tls::TlsConnector::new(tls));
        let agent = Agent::with_parts(config, connector, CachingResolver::new(hosts));
        Self::of(agent, exchange)
    }

    fn of(agent: Agent, mut exchange: ExchangeSettings) -> Self {
        let proxy = agent.config().proxy();
        let header = proxy.and_then(|proxy| {
            super::proxy::authorization(proxy.username()?, proxy.password().unwrap_or_default())
        });
        exchange.proxy_authorization = header.into_iter().collect();
        Self { agent, exchange }
    }
}

/// Settings of a [`Ureq`]. What cannot be used is the error of [`UreqBuilder::build`].
#[must_use]
pub struct UreqBuilder {
    config: ConfigBuilder<AgentScope>,
    settings: TransportSettings,
}

impl UreqBuilder {
    common_settings!();

    /// Everything else that `ureq` can be told: its other time limits, say. TLS is set by [`UreqBuilder::build`], whatever is
    /// said here.
    ///
    /// ```
    /// use soap_runtime::transport::Ureq;
    /// use std::time::Duration;
    /// let transport = Ureq::builder()
    ///     .customize(|agent| agent.timeout_recv_response(Some(Duration::from_secs(20))).https_only(true))
    ///     .build();
    /// # assert!(transport.is_ok());
    /// ```
    pub fn customize(
        mut self,
        settings: impl FnOnce(ConfigBuilder<AgentScope>) -> ConfigBuilder<AgentScope>,
    ) -> Self {
        self.config = settings(self.config);
        self
    }

    /// The transport.
    ///
    /// # Errors
    /// [`TransportErrorKind::Setup`] if a setting cannot be used.
    pub fn build(self) -> Result<Ureq, TransportError> {
        let Self {
            mut config,
            mut settings,
        } = self;
        settings.check()?;
        let tls = settings.tls.config().map_err(tls_failed)?;
        config = match &settings.proxy {
            ProxyChoice::Environment => config,
            ProxyChoice::None => config.proxy(None),
            ProxyChoice::Named(proxy) => config.proxy(Some(proxy.for_ureq()?)),
        };
        if let Some(connections) = settings.idle_per_host {
            config = config
                .max_idle_connections_per_host(connections)
                .max_idle_connections(connections.max(10));
        }
        if let Some(time) = settings.idle_time {
            config = config.max_idle_age(time);
        }
        if let Some(time) = settings.connect_timeout {
            config = config
                .timeout_connect(Some(time))
                .timeout_resolve(Some(time));
        }
        if let Some(time) = settings.exchange.read_timeout {
            config = config.timeout_per_read(Some(time));
        }
        Ok(Ureq::over(
            config.build(),
            Ok(tls),
            settings.exchange,
            settings.hosts,
        ))
    }
}

fn tls_failed(error: rustls::Error) -> TransportError {
    TransportError::new(TransportErrorKind::Setup, "TLS could not be set up").caused_by(error)
}

/// The TLS settings of an agent, for our connector.
fn tls_settings(config: &ureq::tls::TlsConfig) -> Result<TlsSettings, TransportError> {
    let refused = |message: &str| Err(TransportError::new(TransportErrorKind::Setup, message));
    if config.disable_verification() {
        return refused(
            "the agent does not verify certificates: trust the server's by Ureq::builder().add_root_certificates_pem(..) instead",
        );
    }
    if config.provider() != TlsProvider::Rustls {
        return refused("the agent asks for native-tls: only rustls is used here");
    }
    let mut tls = TlsSettings::default();
    if let RootCerts::Specific(roots) = config.root_certs() {
        let roots = roots.iter();
        tls.only_added_roots();
        tls.add_roots(
            roots
                .map(|root| CertificateDer::from(root.der().to_vec()))
                .collect(),
        )?;
    }
    if let Some(identity) = config.client_cert() {
        let chain = identity.certs().iter();
        let chain = chain
            .map(|certificate| CertificateDer::from(certificate.der().to_vec()))
            .collect();
        match PrivateKeyDer::try_from(identity.private_key().der().to_vec()) {
            Ok(key) => tls.set_identity(chain, key),
            Err(_) => {
                return refused("the private key of the agent's client certificate cannot be read");
            }
        }
    }
    if !config.use_sni() {
        tls.set_sni(Sni::Hidden);
    }
    Ok(tls)
}

/// Shows nothing of `ureq`: an agent knows credentials.
impl fmt::Debug for Ureq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ureq")
            .field("settings", &self.exchange)
            .finish_non_exhaustive()
    }
}

impl Default for Ureq {
    fn default() -> Self {
        Self::new()
    }
}

impl Ureq {
    fn run(
        &self,
        request: http::Request<impl AsSendBody>,
        limits: SendLimits,
    ) -> Result<http::Response<ureq::Body>, TransportError> {
        let server = server(request.uri());
        let passed = self.exchange.passed(limits);
        let request = self
            .agent
            .configure_request(request)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(limits.timeout)
            .build();
        let response = self.agent.run(request);
        response.map_err(|error| translate(error).naming(&server, passed))
    }
}

/// A body that is written while it is sent.
struct WrittenBody {
    pieces: Box<dyn Pieces>,
    unread: Bytes,
}

impl Read for WrittenBody {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.unread.is_empty() {
            let piece = block_on(poll_fn(|context| self.pieces.poll_piece(context)));
            match piece.map_err(io::Error::other)? {
                Some(piece) => self.unread = piece,
                None => return Ok(0),
            }
        }
        let piece = self.unread.split_to(self.unread.len().min(buffer.len()));
        if let Some(place) = buffer.get_mut(..piece.len()) {
            place.copy_from_slice(&piece);
        }
        Ok(piece.len())
    }
}

/// The most bytes of a body that are read at once.
const READ: usize = 64 << 10;

/// A body that is waited for.
struct Reads(ureq::BodyReader<'static>);

impl Pieces for Reads {
    fn poll_piece(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        let mut bytes = vec![0; READ];
        Poll::Ready(match self.0.read(&mut bytes) {
            Ok(0) => Ok(None),
            Ok(length) => {
                bytes.truncate(length);
                Ok(Some(bytes.into()))
            }
            Err(error) => Err(translate(ureq::Error::from(error))),
        })
    }

    fn waits(&self) -> bool {
        true
    }
}

impl BlockingTransport for Ureq {
    fn send(&self, mut request: http::Request<Bytes>) -> SendResult {
        let limits = self.exchange.prepare(&mut request);
        let sent = self.exchange.sent(&request);
        let is_streamed = request.extensions().get::<StreamResponse>().is_some();
        let pieces = BodyStream::of_request(&request)?;
        let server = server(request.uri());
        let (mut parts, body) = request.into_parts();
        let mut response = match pieces {
            Some(pieces) => {
                if let Some(length) = pieces.length() {
                    parts
                        .headers
                        .insert(http::header::CONTENT_LENGTH, length.into());
                }
                let unread = Bytes::new();
                let body = SendBody::from_owned_reader(WrittenBody { pieces, unread });
                self.run(http::Request::from_parts(parts, body), limits)?
            }
            None => self.run(http::Request::from_parts(parts, &body[..]), limits)?,
        };
        self.exchange.received(sent, &mut response);
        let (parts, mut body) = response.into_parts();

        if is_streamed {
            // Text in memory has another limit.
            let limit = self.exchange.response_bytes.unwrap_or(usize::MAX);
            let mut response = http::Response::from_parts(parts, Bytes::new());
            response.extensions_mut().insert(BodyStream::new(Limited {
                pieces: Reads(body.into_reader()),
                left: limit,
                limit,
            }));
            return Ok(response);
        }
        let expected = body.content_length();
        let too_large = || too_large(limits.response_bytes);
        let mut bytes = Vec::new();
        // One byte more than allowed tells whether there is more.
        let limit = (limits.response_bytes as u64).saturating_add(1);
        if expected.is_some_and(|length| length >= limit) {
            return Err(too_large());
        }
        let mut reader = body.as_reader().take(limit);
        reader.read_to_end(&mut bytes).map_err(|error| {
            let error = translate(ureq::Error::from(error));
            error.naming(&server, self.exchange.passed(limits))
        })?;
        if bytes.len() as u64 == limit {
            return Err(too_large());
        }
        Ok(http::Response::from_parts(parts, bytes.into()))
    }

    fn sends_streams(&self) -> bool {
        true
    }

    fn as_async(&self) -> Option<&dyn Transport> {
        Some(self)
    }
}

impl Transport for Ureq {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, SendResult> {
        Box::pin(on_a_thread(Arc::new(self.clone()), request))
    }

    fn sends_streams(&self) -> bool {
        true
    }

    fn as_blocking(&self) -> Option<&dyn BlockingTransport> {
        Some(self)
    }
}

fn translate(error: ureq::Error) -> TransportError {
    use ureq::{Error, Timeout};
    let certificate = match &error {
        Error::Rustls(inner) => refusal(inner),
        Error::Io(inner) => refusal(inner),
        _ => None,
    };
    if let Some(reason) = certificate {
        return TransportError::new(TransportErrorKind::Certificate, reason).caused_by(error);
    }
    if let Error::Io(inner) = &error
        && lacks_tls(inner)
    {
        return no_tls().caused_by(error);
    }
    let (kind, message) = match &error {
        Error::Timeout(Timeout::Connect | Timeout::Resolve) => (
            TransportErrorKind::Connect,
            "no connection to the server within the time limit",
        ),
        Error::Timeout(_) => (
            TransportErrorKind::Timeout,
            "no complete response from the server within the time limit",
        ),
        Error::Http(_) | Error::BadUri(_) | Error::InvalidProxyUrl => (
            TransportErrorKind::InvalidRequest,
            "the request could not be made",
        ),
        Error::ConnectProxyFailed(_) => (
            TransportErrorKind::Connect,
            "no connection to the server: the proxy refuses it",
        ),
        Error::HostNotFound
        | Error::ConnectionFailed
        | Error::Tls(_)
        | Error::Rustls(_)
        | Error::Pem(_) => (TransportErrorKind::Connect, "no connection to the server"),
        Error::Io(io)
            if io
                .get_ref()
                .is_some_and(|inner| inner.is::<tls::Handshake>()) =>
        {
            (TransportErrorKind::Connect, "no connection to the server")
        }
        // The standard library has no kind for this that can be named.
        Error::Io(io) if io.to_string().starts_with("failed to lookup address") => {
            (TransportErrorKind::Connect, "no connection to the server")
        }
        Error::Io(io) => match io.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => (
                TransportErrorKind::Timeout,
                "no complete response from the server within the time limit",
            ),
            io::ErrorKind::ConnectionRefused
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::AddrNotAvailable => {
                (TransportErrorKind::Connect, "no connection to the server")
            }
            _ => (
                TransportErrorKind::Closed,
                "the connection to the server broke before the whole response was there",
            ),
        },
        Error::Protocol(_) => (
            TransportErrorKind::Protocol,
            "the server does not answer in HTTP",
        ),
        _ => (TransportErrorKind::Other, "the HTTP client failed"),
    };
    let translated = TransportError::new(kind, message);
    match error {
        // They quote URLs, and what a proxy says: credentials may be in it.
        Error::BadUri(_) | Error::RequireHttpsOnly(_) | Error::ConnectProxyFailed(_) => translated,
        error => translated.caused_by(error),
    }
}
