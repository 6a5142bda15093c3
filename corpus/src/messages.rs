//! Compares published messages with what was written back, and with samples.

use crate::dynamic::Dynamic;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use testkit::{Element, Rules, repository};
use wsdl_codegen::contract::Model;
use wsdl_codegen::contract::sample::{SampleOptions, SampleStyle, Sampler};
use wsdl_codegen::contract::{Call, Direction, calls};

/// The outcome of the messages of a service, in numbers.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Messages published.
    pub messages: usize,
    /// Read in the default mode.
    pub read: usize,
    /// Read in the strict mode.
    pub strict: usize,
    /// Written back as the same infoset, where nil counts as absent.
    pub same: usize,
    /// Written as the same infoset after they went through JSON.
    pub json: usize,
    /// Equal to a sample in the form of the pages.
    pub sampled: usize,
    /// Headers beside the body.
    pub beside: usize,
    /// Messages with deviations, by the kind of deviation.
    pub deviating: BTreeMap<&'static str, usize>,
}

/// The kinds of deviations.
const UNKNOWN: &str = "with members that the schema does not have";
const EMPTY: &str = "with empty durations, dates or enumerations";
const NIL: &str = "with nil where the schema admits none";
const NIL_ONLY: &str = "with nil where the schema admits none, and nothing else";

/// The kinds of deviations in the notes of a message.
fn kinds(notes: &[&str]) -> Vec<&'static str> {
    let has = |end: &str| notes.iter().any(|note| note.ends_with(end));
    let mut kinds: Vec<_> = [
        (": skipped", UNKNOWN),
        (" is empty", EMPTY),
        (" is not nillable", NIL),
    ]
    .into_iter()
    .filter(|(end, _)| has(end))
    .map(|(_, kind)| kind)
    .collect();
    if kinds == [NIL] {
        kinds.push(NIL_ONLY);
    }
    kinds
}

impl Counts {
    /// Adds the numbers of another service.
    pub fn add(&mut self, other: &Counts) {
        self.messages += other.messages;
        self.read += other.read;
        self.strict += other.strict;
        self.beside += other.beside;
        self.same += other.same;
        self.json += other.json;
        self.sampled += other.sampled;
        for (kind, count) in &other.deviating {
            *self.deviating.entry(kind).or_default() += count;
        }
    }
}

/// The protocol of the harness: its lines on each message, by kind.
pub struct Protocol(BTreeMap<String, Vec<(String, String)>>);

impl Protocol {
    /// Reads a protocol.
    pub fn read(path: &Path) -> Result<Self, String> {
        let mut all: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for line in repository::read(path)?.lines() {
            let mut fields = line.splitn(3, '\t');
            if let (Some(kind), Some(name)) = (fields.next(), fields.next()) {
                let said = fields.next().unwrap_or_default().to_owned();
                all.entry(name.to_owned())
                    .or_default()
                    .push((kind.to_owned(), said));
            }
        }
        Ok(Self(all))
    }

    /// Its lines about a message.
    pub fn said<'a>(&'a self, name: &str, kind: &'a str) -> impl Iterator<Item = &'a str> {
        let of_name = self.0.get(name).map_or(&[][..], Vec::as_slice);
        of_name
            .iter()
            .filter(move |(found, _)| found == kind)
            .map(|(_, said)| said.as_str())
    }

    /// The names of the messages.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Elements of a message that were read by prediction and on the general path.
    pub fn paths(&self, name: &str) -> Option<(u64, u64)> {
        let (predicted, general) = self.said(name, "paths").next()?.split_once(' ')?;
        Some((predicted.parse().ok()?, general.parse().ok()?))
    }
}

/// Judges the messages of a service and adds deviations to `lines`.
pub fn judge(
    service: &str,
    model: &Model,
    examples: &Path,
    written: &Path,
    protocol: &Protocol,
    dynamic: &Dynamic,
    lines: &mut BTreeSet<String>,
) -> Result<Counts, String> {
    let folder = examples.join(service);
    let mut judgement = Judgement::new(model, protocol, lines);
    if folder.is_dir() {
        for path in repository::files(&folder, "xml")? {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("{service}/{file}");
            let published = repository::read(&path)?;
            let read = judgement.reading(&name);
            if read.is_read {
                let again = repository::read(&written.join(&name))?;
                judgement.writing(&name, &read, &published, &again)?;
                let different = through_json(&name, written, protocol, dynamic, &published)?;
                judgement.counts.json += usize::from(different.is_none());
                if let Some(different) = different {
                    judgement.lines.insert(format!("{name}: JSON: {different}"));
                }
            }
            judgement.sample(&name, &file, &read, &published)?;
        }
    }
    Ok(judgement.counts)
}

/// The judgement up to now.
struct Judgement<'a> {
    protocol: &'a Protocol,
    sampler: Sampler<'a>,
    samples: SampleOptions,
    calls: BTreeMap<&'a str, Call<'a>>,
    counts: Counts,
    lines: &'a mut BTreeSet<String>,
}

/// The way in which a message was read.
struct Read {
    is_read: bool,
    /// The default mode reports something.
    is_noted: bool,
}

impl<'a> Judgement<'a> {
    fn new(model: &'a Model, protocol: &'a Protocol, lines: &'a mut BTreeSet<String>) -> Self {
        let mut samples = SampleOptions {
            style: SampleStyle::TypedTree,
            budget: usize::MAX,
            ..SampleOptions::default()
        };
        samples
            .secrets
            .extend(["ApplicationToken", "Ticket"].map(str::to_owned));
        Self {
            protocol,
            samples,
            calls: calls(model)
                .into_iter()
                .map(|call| (&*call.operation().name, call))
                .collect(),
            sampler: Sampler::with_budget(model, usize::MAX),
            counts: Counts::default(),
            lines,
        }
    }

    /// Counts a message by how it was read in both modes.
    fn reading(&mut self, name: &str) -> Read {
        let protocol = self.protocol;
        self.counts.messages += 1;
        for error in protocol.said(name, "failed") {
            self.lines
                .insert(format!("{name}: not read: {}", placed(error)));
        }
        // The shape of the pages has headers outside of the Header; it is counted, and no deviation of one message.
        let (beside, notes): (Vec<_>, Vec<_>) = protocol
            .said(name, "note")
            .partition(|note| note.ends_with(" is outside the Header"));
        self.counts.beside += beside.len();
        for note in &notes {
            self.lines.insert(format!("{name}: {note}"));
        }
        for kind in kinds(&notes) {
            *self.counts.deviating.entry(kind).or_default() += 1;
        }
        // The strict mode must name exactly the deviations that the default mode reports.
        let reported: BTreeSet<_> = notes.iter().map(|note| path_of(note)).collect();
        let named: BTreeSet<_> = protocol.said(name, "named").map(unheaded).collect();
        if !named.is_empty() && named != reported {
            self.lines
                .insert(format!("{name}: the strict mode names other places"));
        }
        let has = |kind| protocol.said(name, kind).next().is_some();
        let (is_read, is_strict, is_noted) = (has("read"), has("strict"), !notes.is_empty());
        if !is_read && !has("failed") {
            self.lines.insert(format!("{name}: not in the program"));
        }
        if is_read && is_strict == is_noted {
            let error = protocol.said(name, "refused").next().unwrap_or("nothing");
            self.lines.insert(format!(
                "{name}: the strict mode refuses {}, the default mode reports otherwise",
                placed(error)
            ));
        }
        self.counts.read += usize::from(is_read);
        self.counts.strict += usize::from(is_strict);
        Read { is_read, is_noted }
    }

    /// Compares a message with its written form.
    fn writing(
        &mut self,
        name: &str,
        read: &Read,
        published: &str,
        again: &str,
    ) -> Result<(), String> {
        let rules = Rules {
            nil_is_absent: true,
            limit: 1,
            ..Rules::default()
        };
        match testkit::compare(published, again, &rules)?.first() {
            None => self.counts.same += 1,
            Some(difference) if !read.is_noted => {
                self.lines
                    .insert(format!("{name}: written differently: {difference}"));
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// Compares a message with the sample of its operation.
    fn sample(
        &mut self,
        name: &str,
        file: &str,
        read: &Read,
        published: &str,
    ) -> Result<(), String> {
        let (operation, direction) = match file.rsplitn(3, '.').collect::<Vec<_>>().as_slice() {
            [_, "request", operation] => (*operation, Direction::Request),
            [_, _, operation] => (*operation, Direction::Response),
            _ => return Ok(()),
        };
        let Some(call) = self.calls.get(operation) else {
            self.lines.insert(format!("{name}: no such operation"));
            return Ok(());
        };
        let ours = self.sampler.sample(call, direction, &self.samples);
        // Dates and credentials on the pages are made up, so only their form counts.
        let filler = |element: &Element| {
            element
                .declared
                .as_ref()
                .is_some_and(|ty| ty.local == "dateTime")
                || self.samples.is_secret(&element.name.local)
        };
        let rules = Rules {
            annotations: true,
            filler: &filler,
            limit: 1,
            ..Rules::default()
        };
        match testkit::compare(published, &ours, &rules)?.first() {
            None => self.counts.sampled += 1,
            Some(difference) if !read.is_noted => {
                self.lines.insert(format!("{name}: sample: {difference}"));
            }
            Some(_) => {}
        }
        Ok(())
    }
}

/// The difference between a message as it was written at once, and after it went through JSON, by generated code or without it.
pub fn through_json(
    name: &str,
    written: &Path,
    protocol: &Protocol,
    dynamic: &Dynamic,
    text: &str,
) -> Result<Option<String>, String> {
    if let Some(error) = protocol.said(name, "json failed").next() {
        return Ok(Some(error.to_owned()));
    }
    // It is written again only where the bytes differ: prefixes may.
    let path = written.join(name);
    let once = repository::read(&path)?;
    if protocol.said(name, "json differs").next().is_none() {
        let json = repository::read(&path.with_extension("json"))?;
        return dynamic.differs(name, text, &json, &once);
    }
    let again = repository::read(&path.with_extension("json.xml"))?;
    let rules = Rules {
        limit: 1,
        ..Rules::default()
    };
    let found = testkit::compare(&once, &again, &rules)?;
    Ok(found.first().map(ToString::to_string))
}

/// The path that a note is about.
fn path_of(note: &str) -> String {
    note.split(": ").next().unwrap_or_default().to_owned()
}

/// The path of a header on the pages, which have no Header element.
fn unheaded(path: &str) -> String {
    path.replacen("/Envelope/Header/", "/Envelope/", 1)
}

/// Removes the byte position, which the list does not need.
pub fn placed(error: &str) -> &str {
    error.rfind(" (byte ").map_or(error, |at| &error[..at])
}
