//! Loads, generates and compiles a folder of contracts of any layout.

use crate::crates::Crate;
use crate::hash::Hash;
use crate::probe::{self, Order, Outcome};
use crate::replayed::{self, Contract};
use crate::{Wanted, deviations};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use testkit::{Table, repository};

const LIMIT: Duration = Duration::from_secs(10);
/// Bytes of generated code per crate: large enough for a compiler run, and small enough for the memory of a CI machine.
const BATCH: u64 = 6 << 20;

/// Generates, compiles and exercises every contract below a folder, and compares the outcome with the committed one.
pub fn run(folder: &Path, wanted: &Wanted) -> Result<(), String> {
    let files = repository::files(folder, "wsdl")?;
    let out = repository::target()
        .join("corpus")
        .join(format!("{}-generated", name(folder)));
    let start = Instant::now();
    let outcomes = generate(folder, &files, &out)?;
    let generating = start.elapsed();
    let ok: Vec<usize> = (0..files.len())
        .filter(|index| outcomes[*index].is_ok())
        .collect();
    let hash = ok.iter().fold(Hash::new(), |hash, index| {
        hash.add(outcomes[*index].text("hash").as_bytes())
    });
    let compile_line = format!("compiled: code {hash}");
    let mut lines: BTreeSet<String> = BTreeSet::new();
    let mut seconds = "not run".to_owned();
    let mut failures = BTreeMap::new();
    if wanted.full {
        let start = Instant::now();
        failures = compile(folder, &files, &outcomes, &ok, &out)?;
        seconds = format!("{:.0}", start.elapsed().as_secs_f64());
        lines.insert(compile_line.clone());
    } else {
        carry_over(folder, &compile_line, wanted.bless, &mut lines)?;
    }
    for (file, outcome) in files.iter().zip(&outcomes) {
        let path = relative(folder, file);
        if !outcome.failure.is_empty() {
            lines.insert(format!("{path}: {}", outcome.failure));
        } else if !outcome.is_ok() {
            lines.insert(format!(
                "{path}: {}",
                without_paths(outcome.text("error"), folder)
            ));
        }
        let change = outcome.text("change");
        if !change.is_empty() {
            lines.insert(format!("{path}: differs from itself: {change}"));
        }
        if let Some(said) = failures.get(file) {
            lines.insert(format!("{path}: does not compile: {said}"));
        }
    }
    let contracts: Vec<_> = ok
        .iter()
        .map(|index| Contract {
            file: &files[*index],
            name: relative(folder, &files[*index]),
            folders: above(folder, &files[*index]),
            bytes: outcomes[*index].number("bytes"),
            operations: outcomes[*index].number("operations"),
        })
        .collect();
    let work = repository::target().join("corpus");
    let replayed = replayed::run(&work, &contracts, &mut lines)?;
    let table = Summary {
        outcomes: &outcomes,
        ok: ok.len(),
        failures: wanted.full.then_some(failures.len()),
        replayed: &replayed,
        generating,
        seconds,
    }
    .table();
    println!("{table}");
    let header = include_str!("open.txt");
    deviations::compare(&crate::committed(folder), header, &lines, wanted.bless)
}

/// The numbers of a run.
struct Summary<'a> {
    outcomes: &'a [Outcome],
    ok: usize,
    /// Contracts that do not compile; `None` if that is not tried.
    failures: Option<usize>,
    replayed: &'a replayed::ReplayedCounts,
    generating: Duration,
    /// Seconds to compile.
    seconds: String,
}

impl Summary<'_> {
    fn sum(&self, fact: &str) -> String {
        let numbers = self.outcomes.iter().map(|outcome| outcome.number(fact));
        numbers.sum::<u64>().to_string()
    }

    fn table(self) -> Table {
        let files = self.outcomes.len();
        let failed = |outcome: &&Outcome| !outcome.failure.is_empty();
        let broken = self.outcomes.iter().filter(failed).count();
        let micros = self.outcomes.iter().map(|outcome| outcome.number("micros"));
        let slowest = micros.max().unwrap_or(0) as f64 / 1000.0;
        let failures = self.failures.map(|count| count.to_string());
        let rows = [
            ("WSDL files", files.to_string()),
            ("crash or more than 10 s", broken.to_string()),
            ("generated", self.ok.to_string()),
            (
                "refused with diagnostics",
                (files - self.ok - broken).to_string(),
            ),
            (
                "do not compile",
                failures.unwrap_or_else(|| "as committed".to_owned()),
            ),
            ("types", self.sum("types")),
            ("operations", self.sum("operations")),
            ("positions held as raw XML", self.sum("raw")),
            (
                "contracts whose messages were read and written",
                self.replayed.contracts.to_string(),
            ),
            ("samples", self.replayed.samples.to_string()),
            (
                "messages beside a contract",
                self.replayed.paired.to_string(),
            ),
            (
                "of both, written again the same",
                self.replayed.same.to_string(),
            ),
            (
                "of both, written the same after JSON",
                self.replayed.json.to_string(),
            ),
            ("bytes generated", self.sum("bytes")),
            (
                "seconds to generate",
                format!("{:.1}", self.generating.as_secs_f64()),
            ),
            ("slowest, ms", format!("{slowest:.0}")),
            ("seconds to compile", self.seconds),
        ];
        let mut table = Table::new(["", "#count"]);
        for (name, number) in rows {
            table.row([name.to_owned(), number]);
        }
        table
    }
}

fn name(folder: &Path) -> String {
    folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The folders above a file, up to that of its project: toolkits resolve imports from the folder they were started in.
pub fn above(folder: &Path, file: &Path) -> Vec<PathBuf> {
    let project = relative(folder, file);
    let project = folder.join(project.split('/').next().unwrap_or_default());
    file.ancestors()
        .skip(2)
        .take_while(|above| above.starts_with(&project))
        .map(Path::to_owned)
        .collect()
}

fn relative(folder: &Path, file: &Path) -> String {
    file.strip_prefix(folder)
        .unwrap_or(file)
        .to_string_lossy()
        .into_owned()
}

fn without_paths(text: &str, folder: &Path) -> String {
    text.replace(&format!("{}/", folder.display()), "")
}

/// Without compiling, the committed result of compiling is kept if the code is the same.
fn carry_over(
    folder: &Path,
    line: &str,
    bless: bool,
    lines: &mut BTreeSet<String>,
) -> Result<(), String> {
    let Ok(known) = repository::read(&crate::committed(folder)) else {
        return Ok(());
    };
    for known in known.lines() {
        if known.starts_with("compiled: ") && known != line {
            let said = "the generated code is not what was compiled for the committed outcome: run with CI_FULL=1 (or --full) --bless";
            if bless {
                return Err(said.to_owned());
            }
            eprintln!("{said}");
            lines.insert(line.to_owned());
            continue;
        }
        if known.starts_with("compiled: ") || known.contains(": does not compile: ") {
            lines.insert(known.to_owned());
        }
    }
    Ok(())
}

fn generate(folder: &Path, files: &[PathBuf], out: &Path) -> Result<Vec<Outcome>, String> {
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let worker = || {
        let mut mine = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(index) else {
                break Ok(mine);
            };
            let out = out.join(module(index));
            let _ = std::fs::remove_dir_all(&out);
            let folders = above(folder, file);
            let order = Order {
                files: std::slice::from_ref(file),
                out: Some(&out),
                keep_going: false,
                server: false,
                facets: false,
                nil_items: &[],
                folders: &folders,
                limit: LIMIT,
            };
            mine.push((index, probe::generate(&order)?));
        }
    };
    let mut all = vec![Outcome::default(); files.len()];
    std::thread::scope(|scope| -> Result<(), String> {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        for thread in threads {
            let mine: Result<Vec<(usize, Outcome)>, String> =
                thread.join().map_err(|_| "a worker failed".to_owned())?;
            for (index, outcome) in mine? {
                all[index] = outcome;
            }
        }
        Ok(())
    })?;
    Ok(all)
}

fn module(index: usize) -> String {
    format!("m{index:04}")
}

/// Compiles the generated code, many modules to a crate. Modules that do not compile are removed and the rest is tried
/// again, because the compiler stops early when names do not resolve.
fn compile(
    folder: &Path,
    files: &[PathBuf],
    outcomes: &[Outcome],
    ok: &[usize],
    out: &Path,
) -> Result<BTreeMap<PathBuf, String>, String> {
    let mut batches: Vec<Vec<usize>> = vec![Vec::new()];
    let mut size = 0;
    for index in ok {
        let bytes = outcomes[*index].number("bytes");
        if size > 0 && size + bytes > BATCH {
            batches.push(Vec::new());
            size = 0;
        }
        size += bytes;
        if let Some(batch) = batches.last_mut() {
            batch.push(*index);
        }
    }
    let mut failures = BTreeMap::new();
    let total = batches.len();
    for (number, mut batch) in batches.into_iter().enumerate() {
        let part = Crate::new(&format!("{}-{number}", name(folder)), &[])?;
        for _ in 0..4 {
            let module = |index: &usize| {
                let name = module(*index);
                format!(
                    "pub mod {name} {{\n    include!({:?});\n}}\n",
                    out.join(&name).join("mod.rs").display().to_string()
                )
            };
            part.file(
                "src/lib.rs",
                &format!(
                    "#![deny(warnings)]\n{}",
                    batch.iter().map(module).collect::<String>()
                ),
            )?;
            let compiled = part.compile(&["check"])?;
            eprintln!(
                "crate {} of {total}: {} modules, {:.1} s",
                number + 1,
                batch.len(),
                compiled.time.as_secs_f64()
            );
            if compiled.success {
                break;
            }
            let before = batch.len();
            for (path, said) in &compiled.messages {
                let index = path
                    .strip_prefix(out)
                    .ok()
                    .and_then(|path| path.iter().next())
                    .and_then(|name| name.to_str()?.strip_prefix('m')?.parse::<usize>().ok());
                let Some(index) = index else {
                    return Err(format!("{}: {}", path.display(), said.join("\n")));
                };
                batch.retain(|other| *other != index);
                failures
                    .entry(files[index].clone())
                    .or_insert_with(|| said.first().cloned().unwrap_or_default());
            }
            if batch.len() == before {
                break;
            }
        }
    }
    Ok(failures)
}
