//! The content of WSDL components.

use super::similar::suggestion;
use super::{Linker, overlap, shown};
use crate::diagnostic::{Code, Diagnostics};
use crate::load::Root;
use crate::model::*;
use crate::parse::wsdl as text;
use std::collections::HashMap;
use std::sync::Arc;

const HTTP_TRANSPORTS: [&str; 4] = [
    "http://schemas.xmlsoap.org/soap/http",
    "http://schemas.xmlsoap.org/soap/http/",
    "http://www.w3.org/2003/05/soap/bindings/HTTP/",
    "http://www.w3.org/2003/05/soap/bindings/HTTP",
];

/// Components of one kind by name; several of one name come from inputs that do not import each other.
struct Names<T>(HashMap<QName, Vec<Entry<T>>>);

struct Entry<T> {
    id: Id<T>,
    roots: Vec<u32>,
    document: usize,
    span: Span,
    /// What it says, in terms of ids: equal texts mean equal components.
    meaning: String,
}

impl<T> Names<T> {
    fn find(&self, name: &QName, roots: &[u32]) -> Option<Id<T>> {
        let entries = self.0.get(name)?;
        let own = entries.iter().find(|entry| overlap(&entry.roots, roots));
        own.or(entries.first()).map(|entry| entry.id)
    }

    /// An equal component that is known already, which then also belongs to the inputs given.
    fn equal(&mut self, name: &QName, meaning: &str, roots: &[u32]) -> bool {
        let Some(entries) = self.0.get_mut(name) else {
            return false;
        };
        let Some(entry) = entries.iter_mut().find(|entry| entry.meaning == meaning) else {
            return false;
        };
        entry.roots.extend(roots);
        entry.roots.sort_unstable();
        entry.roots.dedup();
        true
    }

    /// Another component of the name in the same input.
    fn clash(&self, name: &QName, document: usize, roots: &[u32]) -> Option<Span> {
        let entries = self.0.get(name)?;
        let clash = entries
            .iter()
            .find(|entry| entry.document == document || overlap(&entry.roots, roots))?;
        Some(clash.span)
    }

    fn add(&mut self, name: QName, entry: Entry<T>) {
        self.0.entry(name).or_default().push(entry);
    }

    fn suggest(&self, name: &QName) -> Option<String> {
        suggestion(name, self.0.keys())
    }
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

#[derive(Default)]
struct AllNames {
    messages: Names<Message>,
    port_types: Names<PortType>,
    bindings: Names<Binding>,
    services: Names<Service>,
}

/// The names that tell one operation from another: its own, that of its input, that of its output.
type Signature<'o> = (&'o str, Option<&'o str>, Option<&'o str>);

/// Links the WSDL components of all documents.
pub(super) fn link(linker: &mut Linker<'_>) {
    let loaded = linker.loaded;
    let mut names = AllNames::default();
    for (number, document) in loaded.wsdls.iter().enumerate() {
        linker.here = Some(Root::Wsdl(number));
        for message in &document.messages {
            linker.message(number, message, &mut names);
        }
    }
    for (number, document) in loaded.wsdls.iter().enumerate() {
        linker.here = Some(Root::Wsdl(number));
        for port_type in &document.port_types {
            linker.port_type(number, port_type, &mut names);
        }
    }
    for (number, document) in loaded.wsdls.iter().enumerate() {
        linker.here = Some(Root::Wsdl(number));
        for binding in &document.bindings {
            linker.binding(number, binding, &mut names);
        }
    }
    for (number, document) in loaded.wsdls.iter().enumerate() {
        linker.here = Some(Root::Wsdl(number));
        for service in &document.services {
            linker.service(number, service, &mut names);
        }
    }
}

fn duplicate(diagnostics: &mut Diagnostics, span: Span, there: Span, what: &str, name: &QName) {
    diagnostics
        .error(
            Code::DuplicateComponent,
            span,
            format!(
                "the {what} `{}` is declared twice, and differently",
                shown(name)
            ),
        )
        .related(there, "the other declaration");
}

impl Linker<'_> {
    fn message(&mut self, document: usize, of: &text::Message, names: &mut AllNames) {
        let roots = self.here_roots();
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
                    self.part_element(element)
                }
                (None, Some(ty)) => {
                    let before = self.pending.len();
                    let found = self.find_type(ty).map(PartContent::Type);
                    self.promote(before);
                    found
                }
                (None, None) => {
                    self.diagnostics.error(
                        Code::PartContent,
                        part.span,
                        format!("the part `{}` has neither an element nor a type", part.name),
                    );
                    None
                }
            };
            // A part that cannot be had has been reported; keeping its place keeps the others right.
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
        if names.messages.equal(&of.name, &meaning, roots) {
            return;
        }
        if let Some(there) = names.messages.clash(&of.name, document, roots) {
            return duplicate(self.diagnostics, of.span, there, "message", &of.name);
        }
        let id = self.model.messages.push(Message {
            name: of.name.clone(),
            parts,
            span: of.span,
        });
        let entry = Entry {
            id,
            roots: roots.to_vec(),
            document,
            span: of.span,
            meaning,
        };
        names.messages.add(of.name.clone(), entry);
    }

    fn part_element(&mut self, reference: &crate::parse::Reference) -> Option<PartContent> {
        let before = self.pending.len();
        let found = self.find_element(reference).map(PartContent::Element);
        let is_unknown = self.pending.len() > before;
        self.promote(before);
        // `element="xs:string"`: no such element can be; what is meant is clear.
        if found.is_none()
            && is_unknown
            && &*reference.name.namespace == crate::parse::xsd::NAMESPACE
        {
            return Builtin::from_name(&reference.name.local)
                .map(|builtin| PartContent::Type(builtin.id()));
        }
        found
    }

    /// Problems of messages have no owner that could be unused.
    fn promote(&mut self, before: usize) {
        for (_, diagnostic) in self.pending.split_off(before) {
            self.diagnostics.push(diagnostic);
        }
    }

    fn find_message(
        &mut self,
        reference: &crate::parse::Reference,
        names: &AllNames,
    ) -> Option<MessageId> {
        if reference.broken {
            return None;
        }
        let found = names.messages.find(&reference.name, self.here_roots());
        if found.is_none() {
            let found = self.diagnostics.error(
                Code::UnknownMessage,
                *reference.span,
                format!("the message `{}` is not declared", shown(&reference.name)),
            );
            if let Some(help) = names.messages.suggest(&reference.name) {
                found.help(help);
            }
        }
        found
    }

    fn port_type(&mut self, document: usize, of: &text::PortType, names: &mut AllNames) {
        let roots = self.here_roots();
        let mut operations = Vec::new();
        for operation in &of.operations {
            operations.extend(self.operation(operation, names));
        }
        self.overloads(&operations);
        let meaning = format!(
            "{:?}",
            operations
                .iter()
                .map(|o: &Operation| {
                    let brief =
                        |used: &MessageRef| (used.name.clone(), used.message, used.action.clone());
                    let faults: Vec<_> = o.faults.iter().map(brief).collect();
                    (
                        &o.name,
                        o.exchange,
                        o.input.as_ref().map(brief),
                        o.output.as_ref().map(brief),
                        faults,
                    )
                })
                .collect::<Vec<_>>()
        );
        if names.port_types.equal(&of.name, &meaning, roots) {
            return;
        }
        if let Some(there) = names.port_types.clash(&of.name, document, roots) {
            return duplicate(self.diagnostics, of.span, there, "port type", &of.name);
        }
        let id = self.model.port_types.push(PortType {
            name: of.name.clone(),
            operations,
            annotation: of.annotation.clone(),
            span: of.span,
        });
        let entry = Entry {
            id,
            roots: roots.to_vec(),
            document,
            span: of.span,
            meaning,
        };
        names.port_types.add(of.name.clone(), entry);
    }

    /// Operations of one name are told apart by the names of input and output (WSDL 1.1, section 2.5).
    fn overloads(&mut self, operations: &[Operation]) {
        let mut seen: HashMap<Signature<'_>, &Operation> = HashMap::new();
        for operation in operations {
            let input = operation.input.as_ref().map(|used| &*used.name);
            let output = operation.output.as_ref().map(|used| &*used.name);
            let Some(other) = seen.insert((&operation.name, input, output), operation) else {
                continue;
            };
            let messages = |of: &Operation| {
                (
                    of.input.as_ref().map(|used| used.message),
                    of.output.as_ref().map(|used| used.message),
                )
            };
            if messages(operation) == messages(other) {
                self.diagnostics
                    .error(
                        Code::DuplicateName,
                        operation.span,
                        format!("the operation `{}` is declared twice", operation.name),
                    )
                    .related(other.span, "the other one");
            } else {
                self.diagnostics
                    .warning(
                        Code::DuplicateName,
                        operation.span,
                        format!(
                            "two operations `{}` have inputs and outputs of the same names: they are told apart by their order",
                            operation.name
                        ),
                    )
                    .related(other.span, "the other one");
            }
        }
    }

    fn operation(&mut self, of: &text::Operation, names: &AllNames) -> Option<Operation> {
        let exchange = match (&of.input, &of.output) {
            (Some(_), Some(_)) if of.output_first => Exchange::SolicitResponse,
            (Some(_), Some(_)) => Exchange::RequestResponse,
            (Some(_), None) => Exchange::OneWay,
            (None, Some(_)) => Exchange::Notification,
            (None, None) => {
                self.diagnostics.error(
                    Code::NoMessages,
                    of.span,
                    format!("the operation `{}` has neither input nor output", of.name),
                );
                return None;
            }
        };
        if matches!(exchange, Exchange::Notification | Exchange::SolicitResponse) {
            self.diagnostics.note(
                Code::Notification,
                of.span,
                format!(
                    "the operation `{}` is called by the service: it is left out of the client",
                    of.name
                ),
            );
        }
        // WSDL 1.1, section 2.4.5: default names.
        let (first, second) = match exchange {
            Exchange::RequestResponse => ("Request", "Response"),
            Exchange::SolicitResponse => ("Response", "Solicit"),
            Exchange::OneWay | Exchange::Notification => ("", ""),
        };
        let mut broken = false;
        let mut message_ref = |linker: &mut Self, used: &text::MessageUse, suffix: &str| {
            let message = linker.find_message(&used.message, names);
            broken |= message.is_none();
            Some(MessageRef {
                name: used
                    .name
                    .clone()
                    .unwrap_or_else(|| format!("{}{suffix}", of.name).into()),
                message: message?,
                action: used.action.clone(),
                span: used.span,
            })
        };
        let input = of
            .input
            .as_ref()
            .and_then(|used| message_ref(self, used, first));
        let output = of
            .output
            .as_ref()
            .and_then(|used| message_ref(self, used, second));
        let mut faults: Vec<MessageRef> = Vec::new();
        for fault in &of.faults {
            if let Some(fault) = message_ref(self, fault, "Fault") {
                if let Some(twin) = faults.iter().find(|other| other.name == fault.name) {
                    self.diagnostics
                        .warning(
                            Code::DuplicateName,
                            fault.span,
                            format!("the operation has two faults `{}`", fault.name),
                        )
                        .related(twin.span, "the other one");
                }
                faults.push(fault);
            }
        }
        (!broken).then(|| Operation {
            name: of.name.clone(),
            exchange,
            input,
            output,
            faults,
            parameter_order: of.parameter_order.clone(),
            annotation: of.annotation.clone(),
            span: of.span,
        })
    }

    fn binding(&mut self, document: usize, of: &text::Binding, names: &mut AllNames) {
        let roots = self.here_roots();
        let Some(reference) = of.port_type.as_ref().filter(|reference| !reference.broken) else {
            return;
        };
        let Some(port_type) = names.port_types.find(&reference.name, roots) else {
            let found = self.diagnostics.error(
                Code::UnknownPortType,
                of.span,
                format!("the port type `{}` is not declared", shown(&reference.name)),
            );
            if let Some(help) = names.port_types.suggest(&reference.name) {
                found.help(help);
            }
            return;
        };
        self.protocol(of);
        let mut operations = Vec::new();
        if matches!(
            of.protocol,
            Protocol::Soap11 { .. } | Protocol::Soap12 { .. }
        ) {
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
        let entry = Entry {
            id,
            roots: roots.to_vec(),
            document,
            span: of.span,
            meaning,
        };
        names.bindings.add(of.name.clone(), entry);
    }

    fn protocol(&mut self, of: &text::Binding) {
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
                        shown(protocol)
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
    fn match_operation(
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

    fn binding_operation(
        &mut self,
        binding: &text::Binding,
        of: &text::BindingOperation,
        port_type: PortTypeId,
        taken: &mut Vec<usize>,
        names: &AllNames,
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

    fn binding_message(
        &mut self,
        message: MessageId,
        of: Option<&text::BindingMessage>,
        style: Style,
        operation: &text::BindingOperation,
        what: &str,
        names: &AllNames,
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

    fn header_part(&mut self, of: &text::Header, names: &AllNames) -> Option<(MessageId, usize)> {
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

    fn service(&mut self, document: usize, of: &text::Service, names: &mut AllNames) {
        let roots = self.here_roots();
        let mut ports = Vec::new();
        for port in &of.ports {
            let Some(reference) = port.binding.as_ref().filter(|reference| !reference.broken)
            else {
                continue;
            };
            let Some(binding) = names.bindings.find(&reference.name, roots) else {
                // A binding that is there, but could not be linked, has been reported.
                let declared = self.loaded.wsdls.iter().flat_map(|wsdl| &wsdl.bindings);
                if !declared
                    .into_iter()
                    .any(|binding| binding.name == reference.name)
                {
                    let found = self.diagnostics.error(
                        Code::UnknownBinding,
                        port.span,
                        format!("the binding `{}` is not declared", shown(&reference.name)),
                    );
                    if let Some(help) = names.bindings.suggest(&reference.name) {
                        found.help(help);
                    }
                }
                continue;
            };
            let is_soap = matches!(
                self.model.bindings[binding].protocol,
                Protocol::Soap11 { .. } | Protocol::Soap12 { .. }
            );
            if port.address.is_none() && is_soap {
                self.diagnostics.note(
                    Code::NoAddress,
                    port.span,
                    format!("the port `{}` has no address", port.name),
                );
            }
            ports.push(Port {
                name: port.name.clone(),
                binding,
                address: port.address.clone(),
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
        if names.services.equal(&of.name, &meaning, roots) {
            return;
        }
        if let Some(there) = names.services.clash(&of.name, document, roots) {
            return duplicate(self.diagnostics, of.span, there, "service", &of.name);
        }
        let id = self.model.services.push(Service {
            name: of.name.clone(),
            ports,
            annotation: of.annotation.clone(),
            span: of.span,
        });
        let entry = Entry {
            id,
            roots: roots.to_vec(),
            document,
            span: of.span,
            meaning,
        };
        names.services.add(of.name.clone(), entry);
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
