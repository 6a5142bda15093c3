//! HTTP responses that are no SOAP responses.

use crate::Redaction;
use bytes::Bytes;
use http::StatusCode;
use std::error::Error as StdError;
use std::fmt;

/// The most bytes of a body that [`HttpError`] keeps.
const KEPT: usize = 64 << 10;
/// The most characters of a body that `Display` shows.
const SHOWN: usize = 200;

/// An HTTP response that is no SOAP response.
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpError {
    /// The HTTP status.
    pub status: StatusCode,
    /// Content-Type, if there was one.
    pub content_type: Option<String>,
    /// The first 64 KiB of the body.
    pub body: Bytes,
    /// Why it is no SOAP response.
    pub reason: HttpReason,
    redaction: Redaction,
}

/// Why an HTTP response is no SOAP response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpReason {
    /// The status reports an error, and the body holds no fault.
    Status,
    /// The status reports success, but the response is empty where one is expected.
    Empty,
    /// The body is no SOAP message: an HTML page, for example.
    NotSoap,
    /// The response is a redirect, which is not followed, because the request carries credentials.
    Redirect {
        /// Host and port of the Location header; `None` if it cannot be read.
        host: Option<String>,
    },
    /// A multipart response that is no package of a SOAP message and its attachments, and the reason.
    Multipart(&'static str),
    /// A Content-Encoding that is unknown, or a body that does not match it.
    Encoding(String),
    /// The decompressed body would be larger than this many bytes.
    TooLarge(usize),
}

impl HttpError {
    pub(crate) fn new<B>(response: &http::Response<B>, body: &Bytes, reason: HttpReason) -> Self {
        let content_type = response.headers().get(http::header::CONTENT_TYPE);
        Self {
            status: response.status(),
            content_type: content_type
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
            body: if body.len() > KEPT {
                Bytes::copy_from_slice(body.get(..KEPT).unwrap_or_default())
            } else {
                body.clone()
            },
            reason,
            redaction: Redaction::default(),
        }
    }

    /// Sets the secrets that `Display` and `Debug` mask.
    pub(super) fn set_redaction(&mut self, redaction: &Redaction) {
        match &mut self.reason {
            HttpReason::Redirect { host: Some(text) } | HttpReason::Encoding(text) => {
                redaction.mask(text);
            }
            _ => {}
        }
        if let Some(content_type) = &mut self.content_type {
            redaction.mask(content_type);
        }
        self.redaction = redaction.clone();
    }

    fn text(&self) -> String {
        let mut text = format!("HTTP {}", self.status);
        let reason = match &self.reason {
            HttpReason::Status => String::new(),
            HttpReason::Empty => ": an empty reply where one is due".to_owned(),
            HttpReason::NotSoap => ": no SOAP message".to_owned(),
            HttpReason::Redirect { host: Some(host) } => {
                format!(": a redirect to {host}, which was not followed")
            }
            HttpReason::Redirect { host: None } => {
                ": a redirect without a usable Location".to_owned()
            }
            HttpReason::Multipart(why) => format!(": {why}"),
            HttpReason::Encoding(encoding) => format!(": the body is no {encoding}"),
            HttpReason::TooLarge(limit) => {
                format!(": the decompressed reply is larger than {limit} bytes")
            }
        };
        text.push_str(&reason);
        if let Some(content_type) = &self.content_type {
            text.push_str(&format!(
                " ({})",
                self.redaction.plain(content_type).escape_debug()
            ));
        }
        if !self.body.is_empty()
            && !matches!(
                self.reason,
                HttpReason::Encoding(_) | HttpReason::TooLarge(_) | HttpReason::Multipart(_)
            )
        {
            // Redacts before it cuts: otherwise a secret whose end tag is cut off might show.
            let body = self.redaction.beginning(&self.body, 4096);
            let mut shown = String::new();
            for word in body.split_whitespace() {
                shown.push(' ');
                shown.extend(word.chars().map(|c| {
                    if c.is_control() {
                        char::REPLACEMENT_CHARACTER
                    } else {
                        c
                    }
                }));
                if shown.len() > SHOWN {
                    break;
                }
            }
            text.push(':');
            match shown.char_indices().nth(SHOWN) {
                Some((end, _)) => {
                    text.push_str(shown.get(..end).unwrap_or_default());
                    text.push('…');
                }
                None => text.push_str(&shown),
            }
        }
        text
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl fmt::Debug for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HttpError").field(&self.text()).finish()
    }
}

impl StdError for HttpError {}
