//! The changes between two versions of a contract.
//!
//! A change is breaking if a client of the old contract fails with a server of the new one: the server requires
//! something new, no longer knows something, or sends something in another form. New members of responses break nothing
//! (they are skipped and reported), nor do new optional members of requests.
//!
//! No difference is silent: what no comparison describes is found in a canonical form of both contracts, and reported as it is.

mod canonical;
mod code;
mod content;
mod facets;
mod inclusion;
mod messages;
mod names;
mod renamed;
mod rust;
mod substitution;
mod types;
mod values;
mod wider;

use super::calls;
use super::used::{Directions, Used};
use crate::model::{ElementId, Model, TypeId};
use code::{Both, Note};
use names::{Names, Translate};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The deepest nesting of anonymous types. Elements that refer to each other nest them deeper than a document may.
const DEPTH: usize = 64;

/// The places at which one anonymous type is told of: there may be as many as there are ways to it.
const PLACES: u32 = 16;

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
    /// The difference of the Rust code when it is generated again with the default options, where code that uses it may have to be
    /// changed. It is not looked for in a contract with errors.
    pub code: Option<String>,
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
    let old_used = Used::new(old, &calls(old));
    let new_used = Used::new(new, &calls(new));
    let mut names = Names::new(old, new);
    renamed::add(&mut names, (old, &old_used), (new, &new_used));
    let both = Both::new((old, Translate(Some(&names))), new);
    let mut diff = Diff {
        old,
        new,
        changes: Vec::new(),
        inside: Vec::new(),
        compared: BTreeMap::new(),
        old_used,
        new_used,
        names,
        heads: (old.elements.iter())
            .filter_map(|(_, element)| element.substitution_group)
            .collect(),
        described: BTreeSet::new(),
        both: both.map(Rc::new),
        notes: Vec::new(),
    };
    diff.namespaces();
    diff.operations();
    diff.ports();
    let reported = diff.substitutions();
    diff.types(&reported);
    diff.rest();
    diff.add_notes();
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
    /// The anonymous types that are being compared, the inner ones last.
    inside: Vec<(TypeId, TypeId)>,
    /// The places at which anonymous types were compared, by their use.
    compared: BTreeMap<(TypeId, TypeId, Directions), u32>,
    old_used: Used<'m>,
    new_used: Used<'m>,
    /// The heads of substitution groups of the old contract.
    heads: BTreeSet<ElementId>,
    /// The places that a change of another subject describes, with all that is in them.
    described: BTreeSet<String>,
    /// The Rust code of both contracts, if they have no errors.
    both: Option<Rc<Both>>,
    /// The differences of that code.
    notes: Vec<Note>,
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
            code: None,
        });
    }

    /// Adds the difference of the code to the last change.
    fn told_code(&mut self, code: &str) {
        if let Some(change) = self.changes.last_mut() {
            change.code = Some(code.to_owned());
        }
    }

    fn namespaces(&mut self) {
        let owned = |(old, new): (&str, &str)| (old.to_owned(), new.to_owned());
        let renamed: Vec<_> = self.names.renamed().map(owned).collect();
        for (old, new) in renamed {
            let (impact, effect) = match self.is_sent(&old) {
                true => (
                    Impact::Breaking,
                    "every element of it has another name: generate from the new contract and use the new address",
                ),
                false => (
                    Impact::Compatible,
                    "no message has a name of it: what is sent is the same",
                ),
            };
            let what = format!("is now {new}");
            self.report(impact, "namespace-renamed", old, what, effect);
        }
        let forms = self.names.forms();
        let forms: Vec<_> = forms.map(|(old, is)| (old.to_owned(), is)).collect();
        for (namespace, is_qualified) in forms {
            let what = match is_qualified {
                true => "the elements in its types are qualified now (elementFormDefault)",
                false => "the elements in its types are in no namespace now (elementFormDefault)",
            };
            let effect = "each of these elements has another name: generate from the new contract";
            self.report(Impact::Breaking, "form-changed", namespace, what, effect);
        }
        let port_types: Vec<_> = self.names.renamed_port_types().map(owned).collect();
        for (old, new) in port_types {
            self.report(
                Impact::Compatible,
                "port-type-renamed",
                old,
                format!("the port type is now {new}"),
                "no message has this name",
            );
            self.told_code("its client has another name");
        }
    }

    /// Whether messages have names of a namespace of the old contract, or actions that are made of it.
    fn is_sent(&self, namespace: &str) -> bool {
        let types = self.old_used.types.keys();
        let mut types = types.filter_map(|id| self.old.types[*id].name.as_ref());
        let elements = self.old_used.elements();
        let mut elements = elements.map(|(id, _)| &self.old.elements[id].name);
        let is_of = |name: &crate::model::QName| *name.namespace == *namespace;
        let has_actions = |call: super::Call<'_>| {
            let operation = call.operation();
            let is_own = is_of(&call.port_type().name);
            let services = self.old.services.iter();
            let mut ports = services.flat_map(|(_, service)| &service.ports);
            let is_addressed = call.addressing().is_some()
                || ports
                    .any(|port| Some(port.binding) == call.binding && port.addressing.is_some());
            let mut messages = operation.input.iter().chain(&operation.output);
            is_own && is_addressed && messages.any(|message| message.action.is_none())
        };
        types.any(is_of) || elements.any(is_of) || calls(self.old).into_iter().any(has_actions)
    }
}
