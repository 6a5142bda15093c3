//! How deep the smallest element of a type is: what a sample that must end is cut to.

use crate::model::*;
use std::collections::BTreeMap;

/// Levels that are tried. A type that needs more has no end that a sample reaches.
const DEEPEST: usize = 48;

/// The depths of the smallest contents, found when they are asked for.
pub(super) struct Heights<'a> {
    model: &'a Model,
    /// Whether a type has a content of so many levels below it.
    known: BTreeMap<(TypeId, usize), bool>,
    /// Concrete types that are derived from a type, itself first if it is one, in the order of the contract.
    derived: BTreeMap<TypeId, Vec<TypeId>>,
    /// Elements that may stand for an abstract one.
    members: BTreeMap<ElementId, Vec<ElementId>>,
}

impl<'a> Heights<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        Self {
            model,
            known: BTreeMap::new(),
            derived: BTreeMap::new(),
            members: BTreeMap::new(),
        }
    }

    /// The levels of elements that the smallest content of a type has; `None` for no end.
    pub(super) fn of_type(&mut self, ty: TypeId) -> Option<usize> {
        (0..DEEPEST).find(|depth| self.fits(ty, *depth))
    }

    /// The levels of the smallest content of a particle.
    pub(super) fn of_particle(&mut self, particle: &Particle) -> Option<usize> {
        (0..DEEPEST).find(|depth| self.particle_fits(particle, *depth))
    }

    /// The levels of the smallest element, its own included.
    pub(super) fn of_element(&mut self, element: ElementId) -> Option<usize> {
        (0..DEEPEST).find(|depth| self.element_fits(element, *depth))
    }

    /// The concrete type that is written for a declared one: itself, or the first that is derived from it and that may stand for it;
    /// with `smallest`, the one with the smallest content.
    pub(super) fn concrete(&mut self, ty: TypeId, smallest: bool) -> Option<TypeId> {
        let candidates = self.derived(ty);
        if !smallest && candidates.first() == Some(&ty) {
            return Some(ty);
        }
        let ending: Vec<(usize, TypeId)> = candidates
            .into_iter()
            .filter_map(|id| {
                let height = (0..DEEPEST).find(|depth| self.content_fits(id, *depth))?;
                Some((height, id))
            })
            .collect();
        match smallest {
            true => ending.into_iter().min_by_key(|(height, _)| *height),
            false => ending.into_iter().next(),
        }
        .map(|(_, id)| id)
    }

    /// The element that is written for one: itself unless it is abstract, else the first, or the smallest, that may substitute it.
    pub(super) fn substitute(&mut self, element: ElementId, smallest: bool) -> Option<ElementId> {
        let model = self.model;
        if !model.elements[element].is_abstract {
            return Some(element);
        }
        let found = self.members(element);
        if !smallest {
            return found
                .into_iter()
                .find(|id| self.of_type(model.elements[*id].ty).is_some());
        }
        let mut ending: Vec<(usize, ElementId)> = Vec::new();
        for id in found {
            let height = self.of_type(model.elements[id].ty);
            ending.extend(height.map(|height| (height, id)));
        }
        let least = ending.into_iter().min_by_key(|(height, _)| *height);
        least.map(|(_, id)| id)
    }

    /// The elements that may stand for an abstract one.
    fn members(&mut self, head: ElementId) -> Vec<ElementId> {
        if let Some(known) = self.members.get(&head) {
            return known.clone();
        }
        let mut heads = vec![head];
        let mut found = Vec::new();
        loop {
            let before = heads.len();
            for (id, declaration) in self.model.elements.iter() {
                let group = declaration.substitution_group;
                if group.is_some_and(|head| heads.contains(&head)) && !heads.contains(&id) {
                    heads.push(id);
                    if !declaration.is_abstract {
                        found.push(id);
                    }
                }
            }
            if heads.len() == before {
                break;
            }
        }
        self.members.insert(head, found.clone());
        found
    }

    fn derived(&mut self, ty: TypeId) -> Vec<TypeId> {
        if let Some(known) = self.derived.get(&ty) {
            return known.clone();
        }
        let model = self.model;
        let complex = |id: TypeId| match &model.types[id].kind {
            TypeKind::Complex(complex) => Some(complex),
            TypeKind::Simple(_) => None,
        };
        let mut found = Vec::new();
        if complex(ty).is_none_or(|complex| !complex.is_abstract) {
            found.push(ty);
        } else {
            // A derived type may come before its base: the list is gone through until nothing is added.
            let mut bases = vec![ty];
            loop {
                let before = bases.len();
                for (id, definition) in model.types.iter() {
                    let TypeKind::Complex(complex) = &definition.kind else {
                        continue;
                    };
                    let (Derivation::Extension(base) | Derivation::Restriction(base)) =
                        complex.derivation
                    else {
                        continue;
                    };
                    if id != base && bases.contains(&base) && !bases.contains(&id) {
                        bases.push(id);
                        if !complex.is_abstract && definition.name.is_some() {
                            found.push(id);
                        }
                    }
                }
                if bases.len() == before {
                    break;
                }
            }
        }
        self.derived.insert(ty, found.clone());
        found
    }

    fn fits(&mut self, ty: TypeId, depth: usize) -> bool {
        if let Some(known) = self.known.get(&(ty, depth)) {
            return *known;
        }
        let candidates = self.derived(ty);
        let fits = candidates
            .into_iter()
            .any(|id| self.content_fits(id, depth));
        self.known.insert((ty, depth), fits);
        fits
    }

    /// Whether the content of a type, that of its bases included, has an instance of so many levels.
    fn content_fits(&mut self, ty: TypeId, depth: usize) -> bool {
        let mut at = ty;
        for _ in 0..64 {
            let TypeKind::Complex(complex) = &self.model.types[at].kind else {
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
            Term::Group(Compositor::Choice, branches) => {
                branches.iter().any(|one| self.particle_fits(one, depth))
            }
            Term::Group(_, parts) => parts.iter().all(|one| self.particle_fits(one, depth)),
            Term::GroupRef(group) => {
                let group = &self.model.groups[*group];
                self.particle_fits(&group.particle, depth)
            }
            Term::Any(_) => true,
        }
    }

    fn element_fits(&mut self, element: ElementId, depth: usize) -> bool {
        let Some(below) = depth.checked_sub(1) else {
            return false;
        };
        let declaration = &self.model.elements[element];
        if declaration.is_abstract {
            let members = self.members(element);
            return members
                .into_iter()
                .any(|id| self.fits(self.model.elements[id].ty, below));
        }
        declaration.nillable || self.fits(declaration.ty, below)
    }
}
