//! Contracts that grow by one construct, or by two of them on top of each other: reading, generating, samples, docs and a diff take
//! memory in proportion to their size, or a finding names the construct that is out of proportion.
//!
//! Bytes that are allocated are counted, which does not depend on the machine. `CI_FULL=1` lets each construct grow to 100,000, and
//! all pairs to 960; otherwise a fifth of the pairs grows, the first one unless `GROWTH_SHARE` (0 to 4) names another
//! (`GROWTH_PAIR` is one pair, as it is printed).

mod grammar;

use grammar::{CONSTRUCTS, Construct, Contract};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
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
    let start = Instant::now();
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
        assert!(start.elapsed() < soon, "{:?}: {said}", start.elapsed());
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
    Linear,
    /// Faster than the contract, up to the last size.
    Faster,
    Refused,
    Invalid,
}

/// Lets constructs grow; what is wrong with how they do.
fn grow(constructs: &[&Construct], sizes: &[usize]) -> Result<Growth, String> {
    let name: Vec<&str> = constructs.iter().map(|one| one.0).collect();
    let name = name.join(" + ");
    let mut last: Option<(f64, f64)> = None;
    let mut growth = Growth::Linear;
    for count in sizes {
        let size = *count as f64;
        let start = Instant::now();
        match cost(constructs, *count) {
            Outcome::Bytes(steps) => {
                let bytes: f64 = steps.iter().sum();
                let power =
                    last.map_or(1.0, |(before, at)| (bytes / before).ln() / (size / at).ln());
                println!(
                    "{name}: {count}: {bytes} bytes, power {power:.2}, {:?}",
                    start.elapsed()
                );
                if power > POWER && *count >= REPEATED {
                    let steps: Vec<String> = STEPS
                        .iter()
                        .zip(steps)
                        .map(|(step, bytes)| format!("{step} {bytes}"))
                        .collect();
                    let steps = steps.join(", ");
                    return Err(format!(
                        "{name}: {count}: {bytes}, power {power:.2} ({steps})"
                    ));
                }
                if power > POWER {
                    growth = Growth::Faster;
                }
                last = Some((bytes, size));
            }
            Outcome::Refused => {
                println!("{name}: {count}: refused, {:?}", start.elapsed());
                return Ok(Growth::Refused);
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
    Ok(growth)
}

fn is_full() -> bool {
    std::env::var_os("CI_FULL").is_some()
}

/// The tests of this program, one at a time: the bytes of all threads are counted.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn each_construct_is_linear_or_refused() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let sizes: &[usize] = if is_full() {
        &[60, 240, 960, 4000, 16_000, 100_000]
    } else {
        &[60, 240, 960]
    };
    let wrong: Vec<String> = CONSTRUCTS
        .iter()
        .filter_map(|construct| match grow(&[construct], sizes) {
            Ok(Growth::Invalid) => Some(format!("{} is invalid", construct.0)),
            Ok(_) => None,
            Err(wrong) => Some(wrong),
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The fifth of the pairs that is tried.
fn share() -> usize {
    let given = std::env::var("GROWTH_SHARE").ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(0)
}

#[test]
fn each_pair_is_linear_or_refused() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let share = share();
    let only = std::env::var("GROWTH_PAIR").ok();
    let (mut tried, mut invalid) = (0, Vec::new());
    let mut wrong = Vec::new();
    for (row, below) in CONSTRUCTS.iter().enumerate() {
        for (column, above) in CONSTRUCTS.iter().enumerate() {
            if let Some(wanted) = &only {
                if *wanted != format!("{} + {}", below.0, above.0) {
                    continue;
                }
            } else if !is_full() && (row + 2 * column) % 5 != share {
                continue;
            }
            tried += 1;
            let pair = [below, above];
            let sizes: &[usize] = if is_full() {
                &[60, 240, 960]
            } else {
                &[15, 60]
            };
            match grow(&pair, sizes) {
                Ok(Growth::Invalid) => invalid.push(format!("{} + {}", below.0, above.0)),
                // Only what grows faster is looked at longer.
                Ok(Growth::Faster) => wrong.extend(grow(&pair, &[240, REPEATED]).err()),
                Ok(_) => {}
                Err(error) => wrong.push(error),
            }
        }
    }
    println!("share {share}: {tried} pairs, of which are invalid: {invalid:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(invalid.len() * 5 < tried, "{invalid:?}");
}
