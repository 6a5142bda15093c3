//! `cargo xtask bench`: each library reads and writes the same documents.

use crate::measure::{DOCUMENTS, Measurement, has_valgrind, instructions, machine, numbers, pass};
use crate::{chart, gsoap, table};
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::process::{output, status};
use testkit::repository;

/// Rounds of a whole run.
const ROUNDS: usize = 7;

/// A document in one spelling, as a file.
struct Document {
    name: &'static str,
    spelling: &'static str,
    path: PathBuf,
    bytes: u64,
}

/// A case: a library, its work, a document, and the process that does it.
struct Case {
    who: &'static str,
    work: &'static str,
    document: &'static str,
    spelling: &'static str,
    arguments: Vec<String>,
}

/// Runs the benchmarks and writes `bench/RESULTS.md` and `bench/results.svg`.
pub fn run(quick: bool) -> Result<(), String> {
    status(repository::cargo().args(["build", "--release", "--package", "bench"]))?;
    let target = repository::target();
    let ours = target.join("release/bench");
    let directory = target.join("bench");
    let documents = documents(&ours, &directory)?;
    let peer = match gsoap::build(&directory) {
        Ok(peer) => Some(peer),
        Err(reason) => {
            println!("gSOAP is not available, its rows are missing: {reason}");
            None
        }
    };
    let mut cases = Vec::new();
    for document in &documents {
        add_ours(&mut cases, document, &ours);
        if let Some(peer) = &peer {
            add_gsoap(&mut cases, document, peer);
        }
    }
    let mut measurements = timed(&cases, &documents, if quick { 1 } else { ROUNDS })?;
    if has_valgrind() {
        for (measurement, case) in measurements.iter_mut().zip(&cases) {
            let few = instructions(&case.arguments, 2)?;
            let more = instructions(&case.arguments, 12)?;
            measurement.instructions = Some((more - few) / 10);
        }
    } else {
        println!("valgrind is missing: no instruction counts");
    }
    let page = table::page(&measurements, &paths(&ours)?, &machine());
    println!("{page}");
    let folder = repository::root().join("bench");
    repository::write(&folder.join("RESULTS.md"), &page)?;
    repository::write(&folder.join("results.svg"), &chart::svg(&measurements))
}

/// Writes each document in each spelling.
fn documents(ours: &Path, directory: &Path) -> Result<Vec<Document>, String> {
    let mut documents = Vec::new();
    for name in DOCUMENTS {
        for spelling in ["wcf", "gsoap"] {
            let text = output(Command::new(ours).args(["document", name, spelling]))?;
            let path = directory.join(format!("{name}.{spelling}.xml"));
            repository::write(&path, &text)?;
            documents.push(Document {
                name,
                spelling,
                path,
                bytes: text.len() as u64,
            });
        }
    }
    Ok(documents)
}

/// Adds the cases of our benchmark program for a document: our own reader and writer, and other Rust libraries.
fn add_ours(cases: &mut Vec<Case>, document: &Document, program: &Path) {
    let mut add = |who, work, case: &str| {
        let program = program.display().to_string();
        let arguments = [&program, "run", case, document.name, document.spelling];
        cases.push(Case {
            who,
            work,
            document: document.name,
            spelling: document.spelling,
            arguments: arguments.map(str::to_owned).into(),
        });
    };
    add("ours", "read", "ours-read");
    add("quick-xml Reader, bare tokens", "read", "tokens");
    add("quick-xml NsReader, tokens", "read", "tokens-ns");
    if document.spelling != "gsoap" {
        return;
    }
    add("ours", "write", "ours-write");
    add("quick-xml serde, no namespaces", "read", "serde-read");
    add("quick-xml serde, no namespaces", "write", "serde-write");
    add("instant-xml", "read", "instant-read");
    add("instant-xml", "write", "instant-write");
    if document.name == "a" {
        add("by hand, static bytes", "write", "hand-write");
    }
    if ["a", "b"].contains(&document.name) {
        add("by hand on NsReader", "read", "hand-read");
        add(
            "by hand on NsReader, shuffled",
            "read",
            "hand-read-shuffled",
        );
        add("ours, shuffled", "read", "ours-read-shuffled");
    }
}

fn add_gsoap(cases: &mut Vec<Case>, document: &Document, program: &Path) {
    let mut add = |work: &'static str| {
        let (program, path) = (program.display(), document.path.display());
        let arguments = [&program.to_string(), &path.to_string(), document.name, work];
        cases.push(Case {
            who: "gSOAP",
            work,
            document: document.name,
            spelling: document.spelling,
            arguments: arguments.map(str::to_owned).into(),
        });
    };
    add("read");
    if document.spelling == "gsoap" {
        add("write");
    }
}

/// Times each case in rounds. Each round goes through all cases, so that a slower moment of the machine slows all of
/// them.
fn timed(
    cases: &[Case],
    documents: &[Document],
    rounds: usize,
) -> Result<Vec<Measurement>, String> {
    let reference = |document: &str| {
        documents
            .iter()
            .find(|other| other.name == document && other.spelling == "gsoap")
            .map_or(1, |other| other.bytes)
    };
    let measurement = |case: &Case| Measurement {
        who: case.who,
        work: case.work,
        document: case.document,
        spelling: case.spelling,
        bytes: 0,
        reference: reference(case.document),
        best: u64::MAX,
        median: 0,
        instructions: None,
    };
    let mut measurements: Vec<Measurement> = cases.iter().map(measurement).collect();
    let mut medians = vec![Vec::new(); cases.len()];
    for _ in 0..rounds {
        for (index, case) in cases.iter().enumerate() {
            let count = if case.document == "d" { "2000" } else { "40" };
            let [bytes, best, median] = pass(&case.arguments, count)?;
            measurements[index].bytes = bytes;
            measurements[index].best = measurements[index].best.min(best);
            medians[index].push(median);
        }
    }
    for (measurement, mut medians) in measurements.iter_mut().zip(medians) {
        medians.sort_unstable();
        measurement.median = medians[medians.len() / 2];
    }
    Ok(measurements)
}

/// Elements read on the fast and on the general path, by document.
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
