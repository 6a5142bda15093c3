//! Choices: one variant for each branch.

use super::OutputBuilder;
use super::members::{elements, field_docs};
use crate::plan::graph::*;
use crate::plan::output;

const DERIVES: &[&str] = &["Clone", "Debug", "PartialEq"];
const DERIVES_OF_SECRETS: &[&str] = &["Clone", "PartialEq"];

impl OutputBuilder<'_> {
    pub(super) fn choice(
        &mut self,
        id: NodeId,
        members: &[MemberNode],
        content: output::Content,
    ) -> output::Choice {
        let module = self.node(id).module;
        let names = self.member_names(id).map_or(&[][..], |names| &names.list);
        let mut branches = Vec::new();
        for (member, name) in members.iter().zip(names) {
            let recursion = self.recursion(id, member);
            branches.push(output::Branch {
                docs: field_docs(member, true),
                name: name.clone(),
                ty: self.branch_type(member, module, recursion),
                member: self.member(member, module),
            });
        }
        let of_types: Vec<(String, Ty)> = members
            .iter()
            .zip(names)
            .filter(|(member, _)| {
                let is_value = matches!(
                    member.kind,
                    MemberKind::Element(_) | MemberKind::Group { .. }
                );
                is_value && !member.repeated && !member.nillable && !member.nullable
            })
            .filter(|(member, _)| member.item.is_none() && !member.is_header_block)
            .map(|(member, name)| (name.clone(), member.ty.clone()))
            .collect();
        let of_types = self.of_types(id, &of_types);
        let masked = members.iter().any(|member| self.is_secret(member));
        let derives = if masked { DERIVES_OF_SECRETS } else { DERIVES };
        let derives = self.hashed.with(id, derives);
        output::Choice {
            head: self.head(id, &derives, self.sizes.attributes(id)),
            group: self.group_static(id),
            elements: elements(branches.iter().map(|branch| &branch.member)),
            content,
            blank: names.get(self.blanks.variant(id)).cloned(),
            branches,
            of_types,
            masked,
        }
    }
}
