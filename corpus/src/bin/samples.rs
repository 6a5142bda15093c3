//! `cargo xtask samples DIR`: validates the samples of a folder of contracts.

use corpus::{Wanted, samples};
use std::path::Path;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask samples DIR [--bless]

Makes two samples of each message of every WSDL file below DIR, one with all parts and one with the required ones, and validates their
bodies and headers with libxml2 and with our strict mode, with facets. What they refuse is compared with
tests/corpus/<DIR>-samples.txt, both ways; --bless writes that file.
";

fn main() -> ExitCode {
    testkit::process::run(run)
}

fn run(arguments: &[String]) -> Result<(), String> {
    let mut wanted = Wanted {
        bless: false,
        full: false,
    };
    let mut folder = None;
    for argument in arguments {
        match argument.as_str() {
            "--bless" => wanted.bless = true,
            _ if argument.starts_with('-') => return Err(HELP.to_owned()),
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
    samples::run(&folder, &wanted)
}
