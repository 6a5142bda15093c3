//! The depth of the smallest element of a type: a sample that must end is cut to it.

use crate::model::*;
use std::collections::BTreeMap;

/// Levels that are tried. A type that needs more has no end that a sample reaches.
const DEEPEST: usize = 48;

/// The depths of the smallest contents, found when they are asked for.
pub(super) struct Heights<'a, 'f> {
    pub(super) facts: &'a Facts<'a>,
    pub(super) found: &'f mut Depths,
}

/// The depths that were found.
#[derive(Default)]
pub(super) struct Depths {
    /// Whether a type has a content of so many levels below it.
    known: BTreeMap<(TypeId, DerivationSet, usize), bool>,
    /// The type that is written for a declared one, or, where the last is true, the one with the smallest content.
    concrete: BTreeMap<(TypeId, DerivationSet, bool), Option<TypeId>>,
    /// The types that may be written for a declared one.
    candidates: BTreeMap<(TypeId, DerivationSet), Vec<TypeId>>,
}

impl Heights<'_, '_> {
    /// The levels of the smallest content of a particle; `None` for no end.
    pub(super) fn of_particle(&mut self, particle: &Particle) -> Option<usize> {
        (0..DEEPEST).find(|depth| self.particle_fits(particle, *depth))
    }

    /// The levels of the smallest element, its own included.
    pub(super) fn of_element(&mut self, element: ElementId) -> Option<usize> {
        (0..DEEPEST).find(|depth| self.element_fits(element, *depth))
    }

    /// The type that is written for a declared one: itself, or the first that may replace it; with `smallest`, the one with the
    /// smallest content.
    pub(super) fn concrete(
        &mut self,
        ty: TypeId,
        blocks: DerivationSet,
        smallest: bool,
    ) -> Option<TypeId> {
        if let Some(known) = self.found.concrete.get(&(ty, blocks, smallest)) {
            return *known;
        }
        let candidates = self.candidates(ty, blocks);
        let ending = candidates.into_iter().filter_map(|id| {
            let height = (0..DEEPEST).find(|depth| self.content_fits(id, *depth))?;
            Some((height, id))
        });
        let found = match smallest {
            true => ending.min_by_key(|(height, _)| *height),
            false => { ending }.next(),
        };
        let found = found.map(|(_, id)| id);
        self.found.concrete.insert((ty, blocks, smallest), found);
        found
    }

    /// The element that is written for one: itself unless it is abstract, else the first, or the smallest, that may substitute it.
    pub(super) fn substitute(&mut self, element: ElementId, smallest: bool) -> Option<ElementId> {
        let facts = self.facts;
        if !facts.model.elements[element].is_abstract {
            return Some(element);
        }
        let found = facts.substitutes(element).into_iter();
        let ending = found.filter_map(|id| Some((self.of_element(id)?, id)));
        let found = match smallest {
            true => ending.min_by_key(|(height, _)| *height),
            false => { ending }.next(),
        };
        found.map(|(_, id)| id)
    }

    /// The types that may be written for a declared one: itself if it is concrete, else those derived from it.
    fn candidates(&mut self, ty: TypeId, blocks: DerivationSet) -> Vec<TypeId> {
        let facts = self.facts;
        let found = self
            .found
            .candidates
            .entry((ty, blocks))
            .or_insert_with(|| {
                if facts.complex(ty).is_none_or(|complex| !complex.is_abstract) {
                    return vec![ty];
                }
                let mut derived = facts.derived(ty);
                derived.retain(|id| {
                    let is_abstract = facts.complex(*id).is_some_and(|one| one.is_abstract);
                    !is_abstract && facts.may_replace(ty, *id, blocks)
                });
                derived
            });
        found.clone()
    }

    /// Whether a type, or one that may replace it, has a content of so many levels.
    pub(super) fn fits(&mut self, ty: TypeId, blocks: DerivationSet, depth: usize) -> bool {
        if let Some(known) = self.found.known.get(&(ty, blocks, depth)) {
            return *known;
        }
        let candidates = self.candidates(ty, blocks);
        let fits = candidates
            .into_iter()
            .any(|id| self.content_fits(id, depth));
        self.found.known.insert((ty, blocks, depth), fits);
        fits
    }

    /// Whether the content of a type, that of its bases included, has an instance of so many levels.
    fn content_fits(&mut self, ty: TypeId, depth: usize) -> bool {
        let mut at = ty;
        for _ in 0..64 {
            let Some(complex) = self.facts.complex(at) else {
                return true;
            };
            if let Content::Particle(particle) = &complex.content
                && !self.particle_fits(particle, depth)
            {
                return false;
            }
            match complex.derivation {
                Derivation::Extension(base) if base != at => at = base,
                _ => return true,
            }
        }
        true
    }

    fn particle_fits(&mut self, particle: &Particle, depth: usize) -> bool {
        if particle.min == 0 || particle.max == Some(0) {
            return true;
        }
        match &particle.term {
            Term::Element(element) => self.element_fits(*element, depth),
            Term::Group(Compositor::Choice, branches) => branches
                .iter()
                .any(|one| one.max != Some(0) && self.particle_fits(one, depth)),
            Term::Group(_, parts) => parts.iter().all(|one| self.particle_fits(one, depth)),
            Term::GroupRef(group) => {
                let group = &self.facts.model.groups[*group];
                self.particle_fits(&group.particle, depth)
            }
            Term::Any(wildcard) => self.wildcard_fits(wildcard, depth),
        }
    }

    /// Whether a wildcard admits an element of so many levels: a declared one, or any.
    fn wildcard_fits(&mut self, wildcard: &Wildcard, depth: usize) -> bool {
        if wildcard.process != ProcessContents::Strict {
            return depth > 0 && !wildcard.namespaces.is_nothing();
        }
        let mut admitted = self.facts.model.elements.iter().filter(|(_, element)| {
            element.global && wildcard.namespaces.admits(&element.name.namespace)
        });
        admitted.any(|(id, _)| self.element_fits(id, depth))
    }

    fn element_fits(&mut self, element: ElementId, depth: usize) -> bool {
        let Some(below) = depth.checked_sub(1) else {
            return false;
        };
        let declaration = &self.facts.model.elements[element];
        if declaration.is_abstract {
            let members = self.facts.substitutes(element);
            return members.into_iter().any(|id| self.declared_fits(id, below));
        }
        self.declared_fits(element, below)
    }

    fn declared_fits(&mut self, element: ElementId, below: usize) -> bool {
        let declaration = &self.facts.model.elements[element];
        let (ty, blocks) = (declaration.ty, declaration.blocks);
        // A nil element needs a type that is not abstract, too (Part 1, 3.3.4).
        declaration.nillable && !self.candidates(ty, blocks).is_empty()
            || self.fits(ty, blocks, below)
    }
}
