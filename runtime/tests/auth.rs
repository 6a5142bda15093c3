//! Credentials of HTTP requests: what is sent, and when it is asked for again.
#![cfg(feature = "client")]

mod service;

use http::{HeaderName, HeaderValue};
use service::{enabled_reply, is_enabled};
use soap_runtime::transport::{MockResponse, MockTransport};
use soap_runtime::{Basic, Bearer, Client, ErrorKind};
use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

const URL: &str = "https://example.invalid/a.svc?apikey=q1-s3cret";

fn block_on<T>(call: impl IntoFuture<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(call.into_future())
}

fn authorizations(mock: &MockTransport) -> Vec<String> {
    let requests = mock.requests();
    let values = requests
        .iter()
        .map(|request| request.headers().get("authorization"));
    values
        .map(|value| value.map_or("", |value| value.to_str().unwrap()).to_owned())
        .collect()
}

#[test]
fn basic() {
    let mock = MockTransport::new();
    mock.respond(MockResponse::xml(enabled_reply()))
        .respond(MockResponse::empty(401));
    let client =
        Client::blocking(URL, mock.clone()).with_auth(Basic::new("Aladdin", "open sesame"));
    is_enabled(&client).wait().unwrap();
    let error = is_enabled(&client).wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Http);
    // RFC 7617, 2. A refusal is final.
    assert_eq!(
        authorizations(&mock),
        ["Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="; 2]
    );
    assert!(mock.requests()[0].headers()["authorization"].is_sensitive());
}

/// Gives `t0ken-1`, `t0ken-2` and so on.
fn bearers() -> (Bearer, Bearer, Arc<AtomicU32>) {
    let count = Arc::new(AtomicU32::new(0));
    let next = |count: &AtomicU32| format!("t0ken-{}", count.fetch_add(1, Ordering::SeqCst) + 1);
    let (first, second) = (count.clone(), count.clone());
    (
        Bearer::refreshed_by_blocking(move || Ok(next(&first))),
        Bearer::refreshed_by(move || {
            let token = next(&second);
            async move { Ok(token) }
        }),
        count,
    )
}

#[test]
fn a_token_is_fetched_once_and_again_after_a_refusal() {
    let (blocking, asynchronous, count) = bearers();
    let mock = MockTransport::new();
    let replies = || {
        mock.respond(MockResponse::xml(enabled_reply()))
            .respond(MockResponse::empty(401))
            .respond(MockResponse::xml(enabled_reply()))
            .respond(MockResponse::empty(401))
            .respond(MockResponse::empty(401));
    };
    replies();
    let client = Client::blocking(URL, mock.clone()).with_auth(blocking);
    is_enabled(&client).wait().unwrap();
    is_enabled(&client).wait().unwrap();
    assert_eq!(
        is_enabled(&client).wait().unwrap_err().kind(),
        ErrorKind::Http
    );
    let sent = ["1", "1", "2", "2", "3"].map(|number| format!("Bearer t0ken-{number}"));
    assert_eq!(authorizations(&mock), sent);

    replies();
    count.store(0, Ordering::SeqCst);
    let client = Client::new(URL, mock.clone()).with_auth(asynchronous);
    block_on(is_enabled(&client)).unwrap();
    block_on(is_enabled(&client)).unwrap();
    assert_eq!(
        block_on(is_enabled(&client)).unwrap_err().kind(),
        ErrorKind::Http
    );
    assert_eq!(authorizations(&mock)[5..], sent);
}

#[test]
fn no_token_no_call() {
    let mock = MockTransport::new();
    let failing = Bearer::refreshed_by_blocking(|| Err("the login page is down".into()));
    let error = is_enabled(&Client::blocking(URL, mock.clone()).with_auth(failing))
        .wait()
        .unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with(": no access token could be had: the login page is down"),
        "{error}"
    );
    assert_eq!(
        error.source().unwrap().to_string(),
        "the login page is down"
    );
    assert!(error.is_not_sent());

    let (_, asynchronous, _) = bearers();
    let error = is_enabled(&Client::blocking(URL, mock.clone()).with_auth(asynchronous))
        .wait()
        .unwrap_err();
    assert!(
        error.to_string().contains("Bearer::refreshed_by_blocking"),
        "{error}"
    );
    let bad = Client::blocking(URL, mock.clone()).with_auth(Bearer::new("a\nb-s3cret"));
    let error = is_enabled(&bad).wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(!format!("{error:?}").contains("s3cret"));
    assert!(mock.requests().is_empty());
}

#[test]
fn headers_of_the_users_own() {
    let mock = MockTransport::new();
    mock.respond(MockResponse::xml(enabled_reply()));
    let client = Client::blocking(URL, mock.clone())
        .with_http_header(
            HeaderName::from_static("x-tenant"),
            HeaderValue::from_static("a"),
        )
        .with_http_header(
            HeaderName::from_static("x-tenant"),
            HeaderValue::from_static("b"),
        )
        .with_http_header(
            HeaderName::from_static("x-trace"),
            HeaderValue::from_static("c"),
        );
    is_enabled(&client).wait().unwrap();
    let headers = mock.requests()[0].headers().clone();
    assert_eq!(
        (&headers["x-tenant"], &headers["x-trace"]),
        (
            &HeaderValue::from_static("b"),
            &HeaderValue::from_static("c")
        )
    );
    assert_eq!(headers.get_all("x-tenant").iter().count(), 1);
}
