//! `wsdl-codegen openapi`: a document of OpenAPI.

use super::arguments::{Inputs, http_url};
use super::console::Console;
use super::exit_codes::DONE;
use super::{Outcome, schema};
use clap::Args;
use soap_dynamic::OpenApiOptions;

pub(crate) const EXAMPLES: &str = "\
Examples:
  The services of a contract as `gateway` serves them:
    wsdl-codegen openapi shop.wsdl
  With a title and the address of the gateway, for a generator of clients:
    wsdl-codegen openapi shop.wsdl --title Books --server http://localhost:8080

Each operation is POST /PortType/Operation. Faults are problems (RFC 9457).";

/// The arguments of `openapi`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    inputs: Inputs,
    /// Title of the document [default: the names of the port types].
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Version of the API.
    #[arg(long, value_name = "VERSION", default_value = "1")]
    api_version: String,
    /// Address of the gateway [default: where the document comes from].
    #[arg(long, value_name = "URL", value_parser = server)]
    server: Option<String>,
}

/// Reads the address of a server, which may be a path (OpenAPI 3.1, section 4.8.5).
fn server(text: &str) -> Result<String, String> {
    match text.starts_with('/') {
        true => Ok(text.to_owned()),
        false => http_url(text),
    }
}

pub(crate) fn run(arguments: &Arguments, console: &mut Console) -> Outcome {
    let contract = schema::contract(&arguments.inputs, console)?;
    let mut options = OpenApiOptions::default();
    options.title.clone_from(&arguments.title);
    options.version = Some(arguments.api_version.clone());
    options.server.clone_from(&arguments.server);
    console.print(&format!("{}\n", contract.openapi(&options)))?;
    Ok(DONE)
}
