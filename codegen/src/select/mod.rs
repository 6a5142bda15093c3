//! What is generated: what the user asked for, closed over what it needs.

mod closure;
mod filter;

use crate::diagnostic::{Code, Diagnostics};
use crate::model::Facts;
use crate::model::*;
use crate::options::Options;
pub(crate) use closure::Closure;
use filter::Filter;
use std::collections::BTreeSet;

/// What is generated.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    /// Port types, by name.
    pub interfaces: Vec<Interface>,
    /// Named types.
    pub types: BTreeSet<TypeId>,
    /// Global elements with anonymous types that no operation claims.
    pub elements: BTreeSet<ElementId>,
    /// Names of what was left out by choice, sorted.
    pub left_out: Vec<String>,
}

/// A port type with the bindings through which it is reached.
#[derive(Debug)]
pub(crate) struct Interface {
    pub port_type: PortTypeId,
    /// Indices into its operations.
    pub operations: Vec<usize>,
    /// Bindings that differ, each with its ports; empty when the contract binds the port type nowhere.
    pub bound: Vec<Bound>,
}

/// One way to reach a port type.
#[derive(Debug)]
pub(crate) struct Bound {
    pub binding: BindingId,
    /// Port name and address.
    pub ports: Vec<(String, Option<String>)>,
}

/// Chooses.
pub(crate) fn select(
    facts: &Facts<'_>,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Selection {
    let model = facts.model;
    let filter = Filter::new(options);
    let mut selection = Selection::default();
    let mut left_out = BTreeSet::new();

    let mut port_types: Vec<PortTypeId> = model.port_types.ids().collect();
    port_types.sort_by(|a, b| model.port_types[*a].name.cmp(&model.port_types[*b].name));
    for port_type in port_types {
        if let Some(interface) = interface(model, port_type, &filter, diagnostics, &mut left_out) {
            selection.interfaces.push(interface);
        }
    }

    // Types: all of them, or what the operations chosen need.
    let everything = !filter.narrows();
    let mut closure = Closure::new(facts);
    for (id, ty) in model.types.iter() {
        let Some(name) = &ty.name else { continue };
        if builtin(id) {
            continue;
        }
        let asked = filter.types.any_name(name);
        let excluded = filter.not_types.any_name(name);
        if (everything && filter.types.is_empty() && !excluded) || asked {
            closure.ty(id);
        }
    }
    if everything && filter.types.is_empty() {
        for (id, element) in model.elements.iter() {
            if element.global {
                closure.element(id);
            }
        }
    }
    for interface in &selection.interfaces {
        let port_type = &model.port_types[interface.port_type];
        for &index in &interface.operations {
            let Some(operation) = port_type.operations.get(index) else {
                continue;
            };
            let messages = operation
                .input
                .iter()
                .chain(&operation.output)
                .chain(&operation.faults);
            for message in messages {
                for part in &model.messages[message.message].parts {
                    closure.part(part.content);
                }
            }
            for bound in &interface.bound {
                for operation in model.bindings[bound.binding]
                    .operations
                    .iter()
                    .filter(|o| o.operation == index)
                {
                    for header in operation
                        .input
                        .iter()
                        .chain(&operation.output)
                        .flat_map(|message| &message.headers)
                    {
                        if let Some(part) = model.messages[header.message].parts.get(header.part) {
                            closure.part(part.content);
                        }
                    }
                }
            }
        }
    }
    closure.run();
    for (id, ty) in model.types.iter() {
        if let Some(name) = &ty.name
            && !builtin(id)
            && !closure.types.contains(&id)
        {
            left_out.insert(format!("type {name}"));
        }
    }
    selection.types = closure
        .types
        .into_iter()
        .filter(|id| model.types[*id].name.is_some() && !builtin(*id))
        .collect();
    selection.elements = closure
        .elements
        .into_iter()
        .filter(|id| {
            let element = &model.elements[*id];
            element.global && model.types[element.ty].name.is_none()
        })
        .collect();
    selection.left_out = left_out.into_iter().collect();
    filter.report(diagnostics);
    selection
}

fn builtin(id: TypeId) -> bool {
    id.index() < Builtin::ALL.len()
}

fn interface(
    model: &Model,
    id: PortTypeId,
    filter: &Filter,
    diagnostics: &mut Diagnostics,
    left_out: &mut BTreeSet<String>,
) -> Option<Interface> {
    let port_type = &model.port_types[id];
    // Ports that lead here, by service and position.
    let mut services: Vec<&Service> = model.services.iter().map(|(_, service)| service).collect();
    services.sort_by(|a, b| a.name.cmp(&b.name));
    let mut names = vec![port_type.name.local.to_string()];
    let mut ports: Vec<&Port> = Vec::new();
    let mut all_ports = 0;
    let mut soap_ports = 0;
    for service in services {
        for port in &service.ports {
            if model.bindings[port.binding].port_type != id {
                continue;
            }
            all_ports += 1;
            soap_ports += usize::from(model.bindings[port.binding].protocol.is_soap());
            let name = service.name.local.to_string();
            if !names.contains(&name) {
                names.push(name);
            }
            let included = filter.ports.is_empty() || filter.ports.any(&port.name);
            let excluded = filter.not_ports.any(&port.name);
            if included && !excluded {
                ports.push(port);
            } else {
                left_out.insert(format!("port {}", port.name));
            }
        }
    }
    let chosen = filter.services.is_empty()
        || names
            .iter()
            .filter(|name| filter.services.any(name))
            .count()
            > 0;
    let rejected = names
        .iter()
        .filter(|name| filter.not_services.any(name))
        .count()
        > 0;
    if !chosen || rejected || (all_ports > 0 && ports.is_empty()) {
        left_out.insert(format!("port type {}", port_type.name.local));
        return None;
    }

    let mut operations = Vec::new();
    for (index, operation) in port_type.operations.iter().enumerate() {
        let name = format!("{}.{}", port_type.name.local, operation.name);
        let included = filter.operations.is_empty() || filter.operations.any(&name);
        if included && !filter.not_operations.any(&name) {
            operations.push(index);
        } else {
            left_out.insert(format!("operation {name}"));
        }
    }

    // Bindings of those ports; without a port for SOAP, all bindings of the port type.
    let mut candidates: Vec<Bound> = Vec::new();
    for port in ports {
        let entry = (
            port.name.to_string(),
            port.address.as_ref().map(|address| address.to_string()),
        );
        match candidates
            .iter_mut()
            .find(|bound| bound.binding == port.binding)
        {
            Some(bound) => bound.ports.push(entry),
            None => candidates.push(Bound {
                binding: port.binding,
                ports: vec![entry],
            }),
        }
    }
    if soap_ports == 0 {
        let mut unbound: Vec<BindingId> = model
            .bindings
            .ids()
            .filter(|b| model.bindings[*b].port_type == id)
            .filter(|b| candidates.iter().all(|bound| bound.binding != *b))
            .collect();
        unbound.sort_by(|a, b| model.bindings[*a].name.cmp(&model.bindings[*b].name));
        candidates.extend(unbound.into_iter().map(|binding| Bound {
            binding,
            ports: Vec::new(),
        }));
    }
    let mut bound: Vec<Bound> = Vec::new();
    for Bound { binding, ports } in candidates {
        let definition = &model.bindings[binding];
        if !definition.protocol.is_soap() {
            // Reading has said so already.
            left_out.insert(format!("binding {}", definition.name.local));
            continue;
        }
        // Ports whose bindings say the same are one way to reach the service, at several addresses.
        match bound
            .iter_mut()
            .find(|other| same(&model.bindings[other.binding], definition))
        {
            Some(other) => other.ports.extend(ports),
            None => bound.push(Bound { binding, ports }),
        }
    }
    if bound.is_empty() && (all_ports > 0 || model.bindings.iter().any(|(_, b)| b.port_type == id))
    {
        left_out.insert(format!("port type {}", port_type.name.local));
        return None;
    }
    if bound.is_empty() {
        diagnostics.note(
            Code::NoBinding,
            port_type.span,
            format!(
                "port type `{}` has no binding: document/literal over SOAP 1.1 is assumed",
                port_type.name.local
            ),
        );
    }
    Some(Interface {
        port_type: id,
        operations,
        bound,
    })
}

/// Whether two bindings put the same bytes on the wire.
fn same(a: &Binding, b: &Binding) -> bool {
    let version = |binding: &Binding| matches!(binding.protocol, Protocol::Soap12 { .. });
    let message = |message: &Option<BindingMessage>| {
        message.as_ref().map(|message| {
            (
                message
                    .headers
                    .iter()
                    .map(|header| {
                        (
                            header.message,
                            header.part,
                            header.header_use.clone(),
                            header.namespace.clone(),
                        )
                    })
                    .collect::<Vec<_>>(),
                message.body.clone(),
                message.body_use.clone(),
                message.body_namespace.clone(),
                message.multipart,
            )
        })
    };
    version(a) == version(b)
        && a.operations.len() == b.operations.len()
        && a.operations.iter().all(|one| {
            b.operations.iter().any(|other| {
                one.operation == other.operation
                    && one.soap_action == other.soap_action
                    && one.style == other.style
                    && message(&one.input) == message(&other.input)
                    && message(&one.output) == message(&other.output)
            })
        })
}
