//! Reads the inputs and all documents that they import.

mod find;
mod follow;
mod inputs;
mod location;
mod postponed;
mod register;
mod report;

use crate::diagnostic::Diagnostics;
use crate::ground::Span;
use crate::source::files::{FileError, Files};
use crate::source::lock::Lock;
use crate::source::{CATALOG, Input, ReadOptions, Sources};
use crate::syntax::Interner;
use crate::syntax::wsdl;
use crate::syntax::xml::Tree;
use crate::syntax::xsd;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

/// All documents, linked by their imports.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    /// Names of the sources in diagnostics.
    pub sources: Vec<Arc<str>>,
    pub wsdls: Vec<wsdl::Document>,
    pub schemas: Vec<xsd::Document>,
    /// The documents of the inputs, in order.
    pub roots: Vec<Root>,
    /// Namespaces of imports that failed and were reported.
    pub absent: BTreeSet<Arc<str>>,
    /// Prefixes declared for each namespace.
    pub prefixes: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
}

/// The document of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Root {
    Wsdl(usize),
    Schema(usize),
}

/// Reads the inputs and what they import.
pub(crate) fn import(
    inputs: &[Input],
    options: &ReadOptions,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Documents {
    let mut importer = Importer {
        options,
        files: Files::new(options),
        sources,
        diagnostics,
        interner: Interner::default(),
        documents: Documents::default(),
        registered: Vec::new(),
        by_key: BTreeMap::new(),
        by_location: BTreeMap::new(),
        chameleons: BTreeMap::new(),
        queue: VecDeque::new(),
        postponed: Vec::new(),
        texts: BTreeMap::new(),
        locks: BTreeMap::new(),
        outside: BTreeMap::new(),
    };
    importer.inputs(inputs);
    importer.follow();
    importer.report_outside();
    importer.documents.sources = importer.sources.names();
    importer.documents
}

/// The identity of a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum DocumentKey {
    File(PathBuf),
    /// A text of the user, of a resolver or of the catalog, by its name.
    Named(String),
}

/// A document that was read.
enum Registered {
    Wsdl(usize),
    Schema(usize),
    /// A schema without target namespace: each namespace that includes it gets its own document.
    Chameleon(Tree),
    Failed,
}

/// Imports that are still to be followed.
enum Task {
    Wsdl(usize),
    Schema(usize),
}

/// An import that waits until everything else is read.
struct Postponed {
    schema: usize,
    link: usize,
    error: Option<FileError>,
}

struct Importer<'a> {
    options: &'a ReadOptions,
    files: Files<'a>,
    sources: &'a mut Sources,
    diagnostics: &'a mut Diagnostics,
    interner: Interner,
    documents: Documents,
    registered: Vec<Registered>,
    by_key: BTreeMap<DocumentKey, usize>,
    /// Files by folder and location, so that the disk is asked once for a repeated import.
    by_location: BTreeMap<(PathBuf, String), usize>,
    /// By chameleon and the including namespace.
    chameleons: BTreeMap<(usize, Arc<str>), usize>,
    queue: VecDeque<Task>,
    postponed: Vec<Postponed>,
    /// Texts of the user that are not parsed yet, by name.
    texts: BTreeMap<String, String>,
    /// Locks of the folders of the inputs, by the normalized folder.
    locks: BTreeMap<PathBuf, Lock>,
    /// Imports that leave the folders, by the target folder.
    outside: BTreeMap<String, Vec<(Span, String)>>,
}

/// Whether the built-in catalog has the schema of this namespace.
pub(crate) fn is_well_known(namespace: &str) -> bool {
    CATALOG.contains(&namespace)
}
