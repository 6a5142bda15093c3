//! The gateway over HTTP before a service that answers with samples: every operation of every contract is called by JSON.

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde_json::{Value, json};
use soap_dynamic::gateway::Gateway;
use soap_dynamic::mock::Mock;
use soap_dynamic::{Contract, MessageKind, OpenApiOptions, Operation};
use soap_runtime::Client;
use soap_runtime::transport::{BlockingTransport, Ureq};
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;
use wsdl_codegen::Options;
use wsdl_codegen::contract::sample::{SampleOptions, SampleStyle, Sampler};
use wsdl_codegen::contract::{Direction, calls, read};

const LARGEST: usize = 16 << 20;

/// Serves an application on a free port.
fn serve(runtime: &tokio::runtime::Runtime, app: Router) -> SocketAddr {
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"));
    let listener = listener.expect("a port");
    let address = listener.local_addr().expect("its address");
    runtime.spawn(async move { axum::serve(listener, app).await });
    address
}

async fn answered(mock: Mock, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, LARGEST).await.expect("a body");
    mock.answer(Request::from_parts(parts, body))
        .map(Body::from)
}

/// The samples of a contract's messages as JSON, by the name of the operation.
fn samples(options: &Options, contract: &Contract) -> HashMap<String, (Value, Option<Value>)> {
    let mut all = HashMap::new();
    let (Some(model), ..) = read(options) else {
        return all;
    };
    let sampler = Sampler::new(&model);
    for call in calls(&model) {
        let Ok(operation) = contract.operation(&call.name()) else {
            continue;
        };
        let wanted = SampleOptions {
            style: SampleStyle::of(&call),
            ..SampleOptions::default()
        };
        let sample = |direction| sampler.sample(&call, direction, &wanted);
        let request = sample(Direction::Request);
        let request = operation.request_from_xml(request.as_bytes());
        let response = call.has(Direction::Response).then(|| {
            let response = sample(Direction::Response);
            operation.response_from_xml(response.as_bytes())
        });
        let json = |message| serde_json::to_value(message).ok();
        let (Some(request), response) = (request.ok().and_then(json), response) else {
            continue;
        };
        let response = response.and_then(Result::ok).and_then(json);
        all.insert(call.name(), (request, response));
    }
    all
}

/// The answers of a contract's operations, and the findings about it.
fn contract(
    path: &Path,
    runtime: &tokio::runtime::Runtime,
    transport: &Ureq,
    wrong: &mut Vec<String>,
) -> usize {
    let options = Options {
        wsdl: vec![path.to_path_buf()],
        facets: true,
        ..Options::default()
    };
    let (Ok(contract), Ok(mock)) = (Contract::with_options(&options), Mock::new(&options)) else {
        return 0;
    };
    let service = serve(
        runtime,
        Router::new().fallback(move |request| answered(mock.clone(), request)),
    );
    let client = Client::blocking(format!("http://{service}/"), transport.clone());
    let gateway = Gateway::new(&contract, client).with_body_limit(LARGEST);
    let address = serve(runtime, Router::new().fallback_service(gateway));
    let samples = samples(&options, &contract);
    let mut count = 0;
    for operation in contract.operations() {
        let name = format!("{}.{}", operation.port_type(), operation.name());
        let Some((request, response)) = samples.get(&name) else {
            continue;
        };
        count += 1;
        let url = format!(
            "http://{address}/{}/{}",
            operation.port_type(),
            operation.name()
        );
        if let Err(error) = call(operation, &url, request, response.as_ref(), transport) {
            let file = path.strip_prefix(env!("CARGO_MANIFEST_DIR"));
            wrong.push(format!(
                "{}: {name}: {error}",
                file.unwrap_or(path).display()
            ));
        }
    }
    count
}

fn call(
    operation: &Operation,
    url: &str,
    request: &Value,
    response: Option<&Value>,
    transport: &Ureq,
) -> Result<(), String> {
    let kinds = operation.message_kinds();
    let has = |kind: &MessageKind| kinds.contains(kind);
    let body = match has(&MessageKind::RequestHeaders) {
        true => json!({"body": request}),
        false => request.clone(),
    };
    let request = Request::post(url)
        .header("content-type", "application/json")
        .body(Bytes::from(body.to_string()));
    let reply = transport
        .send(request.map_err(|error| error.to_string())?)
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(reply.body()).into_owned();
    if !reply.status().is_success() {
        return Err(format!("{}: {text:.400}", reply.status()));
    }
    let Some(wanted) = response.filter(|_| reply.status() == StatusCode::OK) else {
        return Ok(());
    };
    let found: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let found = match has(&MessageKind::ResponseHeaders) {
        true => &found["body"],
        false => &found,
    };
    match found == wanted {
        true => Ok(()),
        false => Err(format!("{found:.300} instead of {wanted:.300}")),
    }
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            below(&path, found);
        } else if path.extension().is_some_and(|one| one == "wsdl") {
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
    let transport = Ureq::new();
    let (mut count, mut wrong) = (0, Vec::new());
    for path in &paths {
        // A server ends with its runtime.
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        count += contract(path, &runtime, &transport, &mut wrong);
    }
    let idle = known
        .iter()
        .filter(|known| !wrong.iter().any(|line| line.contains(**known)));
    let idle: Vec<_> = idle.collect();
    assert!(idle.is_empty(), "no longer needed: {idle:?}");
    wrong.retain(|line| !known.iter().any(|known| line.contains(known)));
    let first: Vec<&str> = wrong.iter().take(40).map(String::as_str).collect();
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        first.join("\n")
    );
    count
}

/// The operations that the service does not answer, and why.
const DEVIATIONS: &[&str] = &[
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

#[test]
fn every_operation_of_the_cases_is_called() {
    let count = run("../codegen/tests/generate", &[]);
    assert!(count > 80, "{count}");
}

/// Takes minutes, most of them waiting: `cargo test -p soap-dynamic --features gateway --test gateway -- --ignored`, which CI runs.
#[test]
#[ignore = "takes minutes; CI runs it"]
fn every_operation_of_the_published_contracts_is_called() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if !folder.is_dir() {
        eprintln!("skipped: the folder ../shared is missing");
        return;
    }
    let count = run("../../shared/corpus", DEVIATIONS);
    assert!(count > 3800, "{count}");
}

#[test]
fn slow_requests_and_too_many_calls_are_refused() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/generate/json/input.wsdl");
    let contract = Contract::load(path).expect("the contract is fine");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let client = Client::blocking("http://127.0.0.1:9/", Ureq::new());
    let gateway = Gateway::new(&contract, client)
        .with_body_time(Duration::from_millis(200))
        .with_calls(0);
    let address = serve(&runtime, Router::new().fallback_service(gateway));
    let send = |body: &str| {
        let mut stream = TcpStream::connect(address).expect("a connection");
        let head = "POST /Json/Echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";
        write!(stream, "{head}content-length: 11\r\n\r\n{body}").expect("written");
        let mut bytes = [0; 512];
        let count = stream.read(&mut bytes).expect("an answer");
        String::from_utf8_lossy(&bytes[..count]).into_owned()
    };
    let slow = send("{");
    assert!(slow.starts_with("HTTP/1.1 408 "), "{slow}");
    let refused = send("{\"order\":1}");
    assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
    assert!(refused.contains("retry-after: 1"), "{refused}");
}

#[test]
fn the_description_has_its_title() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/generate/json/input.wsdl");
    let contract = Contract::load(path).expect("the contract is fine");
    let mut options = OpenApiOptions::default();
    options.title = Some("Orders".to_owned());
    let client = Client::blocking("http://127.0.0.1:9/", Ureq::new());
    let gateway = Gateway::new(&contract, client).with_openapi(&options);
    let request = Request::get("/openapi.json").body(Bytes::new());
    let response = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime")
        .block_on(gateway.answer(request.expect("a request")));
    let document: Value = serde_json::from_slice(response.body()).expect("JSON");
    assert_eq!(document["info"]["title"], "Orders");
}

/// Two ports of one port type and one version of SOAP: one path, which calls at the first port.
#[test]
fn an_operation_of_several_ports_has_one_path() {
    let text = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../cli/tests/contracts/two-ports.wsdl"),
    )
    .expect("it is there");
    let one_version = text.replace("/wsdl/soap12/", "/wsdl/soap/");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("two-ports-11.wsdl");
    std::fs::write(&path, one_version).expect("written");
    let contract = Contract::load(path).expect("the contract is fine");
    assert_eq!(contract.operations().count(), 2);
    let client = Client::blocking("http://127.0.0.1:9/", Ureq::new());
    let gateway = Gateway::new(&contract, client);
    assert_eq!(gateway.paths(), ["/SumsSoap/Add"]);
}
