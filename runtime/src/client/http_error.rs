//! HTTP responses that are no SOAP responses.

use crate::{Redaction, redact};
use bytes::Bytes;
use http::StatusCode;
use std::error::Error as StdError;
use std::fmt;

/// Most bytes of a body that [`HttpError`] keeps.
const KEPT: usize = 64 << 10;
/// Most characters of a body that `Display` shows.
const SHOWN: usize = 200;

/// An HTTP response that is no SOAP response.
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpError {
    /// Status.
    pub status: StatusCode,
    /// Content-Type, if there was one.
    pub content_type: Option<String>,
    /// The body: its first 64 KiB.
    pub body: Bytes,
    /// Why it is no response.
    pub reason: HttpReason,
    redaction: Redaction,
}

/// Why an HTTP response is no SOAP response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpReason {
    /// The status says failure, and the body holds no fault.
    Status,
    /// The status says success, but nothing came where a response is due.
    Empty,
    /// The body is no SOAP message: an HTML page, for instance.
    NotSoap,
    /// A redirect, which is not followed: the request carries credentials.
    Redirect {
        /// Host of the Location header, with the port if it names one; `None` if there is none to be read.
        host: Option<String>,
    },
    /// A multipart response that is no package of a SOAP message and its attachments; with what is wrong with it.
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

    /// The secrets that `Display` and `Debug` mask.
    pub(super) fn set_redaction(&mut self, redaction: &Redaction) {
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
            // Redacted before it is cut: an end tag that is cut off must not unmask anything.
            let body = redact(self.body.get(..4096).unwrap_or(&self.body), &self.redaction);
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
