//! Operations of port types, for each binding.

use super::{ElementSpec, Lowering};
use crate::diagnostic::Code;
use crate::model::label::documentation;
use crate::model::*;
use crate::plan::graph::*;
use crate::plan::service::*;
use crate::select::{SelectedBinding, SelectedPortType};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Lowers one port type. `claims` are the global elements that belong to its module.
pub(super) fn lower(
    lowering: &mut Lowering<'_>,
    index: usize,
    selected: &SelectedPortType,
    claims: &BTreeSet<ElementId>,
) -> ServiceNode {
    let model = lowering.model;
    let port_type = &model.port_types[selected.port_type];
    let mut this = PortTypeLowering {
        header_counts: super::headers::count(model, selected),
        lowering,
        module: ModuleId::Service(index),
        claims,
        port_type,
        wrappers: BTreeMap::new(),
        header_sets: BTreeMap::new(),
    };
    let mut clients = Vec::new();
    if selected.bindings.is_empty() {
        clients.push(ClientNode {
            soap12: false,
            addressing: None,
            policy: Arc::default(),
            ports: Vec::new(),
            documentation: Vec::new(),
            operations: this.operations(selected, None),
        });
    }
    for bound in &selected.bindings {
        let protocol = &model.bindings[bound.binding].protocol;
        clients.push(ClientNode {
            soap12: matches!(protocol, Protocol::Soap12 { .. }),
            addressing: bound.addressing,
            policy: bound.policy.clone(),
            ports: bound.ports.clone(),
            documentation: bound.documentation.clone(),
            operations: this.operations(selected, Some(bound)),
        });
    }
    ServiceNode {
        index,
        name: port_type.name.clone(),
        documentation: documentation(&port_type.annotation).into_owned(),
        clients,
        header_sets: this.header_sets.into_values().collect(),
    }
}

/// Lowers the operations of one port type.
pub(super) struct PortTypeLowering<'a, 'b> {
    pub(super) lowering: &'a mut Lowering<'b>,
    /// The module of the service.
    pub(super) module: ModuleId,
    claims: &'a BTreeSet<ElementId>,
    pub(super) port_type: &'b PortType,
    /// The numbers of header sets, of requests and of responses.
    pub(super) header_counts: (usize, usize),
    /// The wrapper structs made up to now.
    pub(super) wrappers: BTreeMap<super::bodies::Wrapper, NodeId>,
    /// The structs of header blocks made up to now.
    pub(super) header_sets: BTreeMap<(Direction, super::headers::Blocks), NodeId>,
}

/// An operation and its binding.
pub(super) struct OperationSpec<'b> {
    pub(super) operation: &'b Operation,
    pub(super) binding: Option<&'b BindingOperation>,
    /// Its name. Overloads are numbered.
    pub(super) name: String,
    pub(super) selector_path: String,
}

impl<'b> OperationSpec<'b> {
    pub(super) fn style(&self) -> Style {
        self.binding
            .map_or(Style::Document, |binding| binding.style)
    }

    pub(super) fn message(&self, direction: Direction) -> Option<&'b MessageRef> {
        match direction {
            Direction::Request => self.operation.input.as_ref(),
            Direction::Response => self.operation.output.as_ref(),
        }
    }

    /// Whether a body, a header or a fault is in SOAP encoding.
    fn has_encoded(&self) -> bool {
        let messages = [Direction::Request, Direction::Response];
        let messages = messages.into_iter().filter_map(|one| self.binding(one));
        let faults = self.binding.iter().flat_map(|binding| &binding.faults);
        messages
            .flat_map(|message| {
                let headers = message.headers.iter();
                let headers = headers.flat_map(|one| std::iter::once(one).chain(&one.faults));
                let headers = headers.map(|header| &header.header_use);
                headers.chain([&message.body_use])
            })
            .chain(faults.map(|fault| &fault.fault_use))
            .any(is_encoded)
    }

    /// Whether the body of a message is in SOAP encoding.
    pub(super) fn is_body_encoded(&self, direction: Direction) -> bool {
        self.binding(direction)
            .is_some_and(|message| is_encoded(&message.body_use))
    }

    pub(super) fn binding(&self, direction: Direction) -> Option<&'b BindingMessage> {
        let binding = self.binding?;
        match direction {
            Direction::Request => binding.input.as_ref(),
            Direction::Response => binding.output.as_ref(),
        }
    }
}

impl<'b> PortTypeLowering<'_, 'b> {
    fn operations(
        &mut self,
        selected: &SelectedPortType,
        bound: Option<&SelectedBinding>,
    ) -> Vec<OperationNode> {
        let model = self.lowering.model;
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let mut lowered = Vec::new();
        // A binding may bind few of many operations.
        let bindings: Option<BTreeMap<usize, &BindingOperation>> = bound.map(|bound| {
            let operations = &model.bindings[bound.binding].operations;
            let chosen = operations.iter().filter(|one| selected.has(one.operation));
            chosen.map(|one| (one.operation, one)).collect()
        });
        let indices = match &bindings {
            Some(bindings) => bindings.keys().copied().collect(),
            None => selected.operations.clone(),
        };
        for index in indices {
            let Some(operation) = self.port_type.operations.get(index) else {
                continue;
            };
            if matches!(
                operation.exchange,
                Exchange::Notification | Exchange::SolicitResponse
            ) {
                // Reading has reported it. The same is true below for parts that a binding lacks.
                continue;
            }
            let binding = bindings.as_ref().and_then(|all| all.get(&index).copied());
            let seen = seen.entry(&*operation.name).or_default();
            let overload = *seen;
            *seen += 1;
            let name = if overload == 0 {
                operation.name.to_string()
            } else {
                format!("{}{}", operation.name, overload + 1)
            };
            let spec = OperationSpec {
                operation,
                binding,
                name,
                selector_path: format!("{}.{}", self.port_type.name.local, operation.name),
            };
            lowered.extend(self.operation(spec, bound.and_then(|bound| bound.addressing)));
        }
        lowered
    }

    /// `None` if the operation cannot be generated.
    fn operation(
        &mut self,
        spec: OperationSpec<'b>,
        addressing: Option<Addressing>,
    ) -> Option<OperationNode> {
        let OperationSpec {
            operation, binding, ..
        } = spec;
        let input = self.body(&spec, Direction::Request)?;
        let output = self.body(&spec, Direction::Response)?;
        let input = self.with_headers(input, &spec, Direction::Request);
        let output = self.with_headers(output, &spec, Direction::Response);
        let faults = self.faults(&spec);
        let mut documentation = operation.annotation.documentation.clone();
        if documentation.is_empty()
            && let Some(binding) = binding
        {
            documentation = binding.annotation.documentation.clone();
        }
        let void = match &operation.output {
            Some(output) => self.is_void(output.message),
            None => true,
        };
        let action = binding
            .and_then(|binding| binding.soap_action.as_ref())
            .map(|action| action.to_string());
        Some(OperationNode {
            addressing: self.actions(&spec, action.as_deref().unwrap_or_default(), addressing),
            xml_name: operation.name.to_string(),
            span: operation.span,
            style: spec.style(),
            encoded: spec.has_encoded(),
            documentation,
            action,
            one_way: operation.exchange == Exchange::OneWay,
            void,
            input,
            output,
            faults,
            name: spec.name,
            selector_path: spec.selector_path,
        })
    }

    fn faults(&mut self, spec: &OperationSpec<'b>) -> Vec<FaultNode> {
        let path = &spec.selector_path;
        let mut faults = Vec::new();
        let bound = spec.binding.iter().flat_map(|binding| &binding.faults);
        let encoded: BTreeSet<usize> = bound
            .filter(|bound| is_encoded(&bound.fault_use))
            .map(|bound| bound.fault)
            .collect();
        for (index, fault) in spec.operation.faults.iter().enumerate() {
            let encoded = encoded.contains(&index);
            let message = &self.lowering.model.messages[fault.message];
            let [part] = message.parts.as_slice() else {
                self.lowering.diagnostics.warning(
                    Code::FaultParts,
                    fault.span,
                    format!(
                        "fault `{}` of `{path}` has {} parts where WSDL wants one: it is left out",
                        fault.name,
                        message.parts.len()
                    ),
                );
                continue;
            };
            let mut member = match part.content {
                PartContent::Element(element) => self.element_part(element, path),
                PartContent::Type(ty) => {
                    let name = QName::new(self.fault_namespace(spec, fault), part.name.clone());
                    self.type_part(part, name, ty, path)
                }
            };
            member.set_encoded(encoded);
            faults.push(FaultNode {
                name: fault.name.to_string(),
                action: self.fault_action(spec.operation, fault),
                member,
            });
        }
        faults
    }

    /// A global element as a body or fault. Its type is used unchanged.
    pub(super) fn element_part(&mut self, element: ElementId, selector_path: &str) -> MemberNode {
        let declaration = &self.lowering.model.elements[element];
        let module = if self.claims.contains(&element) {
            self.module
        } else {
            self.lowering.types_module(&declaration.name.namespace)
        };
        let mut member = self.lowering.body_member(ElementSpec {
            name: declaration.name.clone(),
            ty: declaration.ty,
            nillable: declaration.nillable,
            block: declaration.blocks,
            required: true,
            module,
            selector_path,
            span: declaration.span,
        });
        member.element = Some(element);
        member.value = declaration.value.clone();
        member
    }

    /// The namespace of the detail of a fault whose part has a type: that of the binding (WSDL 1.1, section 3.6), or
    /// none.
    fn fault_namespace(&self, spec: &OperationSpec<'b>, fault: &MessageRef) -> Arc<str> {
        let bound = spec.binding.into_iter().flat_map(|bound| &bound.faults);
        let named = |bound: &&BindingFault| {
            (spec.operation.faults.get(bound.fault)).is_some_and(|other| other.name == fault.name)
        };
        bound
            .filter(named)
            .find_map(|bound| bound.namespace.clone())
            .unwrap_or_else(|| Arc::from(""))
    }

    /// A part that has a type, as an element with a name.
    pub(super) fn type_part(
        &mut self,
        part: &Part,
        name: QName,
        ty: TypeId,
        selector_path: &str,
    ) -> MemberNode {
        self.lowering.body_member(ElementSpec {
            name,
            ty,
            nillable: false,
            block: DerivationSet::NONE,
            required: true,
            module: self.module,
            selector_path,
            span: part.span,
        })
    }

    /// Whether a message has no content: it has no parts, or its element has no content.
    fn is_void(&self, message: MessageId) -> bool {
        let model = self.lowering.model;
        let [part] = model.messages[message].parts.as_slice() else {
            return model.messages[message].parts.is_empty();
        };
        let PartContent::Element(element) = part.content else {
            return false;
        };
        let Some(complex) = self.lowering.facts.complex(model.elements[element].ty) else {
            return false;
        };
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
    }
}
