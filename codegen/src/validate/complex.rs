//! Complex types (XML Schema Part 1, section 3.4).

use super::type_name;
use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;
use std::collections::{BTreeMap, BTreeSet};

/// A type with simple content cannot be given children.
pub(super) fn derivation(
    model: &Model,
    of: &TypeDef,
    complex: &ComplexType,
    diagnostics: &mut Diagnostics,
) {
    let (Derivation::Extension(base) | Derivation::Restriction(base)) = complex.derivation else {
        return;
    };
    let TypeKind::Complex(base_type) = &model.types[base].kind else {
        return;
    };
    if matches!(base_type.content, Content::Simple(_))
        && matches!(complex.content, Content::Particle(_))
    {
        diagnostics
            .error(
                Code::WrongKind,
                of.span,
                format!(
                    "{} adds elements to {}, which holds text",
                    type_name(of),
                    type_name(&model.types[base])
                ),
            )
            .related(model.types[base].span, "the base");
    }
}

/// The same attribute twice in one type.
pub(super) fn attributes(
    model: &Model,
    of: &TypeDef,
    complex: &ComplexType,
    diagnostics: &mut Diagnostics,
) {
    let mut seen: BTreeSet<&QName> = BTreeSet::new();
    for item in &complex.attributes {
        // Groups are looked at one by one: what is twice in a group is said once.
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

/// XML Schema Part 1, section 3.8.6, "Element Declarations Consistent": one name, one type.
pub(super) fn consistent(
    model: &Model,
    of: &TypeDef,
    particle: &Particle,
    diagnostics: &mut Diagnostics,
) {
    fn walk<'m>(
        model: &'m Model,
        particle: &Particle,
        seen: &mut BTreeMap<&'m QName, ElementId>,
        odd: &mut Vec<(ElementId, ElementId)>,
    ) {
        match &particle.term {
            Term::Element(id) => {
                let element = &model.elements[*id];
                match seen.get(&element.name) {
                    Some(other) if !alike(model, model.elements[*other].ty, element.ty) => {
                        odd.push((*other, *id))
                    }
                    Some(_) => {}
                    None => {
                        seen.insert(&element.name, *id);
                    }
                }
            }
            Term::Group(_, particles) => {
                for particle in particles {
                    walk(model, particle, seen, odd);
                }
            }
            Term::GroupRef(_) | Term::Any(_) => {}
        }
    }
    let mut odd = Vec::new();
    walk(model, particle, &mut BTreeMap::new(), &mut odd);
    for (first, second) in odd {
        let element = &model.elements[second];
        diagnostics
            .warning(
                Code::Inconsistent,
                element.span,
                format!(
                    "the element `{}` has different types in {}",
                    element.name.local,
                    type_name(of)
                ),
            )
            .related(model.elements[first].span, "the other one");
    }
}

/// Two anonymous types count as alike here: comparing them is not worth it for a warning.
fn alike(model: &Model, a: TypeId, b: TypeId) -> bool {
    a == b || (model.types[a].name.is_none() && model.types[b].name.is_none())
}
