//! Imports without a usable location. They are resolved when everything else is read.

use super::Importer;
use super::find::DocumentKind;
use crate::diagnostic::Code;
use crate::ground::Span;
use crate::source::catalog;
use crate::source::files::FileError;
use crate::syntax::wsdl;
use crate::syntax::xsd::{self, LinkKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Importer<'_> {
    /// Looks for missing documents by namespace. Returns whether it read a new one.
    pub(super) fn settle(&mut self) -> bool {
        let defined: BTreeSet<Arc<str>> = self
            .documents
            .schemas
            .iter()
            .map(|schema| schema.target.clone())
            .collect();
        let mut again = false;
        let mut opened = BTreeSet::new();
        for postponed in std::mem::take(&mut self.postponed) {
            let Some(link) = self
                .documents
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
                if postponed.error.is_some() {
                    self.diagnostics.warning(
                        Code::FoundByNamespace,
                        span,
                        format!("the location cannot be read; the schema of `{namespace}` that is there was taken"),
                    );
                }
                continue;
            }
            if is_include || postponed.error.is_some() {
                self.postponed.push(postponed);
                continue;
            }
            match self.find(DocumentKind::Schema, None, &namespace, span) {
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
        // Well-known namespaces that are used without an import.
        for (namespace, span) in self.used_namespaces() {
            if defined.contains(&namespace) || catalog::find(&namespace).is_none() {
                continue;
            }
            if let Ok(Some(index)) = self.find(DocumentKind::Any, None, &namespace, span) {
                // Many schemas use `xml:lang` and elements of XML Schema without an import.
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
                let _ = self.instantiate_chameleon(index, "".into());
                again = true;
            }
        }
        again
    }

    /// The namespaces that schemas and messages refer to, each with its first place.
    fn used_namespaces(&self) -> BTreeMap<Arc<str>, Span> {
        let mut used: BTreeMap<Arc<str>, Span> = BTreeMap::new();
        for schema in &self.documents.schemas {
            for (namespace, span) in &schema.referenced {
                used.entry(namespace.clone()).or_insert(*span);
            }
        }
        for wsdl in &self.documents.wsdls {
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

    pub(super) fn report_absent(&mut self) {
        let used = self.used_namespaces();
        for postponed in std::mem::take(&mut self.postponed) {
            let Some(schema) = self.documents.schemas.get(postponed.schema) else {
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
            let error = postponed.error.unwrap_or(FileError::Missing);
            self.report_import(span, location.as_deref(), &namespace, &error);
        }
    }
}
