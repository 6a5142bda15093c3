//! Every operation of every contract of the generator's tests, and of the published ones, is called against the mock: the
//! sample of its request goes out, and the sample of its response comes back.

use soap_dynamic::mock::Mock;
use soap_dynamic::{Contract, Operation};
use soap_runtime::xml::ReadOptions;
use soap_runtime::{CallOptions, Client, ErrorKind};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use wsdl_codegen::Options;
use wsdl_codegen::contract::sample::{SampleOptions, SampleStyle, Sampler};
use wsdl_codegen::contract::{Direction, calls, read};

/// The samples of the requests, by `PortType.Operation`.
fn samples(options: &Options) -> BTreeMap<String, String> {
    let (model, _, _) = read(options);
    let model = model.expect("the contract was read before");
    let sampler = Sampler::new(&model);
    let mut all = BTreeMap::new();
    for call in calls(&model) {
        let wanted = SampleOptions {
            style: SampleStyle::of(&call),
            ..SampleOptions::default()
        };
        let sample = sampler.sample(&call, Direction::Request, &wanted);
        all.entry(call.name()).or_insert(sample);
    }
    all
}

/// Calls one operation, plainly and as a package of MTOM.
fn call(operation: &Operation, mock: &Mock, sample: &str) -> Result<(), String> {
    let request = operation.request_from_xml(sample.as_bytes());
    let request = request.map_err(|error| format!("sample: {error}"))?;
    let mut read = ReadOptions::default();
    read.understood = operation.understood(false);
    for mtom in [false, true] {
        let mut options = CallOptions::new().with_read(read.clone());
        if mtom {
            options = options.with_mtom(0);
        }
        let client = Client::blocking("http://localhost/", mock.transport()).with_options(options);
        match operation.call(&client, &request).wait() {
            Ok(reply) => {
                operation
                    .response(reply.body)
                    .to_json()
                    .map_err(|error| format!("JSON of the reply: {error}"))?;
            }
            Err(error) => return Err(format!("mtom {mtom}: {error}")),
        }
    }
    Ok(())
}

/// Calls every operation of a contract; the number of calls, and what failed.
fn contract(path: &Path, wrong: &mut Vec<String>) -> usize {
    let options = Options {
        wsdl: vec![path.to_path_buf()],
        facets: true,
        ..Options::default()
    };
    let (Ok(contract), Ok(mock)) = (Contract::with_options(&options), Mock::new(&options)) else {
        return 0;
    };
    let samples = samples(&options);
    let mut count = 0;
    for operation in contract.operations() {
        let name = format!("{}.{}", operation.port_type(), operation.name());
        let Some(sample) = samples.get(&name) else {
            continue;
        };
        count += 1;
        if let Err(error) = call(operation, &mock, sample) {
            let file = path
                .strip_prefix(env!("CARGO_MANIFEST_DIR"))
                .unwrap_or(path);
            wrong.push(format!("{}: {name}: {error}", file.display()));
        }
    }
    count
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            below(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "wsdl")
        {
            found.push(path);
        }
    }
}

fn run(folder: &str, known: &[&str]) -> usize {
    let mut paths = Vec::new();
    below(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        &mut paths,
    );
    paths.sort();
    let mut wrong = Vec::new();
    let count = paths.iter().map(|path| contract(path, &mut wrong)).sum();
    let idle: Vec<_> = known
        .iter()
        .filter(|known| !wrong.iter().any(|line| line.contains(**known)))
        .collect();
    assert!(idle.is_empty(), "no longer needed: {idle:?}");
    wrong.retain(|line| !known.iter().any(|known| line.contains(known)));
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    count
}

/// The operations that cannot be answered, and why.
const DEVIATIONS: &[&str] = &[
    // The element of the request is called Fault.
    "soap_fault.wsdl: SoapFaultPortType.SoapFault",
    // The sample has the namespace of the body, and the tables that of the contract.
    "WrapperService.wsdl: echoMsgPortType.echoMsgOperation",
    // Four operations have one element and no action.
    "AddNumbersPortType.addNumbers2",
    "AddNumbersPortType.addNumbers3",
    "AddNumbersPortType.addNumbers4",
    // So have operations of port types without a binding, which would say their actions: an operation before them is meant.
    "WSSecurityRequestor.Challenge",
    "DoubleItLogical.wsdl: DoubleItPortType",
    "wsaddressing_account.wsdl: Bank.",
    "wsaddressing_bank.wsdl: Bank.",
    // The sample makes up an element for a wildcard, which the strict mode refuses.
    "wsdl_style_mix.wsdl: portHl7Message.opHl7Message",
];

/// Takes a minute of processor time: `cargo test -p soap-dynamic --test mock -- --ignored`, which CI runs.
#[test]
#[ignore = "takes a minute; CI runs it"]
fn every_operation_of_the_published_contracts_is_answered() {
    if !Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/corpus")
        .is_dir()
    {
        eprintln!("skipped: the folder ../shared is missing");
        return;
    }
    assert!(run("../../shared/corpus", DEVIATIONS) > 4000);
}

#[test]
fn every_operation_of_the_cases_is_answered() {
    assert!(run("../codegen/tests/generate", &[]) > 100);
}

#[test]
fn every_operation_of_netserver_is_answered() {
    assert!(run("../wsdl", &[]) > 10);
}

#[test]
fn a_wrong_request_is_told() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/generate/json/input.wsdl");
    let options = Options {
        wsdl: vec![path],
        ..Options::default()
    };
    let mock = Mock::new(&options).expect("the contract is fine");
    let answer = |body: &str| {
        let envelope = format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>{body}</s:Body></s:Envelope>"
        );
        let request = http::Request::post("/")
            .header("content-type", "text/xml")
            .body(envelope.into());
        let response = mock.answer(request.expect("a request"));
        (
            response.status().as_u16(),
            String::from_utf8_lossy(response.body()).into_owned(),
        )
    };
    let (status, text) =
        answer("<Echo xmlns='urn:json'><order><number>seven</number></order></Echo>");
    assert!(
        status == 500 && text.contains("seven") && text.contains("/number"),
        "{status} {text}"
    );
    let (status, text) =
        answer("<Echo xmlns='urn:json'><order><number>7</number><extra/></order></Echo>");
    assert!(status == 500 && text.contains("extra"), "{status} {text}");
    let (status, text) = answer("<Other xmlns='urn:json'/>");
    assert!(
        status == 500 && text.contains("no operation for a body with"),
        "{status} {text}"
    );
}

#[test]
fn answers_come_in_their_order_and_the_last_one_stays() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/generate/json/input.wsdl");
    let options = Options {
        wsdl: vec![path.clone()],
        ..Options::default()
    };
    let mock = Mock::new(&options).expect("the contract is fine");
    mock.answer_fault(
        "Echo",
        soap_runtime::Fault::new(soap_runtime::soap::FaultCode::Receiver, "busy"),
    )
    .expect("it is there");
    let mut page = http::Response::new("<html>down</html>".into());
    *page.status_mut() = http::StatusCode::BAD_GATEWAY;
    mock.answer_http("Echo", page).expect("it is there");
    mock.answer_json("Echo", r#"{"order": {"number": 8}}"#)
        .expect("it is such a response");
    assert!(
        mock.answer_json("Echo", r#"{"order": {"number": "8"}}"#)
            .is_err()
    );

    let contract = Contract::load(path).expect("the contract is fine");
    let echo = contract.operation("Echo").expect("it is there");
    let client = Client::blocking("http://localhost/", mock.transport());
    let request = echo
        .request_from_json(r#"{"order": {"number": 7}}"#)
        .expect("a request");
    let kind = || {
        echo.call(&client, &request)
            .wait()
            .map(|_| ())
            .map_err(|error| error.kind())
    };
    assert_eq!(kind(), Err(ErrorKind::Fault));
    assert_eq!(kind(), Err(ErrorKind::Http));
    assert_eq!(kind(), Ok(()));
    assert_eq!(kind(), Ok(()));
}

/// A mock of a contract of the generator's tests.
fn mock(case: &str) -> Mock {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/generate");
    Mock::new(&Options {
        wsdl: vec![path.join(case).join("input.wsdl")],
        ..Options::default()
    })
    .expect("the contract is fine")
}

const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";

/// The status, the media type and the envelope that answer a body in a version of SOAP.
fn answer(mock: &Mock, namespace: &str, action: &str, body: &str) -> (u16, String, String) {
    let request = http::Request::post("/")
        .header("soapaction", action)
        .header(
            "content-type",
            match namespace == SOAP12 {
                true => "application/soap+xml",
                false => "text/xml",
            },
        );
    let envelope =
        format!("<s:Envelope xmlns:s='{namespace}'><s:Body>{body}</s:Body></s:Envelope>");
    let response = mock.answer(request.body(envelope.into()).expect("a request"));
    let kind = response.headers()["content-type"].to_str().expect("text");
    (
        response.status().as_u16(),
        kind.split(';').next().unwrap_or_default().to_owned(),
        String::from_utf8_lossy(response.body()).into_owned(),
    )
}

/// SOAP 1.2 part 1, appendix A: a node answers in the version of the message.
#[test]
fn an_answer_is_in_the_version_of_the_request() {
    let mock = mock("ports");
    let answers = |body: &str| {
        for (namespace, kind) in [(SOAP11, "text/xml"), (SOAP12, "application/soap+xml")] {
            let other = if namespace == SOAP11 { SOAP12 } else { SOAP11 };
            let (status, found, text) = answer(&mock, namespace, "urn:ping", body);
            assert_eq!(found, kind, "{status} {text}");
            assert!(text.contains(namespace) && !text.contains(other), "{text}");
        }
    };
    answers("<Ping xmlns='urn:ports'><text>a</text></Ping>");
    answers("<Ping xmlns='urn:ports'><wrong/></Ping>");
    answers("<Unknown xmlns='urn:ports'/>");
    answers("<broken");
}

/// WS-I Basic Profile 1.1, R2744.
#[test]
fn the_action_of_another_operation_is_refused() {
    let mock = mock("ports");
    let ping = "<Ping xmlns='urn:ports'><text>a</text></Ping>";
    for (action, wanted) in [
        ("urn:ping", 200),
        ("\"urn:ping\"", 200),
        ("", 200),
        ("urn:other", 500),
    ] {
        let (status, _, text) = answer(&mock, SOAP11, action, ping);
        assert_eq!(status, wanted, "{action}: {text}");
        let said =
            text.contains(r#"the SOAPAction is "urn:other", and that of the operation "urn:ping""#);
        assert_eq!(said, wanted == 500, "{text}");
    }
}

#[test]
fn an_answer_of_ones_own_is_in_either_version() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../interop/Probe.wsdl");
    let options = Options {
        wsdl: vec![path],
        ..Options::default()
    };
    let mock = Mock::new(&options).expect("the contract is fine");
    let give = "<Give xmlns='http://example.invalid/probe'/>";
    let both = |wanted: &str| {
        for (namespace, other) in [(SOAP11, SOAP12), (SOAP12, SOAP11)] {
            let (status, _, text) = answer(&mock, namespace, "", give);
            assert!(text.contains(wanted), "{status} {text}");
            assert!(text.contains(namespace) && !text.contains(other), "{text}");
        }
        mock.clear();
    };
    mock.answer_json("Give", r#"{"Result": null}"#)
        .expect("a response");
    both("nil=");
    let envelope = format!(
        "<e:Envelope xmlns:e='{SOAP11}'><e:Header><x:id xmlns:x='urn:x' e:mustUnderstand='0'/></e:Header>\
         <e:Body><GiveResponse xmlns='http://example.invalid/probe'/></e:Body></e:Envelope>"
    );
    mock.answer_xml("Probe.Give", &envelope)
        .expect("a response");
    both("e:mustUnderstand='0'");
    let fault = soap_runtime::Fault::new(soap_runtime::soap::FaultCode::Receiver, "sold out");
    mock.answer_fault("Give", fault).expect("it is there");
    both("sold out");
}

#[test]
fn an_answer_has_headers() {
    let mock = mock("headers-and-faults");
    let body = "<Ping xmlns='urn:headers-and-faults'><text>a</text></Ping>";
    for (json, header) in [
        (r#"{"text": "own"}"#, None),
        (r#"{"body": {"text": "own"}}"#, None),
        (
            r#"{"headers": {"Failure": {"code": 7}}, "body": {"text": "own"}}"#,
            Some("<code>7</code>"),
        ),
    ] {
        mock.clear();
        mock.answer_json("Ping", json).expect("a response");
        let (status, _, text) = answer(&mock, SOAP11, "urn:ping", body);
        assert!(status == 200 && text.contains("own"), "{status} {text}");
        assert_eq!(text.contains("Header"), header.is_some(), "{text}");
        assert!(text.contains(header.unwrap_or_default()), "{text}");
    }
    let wrong = r#"{"headers": {"Failur": null}, "body": {"text": "own"}}"#;
    let error = mock.answer_json("Ping", wrong).expect_err("no such header");
    assert!(error.to_string().contains("Failur"), "{error}");
}
