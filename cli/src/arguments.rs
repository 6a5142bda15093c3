//! The arguments of the command line.

use super::console::Color;
use super::exit_codes;
use super::options::Given;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Generates Rust types and SOAP clients from WSDL 1.1 and XML Schema.
#[derive(Debug, Parser)]
#[command(name = "wsdl-codegen", version, about, after_help = main_help(), max_term_width = 80)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to use colours. NO_COLOR in the environment is obeyed.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,

    /// Say nothing but errors and results.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,

    /// List each thing that is summed up otherwise.
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
}

fn main_help() -> String {
    format!("{MAIN_EXAMPLES}\n\n{}", exit_codes::TABLE)
}

const MAIN_EXAMPLES: &str = "\
First steps with a contract that you have been given:
  wsdl-codegen check service.wsdl            does it hold together?
  wsdl-codegen inspect service.wsdl          what can be called, with what?
  wsdl-codegen sample GetOrder service.wsdl  what goes over the wire?
  wsdl-codegen call GetOrder service.wsdl Number=7
  wsdl-codegen generate service.wsdl -o src/generated
Or with the address of a service:
  wsdl-codegen init 'https://example.com/Orders.svc?wsdl'   in a new crate
  wsdl-codegen fetch 'https://example.com/Orders.svc?wsdl' -o wsdl

A build script needs no command: see the documentation of
wsdl_codegen::Builder.";

// There is one value per process, so its size does not matter.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Set up the crate in this folder: a build script, a module, and a first call.
    #[command(after_help = INIT_EXAMPLES)]
    Init(Init),
    /// Write Rust code for the services.
    #[command(after_help = GENERATE_EXAMPLES)]
    Generate(Generate),
    /// Report everything that is wrong or doubtful in a contract, and generate nothing.
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// List services, ports, operations with their signatures and headers, and types.
    #[command(after_help = INSPECT_EXAMPLES)]
    Inspect(Inspect),
    /// Print the request and response message of an operation, built from its schema.
    #[command(after_help = SAMPLE_EXAMPLES)]
    Sample(Sample),
    /// Call an operation without generated code: JSON in, JSON out.
    #[command(after_help = super::call::EXAMPLES)]
    Call(super::call::Call),
    /// Serve a contract: every operation answers with a sample, or with your files.
    #[command(after_help = super::mock::EXAMPLES)]
    Mock(super::mock::Arguments),
    /// Print the JSON Schema of messages and types, as `call` reads and prints them.
    #[command(after_help = super::schema::EXAMPLES)]
    Schema(super::schema::Arguments),
    /// Print an OpenAPI 3.1 document of the services as JSON over HTTP, as `gateway` serves them.
    #[command(after_help = super::openapi::EXAMPLES)]
    Openapi(super::openapi::Arguments),
    /// Serve the services as JSON over HTTP: JSON in, SOAP out.
    #[command(after_help = super::gateway::EXAMPLES)]
    Gateway(super::gateway::Arguments),
    /// Open a page to look at a service and call it: forms, JSON and XML, history.
    #[command(after_help = super::try_page::EXAMPLES)]
    Try(super::try_page::Arguments),
    /// Tell what changed between two versions of a contract, and what of it breaks callers.
    #[command(after_help = DIFF_EXAMPLES)]
    Diff(Diff),
    /// Write a reference of the services in Markdown or HTML, with sample messages.
    #[command(after_help = DOCS_EXAMPLES)]
    Docs(Docs),
    /// Check the signatures of a message, and say why one is wrong.
    #[command(after_help = super::verify::EXAMPLES)]
    Verify(super::verify::Verify),
    /// Fetch the WSDL of a service and everything it imports into files, once.
    #[command(after_help = FETCH_EXAMPLES)]
    Fetch(Fetch),
    /// Find the devices and services of a network, by WS-Discovery.
    #[command(after_help = super::discover::EXAMPLES)]
    Discover(super::discover::Discover),
    /// Print a completion script for a shell.
    #[command(
        after_help = "Examples:\n  bash: echo 'source <(wsdl-codegen completions bash)' >> ~/.bashrc\n  zsh:  echo 'source <(wsdl-codegen completions zsh)' >> ~/.zshrc\n  fish: echo 'wsdl-codegen completions fish | source' >> ~/.config/fish/completions/wsdl-codegen.fish\n\nThe shell asks the command, which knows operations, members and headers of the contract."
    )]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// Reads the URL of a service: absolute, with the scheme http or https and a host.
pub(crate) fn http_url(text: &str) -> Result<String, String> {
    let expected = || "expected a URL such as https://example.com/Orders.svc".to_owned();
    let uri: http::Uri = text.parse().map_err(|_| expected())?;
    match (uri.scheme_str(), uri.host()) {
        (Some("http" | "https"), Some(host)) if !host.is_empty() => Ok(text.to_owned()),
        _ => Err(expected()),
    }
}

/// Reads an address to listen at: `127.0.0.1:8080`, or a port of this machine alone.
pub(crate) fn listen(text: &str) -> Result<std::net::SocketAddr, String> {
    if let Ok(port) = text.parse::<u16>() {
        return Ok((std::net::Ipv4Addr::LOCALHOST, port).into());
    }
    let expected = "expected an address such as 127.0.0.1:8080, or a port";
    text.parse().map_err(|_| expected.to_owned())
}

/// Reads a number above zero.
pub(crate) fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("expected at least 1".to_owned()),
        Ok(count) => Ok(count),
        Err(error) => Err(format!("{error}")),
    }
}

/// The contracts to read.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Inputs {
    /// WSDL or XML Schema files, or folders of them. Without any, those of the configuration file.
    pub(crate) wsdl: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) places: Places,
}

/// The configuration file and the options of reading.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Places {
    /// Configuration file. Without it `wsdl-codegen.toml` is read if no WSDL file is named and it is there.
    #[arg(long, short, value_name = "FILE", help_heading = "Input")]
    pub(crate) config: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) options: Given<true>,
}

const FETCH_EXAMPLES: &str = "\
Examples:
  The contract of a WCF or .NET service, with its schemas, and then code for it (the network is asked no more):
    wsdl-codegen fetch 'https://example.com/Orders.svc?wsdl' -o wsdl
    wsdl-codegen generate wsdl/Orders.wsdl -o src/generated
  Has the service changed since? (0 no, 2 yes)
    wsdl-codegen fetch -o wsdl --check
  A contract behind a login, with a schema on another server:
    WSDL_PASSWORD=... wsdl-codegen fetch https://example.com/crm?wsdl -o wsdl --user anna --allow-host schemas.example.org
  A service that gives its contract by WS-MetadataExchange only:
    wsdl-codegen fetch https://plant.example/Orders.svc/mex -o wsdl --mex

An address without a contract is asked with ?wsdl, then by WS-MetadataExchange.
Documents are kept byte for byte. wsdl.lock beside them has their addresses and SHA-256 hashes, and says which file an import
means. Nothing is written unless everything was to be had. Credentials go to the servers that you name and to no others.";

/// The arguments of `fetch`.
#[derive(Debug, Args)]
pub(crate) struct Fetch {
    /// Addresses of WSDL documents or schemas, http or https. Without any, those that the lock in the folder names.
    pub(crate) urls: Vec<String>,

    /// The folder to write to.
    #[arg(long, short, value_name = "DIR", default_value = ".")]
    pub(crate) out: PathBuf,

    /// Write nothing; tell what has changed on the server or in the folder. Exit code 2 if anything has.
    #[arg(long)]
    pub(crate) check: bool,

    /// Ask by WS-MetadataExchange only. Without it, that is tried where an address has no contract to read.
    #[arg(long)]
    pub(crate) mex: bool,

    /// Another host that imports and redirects may lead to, with a port if it is to be that one only.
    #[arg(long, value_name = "HOST")]
    pub(crate) allow_host: Vec<String>,

    /// An HTTP header for the servers that you name, such as `Authorization: Bearer ...`.
    #[arg(long, value_name = "NAME: VALUE")]
    pub(crate) header: Vec<String>,

    /// User name for HTTP basic authentication; the password is taken from the environment variable WSDL_PASSWORD.
    #[arg(long, value_name = "NAME")]
    pub(crate) user: Option<String>,

    /// The proxy, such as `http://proxy.example:3128`. Without it, HTTPS_PROXY, HTTP_PROXY and NO_PROXY are obeyed.
    #[arg(long, value_name = "URL")]
    pub(crate) proxy: Option<String>,

    /// Certificates (PEM) of a private authority, besides those of the system.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Vec<PathBuf>,

    /// Your certificate and its key (PEM), for servers that ask for one.
    #[arg(long, value_name = "FILE")]
    pub(crate) cert: Option<PathBuf>,

    /// The address of a host, instead of the one that the name service gives.
    #[arg(long, value_name = "HOST=ADDRESS")]
    pub(crate) resolve: Vec<String>,

    /// The number of times that a request is sent again where the server is busy or cannot be reached.
    #[arg(long, value_name = "COUNT", default_value_t = 2)]
    pub(crate) retries: u32,

    /// Seconds that one document may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub(crate) timeout: u64,
}

impl Fetch {
    /// Fetching of an address, with the defaults of the command.
    pub(crate) fn new(url: String, out: PathBuf) -> Self {
        Self {
            urls: vec![url],
            out,
            check: false,
            mex: false,
            allow_host: Vec::new(),
            header: Vec::new(),
            user: None,
            proxy: None,
            ca: Vec::new(),
            cert: None,
            resolve: Vec::new(),
            retries: 2,
            timeout: 30,
        }
    }
}

const INIT_EXAMPLES: &str = "\
Examples:
  A new crate for a service that you can reach:
    cargo new orders && cd orders
    wsdl-codegen init 'https://example.com/Orders.svc?wsdl'
    cargo run --example orders_call -- https://example.com/Orders.svc
  For a contract in files:
    wsdl-codegen init ~/Downloads/orders.wsdl --module orders

Contracts from outside the crate are copied into wsdl/. Files that exist are
not replaced; two dependencies are added to Cargo.toml.";

/// The arguments of `init`.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// WSDL files, folders of them, or addresses of services.
    #[arg(required = true)]
    pub(crate) contracts: Vec<PathBuf>,
    /// Name of the module [default: that of the first contract].
    #[arg(long, value_name = "NAME")]
    pub(crate) module: Option<String>,
    /// Folder that imports may be read from, besides those of the contracts and the crate.
    #[arg(long, value_name = "DIR")]
    pub(crate) folders: Vec<PathBuf>,
}

const GENERATE_EXAMPLES: &str = "\
Examples:
  Everything of one contract, into src/generated/mod.rs and its neighbours:
    wsdl-codegen generate service.wsdl -o src/generated
  Two services that share their types, with a server side:
    wsdl-codegen generate orders.wsdl customers.wsdl -o src/generated --server
  One operation and what it needs, with a better name for a type:
    wsdl-codegen generate service.wsdl -o out --include-operations 'Orders.GetOrder' --rename-types 'tOrder=Order'
  As a check in CI, writing nothing:
    wsdl-codegen generate --verify

The same options in a file, wsdl-codegen.toml, found in the current folder:
    wsdl = [\"wsdl/orders.wsdl\", \"wsdl/customers.wsdl\"]
    out = \"src/generated\"
    server = true
    include_operations = [\"Orders.*\"]
    [rename_types]
    tOrder = \"Order\"

Selectors are globs (* and ?) over the names of the contract: Type, {namespace}Type, Type.Member, Service.Operation.
One that matches nothing is an error.";

#[derive(Debug, Args)]
pub(crate) struct Generate {
    #[command(flatten)]
    pub(crate) inputs: Inputs,

    /// Folder to write to [default: the name of the module].
    #[arg(long, short, value_name = "DIR", help_heading = "Output")]
    pub(crate) out: Option<PathBuf>,

    /// Write nothing; end with 1 if the folder does not hold what would be generated.
    #[arg(long, help_heading = "Output")]
    pub(crate) verify: bool,

    #[command(flatten)]
    pub(crate) options: Given<false>,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  wsdl-codegen check service.wsdl
  wsdl-codegen check service.wsdl --locations http://example.com/schemas=./schemas
  wsdl-codegen check wsdl --format sarif > contract.sarif
  wsdl-codegen check --explain WSDL0103
  wsdl-codegen check --explain                 lists all codes

Ends with 1 if there are errors, or warnings under --deny-warnings.";

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// Treat warnings as errors.
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    /// The format of the findings.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: FindingFormat,
    /// Explain a code (WSDL0103, or 103), or list all, and check nothing.
    #[arg(long, value_name = "CODE", exclusive = true, num_args = 0..=1, default_missing_value = "")]
    pub(crate) explain: Option<String>,
}

/// The format of findings: text to stderr, the other formats to stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FindingFormat {
    /// Text with excerpts and advice.
    Human,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions, which annotate a pull request.
    Github,
}

const INSPECT_EXAMPLES: &str = "\
Examples:
  wsdl-codegen inspect service.wsdl
  wsdl-codegen inspect service.wsdl --types --filter '*Order*'
  wsdl-codegen inspect service.wsdl --json | jq '.operations[].name'";

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// List types too, with their members.
    #[arg(long)]
    pub(crate) types: bool,
    /// Only operations and types whose name has this glob.
    #[arg(long, value_name = "GLOB")]
    pub(crate) filter: Option<String>,
    /// Print everything as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

const SAMPLE_EXAMPLES: &str = "\
Examples:
  wsdl-codegen sample Orders.GetOrder wsdl/orders.wsdl
  wsdl-codegen sample GetOrder service.wsdl --request --soap12 --required > request.xml
  curl -H 'Content-Type: text/xml; charset=utf-8' -H 'SOAPAction: \"...\"' -d @request.xml https://...

A typed tree documents the elements of a message and their types: SOAP 1.2 namespace, headers with credentials directly under
the envelope, xsi:type on every element, neutral values. Servers refuse it.";

#[derive(Debug, Args)]
pub(crate) struct Sample {
    /// The operation: Operation, or Service.Operation where several services have it.
    pub(crate) operation: String,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// Only the request.
    #[arg(long, conflicts_with = "response")]
    pub(crate) request: bool,
    /// Only the response.
    #[arg(long)]
    pub(crate) response: bool,
    /// A SOAP 1.1 message [default: the version of the binding].
    #[arg(long, conflicts_with_all = ["soap12", "typed_tree"])]
    pub(crate) soap11: bool,
    /// A SOAP 1.2 message.
    #[arg(long, conflicts_with = "typed_tree")]
    pub(crate) soap12: bool,
    /// A tree of elements and their types, for documentation.
    #[arg(long)]
    pub(crate) typed_tree: bool,
    /// Leave out what is optional.
    #[arg(long, conflicts_with = "typed_tree")]
    pub(crate) required: bool,
}

const DIFF_EXAMPLES: &str = "\
Examples:
  wsdl-codegen diff old/service.wsdl new/service.wsdl
  wsdl-codegen diff old/ new/                          all WSDL files of two folders
  wsdl-codegen diff old.wsdl new.wsdl --json | jq '.changes[] | select(.impact == \"breaking\")'

The question is what happens to a client built from OLD that talks to a server of NEW. Namespaces that differ in numbers
only (.../orders/1, .../orders/2) are taken for versions of one and compared member by member all the same.

Exit codes: 0 same, 1 compatible changes, 2 breaking changes, 3 error.";

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The contract that clients were built from: a WSDL file, or a folder of them.
    pub(crate) old: PathBuf,
    /// The contract that they are to meet.
    pub(crate) new: PathBuf,
    #[command(flatten)]
    pub(crate) places: Places,
    /// Show breaking changes only. The exit code does not change.
    #[arg(long)]
    pub(crate) breaking: bool,
    /// Print the report as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

const DOCS_EXAMPLES: &str = "\
Examples:
  wsdl-codegen docs service.wsdl > service.md
  wsdl-codegen docs wsdl/*.wsdl -o docs                one page per service
  wsdl-codegen docs wsdl --html -o site                a site: open site/index.html
  wsdl-codegen docs wsdl --html -o site --since old    with what changed marked

The site has a page for each operation, with samples in XML and JSON, and for each type, and a search. It needs no server
and asks no other host. Files that docs did not write are not replaced.";

#[derive(Debug, Args)]
pub(crate) struct Docs {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// A folder for one page per file and an index, or a file `NAME.md` for one page of all; without it that page goes to
    /// stdout. With --html it is a folder, `docs` unless named.
    #[arg(long, short, value_name = "DIR|FILE.md")]
    pub(crate) out: Option<PathBuf>,
    /// A site in HTML of all contracts together.
    #[arg(long)]
    pub(crate) html: bool,
    /// An older version of the contracts, a file or a folder: what is new, changed or removed since is marked.
    #[arg(long, value_name = "OLD", requires = "html")]
    pub(crate) since: Option<PathBuf>,
    /// Title of the page.
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// SOAP 1.2 samples.
    #[arg(long)]
    pub(crate) soap12: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }
}
