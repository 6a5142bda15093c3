//! The types of the fields of identity constraints: where their paths lead in the model.

use crate::model::*;
use std::collections::BTreeSet;

/// The simple type of a field of an identity constraint.
pub(super) struct FieldType {
    /// Its simple type; `None` where it may be of several, or is not known.
    pub(super) ty: Option<TypeId>,
    /// Whether it may be a nil element.
    pub(super) nillable: bool,
}

/// The type of a field of a constraint that `element` declares.
pub(super) fn field_type(
    facts: &Facts<'_>,
    element: ElementId,
    selector: &IdentityPath,
    field: &IdentityPath,
) -> FieldType {
    let selected = selected(facts, BTreeSet::from([element]), selector);
    let mut types = BTreeSet::new();
    let mut nillable = false;
    for path in &field.alternatives {
        for at in alternative(facts, &selected, path) {
            let declaration = &facts.model.elements[at];
            match &path.attribute {
                None => {
                    nillable |= declaration.nillable;
                    types.insert(text(facts, declaration.ty));
                }
                Some(test) => types.extend(
                    attributes(facts, declaration.ty)
                        .into_iter()
                        .filter(|(name, _)| test.admits(name))
                        .map(|(_, ty)| Some(ty)),
                ),
            }
        }
    }
    let mut types = types.into_iter();
    FieldType {
        ty: match (types.next(), types.next()) {
            (Some(only), None) => only,
            _ => None,
        },
        nillable,
    }
}

/// Types that elements with identity constraints have: the declared ones and those derived from them.
pub(super) fn identified(facts: &Facts<'_>) -> BTreeSet<TypeId> {
    let mut found = BTreeSet::new();
    for (_, element) in facts.model.elements.iter() {
        if !element.identities.is_empty() && found.insert(element.ty) {
            found.extend(facts.derived(element.ty));
        }
    }
    found
}

fn selected(
    facts: &Facts<'_>,
    from: BTreeSet<ElementId>,
    path: &IdentityPath,
) -> BTreeSet<ElementId> {
    let alternatives = path.alternatives.iter();
    alternatives
        .flat_map(|one| alternative(facts, &from, one))
        .collect()
}

fn alternative(
    facts: &Facts<'_>,
    from: &BTreeSet<ElementId>,
    path: &IdentityPathAlternative,
) -> BTreeSet<ElementId> {
    let mut here = from.clone();
    if path.from_descendants {
        let mut queue: Vec<ElementId> = here.iter().copied().collect();
        while let Some(at) = queue.pop() {
            let new = children(facts, facts.model.elements[at].ty);
            queue.extend(new.into_iter().filter(|child| here.insert(*child)));
        }
    }
    for step in &path.steps {
        here = here
            .iter()
            .flat_map(|at| children(facts, facts.model.elements[*at].ty))
            .filter(|child| step.admits(&facts.model.elements[*child].name))
            .collect();
    }
    here
}

/// A type, its bases and what is derived from it.
fn family(facts: &Facts<'_>, ty: TypeId) -> Vec<TypeId> {
    let mut all = facts.chain(ty);
    all.extend(facts.derived(ty));
    all
}

/// The elements that may be children of an element of a type.
fn children(facts: &Facts<'_>, ty: TypeId) -> BTreeSet<ElementId> {
    let mut found = BTreeSet::new();
    let mut groups = BTreeSet::new();
    let mut queue: Vec<&Particle> = Vec::new();
    for part in family(facts, ty) {
        if let Some(ComplexType {
            content: Content::Particle(particle),
            ..
        }) = facts.complex(part)
        {
            queue.push(particle);
        }
    }
    while let Some(particle) = queue.pop() {
        match &particle.term {
            Term::Element(element) => {
                found.insert(*element);
                if facts.model.elements[*element].global {
                    found.extend(facts.substitutes(*element));
                }
            }
            Term::Group(_, items) => queue.extend(items),
            Term::GroupRef(group) => {
                if groups.insert(*group) {
                    queue.push(&facts.model.groups[*group].particle);
                }
            }
            Term::Any(_) => {}
        }
    }
    found
}

/// The attributes of a type, and their types.
fn attributes(facts: &Facts<'_>, ty: TypeId) -> Vec<(QName, TypeId)> {
    let mut found = Vec::new();
    let mut groups = BTreeSet::new();
    let mut queue: Vec<&AttributeItem> = Vec::new();
    for part in family(facts, ty) {
        if let Some(complex) = facts.complex(part) {
            queue.extend(&complex.attributes);
        }
    }
    while let Some(item) = queue.pop() {
        match item {
            AttributeItem::Use(used) => {
                let declaration = &facts.model.attributes[used.attribute];
                found.push((declaration.name.clone(), declaration.ty));
            }
            AttributeItem::Group(group) => {
                if groups.insert(*group) {
                    queue.extend(&facts.model.attribute_groups[*group].attributes);
                }
            }
        }
    }
    found
}

/// The simple type of the text of a type.
fn text(facts: &Facts<'_>, ty: TypeId) -> Option<TypeId> {
    let mut current = ty;
    for _ in 0..facts.model.types.len() {
        match facts.complex(current).map(|complex| &complex.content) {
            None => return Some(current),
            Some(Content::Simple(inner)) if *inner != current => current = *inner,
            Some(_) => return None,
        }
    }
    None
}
