//! Port types, each with its bindings.

use super::filter::Filter;
use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;
use crate::options::selector::Selectors;
use std::collections::BTreeSet;

/// A port type and its bindings.
#[derive(Debug)]
pub(crate) struct SelectedPortType {
    pub port_type: PortTypeId,
    /// Indices into its operations.
    pub operations: Vec<usize>,
    /// Bindings that differ, each with its ports; empty if the contract has no binding for the port type.
    pub bindings: Vec<SelectedBinding>,
}

/// A binding with its ports.
#[derive(Debug)]
pub(crate) struct SelectedBinding {
    pub binding: BindingId,
    pub ports: Vec<SelectedPort>,
    /// Documentation of binding and services.
    pub documentation: Vec<String>,
    /// The strongest demand of binding and ports.
    pub addressing: Option<Addressing>,
    /// What the policies of binding and ports ask for.
    pub policy: Vec<Demand>,
}

/// A port of a binding.
#[derive(Clone, Debug)]
pub(crate) struct SelectedPort {
    pub name: String,
    pub address: Option<String>,
    pub documentation: String,
}

/// The selected port types, by name.
pub(super) fn select(
    model: &Model,
    filter: &Filter,
    diagnostics: &mut Diagnostics,
    left_out: &mut BTreeSet<String>,
) -> Vec<SelectedPortType> {
    let mut ids: Vec<PortTypeId> = model.port_types.ids().collect();
    ids.sort_by(|a, b| model.port_types[*a].name.cmp(&model.port_types[*b].name));
    ids.into_iter()
        .filter_map(|id| select_one(model, id, filter, diagnostics, left_out))
        .collect()
}

fn select_one(
    model: &Model,
    id: PortTypeId,
    filter: &Filter,
    diagnostics: &mut Diagnostics,
    left_out: &mut BTreeSet<String>,
) -> Option<SelectedPortType> {
    let port_type = &model.port_types[id];
    let offers = Offers::of(model, id);
    let mut ports: Vec<(&Service, &Port)> = Vec::new();
    for (service, port) in &offers.ports {
        let included = filter.ports.is_empty() || filter.ports.any(&port.name);
        let excluded = filter.not_ports.any(&port.name);
        if included && !excluded {
            ports.push((service, port));
        } else {
            left_out.insert(format!("port {}", port.name));
        }
    }
    // Every name is tested, so that all matching selectors count as used.
    let matching = |selectors: &Selectors<()>| {
        offers
            .names
            .iter()
            .filter(|name| selectors.any(name))
            .count()
            > 0
    };
    let chosen = filter.services.is_empty() || matching(&filter.services);
    let rejected = matching(&filter.not_services);
    if !chosen || rejected || (!offers.ports.is_empty() && ports.is_empty()) {
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

    let candidates = candidates(model, id, &offers, &ports);
    let bindings = soap_bindings(model, candidates, left_out);
    let is_bound = |(_, binding): (_, &Binding)| binding.port_type == id;
    if bindings.is_empty() && (!offers.ports.is_empty() || model.bindings.iter().any(is_bound)) {
        left_out.insert(format!("port type {}", port_type.name.local));
        return None;
    }
    if bindings.is_empty() {
        diagnostics.note(
            Code::NoBinding,
            port_type.span,
            format!(
                "port type `{}` has no binding: document/literal over SOAP 1.1 is assumed",
                port_type.name.local
            ),
        );
    }
    Some(SelectedPortType {
        port_type: id,
        operations,
        bindings,
    })
}

/// The ports of a port type.
struct Offers<'m> {
    /// By service and position.
    ports: Vec<(&'m Service, &'m Port)>,
    /// The names of the port type and of the services that offer it.
    names: Vec<String>,
}

impl<'m> Offers<'m> {
    fn of(model: &'m Model, id: PortTypeId) -> Self {
        let mut services: Vec<&Service> =
            model.services.iter().map(|(_, service)| service).collect();
        services.sort_by(|a, b| a.name.cmp(&b.name));
        let mut offers = Self {
            ports: Vec::new(),
            names: vec![model.port_types[id].name.local.to_string()],
        };
        for service in services {
            for port in &service.ports {
                if model.bindings[port.binding].port_type != id {
                    continue;
                }
                let name = service.name.local.to_string();
                if !offers.names.contains(&name) {
                    offers.names.push(name);
                }
                offers.ports.push((service, port));
            }
        }
        offers
    }
}

/// The bindings of the chosen ports; without a SOAP port, all bindings of the port type.
fn candidates(
    model: &Model,
    id: PortTypeId,
    offers: &Offers<'_>,
    chosen: &[(&Service, &Port)],
) -> Vec<SelectedBinding> {
    let mut candidates: Vec<SelectedBinding> = Vec::new();
    for (service, port) in chosen {
        let entry = SelectedPort {
            name: port.name.to_string(),
            address: port.address.as_ref().map(|address| address.to_string()),
            documentation: port.annotation.documentation.clone(),
        };
        let service = &service.annotation.documentation;
        match candidates
            .iter_mut()
            .find(|candidate| candidate.binding == port.binding)
        {
            Some(candidate) => {
                candidate.ports.push(entry);
                candidate.addressing = candidate.addressing.max(port.addressing);
                add_demands(&mut candidate.policy, port.policy.iter().cloned());
                document(&mut candidate.documentation, service);
            }
            None => {
                let binding = &model.bindings[port.binding];
                let mut documentation = Vec::new();
                document(&mut documentation, &binding.annotation.documentation);
                document(&mut documentation, service);
                candidates.push(SelectedBinding {
                    binding: port.binding,
                    ports: vec![entry],
                    documentation,
                    addressing: binding.addressing.max(port.addressing),
                    policy: {
                        let mut policy = binding.policy.clone();
                        add_demands(&mut policy, port.policy.iter().cloned());
                        policy
                    },
                });
            }
        }
    }
    let is_soap = |(_, port): &(&Service, &Port)| model.bindings[port.binding].protocol.is_soap();
    if !offers.ports.iter().any(is_soap) {
        let mut others: Vec<BindingId> = model
            .bindings
            .ids()
            .filter(|binding| model.bindings[*binding].port_type == id)
            .filter(|binding| candidates.iter().all(|known| known.binding != *binding))
            .collect();
        others.sort_by(|a, b| model.bindings[*a].name.cmp(&model.bindings[*b].name));
        candidates.extend(others.into_iter().map(|binding| SelectedBinding {
            binding,
            ports: Vec::new(),
            documentation: vec![model.bindings[binding].annotation.documentation.clone()],
            addressing: model.bindings[binding].addressing,
            policy: model.bindings[binding].policy.clone(),
        }));
    }
    candidates
}

/// Adds documentation, without duplicates.
fn document(all: &mut Vec<String>, text: &str) {
    if !text.is_empty() && !all.iter().any(|known| known == text) {
        all.push(text.to_owned());
    }
}

/// The SOAP bindings that differ. Ports with equal bindings are one way to call the service, at several addresses.
fn soap_bindings(
    model: &Model,
    candidates: Vec<SelectedBinding>,
    left_out: &mut BTreeSet<String>,
) -> Vec<SelectedBinding> {
    let mut bindings: Vec<SelectedBinding> = Vec::new();
    for candidate in candidates {
        let definition = &model.bindings[candidate.binding];
        if !definition.protocol.is_soap() {
            // Linking reports it.
            left_out.insert(format!("binding {}", definition.name.local));
            continue;
        }
        match bindings
            .iter_mut()
            .find(|other| same(&model.bindings[other.binding], definition))
        {
            Some(other) => {
                other.ports.extend(candidate.ports);
                for text in &candidate.documentation {
                    document(&mut other.documentation, text);
                }
                other.addressing = other.addressing.max(candidate.addressing);
                add_demands(&mut other.policy, candidate.policy);
            }
            None => bindings.push(candidate),
        }
    }
    bindings
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
