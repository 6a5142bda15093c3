//! References to named groups, and nested sequences: members in place, or a struct or choice of their own.

use super::{Context, Lowering};
use crate::diagnostic::Code;
use crate::model::label::documentation;
use crate::model::*;
use crate::plan::docs;
use crate::plan::graph::*;
use std::collections::BTreeMap;

/// The members and nodes of named groups, shared by all references.
#[derive(Debug, Default)]
pub(super) struct Groups {
    members: BTreeMap<GroupId, Vec<MemberNode>>,
    structs: BTreeMap<GroupId, NodeId>,
    choices: BTreeMap<GroupId, NodeId>,
    /// Groups being expanded: one that contains itself without an element between is an error of the contract.
    open: Vec<GroupId>,
}

impl Groups {
    /// Whether a struct is that of a named group.
    pub(super) fn has_struct(&self, node: NodeId) -> bool {
        self.structs.values().any(|shared| *shared == node)
    }
}

impl<'a> Lowering<'a> {
    /// The members that a reference to a named group adds to a sequence.
    pub(super) fn group_in_sequence(
        &mut self,
        group: GroupId,
        particle: &Particle,
        required: bool,
        context: &Context,
        out: &mut Vec<MemberNode>,
    ) {
        self.in_group(group, |this, definition, own| {
            let repeated = particle.max.is_none_or(|max| max > 1);
            let required = required && particle.min > 0;
            match (&definition.particle.term, repeated) {
                (Term::Group(Compositor::Choice, branches), _)
                    if branches.len() > 1 || repeated =>
                {
                    let node = this.group_choice(group, definition, branches, own);
                    let mut member =
                        this.node_of_group(node, true, definition, context, particle.span);
                    member.selector_path = format!("{}.choice", context.selector_path);
                    member.required = required && !this.emptiable(branches);
                    member.repeated = repeated;
                    member.documentation = documentation(&definition.annotation).into_owned();
                    out.push(member);
                }
                (Term::Group(_, items), true) if items.len() > 1 => {
                    let node = this.group_struct(group, definition, items, own);
                    let mut member =
                        this.node_of_group(node, false, definition, context, particle.span);
                    member.selector_path = format!("{}.items", context.selector_path);
                    member.required = required;
                    member.repeated = true;
                    out.push(member);
                }
                (Term::Group(..), true) => {
                    let multiplied = Particle {
                        min: particle.min,
                        max: particle.max,
                        ..definition.particle.clone()
                    };
                    this.particle(&multiplied, required, own, out);
                }
                _ => {
                    let members = this.group_members(group, definition, own);
                    out.extend(members.into_iter().map(|mut member| {
                        member.required &= required;
                        member
                    }));
                }
            }
        });
    }

    /// The branches that a reference to a named group adds to a choice.
    pub(super) fn group_in_choice(
        &mut self,
        group: GroupId,
        particle: &Particle,
        context: &Context,
        choice: NodeId,
        out: &mut Vec<MemberNode>,
    ) {
        self.in_group(group, |this, definition, own| {
            let repeated = particle.max.is_none_or(|max| max > 1);
            let (node, is_choice) = match &definition.particle.term {
                Term::Group(Compositor::Choice, inner) if !repeated => {
                    this.branches(inner, own, choice, out);
                    return;
                }
                Term::Group(Compositor::Choice, inner) => {
                    (this.group_choice(group, definition, inner, own), true)
                }
                Term::Group(_, items) => (this.group_struct(group, definition, items, own), false),
                _ => return,
            };
            let mut member =
                this.node_of_group(node, is_choice, definition, context, particle.span);
            member.required = true;
            member.repeated = repeated;
            out.push(member);
        });
    }

    /// Expands a named group, unless it is being expanded already.
    fn in_group(&mut self, group: GroupId, expand: impl FnOnce(&mut Self, &'a GroupDef, &Context)) {
        let definition = &self.model.groups[group];
        if self.groups.open.contains(&group) {
            self.diagnostics.error(
                Code::GroupCycle,
                definition.span,
                format!("group `{}` contains itself", definition.name),
            );
            return;
        }
        let own = Context {
            module: self.types_module(&definition.name.namespace),
            container: Container::Group(group),
            selector_path: definition.name.local.to_string(),
            xml_name: definition.name.clone(),
        };
        self.groups.open.push(group);
        expand(self, definition, &own);
        self.groups.open.pop();
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
        let node = self.choice_node(branches, definition.particle.span, own, "Choice");
        self.groups.choices.insert(group, node);
        node
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
        let node = self.sequence_node(items, definition.particle.span, own, "Group");
        self.groups.structs.insert(group, node);
        node
    }

    fn group_members(
        &mut self,
        group: GroupId,
        definition: &GroupDef,
        own: &Context,
    ) -> Vec<MemberNode> {
        if let Some(members) = self.groups.members.get(&group) {
            return members.clone();
        }
        let mut members = Vec::new();
        self.particle(&definition.particle, true, own, &mut members);
        self.groups.members.insert(group, members.clone());
        members
    }

    /// A struct for a nested sequence.
    pub(super) fn sequence_node(
        &mut self,
        items: &[Particle],
        span: Span,
        context: &Context,
        suffix: &str,
    ) -> NodeId {
        let docs = format!("A sequence in {}.", docs::code(&context.selector_path));
        let node = context.node(suffix, docs, span);
        self.make(None, node, |this, id| {
            let inner = Context {
                container: Container::Node(id),
                ..context.clone()
            };
            let mut members = Vec::new();
            for item in items {
                this.particle(item, true, &inner, &mut members);
            }
            NodeKind::Struct {
                members,
                group: true,
            }
        })
    }
}
