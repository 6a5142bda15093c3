//! `wsdl-codegen docs --html`: a site of files, which needs no server.

mod changes;
mod html;
mod index;
mod items;
mod links;
mod page;
mod samples;
mod search;

use super::arguments::Docs;
use super::console::{Console, counted};
use super::exit_codes::DONE;
use super::{Outcome, Stop, input};
use changes::Changes;
use html::Html;
use links::Links;
use samples::Samples;
use soap_dynamic::Contract;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use wsdl_codegen::contract::sample::{SampleOptions, Sampler};
use wsdl_codegen::contract::{Model, Reference, reference};
use wsdl_codegen::internal::replace_files;

/// The start of the style and the script. Files without this or that of a page are not replaced.
const MARK: &str = "/* Written by wsdl-codegen docs. */\n";
/// The folder where none is named.
const FOLDER: &str = "docs";
/// The longest title that is made of names.
const LONGEST_TITLE: usize = 60;

/// The contract, and all that pages of it show.
struct Site<'m> {
    title: String,
    reference: Reference<'m>,
    links: Links,
    changes: Option<Changes>,
}

pub(super) fn run(arguments: &Docs, samples: SampleOptions, console: &mut Console) -> Outcome {
    let (mut options, _) = input::options(&arguments.inputs)?;
    options.facets = true;
    let model = input::read_model(&options, console)?;
    let old = match &arguments.since {
        Some(path) => {
            let old = input::options_at(path, &arguments.inputs.places)?;
            Some(input::read_model(&old, console)?)
        }
        None => None,
    };
    let contract =
        Contract::from_model(&model, &options).map_err(|error| Stop::Failed(error.to_string()))?;
    console.step("writing pages");
    let samples = Samples {
        sampler: Sampler::new(&model),
        contract,
        options: samples,
        soap12: arguments.soap12,
    };
    let pages = pages(arguments, &model, old.as_ref(), &samples);
    let folder = arguments.out.as_deref().unwrap_or(Path::new(FOLDER));
    let files: Vec<(PathBuf, &[u8])> = pages
        .iter()
        .map(|(name, text)| (PathBuf::from(name), text.as_bytes()))
        .collect();
    let is_ours = |_: &Path, old: &[u8]| {
        old.starts_with(page::MARK.as_bytes()) || old.starts_with(MARK.as_bytes())
    };
    replace_files(&files, folder, is_ours)
        .map_err(|error| Stop::Failed(format!("cannot write {}: {error}", folder.display())))?;
    let count = pages
        .iter()
        .filter(|(name, _)| name.ends_with(".html"))
        .count();
    console.say(&format!(
        "{} in {}",
        counted(count, "page"),
        folder.display()
    ));
    Ok(DONE)
}

/// All files: names and contents.
fn pages<'m>(
    arguments: &Docs,
    model: &'m Model,
    old: Option<&Model>,
    samples: &Samples<'m>,
) -> Vec<(String, String)> {
    let reference = reference(model);
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let site = Site {
        title: arguments.title.clone().unwrap_or_else(|| title(model)),
        links: Links::new(&reference, &mut taken),
        changes: old.map(|old| Changes::new(old, model, &reference)),
        reference,
    };
    let mut all = vec![
        ("index.html".to_owned(), index::index(&site)),
        (
            "style.css".to_owned(),
            format!("{MARK}{}", include_str!("style.css")),
        ),
        (
            "search.js".to_owned(),
            format!("{MARK}{}", search::script(&site)),
        ),
    ];
    if let Some(changes) = &site.changes {
        all.push(("changes.html".to_owned(), index::changes(&site, changes)));
    }
    let operations = site.reference.inventory.operations.iter();
    let operations = operations
        .zip(&site.reference.calls)
        .zip(&site.links.operations);
    for ((operation, call), name) in operations {
        let text = items::operation(&site, samples, (operation, call));
        all.push((name.clone(), text));
    }
    for ty in site.reference.types() {
        if let Some(name) = site.links.of(&ty.type_name()) {
            all.push((name.to_owned(), items::ty(&site, ty)));
        }
    }
    all
}

/// The port types, or what they are where there are many.
fn title(model: &Model) -> String {
    let title = super::docs::titled(model);
    if title.chars().count() > LONGEST_TITLE {
        "Services".to_owned()
    } else {
        title
    }
}
