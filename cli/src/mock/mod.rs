//! `wsdl-codegen mock`: serves a contract with samples or answers of the user, and records exchanges with a service.

mod answers;
mod description;
mod record;
mod serve;

use super::arguments::{Inputs, http_url, listen};
use super::call::client::is_secret;
use super::console::Console;
use super::exit_codes::DONE;
use super::{Outcome, Stop, connection, input, listen, terminal};
use axum::body::Body;
use clap::Args;
use description::Description;
use record::Recorder;
use serde::Deserialize;
use soap_dynamic::Contract;
use soap_dynamic::mock::{Delivery, Mock, MockReply};
use soap_dynamic::shape::{MemberShape, Shape};
use soap_runtime::Redaction;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

pub(crate) const EXAMPLES: &str = "\
Examples:
  Every operation answers with a valid sample; requests are checked strictly; the contract is at /?wsdl:
    wsdl-codegen mock shop-1.wsdl
  With answers of your own: GetOrder.json, Cancel.xml; several as GetOrder.1.json, GetOrder.2.json (the last one stays):
    wsdl-codegen mock shop-1.wsdl --answers answers
  On another port, slowly, or broken, to see what a client does then:
    wsdl-codegen mock shop-1.wsdl --listen 127.0.0.1:9090 --delay 500
    wsdl-codegen mock shop-1.wsdl --broken cut
  Before a real service, whose answers it records, and then without the service:
    wsdl-codegen mock shop-1.wsdl --record https://example.com/Shop.svc --into recorded
    wsdl-codegen mock shop-1.wsdl --answers recorded

answers.toml in the folder of the answers has conditions; the first one that holds counts, and files without conditions come last:
  [[answer]]
  operation = \"GetOrder\"
  when = { Number = 404 }              # members of the request: paths (order.customer) and texts, with * and ?
  http_headers = { x-tenant = \"a*\" }   # soap_headers = { Token = \"...\" }
  fault = { code = \"Sender\", reason = \"there is no such order\" } # or Client, as SOAP 1.1 says

  [[answer]]
  operation = \"GetOrder\"
  when = { Number = 7 }
  json = { Order = { \"@version\" = 1, MockState = \"Open\" } }   # or file = \"order-7.json\", broken = \"html\"
  status = 200
  delay = 250                          # milliseconds

The mock reads contract and answers again when they change. A request that is not as the contract says gets a fault that says what
is wrong; -v prints the messages, with secrets masked. Headers of WS-Security (tokens, timestamps, signatures), WS-Addressing and other
specifications are accepted, not checked.";

/// The time between two looks at the files.
const LOOK: Duration = Duration::from_millis(300);
/// The time that a slow body takes.
const SLOW: Duration = Duration::from_secs(5);
/// The deepest members whose names are looked at for secrets.
const DEEPEST: usize = 6;

/// The arguments of `mock`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// The address to listen at, or a port of this machine. Port 0 takes a free one, which is printed.
    #[arg(long, visible_alias = "port", value_parser = listen, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: std::net::SocketAddr,
    /// A folder of answers, by the names of operations, and answers.toml with conditions. Those in JSON may be `{"headers": ...,
    /// "body": ...}` where the contract has headers for the response.
    #[arg(long, value_name = "DIR")]
    pub(crate) answers: Option<PathBuf>,
    /// Milliseconds before each answer.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub(crate) delay: u64,
    /// Break every answer.
    #[arg(long, value_name = "KIND")]
    pub(crate) broken: Option<Broken>,
    /// Tolerate what clients in their default mode tolerate.
    #[arg(long)]
    pub(crate) lenient: bool,
    /// Send requests to the service at this URL, and record the exchanges.
    #[arg(long, value_name = "URL", value_parser = http_url, requires = "into", conflicts_with_all = ["answers", "broken"])]
    pub(crate) record: Option<String>,
    /// The folder for recorded exchanges: requests and responses, answers.toml to replay them, mod.rs for tests in Rust. Secrets
    /// are masked.
    #[arg(long, value_name = "DIR", requires = "record")]
    pub(crate) into: Option<PathBuf>,
    /// Certificate authorities to trust beside those of the system, PEM, at the service that is recorded.
    #[arg(long, value_name = "FILE", requires = "record")]
    pub(crate) ca: Option<PathBuf>,
    /// A proxy on the way to the service that is recorded [default: that of the environment].
    #[arg(long, value_name = "URL", requires = "record")]
    pub(crate) proxy: Option<String>,
}

/// A way to break answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Broken {
    /// Half of the response, and then the connection is closed.
    Cut,
    /// A response that takes five seconds.
    Slow,
    /// A page in HTML with status 502, as proxies send.
    Html,
    /// An empty response with status 500.
    #[value(name = "500")]
    #[serde(rename = "500")]
    Empty,
}

impl Broken {
    fn reply(self) -> MockReply {
        match self {
            Self::Cut => MockReply::sample().delivered(Delivery::Cut),
            Self::Slow => MockReply::sample().delivered(Delivery::Slow(SLOW)),
            Self::Html => MockReply::html(),
            Self::Empty => MockReply::empty(http::StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
}

/// Files with the times of their last changes and their lengths; `None` for one that is not there.
type Stamps = Vec<(PathBuf, Option<(SystemTime, u64)>)>;

/// The service that the files give now.
struct MockState {
    mock: Mock,
    description: Description,
    redaction: Redaction,
    recorder: Option<Arc<Recorder>>,
    broken: Option<Broken>,
    delay: Duration,
    is_quiet: bool,
    is_verbose: bool,
    /// The files that were read.
    files: Stamps,
}

impl MockState {
    fn load(
        arguments: &Arguments,
        recorder: Option<Arc<Recorder>>,
        console: &mut Console,
    ) -> Result<Self, Stop> {
        let (options, _) = input::options(&arguments.inputs)?;
        let read = input::read_all(&options, console);
        input::refuse_errors(&read, console)?;
        let mock = match arguments.lenient {
            true => Mock::lenient(&options),
            false => Mock::new(&options),
        };
        let mock = mock.map_err(|error| Stop::Failed(error.to_string()))?;
        if let Some(folder) = &arguments.answers {
            answers::load(&mock, folder)?;
        }
        let named = options.wsdl.iter().map(PathBuf::as_path);
        let paths = read.sources.files().chain(named).map(Path::to_owned);
        let paths = paths.chain(files_of(arguments.answers.as_deref()));
        Ok(Self {
            description: Description::of(&read.sources, &options.wsdl),
            redaction: redaction(mock.contract()),
            mock,
            recorder,
            broken: arguments.broken,
            delay: Duration::from_millis(arguments.delay),
            is_quiet: console.is_quiet(),
            is_verbose: console.is_verbose(),
            files: stamps(paths),
        })
    }

    /// Prints a line, unless nothing is to be said.
    fn say(&self, line: impl FnOnce() -> String) {
        if !self.is_quiet {
            terminal::tell(&line());
        }
    }
}

/// A folder of answers and its files.
fn files_of(folder: Option<&Path>) -> Vec<PathBuf> {
    let Some(folder) = folder else {
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut all: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    all.push(folder.to_owned());
    all
}

fn stamps(paths: impl IntoIterator<Item = PathBuf>) -> Stamps {
    let stamp = |path: &Path| {
        let data = std::fs::metadata(path).ok()?;
        Some((data.modified().ok()?, data.len()))
    };
    let mut all: Stamps = paths
        .into_iter()
        .map(|path| {
            let stamp = stamp(&path);
            (path, stamp)
        })
        .collect();
    all.sort();
    all.dedup();
    all
}

/// The secrets of a contract: those that it knows, and members of headers that are some by their names.
fn redaction(contract: &Contract) -> Redaction {
    let mut redaction = Redaction::default();
    for operation in contract.operations() {
        for name in operation.secrets() {
            redaction = redaction.name(name);
        }
        let mut level = vec![operation.request_headers_shape()];
        let mut seen: Vec<usize> = Vec::new();
        for _ in 0..DEEPEST {
            let shapes = std::mem::take(&mut level);
            for shape in shapes {
                if seen.contains(&shape.id()) {
                    continue;
                }
                seen.push(shape.id());
                for member in shape.known_members().into_iter().flatten() {
                    if is_leaf(&member) && is_secret(member.name) {
                        redaction = redaction.name(member.name);
                    }
                    level.push(member.shape);
                }
            }
        }
    }
    redaction
}

fn is_leaf(member: &MemberShape) -> bool {
    let shape: Shape = member.shape;
    shape.members().is_some_and(|members| members.is_empty())
}

pub(crate) fn run(arguments: &Arguments, console: &mut Console) -> Outcome {
    let recorder = recorder(arguments, console)?;
    let state = MockState::load(arguments, recorder.clone(), console)?;
    let mut files = state.files.clone();
    let served: serve::Served = Arc::new(RwLock::new(Arc::new(state)));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = listen::bound(arguments.listen).await?;
        console.print(&format!("http://{}/\n", listener.local_addr()?))?;
        let serving = Arc::clone(&served);
        let app = axum::Router::new().fallback(move |request: http::Request<Body>| {
            serve::answer(Arc::clone(&serving), request)
        });
        let server = tokio::spawn(axum::serve(listener, app).into_future());
        while !server.is_finished() {
            tokio::time::sleep(LOOK).await;
            look(arguments, &served, &mut files, recorder.as_ref(), console);
        }
        server
            .await
            .map_err(|error| Stop::Failed(error.to_string()))??;
        Ok::<(), Stop>(())
    })?;
    Ok(DONE)
}

fn recorder(arguments: &Arguments, console: &Console) -> Result<Option<Arc<Recorder>>, Stop> {
    let (Some(url), Some(folder)) = (&arguments.record, &arguments.into) else {
        return Ok(None);
    };
    let builder = connection::builder();
    let transport = connection::connect(builder, None, &arguments.ca, arguments.proxy.as_ref())?;
    let recorder = Recorder::new(url, folder, transport, console.is_quiet())?;
    Ok(Some(Arc::new(recorder)))
}

/// Reads contract and answers again, if their files have changed. What cannot be read is told, and the old is served on.
fn look(
    arguments: &Arguments,
    served: &serve::Served,
    files: &mut Stamps,
    recorder: Option<&Arc<Recorder>>,
    console: &mut Console,
) {
    let known = files.iter().map(|(path, _)| path.clone());
    let now = stamps(known.chain(files_of(arguments.answers.as_deref())));
    if now == *files {
        return;
    }
    // A file that changes while it is read is read once more.
    *files = now;
    match MockState::load(arguments, recorder.cloned(), console) {
        Ok(next) => {
            let new = next
                .files
                .iter()
                .filter(|(path, _)| !files.iter().any(|(known, _)| known == path));
            files.extend(new.cloned().collect::<Stamps>());
            files.retain(|(path, _)| next.files.iter().any(|(known, _)| known == path));
            files.sort();
            console.say("contract and answers are read again");
            *served.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        }
        Err(Stop::Failed(message) | Stop::Usage(message)) => {
            console.error(&message);
            console.say("contract and answers stay as they were");
        }
        Err(Stop::Closed) => {}
    }
}
