//! The variant that a value of an enum has before it is read, chosen so that no value contains itself without end.

use super::field_types::{holds_one, is_plain};
use crate::plan::graph::*;

/// The steps from the types that need no other type, to each type: a type of a higher step is made of types of lower ones.
pub(super) struct Blanks {
    /// `None` where every value of the type contains another one.
    steps: Vec<Option<usize>>,
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
        let variants = variants.collect();
        Self { steps, variants }
    }

    /// Whether a value of the type contains another one, so that a member of it must be optional.
    pub(super) fn is_endless(&self, id: NodeId) -> bool {
        self.steps[id].is_none()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{QName, Span};

    fn graph(kinds: Vec<NodeKind>) -> Graph {
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

    fn of_struct(of: &[NodeId]) -> NodeKind {
        NodeKind::Struct {
            members: members(of),
            group: false,
            content: None,
        }
    }

    fn of_choice(of: &[NodeId]) -> NodeKind {
        NodeKind::Choice {
            members: members(of),
            content: None,
        }
    }

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
        assert!((0..4).all(|id| !found.is_endless(id)));
    }

    #[test]
    fn types_that_always_contain_themselves_are_found() {
        let found = Blanks::of(&graph(vec![
            of_struct(&[1]),
            of_choice(&[0, 2]),
            of_struct(&[1]),
            of_struct(&[]),
        ]));
        let endless: Vec<bool> = (0..4).map(|id| found.is_endless(id)).collect();
        assert_eq!(endless, [true, true, true, false]);
    }
}
