//! Validates the samples of every contract of a folder with libxml2, and with our strict mode.

mod strict;
mod validator;

use crate::open::above;
use crate::{Wanted, deviations};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
pub use strict::Strict;
use testkit::{Table, repository};
pub use validator::Validator;
use wsdl_codegen::contract::sample::{SampleOptions, SampleStyle, Sampler};
use wsdl_codegen::contract::{self, Body, Call, Direction, Model, PartContent, calls};
use wsdl_codegen::{Options, Sources};

const HEADER: &str = include_str!("header.txt");

/// Makes the samples of every contract below a folder, validates them, and compares the outcome with the committed one.
pub fn run(folder: &Path, wanted: &Wanted) -> Result<(), String> {
    let files = repository::files(folder, "wsdl")?;
    let mut validator = Validator::start()?;
    let mut counts = SampleCounts::default();
    for file in &files {
        let name = file.strip_prefix(folder).unwrap_or(file).display();
        let folders = above(folder, file);
        if let Some(contract) = contract(file, folders, &name.to_string(), &mut counts) {
            validator.give(&contract)?;
        }
    }
    let (checked, mut lines) = validator.outcome()?;
    lines.append(&mut counts.refused);
    let mut table = Table::new(["", "#count"]);
    for (name, count) in [
        ("contracts", counts.contracts),
        ("samples", counts.samples),
        (
            "samples in SOAP encoding, which no schema describes",
            counts.encoded,
        ),
        ("elements validated by libxml2", checked),
        ("findings", lines.len()),
    ] {
        table.row([name.to_owned(), count.to_string()]);
    }
    println!("{table}");
    let stem = folder.file_name().unwrap_or_default().to_string_lossy();
    let committed = repository::root().join(format!("tests/corpus/{stem}-samples.txt"));
    deviations::compare(&committed, HEADER, &lines, wanted.bless)
}

/// The numbers of a run.
#[derive(Default)]
pub struct SampleCounts {
    contracts: usize,
    samples: usize,
    encoded: usize,
    /// The samples that our strict mode refuses, with the reason.
    refused: BTreeSet<String>,
}

impl SampleCounts {
    /// The samples that our strict mode refuses, each a line with the reason.
    pub fn refused(&self) -> &BTreeSet<String> {
        &self.refused
    }
}

/// A contract with its samples, for the validator; `None` if it cannot be read or has no messages that a schema describes.
pub fn contract(
    file: &Path,
    folders: Vec<PathBuf>,
    name: &str,
    counts: &mut SampleCounts,
) -> Option<Value> {
    let options = Options {
        wsdl: vec![file.to_owned()],
        folders,
        ..Options::default()
    };
    let (model, sources, diagnostics) = contract::read(&options);
    let model = model.filter(|_| !diagnostics.has_errors())?;
    let messages = messages(&model, &options, name, counts);
    if messages.is_empty() {
        return None;
    }
    counts.contracts += 1;
    Some(json!({
        "contract": name,
        "documents": documents(&sources),
        "messages": messages,
    }))
}

/// Each document of a contract, with its name.
fn documents(sources: &Sources) -> Vec<(&str, &str)> {
    (0..sources.len() as u32)
        .filter_map(|source| Some((sources.name(source)?, sources.text(source)?)))
        .collect()
}

/// The samples of all messages: with all parts, and with the required ones.
fn messages(model: &Model, options: &Options, name: &str, counts: &mut SampleCounts) -> Vec<Value> {
    let sampler = Sampler::with_budget(model, usize::MAX);
    let strict = Strict::of(model, options);
    let mut messages = Vec::new();
    for call in calls(model) {
        for direction in [Direction::Request, Direction::Response] {
            if !call.has(direction) {
                continue;
            }
            for required_only in [false, true] {
                let options = SampleOptions {
                    style: SampleStyle::of(&call),
                    required_only,
                    ..SampleOptions::default()
                };
                let text = sampler.sample(&call, direction, &options);
                counts.samples += 1;
                let parts = if required_only { "required" } else { "all" };
                let message = format!("{} {direction:?} ({parts})", call.name());
                if let Some(reason) = strict.refuses(&call, direction, &text) {
                    let line = format!("{name}: {message}: strict mode: {reason}");
                    counts.refused.insert(line);
                }
                if call.is_encoded(direction) {
                    counts.encoded += 1;
                    continue;
                }
                messages.push(json!({
                    "name": message,
                    "text": text,
                    "typed": typed(model, &call, direction),
                }));
            }
        }
    }
    messages
}

/// The types of the accessors in a body whose elements the contract does not declare.
fn typed(model: &Model, call: &Call<'_>, direction: Direction) -> Value {
    let Body::Wrapper(wrapper, parts) = call.body(direction) else {
        return Value::Null;
    };
    let parts = parts.iter().filter_map(|(name, content)| match content {
        PartContent::Element(_) => None,
        PartContent::Type(ty) => {
            let ty = model.types[*ty].name.as_ref()?;
            Some(json!([&**name, &*ty.namespace, &*ty.local]))
        }
    });
    json!({ "wrapped": wrapper.is_some(), "parts": parts.collect::<Vec<_>>() })
}
