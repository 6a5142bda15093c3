//! The sizes of values in memory, as far as boxes have to know.
//!
//! A type with two members of a type with two members, and so on, doubles with each level. So a struct that would be
//! larger than a bound boxes the members that are larger than their share of it. Sizes are estimates: they need not be
//! those of the compiler, but grow as they do.

use super::components::components;
use super::field_types::Cycles;
use crate::plan::graph::*;
use crate::plan::output::RuntimeType;

/// The bytes that a struct may have before it boxes members. Stacks have 2 MB, and hold some copies of a value.
const LARGEST: usize = 16 * 1024;

/// A list, or a text.
const LIST: usize = 24;
/// A pointer, or what tells variants apart.
const WORD: usize = 8;

/// The sizes of the types of a graph.
pub(super) struct Sizes {
    bytes: Vec<usize>,
    /// The size from which on a struct boxes a member.
    share: Vec<usize>,
}

impl Sizes {
    pub(super) fn of(graph: &Graph, cycles: &Cycles) -> Self {
        let count = graph.nodes.len();
        let inner: Vec<Vec<NodeId>> = (0..count).map(|id| inner(graph, cycles, id)).collect();
        // Nothing is left on a cycle, so each type has a number, after those of the types that it holds.
        let numbers = components(&inner);
        let mut order: Vec<NodeId> = (0..count).collect();
        order.sort_by_key(|id| numbers[*id]);
        let mut sizes = Self {
            bytes: vec![0; count],
            share: vec![usize::MAX; count],
        };
        for id in order {
            sizes.measure(graph, cycles, id);
        }
        sizes
    }

    /// Whether a struct boxes a member of a type because of its size.
    pub(super) fn boxes(&self, owner: NodeId, to: NodeId) -> bool {
        self.bytes[to] > self.share[owner]
    }

    /// Sets the size of a type from those that it holds.
    fn measure(&mut self, graph: &Graph, cycles: &Cycles, id: NodeId) {
        let field = |member: &MemberNode| self.field(graph, cycles, id, member);
        let value = |ty: &Ty| self.value(graph, cycles, id, ty);
        self.bytes[id] = match &graph.nodes[id].kind {
            NodeKind::Struct { members, .. } => {
                let bytes: Vec<usize> = members.iter().map(field).collect();
                let all: usize = bytes.iter().sum();
                if all <= LARGEST {
                    all
                } else {
                    let share = LARGEST / members.len();
                    let share = share.max(LIST);
                    self.share[id] = share;
                    let boxed = members.iter().zip(bytes).map(|(member, bytes)| {
                        let is_boxed = held(member).is_some_and(|to| self.boxes(id, to));
                        if is_boxed { WORD } else { bytes }
                    });
                    boxed.sum()
                }
            }
            NodeKind::Choice { members, .. } => WORD + members.iter().map(field).max().unwrap_or(0),
            NodeKind::Polymorphic(variants) => {
                WORD + variants.iter().map(|(_, ty)| value(ty)).max().unwrap_or(0)
            }
            NodeKind::Union(members) => {
                WORD + members.iter().map(|one| value(&one.ty)).max().unwrap_or(0)
            }
            NodeKind::Alias(ty) => value(ty),
            NodeKind::Enumeration { .. } | NodeKind::Reserved => LIST,
        };
    }

    fn field(&self, graph: &Graph, cycles: &Cycles, owner: NodeId, member: &MemberNode) -> usize {
        let is_open = matches!(
            member.kind,
            MemberKind::AnyAttribute(_) | MemberKind::Unknown
        );
        if member.repeated || member.item.is_some() || is_open {
            return LIST;
        }
        let around = if member.is_header_block { LIST } else { WORD };
        around.saturating_add(self.value(graph, cycles, owner, &member.ty))
    }

    fn value(&self, graph: &Graph, cycles: &Cycles, owner: NodeId, ty: &Ty) -> usize {
        match ty {
            Ty::Node(to) if cycles.box_between(graph, owner, *to) => WORD,
            Ty::Node(to) => self.bytes[*to],
            Ty::Primitive(_) => WORD,
            Ty::Runtime(RuntimeType::AnyType | RuntimeType::RawElement) => 4 * LIST,
            Ty::Mapped(_) => 2 * LIST,
            _ => LIST,
        }
    }
}

/// The type that a member has one value of, or none.
pub(super) fn held(member: &MemberNode) -> Option<NodeId> {
    match member.ty {
        Ty::Node(to) if !member.repeated && member.item.is_none() => Some(to),
        _ => None,
    }
}

/// The types that are a part of the values of a type: neither in a list, nor boxed because of a cycle.
fn inner(graph: &Graph, cycles: &Cycles, id: NodeId) -> Vec<NodeId> {
    let node = |ty: &Ty| match ty {
        Ty::Node(to) => Some(*to),
        _ => None,
    };
    let all: Vec<NodeId> = match &graph.nodes[id].kind {
        NodeKind::Struct { members, .. } | NodeKind::Choice { members, .. } => {
            members.iter().filter_map(held).collect()
        }
        NodeKind::Polymorphic(variants) => variants.iter().filter_map(|(_, ty)| node(ty)).collect(),
        NodeKind::Union(members) => members.iter().filter_map(|one| node(&one.ty)).collect(),
        NodeKind::Alias(ty) => node(ty).into_iter().collect(),
        NodeKind::Enumeration { .. } | NodeKind::Reserved => Vec::new(),
    };
    let is_inner = |to: &NodeId| !cycles.box_between(graph, id, *to);
    all.into_iter().filter(is_inner).collect()
}

#[cfg(test)]
mod tests {
    use super::super::blanks::graphs::*;
    use super::*;

    /// Types that each hold two of the one before.
    fn doubling(levels: usize) -> Graph {
        let mut kinds = vec![of_struct(&[])];
        kinds.extend((1..levels).map(|level| of_struct(&[level - 1, level - 1])));
        graph(kinds)
    }

    #[test]
    fn types_that_double_stay_small() {
        let graph = doubling(2000);
        let sizes = Sizes::of(&graph, &Cycles::of(&graph));
        assert!(sizes.bytes.iter().all(|bytes| *bytes <= LARGEST));
        assert!((1..2000).any(|id| sizes.boxes(id, id - 1)));
        assert!((1..5).all(|id| !sizes.boxes(id, id - 1)));
    }

    #[test]
    fn many_members_share_the_bound() {
        let graph = graph(vec![
            of_struct(&[1; 4000]),
            of_struct(&[2; 9]),
            of_struct(&[]),
        ]);
        let sizes = Sizes::of(&graph, &Cycles::of(&graph));
        assert!(sizes.bytes[0] <= 4000 * LIST);
    }
}
