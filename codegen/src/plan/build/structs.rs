//! Structs: their fields, their tables, and a `Debug` that masks secrets.

use super::OutputBuilder;
use crate::plan::graph::*;
use crate::plan::names::member_local;
use crate::plan::output::{self, Shown};

/// Traits that every struct derives.
const DERIVES: &[&str] = &["Clone", "Debug", "Default", "PartialEq"];
/// Traits that a struct with secrets derives.
const DERIVES_OF_SECRETS: &[&str] = &["Clone", "Default", "PartialEq"];

impl OutputBuilder<'_> {
    pub(super) fn structure(
        &mut self,
        id: NodeId,
        members: &[MemberNode],
        group: bool,
        content: output::Content,
    ) -> output::Struct {
        let node = self.node(id);
        let module = node.module;
        let names = self.member_names(id).map_or(&[][..], |names| &names.list);
        let mut debug = Vec::new();
        let mut fields = Vec::new();
        let mut masked = false;
        for (member, name) in members.iter().zip(names) {
            let recursion = self.recursion(id, member);
            let (ty, shown) = self.field_type(member, module, recursion);
            let shown = if self.is_secret(member) {
                shown
            } else {
                Shown::Plain
            };
            masked |= shown != Shown::Plain;
            debug.push(output::DebugField {
                label: name.trim_start_matches("r#").to_owned(),
                name: name.clone(),
                shown,
            });
            let own = format!("{}.{}", node.selector_path, member_local(member));
            let attributes = self.overrides.types.attributes.all(&own);
            fields.push(output::Field {
                docs: super::members::field_docs(member, false),
                attributes: attributes.into_iter().cloned().collect(),
                name: name.clone(),
                ty,
                member: self.member(member, module),
            });
        }
        let statics = &self.names.statics;
        output::Struct {
            head: self.head(id, if masked { DERIVES_OF_SECRETS } else { DERIVES }, &[]),
            fields,
            table: statics.tables.get(&id).cloned().unwrap_or_default(),
            xml_name: self.name(module, &node.xml_name),
            group: group.then(|| self.group_static(id)),
            content,
            debug: masked.then_some(debug),
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
