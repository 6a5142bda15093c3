//! `wsdl-codegen schema`: JSON Schema of messages and types.

use super::arguments::{Inputs, Places};
use super::console::Console;
use super::exit_codes::DONE;
use super::{Outcome, Stop, input};
use clap::Args;
use soap_dynamic::{Contract, Error, MessageKind, Schema};
use std::path::PathBuf;

pub(crate) const EXAMPLES: &str = "\
Examples:
  The request of an operation, its response, the detail of a fault:
    wsdl-codegen schema shop.wsdl PlaceOrder
    wsdl-codegen schema shop.wsdl PlaceOrder --response
    wsdl-codegen schema shop.wsdl PlaceOrder --fault OutOfStock
  A type, by its name in the contract, also a simple one with its facets:
    wsdl-codegen schema shop.wsdl Book
  All of them, each in `$defs`:
    wsdl-codegen schema shop.wsdl

The schemas are of draft 2020-12, and say what JSON `call` and `mock` take.";

/// The arguments of `schema`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// WSDL files or folders of them, and an operation or a type. Without contracts, those of the configuration file.
    #[arg(value_name = "CONTRACT|OPERATION|TYPE")]
    words: Vec<PathBuf>,

    /// The response of the operation, not the request.
    #[arg(long)]
    response: bool,
    /// The headers of the message, as an object.
    #[arg(long)]
    headers: bool,
    /// The detail of a declared fault, by the name of its element.
    #[arg(long, value_name = "ELEMENT", conflicts_with_all = ["response", "headers"])]
    fault: Option<String>,

    #[command(flatten)]
    places: Places,
}

pub(crate) fn run(arguments: &Arguments, console: &mut Console) -> Outcome {
    let words = arguments.words.iter().cloned();
    let (wsdl, names): (Vec<PathBuf>, Vec<PathBuf>) =
        words.partition(|word| input::is_contract(word));
    let inputs = Inputs {
        wsdl,
        places: arguments.places.clone(),
    };
    let contract = contract(&inputs, console)?;
    let schema = match names.as_slice() {
        [] if arguments.response || arguments.headers || arguments.fault.is_some() => {
            return Err(Stop::Usage("say of which operation".to_owned()));
        }
        [] => contract.schema(),
        [name] => one(&contract, &name.to_string_lossy(), arguments)?,
        _ => return Err(Stop::Usage("one operation or type at a time".to_owned())),
    };
    console.print(&format!("{schema}\n"))?;
    Ok(DONE)
}

/// Reads contracts with their facets.
pub(crate) fn contract(inputs: &Inputs, console: &mut Console) -> Result<Contract, Stop> {
    let (mut options, _) = input::options(inputs)?;
    options.facets = true;
    let model = input::read_model(&options, console)?;
    Contract::from_model(&model, &options).map_err(|error| Stop::Failed(error.to_string()))
}

fn one(contract: &Contract, name: &str, arguments: &Arguments) -> Result<Schema, Stop> {
    let part = match (&arguments.fault, arguments.response, arguments.headers) {
        (Some(fault), ..) => MessageKind::Fault(fault.clone()),
        (None, false, false) => MessageKind::Request,
        (None, true, false) => MessageKind::Response,
        (None, false, true) => MessageKind::RequestHeaders,
        (None, true, true) => MessageKind::ResponseHeaders,
    };
    let failed = |error: Error| Stop::Failed(error.to_string());
    let operation = match contract.operation(name) {
        Ok(operation) => operation,
        Err(unknown) => {
            // A name that several operations have is none of a type.
            let is_operation = contract.operations().any(|one| {
                let full = format!("{}.{}", one.port_type(), one.name());
                name == one.name() || name == full
            });
            if is_operation || part != MessageKind::Request {
                return Err(failed(unknown));
            }
            return contract.schema_of_type(name).map_err(|_| {
                let mut names = contract.type_names();
                names.extend(contract.operations().map(|one| one.name().to_owned()));
                let like = wsdl_codegen::internal::nearest(name, names.iter().map(String::as_str));
                Stop::Failed(match like {
                    Some(like) => {
                        format!("there is no operation or type {name}: did you mean {like}?")
                    }
                    None => format!("there is no operation or type {name}"),
                })
            });
        }
    };
    contract.schema_of(operation, &part).map_err(failed)
}
