//! Choices and substitution groups.

use super::particles::first_name;
use super::{Context, Lower, in_namespace};
use crate::diagnostic::Code;
use crate::model::*;
use crate::plan::docs;
use crate::plan::graph::*;

impl Lower<'_> {
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

    pub(super) fn choice_member(
        &mut self,
        branches: &[Particle],
        particle: &Particle,
        required: bool,
        repeated: bool,
        context: &Context,
    ) -> MemberNode {
        let node = self.choice_node(branches, particle.span, context, "Choice");
        let mut member = self.bare_member(
            MemberKind::Group { node, choice: true },
            "choice",
            &context.selector_path,
            particle.span,
        );
        if repeated {
            member.wanted = "choices".to_owned();
        }
        member.ty = Ty::Node(node);
        member.required = required && !self.emptiable(branches);
        member.repeated = repeated;
        member
    }

    pub(super) fn choice_node(
        &mut self,
        branches: &[Particle],
        span: Span,
        context: &Context,
        suffix: &str,
    ) -> NodeId {
        let id = self.graph.push(Node {
            module: context.module,
            wanted: NameHint::Owned(context.owner, suffix.to_owned()),
            selector_path: format!("{}.{suffix}", context.selector_path),
            xml_name: context.xml_name.clone(),
            docs: vec![format!(
                "One of the alternatives in {}.",
                docs::code(&context.selector_path)
            )],
            span,
            kind: NodeKind::Reserved,
        });
        let mut members = Vec::new();
        self.branches(branches, context, id, &mut members);
        let members = self.join_ambiguous(members, context, id);
        if let Some(node) = self.graph.nodes.get_mut(id) {
            node.kind = NodeKind::Choice(members);
        }
        id
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
                Term::Element(element) => {
                    let heads = self.substitution(*element);
                    if let (Some(members), false) = (heads, repeated) {
                        for member in members {
                            let part = self.declared_member(member, (1, Some(1)), true, context);
                            out.push(part);
                        }
                        continue;
                    }
                    let min = branch.min.max(1);
                    let mut member =
                        self.element_member(*element, (min, branch.max), true, context);
                    // A collapsed array would make two levels of one branch.
                    if let Some(array) = member.item.take() {
                        member.ty = self.content(array, context.module);
                    }
                    out.push(member);
                }
                Term::Any(wildcard) => {
                    let mut member = self.bare_member(
                        MemberKind::Any(wildcard.clone()),
                        "any",
                        &context.selector_path,
                        branch.span,
                    );
                    member.ty = Ty::Runtime("RawElement");
                    member.required = true;
                    member.repeated = repeated;
                    out.push(member);
                }
                Term::Group(Compositor::Choice, inner) if !repeated => {
                    self.branches(inner, context, choice, out)
                }
                Term::Group(Compositor::Choice, inner) => {
                    let node = self.choice_node(inner, branch.span, context, "Choice");
                    out.push(self.branch_group(node, true, true, context, branch.span, "Choices"));
                }
                Term::Group(_, items) => {
                    self.sequence_branch(items, branch, repeated, context, choice, out)
                }
                Term::GroupRef(group) => {
                    if self.open_groups.contains(group) {
                        self.diagnostics.error(
                            Code::GroupCycle,
                            self.model.groups[*group].span,
                            format!("group `{}` contains itself", self.model.groups[*group].name),
                        );
                        continue;
                    }
                    let definition = &self.model.groups[*group];
                    let own = Context {
                        module: self.types_module(&definition.name.namespace),
                        owner: Owner::Group(*group),
                        selector_path: definition.name.local.to_string(),
                        xml_name: definition.name.clone(),
                    };
                    self.open_groups.push(*group);
                    match &definition.particle.term {
                        Term::Group(Compositor::Choice, inner) if !repeated => {
                            self.branches(inner, &own, choice, out)
                        }
                        Term::Group(Compositor::Choice, inner) => {
                            let node = match self.group_choices.get(group) {
                                Some(&node) => node,
                                None => {
                                    let node = self.choice_node(
                                        inner,
                                        definition.particle.span,
                                        &own,
                                        "Choice",
                                    );
                                    self.group_choices.insert(*group, node);
                                    node
                                }
                            };
                            out.push(self.branch_group(
                                node,
                                true,
                                true,
                                context,
                                branch.span,
                                &definition.name.local,
                            ));
                        }
                        Term::Group(_, items) => {
                            let node = match self.group_structs.get(group) {
                                Some(&node) => node,
                                None => {
                                    let node = self.group_node(
                                        items,
                                        definition.particle.span,
                                        &own,
                                        "Group",
                                    );
                                    self.group_structs.insert(*group, node);
                                    node
                                }
                            };
                            out.push(self.branch_group(
                                node,
                                false,
                                repeated,
                                context,
                                branch.span,
                                &definition.name.local,
                            ));
                        }
                        _ => {}
                    }
                    self.open_groups.pop();
                }
            }
        }
    }

    pub(super) fn branch_group(
        &self,
        node: NodeId,
        choice: bool,
        repeated: bool,
        context: &Context,
        span: Span,
        name: &str,
    ) -> MemberNode {
        let mut member = self.bare_member(
            MemberKind::Group { node, choice },
            name,
            &context.selector_path,
            span,
        );
        member.ty = Ty::Node(node);
        member.required = true;
        member.repeated = repeated;
        member
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
        let live: Vec<&Particle> = items.iter().filter(|item| item.max != Some(0)).collect();
        match live.as_slice() {
            // An empty branch is the absent choice.
            [] => {}
            [only] if !repeated => self.branches(std::slice::from_ref(*only), context, choice, out),
            _ => {
                let name = first_name(self.model, items).unwrap_or_else(|| "Sequence".to_owned());
                let inner = Context {
                    owner: Owner::Node(choice),
                    ..context.clone()
                };
                let node = self.group_node(items, branch.span, &inner, &name);
                out.push(self.branch_group(node, false, repeated, context, branch.span, &name));
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
        let mut docs = docs::paragraphs(&declaration.annotation.documentation);
        docs::append(
            &mut docs,
            &format!(
                "Substitution group of element {}{}.",
                docs::code(&declaration.name.local),
                in_namespace(&declaration.name)
            ),
        );
        let id = self.graph.push(Node {
            module,
            wanted: NameHint::Text(format!("{} Choice", declaration.name.local), "Group"),
            selector_path: declaration.name.local.to_string(),
            xml_name: declaration.name.clone(),
            docs,
            span: declaration.span,
            kind: NodeKind::Reserved,
        });
        self.graph.made.insert(key, id);
        let context = Context {
            module,
            owner: Owner::Node(id),
            selector_path: declaration.name.local.to_string(),
            xml_name: declaration.name.clone(),
        };
        let branches: Vec<MemberNode> = members
            .iter()
            .map(|&member| {
                let mut branch = self.declared_member(member, (1, Some(1)), true, &context);
                if let Some(array) = branch.item.take() {
                    branch.ty = self.content(array, module);
                }
                branch
            })
            .collect();
        if let Some(node) = self.graph.nodes.get_mut(id) {
            node.kind = NodeKind::Choice(branches);
        }
        id
    }
}
