//! Complex types (XML Schema Part 1, section 3.4.6): their derivation and content.

use super::derived::{EffectiveContent, check_final, is_derived};
use super::emptiable::Emptiable;
use super::restriction::Restriction;
use super::simple::Literals;
use super::type_name;
use super::unique::Unique;
use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;
use std::collections::{BTreeMap, BTreeSet};

/// The most elements of one content model whose types are compared.
const MOST: usize = 20_000;

/// Checks complex types.
pub(super) struct ComplexCheck<'a, 'e> {
    model: &'a Model,
    emptiable: &'e Emptiable<'a>,
    /// Members of substitution groups, by head, direct ones only.
    substitutes: &'e BTreeMap<ElementId, Vec<ElementId>>,
    unique: Unique<'a, 'e>,
    restriction: Restriction<'a, 'e>,
    /// Types with an ambiguous content model: types derived from them are not reported again.
    ambiguous: BTreeSet<TypeId>,
    /// Whether all referenced components exist.
    is_complete: bool,
}

impl<'a, 'e> ComplexCheck<'a, 'e> {
    pub(super) fn new(
        literals: &'e Literals<'a>,
        emptiable: &'e Emptiable<'a>,
        substitutes: &'e BTreeMap<ElementId, Vec<ElementId>>,
    ) -> Self {
        let model = literals.model;
        Self {
            model,
            emptiable,
            substitutes,
            unique: Unique::new(model, substitutes),
            restriction: Restriction::new(literals, emptiable, substitutes),
            ambiguous: BTreeSet::new(),
            is_complete: is_complete(model),
        }
    }

    pub(super) fn check(
        &mut self,
        id: TypeId,
        of: &'a TypeDef,
        complex: &'a ComplexType,
        diagnostics: &mut Diagnostics,
    ) {
        direct_duplicates(self.model, of, complex, diagnostics);
        let content = EffectiveContent::new(self.model, id);
        if let Content::Particle(particle) = &complex.content {
            self.all_groups(particle, diagnostics);
            self.consistent(of, &content, diagnostics);
            self.unique(id, of, complex, &content, diagnostics);
        }
        // A missing component was reported. With it the type might be valid.
        if !of.annotation.gaps.is_empty() || of.name.is_none() && !self.is_complete {
            return;
        }
        match complex.derivation {
            Derivation::Extension(base) => self.extension(of, complex, base, diagnostics),
            Derivation::Restriction(base) if base != id => {
                self.restriction(of, complex, &content, base, diagnostics);
            }
            _ => {}
        }
    }

    /// A redefinition that does not refer to the original restricts it (Part 1, section 4.2.2, clause 6.2).
    pub(super) fn redefined_groups(&mut self, diagnostics: &mut Diagnostics) {
        if !self.is_complete {
            return;
        }
        for (_, group) in self.model.groups.iter() {
            let Some(kept) = group.redefines else {
                continue;
            };
            let original = &self.model.groups[kept];
            if refers_to(&group.particle, kept) {
                continue;
            }
            let broken =
                self.restriction
                    .check(&[&group.particle], &[&original.particle], group.span);
            if let Some(broken) = broken {
                let message = format!(
                    "the redefined group `{}` is no restriction of the original: {}",
                    group.name.local, broken.reason
                );
                diagnostics
                    .warning(Code::ParticleRestriction, broken.span, message)
                    .related(original.span, "the original");
            }
        }
    }

    /// "Derivation Valid (Extension)", clause 1.4.3.2.2.1: what is not empty is mixed in both types, or in none.
    fn extension_mixed(
        &self,
        of: &TypeDef,
        complex: &ComplexType,
        base: TypeId,
        diagnostics: &mut Diagnostics,
    ) {
        let inherited = EffectiveContent::new(self.model, base);
        if base == Builtin::AnyType.id() || inherited.simple.is_some() {
            return;
        }
        let adds = match &complex.content {
            Content::Particle(particle) => complex.mixed || !is_nothing(self.model, particle),
            Content::Empty => complex.mixed,
            Content::Simple(_) => false,
        };
        let has = inherited.is_mixed || self.has_elements(&inherited);
        if !adds || !has || inherited.is_mixed == complex.mixed {
            return;
        }
        let (own, other) = match complex.mixed {
            true => ("mixed", "is not"),
            false => ("not mixed", "is"),
        };
        let base_type = &self.model.types[base];
        let message = format!(
            "{} is {own}, and {} {other}",
            type_name(of),
            type_name(base_type)
        );
        diagnostics
            .warning(Code::Derivation, of.span, message)
            .related(base_type.span, "the base");
    }

    fn has_elements(&self, content: &EffectiveContent<'_>) -> bool {
        let mut parts = content.parts.iter();
        parts.any(|part| !is_nothing(self.model, part))
    }

    /// "Derivation Valid (Extension)".
    fn extension(
        &self,
        of: &TypeDef,
        complex: &ComplexType,
        base: TypeId,
        diagnostics: &mut Diagnostics,
    ) {
        check_final(self.model, of, base, DerivationSet::EXTENSION, diagnostics);
        let base_type = &self.model.types[base];
        if base == Builtin::AnyType.id() && matches!(complex.content, Content::Simple(_)) {
            let message = format!(
                "{} has simple content, and extends `xs:anyType`, which has none",
                type_name(of)
            );
            diagnostics.warning(Code::WrongKind, of.span, message);
        }
        let TypeKind::Complex(base_complex) = &base_type.kind else {
            return;
        };
        let is_text = EffectiveContent::new(self.model, base).simple.is_some();
        if is_text && complex.mixed && matches!(complex.content, Content::Empty) {
            let message = format!(
                "{} is mixed, and {} holds text alone",
                type_name(of),
                type_name(base_type)
            );
            diagnostics
                .warning(Code::Derivation, of.span, message)
                .related(base_type.span, "the base");
        }
        self.extension_mixed(of, complex, base, diagnostics);
        let Content::Particle(particle) = &complex.content else {
            return;
        };
        if matches!(base_complex.content, Content::Simple(_)) {
            diagnostics
                .error(
                    Code::WrongKind,
                    of.span,
                    format!(
                        "{} adds elements to {}, which holds text",
                        type_name(of),
                        type_name(base_type)
                    ),
                )
                .related(base_type.span, "the base");
            return;
        }
        if base == Builtin::AnyType.id() {
            return;
        }
        let inherited = EffectiveContent::new(self.model, base);
        if !self.has_elements(&inherited) || is_nothing(self.model, particle) {
            return;
        }
        let is_all = |part: &Particle| compositor(self.model, part) == Some(Compositor::All);
        if is_all(particle) || inherited.parts.iter().any(|part| is_all(part)) {
            diagnostics.warning(
                Code::All,
                of.span,
                format!(
                    "{} extends {}: an `all` cannot be a part of more",
                    type_name(of),
                    type_name(base_type)
                ),
            );
        }
    }

    /// "Derivation Valid (Restriction, Complex)", clause 5.
    fn restriction(
        &mut self,
        of: &TypeDef,
        complex: &'a ComplexType,
        content: &EffectiveContent<'a>,
        base: TypeId,
        diagnostics: &mut Diagnostics,
    ) {
        check_final(
            self.model,
            of,
            base,
            DerivationSet::RESTRICTION,
            diagnostics,
        );
        let base_type = &self.model.types[base];
        let TypeKind::Complex(base_complex) = &base_type.kind else {
            let message = format!(
                "{} restricts {} in simpleContent",
                type_name(of),
                type_name(base_type)
            );
            diagnostics
                .warning(Code::WrongKind, of.span, message)
                .help("restrict simple types in xs:simpleType, or extend them");
            return;
        };
        if base == Builtin::AnyType.id() || complex.array_type.is_some() {
            return;
        }
        let inherited = EffectiveContent::new(self.model, base);
        let may_be_empty = self.emptiable.content(base_complex) && inherited.simple.is_none();
        let (span, reason) = if let Some(text) = content.simple {
            let reason = match inherited.simple {
                Some(other) if !is_derived(self.model, text, other, DerivationSet::NONE) => {
                    "the type of its text is not derived from that of the base"
                }
                None if !(inherited.is_mixed && may_be_empty) => "the base holds no text alone",
                _ => return,
            };
            (of.span, reason.to_owned())
        } else if content.is_mixed && !inherited.is_mixed {
            (of.span, "it is mixed, and the base is not".to_owned())
        } else if content.parts.is_empty() {
            if may_be_empty {
                return;
            }
            (of.span, "it is empty, and the base is not".to_owned())
        } else if inherited.simple.is_some() {
            (of.span, "the base holds text".to_owned())
        } else {
            match self
                .restriction
                .check(&content.parts, &inherited.parts, of.span)
            {
                Some(broken) => (broken.span, broken.reason),
                None => return,
            }
        };
        diagnostics
            .warning(
                Code::ParticleRestriction,
                span,
                format!(
                    "{} is no restriction of {}: {reason}",
                    type_name(of),
                    type_name(base_type)
                ),
            )
            .related(base_type.span, "the base");
    }

    /// Section 3.8.6, "All Group Limited": a group that is an `all` is the whole content.
    fn all_groups(&self, particle: &Particle, diagnostics: &mut Diagnostics) {
        let is_all = |part: &Particle| {
            matches!(part.term, Term::GroupRef(_))
                && compositor(self.model, part) == Some(Compositor::All)
        };
        if is_all(particle) && !matches!(particle.max, Some(0 | 1)) {
            diagnostics.warning(Code::All, particle.span, "`all` may occur only once");
        }
        let mut open = vec![particle];
        while let Some(at) = open.pop() {
            if let Term::Group(_, parts) = &at.term {
                for part in parts {
                    if is_all(part) {
                        let message = "a group that is `all` may not stand in another group";
                        diagnostics.warning(Code::All, part.span, message);
                    }
                }
                open.extend(parts);
            }
        }
    }

    fn unique(
        &mut self,
        id: TypeId,
        of: &TypeDef,
        complex: &ComplexType,
        content: &EffectiveContent<'a>,
        diagnostics: &mut Diagnostics,
    ) {
        if let Derivation::Extension(base) = complex.derivation
            && self.ambiguous.contains(&base)
        {
            self.ambiguous.insert(id);
            return;
        }
        let Some(found) = self.unique.ambiguity(&content.parts) else {
            return;
        };
        self.ambiguous.insert(id);
        let message = if found.what == "any" {
            format!(
                "an element may belong to two wildcards of {}",
                type_name(of)
            )
        } else {
            format!(
                "an element `{}` may belong to two particles of {}",
                found.what,
                type_name(of)
            )
        };
        diagnostics
            .warning(Code::AmbiguousContent, found.second, message)
            .related(found.first, "the other particle");
    }

    /// Section 3.8.6, "Element Declarations Consistent": one name, one type. A reference to the head of a substitution
    /// group contains its members.
    fn consistent(
        &self,
        of: &TypeDef,
        content: &EffectiveContent<'a>,
        diagnostics: &mut Diagnostics,
    ) {
        let model = self.model;
        let mut seen: BTreeMap<&QName, ElementId> = BTreeMap::new();
        let mut elements = BTreeSet::new();
        let mut groups = BTreeSet::new();
        let mut open: Vec<&Particle> = content.parts.iter().rev().copied().collect();
        let mut steps = 0;
        while let Some(particle) = open.pop() {
            steps += 1;
            if steps > MOST {
                return;
            }
            match &particle.term {
                // A declaration that occurs zero times is no particle (section 3.9.2).
                _ if particle.max == Some(0) => {}
                Term::Element(id) => {
                    let mut members = vec![*id];
                    while let Some(id) = members.pop() {
                        if !elements.insert(id) {
                            continue;
                        }
                        if elements.len() > MOST {
                            return;
                        }
                        members.extend(self.substitutes.get(&id).into_iter().flatten());
                        let first = *seen.entry(&model.elements[id].name).or_insert(id);
                        self.same_type(of, first, id, diagnostics);
                    }
                }
                Term::Group(_, particles) => open.extend(particles.iter().rev()),
                Term::GroupRef(group) if groups.insert(*group) => {
                    open.push(&model.groups[*group].particle);
                }
                Term::GroupRef(_) | Term::Any(_) => {}
            }
        }
    }

    fn same_type(
        &self,
        of: &TypeDef,
        first: ElementId,
        second: ElementId,
        diagnostics: &mut Diagnostics,
    ) {
        let (first, second) = (&self.model.elements[first], &self.model.elements[second]);
        if first.ty != second.ty {
            let message = format!(
                "the element `{}` has different types in {}",
                second.name.local,
                type_name(of)
            );
            diagnostics
                .warning(Code::Inconsistent, second.span, message)
                .related(first.span, "the other one");
        }
    }
}

fn is_complete(model: &Model) -> bool {
    let types = model.types.iter().map(|(_, of)| &of.annotation);
    let elements = model.elements.iter().map(|(_, of)| &of.annotation);
    let groups = model.groups.iter().map(|(_, of)| &of.annotation);
    let mut all = types.chain(elements).chain(groups);
    all.all(|annotation| annotation.gaps.is_empty())
}

/// The compositor of a model group or of the group that is referred to.
fn compositor(model: &Model, particle: &Particle) -> Option<Compositor> {
    match &particle.term {
        Term::Group(compositor, _) => Some(*compositor),
        Term::GroupRef(group) => match &model.groups[*group].particle.term {
            Term::Group(compositor, _) => Some(*compositor),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a particle is empty.
fn is_nothing(model: &Model, particle: &Particle) -> bool {
    let parts = match &particle.term {
        Term::Group(_, parts) => parts,
        Term::GroupRef(group) => match &model.groups[*group].particle.term {
            Term::Group(_, parts) => parts,
            _ => return false,
        },
        _ => return particle.max == Some(0),
    };
    particle.max == Some(0) || parts.is_empty()
}

/// Reports the same attribute twice in one type.
fn direct_duplicates(
    model: &Model,
    of: &TypeDef,
    complex: &ComplexType,
    diagnostics: &mut Diagnostics,
) {
    let mut seen: BTreeSet<&QName> = BTreeSet::new();
    for item in &complex.attributes {
        let AttributeItem::Use(used) = item else {
            continue;
        };
        let attribute = &model.attributes[used.attribute];
        if !seen.insert(&attribute.name) {
            diagnostics.error(
                Code::DuplicateAttribute,
                used.span,
                format!(
                    "{} has the attribute `{}` twice",
                    type_name(of),
                    attribute.name.local
                ),
            );
        }
    }
}

/// Whether a particle refers to a group, without looking into other groups.
fn refers_to(particle: &Particle, group: GroupId) -> bool {
    let mut open = vec![particle];
    while let Some(particle) = open.pop() {
        match &particle.term {
            Term::GroupRef(id) if *id == group => return true,
            Term::Group(_, inside) => open.extend(inside),
            _ => {}
        }
    }
    false
}
