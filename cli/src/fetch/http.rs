//! Fetches one document by HTTP, over the transport that generated clients use.

use super::answer::{Answer, Unanswered};
use super::metadata::Message;
use super::resolver::shown;
use crate::arguments::Fetch;
use crate::{Stop, connection};
use flate2::read::MultiGzDecoder;
use http::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, LOCATION, RETRY_AFTER,
};
use http::{HeaderName, HeaderValue, Method, Request, Response, Uri};
use soap_runtime::transport::{BlockingTransport, TransportError, TransportErrorKind, Ureq};
use soap_runtime::{Auth as _, AuthRequest, Basic};
use std::io::Read as _;
use std::thread::sleep;
use std::time::Duration;
use url::{Origin, Url};

/// The most redirects for one document.
const REDIRECTS: usize = 5;
/// The wait before the first repetition; each further one is twice as long.
const PAUSE: Duration = Duration::from_millis(200);
/// The longest wait that a server may ask for by `Retry-After`.
const LONGEST_PAUSE: u64 = 10;
/// The environment variable of the password. An argument would show it to other users.
const PASSWORD: &str = "WSDL_PASSWORD";

/// An HTTP client that sends credentials only to the servers that the user names.
pub(super) struct Client {
    transport: Ureq,
    retries: u32,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// The servers that may get the headers.
    origins: Vec<Origin>,
    limit: usize,
}

impl Client {
    pub(super) fn new(arguments: &Fetch, urls: &[String], limit: u64) -> Result<Self, Stop> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let named = urls.iter().filter_map(|url| Url::parse(url).ok());
        Ok(Self {
            transport: transport(arguments, limit)?,
            retries: arguments.retries,
            headers: headers(arguments)?,
            origins: named.map(|url| url.origin()).collect(),
            limit,
        })
    }

    /// Fetches the document at a URL. `admits` decides which hosts a redirect may lead to.
    pub(super) fn get(
        &self,
        url: &Url,
        admits: &dyn Fn(&Url) -> bool,
    ) -> Result<Answer, Unanswered> {
        let mut at = url.clone();
        for _ in 0..=REDIRECTS {
            let response = self.send(&at, None)?;
            let status = response.status();
            if status.is_redirection() {
                let location = response.headers().get(LOCATION);
                let target = location
                    .and_then(|location| at.join(location.to_str().ok()?).ok())
                    .ok_or("a redirect without a usable Location")?;
                let downgrade = at.scheme() == "https" && target.scheme() != "https";
                if downgrade || !matches!(target.scheme(), "http" | "https") {
                    return Err(Unanswered::from(format!(
                        "a redirect to {}, which is refused",
                        shown(&target)
                    )));
                }
                if !admits(&target) {
                    let host = target.host_str().unwrap_or_default();
                    return Err(Unanswered::from(format!(
                        "a redirect to the host {host}; `--allow-host {host}` admits it"
                    )));
                }
                at = target;
                continue;
            }
            return self.answer(&at, &response);
        }
        Err(Unanswered::from(format!("more than {REDIRECTS} redirects")))
    }

    /// Sends a message that asks for metadata. Redirects are not followed.
    pub(super) fn post(&self, at: &Url, message: &Message) -> Result<Answer, Unanswered> {
        let response = self.send(at, Some(message))?;
        self.answer(at, &response)
    }

    /// The document of a response.
    fn answer(&self, at: &Url, response: &Response<bytes::Bytes>) -> Result<Answer, Unanswered> {
        let status = response.status();
        if status.is_success() {
            return Ok(Answer {
                url: shown(at),
                bytes: self.content(response)?,
            });
        }
        let (help, may_be_elsewhere) = match status.as_u16() {
            401 | 403 => ("; `--user` or `--header` give credentials", false),
            407 | 429 | 502..=504 => ("", false),
            _ => ("", true),
        };
        Err(Unanswered {
            reason: format!("the server says {status}{help}"),
            may_be_elsewhere,
        })
    }

    /// Sends the request, and sends it again where that may help. It changes nothing on the server.
    fn send(&self, at: &Url, message: Option<&Message>) -> Result<Response<bytes::Bytes>, String> {
        let mut pause = PAUSE;
        let mut left = self.retries;
        loop {
            let mut request = Request::builder().uri(shown(at));
            request = request.header(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
            let mut body = bytes::Bytes::new();
            if let Some(message) = message {
                request = request.method(Method::POST);
                request = request.header(CONTENT_TYPE, &message.content_type);
                if let Some(action) = &message.soap_action {
                    request = request.header("SOAPAction", action);
                }
                body = bytes::Bytes::copy_from_slice(message.body.as_bytes());
            }
            let mut request = request.body(body).map_err(|error| error.to_string())?;
            if self.origins.contains(&at.origin()) {
                for (name, value) in &self.headers {
                    request.headers_mut().append(name, value.clone());
                }
            }
            let result = self.transport.send(request);
            if left == 0 || !is_passing(&result) {
                return result.map_err(|error| self.reason(&error));
            }
            left -= 1;
            sleep(asked_pause(&result).unwrap_or(pause));
            pause *= 2;
        }
    }

    /// The bytes of the document, without compression.
    fn content(&self, response: &Response<bytes::Bytes>) -> Result<Vec<u8>, String> {
        let coding = response.headers().get(CONTENT_ENCODING);
        let mut bytes = Vec::new();
        match coding
            .map(|coding| coding.as_bytes().to_ascii_lowercase())
            .as_deref()
        {
            None | Some(b"identity") => bytes.extend_from_slice(response.body()),
            Some(b"gzip" | b"x-gzip") => {
                // One byte over the limit shows that the document is too large.
                MultiGzDecoder::new(&response.body()[..])
                    .take((self.limit as u64).saturating_add(1))
                    .read_to_end(&mut bytes)
                    .map_err(|error| format!("its gzip is broken: {error}"))?;
            }
            Some(other) => {
                return Err(format!(
                    "its coding `{}` was not asked for",
                    String::from_utf8_lossy(other)
                ));
            }
        }
        if bytes.len() > self.limit {
            return Err(self.too_large());
        }
        Ok(bytes)
    }

    fn too_large(&self) -> String {
        format!("it is larger than {} bytes", self.limit)
    }

    fn reason(&self, error: &TransportError) -> String {
        match error.kind() {
            TransportErrorKind::Timeout => {
                "the time limit passed (`--timeout` sets another one)".to_owned()
            }
            TransportErrorKind::TooLarge => self.too_large(),
            TransportErrorKind::Connect => {
                format!(
                    "{error}; is the address right, is the server up, or is a proxy needed (`--proxy`)?"
                )
            }
            TransportErrorKind::Certificate => {
                let text = error.to_string();
                match certificate_advice(&text) {
                    Some(advice) => format!("{text}; {advice}"),
                    None => text,
                }
            }
            _ => error.to_string(),
        }
    }
}

/// The argument that helps with a certificate that is refused; none helps with one that has expired or is for another host.
fn certificate_advice(refusal: &str) -> Option<&'static str> {
    if refusal.contains("client certificate") {
        return Some("`--cert FILE` shows your certificate");
    }
    let is_unknown = refusal.contains("its issuer is not trusted");
    is_unknown.then_some("`--ca FILE` trusts a private authority, or a self-signed certificate")
}

/// Whether the same request may succeed in a moment.
fn is_passing(result: &Result<Response<bytes::Bytes>, TransportError>) -> bool {
    match result {
        Ok(response) => matches!(response.status().as_u16(), 429 | 502 | 503 | 504),
        Err(error) => matches!(
            error.kind(),
            TransportErrorKind::Connect | TransportErrorKind::Closed
        ),
    }
}

/// The wait that the server asks for, within reason.
fn asked_pause(result: &Result<Response<bytes::Bytes>, TransportError>) -> Option<Duration> {
    let value = result.as_ref().ok()?.headers().get(RETRY_AFTER)?;
    let seconds: u64 = value.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(LONGEST_PAUSE)))
}

fn transport(arguments: &Fetch, limit: usize) -> Result<Ureq, Stop> {
    let mut builder = connection::builder()
        .timeout(Duration::from_secs(arguments.timeout))
        .response_limit(limit)
        .cookie_store(true);
    for text in &arguments.resolve {
        let mapped = text.split_once('=');
        let mapped = mapped.and_then(|(host, address)| Some((host, address.parse().ok()?)));
        let (host, address) = mapped.ok_or_else(|| {
            Stop::Usage(format!(
                "`--resolve {text}`: write HOST=ADDRESS, such as shop.example=127.0.0.1"
            ))
        })?;
        builder = builder.resolve(host, address);
    }
    let (cert, proxy) = (arguments.cert.as_ref(), arguments.proxy.as_ref());
    connection::connect(builder, cert, &arguments.ca, proxy)
}

/// The headers for the servers that the user names.
fn headers(arguments: &Fetch) -> Result<Vec<(HeaderName, HeaderValue)>, Stop> {
    let mut headers = Vec::new();
    for text in &arguments.header {
        let parsed = text.split_once(':').and_then(|(name, value)| {
            let name = name.trim().parse::<HeaderName>().ok()?;
            let value = value.trim().parse::<HeaderValue>().ok()?;
            Some((name, value))
        });
        // The header may hold a secret, so the message does not show it.
        headers.push(parsed.ok_or_else(|| {
            Stop::Usage("a header is `Name: value`, in visible ASCII".to_owned())
        })?);
    }
    if let Some(user) = &arguments.user {
        let password = std::env::var(PASSWORD).map_err(|_| {
            Stop::Failed(format!(
                "--user needs the password in the environment variable {PASSWORD}"
            ))
        })?;
        let (method, uri) = (Method::GET, Uri::default());
        let request = AuthRequest::new(&method, &uri);
        let value = Basic::new(user, password).authorization_blocking(&request);
        let value = value.map_err(|_| Stop::Failed("the password cannot be sent".to_owned()))?;
        headers.extend(value.map(|value| (AUTHORIZATION, value)));
    }
    Ok(headers)
}
