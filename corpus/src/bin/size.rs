//! `cargo xtask size`: lines, bytes and compile time of generated code.

use corpus::crates::Crate;
use corpus::probe::{self, Order};
use corpus::shapes::SHAPES;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use testkit::process::children_time;
use testkit::{Table, repository};

const HELP: &str = "\
cargo xtask size [--bless [--bytes] | --check] [--only TEXT]

Generates CustomerService, List and all of ../shared/corpus/services83 (the contracts of wsdl/ where that folder is missing),
compiles each and prints lines, bytes, seconds of processor time beyond the runtime, and stripped size. --bless writes the table to
tests/size.md, with --bytes without compiling; --check compares the byte counts with it and fails if one has grown by more than a tenth.
--only prints the contracts whose name contains TEXT. Contracts are made up in the shapes of the largest real ones, too; of
them no program is compiled.
";
const GROWTH: f64 = 1.10;
/// Where the part of the file begins that people write. It stays.
const HISTORY: &str = "\n## What was tried";

fn main() -> ExitCode {
    testkit::process::run(|arguments| probe::child(arguments).unwrap_or_else(|| run(arguments)))
}

fn run(arguments: &[String]) -> Result<(), String> {
    let (mut bless, mut check, mut only_bytes, mut only) = (false, false, false, "");
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--only" => only = arguments.next().ok_or("--only needs a text")?,
            "--bless" => bless = true,
            "--check" => check = true,
            "--bytes" => only_bytes = true,
            _ => {
                print!("{HELP}");
                return Ok(());
            }
        }
    }
    if bless && !only.is_empty() {
        return Err("--bless writes the whole table".to_owned());
    }
    let committed = repository::root().join("tests/size.md");
    let mut table = Table::new([
        "contracts",
        "#types",
        "#lines",
        "#bytes",
        "#check s",
        "#release s",
        "#program s",
        "#stripped bytes",
        "#per 100 types",
    ]);
    let mut bytes = BTreeMap::new();
    for subject in subjects()? {
        if !subject.name.contains(only) {
            continue;
        }
        let name = subject.name.clone();
        let measured = measure(&subject, check || only_bytes)?;
        bytes.insert(name.clone(), measured.bytes);
        table.row([
            name,
            measured.types.to_string(),
            measured.lines.to_string(),
            measured.bytes.to_string(),
            seconds(measured.check),
            seconds(measured.release),
            seconds(measured.program),
            measured
                .stripped
                .map_or_else(|| "-".to_owned(), |bytes| bytes.to_string()),
            measured.stripped.map_or_else(
                || "-".to_owned(),
                |bytes| (bytes * 100 / measured.types.max(1)).to_string(),
            ),
        ]);
    }
    println!("{table}");
    if check {
        return budget(&committed, &bytes);
    }
    if bless {
        let before = repository::read(&committed)?;
        let history = before.find(HISTORY).and_then(|at| before.get(at..));
        let text = format!(
            "# What generated code costs\n\nWritten by `cargo xtask size --bless`. Clients without servers; seconds are processor time, user and\n\
             system, for one crate alone, its dependencies built before, on {} cores with {}: for the generated\n\
             crate, and for a program that names every operation. The stripped size is that of a program that names every\n\
             operation, less that of a program that names none. `cargo xtask size --check` fails when the bytes grow by a tenth.\n\n{table}{}",
            std::thread::available_parallelism().map_or(1, usize::from),
            compiler(),
            history.unwrap_or_default()
        );
        repository::write(&committed, &text)?;
        println!("written: {}", committed.display());
    }
    Ok(())
}

fn compiler() -> String {
    let output = std::process::Command::new("rustc")
        .arg("--version")
        .output();
    output
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}

fn seconds(time: Option<Duration>) -> String {
    time.map_or_else(
        || "-".to_owned(),
        |time| format!("{:.1}", time.as_secs_f64()),
    )
}

/// A crate to measure.
struct Subject {
    name: String,
    files: Vec<PathBuf>,
    /// Whether a program is compiled, too.
    has_program: bool,
}

/// The crates to measure.
fn subjects() -> Result<Vec<Subject>, String> {
    let corpus = repository::root().join("../shared/corpus/services83/wsdl");
    let own = repository::root().join("wsdl");
    let mut all = Vec::new();
    let mut add = |name: &str, files, has_program| {
        all.push(Subject {
            name: name.to_owned(),
            files,
            has_program,
        });
    };
    let file = own.join("Services83-CustomerService.wsdl");
    add("CustomerService", vec![file], true);
    if corpus.is_dir() {
        add("List", vec![corpus.join("Services83-List.wsdl")], true);
        let files = repository::files(&corpus, "wsdl")?;
        add(&format!("all {}", files.len()), files, true);
    }
    for shape in &SHAPES {
        let file = repository::target().join(format!("corpus/shape-{}.wsdl", shape.types()));
        repository::write(&file, &shape.contract())?;
        add(shape.name, vec![file], false);
    }
    Ok(all)
}

struct Measured {
    types: u64,
    lines: u64,
    bytes: u64,
    check: Option<Duration>,
    release: Option<Duration>,
    program: Option<Duration>,
    stripped: Option<u64>,
}

fn measure(subject: &Subject, only_bytes: bool) -> Result<Measured, String> {
    let (name, files) = (&subject.name, &subject.files);
    let slug: String = name.to_lowercase().replace(' ', "-").replace(',', "");
    let out = repository::target()
        .join("corpus")
        .join(format!("size-{slug}-generated"));
    let _ = std::fs::remove_dir_all(&out);
    let order = Order {
        files,
        out: Some(&out),
        keep_going: false,
        server: false,
        facets: false,
        nil_items: &[],
        folders: &[],
        limit: Duration::from_secs(300),
    };
    let outcome = probe::generate(&order)?;
    if !outcome.is_ok() {
        return Err(format!(
            "{name}: {}{}",
            outcome.failure,
            outcome.text("error")
        ));
    }
    let mut measured = Measured {
        types: outcome.number("types"),
        lines: outcome.number("lines"),
        bytes: outcome.number("bytes"),
        check: None,
        release: None,
        program: None,
        stripped: None,
    };
    if only_bytes {
        return Ok(measured);
    }
    let part = Crate::new(&format!("size-{slug}"), &["client"])?;
    let library = |extra: &str| {
        format!(
            "include!({:?});\n// {extra}\n",
            out.join("mod.rs").display().to_string()
        )
    };
    part.file("src/lib.rs", &library("first"))?;
    for (command, time) in [
        (&["check", "--lib"][..], &mut measured.check),
        (&["build", "--release", "--lib"][..], &mut measured.release),
    ] {
        // The first round compiles the dependencies, the second only the crate.
        for round in ["warm", "measured"] {
            part.file(
                "src/lib.rs",
                &library(&format!(
                    "{} {round} {:?}",
                    command[0],
                    std::time::SystemTime::now()
                )),
            )?;
            *time = compile(&part, command)?;
        }
    }
    if subject.has_program {
        let (stripped, program) = program(&part, &slug, &out)?;
        (measured.stripped, measured.program) = (Some(stripped), program);
    }
    Ok(measured)
}

/// Compiles, and returns the processor time that it took.
fn compile(part: &Crate, command: &[&str]) -> Result<Option<Duration>, String> {
    let before = children_time();
    let compiled = part.compile(command)?;
    if !compiled.success {
        let folder = part.folder.display();
        return Err(format!(
            "{folder} does not compile: {:?}",
            compiled.messages
        ));
    }
    Ok(children_time()
        .zip(before)
        .map(|(after, before)| after - before))
}

/// The bytes that a stripped program grows by when it names every operation, and the time that the program alone takes to compile.
fn program(part: &Crate, slug: &str, out: &Path) -> Result<(u64, Option<Duration>), String> {
    let mut calls = String::new();
    for file in repository::files(out, "rs")? {
        let Some(module) = file.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        let text = repository::read(&file)?;
        for ((client, method), takes_request) in operations(&text)? {
            let argument = if takes_request {
                "&Default::default()"
            } else {
                ""
            };
            calls.push_str(&format!(
                "    drop({module}::{client}::new(client.clone()).{method}({argument}));\n"
            ));
        }
    }
    let crate_name = format!("size_{}", slug.replace('-', "_"));
    let program = |calls: &str, using: &str| {
        format!(
            "{using}\nfn main() {{\n    let client = soap_runtime::Client::without_transport(\"http://localhost/\");\n    println!(\"{{client:?}}\");\n{calls}}}\n"
        )
    };
    let strip = "profile.release.strip=true";
    let build = ["build", "--release", "--bins", "--config", strip];
    let mut time = None;
    part.file("src/bin/none.rs", &program("", ""))?;
    for round in ["warm", "measured"] {
        let using = format!("// {round}\nuse {crate_name}::*;");
        part.file("src/bin/all.rs", &program(&calls, &using))?;
        time = compile(part, &build)?;
    }
    let folder = repository::target().join("corpus/target/release");
    let size = |name: &str| {
        std::fs::metadata(folder.join(name))
            .map(|file| file.len())
            .map_err(|error| format!("{name}: {error}"))
    };
    Ok((size("all")?.saturating_sub(size("none")?), time))
}

/// Client and method, and whether the operation takes a request.
fn operations(text: &str) -> Result<BTreeMap<(String, String), bool>, String> {
    use quote::ToTokens;
    let file = syn::parse_file(text).map_err(|error| error.to_string())?;
    let mut all = BTreeMap::new();
    for item in &file.items {
        let syn::Item::Impl(item) = item else {
            continue;
        };
        if item.trait_.is_some() {
            continue;
        }
        for method in &item.items {
            let syn::ImplItem::Fn(method) = method else {
                continue;
            };
            if method
                .block
                .to_token_stream()
                .to_string()
                .contains(". call (")
            {
                let client = item.self_ty.to_token_stream().to_string();
                all.insert(
                    (client, method.sig.ident.to_string()),
                    method.sig.inputs.len() > 1,
                );
            }
        }
    }
    Ok(all)
}

/// Compares the byte counts with the committed table.
fn budget(committed: &Path, bytes: &BTreeMap<String, u64>) -> Result<(), String> {
    let text = repository::read(committed)?;
    let mut grown = Vec::new();
    let table = text.split(HISTORY).next().unwrap_or_default();
    for line in table.lines() {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let [_, name, _, _, was, ..] = cells.as_slice() else {
            continue;
        };
        let (Ok(was), Some(is)) = (was.parse::<u64>(), bytes.get(*name)) else {
            continue;
        };
        if *is as f64 > was as f64 * GROWTH {
            grown.push(format!("{name}: {was} bytes have become {is}"));
        }
    }
    if grown.is_empty() {
        println!("within the budget of {}", committed.display());
        return Ok(());
    }
    Err(format!(
        "generated code has grown by more than a tenth:\n  {}\nhelp: `cargo xtask size --bless` if that is worth it",
        grown.join("\n  ")
    ))
}
