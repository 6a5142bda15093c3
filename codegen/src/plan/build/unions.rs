//! Unions, and the enums of types that derive from one.

use super::OutputBuilder;
use crate::model::{Builtin, TypeId};
use crate::plan::docs;
use crate::plan::graph::*;
use crate::plan::output;

const DERIVES: &[&str] = &["Clone", "Debug", "PartialEq"];

impl OutputBuilder<'_> {
    pub(super) fn union(&mut self, id: NodeId, members: &[(String, Ty)]) -> output::Union {
        let module = self.node(id).module;
        let names = self.member_names(id).map_or(&[][..], |names| &names.list);
        let mut variants = Vec::new();
        for ((member, ty), name) in members.iter().zip(names) {
            variants.push(output::UnionVariant {
                docs: vec![format!("A value of {}.", docs::code(member))],
                name: name.clone(),
                ty: self.ty(ty, module),
                unless: match ty {
                    Ty::Node(of) => self.unknown_variant(*of),
                    _ => None,
                },
            });
        }
        output::Union {
            text: members.iter().any(|(_, ty)| self.is_text(ty)),
            head: self.head(id, DERIVES, &[]),
            default: names.first().cloned(),
            variants,
        }
    }

    /// Whether values of a type are any text, with its white space.
    fn is_text(&self, ty: &Ty) -> bool {
        match ty {
            Ty::String => true,
            Ty::Node(id) => match &self.node(*id).kind {
                NodeKind::Alias(of) => self.is_text(of),
                NodeKind::Union(members) => members.iter().any(|(_, ty)| *ty == Ty::String),
                _ => false,
            },
            _ => false,
        }
    }

    /// The catch-all variant of an enumeration (through aliases).
    fn unknown_variant(&self, id: NodeId) -> Option<String> {
        match &self.node(id).kind {
            NodeKind::Enumeration { .. } => self.member_names(id)?.unknown.clone(),
            NodeKind::Alias(Ty::Node(of)) if *of != id => self.unknown_variant(*of),
            _ => None,
        }
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
                    attribute: String::new(),
                });
                continue;
            }
            let Some(xml_name) = &self.model().types[*ty].name else {
                continue;
            };
            let boxed = match content {
                Ty::Node(to) => {
                    matches!(self.node(*to).kind, NodeKind::Struct { .. })
                        && self.cycles.have(id, *to)
                }
                _ => false,
            };
            let of = self.ty(content, module);
            let prefix = self.names.prefixes.of_element(xml_name);
            // The declared type needs no attribute.
            let attribute = if *xml_name == node.xml_name {
                String::new()
            } else {
                format!(" xsi:type=\"{prefix}{}\"", xml_name.local)
            };
            planned.push(output::PolymorphicVariant {
                docs: vec![format!(
                    "{}{}.",
                    docs::code(&xml_name.local),
                    docs::in_namespace(xml_name)
                )],
                name: name.clone(),
                ty: if boxed { self.boxed(of, module) } else { of },
                xml_name: self.name(module, xml_name),
                attribute,
            });
        }
        let statics = &self.names.statics;
        output::Polymorphic {
            head: self.head(id, DERIVES, &["allow(clippy::large_enum_variant)"]),
            table: statics.tables.get(&id).cloned().unwrap_or_default(),
            default: unknown.or_else(|| planned.first().map(|variant| variant.name.clone())),
            variants: planned,
        }
    }
}
