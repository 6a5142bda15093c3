//! What changed between two versions of a contract, for a person deciding on an upgrade.
//!
//! The question answered is: a client built from the old contract talks to a server of the new one. What breaks? Members that
//! come to responses do not (they are skipped and reported), nor do new optional members of requests; whatever the server
//! now demands, no longer knows, or sends in another form does.

mod messages;
mod names;
mod types;

use super::{Body, Call, Direction, calls, depends_on};
use crate::model::{Builtin, Model, PartContent, TypeId};
use names::Names;
use std::collections::BTreeMap;

/// Whether a client of the old contract is affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    feature = "cli",
    derive(serde::Serialize),
    serde(rename_all = "lowercase")
)]
pub enum Impact {
    /// It fails, is refused, or loses data.
    Breaking,
    /// It keeps working.
    Compatible,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "cli", derive(serde::Serialize))]
pub struct Change {
    /// Whether a client of the old contract is affected.
    pub impact: Impact,
    /// What it is about, in the names of the contract: `Contact.GetContact request`, `ContactEntity.Phones`.
    pub subject: String,
    /// A stable word for the kind of change: `operation-removed`, `member-added`, ...
    pub kind: &'static str,
    /// What changed.
    pub what: String,
    /// What it means for callers.
    pub effect: &'static str,
}

/// All changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize))]
pub struct Report {
    /// Namespaces that were renamed, old to new. Names in them were compared as if they had not been.
    pub renamed_namespaces: BTreeMap<String, String>,
    /// The changes, breaking ones first, then by subject.
    pub changes: Vec<Change>,
}

impl Report {
    /// The worst impact; `None` where nothing changed.
    pub fn impact(&self) -> Option<Impact> {
        self.changes.iter().map(|change| change.impact).min()
    }

    /// How many changes have this impact.
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
        old_use: uses(old),
        new_use: uses(new),
        names,
    };
    diff.namespaces();
    diff.operations();
    diff.types();
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
    old_use: BTreeMap<TypeId, Use>,
    new_use: BTreeMap<TypeId, Use>,
}

/// The directions in which a type travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Use {
    request: bool,
    response: bool,
}

impl Use {
    fn of(direction: Direction) -> Self {
        Self {
            request: direction == Direction::Request,
            response: direction == Direction::Response,
        }
    }

    fn add(&mut self, other: Self) -> bool {
        let before = *self;
        self.request |= other.request;
        self.response |= other.response;
        *self != before
    }
}

/// The types that the messages of an operation name.
pub(super) fn roots(call: &Call<'_>) -> Vec<(TypeId, Direction)> {
    let model = call.model;
    let of = |content: PartContent| match content {
        PartContent::Element(element) => model.elements[element].ty,
        PartContent::Type(ty) => ty,
    };
    let mut all = Vec::new();
    for direction in [Direction::Request, Direction::Response] {
        match call.body(direction) {
            Body::Elements(elements) => all.extend(
                elements
                    .into_iter()
                    .map(|element| (model.elements[element].ty, direction)),
            ),
            Body::Wrapper(_, parts) => all.extend(
                parts
                    .into_iter()
                    .map(|(_, content)| (of(content), direction)),
            ),
        }
        all.extend(
            call.headers(direction)
                .into_iter()
                .map(|content| (of(content), direction)),
        );
    }
    all.extend(
        call.faults()
            .into_iter()
            .filter_map(|(_, content)| Some((of(content?), Direction::Response))),
    );
    all
}

fn uses(model: &Model) -> BTreeMap<TypeId, Use> {
    let mut all: BTreeMap<TypeId, Use> = BTreeMap::new();
    let mut pending: Vec<(TypeId, Use)> = calls(model)
        .iter()
        .flat_map(roots)
        .map(|(ty, direction)| (ty, Use::of(direction)))
        .collect();
    let mut needed: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
    while let Some((ty, usage)) = pending.pop() {
        if all.entry(ty).or_default().add(usage) && ty != Builtin::AnyType.id() {
            let next = needed
                .entry(ty)
                .or_insert_with(|| depends_on(model, ty).into_iter().collect());
            pending.extend(next.iter().map(|next| (*next, usage)));
        }
    }
    all
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
