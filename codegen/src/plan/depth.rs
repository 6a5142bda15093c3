//! How deep the compiler has to look into a type to know that it is `Send`.
//!
//! It walks the fields of fields, and gives up at a depth of 128 unless the crate says otherwise. Contracts with many
//! types on common cycles come to that.

use super::graph::*;
use super::lower::Lower;
use crate::model::TypeId;

/// Depth that leaves room for what the runtime puts around a type.
const ROOM: usize = 110;

/// The recursion limit that a crate with these types needs, and the first of the roots that need it; `None` where the
/// compiler's own limit will do.
pub(crate) fn limit(
    lower: &Lower<'_>,
    roots: impl IntoIterator<Item = NodeId>,
) -> Option<(usize, NodeId)> {
    let edges: Vec<Vec<(NodeId, usize)>> = (0..lower.graph.nodes.len())
        .map(|id| successors(lower, id))
        .collect();
    roots.into_iter().find_map(|root| {
        let depth = depth(&edges, root);
        (depth > ROOM).then(|| ((depth + depth / 2).next_power_of_two().max(256), root))
    })
}

/// The deepest point of a walk in the order of the fields, each type visited once.
fn depth(edges: &[Vec<(NodeId, usize)>], root: NodeId) -> usize {
    let mut seen = vec![false; edges.len()];
    let mut deepest = 0;
    let mut stack = vec![(root, 0, 0)];
    if let Some(seen) = seen.get_mut(root) {
        *seen = true;
    }
    while let Some((node, next, depth)) = stack.pop() {
        deepest = deepest.max(depth);
        let Some(&(to, weight)) = edges.get(node).and_then(|list| list.get(next)) else {
            continue;
        };
        stack.push((node, next + 1, depth));
        if let Some(seen) = seen.get_mut(to)
            && !*seen
        {
            *seen = true;
            stack.push((to, 0, depth + weight));
        }
    }
    deepest
}

/// Levels that the standard types around a value add: measured with rustc 1.95.
mod level {
    pub(super) const STRUCT: usize = 1;
    pub(super) const OPTION: usize = 1;
    pub(super) const BOX: usize = 2;
    pub(super) const VEC: usize = 3;
    /// `Dictionary`, its `Vec`, the tuple.
    pub(super) const PAIRS: usize = 5;
}

fn successors(lower: &Lower<'_>, id: NodeId) -> Vec<(NodeId, usize)> {
    let Some(node) = lower.graph.nodes.get(id) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    match &node.kind {
        NodeKind::Struct { members, .. } | NodeKind::Choice(members) => {
            for member in members {
                field_type(lower, member, level::STRUCT, &mut found);
            }
        }
        NodeKind::Polymorphic(variants) => {
            for (_, ty) in variants {
                if let Ty::Node(to) = ty {
                    found.push((*to, level::STRUCT + level::BOX));
                }
            }
        }
        _ => {}
    }
    found
}

fn field_type(
    lower: &Lower<'_>,
    member: &MemberNode,
    around: usize,
    out: &mut Vec<(NodeId, usize)>,
) {
    let item = member.item.and_then(|array| lower.items.get(&array));
    let ty = item.map_or(&member.ty, |item| &item.ty);
    let list = if item.is_some() || member.repeated {
        level::VEC
    } else {
        level::BOX
    };
    // A dictionary whose values are dictionaries ends: those that hold themselves are structs.
    let mut pairs: Option<(TypeId, usize)> = None;
    match ty {
        Ty::Node(to) => out.push((*to, around + level::OPTION + list)),
        Ty::Dictionary(dictionary) => {
            pairs = Some((*dictionary, around + level::OPTION + level::PAIRS))
        }
        _ => {}
    }
    if let Some((dictionary, around)) = pairs
        && let Some(pair) = lower.pairs.get(&dictionary)
    {
        field_type(lower, &pair.value, around, out);
    }
}
