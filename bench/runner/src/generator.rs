//! The time of generating as a function of the size of the contract.

use crate::linear::LINEAR;
use crate::measure::{has_valgrind, instructions_of, machine};
use crate::{contract, fit, targets};
use corpus::open;
use corpus::probe::{self, Order};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use testkit::{Table, repository};
use wsdl_codegen::{Builder, Options};

/// The argument that turns this program into a measured child process.
const CHILD: &str = "bench-child";
const TYPES: [usize; 5] = [500, 1000, 2000, 4000, 5000];
const BYTES: [usize; 5] = [250_000, 500_000, 1_000_000, 2_000_000, 4_000_000];
/// The number of runs. The shortest counts, since the machine may be busy for a moment.
const RUNS: usize = 5;
const LIMIT: Duration = Duration::from_secs(60);
/// Below this size, starting the process takes longer than generating.
const SMALL: f64 = 50_000.0;

/// Generates from a contract in a child process whose instructions are counted; `None` if this is not a child.
pub fn child(arguments: &[String]) -> Option<Result<(), String>> {
    let (_, files) = arguments
        .split_first()
        .filter(|(first, _)| *first == CHILD)?;
    let options = Options {
        wsdl: files.iter().map(PathBuf::from).collect(),
        command: "cargo xtask bench".to_owned(),
        ..Options::default()
    };
    let generated = Builder::from_options(options).generate();
    Some(generated.map(drop).map_err(|error| error.to_string()))
}

/// Returns the page of measurements.
pub fn page() -> Result<String, String> {
    let mut met = targets::table();
    let mut body = String::new();
    synthetic(&mut body, &mut met)?;
    regression(&mut body, &mut met)?;
    Ok(format!(
        "<!-- Written by `cargo xtask bench --linear contracts`. -->\n# How generating grows\n\nMachine: {}.\n\n## Targets\n\n{met}{body}",
        machine()
    ))
}

fn synthetic(body: &mut String, met: &mut Table) -> Result<(), String> {
    body.push_str(concat!(
        "\n## Contracts made up for this\n\n",
        "Structs of up to six members, every fifth type an enumeration, an operation for every ten types. Times are the best of five\n",
        "runs of the library, in memory; instructions are those of a whole process.\n\n"
    ));
    let mut table = Table::new([
        "contract",
        "#bytes",
        "#types",
        "#ms",
        "#us/type",
        "#instructions/type",
        "#instructions/byte",
    ]);
    let folder = repository::target().join("bench/contracts");
    let all = TYPES
        .map(|count| (format!("{count} types"), contract::of_types(count)))
        .into_iter()
        .chain(BYTES.map(|size| {
            let label = format!("{} MB", size as f64 / 1e6);
            (label, contract::of_bytes(size))
        }));
    let (mut by_time, mut by_instructions) = (Vec::new(), Vec::new());
    for (label, text) in all {
        let file = folder.join(format!("{}.wsdl", label.replace(' ', "-")));
        repository::write(&file, &text)?;
        let (types, _, micros) = generated(&file, &[], RUNS)?
            .ok_or_else(|| format!("{} does not generate", file.display()))?;
        let count = match has_valgrind() {
            true => Some(counted(&file)?),
            false => None,
        };
        by_time.push((types, micros));
        by_instructions.extend(count.map(|count| (types, count as f64)));
        let per = |units: f64| {
            count.map_or("-".to_owned(), |count| {
                format!("{:.0}", count as f64 / units)
            })
        };
        table.row([
            label,
            text.len().to_string(),
            format!("{types:.0}"),
            format!("{:.1}", micros / 1e3),
            format!("{:.1}", micros / types),
            per(types),
            per(text.len() as f64),
        ]);
    }
    let (power, time_power) = (fit::exponent(&by_instructions), fit::exponent(&by_time));
    let _ = writeln!(
        body,
        "{table}\nInstructions grow with the power {power:.3} of the types, times with {time_power:.3}."
    );
    targets::row(
        met,
        "generating 500 to 5,000 types, 0.25 to 4 MB".to_owned(),
        "linear".to_owned(),
        format!("instructions grow with power {power:.3}"),
        power <= LINEAR,
    );
    Ok(())
}

/// Adds the published contracts as points.
fn regression(body: &mut String, met: &mut Table) -> Result<(), String> {
    let shared = repository::root().join("../shared/corpus");
    body.push_str(concat!(
        "\n## Published contracts\n\n",
        "Each alone, the best of three runs. A line is fitted to milliseconds by megabytes that are generated, and a power to those\n",
        "contracts from which 50 KB or more are generated.\n\n"
    ));
    let mut table = Table::new([
        "contracts",
        "#generated",
        "#types",
        "#MB generated",
        "#ms together",
        "#ms at 0 MB",
        "#ms/MB more",
        "#explained",
        "#exponent",
        "#slowest, ms",
    ]);
    for (name, at) in [
        ("the 49 of Services83", shared.join("services83/wsdl")),
        ("the open ones", shared.join("open")),
    ] {
        if !at.is_dir() {
            println!("skipped: {} is not there", at.display());
            body.push_str(&format!("{name}: not there when this was measured.\n\n"));
            continue;
        }
        let at = at.canonicalize().map_err(|error| error.to_string())?;
        let mut points = Vec::new();
        let (mut all_types, mut slowest) = (0.0, 0.0_f64);
        for file in repository::files(&at, "wsdl")? {
            let Some((types, bytes, micros)) = generated(&file, &open::above(&at, &file), 3)?
            else {
                continue;
            };
            all_types += types;
            slowest = slowest.max(micros / 1e3);
            points.push((bytes / 1e6, micros / 1e3));
        }
        let (start, slope, explained) = fit::line(&points);
        let large: Vec<_> = points
            .iter()
            .copied()
            .filter(|(megabytes, _)| megabytes * 1e6 >= SMALL)
            .collect();
        let power = fit::exponent(&large);
        let sum = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>();
        table.row([
            name.to_owned(),
            points.len().to_string(),
            format!("{all_types:.0}"),
            format!("{:.1}", sum(&|point| point.0)),
            format!("{:.0}", sum(&|point| point.1)),
            format!("{start:.1}"),
            format!("{slope:.1}"),
            format!("{explained:.3}"),
            format!("{power:.3}"),
            format!("{slowest:.0}"),
        ]);
        targets::row(
            met,
            format!("generating from {name}"),
            "linear".to_owned(),
            format!("time grows with power {power:.3} of what is generated"),
            power <= LINEAR,
        );
    }
    let _ = write!(body, "{table}");
    Ok(())
}

/// Returns types, generated bytes and microseconds of a contract; `None` if it does not generate.
fn generated(
    file: &Path,
    folders: &[PathBuf],
    runs: usize,
) -> Result<Option<(f64, f64, f64)>, String> {
    let mut found: Option<(f64, f64, f64)> = None;
    for _ in 0..runs {
        let outcome = probe::generate(&Order {
            files: &[file.to_owned()],
            out: None,
            keep_going: false,
            server: false,
            facets: false,
            nil_items: &[],
            folders,
            limit: LIMIT,
        })?;
        if !outcome.is_ok() {
            return Ok(None);
        }
        let number = |name: &str| outcome.number(name) as f64;
        let best = found.map_or(f64::MAX, |(.., best)| best);
        found = Some((number("types"), number("bytes"), number("micros").min(best)));
    }
    Ok(found)
}

/// Instructions of a process that generates once.
fn counted(file: &Path) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    instructions_of(&[
        program.display().to_string(),
        CHILD.to_owned(),
        file.display().to_string(),
    ])
}
