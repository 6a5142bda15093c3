//! Emptiable particles (XML Schema Part 1, section 3.9.6, "Particle Emptiable").

use crate::model::*;

/// By named group: whether it is emptiable.
pub(super) struct Emptiable<'a> {
    model: &'a Model,
    groups: Vec<bool>,
}

impl<'a> Emptiable<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        let mut all = Self {
            model,
            groups: vec![false; model.groups.len()],
        };
        for group in in_order(model) {
            let is_emptiable = all.particle(&model.groups[group].particle);
            if let Some(entry) = all.groups.get_mut(group.index()) {
                *entry = is_emptiable;
            }
        }
        all
    }

    pub(super) fn particle(&self, particle: &Particle) -> bool {
        particle.min == 0
            || match &particle.term {
                Term::Element(_) | Term::Any(_) => false,
                Term::GroupRef(group) => self.groups.get(group.index()) == Some(&true),
                Term::Group(Compositor::Choice, branches) => {
                    branches.is_empty() || branches.iter().any(|branch| self.particle(branch))
                }
                Term::Group(_, parts) => parts.iter().all(|part| self.particle(part)),
            }
    }

    /// Whether the content of a type, with that of its bases, is emptiable.
    pub(super) fn content(&self, complex: &ComplexType) -> bool {
        let mut at = complex;
        for _ in 0..self.model.types.len() {
            let own = match &at.content {
                Content::Particle(particle) => self.particle(particle),
                Content::Empty => true,
                Content::Simple(_) => false,
            };
            let Derivation::Extension(base) = at.derivation else {
                return own;
            };
            match &self.model.types[base].kind {
                TypeKind::Complex(base) if own => at = base,
                _ => return own,
            }
        }
        true
    }
}

/// The named groups, each after those that it refers to. Circles were cut.
pub(super) fn in_order(model: &Model) -> Vec<GroupId> {
    let mut seen = vec![false; model.groups.len()];
    let mut order = Vec::new();
    for start in model.groups.ids() {
        let mut open = vec![(start, false)];
        while let Some((group, is_done)) = open.pop() {
            if is_done {
                order.push(group);
                continue;
            }
            match seen.get_mut(group.index()) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            open.push((group, true));
            references(&model.groups[group].particle, &mut |id| {
                open.push((id, false))
            });
        }
    }
    order
}

fn references(particle: &Particle, found: &mut impl FnMut(GroupId)) {
    match &particle.term {
        Term::GroupRef(group) => found(*group),
        Term::Group(_, parts) => {
            for part in parts {
                references(part, found);
            }
        }
        Term::Element(_) | Term::Any(_) => {}
    }
}
