//! Attributes, attribute groups expanded.

use super::{Context, Lowering};
use crate::model::label::documentation;
use crate::model::*;
use crate::plan::graph::*;
use std::collections::BTreeSet;

impl Lowering<'_> {
    /// Attributes of a type, attribute groups expanded. Those that it prohibits go to `prohibited`.
    pub(super) fn attributes(
        &mut self,
        items: &[AttributeItem],
        context: &Context,
        prohibited: &mut Vec<QName>,
    ) -> Vec<MemberNode> {
        let mut members: Vec<MemberNode> = Vec::new();
        for (attribute, module) in self.attribute_uses(items, context.module) {
            let name = &self.model.attributes[attribute.attribute].name;
            if attribute.presence == Presence::Prohibited {
                prohibited.push(name.clone());
            } else if !members.iter().any(|member| is_attribute(member, name)) {
                members.push(self.attribute_member(&attribute, module, context));
            }
        }
        members
    }

    /// The attribute uses of a type and its attribute groups, in order, each with the module of anonymous types.
    fn attribute_uses(
        &self,
        items: &[AttributeItem],
        module: ModuleId,
    ) -> Vec<(AttributeUse, ModuleId)> {
        let mut uses = Vec::new();
        let mut seen = BTreeSet::new();
        let mut stack: Vec<(&AttributeItem, ModuleId)> =
            items.iter().rev().map(|item| (item, module)).collect();
        while let Some((item, module)) = stack.pop() {
            match item {
                AttributeItem::Use(attribute) => uses.push((attribute.clone(), module)),
                AttributeItem::Group(id) => {
                    if seen.insert(*id) {
                        let group = &self.model.attribute_groups[*id];
                        let module = self.types_module(&group.name.namespace);
                        let items = group.attributes.iter().rev();
                        stack.extend(items.map(|item| (item, module)));
                    }
                }
            }
        }
        uses
    }

    fn attribute_member(
        &mut self,
        attribute: &AttributeUse,
        module: ModuleId,
        context: &Context,
    ) -> MemberNode {
        let declaration = &self.model.attributes[attribute.attribute];
        let module = if declaration.global {
            self.types_module(&declaration.name.namespace)
        } else {
            module
        };
        let mut member = MemberNode::new(
            MemberKind::Attribute(declaration.name.clone()),
            &declaration.name.local,
            &context.selector_path,
            attribute.span,
        );
        member.ty = self.content(declaration.ty, module);
        member.white_space = self.text_white_space(declaration.ty, &member.ty);
        member.simple = Some(declaration.ty);
        member.required = attribute.presence == Presence::Required;
        member.value = attribute
            .value
            .clone()
            .or_else(|| declaration.value.clone());
        member.documentation = documentation(&declaration.annotation).into_owned();
        member.remarks = self.anonymous_facets(declaration.ty);
        member
    }

    /// Whether an attribute group, or one in it, admits other attributes.
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

fn group_ids(items: &[AttributeItem]) -> Vec<AttributeGroupId> {
    items
        .iter()
        .filter_map(|item| match item {
            AttributeItem::Group(id) => Some(*id),
            AttributeItem::Use(_) => None,
        })
        .collect()
}
