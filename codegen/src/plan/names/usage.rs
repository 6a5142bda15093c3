//! Finds the names that messages use.

use super::prefixes::{NameCounts, SOAPENC};
use crate::model::{Builtin, Model, QName, TypeId};
use crate::plan::graph::*;
use crate::plan::output::RuntimeType;
use std::collections::BTreeSet;

/// The names in messages made of these members and structs.
pub(crate) fn used_by<'m>(
    model: &Model,
    graph: &Graph,
    members: impl IntoIterator<Item = &'m MemberNode>,
    nodes: impl IntoIterator<Item = NodeId>,
) -> NameCounts {
    let mut walk = UsageWalk {
        model,
        graph,
        used: NameCounts::default(),
        nodes: BTreeSet::new(),
        types: BTreeSet::new(),
        queue: Vec::new(),
    };
    for member in members {
        walk.member(member);
    }
    for node in nodes {
        walk.node(node);
    }
    walk.run();
    walk.used
}

struct UsageWalk<'a> {
    model: &'a Model,
    graph: &'a Graph,
    used: NameCounts,
    nodes: BTreeSet<NodeId>,
    types: BTreeSet<TypeId>,
    queue: Vec<NodeId>,
}

impl UsageWalk<'_> {
    fn node(&mut self, id: NodeId) {
        if self.nodes.insert(id) {
            self.queue.push(id);
        }
    }

    fn run(&mut self) {
        while let Some(id) = self.queue.pop() {
            let Some(node) = self.graph.nodes.get(id) else {
                continue;
            };
            match &node.kind {
                NodeKind::Struct { members, .. } | NodeKind::Choice { members, .. } => {
                    for member in members {
                        self.member(member);
                    }
                }
                NodeKind::Polymorphic(variants) => {
                    for (ty, content) in variants {
                        if let Some(name) = &self.model.types[*ty].name
                            && *ty != Builtin::AnyType.id()
                        {
                            self.used.ty(name);
                        }
                        self.ty(content);
                    }
                }
                NodeKind::Alias(ty) => self.ty(ty),
                NodeKind::Union(variants) => {
                    for member in variants {
                        self.ty(&member.ty);
                    }
                }
                NodeKind::Reserved | NodeKind::Enumeration { .. } => {}
            }
        }
    }

    fn ty(&mut self, ty: &Ty) {
        match ty {
            Ty::Node(id) => self.node(*id),
            Ty::Runtime(RuntimeType::QName) => self.used.names = true,
            Ty::RuntimeOf(_, item) => self.ty(item),
            _ => {}
        }
    }

    fn member(&mut self, member: &MemberNode) {
        match &member.kind {
            MemberKind::Element(name) => self.used.element(name),
            MemberKind::Attribute(name) => self.used.attribute(name),
            MemberKind::Group { node, .. } => self.node(*node),
            _ => {}
        }
        match &member.annotation {
            Some(Encoded::Type(name)) => self.used.ty(name),
            Some(Encoded::Array(name, _)) => {
                self.used.ty(&QName::new(SOAPENC, "Array"));
                self.used.ty(name);
            }
            Some(Encoded::Unnamed) | None => {}
        }
        // Accessors of encoded messages have no prefix, and are in no namespace.
        self.used.names |= member.annotation.is_some();
        self.ty(&member.ty);
        if let Some(array) = member.item
            && self.types.insert(array)
            && let Some(item) = self.graph.items.get(&array)
        {
            self.member(item);
        }
        if let Some(dictionary) = member.pair
            && self.types.insert(dictionary)
            && let Some(pair) = self.graph.pairs.get(&dictionary)
        {
            self.member(&pair.entry);
            self.member(&pair.key);
            self.member(&pair.value);
        }
    }
}
