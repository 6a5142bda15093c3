//! A proxy, as the user names it.

use super::{TransportError, TransportErrorKind};
#[cfg(feature = "reqwest")]
use crate::http::url::{percent_decoded, user_info};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use std::fmt;

/// A proxy that requests go through.
///
/// `http://` calls are sent to it in absolute form, `https://` calls through a tunnel (CONNECT). The schemes of its URL are
/// `http`, `https`, `socks4`, `socks4a`, `socks5` and `socks5h`.
///
/// ```
/// use soap_runtime::transport::Proxy;
/// let proxy = Proxy::new("http://proxy.example:3128").basic_auth("ann", "s3cret").no_proxy("localhost, intranet.example");
/// assert_eq!(format!("{proxy:?}"), r#"Proxy { url: "http://proxy.example:3128", basic_auth: true, no_proxy: "localhost, intranet.example" }"#);
/// ```
#[derive(Clone)]
pub struct Proxy {
    url: String,
    basic_auth: Option<(String, String)>,
    no_proxy: String,
}

impl Proxy {
    /// The proxy at this URL. User and password may be in it, percent-encoded.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            basic_auth: None,
            no_proxy: String::new(),
        }
    }

    /// Names the user to the proxy, by Basic authentication. For Digest see `ProxyDigest`, of the feature `digest`.
    pub fn basic_auth(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.basic_auth = Some((user.into(), password.into()));
        self
    }

    /// Hosts that are reached without the proxy, separated by commas: addresses, names (which stand for the hosts below them,
    /// too), `*` for all.
    pub fn no_proxy(mut self, hosts: impl Into<String>) -> Self {
        self.no_proxy = hosts.into();
        self
    }

    /// The header that `reqwest` sends to the proxy.
    #[cfg(feature = "reqwest")]
    pub(super) fn authorization(&self) -> Option<HeaderValue> {
        match &self.basic_auth {
            Some((user, password)) => authorization(user, password),
            None => authorization_in(&self.url),
        }
    }

    #[cfg(feature = "reqwest")]
    pub(super) fn for_reqwest(&self) -> Result<reqwest::Proxy, TransportError> {
        let mut proxy = reqwest::Proxy::all(&self.url).map_err(|_| unusable())?;
        if let Some((user, password)) = &self.basic_auth {
            proxy = proxy.basic_auth(user, password);
        }
        Ok(proxy.no_proxy(reqwest::NoProxy::from_string(&self.no_proxy)))
    }

    #[cfg(feature = "ureq")]
    pub(super) fn for_ureq(&self) -> Result<ureq::Proxy, TransportError> {
        let named = ureq::Proxy::new(&self.url).map_err(|_| unusable())?;
        let mut proxy = ureq::Proxy::builder(named.protocol())
            .host(named.host())
            .port(named.port());
        let given = self
            .basic_auth
            .as_ref()
            .map(|(user, password)| (user.as_str(), password.as_str()));
        let in_url = named
            .username()
            .map(|user| (user, named.password().unwrap_or_default()));
        if let Some((user, password)) = given.or(in_url) {
            proxy = proxy.username(user).password(password);
        }
        // As `reqwest` reads them: a name stands for the hosts below it, too.
        for host in self.no_proxy.split(',').map(str::trim) {
            let name = host.trim_start_matches('.');
            if !name.is_empty() {
                proxy = proxy.no_proxy(name).no_proxy(&format!(".{name}"));
            }
        }
        proxy.build().map_err(|_| unusable())
    }
}

/// The header of Basic authentication at a proxy, so that errors do not show it.
pub(super) fn authorization(user: &str, password: &str) -> Option<HeaderValue> {
    let credentials = STANDARD.encode(format!("{user}:{password}"));
    HeaderValue::try_from(format!("Basic {credentials}")).ok()
}

/// The header by the user info of a proxy's URL.
#[cfg(feature = "reqwest")]
fn authorization_in(url: &str) -> Option<HeaderValue> {
    let (user, password) = user_info(url)?.split_once(':')?;
    authorization(&percent_decoded(user), &percent_decoded(password))
}

/// The headers for the proxies that the environment names.
#[cfg(feature = "reqwest")]
pub(super) fn authorization_in_environment() -> Vec<HeaderValue> {
    let names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].into_iter();
    let names = names.flat_map(|name| [name.to_owned(), name.to_ascii_lowercase()]);
    let urls = names.filter_map(|name| std::env::var(name).ok());
    urls.filter_map(|url| authorization_in(&url)).collect()
}

impl<T: Into<String>> From<T> for Proxy {
    fn from(url: T) -> Self {
        Self::new(url)
    }
}

/// Credentials are not shown.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("url", &crate::http::url::shown(&self.url))
            .field("basic_auth", &self.basic_auth.is_some())
            .field("no_proxy", &self.no_proxy)
            .finish()
    }
}

/// The URL is left out: it may hold credentials.
fn unusable() -> TransportError {
    TransportError::new(
        TransportErrorKind::Setup,
        "the URL of the proxy cannot be used: write http://host:port",
    )
}
