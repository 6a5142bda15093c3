//! The changes between two versions of a contract.
//!
//! A change is breaking if a client of the old contract fails with a server of the new one: the server requires
//! something new, no longer knows something, or sends something in another form. New members of responses break nothing
//! (they are skipped and reported), nor do new optional members of requests.
//!
//! No difference is silent: what no comparison describes is found in a canonical form of both contracts, and reported as it is.

mod canonical;
mod content;
mod inclusion;
mod messages;
mod names;
mod substitution;
mod types;
mod values;

use super::calls;
use super::used::{Use, Used};
use crate::model::Model;
use names::Names;
use std::collections::BTreeMap;

/// The effect on a client of the old contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "lowercase")
)]
pub enum Impact {
    /// The client fails, is refused, or loses data.
    Breaking,
    /// The client keeps working.
    Compatible,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Change {
    /// The effect on a client of the old contract.
    pub impact: Impact,
    /// The changed component, in the names of the contract: `Contact.GetContact request`, `ContactEntity.Phones`.
    pub subject: String,
    /// A stable word for the kind of change: `operation-removed`, `member-added`, ...
    pub kind: &'static str,
    /// The change, as a sentence.
    pub what: String,
    /// Its consequence for callers.
    pub effect: &'static str,
}

/// All changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Report {
    /// Renamed namespaces, old to new. Names in them are compared as if they were not renamed.
    pub renamed_namespaces: BTreeMap<String, String>,
    /// The changes, breaking ones first, then by subject.
    pub changes: Vec<Change>,
}

impl Report {
    /// The worst impact; `None` if nothing changed.
    pub fn impact(&self) -> Option<Impact> {
        self.changes.iter().map(|change| change.impact).min()
    }

    /// The number of changes with this impact.
    pub fn count(&self, impact: Impact) -> usize {
        self.changes
            .iter()
            .filter(|change| change.impact == impact)
            .count()
    }
}

/// Compares two contracts.
pub fn diff(old: &Model, new: &Model) -> Report {
    let names = Names::new(old, new);
    let mut diff = Diff {
        old,
        new,
        changes: Vec::new(),
        old_used: Used::new(old, &calls(old)),
        new_used: Used::new(new, &calls(new)),
        names,
    };
    diff.namespaces();
    diff.operations();
    diff.ports();
    let reported = diff.substitutions();
    diff.types(&reported);
    diff.rest();
    diff.changes.sort();
    diff.changes.dedup();
    Report {
        renamed_namespaces: diff.names.into_renamed(),
        changes: diff.changes,
    }
}

pub(super) struct Diff<'m> {
    old: &'m Model,
    new: &'m Model,
    names: Names,
    changes: Vec<Change>,
    old_used: Used<'m>,
    new_used: Used<'m>,
}

impl Diff<'_> {
    fn report(
        &mut self,
        impact: Impact,
        kind: &'static str,
        subject: impl Into<String>,
        what: impl Into<String>,
        effect: &'static str,
    ) {
        self.changes.push(Change {
            impact,
            kind,
            subject: subject.into(),
            what: what.into(),
            effect,
        });
    }

    fn namespaces(&mut self) {
        let renamed: Vec<_> = self
            .names
            .renamed()
            .map(|(old, new)| (old.to_owned(), new.to_owned()))
            .collect();
        for (old, new) in renamed {
            self.report(
                Impact::Breaking,
                "namespace-renamed",
                old.clone(),
                format!("is now {new}"),
                "every element and SOAPAction of it has another name: generate from the new contract and use the new address",
            );
        }
    }
}
