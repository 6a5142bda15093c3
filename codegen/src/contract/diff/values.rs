//! Compares values: enumerations, facets, nil, defaults and fixed values.

use super::{Diff, Directions, Impact};
use crate::contract::inspect::enumeration;
use crate::contract::{Member, MemberKind};
use crate::model::{Model, TypeId};
use std::collections::BTreeSet;

impl Diff<'_> {
    pub(super) fn values(&mut self, subject: &str, usage: Directions, old: TypeId, new: TypeId) {
        let set = |model: &Model, ty: TypeId| -> BTreeSet<String> {
            enumeration(model, ty)
                .iter()
                .map(|value| value.to_string())
                .collect()
        };
        let (was, is) = (set(self.old, old), set(self.new, new));
        let (gone, come): (Vec<_>, Vec<_>) =
            (was.difference(&is).collect(), is.difference(&was).collect());
        for value in &gone {
            let (impact, effect) = if usage.request {
                (Impact::Breaking, "the server refuses requests that have it")
            } else {
                (Impact::Compatible, "it does not arrive any more")
            };
            self.report(
                impact,
                "value-removed",
                subject,
                match (gone.as_slice(), come.as_slice()) {
                    ([_], [other]) => format!("value {value} is gone, perhaps renamed to {other}"),
                    _ => format!("value {value} is gone"),
                },
                effect,
            );
        }
        for value in come {
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

    pub(super) fn nillable(
        &mut self,
        subject: &str,
        usage: Directions,
        old: &Member,
        new: &Member,
    ) {
        if old.nillable != new.nillable {
            // A client leaves an optional member out to write it as absent, and reads it as `None`, in both versions. Alternatives of
            // a choice, items of lists, and members of substitution groups have no `None`.
            let is_head = old
                .element
                .is_some_and(|element| self.heads.contains(&element));
            let has_none = old.may_be_absent && !is_head;
            let breaks = !has_none
                && if new.nillable {
                    usage.response
                } else {
                    usage.request
                };
            let sends = !new.nillable && usage.request;
            let effect = match (breaks, new.nillable) {
                (false, false) if sends => {
                    "callers that send nil (the option `nillable`, `NilPolicy::Explicit`) are refused; others leave it out"
                }
                (false, true) if usage.response => {
                    "nil that arrives is read as absent and reported; strict readers refuse it"
                }
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
    }

    /// Compares default and fixed values.
    pub(super) fn value(&mut self, subject: &str, usage: Directions, old: &Member, new: &Member) {
        let text = |member: &Member, is_fixed: bool| {
            let value = member.value.as_ref();
            let value = value.filter(|value| value.is_fixed == is_fixed);
            value.map(|value| value.text.to_string())
        };
        let impact = |breaks| {
            if breaks {
                Impact::Breaking
            } else {
                Impact::Compatible
            }
        };
        let (was, is) = (text(old, true), text(new, true));
        let what = match (&was, &is) {
            (Some(was), Some(is)) => format!("fixed value {was} is now {is}"),
            (Some(was), None) => format!("the value is no longer fixed to {was}"),
            (None, Some(is)) => format!("the value is fixed to {is} now"),
            (None, None) => String::new(),
        };
        if was != is {
            let refused = usage.request && is.is_some();
            let surprised = usage.response && was.is_some();
            let effect = match (refused, surprised) {
                (true, true) => {
                    "the server refuses other values, and sends values that callers do not expect"
                }
                (true, false) => "the server refuses other values",
                (false, true) => "values may arrive that callers do not expect",
                (false, false) => "nothing to do",
            };
            self.report(
                impact(refused || surprised),
                "fixed-changed",
                subject,
                what,
                effect,
            );
        }
        // A fixed value is also the default.
        let (had, has) = (
            was.clone().or_else(|| text(old, false)),
            is.clone().or_else(|| text(new, false)),
        );
        let what = match (&had, &has) {
            _ if was.is_some() && is.is_some() => return,
            (Some(had), Some(has)) => format!("default value {had} is now {has}"),
            (Some(had), None) if was.is_none() => format!("default value {had} is gone"),
            (None, Some(has)) if is.is_none() => format!("default value {has} is new"),
            _ => return,
        };
        if had != has {
            let is_element = new.kind == MemberKind::Element;
            let effect = match (usage.request, usage.response) {
                _ if is_element => {
                    "it stands for an element that is there and empty, on either side"
                }
                (true, false) => "the server takes another value for it where callers leave it out",
                (false, true) => {
                    "callers take another value for it than the server where it is left out"
                }
                _ => "callers and the server take different values for it where it is left out",
            };
            self.report(Impact::Breaking, "default-changed", subject, what, effect);
        }
    }
}
