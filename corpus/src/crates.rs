//! Temporary crates that compile generated code.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use testkit::{process, repository};

/// A crate to compile.
pub struct Crate {
    /// Its folder.
    pub folder: PathBuf,
}

/// The result of the compiler.
pub struct Compiled {
    /// Errors and warnings by file.
    pub messages: BTreeMap<PathBuf, Vec<String>>,
    /// Whether it succeeded.
    pub success: bool,
    /// The time that it took.
    pub time: Duration,
}

impl Crate {
    /// Creates a crate under `target/corpus` that depends on the runtime of this repository.
    pub fn new(name: &str, features: &[&str]) -> Result<Self, String> {
        let folder = repository::target().join("corpus").join(name);
        let runtime = repository::root().join("runtime");
        let features: Vec<_> = features
            .iter()
            .map(|feature| format!("{feature:?}"))
            .collect();
        // It has its own workspace, and the dependency versions of this one.
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[workspace]\n\n\
             [features]\nserver = []\n\n\
             [dependencies]\nsoap-runtime = {{ path = {:?}, features = [{}] }}\nhttp = \"1\"\nbytes = \"1\"\nserde_json = \"1\"\n\n\
             [profile.dev]\ndebug = false\nincremental = false\n",
            runtime.display().to_string(),
            features.join(", ")
        );
        repository::write(&folder.join("Cargo.toml"), &manifest)?;
        let lock = repository::read(&repository::root().join("Cargo.lock"))?;
        if !folder.join("Cargo.lock").exists() {
            repository::write(&folder.join("Cargo.lock"), &lock)?;
        }
        Ok(Self { folder })
    }

    /// Writes a source file.
    pub fn file(&self, path: &str, text: &str) -> Result<(), String> {
        repository::write(&self.folder.join(path), text)
    }

    /// Runs `cargo check` or `cargo build` and collects the messages of the compiler.
    pub fn compile(&self, command: &[&str]) -> Result<Compiled, String> {
        let target = repository::target().join("corpus/target");
        let mut cargo = repository::cargo();
        cargo
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", target)
            // Each crate is compiled once or measured: a cache would cost time or hide it.
            .env("CARGO_INCREMENTAL", "0")
            .args(command)
            .args(["--quiet", "--message-format", "json"]);
        let (output, time) = process::timed(&mut cargo)?;
        let mut messages: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
        let text = String::from_utf8_lossy(&output.stdout);
        for line in text.lines() {
            let Ok(message) = serde_json::from_str::<serde_json::Value>(line) else {
                continue;
            };
            if message["reason"] == "compiler-message"
                && let Some((file, said)) = spoken(&message["message"], &self.folder)
            {
                messages.entry(file).or_default().push(said);
            }
        }
        let success = output.status.success();
        if !success && messages.is_empty() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            messages
                .entry(self.folder.join("Cargo.toml"))
                .or_default()
                .push(said);
        }
        Ok(Compiled {
            messages,
            success,
            time,
        })
    }
}

/// The file and the first line of a message of the compiler.
fn spoken(message: &serde_json::Value, folder: &Path) -> Option<(PathBuf, String)> {
    let level = message["level"].as_str()?;
    if !matches!(level, "error" | "warning") {
        return None;
    }
    let span = message["spans"]
        .as_array()?
        .iter()
        .find(|span| span["is_primary"] == true)?;
    // Within a macro of the runtime, takes the place of the call.
    let mut span = span;
    while !span["expansion"].is_null()
        && !Path::new(span["file_name"].as_str()?).starts_with(folder)
        && !span["file_name"].as_str()?.starts_with("src")
    {
        span = &span["expansion"]["span"];
    }
    let file = folder.join(span["file_name"].as_str()?);
    Some((
        file,
        format!(
            "{level}: {} (line {})",
            message["message"].as_str()?,
            span["line_start"]
        ),
    ))
}
