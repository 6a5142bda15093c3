//! Random schemas and random messages, judged by our code and by other validators.

mod batch;
mod compare;
mod finding;
mod judges;
mod markup;
mod message;
mod ours;
mod paths;
mod process;
mod random;
#[cfg(test)]
mod record;
mod report;
mod rulings;
mod schema;
mod shrink;
mod tally;

use batch::{Family, Numbers};
use judges::Judges;
use rulings::Rulings;
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tally::{Expected, Extent, Tally};

const HELP: &str = "\
Usage: cargo xtask differential [OPTIONS]

Judges random messages of random schemas by libxml2, xmlschema, Xerces and the code that this repository generates.
It fails where differential/expected.txt does not know a difference.

Options:
  --schemas N    schemas (100)
  --messages M   messages for each schema (20)
  --seed S       seed (1)
  --family F     general or references; both, eight to one, if it is not given
  --part K/N     only each Nth schema, from the Kth on, so that runs can share the work
  --schema N     only the schema with this number, and those of further --schema
  --bless        write differential/expected.txt
  --shrink       make the example of every kind smaller, not only of those that are new
";

/// The number of schemas whose code is compiled together.
const BATCH: usize = 100;

/// The number of schemas for each schema with references, where a run has both.
const SHARE: usize = 8;

/// The most kinds whose examples are shrunk without being asked for.
const NEW: usize = 4;

/// The most kinds whose examples are shrunk together: more take more memory.
const TOGETHER: usize = 10;

/// The time after which no example is shrunk without being asked for.
const PATIENCE: Duration = Duration::from_secs(60);

struct Settings {
    extent: Extent,
    /// The only family.
    family: Option<Family>,
    /// The numbers of the schemas: the first one, and the step to the next.
    numbers: Numbers,
    /// The numbers of the only schemas; all if there are none.
    only: Vec<usize>,
    bless: bool,
    shrink: bool,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments
        .iter()
        .any(|word| word == "--help" || word == "-h")
    {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let Some(settings) = settings(&arguments) else {
        eprint!("{HELP}");
        return ExitCode::from(2);
    };
    match run(&settings) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn settings(arguments: &[String]) -> Option<Settings> {
    let mut settings = Settings {
        extent: Extent {
            seed: 1,
            schemas: 100,
            messages: 20,
            references: 0,
        },
        family: None,
        numbers: Numbers { first: 0, step: 1 },
        only: Vec::new(),
        bless: false,
        shrink: false,
    };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut number = || words.next()?.parse::<usize>().ok();
        match word.as_str() {
            "--schemas" => settings.extent.schemas = number()?,
            "--messages" => settings.extent.messages = number()?,
            "--seed" => settings.extent.seed = number()? as u64,
            "--schema" => {
                settings.only.push(number()?);
                settings.extent.schemas = settings.only.len();
            }
            "--family" => {
                settings.family = Some(match words.next()?.as_str() {
                    "general" => Family::General,
                    "references" => Family::References,
                    _ => return None,
                });
            }
            "--part" => {
                let (part, of) = words.next()?.split_once('/')?;
                let (part, of): (usize, usize) = (part.parse().ok()?, of.parse().ok()?);
                settings.numbers = Numbers {
                    first: part.checked_sub(1).filter(|part| *part < of)?,
                    step: of,
                };
            }
            "--bless" => settings.bless = true,
            "--shrink" => settings.shrink = true,
            _ => return None,
        }
    }
    let schemas = settings.extent.schemas;
    (settings.extent.schemas, settings.extent.references) = match settings.family {
        Some(Family::References) => (0, schemas),
        None if settings.only.is_empty() => (schemas, schemas / SHARE),
        _ => (schemas, 0),
    };
    Some(settings)
}

/// The next cases of a run, of each family that has some left: its next number, and how many.
fn next_cases(
    judges: &mut Judges,
    settings: &Settings,
    left: &mut [(Family, Numbers, usize)],
) -> Result<Vec<batch::Case>, String> {
    let Extent { seed, messages, .. } = settings.extent;
    let mut cases = Vec::new();
    for (family, next, left) in left.iter_mut().filter(|(_, _, left)| *left > 0) {
        let most = match (*family, settings.family) {
            (Family::References, None) => BATCH / SHARE,
            _ => BATCH,
        };
        let count = most.min(*left);
        let before = settings.only.len() - settings.only.len().min(*left);
        cases.extend(match settings.only.get(before..before + count) {
            Some(only) => batch::of_numbers(*family, seed, only, messages),
            None => batch::cases(judges, *family, seed, next, count, messages)?,
        });
        *left -= count;
    }
    Ok(cases)
}

fn run(settings: &Settings) -> Result<bool, String> {
    let extent = settings.extent;
    let rulings = Rulings::read()?;
    let mut judges = Judges::new()?;
    let mut tally = Tally::default();
    let mut left = [
        (Family::General, settings.numbers, extent.schemas),
        (Family::References, settings.numbers, extent.references),
    ];
    let (mut done, mut messages) = (0, 0);
    let start = Instant::now();
    while left.iter().any(|(_, _, left)| *left > 0) {
        let cases = next_cases(&mut judges, settings, &mut left)?;
        let found = batch::run(&mut judges, &rulings, "run", &cases)?;
        done += cases.len();
        messages += cases.iter().map(|case| case.messages.len()).sum::<usize>();
        tally.add(&cases, found);
        let seconds = start.elapsed().as_secs();
        println!(
            "{done} of {} schemas, {messages} messages, {} kinds of differences, {seconds} s",
            left.iter()
                .map(|(_, next, _)| (next.first - settings.numbers.first) / next.step)
                .sum::<usize>(),
            tally.0.len()
        );
        report::write(extent, &tally, &rulings)?;
    }
    let counts: BTreeMap<String, usize> = tally
        .0
        .iter()
        .map(|(kind, (count, _))| (kind.clone(), *count))
        .collect();
    let expected = Expected::read();
    let mut kinds: Vec<String> = counts
        .keys()
        .filter(|kind| settings.shrink || !expected.has(kind))
        .cloned()
        .collect();
    if !settings.shrink {
        kinds.truncate(if settings.bless { 0 } else { NEW });
    }
    let deadline = (!settings.shrink).then(|| Instant::now() + PATIENCE);
    for some in kinds.chunks(TOGETHER) {
        shrink::run(&mut judges, &rulings, &mut tally, some, deadline)?;
    }
    let path = report::write(extent, &tally, &rulings)?;
    println!("examples: {}", path.display());
    if settings.bless {
        paths::write(&tally::path(), &tally::list(extent, &counts))?;
        return Ok(true);
    }
    if expected.extent != Some(extent) {
        let new: Vec<_> = counts
            .iter()
            .filter(|(kind, _)| !expected.has(kind))
            .collect();
        println!(
            "{} kinds that differential/expected.txt does not have:",
            new.len()
        );
        for (kind, count) in &new {
            println!("  {count}\t{kind}");
        }
        println!("rulings that decide nothing: {}", rulings.unused().count());
        return Ok(new.is_empty());
    }
    Ok(said(extent, &expected, &counts, &tally))
}

/// Prints the comparison of a run with the list. Returns whether the run is no worse.
fn said(
    extent: Extent,
    expected: &Expected,
    counts: &BTreeMap<String, usize>,
    tally: &Tally,
) -> bool {
    let change = expected.compare(counts);
    for (kind, before, now) in &change.better {
        println!("fewer: {now} instead of {before}: {kind}");
    }
    if !change.better.is_empty() {
        println!(
            "differential/expected.txt knows more than there is: `cargo xtask differential --bless` writes it again"
        );
    }
    for (kind, before, now) in &change.worse {
        println!("more: {now} instead of {before}: {kind}");
        if let Some((_, example)) = tally.0.get(kind).filter(|_| *before == 0) {
            println!("{}", report::shown(extent, example));
        }
    }
    if !change.worse.is_empty() {
        println!(
            "Where a message is read that was refused before, its changes are judged too, so that others may show. If the \
             specification is on our side, add a line to differential/rulings.txt; if the difference is to stay, --bless."
        );
    }
    change.worse.is_empty()
}
