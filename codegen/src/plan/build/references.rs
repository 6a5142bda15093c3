//! Finds the shared statics that members refer to, and the statics that other modules name.

use crate::model::TypeId;
use crate::plan::graph::*;
use crate::plan::names::AssignedNames;
use crate::plan::service::ServiceNode;
use std::collections::BTreeSet;

/// The statics that members refer to. They are found before anything is built, so that each is made once with its
/// visibility.
#[derive(Debug, Default)]
pub(super) struct References {
    /// Dictionaries, in the order in which they are found.
    pub(super) pairs: Vec<TypeId>,
    /// Collapsed arrays.
    pub(super) items: Vec<TypeId>,
    /// Those that other modules name.
    pub(super) visible_pairs: BTreeSet<TypeId>,
    pub(super) visible_items: BTreeSet<TypeId>,
    pub(super) visible_groups: BTreeSet<NodeId>,
}

impl References {
    /// The references of all types, and of the operations if they are generated.
    pub(super) fn of(
        graph: &Graph,
        names: &AssignedNames,
        services: &[ServiceNode],
        operations: bool,
    ) -> Self {
        let mut found = Self::default();
        for service in services.iter().filter(|_| operations) {
            let module = ModuleId::Service(service.index);
            for client in &service.clients {
                for member in client.operations.iter().flat_map(|o| o.members()) {
                    found.member(member, module, graph, names);
                }
            }
        }
        for (id, node) in graph.made_nodes() {
            for member in graph.members(id) {
                found.member(member, node.module, graph, names);
            }
        }
        // Each service has its own list of them.
        for service in services.iter().filter(|_| operations) {
            let module = ModuleId::Service(service.index);
            let types = graph.components.types.values().flatten();
            for member in types.chain(graph.components.elements.values()) {
                found.member(member, module, graph, names);
            }
        }
        for member in graph.handles.values() {
            found.member(member, ModuleId::Elements, graph, names);
        }
        // These statics have members, too.
        let (mut pairs, mut items) = (0, 0);
        loop {
            if let Some(ty) = found.pairs.get(pairs) {
                pairs += 1;
                if let (Some((module, _)), Some(pair)) =
                    (names.statics.pairs.get(ty), graph.pairs.get(ty))
                {
                    for member in [&pair.entry, &pair.key, &pair.value] {
                        found.member(member, *module, graph, names);
                    }
                }
            } else if let Some(ty) = found.items.get(items) {
                items += 1;
                if let (Some((module, _)), Some(item)) =
                    (names.statics.items.get(ty), graph.items.get(ty))
                {
                    found.member(item, *module, graph, names);
                }
            } else {
                return found;
            }
        }
    }

    fn member(
        &mut self,
        member: &MemberNode,
        from: ModuleId,
        graph: &Graph,
        names: &AssignedNames,
    ) {
        if let MemberKind::Group { node, .. } = member.kind
            && graph.nodes[node].module != from
        {
            self.visible_groups.insert(node);
        }
        if let Some(array) = member.item
            && let Some((of, _)) = names.statics.items.get(&array)
        {
            if !self.items.contains(&array) {
                self.items.push(array);
            }
            if *of != from {
                self.visible_items.insert(array);
            }
        }
        if let Some(dictionary) = member.pair
            && let Some((of, _)) = names.statics.pairs.get(&dictionary)
        {
            if !self.pairs.contains(&dictionary) {
                self.pairs.push(dictionary);
            }
            if *of != from {
                self.visible_pairs.insert(dictionary);
            }
        }
    }
}
