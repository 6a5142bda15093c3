//! `wsdl-codegen call`: calls an operation without generated code.

mod arguments;
pub(crate) mod client;
pub(crate) mod curl;
mod files;
mod load;
pub(crate) mod output;
mod pairs;
mod profile;
mod request;
pub(crate) mod rust;

pub(crate) use arguments::{Call, EXAMPLES, Login};
pub(crate) use pairs::is_pair;

use super::console::Console;
use super::exit_codes::{DONE, FAULT, HTTP, TRANSPORT, UNREADABLE};
use super::{Outcome, Stop, fetch, input, sample};
use crate::arguments::{Fetch, Inputs};
use arguments::{Addressing, Format, Version};
use client::Credentials;
use soap_dynamic::{Contract, Operation};
use soap_runtime::transport::Ureq;
use soap_runtime::{Client, Error, ErrorKind};
use std::path::Path;
use wsdl_codegen::contract::{Call as FoundCall, Model, find, inspect::services, model};

pub(crate) fn run(arguments: &Call, console: &mut Console) -> Outcome {
    let mut arguments = profile::applied(arguments)?;
    pairs::check(&arguments.soap_header).map_err(Stop::Usage)?;
    for pair in &mut arguments.soap_header {
        *pair = files::filled(pair, None).map_err(Stop::Failed)?;
    }
    let words = request::Words::of(&arguments)?;
    let mut inputs = words.inputs.clone();
    let fetched = fetched(&mut inputs, &arguments, console)?;
    let (mut options, _) = input::options(&inputs)?;
    options.facets = true;
    let model = input::read_model(&options, console)?;
    let failed = |error: soap_dynamic::Error| Stop::Failed(error.to_string());
    let contract = Contract::from_model(&model, &options).map_err(failed)?;
    let folder = fetched.as_ref().map(tempfile::TempDir::path);
    let contracts = rust::Contracts::new(&words.inputs.wsdl, &options, folder);
    drop(fetched);
    if let Some(version) = arguments.soap_version {
        arguments.port = Some(port_of(&model, &contract, &words.operation, version)?);
    }
    let operation = match &arguments.port {
        // The port says which of several operations is meant.
        Some(port) if find(&model, &words.operation).len() > 1 => contract
            .operation_of_port(port, &words.operation)
            .map_err(failed)?,
        Some(port) => {
            let name = sample::one(&model, &words.operation)?.name();
            contract.operation_of_port(port, &name).map_err(failed)?
        }
        None => {
            let name = sample::one(&model, &words.operation)?.name();
            contract.operation(&name).map_err(failed)?
        }
    };
    let mut arguments = profile::for_operation(arguments, &contract, operation)?;
    let meant = arguments.port.as_deref();
    let meant = meant.or_else(|| operation.ports().first().copied());
    if arguments.addressing.is_none() && asks_for_addressing(&model, meant) {
        arguments.addressing = Some(Addressing::V1);
    }
    let arguments = &arguments;
    let endpoint = match &arguments.endpoint {
        Some(endpoint) => endpoint.clone(),
        None => {
            let services = services(&model);
            let mut ports = services.iter().flat_map(|service| &service.ports);
            let port = ports.find(|one| Some(&*one.name) == meant);
            port.and_then(|port| port.address.clone())
                .unwrap_or_default()
        }
    };
    if endpoint.is_empty() {
        return Err(Stop::Failed(
            "the contract names no address: say it with --endpoint".to_owned(),
        ));
    }
    let mut credentials = Credentials::of(arguments)?;
    let data = request::Data::of(operation, arguments, console)?;
    credentials.mask_headers(&data.headers);
    let request = request::message(operation, &words, &data)?;
    let headers = request::headers(operation, arguments, &data)?;
    let options = client::options(operation, arguments, headers, &credentials)?;
    if arguments.dry_run || arguments.curl || arguments.rust {
        let client = Client::without_transport(endpoint.as_str()).with_options(options);
        let made = operation.http_request(&client, &request);
        let mut made = made.map_err(|error| Stop::Failed(error.to_string()))?;
        let redaction = client.redaction(operation.table(), &made, None);
        let text = match (arguments.curl, arguments.rust) {
            (true, _) => curl::command(&made, arguments, &credentials, &redaction),
            (_, true) => {
                let headers = request::headers_json(operation, arguments, &data)?;
                rust::program(
                    operation, &contracts, &endpoint, &request, &headers, arguments, &redaction,
                )?
            }
            _ => {
                if credentials.are_in_http() {
                    // The client signs in when it sends.
                    let masked = http::HeaderValue::from_static("***");
                    made.headers_mut()
                        .insert(http::header::AUTHORIZATION, masked);
                }
                output::http_request(&made, &redaction)
            }
        };
        console.print(&text)?;
        return Ok(DONE);
    }
    let transport = client::transport(arguments)?;
    let client = Client::blocking(endpoint.as_str(), transport).with_options(options);
    if arguments.repeat > 1 {
        return load::run(operation, &client, &request, arguments, console);
    }
    one(operation, &client, &request, arguments, console)
}

/// The first port that has an operation in a version of SOAP.
fn port_of(
    model: &Model,
    contract: &Contract,
    operation: &str,
    version: Version,
) -> Result<String, Stop> {
    let names: Vec<String> = find(model, operation).iter().map(FoundCall::name).collect();
    let is_meant = |one: &&Operation| {
        let name = format!("{}.{}", one.port_type(), one.name());
        names.contains(&name)
    };
    let meant: Vec<&Operation> = contract.operations().filter(is_meant).collect();
    let in_version = |one: &&&Operation| one.table().version == version.into();
    let mut found = meant.iter().filter(in_version);
    let first = found.next();
    if names.is_empty()
        || first.is_some_and(|first| found.any(|one| one.port_type() != first.port_type()))
    {
        // None is meant, or several are: this says which there are.
        sample::one(model, operation)?;
    }
    let port = first.and_then(|one| one.ports().first());
    port.map(|port| (*port).to_owned()).ok_or_else(|| {
        let ports = meant.iter().flat_map(|one| {
            let version = one.table().version;
            one.ports()
                .iter()
                .map(move |port| format!("{port} ({version})"))
        });
        let ports: Vec<String> = ports.collect();
        let there = match ports.is_empty() {
            true => "none over SOAP".to_owned(),
            false => ports.join(", "),
        };
        let version = soap_runtime::soap::SoapVersion::from(version);
        Stop::Failed(format!(
            "no port has {operation} over {version}: it has {there}"
        ))
    })
}

/// Whether a port asks for the headers of WS-Addressing.
fn asks_for_addressing(model: &Model, port: Option<&str>) -> bool {
    let services = model.services.iter();
    let mut ports = services.flat_map(|(_, service)| &service.ports);
    let port = ports.find(|one| Some(&*one.name) == port);
    port.is_some_and(|port| {
        let of_binding = model.bindings[port.binding].addressing;
        of_binding.max(port.addressing) == Some(model::Addressing::Required)
    })
}

/// Fetches the contract, if it is an address. The folder is there as long as the result: while the contract is read.
pub(crate) fn fetched(
    inputs: &mut Inputs,
    arguments: &Call,
    console: &mut Console,
) -> Result<Option<tempfile::TempDir>, Stop> {
    let [path] = inputs.wsdl.as_slice() else {
        return Ok(None);
    };
    let Some(url) = input::address(path) else {
        return Ok(None);
    };
    let folder = tempfile::tempdir()?;
    let fetch = Fetch {
        proxy: arguments.proxy.clone(),
        ca: arguments.ca.iter().cloned().collect(),
        cert: arguments.cert.clone(),
        ..Fetch::new(url.to_owned(), folder.path().to_path_buf())
    };
    fetch::into(&fetch, console)?;
    inputs.wsdl = vec![folder.path().to_path_buf()];
    Ok(Some(folder))
}

/// Makes one call, and prints its reply.
fn one(
    operation: &Operation,
    client: &Client,
    request: &soap_dynamic::Message,
    arguments: &Call,
    console: &mut Console,
) -> Outcome {
    let seen = output::Seen::default();
    let client = client.with_options(soap_runtime::CallOptions::new().with_observer(seen.clone()));
    let result = operation.call(&client, request).wait();
    if console.is_verbose() {
        console.report(&seen.shown(operation, &client));
    }
    match result {
        Ok(reply) => {
            for deviation in &reply.deviations {
                console.say(&format!(
                    "deviation: {}: {}",
                    deviation.path, deviation.message
                ));
            }
            for skipped in &reply.skipped {
                console.say(&format!("skipped: {}", skipped.path));
            }
            if let Some(folder) = &arguments.save_attachments {
                output::save(folder, &reply.attachments)?;
            }
            let text = match arguments.format {
                Format::Xml => seen.reply_xml(),
                format => output::reply(operation, reply, format, console)?,
            };
            console.print(&text)?;
            Ok(DONE)
        }
        Err(error) => failed(operation, &error, &seen, arguments, console),
    }
}

/// Reports an error, and says the exit code. A fault is printed as a reply is: its envelope, or its detail.
fn failed(
    operation: &Operation,
    error: &Error,
    seen: &output::Seen,
    arguments: &Call,
    console: &mut Console,
) -> Outcome {
    console.error(&error.to_string());
    if let Some(fault) = error.as_fault() {
        let text = match arguments.format {
            Format::Xml => seen.reply_xml(),
            format => output::fault_detail(operation, fault, format)?,
        };
        console.print(&text)?;
    }
    code(error.kind()).ok_or(Stop::Failed(String::new()))
}

/// The exit code of an error; `None` if nothing was sent.
fn code(kind: ErrorKind) -> Option<u8> {
    Some(match kind {
        ErrorKind::Fault | ErrorKind::Service => FAULT,
        ErrorKind::Http => HTTP,
        ErrorKind::Transport => TRANSPORT,
        ErrorKind::Decode | ErrorKind::Rejected => UNREADABLE,
        _ => return None,
    })
}

/// The text of a file, or of standard input if it is `-`.
fn text_of(path: &str) -> Result<String, Stop> {
    let read = match path {
        "-" => std::io::read_to_string(std::io::stdin()),
        path => std::fs::read_to_string(Path::new(path)),
    };
    read.map_err(|error| Stop::Failed(format!("cannot read {path}: {error}")))
}
