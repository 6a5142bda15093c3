//! Choices and substitution groups.

use super::particles::live;
use super::{Context, Lowering};
use crate::model::label::documentation;
use crate::model::*;
use crate::plan::content::ParticleNode;
use crate::plan::docs;
use crate::plan::graph::*;

impl Lowering<'_> {
    /// A member for a choice.
    pub(super) fn choice_member(
        &mut self,
        branches: &[Particle],
        span: Span,
        context: &Context,
    ) -> MemberNode {
        let node = self.choice_node(branches, span, context, "Choice", None);
        MemberNode::of_node(node, true, "choice", &context.selector_path, span)
    }

    pub(super) fn choice_node(
        &mut self,
        branches: &[Particle],
        span: Span,
        context: &Context,
        suffix: &str,
        group: Option<GroupId>,
    ) -> NodeId {
        let docs = format!(
            "One of the alternatives in {}.",
            docs::code(&context.selector_path)
        );
        let node = context.node(suffix, docs, span);
        self.make(None, node, |this, id| {
            if let Some(group) = group {
                this.groups.share_choice(group, id);
            }
            let mut members = Vec::new();
            let children = this.branches(branches, context, id, &mut members);
            let count = members.len();
            let members = this.join_ambiguous(members, context, id);
            // The members themselves describe joined branches.
            let content = (members.len() == count)
                .then(|| ParticleNode::group(Compositor::Choice, 1, Some(1), children));
            NodeKind::Choice { members, content }
        })
    }

    /// The branches of a choice, and their occurrence. Nested choices that occur once are merged into it.
    pub(super) fn branches(
        &mut self,
        branches: &[Particle],
        context: &Context,
        choice: NodeId,
        out: &mut Vec<MemberNode>,
    ) -> Vec<ParticleNode> {
        let mut children = Vec::new();
        for branch in live(branches) {
            let (min, max) = (self.least(branch), branch.max);
            let repeated = max.is_none_or(|max| max > 1);
            let child = match &branch.term {
                Term::Element(element) => self.element_branches(*element, branch, context, out),
                Term::Any(wildcard) => {
                    let mut member = MemberNode::any(wildcard, &context.selector_path, branch.span);
                    member.required = true;
                    member.repeated = repeated;
                    out.push(member);
                    ParticleNode::member(out.len() - 1, min, max)
                }
                Term::Group(Compositor::Choice, inner) if !repeated => {
                    let children = self.branches(inner, context, choice, out);
                    ParticleNode::group(Compositor::Choice, min, max, children)
                }
                Term::Group(Compositor::Choice, inner) => {
                    let node = self.choice_node(inner, branch.span, context, "Choice", None);
                    let owner = &context.selector_path;
                    let mut member = MemberNode::of_node(node, true, "Choices", owner, branch.span);
                    member.required = true;
                    member.repeated = true;
                    out.push(member);
                    ParticleNode::member(out.len() - 1, min, max)
                }
                Term::Group(_, items) => self.sequence_branch(items, branch, context, choice, out),
                Term::GroupRef(group) => self.group_in_choice(*group, branch, context, choice, out),
            };
            children.push(child);
        }
        children
    }

    /// The branch of an element, or the branches of its substitution group if it occurs once.
    fn element_branches(
        &mut self,
        element: ElementId,
        branch: &Particle,
        context: &Context,
        out: &mut Vec<MemberNode>,
    ) -> ParticleNode {
        let once = branch.max == Some(1);
        if let (Some(members), true) = (self.substitution(element), once) {
            let mut children = Vec::new();
            for member in members {
                out.push(self.declared_member(member, (1, Some(1)), true, context));
                children.push(ParticleNode::member(out.len() - 1, 1, Some(1)));
            }
            return ParticleNode::group(Compositor::Choice, branch.min, branch.max, children);
        }
        let occurs = (branch.min.max(1), branch.max);
        let member = self.element_member(element, occurs, true, context);
        out.push(self.not_collapsed(member, context.module));
        ParticleNode::member(out.len() - 1, branch.min, branch.max)
    }

    /// A branch that is a sequence: its only element, or a struct.
    pub(super) fn sequence_branch(
        &mut self,
        items: &[Particle],
        branch: &Particle,
        context: &Context,
        choice: NodeId,
        out: &mut Vec<MemberNode>,
    ) -> ParticleNode {
        let (min, max) = (self.least(branch), branch.max);
        let repeated = max.is_none_or(|max| max > 1);
        match live(items).as_slice() {
            // An empty branch is the absent choice.
            [] => ParticleNode::empty(),
            [only] if !repeated => {
                let children = self.branches(std::slice::from_ref(*only), context, choice, out);
                ParticleNode::group(Compositor::Choice, min, max, children)
            }
            _ => {
                let name = first_name(self.model, items).unwrap_or_else(|| "Sequence".to_owned());
                let inner = Context {
                    container: Container::Node(choice),
                    ..context.clone()
                };
                let node = self.sequence_node(items, branch.span, &inner, &name, None);
                let owner = &context.selector_path;
                let mut member = MemberNode::of_node(node, false, &name, owner, branch.span);
                member.required = true;
                member.repeated = repeated;
                out.push(member);
                ParticleNode::member(out.len() - 1, min, max)
            }
        }
    }

    /// The members of the substitution group of a referenced element, with the head unless it is abstract; `None` if
    /// nothing can be substituted.
    pub(super) fn substitution(&self, element: ElementId) -> Option<Vec<ElementId>> {
        let declaration = &self.model.elements[element];
        if !declaration.global {
            return None;
        }
        let substitutes = self.facts.substitutes(element);
        if substitutes.is_empty() {
            return None;
        }
        let mut members = Vec::new();
        if !declaration.is_abstract {
            members.push(element);
        }
        members.extend(substitutes);
        Some(members)
    }

    /// The choice of a substitution group.
    pub(super) fn substitution_node(&mut self, head: ElementId, members: &[ElementId]) -> NodeId {
        let key = NodeKey::Substitution(head);
        if let Some(&node) = self.graph.made.get(&key) {
            return node;
        }
        let declaration = &self.model.elements[head];
        let module = self.types_module(&declaration.name.namespace);
        let mut docs = docs::paragraphs(&documentation(&declaration.annotation));
        docs::append(
            &mut docs,
            &format!(
                "Substitution group of element {}{}.",
                docs::code(&declaration.name.local),
                docs::in_namespace(&declaration.name)
            ),
        );
        let local = &declaration.name.local;
        let node = Node::reserved(
            module,
            NameHint::Text(format!("{local} Choice"), "Group"),
            local.to_string(),
            declaration.name.clone(),
            docs,
            declaration.span,
        );
        self.make(Some(key), node, |this, id| {
            let context = Context {
                module,
                container: Container::Node(id),
                selector_path: local.to_string(),
                xml_name: declaration.name.clone(),
            };
            let branches = members.iter().map(|&member| {
                let branch = this.declared_member(member, (1, Some(1)), true, &context);
                this.not_collapsed(branch, module)
            });
            NodeKind::Choice {
                members: branches.collect(),
                content: None,
            }
        })
    }
}

/// Local name of the first element of a sequence.
fn first_name(model: &Model, items: &[Particle]) -> Option<String> {
    items.iter().find_map(|item| match &item.term {
        Term::Element(element) => Some(model.elements[*element].name.local.to_string()),
        Term::Group(_, inner) => first_name(model, inner),
        Term::GroupRef(group) => Some(model.groups[*group].name.local.to_string()),
        Term::Any(_) => None,
    })
}
