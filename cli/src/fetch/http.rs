//! Fetches one document by HTTP.

use super::resolver::shown;
use crate::Stop;
use crate::arguments::Fetch;
use ::http::header::{HeaderName, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io::Read as _;
use std::time::Duration;
use ureq::tls::{RootCerts, TlsConfig};
use url::{Origin, Url};

/// The most redirects for one document.
const REDIRECTS: usize = 5;
/// The environment variable of the password. An argument would show it to other users.
const PASSWORD: &str = "WSDL_PASSWORD";

/// A document and the URL that returned it.
pub(super) struct Answer {
    pub(super) url: String,
    pub(super) bytes: Vec<u8>,
}

/// An HTTP client that sends credentials only to the servers that the user names.
pub(super) struct Client {
    agent: ureq::Agent,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// The servers that may get the headers.
    origins: Vec<Origin>,
    limit: u64,
}

impl Client {
    pub(super) fn new(arguments: &Fetch, urls: &[String], limit: u64) -> Result<Self, Stop> {
        let mut headers = Vec::new();
        for text in &arguments.header {
            let parsed = text.split_once(':').and_then(|(name, value)| {
                let name = name.trim().parse::<HeaderName>().ok()?;
                let value = value.trim().parse::<HeaderValue>().ok()?;
                Some((name, value))
            });
            // The header may hold a secret, so the message does not show it.
            headers.push(parsed.ok_or_else(|| {
                Stop::Failed("a header is `Name: value`, in visible ASCII".to_owned())
            })?);
        }
        if let Some(user) = &arguments.user {
            let password = std::env::var(PASSWORD).map_err(|_| {
                Stop::Failed(format!(
                    "--user needs the password in the environment variable {PASSWORD}"
                ))
            })?;
            let value = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
            let value = value
                .parse::<HeaderValue>()
                .map_err(|_| Stop::Failed("the password cannot be sent".to_owned()))?;
            headers.push((::http::header::AUTHORIZATION, value));
        }
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .build();
        let config = ureq::Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(Duration::from_secs(arguments.timeout)))
            .user_agent(concat!("wsdl-codegen/", env!("CARGO_PKG_VERSION")))
            .build();
        let named = urls.iter().filter_map(|url| Url::parse(url).ok());
        Ok(Self {
            agent: ureq::Agent::new_with_config(config),
            headers,
            origins: named.map(|url| url.origin()).collect(),
            limit,
        })
    }

    /// Fetches the document at a URL. `admits` decides which hosts a redirect may lead to. The error is a reason for
    /// the user.
    pub(super) fn get(&self, url: &Url, admits: &dyn Fn(&Url) -> bool) -> Result<Answer, String> {
        let mut at = url.clone();
        for _ in 0..=REDIRECTS {
            let mut request = self.agent.get(shown(&at));
            if self.origins.contains(&at.origin()) {
                for (name, value) in &self.headers {
                    request = request.header(name, value);
                }
            }
            let mut response = request.call().map_err(|error| reason(&error))?;
            let status = response.status();
            if status.is_redirection() {
                let location = response.headers().get("location");
                let target = location
                    .and_then(|location| at.join(location.to_str().ok()?).ok())
                    .ok_or("a redirect without a usable Location")?;
                let downgrade = at.scheme() == "https" && target.scheme() != "https";
                if downgrade || !matches!(target.scheme(), "http" | "https") {
                    return Err(format!(
                        "a redirect to {}, which is refused",
                        shown(&target)
                    ));
                }
                if !admits(&target) {
                    let host = target.host_str().unwrap_or_default();
                    return Err(format!(
                        "a redirect to the host {host}; `--allow-host {host}` admits it"
                    ));
                }
                at = target;
                continue;
            }
            if !status.is_success() {
                let help = match status.as_u16() {
                    401 | 403 => "; `--user` or `--header` give credentials",
                    _ => "",
                };
                return Err(format!("the server says {status}{help}"));
            }
            let mut bytes = Vec::new();
            // One byte over the limit shows that the document is too large.
            let reader = response.body_mut().as_reader();
            reader
                .take(self.limit.saturating_add(1))
                .read_to_end(&mut bytes)
                .map_err(|error| reason(&ureq::Error::from(error)))?;
            if bytes.len() as u64 > self.limit {
                return Err(format!("it is larger than {} bytes", self.limit));
            }
            return Ok(Answer {
                url: shown(&at),
                bytes,
            });
        }
        Err(format!("more than {REDIRECTS} redirects"))
    }
}

fn reason(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => {
            "the time limit passed (`--timeout` sets another one)".to_owned()
        }
        error => error.to_string(),
    }
}
