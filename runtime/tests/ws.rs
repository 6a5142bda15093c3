//! Headers of WS-Security and WS-Addressing: they are sent only if switched on, after those of the contract, and each
//! message gets new ones.
#![cfg(feature = "ws-security")]

use soap_runtime::__private::v1;
use soap_runtime::transport::MockTransport;
use soap_runtime::ws::{Addressing, Security};
use soap_runtime::{Call, CallOptions, Client, ErrorKind, RawElement};
use std::time::Duration;

static BODY: v1::Member = v1::element("", "ping", "<ping>", "</ping>", v1::REQUIRED);
static PING: v1::Operation = v1::Operation {
    name: "ping",
    service: "Service",
    soap_action: "urn:ping?a&b",
    input: Some(&BODY),
    output: Some(&BODY),
    ..v1::Operation::EMPTY
};
static PING_12: v1::Operation = v1::Operation {
    version: v1::SoapVersion::Soap12,
    ..PING_11
};
const PING_11: v1::Operation = v1::Operation {
    name: "ping",
    service: "Service",
    soap_action: "urn:ping",
    input: Some(&BODY),
    output: Some(&BODY),
    ..v1::Operation::EMPTY
};

fn client(transport: MockTransport) -> Client {
    Client::new("https://example.invalid/a?b=c&d", transport)
}

fn switched_on() -> CallOptions {
    CallOptions::new()
        .with_raw_headers(
            RawElement::parse("<k:Key xmlns:k=\"urn:keys\">1</k:Key>").expect("element"),
        )
        .with_raw_headers(Security::digest("user", "hush").with_timestamp(Duration::from_secs(60)))
        .with_raw_headers(Addressing::new())
}

fn sent(client: &Client, operation: &'static v1::Operation) -> String {
    let request = client.request(operation, &String::new()).expect("request");
    String::from_utf8(request.body().to_vec()).expect("text")
}

fn header(message: &str, name: &str) -> RawElement {
    let envelope = RawElement::parse(message).expect("well-formed");
    let header = envelope.children().into_iter().next().expect("header");
    let found = header
        .children()
        .into_iter()
        .find(|one| &*one.name().local == name);
    found.unwrap_or_else(|| panic!("{name} in {message}"))
}

#[test]
fn off_unless_switched_on() {
    assert!(!sent(&client(MockTransport::new()), &PING).contains("Header"));
}

#[test]
fn on() {
    let client = client(MockTransport::new()).with_options(switched_on());
    let (first, second) = (sent(&client, &PING), sent(&client, &PING));
    assert!(!first.contains("hush"));
    assert_ne!(
        first, second,
        "each message has its own nonce and MessageID"
    );
    let text = |name| header(&first, name).text().expect("text");
    assert_eq!(text("Key"), "1");
    assert_eq!(text("Action"), "urn:ping?a&b");
    assert_eq!(text("To"), "https://example.invalid/a?b=c&d");
    assert!(text("MessageID").starts_with("urn:uuid:"));
    assert_eq!(header(&first, "Security").children().len(), 2);
    let soap12 = "http://www.w3.org/2003/05/soap-envelope";
    let message = sent(&client, &PING_12);
    assert!(
        header(&message, "Action")
            .attribute(soap12, "mustUnderstand")
            .is_some()
    );
}

const REPLY: &str = r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><a:Action xmlns:a="http://www.w3.org/2005/08/addressing" s:mustUnderstand="1">urn:pong</a:Action></s:Header><s:Body><ping>x</ping></s:Body></s:Envelope>"#;

#[tokio::test]
async fn headers_of_replies_are_understood_where_switched_on() {
    let transport = || {
        let transport = MockTransport::new();
        transport.respond(soap_runtime::transport::MockResponse::xml(REPLY));
        transport
    };
    let call: Call<String, ()> = client(transport()).call(&PING, &String::new());
    let error = call.await.expect_err("must be understood");
    assert_eq!(error.kind(), ErrorKind::Decode);
    let client = client(transport()).with_options(switched_on());
    let call: Call<String, ()> = client.call(&PING, &String::new());
    let reply = call.await.expect("reply");
    assert_eq!(reply.body, "x");
    assert_eq!(reply.unknown_headers.len(), 1);
}

/// An empty Action says nothing, and WS-Addressing forbids it.
#[test]
fn an_operation_without_action_is_not_sent() {
    static NAMELESS: v1::Operation = v1::Operation {
        name: "ping",
        service: "Service",
        input: Some(&BODY),
        ..v1::Operation::EMPTY
    };
    static STATED: v1::Operation = v1::Operation {
        name: "ping",
        service: "Service",
        soap_action: "urn:ping",
        input: Some(&BODY),
        actions: Some(&v1::Actions {
            input: "urn:stated",
            output: "",
            faults: &[],
        }),
        ..v1::Operation::EMPTY
    };
    let addressed = |addressing: Addressing| {
        client(MockTransport::new()).with_options(CallOptions::new().with_raw_headers(addressing))
    };
    let request = |client: &Client| client.request(&NAMELESS, &String::new());
    let error = request(&addressed(Addressing::new())).expect_err("no action");
    assert!(error.is_not_sent());
    assert_eq!(
        error.to_string(),
        "Service.ping: the operation has no action: give one with Addressing::with_action"
    );
    assert!(request(&addressed(Addressing::new().with_action(" "))).is_err());
    assert!(request(&addressed(Addressing::new().with_action("urn:a"))).is_ok());
    let message = sent(&addressed(Addressing::new()), &STATED);
    assert_eq!(
        header(&message, "Action").text().as_deref(),
        Some("urn:stated")
    );
}

/// A response of a service that says which message it answers.
fn related(related: &str) -> String {
    REPLY.replace("</s:Header>", &format!("{related}</s:Header>"))
}

const RELATES_TO: &str = "<a:RelatesTo xmlns:a=\"http://www.w3.org/2005/08/addressing\">";

/// Answers each request with the headers that `answer` makes of its MessageID.
fn answering(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> MockTransport {
    MockTransport::answering(move |request| {
        let request = String::from_utf8_lossy(request.body()).into_owned();
        let id = header(&request, "MessageID").text().expect("an id");
        let response = related(&answer(&id));
        Ok(soap_runtime::transport::MockResponse::xml(response))
    })
}

#[test]
fn a_response_to_another_request_is_refused() {
    let call = |transport: MockTransport, headers: Addressing| {
        let options = CallOptions::new().with_raw_headers(headers);
        let call: Call<String, ()> = client(transport)
            .with_options(options)
            .call(&PING, &String::new());
        call.wait().map(|response| response.body)
    };
    let right = |id: &str| format!("{RELATES_TO}\n {id} </a:RelatesTo>");
    let wrong = |_: &str| format!("{RELATES_TO}urn:uuid:0</a:RelatesTo>");
    // Another relationship than that of a response says nothing of it.
    let other = |_: &str| {
        let tag = RELATES_TO.replace('>', " RelationshipType=\"urn:about\">");
        format!("{tag}urn:uuid:0</a:RelatesTo>")
    };
    let none = |_: &str| String::new();
    let refused = |result: Result<String, soap_runtime::Error>, text: &str| {
        let error = result.expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Rejected);
        assert!(error.to_string().contains(text), "{error}");
        assert!(error.raw().is_some());
    };
    assert_eq!(
        call(answering(right), Addressing::new()).expect("ours"),
        "x"
    );
    refused(
        call(answering(wrong), Addressing::new()),
        "for another request",
    );
    assert!(call(answering(none), Addressing::new()).is_ok());
    assert!(call(answering(other), Addressing::new()).is_ok());
    let strict = || Addressing::new().require_relates_to();
    assert!(call(answering(right), strict()).is_ok());
    refused(call(answering(none), strict()), "no wsa:RelatesTo");
    refused(call(answering(other), strict()), "no wsa:RelatesTo");

    // One of several relationships is that of the response.
    let both =
        |id: &str| format!("{RELATES_TO}urn:uuid:0</a:RelatesTo>{RELATES_TO}{id}</a:RelatesTo>");
    assert!(call(answering(both), strict()).is_ok());
    let two = |_: &str| {
        RELATES_TO.to_owned() + "urn:uuid:0</a:RelatesTo>" + RELATES_TO + "urn:uuid:1</a:RelatesTo>"
    };
    refused(
        call(answering(two), Addressing::new()),
        "for another request",
    );
    // Types: the address of 1.0, the name of 2004, and what only looks like it.
    let typed = |kind: &'static str, is_reply: bool| {
        let header = move |_: &str| {
            let tag = RELATES_TO.replace('>', &format!(" RelationshipType=\"{kind}\">"));
            format!("{tag}urn:uuid:0</a:RelatesTo>")
        };
        let result = call(answering(header), Addressing::new());
        assert_eq!(result.is_err(), is_reply, "{kind}");
    };
    typed("http://www.w3.org/2005/08/addressing/reply", true);
    typed("a:Reply", true);
    typed("urn:a:Reply", false);
    typed("b:Reply", false);
    typed("Reply", false);
}

#[test]
fn an_endpoint_that_a_service_has_named() {
    let endpoint = RawElement::parse(
        "<r xmlns:a=\"http://www.w3.org/2005/08/addressing\"><a:Address> http://camera/events </a:Address><a:ReferenceParameters><id xmlns=\"urn:camera\">7</id><n:n xmlns:n=\"urn:camera\" n:IsReferenceParameter='>' a:IsReferenceParameter = 'false'/><m xmlns=\"urn:camera\" a:IsReferenceParameter=\"1\"/></a:ReferenceParameters></r>",
    )
    .expect("element");
    let with = |headers: Addressing| {
        let options = CallOptions::new().with_raw_headers(headers);
        sent(&client(MockTransport::new()).with_options(options), &PING)
    };
    let message = with(
        Addressing::new()
            .with_endpoint(&endpoint)
            .expect("an address"),
    );
    assert_eq!(
        header(&message, "To").text().as_deref(),
        Some("http://camera/events")
    );
    let id = header(&message, "id");
    let wsa = "http://www.w3.org/2005/08/addressing";
    assert_eq!(id.text().as_deref(), Some("7"));
    assert_eq!(
        id.attribute(wsa, "IsReferenceParameter").as_deref(),
        Some("true")
    );
    // One that says that it is none is one all the same (SOAP Binding, section 3.2).
    let other = header(&message, "n");
    assert_eq!(
        other.attribute(wsa, "IsReferenceParameter").as_deref(),
        Some("true")
    );
    assert_eq!(
        other
            .attribute("urn:camera", "IsReferenceParameter")
            .as_deref(),
        Some(">")
    );
    let marked = header(&message, "m").attribute(wsa, "IsReferenceParameter");
    assert_eq!(marked.as_deref(), Some("1"));
    let nameless = RawElement::parse("<r/>").expect("element");
    assert!(Addressing::new().with_endpoint(&nameless).is_err());

    let message = with(Addressing::new().without_reply());
    let reply_to = header(&message, "ReplyTo").children();
    let none = "http://www.w3.org/2005/08/addressing/none";
    assert_eq!(reply_to[0].text().as_deref(), Some(none));
    assert!(!with(Addressing::august_2004().without_reply()).contains("ReplyTo"));
}
