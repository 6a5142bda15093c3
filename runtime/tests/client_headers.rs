//! Headers that are made when a call is sent: they are written apart from the Body, and the provider is asked once per
//! attempt.
#![cfg(feature = "client")]

mod service;

use service::{Credentials, RequestHeaders, enabled_reply, fault_reply, is_enabled};
use soap_runtime::transport::{BoxFuture, MockResponse, MockTransport};
use soap_runtime::{
    CallContext, CallOptions, Client, Error, HeaderProvider, Headers, RawElement,
    RawHeaderProvider, RequestContext,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Sends a ticket, and sends every failed call a second time.
struct Tickets;

impl Tickets {
    fn get(&self) -> Headers {
        Headers::of(RequestHeaders {
            application_token: None,
            credentials: Some(Credentials {
                ticket: Some("7T:x".into()),
            }),
        })
    }
}

impl HeaderProvider for Tickets {
    fn headers<'a>(&'a self, _: &'a CallContext) -> BoxFuture<'a, Result<Headers, Error>> {
        Box::pin(async { Ok(self.get()) })
    }
    fn headers_blocking(&self, _: &CallContext) -> Result<Headers, Error> {
        Ok(self.get())
    }
    fn should_retry(&self, _: &CallContext, _: &Error, _: &Headers) -> bool {
        true
    }
}

/// A header with a different number in each message. Its content looks like the Body of an envelope.
#[derive(Default)]
struct Numbered(AtomicU32);

impl RawHeaderProvider for Numbered {
    fn headers(&self, _: &RequestContext<'_>) -> Result<Vec<RawElement>, Error> {
        let number = self.0.fetch_add(1, Ordering::SeqCst);
        let xml = format!(
            "<h xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{number}</s:Body></h>"
        );
        Ok(vec![RawElement::parse(&xml).expect("well-formed")])
    }
}

fn client(mock: &MockTransport, extra: &Arc<Numbered>, with_source: bool) -> Client {
    let client =
        Client::blocking("http://example.invalid/", mock.clone()).with_raw_headers(extra.clone());
    match with_source {
        true => client.with_options(CallOptions::new().with_header_provider(Tickets)),
        false => client,
    }
}

fn number_of(message: &str) -> String {
    let envelope = RawElement::parse(message).expect("well-formed");
    let [header, body] = &envelope.children()[..] else {
        panic!("a Header and a Body: {message}")
    };
    let names = |of: &RawElement| -> Vec<String> {
        of.children()
            .iter()
            .map(|child| child.name().local.to_string())
            .collect()
    };
    assert_eq!(names(body), ["IsEnabled"], "{message}");
    let extra = header.children().pop().expect("an extra header");
    extra.children()[0].text().expect("a number")
}

#[test]
fn a_header_may_hold_the_tag_of_a_body() {
    for with_source in [false, true] {
        let (mock, extra) = (MockTransport::new(), Arc::default());
        mock.respond(MockResponse::xml(enabled_reply()));
        is_enabled(&client(&mock, &extra, with_source))
            .wait()
            .expect("reply");
        let message = String::from_utf8(mock.requests()[0].body().to_vec()).expect("text");
        assert_eq!(number_of(&message), "0");
        assert_eq!(extra.0.load(Ordering::SeqCst), 1, "asked once");
    }
}

#[test]
fn each_attempt_sends_headers_of_its_own() {
    let (mock, extra) = (MockTransport::new(), Arc::default());
    mock.respond(MockResponse::xml(fault_reply()).status(500))
        .respond(MockResponse::xml(enabled_reply()));
    is_enabled(&client(&mock, &extra, true))
        .wait()
        .expect("reply");
    let numbers: Vec<String> = mock
        .requests()
        .iter()
        .map(|request| number_of(std::str::from_utf8(request.body()).expect("text")))
        .collect();
    assert_eq!(numbers, ["0", "1"]);
    assert_eq!(extra.0.load(Ordering::SeqCst), 2);
}
