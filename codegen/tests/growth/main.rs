//! Contracts that grow by one construct, or by two of them on top of each other: reading, generating, samples, docs and a diff take
//! memory in proportion to their size, or a finding names the construct that is out of proportion.
//!
//! Bytes that are allocated are counted, which does not depend on the machine. `CI_FULL=1` lets each construct grow to 100,000, and all
//! pairs to 960, or either to `GROWTH_MOST`; otherwise a twelfth of the pairs grows, the first one unless `GROWTH_SHARE` (0 to 11, or
//! `all`) names another (`GROWTH_PAIR` is one pair, as it is printed, and `GROWTH_ONLY` one construct). `docs/growth.md` is the record.

mod grammar;
mod record;

use grammar::{Construct, Contract, constructs};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::num::NonZero;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use wsdl_codegen::Builder;
use wsdl_codegen::contract::diff::diff;
use wsdl_codegen::contract::sample::{SampleOptions, Sampler};
use wsdl_codegen::contract::{Direction, calls, docs};
use wsdl_codegen::internal::{Input, ReadOptions, read};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Allocated bytes grow with at most this power of the size.
const POWER: f64 = 1.15;
/// Where the output grows faster than the contract, the finding comes before this size.
const REPEATED: usize = 960;
/// Processor time is less exact, and tells squares that allocate nothing.
const POWER_OF_TIME: f64 = 1.5;
/// One of so many pairs is tried.
const SHARES: usize = 12;
/// Pairs that grew faster once. They are always tried.
const FOUND: [[&str; 2]; 2] = [
    ["patterns", "operations with a header"],
    ["key references", "operations with a header"],
];
/// Seconds that are enough to tell how processor time grows.
const TELLING: f64 = 0.5;
/// A finding comes within this time for each megabyte of the contract that was begun.
const SOON: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 1 });

/// The steps that every contract goes through.
const STEPS: [&str; 5] = ["read", "generate", "sample", "docs", "diff"];

/// The cost of a contract.
enum Outcome {
    /// The bytes that each step allocates.
    Bytes([f64; STEPS.len()]),
    /// It is out of proportion.
    Refused,
    /// It has other errors: the two constructs do not go together.
    Invalid(String),
}

/// Does with a contract all that the commands do.
fn cost(constructs: &[&Construct], count: usize) -> Outcome {
    let mut contract = Contract::new();
    for construct in constructs {
        contract.add(construct, count);
    }
    let text = contract.text();
    let soon = SOON * u32::try_from(1 + (text.len() >> 20)).unwrap();
    let (start, began) = (Instant::now(), record::processor_time());
    let mut steps = [0.0; STEPS.len()];
    let mut step = 0;
    let mut region = Region::new(ALLOCATOR);
    let mut done = || {
        steps[step] = region.change_and_reset().bytes_allocated as f64;
        step += 1;
    };
    let input = Input::Text {
        name: "grown.wsdl".into(),
        text: text.clone(),
    };
    let (model, sources, diagnostics) = read(&[input], &ReadOptions::default());
    let Some(model) = model.filter(|_| !diagnostics.has_errors()) else {
        let said = diagnostics.render(&sources, false);
        // Processor time, where the system tells it: other programs do not count.
        let spent = match record::processor_time() - began {
            0.0 => start.elapsed(),
            seconds => Duration::from_secs_f64(seconds),
        };
        assert!(spent < soon, "{spent:?}: {said}");
        return match said.contains("[WSDL0430]") {
            true => Outcome::Refused,
            false => Outcome::Invalid(said),
        };
    };
    done();
    if let Err(error) = Builder::new().text("grown.wsdl", text).generate() {
        return Outcome::Invalid(error.to_string());
    }
    done();
    let options = SampleOptions::default();
    let sampler = Sampler::new(&model);
    for call in calls(&model) {
        let _ = sampler.sample(&call, Direction::Request, &options);
    }
    done();
    let _ = docs(&model, "Grown", &options);
    done();
    let report = diff(&model, &model);
    assert!(report.changes.is_empty(), "{:?}", report.changes.first());
    done();
    Outcome::Bytes(steps)
}

/// How constructs grow.
#[derive(PartialEq)]
enum Growth {
    /// The row of the record.
    Linear(String),
    /// Faster than the contract, up to the last size.
    Faster,
    /// The row of the record.
    Refused(String),
    Invalid,
}

/// A size, and what it costs.
struct Size {
    count: f64,
    bytes: f64,
    seconds: f64,
}

/// Lets constructs grow; what is wrong with how they do.
fn grow(constructs: &[&Construct], sizes: &[usize]) -> Result<Growth, String> {
    let name: Vec<&str> = constructs.iter().map(|one| one.0).collect();
    let name = name.join(" + ");
    let mut last: Option<Size> = None;
    let mut row = String::new();
    let mut is_faster = false;
    for count in sizes {
        let start = Instant::now();
        let began = record::processor_time();
        let outcome = cost(constructs, *count);
        let elapsed = start.elapsed();
        let seconds = record::processor_time() - began;
        match outcome {
            Outcome::Bytes(steps) => {
                let bytes: f64 = steps.iter().sum();
                let now = Size {
                    count: *count as f64,
                    bytes,
                    seconds,
                };
                let power = |of: fn(&Size) -> f64| {
                    last.as_ref().map_or(1.0, |last| {
                        (of(&now) / of(last)).ln() / (now.count / last.count).ln()
                    })
                };
                let (of_bytes, of_time) = (power(|size| size.bytes), power(|size| size.seconds));
                println!(
                    "{name}: {count}: {bytes} bytes, power {of_bytes:.2}, {seconds:.2} s, {elapsed:?}"
                );
                let is_told = last.as_ref().is_some_and(|last| last.seconds > TELLING);
                let is_slow = is_told && of_time > POWER_OF_TIME;
                if is_slow || (of_bytes > POWER && *count >= REPEATED) {
                    let steps: Vec<String> = STEPS
                        .iter()
                        .zip(steps)
                        .map(|(step, bytes)| format!("{step} {bytes}"))
                        .collect();
                    let steps = steps.join(", ");
                    return Err(format!(
                        "{name}: {count}: {bytes}, power {of_bytes:.2}, of time {of_time:.2} ({steps})"
                    ));
                }
                is_faster |= of_bytes > POWER;
                let of_time = match is_told {
                    true => format!("{of_time:.2}"),
                    false => String::new(),
                };
                row = format!(
                    "| {name} | {count} | {:.1} | {of_bytes:.2} | {seconds:.2} | {of_time} |\n",
                    bytes / 1e6
                );
                last = Some(now);
            }
            Outcome::Refused => {
                println!("{name}: {count}: refused, {elapsed:?}");
                let row = format!("| {name} | {count} | refused |  | {seconds:.2} |  |\n");
                return Ok(Growth::Refused(row));
            }
            Outcome::Invalid(error) => {
                return match last {
                    // Small or large, it is the same contract.
                    Some(_) => Err(format!("{name}: {count}: {error}")),
                    None => Ok(Growth::Invalid),
                };
            }
        }
    }
    Ok(match is_faster {
        true => Growth::Faster,
        false => Growth::Linear(row),
    })
}

fn is_full() -> bool {
    std::env::var_os("CI_FULL").is_some()
}

/// The size that `GROWTH_MOST` names.
fn most() -> Option<usize> {
    std::env::var("GROWTH_MOST").ok()?.parse().ok()
}

/// The tests of this program, one at a time: the bytes of all threads are counted.
static ALONE: Mutex<()> = Mutex::new(());

/// Which part of a test a process does, of how many.
struct Part(usize, usize);

impl Part {
    /// Says which part of the work a child does.
    const VARIABLE: &str = "GROWTH_PART";

    /// The part of a test that this process does. `None` if children do the test, and have done it: since the bytes of all threads of a
    /// process are counted, each core has a process.
    fn of(test: &str) -> Option<Self> {
        if let Ok(part) = std::env::var(Self::VARIABLE) {
            let (part, parts) = part.split_once('/').unwrap();
            return Some(Self(part.parse().unwrap(), parts.parse().unwrap()));
        }
        let parts = std::thread::available_parallelism().map_or(1, NonZero::get);
        // A record is written by one process, and a single contract is work for one.
        let one = ["BLESS", "CI_FULL", "GROWTH_ONLY", "GROWTH_PAIR"];
        if parts == 1 || one.iter().any(|one| std::env::var_os(one).is_some()) {
            return Some(Self(0, 1));
        }
        let child = |part| {
            Command::new(std::env::current_exe().unwrap())
                .args([test, "--exact", "--nocapture"])
                .env(Self::VARIABLE, format!("{part}/{parts}"))
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        };
        let children: Vec<_> = (0..parts).map(child).collect();
        let mut failed = String::new();
        for child in children {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout);
            println!("{said}");
            if !output.status.success() || !said.contains("1 passed") {
                failed += &String::from_utf8_lossy(&output.stderr);
                failed += "\nfailed\n";
            }
        }
        assert!(failed.is_empty(), "{failed}");
        None
    }

    fn has(&self, index: usize) -> bool {
        index % self.1 == self.0
    }
}

#[test]
fn each_construct_is_linear_or_refused() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(part) = Part::of("each_construct_is_linear_or_refused") else {
        return;
    };
    let sizes: &[usize] = if is_full() {
        &[60, 240, 960, 4000, 16_000, 100_000]
    } else {
        &[60, 240, 960]
    };
    let most = most().unwrap_or(usize::MAX);
    let sizes: Vec<usize> = sizes.iter().copied().filter(|size| *size <= most).collect();
    let mut rows = String::new();
    let mut wrong = Vec::new();
    let only = std::env::var("GROWTH_ONLY").ok();
    let wanted = constructs().filter(|one| only.as_ref().is_none_or(|only| one.0 == only));
    for (_, construct) in wanted.enumerate().filter(|(index, _)| part.has(*index)) {
        match grow(&[construct], &sizes) {
            Ok(Growth::Linear(row) | Growth::Refused(row)) => rows += &row,
            // Where it begins to repeat, and is refused later.
            Ok(Growth::Faster) => {}
            Ok(Growth::Invalid) => wrong.push(format!("{} is invalid", construct.0)),
            Err(error) => wrong.push(error),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    if is_full() && only.is_none() {
        record::write(
            "constructs",
            &format!(
                "| construct | times | MB allocated | power | seconds | power |\n|---|---:|---:|---:|---:|---:|\n{rows}"
            ),
        );
    }
}

#[test]
fn the_record_is_of_these_contracts() {
    for section in ["constructs", "pairs"] {
        record::check(section);
    }
}

/// The share of the pairs that is tried; none if all of them are.
fn share() -> Option<usize> {
    match std::env::var("GROWTH_SHARE") {
        Ok(text) if text == "all" => None,
        Ok(text) => text.parse().ok(),
        Err(_) if is_full() => None,
        Err(_) => Some(0),
    }
}

#[test]
fn each_pair_is_linear_or_refused() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(part) = Part::of("each_pair_is_linear_or_refused") else {
        return;
    };
    let share = share();
    let only = std::env::var("GROWTH_PAIR").ok();
    let (mut wanted, mut tried, mut linear, mut refused, mut invalid) = (0, 0, 0, 0, Vec::new());
    let mut wrong = Vec::new();
    let most = match is_full() {
        true => most().unwrap_or(REPEATED),
        false => 60,
    };
    let sizes: &[usize] = match is_full() {
        true => &[60, 240, 960, 4000, 16_000],
        false => &[15, 60],
    };
    let sizes: Vec<usize> = sizes.iter().copied().filter(|size| *size <= most).collect();
    for (row, below) in constructs().enumerate() {
        for (column, above) in constructs().enumerate() {
            if let Some(only) = &only {
                if *only != format!("{} + {}", below.0, above.0) {
                    continue;
                }
            } else if share.is_some_and(|share| (row + 2 * column) % SHARES != share)
                && !FOUND.contains(&[below.0, above.0])
            {
                continue;
            }
            wanted += 1;
            if !part.has(wanted) {
                continue;
            }
            tried += 1;
            let pair = [below, above];
            match grow(&pair, &sizes) {
                Ok(Growth::Invalid) => invalid.push(format!("{} + {}", below.0, above.0)),
                // Only what grows faster is looked at longer.
                Ok(Growth::Faster) => match grow(&pair, &[240, REPEATED]) {
                    Ok(Growth::Refused(_)) => refused += 1,
                    Ok(_) => linear += 1,
                    Err(error) => wrong.push(error),
                },
                Ok(Growth::Linear(_)) => linear += 1,
                Ok(Growth::Refused(_)) => refused += 1,
                Err(error) => wrong.push(error),
            }
        }
    }
    println!("share {share:?}: {tried} pairs, of which are invalid: {invalid:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(only.is_some() || invalid.len() * 5 < tried, "{invalid:?}");
    if share.is_none() && only.is_none() {
        record::write(
            "pairs",
            &format!(
                "Of {tried} pairs, {linear} are linear up to {most} times, or up to {REPEATED} where they are not at first, {refused} are refused, and {} do not go together.\n{}",
                invalid.len(),
                invalid
                    .iter()
                    .map(|pair| format!("\n* {pair}"))
                    .collect::<String>()
            ),
        );
    }
}
