//! Paths and files of this repository.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
        .to_owned()
}

/// The target folder of cargo.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// A `cargo` command that runs at the root.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Cargo's command for tests, with the flags with which CI compiles all of them: nothing is compiled with other features.
pub fn cargo_test(test: &str) -> Command {
    let mut cargo = cargo();
    cargo.args(["test", "--quiet", "--workspace", "--all-features"]);
    cargo.args(["--test", test]);
    cargo
}

/// Cargo's command that builds a program from what CI compiled for the tests. The features that tests ask for count where a test is built,
/// and build scripts have the generator as it is compiled for the command.
pub fn cargo_build(program: &str) -> Command {
    let mut cargo = cargo();
    cargo.args(["build", "--quiet", "--workspace", "--all-features"]);
    cargo.args(["--test", "house", "--bin", "wsdl-codegen", "--bin", program]);
    cargo
}

/// Creates a folder and those above it.
pub fn folder(path: &Path) -> Result<(), String> {
    std::fs::create_dir_all(path)
        .map_err(|error| format!("cannot create {}: {error}", path.display()))
}

/// Writes a file and the folders above it, unless it has this text already: cargo compares modification times.
pub fn write(path: &Path, text: &str) -> Result<(), String> {
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    if let Some(above) = path.parent() {
        folder(above)?;
    }
    std::fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// Reads a file.
pub fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Returns the files below a folder with this extension, in any case, sorted by path.
pub fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, String> {
    let mut all = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(folder) = pending.pop() {
        let failed = |error| format!("cannot read {}: {error}", folder.display());
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.is_dir() {
                pending.push(path);
            } else if path
                .extension()
                .is_some_and(|found| found.eq_ignore_ascii_case(extension))
            {
                all.push(path);
            }
        }
    }
    all.sort();
    Ok(all)
}
