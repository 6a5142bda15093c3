//! The requests of the page.

use super::guard::{Guard, Refusal};
use super::saved::is_secret;
use super::state::{State, name};
use super::{convert, form, page, send};
use crate::listen::unread;
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderValue, Method, Response, StatusCode, header};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// The largest request of the page: a file in base64 may be in it.
const MOST: usize = 64 << 20;

const ICON: &str = include_str!("page/icon.svg");

/// Answers a request.
pub(super) async fn answer(
    guard: &Guard,
    state: Arc<OnceLock<State>>,
    request: http::Request<Body>,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let mut response = match guard.path(&parts.method, parts.uri.path(), &parts.headers) {
        Err(refusal) => refused(refusal),
        Ok(path) => {
            if path.is_empty() {
                page::answer(state)
            } else if path == "icon.svg" {
                typed(StatusCode::OK, "image/svg+xml", ICON)
            } else {
                let path = path.to_owned();
                let query = parts.uri.query().unwrap_or_default().to_owned();
                match axum::body::to_bytes(body, MOST).await {
                    Err(error) => {
                        let (status, message) = unread(&error);
                        text(status, message)
                    }
                    // Reading and calling take their time, and other requests are answered meanwhile.
                    Ok(body) => {
                        let answered = tokio::task::spawn_blocking(move || {
                            routed(state.wait(), &parts.method, &path, &query, &body)
                        });
                        let failed =
                            |_| text(StatusCode::INTERNAL_SERVER_ERROR, "the request failed\n");
                        answered.await.unwrap_or_else(failed)
                    }
                }
            }
        }
    };
    Guard::protect(response.headers_mut());
    response
}

fn refused(refusal: Refusal) -> Response<Body> {
    match refusal {
        Refusal::Token => text(
            StatusCode::NOT_FOUND,
            "There is nothing here. The page is at the address that the command printed.\n",
        ),
        Refusal::Host => text(StatusCode::FORBIDDEN, "This server has another name.\n"),
        Refusal::Origin => text(StatusCode::FORBIDDEN, "Another page asks.\n"),
        Refusal::MediaType => text(StatusCode::UNSUPPORTED_MEDIA_TYPE, "JSON is expected.\n"),
    }
}

fn routed(state: &State, method: &Method, path: &str, query: &str, body: &Bytes) -> Response<Body> {
    let query: HashMap<String, String> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let asked = match *method == Method::POST {
        true => match serde_json::from_slice(body) {
            Ok(asked) => asked,
            Err(error) => return told(Err(error.to_string())),
        },
        false => Value::Null,
    };
    match (method.as_str(), path) {
        ("GET", "api/form") => told(of_operation(
            state,
            &number(&query, "operation"),
            |one, _| form::form(state, one),
        )),
        ("GET", "api/type") => told(of_type(state, &query)),
        ("GET", "api/history") => told(match query.contains_key("id") {
            true => {
                let id = number(&query, "id").as_u64().unwrap_or_default();
                state
                    .past(id)
                    .ok_or_else(|| format!("there is no call {id} any more"))
            }
            false => Ok(state.history()),
        }),
        ("GET", "api/saved") => told(match (query.get("operation"), query.get("name")) {
            (Some(operation), Some(name)) => state.folder.read(operation, name),
            _ => Ok(state.folder.list()),
        }),
        ("POST", path) => told(posted(state, path, &asked)),
        _ => text(StatusCode::NOT_FOUND, "there is no such page\n"),
    }
}

fn posted(state: &State, path: &str, asked: &Value) -> Result<Value, String> {
    let at = &asked["operation"];
    match path {
        "api/convert" => of_operation(state, at, |one, _| convert::convert(one, asked)),
        "api/sample" => of_operation(state, at, |one, _| {
            convert::sample(state, one, asked["required"] == json!(true))
        }),
        "api/send" => of_operation(state, at, |one, about| send::send(state, one, about, asked)),
        "api/copy" => of_operation(state, at, |one, about| send::copy(state, one, about, asked)),
        "api/save" => {
            let (operation, _) = state.operation(at.as_u64().unwrap_or(u64::MAX))?;
            let redaction = state.redaction(operation);
            let secret = |local: &str| is_secret(local, &redaction);
            state.folder.save(&name(operation), asked, &secret)
        }
        "api/delete" => {
            let word = |name: &str| asked[name].as_str().unwrap_or_default();
            state.folder.delete(word("operation"), word("name"))
        }
        "api/environments" => state.folder.set_environments(asked),
        "api/forget" => {
            state.forget();
            Ok(json!({}))
        }
        _ => Err("there is no such request".to_owned()),
    }
}

fn of_operation(
    state: &State,
    number: &Value,
    answer: impl FnOnce(&soap_dynamic::Operation, &super::state::About) -> Value,
) -> Result<Value, String> {
    let (operation, about) = state.operation(number.as_u64().unwrap_or(u64::MAX))?;
    Ok(answer(operation, about))
}

fn of_type(state: &State, query: &HashMap<String, String>) -> Result<Value, String> {
    let id = number(query, "id").as_u64();
    let id = id.and_then(|id| usize::try_from(id).ok());
    let shape = id.and_then(|id| state.shape(id));
    let shape = shape.ok_or("there is no such type")?;
    Ok(json!({"types": form::types(state, std::iter::once(shape))}))
}

fn number(query: &HashMap<String, String>, name: &str) -> Value {
    let text = query.get(name).and_then(|text| text.parse::<u64>().ok());
    text.map_or(Value::Null, |number| json!(number))
}

fn told(answer: Result<Value, String>) -> Response<Body> {
    match answer {
        Ok(value) => typed(StatusCode::OK, "application/json", value.to_string()),
        Err(message) => {
            let value = failure(&message).to_string();
            typed(StatusCode::BAD_REQUEST, "application/json", value)
        }
    }
}

/// The answer to the page when a request failed.
pub(super) fn failure(message: &str) -> Value {
    json!({"error": {"kind": "Page", "message": message}})
}

fn text(status: StatusCode, text: &'static str) -> Response<Body> {
    typed(status, "text/plain; charset=utf-8", text)
}

/// An answer with a body of a media type.
pub(super) fn typed(
    status: StatusCode,
    kind: &'static str,
    body: impl Into<Body>,
) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
