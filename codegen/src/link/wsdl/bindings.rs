//! Bindings.

use super::super::Linker;
use super::duplicate;
use super::names::{Known, NameTables};
use crate::diagnostic::Code;
use crate::diagnostic::suggest::suggestion;
use crate::model::*;
use crate::syntax::wsdl as text;
use std::sync::Arc;

const HTTP_TRANSPORTS: [&str; 4] = [
    "http://schemas.xmlsoap.org/soap/http",
    "http://schemas.xmlsoap.org/soap/http/",
    "http://www.w3.org/2003/05/soap/bindings/HTTP/",
    "http://www.w3.org/2003/05/soap/bindings/HTTP",
];

impl Linker<'_> {
    pub(super) fn binding(&mut self, document: usize, of: &text::Binding, names: &mut NameTables) {
        let roots = self.here_roots();
        let Some(reference) = of.port_type.as_ref().filter(|reference| !reference.broken) else {
            return;
        };
        let Some(port_type) = names.port_types.find(&reference.name, roots) else {
            let found = self.diagnostics.error(
                Code::UnknownPortType,
                of.span,
                format!("the port type `{}` is not declared", reference.name),
            );
            if let Some(help) = names.port_types.suggest(&reference.name) {
                found.help(help);
            }
            return;
        };
        self.protocol(of);
        let mut operations = Vec::new();
        if of.protocol.is_soap() {
            let mut taken = Vec::new();
            for operation in &of.operations {
                operations
                    .extend(self.binding_operation(of, operation, port_type, &mut taken, names));
            }
            for (index, operation) in self.model.port_types[port_type]
                .operations
                .iter()
                .enumerate()
            {
                let is_call = matches!(
                    operation.exchange,
                    Exchange::RequestResponse | Exchange::OneWay
                );
                if !taken.contains(&index) && is_call {
                    self.diagnostics.warning(
                        Code::Unbound,
                        of.span,
                        format!(
                            "the binding `{}` says nothing about the operation `{}`",
                            of.name.local, operation.name
                        ),
                    );
                }
            }
        }
        let meaning = format!("{port_type:?} {:?} {}", of.protocol, bound(&operations));
        if names.bindings.equal(&of.name, &meaning, roots) {
            return;
        }
        if let Some(there) = names.bindings.clash(&of.name, document, roots) {
            return duplicate(self.diagnostics, of.span, there, "binding", &of.name);
        }
        let id = self.model.bindings.push(Binding {
            name: of.name.clone(),
            port_type,
            protocol: of.protocol.clone(),
            operations,
            annotation: of.annotation.clone(),
            span: of.span,
        });
        let known = Known {
            id,
            roots: roots.to_vec(),
            document,
            span: of.span,
            meaning,
        };
        names.bindings.add(of.name.clone(), known);
    }

    pub(super) fn protocol(&mut self, of: &text::Binding) {
        let name = &of.name.local;
        match &of.protocol {
            Protocol::Soap11 { transport } | Protocol::Soap12 { transport } => {
                if transport.is_empty() {
                    self.diagnostics.warning(
                        Code::Transport,
                        of.span,
                        format!("the binding `{name}` names no transport: HTTP is assumed"),
                    );
                } else if !HTTP_TRANSPORTS.contains(&&**transport) {
                    self.diagnostics.note(
                        Code::Transport,
                        of.span,
                        format!("the binding `{name}` uses the transport `{transport}`: bring a transport of your own"),
                    );
                }
            }
            Protocol::Http(verb) => {
                self.diagnostics.note(
                    Code::NotSoap,
                    of.span,
                    format!("the binding `{name}` is plain HTTP {verb}: it is left out"),
                );
            }
            Protocol::Other(Some(protocol)) => {
                self.diagnostics.note(
                    Code::NotSoap,
                    of.span,
                    format!(
                        "the binding `{name}` is of the protocol `{}`: it is left out",
                        protocol
                    ),
                );
            }
            Protocol::Other(None) => {
                self.diagnostics.warning(
                    Code::NotSoap,
                    of.span,
                    format!("the binding `{name}` names no protocol: it is left out"),
                );
            }
        }
    }

    /// Which operation of the port type is meant: by name; overloads by the names of input and output, then by position.
    pub(super) fn match_operation(
        &self,
        of: &text::BindingOperation,
        port_type: PortTypeId,
        taken: &[usize],
    ) -> Option<usize> {
        let operations = &self.model.port_types[port_type].operations;
        let free: Vec<usize> = (0..operations.len())
            .filter(|index| {
                operations
                    .get(*index)
                    .is_some_and(|operation| operation.name == of.name)
            })
            .filter(|index| !taken.contains(index))
            .collect();
        if free.len() > 1 {
            let agrees =
                |declared: &Option<MessageRef>, bound: &Option<text::BindingMessage>| match (
                    declared,
                    bound.as_ref().and_then(|bound| bound.name.as_ref()),
                ) {
                    (Some(declared), Some(bound)) => declared.name == *bound,
                    (None, Some(_)) => false,
                    (_, None) => true,
                };
            let named = of.input.as_ref().is_some_and(|input| input.name.is_some())
                || of
                    .output
                    .as_ref()
                    .is_some_and(|output| output.name.is_some());
            let matching = free.iter().find(|index| {
                operations.get(**index).is_some_and(|operation| {
                    agrees(&operation.input, &of.input) && agrees(&operation.output, &of.output)
                })
            });
            if let (true, Some(index)) = (named, matching) {
                return Some(*index);
            }
        }
        free.first().copied()
    }

    pub(super) fn binding_operation(
        &mut self,
        binding: &text::Binding,
        of: &text::BindingOperation,
        port_type: PortTypeId,
        taken: &mut Vec<usize>,
        names: &NameTables,
    ) -> Option<BindingOperation> {
        let Some(index) = self.match_operation(of, port_type, taken) else {
            let operations = &self.model.port_types[port_type].operations;
            let is_twin = operations.iter().any(|operation| operation.name == of.name);
            let known: Vec<QName> = operations
                .iter()
                .map(|operation| QName::new("", operation.name.clone()))
                .collect();
            let name = &self.model.port_types[port_type].name.local;
            // The operation itself may have been left out after an error.
            let declared = self
                .loaded
                .wsdls
                .iter()
                .flat_map(|wsdl| &wsdl.port_types)
                .any(|other| {
                    other.name == self.model.port_types[port_type].name
                        && other
                            .operations
                            .iter()
                            .any(|operation| operation.name == of.name)
                });
            if is_twin {
                self.diagnostics.error(
                    Code::DuplicateName,
                    of.span,
                    format!(
                        "the binding binds the operation `{}` more often than the port type has it",
                        of.name
                    ),
                );
            } else if !declared {
                let message = format!("the port type `{name}` has no operation `{}`", of.name);
                let found = self
                    .diagnostics
                    .error(Code::UnknownOperation, of.span, message);
                if let Some(help) = suggestion(&QName::new("", of.name.clone()), known.iter()) {
                    found.help(help);
                }
            }
            return None;
        };
        taken.push(index);
        let operation = self.model.port_types[port_type]
            .operations
            .get(index)?
            .clone();
        if !of.described {
            self.diagnostics.note(
                Code::Incomplete,
                of.span,
                format!("the binding of `{}` has no soap:operation: the SOAPAction is taken to be empty", of.name),
            );
        }
        let style = of.style.or(binding.style).unwrap_or(Style::Document);
        let bound = |linker: &mut Self,
                     declared: &Option<MessageRef>,
                     bound: &Option<text::BindingMessage>,
                     what: &str| {
            let declared = declared.as_ref()?;
            Some(linker.binding_message(declared.message, bound.as_ref(), style, of, what, names))
        };
        let input = bound(self, &operation.input, &of.input, "input");
        let output = bound(self, &operation.output, &of.output, "output");
        let mut faults: Vec<BindingFault> = Vec::new();
        for fault in &of.faults {
            let found = match &fault.name {
                Some(name) => operation
                    .faults
                    .iter()
                    .position(|other| other.name == *name),
                None => (0..operation.faults.len())
                    .find(|index| faults.iter().all(|fault| fault.fault != *index)),
            };
            match found {
                Some(index) => faults.push(BindingFault {
                    fault: index,
                    fault_use: fault.fault_use.clone(),
                    span: fault.span,
                }),
                None => {
                    let name = fault.name.clone().unwrap_or_else(|| "".into());
                    self.diagnostics.warning(
                        Code::UnknownFault,
                        fault.span,
                        format!(
                            "the operation `{}` declares no fault `{name}`: it is ignored",
                            of.name
                        ),
                    );
                }
            }
        }
        Some(BindingOperation {
            operation: index,
            soap_action: of.soap_action.clone(),
            style,
            input,
            output,
            faults,
            annotation: of.annotation.clone(),
            span: of.span,
        })
    }

    pub(super) fn binding_message(
        &mut self,
        message: MessageId,
        of: Option<&text::BindingMessage>,
        style: Style,
        operation: &text::BindingOperation,
        what: &str,
        names: &NameTables,
    ) -> BindingMessage {
        let mut headers = Vec::new();
        for header in of.into_iter().flat_map(|of| &of.headers) {
            let Some((header_message, part)) = self.header_part(header, names) else {
                continue;
            };
            let faults = header
                .faults
                .iter()
                .filter_map(|fault| self.header_part(fault, names))
                .collect();
            headers.push(BindingHeader {
                message: header_message,
                part,
                header_use: header.header_use.clone(),
                namespace: header.namespace.clone(),
                faults,
                span: header.span,
            });
        }
        let body = of.and_then(|of| of.body.as_ref());
        let span = of.map_or(operation.span, |of| of.span);
        if body.is_none() {
            self.diagnostics.warning(
                Code::Incomplete,
                span,
                format!("the binding of `{}` says nothing about the body of its {what}: all parts are taken, literally", operation.name),
            );
        }
        let parts = &self.model.messages[message].parts;
        let attachments: Vec<usize> = of
            .into_iter()
            .flat_map(|of| &of.attachments)
            .filter_map(|name| parts.iter().position(|part| part.name == *name))
            .collect();
        let mut body_parts = Vec::new();
        match body.and_then(|body| body.parts.as_ref()) {
            Some(listed) => {
                for name in listed {
                    match parts.iter().position(|part| part.name == *name) {
                        Some(index) => body_parts.push(index),
                        None => {
                            let known: Vec<QName> = parts
                                .iter()
                                .map(|part| QName::new("", part.name.clone()))
                                .collect();
                            let message = &self.model.messages[message].name.local;
                            let found = self.diagnostics.error(
                                Code::UnknownPart,
                                body.map_or(span, |body| body.span),
                                format!("the message `{message}` has no part `{name}`"),
                            );
                            if let Some(help) =
                                suggestion(&QName::new("", name.clone()), known.iter())
                            {
                                found.help(help);
                            }
                        }
                    }
                }
            }
            None => {
                // What travels as a header or as an attachment is not in the body as well.
                body_parts.extend((0..parts.len()).filter(|index| {
                    !attachments.contains(index)
                        && !headers
                            .iter()
                            .any(|header| header.message == message && header.part == *index)
                }));
            }
        }
        if style == Style::Document && body_parts.len() > 1 {
            self.diagnostics.note(
                Code::SeveralBodyParts,
                span,
                format!(
                    "the body of the {what} of `{}` has {} elements side by side",
                    operation.name,
                    body_parts.len()
                ),
            );
        }
        let multipart = of.is_some_and(|of| of.multipart);
        if !attachments.is_empty() {
            self.diagnostics.note(
                Code::Attachments,
                span,
                format!(
                    "parts of the {what} of `{}` travel as attachments",
                    operation.name
                ),
            );
        }
        BindingMessage {
            headers,
            body: body_parts,
            body_use: body.map_or(Use::Literal, |body| body.body_use.clone()),
            body_namespace: body.and_then(|body| body.namespace.clone()),
            multipart,
            span,
        }
    }

    pub(super) fn header_part(
        &mut self,
        of: &text::Header,
        names: &NameTables,
    ) -> Option<(MessageId, usize)> {
        let message = self.find_message(&of.message, names)?;
        let parts = &self.model.messages[message].parts;
        let found = parts.iter().position(|part| part.name == of.part);
        if found.is_none() {
            let known: Vec<QName> = parts
                .iter()
                .map(|part| QName::new("", part.name.clone()))
                .collect();
            let name = &self.model.messages[message].name.local;
            let found = self.diagnostics.error(
                Code::UnknownPart,
                of.span,
                format!("the message `{name}` has no part `{}`", of.part),
            );
            if let Some(help) = suggestion(&QName::new("", of.part.clone()), known.iter()) {
                found.help(help);
            }
        }
        Some((message, found?))
    }
}

/// What bound operations say, without where they stand.
fn bound(operations: &[BindingOperation]) -> String {
    type Brief<'a> = (
        &'a [usize],
        &'a Use,
        &'a Option<Arc<str>>,
        bool,
        Vec<(MessageId, usize)>,
    );
    fn brief(message: &BindingMessage) -> Brief<'_> {
        let headers = message
            .headers
            .iter()
            .map(|header| (header.message, header.part))
            .collect();
        (
            &message.body,
            &message.body_use,
            &message.body_namespace,
            message.multipart,
            headers,
        )
    }
    let list: Vec<_> = operations
        .iter()
        .map(|operation| {
            let faults: Vec<_> = operation
                .faults
                .iter()
                .map(|fault| (fault.fault, &fault.fault_use))
                .collect();
            (
                operation.operation,
                &operation.soap_action,
                operation.style,
                operation.input.as_ref().map(brief),
                operation.output.as_ref().map(brief),
                faults,
            )
        })
        .collect();
    format!("{list:?}")
}
