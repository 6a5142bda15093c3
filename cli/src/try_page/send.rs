//! Calls, and other ways to make the same call. The engine is that of `call`.

use super::convert::{from_json, headers_from, pretty};
use super::explain;
use super::saved::mask_members;
use super::state::{About, State, name, parsed};
use crate::Stop;
use crate::call::Call;
use crate::call::client::{self, Credentials};
use crate::call::curl::{self, quoted};
use crate::call::output::{self, Exchange, Seen};
use crate::call::rust;
use crate::indent::indented;
use crate::shown;
use serde_json::{Map, Value, json};
use soap_dynamic::{HeaderValues, Message, Operation};
use soap_runtime::{CallOptions, Client, Error, Redaction};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The most bytes of a reply that are shown.
const SHOWN: usize = 8 << 20;

/// A request that can be made.
struct Prepared {
    request: Message,
    headers: Option<HeaderValues>,
    endpoint: String,
    arguments: Call,
    words: Vec<String>,
    credentials: Credentials,
    redaction: Redaction,
}

/// The arguments of `call` that say the same.
fn words(operation: &Operation, about: &About, endpoint: &str, asked: &Value) -> Vec<String> {
    let text = |name: &str| asked[name].as_str().unwrap_or_default();
    let mut words = vec![name(operation)];
    words.push(format!("--endpoint={endpoint}"));
    if let (Some(_), Some(port)) = (&about.port, operation.ports().first()) {
        words.push(format!("--port={port}"));
    }
    match text("auth") {
        "basic" => words.push(format!("--user={}", text("user"))),
        how @ ("text" | "digest") => {
            words.push(format!("--user={}", text("user")));
            words.push(format!("--login={how}"));
        }
        "bearer" => words.push("--bearer".to_owned()),
        _ => {}
    }
    if let Some(seconds) = asked["timeout"].as_u64() {
        words.push(format!("--timeout={seconds}"));
    }
    if asked["strict"] == json!(true) {
        words.push("--strict".to_owned());
    }
    let headers = asked["httpHeaders"].as_array().into_iter().flatten();
    let headers = headers.filter_map(Value::as_str);
    words.extend(headers.map(|header| format!("--header={header}")));
    words
}

fn prepared(
    state: &State,
    operation: &Operation,
    about: &About,
    asked: &Value,
) -> Result<Prepared, Value> {
    let failed = |message: String| json!({"error": {"kind": "Request", "message": message}});
    let body = asked["body"].as_str().unwrap_or("{}");
    let of_problem = |problem: Value| json!({"problems": [problem]});
    let request = from_json(operation, body).map_err(of_problem)?;
    let headers = headers_from(operation, asked["headers"].as_str().unwrap_or_default());
    let headers = headers.map_err(of_problem)?;
    let endpoint = match asked["endpoint"].as_str().map(str::trim) {
        None | Some("") => state.endpoint_of(about),
        Some(endpoint) => endpoint.to_owned(),
    };
    if endpoint.is_empty() {
        let message = "the contract names no address: say the endpoint";
        return Err(failed(message.to_owned()));
    }
    let words = words(operation, about, &endpoint, asked);
    let told = |stop: Stop| match stop {
        Stop::Failed(message) | Stop::Usage(message) => failed(message),
        Stop::Closed => failed(String::new()),
    };
    let arguments = parsed(&words).map_err(told)?;
    let secret = asked["secret"].as_str().unwrap_or_default();
    let credentials = Credentials::with_secret(&arguments, secret.to_owned()).map_err(told)?;
    let redaction = credentials.redaction(operation);
    Ok(Prepared {
        request,
        headers,
        endpoint,
        arguments,
        words,
        credentials,
        redaction,
    })
}

impl Prepared {
    fn options(&self, operation: &Operation) -> Result<CallOptions, Value> {
        let headers = self.headers.clone();
        let options = client::options(operation, &self.arguments, headers, &self.credentials);
        options.map_err(|stop| {
            let message = match stop {
                Stop::Failed(message) | Stop::Usage(message) => message,
                Stop::Closed => String::new(),
            };
            json!({"error": {"kind": "Request", "message": message}})
        })
    }
}

/// Makes a call, and answers what came back. It goes into the history.
pub(super) fn send(state: &State, operation: &Operation, about: &About, asked: &Value) -> Value {
    let began = Instant::now();
    let reply = match made(state, operation, about, asked, began) {
        Ok(reply) | Err(reply) => reply,
    };
    if reply.get("problems").is_some() {
        return reply;
    }
    let when = SystemTime::now().duration_since(UNIX_EPOCH);
    let mut request = asked.clone();
    // The secret is not kept, not even in memory.
    request["secret"] = Value::Null;
    let number = state.remember(json!({
        "when": when.map_or(0, |when| when.as_millis() as u64),
        "operation": asked["operation"],
        "name": name(operation),
        "endpoint": reply["endpoint"],
        "status": reply["status"],
        "failed": reply["error"] != Value::Null,
        "ms": reply["timings"]["total"],
        "request": request,
        "reply": reply,
    }));
    let mut reply = reply;
    reply["history"] = json!(number);
    reply
}

fn made(
    state: &State,
    operation: &Operation,
    about: &About,
    asked: &Value,
    began: Instant,
) -> Result<Value, Value> {
    let prepared = prepared(state, operation, about, asked)?;
    let seen = Seen::default();
    let options = prepared.options(operation)?.with_observer(seen.clone());
    let client = Client::blocking(prepared.endpoint.as_str(), state.transport.clone());
    let client = client.with_options(options);
    let result = operation.call(&client, &prepared.request).wait();
    let ended = Instant::now();
    let exchange = seen.exchange();
    let redaction = exchange
        .request
        .as_ref()
        .map(|request| client.redaction(operation.table(), request, exchange.response.as_ref()));
    let mut answer = exchanged(&exchange, &redaction.unwrap_or(prepared.redaction));
    answer.insert("endpoint".to_owned(), json!(prepared.endpoint));
    answer.insert("timings".to_owned(), timings(&exchange, began, ended));
    match result {
        Ok(reply) => {
            let deviations = reply.deviations.iter();
            let deviations = deviations.map(|one| format!("{}: {}", one.path, one.message));
            let skipped = reply
                .skipped
                .iter()
                .map(|one| format!("{}: skipped", one.path));
            let notes: Vec<String> = deviations.chain(skipped).collect();
            answer.insert("notes".to_owned(), json!(notes));
            let mut headers = Map::new();
            for block in &reply.unknown_headers {
                let value = match operation.header(false, block) {
                    Some(Ok(Some(header))) => header.message.to_json().ok(),
                    Some(Ok(None)) => Some("null".to_owned()),
                    _ => None,
                };
                let value = value.and_then(|text| serde_json::from_str(&text).ok());
                let name = block.name().local.to_string();
                headers.insert(name, value.unwrap_or_else(|| json!(block.to_xml())));
            }
            let attachments = reply.attachments.iter().map(|one| {
                json!({"id": one.content_id, "type": one.content_type, "bytes": one.body.len()})
            });
            answer.insert("attachments".to_owned(), attachments.collect());
            match operation.response(reply.body).to_json() {
                Ok(text) => answer.insert("json".to_owned(), json!(pretty(&text))),
                Err(error) => {
                    let told = json!({"kind": "Decode", "message": error.to_string()});
                    answer.insert("error".to_owned(), told)
                }
            };
            answer.insert("headers".to_owned(), Value::Object(headers));
        }
        Err(error) => {
            answer.insert("error".to_owned(), failure(operation, &error));
        }
    }
    Ok(Value::Object(answer))
}

/// The messages as they went and came. The request is masked; the reply is what the user asked for.
fn exchanged(exchange: &Exchange, redaction: &Redaction) -> Map<String, Value> {
    let mut answer = Map::new();
    if let Some(request) = &exchange.request {
        let headers = output::masked(request.headers(), redaction);
        answer.insert("requestHeaders".to_owned(), json!(headers));
        let body = shown::body(request.headers(), request.body(), redaction);
        answer.insert("requestXml".to_owned(), json!(indented(&body)));
        answer.insert("sent".to_owned(), json!(request.body().len()));
    }
    if let Some(response) = &exchange.response {
        let status = response.status();
        answer.insert("status".to_owned(), json!(status.as_u16()));
        answer.insert("reason".to_owned(), json!(status.canonical_reason()));
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            json!([name.as_str(), value])
        });
        answer.insert("responseHeaders".to_owned(), headers.collect());
        let body = response.body();
        answer.insert("received".to_owned(), json!(body.len()));
        let shown = body.get(..SHOWN).unwrap_or(body);
        let text = String::from_utf8_lossy(shown);
        answer.insert("xml".to_owned(), json!(indented(&text)));
        answer.insert("cut".to_owned(), json!(body.len() > SHOWN));
    }
    answer
}

/// Milliseconds until the request went, until the reply came, and until it was read.
fn timings(exchange: &Exchange, began: Instant, ended: Instant) -> Value {
    let ms = |time: Duration| (time.as_secs_f64() * 10_000.0).round() / 10.0;
    let sent = exchange.sent.unwrap_or(ended);
    let received = exchange.received.unwrap_or(ended);
    json!({
        "prepare": ms(sent.saturating_duration_since(began)),
        "wait": ms(received.saturating_duration_since(sent)),
        "read": ms(ended.saturating_duration_since(received)),
        "total": ms(ended.saturating_duration_since(began)),
    })
}

/// An error, and what it means.
fn failure(operation: &Operation, error: &Error) -> Value {
    let mut told = json!({
        "kind": format!("{:?}", error.kind()),
        "message": error.to_string(),
        "explanation": explain::error(error),
    });
    let Some(fault) = error.as_fault() else {
        return told;
    };
    let detail = match operation.detail(fault) {
        Some(Ok(detail)) => {
            let text = detail.message.to_json().map(|text| pretty(&text)).ok();
            json!({"name": detail.name, "json": text})
        }
        Some(Err(error)) => json!({"error": error.to_string()}),
        None => Value::Null,
    };
    let elements = fault
        .detail
        .iter()
        .map(|element| indented(&element.to_xml()));
    let subcodes = fault.subcodes.iter().map(ToString::to_string);
    told["fault"] = json!({
        "code": fault.code.to_string(),
        "subcodes": subcodes.collect::<Vec<_>>(),
        "reason": fault.reason(),
        "role": fault.role,
        "node": fault.node,
        "detail": detail,
        "detailXml": elements.collect::<String>(),
        "detailText": fault.detail_text,
    });
    told
}

/// The same call as a command of curl, of `call`, or as Rust. Secrets are masked.
pub(super) fn copy(state: &State, operation: &Operation, about: &About, asked: &Value) -> Value {
    match copied(state, operation, about, asked) {
        Ok(text) => json!({"text": text}),
        Err(answer) => answer,
    }
}

fn copied(
    state: &State,
    operation: &Operation,
    about: &About,
    asked: &Value,
) -> Result<String, Value> {
    let failed = |message: String| json!({"error": {"kind": "Request", "message": message}});
    // A command that is copied takes the secret from the environment, so here any will do.
    let mut asked = asked.clone();
    asked["secret"] = json!("***");
    let prepared = prepared(state, operation, about, &asked)?;
    match asked["as"].as_str() {
        Some("curl") => {
            let client = Client::without_transport(prepared.endpoint.as_str());
            let client = client.with_options(prepared.options(operation)?);
            let made = operation.http_request(&client, &prepared.request);
            let made = made.map_err(|error| failed(error.to_string()))?;
            let redaction = client.redaction(operation.table(), &made, None);
            Ok(curl::command(
                &made,
                &prepared.arguments,
                &prepared.credentials,
                &redaction,
            ))
        }
        Some("rust") => {
            let masked = masked(state, operation, asked["body"].as_str().unwrap_or("{}"));
            let request = operation.request_from_json(&masked.to_string());
            let request = request.unwrap_or(prepared.request);
            let headers = asked["headers"].as_str().unwrap_or_default();
            let headers = serde_json::from_str(headers).unwrap_or_default();
            let text = rust::program(
                operation,
                &state.contracts,
                &prepared.endpoint,
                &request,
                &headers,
                &prepared.arguments,
                &prepared.redaction,
            );
            text.map_err(|_| failed("the request has no JSON".to_owned()))
        }
        _ => Ok(command(state, operation, &prepared, &asked)),
    }
}

/// The JSON of a message with its secrets masked.
fn masked(state: &State, operation: &Operation, text: &str) -> Value {
    let mut value = serde_json::from_str(text).unwrap_or_default();
    mask_members(&mut value, &state.redaction(operation));
    value
}

/// A command line of `call`.
fn command(state: &State, operation: &Operation, prepared: &Prepared, asked: &Value) -> String {
    let mut parts = vec![format!("wsdl-codegen call {}", prepared.words[0])];
    for path in &state.inputs {
        parts[0].push(' ');
        parts[0].push_str(&quoted(&path.display().to_string()));
    }
    for word in prepared.words.iter().skip(1) {
        let word = match word.strip_prefix("--header=") {
            Some(header) => {
                let shown = soap_runtime::redact(header.as_bytes(), &prepared.redaction);
                format!("--header={shown}")
            }
            None => word.clone(),
        };
        parts.push(match word.split_once('=') {
            Some((option, value)) => format!("{option} {}", quoted(value)),
            None => word,
        });
    }
    let headers = masked(
        state,
        operation,
        asked["headers"].as_str().unwrap_or_default(),
    );
    for (name, value) in headers.as_object().into_iter().flatten() {
        parts.push(format!(
            "--soap-header {}",
            quoted(&format!("{name}:={value}"))
        ));
    }
    let body = masked(state, operation, asked["body"].as_str().unwrap_or("{}"));
    parts.push(format!("--data {}", quoted(&body.to_string())));
    parts.join(" \\\n  ") + "\n"
}
