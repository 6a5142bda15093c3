//! Unique particle attribution (XML Schema Part 1, section 3.8.6): each element of a message belongs to one particle, without looking
//! ahead.
//!
//! For each particle, computes the positions that may come first, and those that may follow its last ones. Where two
//! parts meet, the positions that continue the first part must differ from those that begin the second
//! (Brüggemann-Klein and Wood's test). Counts are exact for a fixed number of occurrences.

use super::wildcard::{admits, overlap};
use crate::model::*;
use std::collections::BTreeMap;

/// The most positions of one content model that is checked.
const POSITIONS: u32 = 20_000;
/// The deepest nesting of references to groups that is followed.
const DEEPEST: u32 = 100;
/// The most steps for all content models together.
const STEPS: u64 = 20_000_000;

/// The particle to which a position belongs, and its number.
#[derive(Clone, Copy)]
struct Position {
    number: u32,
    span: Span,
}

/// The names and wildcards that may come next.
#[derive(Clone, Default)]
struct Next<'a> {
    /// At most two positions for each name: more do not change the answer.
    names: BTreeMap<&'a QName, Vec<Position>>,
    wildcards: Vec<(&'a NamespaceConstraint, Position)>,
}

#[derive(Default)]
struct Summary<'a> {
    is_emptiable: bool,
    first: Next<'a>,
    /// The positions that may follow a last position, within the particle.
    follow: Next<'a>,
}

/// Two particles that one element may belong to.
pub(super) struct Ambiguity {
    pub what: String,
    pub first: Span,
    pub second: Span,
}

pub(super) struct Unique<'a, 'e> {
    model: &'a Model,
    /// Members of substitution groups, by head, direct ones only.
    substitutes: &'e BTreeMap<ElementId, Vec<ElementId>>,
    steps: u64,
    positions: u32,
    /// The nesting of references to groups.
    depth: u32,
    found: Option<Ambiguity>,
}

impl<'a, 'e> Unique<'a, 'e> {
    pub(super) fn new(
        model: &'a Model,
        substitutes: &'e BTreeMap<ElementId, Vec<ElementId>>,
    ) -> Self {
        Self {
            model,
            substitutes,
            steps: 0,
            positions: 0,
            depth: 0,
            found: None,
        }
    }

    /// The first ambiguity of a content model of consecutive parts.
    pub(super) fn ambiguity(&mut self, parts: &[&'a Particle]) -> Option<Ambiguity> {
        self.positions = 0;
        self.found = None;
        self.sequence(parts.iter().copied());
        self.found.take()
    }

    fn is_over(&self) -> bool {
        self.found.is_some() || self.positions > POSITIONS || self.steps > STEPS
    }

    fn sequence(&mut self, parts: impl Iterator<Item = &'a Particle>) -> Summary<'a> {
        let mut all = Summary {
            is_emptiable: true,
            ..Summary::default()
        };
        for part in parts {
            let part = self.particle(part);
            self.conflict(&all.follow, &part.first);
            if all.is_emptiable {
                self.conflict(&all.first, &part.first);
            }
            if self.is_over() {
                return all;
            }
            if part.is_emptiable {
                self.steps += part.first.len();
                all.follow.merge(part.first.clone());
                all.follow.merge(part.follow);
            } else {
                all.follow = part.follow;
            }
            if all.is_emptiable {
                all.first.merge(part.first);
            }
            all.is_emptiable &= part.is_emptiable;
        }
        all
    }

    /// The branches of a choice, or the members of an `all`.
    fn choice(&mut self, parts: &'a [Particle], is_all: bool) -> Summary<'a> {
        let mut all = Summary {
            is_emptiable: is_all || parts.is_empty(),
            ..Summary::default()
        };
        for part in parts {
            let part = self.particle(part);
            self.conflict(&all.first, &part.first);
            if self.is_over() {
                return all;
            }
            if is_all {
                all.is_emptiable &= part.is_emptiable;
            } else {
                all.is_emptiable |= part.is_emptiable;
            }
            all.first.merge(part.first);
            all.follow.merge(part.follow);
        }
        if is_all {
            self.steps += all.first.len();
            all.follow = all.first.clone();
        }
        all
    }

    /// The depth is that of the document and of references to groups, which have a limit.
    fn particle(&mut self, particle: &'a Particle) -> Summary<'a> {
        let nothing = || Summary {
            is_emptiable: true,
            ..Summary::default()
        };
        if particle.max == Some(0) || self.is_over() {
            return nothing();
        }
        self.positions += 1;
        let mut term = match &particle.term {
            Term::Element(id) => self.element(*id, particle.span),
            Term::Any(wildcard) => {
                let position = self.position(particle.span);
                let mut first = Next::default();
                first.wildcards.push((&wildcard.namespaces, position));
                Summary {
                    first,
                    ..Summary::default()
                }
            }
            Term::Group(Compositor::Sequence, parts) => self.sequence(parts.iter()),
            Term::Group(compositor, parts) => self.choice(parts, *compositor == Compositor::All),
            Term::GroupRef(group) => {
                let model = self.model;
                if self.depth == DEEPEST {
                    return nothing();
                }
                self.depth += 1;
                let inner = self.particle(&model.groups[*group].particle);
                self.depth -= 1;
                inner
            }
        };
        if particle.max != Some(1) {
            self.conflict(&term.follow, &term.first);
            let is_exact = particle.max == Some(particle.min) && !term.is_emptiable;
            if !is_exact {
                self.steps += term.first.len();
                term.follow.merge(term.first.clone());
            }
        }
        term.is_emptiable |= particle.min == 0;
        term
    }

    fn position(&mut self, span: Span) -> Position {
        self.positions += 1;
        Position {
            number: self.positions,
            span,
        }
    }

    fn element(&mut self, id: ElementId, span: Span) -> Summary<'a> {
        let position = self.position(span);
        let mut first = Next::default();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let model = self.model;
            if first.names.len() as u32 > POSITIONS {
                break;
            }
            self.steps += 1;
            first.names.insert(&model.elements[id].name, vec![position]);
            open.extend(self.substitutes.get(&id).into_iter().flatten());
        }
        Summary {
            first,
            ..Summary::default()
        }
    }

    fn conflict(&mut self, a: &Next<'a>, b: &Next<'a>) {
        if self.is_over() {
            return;
        }
        let (small, large) = if a.names.len() <= b.names.len() {
            (a, b)
        } else {
            (b, a)
        };
        self.steps += small.names.len() as u64 + 1;
        let mut found = None;
        for (name, positions) in &small.names {
            let others = large.names.get(*name).into_iter().flatten();
            for other in others {
                let same = positions.iter().find(|one| one.number != other.number);
                found = found.or(same.map(|one| (name.local.to_string(), *one, *other)));
            }
        }
        for (one, other) in [(a, b), (b, a)] {
            for (namespaces, position) in &one.wildcards {
                self.steps += other.names.len() as u64;
                let hit = other.names.iter().find(|(name, positions)| {
                    let is_other = positions.iter().any(|of| of.number != position.number);
                    is_other && admits(namespaces, &name.namespace)
                });
                let hit = hit.and_then(|(name, positions)| Some((name, *positions.first()?)));
                found = found.or(hit.map(|(name, of)| (name.local.to_string(), of, *position)));
            }
        }
        for (namespaces, position) in &a.wildcards {
            for (others, other) in &b.wildcards {
                if position.number != other.number && overlap(namespaces, others) {
                    found = found.or(Some(("any".to_owned(), *position, *other)));
                }
            }
        }
        self.found = found.map(|(what, one, other)| {
            let (first, second) = if one.number < other.number {
                (one, other)
            } else {
                (other, one)
            };
            Ambiguity {
                what,
                first: first.span,
                second: second.span,
            }
        });
    }
}

impl Next<'_> {
    fn len(&self) -> u64 {
        (self.names.len() + self.wildcards.len()) as u64
    }

    /// Adds the smaller one to the larger one.
    fn merge(&mut self, mut other: Self) {
        if other.names.len() > self.names.len() {
            std::mem::swap(&mut self.names, &mut other.names);
        }
        for (name, positions) in other.names {
            let known = self.names.entry(name).or_default();
            for position in positions {
                let is_known = known.iter().any(|one| one.number == position.number);
                if known.len() < 2 && !is_known {
                    known.push(position);
                }
            }
        }
        if self.wildcards.len() < 100 {
            self.wildcards.extend(other.wildcards);
        }
    }
}
