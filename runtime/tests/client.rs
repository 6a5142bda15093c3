//! The client over a mock: what goes out, headers, hooks, retries, errors, and what is never shown.
#![cfg(feature = "client")]

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
    Call, CallContext, CallOptions, Client, Error, ErrorDetails, HeaderProvider, Headers,
    HttpReason, Interceptor, Redaction, Response,
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
    let reply: Response<EnabledResponse, ResponseHeaders> = client
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
        fn member(&self, index: usize) -> Option<&dyn v1::Place> {
            (index == 0).then_some(&self.0)
        }
        fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Place> {
            (index == 0).then_some(&mut self.0)
        }
    }
    /// Headers of something else altogether.
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
        fn member(&self, index: usize) -> Option<&dyn v1::Place> {
            (index == 0).then_some(&self.0)
        }
        fn member_mut(&mut self, _: usize) -> Option<&mut dyn v1::Place> {
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
        "CustomerService.IsEnabled: this client's transport is asynchronous: await the call"
    );
    assert_eq!(
        block_on(is_enabled(&Client::blocking(URL, Refuses)))
            .unwrap_err()
            .to_string(),
        "CustomerService.IsEnabled: this client's transport is blocking: use wait()"
    );
    assert_eq!(
        is_enabled(&Client::blocking(URL, mock))
            .wait()
            .unwrap_err()
            .to_string(),
        "CustomerService.IsEnabled: the mock transport has no reply left"
    );

    let ready = || {
        Call::<EnabledResponse, ResponseHeaders>::ready(Ok(Response::new(EnabledResponse {
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
    is_enabled(&client.with_options(CallOptions {
        timeout: Some(Duration::from_secs(5)),
        read: Some(read),
        ..CallOptions::default()
    }))
    .wait()
    .unwrap();
    is_enabled(&client.with_options(CallOptions {
        timeout: Some(Duration::MAX),
        ..CallOptions::default()
    }))
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

#[derive(Default)]
struct Log(Mutex<Vec<String>>);

impl Interceptor for Log {
    fn before(&self, call: &CallContext, request: &http::Request<Bytes>) {
        self.0.lock().unwrap().push(format!(
            "> {} {} {}",
            call.operation.name,
            call.attempt,
            request.body().len()
        ));
    }
    fn after(&self, call: &CallContext, response: Result<&http::Response<Bytes>, &TransportError>) {
        let what = response.map_or_else(
            |error| error.to_string(),
            |response| response.body().len().to_string(),
        );
        self.0
            .lock()
            .unwrap()
            .push(format!("< {} {} {what}", call.operation.name, call.attempt));
    }
}

#[test]
fn hooks_see_the_exact_bytes() {
    let mock = mock([ok()]);
    mock.fail(TransportError::new(TransportErrorKind::Closed, "gone"));
    let log = Arc::new(Log::default());
    let client = Client::blocking(URL, mock.clone()).with_options(CallOptions {
        interceptors: vec![log.clone()],
        ..CallOptions::default()
    });
    is_enabled(&client).wait().unwrap();
    is_enabled(&client).wait().unwrap_err();
    let length = sent(&mock, 0).len();
    let seen = log.0.lock().unwrap().clone();
    assert_eq!(
        seen,
        [
            format!("> IsEnabled 1 {length}"),
            format!("< IsEnabled 1 {}", enabled_reply().len()),
            format!("> IsEnabled 1 {length}"),
            "< IsEnabled 1 gone".into()
        ]
    );
}

/// Gives tickets, and a new one once after a failure of the service.
#[derive(Default)]
struct Tickets(Mutex<u32>);

impl Tickets {
    fn next(&self) -> Headers {
        let mut count = self.0.lock().unwrap();
        *count += 1;
        Headers::of(RequestHeaders {
            application_token: Some("from the source".into()),
            credentials: Some(Credentials {
                ticket: Some(format!("7T:ticket-{count}")),
            }),
        })
    }
}

impl HeaderProvider for Tickets {
    fn headers<'a>(&'a self, _: &'a CallContext) -> BoxFuture<'a, Result<Headers, Error>> {
        Box::pin(async { Ok(self.next()) })
    }
    fn headers_blocking(&self, _: &CallContext) -> Result<Headers, Error> {
        Ok(self.next())
    }
    fn should_retry(&self, _: &CallContext, error: &Error, _: &Headers) -> bool {
        error.service::<service::ExceptionInfo>().is_some()
    }
}

fn refusal() -> MockResponse {
    let header = format!(
        "<ExceptionInfo xmlns=\"{NS}\"><Message>ticket 7T:ticket-1 has expired</Message></ExceptionInfo>"
    );
    MockResponse::xml(envelope(
        &header,
        "<IsEnabledResponse><Response>false</Response></IsEnabledResponse>",
    ))
}

#[test]
fn headers_from_a_source_and_one_retry() {
    for awaited in [false, true] {
        let mock = mock([refusal(), ok(), refusal(), refusal(), ok()]);
        let log = Arc::new(Log::default());
        let own = RequestHeaders {
            application_token: Some("own".into()),
            credentials: None,
        };
        let client = Client::blocking(URL, mock.clone())
            .with_options(CallOptions {
                header_provider: Some(Arc::new(Tickets::default())),
                interceptors: vec![log.clone()],
                ..CallOptions::default()
            })
            .with_headers(own);
        let call = |client: &Client| {
            if awaited {
                block_on(is_enabled(client))
            } else {
                is_enabled(client).wait()
            }
        };
        // Refused, then done: nothing is left of the first reply.
        let reply = call(&client).unwrap();
        assert_eq!(
            (reply.body.response, reply.headers.exception_info.is_none()),
            (Some(true), true)
        );
        // Refused twice: no third time.
        let error = call(&client).unwrap_err();
        assert_eq!(
            error.to_string(),
            "CustomerService.IsEnabled: ticket 7T:ticket-1 has expired"
        );
        assert_eq!(mock.responses_left(), 1);
        for (index, ticket) in [(0, 1), (1, 2), (2, 3), (3, 4)] {
            let message = sent(&mock, index);
            assert!(
                message.contains(&format!("<s:Header><ApplicationToken>own</ApplicationToken><Credentials><Ticket>7T:ticket-{ticket}</Ticket></Credentials></s:Header><s:Body><IsEnabled><Name>x</Name></IsEnabled></s:Body>")),
                "{message}"
            );
        }
        let attempts: Vec<String> = log
            .0
            .lock()
            .unwrap()
            .iter()
            .filter(|line| line.starts_with('>'))
            .map(|line| line[..13].to_owned())
            .collect();
        assert_eq!(
            attempts,
            [
                "> IsEnabled 1",
                "> IsEnabled 2",
                "> IsEnabled 1",
                "> IsEnabled 2"
            ]
        );
    }
}

#[test]
fn what_an_error_holds() {
    let service_failure = envelope(
        &format!(
            "<ExceptionInfo xmlns=\"{NS}\"><Message>m</Message></ExceptionInfo><Succeeded xmlns=\"{NS}\">false</Succeeded>"
        ),
        "<IsEnabledResponse/>",
    );
    let fault = fault_reply().replace(
        "<s:Header>",
        &format!("<s:Header><Succeeded xmlns=\"{NS}\">false</Succeeded>"),
    );
    let call = |reply: MockResponse| {
        is_enabled(&Client::blocking(URL, mock([reply])))
            .wait()
            .unwrap_err()
    };

    let error = call(MockResponse::xml(service_failure.clone()));
    assert!(matches!(error.details(), ErrorDetails::Service(service) if service.message() == "m"));
    assert_eq!(
        error
            .service::<service::ExceptionInfo>()
            .unwrap()
            .message
            .as_deref(),
        Some("m")
    );
    assert_eq!(
        error.headers::<ResponseHeaders>().unwrap().succeeded,
        Some(false)
    );
    assert_eq!(error.raw().unwrap(), service_failure.as_bytes());
    assert_eq!(error.operation(), Some(("CustomerService", "IsEnabled")));

    let error = call(MockResponse::xml(fault.clone()).status(500));
    assert_eq!(error.as_fault().unwrap().reason(), "no");
    assert_eq!(
        error.headers::<ResponseHeaders>().unwrap().succeeded,
        Some(false)
    );
    assert_eq!(error.raw().unwrap(), fault.as_bytes());
    assert_eq!(error.to_string(), "CustomerService.IsEnabled: Sender: no");

    let error = call(MockResponse::xml(
        enabled_reply().replace(">true</Response>", ">maybe</Response>"),
    ));
    let ErrorDetails::Decode(decode) = error.details() else {
        panic!("{error:?}")
    };
    assert_eq!(decode.path(), "/Envelope/Body/IsEnabledResponse/Response");
    assert!(error.to_string().starts_with("CustomerService.IsEnabled: \"maybe\" is not an xs:boolean at /Envelope/Body/IsEnabledResponse/Response (byte "), "{error}");

    let error = call(
        MockResponse::empty(401)
            .body(vec![b'x'; 100_000])
            .header("content-type", "text/html"),
    );
    let ErrorDetails::Http(http) = error.details() else {
        panic!("{error:?}")
    };
    assert_eq!(
        (
            http.status.as_u16(),
            http.content_type.as_deref(),
            http.body.len(),
            &http.reason
        ),
        (401, Some("text/html"), 64 << 10, &HttpReason::Status)
    );
    assert_eq!(error.raw().unwrap().len(), 100_000);

    let error = update(&Client::blocking(URL, mock([])).with_options(CallOptions {
        http_headers: http::HeaderMap::new(),
        ..CallOptions::default()
    }))
    .wait()
    .unwrap_err();
    assert!(
        matches!(error.details(), ErrorDetails::Transport(error) if error.kind() == TransportErrorKind::Other)
            && error.raw().is_none()
    );
}

#[test]
fn a_hook_of_ones_own_for_reply_headers() {
    let client = Client::blocking(
        URL,
        mock([MockResponse::xml(
            enabled_reply().replace(">true</Succeeded>", ">false</Succeeded>"),
        )]),
    )
    .with_options(CallOptions {
        error_header: Some(Arc::new(|headers| {
            let headers = headers.downcast_ref::<ResponseHeaders>()?;
            (headers.succeeded == Some(false))
                .then(|| soap_runtime::ServiceError::new("it has not succeeded", ()))
        })),
        ..CallOptions::default()
    });
    assert_eq!(
        is_enabled(&client).wait().unwrap_err().to_string(),
        "CustomerService.IsEnabled: it has not succeeded"
    );
}

/// Everything that can be printed of a call whose secrets come back in every place.
#[test]
fn secrets_are_not_shown() {
    let echo = format!("<Ticket>{TICKET}</Ticket> {TICKET} <a Password=\"{TOKEN}\"/>");
    let replies = [
        MockResponse::xml(envelope("", &format!("<s:Fault><faultcode>s:Client</faultcode><faultstring>{TICKET} is no good with {TOKEN}</faultstring><detail>{echo}</detail></s:Fault>"))).status(500),
        MockResponse::xml(envelope(&format!("<ExceptionInfo xmlns=\"{NS}\"><Message>{TICKET} is no good</Message></ExceptionInfo>"), &format!("<IsEnabledResponse>{echo}</IsEnabledResponse>"))),
        MockResponse::xml(envelope("", &format!("<IsEnabledResponse><Response>{TICKET}</Response></IsEnabledResponse>"))),
        MockResponse::xml(envelope(&format!("<Ticket>{TICKET}</Ticket>"), &format!("<IsEnabledResponse><Ticket>{TICKET}</Ticket><Response>{TICKET}"))),
        MockResponse::empty(500).body(format!("<html>{echo}</html>")).header("content-type", "text/html"),
        MockResponse::empty(200).body(format!("{TICKET}{TOKEN}")).header("content-type", TICKET),
        MockResponse::empty(302).header("location", &format!("http://{TICKET}@h/")),
        MockResponse::xml(enabled_reply()).header("set-cookie", TICKET),
    ];
    let count = replies.len();
    let mock = mock(replies);
    mock.fail(TransportError::new(
        TransportErrorKind::Other,
        format!("sending {TICKET} failed"),
    ));
    let mut authorization = http::HeaderMap::new();
    authorization.insert("authorization", TICKET.parse().unwrap());
    let client = Client::blocking(URL, mock.clone()).with_options(CallOptions {
        headers: Headers::of(headers(TICKET)),
        http_headers: authorization,
        ..CallOptions::default()
    });

    let mut printed = vec![
        format!("{client:?}"),
        format!("{:?}", client.options()),
        format!("{:?}", is_enabled(&client)),
        format!("{mock:?}"),
        format!("{:?}", Redaction::default().value(TICKET)),
    ];
    for _ in 0..=count {
        match is_enabled(&client).wait() {
            Ok(reply) => printed.push(format!("{reply:?}")),
            Err(error) => {
                printed.extend([
                    error.to_string(),
                    format!("{error:?}"),
                    format!("{error:#?}"),
                ]);
                assert!(
                    error.to_string().contains("***")
                        || matches!(
                            error.details(),
                            ErrorDetails::Http(_) | ErrorDetails::Decode(_)
                        ),
                    "{error}"
                );
            }
        }
    }
    for text in &printed {
        for secret in [TICKET, TOKEN, "s3cr3t"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
    assert_eq!(printed.len(), 5 + 1 + 3 * count);
    assert!(sent(&mock, 0).contains(TICKET));
}
