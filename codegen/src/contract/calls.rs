//! The operations that a client can call, and the content of their messages.

use crate::model::{
    Addressing, BindingId, BindingMessage, BindingOperation, Direction, ElementId, Model,
    Operation, PartContent, PortType, PortTypeId, Protocol, QName, ServiceId, Style, Use,
};
use std::collections::BTreeSet;

/// One operation of one port type, as bound by the first SOAP port that offers it. Without any binding, document/literal over SOAP 1.1
/// is assumed, as the generator does.
#[derive(Clone, Copy)]
pub struct Call<'m> {
    /// The model that it belongs to.
    pub model: &'m Model,
    /// The `wsdl:service`, if one has a port for it.
    pub service: Option<ServiceId>,
    /// `soap:address` of that port.
    pub address: Option<&'m str>,
    /// The port type.
    pub port_type_id: PortTypeId,
    /// The index of the operation in the port type.
    pub index: usize,
    /// The binding; `None` if the contract has none for the port type.
    pub binding: Option<BindingId>,
    /// The bound operation; `None` without a binding.
    pub bound: Option<&'m BindingOperation>,
}

/// The content of the body of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// document style: global elements, usually one.
    Elements(Vec<ElementId>),
    /// rpc style: a wrapper and one child per part. Document style with `type=` parts: the same without a wrapper.
    Wrapper(Option<QName>, Vec<(std::sync::Arc<str>, PartContent)>),
}

/// Returns all operations over SOAP, in the order of port types and operations. A port type with several ports (SOAP
/// 1.1 and 1.2) occurs once.
pub fn calls(model: &Model) -> Vec<Call<'_>> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    let of_services = model.services.iter().flat_map(|(service, definition)| {
        definition
            .ports
            .iter()
            .map(move |port| (Some(service), port.binding, port.address.as_deref()))
    });
    let mut bound = BTreeSet::new();
    let bare = model.bindings.ids().map(|binding| (None, binding, None));
    for (service, binding, address) in of_services.chain(bare) {
        let definition = &model.bindings[binding];
        bound.insert(definition.port_type);
        if !definition.protocol.is_soap() || !seen.insert(definition.port_type) {
            continue;
        }
        let operations = &model.port_types[definition.port_type].operations;
        let known = (definition.operations.iter())
            .filter(|bound| operations.get(bound.operation).is_some());
        all.extend(known.map(|bound| Call {
            model,
            service,
            address,
            port_type_id: definition.port_type,
            index: bound.operation,
            binding: Some(binding),
            bound: Some(bound),
        }));
    }
    let unbound = model
        .port_types
        .iter()
        .filter(|(id, _)| !bound.contains(id));
    for (port_type_id, port_type) in unbound {
        all.extend((0..port_type.operations.len()).map(|index| Call {
            model,
            service: None,
            address: None,
            port_type_id,
            index,
            binding: None,
            bound: None,
        }));
    }
    all
}

/// Returns the operations of a name: `Operation`, `PortType.Operation` or `Service.Operation`. The second one that a port type has of
/// a name is `Operation.2`.
pub fn find<'m>(model: &'m Model, name: &str) -> Vec<Call<'m>> {
    let mut found = calls(model);
    found.retain(|call| call.is_named(name));
    // Names may hold dots, so the full name of one operation may be the plain name of another.
    if found.iter().any(|call| call.name() == name) {
        found.retain(|call| call.name() == name);
    }
    found
}

impl<'m> Call<'m> {
    /// The port type.
    pub fn port_type(&self) -> &'m PortType {
        &self.model.port_types[self.port_type_id]
    }

    /// The abstract operation.
    pub fn operation(&self) -> &'m Operation {
        &self.port_type().operations[self.index]
    }

    /// `PortType.Operation`. Overloaded operations have a number, from the second one on: `PortType.Operation.2`.
    pub fn name(&self) -> String {
        format!("{}.{}", self.port_type().name.local, self.local_name())
    }

    /// The name without that of the port type.
    pub(crate) fn local_name(&self) -> String {
        let name = &self.operation().name;
        let earlier = self.port_type().operations.iter();
        let earlier = earlier.take(self.index);
        match earlier.filter(|one| one.name == *name).count() {
            0 => name.to_string(),
            others => format!("{name}.{}", others.saturating_add(1)),
        }
    }

    /// Whether the binding is of SOAP 1.2.
    pub fn is_soap12(&self) -> bool {
        let protocol = |binding: BindingId| &self.model.bindings[binding].protocol;
        matches!(self.binding.map(protocol), Some(Protocol::Soap12 { .. }))
    }

    /// `soapAction`, if the binding has one.
    pub fn soap_action(&self) -> Option<&'m str> {
        self.bound?.soap_action.as_deref()
    }

    /// The style of the messages.
    pub fn style(&self) -> Style {
        self.bound.map_or(Style::Document, |bound| bound.style)
    }

    /// Whether the binding asks for WS-Addressing.
    pub(crate) fn addressing(&self) -> Option<Addressing> {
        self.model.bindings[self.binding?].addressing
    }

    fn is_named(&self, name: &str) -> bool {
        let local = self.local_name();
        let Some(owner) = name.strip_suffix(&*local) else {
            return false;
        };
        let service = self
            .service
            .map(|service| &*self.model.services[service].name.local);
        match owner.strip_suffix('.') {
            None => owner.is_empty(),
            Some(owner) => &*self.port_type().name.local == owner || service == Some(owner),
        }
    }

    pub(crate) fn message(&self, direction: Direction) -> Option<&'m BindingMessage> {
        match direction {
            Direction::Request => self.bound?.input.as_ref(),
            Direction::Response => self.bound?.output.as_ref(),
        }
    }

    /// Whether the operation has this message.
    pub fn has(&self, direction: Direction) -> bool {
        match direction {
            Direction::Request => self.operation().input.is_some(),
            Direction::Response => self.operation().output.is_some(),
        }
    }

    /// The content of the body of the request or response.
    pub fn body(&self, direction: Direction) -> Body {
        let reference = match direction {
            Direction::Request => self.operation().input.as_ref(),
            Direction::Response => self.operation().output.as_ref(),
        };
        let Some(reference) = reference else {
            return Body::Elements(Vec::new());
        };
        let all = &self.model.messages[reference.message].parts;
        let bound = self.message(direction);
        let parts: Vec<_> = match bound {
            Some(bound) => bound
                .body
                .iter()
                .filter_map(|part| all.get(*part))
                .collect(),
            None => all.iter().collect(),
        };
        let elements: Option<Vec<_>> = parts
            .iter()
            .map(|part| match part.content {
                PartContent::Element(element) => Some(element),
                PartContent::Type(_) => None,
            })
            .collect();
        match (self.style(), elements) {
            (Style::Document, Some(elements)) => Body::Elements(elements),
            _ => {
                let namespace = bound
                    .and_then(|bound| bound.body_namespace.clone())
                    .unwrap_or_default();
                let suffix = if direction == Direction::Response {
                    "Response"
                } else {
                    ""
                };
                let name = QName::new(namespace, format!("{}{suffix}", self.operation().name));
                Body::Wrapper(
                    (self.style() == Style::Rpc).then_some(name),
                    parts
                        .iter()
                        .map(|part| (part.name.clone(), part.content))
                        .collect(),
                )
            }
        }
    }

    /// Whether the body of the request or response uses SOAP encoding.
    pub fn is_encoded(&self, direction: Direction) -> bool {
        self.message(direction)
            .is_some_and(|bound| matches!(bound.body_use, Use::Encoded(_)))
    }

    /// The header blocks that use SOAP encoding.
    pub(crate) fn encoded_headers(&self, direction: Direction) -> BTreeSet<QName> {
        let headers = self.message(direction).map(|bound| bound.headers.iter());
        let headers = headers.into_iter().flatten();
        headers
            .filter(|header| matches!(header.header_use, Use::Encoded(_)))
            .filter_map(|header| Some(self.header(header)?.0))
            .collect()
    }

    fn header(&self, header: &crate::model::BindingHeader) -> Option<(QName, PartContent)> {
        let part = self.model.messages[header.message].parts.get(header.part)?;
        let name = match part.content {
            PartContent::Element(element) => self.model.elements[element].name.clone(),
            PartContent::Type(_) => {
                let namespace = header.namespace.clone().unwrap_or_default();
                QName::new(namespace, part.name.clone())
            }
        };
        Some((name, part.content))
    }

    /// The header blocks of the request or response, each with its name.
    pub fn headers(&self, direction: Direction) -> Vec<(QName, PartContent)> {
        let Some(bound) = self.message(direction) else {
            return Vec::new();
        };
        let headers = bound.headers.iter();
        headers.filter_map(|header| self.header(header)).collect()
    }

    /// The declared faults: the name and the content of the detail.
    pub fn faults(&self) -> Vec<(&'m str, Option<PartContent>)> {
        let detail = |fault: &'m crate::model::MessageRef| {
            let part = self.model.messages[fault.message].parts.first();
            (&*fault.name, part.map(|part| part.content))
        };
        self.operation().faults.iter().map(detail).collect()
    }
}
