//! Answers of the mock by conditions on the request, and answers that break clients.

use soap_dynamic::mock::{Delivery, Mock, MockReply, When};
use soap_dynamic::{Contract, Operation};
use soap_runtime::soap::{Fault, FaultCode};
use soap_runtime::transport::MockResponse;
use soap_runtime::xml::{DeviationKind, ReadOptions};
use soap_runtime::{CallOptions, Client, Error, ErrorKind, Replay};
use std::time::{Duration, Instant};
use wsdl_codegen::Options;

const SHOP: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../cli/tests/contracts/shop-1.wsdl"
);

fn mock() -> Mock {
    Mock::new(&Options {
        wsdl: vec![SHOP.into()],
        ..Options::default()
    })
    .expect("the contract is fine")
}

/// The note of the order that a call gets.
fn note(operation: &Operation, client: &Client, number: u32) -> Result<String, Error> {
    let request = operation.request_from_json(&format!("{{\"Number\": {number}}}"));
    let reply = operation
        .call(client, &request.expect("a request"))
        .wait()?;
    let json = operation.response(reply.body).to_json().expect("JSON");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    Ok(json["Order"]["Note"]
        .as_str()
        .unwrap_or_default()
        .to_owned())
}

fn order(note: &str) -> MockReply {
    MockReply::json(format!(
        r#"{{"Order": {{"@version": 1, "State": "Open", "Note": "{note}"}}}}"#
    ))
}

#[test]
fn the_first_condition_that_holds_counts() {
    let mock = mock();
    let add = |when, reply| {
        mock.answer_when("GetOrder", when, reply)
            .expect("an answer")
    };
    add(When::new(), order("any"));
    add(When::new().member("Number", "7"), order("seven"));
    add(When::new().member("Number", "7*"), order("seventy"));
    add(
        When::new()
            .member("Number", "8")
            .http_header("X-Tenant", "ac?e"),
        order("acme"),
    );
    add(When::new().soap_header("Token", "gold"), order("gold"));

    let contract = Contract::load(SHOP).expect("the contract is fine");
    let get = contract.operation("GetOrder").expect("it is there");
    let client = Client::blocking("http://localhost/", mock.transport());
    let of = |client: &Client, number| note(get, client, number).expect("a reply");
    assert_eq!(of(&client, 7), "seven");
    assert_eq!(of(&client, 71), "seventy");
    assert_eq!(of(&client, 8), "any");
    let tenant = |name: &'static str| {
        let options = CallOptions::new().with_http_header(
            "x-tenant".parse().expect("a name"),
            http::HeaderValue::from_static(name),
        );
        client.with_options(options)
    };
    assert_eq!(of(&tenant("acme"), 8), "acme");
    assert_eq!(of(&tenant("other"), 8), "any");
    let headers = get
        .headers_from_json(true, r#"{"Token": "gold"}"#)
        .expect("headers");
    let golden = client.with_options(CallOptions::new().with_headers(headers));
    assert_eq!(of(&golden, 9), "gold");
}

#[test]
fn each_condition_has_its_sequence() {
    let mock = mock();
    let seven = || When::new().member("Number", "7");
    for (when, note) in [
        (seven(), "one"),
        (When::new(), "a"),
        (seven(), "two"),
        (When::new(), "b"),
    ] {
        mock.answer_when("GetOrder", when, order(note))
            .expect("an answer");
    }
    let contract = Contract::load(SHOP).expect("the contract is fine");
    let get = contract.operation("GetOrder").expect("it is there");
    let client = Client::blocking("http://localhost/", mock.transport());
    let notes: Vec<String> = [7, 8, 7, 7, 8, 8]
        .iter()
        .map(|number| note(get, &client, *number).expect("a reply"))
        .collect();
    assert_eq!(notes, ["one", "a", "two", "two", "b", "b"]);
}

#[test]
fn a_condition_that_cannot_hold_is_refused() {
    let mock = mock();
    for (when, message) in [
        (
            When::new().member("Numbr", "7"),
            "there is no member Numbr in the request: did you mean Number?",
        ),
        (
            When::new().member("Number.x", "7"),
            "there is no member x in Number",
        ),
        (When::new().member("Number[", "7"), "a `]` is missing"),
        (When::new().soap_header("Tokn", "7"), "did you mean Token?"),
        (
            When::new().http_header("a b", "7"),
            "no name of an HTTP header",
        ),
    ] {
        let error = mock
            .answer_when("GetOrder", when, order("x"))
            .expect_err("refused");
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[test]
fn a_whole_request_is_a_condition() {
    let mock = mock();
    let envelope = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>\n\
        <x:GetOrder xmlns:x='urn:example:shop1'> <x:Number>7</x:Number> </x:GetOrder></e:Body></e:Envelope>";
    mock.answer_when("GetOrder", When::new().request(envelope), order("same"))
        .expect("an answer");
    let contract = Contract::load(SHOP).expect("the contract is fine");
    let get = contract.operation("GetOrder").expect("it is there");
    let client = Client::blocking("http://localhost/", mock.transport());
    // A request that is not recorded has no made-up answer.
    let error = note(get, &client, 8).expect_err("it was not recorded");
    let said = error.to_string();
    assert!(
        said.contains("the recorded request of GetOrder is another one"),
        "{said}"
    );
    let cancel = contract.operation("Cancel").expect("it is there");
    let request = cancel
        .request_from_json(r#"{"Number": 7}"#)
        .expect("a request");
    let error = cancel
        .call(&client, &request)
        .wait()
        .expect_err("it was not recorded");
    let said = error.to_string();
    assert!(said.contains("no request of Cancel is recorded"), "{said}");

    mock.answer_when("GetOrder", When::new(), order("other"))
        .expect("an answer");
    assert_eq!(note(get, &client, 7).expect("a reply"), "same");
    assert_eq!(note(get, &client, 8).expect("a reply"), "other");

    // The same without the contract.
    let reply = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><GetOrderResponse xmlns='urn:example:shop1'>\
        <Order version='1'><State>Open</State><Note>replayed</Note></Order></GetOrderResponse></e:Body></e:Envelope>";
    let replay = Replay::new().exchange(envelope, MockResponse::xml(reply));
    let client = Client::blocking("http://localhost/", replay.transport());
    assert_eq!(note(get, &client, 7).expect("a reply"), "replayed");
    let error = note(get, &client, 8).expect_err("it was not recorded");
    assert!(
        error.to_string().contains("{urn:example:shop1}GetOrder"),
        "{error}"
    );
}

#[test]
fn broken_answers_break_clients() {
    let mock = mock();
    let replies = [
        order("late").after(Duration::from_millis(60)),
        order("slow").delivered(Delivery::Slow(Duration::from_millis(60))),
        order("cut").delivered(Delivery::Cut),
        MockReply::html(),
        MockReply::empty(http::StatusCode::INTERNAL_SERVER_ERROR),
        MockReply::fault(Fault::new(FaultCode::Receiver, "sold out")),
        MockReply::sample().with_status(http::StatusCode::INTERNAL_SERVER_ERROR),
    ];
    for reply in replies {
        mock.answer_when("GetOrder", When::new(), reply)
            .expect("an answer");
    }
    let contract = Contract::load(SHOP).expect("the contract is fine");
    let get = contract.operation("GetOrder").expect("it is there");
    let client = Client::blocking("http://localhost/", mock.transport());
    let get = || note(get, &client, 7);
    for wanted in ["late", "slow"] {
        let start = Instant::now();
        assert_eq!(get().expect("a reply"), wanted);
        assert!(start.elapsed() >= Duration::from_millis(60));
    }
    let cut = get().expect_err("it is cut off");
    assert_eq!(cut.kind(), ErrorKind::Transport);
    for kind in [ErrorKind::Http, ErrorKind::Http, ErrorKind::Fault] {
        assert_eq!(get().expect_err("it is broken").kind(), kind);
    }
}

#[test]
fn the_other_version_of_soap_is_a_mismatch() {
    let mock = mock();
    let soap12 = "http://www.w3.org/2003/05/soap-envelope";
    let body = "<GetOrder xmlns='urn:example:shop1'><Number>7</Number></GetOrder>";
    let envelope = format!("<s:Envelope xmlns:s='{soap12}'><s:Body>{body}</s:Body></s:Envelope>");
    let request = http::Request::post("/")
        .header("content-type", "application/soap+xml")
        .body(envelope.into())
        .expect("a request");
    let answer = mock.exchange(request);
    let text = String::from_utf8_lossy(answer.response.body()).into_owned();
    assert!(
        text.contains("VersionMismatch") && !text.contains(soap12),
        "{text}"
    );
    let refused = answer.refused.expect("it is refused");
    assert!(
        refused.contains("SOAP 1.2") && refused.contains("SOAP 1.1"),
        "{refused}"
    );
    assert_eq!(answer.operation.as_deref(), Some("Shop.GetOrder"));
}

#[test]
fn a_reply_in_another_version_is_reported() {
    let mock = mock();
    let reply = "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body>\
        <GetOrderResponse xmlns='urn:example:shop1'/></s:Body></s:Envelope>";
    mock.answer_xml("GetOrder", reply).expect("an answer");
    let contract = Contract::load(SHOP).expect("the contract is fine");
    let get = contract.operation("GetOrder").expect("it is there");
    let request = get
        .request_from_json(r#"{"Number": 7}"#)
        .expect("a request");
    let client = Client::blocking("http://localhost/", mock.transport());
    let reply = get.call(&client, &request).wait().expect("a reply");
    let [deviation] = &*reply.deviations else {
        panic!("one deviation: {:?}", reply.deviations);
    };
    assert_eq!(deviation.kind, DeviationKind::Version);
    assert_eq!(
        deviation.message,
        "the envelope is of SOAP 1.2, and the request was of SOAP 1.1"
    );

    let strict = client.with_options(CallOptions::new().with_read(ReadOptions::strict()));
    let error = get
        .call(&strict, &request)
        .wait()
        .expect_err("it is refused");
    assert_eq!(error.kind(), ErrorKind::Decode);
}
