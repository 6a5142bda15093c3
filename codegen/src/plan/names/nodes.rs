//! Names of nodes: unique in their module, the same for the same contract in any order of files.

use super::ident;
use super::scope::NameScope;
use crate::model::*;
use crate::options::selector::Selectors;
use crate::plan::graph::*;
use std::collections::BTreeMap;

/// What assignment needs to know.
pub(crate) struct Assign<'a> {
    pub model: &'a Model,
    pub graph: &'a Graph,
    pub renames: &'a Selectors<String>,
}

/// Names, by node, and collisions that were resolved.
#[derive(Default)]
pub(crate) struct Names {
    pub of: BTreeMap<NodeId, String>,
    /// Node, name wanted, name given.
    pub collisions: Vec<(NodeId, String, String)>,
}

impl Assign<'_> {
    /// Names all nodes. `scopes` holds the names of each module that are taken already.
    pub(crate) fn run(&self, scopes: &mut BTreeMap<ModuleId, NameScope>) -> Names {
        let made = |id: &NodeId| !matches!(self.graph.nodes[*id].kind, NodeKind::Reserved);
        let mut order: Vec<NodeId> = (0..self.graph.nodes.len()).filter(made).collect();
        // Named types come first, then elements and what was made up, then what is named after its owner; names decide
        // within those, the order of creation (which follows names, too) last.
        let rank = |id: &NodeId| {
            let node = &self.graph.nodes[*id];
            match &node.wanted {
                NameHint::Type(name) => {
                    (0, name.namespace.to_string(), name.local.to_string(), *id)
                }
                NameHint::Text(text, _) => {
                    (1, node.xml_name.namespace.to_string(), text.clone(), *id)
                }
                NameHint::Owned(..) => (2, String::new(), String::new(), *id),
            }
        };
        order.sort_by_cached_key(rank);
        let mut names = Names::default();
        // Renamed ones first: a name that the user gave is exact.
        for &id in &order {
            if let Some(name) = self.renamed(id) {
                scopes
                    .entry(self.graph.nodes[id].module)
                    .or_default()
                    .reserve(&name);
                names.of.insert(id, name);
            }
        }
        for &id in &order {
            self.name(id, scopes, &mut names, 0);
        }
        names
    }

    fn renamed(&self, id: NodeId) -> Option<String> {
        let node = &self.graph.nodes[id];
        let name = match &node.wanted {
            NameHint::Type(name) => self.renames.last_name(name),
            _ => self.renames.last(&node.selector_path),
        };
        name.cloned()
    }

    fn name(
        &self,
        id: NodeId,
        scopes: &mut BTreeMap<ModuleId, NameScope>,
        names: &mut Names,
        depth: usize,
    ) -> String {
        if let Some(name) = names.of.get(&id) {
            return name.clone();
        }
        let node = &self.graph.nodes[id];
        let (wanted, alternatives) = match &node.wanted {
            NameHint::Type(name) => (ident::type_name(&name.local), Vec::new()),
            NameHint::Text(text, suffix) => {
                let wanted = ident::type_name(text);
                let alternative = format!("{}{suffix}", wanted.trim_end_matches('_'));
                (wanted, vec![alternative])
            }
            NameHint::Owned(owner, suffix) => {
                let owner = self.owner(*owner, node.module, scopes, names, depth);
                (
                    format!("{owner}{}", ident::type_name(suffix).trim_end_matches('_')),
                    Vec::new(),
                )
            }
        };
        let given = scopes
            .entry(node.module)
            .or_default()
            .take(&wanted, &alternatives);
        if given != wanted {
            names.collisions.push((id, wanted, given.clone()));
        }
        names.of.insert(id, given.clone());
        given
    }

    /// The name of what owns a node: that of its own node where there is one.
    fn owner(
        &self,
        owner: Owner,
        module: ModuleId,
        scopes: &mut BTreeMap<ModuleId, NameScope>,
        names: &mut Names,
        depth: usize,
    ) -> String {
        // Owners nest as deep as anonymous types do; a contract cannot make a cycle, but nothing here relies on it.
        if depth > 500 {
            return "Nested".to_owned();
        }
        match owner {
            Owner::Node(id) => self.name(id, scopes, names, depth + 1),
            Owner::Type(ty) => {
                let made = |module| self.graph.made.get(&NodeKey::Type(module, ty)).copied();
                let anywhere = || {
                    self.graph.made.iter().find_map(|(key, id)| match key {
                        NodeKey::Type(_, other) if *other == ty => Some(*id),
                        _ => None,
                    })
                };
                let node = match &self.model.types[ty].name {
                    Some(_) => anywhere(),
                    None => made(module).or_else(anywhere),
                };
                match node {
                    Some(id) => self.name(id, scopes, names, depth + 1),
                    None => self.wire_name(ty, module, scopes, names, depth + 1),
                }
            }
            Owner::Group(group) => ident::type_name(&self.model.groups[group].name.local),
            Owner::AttributeGroup(group) => {
                ident::type_name(&self.model.attribute_groups[group].name.local)
            }
        }
    }

    /// The name of a type that has no node (a collapsed array, a pair): made the way its node's would be.
    fn wire_name(
        &self,
        ty: TypeId,
        module: ModuleId,
        scopes: &mut BTreeMap<ModuleId, NameScope>,
        names: &mut Names,
        depth: usize,
    ) -> String {
        let def = &self.model.types[ty];
        if let Some(name) = &def.name {
            return ident::type_name(&name.local);
        }
        let parent_of = |parent| match parent {
            Parent::Schema => None,
            Parent::Type(ty) => Some(Owner::Type(ty)),
            Parent::Group(group) => Some(Owner::Group(group)),
            Parent::AttributeGroup(group) => Some(Owner::AttributeGroup(group)),
        };
        let (parent, local) = match def.scope {
            Scope::Element(element) => {
                let declaration = &self.model.elements[element];
                (
                    parent_of(declaration.parent),
                    declaration.name.local.to_string(),
                )
            }
            Scope::Attribute(attribute) => {
                let declaration = &self.model.attributes[attribute];
                (
                    parent_of(declaration.parent),
                    declaration.name.local.to_string(),
                )
            }
            Scope::Type(owner, _) => (Some(Owner::Type(owner)), String::new()),
            Scope::Global => (None, "Anonymous".to_owned()),
        };
        let local = if local.is_empty() {
            local
        } else {
            ident::type_name(&local)
        };
        match parent {
            Some(owner) => format!(
                "{}{local}",
                self.owner(owner, module, scopes, names, depth + 1)
            ),
            None => local,
        }
    }
}
