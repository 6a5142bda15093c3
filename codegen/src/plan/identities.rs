//! The types of the fields of identity constraints: where their paths lead in the model.

use crate::model::namespaces::NamespaceSet;
use crate::model::*;
use std::collections::{BTreeMap, BTreeSet};

/// The kinds of fields of an identity constraint.
pub(super) struct FieldType {
    /// Its simple type, where no leaf says more; `None` where it is not known.
    pub(super) ty: Option<TypeId>,
    /// Its elements and attributes, where they are of several types or have defaults.
    pub(super) leaves: Vec<Candidate>,
    /// Whether it may be a nil element.
    pub(super) nillable: bool,
}

/// An element or attribute that may be the value of a field.
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) is_attribute: bool,
    /// The element that has the attribute, or around the element; `None` for elements that are alike wherever they are.
    pub(super) owner: Option<QName>,
    pub(super) name: QName,
    pub(super) ty: TypeId,
    pub(super) default: Option<ValueConstraint>,
}

/// An element and the one around it, if that is known.
type Place = (Option<ElementId>, ElementId);

/// The type of a field of a constraint that `element` declares.
pub(super) fn field_type(
    facts: &Facts<'_>,
    element: ElementId,
    selector: &IdentityPath,
    field: &IdentityPath,
) -> FieldType {
    let selected = selected(facts, BTreeSet::from([(None, element)]), selector);
    let mut leaves: Vec<Candidate> = Vec::new();
    let mut nillable = false;
    for path in &field.alternatives {
        for (parent, at) in alternative(facts, &selected, path) {
            let declaration = &facts.model.elements[at];
            match &path.attribute {
                None => {
                    nillable |= declaration.nillable;
                    leaves.extend(text(facts, declaration.ty).map(|ty| Candidate {
                        is_attribute: false,
                        owner: parent.map(|parent| facts.model.elements[parent].name.clone()),
                        name: declaration.name.clone(),
                        ty,
                        default: declaration.value.clone(),
                    }));
                }
                Some(test) => {
                    let own = attributes(facts, declaration.ty).into_iter();
                    leaves.extend(own.filter(|leaf| test.admits(&leaf.name)).map(|mut leaf| {
                        leaf.owner = Some(declaration.name.clone());
                        leaf
                    }));
                }
            }
        }
    }
    let types: BTreeSet<TypeId> = leaves.iter().map(|leaf| leaf.ty).collect();
    let ty = match types.len() {
        1 => types.first().copied(),
        // Values are compared within one primitive type.
        _ => {
            let mut primitives = types.iter().map(|ty| facts.primitive(*ty));
            let first = primitives.next().flatten();
            let same = primitives.all(|one| one == first);
            first.filter(|_| same).map(Builtin::id)
        }
    };
    let is_one = |leaf: &Candidate| Some(leaf.ty) == ty && leaf.default.is_none();
    FieldType {
        ty,
        leaves: match leaves.iter().all(is_one) {
            true => Vec::new(),
            false => distinct(leaves),
        },
        nillable,
    }
}

/// One leaf for each name, or for each name inside another one where that matters; none where its type depends on more than that.
fn distinct(leaves: Vec<Candidate>) -> Vec<Candidate> {
    let mut elements: BTreeMap<QName, Vec<Candidate>> = BTreeMap::new();
    let mut found = Vec::new();
    for leaf in leaves {
        match leaf.is_attribute {
            true => found.push(leaf),
            false => elements.entry(leaf.name.clone()).or_default().push(leaf),
        }
    }
    for mut named in elements.into_values() {
        if named.iter().all(|leaf| leaf.is_like(&named[0])) {
            named.truncate(1);
            named.iter_mut().for_each(|leaf| leaf.owner = None);
        }
        found.append(&mut named);
    }
    let mut distinct: BTreeMap<_, Option<Candidate>> = BTreeMap::new();
    for leaf in found {
        let key = (leaf.is_attribute, leaf.owner.clone(), leaf.name.clone());
        let known = distinct.entry(key).or_insert_with(|| Some(leaf.clone()));
        if known.as_ref().is_some_and(|known| !known.is_like(&leaf)) {
            *known = None;
        }
    }
    distinct.into_values().flatten().collect()
}

impl Candidate {
    /// Whether the same text has the same value in both.
    fn is_like(&self, other: &Self) -> bool {
        let text = |leaf: &Self| leaf.default.as_ref().map(|value| value.text.clone());
        self.ty == other.ty && text(self) == text(other)
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

fn selected(facts: &Facts<'_>, from: BTreeSet<Place>, path: &IdentityPath) -> BTreeSet<Place> {
    let alternatives = path.alternatives.iter();
    alternatives
        .flat_map(|one| alternative(facts, &from, one))
        .collect()
}

fn alternative(
    facts: &Facts<'_>,
    from: &BTreeSet<Place>,
    path: &IdentityPathAlternative,
) -> BTreeSet<Place> {
    let inside = |at: ElementId| {
        let found = children(facts, facts.model.elements[at].ty);
        found.into_iter().map(move |child| (Some(at), child))
    };
    let ids = |places: &BTreeSet<Place>| -> BTreeSet<ElementId> {
        places.iter().map(|(_, at)| *at).collect()
    };
    let mut here = from.clone();
    if path.from_descendants {
        let mut seen = ids(&here);
        let mut queue: Vec<ElementId> = seen.iter().copied().collect();
        while let Some(at) = queue.pop() {
            for child in inside(at) {
                here.insert(child);
                if seen.insert(child.1) {
                    queue.push(child.1);
                }
            }
        }
    }
    for step in &path.steps {
        let within = ids(&here).into_iter().flat_map(inside);
        here = within
            .filter(|(_, child)| step.admits(&facts.model.elements[*child].name))
            .collect();
    }
    here
}

/// A type, its bases and what is derived from it.
fn family(facts: &Facts<'_>, ty: TypeId) -> Vec<TypeId> {
    if ty == Builtin::AnyType.id() {
        return facts.model.types.iter().map(|(id, _)| id).collect();
    }
    let mut all = facts.chain(ty);
    all.extend(facts.derived(ty));
    all
}

/// The elements that may be children of an element of a type.
fn children(facts: &Facts<'_>, ty: TypeId) -> BTreeSet<ElementId> {
    let mut found = BTreeSet::new();
    let mut groups = BTreeSet::new();
    let mut queue: Vec<&Particle> = Vec::new();
    if ty == Builtin::AnyType.id() {
        let global = facts.model.elements.iter().filter(|(_, one)| one.global);
        found.extend(global.map(|(id, _)| id));
    }
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
            Term::Any(wildcard) => {
                let global = facts.model.elements.iter();
                let global = global.filter(|(_, one)| one.global && admits(wildcard, &one.name));
                found.extend(global.map(|(id, _)| id));
            }
        }
    }
    found
}

/// Whether the declaration of this name is that of what a wildcard takes.
fn admits(wildcard: &Wildcard, name: &QName) -> bool {
    wildcard.process != ProcessContents::Skip
        && NamespaceSet::of(&wildcard.namespaces).admits(&name.namespace)
}

/// The attributes of a type, without their owner.
fn attributes(facts: &Facts<'_>, ty: TypeId) -> Vec<Candidate> {
    let leaf = |declaration: &AttributeDecl, value: Option<&ValueConstraint>| Candidate {
        is_attribute: true,
        owner: None,
        name: declaration.name.clone(),
        ty: declaration.ty,
        default: value.or(declaration.value.as_ref()).cloned(),
    };
    let global = |wildcard: &Wildcard| {
        let all = facts.model.attributes.iter();
        let all = all.filter(|(_, one)| one.global && admits(wildcard, &one.name));
        // A wildcard has no default.
        all.map(|(_, one)| Candidate {
            default: None,
            ..leaf(one, None)
        })
        .collect::<Vec<_>>()
    };
    let mut found = Vec::new();
    let mut groups = BTreeSet::new();
    let mut queue: Vec<&AttributeItem> = Vec::new();
    let mut wild = Vec::new();
    for part in family(facts, ty) {
        if let Some(complex) = facts.complex(part) {
            queue.extend(&complex.attributes);
            wild.extend(complex.any_attribute.iter().flat_map(global));
        }
    }
    while let Some(item) = queue.pop() {
        match item {
            AttributeItem::Use(used) => {
                let declaration = &facts.model.attributes[used.attribute];
                found.push(leaf(declaration, used.value.as_ref()));
            }
            AttributeItem::Group(group) => {
                if groups.insert(*group) {
                    let group = &facts.model.attribute_groups[*group];
                    queue.extend(&group.attributes);
                    wild.extend(group.any_attribute.iter().flat_map(global));
                }
            }
        }
    }
    wild.retain(|one: &Candidate| found.iter().all(|known| known.name != one.name));
    found.extend(wild);
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
