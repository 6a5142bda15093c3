//! References to named groups, and nested sequences: members in place, or a separate struct or choice.

use super::{Context, Lowering};
use crate::model::label::documentation;
use crate::model::*;
use crate::plan::content::ParticleNode;
use crate::plan::docs;
use crate::plan::graph::*;
use std::collections::BTreeMap;

/// The members and nodes of named groups, shared by all references.
#[derive(Debug, Default)]
pub(super) struct Groups {
    members: BTreeMap<GroupId, (Vec<MemberNode>, ParticleNode)>,
    structs: BTreeMap<GroupId, NodeId>,
    choices: BTreeMap<GroupId, NodeId>,
    /// Whether a group is emptiable.
    emptiable: BTreeMap<GroupId, bool>,
}

impl Groups {
    /// Sets the node for the choice of a named group.
    pub(super) fn share_choice(&mut self, group: GroupId, node: NodeId) {
        self.choices.insert(group, node);
    }

    /// Whether a struct is that of a named group.
    pub(super) fn has_struct(&self, node: NodeId) -> bool {
        self.structs.values().any(|shared| *shared == node)
    }
}

impl Lowering<'_> {
    /// The least occurrence of a particle: 0 if its term is emptiable (Part 1, section 3.9.6).
    pub(super) fn least(&mut self, particle: &Particle) -> u32 {
        match self.is_emptiable(particle) {
            true => 0,
            false => particle.min,
        }
    }

    fn is_emptiable(&mut self, particle: &Particle) -> bool {
        if particle.min == 0 || particle.max == Some(0) {
            return true;
        }
        match &particle.term {
            Term::Element(_) | Term::Any(_) => false,
            Term::Group(Compositor::Choice, branches) => {
                branches.is_empty() || branches.iter().any(|one| self.is_emptiable(one))
            }
            Term::Group(_, items) => items.iter().all(|one| self.is_emptiable(one)),
            Term::GroupRef(group) => {
                if let Some(known) = self.groups.emptiable.get(group) {
                    return *known;
                }
                let model = self.model;
                let found = self.is_emptiable(&model.groups[*group].particle);
                self.groups.emptiable.insert(*group, found);
                found
            }
        }
    }

    /// The members that a reference to a named group adds to a sequence, and their occurrence.
    pub(super) fn group_in_sequence(
        &mut self,
        group: GroupId,
        particle: &Particle,
        required: bool,
        context: &Context,
        out: &mut Vec<MemberNode>,
    ) -> ParticleNode {
        let model = self.model;
        let definition = &model.groups[group];
        let own = &self.group_context(group, definition);
        let (min, max) = (self.least(particle), particle.max);
        let repeated = max.is_none_or(|max| max > 1);
        let required = required && min > 0;
        match (&definition.particle.term, repeated) {
            (Term::Group(Compositor::Choice, branches), _) if branches.len() > 1 || repeated => {
                let node = self.group_choice(group, definition, branches, own);
                let mut member = self.node_of_group(node, true, definition, context, particle.span);
                member.selector_path = format!("{}.choice", context.selector_path);
                member.required = required;
                member.repeated = repeated;
                member.documentation = documentation(&definition.annotation).into_owned();
                out.push(member);
                ParticleNode::member(out.len() - 1, min, max)
            }
            (Term::Group(_, items), true) if items.len() > 1 => {
                let node = self.group_struct(group, definition, items, own);
                let mut member =
                    self.node_of_group(node, false, definition, context, particle.span);
                member.selector_path = format!("{}.items", context.selector_path);
                member.required = required;
                member.repeated = true;
                out.push(member);
                ParticleNode::member(out.len() - 1, min, max)
            }
            (Term::Group(..), true) => {
                let multiplied = Particle {
                    min: particle.min,
                    max: particle.max,
                    ..definition.particle.clone()
                };
                self.particle(&multiplied, required, own, out)
            }
            _ => {
                let (members, content) = self.group_members(group, definition, own);
                let content = content.shifted(out.len());
                out.extend(members.into_iter().map(|mut member| {
                    member.required &= required;
                    member
                }));
                ParticleNode::group(Compositor::Sequence, min, max, vec![content])
            }
        }
    }

    /// The branches that a reference to a named group adds to a choice, and their occurrence.
    pub(super) fn group_in_choice(
        &mut self,
        group: GroupId,
        particle: &Particle,
        context: &Context,
        choice: NodeId,
        out: &mut Vec<MemberNode>,
    ) -> ParticleNode {
        let model = self.model;
        let definition = &model.groups[group];
        let own = &self.group_context(group, definition);
        let (min, max) = (self.least(particle), particle.max);
        let repeated = max.is_none_or(|max| max > 1);
        let (node, is_choice) = match &definition.particle.term {
            Term::Group(Compositor::Choice, inner) if !repeated => {
                let children = self.branches(inner, own, choice, out);
                return ParticleNode::group(Compositor::Choice, min, max, children);
            }
            Term::Group(Compositor::Choice, inner) => {
                (self.group_choice(group, definition, inner, own), true)
            }
            Term::Group(_, items) => (self.group_struct(group, definition, items, own), false),
            _ => return ParticleNode::empty(),
        };
        let mut member = self.node_of_group(node, is_choice, definition, context, particle.span);
        member.required = true;
        member.repeated = repeated;
        out.push(member);
        ParticleNode::member(out.len() - 1, min, max)
    }

    /// The context of the particles of a named group.
    fn group_context(&self, group: GroupId, definition: &GroupDef) -> Context {
        Context {
            module: self.types_module(&definition.name.namespace),
            container: Container::Group(group),
            selector_path: definition.name.local.to_string(),
            xml_name: definition.name.clone(),
        }
    }

    fn node_of_group(
        &self,
        node: NodeId,
        choice: bool,
        definition: &GroupDef,
        context: &Context,
        span: Span,
    ) -> MemberNode {
        let name = &definition.name.local;
        MemberNode::of_node(node, choice, name, &context.selector_path, span)
    }

    fn group_choice(
        &mut self,
        group: GroupId,
        definition: &GroupDef,
        branches: &[Particle],
        own: &Context,
    ) -> NodeId {
        if let Some(&node) = self.groups.choices.get(&group) {
            return node;
        }
        let span = definition.particle.span;
        self.choice_node(branches, span, own, "Choice", Some(group))
    }

    fn group_struct(
        &mut self,
        group: GroupId,
        definition: &GroupDef,
        items: &[Particle],
        own: &Context,
    ) -> NodeId {
        if let Some(&node) = self.groups.structs.get(&group) {
            return node;
        }
        let span = definition.particle.span;
        self.sequence_node(items, span, own, "Group", Some(group))
    }

    fn group_members(
        &mut self,
        group: GroupId,
        definition: &GroupDef,
        own: &Context,
    ) -> (Vec<MemberNode>, ParticleNode) {
        if let Some(known) = self.groups.members.get(&group) {
            return known.clone();
        }
        let mut members = Vec::new();
        let content = self.particle(&definition.particle, true, own, &mut members);
        self.groups
            .members
            .insert(group, (members.clone(), content.clone()));
        (members, content)
    }

    /// A struct for a nested sequence. That of a named group is registered before its members are made: elements in it
    /// may contain the group.
    pub(super) fn sequence_node(
        &mut self,
        items: &[Particle],
        span: Span,
        context: &Context,
        suffix: &str,
        group: Option<GroupId>,
    ) -> NodeId {
        let docs = format!("A sequence in {}.", docs::code(&context.selector_path));
        let node = context.node(suffix, docs, span);
        self.make(None, node, |this, id| {
            if let Some(group) = group {
                this.groups.structs.insert(group, id);
            }
            let inner = Context {
                container: Container::Node(id),
                ..context.clone()
            };
            let mut members = Vec::new();
            let mut children = Vec::new();
            for item in items {
                children.push(this.particle(item, true, &inner, &mut members));
            }
            let content = ParticleNode::group(Compositor::Sequence, 1, Some(1), children);
            NodeKind::Struct {
                members,
                group: true,
                content: Some(content),
            }
        })
    }
}
