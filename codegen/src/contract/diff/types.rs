//! Compares types.

use super::names::Translate;
use super::{DEPTH, Diff, Directions, Impact, PLACES};
use crate::contract::{Member, MemberKind, members, type_label};
use crate::model::{Derivation, Model, QName, SimpleType, TypeId, TypeKind, Variety};
use crate::plan::output::Origin;
use std::collections::{BTreeMap, BTreeSet};

/// The kind and the name of a member, and how many stand before it that have both: wildcards have no name, and an element may
/// stand in several places.
pub(super) type Key = (MemberKind, QName, usize);

/// The members with their keys.
fn keyed(members: Vec<Member>, translate: Translate<'_>) -> Vec<(Key, Member)> {
    let mut counts: BTreeMap<QName, Vec<(MemberKind, usize)>> = BTreeMap::new();
    let keyed = members.into_iter().map(|member| {
        let name = match member.kind {
            MemberKind::Element => translate.element(&member.name),
            _ => translate.name(&member.name),
        };
        let kinds = counts.entry(name.clone()).or_default();
        let known = kinds.iter_mut().find(|(kind, _)| *kind == member.kind);
        let before = match known {
            Some((_, count)) => {
                *count = count.saturating_add(1);
                *count
            }
            None => {
                kinds.push((member.kind, 0));
                0
            }
        };
        ((member.kind, name, before), member)
    });
    keyed.collect()
}

/// Members by their names: a type may have a hundred thousand.
struct MembersByName<'m>(BTreeMap<(&'m QName, usize), Vec<(MemberKind, &'m Member)>>);

impl<'m> MembersByName<'m> {
    fn of(all: &'m [(Key, Member)]) -> Self {
        let mut named = Self(BTreeMap::new());
        for ((kind, name, before), member) in all {
            let kinds = named.0.entry((name, *before)).or_default();
            kinds.push((*kind, member));
        }
        named
    }

    fn get(&self, key: &Key) -> Option<&'m Member> {
        let mut all = self.0.get(&(&key.1, key.2))?.iter();
        all.find(|(kind, _)| *kind == key.0).map(|(_, one)| *one)
    }
}

impl Diff<'_> {
    /// Compares the named types that messages use. Types of `reported` that only one contract has are not reported again.
    pub(super) fn types(&mut self, reported: &BTreeSet<QName>) {
        let named = |model: &Model,
                     used: &BTreeMap<TypeId, Directions>,
                     translate: &dyn Fn(&QName) -> QName|
         -> BTreeMap<QName, TypeId> {
            let declared = used.keys().filter(|id| !id.is_builtin());
            declared
                .filter_map(|id| Some((translate(model.types[*id].name.as_ref()?), *id)))
                .collect()
        };
        let old = named(self.old, &self.old_used.types, &|name| self.names.ty(name));
        let new = named(self.new, &self.new_used.types, &QName::clone);
        for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            match (old.get(name), new.get(name)) {
                (Some(_), None) | (None, Some(_)) if reported.contains(name) => {}
                (Some(_), None) => {
                    let effect = "the places that used it are listed";
                    self.report(
                        Impact::Compatible,
                        "type-removed",
                        &*name.local,
                        "no message uses the type any more",
                        effect,
                    );
                    self.told_code("its Rust type is gone, unless the contract still declares it");
                }
                (None, Some(_)) => self.report(
                    Impact::Compatible,
                    "type-added",
                    &*name.local,
                    "a new type",
                    "nothing to do",
                ),
                (Some(was), Some(is)) => {
                    let mut usage = self.old_used.types.get(was).copied().unwrap_or_default();
                    usage.add(self.new_used.types.get(is).copied().unwrap_or_default());
                    self.renamed(name, *was);
                    self.definition(&name.local, usage, *was, *is);
                }
                (None, None) => {}
            }
        }
    }

    /// Reports that a type has another name in the new contract.
    fn renamed(&mut self, name: &QName, old: TypeId) {
        let was = self.old.types[old].name.as_ref().map(|was| &was.local);
        if let Some(was) = was.filter(|was| **was != name.local) {
            self.report(
                Impact::Compatible,
                "type-renamed",
                &*name.local,
                format!("the type was {was}"),
                "no message has this name",
            );
        }
    }

    /// Compares two references to types. Equal names are the same type; anonymous types are compared here.
    pub(super) fn reference(&mut self, subject: &str, usage: Directions, old: TypeId, new: TypeId) {
        let name = |model: &Model, ty: TypeId| model.types[ty].name.clone();
        match (name(self.old, old), name(self.new, new)) {
            (None, None) => self.anonymous(subject, usage, old, new),
            (Some(was), Some(is)) if self.names.ty(&was) == is => {}
            _ => {
                let what = format!(
                    "type {} is now {}",
                    type_label(self.old, old),
                    type_label(self.new, new)
                );
                let (breaks, effect) = self.other_type(usage, old, new);
                let impact = match breaks {
                    true => Impact::Breaking,
                    false => Impact::Compatible,
                };
                self.report(impact, "type-changed", subject, what, effect);
            }
        }
    }

    /// Compares two anonymous types. They may hold themselves, and what does not differ in one place does not in others.
    fn anonymous(&mut self, subject: &str, usage: Directions, old: TypeId, new: TypeId) {
        let key = (old, new, usage);
        let places = self.compared.get(&key).copied().unwrap_or_default();
        let is_known = self.inside.contains(&(old, new)) || places >= PLACES;
        if is_known || self.inside.len() > DEPTH {
            return;
        }
        let before = self.changes.len();
        self.inside.push((old, new));
        self.definition(subject, usage, old, new);
        self.inside.pop();
        let places = match self.changes.len() == before {
            true => PLACES,
            false => places.saturating_add(1),
        };
        self.compared.insert(key, places);
    }

    fn definition(&mut self, subject: &str, usage: Directions, old: TypeId, new: TypeId) {
        let (old_model, new_model) = (self.old, self.new);
        match (&old_model.types[old].kind, &new_model.types[new].kind) {
            (TypeKind::Complex(was), TypeKind::Complex(is)) => {
                if was.is_abstract != is.is_abstract {
                    self.abstractness(subject, usage, is.is_abstract);
                }
                self.base(subject, was.derivation, is.derivation);
                self.members(subject, usage, old, new);
            }
            (TypeKind::Simple(was), TypeKind::Simple(is)) => {
                self.simple(subject, usage, (old, was), (new, is));
            }
            _ => {
                self.report(
                    Impact::Breaking,
                    "kind-changed",
                    subject,
                    "simple and complex exchanged",
                    "values are written and read in another form",
                );
            }
        }
        self.code(subject, usage, Origin::Type(old), Origin::Type(new));
    }

    /// Reports another base.
    fn base(&mut self, subject: &str, old: Derivation, new: Derivation) {
        let name = |model: &Model, translate: Translate<'_>, base: TypeId| {
            let name = model.types[base].name.as_ref();
            name.map_or_else(String::new, |name| translate.ty(name).to_string())
        };
        let key = |model: &Model, translate: Translate<'_>, derivation| match derivation {
            Derivation::None => String::new(),
            Derivation::Extension(base) => format!("extends {}", name(model, translate, base)),
            Derivation::Restriction(base) => format!("restricts {}", name(model, translate, base)),
        };
        let was = key(self.old, Translate(Some(&self.names)), old);
        let is = key(self.new, Translate(None), new);
        if was == is {
            return;
        }
        let text = |model: &Model, derivation| match derivation {
            Derivation::None => "has no base".to_owned(),
            Derivation::Extension(base) => format!("extends {}", type_label(model, base)),
            Derivation::Restriction(base) => format!("restricts {}", type_label(model, base)),
        };
        let what = format!("it {} and now {}", text(self.old, old), text(self.new, new));
        self.report(
            Impact::Compatible,
            "base-changed",
            subject,
            what,
            "the members of both bases are compared here; the types that it stands for are told with those",
        );
        self.described.insert(base_place(subject));
    }

    fn simple(
        &mut self,
        subject: &str,
        usage: Directions,
        (old, was): (TypeId, &SimpleType),
        (new, is): (TypeId, &SimpleType),
    ) {
        let (old_form, new_form) = (variety(self.old, old), variety(self.new, new));
        if old_form != new_form {
            self.report(
                Impact::Breaking,
                "variety-changed",
                subject,
                format!("{old_form} is now {new_form}"),
                "values are written and read in another form",
            );
            return;
        }
        match (&was.variety, &is.variety) {
            (Variety::List(was), Variety::List(is)) => self.item(subject, usage, *was, *is),
            (Variety::Union(was), Variety::Union(is)) => self.union(subject, usage, was, is),
            _ => {}
        }
        self.values(subject, usage, old, new);
        if let (Some(was), Some(is)) = (was.base, is.base) {
            self.reference(subject, usage, was, is);
        }
        self.facets(subject, usage, &was.facets, &is.facets);
    }

    fn item(&mut self, subject: &str, usage: Directions, old: TypeId, new: TypeId) {
        if self.same_type(old, new) {
            return self.reference(subject, usage, old, new);
        }
        let (was, is) = (type_label(self.old, old), type_label(self.new, new));
        self.report(
            Impact::Breaking,
            "item-changed",
            subject,
            format!("a list of {was} is now a list of {is}"),
            "values are written and read in another form",
        );
    }

    fn union(&mut self, subject: &str, usage: Directions, old: &[TypeId], new: &[TypeId]) {
        let same = |(was, is): (&TypeId, &TypeId)| self.same_type(*was, *is);
        if old.len() == new.len() && old.iter().zip(new).all(same) {
            for (was, is) in old.iter().zip(new) {
                self.reference(subject, usage, *was, *is);
            }
            return;
        }
        let names = |model: &Model, all: &[TypeId]| {
            let all: Vec<_> = all.iter().map(|ty| type_label(model, *ty)).collect();
            all.join(", ")
        };
        let what = format!(
            "a union of {} is now a union of {}",
            names(self.old, old),
            names(self.new, new)
        );
        self.report(
            Impact::Breaking,
            "union-changed",
            subject,
            what,
            "values may be written and read in another form",
        );
    }

    /// Whether both have the same name, or both have none.
    fn same_type(&self, old: TypeId, new: TypeId) -> bool {
        let was = self.old.types[old].name.as_ref();
        was.map(|name| self.names.ty(name)) == self.new.types[new].name
    }

    fn abstractness(&mut self, subject: &str, usage: Directions, now: bool) {
        let (impact, what, effect) = match (now, usage) {
            (true, Directions { request: true, .. }) => (
                Impact::Breaking,
                "it is abstract now",
                "the server refuses requests that have it instead of a type derived from it",
            ),
            (true, _) => (
                Impact::Compatible,
                "it is abstract now",
                "it does not arrive any more, only types derived from it",
            ),
            (false, Directions { response: true, .. }) => (
                Impact::Breaking,
                "it is not abstract any more",
                "responses that have it instead of a type derived from it cannot be read",
            ),
            (false, _) => (
                Impact::Compatible,
                "it is not abstract any more",
                "nothing to do",
            ),
        };
        self.report(impact, "abstract-changed", subject, what, effect);
    }

    fn members(&mut self, subject: &str, usage: Directions, old: TypeId, new: TypeId) {
        let (was, is) = (members(self.old, old), members(self.new, new));
        let was = keyed(was, Translate(Some(&self.names)));
        let is = keyed(is, Translate(None));
        let (by_old, by_new) = (MembersByName::of(&was), MembersByName::of(&is));
        for (name, member) in &was {
            let of_new = by_new.get(name);
            let subject = format!("{subject}.{}", member.label());
            match of_new {
                Some(other) => self.member(&subject, usage, member, other),
                None => {
                    let effect = match (usage.request, usage.response) {
                        (true, false) => "what callers send in it is refused or lost",
                        (false, true) => "it does not arrive any more",
                        _ => {
                            "it does not arrive any more, and what callers send in it is refused or lost"
                        }
                    };
                    self.report(
                        Impact::Breaking,
                        "member-removed",
                        subject,
                        "the member is gone",
                        effect,
                    );
                }
            }
        }
        for (_, member) in is.iter().filter(|(name, _)| by_old.get(name).is_none()) {
            let subject = format!("{subject}.{}", member.label());
            let what = format!(
                "a new member of type {}, {}",
                type_label(self.new, member.ty),
                member.occurrence()
            );
            if usage.request && member.min > 0 {
                self.report(
                    Impact::Breaking,
                    "member-added",
                    subject,
                    what,
                    "requests without it are refused",
                );
            } else {
                let effect = match (usage.request, usage.response) {
                    (true, true) => {
                        "callers that fetch, change and save it may clear it: generate again, or keep unknown members"
                    }
                    (true, false) => "nothing to do",
                    _ => "it is skipped until the code is generated again",
                };
                self.report(Impact::Compatible, "member-added", subject, what, effect);
            }
        }
        let (old, new) = self.forms(old, new);
        let ordered = old != new && self.order(subject, usage, &was, &is);
        let told = was.iter().filter_map(|(name, member)| {
            let other = by_new.get(name)?;
            (other.max != member.max).then(|| name.1.to_string())
        });
        self.content(subject, usage, (&old, &new), ordered, &told.collect());
    }

    /// Reports another order of the elements; returns whether there is one.
    fn order(
        &mut self,
        subject: &str,
        usage: Directions,
        old: &[(Key, Member)],
        new: &[(Key, Member)],
    ) -> bool {
        let elements = |all: &[(Key, Member)], other: &[(Key, Member)]| -> Vec<QName> {
            let other = MembersByName::of(other);
            let common = all
                .iter()
                .filter(|(name, _)| name.0 == MemberKind::Element && other.get(name).is_some());
            common.map(|(name, _)| name.1.clone()).collect()
        };
        let moved = elements(old, new) != elements(new, old);
        if moved {
            let (impact, effect) = if usage.request {
                (
                    Impact::Breaking,
                    "servers that insist on the order (WCF) lose members that come early or late",
                )
            } else {
                (Impact::Compatible, "the order is not checked by default")
            };
            self.report(
                impact,
                "order-changed",
                subject,
                "the members stand in another order",
                effect,
            );
        }
        moved
    }

    fn member(&mut self, subject: &str, usage: Directions, old: &Member, new: &Member) {
        self.reference(subject, usage, old.ty, new.ty);
        let range = |member: &Member| {
            format!(
                "{}..{}",
                member.min,
                member
                    .max
                    .map_or_else(|| "n".to_owned(), |max| max.to_string())
            )
        };
        if (old.min, old.max) != (new.min, new.max) {
            let wider = |one: Option<u32>, other: Option<u32>| match (one, other) {
                (_, None) => other != one,
                (None, Some(_)) => false,
                (Some(one), Some(other)) => other > one,
            };
            let refused = usage.request && (new.min > old.min || wider(new.max, old.max));
            let surprised = usage.response && (new.min < old.min || wider(old.max, new.max));
            let effect = match (refused, surprised) {
                (true, false) => "requests that were fine are refused",
                (false, true) => {
                    "responses may lack it, or have it more often, where callers count on it"
                }
                (true, true) => {
                    "requests that were fine are refused, and responses come in another form"
                }
                (false, false) => "nothing to do",
            };
            let impact = if refused || surprised {
                Impact::Breaking
            } else {
                Impact::Compatible
            };
            self.report(
                impact,
                "occurrence-changed",
                subject,
                format!("occurs {} and now {}", range(old), range(new)),
                effect,
            );
        }
        self.nillable(subject, usage, old, new);
        self.value(subject, usage, old, new);
    }
}

/// The end of the place of the base of a type in the canonical form.
pub(super) const BASE: &str = ": base";

pub(super) fn base_place(place: &str) -> String {
    format!("{place}{BASE}")
}

/// The variety of a simple type; that of its base for a restriction.
fn variety(model: &Model, ty: TypeId) -> &'static str {
    let mut at = ty;
    // The document limits how deep anonymous types nest; a circle of bases is reported when it is read.
    for _ in 0..64 {
        let TypeKind::Simple(simple) = &model.types[at].kind else {
            break;
        };
        match (&simple.variety, simple.base) {
            (Variety::List(_), _) => return "a list",
            (Variety::Union(_), _) => return "a union",
            (_, Some(base)) => at = base,
            _ => break,
        }
    }
    "a single value"
}
