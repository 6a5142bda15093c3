//! `wsdl-codegen init`: a build script, a module and a first call in the crate where it is run.

mod build_script;
mod call;
mod code;
mod first;
mod manifest;
mod values;

use super::arguments::{Arguments, Command, Init, Inputs};
use super::console::{Console, STRONG};
use super::exit_codes::DONE;
use super::fetch::{self, Beside};
use super::{Outcome, Stop, input};
use clap::Parser as _;
use heck::ToSnakeCase as _;
use std::path::{Path, PathBuf};
use wsdl_codegen::internal::{LOCK, replace_files};
use wsdl_codegen::{Builder, Options};

/// The folder for contracts, below that of the crate.
const FOLDER: &str = "wsdl";
/// A file to write: path and content.
type File = (PathBuf, Vec<u8>);
const MANIFEST: &str = "Cargo.toml";
const BUILD_SCRIPT: &str = "build.rs";

pub(super) fn run(arguments: &Init, console: &mut Console) -> Outcome {
    let manifest = std::fs::read_to_string(MANIFEST).map_err(|_| {
        Stop::Failed(
            "there is no Cargo.toml here: make a crate by `cargo new NAME`, and run this in its folder"
                .to_owned(),
        )
    })?;
    let (addresses, mut paths): (Vec<_>, Vec<_>) = arguments
        .contracts
        .iter()
        .cloned()
        .partition(|path| input::address(path).is_some());
    let fetched = match addresses.as_slice() {
        [] => None,
        addresses => fetched(addresses, console)?,
    };
    paths.extend(fetched.iter().flat_map(Fetched::named));
    let inputs = Inputs {
        wsdl: paths,
        ..Inputs::default()
    };
    let (mut options, _) = input::options(&inputs)?;
    // A build script may read its package, and what is elsewhere is copied there: so it needs none of these.
    options.folders.clone_from(&arguments.folders);
    options.folders.push(PathBuf::from("."));
    let (wsdl, copies) = placed(&options, fetched.as_ref(), console)?;
    let module = match &arguments.module {
        Some(name) => checked(name)?,
        None => named(&arguments.contracts, &options.wsdl)?,
    };
    let options = Options {
        module: module.clone(),
        ..options
    };
    let generated = Builder::from_options(options.clone())
        .generate()
        .map_err(|error| Stop::Failed(error.to_string()))?;
    let changed_manifest = manifest::completed(&manifest)?;

    let script =
        build_script::completed(read(Path::new(BUILD_SCRIPT))?.as_deref(), &wsdl, &module)?;
    let mut files: Vec<File> = copies;
    // Files that are completed where they are there: path, text, and the words for a change.
    let mut completed = vec![(PathBuf::from(BUILD_SCRIPT), script, "contract added")];
    if let Some(fetched) = fetched {
        let lock = Path::new(FOLDER).join(LOCK);
        completed.push((lock, fetched.documents.lock, "contract added"));
    }
    completed.push((
        PathBuf::from(MANIFEST),
        changed_manifest,
        "dependencies added",
    ));
    for (path, text, _) in &completed {
        if !path.exists() {
            files.push((path.clone(), text.clone().into_bytes()));
        }
    }
    let example = format!("{module}_call");
    for (path, text) in [
        (PathBuf::from(format!("src/{module}.rs")), included(&module)),
        (
            PathBuf::from(format!("examples/{example}.rs")),
            call::example(&generated.files, &module, |port_type, operation| {
                first::sample(&options, port_type, operation)
            }),
        ),
    ] {
        files.push((path, text.into_bytes()));
    }
    refuse_existing(&files)?;
    let new: Vec<(PathBuf, &[u8])> = files
        .iter()
        .map(|(path, bytes)| (path.clone(), &**bytes))
        .collect();
    let failed = |error: std::io::Error| Stop::Failed(format!("nothing was set up: {error}"));
    let written = replace_files(&new, Path::new("."), |_, _| false).map_err(failed)?;
    for path in written {
        let path = path.strip_prefix(".").unwrap_or(&path);
        let path = console.paint(STRONG, &path.display().to_string());
        console.print(&format!("new: {path}\n"))?;
    }
    for (path, text, what) in completed {
        if read(&path)?.as_ref() != Some(&text) {
            let file = [(path.clone(), text.as_bytes())];
            replace_files(&file, Path::new("."), |_, _| true).map_err(failed)?;
            let path = console.paint(STRONG, &path.display().to_string());
            console.print(&format!("{what}: {path}\n"))?;
        }
    }
    let root = if Path::new("src/lib.rs").exists() {
        "src/lib.rs"
    } else {
        "src/main.rs"
    };
    console.say(&format!(
        "Next:\n  cargo run --example {example} -- URL   calls the service\n  put `mod {module};` into {root} to use it there"
    ));
    Ok(DONE)
}

/// Contracts that were addresses, in a folder that is there while they are read.
struct Fetched {
    documents: Beside,
    folder: tempfile::TempDir,
}

impl Fetched {
    /// The paths of the documents that the user named.
    fn named(&self) -> impl Iterator<Item = PathBuf> {
        let files = self.documents.named.iter();
        files.map(|file| self.folder.path().join(file))
    }
}

/// Fetches the contracts that are addresses. Nothing is written to the crate: its files may be in the way.
fn fetched(addresses: &[PathBuf], console: &mut Console) -> Result<Option<Fetched>, Stop> {
    let words = ["wsdl-codegen", "fetch", "-o", FOLDER].map(PathBuf::from);
    let parsed = Arguments::try_parse_from(words.iter().chain(addresses));
    let Ok(Arguments {
        command: Command::Fetch(arguments),
        ..
    }) = parsed
    else {
        return Ok(None);
    };
    let documents = fetch::beside(&arguments, console)?;
    let folder = tempfile::tempdir()?;
    for (file, bytes) in &documents.documents {
        std::fs::write(folder.path().join(file), bytes)?;
    }
    std::fs::write(folder.path().join(LOCK), &documents.lock)?;
    Ok(Some(Fetched { documents, folder }))
}

/// The paths of the contracts in the crate, and the files to copy if they are elsewhere.
fn placed(
    options: &Options,
    fetched: Option<&Fetched>,
    console: &mut Console,
) -> Result<(Vec<String>, Vec<File>), Stop> {
    let failed = |path: &Path, error| Stop::Failed(format!("{}: {error}", path.display()));
    let absolute = |path: &Path| path.canonicalize().map_err(|error| failed(path, error));
    let here = absolute(Path::new("."))?;
    let contract = input::read_all(options, console);
    input::refuse_errors(&contract, console)?;
    let mut named = Vec::new();
    for path in &options.wsdl {
        named.push(absolute(path)?);
    }
    let mut read = named.clone();
    for path in contract.sources.files() {
        read.push(absolute(path)?);
    }
    let mut copies = Vec::new();
    let mut temporary = None;
    if let Some(fetched) = fetched {
        let folder = absolute(fetched.folder.path())?;
        read.retain(|path| !path.starts_with(&folder));
        for (file, bytes) in &fetched.documents.documents {
            copies.push((Path::new(FOLDER).join(file), bytes.clone()));
        }
        temporary = Some(folder);
    }
    let is_here = read.iter().all(|path| path.starts_with(&here));
    // The files keep their places to each other, so that imports are found.
    let mut common = here.clone();
    if !is_here && let Some(folder) = read.first().and_then(|path| path.parent()) {
        common = folder.to_owned();
    }
    while !read.iter().all(|path| path.starts_with(&common)) && common.pop() {}
    let place = |path: &Path| {
        let fetched = temporary.as_deref();
        if let Some(file) = fetched.and_then(|folder| path.strip_prefix(folder).ok()) {
            return Path::new(FOLDER).join(file);
        }
        let file = path.strip_prefix(&common).unwrap_or(path);
        match is_here {
            true => file.to_owned(),
            false => Path::new(FOLDER).join(file),
        }
    };
    if !is_here {
        let lock = common.join(LOCK);
        if lock.is_file() {
            read.push(lock);
        }
        for path in &read {
            let bytes = std::fs::read(path).map_err(|error| failed(path, error))?;
            copies.push((place(path), bytes));
        }
    }
    copies.sort();
    copies.dedup();
    Ok((
        named.iter().map(|path| slashed(&place(path))).collect(),
        copies,
    ))
}

/// A path as a build script writes it.
fn slashed(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// The name of the module: that of the first contract, or of the folder of several. The folder for contracts has no name of its own.
fn named(contracts: &[PathBuf], wsdl: &[PathBuf]) -> Result<String, Stop> {
    let folder = match (contracts, wsdl) {
        ([folder], [_, _, ..]) if folder.is_dir() => folder.canonicalize().ok(),
        _ => None,
    };
    let folder = folder.as_ref().and_then(|path| path.file_name());
    let folder = folder.filter(|name| *name != FOLDER);
    let stem = folder.or_else(|| wsdl.first().and_then(|path| path.file_stem()));
    let name = stem.unwrap_or_default().to_string_lossy().to_snake_case();
    checked(&name)
        .or_else(|_| checked(&format!("{name}_service")))
        .or_else(|_| checked(&format!("service_{name}")))
        .or_else(|_| checked("service"))
}

/// A name that a module can have beside those of a crate, and of the crates that generated code names.
fn checked(name: &str) -> Result<String, Stop> {
    let is_taken = matches!(name, "lib" | "main" | "mod" | "std" | "core" | "alloc");
    let is_crate = matches!(name, "soap_runtime" | "wsdl_codegen" | "v1");
    if is_taken || is_crate || syn::parse_str::<syn::Ident>(name).is_err() {
        return Err(Stop::Usage(format!(
            "`{name}` cannot be the name of a module"
        )));
    }
    Ok(name.to_owned())
}

/// The text of a file; `None` if there is none.
fn read(path: &Path) -> Result<Option<String>, Stop> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Stop::Failed(format!("{}: {error}", path.display()))),
    }
}

/// The module: what the build script generates.
fn included(module: &str) -> String {
    format!(
        "//! Generated by build.rs. `cargo doc --open` shows what is in it.\n\ninclude!(concat!(env!(\"OUT_DIR\"), \"/{module}/mod.rs\"));\n"
    )
}

/// Refuses files that are there with other text.
fn refuse_existing(files: &[File]) -> Result<(), Stop> {
    let differs =
        |(path, bytes): &&File| path.exists() && std::fs::read(path).ok().as_ref() != Some(bytes);
    let taken: Vec<_> = files
        .iter()
        .filter(differs)
        .map(|(path, _)| path.display().to_string())
        .collect();
    if taken.is_empty() {
        return Ok(());
    }
    let is_contract = |name: &String| Path::new(name).starts_with(FOLDER);
    let advice = match taken.iter().any(is_contract) {
        true => format!("move it away, or name the contract in {FOLDER}, which is used as it is"),
        false => "move it away, or choose another name by --module".to_owned(),
    };
    Err(Stop::Failed(format!(
        "nothing was set up, because it would replace {}: {advice}",
        taken.join(", ")
    )))
}
