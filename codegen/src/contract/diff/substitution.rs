//! Compares substitutions: derived types in place of the type of an element, members of a substitution group in place of its head.

use super::{Diff, Directions, Impact};
use crate::model::{ElementId, Model, QName, TypeId, TypeKind};
use crate::plan::output::Origin;
use std::collections::{BTreeMap, BTreeSet};

/// The substitutes for one type or element, by name.
struct Substitutes<Id> {
    head: Id,
    usage: Directions,
    by_name: BTreeMap<QName, Id>,
}

/// The words of changes for one kind of substitute.
struct Words {
    removed: &'static str,
    added: &'static str,
    noun: &'static str,
}

impl Diff<'_> {
    /// Reports changes of derived types and of substitution groups. Returns the types that were reported.
    pub(super) fn substitutions(&mut self) -> BTreeSet<QName> {
        let old = types(self.old, &self.old_used, &|name| self.names.ty(name));
        let new = types(self.new, &self.new_used, &QName::clone);
        let words = Words {
            removed: "derived-type-removed",
            added: "derived-type-added",
            noun: "type",
        };
        let surprise = |diff: &Self, head: TypeId| match &diff.old.types[head].kind {
            TypeKind::Complex(complex) if complex.is_abstract => {
                "in responses it arrives as `Unknown`, with a deviation, until the code is generated again"
            }
            _ => {
                "in responses it arrives as the type that it stands for, with a deviation, and what it adds is skipped, until the code is generated again"
            }
        };
        let reported = self.compare(&old, &new, &words, surprise, |_, _, _, _, _| {});
        for (head, was) in &old {
            if let Some(is) = new.get(head) {
                let (was, is) = (Origin::Derived(was.head), Origin::Derived(is.head));
                self.code(&head.local, Directions::default(), was, is);
            }
        }

        let old = elements(self.old, &self.old_used, &|name| self.names.translate(name));
        let new = elements(self.new, &self.new_used, &QName::clone);
        let words = Words {
            removed: "substitute-removed",
            added: "substitute-added",
            noun: "element",
        };
        let surprise = |_: &Self, _| "it is not known until the code is generated again, and what it stands for is missing";
        self.compare(
            &old,
            &new,
            &words,
            surprise,
            |diff, name, usage, was, is| {
                let (was, is) = (diff.old.elements[was].ty, diff.new.elements[is].ty);
                diff.reference(&name.local, usage, was, is);
            },
        );
        for (head, was) in &old {
            if let Some(is) = new.get(head) {
                let (was, is) = (
                    Origin::Substitution(was.head),
                    Origin::Substitution(is.head),
                );
                self.code(&head.local, Directions::default(), was, is);
            }
        }
        reported
    }

    fn compare<Id: Copy>(
        &mut self,
        old: &BTreeMap<QName, Substitutes<Id>>,
        new: &BTreeMap<QName, Substitutes<Id>>,
        words: &Words,
        surprise: impl Fn(&Self, Id) -> &'static str,
        both: impl Fn(&mut Self, &QName, Directions, Id, Id),
    ) -> BTreeSet<QName> {
        let mut reported = BTreeSet::new();
        // A head that only one contract has is reported itself, and covers its substitutes.
        for (head, was) in old {
            let Some(is) = new.get(head) else { continue };
            let names: BTreeSet<_> = was.by_name.keys().chain(is.by_name.keys()).collect();
            for name in names {
                let pair = (was.by_name.get(name), is.by_name.get(name));
                if pair.0.is_none() || pair.1.is_none() {
                    reported.insert(name.clone());
                }
                match pair {
                    (Some(old), Some(new)) => both(self, name, was.usage, *old, *new),
                    (Some(_), None) => {
                        let (impact, effect) = if was.usage.request {
                            (Impact::Breaking, "the server refuses requests that have it")
                        } else {
                            (Impact::Compatible, "it does not arrive any more")
                        };
                        let what =
                            format!("{} {} cannot stand for it any more", words.noun, name.local);
                        self.report(impact, words.removed, &*head.local, what, effect);
                    }
                    (None, Some(_)) => {
                        let (impact, effect) = if is.usage.response {
                            (Impact::Breaking, surprise(self, was.head))
                        } else {
                            (Impact::Compatible, "nothing to do")
                        };
                        let what = format!("{} {} may stand for it now", words.noun, name.local);
                        self.report(impact, words.added, &*head.local, what, effect);
                    }
                    (None, None) => {}
                }
            }
        }
        reported
    }
}

/// The types derived from the named type of an element of a message, by that type.
fn types(
    model: &Model,
    used: &super::Used<'_>,
    translate: &dyn Fn(&QName) -> QName,
) -> BTreeMap<QName, Substitutes<TypeId>> {
    let mut all: BTreeMap<QName, Substitutes<TypeId>> = BTreeMap::new();
    for (element, usage) in used.elements() {
        let ty = model.elements[element].ty;
        let Some(name) = &model.types[ty].name else {
            continue;
        };
        let substitutes = all.entry(translate(name)).or_insert_with(|| Substitutes {
            head: ty,
            usage: Directions::default(),
            by_name: named(used.facts.derived(ty).into_iter(), |ty| {
                match &model.types[ty].kind {
                    TypeKind::Complex(complex) if complex.is_abstract => None,
                    _ => model.types[ty].name.as_ref().map(translate),
                }
            }),
        });
        substitutes.usage.add(usage);
    }
    all
}

/// The elements of each substitution group of a message, by the head of the group.
fn elements(
    model: &Model,
    used: &super::Used<'_>,
    translate: &dyn Fn(&QName) -> QName,
) -> BTreeMap<QName, Substitutes<ElementId>> {
    let of_group = |(head, usage): (ElementId, Directions)| {
        let element = &model.elements[head];
        element.global.then(|| {
            let members = used.facts.substitutes(head);
            let by_name = named(members.into_iter(), |id| {
                Some(translate(&model.elements[id].name))
            });
            (
                translate(&element.name),
                Substitutes {
                    head,
                    usage,
                    by_name,
                },
            )
        })
    };
    used.elements().filter_map(of_group).collect()
}

fn named<Id: Copy>(
    ids: impl Iterator<Item = Id>,
    name: impl Fn(Id) -> Option<QName>,
) -> BTreeMap<QName, Id> {
    ids.filter_map(|id| Some((name(id)?, id))).collect()
}
