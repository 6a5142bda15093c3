//! The sizes of values in memory, as far as boxes have to know.
//!
//! A type with two members of a type with two members, and so on, doubles with each level. So a struct that would be
//! larger than a bound boxes the members that are larger than their share of it. An enum has the size of its largest variant, so
//! one that has small variants, too, boxes the large ones. A value has room for its optional members even where it has none of them, so
//! large ones are boxed, but for those of the wrappers of messages: there is one of them, and its members are what it is for. Sizes are upper bounds of those of the compiler on 64 bits, as far as they
//! are known here: types of the user are a guess.

use super::components::components;
use super::field_types::{Cycles, is_plain, may_be_absent};
use crate::plan::graph::*;
use crate::plan::output::RuntimeType;

/// The bytes that a struct may have before it boxes members. Stacks have 2 MB, and hold some copies of a value.
const LARGEST: usize = 16 * 1024;

/// The bytes that an enum may have before it boxes variants.
const LARGEST_ENUM: usize = 128;

/// The bytes that an optional member of a struct may have before it is boxed.
const LARGEST_OPTIONAL: usize = 256;

/// The attribute of a large enum.
pub(super) const LARGE: &str = "allow(clippy::large_enum_variant)";

/// A list, or a text.
const LIST: usize = 24;
/// A pointer, or what tells variants apart.
const WORD: usize = 8;
/// A role, and what else a header block has beside its value.
const HEADER_BLOCK: usize = LIST + WORD;

/// The sizes of the types of a graph.
pub(super) struct Sizes {
    bytes: Vec<usize>,
    /// The size from which on a struct boxes a member, or an enum a variant.
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

    /// Whether the value of a member is boxed because of its size.
    pub(super) fn boxes_member(&self, graph: &Graph, owner: NodeId, member: &MemberNode) -> bool {
        let Some(to) = held(member) else {
            return false;
        };
        let owner_node = &graph.nodes[owner];
        let is_many = matches!(owner_node.module, ModuleId::Types(_))
            && matches!(owner_node.kind, NodeKind::Struct { .. });
        let is_optional = matches!(member.kind, MemberKind::Element(_)) && may_be_absent(member);
        self.boxes(owner, to) || is_many && is_optional && self.bytes[to] > LARGEST_OPTIONAL
    }

    /// Whether a struct boxes each member of a type because of its size, or an enum each variant.
    pub(super) fn boxes(&self, owner: NodeId, to: NodeId) -> bool {
        self.bytes[to] > self.share[owner]
    }

    /// The attributes of an enum: clippy objects to one that is large because each of its variants is.
    pub(super) fn attributes(&self, id: NodeId) -> &'static [&'static str] {
        if self.bytes[id] > LARGEST_ENUM {
            &[LARGE]
        } else {
            &[]
        }
    }

    /// Sets the size of a type from those that it holds.
    fn measure(&mut self, graph: &Graph, cycles: &Cycles, id: NodeId) {
        let field = |member: &MemberNode| self.field(graph, cycles, id, member);
        let value = |ty: &Ty| self.value(graph, cycles, id, ty);
        let node = |ty: &Ty| match ty {
            Ty::Node(to) => Some(*to),
            _ => None,
        };
        self.bytes[id] = match &graph.nodes[id].kind {
            NodeKind::Struct { members, .. } => {
                let bytes = |member| match self.boxes_member(graph, id, member) {
                    true => WORD,
                    false => field(member),
                };
                let bytes: Vec<usize> = members.iter().map(bytes).collect();
                let all = bytes.iter().sum::<usize>().next_multiple_of(WORD);
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
            NodeKind::Choice { members, .. } => {
                let variants = members.iter().map(|one| (field(one), held(one)));
                let variants = variants.collect();
                self.of_enum(id, variants)
            }
            NodeKind::Polymorphic(types) => {
                let variants = types.iter().map(|(_, ty)| (value(ty), node(ty)));
                let variants = variants.collect();
                self.of_enum(id, variants)
            }
            NodeKind::Union(members) => {
                WORD + members.iter().map(|one| value(&one.ty)).max().unwrap_or(0)
            }
            NodeKind::Alias(ty) => value(ty),
            NodeKind::Enumeration { .. } | NodeKind::Reserved => LIST,
        };
    }

    /// The size of an enum of these variants, each with the type that it holds one value of. If some are large and others are not, the
    /// large ones are boxed.
    fn of_enum(&mut self, id: NodeId, variants: Vec<(usize, Option<NodeId>)>) -> usize {
        let is_large = |bytes: usize| bytes > LARGEST_ENUM - WORD;
        let some_are_large = variants.iter().any(|(bytes, _)| is_large(*bytes));
        if some_are_large && !variants.iter().all(|(bytes, _)| is_large(*bytes)) {
            self.share[id] = LARGEST_ENUM - WORD;
        }
        let sizes = variants.into_iter().map(|(bytes, to)| {
            let is_boxed = to.is_some_and(|to| self.boxes(id, to));
            if is_boxed { WORD } else { bytes }
        });
        WORD + sizes.max().unwrap_or(0)
    }

    /// Whether a variant of this type would make an enum large.
    pub(super) fn is_large_variant(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Node(to) if self.bytes[*to] > LARGEST_ENUM - WORD)
    }

    fn field(&self, graph: &Graph, cycles: &Cycles, owner: NodeId, member: &MemberNode) -> usize {
        let is_open = matches!(
            member.kind,
            MemberKind::AnyAttribute(_) | MemberKind::Unknown
        );
        if member.repeated || member.item.is_some() || is_open {
            return LIST;
        }
        let value = self.value(graph, cycles, owner, &member.ty);
        let value = match &member.ty {
            _ if is_plain(member) => value,
            // The mark of an absent value has the alignment of the value.
            Ty::Primitive(_) => 2 * value,
            Ty::String | Ty::Runtime(_) | Ty::RuntimeOf(..) | Ty::Dictionary(_)
                if !member.nillable =>
            {
                value
            }
            _ => value.saturating_add(WORD),
        };
        let around = if member.is_header_block {
            HEADER_BLOCK
        } else {
            0
        };
        value.saturating_add(around)
    }

    fn value(&self, graph: &Graph, cycles: &Cycles, owner: NodeId, ty: &Ty) -> usize {
        match ty {
            Ty::Node(to) if cycles.box_between(graph, owner, *to) => WORD,
            Ty::Node(to) => self.bytes[*to],
            Ty::Primitive("bool" | "i8" | "u8") => 1,
            Ty::Primitive("i16" | "u16") => 2,
            Ty::Primitive("i32" | "u32" | "f32") => 4,
            Ty::Primitive(_) => WORD,
            Ty::Runtime(RuntimeType::AnyType | RuntimeType::QName) | Ty::Mapped(_) => 2 * LIST,
            Ty::Runtime(
                RuntimeType::DateTime | RuntimeType::Duration | RuntimeType::RawElement,
            ) => 5 * WORD,
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

    /// A struct of as many texts.
    fn of_texts(count: usize) -> NodeKind {
        let mut kind = of_struct(&vec![0; count]);
        if let NodeKind::Struct { members, .. } = &mut kind {
            members.iter_mut().for_each(|one| one.ty = Ty::String);
        }
        kind
    }

    /// Types that each hold two of the one before.
    fn doubling(levels: usize) -> Graph {
        let mut kinds = vec![of_texts(1)];
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

    #[test]
    fn enums_box_large_variants_beside_small_ones() {
        let graph = graph(vec![
            of_texts(5),
            of_texts(6),
            of_choice(&[0, 1]),
            of_choice(&[1, 1]),
        ]);
        let sizes = Sizes::of(&graph, &Cycles::of(&graph));
        assert_eq!(sizes.bytes, [120, 144, 128, 152]);
        assert!(sizes.boxes(2, 1) && !sizes.boxes(2, 0) && !sizes.boxes(3, 1));
        assert_eq!(sizes.attributes(3), [LARGE]);
        assert!(sizes.attributes(2).is_empty());
    }

    #[test]
    fn structs_box_large_optional_members() {
        let mut all = graph(vec![
            of_texts(10),
            of_texts(11),
            of_struct(&[0, 1]),
            of_struct(&[0, 1]),
        ]);
        for id in [2, 3] {
            if let NodeKind::Struct { members, .. } = &mut all.nodes[id].kind {
                members.iter_mut().for_each(|one| one.required = false);
            }
        }
        // The last one is the wrapper of a message.
        all.nodes[3].module = ModuleId::Service(0);
        let sizes = Sizes::of(&all, &Cycles::of(&all));
        assert_eq!(sizes.bytes, [240, 264, 248 + WORD, 248 + 272]);
        let boxed = |owner| {
            let members = all.members(owner).iter();
            members
                .map(|one| sizes.boxes_member(&all, owner, one))
                .collect::<Vec<_>>()
        };
        assert_eq!(boxed(2), [false, true]);
        assert_eq!(boxed(3), [false, false]);
    }
}
