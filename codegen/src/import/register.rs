//! Sources, trees and documents: each is registered once.

use super::{DocumentKey, Importer, Registered, Task};
use crate::diagnostic::Code;
use crate::ground::{Span, line_and_column};
use crate::source::decode;
use crate::syntax::wsdl;
use crate::syntax::xml::{self, Parsed, Tree};
use crate::syntax::xsd;
use std::path::PathBuf;
use std::sync::Arc;

impl Importer<'_> {
    /// Makes a source from bytes. `None` if they are not text, which is reported.
    pub(super) fn add_source(
        &mut self,
        key: DocumentKey,
        name: &str,
        path: Option<PathBuf>,
        bytes: Vec<u8>,
        at: Span,
    ) -> Option<(usize, u32, Arc<str>)> {
        let index = self.registered.len();
        self.registered.push(Registered::Failed);
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
            Err(error) => {
                let (line, column) = line_and_column(&error.before, error.before.len());
                let source = self.sources.add(name, path, error.before.into());
                let span = self.sources.mark(source, line, column, None);
                self.diagnostics.error(Code::Encoding, span, error.message);
                None
            }
        }
    }

    /// Reads a document and returns its number.
    pub(super) fn open(
        &mut self,
        key: DocumentKey,
        name: &str,
        path: Option<PathBuf>,
        bytes: Vec<u8>,
        at: Span,
    ) -> usize {
        let index = self.registered.len();
        if let Some((index, source, text)) = self.add_source(key, name, path, bytes, at) {
            let tree = self.install(xml::parse(source, &text), source);
            self.register(index, tree);
        }
        index
    }

    /// Moves the positions of a tree to its source, and reports why there is no tree.
    pub(super) fn install(&mut self, parsed: Parsed, source: u32) -> Option<Tree> {
        self.sources.set_marks(source, parsed.marks);
        if let Some((line, column)) = parsed.late_declaration {
            let span = self.sources.mark(source, line, column, None);
            let message = "the XML declaration does not stand at the start of the document: it is passed over";
            self.diagnostics
                .warning(Code::Malformed, span, message)
                .help("remove what comes before it: other tools refuse such a document");
        }
        if let Some((line, column)) = parsed.attribute_default {
            let span = self.sources.mark(source, line, column, None);
            let message =
                "default values of attributes in the document type declaration are not read";
            self.diagnostics
                .warning(Code::AttributeDefault, span, message);
        }
        if let Some((error, open)) = parsed.error {
            let span = self.sources.mark(source, error.line, error.column, open);
            if error.code == Code::Html {
                xml::html::report(self.diagnostics, span);
            } else {
                let found = self.diagnostics.error(error.code, span, error.message);
                if let Some(help) = error.help {
                    found.help(help);
                }
            }
        }
        parsed.tree
    }

    /// Registers the tree of a document and notes its imports.
    pub(super) fn register(&mut self, index: usize, tree: Option<Tree>) {
        let Some(tree) = tree else { return };
        for scope in &tree.scopes {
            for (prefix, namespace) in scope {
                if prefix.is_empty() || matches!(prefix, "xml" | "xmlns") {
                    continue;
                }
                let namespace = self.interner.get(namespace);
                let known = self.documents.prefixes.entry(namespace).or_default();
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
                let number = self.documents.wsdls.len();
                self.documents.wsdls.push(document);
                self.queue.push_back(Task::Wsdl(number));
                Registered::Wsdl(number)
            }
            (xsd::NAMESPACE, "schema") => {
                if root
                    .attribute("targetNamespace")
                    .is_none_or(|namespace| namespace.trim().is_empty())
                {
                    Registered::Chameleon(tree)
                } else {
                    let schema = xsd::read(root, None, &mut self.interner, self.diagnostics);
                    Registered::Schema(self.add_schema(schema))
                }
            }
            _ => {
                self.wrong_root(&tree);
                Registered::Failed
            }
        };
        if let Some(entry) = self.registered.get_mut(index) {
            *entry = document;
        }
    }

    fn add_schema(&mut self, schema: xsd::Document) -> usize {
        let number = self.documents.schemas.len();
        self.documents.schemas.push(schema);
        self.queue.push_back(Task::Schema(number));
        number
    }

    /// The schema of a document. Without its own namespace it gets that of the including schema.
    pub(super) fn instantiate_chameleon(
        &mut self,
        index: usize,
        namespace: Arc<str>,
    ) -> Option<usize> {
        match self.registered.get(index)? {
            Registered::Schema(schema) => Some(*schema),
            Registered::Chameleon(tree) => {
                let key = (index, namespace);
                if let Some(schema) = self.chameleons.get(&key) {
                    return Some(*schema);
                }
                let schema = xsd::read(
                    tree.root(),
                    Some(&key.1),
                    &mut self.interner,
                    self.diagnostics,
                );
                let schema = self.add_schema(schema);
                self.chameleons.insert(key, schema);
                Some(schema)
            }
            _ => None,
        }
    }
}
