//! Names: identifiers, scopes in which each is used once, and prefixes.
//!
//! All names are assigned after lowering and before building, so a name does not depend on the order of references.
//! Only statics made on demand (wildcards, facets) get theirs later, from the same scopes.

mod alternatives;
mod file_names;
pub(super) mod ident;
mod members;
pub(super) mod modules;
pub(super) mod prefixes;
pub(super) mod scope;
mod services;
mod statics;
mod types;
pub(super) mod usage;

pub(super) use members::{MemberNames, distinct_values, member_local};
pub(super) use services::{ClientNames, OperationNames, ServiceNames};
pub(super) use statics::StaticNames;

use super::Planner;
use super::graph::*;
use super::service::ServiceNode;
use crate::diagnostic::Diagnostics;
use crate::options::overrides::Overrides;
use prefixes::Prefixes;
use scope::NameScope;
use std::collections::BTreeMap;

/// All names of the output.
pub(super) struct AssignedNames {
    pub(super) modules: BTreeMap<ModuleId, String>,
    /// Types, by node.
    pub(super) types: BTreeMap<NodeId, String>,
    /// Fields and variants, by node.
    pub(super) members: BTreeMap<NodeId, MemberNames>,
    /// In the order of the services.
    pub(super) services: Vec<ServiceNames>,
    pub(super) statics: StaticNames,
    pub(super) prefixes: Prefixes,
    /// The declarations of all prefixes.
    pub(super) declarations: String,
    /// The names of types and traits in each module.
    pub(super) scopes: BTreeMap<ModuleId, NameScope>,
}

/// Assigns all names.
pub(super) fn assign(
    planner: &Planner<'_>,
    overrides: &Overrides,
    modules: BTreeMap<ModuleId, String>,
    graph: &Graph,
    services: &[ServiceNode],
    diagnostics: &mut Diagnostics,
) -> AssignedNames {
    let model = planner.facts.model;
    let (types, mut scopes) = types::assign(model, graph, &overrides.rename_types, diagnostics);
    let members = members::assign(
        model,
        graph,
        &overrides.types,
        &overrides.rename_types,
        diagnostics,
    );

    let bodies = services
        .iter()
        .flat_map(|service| &service.clients)
        .flat_map(|client| &client.operations)
        .flat_map(|operation| operation.members());
    let mut used = usage::used_by(model, graph, bodies, 0..graph.nodes.len());
    for element in graph.handles.keys() {
        used.ty(&model.elements[*element].name);
    }
    for (_, name) in graph.typed(model) {
        used.ty(name);
    }
    let mut namespaces = used.namespaces();
    namespaces.extend(
        graph
            .nodes
            .iter()
            .map(|node| node.xml_name.namespace.clone()),
    );
    let prefixes = Prefixes::decide(&used, &model.prefixes);
    let declarations = prefixes.declarations(&used, false);

    let mut statics = StaticNames::new(modules.keys().copied(), &namespaces);
    statics.name_shared(model, graph);
    for module in modules.keys() {
        if matches!(module, ModuleId::Types(_)) {
            statics.name_types(*module, graph, &types);
        }
    }
    let services = services
        .iter()
        .map(|service| {
            let module = ModuleId::Service(service.index);
            let scope = scopes.entry(module).or_default();
            let names = services::assign(
                model,
                service,
                overrides,
                &types,
                scope,
                &mut statics,
                diagnostics,
            );
            statics.name_types(module, graph, &types);
            statics.headers.extend(&service.header_sets);
            names
        })
        .collect();
    AssignedNames {
        modules,
        types,
        members,
        services,
        statics,
        prefixes,
        declarations,
        scopes,
    }
}
