//! Names of statics and constants: unique in their module.

use super::scope::NameScope;
use super::{ident, prefixes};
use crate::model::label::selector_path;
use crate::model::*;
use crate::plan::graph::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Names of statics. Those of statics made on demand are taken from `scopes` at that time.
#[derive(Debug)]
pub(crate) struct StaticNames {
    /// The names that each module has.
    pub(crate) scopes: BTreeMap<ModuleId, NameScope>,
    /// The constants of all namespaces, the same in all modules. Only used ones are emitted.
    pub(crate) namespaces: BTreeMap<Arc<str>, String>,
    /// Tables of structs, and the types of polymorphic enums.
    pub(crate) tables: BTreeMap<NodeId, String>,
    /// The structs whose tables operations name: those of headers.
    pub(crate) headers: BTreeSet<NodeId>,
    /// Groups of choices and of nested sequences.
    pub(crate) groups: BTreeMap<NodeId, String>,
    /// Members of dictionaries.
    pub(crate) pairs: BTreeMap<TypeId, (ModuleId, String)>,
    /// Items of collapsed arrays.
    pub(crate) items: BTreeMap<TypeId, (ModuleId, String)>,
}

impl StaticNames {
    pub(super) fn new(
        modules: impl Iterator<Item = ModuleId>,
        namespaces: &BTreeSet<Arc<str>>,
    ) -> Self {
        let mut scope = NameScope::default();
        let namespaces = namespaces
            .iter()
            .filter(|uri| !uri.is_empty())
            .map(|uri| (uri.clone(), scope.take(&prefixes::constant(uri), &[])))
            .collect();
        Self {
            scopes: modules.map(|module| (module, scope.clone())).collect(),
            namespaces,
            tables: BTreeMap::new(),
            headers: BTreeSet::new(),
            groups: BTreeMap::new(),
            pairs: BTreeMap::new(),
            items: BTreeMap::new(),
        }
    }

    /// Takes a name in a module.
    pub(super) fn take(
        &mut self,
        module: ModuleId,
        wanted: &str,
        alternatives: &[String],
    ) -> String {
        let scope = self.scopes.entry(module).or_default();
        scope.take(wanted, alternatives)
    }

    /// Names the statics of dictionaries and of items of arrays.
    pub(super) fn name_shared(&mut self, model: &Model, graph: &Graph) {
        for (ty, path) in in_order(model, graph.pairs.keys()) {
            let module = type_module(model, graph, ty);
            let wanted = ident::shouty_name(&path);
            let name = self.take(module, &wanted, &[format!("{wanted}_PAIR")]);
            self.pairs.insert(ty, (module, name));
        }
        for (ty, path) in in_order(model, graph.items.keys()) {
            let module = type_module(model, graph, ty);
            let wanted = format!("{}_ITEM", ident::shouty_name(&path));
            let name = self.take(module, &wanted, &[]);
            self.items.insert(ty, (module, name));
        }
    }

    /// Names the statics of the types of a module in order of their Rust names, so that the order of references does
    /// not matter.
    pub(super) fn name_types(
        &mut self,
        module: ModuleId,
        graph: &Graph,
        types: &BTreeMap<NodeId, String>,
    ) {
        let mut order: Vec<(&String, NodeId)> = graph
            .made_nodes()
            .filter(|(_, node)| node.module == module)
            .filter_map(|(id, _)| Some((types.get(&id)?, id)))
            .collect();
        order.sort();
        for (name, id) in order {
            let shouty = ident::shouty_name(name);
            let or = |suffix: &str| [format!("{shouty}_{suffix}")];
            match &graph.nodes[id].kind {
                NodeKind::Struct { group, .. } => {
                    let table = self.take(module, &shouty, &or("TABLE"));
                    self.tables.insert(id, table);
                    if *group {
                        let group = self.take(module, &format!("{shouty}_GROUP"), &[]);
                        self.groups.insert(id, group);
                    }
                }
                NodeKind::Choice { .. } => {
                    let group = self.take(module, &shouty, &or("GROUP"));
                    self.groups.insert(id, group);
                }
                NodeKind::Polymorphic(_) => {
                    let table = self.take(module, &shouty, &or("TYPES"));
                    self.tables.insert(id, table);
                }
                _ => {}
            }
        }
    }
}

/// Types in the order of their names, with their names in selectors.
fn in_order<'t>(model: &Model, types: impl Iterator<Item = &'t TypeId>) -> Vec<(TypeId, String)> {
    let mut list: Vec<(TypeId, String)> =
        types.map(|ty| (*ty, selector_path(model, *ty))).collect();
    list.sort_by(|(a, path), (b, other)| {
        (&model.types[*a].name, path).cmp(&(&model.types[*b].name, other))
    });
    list
}

/// The module of the shared statics of a type: that of its namespace.
fn type_module(model: &Model, graph: &Graph, ty: TypeId) -> ModuleId {
    let namespace = model.types[ty].name.as_ref().map(|name| &*name.namespace);
    graph.types_module(namespace.unwrap_or_default())
}
