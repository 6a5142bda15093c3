//! The arguments of `call`.

use super::super::arguments::{Places, count, http_url};
use clap::Args;
use clap_complete::engine::ArgValueCompleter;
use soap_runtime::soap::SoapVersion;
use std::path::PathBuf;

pub(crate) const EXAMPLES: &str = "\
Examples:
  With members as words (text, or JSON after `:=`), to the address in the contract:
    wsdl-codegen call GetOrder shop-1.wsdl Number=7
  With a text or bytes from a file, and JSON from one (a text that begins with @ is written `=\\@`):
    wsdl-codegen call GetOrder shop-1.wsdl Number=@number.txt
    wsdl-codegen call GetOrder shop-1.wsdl Number:=@number.json
  With JSON, from a file (`@order.json`) or from standard input (`@-`):
    wsdl-codegen call GetOrder shop-1.wsdl --data '{\"Number\": 7}'
  What would be sent, and what else would send it:
    wsdl-codegen call GetOrder shop-1.wsdl Number=7 --dry-run
    wsdl-codegen call GetOrder shop-1.wsdl Number=7 --curl
    wsdl-codegen call GetOrder shop-1.wsdl Number=7 --rust
  With a header of the contract:
    wsdl-codegen call GetOrder shop-1.wsdl Number=7 --soap-header Token=t0ken
  As a table, and as a first load figure:
    wsdl-codegen call GetOrder shop-1.wsdl Number=7 --format table
    wsdl-codegen call GetOrder shop-1.wsdl Number=7 --repeat 20 --parallel 4
  Over SOAP 1.1 or 1.2, where the contract has a port for each:
    wsdl-codegen call GetOrder shop-1.wsdl Number=7 --soap-version 1.1
  With a user, whose password is in the environment, after fetching the contract:
    WSDL_PASSWORD=... wsdl-codegen call GetOrder 'https://example.com/Orders.svc?wsdl' Number=7 --user ann
  With what a profile says: [profiles.test] in wsdl-codegen.toml, with endpoint, user, password_env and others
    wsdl-codegen call GetOrder shop-1.wsdl Number=7 --profile test

Secrets are never arguments: other users would see them. A password is taken from WSDL_PASSWORD or the file of --password-file, a
token from WSDL_TOKEN or the file of --token-file; in a terminal it is asked for.";

/// The seconds that one call may take.
pub(crate) const TIMEOUT: u64 = 100;

/// The form of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// JSON, by the mapping of docs/json.md.
    Json,
    /// The envelope.
    Xml,
    /// A line for each value, with its path.
    Table,
}

/// The way in which user and password are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Login {
    /// HTTP Basic authentication.
    Basic,
    /// A UsernameToken of WS-Security with the password as text.
    Text,
    /// A UsernameToken with a digest of the password.
    Digest,
}

/// A version of WS-Addressing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Deserialize)]
pub(crate) enum Addressing {
    /// The recommendation of the W3C.
    #[value(name = "1.0")]
    #[serde(rename = "1.0")]
    V1,
    /// The submission of August 2004.
    #[value(name = "2004")]
    #[serde(rename = "2004")]
    August2004,
    /// No headers, although the contract asks for them.
    #[value(name = "none")]
    #[serde(rename = "none")]
    No,
}

/// A version of SOAP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Deserialize)]
pub(crate) enum Version {
    /// SOAP 1.1.
    #[value(name = "1.1")]
    #[serde(rename = "1.1")]
    V11,
    /// SOAP 1.2.
    #[value(name = "1.2")]
    #[serde(rename = "1.2")]
    V12,
}

impl From<Version> for SoapVersion {
    fn from(version: Version) -> Self {
        match version {
            Version::V11 => Self::Soap11,
            Version::V12 => Self::Soap12,
        }
    }
}

/// The arguments of `call`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Call {
    /// The operation: Operation, or PortType.Operation where several have it.
    #[arg(add = ArgValueCompleter::new(crate::complete::operations))]
    pub(crate) operation: String,
    /// The contract (a file, a folder, or an address that it is fetched from), and members of the request: `path=text`,
    /// `path:=json`, or from files: `path=@FILE`, `path:=@FILE`.
    #[arg(add = ArgValueCompleter::new(crate::complete::request))]
    pub(crate) words: Vec<String>,

    #[command(flatten)]
    pub(crate) places: Places,

    /// The request as JSON: text, `@FILE`, or `@-` for standard input. Members as words come on top. Where the contract has headers
    /// for the request, it may be an object with `headers` and `body`.
    #[arg(long, short, value_name = "JSON", help_heading = "Request")]
    pub(crate) data: Option<String>,
    /// The request as an envelope in XML: a file, or `-`. Of its headers those of the contract are sent.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "data",
        help_heading = "Request"
    )]
    pub(crate) xml: Option<String>,
    /// A SOAP header of the contract: `Name.path=text` or `Name:=json`.
    #[arg(long, value_name = "PAIR", help_heading = "Request", add = ArgValueCompleter::new(crate::complete::headers))]
    pub(crate) soap_header: Vec<String>,
    /// SOAP headers by a profile, for the operations that have them.
    #[arg(skip)]
    pub(crate) profile_headers: Vec<String>,
    /// Send the headers of WS-Addressing [default: as the contract asks for].
    #[arg(long, value_name = "VERSION", num_args = 0..=1, require_equals = true, default_missing_value = "1.0", help_heading = "Request")]
    pub(crate) addressing: Option<Addressing>,
    /// An HTTP header.
    #[arg(long, value_name = "NAME: VALUE", help_heading = "Request")]
    pub(crate) header: Vec<String>,
    /// A file to attach, with its media type after a semicolon: `scan.png;image/png`.
    #[arg(long, value_name = "FILE", help_heading = "Request")]
    pub(crate) attach: Vec<String>,
    /// Send binary content of at least this many bytes as parts of its own (MTOM).
    #[arg(long, value_name = "BYTES", num_args = 0..=1, require_equals = true, default_missing_value = "0", help_heading = "Request")]
    pub(crate) mtom: Option<usize>,

    /// A profile of the configuration file: `[profiles.NAME]` with endpoint, user, password_env and others.
    #[arg(long, short = 'P', value_name = "NAME", help_heading = "Connection")]
    pub(crate) profile: Option<String>,
    /// The URL of the service [default: that of the contract].
    #[arg(long, short, value_name = "URL", value_parser = http_url, help_heading = "Connection")]
    pub(crate) endpoint: Option<String>,
    /// The port to use, and with it SOAP 1.1 or 1.2 [default: the first that has the operation].
    #[arg(long, value_name = "NAME", help_heading = "Connection")]
    pub(crate) port: Option<String>,
    /// The first port that has the operation in this version of SOAP.
    #[arg(
        long,
        value_name = "VERSION",
        conflicts_with = "port",
        help_heading = "Connection"
    )]
    pub(crate) soap_version: Option<Version>,
    /// The user.
    #[arg(long, short, value_name = "NAME", help_heading = "Connection")]
    pub(crate) user: Option<String>,
    /// The way in which user and password are sent.
    #[arg(
        long,
        value_name = "HOW",
        default_value = "basic",
        help_heading = "Connection"
    )]
    pub(crate) login: Login,
    /// A file with the password in its first line, instead of WSDL_PASSWORD.
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    pub(crate) password_file: Option<PathBuf>,
    /// The variable of the password, by a profile.
    #[arg(skip)]
    pub(crate) password_env: Option<String>,
    /// The variable of the token, by a profile.
    #[arg(skip)]
    pub(crate) token_env: Option<String>,
    /// Send the bearer token in WSDL_TOKEN.
    #[arg(long, conflicts_with = "user", help_heading = "Connection")]
    pub(crate) bearer: bool,
    /// A file with the bearer token in its first line.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "user",
        help_heading = "Connection"
    )]
    pub(crate) token_file: Option<PathBuf>,
    /// A client certificate with its private key, PEM.
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    pub(crate) cert: Option<PathBuf>,
    /// Certificate authorities to trust beside those of the system, PEM.
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    pub(crate) ca: Option<PathBuf>,
    /// A proxy [default: that of the environment].
    #[arg(long, value_name = "URL", help_heading = "Connection")]
    pub(crate) proxy: Option<String>,
    /// Keep cookies between the calls of one run.
    #[arg(long, help_heading = "Connection")]
    pub(crate) cookies: bool,
    /// Seconds that one call may take.
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = TIMEOUT,
        help_heading = "Connection"
    )]
    pub(crate) timeout: u64,

    /// The form of the reply.
    #[arg(
        long,
        short,
        value_name = "FORMAT",
        default_value = "json",
        help_heading = "Reply"
    )]
    pub(crate) format: Format,
    /// Refuse replies that deviate from the contract.
    #[arg(long, help_heading = "Reply")]
    pub(crate) strict: bool,
    /// A folder for the attachments of the reply.
    #[arg(long, value_name = "DIR", help_heading = "Reply")]
    pub(crate) save_attachments: Option<PathBuf>,

    /// Print the HTTP request, and send nothing.
    #[arg(long, conflicts_with_all = ["curl", "rust"], help_heading = "Instead of one call")]
    pub(crate) dry_run: bool,
    /// Print a command of curl that sends the request.
    #[arg(long, conflicts_with = "rust", help_heading = "Instead of one call")]
    pub(crate) curl: bool,
    /// Print Rust code that sends the request.
    #[arg(long, help_heading = "Instead of one call")]
    pub(crate) rust: bool,
    /// Make the call this many times, and print how long they took.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        value_parser = count,
        help_heading = "Instead of one call"
    )]
    pub(crate) repeat: usize,
    /// Make this many calls at a time.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1000), help_heading = "Instead of one call")]
    pub(crate) parallel: u16,
}
