//! The traits that a type derives only if all that it holds has them.

use crate::plan::graph::*;

/// The types whose values equal themselves and have a hash: all but those that hold a floating-point number or a type of the user.
pub(super) struct Hashed(Vec<bool>);

impl Hashed {
    pub(super) fn of(graph: &Graph) -> Self {
        let count = graph.nodes.len();
        let mut hashed = vec![true; count];
        let mut holders = vec![Vec::new(); count];
        for (id, own) in hashed.iter_mut().enumerate() {
            let mut open = held(graph, id);
            while let Some(ty) = open.pop() {
                match ty {
                    Ty::Primitive("f32" | "f64") | Ty::Mapped(_) => *own = false,
                    Ty::Node(to) => holders[*to].push(id),
                    Ty::RuntimeOf(_, item) => open.push(item),
                    // A dictionary of dictionaries ends: those that contain themselves are structs.
                    Ty::Dictionary(dictionary) => {
                        if let Some(pair) = graph.pairs.get(dictionary) {
                            open.push(&pair.key.ty);
                            open.push(of_member(graph, &pair.value));
                        }
                    }
                    _ => {}
                }
            }
        }
        let mut open: Vec<NodeId> = (0..count).filter(|id| !hashed[*id]).collect();
        while let Some(id) = open.pop() {
            for holder in &holders[id] {
                if std::mem::replace(&mut hashed[*holder], false) {
                    open.push(*holder);
                }
            }
        }
        Self(hashed)
    }

    /// `derives`, with `Eq` and `Hash` if a type has them.
    pub(super) fn with(&self, id: NodeId, derives: &[&'static str]) -> Vec<&'static str> {
        let mut all = derives.to_vec();
        if self.0[id] {
            all.extend(["Eq", "Hash"]);
        }
        all
    }

    /// Whether a value of a type has a hash.
    pub(super) fn has(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Primitive("f32" | "f64") | Ty::Mapped(_) | Ty::Dictionary(_) => false,
            Ty::Node(id) => self.0[*id],
            Ty::RuntimeOf(_, item) => self.has(item),
            _ => true,
        }
    }
}

/// The types of the parts of a type.
fn held(graph: &Graph, id: NodeId) -> Vec<&Ty> {
    match &graph.nodes[id].kind {
        NodeKind::Struct { members, .. } | NodeKind::Choice { members, .. } => members
            .iter()
            .map(|member| of_member(graph, member))
            .collect(),
        NodeKind::Polymorphic(variants) => variants.iter().map(|(_, ty)| ty).collect(),
        NodeKind::Union(members) => members.iter().map(|member| &member.ty).collect(),
        NodeKind::Alias(ty) => vec![ty],
        NodeKind::Reserved | NodeKind::Enumeration { .. } => Vec::new(),
    }
}

/// The type of a value of a member, or of an item where it is a collapsed list.
fn of_member<'g>(graph: &'g Graph, member: &'g MemberNode) -> &'g Ty {
    let item = member.item.and_then(|array| graph.items.get(&array));
    item.map_or(&member.ty, |item| &item.ty)
}
