//! Structs: their fields, their tables, and a `Debug` that masks secrets.

use super::OutputBuilder;
use super::field_types::{Recursion, is_plain, may_be_absent};
use super::members::elements;
use crate::model::WhiteSpace;
use crate::plan::graph::*;
use crate::plan::names::member_local;
use crate::plan::output::{self, Content, DefaultForm, Shown};

/// Traits that a struct derives, unless they are written out.
const DERIVES: &[&str] = &["Clone", "Debug", "Default", "PartialEq"];

impl OutputBuilder<'_> {
    pub(super) fn structure(
        &mut self,
        id: NodeId,
        members: &[MemberNode],
        group: bool,
        content: Content,
    ) -> output::Struct {
        let node = self.node(id);
        let module = node.module;
        let names = self.member_names(id).map_or(&[][..], |names| &names.list);
        let mut debug = Vec::new();
        let mut fields = Vec::new();
        let mut masked = false;
        // Members of SOAP encoding that `new` takes may be null.
        let mut has_required = false;
        for (member, name) in members.iter().zip(names) {
            let recursion = self.recursion(id, member);
            let (ty, shown) = self.field_type(member, module, recursion);
            let constant = self.constant(member, recursion);
            let shown = if self.is_secret(member) {
                shown
            } else {
                Shown::Plain
            };
            masked |= shown != Shown::Plain;
            debug.push(output::DebugField {
                name: name.clone(),
                shown,
            });
            let own = format!("{}.{}", node.selector_path, member_local(member));
            let attributes = self.overrides.types.attributes.all(&own);
            let argument = self.argument(name, member, &ty, recursion);
            has_required |= argument.is_some() && !may_be_absent(member);
            let setter = match argument {
                None if self.planner.options.builders => self.setter(name, member, &ty, recursion),
                _ => None,
            };
            fields.push(output::Field {
                docs: super::members::field_docs(member, false),
                attributes: attributes.into_iter().cloned().collect(),
                name: name.clone(),
                ty,
                member: self.member(member, module),
                constant,
                argument,
                setter,
            });
        }
        let default = if has_required {
            DefaultForm::Missing
        } else if fields.iter().any(|field| field.constant.is_some()) {
            DefaultForm::Written
        } else {
            DefaultForm::Derived
        };
        let written = |name: &&str| match *name {
            "Debug" => masked,
            "Default" => default != DefaultForm::Derived,
            _ => false,
        };
        let mut derives = self.hashed.with(id, DERIVES);
        derives.retain(|name| !written(name));
        let statics = &self.names.statics;
        let is_identified = fields.iter().any(|one| !one.member.identities.is_empty());
        output::Struct {
            head: self.head(id, &derives, &[]),
            unit: self.is_unit(id, &fields),
            default,
            elements: elements(fields.iter().map(|field| &field.member)),
            fields,
            table: statics.tables.get(&id).cloned().unwrap_or_default(),
            is_static: group
                || statics.headers.contains(&id)
                || matches!(content, Content::Bounded(_) | Content::Declared(_))
                || is_identified,
            xml_name: self.name(module, &node.xml_name),
            identified: self.identified.contains(&id),
            element_only: self.element_only.contains(&id),
            group: group.then(|| self.group_static(id)),
            content,
            debug: masked.then_some(debug),
        }
    }

    /// Whether a struct without fields is written without braces. Its name is that of a value, too, and must not be that of
    /// a static.
    fn is_unit(&self, id: NodeId, fields: &[output::Field]) -> bool {
        let name = self.names.types.get(&id).map_or("", String::as_str);
        fields.is_empty() && name.contains(char::is_lowercase)
    }

    /// The value that a required member has by the contract, where its field holds exactly one.
    pub(super) fn constant(&self, member: &MemberNode, recursion: Recursion) -> Option<String> {
        let single = is_plain(member)
            && !recursion.optional
            && member.pair.is_none()
            && self.is_made_of_text(&member.ty);
        let value = member.value.as_ref().filter(|_| single)?;
        let text = self.value_text(member, value);
        Some(match member.white_space {
            Some(WhiteSpace::Collapse) => text.split_whitespace().collect::<Vec<_>>().join(" "),
            _ => text,
        })
    }

    /// Whether a text is a whole value of a type: without attributes that are required beside it.
    fn is_made_of_text(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Node(id) => match &self.node(*id).kind {
                NodeKind::Struct { members, .. } => members
                    .iter()
                    .all(|one| matches!(one.kind, MemberKind::Text) || !is_plain(one)),
                NodeKind::Alias(of) => self.is_made_of_text(of),
                NodeKind::Enumeration { .. } | NodeKind::Union(_) => true,
                _ => false,
            },
            _ => true,
        }
    }

    /// The static of a choice or nested sequence.
    pub(super) fn group_static(&self, id: NodeId) -> output::StaticHead {
        let name = self.names.statics.groups.get(&id);
        output::StaticHead {
            name: name.cloned().unwrap_or_default(),
            visible: self.references.visible_groups.contains(&id),
        }
    }
}
