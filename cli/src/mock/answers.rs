//! The answers of a folder: files by the names of operations, and `answers.toml` with conditions.

use super::{Broken, Stop};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use soap_dynamic::mock::{Mock, MockReply, When};
use soap_runtime::RawElement;
use soap_runtime::soap::{Fault, FaultCode};
use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

/// The file with conditions.
pub(super) const NAME: &str = "answers.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerFile {
    #[serde(default)]
    answer: Vec<Entry>,
}

/// One answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    operation: String,
    /// Members of the request by path, and their texts.
    #[serde(default)]
    when: toml::Table,
    #[serde(default)]
    soap_headers: toml::Table,
    #[serde(default)]
    http_headers: toml::Table,
    /// A file with the whole request.
    request: Option<PathBuf>,

    file: Option<PathBuf>,
    /// The media type of a file that is sent as it is.
    content_type: Option<String>,
    json: Option<toml::Value>,
    fault: Option<FaultEntry>,
    broken: Option<Broken>,
    status: Option<u16>,
    /// Milliseconds before the answer.
    #[serde(default)]
    delay: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultEntry {
    #[serde(default)]
    code: AnswerCode,
    reason: String,
    /// The detail, an element.
    detail: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
enum AnswerCode {
    /// SOAP 1.1 names it `Client`.
    #[serde(alias = "Client")]
    Sender,
    /// SOAP 1.1 names it `Server`.
    #[default]
    #[serde(alias = "Server")]
    Receiver,
}

fn failed(path: &Path, error: &dyn Display) -> Stop {
    Stop::Failed(format!("{}: {error}", path.display()))
}

fn text_of(path: &Path) -> Result<String, Stop> {
    std::fs::read_to_string(path).map_err(|error| failed(path, &error))
}

/// Sets the answers of a folder: those of `answers.toml`, then files that it does not name, in the order of their names.
pub(super) fn load(mock: &Mock, folder: &Path) -> Result<(), Stop> {
    let mut named = BTreeSet::new();
    let list = folder.join(NAME);
    if list.is_file() {
        let text = text_of(&list)?;
        let file: AnswerFile = toml::from_str(&text).map_err(|error| failed(&list, &error))?;
        for (index, entry) in file.answer.iter().enumerate() {
            for path in [&entry.file, &entry.request].into_iter().flatten() {
                named.insert(folder.join(path));
            }
            set(mock, entry, folder).map_err(|error| {
                let number = index + 1;
                let operation = &entry.operation;
                failed(&list, &format!("answer {number}, of {operation}: {error}"))
            })?;
        }
    }
    let entries = std::fs::read_dir(folder).map_err(|error| failed(folder, &error))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|error| failed(folder, &error))?.path());
    }
    paths.sort_by_cached_key(|path| order(path));
    for path in paths.iter().filter(|path| !named.contains(*path)) {
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let kind = path.extension().and_then(|extension| extension.to_str());
        let (Some(stem), Some(kind @ ("json" | "xml"))) = (stem, kind) else {
            continue;
        };
        let operation = match stem.rsplit_once('.') {
            // Overloaded operations have a number themselves.
            Some((name, number))
                if number.parse::<u32>().is_ok() && mock.contract().operation(stem).is_err() =>
            {
                name
            }
            _ => stem,
        };
        let text = text_of(path)?;
        let set = match kind {
            "json" => mock.answer_json(operation, &text),
            _ => mock.answer_xml(operation, &text),
        };
        set.map_err(|error| failed(path, &error))?;
    }
    Ok(())
}

/// The key that files are sorted by: the files of one operation by their numbers, and one without a number last.
fn order(path: &Path) -> (String, u64, PathBuf) {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let numbered = stem.rsplit_once('.');
    let numbered = numbered.and_then(|(name, number)| Some((name, number.parse().ok()?)));
    let (name, number) = numbered.unwrap_or((&stem, u64::MAX));
    (name.to_owned(), number, path.to_owned())
}

/// A file of the folder. A folder may come from elsewhere, and whoever calls the mock gets what its files hold.
fn inside(folder: &Path, path: &Path) -> Result<PathBuf, String> {
    let is_below = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    match path.components().all(is_below) {
        true => Ok(folder.join(path)),
        false => Err(format!("{} is outside of the folder", path.display())),
    }
}

/// The JSON that a value of TOML is. A date is a text.
fn json(value: &toml::Value) -> serde_json::Value {
    match value {
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.iter().map(json).collect(),
        toml::Value::Table(members) => {
            let members = members
                .iter()
                .map(|(name, value)| (name.clone(), json(value)));
            members.collect::<serde_json::Map<_, _>>().into()
        }
        toml::Value::String(text) => text.as_str().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(is_true) => (*is_true).into(),
    }
}

/// Sets one answer.
fn set(mock: &Mock, entry: &Entry, folder: &Path) -> Result<(), String> {
    let when = condition(entry, folder)?;
    let mut reply = reply(entry, folder)?.after(Duration::from_millis(entry.delay));
    if let Some(status) = entry.status {
        reply = reply.with_status(status_of(status)?);
    }
    let set = mock.answer_when(&entry.operation, when, reply);
    set.map_err(|error| error.to_string())
}

fn status_of(status: u16) -> Result<StatusCode, String> {
    let refused = |_| format!("{status} is no HTTP status");
    StatusCode::from_u16(status).map_err(refused)
}

/// The members of a condition by their paths: `order.number = 1` is a table in a table, and the same as `"order.number" = 1`.
fn paths(
    table: &toml::Table,
    above: &str,
    found: &mut Vec<(String, String)>,
) -> Result<(), String> {
    for (name, value) in table {
        let path = match above {
            "" => name.clone(),
            above => format!("{above}.{name}"),
        };
        match value {
            toml::Value::Table(inside) if !inside.is_empty() => paths(inside, &path, found)?,
            toml::Value::Table(_) | toml::Value::Array(_) => {
                return Err(format!(
                    "{path}: expected a text or a number, or the members in it: {path}.number"
                ));
            }
            toml::Value::String(text) => found.push((path, text.clone())),
            simple => found.push((path, simple.to_string())),
        }
    }
    Ok(())
}

fn condition(entry: &Entry, folder: &Path) -> Result<When, String> {
    let all = |table: &toml::Table| {
        let mut found = Vec::new();
        paths(table, "", &mut found).map(|()| found)
    };
    let mut when = When::new();
    for (path, text) in all(&entry.when)? {
        when = when.member(&path, text);
    }
    for (path, text) in all(&entry.soap_headers)? {
        when = when.soap_header(&path, text);
    }
    for (name, text) in all(&entry.http_headers)? {
        when = when.http_header(&name, text);
    }
    if let Some(path) = &entry.request {
        let path = inside(folder, path)?;
        let envelope = std::fs::read(&path);
        when = when.request(envelope.map_err(|error| format!("{}: {error}", path.display()))?);
    }
    Ok(when)
}

fn reply(entry: &Entry, folder: &Path) -> Result<MockReply, String> {
    let given = [
        entry.file.is_some(),
        entry.json.is_some(),
        entry.fault.is_some(),
        entry.broken.is_some(),
    ];
    if given.iter().filter(|given| **given).count() > 1 {
        return Err("an answer has one of file, json, fault and broken".to_owned());
    }
    if let Some(path) = &entry.file {
        return of_file(&inside(folder, path)?, entry.content_type.as_deref());
    }
    if entry.content_type.is_some() {
        return Err("content_type is that of a file".to_owned());
    }
    Ok(match (&entry.json, &entry.fault, entry.broken) {
        (Some(value), ..) => MockReply::json(json(value).to_string()),
        (_, Some(fault), _) => MockReply::fault(fault_of(fault)?),
        (.., Some(broken)) => broken.reply(),
        // A status alone: of one-way operations, or of a service that is down.
        _ => match entry.status {
            Some(status) => MockReply::empty(status_of(status)?),
            None => MockReply::sample(),
        },
    })
}

fn of_file(path: &Path, content_type: Option<&str>) -> Result<MockReply, String> {
    let unread = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(kind) = content_type {
        let mut response = http::Response::new(std::fs::read(path).map_err(unread)?.into());
        let value = HeaderValue::from_str(kind);
        let value = value.map_err(|_| format!("`{kind}` is no media type"))?;
        response.headers_mut().insert(header::CONTENT_TYPE, value);
        return Ok(MockReply::http(response));
    }
    let text = std::fs::read_to_string(path).map_err(unread)?;
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("json") => Ok(MockReply::json(text)),
        Some("xml") => Ok(MockReply::xml(text)),
        _ => Err(format!(
            "{}: expected a file that ends in .json or .xml, or a content_type",
            path.display()
        )),
    }
}

fn fault_of(entry: &FaultEntry) -> Result<Fault, String> {
    let code = match entry.code {
        AnswerCode::Sender => FaultCode::Sender,
        AnswerCode::Receiver => FaultCode::Receiver,
    };
    let fault = Fault::new(code, &entry.reason);
    Ok(match &entry.detail {
        Some(detail) => {
            let element = RawElement::parse(detail);
            fault.with_detail(element.map_err(|error| format!("the detail of the fault: {error}"))?)
        }
        None => fault,
    })
}
