//! The builder, the generator's interface for build scripts.

mod setters;

use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::model::Model;
use crate::options::Options;
use crate::pipeline::{Input, Output, ReadOptions, generate, read};
use crate::progress::{Progress, Stage};
use crate::source::{Resolver, Sources};
use crate::write;
use crate::write::Drift;
use std::fmt;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Generates code from WSDL files.
///
/// In a build script:
///
/// ```no_run
/// fn main() -> Result<(), wsdl_codegen::Error> {
///     wsdl_codegen::Builder::new()
///         .wsdl("wsdl/Weather.wsdl")
///         .module("forecasts")
///         .build()
/// }
/// ```
///
/// and in the crate: `soap_runtime::include_module!(pub forecasts);`, so that the client of port type `Weather` is
/// `forecasts::WeatherClient`. `wsdl-codegen` is in `[build-dependencies]` of its `Cargo.toml`, and
/// [`soap-runtime`](https://docs.rs/soap-runtime) in `[dependencies]`, with the feature `ureq` or `reqwest`, and `server` to serve.
/// The [front page](crate#what-a-contract-becomes) has the names of all that is generated.
#[derive(Clone, Default)]
pub struct Builder {
    options: Options,
    texts: Vec<(String, String)>,
    resolver: Option<Arc<dyn Resolver>>,
    progress: Progress,
}

/// The result of generating.
#[derive(Debug)]
pub struct Generated {
    /// The generated files: paths below the folder of the module, and texts.
    pub files: Vec<(PathBuf, String)>,
    /// Warnings and notes.
    pub diagnostics: Diagnostics,
    /// The documents that the diagnostics refer to.
    pub sources: Sources,
    /// The files that were read.
    pub read: Vec<PathBuf>,
    /// Components that selectors left out, sorted: `operation Orders.PlaceOrder`, `type {namespace}Name`.
    pub left_out: Vec<String>,
    /// The parts that are missing because of errors that `keep_going` passed over; all zero without it.
    pub gaps: Gaps,
    command: String,
}

/// The parts of a contract that are not generated because of errors that were passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gaps {
    /// Errors that became warnings.
    pub errors: usize,
    /// Operations that are left out.
    pub operations: usize,
    /// Types, elements, attributes and groups that lack something.
    pub components: usize,
}

impl Gaps {
    /// Counts what the model lacks after so many errors.
    fn of(model: &Model, errors: usize) -> Self {
        if errors == 0 {
            return Self::default();
        }
        let operations = model.port_types.iter().map(|(_, one)| &one.annotation);
        let components = (model.types.iter().map(|(_, one)| &one.annotation))
            .chain(model.elements.iter().map(|(_, one)| &one.annotation))
            .chain(model.attributes.iter().map(|(_, one)| &one.annotation))
            .chain(model.groups.iter().map(|(_, one)| &one.annotation));
        Self {
            errors,
            operations: operations.map(|annotation| annotation.gaps.len()).sum(),
            components: components
                .filter(|annotation| !annotation.gaps.is_empty())
                .count(),
        }
    }

    /// Whether anything was passed over.
    pub fn is_empty(self) -> bool {
        self.errors == 0
    }
}

/// The parts that were passed over, in a sentence.
impl fmt::Display for Gaps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |count: usize, one: &str, many: &str| match count {
            1 => format!("1 {one}"),
            _ => format!("{count} {many}"),
        };
        write!(
            f,
            "passed over {}: {} left out, {}",
            counted(self.errors, "error", "errors"),
            counted(self.operations, "operation is", "operations are"),
            counted(
                self.components,
                "component lacks something",
                "components lack something"
            )
        )
    }
}

/// The reason why nothing was generated. `Display` shows every diagnostic with its position.
pub struct Error(Box<Failure>);

enum Failure {
    /// The contract or the options have errors.
    Input {
        diagnostics: Diagnostics,
        sources: Sources,
    },
    /// A file cannot be written.
    Write(io::Error),
    /// The builder lacks a contract, or the environment of a build script.
    Missing(&'static str),
}

impl Error {
    /// The diagnostics and their documents, if the input has errors.
    pub fn diagnostics(&self) -> Option<(&Diagnostics, &Sources)> {
        match &*self.0 {
            Failure::Input {
                diagnostics,
                sources,
            } => Some((diagnostics, sources)),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Failure::Input {
                diagnostics,
                sources,
            } => f.write_str(&diagnostics.render(sources, false)),
            Failure::Write(error) => write!(f, "generated files cannot be written: {error}"),
            Failure::Missing(message) => f.write_str(message),
        }
    }
}

/// Shows the text of `Display`, since cargo prints the `Debug` text of an error that a build script returns.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Failure::Input {
            diagnostics,
            sources,
        } = &*self.0
        {
            let color = io::stderr().is_terminal();
            return write!(f, "\n{}", diagnostics.render(sources, color));
        }
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Failure::Write(error) => Some(error),
            _ => None,
        }
    }
}

impl Builder {
    /// Makes a builder with the default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a builder with these options.
    pub fn from_options(options: Options) -> Self {
        Self {
            options,
            ..Self::default()
        }
    }

    /// The options.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Adds a WSDL document or schema as text. Messages and imports refer to it by `name`.
    pub fn text(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.texts.push((name.into(), text.into()));
        self
    }

    /// Asks `resolver` for imported documents before the folders are searched.
    pub fn resolver(mut self, resolver: impl Resolver + 'static) -> Self {
        self.resolver = Some(Arc::new(resolver));
        self
    }

    /// Tells how far generating is: for the command.
    #[doc(hidden)]
    pub fn progress(mut self, progress: Progress) -> Self {
        self.progress = progress;
        self
    }

    /// Generates the code without writing it.
    ///
    /// # Errors
    /// The contract or the options have errors: the error holds all diagnostics of the run.
    pub fn generate(&self) -> Result<Generated, Error> {
        self.generate_in(None)
    }

    /// Generates the code. Imports may also be read from `package`.
    fn generate_in(&self, package: Option<PathBuf>) -> Result<Generated, Error> {
        // The order of the files must not matter.
        let mut paths = self.options.wsdl.clone();
        paths.sort();
        paths.dedup();
        let mut inputs: Vec<Input> = paths.into_iter().map(Input::Path).collect();
        let mut texts = self.texts.clone();
        texts.sort();
        inputs.extend(
            texts
                .into_iter()
                .map(|(name, text)| Input::Text { name, text }),
        );
        if inputs.is_empty() {
            return Err(Error(Box::new(Failure::Missing(
                "no contract is named: call `Builder::wsdl` with a file, or `Builder::text` with a document",
            ))));
        }
        let options = ReadOptions {
            roots: self.options.folders.clone(),
            package,
            map: self.options.locations.clone(),
            resolver: self.resolver.clone(),
            side_by_side: self.options.side_by_side,
            rpc_target_namespace: self.options.rpc_target_namespace,
            ..ReadOptions::default()
        };
        self.progress.tell(Stage::Reading, 0, 1);
        let (model, sources, mut diagnostics) = read(&inputs, &options);
        let read_files: Vec<PathBuf> = sources.files().map(Path::to_path_buf).collect();
        let before = diagnostics.count(Severity::Error);
        if self.options.keep_going {
            diagnostics.tolerate(Code::tolerable);
        }
        let passed_over = before - diagnostics.count(Severity::Error).min(before);
        let (Some(model), false) = (model, diagnostics.has_errors()) else {
            return Err(Error(Box::new(Failure::Input {
                diagnostics,
                sources,
            })));
        };
        match generate(&model, &self.options, &self.progress, &mut diagnostics) {
            Some(Output { files, left_out }) => Ok(Generated {
                files,
                diagnostics,
                sources,
                read: read_files,
                left_out,
                gaps: Gaps::of(&model, passed_over),
                command: self.options.command.clone(),
            }),
            None => Err(Error(Box::new(Failure::Input {
                diagnostics,
                sources,
            }))),
        }
    }

    /// Generates into `$OUT_DIR/<module>` from a build script. Prints warnings and the files to watch.
    ///
    /// Imports may refer to any file in the package of the build script. The option `folders` allows others.
    ///
    /// # Errors
    /// The errors of [`Builder::generate`]; also if this is no build script, or if files cannot be written.
    pub fn build(&self) -> Result<(), Error> {
        let Some(out) = std::env::var_os("OUT_DIR") else {
            return Err(Error(Box::new(Failure::Missing(
                "OUT_DIR is not set: `Builder::build` is for build scripts, use `generate` elsewhere",
            ))));
        };
        println!("cargo::rerun-if-changed=build.rs");
        let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let mut script = self.clone();
        if script.options.command == Options::default().command {
            // Nobody runs the command for it: cargo does.
            "cargo build".clone_into(&mut script.options.command);
        }
        let generated = match script.generate_in(package) {
            Ok(generated) => generated,
            Err(error) => {
                // Files are watched after an error, too. Otherwise cargo does not notice when they are corrected.
                if let Some((_, sources)) = error.diagnostics() {
                    watch(sources.files());
                }
                return Err(error);
            }
        };
        watch(generated.read.iter().map(PathBuf::as_path));
        for diagnostic in generated.diagnostics.sorted() {
            if diagnostic.severity == Severity::Warning {
                let place = diagnostic
                    .place(&generated.sources)
                    .map_or(String::new(), |place| format!("{place}: "));
                println!(
                    "cargo::warning={place}{} [{}]",
                    diagnostic.message, diagnostic.code
                );
            }
        }
        if !generated.gaps.is_empty() {
            println!("cargo::warning={}", generated.gaps);
        }
        generated
            .write(Path::new(&out).join(&self.options.module))
            .map_err(|error| Error(Box::new(Failure::Write(error))))?;
        Ok(())
    }
}

fn watch<'a>(files: impl Iterator<Item = &'a Path>) {
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
    }
}

impl Generated {
    /// Writes the files that differ into `dir`, and removes generated files that are no longer generated.
    ///
    /// Returns the paths that changed.
    ///
    /// # Errors
    /// A file or folder cannot be written.
    pub fn write(&self, dir: impl AsRef<Path>) -> io::Result<Vec<PathBuf>> {
        let dir = dir.as_ref();
        let mut changed = write::write(&self.files, dir)?;
        for path in write::stale(&self.files, dir) {
            std::fs::remove_file(&path)?;
            changed.push(path);
        }
        Ok(changed)
    }

    /// Compares the files in `dir` with the generated ones. Writes nothing.
    ///
    /// # Errors
    /// The files that differ, each with its difference.
    pub fn verify(&self, dir: impl AsRef<Path>) -> Result<(), Drift> {
        write::verify(&self.files, dir.as_ref(), &self.command)
    }
}
