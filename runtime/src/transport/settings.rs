//! Settings that the builders of both HTTP transports share.

use super::cookies::CookieJar;
use super::tls::TlsSettings;
use super::{Proxy, SendLimits, SentHeaders, TransportError, TransportErrorKind};
use bytes::Bytes;
use http::header::{PROXY_AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderValue, Uri};
use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// Settings that are made before a transport is built.
#[derive(Default)]
pub(super) struct TransportSettings {
    pub(super) proxy: ProxyChoice,
    pub(super) tls: TlsSettings,
    pub(super) exchange: ExchangeSettings,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) idle_per_host: Option<usize>,
    pub(super) idle_time: Option<Duration>,
    /// Addresses of hosts, by their names in lower case.
    pub(super) hosts: HashMap<String, IpAddr>,
    /// The first setting that cannot be used: the result of building.
    failure: Option<TransportError>,
}

/// The proxy that is used.
#[derive(Default)]
pub(super) enum ProxyChoice {
    #[default]
    Environment,
    None,
    Named(Proxy),
}

impl TransportSettings {
    /// Keeps an error for the end of building.
    pub(super) fn note(&mut self, outcome: Result<(), TransportError>) {
        if let Err(error) = outcome {
            self.failure.get_or_insert(error);
        }
    }

    /// The error of a setting that was made before.
    pub(super) fn check(&mut self) -> Result<(), TransportError> {
        self.failure.take().map_or(Ok(()), Err)
    }

    pub(super) fn set_user_agent(&mut self, text: &str) {
        match HeaderValue::from_str(text) {
            Ok(value) => self.exchange.user_agent = Some(value),
            Err(_) => self.note(Err(TransportError::new(
                TransportErrorKind::Setup,
                "the user agent cannot be put into an HTTP header",
            ))),
        }
    }
}

/// Settings that act on each request and response.
#[derive(Clone, Default)]
pub(super) struct ExchangeSettings {
    pub(super) timeout: Option<Duration>,
    /// The time between two pieces of a response.
    pub(super) read_timeout: Option<Duration>,
    pub(super) response_bytes: Option<usize>,
    pub(super) user_agent: Option<HeaderValue>,
    pub(super) headers: HeaderMap,
    pub(super) cookies: Option<Arc<CookieJar>>,
    /// The `Proxy-Authorization` headers that the HTTP library may send: errors do not show their secrets.
    pub(super) proxy_authorization: Vec<HeaderValue>,
}

/// Leaves out the values of headers and cookies.
impl fmt::Debug for ExchangeSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.keys().map(http::HeaderName::as_str).collect();
        f.debug_struct("ExchangeSettings")
            .field("timeout", &self.timeout)
            .field("read_timeout", &self.read_timeout)
            .field("response_bytes", &self.response_bytes)
            .field("user_agent", &self.user_agent)
            .field("headers", &headers)
            .field("cookies", &self.cookies)
            .finish_non_exhaustive()
    }
}

/// The host and port of a URL.
pub(super) fn server(url: &Uri) -> String {
    let default = match url.scheme_str() {
        Some("https") => 443,
        _ => 80,
    };
    let host = url.host().unwrap_or("the server");
    format!("{host}:{}", url.port_u16().unwrap_or(default))
}

impl ExchangeSettings {
    /// Completes a request; the limits are the stricter ones of the request and the transport.
    pub(super) fn prepare(&self, request: &mut http::Request<Bytes>) -> SendLimits {
        let uri = self.cookies.is_some().then(|| request.uri().clone());
        let headers = request.headers_mut();
        for name in self.headers.keys() {
            if !headers.contains_key(name) {
                for value in self.headers.get_all(name) {
                    headers.append(name, value.clone());
                }
            }
        }
        if let Some(agent) = &self.user_agent
            && headers
                .get(USER_AGENT)
                .is_none_or(|value| value == super::USER_AGENT_VALUE)
        {
            headers.insert(USER_AGENT, agent.clone());
        }
        if let Some((jar, uri)) = self.cookies.as_ref().zip(uri) {
            jar.add(&uri, headers);
        }
        let limits = SendLimits::of(request);
        SendLimits {
            timeout: [limits.timeout, self.timeout].into_iter().flatten().min(),
            response_bytes: self.response_bytes.map_or(limits.response_bytes, |most| {
                most.min(limits.response_bytes)
            }),
        }
    }

    /// The limit that has passed when a response takes too long, where it can be but one.
    pub(super) fn passed(&self, limits: SendLimits) -> Option<Duration> {
        match self.read_timeout {
            None => limits.timeout,
            Some(_) => None,
        }
    }

    /// The part of a request that is needed when its response arrives.
    pub(super) fn sent(&self, request: &http::Request<Bytes>) -> Option<(Uri, SentHeaders)> {
        if self.cookies.is_none() && self.headers.is_empty() && self.proxy_authorization.is_empty()
        {
            return None;
        }
        let mut headers = request.headers().clone();
        for value in &self.proxy_authorization {
            headers.append(PROXY_AUTHORIZATION, value.clone());
        }
        Some((request.uri().clone(), SentHeaders(headers)))
    }

    /// Keeps the cookies that a response sets, and notes which headers the request had.
    pub(super) fn received<B>(
        &self,
        sent: Option<(Uri, SentHeaders)>,
        response: &mut http::Response<B>,
    ) {
        let Some((uri, headers)) = sent else { return };
        if let Some(jar) = &self.cookies {
            jar.keep(&uri, response.headers());
        }
        response.extensions_mut().insert(headers);
    }
}

/// The methods of both builders, which have a field `settings`.
macro_rules! common_settings {
    () => {
        /// Sends everything through this proxy: a URL, or a [`Proxy`](crate::transport::Proxy) with credentials and exceptions. Without it, the proxy
        /// is taken from the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`).
        pub fn proxy(mut self, proxy: impl Into<$crate::transport::Proxy>) -> Self {
            self.settings.proxy = ProxyChoice::Named(proxy.into());
            self
        }

        /// Uses no proxy, whatever the environment says.
        pub fn no_proxy(mut self) -> Self {
            self.settings.proxy = ProxyChoice::None;
            self
        }

        /// Shows a client certificate to servers that ask for one: PEM text with our certificate, those of its issuers after
        /// it, and the private key (PKCS #8, PKCS #1 or SEC 1, not encrypted).
        pub fn identity_pem(mut self, pem: &[u8]) -> Self {
            let outcome = self.settings.tls.set_identity_pem(pem);
            self.settings.note(outcome);
            self
        }

        /// Trusts the certificate authorities in this PEM text, beside those of the system.
        pub fn add_root_certificates_pem(mut self, pem: &[u8]) -> Self {
            let outcome = self.settings.tls.add_roots_pem(pem);
            self.settings.note(outcome);
            self
        }

        /// Trusts the certificate authorities in this PEM text, and not those of the system.
        pub fn only_root_certificates_pem(mut self, pem: &[u8]) -> Self {
            self.settings.tls.only_added_roots();
            self.add_root_certificates_pem(pem)
        }

        /// Keeps a cookie session: cookies that a host sets go back to that host, for all clients over this transport and its
        /// clones. Off unless it is set.
        pub fn cookie_store(mut self, enable: bool) -> Self {
            self.settings.exchange.cookies = enable.then(Default::default);
            self
        }

        /// Connects to `address` where a URL names `host`, without asking a name service. The port, TLS and the header `Host` stay those of
        /// the URL.
        pub fn resolve(mut self, host: &str, address: std::net::IpAddr) -> Self {
            self.settings
                .hosts
                .insert(host.to_ascii_lowercase(), address);
            self
        }

        /// Most idle connections that are kept for each host.
        pub fn pool_max_idle_per_host(mut self, connections: usize) -> Self {
            self.settings.idle_per_host = Some(connections);
            self
        }

        /// The time for which an idle connection is kept.
        pub fn pool_idle_timeout(mut self, time: Duration) -> Self {
            self.settings.idle_time = Some(time);
            self
        }

        /// The time that connecting may take: an error of kind `Connect` after that. Only the time limit of the call holds unless it
        /// is set.
        pub fn connect_timeout(mut self, time: Duration) -> Self {
            self.settings.connect_timeout = Some(time);
            self
        }

        /// The time for which the server may send nothing, before the response and within it: an error of kind `Timeout` after that. A
        /// long response that keeps coming is not cut off by it. With `Reqwest` the time before the response begins with the request.
        pub fn read_timeout(mut self, time: Duration) -> Self {
            self.settings.exchange.read_timeout = Some(time);
            self
        }

        /// The time that a whole call may take. The shorter of this and the call's own limit holds.
        pub fn timeout(mut self, time: Duration) -> Self {
            self.settings.exchange.timeout = Some(time);
            self
        }

        /// Most bytes of a response body. The lower of this and the call's own limit holds.
        pub fn response_limit(mut self, bytes: usize) -> Self {
            self.settings.exchange.response_bytes = Some(bytes);
            self
        }

        /// The `User-Agent` header of all requests that name none of their own.
        pub fn user_agent(mut self, text: &str) -> Self {
            self.settings.set_user_agent(text);
            self
        }

        /// HTTP headers of all requests that have none of that name.
        pub fn default_headers(mut self, headers: http::HeaderMap) -> Self {
            self.settings.exchange.headers = headers;
            self
        }
    };
}
pub(super) use common_settings;
