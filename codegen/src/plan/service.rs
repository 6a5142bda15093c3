//! Operations: what stands in their bodies and headers, as nodes and members.

use super::docs;
use super::graph::*;
use super::lower::{ElementSpec, Lower, in_namespace};
use super::names::ident;
use crate::diagnostic::Code;
use crate::model::*;
use crate::select::{SelectedBinding, SelectedPortType};
use std::sync::Arc;

/// A port type with its operations lowered.
#[derive(Debug)]
pub(crate) struct ServiceNode {
    pub index: usize,
    pub name: QName,
    pub docs: String,
    pub clients: Vec<ClientNode>,
    /// Header structs, requests and responses.
    pub header_sets: Vec<HeaderSet>,
}

/// One client: a port type through one binding.
#[derive(Debug)]
pub(crate) struct ClientNode {
    pub soap12: bool,
    /// Names of the ports and their addresses.
    pub ports: Vec<(String, Option<String>)>,
    pub operations: Vec<OperationNode>,
}

/// Members of a header struct, and its node.
#[derive(Debug)]
pub(crate) struct HeaderSet {
    key: Vec<(QName, TypeId)>,
    pub request: bool,
    pub node: NodeId,
}

#[derive(Debug)]
pub(crate) struct OperationNode {
    /// Name, overloads numbered.
    pub name: String,
    /// XML name.
    pub xml_name: String,
    /// `PortType.Operation`.
    pub selector_path: String,
    pub style: &'static str,
    /// The output message holds nothing.
    pub void: bool,
    pub docs: String,
    pub action: Option<String>,
    pub encoded: bool,
    pub one_way: bool,
    pub input: Option<MemberNode>,
    pub output: Option<MemberNode>,
    pub request_headers: Option<NodeId>,
    pub response_headers: Option<NodeId>,
    pub header_names: (Vec<String>, Vec<String>),
    /// Fault name and its member.
    pub faults: Vec<(String, MemberNode)>,
}

/// Lowers one port type. `claimed` says which global elements belong to it alone.
pub(crate) fn lower(
    lower: &mut Lower<'_>,
    index: usize,
    selected: &SelectedPortType,
    claimed: &dyn Fn(ElementId) -> bool,
) -> ServiceNode {
    let model = lower.model;
    let port_type = &model.port_types[selected.port_type];
    let mut service = ServiceNode {
        index,
        name: port_type.name.clone(),
        docs: port_type.annotation.documentation.clone(),
        clients: Vec::new(),
        header_sets: Vec::new(),
    };
    let mut this = PortTypeLowering {
        lower,
        module: ModuleId::Service(index),
        claimed,
        port_type,
        headers: count_header_sets(model, selected),
        wrappers: Vec::new(),
    };
    if selected.bindings.is_empty() {
        let operations = this.operations(selected, None, &mut service.header_sets);
        service.clients.push(ClientNode {
            soap12: false,
            ports: Vec::new(),
            operations,
        });
    }
    for bound in &selected.bindings {
        let operations = this.operations(selected, Some(bound), &mut service.header_sets);
        service.clients.push(ClientNode {
            soap12: matches!(
                model.bindings[bound.binding].protocol,
                Protocol::Soap12 { .. }
            ),
            ports: bound.ports.clone(),
            operations,
        });
    }
    service
}

/// How many distinct header sets there are, of requests and of responses: a single one has a simple name.
fn count_header_sets(model: &Model, selected: &SelectedPortType) -> (usize, usize) {
    let mut sets: (Vec<Vec<QName>>, Vec<Vec<QName>>) = Default::default();
    for bound in &selected.bindings {
        for operation in &model.bindings[bound.binding].operations {
            if !selected.operations.contains(&operation.operation) {
                continue;
            }
            for (message, sets) in [
                (&operation.input, &mut sets.0),
                (&operation.output, &mut sets.1),
            ] {
                let mut set: Vec<QName> = message
                    .iter()
                    .flat_map(|message| &message.headers)
                    .filter_map(|header| header_name(model, header).map(|(name, ..)| name))
                    .collect();
                set.sort();
                if !set.is_empty() && !sets.contains(&set) {
                    sets.push(set);
                }
            }
        }
    }
    (sets.0.len(), sets.1.len())
}

/// Name, type, nillability and declaration of a header.
fn header_name(
    model: &Model,
    header: &BindingHeader,
) -> Option<(QName, TypeId, bool, Option<ElementId>)> {
    let part = model.messages[header.message].parts.get(header.part)?;
    Some(match part.content {
        PartContent::Element(element) => {
            let declaration = &model.elements[element];
            (
                declaration.name.clone(),
                declaration.ty,
                declaration.nillable,
                Some(element),
            )
        }
        PartContent::Type(ty) => {
            let namespace = header.namespace.clone().unwrap_or_else(|| Arc::from(""));
            (QName::new(namespace, part.name.clone()), ty, false, None)
        }
    })
}

/// The struct of an rpc wrapper: its element, what it holds, and the node.
struct Wrapper {
    xml_name: QName,
    parts: Vec<(QName, TypeId)>,
    node: NodeId,
}

struct PortTypeLowering<'a, 'b> {
    lower: &'a mut Lower<'b>,
    module: ModuleId,
    claimed: &'a dyn Fn(ElementId) -> bool,
    port_type: &'b PortType,
    headers: (usize, usize),
    /// Wrapper structs made up so far.
    wrappers: Vec<Wrapper>,
}

impl<'b> PortTypeLowering<'_, 'b> {
    fn operations(
        &mut self,
        selected: &SelectedPortType,
        bound: Option<&SelectedBinding>,
        sets: &mut Vec<HeaderSet>,
    ) -> Vec<OperationNode> {
        let model = self.lower.model;
        let mut seen: Vec<&str> = Vec::new();
        let mut lowered = Vec::new();
        for &index in &selected.operations {
            let Some(operation) = self.port_type.operations.get(index) else {
                continue;
            };
            let selector_path = format!("{}.{}", self.port_type.name.local, operation.name);
            if matches!(
                operation.exchange,
                Exchange::Notification | Exchange::SolicitResponse
            ) {
                // Reading has said so already; the same holds below for what a binding leaves out.
                continue;
            }
            let binding = match bound {
                Some(bound) => {
                    match model.bindings[bound.binding]
                        .operations
                        .iter()
                        .find(|o| o.operation == index)
                    {
                        Some(binding) => Some(binding),
                        None => continue,
                    }
                }
                None => None,
            };
            let overload = seen
                .iter()
                .filter(|name| **name == &*operation.name)
                .count();
            seen.push(&operation.name);
            let name = if overload == 0 {
                operation.name.to_string()
            } else {
                format!("{}{}", operation.name, overload + 1)
            };
            if let Some(operation) = self.operation(operation, binding, name, selector_path, sets) {
                lowered.push(operation);
            }
        }
        lowered
    }

    fn operation(
        &mut self,
        operation: &Operation,
        binding: Option<&'b BindingOperation>,
        name: String,
        selector_path: String,
        sets: &mut Vec<HeaderSet>,
    ) -> Option<OperationNode> {
        let style = binding.map_or(Style::Document, |binding| binding.style);
        let input = self.body(
            operation,
            operation.input.as_ref(),
            binding.and_then(|b| b.input.as_ref()),
            style,
            &name,
            &selector_path,
            true,
        )?;
        let output = self.body(
            operation,
            operation.output.as_ref(),
            binding.and_then(|b| b.output.as_ref()),
            style,
            &name,
            &selector_path,
            false,
        )?;
        let (request_headers, request_names) = self.header_set(
            binding.and_then(|b| b.input.as_ref()),
            true,
            &name,
            &selector_path,
            sets,
        );
        let (response_headers, response_names) = self.header_set(
            binding.and_then(|b| b.output.as_ref()),
            false,
            &name,
            &selector_path,
            sets,
        );
        let mut faults: Vec<(String, MemberNode)> = Vec::new();
        for fault in &operation.faults {
            let message = &self.lower.model.messages[fault.message];
            let [part] = message.parts.as_slice() else {
                self.lower.diagnostics.warning(
                    Code::FaultParts,
                    fault.span,
                    format!(
                        "fault `{}` of `{selector_path}` has {} parts where WSDL wants one: it is left out",
                        fault.name,
                        message.parts.len()
                    ),
                );
                continue;
            };
            let member = match part.content {
                PartContent::Element(element) => self.body_element(element, &selector_path),
                PartContent::Type(ty) => self.typed_part(
                    &QName::new("", part.name.clone()),
                    ty,
                    &selector_path,
                    part.span,
                ),
            };
            faults.push((fault.name.to_string(), member));
        }
        let mut documentation = operation.annotation.documentation.clone();
        if documentation.is_empty()
            && let Some(binding) = binding
        {
            documentation = binding.annotation.documentation.clone();
        }
        let encoded = binding
            .and_then(|binding| binding.input.as_ref())
            .is_some_and(|input| matches!(input.body_use, Use::Encoded(_)));
        let void = match operation.output.as_ref() {
            Some(output) => self.is_void(output.message),
            None => true,
        };
        Some(OperationNode {
            name,
            selector_path,
            xml_name: operation.name.to_string(),
            style: super::client::style(binding, encoded),
            void,
            docs: documentation,
            action: binding
                .and_then(|binding| binding.soap_action.as_ref())
                .map(|action| action.to_string()),
            encoded,
            one_way: operation.exchange == Exchange::OneWay,
            input,
            output,
            request_headers,
            response_headers,
            header_names: (request_names, response_names),
            faults,
        })
    }

    /// Whether a message says nothing: it has no parts, or its element has no content.
    fn is_void(&self, message: MessageId) -> bool {
        let model = self.lower.model;
        match model.messages[message].parts.as_slice() {
            [] => true,
            [part] => match part.content {
                PartContent::Element(element) => self
                    .lower
                    .facts
                    .complex(model.elements[element].ty)
                    .is_some_and(|complex| {
                        matches!(complex.derivation, Derivation::None)
                            && !complex.mixed
                            && match &complex.content {
                                Content::Empty => true,
                                Content::Particle(Particle {
                                    term: Term::Group(_, items),
                                    ..
                                }) => items.is_empty(),
                                _ => false,
                            }
                    }),
                PartContent::Type(_) => false,
            },
            _ => false,
        }
    }

    /// What stands in a body: `Some(None)` for nothing, `None` where the operation cannot be generated.
    #[allow(clippy::too_many_arguments)]
    fn body(
        &mut self,
        operation: &Operation,
        reference: Option<&MessageRef>,
        binding: Option<&BindingMessage>,
        style: Style,
        name: &str,
        selector_path: &str,
        request: bool,
    ) -> Option<Option<MemberNode>> {
        let Some(reference) = reference else {
            return Some(None);
        };
        let model = self.lower.model;
        let message = &model.messages[reference.message];
        let parts: Vec<&Part> = match binding {
            Some(binding) => binding
                .body
                .iter()
                .filter_map(|index| message.parts.get(*index))
                .collect(),
            None => message.parts.iter().collect(),
        };
        let encoded = binding.is_some_and(|binding| matches!(binding.body_use, Use::Encoded(_)));
        if style == Style::Rpc {
            let namespace = binding
                .and_then(|binding| binding.body_namespace.clone())
                .unwrap_or_else(|| Arc::from(""));
            let suffix = if request { "" } else { "Response" };
            // The wrapper of an overloaded operation still has the XML name of the operation.
            let xml_name = QName::new(namespace, format!("{}{suffix}", operation.name));
            return Some(Some(self.rpc(
                xml_name,
                format!("{name}{suffix}"),
                &parts,
                selector_path,
                reference.span,
                encoded,
            )));
        }
        match parts.as_slice() {
            [] => Some(None),
            [part] => Some(Some(self.document_part(part, selector_path))),
            parts => {
                let members: Vec<MemberNode> = parts
                    .iter()
                    .map(|part| {
                        let mut member = self.document_part(part, selector_path);
                        member.required = true;
                        member
                    })
                    .collect();
                let suffix = if request { "Request" } else { "Response" };
                let node = self.lower.graph.push(Node {
                    module: self.module,
                    wanted: NameHint::Text(format!("{name} {suffix} Parts"), "Message"),
                    selector_path: format!("{selector_path}.{suffix}"),
                    xml_name: message.name.clone(),
                    docs: vec![format!(
                        "The parts of message {}.",
                        docs::code(&message.name.local)
                    )],
                    span: reference.span,
                    kind: NodeKind::Struct {
                        members,
                        group: true,
                    },
                });
                let mut member = self
                    .lower
                    .group_member_of(node, selector_path, reference.span);
                member.required = true;
                Some(Some(member))
            }
        }
    }

    fn document_part(&mut self, part: &Part, selector_path: &str) -> MemberNode {
        match part.content {
            PartContent::Element(element) => self.body_element(element, selector_path),
            PartContent::Type(ty) => {
                self.lower.diagnostics.warning(
                    Code::PartType,
                    part.span,
                    format!(
                        "part `{}` of `{selector_path}` has a type where document style wants an element: an unqualified element of the part's name is assumed",
                        part.name
                    ),
                );
                self.typed_part(
                    &QName::new("", part.name.clone()),
                    ty,
                    selector_path,
                    part.span,
                )
            }
        }
    }

    /// A global element as a body or fault: its type is used as it is.
    fn body_element(&mut self, element: ElementId, selector_path: &str) -> MemberNode {
        let declaration = &self.lower.model.elements[element];
        let module = if (self.claimed)(element) {
            self.module
        } else {
            self.lower.types_module(&declaration.name.namespace)
        };
        self.lower.body_member(ElementSpec {
            name: declaration.name.clone(),
            ty: declaration.ty,
            nillable: declaration.nillable,
            required: true,
            module,
            selector_path,
            span: declaration.span,
        })
    }

    fn typed_part(
        &mut self,
        name: &QName,
        ty: TypeId,
        selector_path: &str,
        span: Span,
    ) -> MemberNode {
        self.lower.body_member(ElementSpec {
            name: name.clone(),
            ty,
            nillable: false,
            required: true,
            module: self.module,
            selector_path,
            span,
        })
    }

    /// The wrapper of an rpc message: the parts as unqualified children.
    fn rpc(
        &mut self,
        xml_name: QName,
        name: String,
        parts: &[&Part],
        selector_path: &str,
        span: Span,
        encoded: bool,
    ) -> MemberNode {
        let model = self.lower.model;
        let mut key = Vec::new();
        for part in parts {
            key.push(match part.content {
                PartContent::Type(ty) => (QName::new("", part.name.clone()), ty),
                PartContent::Element(element) => (
                    model.elements[element].name.clone(),
                    model.elements[element].ty,
                ),
            });
        }
        let known = self
            .wrappers
            .iter()
            .find(|wrapper| wrapper.xml_name == xml_name && wrapper.parts == key)
            .map(|wrapper| wrapper.node);
        let node = match known {
            Some(node) => node,
            None => {
                let mut members = Vec::new();
                for part in parts {
                    let (name, ty, nillable, required) = match part.content {
                        PartContent::Type(ty) => {
                            (QName::new("", part.name.clone()), ty, encoded, !encoded)
                        }
                        PartContent::Element(element) => {
                            let declaration = &model.elements[element];
                            self.lower.diagnostics.warning(
                                Code::PartElement,
                                part.span,
                                format!("part `{}` of `{selector_path}` has an element where rpc style wants a type: the element is used", part.name),
                            );
                            (
                                declaration.name.clone(),
                                declaration.ty,
                                declaration.nillable,
                                true,
                            )
                        }
                    };
                    members.push(self.lower.single_member(ElementSpec {
                        name,
                        ty,
                        nillable,
                        required,
                        module: self.module,
                        selector_path,
                        span: part.span,
                    }));
                }
                let docs = vec![format!(
                    "Wrapper element {}{}.",
                    docs::code(&xml_name.local),
                    in_namespace(&xml_name)
                )];
                let node = self.lower.graph.push(Node {
                    module: self.module,
                    wanted: NameHint::Text(name, "Message"),
                    selector_path: selector_path.to_owned(),
                    xml_name: xml_name.clone(),
                    docs,
                    span,
                    kind: NodeKind::Struct {
                        members,
                        group: false,
                    },
                });
                self.wrappers.push(Wrapper {
                    xml_name: xml_name.clone(),
                    parts: key,
                    node,
                });
                node
            }
        };
        self.lower.node_member(xml_name, node, selector_path, span)
    }

    /// The header struct of a message, shared by all operations with the same headers.
    fn header_set(
        &mut self,
        message: Option<&BindingMessage>,
        request: bool,
        name: &str,
        selector_path: &str,
        sets: &mut Vec<HeaderSet>,
    ) -> (Option<NodeId>, Vec<String>) {
        let model = self.lower.model;
        let headers: Vec<_> = message
            .iter()
            .flat_map(|message| &message.headers)
            .filter_map(|header| header_name(model, header).map(|found| (header, found)))
            .collect();
        if headers.is_empty() {
            return (None, Vec::new());
        }
        let names: Vec<String> = headers
            .iter()
            .map(|(_, (name, ..))| name.local.to_string())
            .collect();
        let mut key: Vec<(QName, TypeId)> = headers
            .iter()
            .map(|(_, (name, ty, ..))| (name.clone(), *ty))
            .collect();
        key.sort();
        key.dedup();
        if let Some(set) = sets
            .iter()
            .find(|set| set.request == request && set.key == key)
        {
            return (Some(set.node), names);
        }
        let mut members: Vec<MemberNode> = Vec::new();
        for (header, (name, ty, nillable, element)) in headers {
            if members
                .iter()
                .any(|member| matches!(&member.kind, MemberKind::Element(other) if *other == name))
            {
                continue;
            }
            let module = self.lower.types_module(&name.namespace);
            let mut member = self.lower.single_member(ElementSpec {
                name,
                ty,
                nillable,
                required: false,
                module,
                selector_path,
                span: header.span,
            });
            if let Some(element) = element {
                member.documentation = model.elements[element].annotation.documentation.clone();
            }
            members.push(member);
        }
        let (count, suffix) = if request {
            (self.headers.0, "RequestHeaders")
        } else {
            (self.headers.1, "ResponseHeaders")
        };
        let wanted = if count > 1 {
            format!("{}{suffix}", ident::type_name(name).trim_end_matches('_'))
        } else {
            suffix.to_owned()
        };
        let of = if request { "requests" } else { "responses" };
        let docs = vec![format!("Headers of {of}.")];
        let span = message.map(|message| message.span).unwrap_or_default();
        let node = self.lower.graph.push(Node {
            module: self.module,
            wanted: NameHint::Text(wanted.clone(), "Message"),
            selector_path: format!("{selector_path}.{suffix}"),
            xml_name: QName::new("", wanted),
            docs,
            span,
            kind: NodeKind::Struct {
                members,
                group: false,
            },
        });
        sets.push(HeaderSet { key, request, node });
        (Some(node), names)
    }
}
