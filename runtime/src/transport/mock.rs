//! A transport without a network.

use super::{
    BlockingTransport, BoxFuture, SendResult, Transport, TransportError, TransportErrorKind,
};
use bytes::Bytes;
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A transport for tests: returns the given responses in order, and keeps the requests.
///
/// Clones share responses and requests, so a test can keep one and give another to the client. It serves asynchronous
/// and blocking calls. A request without a response left fails with [`TransportErrorKind::Other`].
///
/// ```
/// use soap_runtime::transport::{MockResponse, MockTransport};
/// let mock = MockTransport::new();
/// mock.respond(MockResponse::xml("<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body/></s:Envelope>"));
/// let client = soap_runtime::Client::new("http://example.invalid/", mock.clone());
/// assert_eq!(mock.requests().len(), 0);
/// # let _ = client;
/// ```
#[derive(Clone, Default)]
pub struct MockTransport {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    responses: VecDeque<Scripted>,
    otherwise: Option<Responder>,
    requests: Vec<http::Request<Bytes>>,
}

enum Scripted {
    Ready(MockResponse),
    Error(TransportError),
}

type Responder =
    Arc<dyn Fn(&http::Request<Bytes>) -> Result<MockResponse, TransportError> + Send + Sync>;

/// One scripted response.
#[derive(Clone)]
pub struct MockResponse {
    response: http::Response<Bytes>,
}

impl MockResponse {
    /// Makes a response with HTTP 200, `text/xml; charset=utf-8` and this body.
    pub fn xml(body: impl Into<Bytes>) -> Self {
        Self::empty(200)
            .body(body)
            .header("content-type", "text/xml; charset=utf-8")
    }

    /// Makes a response without headers and body. A number that is no HTTP status becomes 500.
    pub fn empty(status: u16) -> Self {
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() =
            http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
        Self { response }
    }

    /// Sets the status. A number that is no HTTP status becomes 500.
    pub fn status(mut self, status: u16) -> Self {
        *self.response.status_mut() = Self::empty(status).response.status();
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        *self.response.body_mut() = body.into();
        self
    }

    /// Sets a header. One that HTTP cannot carry is left out.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (
            http::HeaderName::try_from(name),
            http::HeaderValue::try_from(value),
        ) {
            self.response.headers_mut().insert(name, value);
        }
        self
    }
}

impl From<http::Response<Bytes>> for MockResponse {
    fn from(response: http::Response<Bytes>) -> Self {
        Self { response }
    }
}

impl MockTransport {
    /// Makes a transport without responses.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a transport that computes each response that was not given.
    pub fn answering(
        answer: impl Fn(&http::Request<Bytes>) -> Result<MockResponse, TransportError>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        let mock = Self::default();
        mock.state().otherwise = Some(Arc::new(answer));
        mock
    }

    /// Adds a response.
    pub fn respond(&self, response: impl Into<MockResponse>) -> &Self {
        self.state()
            .responses
            .push_back(Scripted::Ready(response.into()));
        self
    }

    /// Adds a failure.
    pub fn fail(&self, error: TransportError) -> &Self {
        self.state().responses.push_back(Scripted::Error(error));
        self
    }

    /// The requests up to now.
    pub fn requests(&self) -> Vec<http::Request<Bytes>> {
        self.state().requests.clone()
    }

    /// The number of responses left.
    pub fn responses_left(&self) -> usize {
        self.state().responses.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A poisoned lock only means that a test has panicked: the state is complete.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn exchange(&self, request: http::Request<Bytes>) -> SendResult {
        let mut state = self.state();
        let response = state.responses.pop_front();
        let otherwise = state.otherwise.clone();
        let answered = match response {
            Some(Scripted::Ready(response)) => Ok(response.response),
            Some(Scripted::Error(error)) => Err(error),
            None => match otherwise {
                Some(answer) => {
                    // The closure may use the mock.
                    drop(state);
                    let answered = answer(&request).map(|response| response.response);
                    state = self.state();
                    answered
                }
                None => Err(TransportError::new(
                    TransportErrorKind::Other,
                    "the mock transport has no reply left",
                )),
            },
        };
        state.requests.push(request);
        answered
    }
}

/// Shows status and length, as that of a real response.
impl fmt::Debug for MockResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockResponse")
            .field("status", &self.response.status().as_u16())
            .field("body", &self.response.body().len())
            .finish()
    }
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("MockTransport")
            .field("responses", &state.responses.len())
            .field("requests", &state.requests.len())
            .finish()
    }
}

impl Transport for MockTransport {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, SendResult> {
        Box::pin(std::future::ready(self.exchange(request)))
    }
    fn as_blocking(&self) -> Option<&dyn BlockingTransport> {
        Some(self)
    }
}

impl BlockingTransport for MockTransport {
    fn send(&self, request: http::Request<Bytes>) -> SendResult {
        self.exchange(request)
    }
    fn as_async(&self) -> Option<&dyn Transport> {
        Some(self)
    }
}
