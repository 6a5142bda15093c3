//! Comparing what may stand in for what: derived types for the type of an element, elements for the head of their group.

use super::{Diff, Impact, Use};
use crate::model::{ElementId, Model, QName, TypeId, TypeKind};
use std::collections::{BTreeMap, BTreeSet};

/// What may stand in for something of a name, by name.
struct Places<Id> {
    usage: Use,
    stand_ins: BTreeMap<QName, Id>,
}

/// How a kind of stand-in is told of.
struct Words {
    removed: &'static str,
    added: &'static str,
    noun: &'static str,
    surprise: &'static str,
}

impl Diff<'_> {
    /// Types that come with `xsi:type`, and members of substitution groups. Says which types were told of.
    pub(super) fn stand_ins(&mut self) -> BTreeSet<QName> {
        let old = types(self.old, &self.old_used, &|name| self.names.translate(name));
        let new = types(self.new, &self.new_used, &QName::clone);
        let words = Words {
            removed: "derived-type-removed",
            added: "derived-type-added",
            noun: "type",
            surprise: "responses that have it cannot be read until the code is generated again",
        };
        let told = self.compare(&old, &new, &words, |_, _, _, _, _| {});

        let old = elements(self.old, &self.old_used, &|name| self.names.translate(name));
        let new = elements(self.new, &self.new_used, &QName::clone);
        let words = Words {
            removed: "substitute-removed",
            added: "substitute-added",
            noun: "element",
            surprise: "it is not known until the code is generated again, and what it stands for is missing",
        };
        self.compare(&old, &new, &words, |diff, name, usage, was, is| {
            let (was, is) = (diff.old.elements[was].ty, diff.new.elements[is].ty);
            diff.reference(&name.local, usage, was, is);
        });
        told
    }

    fn compare<Id: Copy>(
        &mut self,
        old: &BTreeMap<QName, Places<Id>>,
        new: &BTreeMap<QName, Places<Id>>,
        words: &Words,
        both: impl Fn(&mut Self, &QName, Use, Id, Id),
    ) -> BTreeSet<QName> {
        let mut told = BTreeSet::new();
        // What stands in for something that only one contract has came or went with it.
        for (place, was) in old {
            let Some(is) = new.get(place) else { continue };
            let names: BTreeSet<_> = was.stand_ins.keys().chain(is.stand_ins.keys()).collect();
            for name in names {
                let pair = (was.stand_ins.get(name), is.stand_ins.get(name));
                if pair.0.is_none() || pair.1.is_none() {
                    told.insert(name.clone());
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
                        self.report(impact, words.removed, &*place.local, what, effect);
                    }
                    (None, Some(_)) => {
                        let (impact, effect) = if is.usage.response {
                            (Impact::Breaking, words.surprise)
                        } else {
                            (Impact::Compatible, "nothing to do")
                        };
                        let what = format!("{} {} may stand for it now", words.noun, name.local);
                        self.report(impact, words.added, &*place.local, what, effect);
                    }
                    (None, None) => {}
                }
            }
        }
        told
    }
}

/// By the named type of elements that messages have: the types derived from it that messages may have there.
fn types(
    model: &Model,
    used: &super::Used<'_>,
    translate: &dyn Fn(&QName) -> QName,
) -> BTreeMap<QName, Places<TypeId>> {
    let mut all: BTreeMap<QName, Places<TypeId>> = BTreeMap::new();
    for (element, usage) in used.elements() {
        let ty = model.elements[element].ty;
        let Some(name) = &model.types[ty].name else {
            continue;
        };
        let place = all.entry(translate(name)).or_insert_with(|| Places {
            usage: Use::default(),
            stand_ins: named(used.facts.derived(ty).into_iter(), |ty| {
                match &model.types[ty].kind {
                    TypeKind::Complex(complex) if complex.is_abstract => None,
                    _ => model.types[ty].name.as_ref().map(translate),
                }
            }),
        });
        place.usage.add(usage);
    }
    all
}

/// By the head of each substitution group that messages have: the elements of the group.
fn elements(
    model: &Model,
    used: &super::Used<'_>,
    translate: &dyn Fn(&QName) -> QName,
) -> BTreeMap<QName, Places<ElementId>> {
    let of_group = |(head, usage): (ElementId, Use)| {
        let element = &model.elements[head];
        element.global.then(|| {
            let substitutes = used.facts.substitutes(head);
            let stand_ins = named(substitutes.into_iter(), |id| {
                Some(translate(&model.elements[id].name))
            });
            (translate(&element.name), Places { usage, stand_ins })
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
