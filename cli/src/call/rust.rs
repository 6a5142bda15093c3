//! A call as a program in Rust.

use super::arguments::{Addressing, Call, Format, Login, TIMEOUT};
use super::client::{PASSWORD, TOKEN, is_secret};
use super::curl::quoted;
use super::{Operation, Stop, output};
use crate::input;
use serde_json::Value;
use soap_dynamic::Message;
use soap_runtime::{Redaction, redact};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use wsdl_codegen::Options;

/// The path of the headers of WS-Addressing.
const ADDRESSING: &str = "soap_runtime::ws::Addressing";

/// The environment variable of headers that hold secrets.
const HEADERS: &str = "SOAP_HEADERS";

/// The folder that a program reads a contract from which has an address.
const FOLDER: &str = "wsdl";

/// The contracts that a program reads.
pub(crate) struct Contracts {
    files: Vec<PathBuf>,
    /// The options that say where what they import is, each a field with its value.
    places: String,
    /// The address that they are fetched from into [`FOLDER`].
    address: Option<String>,
}

impl Contracts {
    /// Those of the options, also from a folder into which they were fetched for this call.
    pub(crate) fn new(named: &[PathBuf], read: &Options, fetched: Option<&Path>) -> Self {
        let kept = |path: &PathBuf| {
            let below = fetched.and_then(|folder| path.strip_prefix(folder).ok());
            below.map_or_else(|| path.clone(), |below| Path::new(FOLDER).join(below))
        };
        let address = named.first().and_then(|path| input::address(path));
        let mut places = String::new();
        if !read.folders.is_empty() {
            let folders = read.folders.iter().map(|path| into(path));
            let _ = write!(places, "\n        folders: vec![{}],", listed(folders));
        }
        if !read.locations.is_empty() {
            let all = read.locations.iter();
            let all = all.map(|(place, path)| format!("({place:?}.into(), {})", into(path)));
            let _ = write!(places, "\n        locations: vec![{}],", listed(all));
        }
        Self {
            files: read.wsdl.iter().map(kept).collect(),
            places,
            address: address.map(str::to_owned),
        }
    }

    /// Whether one file alone is read.
    fn is_one(&self) -> bool {
        self.files.len() == 1 && self.places.is_empty()
    }

    /// The expression that reads them.
    fn loaded(&self) -> String {
        match self.files.as_slice() {
            [one] if self.is_one() => format!("Contract::load({:?})", one.display().to_string()),
            several => format!(
                "Contract::with_options(&wsdl_codegen::Options {{\n        wsdl: vec![{}],{}\n        \
                 ..wsdl_codegen::Options::default()\n    }})",
                listed(several.iter().map(|path| into(path))),
                self.places
            ),
        }
    }

    /// The comment on what the program needs.
    fn needs(&self, redaction: &Redaction) -> String {
        let more = match self.is_one() {
            true => "",
            false => "wsdl-codegen, ",
        };
        let mut out = format!(
            "// Cargo.toml: soap-dynamic, {more}and soap-runtime with the feature `ureq`.\n"
        );
        if let Some(address) = &self.address {
            let address = quoted(&redact(address.as_bytes(), redaction));
            let _ = writeln!(
                out,
                "// The contract: wsdl-codegen fetch {address} -o {FOLDER}"
            );
        }
        out
    }
}

/// An expression for a path.
fn into(path: &Path) -> String {
    format!("{:?}.into()", path.display().to_string())
}

fn listed(all: impl Iterator<Item = String>) -> String {
    all.collect::<Vec<_>>().join(", ")
}

/// Rust code that makes the call without generated code. Secrets are variables of the environment.
pub(crate) fn program(
    operation: &Operation,
    contracts: &Contracts,
    endpoint: &str,
    request: &Message,
    headers: &Value,
    arguments: &Call,
    redaction: &Redaction,
) -> Result<String, Stop> {
    let mut json: Value = serde_json::from_str(&output::text(request)?).unwrap_or_default();
    let has_secrets_in_body = mask(&mut json, &|name| {
        redaction.masks(name) || crate::mask::is_secret(name)
    });
    let json = raw(&serde_json::to_string_pretty(&json).unwrap_or_default());
    let loaded = contracts.loaded();
    let name = format!("{}.{}", operation.port_type(), operation.name());
    let found = match &arguments.port {
        Some(port) => format!("operation_of_port({port:?}, {name:?})"),
        None => format!("operation({name:?})"),
    };
    let shown = redact(endpoint.as_bytes(), redaction);
    let headers = headers_of(headers, redaction);
    let options = options(arguments);
    let (imported, security) = match (options.is_empty() && headers.is_empty(), arguments.login) {
        (true, _) => ("", ""),
        (false, Login::Text | Login::Digest) if arguments.user.is_some() => {
            ("CallOptions, ", ", ws::Security")
        }
        (false, _) => ("CallOptions, ", ""),
    };
    let auth = match (&arguments.user, arguments.login) {
        (Some(_), Login::Basic) => "Basic, ",
        (None, _) if is_bearer(arguments) => "Bearer, ",
        _ => "",
    };
    let mut out = contracts.needs(redaction);
    if options.iter().any(|option| option.contains(ADDRESSING)) {
        out = out.replace("feature `ureq`", "features `ureq` and `ws-security`");
    }
    let left_out = left_out(arguments);
    if !left_out.is_empty() {
        let _ = writeln!(out, "// Left out: {}.", left_out.join(", "));
    }
    if has_secrets_in_body || shown != endpoint {
        out.push_str("// The request has secrets: put them where `***` stands.\n");
    }
    let _ = write!(
        out,
        "use soap_dynamic::Contract;
use soap_runtime::{{{auth}{imported}Client, transport::Ureq{security}}};

fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let contract = {loaded}?;
    let operation = contract.{found}?;
    let request = operation.request_from_json({json})?;
{headers}    let client = Client::blocking({shown:?}, Ureq::new())"
    );
    if !imported.is_empty() {
        out.push_str(".with_options(\n        CallOptions::new()");
        if !headers.is_empty() {
            out.push_str("\n            .with_headers(headers)");
        }
        for option in &options {
            let _ = write!(out, "\n            .{option}");
        }
        out.push_str(",\n    )");
    }
    out.push_str(
        ";
    let reply = operation.call(&client, &request).wait()?;
    println!(\"{}\", operation.response(reply.body).to_json()?);
    Ok(())
}
",
    );
    if out.contains("variable(\"") {
        out.push_str(VARIABLE);
    }
    Ok(out)
}

/// A raw literal of a text.
fn raw(text: &str) -> String {
    let hashes = (1..).map(|count| "#".repeat(count));
    let hash = hashes
        .into_iter()
        .find(|hash| !text.contains(&format!("\"{hash}")))
        .unwrap_or_default();
    format!("r{hash}\"{text}\"{hash}")
}

/// An expression for a variable of the environment.
fn variable(name: &str) -> String {
    format!("variable({name:?})?")
}

/// The function that the expression calls. The error of the standard library does not name the variable.
const VARIABLE: &str = "
fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|error| format!(\"{name}: {error}\"))
}
";

fn is_bearer(arguments: &Call) -> bool {
    arguments.bearer || arguments.token_file.is_some()
}

/// The lines that make the headers of the contract.
fn headers_of(headers: &Value, redaction: &Redaction) -> String {
    if headers.as_object().is_none_or(serde_json::Map::is_empty) {
        return String::new();
    }
    let mut masked = headers.clone();
    match mask(&mut masked, &|name| {
        is_secret(name) || redaction.masks(name)
    }) {
        true => format!(
            "    // The headers as JSON, with their secrets: {masked}
    let headers = operation.headers_from_json(true, &{})?;\n",
            variable(HEADERS)
        ),
        false => {
            let json = raw(&headers.to_string());
            format!("    let headers = operation.headers_from_json(true, {json})?;\n")
        }
    }
}

/// Masks the members that are secrets by their names, with all that is in them, and tells whether there are any. The shape stays.
fn mask(value: &mut Value, is_meant: &dyn Fn(&str) -> bool) -> bool {
    let mut found = false;
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let local = name.rsplit(['}', '@']).next().unwrap_or(name);
                found |= match is_meant(local) {
                    true => mask_all(value),
                    false => mask(value, is_meant),
                };
            }
        }
        Value::Array(items) => {
            for item in items {
                found |= mask(item, is_meant);
            }
        }
        _ => {}
    }
    found
}

/// Masks each value in a value, and tells whether there are any.
fn mask_all(value: &mut Value) -> bool {
    match value {
        Value::Object(members) => members
            .values_mut()
            .fold(false, |found, value| mask_all(value) | found),
        Value::Array(items) => items
            .iter_mut()
            .fold(false, |found, value| mask_all(value) | found),
        Value::Null => false,
        Value::String(text) if text.is_empty() => false,
        value => {
            *value = Value::from("***");
            true
        }
    }
}

/// The options of the client, each a call of a method.
fn options(arguments: &Call) -> Vec<String> {
    let mut all = Vec::new();
    for header in &arguments.header {
        let Some((name, value)) = header.split_once(':') else {
            continue;
        };
        let (name, value) = (name.trim(), value.trim());
        let value = match is_secret(name) {
            true => variable(&name.to_ascii_uppercase().replace('-', "_")),
            false => format!("{value:?}"),
        };
        all.push(format!(
            "with_http_header({name:?}.parse()?, {value}.parse()?)"
        ));
    }
    if arguments.timeout != TIMEOUT {
        let seconds = arguments.timeout;
        all.push(format!(
            "with_timeout(std::time::Duration::from_secs({seconds}))"
        ));
    }
    if let Some(bytes) = arguments.mtom {
        all.push(format!("with_mtom({bytes})"));
    }
    match arguments.addressing {
        Some(Addressing::V1) => all.push(format!("with_raw_headers({ADDRESSING}::new())")),
        Some(Addressing::August2004) => {
            all.push(format!("with_raw_headers({ADDRESSING}::august_2004())"));
        }
        Some(Addressing::No) | None => {}
    }
    match (&arguments.user, arguments.login) {
        (Some(user), Login::Basic) => all.push(format!(
            "with_auth(Basic::new({user:?}, {}))",
            variable(arguments.password_env.as_deref().unwrap_or(PASSWORD))
        )),
        (Some(user), Login::Text) => all.push(format!(
            "with_raw_headers(Security::text({user:?}, &{}))",
            variable(arguments.password_env.as_deref().unwrap_or(PASSWORD))
        )),
        (Some(user), Login::Digest) => all.push(format!(
            "with_raw_headers(Security::digest({user:?}, &{}))",
            variable(arguments.password_env.as_deref().unwrap_or(PASSWORD))
        )),
        (None, _) if is_bearer(arguments) => {
            all.push(format!(
                "with_auth(Bearer::new({}))",
                variable(arguments.token_env.as_deref().unwrap_or(TOKEN))
            ));
        }
        (None, _) => {}
    }
    all
}

/// The arguments that the program does not have.
fn left_out(arguments: &Call) -> Vec<&'static str> {
    [
        ("--attach", !arguments.attach.is_empty()),
        ("--ca", arguments.ca.is_some()),
        ("--cert", arguments.cert.is_some()),
        ("--cookies", arguments.cookies),
        ("--format", arguments.format != Format::Json),
        ("--parallel", arguments.parallel > 1),
        ("--proxy", arguments.proxy.is_some()),
        ("--repeat", arguments.repeat > 1),
        ("--save-attachments", arguments.save_attachments.is_some()),
        ("--strict", arguments.strict),
    ]
    .into_iter()
    .filter_map(|(name, is_given)| is_given.then_some(name))
    .collect()
}
