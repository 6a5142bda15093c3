//! Sequences, named groups and elements.

use super::{Context, Lower};
use crate::diagnostic::Code;
use crate::model::*;
use crate::plan::docs;
use crate::plan::graph::*;

impl Lower<'_> {
    /// The members that a particle adds to a sequence.
    pub(super) fn particle(
        &mut self,
        particle: &Particle,
        outer: bool,
        context: &Context,
        out: &mut Vec<MemberNode>,
    ) {
        if particle.max == Some(0) {
            return;
        }
        let required = outer && particle.min > 0;
        let repeated = particle.max.is_none_or(|max| max > 1);
        match &particle.term {
            Term::Element(element) => {
                let member =
                    self.element_member(*element, (particle.min, particle.max), outer, context);
                out.push(member);
            }
            Term::Any(wildcard) => {
                let mut member = self.bare_member(
                    MemberKind::Any(wildcard.clone()),
                    "any",
                    &context.selector_path,
                    particle.span,
                );
                member.ty = Ty::Runtime("RawElement");
                member.required = required;
                member.repeated = repeated;
                member.documentation = wildcard.annotation.documentation.clone();
                out.push(member);
            }
            Term::Group(Compositor::Choice, branches) => {
                let live: Vec<&Particle> = branches
                    .iter()
                    .filter(|branch| branch.max != Some(0))
                    .collect();
                match live.as_slice() {
                    [] => {}
                    [only] if !repeated => self.particle(only, required, context, out),
                    _ => {
                        let member =
                            self.choice_member(branches, particle, required, repeated, context);
                        out.push(member);
                    }
                }
            }
            Term::Group(_, items) => {
                if !repeated {
                    for item in items {
                        self.particle(item, required, context, out);
                    }
                    return;
                }
                let live: Vec<&Particle> =
                    items.iter().filter(|item| item.max != Some(0)).collect();
                match live.as_slice() {
                    [] => {}
                    // The occurrence of the only item and that of the sequence multiply.
                    [only] if simple_term(&only.term) => {
                        let multiplied = Particle {
                            min: only.min.saturating_mul(particle.min),
                            max: match (only.max, particle.max) {
                                (Some(a), Some(b)) => Some(a.saturating_mul(b)),
                                _ => None,
                            },
                            ..(*only).clone()
                        };
                        self.particle(&multiplied, outer, context, out);
                    }
                    _ => {
                        let member = self.group_member(items, particle, required, context);
                        out.push(member);
                    }
                }
            }
            Term::GroupRef(group) => self.group_ref(*group, particle, outer, context, out),
        }
    }

    /// A reference to a named group: its members in place, or a group struct or choice shared by all references.
    pub(super) fn group_ref(
        &mut self,
        group: GroupId,
        particle: &Particle,
        outer: bool,
        context: &Context,
        out: &mut Vec<MemberNode>,
    ) {
        if self.open_groups.contains(&group) {
            self.diagnostics.error(
                Code::GroupCycle,
                self.model.groups[group].span,
                format!("group `{}` contains itself", self.model.groups[group].name),
            );
            return;
        }
        let definition = &self.model.groups[group];
        let own = Context {
            module: self.types_module(&definition.name.namespace),
            owner: Owner::Group(group),
            selector_path: definition.name.local.to_string(),
            xml_name: definition.name.clone(),
        };
        let required = outer && particle.min > 0;
        let repeated = particle.max.is_none_or(|max| max > 1);
        self.open_groups.push(group);
        match (&definition.particle.term, repeated) {
            (Term::Group(Compositor::Choice, branches), _) if branches.len() > 1 || repeated => {
                let node = match self.group_choices.get(&group) {
                    Some(&node) => node,
                    None => {
                        let node =
                            self.choice_node(branches, definition.particle.span, &own, "Choice");
                        self.group_choices.insert(group, node);
                        node
                    }
                };
                let mut member = self.bare_member(
                    MemberKind::Group { node, choice: true },
                    "choice",
                    &context.selector_path,
                    particle.span,
                );
                member.wanted = definition.name.local.to_string();
                member.ty = Ty::Node(node);
                member.required = required && !self.emptiable(branches);
                member.repeated = repeated;
                member.documentation = definition.annotation.documentation.clone();
                out.push(member);
            }
            (Term::Group(_, items), true) if items.len() > 1 => {
                let node = match self.group_structs.get(&group) {
                    Some(&node) => node,
                    None => {
                        let node = self.group_node(items, definition.particle.span, &own, "Group");
                        self.group_structs.insert(group, node);
                        node
                    }
                };
                let mut member = self.bare_member(
                    MemberKind::Group {
                        node,
                        choice: false,
                    },
                    "items",
                    &context.selector_path,
                    particle.span,
                );
                member.wanted = definition.name.local.to_string();
                member.ty = Ty::Node(node);
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
                self.particle(&multiplied, outer, &own, out);
            }
            _ => {
                let members = match self.groups.get(&group) {
                    Some(members) => members.clone(),
                    None => {
                        let mut members = Vec::new();
                        self.particle(&definition.particle, true, &own, &mut members);
                        self.groups.insert(group, members.clone());
                        members
                    }
                };
                out.extend(members.into_iter().map(|mut member| {
                    member.required &= required;
                    member
                }));
            }
        }
        self.open_groups.pop();
    }

    pub(super) fn group_member(
        &mut self,
        items: &[Particle],
        particle: &Particle,
        required: bool,
        context: &Context,
    ) -> MemberNode {
        let node = self.group_node(items, particle.span, context, "Item");
        let mut member = self.bare_member(
            MemberKind::Group {
                node,
                choice: false,
            },
            "items",
            &context.selector_path,
            particle.span,
        );
        member.ty = Ty::Node(node);
        member.required = required;
        member.repeated = true;
        member
    }

    /// A struct for a nested sequence.
    pub(super) fn group_node(
        &mut self,
        items: &[Particle],
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
                "A sequence in {}.",
                docs::code(&context.selector_path)
            )],
            span,
            kind: NodeKind::Reserved,
        });
        let inner = Context {
            owner: Owner::Node(id),
            ..context.clone()
        };
        let mut members = Vec::new();
        for item in items {
            self.particle(item, true, &inner, &mut members);
        }
        if let Some(node) = self.graph.nodes.get_mut(id) {
            node.kind = NodeKind::Struct {
                members,
                group: true,
            };
        }
        id
    }

    /// A member for an element particle: the element, or the choice of its substitution group.
    pub(super) fn element_member(
        &mut self,
        element: ElementId,
        occurs: (u32, Option<u32>),
        outer: bool,
        context: &Context,
    ) -> MemberNode {
        if let Some(members) = self.substitution(element) {
            let node = self.substitution_node(element, &members);
            let declaration = &self.model.elements[element];
            let mut member = self.bare_member(
                MemberKind::Group { node, choice: true },
                &declaration.name.local,
                &context.selector_path,
                declaration.span,
            );
            member.ty = Ty::Node(node);
            member.required = outer && occurs.0 > 0;
            member.repeated = occurs.1.is_none_or(|max| max > 1);
            member.documentation = declaration.annotation.documentation.clone();
            return member;
        }
        self.declared_member(element, occurs, outer, context)
    }

    /// A member for exactly this element.
    pub(super) fn declared_member(
        &mut self,
        element: ElementId,
        occurs: (u32, Option<u32>),
        outer: bool,
        context: &Context,
    ) -> MemberNode {
        let declaration = &self.model.elements[element];
        let module = if declaration.global {
            self.types_module(&declaration.name.namespace)
        } else {
            context.module
        };
        let required = outer && occurs.0 > 0;
        let repeated = occurs.1.is_none_or(|max| max > 1);
        let mut member = self.plain_member(element, context, Ty::String);
        member.required = required;
        member.repeated = repeated;
        member.remarks.extend(self.anonymous_facets(declaration.ty));
        if repeated && (occurs.0 > 1 || occurs.1.is_some()) {
            member.remarks.push(match occurs.1 {
                Some(max) => format!("{} to {max} times", occurs.0),
                None => format!("at least {} times", occurs.0),
            });
        }
        self.typed(member, declaration.ty, module)
    }
}

/// Terms whose occurrence can be multiplied with that of the sequence around.
pub(super) fn simple_term(term: &Term) -> bool {
    matches!(
        term,
        Term::Element(_) | Term::Any(_) | Term::Group(Compositor::Choice, _)
    )
}

/// Local name of the first element of a sequence.
pub(super) fn first_name(model: &Model, items: &[Particle]) -> Option<String> {
    items.iter().find_map(|item| match &item.term {
        Term::Element(element) => Some(model.elements[*element].name.local.to_string()),
        Term::Group(_, inner) => first_name(model, inner),
        Term::GroupRef(group) => Some(model.groups[*group].name.local.to_string()),
        Term::Any(_) => None,
    })
}
