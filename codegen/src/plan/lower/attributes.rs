//! Attributes, attribute groups expanded.

use super::{Context, Lower};
use crate::model::*;
use crate::plan::graph::*;
use std::collections::BTreeSet;

impl Lower<'_> {
    /// Attributes of a type, attribute groups expanded.
    pub(super) fn attributes(
        &mut self,
        items: &[AttributeItem],
        context: &Context,
        prohibited: &mut Vec<QName>,
    ) -> Vec<MemberNode> {
        let mut uses: Vec<(AttributeUse, Home)> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut stack: Vec<(AttributeItem, Home)> = items
            .iter()
            .rev()
            .map(|item| (item.clone(), context.home))
            .collect();
        while let Some((item, home)) = stack.pop() {
            match item {
                AttributeItem::Use(attribute) => uses.push((attribute, home)),
                AttributeItem::Group(id) => {
                    if seen.insert(id) {
                        let group = &self.model.attribute_groups[id];
                        let home = self.types_home(&group.name.namespace);
                        stack.extend(
                            group
                                .attributes
                                .iter()
                                .rev()
                                .map(|item| (item.clone(), home)),
                        );
                    }
                }
            }
        }
        let mut members: Vec<MemberNode> = Vec::new();
        for (attribute, home) in uses {
            let declaration = &self.model.attributes[attribute.attribute];
            if attribute.presence == Presence::Prohibited {
                prohibited.push(declaration.name.clone());
                continue;
            }
            if members
                .iter()
                .any(|member| is_attribute(member, &declaration.name))
            {
                continue;
            }
            let home = if declaration.global {
                self.types_home(&declaration.name.namespace)
            } else {
                home
            };
            let mut member = self.bare_member(
                MemberKind::Attribute(declaration.name.clone()),
                &declaration.name.local,
                &context.label,
                attribute.span,
            );
            member.ty = self.content(declaration.ty, home);
            member.white_space = self.text_white_space(declaration.ty, &member.ty);
            member.simple = Some(declaration.ty);
            member.required = attribute.presence == Presence::Required;
            member.value = attribute
                .value
                .clone()
                .or_else(|| declaration.value.clone());
            member.documentation = declaration.annotation.documentation.clone();
            member.remarks = self.anonymous_facets(declaration.ty);
            members.push(member);
        }
        members
    }

    pub(super) fn group_wildcard(&self, items: &[AttributeItem]) -> bool {
        let mut seen = BTreeSet::new();
        let mut queue: Vec<AttributeGroupId> = group_ids(items);
        while let Some(id) = queue.pop() {
            if !seen.insert(id) {
                continue;
            }
            let group = &self.model.attribute_groups[id];
            if group.any_attribute.is_some() {
                return true;
            }
            queue.extend(group_ids(&group.attributes));
        }
        false
    }
}

pub(super) fn is_attribute(member: &MemberNode, name: &QName) -> bool {
    matches!(&member.kind, MemberKind::Attribute(own) if own == name)
}

pub(super) fn group_ids(items: &[AttributeItem]) -> Vec<AttributeGroupId> {
    items
        .iter()
        .filter_map(|item| match item {
            AttributeItem::Group(id) => Some(*id),
            AttributeItem::Use(_) => None,
        })
        .collect()
}
