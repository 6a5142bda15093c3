//! The state of the page: the contract, and all calls since the command began.

use super::Arguments;
use super::saved::SavedFolder;
use crate::call::rust::Contracts;
use crate::call::{self, Call};
use crate::console::Console;
use crate::{Stop, input};
use clap::Parser;
use serde_json::{Value, json};
use soap_dynamic::shape::Shape;
use soap_dynamic::{Contract, Operation};
use soap_runtime::Redaction;
use soap_runtime::transport::Ureq;
use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use wsdl_codegen::Options;
use wsdl_codegen::contract::inspect::{Service, services};
use wsdl_codegen::contract::{Model, calls};

/// The most calls that the history keeps, and the most bytes of their messages.
const HISTORY: usize = 100;
const HISTORY_BYTES: usize = 64 << 20;

/// The contract and what is known besides.
pub(super) struct State {
    pub(super) contract: Contract,
    pub(super) model: Model,
    /// By the order of the contract.
    about: Vec<About>,
    pub(super) services: Value,
    pub(super) endpoint: Option<String>,
    /// The contract as `call` takes it.
    pub(super) inputs: Vec<PathBuf>,
    /// The contract as a program reads it.
    pub(super) contracts: Contracts,
    /// The selectors of `--secrets`.
    pub(super) secrets: Vec<String>,
    pub(super) folder: SavedFolder,
    pub(super) transport: Ureq,
    shapes: Mutex<Shapes>,
    history: Mutex<History>,
}

/// The facts of an operation besides its messages.
#[derive(Clone, Default)]
pub(super) struct About {
    pub(super) documentation: String,
    pub(super) service: String,
    pub(super) address: String,
    /// The port and its version of SOAP, where several ports have the operation.
    pub(super) port: Option<String>,
}

/// Numbers for types, which the page asks for by them.
#[derive(Default)]
struct Shapes {
    ids: HashMap<usize, usize>,
    all: Vec<Shape>,
}

#[derive(Default)]
struct History {
    next: u64,
    calls: VecDeque<(Value, usize)>,
    bytes: usize,
}

/// The arguments of `call`, from words.
#[derive(Parser)]
#[command(no_binary_name = true)]
struct CallWords {
    #[command(flatten)]
    call: Call,
}

/// Reads the words of a call as its command line.
pub(super) fn parsed(words: &[String]) -> Result<Call, Stop> {
    match CallWords::try_parse_from(words) {
        Ok(words) => Ok(words.call),
        Err(error) => Err(Stop::Failed(error.to_string())),
    }
}

/// A contract that was read, and what else the page was started with.
pub(super) struct Opening {
    model: Model,
    options: Options,
    named: Vec<PathBuf>,
    contracts: Contracts,
    transport: Ureq,
    endpoint: Option<String>,
    requests: PathBuf,
}

impl Opening {
    /// Reads the contract, and reports what is wrong with it.
    pub(super) fn new(arguments: &Arguments, console: &mut Console) -> Result<Self, Stop> {
        let mut words = vec!["-".to_owned()];
        let path = |path: &PathBuf| path.display().to_string();
        let options = [
            ("cert", arguments.cert.as_ref().map(path)),
            ("ca", arguments.ca.as_ref().map(path)),
            ("proxy", arguments.proxy.clone()),
        ];
        for (name, value) in options {
            words.extend(value.map(|value| format!("--{name}={value}")));
        }
        words.push("--cookies".to_owned());
        let connection = parsed(&words)?;
        let named = arguments.inputs.wsdl.clone();
        let mut inputs = arguments.inputs.clone();
        let fetched = call::fetched(&mut inputs, &connection, console)?;
        let (mut options, _) = input::options(&inputs)?;
        options.facets = true;
        for name in &arguments.secrets {
            options.set("secrets", name)?;
        }
        let model = input::read_model(&options, console)?;
        let folder = fetched.as_ref().map(tempfile::TempDir::path);
        let contracts = Contracts::new(&named, &options, folder);
        drop(fetched);
        Ok(Self {
            model,
            contracts,
            options,
            named,
            transport: call::client::transport(&connection)?,
            endpoint: arguments.endpoint.clone(),
            requests: arguments.requests.clone(),
        })
    }
}

impl State {
    /// Makes the tables of the contract, while a browser may load the page already.
    pub(super) fn new(opening: Opening) -> Result<Self, Stop> {
        let (model, options) = (opening.model, opening.options);
        let contract = Contract::from_model(&model, &options)
            .map_err(|error| Stop::Failed(error.to_string()))?;
        let services = services(&model);
        Ok(Self {
            about: about(&contract, &model, &services),
            services: listed(&services),
            endpoint: opening.endpoint,
            inputs: if opening.named.is_empty() {
                options.wsdl.clone()
            } else {
                opening.named
            },
            contracts: opening.contracts,
            secrets: options.secrets.clone(),
            folder: SavedFolder::new(opening.requests),
            transport: opening.transport,
            shapes: Mutex::default(),
            history: Mutex::default(),
            contract,
            model,
        })
    }

    /// An operation by its number.
    pub(super) fn operation(&self, index: u64) -> Result<(&Operation, &About), String> {
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        let operation = self.contract.operations().nth(index);
        let found = operation.zip(self.about.get(index));
        found.ok_or_else(|| format!("there is no operation {index}"))
    }

    /// Services and operations.
    pub(super) fn listed(&self) -> Value {
        let all = self.contract.operations().zip(&self.about).enumerate();
        let operations = all.map(|(id, (operation, about))| {
            json!({
                "id": id,
                "name": operation.name(),
                "portType": operation.port_type(),
                "service": about.service,
                "documentation": about.documentation,
                "port": about.port,
                "endpoint": self.endpoint_of(about),
            })
        });
        let contracts = self.inputs.iter().map(|path| path.display().to_string());
        json!({
            "contracts": contracts.collect::<Vec<_>>(),
            "version": env!("CARGO_PKG_VERSION"),
            "services": self.services,
            "operations": operations.collect::<Vec<_>>(),
            "folder": self.folder.to_string(),
        })
    }

    /// The address that calls go to if the page names none.
    pub(super) fn endpoint_of(&self, about: &About) -> String {
        self.endpoint
            .clone()
            .unwrap_or_else(|| about.address.clone())
    }

    /// The redaction of an operation's messages, without secrets of a call.
    pub(super) fn redaction(&self, operation: &Operation) -> Redaction {
        let names = operation.secrets().iter();
        names.fold(Redaction::default(), |all, name| all.name(name))
    }

    /// The number of a type.
    pub(super) fn shape_id(&self, shape: Shape) -> usize {
        let mut shapes = lock(&self.shapes);
        if let Some(id) = shapes.ids.get(&shape.id()) {
            return *id;
        }
        let id = shapes.all.len();
        shapes.all.push(shape);
        shapes.ids.insert(shape.id(), id);
        id
    }

    /// The type of a number.
    pub(super) fn shape(&self, id: usize) -> Option<Shape> {
        lock(&self.shapes).all.get(id).copied()
    }

    /// Adds a call to the history, and returns its number. The oldest ones make room.
    pub(super) fn remember(&self, mut call: Value) -> u64 {
        let mut history = lock(&self.history);
        history.next += 1;
        let number = history.next;
        call["id"] = json!(number);
        let size = call.to_string().len();
        history.bytes += size;
        history.calls.push_back((call, size));
        while history.calls.len() > HISTORY
            || history.bytes > HISTORY_BYTES && history.calls.len() > 1
        {
            let gone = history.calls.pop_front().map_or(0, |(_, size)| size);
            history.bytes -= gone;
        }
        number
    }

    /// The calls of the history without their messages, the last one first.
    pub(super) fn history(&self) -> Value {
        let history = lock(&self.history);
        let calls = history.calls.iter().rev().map(|(call, _)| {
            let mut short = call.clone();
            if let Some(members) = short.as_object_mut() {
                members.remove("request");
                members.remove("reply");
            }
            short
        });
        json!({"calls": calls.collect::<Vec<_>>()})
    }

    /// A call of the history.
    pub(super) fn past(&self, id: u64) -> Option<Value> {
        let history = lock(&self.history);
        let mut calls = history.calls.iter();
        calls
            .find(|(call, _)| call["id"] == json!(id))
            .map(|(call, _)| call.clone())
    }

    /// Forgets the history.
    pub(super) fn forget(&self) {
        let mut history = lock(&self.history);
        history.calls.clear();
        history.bytes = 0;
    }
}

/// `PortType.Operation`.
pub(super) fn name(operation: &Operation) -> String {
    format!("{}.{}", operation.port_type(), operation.name())
}

/// The facts of all operations.
fn about(contract: &Contract, model: &Model, services: &[Service]) -> Vec<About> {
    let mut known: HashMap<String, About> = HashMap::new();
    for call in calls(model) {
        let service = call.service.map(|service| &model.services[service]);
        known.entry(call.name()).or_insert_with(|| About {
            documentation: call.operation().annotation.documentation.clone(),
            service: service.map_or_else(String::new, |one| one.name.local.to_string()),
            address: call.address.unwrap_or_default().to_owned(),
            port: None,
        });
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    for operation in contract.operations() {
        *counts.entry(name(operation)).or_default() += 1;
    }
    let mut addresses: HashMap<&str, Option<&String>> = HashMap::new();
    for port in services.iter().flat_map(|service| &service.ports) {
        addresses.entry(&port.name).or_insert(port.address.as_ref());
    }
    let all = contract.operations().map(|operation| {
        let key = name(operation);
        let mut about = known.get(&key).cloned().unwrap_or_default();
        let Some(port) = operation.ports().first() else {
            return about;
        };
        if let Some(Some(address)) = addresses.get(port) {
            about.address = (*address).clone();
        }
        if counts.get(&key).is_some_and(|count| *count > 1) {
            about.port = Some(format!("{port} ({})", operation.table().version));
        }
        about
    });
    all.collect()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn listed(services: &[Service]) -> Value {
    let services = services.iter().map(|service| {
        let ports = service.ports.iter().map(
            |port| json!({"name": port.name, "protocol": port.protocol, "address": port.address}),
        );
        json!({"name": service.name, "ports": ports.collect::<Vec<_>>()})
    });
    services.collect()
}
