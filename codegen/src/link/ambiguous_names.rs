//! Names with different meanings in the inputs, although their declarations may have the same text.

use super::roots::{Roots, overlap};
use super::table::{Kind, identity};
use crate::import::{Documents, Root};
use crate::model::QName;
use crate::syntax::NameReference;
use crate::syntax::xsd::*;
use std::collections::{BTreeMap, BTreeSet};

/// Names with different meanings in the inputs.
pub(super) type Ambiguous = BTreeSet<(Kind, QName)>;

type KindAndName<'a> = (Kind, &'a QName);
/// The declarations of a name, each with the inputs that import it.
type DeclaredByRoots<'a> = Vec<(&'a Component, &'a [u32])>;

/// Finds names with different declarations in inputs that no document imports together, and all names that refer to one
/// of these.
pub(super) fn find(documents: &Documents, roots: &Roots) -> Ambiguous {
    let mut declared: BTreeMap<KindAndName<'_>, DeclaredByRoots<'_>> = BTreeMap::new();
    let mut open = Vec::new();
    for (number, schema) in documents.schemas.iter().enumerate() {
        let roots = roots.of(Some(Root::Schema(number)));
        for component in &schema.components {
            let Some(identity) = identity(component) else {
                continue;
            };
            let others = declared.entry(identity).or_default();
            if others
                .iter()
                .any(|(other, theirs)| !overlap(theirs, roots) && !same(other, component))
            {
                open.push((identity.0, identity.1.clone()));
            }
            others.push((component, roots));
        }
    }
    let mut ambiguous = Ambiguous::new();
    if open.is_empty() {
        return ambiguous;
    }
    let mut referring: BTreeMap<KindAndName<'_>, Vec<KindAndName<'_>>> = BTreeMap::new();
    for component in documents
        .schemas
        .iter()
        .flat_map(|schema| &schema.components)
    {
        if let Some(identity) = identity(component) {
            references(component, &mut |kind, name| {
                referring.entry((kind, name)).or_default().push(identity);
            });
        }
    }
    while let Some((kind, name)) = open.pop() {
        if ambiguous.contains(&(kind, name.clone())) {
            continue;
        }
        for (kind, name) in referring.get(&(kind, &name)).into_iter().flatten() {
            open.push((*kind, (*name).clone()));
        }
        ambiguous.insert((kind, name));
    }
    ambiguous
}

fn same(one: &Component, other: &Component) -> bool {
    match (one, other) {
        (Component::Type(one), Component::Type(other)) => one == other,
        (Component::Element(one), Component::Element(other)) => one == other,
        (Component::Attribute(one), Component::Attribute(other)) => one == other,
        (Component::Group(one), Component::Group(other)) => one == other,
        (Component::AttributeGroup(one), Component::AttributeGroup(other)) => one == other,
        _ => false,
    }
}

type OnDeclaration<'v, 'a> = &'v mut dyn FnMut(Kind, &'a QName);

/// Visits every global component that `component` refers to.
fn references<'a>(component: &'a Component, visit: OnDeclaration<'_, 'a>) {
    match component {
        Component::Type(of) => in_type(of, visit),
        Component::Element(of) => in_element(of, visit),
        Component::Attribute(of) => in_use(&of.ty, visit),
        Component::Group(of) => {
            if let Some(particle) = &of.particle {
                in_particle(particle, visit);
            }
        }
        Component::AttributeGroup(of) => in_attributes(&of.attributes, visit),
    }
}

fn named<'a>(kind: Kind, reference: &'a NameReference, visit: OnDeclaration<'_, 'a>) {
    visit(kind, &reference.name);
}

fn in_use<'a>(of: &'a TypeUse, visit: OnDeclaration<'_, 'a>) {
    match of {
        TypeUse::Named(reference) => named(Kind::Type, reference, visit),
        TypeUse::Inline(of) => in_type(of, visit),
        TypeUse::Absent => {}
    }
}

fn in_type<'a>(of: &'a Type, visit: OnDeclaration<'_, 'a>) {
    match &of.kind {
        TypeKind::Simple(Simple::Restriction(of, _) | Simple::List(of)) => in_use(of, visit),
        TypeKind::Simple(Simple::Union(members)) => {
            members.iter().for_each(|of| in_use(of, visit));
        }
        TypeKind::Complex(of) => {
            match &of.derivation {
                Derivation::None => {}
                Derivation::Extension(base) | Derivation::Restriction(base) => {
                    named(Kind::Type, base, visit);
                }
            }
            match &of.content {
                Content::Simple(Some(of), _) => in_type(of, visit),
                Content::Particle(of) => in_particle(of, visit),
                Content::Empty | Content::Simple(None, _) => {}
            }
            in_attributes(&of.attributes, visit);
            if let Some((item, _)) = &of.array_type {
                named(Kind::Type, item, visit);
            }
        }
    }
}

fn in_element<'a>(of: &'a Element, visit: OnDeclaration<'_, 'a>) {
    in_use(&of.ty, visit);
    if let Some(head) = &of.substitution {
        named(Kind::Element, head, visit);
    }
}

fn in_particle<'a>(of: &'a Particle, visit: OnDeclaration<'_, 'a>) {
    match &of.term {
        Term::Element(of) => in_element(of, visit),
        Term::Reference(of) => named(Kind::Element, of, visit),
        Term::Group(_, particles) => particles.iter().for_each(|of| in_particle(of, visit)),
        Term::GroupReference(of) => named(Kind::Group, of, visit),
        Term::Any(_) => {}
    }
}

fn in_attributes<'a>(of: &'a [AttributeItem], visit: OnDeclaration<'_, 'a>) {
    for item in of {
        match item {
            AttributeItem::Local(of, _) => in_use(&of.ty, visit),
            AttributeItem::Reference(of, ..) => named(Kind::Attribute, of, visit),
            AttributeItem::Group(of) => named(Kind::AttributeGroup, of, visit),
        }
    }
}
