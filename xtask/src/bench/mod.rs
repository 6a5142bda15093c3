//! `cargo xtask bench`: our reader and writer beside gSOAP's and other libraries', in one run.

mod chart;
mod contract;
mod fit;
mod generator;
mod gsoap;
mod linear;
mod load;
mod share;
mod start;
mod table;
mod targets;

use crate::workspace;
use std::path::{Path, PathBuf};
use std::process::Command;

const HELP: &str = "\
cargo xtask bench [--quick] | --linear [messages | contracts] | --share | --load | --start

Our reader and writer beside gSOAP's and other libraries', in one run: bench/RESULTS.md and bench/results.svg. --quick measures
times once instead of in seven rounds.

--linear measures how the cost of reading and writing messages (bench/LINEAR.md) and of generating from contracts
(bench/GENERATING.md) grows, in about a quarter of an hour.

--share counts the elements of published and captured messages that the reader predicts: bench/SHARE.md.

--load calls our stand-in and a gSOAP server over loopback with either's client: bench/LOAD.md.

--start measures the first call of a process: bench/START.md.
";

/// One measured case.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// Who: `ours`, `gSOAP`, ...
    pub who: &'static str,
    /// `read` or `write`.
    pub work: &'static str,
    /// `a`, `b`, `c` or `d`.
    pub document: &'static str,
    /// `wcf` or `gsoap`; for writing, the spelling does not matter.
    pub spelling: &'static str,
    /// Bytes read or written.
    pub bytes: u64,
    /// Bytes of the same values in gSOAP's spelling, to which instructions are related.
    pub reference: u64,
    /// Best and median nanoseconds of one pass.
    pub best: u64,
    pub median: u64,
    /// Instructions of one pass, counted by callgrind; `None` without valgrind.
    pub instructions: Option<u64>,
}

impl Measurement {
    /// Instructions per byte read, or, for writing, per byte that gSOAP needs for the same values.
    pub fn per_byte(&self) -> Option<f64> {
        let bytes = match self.work {
            "read" => self.bytes,
            _ => self.reference,
        };
        Some(self.instructions? as f64 / bytes as f64)
    }
}

const DOCUMENTS: [&str; 4] = ["a", "b", "c", "d"];

/// Runs the task.
pub fn run(root: &Path, arguments: &[&str]) -> Result<(), String> {
    match arguments {
        [] => peers(root, false),
        ["--quick"] => peers(root, true),
        ["--linear", part @ ..] if matches!(part, [] | ["messages"] | ["contracts"]) => {
            let again = ["bench", "--linear"].iter().chain(part).copied();
            let again: Vec<String> = again.map(str::to_owned).collect();
            // Generating is only worth measuring if it is optimised.
            workspace::optimised(&again).unwrap_or_else(|| linear::run(root, part.first().copied()))
        }
        ["--share"] => share::run(root),
        ["--load"] => load::run(root),
        ["--start"] => start::run(root),
        _ => {
            print!("{HELP}");
            Ok(())
        }
    }
}

/// What a child process of this task does.
pub fn child(files: &[&str]) -> Result<(), String> {
    generator::child(files)
}

/// Runs the benchmarks and writes `bench/RESULTS.md` and `bench/results.svg`.
fn peers(root: &Path, quick: bool) -> Result<(), String> {
    let target = target(root);
    status(
        Command::new("cargo")
            .args(["build", "--release", "--package", "bench"])
            .current_dir(root),
    )?;
    let ours = target.join("release/bench");
    let directory = target.join("bench");
    std::fs::create_dir_all(&directory).map_err(|error| error.to_string())?;
    let mut documents = Vec::new();
    for document in DOCUMENTS {
        for spelling in ["wcf", "gsoap"] {
            let text = output(Command::new(&ours).args(["document", document, spelling]))?;
            let path = directory.join(format!("{document}.{spelling}.xml"));
            std::fs::write(&path, &text).map_err(|error| error.to_string())?;
            documents.push((document, spelling, path, text.len() as u64));
        }
    }
    let peer = match gsoap::build(root, &directory) {
        Ok(peer) => Some(peer),
        Err(reason) => {
            println!("gSOAP could not be had, its rows are missing: {reason}");
            None
        }
    };
    let reference = |document: &str| {
        documents
            .iter()
            .find(|(name, spelling, ..)| *name == document && *spelling == "gsoap")
            .map_or(1, |(.., bytes)| *bytes)
    };
    let mut cases: Vec<(
        &'static str,
        &'static str,
        &'static str,
        &'static str,
        Vec<String>,
    )> = Vec::new();
    for (document, spelling, path, _) in &documents {
        let mut ours = |who, work, case: &str| {
            let arguments = [
                ours.display().to_string(),
                "run".into(),
                case.into(),
                (*document).into(),
                (*spelling).into(),
            ];
            cases.push((who, work, document, spelling, arguments.into()));
        };
        ours("ours", "read", "ours-read");
        ours("quick-xml Reader, bare tokens", "read", "tokens");
        ours("quick-xml NsReader, tokens", "read", "tokens-ns");
        if *spelling == "gsoap" {
            ours("ours", "write", "ours-write");
            ours("quick-xml serde, no namespaces", "read", "serde-read");
            ours("quick-xml serde, no namespaces", "write", "serde-write");
            ours("instant-xml", "read", "instant-read");
            ours("instant-xml", "write", "instant-write");
            if *document == "a" {
                ours("by hand, static bytes", "write", "hand-write");
            }
            if ["a", "b"].contains(document) {
                ours("by hand on NsReader", "read", "hand-read");
                ours(
                    "by hand on NsReader, shuffled",
                    "read",
                    "hand-read-shuffled",
                );
                ours("ours, shuffled", "read", "ours-read-shuffled");
            }
        }
        if let Some(peer) = &peer {
            let mut gsoap = |work: &'static str| {
                let arguments = [
                    peer.display().to_string(),
                    path.display().to_string(),
                    (*document).into(),
                    work.into(),
                ];
                cases.push(("gSOAP", work, document, spelling, arguments.into()));
            };
            gsoap("read");
            if *spelling == "gsoap" {
                gsoap("write");
            }
        }
    }
    let rounds = if quick { 1 } else { 7 };
    let mut measurements: Vec<Measurement> = Vec::new();
    for (who, work, document, spelling, _) in &cases {
        measurements.push(Measurement {
            who,
            work,
            document,
            spelling,
            bytes: 0,
            reference: reference(document),
            best: u64::MAX,
            median: 0,
            instructions: None,
        });
    }
    // Rounds go through all cases, so that a machine that slows down slows all of them.
    let mut medians = vec![Vec::new(); cases.len()];
    for _ in 0..rounds {
        for (index, (_, _, document, _, arguments)) in cases.iter().enumerate() {
            let count = if *document == "d" { "2000" } else { "40" };
            let [bytes, best, median] = pass(arguments, count)?;
            measurements[index].bytes = bytes;
            measurements[index].best = measurements[index].best.min(best);
            medians[index].push(median);
        }
    }
    for (measurement, mut medians) in measurements.iter_mut().zip(medians) {
        medians.sort_unstable();
        measurement.median = medians[medians.len() / 2];
    }
    if has_valgrind() {
        for (measurement, (.., arguments)) in measurements.iter_mut().zip(&cases) {
            let few = instructions(arguments, 2)?;
            let more = instructions(arguments, 12)?;
            measurement.instructions = Some((more - few) / 10);
        }
    } else {
        println!("valgrind is missing: no instruction counts");
    }
    let paths = paths(&ours)?;
    let page = table::page(root, &measurements, &paths, &machine());
    println!("{page}");
    std::fs::write(root.join("bench/RESULTS.md"), page).map_err(|error| error.to_string())?;
    std::fs::write(root.join("bench/results.svg"), chart::svg(&measurements))
        .map_err(|error| error.to_string())
}

/// Elements that took the fast and the general path, per document.
fn paths(ours: &Path) -> Result<Vec<(String, u64, u64)>, String> {
    let mut paths = Vec::new();
    for document in DOCUMENTS {
        for spelling in ["wcf", "gsoap"] {
            let text = output(Command::new(ours).args(["paths", document, spelling]))?;
            let [fast, general] = numbers(&text)?;
            paths.push((format!("{document}, {spelling}"), fast, general));
        }
    }
    Ok(paths)
}

/// Where cargo puts what it builds.
fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// What was measured on. The load tells whether others were at work, too.
fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .and_then(|rest| rest.split_once(": "));
    let rustc = output(Command::new("rustc").arg("--version")).unwrap_or_default();
    let gcc = output(Command::new("gcc").arg("-dumpfullversion")).unwrap_or_default();
    format!(
        "{}; {}; gcc {}; gSOAP {}; load average at the end {} on {} processors",
        cpu.map_or("unknown processor", |(_, name)| name.trim()),
        rustc.trim(),
        gcc.trim(),
        gsoap::version().unwrap_or_else(|| "missing".into()),
        std::fs::read_to_string("/proc/loadavg")
            .unwrap_or_default()
            .split(' ')
            .next()
            .unwrap_or_default(),
        std::thread::available_parallelism().map_or(0, usize::from),
    )
}

fn has_valgrind() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok()
}

/// Bytes, best and median of one process.
fn pass(arguments: &[String], count: &str) -> Result<[u64; 3], String> {
    let text = output(Command::new(&arguments[0]).args(&arguments[1..]).arg(count))?;
    let [bytes, _, best, median] = numbers(&text)?;
    Ok([bytes, best, median])
}

/// Instructions of a whole process that does something a number of times.
fn instructions(arguments: &[String], count: u32) -> Result<u64, String> {
    let mut arguments = arguments.to_vec();
    arguments.push(count.to_string());
    instructions_of(&arguments)
}

/// Instructions of a whole process under callgrind.
fn instructions_of(arguments: &[String]) -> Result<u64, String> {
    let out = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .args(arguments)
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&out.stderr);
    text.lines()
        .find_map(|line| {
            line.split_once("Collected : ")
                .and_then(|(_, count)| count.trim().parse().ok())
        })
        .ok_or_else(|| format!("callgrind said nothing of {arguments:?}:\n{text}"))
}

fn numbers<const N: usize>(text: &str) -> Result<[u64; N], String> {
    let numbers: Vec<u64> = text
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    numbers
        .try_into()
        .map_err(|_| format!("{N} numbers were expected in {text:?}"))
}

/// Standard output of a command that succeeds.
pub(super) fn output(command: &mut Command) -> Result<String, String> {
    let out = command
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if !out.status.success() {
        return Err(format!(
            "{command:?} failed: {}",
            String::from_utf8_lossy(&out.stderr)
        ));
    }
    String::from_utf8(out.stdout).map_err(|error| error.to_string())
}

/// Runs a command that must succeed.
pub(super) fn status(command: &mut Command) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?}: {status}")),
        Err(error) => Err(format!("{command:?}: {error}")),
    }
}
