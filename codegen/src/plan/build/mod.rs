//! From named nodes to the plan: types spelled, tables filled, docs written.

mod components;
mod items;
mod members;
mod statics;
mod types;
mod walk;

use crate::tokens::Tokens;
pub(crate) use walk::used_by;

use crate::model::*;
use crate::options::overrides::TypeOverrides;
use crate::plan::graph::*;
use crate::plan::lower::Lower;
use crate::plan::names::prefixes::{self, Prefixes};
use crate::plan::names::scope::NameScope;
use crate::plan::output::{self, Item};
use items::must_have;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A module while it is being filled.
pub(crate) struct ModuleBuilder {
    pub name: String,
    pub values: NameScope,
    /// Constants of all namespaces; those used are emitted.
    constants: BTreeMap<Arc<str>, String>,
    used_constants: BTreeSet<Arc<str>>,
    pub uses: BTreeSet<String>,
    /// Declarations of namespaces, by text.
    declarations: BTreeMap<String, String>,
    /// Statics of fault elements, by what they say.
    faults: BTreeMap<String, String>,
    pub prelude: output::Prelude,
    pub items: Vec<Item>,
}

/// What has been decided before tables and types are written out.
pub(crate) struct Decided<'a> {
    /// Names of nodes.
    pub names: &'a BTreeMap<NodeId, String>,
    pub prefixes: Prefixes,
    pub overrides: &'a TypeOverrides,
    /// Rust types that the user mapped types to.
    pub mapped_paths: &'a [Tokens],
    pub module_names: &'a BTreeMap<ModuleId, String>,
    /// Names taken in each module.
    pub scopes: &'a BTreeMap<ModuleId, NameScope>,
    /// All namespaces of the output.
    pub namespaces: &'a BTreeSet<Arc<str>>,
}

pub(crate) struct OutputBuilder<'a, 'b> {
    pub lower: &'a Lower<'b>,
    pub names: &'a BTreeMap<NodeId, String>,
    pub prefixes: Prefixes,
    pub overrides: &'a TypeOverrides,
    pub mapped_paths: &'a [Tokens],
    pub modules: BTreeMap<ModuleId, ModuleBuilder>,
    component: Vec<usize>,
    required_component: Vec<usize>,
    /// Name of the table of each struct, the group of each choice.
    tables: BTreeMap<NodeId, String>,
    groups: BTreeMap<NodeId, String>,
    /// Statics named by other modules.
    visible: BTreeSet<(ModuleId, String)>,
    pairs: BTreeMap<TypeId, (ModuleId, String)>,
    items: BTreeMap<TypeId, (ModuleId, String)>,
    wildcards: BTreeMap<(ModuleId, Vec<Arc<str>>, bool), String>,
    /// Names of the statics of facets, by module and type; `None` where nothing is to be checked.
    facets: BTreeMap<(ModuleId, TypeId), Option<String>>,
    /// Statics to make, in order of the first use.
    pending_pairs: Vec<TypeId>,
    pending_items: Vec<TypeId>,
    /// Case collisions and the like among fields and variants: owner, wanted, given.
    pub collisions: Vec<(Span, String, String, String)>,
}

impl<'a, 'b> OutputBuilder<'a, 'b> {
    pub(crate) fn new(lower: &'a Lower<'b>, decided: Decided<'a>) -> Self {
        let Decided {
            names,
            prefixes,
            overrides,
            mapped_paths,
            module_names,
            scopes,
            namespaces,
        } = decided;
        let mut modules = BTreeMap::new();
        for (module, name) in module_names {
            let mut values = NameScope::default();
            let mut constants = BTreeMap::new();
            for uri in namespaces.iter().filter(|uri| !uri.is_empty()) {
                constants.insert(uri.clone(), values.take(&prefixes::constant(uri), &[]));
            }
            let empty = NameScope::default();
            let prelude = prelude(scopes.get(module).unwrap_or(&empty));
            modules.insert(
                *module,
                ModuleBuilder {
                    name: name.clone(),
                    values,
                    constants,
                    used_constants: BTreeSet::new(),
                    uses: BTreeSet::new(),
                    declarations: BTreeMap::new(),
                    faults: BTreeMap::new(),
                    prelude,
                    items: Vec::new(),
                },
            );
        }
        let (component, required_component) = components(lower);
        Self {
            lower,
            names,
            prefixes,
            overrides,
            mapped_paths,
            modules,
            component,
            required_component,
            tables: BTreeMap::new(),
            groups: BTreeMap::new(),
            visible: BTreeSet::new(),
            pairs: BTreeMap::new(),
            items: BTreeMap::new(),
            wildcards: BTreeMap::new(),
            facets: BTreeMap::new(),
            pending_pairs: Vec::new(),
            pending_items: Vec::new(),
            collisions: Vec::new(),
        }
    }

    fn model(&self) -> &'b Model {
        self.lower.model
    }

    pub(crate) fn node(&self, id: NodeId) -> &'a Node {
        &self.lower.graph.nodes[id]
    }

    /// A new static in a module.
    pub(crate) fn value_name(
        &mut self,
        module: ModuleId,
        wanted: &str,
        alternatives: &[String],
    ) -> String {
        match self.modules.get_mut(&module) {
            Some(module) => module.values.take(wanted, alternatives),
            None => wanted.to_owned(),
        }
    }

    pub(crate) fn push(&mut self, module: ModuleId, item: Item) {
        if let Some(module) = self.modules.get_mut(&module) {
            module.items.push(item);
        }
    }
}

impl ModuleBuilder {
    /// Constants of declarations, by name.
    pub(crate) fn constants(&self) -> Vec<(String, String, String)> {
        let mut list: Vec<(String, String, String)> = self
            .declarations
            .iter()
            .map(|(text, name)| {
                (
                    name.clone(),
                    "Namespaces declared on the envelope.".to_owned(),
                    text.clone(),
                )
            })
            .collect();
        list.sort();
        list
    }

    /// Constants of the namespaces that were used, by name.
    pub(crate) fn namespaces(&self) -> Vec<(String, String)> {
        let mut list: Vec<(String, String)> = self
            .constants
            .iter()
            .filter(|(uri, _)| self.used_constants.contains(*uri))
            .map(|(uri, name)| (name.clone(), uri.to_string()))
            .collect();
        list.sort();
        list
    }
}

/// Components of the graph of types that hold each other directly, and of that of types that must hold each other.
fn components(lower: &Lower<'_>) -> (Vec<usize>, Vec<usize>) {
    let nodes = &lower.graph.nodes;
    let mut direct: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    let mut required: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (id, node) in nodes.iter().enumerate() {
        match &node.kind {
            NodeKind::Struct { members, .. } | NodeKind::Choice(members) => {
                for member in members {
                    if member.repeated || member.item.is_some() {
                        continue;
                    }
                    if let Ty::Node(to) = member.ty {
                        direct[id].push(to);
                        if must_have(member) && matches!(node.kind, NodeKind::Struct { .. }) {
                            required[id].push(to);
                        }
                    }
                }
            }
            NodeKind::Polymorphic(variants) => {
                for (index, (_, ty)) in variants.iter().enumerate() {
                    if let Ty::Node(to) = ty {
                        direct[id].push(*to);
                        if index == 0 {
                            required[id].push(*to);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    (
        components::components(&direct),
        components::components(&required),
    )
}

/// How the prelude is spelled beside these types.
fn prelude(types: &NameScope) -> output::Prelude {
    let short = |name: &'static str, absolute: &'static str| {
        if types.contains(name) { absolute } else { name }
    };
    output::Prelude {
        option: short("Option", "::core::option::Option"),
        vec: short("Vec", "::std::vec::Vec"),
        string: short("String", "::std::string::String"),
        boxed: short("Box", "::std::boxed::Box"),
        result: short("Result", "::core::result::Result"),
        default: short("Default", "::core::default::Default"),
        send: short("Send", "::core::marker::Send"),
        sync: short("Sync", "::core::marker::Sync"),
    }
}
