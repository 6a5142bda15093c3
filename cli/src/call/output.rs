//! Requests and replies as text.

use super::arguments::Format;
use super::client::is_secret;
use super::{Operation, Stop};
use crate::console::Console;
use crate::shown;
use bytes::Bytes;
use http::{HeaderName, header};
use serde_json::{Map, Value};
use soap_dynamic::Message;
use soap_runtime::transport::TransportError;
use soap_runtime::{Attachment, CallContext, Client, Fault, Observer, Redaction, redact};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Headers that say how a client signs in, and hold no secret.
const CHALLENGES: [HeaderName; 2] = [header::WWW_AUTHENTICATE, header::PROXY_AUTHENTICATE];

/// The messages of a call.
#[derive(Clone, Default)]
pub(crate) struct Seen(Arc<Mutex<Exchange>>);

/// The messages of the last attempt of a call, and when they went and came.
#[derive(Clone, Default)]
pub(crate) struct Exchange {
    pub(crate) request: Option<http::Request<Bytes>>,
    pub(crate) response: Option<http::Response<Bytes>>,
    pub(crate) sent: Option<Instant>,
    pub(crate) received: Option<Instant>,
}

impl Observer for Seen {
    fn before(&self, _: &CallContext, request: &http::Request<Bytes>) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.request = Some(request.clone());
        seen.sent = Some(Instant::now());
    }

    fn after(&self, _: &CallContext, response: Result<&http::Response<Bytes>, &TransportError>) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.response = response.ok().cloned();
        seen.received = Some(Instant::now());
    }
}

impl Seen {
    /// The members so far.
    pub(crate) fn exchange(&self) -> Exchange {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Both messages, masked.
    pub(super) fn shown(&self, operation: &Operation, client: &Client) -> String {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = String::new();
        let Some(request) = &seen.request else {
            return out;
        };
        let redaction = &client.redaction(operation.table(), request, seen.response.as_ref());
        out.push_str(&http_request(request, redaction));
        out.push('\n');
        if let Some(response) = &seen.response {
            let _ = writeln!(out, "HTTP {}", response.status());
            write_headers(&mut out, response.headers(), redaction);
            let body = shown::body(response.headers(), response.body(), redaction);
            let _ = writeln!(out, "\n{body}");
        }
        out
    }

    /// The reply as it came: the user asked for it, so nothing is masked.
    pub(super) fn reply_xml(&self) -> String {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let body = seen.response.as_ref().map(|response| response.body());
        let mut text = String::from_utf8_lossy(body.map_or(&[][..], |body| body)).into_owned();
        text.push('\n');
        text
    }
}

fn write_headers(out: &mut String, headers: &http::HeaderMap, redaction: &Redaction) {
    for (name, value) in masked(headers, redaction) {
        let _ = writeln!(out, "{name}: {value}");
    }
}

/// Names and values of headers, masked.
pub(crate) fn masked(headers: &http::HeaderMap, redaction: &Redaction) -> Vec<(String, String)> {
    let all = headers.iter().map(|(name, value)| {
        let value = match is_secret(name.as_str()) && !CHALLENGES.contains(name) {
            true => "***".into(),
            false => redact(value.as_bytes(), redaction),
        };
        (name.to_string(), value)
    });
    all.collect()
}

/// An HTTP request, masked.
pub(crate) fn http_request(request: &http::Request<Bytes>, redaction: &Redaction) -> String {
    let uri = redact(request.uri().to_string().as_bytes(), redaction);
    let mut out = format!("{} {uri}\n", request.method());
    write_headers(&mut out, request.headers(), redaction);
    let body = shown::body(request.headers(), request.body(), redaction);
    let _ = writeln!(out, "\n{body}");
    out
}

pub(super) fn text(message: &Message) -> Result<String, Stop> {
    message
        .to_json()
        .map_err(|error| Stop::Failed(error.to_string()))
}

/// A reply as JSON or as a table. Headers of the contract, if there are any, are beside the body. Others, and those that are not of
/// their type, are told to the console.
pub(super) fn reply(
    operation: &Operation,
    reply: soap_runtime::Reply<soap_dynamic::Value>,
    format: Format,
    console: &mut Console,
) -> Result<String, Stop> {
    let body = text(&operation.response(reply.body))?;
    let mut value: Value = serde_json::from_str(&body).unwrap_or_default();
    let mut headers = Map::new();
    for block in &reply.unknown_headers {
        let name = block.name().local;
        match operation.header(false, block) {
            Some(Ok(Some(header))) => {
                let json = serde_json::from_str(&text(&header.message)?).unwrap_or_default();
                headers.insert(header.name.to_owned(), json);
            }
            Some(Ok(None)) => {}
            Some(Err(error)) => console.say(&format!("header {name} cannot be read: {error}")),
            None => console.say(&format!(
                "header {name} is not in the contract; `--format xml` shows it"
            )),
        }
    }
    if !headers.is_empty() {
        value = serde_json::json!({"headers": headers, "body": value});
    }
    Ok(formatted(&value, format))
}

/// The detail of a fault: typed if the contract declares it, and its elements as XML otherwise.
pub(super) fn fault_detail(
    operation: &Operation,
    fault: &Fault,
    format: Format,
) -> Result<String, Stop> {
    let value = match operation.detail(fault) {
        Some(Ok(detail)) => {
            let json: Value = serde_json::from_str(&text(&detail.message)?).unwrap_or_default();
            serde_json::json!({ detail.name: json })
        }
        _ if fault.detail.is_empty() => return Ok(String::new()),
        _ => {
            let elements = fault.detail.iter().map(|one| one.to_xml());
            serde_json::json!({ "elements": elements.collect::<Vec<_>>() })
        }
    };
    Ok(formatted(&value, format))
}

fn formatted(value: &Value, format: Format) -> String {
    if format != Format::Table {
        return serde_json::to_string_pretty(value).unwrap_or_default() + "\n";
    }
    let mut rows = Vec::new();
    flatten(value, String::new(), &mut rows);
    let width = rows.iter().map(|(path, _)| path.chars().count()).max();
    let width = width.unwrap_or_default();
    rows.iter().fold(String::new(), |mut out, (path, text)| {
        let _ = match path.as_str() {
            // The whole reply: nothing, or one value.
            "" if matches!(text.as_str(), "{}" | "null") => Ok(()),
            "" => writeln!(out, "{text}"),
            path => writeln!(out, "{path:<width$}  {text}"),
        };
        out
    })
}

/// The values with their paths. JSON is at most 256 deep here.
fn flatten(value: &Value, path: String, rows: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                let dot = if path.is_empty() { "" } else { "." };
                flatten(value, format!("{path}{dot}{name}"), rows);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, value) in items.iter().enumerate() {
                flatten(value, format!("{path}[{index}]"), rows);
            }
        }
        Value::String(text) => rows.push((path, text.escape_debug().to_string())),
        other => rows.push((path, other.to_string())),
    }
}

/// Saves attachments as `attachment-1` and so on: their own names may lead anywhere.
pub(crate) fn save(folder: &Path, attachments: &[Attachment]) -> Result<(), Stop> {
    std::fs::create_dir_all(folder)?;
    for (index, attachment) in attachments.iter().enumerate() {
        let path = folder.join(format!("attachment-{}", index + 1));
        std::fs::write(path, &attachment.body)?;
    }
    Ok(())
}
