//! Attributes, with attribute groups expanded.

use super::{Context, Lowering};
use crate::model::label::documentation;
use crate::model::namespaces::NamespaceSet;
use crate::model::*;
use crate::plan::graph::*;
use std::collections::BTreeSet;

impl Lowering<'_> {
    /// The attributes of a type, with attribute groups expanded. Prohibited ones are added to `prohibited`.
    pub(super) fn attributes(
        &mut self,
        items: &[AttributeItem],
        context: &Context,
        prohibited: &mut BTreeSet<QName>,
    ) -> Vec<MemberNode> {
        let model = self.model;
        let (mut members, mut known) = (Vec::new(), BTreeSet::new());
        for (attribute, module) in self.attribute_uses(items, context.module) {
            let name = &model.attributes[attribute.attribute].name;
            if attribute.presence == Presence::Prohibited {
                prohibited.insert(name.clone());
            } else if known.insert(name) {
                members.push(self.attribute_member(&attribute, module, &context.selector_path));
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

    /// Makes members of the global attributes that a wildcard admits, to check their values where that is asked for.
    pub(super) fn declare_attributes(&mut self, wildcard: &AttributeWildcard) {
        if !self.overrides.types.facets || wildcard.process == ProcessContents::Skip {
            return;
        }
        let model = self.model;
        for (id, declaration) in model.attributes.iter() {
            let namespace = &declaration.name.namespace;
            if !declaration.global
                || !wildcard.namespaces.admits(namespace)
                || self.graph.declared_attributes.contains_key(&id)
            {
                continue;
            }
            let module = self.types_module(namespace);
            let used = AttributeUse {
                attribute: id,
                presence: Presence::Optional,
                value: None,
                span: declaration.span,
            };
            let member = self.attribute_member(&used, module, &declaration.name.local);
            self.graph.declared_attributes.insert(id, member);
        }
    }

    fn attribute_member(
        &mut self,
        attribute: &AttributeUse,
        module: ModuleId,
        owner: &str,
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
            owner,
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

    /// The wildcard that a type declares, itself or by its attribute groups: what all of them admit (Part 1, 3.4.2, the complete
    /// wildcard).
    pub(super) fn complete_wildcard(&self, complex: &ComplexType) -> Option<AttributeWildcard> {
        let own = complex.any_attribute.iter();
        let mut wildcards: Vec<&Wildcard> = own.collect();
        let mut seen = BTreeSet::new();
        let mut queue: Vec<AttributeGroupId> = group_ids(&complex.attributes);
        // In the order of the contract.
        queue.reverse();
        while let Some(id) = queue.pop() {
            if !seen.insert(id) {
                continue;
            }
            let group = &self.model.attribute_groups[id];
            wildcards.extend(&group.any_attribute);
            queue.extend(group_ids(&group.attributes).into_iter().rev());
        }
        let first = wildcards.first()?;
        let namespaces = wildcards
            .iter()
            .map(|wildcard| NamespaceSet::of(&wildcard.namespaces))
            .reduce(|one, other| one.intersection(&other))?;
        Some(AttributeWildcard {
            namespaces,
            process: first.process,
        })
    }
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
