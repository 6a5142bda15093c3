//! `cargo xtask corpus DIR`: generates, compiles and exercises a folder of contracts.

use corpus::{Wanted, open, probe, services};
use std::path::Path;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask corpus DIR [--bless] [--full]

DIR with wsdl/ and examples/: generates every contract alone and all together, compiles the result, and reads and writes
again every message of examples/<Service>/<Operation>.{request,response}.xml. Deviations are compared with
tests/corpus/<DIR>.txt, both ways.

Any other DIR: loads and generates every WSDL file below it, each in a process of its own with ten seconds. With --full (or
CI_FULL=1) what was generated is compiled too. Sample messages of every
operation, and messages that lie beside a contract (request.xml, response.xml), are read and written again by code that is
compiled for it; soap-dynamic gives the same JSON of them, and the same message after it. The outcome is compared with
tests/corpus/<DIR>.txt, both ways.

--bless writes that file.
";

fn main() -> ExitCode {
    testkit::process::run(|arguments| probe::child(arguments).unwrap_or_else(|| run(arguments)))
}

fn run(arguments: &[String]) -> Result<(), String> {
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
    let folder = folder
        .canonicalize()
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    if folder.join("wsdl").is_dir() && folder.join("examples").is_dir() {
        services::run(&folder, &wanted)
    } else {
        open::run(&folder, &wanted)
    }
}
