//! Statics: names, who may see them, and the shared ones that members refer to.

use super::OutputBuilder;
use crate::model::*;
use crate::plan::facets::restriction;
use crate::plan::graph::*;
use crate::plan::names::ident;
use crate::plan::names::prefixes;
use crate::plan::output::{self, Item};
use std::sync::Arc;

impl OutputBuilder<'_, '_> {
    /// Names the statics of the nodes of a module: in order of their Rust names, so that nothing depends on who refers to
    /// whom first.
    pub(crate) fn name_statics_of(&mut self, module: ModuleId) {
        let mut order: Vec<NodeId> = (0..self.lower.graph.nodes.len())
            .filter(|id| self.node(*id).module == module)
            .collect();
        order.sort_by_key(|id| (self.node(*id).module, self.names.get(id)));
        for id in order {
            let node = self.node(id);
            let module = node.module;
            let Some(name) = self.names.get(&id) else {
                continue;
            };
            let shouty = ident::shouty_name(name);
            match &node.kind {
                NodeKind::Struct { group, .. } => {
                    let table = self.value_name(module, &shouty, &[format!("{shouty}_TABLE")]);
                    if *group {
                        let group = self.value_name(module, &format!("{shouty}_GROUP"), &[]);
                        self.groups.insert(id, group);
                    }
                    self.tables.insert(id, table);
                }
                NodeKind::Choice(_) => {
                    let group = self.value_name(module, &shouty, &[format!("{shouty}_GROUP")]);
                    self.groups.insert(id, group);
                }
                NodeKind::Polymorphic(_) => {
                    let table = self.value_name(module, &shouty, &[format!("{shouty}_TYPES")]);
                    self.tables.insert(id, table);
                }
                _ => {}
            }
        }
    }

    /// Names the statics of dictionaries and items of arrays.
    pub(crate) fn name_shared_statics(&mut self) {
        let mut pairs: Vec<TypeId> = self.lower.pairs.keys().copied().collect();
        pairs.sort_by_key(|ty| self.static_key(*ty));
        for ty in pairs {
            let (module, name) = self.static_wanted(ty);
            let name = self.value_name(module, &name, &[format!("{name}_PAIR")]);
            self.pairs.insert(ty, (module, name));
        }
        let mut items: Vec<TypeId> = self.lower.items.keys().copied().collect();
        items.sort_by_key(|ty| self.static_key(*ty));
        for ty in items {
            let (module, name) = self.static_wanted(ty);
            let name = self.value_name(module, &format!("{name}_ITEM"), &[]);
            self.items.insert(ty, (module, name));
        }
    }

    pub(super) fn static_key(&self, ty: TypeId) -> (Option<QName>, String) {
        (
            self.model().types[ty].name.clone(),
            self.lower.type_label(ty),
        )
    }

    pub(super) fn static_wanted(&self, ty: TypeId) -> (ModuleId, String) {
        let namespace = match &self.model().types[ty].name {
            Some(name) => name.namespace.clone(),
            None => Arc::from(""),
        };
        (
            self.lower.types_module(&namespace),
            ident::shouty_name(&self.lower.type_label(ty)),
        )
    }

    /// The path of a static, which becomes visible to other modules when one of them names it.
    pub(super) fn static_path(&mut self, from: ModuleId, of: ModuleId, name: &str) -> String {
        if from != of {
            self.visible.insert((of, name.to_owned()));
        }
        self.path(from, of, name)
    }

    /// The static of a fault's element.
    pub(crate) fn fault_static(
        &mut self,
        module: ModuleId,
        xml_name: &QName,
        member: &output::Member,
    ) -> String {
        let key = format!("{member:?}");
        if let Some(name) = self
            .modules
            .get(&module)
            .and_then(|module| module.faults.get(&key))
        {
            return name.clone();
        }
        let name = self.value_name(
            module,
            &format!("{}_FAULT", ident::shouty_name(&xml_name.local)),
            &[],
        );
        if let Some(module) = self.modules.get_mut(&module) {
            module.faults.insert(key, name.clone());
            module.items.push(Item::Member(output::MemberStatic {
                name: name.clone(),
                visible: false,
                member: member.clone(),
            }));
        }
        name
    }

    /// The static of a wildcard, one per module and set of namespaces.
    pub(super) fn wildcard(&mut self, module: ModuleId, wildcard: &Wildcard) -> String {
        let (namespaces, not) = match &wildcard.namespaces {
            NamespaceConstraint::Any => (Vec::new(), true),
            NamespaceConstraint::Other(uri) => {
                // "Other" admits neither the target namespace nor the absence of one.
                let mut list = vec![uri.clone()];
                if !uri.is_empty() {
                    list.push(Arc::from(""));
                }
                (list, true)
            }
            NamespaceConstraint::List(list) => {
                let mut list = list.clone();
                list.sort();
                list.dedup();
                (list, false)
            }
        };
        let key = (module, namespaces, not);
        if let Some(name) = self.wildcards.get(&key) {
            return name.clone();
        }
        let wanted = match (&wildcard.namespaces, key.1.as_slice()) {
            (NamespaceConstraint::Any, _) => "ANY".to_owned(),
            (NamespaceConstraint::Other(uri), _) => format!("ANY_BUT_{}", prefixes::constant(uri)),
            (_, [only]) if only.is_empty() => "ANY_LOCAL".to_owned(),
            (_, [only]) => format!("ANY_OF_{}", prefixes::constant(only)),
            _ => "ANY_OF_SOME".to_owned(),
        };
        let name = self.value_name(module, &wanted, &[]);
        let list = key
            .1
            .iter()
            .map(|uri| self.constant_or_own(module, uri))
            .collect();
        if let Some(module) = self.modules.get_mut(&module) {
            module.items.push(Item::Wildcard(output::Wildcard {
                name: name.clone(),
                visible: false,
                namespaces: list,
                not,
            }));
        }
        self.wildcards.insert(key, name.clone());
        name
    }

    /// The static of what is checked of the values of a simple type, one per module; `None` if nothing is.
    pub(super) fn facets(&mut self, module: ModuleId, ty: TypeId) -> Option<String> {
        if !self.overrides.facets {
            return None;
        }
        if let Some(known) = self.facets.get(&(module, ty)) {
            return known.clone();
        }
        let Some(of) = restriction(self.lower.facts, ty) else {
            self.facets.insert((module, ty), None);
            return None;
        };
        let wanted = ident::shouty_name(&self.lower.type_label(ty));
        let name = self.value_name(module, &format!("{wanted}_FACETS"), &[]);
        self.facets.insert((module, ty), Some(name.clone()));
        let item = of.item.and_then(|item| self.facets(module, item));
        let planned = output::Facets {
            name: name.clone(),
            of,
            item,
        };
        self.push(module, Item::Facets(planned));
        Some(name)
    }

    /// The constant of a namespace in a module.
    pub(super) fn constant(&mut self, module: ModuleId, uri: &Arc<str>) -> Option<String> {
        if uri.is_empty() {
            return None;
        }
        let module = self.modules.get_mut(&module)?;
        module.used_constants.insert(uri.clone());
        module.constants.get(uri).cloned()
    }

    /// Like [`Self::constant`], for namespaces of wildcards, which need not occur elsewhere.
    pub(super) fn constant_or_own(&mut self, module: ModuleId, uri: &Arc<str>) -> Option<String> {
        if !uri.is_empty()
            && let Some(module) = self.modules.get_mut(&module)
            && !module.constants.contains_key(uri)
        {
            let name = module.values.take(&prefixes::constant(uri), &[]);
            module.constants.insert(uri.clone(), name);
        }
        self.constant(module, uri)
    }

    /// The constant of these declarations.
    pub(crate) fn declarations(&mut self, module: ModuleId, text: String) -> String {
        let Some(module) = self.modules.get_mut(&module) else {
            return text;
        };
        if let Some(name) = module.declarations.get(&text) {
            return name.clone();
        }
        let name = module.values.take("DECLARATIONS", &[]);
        module.declarations.insert(text, name.clone());
        name
    }

    /// Makes the statics that members turned out to need; they may need further ones.
    pub(crate) fn finish_statics(&mut self) {
        let (mut pairs, mut items) = (0, 0);
        loop {
            if let Some(&ty) = self.pending_pairs.get(pairs) {
                pairs += 1;
                if let (Some((module, name)), Some(pair)) =
                    (self.pairs.get(&ty).cloned(), self.lower.pairs.get(&ty))
                {
                    let planned = output::Pair {
                        name,
                        visible: false,
                        entry: self.member(&pair.entry, module),
                        key: self.member(&pair.key, module),
                        value: self.member(&pair.value, module),
                    };
                    self.push(module, Item::Pair(Box::new(planned)));
                }
            } else if let Some(&ty) = self.pending_items.get(items) {
                items += 1;
                if let (Some((module, name)), Some(item)) =
                    (self.items.get(&ty).cloned(), self.lower.items.get(&ty))
                {
                    let planned = output::MemberStatic {
                        name,
                        visible: false,
                        member: self.member(item, module),
                    };
                    self.push(module, Item::Member(planned));
                }
            } else {
                break;
            }
        }
        // Visibility is known only now.
        let visible = std::mem::take(&mut self.visible);
        for (id, module) in &mut self.modules {
            let seen = |name: &str| visible.contains(&(*id, name.to_owned()));
            for item in &mut module.items {
                match item {
                    Item::Pair(pair) => pair.visible = seen(&pair.name),
                    Item::Member(member) => member.visible = seen(&member.name),
                    Item::Choice(choice) => choice.group_visible = seen(&choice.group),
                    Item::Struct(structure) => {
                        structure.table_visible = seen(&structure.table);
                        structure.group_visible = structure.group.as_deref().is_some_and(seen);
                    }
                    Item::Operation(operation) => operation.visible = seen(&operation.name),
                    _ => {}
                }
            }
        }
    }

    /// The path of an operation's static, for the module of its server.
    pub(crate) fn make_visible(&mut self, module: ModuleId, name: &str) {
        self.visible.insert((module, name.to_owned()));
    }

    /// Names of the statics of the operations of a module's first client, in order.
    pub(crate) fn operation_statics(&self, module: ModuleId) -> Vec<String> {
        self.modules
            .get(&module)
            .into_iter()
            .flat_map(|module| &module.items)
            .filter_map(|item| match item {
                Item::Operation(operation) => Some(operation.name.clone()),
                _ => None,
            })
            .collect()
    }

    /// The path of the table of a struct.
    pub(crate) fn table(&mut self, module: ModuleId, node: NodeId) -> String {
        let of = self.node(node).module;
        let name = self.tables.get(&node).cloned().unwrap_or_default();
        self.static_path(module, of, &name)
    }
}
