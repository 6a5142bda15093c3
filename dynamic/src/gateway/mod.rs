//! A service over SOAP as JSON over HTTP: JSON in, SOAP out.
//!
//! Each operation is `POST /PortType/Operation`, as [`Contract::openapi`] describes it, and `GET /openapi.json` has the
//! description. A [`Gateway`] is a `tower` service, so `axum` and `hyper` serve it. It calls over any transport of the runtime.
//!
//! * A body is a message by the mapping of [`soap_runtime::json`]. Where the contract has headers for a message, it is an
//!   object with `headers` and `body`. A request without headers may be the plain body, unless that has members of these names.
//! * Errors are problems (RFC 9457): what is wrong with a request is 400, with its place in the JSON as `path`, a JSON Pointer; a fault is 422 where it says
//!   that the sender is at fault, and 500 otherwise, with its typed detail in `fault.detail`; a service that cannot be reached or
//!   does not answer as the contract says is 502, one that takes too long 504.
//! * Bodies, the time that one may take, and the calls at a time are limited. HTTP headers go on to the service only if they are
//!   named ([`Gateway::passing`]).
//!
//! ```
//! use http::{Request, StatusCode};
//! use soap_dynamic::{Contract, gateway::Gateway, mock::Mock};
//! use soap_runtime::Client;
//! use wsdl_codegen::Options;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/json/input.wsdl");
//! let mock = Mock::new(&Options { wsdl: vec![path.into()], ..Options::default() })?;
//! mock.answer_json("Echo", r#"{"order": {"number": 8}}"#)?;
//!
//! let client = Client::new("http://localhost/", mock.transport());
//! let gateway = Gateway::new(&Contract::load(path)?, client);
//! let request = Request::post("/Json/Echo").header("content-type", "application/json");
//! let answer = gateway.answer(request.body(r#"{"order": {"number": 7}}"#.into())?);
//! # let answer = finished(answer);
//! assert_eq!(answer.status(), StatusCode::OK);
//! assert_eq!(answer.body(), r#"{"order":{"number":8}}"#);
//! # Ok(())
//! # }
//! # fn finished<F: std::future::Future>(future: F) -> F::Output {
//! #     let mut context = std::task::Context::from_waker(std::task::Waker::noop());
//! #     let mut future = std::pin::pin!(future);
//! #     loop {
//! #         if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
//! #             return output;
//! #         }
//! #     }
//! # }
//! ```

mod problem;
mod service;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use soap_runtime::json::Tree;
use soap_runtime::xml::Deviation;
use soap_runtime::{CallOptions, Client, Reply};
use wsdl_codegen::internal::nearest;

use crate::openapi::{OpenApiOptions, any_fault_type, fault_type, has_headers, names, routes};
use crate::operation::tree_of;
use crate::{Contract, Error, Operation, Value};
use problem::Problem;

/// The largest body of a request, unless it is set.
const BODY: usize = 4 << 20;
/// The time that a body may take, unless it is set.
const BODY_TIME: Duration = Duration::from_secs(30);
/// The most calls at a time, unless it is set.
const CALLS: usize = 64;

/// Headers that belong to one connection or to the message of SOAP, and are never passed on.
const OWN: [&str; 17] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "soapaction",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// A service over SOAP as JSON over HTTP. Clones share their settings and limits.
#[derive(Clone)]
pub struct Gateway(Arc<SharedGateway>);

#[derive(Clone)]
struct SharedGateway {
    contract: Contract,
    client: Client,
    /// The operations by path: their places in the contract, and the kinds of their faults.
    paths: HashMap<String, (usize, FaultKinds)>,
    description: Bytes,
    passing: Vec<HeaderName>,
    body: usize,
    body_time: Duration,
    most_calls: usize,
    calls: Arc<AtomicUsize>,
}

/// In the extensions of a response of the gateway: where the reply of the service deviates from the contract. That is
/// tolerated, so the JSON may not be as the description says.
#[derive(Clone, Debug)]
pub struct Deviations(pub Vec<Deviation>);

/// The kinds of problems that the faults of an operation are.
#[derive(Clone)]
struct FaultKinds {
    /// By the element of the detail.
    declared: HashMap<&'static str, String>,
    /// Of other faults.
    any: String,
}

/// One of the calls at a time.
struct Running(Arc<AtomicUsize>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Gateway {
    /// Makes the gateway of a contract. `client` has the address of the service, the transport, credentials and the time-out.
    pub fn new(contract: &Contract, client: Client) -> Self {
        let names = names(contract);
        let mut paths = HashMap::new();
        for route in routes(contract, &names) {
            let mut operations = contract.operations();
            let found = operations.position(|one| std::ptr::eq(one, route.operation));
            let kinds = route.operation.faults.iter().map(|(member, _)| {
                let element = member.name.local;
                let kind = fault_type(route.operation, element, &names);
                (element, kind)
            });
            if let Some(index) = found {
                let kinds = FaultKinds {
                    declared: kinds.collect(),
                    any: any_fault_type(route.operation, &names),
                };
                paths.insert(route.path, (index, kinds));
            }
        }
        let description = contract.openapi(&OpenApiOptions::default()).to_string();
        Self(Arc::new(SharedGateway {
            contract: contract.clone(),
            client,
            paths,
            description: description.into(),
            passing: Vec::new(),
            body: BODY,
            body_time: BODY_TIME,
            most_calls: CALLS,
            calls: Arc::default(),
        }))
    }

    fn with(mut self, set: impl FnOnce(&mut SharedGateway)) -> Self {
        set(Arc::make_mut(&mut self.0));
        self
    }

    /// Passes an HTTP header of the request on to the service. Headers that belong to a connection or to the message, such as
    /// `Host` and `Content-Type`, are not passed.
    pub fn passing(self, name: HeaderName) -> Self {
        match OWN.contains(&name.as_str()) {
            true => self,
            false => self.with(|inner| inner.passing.push(name)),
        }
    }

    /// Sets the title, version and server of the document that `GET /openapi.json` has.
    ///
    /// ```
    /// use soap_dynamic::gateway::Gateway;
    /// use soap_dynamic::{Contract, OpenApiOptions};
    /// # fn show(contract: &Contract, client: soap_runtime::Client) {
    /// let mut options = OpenApiOptions::default();
    /// options.title = Some("Orders".to_owned());
    /// let gateway = Gateway::new(contract, client).with_openapi(&options);
    /// # let _ = gateway;
    /// # }
    /// ```
    pub fn with_openapi(self, options: &OpenApiOptions) -> Self {
        let description = self.0.contract.openapi(options).to_string();
        self.with(|inner| inner.description = description.into())
    }

    /// The largest body of a request in bytes; 4 MiB unless it is set.
    pub fn with_body_limit(self, bytes: usize) -> Self {
        self.with(|inner| inner.body = bytes)
    }

    /// The time that the body of a request may take; 30 s unless it is set.
    pub fn with_body_time(self, time: Duration) -> Self {
        self.with(|inner| inner.body_time = time)
    }

    /// The most calls at a time; 64 unless it is set. More are refused with 503.
    pub fn with_calls(self, most: usize) -> Self {
        self.with(|inner| inner.most_calls = most)
    }

    /// The paths of the operations, sorted.
    pub fn paths(&self) -> Vec<&str> {
        let mut paths: Vec<&str> = self.0.paths.keys().map(String::as_str).collect();
        paths.sort_unstable();
        paths
    }

    /// Answers an HTTP request, whose body was read.
    pub async fn answer(&self, request: http::Request<Bytes>) -> http::Response<Bytes> {
        let (parts, body) = request.into_parts();
        match self.handle(&parts, &body).await {
            Ok(response) => response,
            Err(problem) => problem.into_response(),
        }
    }

    /// The operation that a request is for, and whether it may have a body, before that is read.
    fn meant(&self, parts: &http::request::Parts) -> Result<(&Operation, &FaultKinds), Problem> {
        let path = decoded(parts.uri.path()).unwrap_or_default();
        let (index, kinds) = self.0.paths.get(&path).ok_or_else(|| {
            let hint = self.similar(&path);
            let hint = hint.map_or_else(String::new, |near| format!("did you mean {near}? "));
            let list = "GET /openapi.json lists the operations";
            Problem::new(StatusCode::NOT_FOUND).detail(&format!("{hint}{list}"))
        })?;
        if parts.method != Method::POST {
            let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED);
            return Err(problem.detail("use POST").header(header::ALLOW, "POST"));
        }
        if !is_json(&parts.headers) {
            let problem = Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE);
            return Err(problem.detail("the Content-Type of a request is application/json"));
        }
        let operation = self.0.contract.operations().nth(*index);
        let operation = operation.ok_or_else(Problem::internal)?;
        Ok((operation, kinds))
    }

    /// The path that is meant by another one: with an operation of that name, or a similar one.
    fn similar(&self, path: &str) -> Option<&str> {
        let paths = self.paths();
        let local = |path: &str| path.rsplit('/').next().unwrap_or_default().to_lowercase();
        let wanted = local(path);
        let same = paths.iter().copied().find(|one| local(one) == wanted);
        same.or_else(|| nearest(path, paths))
    }

    async fn handle(
        &self,
        parts: &http::request::Parts,
        body: &[u8],
    ) -> Result<http::Response<Bytes>, Problem> {
        if parts.uri.path() == "/openapi.json" {
            return self.description(&parts.method);
        }
        let (operation, kinds) = self.meant(parts)?;
        if body.len() > self.0.body {
            return Err(Problem::too_large(self.0.body));
        }
        let _running = self.start()?;
        let call = self.call(operation, &parts.headers, body)?;
        match call.await {
            Ok(reply) => respond(operation, reply),
            Err(error) => Err(Problem::of_call(&error, operation, kinds, body)),
        }
    }

    fn start(&self) -> Result<Running, Problem> {
        let running = Running(Arc::clone(&self.0.calls));
        if self.0.calls.fetch_add(1, Ordering::AcqRel) >= self.0.most_calls {
            let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE);
            return Err(problem.header(header::RETRY_AFTER, "1"));
        }
        Ok(running)
    }

    /// Makes the call of a request.
    fn call(
        &self,
        operation: &Operation,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<soap_runtime::Call<Value, ()>, Problem> {
        let text = std::str::from_utf8(body).map_err(|_| Problem::refused("JSON is UTF-8"))?;
        let mut tree = tree_of(text).map_err(|error| match error {
            Error::Json(error) => Problem::of_json("", &error),
            other => Problem::refused(&other.to_string()),
        })?;
        let mut read = self.0.client.options().read.clone().unwrap_or_default();
        read.understood.extend(operation.understood(false));
        let mut redaction = self
            .0
            .client
            .options()
            .redaction
            .clone()
            .unwrap_or_default();
        for name in operation.secrets() {
            redaction = redaction.name(name);
        }
        let mut options = CallOptions::new().with_read(read).with_redaction(redaction);
        let mut prefix = "";
        if has_headers(operation, true) && is_message(operation, &tree) {
            let (of_headers, of_body) = split(tree)?;
            let values = operation.headers_from_tree(of_headers);
            let values = values.map_err(|error| Problem::of_json("/headers", &error))?;
            options = options.with_headers(values);
            tree = of_body;
            prefix = "/body";
        }
        let request = operation.request_from_tree(tree);
        let request = request.map_err(|error| Problem::of_json(prefix, &error))?;
        for name in &self.0.passing {
            for value in headers.get_all(name) {
                options = options.with_http_header(name.clone(), value.clone());
            }
        }
        let client = self.0.client.with_options(options);
        Ok(operation.call(&client, &request))
    }

    fn description(&self, method: &Method) -> Result<http::Response<Bytes>, Problem> {
        if !matches!(*method, Method::GET | Method::HEAD) {
            let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED);
            return Err(problem.header(header::ALLOW, "GET, HEAD"));
        }
        Ok(json(StatusCode::OK, self.0.description.clone()))
    }
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Gateway").field(&self.0.contract).finish()
    }
}

/// A name as a step of a JSON Pointer (RFC 6901, section 3).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Whether a request of an operation with headers has them beside its body. It may be the plain body, too, unless that has members
/// of these names.
fn is_message(operation: &Operation, tree: &Tree) -> bool {
    let is_either = |name: &str| matches!(name, "headers" | "body");
    let own = operation.request_shape().members().unwrap_or_default();
    let Tree::Object(members) = tree else {
        return false;
    };
    own.iter().any(|member| is_either(&member.key))
        || members.iter().any(|(name, _)| is_either(name))
}

/// The headers and the body of a message with headers.
fn split(tree: Tree) -> Result<(Tree, Tree), Problem> {
    let wanted = "the operation has headers: expected an object with headers and body";
    let Tree::Object(members) = tree else {
        return Err(Problem::refused(wanted).at(""));
    };
    let (mut headers, mut body) = (None, None);
    for (name, value) in members {
        let place = match &*name {
            "headers" => &mut headers,
            "body" => &mut body,
            _ => return Err(Problem::refused(wanted).at(&format!("/{}", escaped(&name)))),
        };
        if place.replace(value).is_some() {
            let twice = "the member occurs a second time";
            return Err(Problem::refused(twice).at(&format!("/{}", escaped(&name))));
        }
    }
    let body = body.ok_or_else(|| Problem::refused(wanted).at("/body"))?;
    Ok((headers.unwrap_or(Tree::Object(Vec::new())), body))
}

/// The JSON of a reply.
fn respond(operation: &Operation, reply: Reply<Value>) -> Result<http::Response<Bytes>, Problem> {
    if operation.table.one_way {
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = StatusCode::ACCEPTED;
        return Ok(response);
    }
    let unwritten = |error: &dyn std::fmt::Display| Problem::unreadable(&error.to_string());
    let mut headers = Vec::new();
    for block in &reply.unknown_headers {
        if let Some(header) = operation.header(false, block) {
            let Some(header) = header.map_err(|error| unwritten(&error))? else {
                continue;
            };
            let tree = header
                .message
                .to_tree()
                .map_err(|error| unwritten(&error))?;
            headers.push((header.name.into(), tree));
        }
    }
    let message = operation.response(reply.body);
    let mut tree = message.to_tree().map_err(|error| unwritten(&error))?;
    if has_headers(operation, false) {
        tree = Tree::Object(vec![
            ("headers".into(), Tree::Object(headers)),
            ("body".into(), tree),
        ]);
    }
    let text = serde_json::to_vec(&tree).map_err(|error| unwritten(&error))?;
    let mut response = json(StatusCode::OK, text.into());
    if !reply.deviations.is_empty() {
        let deviations = Deviations(reply.deviations);
        response.extensions_mut().insert(deviations);
    }
    Ok(response)
}

/// A response with JSON.
fn json(status: StatusCode, body: Bytes) -> http::Response<Bytes> {
    let mut response = http::Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    protect(headers);
    response
}

/// Messages may hold secrets, and are no pages.
fn protect(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
}

/// Whether a request says that its body is JSON. A page of another site cannot say so without asking.
fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE);
    let value = value.and_then(|value| value.to_str().ok());
    let kind = value.unwrap_or_default().split(';').next();
    let kind = kind.unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind.starts_with("application/") && kind.ends_with("+json")
}

/// A path without `%XX`; `None` if it is none.
#[allow(clippy::arithmetic_side_effects, reason = "two hexadecimal digits")]
fn decoded(path: &str) -> Option<String> {
    let mut out = Vec::with_capacity(path.len());
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let mut digit = || char::from(bytes.next()?).to_digit(16);
        let value = digit()? * 16 + digit()?;
        out.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(out).ok()
}
