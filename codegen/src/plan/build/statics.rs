//! Statics: names, who may see them, and the shared ones that members refer to.

use super::ModuleBuilder;
use crate::model::*;
use crate::plan::facets::restriction;
use crate::plan::graph::*;
use crate::plan::names::{self};
use crate::plan::output::{self, Item};
use crate::plan::prefixes;
use std::sync::Arc;

impl ModuleBuilder<'_, '_> {
    /// Names the statics of the nodes of a module: in order of their Rust names, so that nothing depends on who refers to
    /// whom first.
    pub(crate) fn name_statics_of(&mut self, module: Home) {
        let mut order: Vec<NodeId> = (0..self.lower.graph.nodes.len())
            .filter(|id| self.node(*id).home == module)
            .collect();
        order.sort_by_key(|id| (self.node(*id).home, self.names.get(id)));
        for id in order {
            let node = self.node(id);
            let home = node.home;
            let Some(name) = self.names.get(&id) else {
                continue;
            };
            let shouty = names::shouty_name(name);
            match &node.kind {
                NodeKind::Struct { group, .. } => {
                    let table = self.value_name(home, &shouty, &[format!("{shouty}_TABLE")]);
                    if *group {
                        let group = self.value_name(home, &format!("{shouty}_GROUP"), &[]);
                        self.groups.insert(id, group);
                    }
                    self.tables.insert(id, table);
                }
                NodeKind::Choice(_) => {
                    let group = self.value_name(home, &shouty, &[format!("{shouty}_GROUP")]);
                    self.groups.insert(id, group);
                }
                NodeKind::Polymorphic(_) => {
                    let table = self.value_name(home, &shouty, &[format!("{shouty}_TYPES")]);
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
            let (home, name) = self.static_wanted(ty);
            let name = self.value_name(home, &name, &[format!("{name}_PAIR")]);
            self.pairs.insert(ty, (home, name));
        }
        let mut items: Vec<TypeId> = self.lower.items.keys().copied().collect();
        items.sort_by_key(|ty| self.static_key(*ty));
        for ty in items {
            let (home, name) = self.static_wanted(ty);
            let name = self.value_name(home, &format!("{name}_ITEM"), &[]);
            self.items.insert(ty, (home, name));
        }
    }

    pub(super) fn static_key(&self, ty: TypeId) -> (Option<QName>, String) {
        (
            self.model().types[ty].name.clone(),
            self.lower.type_label(ty),
        )
    }

    pub(super) fn static_wanted(&self, ty: TypeId) -> (Home, String) {
        let namespace = match &self.model().types[ty].name {
            Some(name) => name.namespace.clone(),
            None => Arc::from(""),
        };
        (
            self.lower.types_home(&namespace),
            names::shouty_name(&self.lower.type_label(ty)),
        )
    }

    /// The path of a static, which becomes visible to other modules when one of them names it.
    pub(super) fn static_path(&mut self, from: Home, of: Home, name: &str) -> String {
        if from != of {
            self.visible.insert((of, name.to_owned()));
        }
        self.path(from, of, name)
    }

    /// The static of a fault's element.
    pub(crate) fn fault_static(
        &mut self,
        home: Home,
        wire: &QName,
        member: &output::Member,
    ) -> String {
        let key = format!("{member:?}");
        if let Some(name) = self
            .modules
            .get(&home)
            .and_then(|module| module.faults.get(&key))
        {
            return name.clone();
        }
        let name = self.value_name(
            home,
            &format!("{}_FAULT", names::shouty_name(&wire.local)),
            &[],
        );
        if let Some(module) = self.modules.get_mut(&home) {
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
    pub(super) fn wildcard(&mut self, home: Home, wildcard: &Wildcard) -> String {
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
        let key = (home, namespaces, not);
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
        let name = self.value_name(home, &wanted, &[]);
        let list = key
            .1
            .iter()
            .map(|uri| self.constant_or_own(home, uri))
            .collect();
        if let Some(module) = self.modules.get_mut(&home) {
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
    pub(super) fn facets(&mut self, home: Home, ty: TypeId) -> Option<String> {
        if !self.shaping.facets {
            return None;
        }
        if let Some(known) = self.facets.get(&(home, ty)) {
            return known.clone();
        }
        let Some(of) = restriction(self.lower.shapes, ty) else {
            self.facets.insert((home, ty), None);
            return None;
        };
        let wanted = names::shouty_name(&self.lower.type_label(ty));
        let name = self.value_name(home, &format!("{wanted}_FACETS"), &[]);
        self.facets.insert((home, ty), Some(name.clone()));
        let item = of.item.and_then(|item| self.facets(home, item));
        let planned = output::Facets {
            name: name.clone(),
            of,
            item,
        };
        self.push(home, Item::Facets(planned));
        Some(name)
    }

    /// The constant of a namespace in a module.
    pub(super) fn constant(&mut self, home: Home, uri: &Arc<str>) -> Option<String> {
        if uri.is_empty() {
            return None;
        }
        let module = self.modules.get_mut(&home)?;
        module.used_constants.insert(uri.clone());
        module.constants.get(uri).cloned()
    }

    /// Like [`Self::constant`], for namespaces of wildcards, which need not occur elsewhere.
    pub(super) fn constant_or_own(&mut self, home: Home, uri: &Arc<str>) -> Option<String> {
        if !uri.is_empty()
            && let Some(module) = self.modules.get_mut(&home)
            && !module.constants.contains_key(uri)
        {
            let name = module.values.take(&prefixes::constant(uri), &[]);
            module.constants.insert(uri.clone(), name);
        }
        self.constant(home, uri)
    }

    /// The constant of these declarations.
    pub(crate) fn declarations(&mut self, home: Home, text: String) -> String {
        let Some(module) = self.modules.get_mut(&home) else {
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
                if let (Some((home, name)), Some(pair)) =
                    (self.pairs.get(&ty).cloned(), self.lower.pairs.get(&ty))
                {
                    let planned = output::Pair {
                        name,
                        visible: false,
                        entry: self.member(&pair.entry, home),
                        key: self.member(&pair.key, home),
                        value: self.member(&pair.value, home),
                    };
                    self.push(home, Item::Pair(Box::new(planned)));
                }
            } else if let Some(&ty) = self.pending_items.get(items) {
                items += 1;
                if let (Some((home, name)), Some(item)) =
                    (self.items.get(&ty).cloned(), self.lower.items.get(&ty))
                {
                    let planned = output::MemberStatic {
                        name,
                        visible: false,
                        member: self.member(item, home),
                    };
                    self.push(home, Item::Member(planned));
                }
            } else {
                break;
            }
        }
        // Visibility is known only now.
        let visible = std::mem::take(&mut self.visible);
        for (home, module) in &mut self.modules {
            let seen = |name: &str| visible.contains(&(*home, name.to_owned()));
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
    pub(crate) fn make_visible(&mut self, home: Home, name: &str) {
        self.visible.insert((home, name.to_owned()));
    }

    /// Names of the statics of the operations of a module's first client, in order.
    pub(crate) fn operation_statics(&self, home: Home) -> Vec<String> {
        self.modules
            .get(&home)
            .into_iter()
            .flat_map(|module| &module.items)
            .filter_map(|item| match item {
                Item::Operation(operation) => Some(operation.name.clone()),
                _ => None,
            })
            .collect()
    }

    /// The path of the table of a struct.
    pub(crate) fn table(&mut self, home: Home, node: NodeId) -> String {
        let of = self.node(node).home;
        let name = self.tables.get(&node).cloned().unwrap_or_default();
        self.static_path(home, of, &name)
    }
}
