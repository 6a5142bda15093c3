//! `cargo xtask conformance DIR`: the W3C's XML Schema test suite.

use conformance::{Expected, Judge, Kind, Outcome, counts, read, run};
use std::path::Path;
use std::process::ExitCode;
use testkit::{Table, repository};

const HELP: &str = "\
cargo xtask conformance DIR [--set TEXT] [--group TEXT] [--reasons]

DIR is a folder with the W3C's XML Schema test suite, or a part of it: `suite.xml` or `*.testSet` files, with the schemas and instances that
they name. Judges each schema of version 1.0 by `check`, and each instance by the strict mode with facets, reads it, and writes it
again. Prints a table of verdicts, and each disagreement.

--set TEXT     only the test sets with TEXT in their names
--group TEXT   only the groups with TEXT in their names
--reasons      print why invalid documents were refused, too: a right verdict may have a wrong reason
";

/// Deeply nested schemas need room.
const STACK: usize = 256 * 1024 * 1024;

fn main() -> ExitCode {
    testkit::process::run(|arguments| {
        let arguments = arguments.to_vec();
        let thread = std::thread::Builder::new().stack_size(STACK);
        let running = thread
            .spawn(move || start(&arguments))
            .map_err(|error| error.to_string())?;
        running.join().map_err(|_| "panicked".to_owned())?
    })
}

/// The choices of the command line.
#[derive(Default)]
struct Settings {
    folder: Option<String>,
    set: String,
    group: String,
    reasons: bool,
}

fn start(arguments: &[String]) -> Result<(), String> {
    let mut settings = Settings::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--set" => settings.set = rest.next().ok_or(HELP)?.clone(),
            "--group" => settings.group = rest.next().ok_or(HELP)?.clone(),
            "--reasons" => settings.reasons = true,
            _ if argument.starts_with('-') => return Err(HELP.to_owned()),
            _ => settings.folder = Some(argument.clone()),
        }
    }
    let folder = Path::new(settings.folder.as_deref().ok_or(HELP)?);
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return Ok(());
    }
    let folder = folder
        .canonicalize()
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    let judge = Judge::new(&folder, &repository::target().join("conformance"))?;
    let mut table = Table::new([
        "test set",
        "#valid schemas",
        "#refused",
        "#with a warning",
        "#invalid schemas",
        "#unnoticed",
        "#valid instances",
        "#refused",
        "#changed",
        "#invalid instances",
        "#accepted",
        "#skipped",
    ]);
    let mut all = Vec::new();
    for mut set in read(&folder)? {
        set.groups
            .retain(|group| group.name.contains(&settings.group));
        if !set.name.contains(&settings.set) || set.groups.is_empty() {
            continue;
        }
        let outcomes = run(&judge, &set);
        for outcome in &outcomes {
            let is_shown = match outcome.kind {
                Kind::Skipped => false,
                Kind::Agreed => settings.reasons && outcome.expected == Expected::Invalid,
                _ => true,
            };
            if is_shown {
                let kind = outcome.kind.name();
                println!("{}/{}: {kind}: {}", set.name, outcome.test, outcome.reason);
            }
        }
        row(&mut table, &set.name, &outcomes);
        all.extend(outcomes);
    }
    row(&mut table, "all", &all);
    println!("\n{table}");
    Ok(())
}

fn row(table: &mut Table, name: &str, outcomes: &[Outcome]) {
    let counts = counts(outcomes);
    let of = |kind| counts.get(&kind).copied().unwrap_or_default();
    let tests = |is_schema, expected| {
        let judged = outcomes.iter().filter(|one| one.kind != Kind::Skipped);
        judged
            .filter(|one| one.is_schema == is_schema && one.expected == expected)
            .count()
    };
    let numbers = [
        tests(true, Expected::Valid),
        of(Kind::ValidSchemaRefused),
        of(Kind::ValidSchemaWarned),
        tests(true, Expected::Invalid),
        of(Kind::InvalidSchemaUnnoticed),
        tests(false, Expected::Valid),
        of(Kind::ValidInstanceRefused),
        of(Kind::ValidInstanceChanged),
        tests(false, Expected::Invalid),
        of(Kind::InvalidInstanceAccepted),
        of(Kind::Skipped),
    ];
    let [a, b, c, d, e, f, g, h, i, j, k] = numbers.map(|number| number.to_string());
    table.row([name.to_owned(), a, b, c, d, e, f, g, h, i, j, k]);
}
