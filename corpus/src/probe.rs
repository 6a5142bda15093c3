//! Generates in a child process, so that a crash, an endless loop or an earlier run cannot distort the result.

use crate::hash::Hash;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wsdl_codegen::{Builder, Options, contract};

/// The argument that turns a program of this repository into such a child. Each program that generates passes its
/// arguments to [`child`] first.
const CHILD: &str = "generate-child";

/// The order for a child process.
pub struct Order<'a> {
    /// The WSDL files, in this order.
    pub files: &'a [PathBuf],
    /// The folder for the code; `None` writes nothing.
    pub out: Option<&'a Path>,
    /// Leaves out what cannot be generated.
    pub keep_going: bool,
    /// Generates servers, too.
    pub server: bool,
    /// Generates what checks facets.
    pub facets: bool,
    /// The option `nil_items`.
    pub nil_items: &'a [&'a str],
    /// Further folders that may be read and that imports are looked for in.
    pub folders: &'a [PathBuf],
    /// The time limit.
    pub limit: Duration,
}

/// The result of a child process.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Its facts by name: `files`, `types`, `operations`, `bytes`, `lines`, `micros`, `processor`, `peak`, `raw`,
    /// `hash`, `error`, and `change`, the first difference of the contract from itself.
    pub facts: BTreeMap<String, String>,
    /// The reason for no result: `crash`, `timeout`, or empty.
    pub failure: String,
}

impl Outcome {
    /// A number by name; 0 if it is missing.
    pub fn number(&self, name: &str) -> u64 {
        self.facts
            .get(name)
            .and_then(|value| value.parse().ok())
            .unwrap_or(0)
    }

    /// A text by name; empty if it is missing.
    pub fn text(&self, name: &str) -> &str {
        self.facts.get(name).map_or("", String::as_str)
    }

    /// Whether code was generated.
    pub fn is_ok(&self) -> bool {
        self.failure.is_empty() && !self.facts.contains_key("error")
    }
}

/// Runs a child process and waits for it.
pub fn generate(order: &Order<'_>) -> Result<Outcome, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.arg(CHILD);
    command
        .arg(format!("keep-going={}", order.keep_going))
        .arg(format!("server={}", order.server))
        .arg(format!("facets={}", order.facets));
    command.args(
        order
            .nil_items
            .iter()
            .map(|glob| format!("nil-items={glob}")),
    );
    if let Some(out) = order.out {
        command.arg(format!("out={}", out.display()));
    }
    for folder in order.folders {
        command.arg(format!("folder={}", folder.display()));
    }
    command.arg("--").args(order.files);
    let said = tempfile();
    let out = std::fs::File::create(&said).map_err(|error| error.to_string())?;
    let errors = said.with_extension("err");
    let err = std::fs::File::create(&errors).map_err(|error| error.to_string())?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(err)
        .spawn()
        .map_err(|error| error.to_string())?;
    let start = Instant::now();
    let status = loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) => break Some(status),
            None if start.elapsed() > order.limit => {
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
            None => std::thread::sleep(Duration::from_millis(1)),
        }
    };
    let text = std::fs::read_to_string(&said).unwrap_or_default();
    let facts = text
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let failure = match status {
        None => "timeout".to_owned(),
        Some(status) if status.success() => String::new(),
        Some(_) => {
            let said = std::fs::read_to_string(&errors).unwrap_or_default();
            format!(
                "crash: {}",
                said.lines()
                    .find(|line| line.contains("panicked") || line.contains("overflow"))
                    .unwrap_or_default()
            )
        }
    };
    let _ = std::fs::remove_file(&said);
    let _ = std::fs::remove_file(&errors);
    Ok(Outcome { facts, failure })
}

fn tempfile() -> PathBuf {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("corpus-{}-{number}", std::process::id()))
}

/// The work of a child process; `None` if this is not a child.
pub fn child(arguments: &[String]) -> Option<Result<(), String>> {
    match arguments {
        [first, rest @ ..] if first == CHILD => Some(report(rest)),
        _ => None,
    }
}

/// Generates, and prints the facts.
fn report(arguments: &[String]) -> Result<(), String> {
    let mut options = Options::default();
    let mut out = None;
    let mut rest = arguments.iter();
    for argument in rest.by_ref() {
        match argument.split_once('=') {
            Some(("keep-going", value)) => options.keep_going = value == "true",
            Some(("server", value)) => {
                options.server = value == "true";
                options.server_feature = options.server.then(|| "server".to_owned());
            }
            Some(("facets", value)) => options.facets = value == "true",
            Some(("nil-items", value)) => options.nil_items.push(value.to_owned()),
            Some(("folder", value)) => options.folders.push(PathBuf::from(value)),
            Some(("out", value)) => out = Some(PathBuf::from(value)),
            _ => break,
        }
    }
    options.wsdl = rest.map(PathBuf::from).collect();
    options.command = "cargo xtask corpus".to_owned();
    let start = Instant::now();
    let outcome = Builder::from_options(options.clone()).generate();
    println!("micros={}", start.elapsed().as_micros());
    println!("processor={}", processor_millis());
    println!("peak={}", peak());
    match outcome {
        Err(error) => println!("error={}", first(&error)),
        Ok(generated) => {
            let count = |wanted: &dyn Fn(&str) -> usize| -> usize {
                generated.files.iter().map(|(_, text)| wanted(text)).sum()
            };
            println!("files={}", generated.files.len());
            println!("bytes={}", count(&str::len));
            println!("lines={}", count(&|text| text.lines().count()));
            println!("raw={}", count(&raw_positions));
            println!(
                "warnings={}",
                generated
                    .diagnostics
                    .count(wsdl_codegen::diagnostic::Severity::Warning)
            );
            let mut hash = Hash::new();
            for (path, text) in &generated.files {
                // The first lines name the input files by the paths of the arguments.
                let text = text
                    .lines()
                    .filter(|line| !line.starts_with("// "))
                    .collect::<Vec<_>>()
                    .join("\n");
                hash = hash
                    .add(path.to_string_lossy().as_bytes())
                    .add(text.as_bytes());
            }
            println!("hash={hash}");
            if let Some(out) = out {
                generated.write(&out).map_err(|error| error.to_string())?;
            }
        }
    }
    let (model, _, diagnostics) = contract::read(&options);
    if let Some(model) = model {
        println!("types={}", contract::declared_types(&model));
        println!("operations={}", contract::calls(&model).len());
        let changes = contract::diff::diff(&model, &model).changes;
        if let Some(change) = changes.first() {
            let (kind, subject) = (change.kind, &change.subject);
            println!("change={kind} {}", subject.replace('\n', " "));
        }
    }
    println!(
        "errors={}",
        diagnostics.count(wsdl_codegen::diagnostic::Severity::Error)
    );
    Ok(())
}

/// The first error and its position.
fn first(error: &wsdl_codegen::Error) -> String {
    let Some((diagnostics, sources)) = error.diagnostics() else {
        return error.to_string().replace('\n', " ");
    };
    let worst = diagnostics
        .sorted()
        .into_iter()
        .min_by_key(|diagnostic| diagnostic.severity);
    worst.map_or_else(String::new, |diagnostic| {
        let line = diagnostic
            .span
            .and_then(|span| sources.position(span))
            .map_or(0, |(line, _)| line);
        format!(
            "{} line {line}: {}",
            diagnostic.code,
            diagnostic.message.replace('\n', " ")
        )
    })
}

/// The number of fields and variants that hold raw XML.
fn raw_positions(text: &str) -> usize {
    let raw = |line: &str| {
        ["RawElement", "AnyType"]
            .iter()
            .any(|name| line.contains(name))
    };
    text.lines()
        .map(str::trim_start)
        .filter(|line| line.starts_with("pub ") && line.contains(':') && raw(line))
        .count()
}

/// Processor time of all threads of this process up to now, in milliseconds: a busy machine changes it least.
fn processor_millis() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program may hold any character. User and system time are fields 12 and 13 after it, in ticks of
    // 10 ms.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum::<u64>()
        * 10
}

/// The peak memory of this process, in kB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}
