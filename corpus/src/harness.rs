//! Makes a program from generated code that reads messages and writes them back.

use crate::crates::Crate;
use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use testkit::repository;

/// The Rust names of an operation.
#[derive(Clone, Debug, Default)]
struct Names {
    /// Path of the static, below the service's module.
    operation: String,
    request: String,
    request_headers: String,
    response: String,
    response_headers: String,
}

/// Writes the sources of the program around folders of code, each with the folder of its messages (`""` if it has
/// none). The code was generated with servers, whose traits name the types of all messages; the servers are not
/// compiled.
pub fn write(target: &Crate, parts: &[(String, PathBuf)]) -> Result<(), String> {
    let mut modules = String::new();
    let mut slices = Vec::new();
    for (index, (part, generated)) in parts.iter().enumerate() {
        let (module, services) = module(generated)?;
        let _ = writeln!(modules, "mod part{index} {{\n{module}}}\n");
        for service in services {
            slices.push(format!(
                "({part:?}, part{index}::table::{service}::ENTRIES)"
            ));
        }
    }
    let main = format!(
        "//! Reads messages with generated code and writes them again.\n#![deny(warnings)]\n#![allow(dead_code)]\n\n\
         #[macro_use]\nmod replay;\n\n{modules}fn main() {{\n    replay::run(&[{}]);\n}}\n",
        slices.join(", ")
    );
    target.file("src/main.rs", &main)?;
    target.file("src/replay.rs", REPLAY)
}

/// The module for one folder of code with the table of its operations, and its services.
fn module(generated: &Path) -> Result<(String, Vec<String>), String> {
    let mut table = String::new();
    let mut services = Vec::new();
    let mut count = 0;
    let files = repository::files(generated, "rs")?;
    // The root has the items of all modules, and services may name theirs alike.
    let all: BTreeSet<&str> = files
        .iter()
        .filter_map(|file| file.file_stem()?.to_str())
        .filter(|name| *name != "mod")
        .collect();
    // A service may be called a server itself.
    let is_server = |name: &str| {
        let service = name.strip_suffix("_server");
        service.is_some_and(|service| all.contains(service))
    };
    let modules: String = all
        .iter()
        .filter(|name| !is_server(name))
        .map(|name| format!("{name}, "))
        .collect();
    for file in &files {
        let Some(service) = file
            .file_stem()
            .and_then(|stem| stem.to_str()?.strip_suffix("_server"))
        else {
            continue;
        };
        // A service may have this name itself.
        let client = file.with_file_name(format!("{service}.rs"));
        if !client.is_file() {
            continue;
        }
        let client = repository::read(&client)?;
        let server = repository::read(file)?;
        let all =
            names(&client, &server).map_err(|error| format!("{}: {error}", file.display()))?;
        let imports = runtime_imports(&server);
        let _ = writeln!(
            table,
            "    pub mod {service} {{\n        #![allow(unused_imports)]\n        use super::super::{{{modules}{service}::*}};\n        {imports}\n        use crate::replay::{{Entry, paths, replay}};\n        use soap_runtime::__private::v1;"
        );
        let mut entries = String::new();
        for (label, names) in all {
            let Names {
                operation,
                request,
                request_headers,
                response,
                response_headers,
            } = names;
            let mirror = format!("MIRROR_{count}");
            count += 1;
            let _ = writeln!(
                table,
                "        static {mirror}: v1::Operation = swapped!({operation});"
            );
            let _ = writeln!(
                entries,
                "            Entry {{ label: {label:?}, request: replay::<{request}, {request_headers}>, response: replay::<{response}, {response_headers}>, request_paths: paths::<{request}, {request_headers}>, response_paths: paths::<{response}, {response_headers}>, forward: &{operation}, backward: &{mirror} }},"
            );
        }
        let _ = writeln!(
            table,
            "        pub static ENTRIES: &[Entry] = &[\n{entries}        ];\n    }}"
        );
        services.push(service.to_owned());
    }
    let text = format!(
        "    include!({:?});\n    pub mod table {{\n{table}    }}\n",
        generated.join("mod.rs").display().to_string()
    );
    Ok((text, services))
}

/// The statement that imports the types of the runtime that a generated file imports.
fn runtime_imports(text: &str) -> String {
    let mut names = Vec::new();
    for statement in text.split(';') {
        let Some((_, imported)) = statement.split_once("use ::soap_runtime::") else {
            continue;
        };
        let imported = imported.trim_matches(['{', '}']).split(',').map(str::trim);
        names.extend(imported.filter(|name| name.starts_with(char::is_uppercase)));
    }
    format!("use soap_runtime::{{{}}};", names.join(", "))
}

/// The labels of operations, `Service/Operation`, by their statics. Names of services may have dots.
fn labels(client: &syn::File) -> BTreeMap<String, String> {
    let mut by_static: BTreeMap<String, String> = BTreeMap::new();
    // The operations of a client may have their common facts in a constant.
    let common = client.items.iter().find_map(|item| match item {
        syn::Item::Const(item) if text(&|| item.ty.to_token_stream()) == "v1::Operation" => {
            match &*item.expr {
                syn::Expr::Struct(value) => Some(value),
                _ => None,
            }
        }
        _ => None,
    });
    for item in &client.items {
        let syn::Item::Static(item) = item else {
            continue;
        };
        let syn::Expr::Struct(value) = &*item.expr else {
            continue;
        };
        if text(&|| item.ty.to_token_stream()) != "v1::Operation" {
            continue;
        }
        let field = |name: &str| {
            let own = value.fields.iter();
            let found = own
                .chain(common.iter().flat_map(|common| common.fields.iter()))
                .find(|field| matches!(&field.member, syn::Member::Named(ident) if ident == name));
            found
                .map(|field| {
                    text(&|| field.expr.to_token_stream())
                        .trim_matches('"')
                        .to_owned()
                })
                .unwrap_or_default()
        };
        by_static.insert(
            item.ident.to_string(),
            format!("{}/{}", field("service"), field("name")),
        );
    }
    by_static
}

/// Tokens without blanks.
fn text(tokens: &dyn Fn() -> proc_macro2::TokenStream) -> String {
    tokens().to_string().replace(' ', "")
}

/// The names, by `Service/Operation`.
fn names(client: &str, server: &str) -> Result<BTreeMap<String, Names>, String> {
    let mut all: BTreeMap<String, Names> = BTreeMap::new();
    let client = syn::parse_file(client).map_err(|error| error.to_string())?;
    let by_static = labels(&client);
    // The client's method names the static of its operation; the server's method of the same name names the types.
    let mut by_method: BTreeMap<String, String> = BTreeMap::new();
    for item in &client.items {
        let syn::Item::Impl(item) = item else {
            continue;
        };
        for method in &item.items {
            let syn::ImplItem::Fn(method) = method else {
                continue;
            };
            let body = text(&|| method.block.to_token_stream());
            if let Some((name, _)) = body
                .split_once("call(&")
                .and_then(|(_, rest)| rest.split_once(','))
            {
                by_method
                    .entry(method.sig.ident.to_string())
                    .or_insert_with(|| name.to_owned());
            }
        }
    }
    let server = syn::parse_file(server).map_err(|error| error.to_string())?;
    for item in &server.items {
        let syn::Item::Trait(item) = item else {
            continue;
        };
        for method in &item.items {
            let syn::TraitItem::Fn(method) = method else {
                continue;
            };
            let Some(name) = by_method.get(&method.sig.ident.to_string()) else {
                continue;
            };
            let Some(label) = by_static.get(name) else {
                continue;
            };
            let signature = text(&|| method.sig.to_token_stream());
            let between = |start: &str| -> Option<(String, String)> {
                let rest = signature.split_once(start)?.1;
                let arguments = generic_arguments(rest)?;
                match arguments.as_slice() {
                    [body] => Some((body.clone(), "()".to_owned())),
                    [body, headers] | [body, headers, _] => Some((body.clone(), headers.clone())),
                    _ => None,
                }
            };
            let request =
                between("server::Request<").ok_or_else(|| format!("no request in {signature}"))?;
            let response =
                between("server::Result<").ok_or_else(|| format!("no response in {signature}"))?;
            let local = |path: String| path.replace("super::", "");
            all.insert(
                label.clone(),
                Names {
                    operation: name.clone(),
                    request: local(request.0),
                    request_headers: local(request.1),
                    response: local(response.0),
                    response_headers: local(response.1),
                },
            );
        }
    }
    Ok(all)
}

/// The generic arguments up to the closing bracket.
fn generic_arguments(text: &str) -> Option<Vec<String>> {
    let mut depth = 0;
    let mut arguments = vec![String::new()];
    for c in text.chars() {
        match c {
            '>' if depth == 0 => {
                arguments.retain(|argument| !argument.is_empty());
                return Some(arguments);
            }
            ',' if depth == 0 => arguments.push(String::new()),
            _ => {
                depth += match c {
                    '<' | '(' => 1,
                    '>' | ')' => -1,
                    _ => 0,
                };
                arguments.last_mut()?.push(c);
            }
        }
    }
    None
}

/// The fixed part of the program.
const REPLAY: &str = r##"//! Reading and writing one message, and a protocol of it.

use soap_runtime::__private::v1::{self, Complex, Content, Operation};
use soap_runtime::json;
use soap_runtime::soap::{EnvelopeReader, SoapVersion};
use soap_runtime::xml::ReadOptions;
use soap_runtime::{CallOptions, Client, ErrorDetails};
use std::io::Write;
use std::path::Path;

/// An operation with request and response exchanged: reads a server's request in the way a client reads a reply.
macro_rules! swapped {
    ($operation:path) => {
        v1::Operation {
            name: $operation.name,
            service: $operation.service,
            version: $operation.version,
            declarations: $operation.declarations,
            style: $operation.style,
            input: $operation.output,
            output: $operation.input,
            input_headers: $operation.output_headers,
            output_headers: $operation.input_headers,
            ..v1::Operation::EMPTY
        }
    };
}


/// The message as written back, what was noted, and its JSON with the message as written after it, or the error and its place.
pub type Outcome = Result<(Vec<u8>, Vec<String>, Result<(String, Vec<u8>), String>), (String, Vec<String>)>;
/// Elements read by prediction, and by the general path.
pub type Paths = fn(read: &'static Operation, text: &[u8]) -> Option<(usize, usize)>;
pub type Replay = fn(read: &'static Operation, write: &'static Operation, strict: bool, text: &[u8]) -> Outcome;

pub struct Entry {
    pub label: &'static str,
    pub request: Replay,
    pub response: Replay,
    pub request_paths: Paths,
    pub response_paths: Paths,
    pub forward: &'static Operation,
    pub backward: &'static Operation,
}

pub fn replay<B, H>(read: &'static Operation, write: &'static Operation, strict: bool, text: &[u8]) -> Outcome
where
    B: Content + v1::Blank + Send + 'static,
    H: Complex + v1::Blank + Send + Sync + 'static,
{
    let options = CallOptions::new().with_read(ReadOptions::default().with_strict(strict));
    let client = Client::without_transport("http://localhost/").with_options(options);
    let response = http::Response::builder()
        .header("content-type", "text/xml; charset=utf-8")
        .body(bytes::Bytes::copy_from_slice(text))
        .map_err(|error| (error.to_string(), Vec::new()))?;
    let reply = client.decode::<B, H>(of_version(read, text), response).map_err(|error| match error.details() {
        ErrorDetails::Decode(error) => {
            let all = std::iter::once(error).chain(error.further());
            (format!("{error}"), all.map(|one| one.path().to_owned()).collect())
        }
        _ => (format!("{error}"), Vec::new()),
    })?;
    let mut notes: Vec<String> = reply.skipped.iter().map(|skipped| format!("{}: skipped", skipped.path)).collect();
    notes.extend(reply.deviations.iter().map(|deviation| format!("{}: {}", deviation.path, deviation.message)));
    let client = client.with_headers(reply.headers);
    let request = client.request(write, &reply.body).map_err(|error| (error.to_string(), Vec::new()))?;
    let json = through_json(&reply.body, read.output).and_then(|(text, body)| {
        let request = client.request(write, &body).map_err(|error| error.to_string())?;
        Ok((text, request.into_body().to_vec()))
    });
    Ok((request.into_body().to_vec(), notes, json))
}

/// The operation in the version of a message: published samples may have another than the binding.
fn of_version(operation: &'static Operation, text: &[u8]) -> &'static Operation {
    let namespace = SoapVersion::Soap12.namespace().as_bytes();
    let is_newer = text.windows(namespace.len()).any(|part| part == namespace);
    let version = if is_newer { SoapVersion::Soap12 } else { SoapVersion::Soap11 };
    if version == operation.version {
        operation
    } else {
        Box::leak(Box::new(Operation { version, ..*operation }))
    }
}

/// JSON text, and the same value by way of it.
fn through_json<B: Content + v1::Blank>(body: &B, member: Option<&'static v1::Member>) -> Result<(String, B), String> {
    let tree = json::to_tree(body, member).map_err(|error| error.to_string())?;
    let text = serde_json::to_string(&tree).map_err(|error| error.to_string())?;
    let tree = json::read_tree(&mut serde_json::Deserializer::from_str(&text)).map_err(|error| error.to_string())?;
    let mut again = B::blank();
    json::from_tree(&mut again, member, tree).map_err(|error| error.to_string())?;
    Ok((text, again))
}

pub fn paths<B, H>(read: &'static Operation, text: &[u8]) -> Option<(usize, usize)>
where
    B: Content + v1::Blank,
    H: Complex + v1::Blank,
{
    let (mut headers, mut body) = (H::blank(), B::blank());
    let due = read.output.map(|member| (member, &mut body as &mut dyn Content));
    let received = EnvelopeReader::new(&ReadOptions::default()).charset(Some("utf-8")).read(text, &mut headers, due);
    received.ok().map(|received| received.paths)
}

/// The published pages have headers beside the body. The strict mode needs them in a Header.
fn with_header(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let whole = || {
        let envelope = text.find("Envelope")?;
        let start = envelope + text[envelope..].find('>')? + 1;
        let end = text.find(":Body>").and_then(|at| text[..at].rfind('<'))?;
        let prefix = text[end + 1..].split_once(':')?.0;
        let headers = &text[start..end];
        if headers.trim().is_empty() {
            return None;
        }
        Some(format!("{}<{prefix}:Header>{headers}</{prefix}:Header>{}", &text[..start], &text[end..]).into_bytes())
    };
    whole().unwrap_or_else(|| text.as_bytes().to_vec())
}

pub fn run(tables: &[(&str, &[Entry])]) {
    let arguments: Vec<String> = std::env::args().collect();
    let (examples, out) = (Path::new(&arguments[1]), Path::new(&arguments[2]));
    let mut protocol = std::io::BufWriter::new(std::fs::File::create(out.join("protocol.txt")).expect("the folder is there"));
    for (part, entry) in tables.iter().flat_map(|(part, entries)| entries.iter().map(move |entry| (*part, entry))) {
        for (word, replay, paths, read, write) in [
            ("request", entry.request, entry.request_paths, entry.backward, entry.forward),
            ("response", entry.response, entry.response_paths, entry.forward, entry.backward),
        ] {
            let name = format!("{part}{}.{word}.xml", entry.label);
            let Ok(text) = std::fs::read(examples.join(&name)) else { continue };
            match replay(read, write, false, &text) {
                Ok((written, notes, json)) => {
                    let path = out.join(&name);
                    std::fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
                    match json {
                        Ok((json, again)) => {
                            std::fs::write(path.with_extension("json"), json).expect("it can be written");
                            if again != written {
                                std::fs::write(path.with_extension("json.xml"), again).expect("it can be written");
                                writeln!(protocol, "json differs\t{name}").expect("it can be written");
                            }
                        }
                        Err(error) => writeln!(protocol, "json failed\t{name}\t{}", error.replace('\n', " ")).expect("it can be written"),
                    }
                    std::fs::write(path, written).expect("it can be written");
                    writeln!(protocol, "read\t{name}").expect("it can be written");
                    if let Some((predicted, general)) = paths(read, &text) {
                        writeln!(protocol, "paths\t{name}\t{predicted} {general}").expect("it can be written");
                    }
                    for note in notes {
                        writeln!(protocol, "note\t{name}\t{}", note.replace('\n', " ")).expect("it can be written");
                    }
                }
                Err((error, _)) => writeln!(protocol, "failed\t{name}\t{}", error.replace('\n', " ")).expect("it can be written"),
            }
            match replay(read, write, true, &with_header(&text)) {
                Ok(_) => writeln!(protocol, "strict\t{name}").expect("it can be written"),
                Err((error, paths)) => {
                    writeln!(protocol, "refused\t{name}\t{}", error.replace('\n', " ")).expect("it can be written");
                    for path in paths {
                        writeln!(protocol, "named\t{name}\t{path}").expect("it can be written");
                    }
                }
            }
        }
    }
}
"##;
