//! Restriction of content models (XML Schema Part 1, section 3.9.6, "Particle Valid (Restriction)" and the constraints after it).

use super::derived::is_derived;
use super::emptiable::Emptiable;
use super::occurrence::{combine, is_more, times};
use super::simple::Literals;
use super::value_constraint::keeps;
use super::wildcard::{admits, is_subset, is_weaker};
use crate::model::*;
use std::collections::BTreeMap;

/// The most steps for one restriction. Beyond it the restriction counts as valid.
const STEPS: u32 = 20_000;
/// The deepest nesting of particles that is followed.
const DEEPEST: u32 = 200;

/// The reason why a particle is not a restriction, and its place.
pub(super) struct Broken {
    pub reason: String,
    pub span: Span,
}

/// A particle in normal form: without groups of one particle, and without groups in groups of their kind.
#[derive(Clone)]
struct Normal<'a> {
    min: u32,
    max: Option<u32>,
    kind: ParticleKind<'a>,
    span: Span,
}

#[derive(Clone)]
enum ParticleKind<'a> {
    Element(ElementId),
    Any(&'a Wildcard),
    Group(Compositor, Vec<&'a Particle>),
}

/// The treatment of an element with a substitution group.
#[derive(Clone, Copy)]
struct Sides {
    derived_expands: bool,
    base_expands: bool,
}

pub(super) struct Restriction<'a, 'e> {
    model: &'a Model,
    literals: &'e Literals<'a>,
    emptiable: &'e Emptiable<'a>,
    substitutes: &'e BTreeMap<ElementId, Vec<ElementId>>,
    steps: u32,
}

type Verdict = Result<bool, Broken>;

impl<'a, 'e> Restriction<'a, 'e> {
    pub(super) fn new(
        literals: &'e Literals<'a>,
        emptiable: &'e Emptiable<'a>,
        substitutes: &'e BTreeMap<ElementId, Vec<ElementId>>,
    ) -> Self {
        Self {
            model: literals.model,
            literals,
            emptiable,
            substitutes,
            steps: 0,
        }
    }

    /// Whether the parts of a content model restrict those of the base.
    pub(super) fn check(
        &mut self,
        derived: &[&'a Particle],
        base: &[&'a Particle],
        span: Span,
    ) -> Option<Broken> {
        self.steps = 0;
        let whole = |parts: &[&'a Particle]| match parts {
            [one] => self.normal(one),
            parts => Normal {
                min: 1,
                max: Some(1),
                kind: ParticleKind::Group(Compositor::Sequence, parts.to_vec()),
                span,
            },
        };
        let (derived, base) = (whole(derived), whole(base));
        if self.is_nothing(&derived) || self.is_nothing(&base) {
            let is_fine = self.is_nothing(&derived) && self.may_be_empty(&base);
            let both = self.is_nothing(&derived) && self.is_nothing(&base);
            return (!is_fine && !both).then(|| Broken {
                reason: "one is empty, and the other is not".to_owned(),
                span,
            });
        }
        let sides = Sides {
            derived_expands: true,
            base_expands: true,
        };
        self.valid(&derived, &base, sides, true, 0).err()
    }

    fn normal(&self, particle: &'a Particle) -> Normal<'a> {
        let kind = match &particle.term {
            Term::Element(id) => ParticleKind::Element(*id),
            Term::Any(wildcard) => ParticleKind::Any(wildcard),
            Term::Group(compositor, parts) => {
                ParticleKind::Group(*compositor, parts.iter().collect())
            }
            Term::GroupRef(group) => match &self.model.groups[*group].particle.term {
                Term::Group(compositor, parts) => {
                    ParticleKind::Group(*compositor, parts.iter().collect())
                }
                _ => ParticleKind::Group(Compositor::Sequence, Vec::new()),
            },
        };
        Normal {
            min: particle.min,
            max: particle.max,
            kind,
            span: particle.span,
        }
    }

    fn is_nothing(&self, of: &Normal<'a>) -> bool {
        of.max == Some(0)
            || match &of.kind {
                ParticleKind::Group(_, parts) => parts.iter().all(|part| {
                    part.max == Some(0)
                        || matches!(&part.term, Term::Group(_, inner) if inner.is_empty())
                }),
                _ => false,
            }
    }

    fn may_be_empty(&self, of: &Normal<'a>) -> bool {
        of.min == 0
            || match &of.kind {
                ParticleKind::Group(Compositor::Choice, parts) => {
                    parts.is_empty() || parts.iter().any(|part| self.emptiable.particle(part))
                }
                ParticleKind::Group(_, parts) => {
                    parts.iter().all(|part| self.emptiable.particle(part))
                }
                _ => false,
            }
    }

    /// A group of one particle that occurs once equals that particle.
    fn unary(&self, mut of: Normal<'a>) -> Normal<'a> {
        for _ in 0..DEEPEST {
            let inner = match &of.kind {
                ParticleKind::Group(_, parts)
                    if of.min == 1 && of.max == Some(1) && parts.len() == 1 =>
                {
                    parts.first().map(|part| self.normal(part))
                }
                _ => None,
            };
            match inner {
                Some(inner) => of = inner,
                None => break,
            }
        }
        of
    }

    /// The children of a group. Groups of its kind that occur once are replaced by their children.
    fn children(&self, compositor: Compositor, parts: &[&'a Particle]) -> Vec<Normal<'a>> {
        let mut found = Vec::new();
        let mut open: Vec<(Normal<'a>, u32)> = parts
            .iter()
            .rev()
            .map(|part| (self.normal(part), 0))
            .collect();
        while let Some((part, depth)) = open.pop() {
            if part.max == Some(0) || found.len() > STEPS as usize {
                continue;
            }
            let part = self.unary(part);
            match &part.kind {
                ParticleKind::Group(inner, parts) if part.min == 1 && part.max == Some(1) => {
                    if *inner == compositor && depth < DEEPEST {
                        open.extend(
                            parts
                                .iter()
                                .rev()
                                .map(|part| (self.normal(part), depth + 1)),
                        );
                    } else if !self.is_nothing(&part) {
                        found.push(part);
                    }
                }
                _ => found.push(part),
            }
        }
        found
    }

    /// "Particle Valid (Restriction)". True if the base is an element that represents its substitution group.
    fn valid(
        &mut self,
        derived: &Normal<'a>,
        base: &Normal<'a>,
        mut sides: Sides,
        counts: bool,
        depth: u32,
    ) -> Verdict {
        self.steps += 1;
        if self.steps > STEPS || depth > DEEPEST {
            return Ok(false);
        }
        let derived = self.unary(derived.clone());
        let base = self.unary(base.clone());
        let mut own = self.expanded(&derived, sides.derived_expands);
        if own.is_some() {
            sides.derived_expands = false;
        }
        let mut other = self.expanded(&base, sides.base_expands);
        let is_expanded = other.is_some();
        if is_expanded {
            sides.base_expands = false;
        }
        for (group, of) in [(&mut own, &derived), (&mut other, &base)] {
            if let (None, ParticleKind::Group(compositor, parts)) = (&*group, &of.kind) {
                *group = Some((*compositor, self.children(*compositor, parts)));
            }
        }
        let next = depth + 1;
        match (own, other) {
            (None, None) => self.leaves(&derived, &base, counts)?,
            (None, Some((compositor, children))) => {
                let alone = Normal {
                    min: 1,
                    max: Some(1),
                    ..derived.clone()
                };
                let once = [Normal { ..derived.clone() }];
                if matches!(derived.kind, ParticleKind::Any(_)) {
                    return broken("a wildcard restricts a group", &derived);
                }
                let pair = (&alone, &base);
                match compositor {
                    Compositor::Choice => self.recurse_lax(pair, &once, &children, sides, next)?,
                    _ => self.recurse(pair, &once, &children, sides, next)?,
                }
            }
            (Some((_, children)), None) => match base.kind {
                ParticleKind::Any(_) => {
                    self.by_wildcard(&derived, &children, &base, sides, next)?
                }
                _ => return broken("a group restricts an element", &derived),
            },
            (Some((own, children)), Some((other, others))) => {
                use Compositor::{All, Choice, Sequence};
                let pair = (&derived, &base);
                match (own, other) {
                    (All, All) | (Sequence, Sequence) => {
                        self.recurse(pair, &children, &others, sides, next)?
                    }
                    (Choice, Choice) => self.recurse_lax(pair, &children, &others, sides, next)?,
                    (Sequence, All) => self.unordered(pair, &children, &others, sides, next)?,
                    (Sequence, Choice) => {
                        self.map_and_sum(pair, &children, &others, sides, next)?
                    }
                    _ => {
                        let reason = format!("{} restricts {}", word(own), word(other));
                        return broken(&reason, &derived);
                    }
                }
            }
        }
        Ok(is_expanded)
    }

    /// An element with a substitution group, as a choice of its members.
    fn expanded(&self, of: &Normal<'a>, expands: bool) -> Option<(Compositor, Vec<Normal<'a>>)> {
        let ParticleKind::Element(head) = of.kind else {
            return None;
        };
        if !expands || !self.model.elements[head].global || !self.substitutes.contains_key(&head) {
            return None;
        }
        let mut open = vec![head];
        let mut members = Vec::new();
        while let Some(id) = open.pop() {
            members.push(Normal {
                min: 1,
                max: Some(1),
                kind: ParticleKind::Element(id),
                span: of.span,
            });
            if members.len() < 1_000 {
                open.extend(self.substitutes.get(&id).into_iter().flatten());
            }
        }
        Some((Compositor::Choice, members))
    }

    fn leaves(
        &mut self,
        derived: &Normal<'a>,
        base: &Normal<'a>,
        counts: bool,
    ) -> Result<(), Broken> {
        match (&derived.kind, &base.kind) {
            (ParticleKind::Element(own), ParticleKind::Element(other)) => {
                self.elements(derived, *own, base, *other)
            }
            (ParticleKind::Element(own), ParticleKind::Any(wildcard)) => {
                let name = &self.model.elements[*own].name;
                if !admits(&wildcard.namespaces, &name.namespace) {
                    let reason = format!("the wildcard of the base does not admit `{name}`");
                    return broken(&reason, derived);
                }
                if counts {
                    occurs(derived, base)
                } else {
                    Ok(())
                }
            }
            (ParticleKind::Any(own), ParticleKind::Any(other)) => {
                if !is_subset(&own.namespaces, &other.namespaces) {
                    return broken("the wildcard admits more than that of the base", derived);
                }
                if is_weaker(own.process, other.process) {
                    return broken("the wildcard checks less than that of the base", derived);
                }
                occurs(derived, base)
            }
            _ => broken("a wildcard restricts an element", derived),
        }
    }

    /// "Particle Restriction OK (Elt:Elt)".
    fn elements(
        &self,
        derived: &Normal<'a>,
        own: ElementId,
        base: &Normal<'a>,
        other: ElementId,
    ) -> Result<(), Broken> {
        let (own_id, other_id) = (own, other);
        let (own, other) = (&self.model.elements[own], &self.model.elements[other]);
        if own.name != other.name {
            let reason = format!("`{}` is where the base has `{}`", own.name, other.name);
            return broken(&reason, derived);
        }
        occurs(derived, base)?;
        if own_id == other_id {
            return Ok(());
        }
        let name = &own.name.local;
        if own.nillable && !other.nillable {
            return broken(
                &format!("`{name}` is nillable, and is not in the base"),
                derived,
            );
        }
        let value = own.value.as_ref();
        if let Some(fixed) = other.value.as_ref().filter(|one| one.is_fixed)
            && !keeps(self.literals, own.ty, value, fixed)
        {
            return broken(
                &format!("`{name}` is fixed to `{}` in the base", fixed.text),
                derived,
            );
        }
        if !own.blocks.contains(other.blocks) {
            return broken(&format!("`{name}` blocks less than in the base"), derived);
        }
        let excluded = DerivationSet::EXTENSION
            .with(DerivationSet::LIST)
            .with(DerivationSet::UNION);
        if !is_derived(self.model, own.ty, other.ty, excluded) {
            return broken(
                &format!("the type of `{name}` is no restriction of that in the base"),
                derived,
            );
        }
        Ok(())
    }

    /// "Particle Derivation OK (Any:All, Choice, Sequence)".
    fn by_wildcard(
        &mut self,
        derived: &Normal<'a>,
        children: &[Normal<'a>],
        base: &Normal<'a>,
        sides: Sides,
        depth: u32,
    ) -> Result<(), Broken> {
        let is_choice = matches!(
            derived.kind,
            ParticleKind::Group(Compositor::Choice, _) | ParticleKind::Element(_)
        );
        let ranges = children.iter().map(|child| self.total(child, 0));
        let (min, max) = combine(is_choice, ranges);
        let total = Normal {
            min: derived.min.saturating_mul(min),
            max: times(derived.max, max),
            ..derived.clone()
        };
        occurs(&total, base)?;
        for child in children {
            self.valid(child, base, sides, false, depth)?;
        }
        Ok(())
    }

    /// "Effective Total Range".
    fn total(&self, of: &Normal<'a>, depth: u32) -> (u32, Option<u32>) {
        let ParticleKind::Group(compositor, parts) = &of.kind else {
            return (of.min, of.max);
        };
        if depth > DEEPEST {
            return (0, None);
        }
        let ranges = parts
            .iter()
            .map(|part| self.total(&self.normal(part), depth + 1));
        let (min, max) = combine(*compositor == Compositor::Choice, ranges);
        (of.min.saturating_mul(min), times(of.max, max))
    }

    /// "Recurse": in order; omitted particles must be emptiable.
    fn recurse(
        &mut self,
        (derived, base): (&Normal<'a>, &Normal<'a>),
        own: &[Normal<'a>],
        others: &[Normal<'a>],
        sides: Sides,
        depth: u32,
    ) -> Result<(), Broken> {
        occurs(derived, base)?;
        let mut rest = others.iter();
        for child in own {
            loop {
                let Some(other) = rest.next() else {
                    return broken("the base has nothing for this", child);
                };
                let verdict = self.valid(child, other, sides, true, depth);
                if let Err(reason) = verdict {
                    if !self.may_be_empty(other) {
                        return Err(reason);
                    }
                    continue;
                }
                break;
            }
        }
        self.emptiable(rest, derived)
    }

    /// Whether what the derived type leaves out may be left out.
    fn emptiable<'b>(
        &self,
        mut left_out: impl Iterator<Item = &'b Normal<'a>>,
        derived: &Normal<'a>,
    ) -> Result<(), Broken>
    where
        'a: 'b,
    {
        match left_out.find(|other| !self.may_be_empty(other)) {
            Some(missing) => broken(&format!("{} is missing", self.label(missing)), derived),
            None => Ok(()),
        }
    }

    /// "RecurseUnordered": each once; omitted particles must be emptiable.
    fn unordered(
        &mut self,
        (derived, base): (&Normal<'a>, &Normal<'a>),
        own: &[Normal<'a>],
        others: &[Normal<'a>],
        sides: Sides,
        depth: u32,
    ) -> Result<(), Broken> {
        occurs(derived, base)?;
        let mut open: Vec<&Normal<'a>> = others.iter().collect();
        for child in own {
            let mut place = None;
            for (index, other) in open.iter().enumerate() {
                if self.valid(child, other, sides, true, depth).is_ok() {
                    place = Some(index);
                    break;
                }
            }
            match place {
                Some(index) => {
                    open.remove(index);
                }
                None => return broken("the base has nothing for this", child),
            }
        }
        self.emptiable(open.into_iter(), derived)
    }

    /// "RecurseLax": in order; any particle may be omitted.
    fn recurse_lax(
        &mut self,
        (derived, base): (&Normal<'a>, &Normal<'a>),
        own: &[Normal<'a>],
        others: &[Normal<'a>],
        sides: Sides,
        depth: u32,
    ) -> Result<(), Broken> {
        occurs(derived, base)?;
        let mut at = 0;
        for child in own {
            loop {
                let Some(other) = others.get(at) else {
                    return broken("the base has no branch for this", child);
                };
                at += 1;
                if let Ok(is_expanded) = self.valid(child, other, sides, true, depth) {
                    if is_expanded {
                        at -= 1;
                    }
                    break;
                }
            }
        }
        Ok(())
    }

    /// "MapAndSum": each is one of the branches.
    fn map_and_sum(
        &mut self,
        (derived, base): (&Normal<'a>, &Normal<'a>),
        own: &[Normal<'a>],
        others: &[Normal<'a>],
        sides: Sides,
        depth: u32,
    ) -> Result<(), Broken> {
        let count = u32::try_from(own.len()).unwrap_or(u32::MAX);
        let total = Normal {
            min: derived.min.saturating_mul(count),
            max: times(derived.max, Some(count)),
            ..derived.clone()
        };
        occurs(&total, base)?;
        for child in own {
            let mut is_found = false;
            for other in others {
                if self.valid(child, other, sides, true, depth).is_ok() {
                    is_found = true;
                    break;
                }
            }
            if !is_found {
                return broken("the base has no branch for this", child);
            }
        }
        Ok(())
    }

    fn label(&self, of: &Normal<'a>) -> String {
        match &of.kind {
            ParticleKind::Element(id) => format!("`{}`", self.model.elements[*id].name.local),
            ParticleKind::Any(_) => "a wildcard".to_owned(),
            ParticleKind::Group(compositor, _) => word(*compositor).to_owned(),
        }
    }
}

fn broken<T>(reason: &str, at: &Normal<'_>) -> Result<T, Broken> {
    Err(Broken {
        reason: reason.to_owned(),
        span: at.span,
    })
}

fn word(compositor: Compositor) -> &'static str {
    match compositor {
        Compositor::Sequence => "a sequence",
        Compositor::Choice => "a choice",
        Compositor::All => "an all group",
    }
}

/// "Occurrence Range OK".
fn occurs(derived: &Normal<'_>, base: &Normal<'_>) -> Result<(), Broken> {
    if derived.min < base.min {
        return broken("it occurs less often than the base asks for", derived);
    }
    if is_more(derived.max, base.max) {
        return broken("it occurs more often than in the base", derived);
    }
    Ok(())
}
