//! From the inputs to all documents: follows imports until there are no more.

use super::files::{Failure, Files, normalize};
use super::{Input, ReadOptions, Sources, catalog, decode};
use crate::diagnostic::{Code, Diagnostics};
use crate::model::Span;
use crate::parse::Interner;
use crate::parse::wsdl::{self, Target};
use crate::parse::xml::{self, Tree};
use crate::parse::xsd::{self, LinkKind};
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
        adopted: HashMap::new(),
        queue: VecDeque::new(),
        postponed: Vec::new(),
        texts: HashMap::new(),
    };
    loader.inputs(inputs);
    loader.follow();
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
    adopted: HashMap<(usize, Arc<str>), usize>,
    queue: VecDeque<Task>,
    postponed: Vec<Postponed>,
    /// Texts of the user that have not been parsed yet, by their name.
    texts: HashMap<String, String>,
}

impl Loader<'_> {
    fn inputs(&mut self, inputs: &[Input]) {
        for input in inputs {
            match input {
                Input::Path(path) => self.files.allow(path.parent().unwrap_or(Path::new("."))),
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
        for (index, source, outcome) in parse_all(pending) {
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
                let source = self.sources.add(name, path, "".into());
                self.diagnostics
                    .error(Code::Encoding, Span { source, node: 0 }, problem);
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

    fn wrong_root(&mut self, tree: &Tree) {
        let root = tree.root();
        let (namespace, local) = (root.namespace(), root.local());
        let span = root.span();
        if local.eq_ignore_ascii_case("html") {
            xml::html(self.diagnostics, span);
        } else if wsdl::WSDL_20.contains(&namespace) {
            self.diagnostics
                .error(
                    Code::Wsdl20,
                    span,
                    "this is a WSDL 2.0 document; WSDL 1.1 is what is read",
                )
                .help("ask the service for its WSDL 1.1 document");
        } else if xsd::DRAFTS.contains(&namespace) {
            wsdl::draft(self.diagnostics, span, namespace);
        } else {
            let shown = if namespace.is_empty() {
                local.to_owned()
            } else {
                format!("{{{namespace}}}{local}")
            };
            let found = self.diagnostics.error(
                Code::NotWsdl,
                span,
                format!("the root element is `{shown}`: this is neither a WSDL 1.1 document nor an XML Schema"),
            );
            if local == "definitions" {
                found.help(format!("the namespace of WSDL 1.1 is {}", wsdl::NAMESPACE));
            } else if local == "Envelope" {
                found.help("this is a SOAP message: name the service's WSDL document instead");
            }
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

    /// The document for an import.
    fn find(
        &mut self,
        location: Option<&str>,
        namespace: &str,
        span: Span,
    ) -> Result<Option<usize>, Failure> {
        if let Some(path) = self.mapped(location, namespace) {
            self.files.allow(path.parent().unwrap_or(Path::new(".")));
            return self.open_file(&path, shown(&path), span).map(Some);
        }
        let base = self
            .sources
            .name(span.source)
            .unwrap_or_default()
            .to_owned();
        if let Some(resolver) = self.options.resolver.clone()
            && let Some(resolved) = resolver.resolve(location, namespace, &base)
        {
            let key = Key::Named(resolved.name.clone());
            if let Some(index) = self.by_key.get(&key) {
                return Ok(Some(*index));
            }
            self.files.account(resolved.bytes.len())?;
            return Ok(Some(self.open(
                key,
                &resolved.name,
                None,
                resolved.bytes,
                span,
            )));
        }
        let mut failure = Failure::Missing;
        if let Some(location) = location {
            let local = local_path(location);
            if let Some(local) = &local {
                match self.relative(local, &base, span) {
                    Ok(index) => return Ok(Some(index)),
                    Err(Failure::Outside) if catalog::find(namespace).is_none() => {
                        return Err(Failure::Outside);
                    }
                    Err(found) => failure = found,
                }
            }
            if let Some(index) = self.by_namespace(location, namespace, span)? {
                if local.is_some() {
                    self.diagnostics.warning(
                        Code::FoundByNamespace,
                        span,
                        format!(
                            "`{location}` cannot be read; a file of the same namespace was taken"
                        ),
                    );
                }
                return Ok(Some(index));
            }
        } else if !namespace.is_empty()
            && let Some(index) = self.by_namespace("", namespace, span)?
        {
            return Ok(Some(index));
        }
        if let Some((name, text)) = catalog::find(namespace) {
            let key = Key::Named(name.to_owned());
            if let Some(index) = self.by_key.get(&key) {
                return Ok(Some(*index));
            }
            return Ok(Some(self.open(
                key,
                name,
                None,
                text.as_bytes().to_vec(),
                span,
            )));
        }
        if location.is_some() {
            Err(failure)
        } else {
            Ok(None)
        }
    }

    fn mapped(&self, location: Option<&str>, namespace: &str) -> Option<PathBuf> {
        for (from, to) in &self.options.map {
            if location == Some(from.as_str()) || (!namespace.is_empty() && namespace == from) {
                return Some(to.clone());
            }
        }
        let location = location?;
        self.options.map.iter().find_map(|(from, to)| {
            let rest = location
                .strip_prefix(from.as_str())
                .filter(|rest| from.ends_with('/') && !rest.is_empty())?;
            // A location must not climb out of the folder that it is mapped to.
            let rest = normalize(Path::new(rest.split(['?', '#']).next()?));
            let stays = rest
                .components()
                .all(|part| matches!(part, std::path::Component::Normal(_)));
            stays.then(|| to.join(rest))
        })
    }

    /// A file next to the importing document, or a text of the user.
    fn relative(&mut self, location: &str, base: &str, span: Span) -> Result<usize, Failure> {
        let mut candidates = vec![location.to_owned()];
        let plain = location.split(['#', '?']).next().unwrap_or(location);
        for other in [
            plain.to_owned(),
            location.replace('\\', "/"),
            unescape(plain),
        ] {
            if !other.is_empty() && !candidates.contains(&other) {
                candidates.push(other);
            }
        }
        let folder = self
            .sources
            .path(span.source)
            .map(|path| path.parent().unwrap_or(Path::new("")).to_owned());
        let mut result = Err(Failure::Missing);
        for candidate in candidates {
            if candidate.contains('\0') {
                continue;
            }
            let beside = Path::new(base)
                .parent()
                .unwrap_or(Path::new(""))
                .join(&candidate);
            let name = shown(&normalize(&beside));
            if let Some(index) = self.by_key.get(&Key::Named(name.clone())) {
                return Ok(*index);
            }
            if let Some(text) = self.texts.remove(&name) {
                return Ok(self.open(
                    Key::Named(name.clone()),
                    &name,
                    None,
                    text.into_bytes(),
                    span,
                ));
            }
            let Some(folder) = &folder else { continue };
            // Next to the document; then below the folders that the user gave for imports, as with include paths.
            let mut places = vec![(folder.join(&candidate), name)];
            for root in &self.options.roots {
                let path = normalize(&root.join(&candidate));
                let name = shown(&path);
                places.push((path, name));
            }
            for (path, name) in places {
                match self.open_file(&path, name, span) {
                    Ok(index) => return Ok(index),
                    Err(
                        failure @ (Failure::Outside | Failure::TooLarge | Failure::Unreadable(_)),
                    ) => {
                        if matches!(result, Err(Failure::Missing)) {
                            result = Err(failure);
                        }
                    }
                    Err(Failure::Missing) => {}
                }
            }
        }
        result
    }

    fn open_file(&mut self, path: &Path, name: String, span: Span) -> Result<usize, Failure> {
        let canonical = self.files.locate(path)?;
        let key = Key::File(canonical.clone());
        if let Some(index) = self.by_key.get(&key) {
            return Ok(*index);
        }
        let bytes = self.files.read(&canonical)?;
        Ok(self.open(key, &name, Some(normalize(path)), bytes, span))
    }

    /// A file of the folders with this namespace: the only one, or the only one of the right name.
    fn by_namespace(
        &mut self,
        location: &str,
        namespace: &str,
        span: Span,
    ) -> Result<Option<usize>, Failure> {
        if namespace.is_empty() {
            return Ok(None);
        }
        let own = self
            .sources
            .path(span.source)
            .and_then(|path| path.canonicalize().ok());
        let mut found = self.files.with_namespace(namespace);
        found.retain(|path| Some(path) != own.as_ref());
        if found.len() > 1 {
            let wanted = location.rsplit(['/', '\\']).next().unwrap_or_default();
            let wanted = wanted.split(['?', '#']).next().unwrap_or_default();
            let named: Vec<PathBuf> = found
                .iter()
                .filter(|path| path.file_name().and_then(|name| name.to_str()) == Some(wanted))
                .cloned()
                .collect();
            if named.len() != 1 {
                if catalog::find(namespace).is_none() {
                    let names: Vec<String> =
                        found.iter().take(5).map(|path| shown_name(path)).collect();
                    self.diagnostics
                        .warning(
                            Code::AmbiguousNamespace,
                            span,
                            format!("several files have the target namespace `{namespace}`"),
                        )
                        .help(format!("name one of them in the map: {}", names.join(", ")));
                }
                return Ok(None);
            }
            found = named;
        }
        let Some(path) = found.pop() else {
            return Ok(None);
        };
        // The same file may have been opened by a name as the user wrote it.
        let name = match self.sources.path(span.source).and_then(Path::parent) {
            Some(folder) => shown(&folder.join(path.file_name().unwrap_or_default())),
            None => shown_name(&path),
        };
        let shown_path = match self.sources.path(span.source).and_then(Path::parent) {
            Some(folder)
                if folder
                    .join(path.file_name().unwrap_or_default())
                    .canonicalize()
                    .ok()
                    .as_ref()
                    == Some(&path) =>
            {
                folder.join(path.file_name().unwrap_or_default())
            }
            _ => path,
        };
        self.open_file(&shown_path, name, span).map(Some)
    }

    // Reports

    fn report_failure(&mut self, span: Span, name: &str, failure: &Failure) {
        match failure {
            Failure::TooLarge => self.too_large(span, name),
            Failure::Missing => {
                self.diagnostics
                    .error(Code::Unreadable, span, format!("`{name}` is not there"));
            }
            Failure::Outside => {
                self.diagnostics.error(
                    Code::OutsideFolders,
                    span,
                    format!("`{name}` is outside the folders that may be read"),
                );
            }
            Failure::Unreadable(why) => {
                self.diagnostics.error(
                    Code::Unreadable,
                    span,
                    format!("`{name}` cannot be read: {why}"),
                );
            }
        }
    }

    fn too_large(&mut self, span: Span, name: &str) {
        let (file, total) = (size(self.options.max_file), size(self.options.max_total));
        self.diagnostics.error(
            Code::TooLarge,
            span,
            format!(
                "`{name}` is too large: the limits are {file} for one document and {total} for all"
            ),
        );
    }

    fn report_import(
        &mut self,
        span: Span,
        location: Option<&str>,
        namespace: &str,
        failure: &Failure,
    ) {
        if !namespace.is_empty() {
            self.loaded.absent.insert(namespace.into());
        }
        let Some(location) = location else {
            self.diagnostics
                .error(Code::NotMapped, span, format!("no schema of the namespace `{namespace}` is there"))
                .help(format!("put its file next to this document, or map the namespace to a file: \"{namespace}\" = \"file.xsd\""));
            return;
        };
        match failure {
            Failure::Outside => {
                self.diagnostics
                    .error(Code::OutsideFolders, span, format!("`{location}` is outside the folders that may be read"))
                    .help("imports are followed within the folders of the named files; name another folder as a root if you trust this");
            }
            Failure::Missing if local_path(location).is_none() => {
                self.diagnostics
                    .error(Code::NotMapped, span, format!("`{location}` is not on this machine; the network is never asked"))
                    .help(format!("save the document and map its address or its namespace to the file: \"{location}\" = \"file.xsd\""));
            }
            Failure::Missing => {
                self.diagnostics
                    .error(Code::Unreadable, span, format!("the imported file `{location}` is not there"))
                    .help("the location is relative to the importing file; map it or its namespace to a file if it lies elsewhere");
            }
            other => self.report_failure(span, location, other),
        }
    }
}

/// Parses texts, on two threads when there are several.
fn parse_all(pending: Vec<(usize, u32, Arc<str>)>) -> Vec<(usize, u32, xml::Outcome)> {
    let parse = |list: Vec<(usize, u32, Arc<str>)>| -> Vec<_> {
        list.into_iter()
            .map(|(index, source, text)| (index, source, xml::parse(source, &text)))
            .collect()
    };
    if pending.len() < 2 {
        return parse(pending);
    }
    // Both halves take about the same time if they hold the same number of bytes.
    let total: usize = pending.iter().map(|(_, _, text)| text.len()).sum();
    let mut sum = 0;
    let middle = pending
        .iter()
        .position(|(_, _, text)| {
            sum += text.len();
            sum * 2 >= total
        })
        .unwrap_or(0);
    let mut first = pending;
    let second = first.split_off((middle + 1).min(first.len()));
    std::thread::scope(|scope| {
        let other = scope.spawn(|| parse(second));
        let mut done = parse(first);
        // A thread that panicked has said so; what it was given is then missing here.
        done.extend(other.join().unwrap_or_default());
        done
    })
}

/// A location that can be a file: not a URL, or a file URL.
fn local_path(location: &str) -> Option<String> {
    if let Some(rest) = location.strip_prefix("file:") {
        let path = rest
            .strip_prefix("//localhost")
            .or_else(|| rest.strip_prefix("//"))
            .unwrap_or(rest);
        return Some(path.to_owned());
    }
    let scheme = location.split(':').next().unwrap_or_default();
    let has_scheme = scheme.len() > 1
        && scheme.len() < location.len()
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    (!has_scheme).then(|| location.to_owned())
}

/// `%20` to a space, and so on; unchanged if that gives no text.
fn unescape(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = match (first, tail) {
            (b'%', [high, low, ..]) => std::str::from_utf8(&[*high, *low])
                .ok()
                .and_then(|digits| u8::from_str_radix(digits, 16).ok()),
            _ => None,
        };
        match (code, tail) {
            (Some(code), [_, _, after @ ..]) => {
                bytes.push(code);
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn size(bytes: u64) -> String {
    if bytes >= 1 << 20 {
        format!("{} MB", bytes >> 20)
    } else {
        format!("{bytes} bytes")
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn shown_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
