//! Unions, and the enums of types that derive from one.

use super::OutputBuilder;
use crate::model::{Builtin, TypeId, WhiteSpace};
use crate::plan::docs;
use crate::plan::graph::*;
use crate::plan::output;
use std::collections::BTreeSet;

/// Methods of the traits that the standard library has for all types, or that these enums derive.
const OF_TRAITS: &[&str] = &[
    "clone", "eq", "fmt", "from", "into", "ne", "to_owned", "default",
];

const DERIVES: &[&str] = &["Clone", "Debug", "PartialEq"];

impl OutputBuilder<'_> {
    pub(super) fn union(&mut self, id: NodeId, members: &[UnionMember]) -> output::Union {
        let module = self.node(id).module;
        let names = self.member_names(id).map_or(&[][..], |names| &names.list);
        // The first enumeration that keeps unknown values, or the first text, keeps a value that no member admits.
        let rest = members.iter().position(|member| self.is_open(&member.ty));
        let rest = rest.or_else(|| members.iter().position(|member| self.is_text(&member.ty)));
        let mut variants = Vec::new();
        for (index, (member, name)) in members.iter().zip(names).enumerate() {
            variants.push(output::UnionVariant {
                docs: vec![format!("A value of {}.", docs::code(&member.name))],
                name: name.clone(),
                ty: self.ty(&member.ty, module),
                of: self.member_of_union(module, member),
                rest: rest == Some(index),
            });
        }
        output::Union {
            head: self.head(id, &self.hashed.with(id, DERIVES), &[]),
            blank: names.first().cloned(),
            variants,
        }
    }

    /// The static of the type of a member of a union, where its Rust type does not know all of it.
    fn member_of_union(&mut self, module: ModuleId, member: &UnionMember) -> Option<String> {
        let text = self.is_text(&member.ty);
        let preserved = self.planner.facts.white_space(member.of) == WhiteSpace::Preserve;
        if text && !preserved {
            return Some(self.simple_type_table(module, member.of));
        }
        self.simple_type(module, member.of, false)
    }

    /// Whether values of a type are text.
    fn is_text(&self, ty: &Ty) -> bool {
        match ty {
            Ty::String => true,
            Ty::Node(id) => match &self.node(*id).kind {
                NodeKind::Alias(of) => self.is_text(of),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a type keeps values that its contract does not name.
    fn is_open(&self, ty: &Ty) -> bool {
        // Unions may share members: each is asked once.
        let mut seen = BTreeSet::new();
        let mut pending = vec![ty];
        while let Some(ty) = pending.pop() {
            let Ty::Node(id) = ty else { continue };
            if !seen.insert(*id) {
                continue;
            }
            match &self.node(*id).kind {
                NodeKind::Enumeration { .. } => {
                    let names = self.member_names(*id);
                    if names.is_some_and(|names| names.unknown.is_some()) {
                        return true;
                    }
                }
                NodeKind::Alias(of) => pending.push(of),
                NodeKind::Union(members) => pending.extend(members.iter().map(|one| &one.ty)),
                _ => {}
            }
        }
        false
    }

    pub(super) fn polymorphic(
        &mut self,
        id: NodeId,
        variants: &[(TypeId, Ty)],
    ) -> output::Polymorphic {
        let node = self.node(id);
        let module = node.module;
        let names = self.member_names(id).map_or(&[][..], |names| &names.list);
        let mut planned = Vec::new();
        let mut unknown = None;
        for ((ty, content), name) in variants.iter().zip(names) {
            if *ty == Builtin::AnyType.id() {
                unknown = Some(name.clone());
                planned.push(output::PolymorphicVariant {
                    docs: vec!["A type that is not known here, kept as it is.".to_owned()],
                    name: name.clone(),
                    ty: self.ty(content, module),
                    xml_name: output::Name {
                        namespace: None,
                        local: String::new(),
                    },
                    prefix: None,
                });
                continue;
            }
            let Some(xml_name) = &self.model().types[*ty].name else {
                continue;
            };
            let boxed = match content {
                Ty::Node(to) => {
                    self.cycles.box_between(self.graph, id, *to) || self.sizes.boxes(id, *to)
                }
                _ => false,
            };
            let of = self.ty(content, module);
            let prefix =
                (*xml_name != node.xml_name).then(|| self.names.prefixes.of_element(xml_name));
            planned.push(output::PolymorphicVariant {
                docs: vec![format!(
                    "{}{}.",
                    docs::code(&xml_name.local),
                    docs::in_namespace(xml_name)
                )],
                name: name.clone(),
                ty: if boxed { self.boxed(of, module) } else { of },
                xml_name: self.name(module, xml_name),
                prefix,
            });
        }
        let of_types: Vec<(String, Ty)> = variants
            .iter()
            .zip(names)
            .map(|((_, content), name)| (name.clone(), content.clone()))
            .collect();
        let of_types = self.of_types(id, &of_types);
        let common = self.common_fields(module, variants);
        let statics = &self.names.statics;
        output::Polymorphic {
            head: self.head(
                id,
                &self.hashed.with(id, DERIVES),
                self.sizes.attributes(id),
            ),
            table: statics.tables.get(&id).cloned().unwrap_or_default(),
            blank: names.get(self.blanks.variant(id)).cloned(),
            variants: planned,
            of_types,
            common,
            unknown,
        }
    }

    /// The fields that all of these structs have, with one type.
    fn common_fields(
        &mut self,
        module: ModuleId,
        variants: &[(TypeId, Ty)],
    ) -> Vec<(String, output::Type)> {
        let mut common: Option<Vec<(String, output::Type)>> = None;
        for (of, ty) in variants {
            if *of == Builtin::AnyType.id() {
                continue;
            }
            let Ty::Node(id) = ty else {
                return Vec::new();
            };
            let NodeKind::Struct { members, .. } = &self.node(*id).kind else {
                return Vec::new();
            };
            let names = self.member_names(*id).map_or(&[][..], |names| &names.list);
            let mut fields = Vec::new();
            for (member, name) in members.iter().zip(names) {
                let recursion = self.recursion(*id, member);
                fields.push((name.clone(), self.field_type(member, module, recursion).0));
            }
            common = Some(match common {
                None => fields,
                Some(known) => known
                    .into_iter()
                    .filter(|one| fields.contains(one))
                    .collect(),
            });
        }
        let mut common = common.unwrap_or_default();
        // A method of such a name would hide that of a trait, or the one of a variant.
        common.retain(|(name, _)| !OF_TRAITS.contains(&name.as_str()) && !name.starts_with("as_"));
        common
    }
}
