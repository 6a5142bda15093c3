//! Compares types.

use super::{Diff, Impact, Use};
use crate::contract::inspect::enumeration;
use crate::contract::{Member, MemberKind, members, type_label};
use crate::model::{Facets, Model, QName, TypeId, TypeKind, Variety};
use std::collections::{BTreeMap, BTreeSet};

impl Diff<'_> {
    /// Compares the named types that messages use. Types of `reported` that only one contract has are not reported again.
    pub(super) fn types(&mut self, reported: &BTreeSet<QName>) {
        let named = |model: &Model,
                     used: &BTreeMap<TypeId, Use>,
                     translate: &dyn Fn(&QName) -> QName|
         -> BTreeMap<QName, TypeId> {
            let declared = used.keys().filter(|id| !id.is_builtin());
            declared
                .filter_map(|id| Some((translate(model.types[*id].name.as_ref()?), *id)))
                .collect()
        };
        let old = named(self.old, &self.old_used.types, &|name| {
            self.names.translate(name)
        });
        let new = named(self.new, &self.new_used.types, &QName::clone);
        for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            match (old.get(name), new.get(name)) {
                (Some(_), None) | (None, Some(_)) if reported.contains(name) => {}
                (Some(_), None) => {
                    let effect = "the places that used it are listed; its Rust type is gone after regeneration";
                    self.report(
                        Impact::Compatible,
                        "type-removed",
                        &*name.local,
                        "no message uses the type any more",
                        effect,
                    );
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
                    self.definition(&name.local, usage, *was, *is);
                }
                (None, None) => {}
            }
        }
    }

    /// Compares two references to types. Equal names are the same type; anonymous types are compared here.
    pub(super) fn reference(&mut self, subject: &str, usage: Use, old: TypeId, new: TypeId) {
        let name = |model: &Model, ty: TypeId| model.types[ty].name.clone();
        match (name(self.old, old), name(self.new, new)) {
            (None, None) => self.definition(subject, usage, old, new),
            (Some(was), Some(is)) if self.names.translate(&was) == is => {}
            _ => {
                let what = format!(
                    "type {} is now {}",
                    type_label(self.old, old),
                    type_label(self.new, new)
                );
                self.report(
                    Impact::Breaking,
                    "type-changed",
                    subject,
                    what,
                    "values are written and read in another form",
                );
            }
        }
    }

    fn definition(&mut self, subject: &str, usage: Use, old: TypeId, new: TypeId) {
        let (old_model, new_model) = (self.old, self.new);
        match (&old_model.types[old].kind, &new_model.types[new].kind) {
            (TypeKind::Complex(was), TypeKind::Complex(is)) => {
                if was.is_abstract != is.is_abstract {
                    self.abstractness(subject, usage, is.is_abstract);
                }
                self.members(subject, usage, old, new);
            }
            (TypeKind::Simple(was), TypeKind::Simple(is)) => {
                let variety = |variety: &Variety| match variety {
                    Variety::List(_) => "a list",
                    Variety::Union(_) => "a union",
                    _ => "a single value",
                };
                if variety(&was.variety) != variety(&is.variety) {
                    let what = format!("{} is now {}", variety(&was.variety), variety(&is.variety));
                    self.report(
                        Impact::Breaking,
                        "variety-changed",
                        subject,
                        what,
                        "values are written and read in another form",
                    );
                    return;
                }
                self.values(subject, usage, old, new);
                if let (Some(was), Some(is)) = (was.base, is.base) {
                    self.reference(subject, usage, was, is);
                }
                self.facets(subject, usage, &was.facets, &is.facets);
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
    }

    fn abstractness(&mut self, subject: &str, usage: Use, now: bool) {
        let (impact, what, effect) = match (now, usage) {
            (true, Use { request: true, .. }) => (
                Impact::Breaking,
                "it is abstract now",
                "the server refuses requests that have it instead of a type derived from it",
            ),
            (true, _) => (
                Impact::Compatible,
                "it is abstract now",
                "it does not arrive any more, only types derived from it",
            ),
            (false, Use { response: true, .. }) => (
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

    fn values(&mut self, subject: &str, usage: Use, old: TypeId, new: TypeId) {
        let set = |model: &Model, ty: TypeId| -> BTreeSet<String> {
            enumeration(model, ty)
                .iter()
                .map(|value| value.to_string())
                .collect()
        };
        let (was, is) = (set(self.old, old), set(self.new, new));
        for value in was.difference(&is) {
            let (impact, effect) = if usage.request {
                (Impact::Breaking, "the server refuses requests that have it")
            } else {
                (Impact::Compatible, "it does not arrive any more")
            };
            self.report(
                impact,
                "value-removed",
                subject,
                format!("value {value} is gone"),
                effect,
            );
        }
        for value in is.difference(&was) {
            let effect = if usage.response {
                "it arrives as `Unknown` until the code is generated again"
            } else {
                "nothing to do"
            };
            self.report(
                Impact::Compatible,
                "value-added",
                subject,
                format!("value {value} is new"),
                effect,
            );
        }
    }

    fn facets(&mut self, subject: &str, usage: Use, old: &Facets, new: &Facets) {
        let list = |facets: &Facets| {
            let text =
                |value: &Option<std::sync::Arc<str>>| value.as_ref().map(|value| value.to_string());
            let number = |value: Option<u64>| value.map(|value| value.to_string());
            let patterns = (!facets.patterns.is_empty()).then(|| facets.patterns.join(" and "));
            [
                ("pattern", patterns),
                ("length", number(facets.length)),
                ("minLength", number(facets.min_length)),
                ("maxLength", number(facets.max_length)),
                ("minInclusive", text(&facets.min_inclusive)),
                ("maxInclusive", text(&facets.max_inclusive)),
                ("minExclusive", text(&facets.min_exclusive)),
                ("maxExclusive", text(&facets.max_exclusive)),
                ("totalDigits", number(facets.total_digits)),
                ("fractionDigits", number(facets.fraction_digits)),
            ]
        };
        for ((facet, was), (_, is)) in list(old).into_iter().zip(list(new)) {
            if was == is {
                continue;
            }
            let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
            let what = format!("{facet} {} is now {}", shown(&was), shown(&is));
            let (impact, effect) = if usage.request && is.is_some() {
                (
                    Impact::Breaking,
                    "the server may refuse values that it used to accept",
                )
            } else {
                (Impact::Compatible, "generated code does not check it")
            };
            self.report(impact, "facet-changed", subject, what, effect);
        }
    }

    fn members(&mut self, subject: &str, usage: Use, old: TypeId, new: TypeId) {
        let (was, is) = (members(self.old, old), members(self.new, new));
        let key = |member: &Member, translate: &dyn Fn(&QName) -> QName| {
            (member.kind, translate(&member.name))
        };
        let was: Vec<_> = was
            .into_iter()
            .map(|member| (key(&member, &|name| self.names.translate(name)), member))
            .collect();
        let is: Vec<_> = is
            .into_iter()
            .map(|member| (key(&member, &QName::clone), member))
            .collect();
        for (name, member) in &was {
            let of_new = is.iter().find(|(other, _)| other == name);
            let subject = format!("{subject}.{}", member.label());
            match of_new {
                Some((_, other)) => self.member(&subject, usage, member, other),
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
        for (_, member) in is
            .iter()
            .filter(|(name, _)| !was.iter().any(|(other, _)| other == name))
        {
            let subject = format!("{subject}.{}", member.label());
            let what = format!(
                "a new member, {} {}",
                member.occurrence(),
                type_label(self.new, member.ty)
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
        self.order(subject, usage, &was, &is);
    }

    fn order(
        &mut self,
        subject: &str,
        usage: Use,
        old: &[((MemberKind, QName), Member)],
        new: &[((MemberKind, QName), Member)],
    ) {
        let elements = |all: &[((MemberKind, QName), Member)],
                        other: &[((MemberKind, QName), Member)]|
         -> Vec<QName> {
            let common = all.iter().filter(|(name, _)| {
                name.0 == MemberKind::Element && other.iter().any(|(known, _)| known == name)
            });
            common.map(|(name, _)| name.1.clone()).collect()
        };
        if elements(old, new) != elements(new, old) {
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
    }

    fn member(&mut self, subject: &str, usage: Use, old: &Member, new: &Member) {
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
                (false, false) => "nothing to do; its Rust type may change",
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
        if old.nillable != new.nillable {
            // A client leaves an optional member out to write it as absent, and reads it as `None`, in both versions.
            let breaks = new.min > 0
                && if new.nillable {
                    usage.response
                } else {
                    usage.request
                };
            let effect = match (breaks, new.nillable) {
                (false, _) => "nothing to do",
                (true, true) => "nil may arrive where callers count on a value",
                (true, false) => "nil is refused in requests",
            };
            let what = if new.nillable {
                "may be nil now"
            } else {
                "may not be nil any more"
            };
            self.report(
                if breaks {
                    Impact::Breaking
                } else {
                    Impact::Compatible
                },
                "nillable-changed",
                subject,
                what,
                effect,
            );
        }
        let fixed = |member: &Member| member.fixed.as_ref().map(|value| value.text.clone());
        let (was, is) = (fixed(old), fixed(new));
        if was != is {
            let what = format!(
                "fixed value {} is now {}",
                was.as_deref().unwrap_or("none"),
                is.as_deref().unwrap_or("none")
            );
            self.report(
                Impact::Breaking,
                "fixed-changed",
                subject,
                what,
                "the server refuses another value",
            );
        }
    }
}
