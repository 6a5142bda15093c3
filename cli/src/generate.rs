//! `wsdl-codegen generate`.

use super::arguments::Generate;
use super::console::{Console, counted};
use super::exit_codes::{DONE, INCOMPLETE};
use super::{Outcome, Stop, input};
use std::collections::BTreeMap;
use std::path::PathBuf;
use wsdl_codegen::{Builder, Generated};

pub(super) fn run(arguments: &Generate, console: &mut Console) -> Outcome {
    let (mut options, out) = input::options(&arguments.inputs)?;
    arguments.options.apply(&mut options)?;
    let folder = arguments
        .out
        .clone()
        .or(out)
        .unwrap_or_else(|| PathBuf::from(&options.module));
    let color = console.err_color();
    let generated = match Builder::from_options(options)
        .progress(console.progress())
        .generate()
    {
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
    left_out(&generated.left_out, console);
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

/// Says how many components of each kind the selectors left out, and which with `--verbose`.
fn left_out(components: &[String], console: &mut Console) {
    if components.is_empty() {
        return;
    }
    if console.is_verbose() {
        for component in components {
            console.say(&format!("left out: {component}"));
        }
        return;
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for component in components {
        let kind = component.split(' ').next().unwrap_or_default();
        *kinds.entry(kind).or_default() += 1;
    }
    let kinds: Vec<_> = kinds
        .into_iter()
        .map(|(kind, count)| counted(count, kind))
        .collect();
    console.say(&format!(
        "left out by your choice: {} (--verbose lists them)",
        kinds.join(", ")
    ));
}

/// The exit code after generating: one of its own where errors were passed over, which is said last.
fn code(generated: &Generated, console: &mut Console) -> u8 {
    if generated.gaps.is_empty() {
        return DONE;
    }
    console.report(&format!("{}\n", generated.gaps));
    INCOMPLETE
}
