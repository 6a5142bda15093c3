//! Finds types that have another name in the new contract and are otherwise the same, where no message has the name.

use super::Used;
use super::canonical::lines;
use super::names::{Names, Translate};
use crate::model::{
    Builtin, Derivation, Model, Parent, PartContent, QName, Scope, TypeId, TypeKind,
};
use std::collections::{BTreeMap, BTreeSet};

/// The most rounds: each finds types of members of types that the one before it found.
const ROUNDS: usize = 16;

/// The old and the new name of a type, and the types.
type NamePair = ((QName, TypeId), (QName, TypeId));

/// Adds the renamed types to the names. The declaration of a member, element or part that both contracts have tells that one type took
/// the place of the other.
pub(super) fn add(
    names: &mut Names,
    (old, old_used): (&Model, &Used<'_>),
    (new, new_used): (&Model, &Used<'_>),
) {
    if names_any_type(old) || names_any_type(new) {
        return;
    }
    let (old_names, new_names) = (named(old), named(new));
    for _ in 0..ROUNDS {
        let taken: BTreeSet<QName> = old_names.keys().map(|name| names.ty(name)).collect();
        let is_gone = |name: &QName| !new_names.contains_key(&names.ty(name));
        let is_new = |name: &QName| !taken.contains(name);
        if !old_names.keys().any(is_gone) || !new_names.keys().any(is_new) {
            return;
        }
        let was = declared(old, Translate(Some(names)));
        let is = declared(new, Translate(None));
        let mut by_old: BTreeMap<QName, BTreeSet<QName>> = BTreeMap::new();
        let mut by_new: BTreeMap<QName, BTreeSet<QName>> = BTreeMap::new();
        for (place, one) in &was {
            if let Some(other) = is.get(place)
                && is_gone(one)
                && is_new(other)
            {
                by_old.entry(one.clone()).or_default().insert(other.clone());
                by_new.entry(other.clone()).or_default().insert(one.clone());
            }
        }
        let one_of = |all: &BTreeSet<QName>| match (all.first(), all.len()) {
            (Some(one), 1) => Some(one.clone()),
            _ => None,
        };
        let pair = |(name, others): (&QName, &BTreeSet<QName>)| -> Option<NamePair> {
            let other = one_of(others)?;
            one_of(by_new.get(&other)?)?;
            let (was, is) = (*old_names.get(name)?, *new_names.get(&other)?);
            let is_free = !is_named(old, old_used, was) && !is_named(new, new_used, is);
            is_free.then(|| ((name.clone(), was), (other, is)))
        };
        let pairs: Vec<NamePair> = by_old.iter().filter_map(pair).collect();
        if !same(names, old, new, pairs) {
            return;
        }
    }
}

/// Keeps the pairs that are the same when all of them are: types may hold each other. Returns whether there are any.
fn same(names: &mut Names, old: &Model, new: &Model, mut pairs: Vec<NamePair>) -> bool {
    for ((was, _), (is, _)) in &pairs {
        names.types.insert(was.clone(), is.clone());
    }
    loop {
        let is_same = |((_, was), (_, is)): &NamePair| {
            lines(old, *was, Translate(Some(names))) == lines(new, *is, Translate(None))
        };
        let (kept, others): (Vec<NamePair>, Vec<NamePair>) = pairs.into_iter().partition(is_same);
        for ((was, _), _) in &others {
            names.types.remove(was);
        }
        pairs = kept;
        if others.is_empty() {
            return !pairs.is_empty();
        }
    }
}

/// Whether `xsi:type` may name any type: in elements of any type.
fn names_any_type(model: &Model) -> bool {
    let mut elements = model.elements.iter();
    elements.any(|(_, element)| element.ty == Builtin::AnyType.id())
}

/// Whether `xsi:type` may name a type: one in SOAP encoding, one that is derived, or one that others are derived from.
fn is_named(model: &Model, used: &Used<'_>, ty: TypeId) -> bool {
    let is_encoded = used.facts.uses.has_encoded(ty);
    let TypeKind::Complex(complex) = &model.types[ty].kind else {
        return is_encoded;
    };
    let is_derived = match complex.derivation {
        Derivation::None => false,
        Derivation::Extension(base) | Derivation::Restriction(base) => !base.is_builtin(),
    };
    is_encoded || is_derived || !used.facts.derived(ty).is_empty()
}

fn named(model: &Model) -> BTreeMap<QName, TypeId> {
    let types = model.types.iter().filter(|(id, _)| !id.is_builtin());
    types
        .filter_map(|(id, ty)| Some((ty.name.clone()?, id)))
        .collect()
}

/// The named types of elements, attributes and parts, by the place of the declaration.
fn declared(model: &Model, translate: Translate<'_>) -> BTreeMap<String, QName> {
    let mut all = BTreeMap::new();
    let mut add = |place: Option<String>, ty: TypeId| {
        let name = model.types[ty].name.as_ref();
        if let (Some(place), Some(name)) = (place, name.filter(|_| !ty.is_builtin())) {
            all.insert(place, name.clone());
        }
    };
    for (_, element) in model.elements.iter() {
        let name = element.name.local.to_string();
        add(place(model, element.parent, &name, translate), element.ty);
    }
    for (_, attribute) in model.attributes.iter() {
        let name = format!("@{}", attribute.name.local);
        add(
            place(model, attribute.parent, &name, translate),
            attribute.ty,
        );
    }
    for (_, message) in model.messages.iter() {
        for part in &message.parts {
            if let PartContent::Type(ty) = part.content {
                let message = translate.name(&message.name);
                add(Some(format!("message {message}.{}", part.name)), ty);
            }
        }
    }
    all
}

/// The place of a declaration, from the global component around it.
fn place(model: &Model, parent: Parent, name: &str, translate: Translate<'_>) -> Option<String> {
    let mut place = name.to_owned();
    let mut parent = parent;
    // Anonymous types nest in declarations. The document limits the depth.
    for _ in 0..64 {
        let ty = match parent {
            Parent::Schema => return Some(format!("global {place}")),
            Parent::Group(group) => {
                let group = translate.name(&model.groups[group].name);
                return Some(format!("group {group}.{place}"));
            }
            Parent::AttributeGroup(group) => {
                let group = translate.name(&model.attribute_groups[group].name);
                return Some(format!("attributes {group}.{place}"));
            }
            Parent::Type(ty) => ty,
        };
        if let Some(name) = &model.types[ty].name {
            return Some(format!("type {}.{place}", translate.ty(name)));
        }
        (place, parent) = match model.types[ty].scope {
            Scope::Element(element) => {
                let element = &model.elements[element];
                (format!("{}.{place}", element.name.local), element.parent)
            }
            Scope::Attribute(attribute) => {
                let attribute = &model.attributes[attribute];
                (
                    format!("@{}.{place}", attribute.name.local),
                    attribute.parent,
                )
            }
            Scope::Type(owner, index) => (format!("{index}.{place}"), Parent::Type(owner)),
            Scope::Global => return None,
        };
    }
    None
}
