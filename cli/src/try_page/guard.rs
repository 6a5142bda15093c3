//! Whose requests are answered: those of the page itself, and of nobody else.
//!
//! The page makes calls with the user's credentials, so a page of another site must not make it call. Four checks stand in
//! the way: the token in the path, which no other page knows; `Host`, against names that an attacker resolves to this
//! machine; `Origin` and `Sec-Fetch-Site`, which browsers set and pages cannot; and the media type of what changes something,
//! which no form can send.

use http::{HeaderMap, Method, header};
use std::io;
use std::net::SocketAddr;

/// The bytes of the token, and of a nonce.
const TOKEN: usize = 16;

/// The content security policy of what is no page: nothing may be loaded.
const POLICY: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Checks requests.
pub(super) struct Guard {
    token: String,
    port: u16,
    /// The names that this server has: host and port.
    hosts: Vec<String>,
    address: SocketAddr,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The path does not begin with the token.
    Token,
    /// The request is addressed to another host.
    Host,
    /// Another page makes it.
    Origin,
    /// It is of another media type than the page sends.
    MediaType,
}

impl Guard {
    /// A guard with a new token.
    pub(super) fn new(address: SocketAddr) -> io::Result<Self> {
        Ok(Self::with_token(address, random()?))
    }

    fn with_token(address: SocketAddr, token: String) -> Self {
        let port = address.port();
        Self {
            token,
            port,
            hosts: vec![address.to_string(), format!("localhost:{port}")],
            address,
        }
    }

    /// The address of the page.
    pub(super) fn url(&self) -> String {
        format!("http://{}/{}/", self.address, self.token)
    }

    /// The path below the token.
    pub(super) fn path<'r>(
        &self,
        method: &Method,
        path: &'r str,
        headers: &HeaderMap,
    ) -> Result<&'r str, Refusal> {
        let text = |name| {
            let mut all = headers.get_all(name).iter();
            let first = all.next().map(|value| value.to_str().unwrap_or("?"));
            // Of two headers none counts.
            first.map(|first| all.next().map_or(first, |_| "?"))
        };
        let host = text(header::HOST).unwrap_or_default();
        if !self
            .hosts
            .iter()
            .any(|known| known.eq_ignore_ascii_case(host))
        {
            return Err(Refusal::Host);
        }
        let rest = path.strip_prefix('/').unwrap_or_default();
        let (token, rest) = rest.split_once('/').ok_or(Refusal::Token)?;
        if !same(token.as_bytes(), self.token.as_bytes()) {
            return Err(Refusal::Token);
        }
        if let Some(origin) = text(header::ORIGIN)
            && origin.strip_prefix("http://") != Some(host)
        {
            return Err(Refusal::Origin);
        }
        let site = text(header::HeaderName::from_static("sec-fetch-site"));
        if !matches!(site, None | Some("same-origin" | "none")) {
            return Err(Refusal::Origin);
        }
        if method != Method::GET {
            // Browsers name the origin of whatever is no GET; what comes without one is no page.
            if text(header::ORIGIN).is_none() && site.is_some() {
                return Err(Refusal::Origin);
            }
            if text(header::CONTENT_TYPE) != Some("application/json") {
                return Err(Refusal::MediaType);
            }
        }
        Ok(rest)
    }

    /// The content security policy of the page: the style and the script with the nonce, its own icon, and calls to its own server.
    pub(super) fn allow(nonce: &str, headers: &mut HeaderMap) {
        let policy = format!(
            "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self'; connect-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        // A nonce is of hexadecimal digits, so the policy is a value of a header.
        if let Ok(policy) = http::HeaderValue::try_from(policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
    }

    /// Adds the headers that keep an answer to the page.
    pub(super) fn protect(headers: &mut HeaderMap) {
        let all = [
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::CACHE_CONTROL, "no-store"),
            (
                header::HeaderName::from_static("cross-origin-resource-policy"),
                "same-origin",
            ),
            (
                header::HeaderName::from_static("cross-origin-opener-policy"),
                "same-origin",
            ),
        ];
        for (name, value) in all {
            // The page has a policy of its own.
            headers
                .entry(name)
                .or_insert(http::HeaderValue::from_static(value));
        }
    }
}

/// A word that cannot be guessed, of hexadecimal digits.
pub(super) fn random() -> io::Result<String> {
    let mut bytes = [0; TOKEN];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Shows no token.
impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Guard({})", self.port)
    }
}

/// Compares without telling by the time where they differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    let differing = one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b));
    one.len() == other.len() && differing == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        method: &Method,
        path: &str,
        headers: &[(&'static str, &'static str)],
    ) -> Result<String, Refusal> {
        let guard = Guard::with_token("127.0.0.1:8000".parse().expect("an address"), "abc".into());
        let headers = headers.iter().map(|(name, value)| {
            let name = http::HeaderName::from_static(name);
            (name, http::HeaderValue::from_static(value))
        });
        let headers: HeaderMap = headers.collect();
        guard.path(method, path, &headers).map(str::to_owned)
    }

    #[test]
    fn the_page_itself_is_answered() {
        let host = ("host", "127.0.0.1:8000");
        assert_eq!(check(&Method::GET, "/abc/", &[host]), Ok(String::new()));
        let own = ("origin", "http://127.0.0.1:8000");
        let json = ("content-type", "application/json");
        let site = ("sec-fetch-site", "same-origin");
        let found = check(&Method::POST, "/abc/api/send", &[host, own, json, site]);
        assert_eq!(found, Ok("api/send".to_owned()));
        let other = check(&Method::GET, "/abc/", &[("host", "localhost:8000")]);
        assert_eq!(other, Ok(String::new()));
    }

    #[test]
    fn others_are_refused() {
        let host = ("host", "127.0.0.1:8000");
        let json = ("content-type", "application/json");
        let other = ("origin", "http://127.0.0.1:9000");
        let post = &Method::POST;
        for (method, path, headers, refusal) in [
            (&Method::GET, "/", vec![host], Refusal::Token),
            (&Method::GET, "/abd/", vec![host], Refusal::Token),
            (&Method::GET, "/abcd/", vec![host], Refusal::Token),
            (&Method::GET, "/abc/", vec![], Refusal::Host),
            (
                &Method::GET,
                "/abc/",
                vec![("host", "evil.example:8000")],
                Refusal::Host,
            ),
            (&Method::GET, "/abc/", vec![host, host], Refusal::Host),
            (
                post,
                "/abc/api/send",
                vec![host, json, other],
                Refusal::Origin,
            ),
            (
                post,
                "/abc/api/send",
                vec![host, json, ("origin", "null")],
                Refusal::Origin,
            ),
            (
                post,
                "/abc/api/send",
                vec![host, ("content-type", "text/plain")],
                Refusal::MediaType,
            ),
            (
                &Method::GET,
                "/abc/",
                vec![host, ("sec-fetch-site", "same-site")],
                Refusal::Origin,
            ),
            (
                &Method::GET,
                "/abc/",
                vec![host, ("sec-fetch-site", "cross-site")],
                Refusal::Origin,
            ),
        ] {
            assert_eq!(
                check(method, path, &headers),
                Err(refusal),
                "{path} {headers:?}"
            );
        }
    }
}
