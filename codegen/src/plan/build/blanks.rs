//! The value that a type has before it is read: the variant of an enum, chosen so that no value contains itself without
//! end, and the required members that are left out all the same, because their values have no end or are too many.

use super::field_types::{holds_one, is_plain};
use crate::plan::graph::*;

/// The most that a member may add to the blank value of its owner, in bytes. A message may name an element and leave its
/// members out, so this bounds the work that a few bytes cause. It bounds the depth of calls that make the value, too.
const HEAVIEST: usize = 16 * 1024;

/// The weight of a value beside its members, and that of a member.
const VALUE: usize = 64;
const MEMBER: usize = 24;

/// The steps from the types that need no other type, to each type: a type of a higher step is made of types of lower ones.
pub(super) struct Blanks {
    /// `None` where every value of the type contains another one.
    steps: Vec<Option<usize>>,
    /// The types that a value of each type needs.
    weights: Vec<usize>,
    /// The variants of enums.
    variants: Vec<usize>,
}

impl Blanks {
    pub(super) fn of(graph: &Graph) -> Self {
        let count = graph.nodes.len();
        let needs: Vec<Vec<Option<NodeId>>> = (0..count).map(|id| needs(graph, id)).collect();
        let is_enum = |id: NodeId| {
            matches!(
                graph.nodes[id].kind,
                NodeKind::Choice { .. } | NodeKind::Polymorphic(_)
            )
        };
        let mut users = vec![Vec::new(); count];
        for (id, needs) in needs.iter().enumerate() {
            for to in needs.iter().flatten() {
                users[*to].push(id);
            }
        }
        // A struct waits for all of its members, an enum for any of its variants.
        let mut waits: Vec<usize> = (0..count)
            .map(|id| match is_enum(id) {
                true => usize::from(!needs[id].is_empty() && needs[id].iter().all(Option::is_some)),
                false => needs[id].iter().flatten().count(),
            })
            .collect();
        let mut steps = vec![None; count];
        let mut ready: Vec<NodeId> = (0..count).filter(|id| waits[*id] == 0).collect();
        let mut step = 0;
        while !ready.is_empty() {
            for id in &ready {
                steps[*id] = Some(step);
            }
            let mut next = Vec::new();
            for user in ready.iter().flat_map(|id| &users[*id]) {
                if waits[*user] > 0 {
                    waits[*user] -= 1;
                    if waits[*user] == 0 {
                        next.push(*user);
                    }
                }
            }
            ready = next;
            step += 1;
        }
        let variants = needs.iter().zip(&steps).map(|(needs, own)| {
            let is_lower = |to: &Option<NodeId>| match (to, own) {
                (Some(to), Some(own)) => steps[*to].is_some_and(|step| step < *own),
                (to, _) => to.is_none(),
            };
            needs.iter().position(is_lower).unwrap_or(0)
        });
        let mut blanks = Self {
            variants: variants.collect(),
            weights: vec![0; count],
            steps,
        };
        let mut order: Vec<NodeId> = (0..count).collect();
        order.sort_by_key(|id| blanks.steps[*id]);
        for id in order {
            blanks.weights[id] = match is_enum(id) {
                true => blanks.weight_of_enum(needs[id].get(blanks.variants[id])),
                false => blanks.weight_of_struct(&needs[id]),
            };
        }
        blanks
    }

    /// The weight of a struct, whose members are left out where they weigh too much.
    fn weight_of_struct(&self, needs: &[Option<NodeId>]) -> usize {
        let members = needs.iter().flatten().filter(|to| !self.is_optional(**to));
        VALUE + MEMBER * needs.len() + members.map(|to| self.weights[*to]).sum::<usize>()
    }

    /// The weight of an enum, whose variant is made whatever it weighs.
    fn weight_of_enum(&self, variant: Option<&Option<NodeId>>) -> usize {
        VALUE + variant.copied().flatten().map_or(0, |to| self.weights[to])
    }

    /// Whether a member of the type must be optional even where it is required: each value contains another one, or
    /// very many others.
    pub(super) fn is_optional(&self, id: NodeId) -> bool {
        self.steps[id].is_none() || self.weights[id] > HEAVIEST
    }

    /// The index of the variant of an enum that is read into first.
    pub(super) fn variant(&self, id: NodeId) -> usize {
        self.variants[id]
    }
}

/// The types that the members of a struct need, or each variant of an enum; `None` for none.
fn needs(graph: &Graph, id: NodeId) -> Vec<Option<NodeId>> {
    let node = |ty: &Ty| match ty {
        Ty::Node(to) => Some(*to),
        _ => None,
    };
    match &graph.nodes[id].kind {
        NodeKind::Struct { members, .. } => members
            .iter()
            .filter(|member| is_plain(member))
            .map(|member| node(&member.ty))
            .collect(),
        NodeKind::Choice { members, .. } => members
            .iter()
            .map(|member| node(&member.ty).filter(|_| holds_one(member)))
            .collect(),
        NodeKind::Polymorphic(variants) => variants.iter().map(|(_, ty)| node(ty)).collect(),
        NodeKind::Alias(ty) => vec![node(ty)],
        _ => Vec::new(),
    }
}

/// Graphs for tests.
#[cfg(test)]
pub(super) mod graphs {
    use super::*;
    use crate::model::{QName, Span};

    pub(in super::super) fn graph(kinds: Vec<NodeKind>) -> Graph {
        let mut graph = Graph::default();
        for kind in kinds {
            let hint = NameHint::Text(String::new(), "");
            let mut node = Node::reserved(
                ModuleId::Types(0),
                hint,
                String::new(),
                QName::new("", "a"),
                Vec::new(),
                Span::default(),
            );
            node.kind = kind;
            graph.push(node);
        }
        graph
    }

    fn members(of: &[NodeId]) -> Vec<MemberNode> {
        let one = |to: &NodeId| {
            let mut member = MemberNode::element(QName::new("", "a"), "", Span::default());
            member.ty = Ty::Node(*to);
            member.required = true;
            member
        };
        of.iter().map(one).collect()
    }

    pub(in super::super) fn of_struct(of: &[NodeId]) -> NodeKind {
        NodeKind::Struct {
            members: members(of),
            group: false,
            content: None,
        }
    }

    pub(in super::super) fn of_choice(of: &[NodeId]) -> NodeKind {
        NodeKind::Choice {
            members: members(of),
            content: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::graphs::*;
    use super::*;

    #[test]
    fn the_first_variant_that_ends_is_chosen() {
        // An expression is a sum of expressions, a value, or another value.
        let found = Blanks::of(&graph(vec![
            of_choice(&[1, 2, 3]),
            of_struct(&[0, 0]),
            of_struct(&[]),
            of_struct(&[]),
        ]));
        assert_eq!(found.variant(0), 1);
        assert!((0..4).all(|id| !found.is_optional(id)));
    }

    #[test]
    fn types_that_always_contain_themselves_are_found() {
        let found = Blanks::of(&graph(vec![
            of_struct(&[1]),
            of_choice(&[0, 2]),
            of_struct(&[1]),
            of_struct(&[]),
        ]));
        let endless: Vec<bool> = (0..4).map(|id| found.is_optional(id)).collect();
        assert_eq!(endless, [true, true, true, false]);
    }

    #[test]
    fn no_blank_value_is_made_of_very_many() {
        // Each type needs two values of the one before.
        let mut kinds = vec![of_struct(&[])];
        kinds.extend((1..2000).map(|level| of_struct(&[level - 1, level - 1])));
        let found = Blanks::of(&graph(kinds));
        assert!((0..2000).all(|id| found.weights[id] < 3 * HEAVIEST));
        assert!((0..4).all(|id| !found.is_optional(id)));
        assert!((0..2000).any(|id| found.is_optional(id)));
    }
}
