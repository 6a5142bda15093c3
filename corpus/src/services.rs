//! The contracts of one product, with example messages.

use crate::crates::{Compiled, Crate};
use crate::dynamic::Dynamic;
use crate::messages::{self, Counts, Protocol};
use crate::probe::{self, Order, Outcome};
use crate::{Wanted, deviations, harness};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::{Table, process, repository};
use wsdl_codegen::{Options, contract};

const LIMIT: Duration = Duration::from_secs(60);
/// The limits of generating, by the name of a service or for all together: milliseconds of two cores, and memory in kB.
const MOST: &[(&str, u64, u64)] = &[(TOGETHER, 2_000, 200_000), ("CustomerService", 50, 50_000)];
const CORES: u64 = 2;
const TOGETHER: &str = "all together";
/// The number of runs. The shortest counts, since the machine may be busy for a moment.
const RUNS: usize = 5;
/// Lists with nil items in the published messages. By default a nil item is an error.
const NIL_ITEMS: &[&str] = &[
    "ArrayOfSelectableMDOListItem",
    "ArrayOfMDOListItem",
    "ArrayOfArchiveRestrictionInfo",
    "ArrayOfLocalizedField.LocalizedField",
    "ArrayOfstring",
    "ArrayOfint",
];

/// Generates, compiles and exercises the contracts of a product, and compares the outcome with the committed one.
pub fn run(folder: &Path, wanted: &Wanted) -> Result<(), String> {
    let files = repository::files(&folder.join("wsdl"), "wsdl")?;
    let work = repository::target().join("corpus");
    let mut lines = BTreeSet::new();

    let mut alone = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let out = work.join("alone-generated").join(format!("m{index:02}"));
        alone.push(generate(std::slice::from_ref(file), Some(&out), false)?);
    }
    let together = generate(&files, Some(&work.join("together-generated")), false)?;
    let with_servers = work.join("servers-generated");
    let _ = std::fs::remove_dir_all(&with_servers);
    let servers = generate(&files, Some(&with_servers), true)?;
    for outcome in [&together, &servers] {
        must(outcome)?;
    }
    let reversed: Vec<PathBuf> = files.iter().rev().cloned().collect();
    let again = generate(&reversed, None, false)?;
    if again.text("hash") != together.text("hash") {
        lines.insert("the order of the files changes the output".to_owned());
    }
    for (file, outcome) in files
        .iter()
        .map(|file| stem(file))
        .chain(["together".to_owned()])
        .zip(alone.iter().chain([&together]))
    {
        if !outcome.is_ok() {
            lines.insert(format!(
                "{file}: does not generate: {}{}",
                outcome.failure,
                outcome.text("error")
            ));
        }
    }

    limits(&files)?;

    let compile_alone = compile_alone(&work, files.len(), &mut lines)?;
    let examples = folder.join("examples");
    let (program, compiled) = program(&work, with_servers)?;
    report("together", &compiled.messages, &mut lines);
    let Some(program) = program else {
        lines.iter().take(20).for_each(|line| eprintln!("{line}"));
        return Err("the generated code does not compile".to_owned());
    };
    let written = work.join("written");
    let (protocol, replay) = replay(&program, &examples, &written)?;
    let dynamic = dynamic(&files)?;

    let mut table = table();
    let mut total = Counts::default();
    for (file, outcome) in files.iter().zip(&alone) {
        let options = Options {
            wsdl: vec![file.clone()],
            ..Options::default()
        };
        let (model, ..) = contract::read(&options);
        let model = model.ok_or_else(|| format!("{} cannot be read", file.display()))?;
        let service = service(file);
        let counts = messages::judge(
            &service, &model, &examples, &written, &protocol, &dynamic, &mut lines,
        )?;
        row(&mut table, service, outcome, &counts);
        total.add(&counts);
    }
    row(
        &mut table,
        format!("{TOGETHER} ({})", files.len()),
        &together,
        &total,
    );
    println!("{table}");
    println!(
        "peak memory of generating all: {:.0} MB; compiling: {:.0} s alone, {:.0} s together; replaying: {:.1} s; deviations: {}; headers beside the body: {}",
        together.number("peak") as f64 / 1024.0,
        compile_alone.as_secs_f64(),
        compiled.time.as_secs_f64(),
        replay.as_secs_f64(),
        lines.len(),
        total.beside
    );
    println!("messages without deviations: {}", total.strict);
    for (kind, count) in &total.deviating {
        println!("messages {kind}: {count}");
    }
    let header = "Known deviations of the published messages and of what is made of them, by name and path.\nWritten by `cargo xtask corpus DIR --bless`.";
    deviations::compare(&crate::committed(folder), header, &lines, wanted.bless)
}

/// The contracts without generated code, under the options of that code.
fn dynamic(files: &[PathBuf]) -> Result<Dynamic, String> {
    Dynamic::load(&Options {
        wsdl: files.to_vec(),
        nil_items: NIL_ITEMS.iter().map(ToString::to_string).collect(),
        ..Options::default()
    })
}

fn table() -> Table {
    Table::new([
        "service",
        "#types",
        "#operations",
        "#messages",
        "#read",
        "#strict",
        "#same",
        "#by JSON",
        "#as sample",
        "#ms",
        "#bytes",
    ])
}

fn must(outcome: &Outcome) -> Result<(), String> {
    if outcome.is_ok() {
        return Ok(());
    }
    Err(format!(
        "all together: {}{}",
        outcome.failure,
        outcome.text("error")
    ))
}

/// Builds the program that reads and writes the messages of all contracts of a folder.
pub fn reader(folder: &Path) -> Result<PathBuf, String> {
    let files = repository::files(&folder.join("wsdl"), "wsdl")?;
    let work = repository::target().join("corpus");
    let with_servers = work.join("servers-generated");
    let _ = std::fs::remove_dir_all(&with_servers);
    must(&generate(&files, Some(&with_servers), true)?)?;
    let (program, compiled) = program(&work, with_servers)?;
    program.ok_or_else(|| {
        format!(
            "the generated code does not compile: {:?}",
            compiled.messages
        )
    })
}

/// Compiles that program around the generated code.
fn program(work: &Path, with_servers: PathBuf) -> Result<(Option<PathBuf>, Compiled), String> {
    let program = Crate::new("together", &["client", "serde"])?;
    harness::write(&program, &[(String::new(), with_servers)])?;
    let compiled = program.compile(&["build"])?;
    let binary = compiled.success.then(|| work.join("target/debug/together"));
    Ok((binary, compiled))
}

/// Runs that program over a folder of messages.
pub fn replay(
    program: &Path,
    examples: &Path,
    written: &Path,
) -> Result<(Protocol, Duration), String> {
    let _ = std::fs::remove_dir_all(written);
    std::fs::create_dir_all(written).map_err(|error| error.to_string())?;
    let (output, time) = process::timed(Command::new(program).arg(examples).arg(written))?;
    if !output.status.success() {
        return Err(format!(
            "the program failed: {}",
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    Ok((Protocol::read(&written.join("protocol.txt"))?, time))
}

/// Fails when generating exceeds its limits of time or memory.
fn limits(files: &[PathBuf]) -> Result<(), String> {
    for &(name, milliseconds, memory) in MOST {
        let these: Vec<PathBuf> = files
            .iter()
            .filter(|file| name == TOGETHER || service(file) == name)
            .cloned()
            .collect();
        if these.is_empty() {
            continue;
        }
        let (mut shortest, mut least) = (u64::MAX, u64::MAX);
        let mut most = 0;
        for _ in 0..RUNS {
            let outcome = generate(&these, None, false)?;
            shortest = shortest.min(outcome.number("micros"));
            least = least.min(outcome.number("processor"));
            most = most.max(outcome.number("peak"));
        }
        println!(
            "generating {name}: {:.0} ms, {least} ms of processor time of {}, {:.0} MB of {}",
            shortest as f64 / 1000.0,
            milliseconds * CORES,
            most as f64 / 1024.0,
            memory / 1000
        );
        // Beside other work a run takes longer, but hardly more processor time.
        if least > milliseconds * CORES || most > memory {
            return Err(format!("generating {name} takes more than it may"));
        }
    }
    Ok(())
}

fn generate(files: &[PathBuf], out: Option<&Path>, server: bool) -> Result<Outcome, String> {
    // A single contract lacks most of these lists, and a selector that matches nothing is an error.
    let nil_items = if files.len() > 1 { NIL_ITEMS } else { &[] };
    probe::generate(&Order {
        files,
        out,
        keep_going: false,
        server,
        facets: false,
        nil_items,
        folders: &[],
        limit: LIMIT,
    })
}

fn compile_alone(
    work: &Path,
    count: usize,
    lines: &mut BTreeSet<String>,
) -> Result<Duration, String> {
    let part = Crate::new("alone", &["client"])?;
    let module = |index: usize| {
        let path = work
            .join("alone-generated")
            .join(format!("m{index:02}/mod.rs"));
        format!(
            "pub mod m{index:02} {{\n    include!({:?});\n}}\n",
            path.display().to_string()
        )
    };
    part.file(
        "src/lib.rs",
        &format!(
            "#![deny(warnings)]\n{}",
            (0..count).map(module).collect::<String>()
        ),
    )?;
    let compiled = part.compile(&["check"])?;
    report("alone", &compiled.messages, lines);
    Ok(compiled.time)
}

fn report(
    what: &str,
    messages: &std::collections::BTreeMap<PathBuf, Vec<String>>,
    lines: &mut BTreeSet<String>,
) {
    for (path, said) in messages {
        let file = path
            .iter()
            .rev()
            .take(2)
            .map(|part| part.to_string_lossy())
            .collect::<Vec<_>>();
        let file = file.into_iter().rev().collect::<Vec<_>>().join("/");
        for said in said.iter().take(3) {
            lines.insert(format!("{what}: {file}: {said}"));
        }
    }
}

fn row(table: &mut Table, name: String, outcome: &Outcome, counts: &Counts) {
    table.row([
        name,
        outcome.number("types").to_string(),
        outcome.number("operations").to_string(),
        counts.messages.to_string(),
        counts.read.to_string(),
        counts.strict.to_string(),
        counts.same.to_string(),
        counts.json.to_string(),
        counts.sampled.to_string(),
        format!("{:.1}", outcome.number("micros") as f64 / 1000.0),
        outcome.number("bytes").to_string(),
    ]);
}

fn stem(file: &Path) -> String {
    file.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// `Contact` for `Services83-Contact.wsdl`.
fn service(file: &Path) -> String {
    let stem = stem(file);
    stem.split_once('-')
        .map_or(stem.clone(), |(_, service)| service.to_owned())
}
