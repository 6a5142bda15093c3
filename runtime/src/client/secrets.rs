//! The secrets of a request, which errors do not show when the server says them back.

use super::CallOptions;
use crate::Redaction;
use crate::http::url::{percent_decoded, user_info};
use crate::transport::SentHeaders;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

/// Parts of the names of headers and query parameters that hold secrets.
const NAMES: [&str; 7] = [
    "auth", "cookie", "key", "password", "secret", "session", "token",
];
/// Shortest value of a query parameter that is masked whatever its name is; shorter ones are words.
const SHORTEST: usize = 8;

/// The parts of the request that the options do not hold.
#[derive(Clone, Copy)]
pub(super) struct Sent<'a> {
    pub(super) messages: &'a [bytes::Bytes],
    pub(super) authorization: Option<&'a HeaderValue>,
    /// Headers that interceptors and the transport have added, and cookies that the response sets.
    pub(super) added: Option<&'a SentHeaders>,
}

/// The headers that the transport has added to the request of a response, and the cookies that the response sets.
pub(super) fn of_response<B>(response: &http::Response<B>) -> SentHeaders {
    let mut all = HeaderMap::new();
    if let Some(SentHeaders(sent)) = response.extensions().get() {
        all.extend(sent.clone());
    }
    for cookie in response.headers().get_all(SET_COOKIE) {
        all.append(SET_COOKIE, cookie.clone());
    }
    SentHeaders(all)
}

/// Masks the secrets of a request wherever they turn up.
pub(super) fn learn(mut redaction: Redaction, options: &CallOptions, sent: Sent<'_>) -> Redaction {
    for (index, message) in sent.messages.iter().enumerate() {
        if index == 0 || sent.messages.first() != Some(message) {
            redaction.learn(message);
        }
    }
    let mut found = Vec::new();
    headers(&options.http_headers, &mut found);
    if let Some(value) = sent.authorization {
        header(AUTHORIZATION.as_str(), value, &mut found);
    }
    if let Some(added) = sent.added {
        headers(&added.0, &mut found);
    }
    if let Some(endpoint) = &options.endpoint {
        url(endpoint, &mut found);
    }
    found.into_iter().fold(redaction, Redaction::value)
}

fn headers(map: &HeaderMap, found: &mut Vec<String>) {
    for (name, value) in map {
        header(name.as_str(), value, found);
    }
}

fn header(name: &str, value: &HeaderValue, found: &mut Vec<String>) {
    if !value.is_sensitive() && !is_secret(name) {
        return;
    }
    let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
    if name == COOKIE.as_str() {
        let cookies = text.split(';');
        found
            .extend(cookies.filter_map(|cookie| Some(cookie.split_once('=')?.1.trim().to_owned())));
    } else if name == SET_COOKIE.as_str() {
        let cookie = text.split(';').next().unwrap_or_default();
        found.extend(
            cookie
                .split_once('=')
                .map(|(_, value)| value.trim().to_owned()),
        );
    } else if (name == AUTHORIZATION.as_str() || name == PROXY_AUTHORIZATION.as_str())
        && let Some((_, credentials)) = text.split_once(' ')
    {
        let decoded = STANDARD.decode(credentials.trim()).ok();
        if let Some(plain) = decoded.and_then(|plain| String::from_utf8(plain).ok()) {
            found.extend(
                plain
                    .split_once(':')
                    .map(|(_, password)| password.to_owned()),
            );
        }
        found.push(credentials.trim().to_owned());
        // Digest: whoever sees the response can try passwords.
        let response = credentials.split_once("response=\"");
        let response = response.and_then(|(_, rest)| rest.split_once('"'));
        found.extend(response.map(|(response, _)| response.to_owned()));
    }
    found.push(text);
}

/// Credentials and query of a URL.
fn url(endpoint: &str, found: &mut Vec<String>) {
    if let Some(user) = user_info(endpoint) {
        let user = percent_decoded(user);
        found.extend(
            user.split_once(':')
                .map(|(_, password)| password.to_owned()),
        );
        found.push(user);
    }
    let Some((_, query)) = endpoint.split_once('?') else {
        return;
    };
    for pair in query.split(['&', '#']) {
        let (name, value) = pair.split_once('=').unwrap_or(("", pair));
        if value.len() >= SHORTEST || is_secret(name) {
            // `+` stands for a space in forms only.
            found.push(percent_decoded(value));
            found.push(percent_decoded(&value.replace('+', " ")));
        }
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.iter().any(|part| name.contains(part))
}
