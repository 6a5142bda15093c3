//! The client over a mock: requests, headers, interceptors, retries, errors, and secrets.
#![cfg(feature = "client")]

mod changing;
mod errors;
mod interceptors;
#[path = "../service/mod.rs"]
mod service;

use bytes::Bytes;
use service::{
    Credentials, Enabled, EnabledResponse, IS_ENABLED, IS_ENABLED_12, NS, RequestHeaders,
    ResponseHeaders, enabled_reply, envelope, fault_reply, is_enabled, update,
};
use soap_runtime::__private::v1;
use soap_runtime::transport::{
    BlockingTransport, BoxFuture, MockResponse, MockTransport, Transport, TransportError,
    TransportErrorKind,
};
use soap_runtime::{
    Call, CallContext, CallOptions, Client, Error, ErrorDetails, ErrorKind, HeaderProvider,
    Headers, HttpReason, Observer, Redaction, Reply,
};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const URL: &str = "http://example.invalid/a.svc";
const TICKET: &str = "7T:s3cr3t-ticket";
const TOKEN: &str = "app-t0ken";

fn headers(ticket: &str) -> RequestHeaders {
    RequestHeaders {
        application_token: Some(TOKEN.into()),
        credentials: Some(Credentials {
            ticket: Some(ticket.into()),
        }),
    }
}

fn mock(replies: impl IntoIterator<Item = MockResponse>) -> MockTransport {
    let mock = MockTransport::new();
    for reply in replies {
        mock.respond(reply);
    }
    mock
}

fn ok() -> MockResponse {
    MockResponse::xml(enabled_reply())
}

fn sent(mock: &MockTransport, index: usize) -> String {
    String::from_utf8(mock.requests()[index].body().to_vec()).unwrap()
}

fn block_on<T>(call: impl IntoFuture<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(call.into_future())
}

#[test]
fn types_are_what_they_promise() {
    fn shared<T: Clone + Send + Sync + std::fmt::Debug>() {}
    fn error<T: std::error::Error + Send + Sync + 'static>() {}
    fn send<T: Send>() {}
    shared::<Client>();
    shared::<Headers>();
    shared::<CallOptions>();
    error::<Error>();
    error::<TransportError>();
    send::<Call<EnabledResponse, ResponseHeaders>>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

#[test]
fn both_versions_on_the_wire() {
    let client = Client::without_transport(URL).with_headers(headers("7T:a&b"));
    let request = client
        .request(
            &IS_ENABLED,
            &Enabled {
                name: Some("<x>".into()),
            },
        )
        .unwrap();
    let fields: Vec<(&str, &str)> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .filter(|(name, _)| *name != "accept-encoding")
        .collect();
    assert_eq!(
        (
            request.method().as_str(),
            request.uri().to_string().as_str()
        ),
        ("POST", URL)
    );
    assert_eq!(
        fields,
        [
            ("content-type", "text/xml; charset=utf-8"),
            ("soapaction", "\"urn:test/IsEnabled\""),
            ("accept", "text/xml"),
            (
                "user-agent",
                concat!("soap-runtime/", env!("CARGO_PKG_VERSION"))
            ),
        ]
    );
    assert_eq!(
        String::from_utf8(request.body().to_vec()).unwrap(),
        format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"{}><s:Header><ApplicationToken>{TOKEN}</ApplicationToken><Credentials><Ticket>7T:a&amp;b</Ticket></Credentials></s:Header><s:Body><IsEnabled><Name>&lt;x&gt;</Name></IsEnabled></s:Body></s:Envelope>",
            service::DECLARATIONS
        )
    );
    let request = client.request(&IS_ENABLED_12, &Enabled::default()).unwrap();
    let fields: Vec<(&str, &str)> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .filter(|(name, _)| name.starts_with(['c', 's']) || *name == "accept")
        .collect();
    assert_eq!(
        fields,
        [
            (
                "content-type",
                "application/soap+xml; charset=utf-8; action=\"urn:test/IsEnabled\""
            ),
            ("accept", "application/soap+xml")
        ]
    );
}

#[test]
fn without_a_transport() {
    let client = Client::without_transport(URL);
    let reply: Reply<EnabledResponse, ResponseHeaders> = client
        .decode(
            &IS_ENABLED,
            http::Response::new(Bytes::from(enabled_reply())),
        )
        .unwrap();
    assert_eq!(
        (reply.body.response, reply.headers.succeeded),
        (Some(true), Some(true))
    );
    assert_eq!(
        is_enabled(&client).wait().unwrap_err().to_string(),
        "CustomerService.IsEnabled: this client has no transport: it only encodes and decodes"
    );
}

#[test]
fn endpoints() {
    for (url, message) in [
        ("", "CustomerService.IsEnabled: the endpoint \"\" is no URL"),
        (
            "a.svc",
            "CustomerService.IsEnabled: the endpoint \"a.svc\" is no absolute http or https URL",
        ),
        (
            "http://user:pass@h/",
            "CustomerService.IsEnabled: the endpoint \"http://h/\" holds credentials: put them in an Authorization header",
        ),
    ] {
        let error = is_enabled(&Client::blocking(url, MockTransport::new()))
            .wait()
            .unwrap_err();
        assert_eq!(error.to_string(), message);
        assert!(error.is_not_sent());
    }
    let debug = format!(
        "{:?}",
        Client::blocking("http://user:pass@h/x?key=secret", MockTransport::new())
    );
    assert!(
        !debug.contains("pass") && !debug.contains("secret") && debug.contains("http://h/x"),
        "{debug}"
    );
}

#[test]
fn headers_are_laid_over_each_other() {
    /// The headers of another service of the same contract.
    #[derive(Default)]
    struct OnlyToken(Option<String>);
    static ONLY_TOKEN: v1::Struct = v1::Struct::new(
        v1::Name {
            namespace: NS,
            local: "OnlyToken",
        },
        &[v1::element(
            NS,
            "ApplicationToken",
            "<ApplicationToken>",
            "</ApplicationToken>",
            0,
        )],
    );
    impl v1::Complex for OnlyToken {
        fn descriptor(&self) -> &'static v1::Struct {
            &ONLY_TOKEN
        }
        fn member(&self, index: usize) -> Option<&dyn v1::Field> {
            (index == 0).then_some(&self.0)
        }
        fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Field> {
            (index == 0).then_some(&mut self.0)
        }
    }
    /// Headers of an unrelated contract.
    struct Other(Option<String>);
    static OTHER: v1::Struct = v1::Struct::new(
        v1::Name {
            namespace: "urn:other",
            local: "Other",
        },
        &[v1::element(
            "urn:other",
            "Ticket",
            "<o:Ticket>",
            "</o:Ticket>",
            0,
        )],
    );
    impl v1::Complex for Other {
        fn descriptor(&self) -> &'static v1::Struct {
            &OTHER
        }
        fn member(&self, index: usize) -> Option<&dyn v1::Field> {
            (index == 0).then_some(&self.0)
        }
        fn member_mut(&mut self, _: usize) -> Option<&mut dyn v1::Field> {
            None
        }
    }
    let mock = mock([ok(), ok(), ok(), ok()]);
    let bare = Client::blocking(URL, mock.clone());
    let full = bare.with_headers(headers("7T:1"));
    let other_ticket = RequestHeaders {
        application_token: None,
        credentials: Some(Credentials {
            ticket: Some("7T:2".into()),
        }),
    };
    for (client, header) in [
        (bare.clone(), ""),
        (
            full.clone(),
            "<s:Header><ApplicationToken>app-t0ken</ApplicationToken><Credentials><Ticket>7T:1</Ticket></Credentials></s:Header>",
        ),
        (
            full.with_headers(other_ticket),
            "<s:Header><ApplicationToken>app-t0ken</ApplicationToken><Credentials><Ticket>7T:2</Ticket></Credentials></s:Header>",
        ),
        (
            bare.with_headers(OnlyToken(Some("t".into())))
                .with_headers(Other(Some("not ours".into()))),
            "<s:Header><ApplicationToken>t</ApplicationToken></s:Header>",
        ),
    ] {
        is_enabled(&client).wait().unwrap();
        let message = sent(&mock, mock.requests().len() - 1);
        let start = message.find('>').unwrap() + 1;
        let end = message.find("<s:Body>").unwrap();
        assert_eq!(&message[start..end], header);
    }
}

#[test]
fn awaited_and_waited_for() {
    struct Never;
    impl Transport for Never {
        fn send(
            &self,
            _: http::Request<Bytes>,
        ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
            Box::pin(std::future::pending())
        }
    }
    struct Refuses;
    impl BlockingTransport for Refuses {
        fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
            Err(TransportError::new(TransportErrorKind::Connect, "no"))
        }
    }
    let mock = mock([ok(), ok(), ok(), ok()]);
    for client in [
        Client::new(URL, mock.clone()),
        Client::blocking(URL, mock.clone()),
    ] {
        assert_eq!(
            is_enabled(&client).wait().unwrap().body.response,
            Some(true)
        );
        assert_eq!(
            block_on(is_enabled(&client)).unwrap().body.response,
            Some(true)
        );
    }
    assert_eq!(mock.responses_left(), 0);
    assert_eq!(
        is_enabled(&Client::new(URL, Never))
            .wait()
            .unwrap_err()
            .to_string(),
        "CustomerService.IsEnabled: this client's transport has no blocking form (Transport::as_blocking): await the call"
    );
    assert_eq!(
        block_on(is_enabled(&Client::blocking(URL, Refuses)))
            .unwrap_err()
            .to_string(),
        "CustomerService.IsEnabled: no"
    );
    assert_eq!(
        is_enabled(&Client::blocking(URL, mock))
            .wait()
            .unwrap_err()
            .to_string(),
        "CustomerService.IsEnabled: the mock transport has no reply left"
    );

    let ready = || {
        Call::<EnabledResponse, ResponseHeaders>::ready(Ok(Reply::new(EnabledResponse {
            response: Some(false),
        })))
    };
    assert_eq!(ready().wait().unwrap().body.response, Some(false));
    assert_eq!(block_on(ready()).unwrap().body.response, Some(false));
    assert_eq!(
        block_on(Call::from_future(async move { ready().await }))
            .unwrap()
            .body
            .response,
        Some(false)
    );
}

#[test]
fn limits_reach_the_transport() {
    use soap_runtime::transport::SendLimits;
    let mock = mock([ok(), ok(), ok()]);
    let client = Client::blocking(URL, mock.clone());
    let mut read = soap_runtime::xml::ReadOptions::default();
    read.limits.message = 100_000;
    is_enabled(&client).wait().unwrap();
    is_enabled(
        &client.with_options(
            CallOptions::new()
                .with_timeout(Duration::from_secs(5))
                .with_read(read),
        ),
    )
    .wait()
    .unwrap();
    is_enabled(&client.with_options(CallOptions::new().with_timeout(Duration::MAX)))
        .wait()
        .unwrap();
    let limits: Vec<_> = mock
        .requests()
        .iter()
        .map(SendLimits::of)
        .map(|limits| (limits.timeout, limits.response_bytes))
        .collect();
    assert_eq!(
        limits,
        [
            (Some(Duration::from_secs(100)), 64 << 20),
            (Some(Duration::from_secs(5)), 100_000),
            (None, 64 << 20)
        ]
    );
}
