//! The depth to which the compiler must look into a type to see that it is `Send`.
//!
//! The compiler walks the fields of fields, and gives up at a depth of 128 unless the crate raises the limit. Contracts
//! with many types on common cycles reach it.

use super::graph::*;
use super::service::ServiceNode;
use crate::diagnostic::{Code, Diagnostics};

/// The depth that leaves room for the types that the runtime puts around a type.
const ROOM: usize = 110;

/// Warns about messages that are too deep for the compiler's default recursion limit.
pub(super) fn check(graph: &Graph, services: &[ServiceNode], diagnostics: &mut Diagnostics) {
    let bodies = services
        .iter()
        .flat_map(|service| &service.clients)
        .flat_map(|client| &client.operations)
        .flat_map(|operation| operation.input.body.iter().chain(&operation.output.body))
        .filter_map(|member| match member.ty {
            Ty::Node(node) => Some(node),
            _ => None,
        });
    if let Some((limit, root)) = limit(graph, bodies) {
        let root = &graph.nodes[root];
        diagnostics.warning(
            Code::DeepTypes,
            root.span,
            format!(
                "`{}` nests so deep that the crate with the generated code needs `#![recursion_limit = \"{limit}\"]`",
                root.selector_path
            ),
        );
    }
}

/// The recursion limit that a crate with these types needs, and the first root that needs it; `None` if the default is
/// enough.
fn limit(graph: &Graph, roots: impl IntoIterator<Item = NodeId>) -> Option<(usize, NodeId)> {
    let edges: Vec<Vec<(NodeId, usize)>> = (0..graph.nodes.len())
        .map(|id| successors(graph, id))
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

/// The levels that standard types around a value add, measured with rustc 1.95.
mod level {
    pub(super) const STRUCT: usize = 1;
    pub(super) const OPTION: usize = 1;
    pub(super) const BOX: usize = 2;
    pub(super) const VEC: usize = 3;
    /// `Dictionary`, its `Vec`, the tuple.
    pub(super) const PAIRS: usize = 5;
}

fn successors(graph: &Graph, id: NodeId) -> Vec<(NodeId, usize)> {
    let Some(node) = graph.nodes.get(id) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    match &node.kind {
        NodeKind::Struct { members, .. } | NodeKind::Choice { members, .. } => {
            for member in members {
                field_successors(graph, member, level::STRUCT, &mut found);
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

fn field_successors(
    graph: &Graph,
    member: &MemberNode,
    around: usize,
    out: &mut Vec<(NodeId, usize)>,
) {
    let item = member.item.and_then(|array| graph.items.get(&array));
    let ty = item.map_or(&member.ty, |item| &item.ty);
    let list = if item.is_some() || member.repeated {
        level::VEC
    } else {
        level::BOX
    };
    match ty {
        Ty::Node(to) => out.push((*to, around + level::OPTION + list)),
        // A dictionary of dictionaries ends: those that contain themselves are structs.
        Ty::Dictionary(dictionary) => {
            if let Some(pair) = graph.pairs.get(dictionary) {
                let around = around + level::OPTION + level::PAIRS;
                field_successors(graph, &pair.value, around, out);
            }
        }
        _ => {}
    }
}
