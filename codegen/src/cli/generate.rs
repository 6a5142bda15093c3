//! `wsdl-codegen generate`.

use super::arguments::Generate;
use super::console::{Console, counted};
use super::{Outcome, Stop, input};
use std::path::PathBuf;
use wsdl_codegen::{Builder, Generated};

/// Exit code where `--keep-going` has passed over errors.
const INCOMPLETE: u8 = 4;

pub(super) fn run(arguments: &Generate, console: &mut Console) -> Outcome {
    let (mut options, out) = input::options(&arguments.inputs)?;
    arguments.options.apply(&mut options)?;
    let folder = arguments
        .out
        .clone()
        .or(out)
        .unwrap_or_else(|| PathBuf::from(&options.module));
    console.step(&format!(
        "generating from {}",
        counted(options.wsdl.len(), "file")
    ));
    let color = console.err_color();
    let generated = match Builder::from_options(options).generate() {
        Ok(generated) => generated,
        Err(error) => {
            return Err(Stop::Failed(match error.diagnostics() {
                Some((diagnostics, sources)) => {
                    let text = diagnostics.render(sources, color);
                    console.report(&text);
                    diagnostics.summary()
                }
                None => error.to_string(),
            }));
        }
    };
    if !generated.diagnostics.is_empty() {
        let text = generated.diagnostics.render(&generated.sources, color);
        console.say(&text);
    }
    for left_out in &generated.left_out {
        console.say(&format!("left out: {left_out}"));
    }
    if arguments.verify {
        generated
            .verify(&folder)
            .map_err(|drift| Stop::Failed(drift.to_string()))?;
        console.say(&format!("{} is up to date", folder.display()));
        return Ok(code(&generated, console));
    }
    console.step("writing");
    let changed = generated
        .write(&folder)
        .map_err(|error| Stop::Failed(format!("cannot write to {}: {error}", folder.display())))?;
    console.say(&format!(
        "{} in {}, {} of them new or changed",
        counted(generated.files.len(), "file"),
        folder.display(),
        changed.len()
    ));
    Ok(code(&generated, console))
}

/// The exit code after generating: one of its own where errors were passed over, which is said last.
fn code(generated: &Generated, console: &mut Console) -> u8 {
    if generated.gaps.is_empty() {
        return 0;
    }
    console.report(&format!("{}\n", generated.gaps));
    INCOMPLETE
}
