//! Port types, each with its bindings.

use super::filter::Filter;
use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;
use crate::options::selector::Selectors;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A port type and its bindings.
#[derive(Debug)]
pub(crate) struct SelectedPortType {
    pub port_type: PortTypeId,
    /// Indices into its operations, in order.
    pub operations: Vec<usize>,
    /// Bindings that differ, each with its ports; empty if the contract has no binding for the port type.
    pub bindings: Vec<SelectedBinding>,
}

impl SelectedPortType {
    /// Whether the operation of this index is selected.
    pub(crate) fn has(&self, operation: usize) -> bool {
        self.operations.binary_search(&operation).is_ok()
    }
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
    /// The requirements of the policies of binding and ports.
    pub policy: Arc<[Demand]>,
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
    let all = Ports::of(model);
    ids.into_iter()
        .filter_map(|id| select_one(model, id, &all, filter, diagnostics, left_out))
        .collect()
}

fn select_one(
    model: &Model,
    id: PortTypeId,
    all: &Ports<'_>,
    filter: &Filter,
    diagnostics: &mut Diagnostics,
    left_out: &mut BTreeSet<String>,
) -> Option<SelectedPortType> {
    let port_type = &model.port_types[id];
    let bound = all.bindings.get(&id).map_or(&[][..], Vec::as_slice);
    let offers = Offers::of(model, id, all);
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

    let candidates = candidates(model, bound, &offers, &ports);
    let bindings = soap_bindings(model, candidates, left_out);
    if bindings.is_empty() && (!offers.ports.is_empty() || !bound.is_empty()) {
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

/// Ports and bindings by their port type.
struct Ports<'m> {
    /// By service and position.
    ports: BTreeMap<PortTypeId, Vec<(&'m Service, &'m Port)>>,
    bindings: BTreeMap<PortTypeId, Vec<BindingId>>,
}

impl<'m> Ports<'m> {
    fn of(model: &'m Model) -> Self {
        let mut services: Vec<&Service> =
            model.services.iter().map(|(_, service)| service).collect();
        services.sort_by(|a, b| a.name.cmp(&b.name));
        let mut all = Self {
            ports: BTreeMap::new(),
            bindings: BTreeMap::new(),
        };
        for service in services {
            for port in &service.ports {
                let id = model.bindings[port.binding].port_type;
                all.ports.entry(id).or_default().push((service, port));
            }
        }
        for (id, binding) in model.bindings.iter() {
            all.bindings.entry(binding.port_type).or_default().push(id);
        }
        all
    }
}

/// The ports of a port type.
struct Offers<'m> {
    /// By service and position.
    ports: Vec<(&'m Service, &'m Port)>,
    /// The names of the port type and of the services that offer it.
    names: Vec<String>,
}

impl<'m> Offers<'m> {
    fn of(model: &'m Model, id: PortTypeId, all: &Ports<'m>) -> Self {
        let ports = all.ports.get(&id).cloned().unwrap_or_default();
        let mut names = vec![model.port_types[id].name.local.to_string()];
        let mut known: BTreeSet<String> = names.iter().cloned().collect();
        for (service, _) in &ports {
            let name = service.name.local.to_string();
            if known.insert(name.clone()) {
                names.push(name);
            }
        }
        Self { ports, names }
    }
}

/// The bindings of the chosen ports; without a SOAP port, all bindings of the port type.
fn candidates(
    model: &Model,
    bound: &[BindingId],
    offers: &Offers<'_>,
    chosen: &[(&Service, &Port)],
) -> Vec<SelectedBinding> {
    let mut candidates: Vec<SelectedBinding> = Vec::new();
    let mut places: BTreeMap<BindingId, usize> = BTreeMap::new();
    let mut documented = Documented::default();
    // The ports of a service share the list of its demands: each is added to a binding once.
    let mut merged = BTreeSet::new();
    for (service, port) in chosen {
        let entry = SelectedPort {
            name: port.name.to_string(),
            address: port.address.as_ref().map(|address| address.to_string()),
            documentation: port.annotation.documentation.clone(),
        };
        let service = Cow::Borrowed(&*service.annotation.documentation);
        let place = *places.entry(port.binding).or_insert(candidates.len());
        match candidates.get_mut(place) {
            Some(candidate) => {
                candidate.ports.push(entry);
                candidate.addressing = candidate.addressing.max(port.addressing);
                if merged.insert((place, port.policy.as_ptr())) {
                    add_demands(&mut candidate.policy, &port.policy);
                }
                documented.add(place, &mut candidate.documentation, service);
            }
            None => {
                let binding = &model.bindings[port.binding];
                let mut documentation = Vec::new();
                for text in [Cow::Borrowed(&*binding.annotation.documentation), service] {
                    documented.add(place, &mut documentation, text);
                }
                candidates.push(SelectedBinding {
                    binding: port.binding,
                    ports: vec![entry],
                    documentation,
                    addressing: binding.addressing.max(port.addressing),
                    policy: {
                        let mut policy = binding.policy.clone();
                        add_demands(&mut policy, &port.policy);
                        policy
                    },
                });
            }
        }
    }
    let is_soap = |(_, port): &(&Service, &Port)| model.bindings[port.binding].protocol.is_soap();
    if !offers.ports.iter().any(is_soap) {
        let free = bound.iter().filter(|binding| !places.contains_key(binding));
        let mut others: Vec<BindingId> = free.copied().collect();
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

/// The documentation that each binding has, to leave out duplicates.
#[derive(Default)]
struct Documented<'m>(BTreeSet<(usize, Cow<'m, str>)>);

impl<'m> Documented<'m> {
    /// Adds documentation to that of the binding at this place.
    fn add(&mut self, place: usize, all: &mut Vec<String>, text: Cow<'m, str>) {
        if !text.is_empty() && self.0.insert((place, text.clone())) {
            all.push(text.into_owned());
        }
    }
}

/// The SOAP bindings that differ. Ports with equal bindings are one way to call the service, at several addresses.
fn soap_bindings(
    model: &Model,
    candidates: Vec<SelectedBinding>,
    left_out: &mut BTreeSet<String>,
) -> Vec<SelectedBinding> {
    let mut bindings: Vec<SelectedBinding> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut documented = Documented::default();
    for mut candidate in candidates {
        let definition = &model.bindings[candidate.binding];
        if !definition.protocol.is_soap() {
            // Linking reports it.
            left_out.insert(format!("binding {}", definition.name.local));
            continue;
        }
        let place = *places.entry(wire(definition)).or_insert(bindings.len());
        let texts = std::mem::take(&mut candidate.documentation);
        let mut added = Vec::new();
        for text in texts {
            documented.add(place, &mut added, Cow::Owned(text));
        }
        match bindings.get_mut(place) {
            Some(other) => {
                other.ports.extend(candidate.ports);
                other.documentation.extend(added);
                other.addressing = other.addressing.max(candidate.addressing);
                add_demands(&mut other.policy, &candidate.policy);
            }
            None => bindings.push(SelectedBinding {
                documentation: added,
                ..candidate
            }),
        }
    }
    bindings
}

/// The facts of a binding that messages depend on, as text. Bindings with equal texts send equal messages.
fn wire(binding: &Binding) -> String {
    let message = |message: &Option<BindingMessage>| {
        message.as_ref().map(|message| {
            let headers = message.headers.iter().map(|header| {
                let BindingHeader {
                    message,
                    part,
                    header_use,
                    namespace,
                    ..
                } = header;
                (*message, *part, header_use.clone(), namespace.clone())
            });
            (
                headers.collect::<Vec<_>>(),
                message.body.clone(),
                message.body_use.clone(),
                message.body_namespace.clone(),
                message.multipart,
            )
        })
    };
    // Each operation is bound once.
    let by_operation: BTreeMap<usize, &BindingOperation> = (binding.operations.iter())
        .map(|bound| (bound.operation, bound))
        .collect();
    let operations: Vec<_> = (by_operation.values())
        .map(|bound| {
            (
                bound.operation,
                &bound.soap_action,
                bound.style,
                message(&bound.input),
                message(&bound.output),
            )
        })
        .collect();
    let version = matches!(binding.protocol, Protocol::Soap12 { .. });
    format!("{version} {operations:?}")
}
