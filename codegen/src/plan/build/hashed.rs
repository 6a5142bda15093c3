//! The traits that a type derives only if all that it holds has them.

use crate::plan::graph::*;
use crate::plan::output::RuntimeType;

/// The types whose values equal themselves and have a hash, which are all but those that hold a floating-point number or a type of the
/// user; and by the option `ord`, those that have an order, too.
pub(super) struct Hashed {
    hashed: Vec<bool>,
    ordered: Vec<bool>,
}

impl Hashed {
    pub(super) fn of(graph: &Graph, ord: bool) -> Self {
        let is_float = |ty: &Ty| matches!(ty, Ty::Primitive("f32" | "f64") | Ty::Mapped(_));
        let hashed = without(graph, &is_float);
        let mut ordered = match ord {
            true => without(graph, &|ty| is_float(ty) || !has_order(ty)),
            false => vec![false; graph.nodes.len()],
        };
        for (own, node) in ordered.iter_mut().zip(&graph.nodes) {
            if let NodeKind::Struct { members, .. } = &node.kind {
                *own &= !members.iter().any(|member| member.is_header_block);
            }
        }
        Self { hashed, ordered }
    }

    /// `derives`, with `Eq` and `Hash` if a type has them.
    pub(super) fn with(&self, id: NodeId, derives: &[&'static str]) -> Vec<&'static str> {
        let mut all = derives.to_vec();
        if self.hashed[id] {
            all.extend(["Eq", "Hash"]);
        }
        if self.ordered[id] {
            all.extend(["PartialOrd", "Ord"]);
        }
        all
    }

    /// Whether a value of a type has a hash.
    pub(super) fn has(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Primitive("f32" | "f64") | Ty::Mapped(_) | Ty::Dictionary(_) => false,
            Ty::Node(id) => self.hashed[*id],
            Ty::RuntimeOf(_, item) => self.has(item),
            _ => true,
        }
    }
}

/// Whether the runtime has a total order of values of a type. Dates with and without zones have none.
fn has_order(ty: &Ty) -> bool {
    use RuntimeType::{Base64Binary, Decimal, Guid, HexBinary, Integer, List, QName};
    match ty {
        Ty::Runtime(of) => matches!(
            of,
            Base64Binary | Decimal | Guid | HexBinary | Integer | QName
        ),
        Ty::RuntimeOf(of, _) => *of == List,
        Ty::Dictionary(_) => false,
        _ => true,
    }
}

/// The types that hold nothing of what is excluded, at any depth.
fn without(graph: &Graph, is_excluded: &dyn Fn(&Ty) -> bool) -> Vec<bool> {
    let count = graph.nodes.len();
    let mut all = vec![true; count];
    let mut holders = vec![Vec::new(); count];
    for (id, own) in all.iter_mut().enumerate() {
        let mut open = held(graph, id);
        while let Some(ty) = open.pop() {
            match ty {
                ty if is_excluded(ty) => *own = false,
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
    let mut open: Vec<NodeId> = (0..count).filter(|id| !all[*id]).collect();
    while let Some(id) = open.pop() {
        for holder in &holders[id] {
            if std::mem::replace(&mut all[*holder], false) {
                open.push(*holder);
            }
        }
    }
    all
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
