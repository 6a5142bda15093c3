//! Particles of sequences: elements, wildcards, nested sequences and choices.

use super::{Context, Lowering};
use crate::model::label::documentation;
use crate::model::*;
use crate::plan::content::ParticleNode;
use crate::plan::graph::*;

impl Lowering<'_> {
    /// The members that a particle adds to a sequence, and their occurrence. All are optional unless the sequence is
    /// `required`.
    pub(super) fn particle(
        &mut self,
        particle: &Particle,
        required: bool,
        context: &Context,
        out: &mut Vec<MemberNode>,
    ) -> ParticleNode {
        if particle.max == Some(0) {
            return ParticleNode::empty();
        }
        let min = self.least(particle);
        let max = particle.max;
        let required = required && min > 0;
        let repeated = particle.max.is_none_or(|max| max > 1);
        match &particle.term {
            Term::Element(element) => {
                out.push(self.element_member(*element, (min, max), required, context));
                ParticleNode::member(out.len() - 1, min, max)
            }
            Term::Any(wildcard) => {
                let mut member = MemberNode::any(wildcard, &context.selector_path, particle.span);
                member.required = required;
                member.repeated = repeated;
                member.documentation = wildcard.annotation.documentation.clone();
                out.push(member);
                ParticleNode::member(out.len() - 1, min, max)
            }
            Term::Group(Compositor::Choice, branches) => match live(branches).as_slice() {
                [] => ParticleNode::empty(),
                [only] if !repeated => {
                    let only = self.particle(only, required, context, out);
                    ParticleNode::group(Compositor::Choice, min, max, vec![only])
                }
                _ => {
                    let mut member = self.choice_member(branches, particle.span, context);
                    if repeated {
                        member.name_hint = "choices".to_owned();
                    }
                    member.required = required;
                    member.repeated = repeated;
                    out.push(member);
                    ParticleNode::member(out.len() - 1, min, max)
                }
            },
            Term::Group(compositor, items) if !repeated => {
                let mut children = Vec::new();
                for item in items {
                    children.push(self.particle(item, required, context, out));
                }
                ParticleNode::group(*compositor, min, max, children)
            }
            Term::Group(_, items) => match live(items).as_slice() {
                [] => ParticleNode::empty(),
                // The occurrence of the only item and that of the sequence are multiplied, as far as the field allows.
                [only] if is_simple(&only.term) => {
                    let least = self.least(only);
                    let multiplied = Particle {
                        min: only.min.saturating_mul(particle.min),
                        max: match (only.max, particle.max) {
                            (Some(a), Some(b)) => Some(a.saturating_mul(b)),
                            _ => None,
                        },
                        ..(*only).clone()
                    };
                    let mut inner = self.particle(&multiplied, required, context, out);
                    (inner.min, inner.max) = (least, only.max);
                    ParticleNode::group(Compositor::Sequence, min, max, vec![inner])
                }
                _ => {
                    let node = self.sequence_node(items, particle.span, context, "Item", None);
                    let owner = &context.selector_path;
                    let mut member =
                        MemberNode::of_node(node, false, "items", owner, particle.span);
                    member.required = required;
                    member.repeated = true;
                    out.push(member);
                    ParticleNode::member(out.len() - 1, min, max)
                }
            },
            Term::GroupRef(group) => {
                self.group_in_sequence(*group, particle, required, context, out)
            }
        }
    }

    /// A member for an element particle: the element, or the choice of its substitution group.
    pub(super) fn element_member(
        &mut self,
        element: ElementId,
        occurs: (u32, Option<u32>),
        required: bool,
        context: &Context,
    ) -> MemberNode {
        let Some(members) = self.substitution(element) else {
            return self.declared_member(element, occurs, required, context);
        };
        let node = self.substitution_node(element, &members);
        let declaration = &self.model.elements[element];
        let mut member = MemberNode::of_node(
            node,
            true,
            &declaration.name.local,
            &context.selector_path,
            declaration.span,
        );
        member.required = required && occurs.0 > 0;
        member.repeated = occurs.1.is_none_or(|max| max > 1);
        member.documentation = documentation(&declaration.annotation).into_owned();
        member
    }

    /// A member for exactly this element.
    pub(super) fn declared_member(
        &mut self,
        element: ElementId,
        occurs: (u32, Option<u32>),
        required: bool,
        context: &Context,
    ) -> MemberNode {
        let declaration = &self.model.elements[element];
        let module = if declaration.global {
            self.types_module(&declaration.name.namespace)
        } else {
            context.module
        };
        let (min, max) = occurs;
        let mut member = self.plain_member(element, context);
        member.required = required && min > 0;
        member.repeated = max.is_none_or(|max| max > 1);
        member.remarks.extend(self.anonymous_facets(declaration.ty));
        if member.repeated && (min > 1 || max.is_some()) {
            member.remarks.push(match max {
                Some(max) => format!("{min} to {max} times"),
                None => format!("at least {min} times"),
            });
        }
        self.typed(member, declaration.ty, module)
    }
}

/// Particles that may occur.
pub(super) fn live(particles: &[Particle]) -> Vec<&Particle> {
    particles
        .iter()
        .filter(|particle| particle.max != Some(0))
        .collect()
}

/// Whether the occurrence of a term can be multiplied by that of the sequence around it.
fn is_simple(term: &Term) -> bool {
    matches!(
        term,
        Term::Element(_) | Term::Any(_) | Term::Group(Compositor::Choice, _)
    )
}
