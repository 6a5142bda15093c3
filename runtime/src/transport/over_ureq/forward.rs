//! `http` calls through a proxy, in absolute form (RFC 9112, 3.2.2).
//!
//! `ureq` opens a tunnel for each call. Most proxies allow tunnels to port 443 only.

use super::output::send;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::uri::Scheme;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, NextTimeout, Transport,
};
use ureq::{Error, Proxy, ProxyProtocol};

/// Connects to the proxy itself for `http` URLs, and leaves `https` URLs to the connectors after it.
#[derive(Debug)]
pub(super) struct ForwardConnector;

impl<In: Transport> Connector<In> for ForwardConnector {
    type Out = Either<In, ForwardTransport>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        if let Some(inner) = chained {
            return Ok(Some(Either::A(inner)));
        }
        let Some(proxy) = proxy_for(details) else {
            return Ok(None);
        };
        let config = Config::builder()
            .proxy(None)
            .ip_family(details.config.ip_family())
            .no_delay(details.config.no_delay())
            .input_buffer_size(details.config.input_buffer_size())
            .output_buffer_size(details.config.output_buffer_size())
            .build();
        let to_proxy = ConnectionDetails {
            uri: proxy.uri(),
            addrs: details
                .resolver
                .resolve(proxy.uri(), details.config, details.timeout)?,
            config: &config,
            request_level: details.request_level,
            resolver: details.resolver,
            now: details.now,
            timeout: details.timeout,
            current_time: details.current_time.clone(),
            run_connector: details.run_connector.clone(),
            register_shutdown: details.register_shutdown.clone(),
        };
        Ok(Some(Either::B(ForwardTransport {
            inner: (details.run_connector)(&to_proxy)?,
            origin: origin(details.uri),
            authorization: authorization(proxy),
            at_start: true,
        })))
    }
}

/// The proxy that an `http` URL is to be forwarded by.
fn proxy_for<'a>(details: &'a ConnectionDetails<'_>) -> Option<&'a Proxy> {
    let proxy = details.config.proxy()?;
    let forwards = matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https);
    let plain = details.uri.scheme() == Some(&Scheme::HTTP);
    (forwards && plain && !proxy.is_no_proxy(details.uri)).then_some(proxy)
}

/// Scheme and host of a URL, without credentials.
fn origin(uri: &Uri) -> String {
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("http://{host}")
}

/// The line that names the user to the proxy, or nothing.
fn authorization(proxy: &Proxy) -> String {
    match (proxy.username(), proxy.password()) {
        (None, None) => String::new(),
        (user, password) => {
            let (user, password) = (user.unwrap_or_default(), password.unwrap_or_default());
            let credentials = STANDARD.encode(format!("{user}:{password}"));
            format!("Proxy-Authorization: Basic {credentials}\r\n")
        }
    }
}

/// A connection to a proxy that forwards: the first line of each request names the whole URL.
pub(super) struct ForwardTransport {
    inner: Box<dyn Transport>,
    origin: String,
    authorization: String,
    /// The next output starts a request.
    at_start: bool,
}

impl ForwardTransport {
    /// The start of a request with the whole URL in its first line, and the proxy's header after it.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn rewritten(&self, output: &[u8]) -> Option<Vec<u8>> {
        let line = output.windows(2).position(|pair| pair == b"\r\n")? + 2;
        let method = output.iter().position(|byte| *byte == b' ')? + 1;
        let mut all =
            Vec::with_capacity(output.len() + self.origin.len() + self.authorization.len());
        all.extend_from_slice(output.get(..method)?);
        all.extend_from_slice(self.origin.as_bytes());
        all.extend_from_slice(output.get(method..line)?);
        all.extend_from_slice(self.authorization.as_bytes());
        all.extend_from_slice(output.get(line..)?);
        Some(all)
    }
}

impl Transport for ForwardTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if !std::mem::take(&mut self.at_start) {
            return self.inner.transmit_output(amount, timeout);
        }
        let output = self.inner.buffers().output();
        let output = output.get(..amount).unwrap_or_default().to_vec();
        let all = self.rewritten(&output).ok_or(Error::ConnectionFailed)?;
        send(&mut *self.inner, &all, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.at_start = true;
        self.inner.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }
}

/// The credentials are not shown.
impl fmt::Debug for ForwardTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ForwardTransport")
            .field("origin", &self.origin)
            .finish()
    }
}
