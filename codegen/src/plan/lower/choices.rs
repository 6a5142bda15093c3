//! Choices and substitution groups.

use super::particles::live;
use super::{Context, Lowering};
use crate::model::label::documentation;
use crate::model::*;
use crate::plan::docs;
use crate::plan::graph::*;

impl Lowering<'_> {
    /// Whether a choice may be absent because one of its branches may be empty.
    pub(super) fn emptiable(&self, branches: &[Particle]) -> bool {
        branches.iter().any(|branch| {
            branch.min == 0
                || match &branch.term {
                    Term::Group(Compositor::Choice, inner) => self.emptiable(inner),
                    Term::Group(_, inner) => inner.iter().all(|item| item.min == 0),
                    _ => false,
                }
        })
    }

    /// A member for a choice, required unless the choice may be empty.
    pub(super) fn choice_member(
        &mut self,
        branches: &[Particle],
        span: Span,
        context: &Context,
    ) -> MemberNode {
        let node = self.choice_node(branches, span, context, "Choice");
        let mut member = MemberNode::of_node(node, true, "choice", &context.selector_path, span);
        member.required = !self.emptiable(branches);
        member
    }

    pub(super) fn choice_node(
        &mut self,
        branches: &[Particle],
        span: Span,
        context: &Context,
        suffix: &str,
    ) -> NodeId {
        let docs = format!(
            "One of the alternatives in {}.",
            docs::code(&context.selector_path)
        );
        let node = context.node(suffix, docs, span);
        self.make(None, node, |this, id| {
            let mut members = Vec::new();
            this.branches(branches, context, id, &mut members);
            NodeKind::Choice(this.join_ambiguous(members, context, id))
        })
    }

    /// The branches of a choice; choices nested in it that occur once are part of it.
    pub(super) fn branches(
        &mut self,
        branches: &[Particle],
        context: &Context,
        choice: NodeId,
        out: &mut Vec<MemberNode>,
    ) {
        for branch in branches {
            if branch.max == Some(0) {
                continue;
            }
            let repeated = branch.max.is_none_or(|max| max > 1);
            match &branch.term {
                Term::Element(element) => self.element_branches(*element, branch, context, out),
                Term::Any(wildcard) => {
                    let mut member = MemberNode::any(wildcard, &context.selector_path, branch.span);
                    member.required = true;
                    member.repeated = repeated;
                    out.push(member);
                }
                Term::Group(Compositor::Choice, inner) if !repeated => {
                    self.branches(inner, context, choice, out)
                }
                Term::Group(Compositor::Choice, inner) => {
                    let node = self.choice_node(inner, branch.span, context, "Choice");
                    let owner = &context.selector_path;
                    let mut member = MemberNode::of_node(node, true, "Choices", owner, branch.span);
                    member.required = true;
                    member.repeated = true;
                    out.push(member);
                }
                Term::Group(_, items) => {
                    self.sequence_branch(items, branch, repeated, context, choice, out)
                }
                Term::GroupRef(group) => self.group_in_choice(*group, branch, context, choice, out),
            }
        }
    }

    /// The branch of an element; those of its substitution group where it occurs once.
    fn element_branches(
        &mut self,
        element: ElementId,
        branch: &Particle,
        context: &Context,
        out: &mut Vec<MemberNode>,
    ) {
        let once = branch.max == Some(1);
        if let (Some(members), true) = (self.substitution(element), once) {
            for member in members {
                out.push(self.declared_member(member, (1, Some(1)), true, context));
            }
            return;
        }
        let occurs = (branch.min.max(1), branch.max);
        let member = self.element_member(element, occurs, true, context);
        out.push(self.not_collapsed(member, context.module));
    }

    /// A branch that is a sequence: its only element, or a struct.
    pub(super) fn sequence_branch(
        &mut self,
        items: &[Particle],
        branch: &Particle,
        repeated: bool,
        context: &Context,
        choice: NodeId,
        out: &mut Vec<MemberNode>,
    ) {
        match live(items).as_slice() {
            // An empty branch is the absent choice.
            [] => {}
            [only] if !repeated => self.branches(std::slice::from_ref(*only), context, choice, out),
            _ => {
                let name = first_name(self.model, items).unwrap_or_else(|| "Sequence".to_owned());
                let inner = Context {
                    container: Container::Node(choice),
                    ..context.clone()
                };
                let node = self.sequence_node(items, branch.span, &inner, &name);
                let owner = &context.selector_path;
                let mut member = MemberNode::of_node(node, false, &name, owner, branch.span);
                member.required = true;
                member.repeated = repeated;
                out.push(member);
            }
        }
    }

    /// The members of the substitution group of a referenced element, the head among them unless it is abstract; `None`
    /// where nothing can be substituted.
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
            NodeKind::Choice(branches.collect())
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
