//! The answers that are set, and the conditions under which they are given.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::Value;
use soap_runtime::Replay;
use soap_runtime::soap::{Fault, SoapVersion};
use wsdl_codegen::contract::matches as glob;

use crate::path;

/// A condition on requests. All parts of it have to hold; one without parts holds always.
///
/// Texts are globs: `*` matches any run of characters, `?` one.
///
/// ```
/// use soap_dynamic::mock::When;
///
/// let when = When::new()
///     .member("order.lines[0].sku", "A-*")
///     .http_header("x-tenant", "acme");
/// # let _ = when;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    pub(super) members: Vec<(String, String)>,
    pub(super) soap_headers: Vec<(String, String)>,
    http_headers: Vec<(String, String)>,
    request: Option<Bytes>,
}

/// A request, for conditions.
pub(super) struct Asked<'r> {
    pub(super) http: &'r http::HeaderMap,
    pub(super) body: &'r [u8],
    /// The body and the SOAP headers as JSON.
    pub(super) message: Value,
    pub(super) soap_headers: Value,
}

impl When {
    /// Makes a condition without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// A member of the body, by its [path](crate::path), has this text. A number or boolean is compared as it is written in JSON.
    #[must_use]
    pub fn member(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.members.push((path.into(), text.into()));
        self
    }

    /// A member of a SOAP header of the contract has this text: the path begins with the name of the header.
    #[must_use]
    pub fn soap_header(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.soap_headers.push((path.into(), text.into()));
        self
    }

    /// An HTTP header has this text. One that occurs several times may have it in any place.
    #[must_use]
    pub fn http_header(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.http_headers.push((name.into(), text.into()));
        self
    }

    /// The content of the Body is that of this envelope, as [`Replay`] compares them: `***` stands for any text.
    #[must_use]
    pub fn request(mut self, envelope: impl Into<Bytes>) -> Self {
        self.request = Some(envelope.into());
        self
    }

    pub(super) fn is_always(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it is the same condition: whole requests are compared by their content.
    fn is_like(&self, other: &Self) -> bool {
        let requests = match (&self.request, &other.request) {
            (Some(one), Some(other)) => Replay::is_same_request(one, other),
            (one, other) => one == other,
        };
        let parts = |when: &Self| Self {
            request: None,
            ..when.clone()
        };
        requests && parts(self) == parts(other)
    }

    pub(super) fn holds(&self, asked: &Asked<'_>) -> bool {
        let has = |value: &Value, (path, text): &(String, String)| {
            path::find(value, path).is_some_and(|found| match found {
                Value::String(found) => glob(text, found),
                other => glob(text, &other.to_string()),
            })
        };
        let has_http = |(name, text): &(String, String)| {
            let values = asked.http.get_all(name.as_str()).iter();
            let mut values = values.map(|value| String::from_utf8_lossy(value.as_bytes()));
            values.any(|value| glob(text, &value))
        };
        let is_same = |envelope: &Bytes| Replay::is_same_request(envelope, asked.body);
        self.members.iter().all(|one| has(&asked.message, one))
            && self
                .soap_headers
                .iter()
                .all(|one| has(&asked.soap_headers, one))
            && self.http_headers.iter().all(has_http)
            && self.request.as_ref().is_none_or(is_same)
    }
}

/// An answer that is set.
///
/// ```
/// use soap_dynamic::mock::MockReply;
/// use std::time::Duration;
///
/// let reply = MockReply::json(r#"{"order": {"number": 8}}"#).after(Duration::from_millis(200));
/// # let _ = reply;
/// ```
#[derive(Clone, Debug)]
pub struct MockReply {
    pub(super) content: Content,
    pub(super) delay: Duration,
    pub(super) delivery: Delivery,
    pub(super) status: Option<StatusCode>,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    Sample,
    Json(String),
    Xml(String),
    /// An envelope for each version of SOAP that the operation is bound to.
    Envelopes(Vec<(SoapVersion, Bytes)>),
    Fault(Fault),
    /// An HTTP response as it is: a broken one, say.
    Http(http::Response<Bytes>),
}

/// The way in which a server sends the body of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delivery {
    /// At once.
    #[default]
    Whole,
    /// Half of it, and then the connection is closed.
    Cut,
    /// In pieces, over this time.
    Slow(Duration),
}

impl MockReply {
    fn of(content: Content) -> Self {
        Self {
            content,
            delay: Duration::ZERO,
            delivery: Delivery::Whole,
            status: None,
        }
    }

    /// The sample of the operation.
    pub fn sample() -> Self {
        Self::of(Content::Sample)
    }

    /// A response in JSON. Where the contract has headers for it, it may be an object with `headers` and `body`.
    pub fn json(json: impl Into<String>) -> Self {
        Self::of(Content::Json(json.into()))
    }

    /// An envelope, which is checked and then sent as it is; that of a fault is a fault.
    pub fn xml(envelope: impl Into<String>) -> Self {
        Self::of(Content::Xml(envelope.into()))
    }

    /// A fault.
    pub fn fault(fault: Fault) -> Self {
        Self::of(Content::Fault(fault))
    }

    /// An HTTP response as it is.
    pub fn http(response: http::Response<Bytes>) -> Self {
        Self::of(Content::Http(response))
    }

    /// A page in HTML with status 502, as proxies send.
    pub fn html() -> Self {
        let page = "<!DOCTYPE html>\n<title>Bad gateway</title>\n<h1>502 Bad gateway</h1>\n";
        let mut response = http::Response::new(Bytes::from_static(page.as_bytes()));
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        let kind = HeaderValue::from_static("text/html; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        Self::http(response)
    }

    /// An empty response with this status.
    pub fn empty(status: StatusCode) -> Self {
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = status;
        Self::http(response)
    }

    /// Gives it after this time.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sends it in this way.
    #[must_use]
    pub fn delivered(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }

    /// Gives it this HTTP status.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }
}

/// An answer to a request, and what a server does with it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The response.
    pub response: http::Response<Bytes>,
    /// The time to wait before it is sent.
    pub delay: Duration,
    /// The way in which it is sent.
    pub delivery: Delivery,
    /// The operation that the request was for, as `PortType.Operation`.
    pub operation: Option<String>,
    /// The fault of the request.
    pub refused: Option<String>,
}

/// An answer of this response at once.
impl From<http::Response<Bytes>> for Answer {
    fn from(response: http::Response<Bytes>) -> Self {
        Self {
            response,
            delay: Duration::ZERO,
            delivery: Delivery::Whole,
            operation: None,
            refused: None,
        }
    }
}

impl Answer {
    /// The same answer, broken as this reply is: with its HTTP response, if it has one, its status and its delivery, and later by
    /// its delay.
    #[must_use]
    pub fn broken_as(mut self, reply: &MockReply) -> Self {
        if let Content::Http(response) = &reply.content {
            self.response = response.clone();
        }
        if let Some(status) = reply.status {
            *self.response.status_mut() = status;
        }
        self.delay = self.delay.saturating_add(reply.delay);
        self.delivery = reply.delivery;
        self
    }
}

/// The answers of one operation: for each condition its sequence.
#[derive(Default)]
pub(super) struct Answers(Vec<(When, VecDeque<MockReply>)>);

impl Answers {
    /// Adds an answer to the sequence of its condition.
    pub(super) fn add(&mut self, when: When, reply: MockReply) {
        match self.0.iter_mut().find(|(known, _)| known.is_like(&when)) {
            Some((_, sequence)) => sequence.push_back(reply),
            None => self.0.push((when, VecDeque::from([reply]))),
        }
    }

    /// Whether any answer has a condition.
    pub(super) fn has_conditions(&self) -> bool {
        self.0.iter().any(|(when, _)| !when.is_always())
    }

    /// The number of recorded requests that have an answer.
    pub(super) fn recorded(&self) -> usize {
        let with = self.0.iter().filter(|(when, _)| when.request.is_some());
        with.count()
    }

    /// The next answer: of the first condition that holds, or without a condition. The last one of a sequence stays.
    pub(super) fn next(&mut self, asked: Option<&Asked<'_>>) -> Option<MockReply> {
        let holds = |when: &When| asked.is_some_and(|asked| when.holds(asked));
        let conditional =
            |(when, _): &(When, VecDeque<MockReply>)| !when.is_always() && holds(when);
        let place = self.0.iter().position(conditional);
        let place = place.or_else(|| self.0.iter().position(|(when, _)| when.is_always()))?;
        let (_, sequence) = self.0.get_mut(place)?;
        match sequence.len() {
            0 | 1 => sequence.front().cloned(),
            _ => sequence.pop_front(),
        }
    }
}

/// The name of an HTTP header.
pub(super) fn check_http(when: &When) -> Result<(), String> {
    for (name, _) in &when.http_headers {
        if HeaderName::try_from(name.as_str()).is_err() {
            return Err(format!("`{name}` is no name of an HTTP header"));
        }
    }
    Ok(())
}
