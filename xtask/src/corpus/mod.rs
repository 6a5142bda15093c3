//! `cargo xtask corpus DIR`: contracts by the dozen, and what the generator makes of them.

pub mod crates;
mod deviations;
mod harness;
pub mod messages;
pub mod open;
pub mod probe;
mod replayed;
pub mod services;

use crate::workspace;
use std::path::Path;

pub const HELP: &str = "\
cargo xtask corpus DIR [--bless] [--full]

DIR with wsdl/ and examples/: generates every contract alone and all together, compiles the result, and reads and writes
again every message of examples/<Service>/<Operation>.{request,response}.xml. Deviations are compared with
tests/corpus/<DIR>.txt, both ways.

Any other DIR: loads and generates every WSDL file below it, each in a process of its own with ten seconds. With --full (or
CI_FULL=1) what was generated is compiled too. Sample messages of every
operation, and messages that lie beside a contract (request.xml, response.xml), are read and written again by code that is
compiled for it. The outcome is compared with tests/corpus/<DIR>.txt, both ways.

--bless writes that file.
";

/// What was asked for.
pub struct Wanted {
    /// Rewrite the committed outcome.
    pub bless: bool,
    /// Compile everything, however long it takes.
    pub full: bool,
}

/// Runs the task.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let mut wanted = Wanted {
        bless: false,
        full: std::env::var_os("CI_FULL").is_some_and(|value| value == "1"),
    };
    let mut folder = None;
    for argument in arguments {
        match argument.as_str() {
            "--bless" => wanted.bless = true,
            "--full" => wanted.full = true,
            "--help" | "-h" => {
                print!("{HELP}");
                return Ok(());
            }
            _ if argument.starts_with('-') => {
                return Err(format!("unknown option {argument}\n{HELP}"));
            }
            _ => folder = Some(Path::new(argument)),
        }
    }
    let folder = folder.ok_or(HELP)?;
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return Ok(());
    }
    let mut again = vec!["corpus".to_owned()];
    again.extend(arguments.iter().cloned());
    if let Some(outcome) = workspace::optimised(&again) {
        return outcome;
    }
    let folder = folder
        .canonicalize()
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    if folder.join("wsdl").is_dir() && folder.join("examples").is_dir() {
        services::run(&folder, &wanted)
    } else {
        open::run(&folder, &wanted)
    }
}

/// What a child process of this task does.
pub fn child(arguments: &[String]) -> Result<(), String> {
    probe::child(arguments)
}

/// The name under which the outcome for a folder is committed.
fn committed(folder: &Path) -> std::path::PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    workspace::root()
        .join("tests/corpus")
        .join(format!("{name}.txt"))
}
