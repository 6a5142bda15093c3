//! Reads contracts and reports their findings.

use super::arguments::{Inputs, Places};
use super::console::{Console, counted};
use super::{Stop, config};
use std::path::{Path, PathBuf};
use wsdl_codegen::Options;
use wsdl_codegen::Sources;
use wsdl_codegen::contract;
use wsdl_codegen::contract::Model;
use wsdl_codegen::diagnostic::{Diagnostics, Severity};

/// A contract and its findings.
pub(super) struct Contract {
    pub(super) model: Option<Model>,
    pub(super) sources: Sources,
    pub(super) diagnostics: Diagnostics,
}

/// The options of the configuration file and the command line, and the output folder of the file.
pub(super) fn options(inputs: &Inputs) -> Result<(Options, Option<PathBuf>), Stop> {
    let (mut options, out) = match &inputs.places.config {
        Some(path) => config::read(path)?,
        None if inputs.wsdl.is_empty() && Path::new(config::NAME).is_file() => {
            config::read(Path::new(config::NAME))?
        }
        None => (Options::default(), None),
    };
    if !inputs.wsdl.is_empty() {
        options.wsdl.clone_from(&inputs.wsdl);
    }
    if options.wsdl.is_empty() {
        return Err(Stop::Failed(format!(
            "no WSDL file is named, and there is no {} here that names one",
            config::NAME
        )));
    }
    inputs.places.options.apply(&mut options)?;
    Ok((options, out))
}

/// Options for a file or a folder of files.
pub(super) fn options_at(path: &Path, at: &Places) -> Result<Options, Stop> {
    let mut options = match &at.config {
        Some(path) => config::read(path)?.0,
        None => Options::default(),
    };
    options.wsdl = if path.is_dir() {
        files(path)?
    } else {
        vec![path.to_owned()]
    };
    at.options.apply(&mut options)?;
    Ok(options)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let unreadable = |error| Stop::Failed(format!("cannot read {}: {error}", folder.display()));
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("wsdl"))
        {
            all.push(path);
        }
    }
    all.sort();
    if all.is_empty() {
        return Err(Stop::Failed(format!(
            "{} holds no file that ends in .wsdl",
            folder.display()
        )));
    }
    Ok(all)
}

/// Reads a contract, with or without errors.
pub(super) fn read_all(options: &Options, console: &mut Console) -> Contract {
    read_with(options, contract::read, console)
}

/// Reads a contract, and finds everything that generating would.
pub(super) fn check_all(options: &Options, console: &mut Console) -> Contract {
    read_with(options, contract::check, console)
}

fn read_with(
    options: &Options,
    read: impl FnOnce(&Options) -> (Option<Model>, Sources, Diagnostics),
    console: &mut Console,
) -> Contract {
    console.step(&match options.wsdl.as_slice() {
        [one] => format!("reading {}", one.display()),
        several => format!("reading {}", counted(several.len(), "file")),
    });
    let (model, sources, diagnostics) = read(options);
    Contract {
        model,
        sources,
        diagnostics,
    }
}

/// Reads a contract that must be free of errors. Reports errors in full, and the number of warnings.
pub(super) fn read_model(options: &Options, console: &mut Console) -> Result<Model, Stop> {
    let contract = read_all(options, console);
    match contract.model {
        Some(model) if !contract.diagnostics.has_errors() => {
            let warnings = contract.diagnostics.count(Severity::Warning);
            if warnings > 0 {
                let them = counted(warnings, "warning");
                console.say(&format!("{them}: see `wsdl-codegen check`"));
            }
            Ok(model)
        }
        _ => {
            let text = contract
                .diagnostics
                .render(&contract.sources, console.err_color());
            console.report(&text);
            Err(Stop::Failed(contract.diagnostics.summary()))
        }
    }
}
