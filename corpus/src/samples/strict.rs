//! Our strict mode, with facets, over contracts at run time.

use soap_dynamic::{Contract, Error, Operation};
use soap_runtime::xml::ReadOptions;
use wsdl_codegen::Options;
use wsdl_codegen::contract::{Call, Direction, Model};

/// A contract that judges its own samples.
pub struct Strict(Result<Contract, String>);

impl Strict {
    /// Makes the tables of a contract that was read without errors.
    pub fn of(model: &Model, options: &Options) -> Self {
        let options = Options {
            facets: true,
            ..options.clone()
        };
        let contract = Contract::from_model(model, &options);
        Self(contract.map_err(|error| first_line(&error)))
    }

    /// The reason why a message of a call is refused: its body, or a header of the contract.
    pub fn refuses(&self, call: &Call<'_>, direction: Direction, text: &str) -> Option<String> {
        let contract = match &self.0 {
            Ok(contract) => contract,
            Err(error) => return Some(error.clone()),
        };
        if !call.has(Direction::Request) {
            // Nobody calls a notification (WSDL 1.1, 2.4.4): no operation is made of it.
            return None;
        }
        let Some(operation) = operation(contract, call) else {
            return Some("the contract has no such operation".to_owned());
        };
        let is_request = direction == Direction::Request;
        let mut options = ReadOptions::strict();
        options.understood = operation.understood(is_request);
        let read = operation.read_with_headers(is_request, text.as_bytes(), &options);
        read.err().map(|error| first_line(&error))
    }
}

/// The operation of a call: the first of its port type that is offered at the port of the call.
fn operation<'c>(contract: &'c Contract, call: &Call<'_>) -> Option<&'c Operation> {
    let port = call.service.and_then(|service| {
        let mut ports = call.model.services[service].ports.iter();
        ports.find(|port| Some(port.binding) == call.binding)
    });
    contract.operations().find(|one| {
        format!("{}.{}", one.port_type(), one.name()) == call.name()
            && port.is_none_or(|port| one.ports().contains(&&*port.name))
    })
}

fn first_line(error: &Error) -> String {
    error
        .to_string()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}
