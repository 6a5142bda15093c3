//! OpenAPI 3.1 of a service as JSON over HTTP, as the [gateway](crate::gateway) serves it.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::{Serialize, Serializer};
use soap_runtime::json::Tree;

use crate::schema::{SchemaBuilder, named_object, object, text, texts};
use crate::{Contract, MessageKind, Operation};

/// The media type of a message.
const JSON: &str = "application/json";
/// The media type of an error (RFC 9457).
const PROBLEM: &str = "application/problem+json";
/// The definition of an error.
const PROBLEM_SCHEMA: &str = "Problem";
/// The path of definitions, before a name.
const PREFIX: &str = "#/components/schemas/";

/// A document of OpenAPI 3.1. `Display` writes it with line breaks.
///
/// ```
/// use soap_dynamic::{Contract, OpenApiOptions};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/json/input.wsdl");
/// let contract = Contract::load(path)?;
/// let document = contract.openapi(&OpenApiOptions::default()).to_string();
/// assert!(document.contains(r#""/Json/Echo": {"#));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct OpenApi(Tree);

/// The parts of a document that the contract does not give.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct OpenApiOptions {
    /// Its title; without one, the names of the port types.
    pub title: Option<String>,
    /// The version of the API; without one, `1`.
    pub version: Option<String>,
    /// The address of the gateway; without one, the server that the document comes from.
    pub server: Option<String>,
}

/// The path of an operation.
pub(crate) struct Route<'c> {
    /// `/PortType/Operation`.
    pub(crate) path: String,
    /// Its name in the document.
    pub(crate) id: String,
    pub(crate) operation: &'c Operation,
}

/// The paths of the operations. One that several ports have is that of the first, as [`Contract::operation`] takes it; others of
/// one name have a number.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a count of what is in memory"
)]
pub(crate) fn routes<'c>(contract: &'c Contract, names: &SchemaBuilder<'_>) -> Vec<Route<'c>> {
    let mut routes: Vec<Route<'_>> = Vec::new();
    // The clients of the routes of one name.
    let mut known: HashMap<(&str, &str), Vec<(usize, usize)>> = HashMap::new();
    for operation in contract.operations() {
        let (port_type, binding) = operation.client;
        let same = known
            .entry((operation.port_type(), operation.name()))
            .or_default();
        if same
            .iter()
            .any(|(other, bound)| *other == port_type && *bound != binding)
        {
            continue;
        }
        // Port types of one name, in several namespaces.
        let path = format!("/{}/{}", operation.port_type(), operation.name());
        let path = match same.len() {
            0 => path,
            others => format!("{path}.{}", others + 1),
        };
        same.push(operation.client);
        let id = names.operation_name(operation);
        routes.push(Route {
            path,
            id,
            operation,
        });
    }
    routes
}

/// Whether the JSON of a message is an object with `headers` and `body`.
pub(crate) fn has_headers(operation: &Operation, is_request: bool) -> bool {
    operation.header_names(is_request).next().is_some()
}

impl Contract {
    /// The document of the service as JSON over HTTP.
    ///
    /// Each operation is `POST /PortType/Operation`. Bodies are messages by the mapping of [`soap_runtime::json`]; where the
    /// contract has headers for a message, it is an object with `headers` and `body`. Faults and errors are problems (RFC 9457).
    pub fn openapi(&self, options: &OpenApiOptions) -> OpenApi {
        let mut builder = SchemaBuilder::new(self.tables(), PREFIX);
        let mut schemas = vec![(PROBLEM_SCHEMA.to_owned(), problem())];
        let mut paths = Vec::new();
        let mut port_types: Vec<&str> = Vec::new();
        for route in routes(self, &builder) {
            let (id, operation) = (&*route.id, route.operation);
            if !port_types.contains(&operation.port_type()) {
                port_types.push(operation.port_type());
            }
            for kind in operation.message_kinds() {
                if let Some((cell, member)) = operation.message_type(&kind) {
                    let tree = builder.content(cell, member);
                    schemas.push((builder.message_name(operation, &kind), tree));
                }
            }
            for is_request in [true, false] {
                if has_headers(operation, is_request) {
                    schemas.push(message(id, operation, is_request));
                }
            }
            let problem = fault_problem(operation, &mut builder);
            schemas.push((format!("{id}.problem"), problem));
            let post = object(vec![("post", post(id, operation))]);
            paths.push((encoded(&route.path), post));
        }
        schemas.extend(builder.definitions());
        let mut seen = HashSet::new();
        schemas.retain(|(name, _)| seen.insert(name.clone()));
        schemas.sort_by(|one, other| one.0.cmp(&other.0));
        let title = options.title.clone();
        let title = title.unwrap_or_else(|| port_types.join(", "));
        let version = options.version.as_deref().unwrap_or("1");
        let server = options.server.as_deref().unwrap_or("/");
        let tags = port_types
            .iter()
            .map(|name| object(vec![("name", text(*name))]));
        OpenApi(object(vec![
            ("openapi", text("3.1.0")),
            (
                "info",
                object(vec![("title", text(title)), ("version", text(version))]),
            ),
            (
                "servers",
                Tree::List(vec![object(vec![("url", text(server))])]),
            ),
            ("tags", Tree::List(tags.collect())),
            ("paths", named_object(paths)),
            (
                "components",
                object(vec![
                    ("schemas", named_object(schemas)),
                    ("responses", responses()),
                ]),
            ),
        ]))
    }
}

/// A path with what a URL cannot have as `%XX`.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The kinds of problems that the description has, by their places in it.
#[cfg(feature = "gateway")]
pub(crate) const REFUSED: &str = "/openapi.json#/components/responses/Refused";
/// The same of a service that does not answer.
#[cfg(feature = "gateway")]
pub(crate) const UNAVAILABLE: &str = "/openapi.json#/components/responses/Unavailable";

/// The kind of the faults of an operation that are not declared.
#[cfg(feature = "gateway")]
pub(crate) fn any_fault_type(operation: &Operation, names: &SchemaBuilder<'_>) -> String {
    let name = names.operation_name(operation);
    format!("/openapi.json{PREFIX}{name}.problem")
}

/// The identity of a declared fault: the place of its definition.
#[cfg(feature = "gateway")]
pub(crate) fn fault_type(
    operation: &Operation,
    element: &str,
    names: &SchemaBuilder<'_>,
) -> String {
    let name = names.message_name(operation, &MessageKind::Fault(element.to_owned()));
    format!("/openapi.json{PREFIX}{name}")
}

/// The names of definitions of a contract.
#[cfg(feature = "gateway")]
pub(crate) fn names(contract: &Contract) -> SchemaBuilder<'_> {
    SchemaBuilder::new(contract.tables(), PREFIX)
}

fn reference(name: &str) -> Tree {
    object(vec![("$ref", text(format!("{PREFIX}{name}")))])
}

/// The definition of a message with headers.
fn message(id: &str, operation: &Operation, is_request: bool) -> (String, Tree) {
    let word = if is_request { "request" } else { "response" };
    let mut required = vec!["body"];
    let empty = || operation.headers_from_tree(Tree::Object(Vec::new()));
    if !is_request || empty().is_err() {
        required.insert(0, "headers");
    }
    let headers = match is_request {
        true => reference(&format!("{id}.requestHeaders")),
        // A service may leave out what it declares.
        false => object(vec![("type", text("object"))]),
    };
    let schema = object(vec![
        ("type", text("object")),
        (
            "properties",
            object(vec![
                ("headers", headers),
                ("body", reference(&format!("{id}.{word}"))),
            ]),
        ),
        ("required", texts(required)),
        ("additionalProperties", Tree::Boolean(false)),
    ]);
    (format!("{id}.{word}Message"), schema)
}

fn content(kind: &'static str, schema: Tree) -> Tree {
    let schema = object(vec![("schema", schema)]);
    object(vec![(kind, schema)])
}

fn post(id: &str, operation: &Operation) -> Tree {
    let body = |is_request: bool| {
        let word = if is_request { "request" } else { "response" };
        let end = if has_headers(operation, is_request) {
            "Message"
        } else {
            ""
        };
        content(JSON, reference(&format!("{id}.{word}{end}")))
    };
    let fault = || {
        object(vec![
            ("description", text("The service answers with a fault.")),
            (
                "content",
                content(PROBLEM, reference(&format!("{id}.problem"))),
            ),
        ])
    };
    let done = match operation.table.one_way {
        true => (
            "202",
            object(vec![("description", text("The service has the request."))]),
        ),
        false => (
            "200",
            object(vec![
                ("description", text("The response of the service.")),
                ("content", body(false)),
            ]),
        ),
    };
    let mut answers = vec![done];
    for status in ["400", "413", "415"] {
        answers.push((status, response("Refused")));
    }
    answers.push(("422", fault()));
    answers.push(("500", fault()));
    for status in ["502", "503", "504"] {
        answers.push((status, response("Unavailable")));
    }
    let mut members = vec![
        ("tags", texts([operation.port_type()])),
        ("operationId", text(id)),
    ];
    if !operation.docs.is_empty() {
        members.push(("description", text(operation.docs)));
    }
    members.push((
        "requestBody",
        object(vec![
            ("required", Tree::Boolean(true)),
            ("content", body(true)),
        ]),
    ));
    members.push(("responses", object(answers)));
    object(members)
}

fn response(name: &str) -> Tree {
    object(vec![(
        "$ref",
        text(format!("#/components/responses/{name}")),
    )])
}

/// The answers that are the same for all operations.
fn responses() -> Tree {
    let one = |description: &str| {
        object(vec![
            ("description", text(description)),
            ("content", content(PROBLEM, reference(PROBLEM_SCHEMA))),
        ])
    };
    object(vec![
        (
            "Refused",
            one("The request is not as the contract says; nothing was sent to the service."),
        ),
        (
            "Unavailable",
            one(
                "The service cannot be reached, takes too long, or does not answer as the contract says.",
            ),
        ),
    ])
}

/// A problem (RFC 9457, section 3).
fn problem() -> Tree {
    let typed = |kind: &str, description: &str| {
        object(vec![
            ("description", text(description)),
            ("type", text(kind)),
        ])
    };
    object(vec![
        ("description", text("An error as RFC 9457 says.")),
        ("type", text("object")),
        (
            "properties",
            object(vec![
                ("type", typed("string", "The kind of the problem.")),
                (
                    "title",
                    typed("string", "The kind of the problem, in words."),
                ),
                ("status", typed("integer", "The status of the response.")),
                ("detail", typed("string", "The reason of the problem.")),
                (
                    "path",
                    typed(
                        "string",
                        "The place in the JSON of the request, a JSON Pointer (RFC 6901), such as `/order/lines/3/price`.",
                    ),
                ),
            ]),
        ),
        ("required", texts(["type", "title", "status"])),
    ])
}

/// The problem that a fault of an operation is.
fn fault_problem(operation: &Operation, builder: &mut SchemaBuilder<'_>) -> Tree {
    let string = || object(vec![("type", text("string"))]);
    let details = operation.faults.iter().map(|(member, _)| {
        let name = member.name.local;
        let kind = MessageKind::Fault(name.to_owned());
        (
            name.to_owned(),
            reference(&builder.message_name(operation, &kind)),
        )
    });
    let mut known = HashSet::new();
    let details: Vec<(String, Tree)> = details
        .filter(|(name, _)| known.insert(name.clone()))
        .collect();
    let mut members = vec![
        ("code", string()),
        (
            "subcodes",
            object(vec![("type", text("array")), ("items", string())]),
        ),
        ("role", string()),
    ];
    if !details.is_empty() {
        let declared = object(vec![
            (
                "description",
                text("The detail that the contract declares, by the name of its element."),
            ),
            ("type", text("object")),
            ("properties", named_object(details)),
        ]);
        members.push(("detail", declared));
    }
    let elements = object(vec![
        (
            "description",
            text("Details that the contract does not declare."),
        ),
        ("type", text("array")),
        ("items", builder.element_reference()),
    ]);
    members.push(("elements", elements));
    let fault = object(vec![
        ("type", text("object")),
        ("properties", object(members)),
        ("required", texts(["code"])),
    ]);
    object(vec![
        ("allOf", Tree::List(vec![reference(PROBLEM_SCHEMA)])),
        ("type", text("object")),
        ("properties", object(vec![("fault", fault)])),
        ("required", texts(["fault"])),
    ])
}

impl fmt::Display for OpenApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string_pretty(&self.0).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

impl Serialize for OpenApi {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
