//! `wsdl-codegen fetch`: saves the documents of a service as files.

mod answer;
mod file_names;
mod folder;
mod http;
mod metadata;
mod named;
mod resolver;

use super::arguments::Fetch;
use super::console::{Console, STRONG, counted};
use super::exit_codes::{CHANGED, DONE};
use super::{Outcome, Stop};
pub(super) use folder::Beside;
use folder::{FileChange, Folder};
use resolver::Fetcher;
use std::sync::Arc;
use wsdl_codegen::diagnostic::Severity;
use wsdl_codegen::internal::{Input, ReadOptions, read};

pub(super) fn run(arguments: &Fetch, console: &mut Console) -> Outcome {
    let old = Folder::read(&arguments.out).map_err(Stop::Failed)?;
    let urls = if arguments.urls.is_empty() {
        old.named()
    } else {
        arguments.urls.clone()
    };
    if urls.is_empty() {
        return Err(Stop::Failed(format!(
            "no URL is named, and there is no {} in {} that names one",
            wsdl_codegen::internal::LOCK,
            arguments.out.display()
        )));
    }
    let found = found(arguments, &urls, !console.is_quiet(), console)?;
    let new = Folder::new(found, &old);
    let changes = new.changes(&old, &arguments.out);
    for (file, state) in &changes {
        if *state != FileChange::Same {
            let file = console.paint(STRONG, file);
            console.print(&format!("{state}: {file}\n"))?;
        }
    }
    let changed = changes
        .iter()
        .filter(|(_, state)| *state != FileChange::Same);
    let changed = changed.count();
    if arguments.check {
        console.say(&match changed {
            0 => format!("{} as it was fetched", arguments.out.display()),
            _ => format!("{} would change", counted(changed, "file")),
        });
        return Ok(if changed == 0 { DONE } else { CHANGED });
    }
    new.write(&old, &arguments.out).map_err(|error| {
        Stop::Failed(format!(
            "cannot write to {}: {error}",
            arguments.out.display()
        ))
    })?;
    console.say(&format!(
        "{} in {}, {changed} of them new or changed",
        counted(new.len(), "file"),
        arguments.out.display()
    ));
    Ok(0)
}

/// Fetches a contract into an empty folder.
pub(super) fn into(arguments: &Fetch, console: &mut Console) -> Result<(), Stop> {
    let found = found(arguments, &arguments.urls, false, console)?;
    let old = Folder::default();
    Ok(Folder::new(found, &old).write(&old, &arguments.out)?)
}

/// Fetches contracts that go beside those of a folder, which is not changed: the caller decides about each file.
pub(super) fn beside(arguments: &Fetch, console: &mut Console) -> Result<Beside, Stop> {
    let old = Folder::read(&arguments.out).map_err(Stop::Failed)?;
    let found = found(arguments, &arguments.urls, !console.is_quiet(), console)?;
    Ok(Folder::new(found, &old).beside(&old))
}

/// The documents that some URLs lead to.
fn found(
    arguments: &Fetch,
    urls: &[String],
    is_told: bool,
    console: &mut Console,
) -> Result<resolver::Found, Stop> {
    let limits = ReadOptions::default();
    let client = http::Client::new(arguments, urls, limits.max_file)?;
    let fetcher = Fetcher::new(client, urls, &arguments.allow_host, is_told)?;
    let urls = fetcher.named(urls, arguments.mex, &limits);
    load(&Arc::new(fetcher), &urls, limits, console)
}

/// Fetches all documents: reads the contract as generating does, with a resolver that uses the network.
fn load(
    fetcher: &Arc<Fetcher>,
    urls: &[String],
    limits: ReadOptions,
    console: &mut Console,
) -> Result<resolver::Found, Stop> {
    let options = ReadOptions {
        resolver: Some(fetcher.clone()),
        ..limits
    };
    // A made-up document imports the URLs, so that all of them are followed in the same way.
    let text = resolver::start(urls);
    let input = Input::Text {
        name: resolver::START.to_owned(),
        text,
    };
    let (_, sources, diagnostics) = read(&[input], &options);
    let found = fetcher.found();
    // `check` reports errors of the contract. Here it only matters that all documents exist and can be read.
    let about_files = |code: &str| code.starts_with("WSDL01") || code.starts_with("WSDL02");
    let mut failed = found.failures.iter().any(|failure| failure.named);
    for diagnostic in diagnostics.sorted() {
        let error = diagnostic.severity == Severity::Error;
        if error && about_files(diagnostic.code.as_str()) {
            failed = true;
            let source = diagnostic.span.and_then(|span| sources.name(span.source));
            if source != Some(resolver::START) {
                console.report(&diagnostic.render(&sources, console.err_color()));
            }
        }
    }
    for failure in &found.failures {
        console.say(&failure.to_string());
    }
    if failed {
        return Err(Stop::Failed(
            "nothing was written: not all documents are to be had".to_owned(),
        ));
    }
    let others = diagnostics
        .sorted()
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .count();
    if others > 0 {
        console.say(&format!(
            "the contract has {}: see `wsdl-codegen check`",
            counted(others, "error")
        ));
    }
    Ok(found)
}
