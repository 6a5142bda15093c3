//! The type of a field: `Option`, `Vec` and `Box` around the type of a value.
//!
//! Boxes break the cycles of the graph of types, and keep structs of large structs small (`sizes.rs`). Cycles are found as
//! strongly connected components, so the order of types does not matter.

use super::OutputBuilder;
use super::components::components;
use super::sizes::held;
use crate::model::label::selector_path;
use crate::plan::graph::*;
use crate::plan::names::{ident, scope::NameScope};
use crate::plan::output::{self, RuntimeType, Shown};
use std::collections::BTreeSet;

/// Types that contain each other: nodes on a common cycle have the same number.
pub(super) struct Cycles {
    /// Edges to types that a value contains directly, not in a list.
    direct: Vec<usize>,
}

impl Cycles {
    pub(super) fn of(graph: &Graph) -> Self {
        let mut direct: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
        for (id, node) in graph.nodes.iter().enumerate() {
            match &node.kind {
                NodeKind::Struct { members, .. } | NodeKind::Choice { members, .. } => {
                    for member in members {
                        if member.repeated || member.item.is_some() {
                            continue;
                        }
                        if let Ty::Node(to) = member.ty {
                            direct[id].push(to);
                        }
                    }
                }
                NodeKind::Polymorphic(variants) => {
                    for (_, ty) in variants {
                        if let Ty::Node(to) = ty {
                            direct[id].push(*to);
                        }
                    }
                }
                _ => {}
            }
        }
        Self {
            direct: components(&direct),
        }
    }

    /// Whether two types contain each other directly, so that the second one is boxed in the first.
    pub(super) fn box_between(&self, graph: &Graph, from: NodeId, to: NodeId) -> bool {
        let is_struct = matches!(graph.nodes[to].kind, NodeKind::Struct { group: false, .. });
        is_struct && self.direct[from] == self.direct[to]
    }
}

/// Whether a value of the owner may have no value of the member.
pub(super) fn may_be_absent(member: &MemberNode) -> bool {
    !member.required || member.nillable || member.nullable
}

/// Whether every value of the owner has one value of the member, neither none nor a list.
pub(super) fn is_plain(member: &MemberNode) -> bool {
    let is_open = matches!(
        member.kind,
        MemberKind::AnyAttribute(_) | MemberKind::Unknown
    );
    !may_be_absent(member) && !member.repeated && member.item.is_none() && !is_open
}

/// Whether the branch of a choice holds one value, neither none nor a list.
pub(super) fn holds_one(branch: &MemberNode) -> bool {
    !branch.nillable && !branch.nullable && !branch.repeated && branch.item.is_none()
}

/// The effect of a cycle of types, or of their size, on the type of a field.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Recursion {
    /// The value must be boxed.
    boxed: bool,
    /// The value must be optional, although it is required.
    pub(super) optional: bool,
}

impl OutputBuilder<'_> {
    /// The effect of cycles and sizes of types on the field of a member of `from`.
    pub(super) fn recursion(&self, from: NodeId, member: &MemberNode) -> Recursion {
        let Some(to) = held(member) else {
            return Recursion::default();
        };
        Recursion {
            boxed: self.cycles.box_between(self.graph, from, to)
                || self.sizes.boxes_member(self.graph, from, member),
            optional: is_plain(member) && self.blanks.is_optional(to),
        }
    }

    /// Whether a type is a choice of types derived from an abstract one.
    fn is_abstract(&self, id: NodeId) -> bool {
        let node = self.node(id);
        let NodeKind::Polymorphic(variants) = &node.kind else {
            return false;
        };
        let first = variants.first();
        let first = first.and_then(|(ty, _)| self.model().types[*ty].name.as_ref());
        first.is_some_and(|name| *name != node.xml_name)
    }

    /// The type of the field of a member, and its form in `Debug` if it is secret.
    pub(super) fn field_type(
        &mut self,
        member: &MemberNode,
        module: ModuleId,
        recursion: Recursion,
    ) -> (output::Type, Shown) {
        let prelude = self.prelude(module);
        let wrap = |path: &str, ty| output::Type::Path(path.to_owned(), vec![ty]);
        // The type of the items of a collapsed array may have been unknown when the member was made.
        let item = member.item.and_then(|array| self.graph.items.get(&array));
        let item = item.unwrap_or(member);
        let mut ty = self.ty(&item.ty, module);
        let nillable = |ty| output::Type::Runtime(RuntimeType::Nillable, vec![ty]);
        // A nil element of such a type keeps its attributes. In SOAP encoding they mean nothing.
        let has_attributes =
            item.nillable && item.annotation.is_none() && self.has_attributes(&item.ty);
        if member.item.is_some() || member.repeated {
            let keeps_nil = self.keeps_nil(member) || item.nullable;
            // A nil in the place of an abstract type names the type that it is one of.
            let keeps_type = keeps_nil
                && item.nillable
                && item.annotation.is_none()
                && matches!(item.ty, Ty::Node(id) if self.is_abstract(id));
            if has_attributes || keeps_type {
                ty = nillable(ty);
            } else if keeps_nil {
                ty = wrap(prelude.option, ty);
            }
            ty = wrap(prelude.vec, ty);
            if member.item.is_some() && may_be_absent(member) {
                return (wrap(prelude.option, ty), Shown::MaskedOption);
            }
            return (ty, Shown::Masked);
        }
        if recursion.boxed {
            ty = wrap(prelude.boxed, ty);
        }
        if member.is_header_block {
            ty = output::Type::Runtime(RuntimeType::HeaderBlock, vec![ty]);
        }
        match member.kind {
            MemberKind::Text => (ty, Shown::Masked),
            MemberKind::AnyAttribute(_) | MemberKind::Unknown => {
                (wrap(prelude.vec, ty), Shown::Masked)
            }
            _ => {
                let is_selected = self.overrides.types.nillable.any(&member.selector_path);
                if has_attributes || member.nillable && is_selected {
                    (nillable(ty), Shown::Masked)
                } else if may_be_absent(member) || recursion.optional {
                    (wrap(prelude.option, ty), Shown::MaskedOption)
                } else {
                    (ty, Shown::Masked)
                }
            }
        }
    }

    /// Whether the argument that sets a member is anything that becomes its value. That of a primitive type is written as a literal,
    /// whose type has to be known, and nothing becomes a list or a struct.
    pub(super) fn converts(&self, member: &MemberNode, recursion: Recursion) -> bool {
        let mut ty = &member.ty;
        while let Ty::Node(id) = ty
            && let NodeKind::Alias(of) = &self.node(*id).kind
        {
            ty = of;
        }
        let is_struct = |id: &NodeId| matches!(self.node(*id).kind, NodeKind::Struct { .. });
        match ty {
            _ if member.repeated || member.item.is_some() => false,
            Ty::Primitive(_) => false,
            Ty::Node(id) if is_struct(id) => recursion.boxed || member.is_header_block,
            _ => true,
        }
    }

    /// The form of a member as an argument of `new`; `None` where it may be left out.
    pub(super) fn argument(
        &mut self,
        name: &str,
        member: &MemberNode,
        ty: &output::Type,
        recursion: Recursion,
    ) -> Option<output::Argument> {
        let is_list = member.repeated || member.item.is_some();
        let is_open = matches!(
            member.kind,
            MemberKind::AnyAttribute(_) | MemberKind::Unknown
        );
        // In SOAP encoding every member may be null. One that the schema requires is given all the same, unless null is what ends a
        // chain of values.
        let is_given = member.is_part || (member.required && member.nullable && !member.nillable);
        let is_null_alone = is_given && !recursion.boxed;
        if (may_be_absent(member) && !is_null_alone)
            || is_open
            || self.constant(member, recursion).is_some()
        {
            return None;
        }
        let optional = match is_null_alone {
            true => !member.repeated,
            false => !is_list && recursion.optional,
        };
        let ty = match (optional, ty) {
            (true, output::Type::Path(_, arguments)) => arguments.first()?.clone(),
            (true, _) => return None,
            (false, ty) => ty.clone(),
        };
        let converts = self.converts(member, recursion);
        // An argument may not have the name of a static, which has no small letters.
        let name = match name.contains(char::is_lowercase) {
            true => name.to_owned(),
            false => format!("given_{}", name.trim_start_matches('_')),
        };
        Some(output::Argument {
            name,
            ty,
            converts,
            optional,
        })
    }

    /// The variants of an enum whose types tell them apart, structs and enums of the contract; with the option `builders` all others, too.
    pub(super) fn of_types(
        &mut self,
        owner: NodeId,
        variants: &[(String, Ty)],
    ) -> Vec<output::OfType> {
        let module = self.node(owner).module;
        let mut scope = NameScope::default();
        let mut found = Vec::new();
        for (variant, ty) in variants {
            let name = ident::snake_name(variant, "");
            let name = name.trim_start_matches("r#");
            let get = scope.take(&format!("as_{name}"), &[]);
            let into = scope.take(&format!("into_{name}"), &[]);
            if *ty == Ty::Node(owner) {
                continue;
            }
            let is_own =
                matches!(ty, Ty::Node(id) if !matches!(self.node(*id).kind, NodeKind::Alias(_)));
            let is_unique = is_own && variants.iter().filter(|(_, other)| other == ty).count() == 1;
            if is_unique || self.planner.options.builders {
                found.push(output::OfType {
                    variant: variant.clone(),
                    ty: self.ty(ty, module),
                    get,
                    into,
                    is_unique,
                });
            }
        }
        found
    }

    /// Whether values of a type are written with attributes.
    fn has_attributes(&self, ty: &Ty) -> bool {
        self.has_attribute(ty, &|member| {
            matches!(
                member.kind,
                MemberKind::Attribute(_) | MemberKind::AnyAttribute(_)
            )
        })
    }

    /// Whether elements of a type have required attributes.
    pub(super) fn requires_attributes(&self, ty: &Ty) -> bool {
        self.has_attribute(ty, &|member| {
            member.required && matches!(member.kind, MemberKind::Attribute(_))
        })
    }

    fn has_attribute(&self, ty: &Ty, wanted: &dyn Fn(&MemberNode) -> bool) -> bool {
        let mut open = vec![ty];
        let mut seen = BTreeSet::new();
        while let Some(ty) = open.pop() {
            let Ty::Node(id) = ty else { continue };
            if !seen.insert(*id) {
                continue;
            }
            match &self.node(*id).kind {
                NodeKind::Struct { members, .. } => {
                    let attributes = members.iter().take_while(|member| {
                        matches!(
                            member.kind,
                            MemberKind::Attribute(_) | MemberKind::AnyAttribute(_)
                        )
                    });
                    if attributes.into_iter().any(wanted) {
                        return true;
                    }
                }
                NodeKind::Polymorphic(variants) => open.extend(variants.iter().map(|(_, ty)| ty)),
                NodeKind::Alias(ty) => open.push(ty),
                _ => {}
            }
        }
        false
    }

    /// Whether the items of a list may be nil. A selector names an array, collapsed or not, even if the schema says
    /// that its items are not nillable, because some services send nil all the same.
    fn keeps_nil(&self, member: &MemberNode) -> bool {
        let nil_items = &self.overrides.types.nil_items;
        let path = &member.selector_path;
        let array = match member.item {
            Some(array) => selector_path(self.model(), array),
            None => path
                .rsplit_once('.')
                .map_or("", |(owner, _)| owner)
                .to_owned(),
        };
        nil_items.any(path) || nil_items.any(&array)
    }

    /// The type of the value of a branch of a choice.
    pub(super) fn branch_type(
        &mut self,
        member: &MemberNode,
        module: ModuleId,
        recursion: Recursion,
    ) -> output::Type {
        if let MemberKind::Any(_) | MemberKind::Group { .. } = member.kind
            && !member.repeated
        {
            let ty = self.ty(&member.ty, module);
            return if recursion.boxed {
                self.boxed(ty, module)
            } else {
                ty
            };
        }
        let recursion = Recursion {
            optional: false,
            ..recursion
        };
        self.field_type(member, module, recursion).0
    }

    pub(super) fn boxed(&self, ty: output::Type, module: ModuleId) -> output::Type {
        output::Type::Path(self.prelude(module).boxed.to_owned(), vec![ty])
    }
}
