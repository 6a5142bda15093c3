//! Follows imports, includes and redefinitions to their end.

use super::find::DocumentKind;
use super::{Importer, Postponed, Registered, Task};
use crate::diagnostic::Code;
use crate::ground::Span;
use crate::source::files::FileError;
use crate::syntax::wsdl::Target;
use crate::syntax::xsd::{self, LinkKind};
use std::sync::Arc;

impl Importer<'_> {
    pub(super) fn follow(&mut self) {
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
        let Some(document) = self.documents.wsdls.get(number) else {
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
                .find(DocumentKind::Any, location.as_deref(), &namespace, span)
                .unwrap_or_else(|error| {
                    self.report_import(span, location.as_deref(), &namespace, &error);
                    None
                })
            else {
                if location.is_none() {
                    let error = FileError::Missing;
                    self.report_import(span, None, &namespace, &error);
                }
                continue;
            };
            let target = match self.registered.get(index) {
                Some(Registered::Failed) => {
                    self.documents.absent.insert(namespace);
                    continue;
                }
                Some(Registered::Wsdl(wsdl)) => {
                    let imported = self.documents.wsdls.get(*wsdl);
                    if let Some(imported) = imported.filter(|other| other.target != namespace) {
                        self.diagnostics
                            .warning(
                                Code::WrongNamespace,
                                span,
                                format!(
                                    "the imported document has the target namespace `{}`, not `{namespace}`",
                                    imported.target
                                ),
                            )
                            .related(imported.span, "the document");
                    }
                    Some(Target::Wsdl(*wsdl))
                }
                Some(Registered::Schema(_) | Registered::Chameleon(_)) => {
                    self.diagnostics
                        .warning(
                            Code::WrongNamespace,
                            span,
                            "wsdl:import of a schema: it is taken like xs:import",
                        )
                        .help("schemas are imported by xs:import under wsdl:types");
                    self.instantiate_chameleon(index, "".into())
                        .map(Target::Schema)
                }
                _ => None,
            };
            if let Some(import) = self
                .documents
                .wsdls
                .get_mut(number)
                .and_then(|document| document.imports.get_mut(position))
            {
                import.target = target;
            }
        }
    }

    fn schema_links(&mut self, number: usize) {
        let Some(schema) = self.documents.schemas.get(number) else {
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
                    error: None,
                });
                continue;
            }
            match self.find(DocumentKind::Schema, location.as_deref(), &namespace, span) {
                Ok(Some(index)) => self.link(number, position, is_import, index, &namespace, span),
                Ok(None) => self.postponed.push(Postponed {
                    schema: number,
                    link: position,
                    error: Some(FileError::Missing),
                }),
                Err(
                    error @ (FileError::Outside | FileError::TooLarge | FileError::Unreadable(_)),
                ) => {
                    self.report_import(span, location.as_deref(), &namespace, &error);
                }
                Err(error) if is_import => self.postponed.push(Postponed {
                    schema: number,
                    link: position,
                    error: Some(error),
                }),
                Err(error) => self.report_import(span, location.as_deref(), &namespace, &error),
            }
        }
    }

    /// Connects a link of a schema with its document.
    pub(super) fn link(
        &mut self,
        number: usize,
        position: usize,
        is_import: bool,
        index: usize,
        namespace: &Arc<str>,
        span: Span,
    ) {
        let target = match self.registered.get(index) {
            Some(Registered::Wsdl(wsdl)) if is_import => {
                let schemas = self
                    .documents
                    .wsdls
                    .get(*wsdl)
                    .map(|wsdl| wsdl.schemas.clone())
                    .unwrap_or_default();
                schemas.into_iter().find(|schema| {
                    self.documents
                        .schemas
                        .get(*schema)
                        .is_some_and(|schema| schema.target == *namespace)
                })
            }
            Some(Registered::Failed) => {
                self.documents.absent.insert(namespace.clone());
                return;
            }
            _ => self.instantiate_chameleon(
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
            self.documents.absent.insert(namespace.clone());
            return;
        };
        let found = self
            .documents
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
            .documents
            .schemas
            .get_mut(number)
            .and_then(|schema| schema.links.get_mut(position))
        {
            link.target = Some(target);
        }
    }
}
