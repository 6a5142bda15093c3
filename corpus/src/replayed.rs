//! Sends messages through compiled code: samples made from the contracts, and messages beside a contract.

use crate::crates::Crate;
use crate::dynamic::Dynamic;
use crate::harness;
use crate::messages::Protocol;
use crate::probe::{self, Order};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::{Rules, ValueSpace, process, repository};
use wsdl_codegen::contract::sample::{SampleOptions, SampleStyle, Sampler};
use wsdl_codegen::contract::{self, Call, Direction};
use wsdl_codegen::{Options, contract::calls};

/// Bytes of generated code per program.
const BATCH: u64 = 4 << 20;

/// A contract and its generated code.
pub struct Contract<'a> {
    /// Its file.
    pub file: &'a Path,
    /// Its name in the list.
    pub name: String,
    /// Further folders that may be read.
    pub folders: Vec<PathBuf>,
    /// Bytes of generated code.
    pub bytes: u64,
    /// Operations.
    pub operations: u64,
}

/// The numbers of messages and their results.
#[derive(Default)]
pub struct ReplayedCounts {
    /// Contracts with at least one message.
    pub contracts: usize,
    /// Samples.
    pub samples: usize,
    /// Messages beside a contract.
    pub paired: usize,
    /// Samples and messages that were read and written back the same.
    pub same: usize,
    /// Those that were written the same after they went through JSON.
    pub json: usize,
}

/// Sends the messages through and adds differences to `lines`.
pub fn run(
    work: &Path,
    contracts: &[Contract<'_>],
    lines: &mut BTreeSet<String>,
) -> Result<ReplayedCounts, String> {
    let mut counts = ReplayedCounts::default();
    let mut batches: Vec<Vec<usize>> = vec![Vec::new()];
    let mut size = 0;
    for (index, _) in contracts
        .iter()
        .enumerate()
        .filter(|(_, contract)| contract.operations > 0)
    {
        if size > 0 && size + contracts[index].bytes > BATCH {
            batches.push(Vec::new());
            size = 0;
        }
        size += contracts[index].bytes;
        if let Some(batch) = batches.last_mut() {
            batch.push(index);
        }
    }
    for (number, batch) in batches.iter().enumerate() {
        let batch: Vec<_> = batch
            .iter()
            .map(|index| (*index, &contracts[*index]))
            .collect();
        one(work, number, &batch, &mut counts, lines)?;
    }
    Ok(counts)
}

/// The messages beside a contract: `request.xml` and `response.xml`.
fn beside(file: &Path) -> Vec<(Direction, PathBuf)> {
    [
        (Direction::Request, "request.xml"),
        (Direction::Response, "response.xml"),
    ]
    .into_iter()
    .map(|(direction, name)| (direction, file.with_file_name(name)))
    .filter(|(_, path)| path.is_file())
    .collect()
}

/// The message files.
struct Message {
    /// Its name in the list.
    name: String,
    text: String,
}

fn one(
    work: &Path,
    number: usize,
    batch: &[(usize, &Contract<'_>)],
    counts: &mut ReplayedCounts,
    lines: &mut BTreeSet<String>,
) -> Result<(), String> {
    let folder = work.join(format!("replayed-{number}"));
    let _ = std::fs::remove_dir_all(&folder);
    let (samples, beside_folder) = (folder.join("samples"), folder.join("beside"));
    let mut parts = Vec::new();
    let mut messages: BTreeMap<String, Message> = BTreeMap::new();
    let mut contracts: BTreeMap<String, Dynamic> = BTreeMap::new();
    for (index, contract) in batch {
        let part = format!("m{index:04}");
        let out = folder.join("generated").join(&part);
        let outcome = probe::generate(&Order {
            files: &[contract.file.to_owned()],
            out: Some(&out),
            keep_going: false,
            server: true,
            facets: true,
            nil_items: &[],
            folders: &contract.folders,
            limit: Duration::from_secs(20),
        })?;
        if !outcome.is_ok() {
            lines.insert(format!(
                "{}: does not generate with servers: {}",
                contract.name,
                outcome.text("error")
            ));
            continue;
        }
        counts.contracts += 1;
        let options = Options {
            wsdl: vec![contract.file.to_owned()],
            folders: contract.folders.clone(),
            facets: true,
            ..Options::default()
        };
        let (model, ..) = contract::read(&options);
        let Some(model) = model else { continue };
        contracts.insert(part.clone(), Dynamic::load(&options)?);
        sampled(contract, &model, &part, &samples, &mut messages, counts)?;
        paired(
            contract,
            &model,
            &part,
            &beside_folder,
            &mut messages,
            counts,
        )?;
        parts.push((format!("{part}/"), out));
    }
    let program = Crate::new(
        &format!("replayed-{number}"),
        &["client", "facets", "serde"],
    )?;
    harness::write(&program, &parts)?;
    let compiled = program.compile(&["build"])?;
    if !compiled.success {
        let said: Vec<_> = compiled
            .messages
            .iter()
            .map(|(path, said)| format!("{}: {}", path.display(), said.join("\n")))
            .take(5)
            .collect();
        return Err(format!("does not compile: {}", said.join("\n")));
    }
    let binary = work.join(format!("target/debug/replayed-{number}"));
    for (kind, from) in [("samples", &samples), ("beside", &beside_folder)] {
        let written = folder.join(format!("{kind}-written"));
        std::fs::create_dir_all(&written).map_err(|error| error.to_string())?;
        let (output, _) = process::timed(Command::new(&binary).arg(from).arg(&written))?;
        if !output.status.success() {
            return Err(format!(
                "the program failed: {}",
                String::from_utf8_lossy(&output.stderr)
            ));
        }
        let protocol = Protocol::read(&written.join("protocol.txt"))?;
        judge(
            kind, &written, &protocol, &messages, &contracts, counts, lines,
        )?;
    }
    Ok(())
}

/// The path at which the program looks for the message of an operation.
fn path_of(call: &Call<'_>, direction: Direction) -> String {
    let word = match direction {
        Direction::Request => "request",
        Direction::Response => "response",
    };
    format!(
        "{}/{}.{word}.xml",
        call.port_type().name.local,
        call.operation().name
    )
}

/// Makes a sample of each message of a contract.
fn sampled(
    contract: &Contract<'_>,
    model: &contract::Model,
    part: &str,
    folder: &Path,
    messages: &mut BTreeMap<String, Message>,
    counts: &mut ReplayedCounts,
) -> Result<(), String> {
    let sampler = Sampler::with_budget(model, usize::MAX);
    for call in calls(model) {
        for direction in [Direction::Request, Direction::Response] {
            let key = format!("{part}/{}", path_of(&call, direction));
            let path = folder.join(&key);
            // Overloaded operations share a name. The service starts an operation without a request, and the client
            // leaves it out with a note.
            if path.exists() || !call.has(direction) || !call.has(Direction::Request) {
                continue;
            }
            let text = sampler.sample(
                &call,
                direction,
                &SampleOptions {
                    style: SampleStyle::of(&call),
                    ..SampleOptions::default()
                },
            );
            repository::write(&path, &text)?;
            counts.samples += 1;
            let name = format!(
                "{}: sample of {}",
                contract.name,
                path_of(&call, direction).replace(".xml", "")
            );
            messages.insert(format!("samples/{key}"), Message { name, text });
        }
    }
    Ok(())
}

/// The messages beside a contract, each with its operation.
fn paired(
    contract: &Contract<'_>,
    model: &contract::Model,
    part: &str,
    folder: &Path,
    messages: &mut BTreeMap<String, Message>,
    counts: &mut ReplayedCounts,
) -> Result<(), String> {
    // The name of the folder begins with that of the operation.
    let of = contract.file.parent().and_then(Path::file_name);
    let of = of.unwrap_or_default().to_string_lossy().into_owned();
    let operation = of.split("__").next().unwrap_or_default();
    for (direction, path) in beside(contract.file) {
        let Some(call) = calls(model)
            .into_iter()
            .find(|call| call.operation().name.eq_ignore_ascii_case(operation))
        else {
            continue;
        };
        let text = repository::read(&path)?;
        let key = format!("{part}/{}", path_of(&call, direction));
        repository::write(&folder.join(&key), &text)?;
        counts.paired += 1;
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{}: {file}", contract.name);
        messages.insert(format!("beside/{key}"), Message { name, text });
    }
    Ok(())
}

fn judge(
    kind: &str,
    written: &Path,
    protocol: &Protocol,
    messages: &BTreeMap<String, Message>,
    contracts: &BTreeMap<String, Dynamic>,
    counts: &mut ReplayedCounts,
    lines: &mut BTreeSet<String>,
) -> Result<(), String> {
    let rules = Rules {
        nil_is_absent: true,
        space: &|element| ValueSpace::by_looks(&element.text),
        limit: 1,
        ..Rules::default()
    };
    for (key, message) in messages {
        let Some(key) = key.strip_prefix(&format!("{kind}/")) else {
            continue;
        };
        let name = &message.name;
        if let Some(error) = protocol.said(key, "failed").next() {
            lines.insert(format!(
                "{name}: not read: {}",
                crate::messages::placed(error)
            ));
            continue;
        }
        if protocol.said(key, "read").next().is_none() {
            lines.insert(format!("{name}: not in the program"));
            continue;
        }
        // Our own samples must come back to the letter.
        if kind == "samples"
            && let Some(error) = protocol.said(key, "refused").next()
        {
            lines.insert(format!(
                "{name}: the strict mode refuses {}",
                crate::messages::placed(error)
            ));
        }
        let part = key.split('/').next().unwrap_or_default();
        let contract = contracts
            .get(part)
            .ok_or_else(|| format!("there is no contract {part}"))?;
        let different =
            crate::messages::through_json(key, written, protocol, contract, &message.text)?;
        counts.json += usize::from(different.is_none());
        if let Some(different) = different {
            lines.insert(format!("{name}: JSON: {different}"));
        }
        let mut notes = protocol.said(key, "note").peekable();
        let noted = notes.peek().is_some();
        for note in notes {
            lines.insert(format!("{name}: {note}"));
        }
        let again = repository::read(&written.join(key))?;
        match testkit::compare(&message.text, &again, &rules)?.first() {
            None => counts.same += 1,
            Some(difference) if !noted => {
                lines.insert(format!("{name}: written differently: {difference}"));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
