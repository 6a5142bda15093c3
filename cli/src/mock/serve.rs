//! The server: requests in, answers out, whole or broken.

use super::MockState;
use crate::listen::unread;
use crate::shown;
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};
use http_body_util::channel::Channel;
use soap_dynamic::mock::{Answer, Delivery};
use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// The largest request.
const MOST: usize = 64 << 20;
/// The pieces of a slow body.
const PIECES: usize = 20;

/// The service as it is now.
pub(super) type Served = Arc<RwLock<Arc<MockState>>>;

/// Answers a request, and says so.
pub(super) async fn answer(served: Served, request: http::Request<Body>) -> http::Response<Body> {
    let start = Instant::now();
    let state = Arc::clone(&served.read().unwrap_or_else(PoisonError::into_inner));
    let mut line = format!("{} {}", request.method(), request.uri().path());
    let (parts, body) = request.into_parts();
    let body = match axum::body::to_bytes(body, MOST).await {
        Ok(body) => body,
        Err(error) => {
            let (status, message) = unread(&error);
            state.say(|| format!("{line} {}\n  refused: {}", status.as_u16(), message.trim()));
            return plain(status, message);
        }
    };
    let request = http::Request::from_parts(parts, body);
    if let Some(response) = described(&state, &request) {
        state.say(|| {
            format!(
                "{line}?{} {}",
                request.uri().query().unwrap_or_default(),
                response.status().as_u16()
            )
        });
        return response;
    }
    let sent = state
        .is_verbose
        .then(|| shown::body(request.headers(), request.body(), &state.redaction));
    let mut answer = state.answer(request).await;
    answer.delay = answer.delay.saturating_add(state.delay);
    tokio::time::sleep(answer.delay).await;
    if let Some(operation) = &answer.operation {
        let _ = write!(line, " {operation}");
    }
    let status = answer.response.status().as_u16();
    let time = start.elapsed().as_millis();
    let _ = write!(line, " {status} {time} ms");
    if let Some(reason) = &answer.refused {
        let _ = write!(line, "\n  refused: {reason}");
    }
    state.say(|| match &sent {
        Some(sent) => {
            let response = &answer.response;
            let received = shown::body(response.headers(), response.body(), &state.redaction);
            format!("{line}\n{sent}\n\n{received}\n")
        }
        None => line,
    });
    deliver(answer)
}

/// A document of the contract, or a word about the mock, for who asks for one.
fn described(state: &MockState, request: &http::Request<Bytes>) -> Option<http::Response<Body>> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let host = request.headers().get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    let host = host.filter(|host| host.parse::<http::uri::Authority>().is_ok());
    let base = format!("http://{}", host.unwrap_or("localhost"));
    let query = request.uri().query().unwrap_or_default();
    Some(
        match state.description.answer(&base, request.uri().path(), query) {
            Some(Ok(document)) => {
                let mut response = http::Response::new(Body::from(document));
                let kind = HeaderValue::from_static("text/xml; charset=utf-8");
                response.headers_mut().insert(header::CONTENT_TYPE, kind);
                response
            }
            Some(Err(unknown)) => plain(StatusCode::NOT_FOUND, &unknown),
            None => plain(StatusCode::OK, &welcome(&base)),
        },
    )
}

/// The page at the mock's own address.
fn welcome(base: &str) -> String {
    format!(
        "`wsdl-codegen mock` serves a contract here.\n\n\
         The contract: {base}/?wsdl\n\
         A request:    POST a SOAP message to {base}/\n\n\
         For example:\n  wsdl-codegen fetch '{base}/?wsdl' -o wsdl\n  wsdl-codegen call OPERATION '{base}/?wsdl'\n"
    )
}

fn plain(status: StatusCode, text: &str) -> http::Response<Body> {
    let mut response = http::Response::new(Body::from(text.to_owned()));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// The response as it is to be sent.
fn deliver(answer: Answer) -> http::Response<Body> {
    let (mut parts, body) = answer.response.into_parts();
    let body = match answer.delivery {
        Delivery::Cut => {
            parts
                .headers
                .insert(header::CONTENT_LENGTH, body.len().into());
            cut(body)
        }
        Delivery::Slow(time) => slow(body, time),
        _ => Body::from(body),
    };
    http::Response::from_parts(parts, body)
}

/// Half of a body: the connection is closed after it.
fn cut(body: Bytes) -> Body {
    let (mut sender, channel) = Channel::<Bytes, std::io::Error>::new(1);
    tokio::spawn(async move {
        let half = body.slice(..body.len() / 2);
        // A caller that is gone needs no answer.
        let _ = sender.send_data(half).await;
        // The sent bytes are on their way before the connection is closed.
        tokio::time::sleep(Duration::from_millis(20)).await;
        sender.abort(std::io::Error::other("cut off"));
    });
    Body::new(channel)
}

/// A body that takes this time.
fn slow(body: Bytes, time: Duration) -> Body {
    let (mut sender, channel) = Channel::<Bytes, Infallible>::new(1);
    tokio::spawn(async move {
        let length = body.len().div_ceil(PIECES).max(1);
        let pause = time.checked_div(u32::try_from(PIECES).unwrap_or(1));
        for piece in body.chunks(length) {
            tokio::time::sleep(pause.unwrap_or_default()).await;
            if sender.send_data(body.slice_ref(piece)).await.is_err() {
                return;
            }
        }
    });
    Body::new(channel)
}

impl MockState {
    /// The answer to a request, from the service that is recorded or from the mock.
    async fn answer(&self, request: http::Request<Bytes>) -> Answer {
        let answer = self.mock.exchange(request.clone());
        if let Some(recorder) = &self.recorder {
            let recorder = Arc::clone(recorder);
            let redaction = self.redaction.clone();
            let asked =
                tokio::task::spawn_blocking(move || recorder.exchange(request, answer, &redaction));
            return asked
                .await
                .unwrap_or_else(|_| super::record::unanswered("the recorder has failed"));
        }
        match self.broken {
            Some(broken) => answer.broken_as(&broken.reply()),
            None => answer,
        }
    }
}
