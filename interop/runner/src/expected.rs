//! `interop/expected.txt`: the outcome of every pair. A run must match it exactly.

use super::Results;
use super::pair::{self, Outcome};
use super::peers::Peer;
use std::collections::BTreeMap;
use std::path::Path;

const HEAD: &str = "\
# What `cargo xtask interop` comes to: for each pair the cases that pass, then each limit of a peer with what it said.
# A run must match this file; `cargo xtask interop --bless` rewrites it. docs/interop.md explains the limits.
";

fn render(pairs: &[(Peer, Peer)], results: &Results) -> String {
    let mut text = HEAD.to_owned();
    for pair in pairs {
        let name = pair::name(*pair);
        let Some(outcomes) = results.get(&name) else {
            continue;
        };
        text.push_str(&format!("\n[{name}]\n"));
        for (case, outcome) in outcomes {
            text.push_str(&format!("{case} | {}\n", outcome.text()));
        }
    }
    text
}

/// Writes the file.
pub(super) fn write(file: &Path, pairs: &[(Peer, Peer)], results: &Results) -> Result<(), String> {
    std::fs::write(file, render(pairs, results))
        .map_err(|error| format!("{}: {error}", file.display()))
}

/// The outcomes by pair and case.
fn parse(text: &str) -> BTreeMap<(String, String), String> {
    let mut entries = BTreeMap::new();
    let mut pair = String::new();
    for line in text.lines() {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            pair = name.to_owned();
        } else if let Some((case, outcome)) = line.split_once(" | ") {
            entries.insert((pair.clone(), case.to_owned()), outcome.to_owned());
        }
    }
    entries
}

/// Fails on a difference in either direction.
pub(super) fn compare(
    file: &Path,
    pairs: &[(Peer, Peer)],
    results: &Results,
    part: Option<&str>,
    missing: &[&str],
    some_pairs: bool,
) -> Result<(), String> {
    let text =
        std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let ran: Vec<String> = pairs.iter().map(|pair| pair::name(*pair)).collect();
    let mut differences = Vec::new();
    let mut expected = parse(&text);
    for (name, outcomes) in results {
        for (case, outcome) in outcomes {
            let found = expected.remove(&(name.clone(), case.clone()));
            match found {
                Some(text) if text == outcome.text() => {}
                Some(text) => differences.push(format!(
                    "{name} | {case}\n  expected: {text}\n  came:     {}",
                    outcome.text()
                )),
                None => differences.push(format!(
                    "{name} | {case}\n  not in the file; came: {}",
                    outcome.text()
                )),
            }
        }
    }
    for ((name, case), outcome) in expected {
        let of_missing = missing
            .iter()
            .any(|peer| name.split(" -> ").any(|side| side == *peer));
        let out_of_run = some_pairs && !ran.contains(&name);
        if of_missing || out_of_run || part.is_some_and(|part| !case.contains(part)) {
            continue;
        }
        differences.push(format!("{name} | {case}\n  not run; expected: {outcome}"));
    }
    if differences.is_empty() {
        let limits = results
            .values()
            .flatten()
            .filter(|(_, outcome)| *outcome != Outcome::Passed)
            .count();
        println!("as expected ({limits} limits of peers)");
        return Ok(());
    }
    Err(format!(
        "{} differences from {}:\n{}",
        differences.len(),
        file.display(),
        differences.join("\n")
    ))
}
