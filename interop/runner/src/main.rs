//! `cargo xtask interop`: our client and server against those of other SOAP toolkits, over loopback.
//!
//! Every participant is a program. It takes a port, or URLs and the names of cases, and prints a line of JSON per case.
//! `cases.rs` says what a case must print. The outcome of every case of every pair is compared with
//! `interop/expected.txt`.

mod cases;
mod coming_from;
mod contract;
mod expected;
mod install;
mod pair;
mod peers;
mod process;
mod security;

use pair::Outcome;
use peers::Peer;
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Instant;
use testkit::repository;

/// The parsed command line.
#[derive(Default)]
struct Arguments {
    /// Write `interop/expected.txt`.
    bless: bool,
    /// Fail for a missing package instead of installing it.
    no_install: bool,
    /// Print the answer of every case.
    verbose: bool,
    /// Only pairs whose name (`gsoap -> ours`) contains this, or the parts `contract` and `coming-from`.
    pair: Option<String>,
    /// Only cases whose name contains this.
    case: Option<String>,
}

/// The folders of a run.
struct Place {
    repository: PathBuf,
    /// The folder of installed and built files: `target/interop`.
    work: PathBuf,
}

fn main() -> ExitCode {
    testkit::process::run(run)
}

/// Runs the pairs. The error is a message for the user.
fn run(arguments: &[String]) -> Result<(), String> {
    let arguments = parse(arguments)?;
    let place = Place {
        repository: repository::root(),
        work: repository::target().join("interop"),
    };
    repository::folder(&place.work)?;

    let started = Instant::now();
    let mut missing = Vec::new();
    let mut had: BTreeMap<Peer, String> = BTreeMap::new();
    let part = arguments.pair.as_deref();
    let is_asked = |name: &str| part.is_none_or(|part| name.contains(part));
    let pairs = peers::pairs().into_iter();
    let pairs: Vec<(Peer, Peer)> = pairs.filter(|pair| is_asked(&pair::name(*pair))).collect();
    for peer in Peer::ALL {
        println!("preparing {}", peer.name());
        let is_needed = pairs
            .iter()
            .any(|(client, server)| peer == *client || peer == *server);
        match install::install(peer, &place, !arguments.no_install).and_then(|version| {
            if is_needed {
                peers::build(peer, &place)?;
            }
            Ok(version)
        }) {
            Ok(version) => {
                had.insert(peer, version);
            }
            // Without our own side there is nothing to test.
            Err(message) if peer == Peer::Ours => return Err(message),
            Err(message) => missing.push((peer, message)),
        }
    }
    println!("prepared in {:.0} s", started.elapsed().as_secs_f64());

    let started = Instant::now();
    let pairs = pairs.into_iter();
    let pairs: Vec<(Peer, Peer)> = pairs
        .filter(|(client, server)| had.contains_key(client) && had.contains_key(server))
        .collect();
    let results = run_all(&pairs, &place, &arguments);
    let seconds = started.elapsed().as_secs_f64();

    table(&pairs, &results, &had);
    println!("ran in {seconds:.0} s");
    for (peer, message) in &missing {
        println!(
            "\n*** NOT TESTED: {} could not be had ***\n{message}",
            peer.name()
        );
    }

    if is_asked(contract::NAME) && arguments.case.is_none() {
        contract::run(&place, &had)?;
    }
    if is_asked(coming_from::NAME) && arguments.case.is_none() {
        coming_from::run(&place, &had)?;
    }
    if arguments.pair.is_none() && arguments.case.is_none() {
        security::run(&place, !arguments.no_install)?;
    }

    let file = place.repository.join("interop/expected.txt");
    if arguments.bless {
        return expected::write(&file, &pairs, &results);
    }
    expected::compare(
        &file,
        &pairs,
        &results,
        arguments.case.as_deref(),
        &missing
            .iter()
            .map(|(peer, _)| peer.name())
            .collect::<Vec<_>>(),
        arguments.pair.is_some(),
    )
}

fn parse(arguments: &[String]) -> Result<Arguments, String> {
    let mut parsed = Arguments::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--bless" => parsed.bless = true,
            "--no-install" => parsed.no_install = true,
            "--verbose" => parsed.verbose = true,
            "--pair" => parsed.pair = Some(rest.next().ok_or("--pair NAME")?.clone()),
            "--case" => parsed.case = Some(rest.next().ok_or("--case NAME")?.clone()),
            other => {
                return Err(format!(
                    "unknown argument {other}\nUsage: cargo xtask interop [--bless] [--no-install] [--verbose] [--pair PART] [--case PART]"
                ));
            }
        }
    }
    if parsed.bless && (parsed.pair.is_some() || parsed.case.is_some()) {
        return Err("--bless needs a whole run".into());
    }
    Ok(parsed)
}

/// The outcome of each case of each pair, by the name of the pair.
type Results = BTreeMap<String, Vec<(String, Outcome)>>;

/// Runs two pairs at a time: most of them wait for each other.
fn run_all(pairs: &[(Peer, Peer)], place: &Place, arguments: &Arguments) -> Results {
    let queue: Mutex<VecDeque<(Peer, Peer)>> = Mutex::new(pairs.iter().copied().collect());
    let results = Mutex::new(Results::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().ok().and_then(|mut queue| queue.pop_front());
                    let Some(pair) = next else { return };
                    let outcomes = pair::run(pair, place, arguments.case.as_deref());
                    if arguments.verbose {
                        for (case, outcome) in &outcomes {
                            println!("{} | {case} | {}", pair::name(pair), outcome.text());
                        }
                    }
                    if let Ok(mut results) = results.lock() {
                        results.insert(pair::name(pair), outcomes);
                    }
                }
            });
        }
    });
    results.into_inner().unwrap_or_default()
}

fn table(pairs: &[(Peer, Peer)], results: &Results, had: &BTreeMap<Peer, String>) {
    println!("\n{:<22} {:>5} {:>6}  limits", "pair", "cases", "passed");
    for pair in pairs {
        let name = pair::name(*pair);
        let Some(outcomes) = results.get(&name) else {
            continue;
        };
        let limits: Vec<&str> = outcomes
            .iter()
            .filter(|(_, outcome)| *outcome != Outcome::Passed)
            .map(|(case, _)| case.as_str())
            .collect();
        println!(
            "{name:<22} {:>5} {:>6}  {}",
            outcomes.len(),
            outcomes.len() - limits.len(),
            limits.join(" ")
        );
    }
    println!();
    for (peer, version) in had {
        println!("{:<8} {version}", peer.name());
    }
}
