//! Builds the plan from named nodes: one file for each kind of item.

mod blanks;
mod choices;
mod clients;
mod components;
mod contents;
mod declarations;
mod enums;
mod faults;
mod field_types;
mod handles;
mod hashed;
mod identities;
mod imports;
mod members;
mod module;
mod operations;
mod references;
mod secrets;
mod servers;
mod setters;
mod sizes;
mod statics;
mod structs;
mod types;
mod unions;

use super::Planner;
use super::graph::*;
use super::names::{AssignedNames, MemberNames};
use super::output::{self, Item};
use super::service::ServiceNode;
use crate::model::*;
use crate::options::overrides::Overrides;
use blanks::Blanks;
use field_types::Cycles;
use hashed::Hashed;
use module::ModuleBuilder;
use references::References;
use secrets::Secrets;
use sizes::Sizes;
use std::collections::{BTreeMap, BTreeSet};

/// Builds the items of all modules.
pub(super) struct OutputBuilder<'a> {
    planner: &'a Planner<'a>,
    overrides: &'a Overrides,
    graph: &'a Graph,
    names: &'a AssignedNames,
    cycles: Cycles,
    sizes: Sizes,
    blanks: Blanks,
    hashed: Hashed,
    secrets: Secrets,
    references: References,
    /// Structs of elements with identity constraints, where these are checked.
    identified: BTreeSet<NodeId>,
    /// Structs that check kept values without text between their elements.
    element_only: BTreeSet<NodeId>,
    modules: BTreeMap<ModuleId, ModuleBuilder>,
}

impl<'a> OutputBuilder<'a> {
    pub(super) fn new(
        planner: &'a Planner<'a>,
        overrides: &'a Overrides,
        graph: &'a Graph,
        services: &[ServiceNode],
        names: &'a AssignedNames,
    ) -> Self {
        let operations = planner.options.client || planner.options.server;
        let cycles = Cycles::of(graph);
        Self {
            planner,
            overrides,
            graph,
            names,
            sizes: Sizes::of(graph, &cycles),
            cycles,
            blanks: Blanks::of(graph),
            hashed: Hashed::of(graph, planner.options.ord),
            secrets: Secrets::of(overrides, graph, services),
            identified: match overrides.types.facets {
                true => identified(planner, graph),
                false => BTreeSet::new(),
            },
            element_only: element_only(planner, graph),
            references: References::of(graph, names, services, operations),
            modules: names
                .modules
                .iter()
                .map(|(id, name)| (*id, ModuleBuilder::new(*id, name, names)))
                .collect(),
        }
    }

    /// Builds everything: services first, then types, then shared items.
    pub(super) fn build(mut self, services: &[ServiceNode]) -> Vec<output::Module> {
        for (service, names) in services.iter().zip(&self.names.services) {
            self.service(service, names);
        }
        let mut types: Vec<NodeId> = self
            .graph
            .made_nodes()
            .filter(|(_, node)| matches!(node.module, ModuleId::Types(_)))
            .map(|(id, _)| id)
            .collect();
        types.sort_by_key(|id| self.names.types.get(id));
        for id in types {
            self.push_type(id);
        }
        if self.planner.options.server {
            for (service, names) in services.iter().zip(&self.names.services) {
                self.server(service, names);
            }
        }
        self.typed();
        self.handles();
        self.shared_statics();
        let modules = std::mem::take(&mut self.modules);
        modules
            .into_iter()
            .filter(|(_, module)| !module.is_empty())
            .map(|(id, module)| {
                let (docs, features) = self.module_head(id);
                let options = self.planner.options;
                module.finish(docs, features, options)
            })
            .collect()
    }

    fn model(&self) -> &'a Model {
        self.planner.facts.model
    }

    fn node(&self, id: NodeId) -> &'a Node {
        &self.graph.nodes[id]
    }

    fn member_names(&self, id: NodeId) -> Option<&'a MemberNames> {
        self.names.members.get(&id)
    }

    fn push(&mut self, module: ModuleId, item: Item) {
        if let Some(module) = self.modules.get_mut(&module) {
            module.push(item);
        }
    }

    /// Adds the item of a node to its module.
    fn push_type(&mut self, id: NodeId) {
        let node = self.node(id);
        let item = match &node.kind {
            NodeKind::Reserved => return,
            NodeKind::Struct {
                members,
                group,
                content,
            } => {
                let content = self.struct_content(members, content.as_ref(), *group);
                Item::Struct(self.structure(id, members, *group, content))
            }
            NodeKind::Enumeration { ty } => Item::Enum(self.enumeration(id, *ty)),
            NodeKind::Alias(ty) => Item::Alias(self.alias(id, ty)),
            NodeKind::Union(members) => Item::Union(self.union(id, members)),
            NodeKind::Choice { members, content } => {
                let content = self.choice_content(members, content.as_ref());
                Item::Choice(self.choice(id, members, content))
            }
            NodeKind::Polymorphic(variants) => Item::Polymorphic(self.polymorphic(id, variants)),
        };
        self.push(node.module, item);
    }
}

/// The structs of elements with identity constraints.
fn identified(planner: &Planner<'_>, graph: &Graph) -> BTreeSet<NodeId> {
    let types = crate::plan::identities::identified(planner.facts);
    let made = graph.made.iter();
    made.filter(|(key, _)| matches!(key, NodeKey::Type(_, ty) if types.contains(ty)))
        .map(|(_, node)| *node)
        .collect()
}

/// The structs that check values of types that restrict mixed content to elements.
fn element_only(planner: &Planner<'_>, graph: &Graph) -> BTreeSet<NodeId> {
    let made = graph.made.iter();
    made.filter(|(key, _)| matches!(key, NodeKey::Mixed(ty) if !planner.facts.is_mixed(*ty)))
        .map(|(_, node)| *node)
        .collect()
}
