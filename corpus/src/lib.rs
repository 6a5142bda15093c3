//! Generates code from folders of contracts, compiles it, and sends messages through it.

pub mod crates;
mod deviations;
mod dynamic;
mod harness;
mod hash;
pub mod messages;
pub mod open;
pub mod probe;
mod replayed;
pub mod samples;
pub mod services;
pub mod shapes;

use std::path::{Path, PathBuf};
use testkit::repository;

/// The options of a run.
pub struct Wanted {
    /// Rewrite the committed outcome.
    pub bless: bool,
    /// Compile everything, however long that takes.
    pub full: bool,
}

/// The file with the committed outcome of a folder.
fn committed(folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    repository::root()
        .join("tests/corpus")
        .join(format!("{name}.txt"))
}
