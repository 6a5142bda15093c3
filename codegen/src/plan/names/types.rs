//! Names of types: unique in their module, the same for the same contract in any order of files.

use super::scope::NameScope;
use super::{alternatives, ident};
use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;
use crate::options::selector::Selectors;
use crate::plan::graph::*;
use std::collections::BTreeMap;

/// The deepest nesting of owners in a name.
const DEEPEST: usize = 500;

/// Names all generated nodes. Returns the names, and those that each module has.
pub(super) fn assign(
    model: &Model,
    graph: &Graph,
    renames: &Selectors<String>,
    diagnostics: &mut Diagnostics,
) -> (BTreeMap<NodeId, String>, BTreeMap<ModuleId, NameScope>) {
    let mut naming = TypeNaming {
        model,
        graph,
        diagnostics,
        names: BTreeMap::new(),
        scopes: BTreeMap::new(),
    };
    let mut order: Vec<NodeId> = graph.made_nodes().map(|(id, _)| id).collect();
    // Named types come first, then elements and made-up items, then items named after their owner. Within those, names
    // decide, and then the order of creation, which follows names, too.
    order.sort_by_cached_key(|&id| {
        let node = &graph.nodes[id];
        match &node.hint {
            NameHint::Type(name) => (0, name.namespace.to_string(), name.local.to_string(), id),
            NameHint::Text(text, _) => (1, node.xml_name.namespace.to_string(), text.clone(), id),
            NameHint::Derived(..) => {
                let QName { namespace, local } = &node.xml_name;
                (1, namespace.to_string(), local.to_string(), id)
            }
            NameHint::In(..) => (2, String::new(), String::new(), id),
        }
    });
    // Renamed ones first, since a name from the user is exact.
    for &id in &order {
        let node = &graph.nodes[id];
        let renamed = match &node.hint {
            NameHint::Type(name) => renames.last_name(name),
            _ => renames.last(&node.selector_path),
        };
        if let Some(name) = renamed {
            naming.scope(node.module).reserve(name);
            naming.names.insert(id, name.clone());
        }
    }
    for &id in &order {
        naming.name(id, 0);
    }
    (naming.names, naming.scopes)
}

/// The name of a component that shares its own with one of another namespace.
fn of_namespace(name: &QName) -> Vec<String> {
    let name = alternatives::of_namespace(&name.namespace, &name.local);
    name.iter().map(|name| ident::type_name(name)).collect()
}

struct TypeNaming<'a> {
    model: &'a Model,
    graph: &'a Graph,
    diagnostics: &'a mut Diagnostics,
    names: BTreeMap<NodeId, String>,
    scopes: BTreeMap<ModuleId, NameScope>,
}

impl TypeNaming<'_> {
    fn scope(&mut self, module: ModuleId) -> &mut NameScope {
        self.scopes.entry(module).or_default()
    }

    /// The name of a node. Assigned on the first call.
    fn name(&mut self, id: NodeId, depth: usize) -> String {
        if let Some(name) = self.names.get(&id) {
            return name.clone();
        }
        let node = &self.graph.nodes[id];
        let (wanted, alternatives) = match &node.hint {
            NameHint::Type(name) => (ident::type_name(&name.local), of_namespace(name)),
            NameHint::Text(text, suffix) => {
                let wanted = ident::type_name(text);
                let alternative = format!("{}{suffix}", wanted.trim_end_matches('_'));
                let mut others = vec![alternative];
                others.extend(of_namespace(&node.xml_name));
                (wanted, others)
            }
            NameHint::In(container, suffix) => {
                let container = self.container(*container, node.module, depth);
                // `Self_` has it because it is a keyword.
                let container = container.trim_end_matches('_');
                let suffix = ident::type_name(suffix);
                let wanted = format!("{container}{}", suffix.trim_end_matches('_'));
                let parts = alternatives::of_group(self.graph, id);
                let parts = parts.map(|parts| format!("{container}{}", ident::type_name(&parts)));
                // A word of `ItemFlags` is an `ItemFlag`.
                match container.strip_suffix('s') {
                    Some(one) if suffix == "Flag" && one.ends_with("Flag") => {
                        (one.to_owned(), vec![wanted])
                    }
                    _ => (wanted, parts.into_iter().collect()),
                }
            }
            NameHint::Derived(base, blocked) => {
                let base = self.container(Container::Type(*base), node.module, depth);
                let base = format!("{}{blocked}", base.trim_end_matches('_'));
                (format!("{base}Kind"), vec![format!("{base}OrDerived")])
            }
        };
        let given = self.scope(node.module).take(&wanted, &alternatives);
        // Choices and sequences have no names in the contract, so their users miss none.
        let made_up = matches!(
            node.kind,
            NodeKind::Choice { .. } | NodeKind::Struct { group: true, .. }
        );
        if given != wanted && !made_up {
            let named = match &node.hint {
                NameHint::Derived(..) => {
                    format!("`{}` or a type derived from it", node.xml_name.local)
                }
                _ => format!("`{}`", node.selector_path),
            };
            self.diagnostics.note(
                Code::NameCollision,
                node.span,
                format!("{named} is generated as `{given}`, because `{wanted}` is taken"),
            );
        }
        self.names.insert(id, given.clone());
        given
    }

    /// The name of the container of a node: that of its own node if there is one.
    fn container(&mut self, container: Container, module: ModuleId, depth: usize) -> String {
        // Owners nest as deep as anonymous types. A contract cannot make a cycle, but this code does not rely on it.
        if depth > DEEPEST {
            return "Nested".to_owned();
        }
        match container {
            Container::Node(id) => self.name(id, depth + 1),
            Container::Type(ty) => match self.node_of(ty, module) {
                Some(id) => self.name(id, depth + 1),
                None => self.nodeless(ty, module, depth + 1),
            },
            Container::Group(group) => ident::type_name(&self.model.groups[group].name.local),
            Container::AttributeGroup(group) => {
                ident::type_name(&self.model.attribute_groups[group].name.local)
            }
        }
    }

    /// The node of a type: in `module`, or in any.
    fn node_of(&self, ty: TypeId, module: ModuleId) -> Option<NodeId> {
        let made = &self.graph.made;
        let anywhere = || {
            made.iter().find_map(|(key, id)| match key {
                NodeKey::Type(_, other) if *other == ty => Some(*id),
                _ => None,
            })
        };
        match &self.model.types[ty].name {
            Some(_) => anywhere(),
            None => made
                .get(&NodeKey::Type(module, ty))
                .copied()
                .or_else(anywhere),
        }
    }

    /// The name of a type without a node (a collapsed array, a pair), made like the name of a node.
    fn nodeless(&mut self, ty: TypeId, module: ModuleId, depth: usize) -> String {
        let def = &self.model.types[ty];
        if let Some(name) = &def.name {
            return ident::type_name(&name.local);
        }
        let (container, local) = match def.scope {
            Scope::Element(element) => {
                let declaration = &self.model.elements[element];
                (Container::of(declaration.parent), &*declaration.name.local)
            }
            Scope::Attribute(attribute) => {
                let declaration = &self.model.attributes[attribute];
                (Container::of(declaration.parent), &*declaration.name.local)
            }
            Scope::Type(owner, _) => (Some(Container::Type(owner)), ""),
            Scope::Global => (None, "Anonymous"),
        };
        let local = if local.is_empty() {
            String::new()
        } else {
            ident::type_name(local)
        };
        match container {
            Some(container) => {
                let container = self.container(container, module, depth + 1);
                format!("{container}{local}")
            }
            None => local,
        }
    }
}
