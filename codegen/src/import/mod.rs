//! From the inputs to all documents: follows imports until there are no more.

mod find;
mod location;
mod report;

use location::shown;

use crate::diagnostic::{Code, Diagnostics};
use crate::ground::{Span, line_and_column};
use crate::parallel;
use crate::source::files::{Failure, Files, normalize};
use crate::source::lock::{LOCK, Lock};
use crate::source::{Input, ReadOptions, Sources, catalog, decode};
use crate::syntax::Interner;
use crate::syntax::wsdl::{self, Target};
use crate::syntax::xml::{self, Tree};
use crate::syntax::xsd::{self, LinkKind};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// All documents, linked by their imports.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    pub wsdls: Vec<wsdl::Document>,
    pub schemas: Vec<xsd::Document>,
    /// What the inputs are, in order.
    pub roots: Vec<Root>,
    /// Namespaces of imports that were not found and reported.
    pub absent: BTreeSet<Arc<str>>,
    /// Prefixes declared for each namespace.
    pub prefixes: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
}

/// What an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Root {
    Wsdl(usize),
    Schema(usize),
}

/// Loads the inputs and what they import.
pub(crate) fn load(
    inputs: &[Input],
    options: &ReadOptions,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Loaded {
    let mut loader = Loader {
        options,
        files: Files::new(options),
        sources,
        diagnostics,
        interner: Interner::default(),
        loaded: Loaded::default(),
        documents: Vec::new(),
        by_key: HashMap::new(),
        by_location: HashMap::new(),
        adopted: HashMap::new(),
        queue: VecDeque::new(),
        postponed: Vec::new(),
        texts: HashMap::new(),
        locks: HashMap::new(),
        outside: BTreeMap::new(),
    };
    loader.inputs(inputs);
    loader.follow();
    loader.report_outside();
    loader.loaded
}

/// Identity of a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    File(PathBuf),
    /// A text of the user, of a resolver or of the catalog, by its name.
    Named(String),
}

/// A document that was read.
enum Document {
    Wsdl(usize),
    Schema(usize),
    /// A schema without target namespace: read anew for each namespace that includes it.
    Chameleon(Tree),
    Failed,
}

/// Where to look for imports next.
enum Task {
    Wsdl(usize),
    Schema(usize),
}

/// An import that has to wait until everything else is loaded.
struct Postponed {
    schema: usize,
    link: usize,
    failure: Option<Failure>,
}

struct Loader<'a> {
    options: &'a ReadOptions,
    files: Files<'a>,
    sources: &'a mut Sources,
    diagnostics: &'a mut Diagnostics,
    interner: Interner,
    loaded: Loaded,
    documents: Vec<Document>,
    by_key: HashMap<Key, usize>,
    /// Files by folder and location, so that the disk is asked once for what is imported again and again.
    by_location: HashMap<(PathBuf, String), usize>,
    adopted: HashMap<(usize, Arc<str>), usize>,
    queue: VecDeque<Task>,
    postponed: Vec<Postponed>,
    /// Texts of the user that have not been parsed yet, by their name.
    texts: HashMap<String, String>,
    /// Locks of the folders of the inputs, by the normalized folder.
    locks: HashMap<PathBuf, Lock>,
    /// Imports that lead outside the folders, by the folder they lead to.
    outside: BTreeMap<String, Vec<(Span, String)>>,
}

impl Loader<'_> {
    fn inputs(&mut self, inputs: &[Input]) {
        for input in inputs {
            match input {
                Input::Path(path) => {
                    let folder = path.parent().unwrap_or(Path::new("."));
                    self.files.allow(folder);
                    self.read_lock(folder);
                }
                Input::Text { name, text } => {
                    self.texts.insert(name.clone(), text.clone());
                }
            }
        }
        let mut pending = Vec::new();
        for input in inputs {
            let (key, name, path, bytes) = match input {
                Input::Path(path) => {
                    let key = Key::File(path.canonicalize().unwrap_or_else(|_| path.clone()));
                    if self.by_key.contains_key(&key) {
                        continue;
                    }
                    let name = shown(path);
                    match self.files.read(path) {
                        Ok(bytes) => (key, name, Some(path.clone()), bytes),
                        Err(failure) => {
                            let source = self.sources.add(&name, None, "".into());
                            let span = Span { source, node: 0 };
                            self.report_failure(span, &name, &failure);
                            continue;
                        }
                    }
                }
                Input::Text { name, .. } => {
                    let Some(text) = self.texts.remove(name) else {
                        continue;
                    };
                    (
                        Key::Named(name.clone()),
                        name.clone(),
                        None,
                        text.into_bytes(),
                    )
                }
            };
            let Some((index, source, text)) = self.admit(key, &name, path, bytes, Span::default())
            else {
                continue;
            };
            pending.push((index, source, text));
        }
        let parsed = parallel::map(
            &pending,
            |(_, _, text)| text.len(),
            |(index, source, text)| (*index, *source, xml::parse(*source, text)),
        );
        drop(pending);
        for (index, source, outcome) in parsed {
            let tree = outcome.install(source, self.sources, self.diagnostics);
            self.enter(index, tree);
            match self.documents.get(index) {
                Some(Document::Wsdl(wsdl)) => self.loaded.roots.push(Root::Wsdl(*wsdl)),
                Some(Document::Schema(schema)) => self.loaded.roots.push(Root::Schema(*schema)),
                // An input schema without namespace stands for itself.
                Some(Document::Chameleon(_)) => {
                    if let Some(schema) = self.adopt(index, "".into()) {
                        self.loaded.roots.push(Root::Schema(schema));
                    }
                }
                _ => {}
            }
        }
    }

    /// Reads the lock of a folder, if there is one.
    fn read_lock(&mut self, folder: &Path) {
        let path = folder.join(LOCK);
        let folder = normalize(folder);
        if self.locks.contains_key(&folder) || !path.is_file() {
            return;
        }
        let name = shown(&path);
        let (text, problem) = match self
            .files
            .locate(&path)
            .and_then(|path| self.files.read(&path))
        {
            Ok(bytes) => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                match Lock::parse(&text) {
                    Ok(lock) => {
                        self.locks.insert(folder, lock);
                        return;
                    }
                    Err(line) => (text, (line, "this is no line of a lock")),
                }
            }
            Err(_) => (String::new(), (1, "the lock cannot be read")),
        };
        self.locks.insert(folder, Lock::default());
        let source = self.sources.add(&name, Some(path), text.into());
        let span = self.sources.mark(source, problem.0 as u32, 1, None);
        self.diagnostics.error(Code::Lock, span, problem.1);
    }

    /// Makes a source of bytes. `None` if they are no text; that has been reported.
    fn admit(
        &mut self,
        key: Key,
        name: &str,
        path: Option<PathBuf>,
        bytes: Vec<u8>,
        at: Span,
    ) -> Option<(usize, u32, Arc<str>)> {
        let index = self.documents.len();
        self.documents.push(Document::Failed);
        self.by_key.insert(key, index);
        if index >= self.options.max_files {
            let limit = self.options.max_files;
            self.diagnostics.error(
                Code::TooManyFiles,
                at,
                format!("more than {limit} documents are imported"),
            );
            return None;
        }
        match decode::decode(&bytes) {
            Ok(text) => {
                let text: Arc<str> = text.into();
                let source = self.sources.add(name, path, text.clone());
                Some((index, source, text))
            }
            Err(problem) => {
                let (line, column) = line_and_column(&problem.before, problem.before.len());
                let source = self.sources.add(name, path, problem.before.into());
                let span = self.sources.mark(source, line, column, None);
                self.diagnostics
                    .error(Code::Encoding, span, problem.message);
                None
            }
        }
    }

    fn open(
        &mut self,
        key: Key,
        name: &str,
        path: Option<PathBuf>,
        bytes: Vec<u8>,
        at: Span,
    ) -> usize {
        let index = self.documents.len();
        if let Some((index, source, text)) = self.admit(key, name, path, bytes, at) {
            let tree = xml::parse(source, &text).install(source, self.sources, self.diagnostics);
            self.enter(index, tree);
        }
        index
    }

    /// Reads the tree of a document and notes where it leads.
    fn enter(&mut self, index: usize, tree: Option<Tree>) {
        let Some(tree) = tree else { return };
        for scope in &tree.scopes {
            for (prefix, namespace) in scope {
                if prefix.is_empty() || matches!(prefix, "xml" | "xmlns") {
                    continue;
                }
                let namespace = self.interner.get(namespace);
                let known = self.loaded.prefixes.entry(namespace).or_default();
                if !known.contains(prefix) {
                    known.insert(self.interner.get(prefix));
                }
            }
        }
        let root = tree.root();
        let document = match (root.namespace(), root.local()) {
            (wsdl::NAMESPACE, "definitions") => {
                let (mut document, schemas) =
                    wsdl::read(root, &mut self.interner, self.diagnostics);
                for schema in schemas {
                    let schema = xsd::read(schema, None, &mut self.interner, self.diagnostics);
                    document.schemas.push(self.add_schema(schema));
                }
                let number = self.loaded.wsdls.len();
                self.loaded.wsdls.push(document);
                self.queue.push_back(Task::Wsdl(number));
                Document::Wsdl(number)
            }
            (xsd::NAMESPACE, "schema") => {
                if root
                    .attribute("targetNamespace")
                    .is_none_or(|namespace| namespace.trim().is_empty())
                {
                    Document::Chameleon(tree)
                } else {
                    let schema = xsd::read(root, None, &mut self.interner, self.diagnostics);
                    Document::Schema(self.add_schema(schema))
                }
            }
            _ => {
                self.wrong_root(&tree);
                Document::Failed
            }
        };
        if let Some(entry) = self.documents.get_mut(index) {
            *entry = document;
        }
    }

    fn add_schema(&mut self, schema: xsd::Document) -> usize {
        let number = self.loaded.schemas.len();
        self.loaded.schemas.push(schema);
        self.queue.push_back(Task::Schema(number));
        number
    }

    /// The schema of a document, in the namespace that includes it if it has none of its own.
    fn adopt(&mut self, index: usize, namespace: Arc<str>) -> Option<usize> {
        match self.documents.get(index)? {
            Document::Schema(schema) => Some(*schema),
            Document::Chameleon(tree) => {
                let key = (index, namespace);
                if let Some(schema) = self.adopted.get(&key) {
                    return Some(*schema);
                }
                let schema = xsd::read(
                    tree.root(),
                    Some(&key.1),
                    &mut self.interner,
                    self.diagnostics,
                );
                let schema = self.add_schema(schema);
                self.adopted.insert(key, schema);
                Some(schema)
            }
            _ => None,
        }
    }

    // Imports

    fn follow(&mut self) {
        loop {
            while let Some(task) = self.queue.pop_front() {
                match task {
                    Task::Wsdl(number) => self.wsdl_imports(number),
                    Task::Schema(number) => self.schema_links(number),
                }
            }
            if !self.settle() {
                break;
            }
        }
        self.report_absent();
    }

    fn wsdl_imports(&mut self, number: usize) {
        let Some(document) = self.loaded.wsdls.get(number) else {
            return;
        };
        let imports: Vec<_> = document
            .imports
            .iter()
            .map(|import| {
                (
                    import.location.clone(),
                    import.namespace.clone(),
                    import.span,
                )
            })
            .collect();
        for (position, (location, namespace, span)) in imports.into_iter().enumerate() {
            let Some(index) = self
                .find(location.as_deref(), &namespace, span)
                .unwrap_or_else(|failure| {
                    self.report_import(span, location.as_deref(), &namespace, &failure);
                    None
                })
            else {
                if location.is_none() {
                    let failure = Failure::Missing;
                    self.report_import(span, None, &namespace, &failure);
                }
                continue;
            };
            let target = match self.documents.get(index) {
                Some(Document::Failed) => {
                    self.loaded.absent.insert(namespace);
                    continue;
                }
                Some(Document::Wsdl(wsdl)) => Some(Target::Wsdl(*wsdl)),
                Some(Document::Schema(_) | Document::Chameleon(_)) => {
                    self.diagnostics
                        .warning(
                            Code::WrongNamespace,
                            span,
                            "wsdl:import of a schema: it is taken like xs:import",
                        )
                        .help("schemas are imported by xs:import under wsdl:types");
                    self.adopt(index, "".into()).map(Target::Schema)
                }
                _ => None,
            };
            if let Some(import) = self
                .loaded
                .wsdls
                .get_mut(number)
                .and_then(|document| document.imports.get_mut(position))
            {
                import.target = target;
            }
        }
    }

    fn schema_links(&mut self, number: usize) {
        let Some(schema) = self.loaded.schemas.get(number) else {
            return;
        };
        let links: Vec<_> = schema
            .links
            .iter()
            .map(|link| {
                let is_import = matches!(link.kind, LinkKind::Import);
                (
                    is_import,
                    link.location.clone(),
                    link.namespace.clone(),
                    link.span,
                )
            })
            .collect();
        for (position, (is_import, location, namespace, span)) in links.into_iter().enumerate() {
            // The schema of schemas is built in.
            if is_import && &*namespace == xsd::NAMESPACE {
                continue;
            }
            if is_import && location.is_none() {
                self.postponed.push(Postponed {
                    schema: number,
                    link: position,
                    failure: None,
                });
                continue;
            }
            match self.find(location.as_deref(), &namespace, span) {
                Ok(Some(index)) => self.link(number, position, is_import, index, &namespace, span),
                Ok(None) => self.postponed.push(Postponed {
                    schema: number,
                    link: position,
                    failure: Some(Failure::Missing),
                }),
                Err(failure @ (Failure::Outside | Failure::TooLarge | Failure::Unreadable(_))) => {
                    self.report_import(span, location.as_deref(), &namespace, &failure);
                }
                Err(failure) if is_import => self.postponed.push(Postponed {
                    schema: number,
                    link: position,
                    failure: Some(failure),
                }),
                Err(failure) => self.report_import(span, location.as_deref(), &namespace, &failure),
            }
        }
    }

    /// Connects a link of a schema with the document that was found for it.
    fn link(
        &mut self,
        number: usize,
        position: usize,
        is_import: bool,
        index: usize,
        namespace: &Arc<str>,
        span: Span,
    ) {
        let target = match self.documents.get(index) {
            Some(Document::Wsdl(wsdl)) if is_import => {
                let schemas = self
                    .loaded
                    .wsdls
                    .get(*wsdl)
                    .map(|wsdl| wsdl.schemas.clone())
                    .unwrap_or_default();
                schemas.into_iter().find(|schema| {
                    self.loaded
                        .schemas
                        .get(*schema)
                        .is_some_and(|schema| schema.target == *namespace)
                })
            }
            Some(Document::Failed) => {
                self.loaded.absent.insert(namespace.clone());
                return;
            }
            _ => self.adopt(
                index,
                if is_import {
                    "".into()
                } else {
                    namespace.clone()
                },
            ),
        };
        let Some(target) = target else {
            self.diagnostics.error(
                Code::WrongNamespace,
                span,
                format!("no schema of the namespace `{namespace}` is there"),
            );
            self.loaded.absent.insert(namespace.clone());
            return;
        };
        let found = self
            .loaded
            .schemas
            .get(target)
            .map(|schema| (schema.target.clone(), schema.span));
        if let Some((found, there)) = found.filter(|(found, _)| found != namespace) {
            let kind = if is_import { "imported" } else { "included" };
            self.diagnostics
                .warning(
                    Code::WrongNamespace,
                    span,
                    format!(
                        "the {kind} schema has the target namespace `{found}`, not `{namespace}`"
                    ),
                )
                .related(there, "the schema");
        }
        if let Some(link) = self
            .loaded
            .schemas
            .get_mut(number)
            .and_then(|schema| schema.links.get_mut(position))
        {
            link.target = Some(target);
        }
    }

    /// Everything with a location is loaded: what is still looked for by namespace? Whether something new was loaded.
    fn settle(&mut self) -> bool {
        let defined: BTreeSet<Arc<str>> = self
            .loaded
            .schemas
            .iter()
            .map(|schema| schema.target.clone())
            .collect();
        let mut again = false;
        let mut opened = BTreeSet::new();
        for postponed in std::mem::take(&mut self.postponed) {
            let Some(link) = self
                .loaded
                .schemas
                .get(postponed.schema)
                .and_then(|schema| schema.links.get(postponed.link))
            else {
                continue;
            };
            let (namespace, span, is_include) = (
                link.namespace.clone(),
                link.span,
                !matches!(link.kind, LinkKind::Import),
            );
            if !is_include && (defined.contains(&namespace) || opened.contains(&namespace)) {
                if postponed.failure.is_some() {
                    self.diagnostics.warning(
                        Code::FoundByNamespace,
                        span,
                        format!("the location cannot be read; the schema of `{namespace}` that is there was taken"),
                    );
                }
                continue;
            }
            if is_include || postponed.failure.is_some() {
                self.postponed.push(postponed);
                continue;
            }
            match self.find(None, &namespace, span) {
                Ok(Some(index)) => {
                    self.link(
                        postponed.schema,
                        postponed.link,
                        true,
                        index,
                        &namespace,
                        span,
                    );
                    opened.insert(namespace);
                    again = true;
                }
                _ => self.postponed.push(postponed),
            }
        }
        if again {
            return true;
        }
        // Well-known namespaces that are used without being imported.
        for (namespace, span) in self.used_namespaces() {
            if defined.contains(&namespace) || catalog::find(&namespace).is_none() {
                continue;
            }
            if let Ok(Some(index)) = self.find(None, &namespace, span) {
                // `xml:lang` and elements of XML Schema are used without import everywhere.
                let is_usual = matches!(
                    &*namespace,
                    "http://www.w3.org/XML/1998/namespace" | xsd::NAMESPACE | wsdl::NAMESPACE
                );
                if !is_usual {
                    self.diagnostics
                        .warning(
                            Code::NotImported,
                            span,
                            format!("the namespace `{namespace}` is used, but not imported"),
                        )
                        .help("the built-in schema was taken; add an xs:import to the schema");
                }
                let _ = self.adopt(index, "".into());
                again = true;
            }
        }
        again
    }

    /// The namespaces that schemas and messages refer to, with the first place.
    fn used_namespaces(&self) -> BTreeMap<Arc<str>, Span> {
        let mut used: BTreeMap<Arc<str>, Span> = BTreeMap::new();
        for schema in &self.loaded.schemas {
            for (namespace, span) in &schema.referenced {
                used.entry(namespace.clone()).or_insert(*span);
            }
        }
        for wsdl in &self.loaded.wsdls {
            for part in wsdl.messages.iter().flat_map(|message| &message.parts) {
                for reference in part.element.iter().chain(&part.ty) {
                    if &*reference.name.namespace != xsd::NAMESPACE {
                        used.entry(reference.name.namespace.clone())
                            .or_insert(part.span);
                    }
                }
            }
        }
        used
    }

    fn report_absent(&mut self) {
        let used = self.used_namespaces();
        for postponed in std::mem::take(&mut self.postponed) {
            let Some(schema) = self.loaded.schemas.get(postponed.schema) else {
                continue;
            };
            let Some(link) = schema.links.get(postponed.link) else {
                continue;
            };
            let (namespace, span, location) =
                (link.namespace.clone(), link.span, link.location.clone());
            let is_import = matches!(link.kind, LinkKind::Import);
            if is_import && !used.contains_key(&namespace) {
                let what = match &location {
                    Some(location) => {
                        format!("`{location}` cannot be found, but nothing refers to `{namespace}`")
                    }
                    None => {
                        format!("no schema of `{namespace}` is there, but nothing refers to it")
                    }
                };
                if location.is_some() {
                    self.diagnostics.warning(Code::UnusedImport, span, what);
                } else {
                    self.diagnostics.note(Code::UnusedImport, span, what);
                }
                continue;
            }
            let failure = postponed.failure.unwrap_or(Failure::Missing);
            self.report_import(span, location.as_deref(), &namespace, &failure);
        }
    }
}
