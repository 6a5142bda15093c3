//! Messages as JSON and XML, and the mistakes in them with their places.

use super::place::{Place, Steps, in_json, line_and_column, offset};
use super::state::State;
use crate::indent::indented;
use serde_json::{Value, json};
use soap_dynamic::{Error, Message, Operation};
use soap_runtime::DecodeError;
use soap_runtime::xml::ReadOptions;
use wsdl_codegen::contract::calls;
use wsdl_codegen::contract::sample::{SampleOptions, SampleStyle, Sampler};
use wsdl_codegen::contract::{Call, Direction};

/// The most mistakes that are told at a time.
const PROBLEMS: usize = 50;

/// Reads a request from JSON.
pub(super) fn from_json(operation: &Operation, text: &str) -> Result<Message, Value> {
    syntax(text, "json")?;
    let made = operation.request_from_json(text);
    made.map_err(|error| json_problem(&error, text, "json"))
}

/// Answers `convert`: the other form of a text, and what is wrong with it.
pub(super) fn convert(operation: &Operation, asked: &Value) -> Value {
    let text = asked["text"].as_str().unwrap_or_default();
    let mut answer = match asked["from"].as_str() {
        Some("xml") => xml(operation, text),
        _ => json(operation, text),
    };
    let headers = asked["headers"].as_str().unwrap_or_default();
    if let (Err(problem), Some(problems)) = (
        headers_from(operation, headers),
        answer["problems"].as_array_mut(),
    ) {
        problems.push(problem);
    }
    answer
}

/// Reads the headers of a request; none of an empty text or object.
pub(super) fn headers_from(
    operation: &Operation,
    text: &str,
) -> Result<Option<soap_dynamic::HeaderValues>, Value> {
    if text.trim().is_empty() || text.trim() == "{}" {
        return Ok(None);
    }
    syntax(text, "headers")?;
    let read = operation.headers_from_json(true, text);
    read.map(Some)
        .map_err(|error| json_problem(&error, text, "headers"))
}

/// Checks that a text is JSON.
fn syntax(text: &str, of: &str) -> Result<(), Value> {
    let read = serde_json::from_str::<serde::de::IgnoredAny>(text);
    read.map(|_| ()).map_err(|error| {
        let place = Place {
            offset: offset(text, error.line(), error.column()),
            steps: Vec::new(),
        };
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        problem(of, message, text, &place)
    })
}

fn json(operation: &Operation, text: &str) -> Value {
    let message = match from_json(operation, text) {
        Ok(message) => message,
        Err(problem) => return json!({"problems": [problem]}),
    };
    let written = match message.to_xml() {
        Ok(written) => written,
        Err(error) => return json!({"problems": [json_problem(&error, text, "json")]}),
    };
    // A strict reader judges more than the writer.
    let problems = match operation.read(true, written.as_bytes(), &ReadOptions::strict()) {
        Err(Error::Decode(error)) => all(&error)
            .map(|one| {
                let place = in_json(text, one.path(), Steps::Names);
                problem("json", one.message(), text, &place)
            })
            .collect(),
        Err(error) => vec![json_problem(&error, text, "json")],
        Ok(_) => Vec::new(),
    };
    json!({"xml": indented(&written), "problems": problems})
}

fn xml(operation: &Operation, text: &str) -> Value {
    let strict = operation.read(true, text.as_bytes(), &ReadOptions::strict());
    let errors = match strict {
        Ok(message) => return json_of(&message, Vec::new()),
        Err(Error::Decode(error)) => error,
        Err(error) => return json!({"problems": [plain("xml", &error.to_string())]}),
    };
    let lenient = operation.request_from_xml(text.as_bytes());
    let json = lenient
        .as_ref()
        .ok()
        .and_then(|message| message.to_json().ok());
    let problems = all(&errors).map(|one| {
        let steps = match &json {
            Some(json) => in_json(json, one.path(), Steps::Names).steps,
            None => Vec::new(),
        };
        let place = Place {
            offset: one.offset(),
            steps,
        };
        problem("xml", one.message(), text, &place)
    });
    let problems = problems.collect();
    match lenient {
        Ok(message) => json_of(&message, problems),
        Err(_) => json!({"problems": problems}),
    }
}

/// An error and those that the strict mode found besides.
fn all(error: &DecodeError) -> impl Iterator<Item = &DecodeError> {
    std::iter::once(error).chain(error.further()).take(PROBLEMS)
}

fn json_of(message: &Message, mut problems: Vec<Value>) -> Value {
    match message.to_json() {
        Ok(text) => json!({"json": pretty(&text), "problems": problems}),
        Err(error) => {
            problems.push(plain("xml", &error.to_string()));
            json!({"problems": problems})
        }
    }
}

/// The mistake that an error tells, with its place in JSON.
fn json_problem(error: &Error, text: &str, of: &str) -> Value {
    match error {
        Error::Json(error) => {
            let place = in_json(text, &error.path(), Steps::Keys);
            problem(of, error.message(), text, &place)
        }
        Error::Encode(error) => {
            let place = in_json(text, error.path(), Steps::Names);
            problem(of, error.message(), text, &place)
        }
        Error::Decode(error) => {
            let place = in_json(text, error.path(), Steps::Names);
            problem(of, error.message(), text, &place)
        }
        error => plain(of, &error.to_string()),
    }
}

fn problem(of: &str, message: &str, text: &str, place: &Place) -> Value {
    let (line, column) = line_and_column(text, place.offset);
    json!({"in": of, "message": message, "line": line, "column": column, "steps": place.steps})
}

fn plain(of: &str, message: &str) -> Value {
    json!({"in": of, "message": message, "line": 1, "column": 1, "steps": []})
}

/// JSON with a line for each member. Numbers keep their digits.
pub(crate) fn pretty(text: &str) -> String {
    let value: Result<Value, _> = serde_json::from_str(text);
    value
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| text.to_owned())
}

/// A sample of the request, as JSON and XML.
pub(super) fn sample(state: &State, operation: &Operation, required: bool) -> Value {
    let name = super::state::name(operation);
    let calls = calls(&state.model);
    let Some(call) = calls.iter().find(|call| call.name() == name) else {
        return json!({"problems": [plain("json", "the contract has no such operation")]});
    };
    let text = sampled(state, call, required);
    match operation.request_from_xml(text.as_bytes()) {
        Ok(message) => json_of(&message, Vec::new()),
        Err(error) => json!({"problems": [plain("json", &error.to_string())]}),
    }
}

fn sampled<'m>(state: &'m State, call: &Call<'m>, required: bool) -> String {
    let wanted = SampleOptions {
        style: SampleStyle::of(call),
        required_only: required,
        secrets: state.secrets.clone(),
        // A form of thousands of fields helps nobody.
        budget: 200,
    };
    Sampler::new(&state.model).sample(call, Direction::Request, &wanted)
}
