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
use wsdl_codegen::internal::{LOCK, Lock};

/// The deepest folder in a folder of contracts that is looked at.
const DEEPEST: usize = 16;

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
    options.wsdl = contracts(&options.wsdl)?;
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
    options.wsdl = contracts(&[path.to_owned()])?;
    at.options.apply(&mut options)?;
    Ok(options)
}

/// The files of paths that may be folders.
pub(super) fn contracts(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    let mut all = Vec::new();
    for path in paths {
        if let Some(url) = address(path) {
            return Err(Stop::Usage(format!(
                "{url} is an address, and a file is read here. Fetch the contract once, with what it imports:\n  \
                 wsdl-codegen fetch '{url}' -o wsdl\nThen name the folder `wsdl` instead."
            )));
        }
        if path.is_dir() {
            all.extend(files(path)?);
        } else {
            all.push(path.clone());
        }
    }
    Ok(all)
}

/// The address that a path is, if it is one.
pub(super) fn address(path: &Path) -> Option<&str> {
    let text = path.to_str()?;
    let (scheme, _) = text.split_once("://")?;
    let known = ["http", "https"];
    known
        .iter()
        .any(|one| scheme.eq_ignore_ascii_case(one))
        .then_some(text)
}

/// Whether an argument is meant as a contract: a file, a folder, an address, or the name of a file that is missing.
pub(super) fn is_contract(argument: &Path) -> bool {
    let is_named = argument.extension().is_some_and(|extension| {
        ["wsdl", "xsd", "xml"]
            .iter()
            .any(|one| extension.eq_ignore_ascii_case(one))
    });
    is_named || argument.exists() || address(argument).is_some()
}

/// The contracts of a folder: the documents that the user named when they were fetched, or all WSDL files, or all
/// schemas where there is no WSDL file.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let failed = |error| Stop::Failed(format!("cannot read {}: {error}", folder.display()));
    let lock = match std::fs::read_to_string(folder.join(LOCK)) {
        Ok(text) => Lock::parse(&text).map_err(|line| {
            Stop::Failed(format!(
                "{}:{line}: this is no line of a lock",
                folder.join(LOCK).display()
            ))
        })?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Lock::default(),
        Err(error) => return Err(failed(error)),
    };
    let named = lock.documents.iter().filter(|(_, document)| document.named);
    let fetched: Vec<PathBuf> = named.map(|(file, _)| folder.join(file)).collect();
    if !fetched.is_empty() {
        return Ok(fetched);
    }
    let mut all = Vec::new();
    below(folder, 0, &mut all).map_err(failed)?;
    all.sort();
    // Those of the folder itself before those of folders in it.
    let is_own = |path: &PathBuf| path.parent() == Some(folder) && is_document(path);
    if all.iter().any(is_own) {
        all.retain(is_own);
    }
    for wanted in ["wsdl", "xsd"] {
        let is_wanted = |path: &&PathBuf| {
            path.extension()
                .is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
        };
        let found: Vec<PathBuf> = all.iter().filter(is_wanted).cloned().collect();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Err(Stop::Failed(format!(
        "{} holds no file that ends in .wsdl or .xsd",
        folder.display()
    )))
}

fn is_document(path: &Path) -> bool {
    let extension = path.extension();
    extension.is_some_and(|extension| {
        ["wsdl", "xsd"]
            .iter()
            .any(|one| extension.eq_ignore_ascii_case(one))
    })
}

/// The files of a folder and of those in it.
fn below(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        // A link to a folder may lead around in a circle.
        match entry.file_type()?.is_dir() {
            true if depth < DEEPEST => below(&entry.path(), depth.saturating_add(1), found)?,
            true => {}
            false => found.push(entry.path()),
        }
    }
    Ok(())
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
    refuse_errors(&contract, console)?;
    let warnings = contract.diagnostics.count(Severity::Warning);
    if warnings > 0 {
        let them = counted(warnings, "warning");
        console.say(&format!("{them}: see `wsdl-codegen check`"));
    }
    let Contract {
        model, diagnostics, ..
    } = contract;
    model.ok_or_else(|| Stop::Failed(diagnostics.summary()))
}

/// Ends the command if a contract has errors, and reports them in full.
pub(super) fn refuse_errors(contract: &Contract, console: &mut Console) -> Result<(), Stop> {
    if contract.model.is_some() && !contract.diagnostics.has_errors() {
        return Ok(());
    }
    let text = contract
        .diagnostics
        .render(&contract.sources, console.err_color());
    console.report(&text);
    Err(Stop::Failed(contract.diagnostics.summary()))
}
