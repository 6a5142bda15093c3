//! The request: from words, JSON or XML.

use super::arguments::Call;
use super::{Stop, files, pairs, text_of};
use crate::arguments::Inputs;
use crate::console::Console;
use crate::input;
use serde_json::Value;
use soap_dynamic::{Error, HeaderValues, Message, Operation};
use soap_runtime::xml::ReadOptions;
use std::path::{Path, PathBuf};
use wsdl_codegen::internal::nearest;

/// The most texts of a request that become numbers or booleans.
const RETYPED: usize = 10_000;

/// The positional arguments, told apart.
pub(super) struct Words {
    pub(super) operation: String,
    pub(super) inputs: Inputs,
    pub(super) pairs: Vec<String>,
}

impl Words {
    pub(super) fn of(arguments: &Call) -> Result<Self, Stop> {
        let (mut operation, mut contracts, mut pairs) = (None, Vec::new(), Vec::new());
        for word in [&arguments.operation].into_iter().chain(&arguments.words) {
            // The value of a member may look like a contract, so pairs come first.
            if pairs::is_pair(word) {
                pairs.push(word.clone());
            } else if input::is_contract(Path::new(word)) {
                contracts.push(PathBuf::from(word));
            } else if operation.is_none() {
                operation = Some(word.clone());
            } else {
                return Err(Stop::Usage(format!(
                    "`{word}` is no contract (a file, a folder, an address) and no `path=text`"
                )));
            }
        }
        let operation = operation.ok_or_else(|| Stop::Usage("no operation is named".to_owned()))?;
        pairs::check(&pairs).map_err(Stop::Usage)?;
        Ok(Self {
            operation,
            inputs: Inputs {
                wsdl: contracts,
                places: arguments.places.clone(),
            },
            pairs,
        })
    }
}

/// The message of `--data` or `--xml`.
pub(super) struct Data {
    /// The JSON of `--data`.
    body: Value,
    /// The envelope of `--xml`.
    envelope: Option<Message>,
    /// The headers of the contract beside the body; null where there are none.
    pub(super) headers: Value,
}

impl Data {
    /// Reads it. Where the operation has headers and the body no members of these names, it may be an object with `headers` and
    /// `body`, as the gateway takes it.
    pub(super) fn of(
        operation: &Operation,
        arguments: &Call,
        console: &mut Console,
    ) -> Result<Self, Stop> {
        if let Some(path) = &arguments.xml {
            return Self::of_envelope(operation, path, console);
        }
        let mut value = match &arguments.data {
            None => Value::Object(serde_json::Map::new()),
            Some(data) => {
                let text = match data.strip_prefix('@') {
                    Some(path) => text_of(path)?,
                    None => data.clone(),
                };
                pairs::json(&text)
                    .map_err(|error| Stop::Failed(format!("the request is no JSON: {error}")))?
                    .map_err(|error| Stop::Failed(error.to_string()))?
            }
        };
        let members = operation
            .request_shape()
            .known_members()
            .unwrap_or_default();
        let is_own = |name: &str| members.iter().any(|member| member.key == name);
        let is_both = value.as_object().is_some_and(|object| {
            object.contains_key("body")
                && object
                    .keys()
                    .all(|name| matches!(&**name, "body" | "headers"))
        });
        if !is_both || is_own("body") || is_own("headers") {
            return Ok(Self {
                body: value,
                envelope: None,
                headers: Value::Null,
            });
        }
        let mut take = |name: &str| value.get_mut(name).map(Value::take).unwrap_or_default();
        Ok(Self {
            body: take("body"),
            envelope: None,
            headers: take("headers"),
        })
    }

    /// Reads an envelope with the headers that the contract has, and tells which others it has.
    fn of_envelope(operation: &Operation, path: &str, console: &mut Console) -> Result<Self, Stop> {
        let failed = |error: Error| Stop::Failed(format!("{path}: {error}"));
        let text = text_of(path)?;
        let read = operation.read_with_headers(true, text.as_bytes(), &ReadOptions::default());
        let (message, headers) = read.map_err(failed)?;
        for name in headers.unknown() {
            console.say(&format!(
                "{path}: the header {name} is not sent, because the contract does not have it"
            ));
        }
        let json = headers.to_json().map_err(failed)?;
        let json = serde_json::from_str(&json);
        let mut headers: Value = json.map_err(|error| Stop::Failed(error.to_string()))?;
        if headers.as_object().is_some_and(serde_json::Map::is_empty) {
            headers = Value::Null;
        }
        Ok(Self {
            body: Value::Null,
            envelope: Some(message),
            headers,
        })
    }
}

/// Makes the request.
pub(super) fn message(operation: &Operation, words: &Words, data: &Data) -> Result<Message, Stop> {
    if let Some(message) = &data.envelope {
        if !words.pairs.is_empty() {
            let message = "members as words go with JSON, and not with --xml";
            return Err(Stop::Usage(message.to_owned()));
        }
        return Ok(message.clone());
    }
    let mut value = data.body.clone();
    let shape = operation.request_shape();
    for pair in &words.pairs {
        let pair = files::filled(pair, Some(&shape)).map_err(Stop::Failed)?;
        pairs::set(&mut value, &pair).map_err(Stop::Failed)?;
    }
    typed(&mut value, &words.pairs, |text| {
        operation.request_from_json(text)
    })
}

/// The headers of the contract.
pub(super) fn headers(
    operation: &Operation,
    arguments: &Call,
    data: &Data,
) -> Result<Option<HeaderValues>, Stop> {
    let value = headers_json(operation, arguments, data)?;
    if value.is_null() {
        return Ok(None);
    }
    let made = operation.headers_from_json(true, &value.to_string());
    made.map(Some)
        .map_err(|error| Stop::Failed(error.to_string()))
}

/// The JSON of the headers of the contract, with the numbers and booleans that it wants; null where there are none.
pub(super) fn headers_json(
    operation: &Operation,
    arguments: &Call,
    data: &Data,
) -> Result<Value, Stop> {
    let mut value = data.headers.clone();
    for pair in &arguments.soap_header {
        pairs::set(&mut value, pair).map_err(Stop::Failed)?;
    }
    let names: Vec<&str> = operation.header_names(true).collect();
    for name in value.as_object().into_iter().flat_map(|all| all.keys()) {
        if !names.contains(&name.as_str()) && !name.starts_with('{') {
            let hint = match nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean {near}?"),
                None if names.is_empty() => "the operation has none".to_owned(),
                None => format!("it has {}", names.join(", ")),
            };
            return Err(Stop::Failed(format!(
                "the contract has no header {name}: {hint}"
            )));
        }
    }
    if !value.is_null() {
        typed(&mut value, &arguments.soap_header, |text| {
            operation.headers_from_json(true, text)
        })?;
    }
    Ok(value)
}

/// Reads a value. Texts that came from words become the numbers and booleans that the contract wants.
fn typed<T>(
    value: &mut Value,
    words: &[String],
    read: impl Fn(&str) -> Result<T, Error>,
) -> Result<T, Stop> {
    for _ in 0..RETYPED {
        match read(&value.to_string()) {
            Ok(made) => return Ok(made),
            Err(error) => {
                if words.is_empty() {
                    return Err(Stop::Failed(error.to_string()));
                }
                if !pairs::retyped(value, &error) {
                    return Err(Stop::Failed(pairs::with_hint(&error, words)));
                }
            }
        }
    }
    Err(Stop::Failed("the request has too many words".to_owned()))
}
