//! The content of WSDL components.

mod bindings;
mod messages;
mod names;
mod needed;
mod operations;
mod port_types;

use super::Linker;
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::import::{Documents, Root};
use crate::model::*;
use crate::syntax::wsdl as text;
use names::{NameTables, WsdlDeclaration, WsdlKind};
use std::sync::Arc;

/// Links the WSDL components of all documents.
pub(super) fn link(linker: &mut Linker<'_>) {
    let documents = linker.documents;
    let bindings = documents.wsdls.iter().flat_map(|wsdl| &wsdl.bindings);
    let mut names = NameTables {
        declared_bindings: bindings.map(|binding| binding.name.clone()).collect(),
        declared_operations: (documents.wsdls.iter())
            .flat_map(|wsdl| &wsdl.port_types)
            .flat_map(|of| {
                let read = of.operations.iter().map(|one| &one.name);
                let names = read.chain(&of.left_out);
                names.map(|name| (of.name.clone(), name.clone()))
            })
            .collect(),
        needed_messages: needed::messages(documents),
        ..NameTables::default()
    };
    for (number, document) in documents.wsdls.iter().enumerate() {
        linker.here = Some(Root::Wsdl(number));
        for message in &document.messages {
            linker.message(number, message, &mut names);
        }
    }
    for (number, document) in documents.wsdls.iter().enumerate() {
        linker.here = Some(Root::Wsdl(number));
        for port_type in &document.port_types {
            linker.port_type(number, port_type, &mut names);
        }
    }
    for (number, document) in documents.wsdls.iter().enumerate() {
        linker.here = Some(Root::Wsdl(number));
        for binding in &document.bindings {
            linker.binding(number, binding, &mut names);
        }
    }
    for (number, document) in documents.wsdls.iter().enumerate() {
        linker.here = Some(Root::Wsdl(number));
        for service in &document.services {
            linker.service(number, service, &mut names);
        }
    }
}

/// Reports a WSDL document without operations: the user probably meant another file.
pub(super) fn require_operations(
    model: &Model,
    documents: &Documents,
    diagnostics: &mut Diagnostics,
) {
    let any = model
        .port_types
        .iter()
        .any(|(_, port_type)| !port_type.operations.is_empty());
    if any {
        return;
    }
    let written = documents
        .wsdls
        .iter()
        .flat_map(|wsdl| &wsdl.port_types)
        .any(|port_type| !port_type.operations.is_empty() || !port_type.left_out.is_empty());
    let wsdls: Vec<Span> = documents
        .roots
        .iter()
        .filter_map(|root| match root {
            Root::Wsdl(number) => documents.wsdls.get(*number).map(|wsdl| wsdl.span),
            Root::Schema(_) => None,
        })
        .collect();
    // A failed import may have had them. It is reported.
    let cut = documents
        .wsdls
        .iter()
        .flat_map(|wsdl| &wsdl.imports)
        .any(|import| import.target.is_none());
    if let (Some(span), false) = (wsdls.first(), written || cut) {
        diagnostics.error(Code::NoOperations, *span, "there is not one operation");
    }
}

impl Linker<'_> {
    fn message(&mut self, document: usize, of: &text::Message, names: &mut NameTables) {
        let roots = self.here_roots();
        let is_needed = names.needed_messages.contains(&of.name);
        let mut parts = Vec::new();
        for part in &of.parts {
            let content = match (&part.element, &part.ty) {
                (Some(element), other) => {
                    if other.is_some() {
                        self.diagnostics.warning(
                            Code::PartContent,
                            part.span,
                            format!(
                                "the part `{}` has both an element and a type: the element counts",
                                part.name
                            ),
                        );
                    }
                    self.part_element(element, is_needed)
                }
                (None, Some(ty)) => {
                    let before = self.pending.len();
                    let found = self.find_type(ty).map(PartContent::Type);
                    self.promote(before, is_needed);
                    found
                }
                (None, None) => {
                    if is_needed {
                        self.diagnostics.error(
                            Code::PartContent,
                            part.span,
                            format!("the part `{}` has neither an element nor a type", part.name),
                        );
                    }
                    None
                }
            };
            // A missing part was reported. Its place is kept, so that the others keep theirs.
            parts.push(Part {
                name: part.name.clone(),
                content: content.unwrap_or(PartContent::Type(Builtin::AnyType.id())),
                span: part.span,
            });
        }
        let meaning = format!(
            "{:?}",
            parts
                .iter()
                .map(|part| (&part.name, part.content))
                .collect::<Vec<_>>()
        );
        let declaration = WsdlDeclaration {
            kind: "message",
            name: &of.name,
            document,
            roots,
            span: of.span,
            meaning,
            policies: Vec::new(),
        };
        let NameTables {
            messages,
            parts: known,
            ..
        } = names;
        messages.declare(declaration, self.diagnostics, || {
            let listed: Vec<Arc<str>> = parts.iter().map(|part| part.name.clone()).collect();
            let id = self.model.messages.push(Message {
                name: of.name.clone(),
                parts,
                span: of.span,
            });
            for (at, name) in listed.into_iter().enumerate() {
                known.entry((id, name)).or_insert(at);
            }
            id
        });
    }

    fn part_element(
        &mut self,
        reference: &crate::syntax::NameReference,
        is_needed: bool,
    ) -> Option<PartContent> {
        let before = self.pending.len();
        let found = self.find_element(reference).map(PartContent::Element);
        let is_unknown = self.pending.len() > before;
        self.promote(before, is_needed);
        // `element="xs:string"` names no element, but its meaning is clear.
        if found.is_none()
            && is_unknown
            && &*reference.name.namespace == crate::syntax::xsd::NAMESPACE
        {
            return Builtin::from_name(&reference.name.local)
                .map(|builtin| PartContent::Type(builtin.id()));
        }
        found
    }

    /// Reports problems of a message. Those of one that no operation needs are warnings.
    fn promote(&mut self, before: usize, is_needed: bool) {
        for (_, mut diagnostic) in self.pending.split_off(before) {
            if !is_needed {
                diagnostic.severity = Severity::Warning;
                diagnostic.message.push_str(" (no operation uses this)");
            }
            self.diagnostics.push(diagnostic);
        }
    }

    fn find_message(
        &mut self,
        reference: &crate::syntax::NameReference,
        names: &NameTables,
    ) -> Option<MessageId> {
        if reference.broken {
            return None;
        }
        let found = names.messages.find(&reference.name, self.here_roots());
        if found.is_none() {
            let found = self.diagnostics.error(
                Code::UnknownMessage,
                *reference.span,
                format!("the message `{}` is not declared", reference.name),
            );
            if let Some(help) = names.help(
                self.documents,
                &mut self.suggester,
                WsdlKind::Message,
                &reference.name,
            ) {
                found.help(help);
            }
        }
        found
    }

    /// The message of a header. Spyne writes its local name with the namespace of the part's element: then the only message of that
    /// name is meant.
    fn find_header_message(
        &mut self,
        reference: &crate::syntax::NameReference,
        names: &NameTables,
    ) -> Option<MessageId> {
        let name = &reference.name;
        let is_known = names.messages.find(name, self.here_roots()).is_some();
        let Some(other) = names.messages.only_of(&name.local).filter(|_| !is_known) else {
            return self.find_message(reference, names);
        };
        if reference.broken {
            return None;
        }
        let found = names.messages.find(other, self.here_roots())?;
        self.diagnostics.warning(
            Code::HeaderMessage,
            *reference.span,
            format!("the message `{name}` of a header is not declared: `{other}` is taken, the only one of that name"),
        );
        Some(found)
    }

    fn service(&mut self, document: usize, of: &text::Service, names: &mut NameTables) {
        let roots = self.here_roots();
        let mut ports: Vec<Port> = Vec::new();
        let mut is_met = true;
        for port in &of.ports {
            let Some(reference) = port.binding.as_ref().filter(|reference| !reference.broken)
            else {
                continue;
            };
            let found = names.bindings.find(&reference.name, roots);
            let Some(binding) = found.or_else(|| self.binding_of_port_type(port, reference, names))
            else {
                // A binding that could not be linked was reported.
                if !names.declared_bindings.contains(&reference.name) {
                    let found = self.diagnostics.error(
                        Code::UnknownBinding,
                        port.span,
                        format!("the binding `{}` is not declared", reference.name),
                    );
                    if let Some(help) = names.help(
                        self.documents,
                        &mut self.suggester,
                        WsdlKind::Binding,
                        &reference.name,
                    ) {
                        found.help(help);
                    }
                }
                continue;
            };
            if port.address.is_none() && self.model.bindings[binding].protocol.is_soap() {
                self.diagnostics.note(
                    Code::NoAddress,
                    port.span,
                    format!("the port `{}` has no address", port.name),
                );
            }
            self.demand(port.addressing, port.span, "port", &port.name);
            let last = ports.last();
            match last.filter(|last| Arc::ptr_eq(&last.policy, &port.policy)) {
                Some(_) if port.policy.is_empty() => {}
                Some(last) => self.same_policy(is_met, port.span, &port.name, &last.name),
                None => is_met = self.policy(&port.policy, port.span, "port", &port.name),
            }
            ports.push(Port {
                name: port.name.clone(),
                binding,
                address: port.address.clone(),
                addressing: port.addressing,
                policy: port.policy.clone(),
                annotation: port.annotation.clone(),
                span: port.span,
            });
        }
        let meaning = format!(
            "{:?}",
            ports
                .iter()
                .map(|port| (&port.name, port.binding, &port.address))
                .collect::<Vec<_>>()
        );
        let policies = ports.iter();
        let policies = policies.map(|port| (port.addressing, port.policy.clone()));
        let declaration = WsdlDeclaration {
            kind: "service",
            name: &of.name,
            document,
            roots,
            span: of.span,
            meaning,
            policies: policies.collect(),
        };
        names.services.declare(declaration, self.diagnostics, || {
            self.model.services.push(Service {
                name: of.name.clone(),
                ports,
                annotation: of.annotation.clone(),
                span: of.span,
            })
        });
    }

    /// The binding of a port that names a port type instead: the only one of that port type.
    fn binding_of_port_type(
        &mut self,
        port: &text::Port,
        reference: &crate::syntax::NameReference,
        names: &NameTables,
    ) -> Option<BindingId> {
        let port_type = names.port_types.find(&reference.name, self.here_roots())?;
        let &[id] = names.by_port_type.get(&port_type)?.as_slice() else {
            return None;
        };
        let binding = &self.model.bindings[id];
        self.diagnostics.warning(
            Code::UnknownBinding,
            port.span,
            format!(
                "`{}` is a port type: its binding `{}` is taken",
                reference.name, binding.name.local
            ),
        );
        Some(id)
    }
}
