//! Contracts that grow by one construct, or by two of them on top of each other: tables at run time, JSON Schema, OpenAPI and the shapes
//! that forms are drawn from take memory in proportion to the contract.
//!
//! The contracts are those of the generator's test of growth, which says what is refused. Bytes that are allocated are counted, and
//! time where it is long enough to tell. `CI_FULL=1` lets each construct grow to 100,000 (or `GROWTH_MOST`), and all pairs to 240;
//! otherwise a twelfth of the pairs grows to 60.

#[allow(dead_code, reason = "the generator's test uses all of it")]
#[path = "../../codegen/tests/growth/grammar.rs"]
mod grammar;

use allocation_counter::measure;
use grammar::{Construct, Contract as Grown, constructs};
use soap_dynamic::shape::{Part, Shape, ShapeKind};
use soap_dynamic::{Contract, OpenApiOptions};
use std::collections::HashSet;
use std::time::Instant;
use wsdl_codegen::Options;
use wsdl_codegen::internal::{Input, ReadOptions, read};

/// Allocated bytes grow with at most this power of the size, from this size on. What grows faster than the contract is refused before.
const POWER: f64 = 1.15;
const TOLD: usize = 960;
/// The time of other programs counts, too. This tells squares, where the size before took so many seconds.
const POWER_OF_TIME: f64 = 1.7;
const TELLING: f64 = 1.0;

const STEPS: [&str; 4] = ["tables", "schema", "openapi", "shapes"];

/// The cost of a step.
#[derive(Clone, Copy, Default)]
struct Cost {
    bytes: f64,
    seconds: f64,
}

fn cost_of<T>(work: impl FnOnce() -> T) -> (Cost, T) {
    let start = Instant::now();
    let mut made = None;
    let counted = measure(|| made = Some(work()));
    let cost = Cost {
        bytes: counted.bytes_total as f64,
        seconds: start.elapsed().as_secs_f64(),
    };
    (cost, made.expect("it was made"))
}

/// The cost of each step; `None` for a contract that is refused.
fn costs(constructs: &[&Construct], count: usize) -> Option<[Cost; STEPS.len()]> {
    let mut grown = Grown::new();
    for construct in constructs {
        grown.add(construct, count);
    }
    let input = Input::Text {
        name: "grown.wsdl".into(),
        text: grown.text(),
    };
    let (model, _, diagnostics) = read(&[input], &ReadOptions::default());
    let model = model.filter(|_| !diagnostics.has_errors())?;
    let (tables, contract) = cost_of(|| Contract::from_model(&model, &Options::default()));
    let contract = contract.expect("a contract without errors");
    let (schema, _) = cost_of(|| contract.schema().to_string());
    let (openapi, _) = cost_of(|| contract.openapi(&OpenApiOptions::default()).to_string());
    let (shapes, _) = cost_of(|| walk(&contract));
    Some([tables, schema, openapi, shapes])
}

/// Looks at each type of the requests once, as the page of `try` does; the number of types.
fn walk(contract: &Contract) -> usize {
    let mut seen = HashSet::new();
    let mut open: Vec<Shape> = contract
        .operations()
        .map(|one| one.request_shape())
        .collect();
    while let Some(shape) = open.pop() {
        if !seen.insert(shape.id()) {
            continue;
        }
        match shape.kind() {
            ShapeKind::Struct(of) => parts(&of.parts, &mut open),
            ShapeKind::Choice(of) => parts(&of, &mut open),
            ShapeKind::Derived(of) => open.extend(of.iter().map(|one| one.shape)),
            ShapeKind::Union(of) => open.extend(of),
            ShapeKind::List { item, .. } => open.push(item),
            ShapeKind::Pairs { key, value } => open.extend([key, value]),
            _ => {}
        }
    }
    seen.len()
}

fn parts(of: &[Part], open: &mut Vec<Shape>) {
    for part in of {
        match part {
            Part::Member(member) => open.push(member.shape),
            Part::Group { parts: inner, .. } => parts(inner, open),
        }
    }
}

/// Lets constructs grow; what is wrong with how they do.
fn grow(constructs: &[&Construct], sizes: &[usize]) -> Result<(), String> {
    let mut is_faster = false;
    let name: Vec<&str> = constructs.iter().map(|one| one.0).collect();
    let name = name.join(" + ");
    let mut last: Option<(usize, [Cost; STEPS.len()])> = None;
    for count in sizes.iter().copied() {
        let Some(now) = costs(constructs, count) else {
            println!("{name}: {count}: refused");
            return Ok(());
        };
        let mut row = String::new();
        for (step, (label, now)) in STEPS.iter().zip(now).enumerate() {
            let before = last.map(|(count, all)| (count, all[step]));
            let power = |of: fn(Cost) -> f64| {
                before.map_or(1.0, |(before, cost)| {
                    (of(now) / of(cost)).ln() / (count as f64 / before as f64).ln()
                })
            };
            let (of_bytes, of_time) = (power(|cost| cost.bytes), power(|cost| cost.seconds));
            row += &format!(
                " {label} {:.1} MB ^{of_bytes:.2} {:.2} s ^{of_time:.2};",
                now.bytes / 1e6,
                now.seconds
            );
            let is_told = before.is_some_and(|(_, cost)| cost.seconds > TELLING);
            is_faster |= of_bytes > POWER;
            if (of_bytes > POWER && count >= TOLD) || (is_told && of_time > POWER_OF_TIME) {
                return Err(format!("{name}: {count}:{row}"));
            }
        }
        println!("{name}: {count}:{row}");
        last = Some((count, now));
    }
    match last {
        // Only what grows faster is looked at longer.
        Some((count, _)) if is_faster && count < TOLD => grow(constructs, &[240, TOLD]),
        _ => Ok(()),
    }
}

fn is_full() -> bool {
    std::env::var_os("CI_FULL").is_some()
}

#[test]
fn each_construct_is_linear() {
    let most = std::env::var("GROWTH_MOST").ok();
    let most: Option<usize> = most.and_then(|text| text.parse().ok());
    let most = most.unwrap_or(if is_full() { 100_000 } else { 960 });
    let sizes = [60, 240, 960, 4000, 16_000, 100_000];
    let sizes: Vec<usize> = sizes.into_iter().filter(|size| *size <= most).collect();
    let only = std::env::var("GROWTH_ONLY").ok();
    let wanted = constructs().filter(|one| only.as_ref().is_none_or(|only| only == one.0));
    let wrong: Vec<String> = wanted
        .filter_map(|one| grow(&[one], &sizes).err())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_pair_is_linear() {
    let sizes: &[usize] = if is_full() { &[60, 240] } else { &[15, 60] };
    let mut wrong = Vec::new();
    for (row, below) in constructs().enumerate() {
        for (column, above) in constructs().enumerate() {
            if is_full() || (row + 2 * column).is_multiple_of(12) {
                wrong.extend(grow(&[below, above], sizes).err());
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
