//! The changes since an older version, by operation and type.

use super::links::full_name;
use std::collections::{BTreeMap, BTreeSet};
use wsdl_codegen::contract::diff::{Change, Impact, Report, diff};
use wsdl_codegen::contract::inspect::{Operation, TypeName};
use wsdl_codegen::contract::{Model, Reference, reference};

/// The difference of a component from the older version.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    New,
    Changed,
    Breaking,
    Removed,
}

/// The component that a change is of.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// `PortType.Operation`.
    Operation(String),
    /// A type by its name, as `diff` has no namespaces.
    Type(String),
}

/// A change, and the part of its owner that it is of, such as ` request.Number` or `.Lines`.
pub(super) struct Part<'a> {
    pub(super) change: &'a Change,
    pub(super) rest: &'a str,
}

/// The changes since an older version.
pub(super) struct Changes {
    pub(super) report: Report,
    /// The changes of each owner: their places in the report, and the lengths of the owner's name.
    owned: BTreeMap<Owner, Vec<(usize, usize)>>,
    owners: Vec<Option<Owner>>,
    old_operations: BTreeSet<String>,
    old_types: BTreeSet<TypeName>,
    pub(super) gone_operations: Vec<String>,
    pub(super) gone_types: Vec<TypeName>,
}

impl Changes {
    pub(super) fn new(old: &Model, new: &Model, now: &Reference<'_>) -> Self {
        let report = diff(old, new);
        let was = reference(old);
        let renamed = |name: TypeName| match report.renamed_namespaces.get(&name.namespace) {
            Some(namespace) => TypeName {
                namespace: namespace.clone(),
                ..name
            },
            None => name,
        };
        let old_operations: BTreeSet<_> = was.inventory.operations.iter().map(full_name).collect();
        let new_operations: BTreeSet<_> = now.inventory.operations.iter().map(full_name).collect();
        let old_types: BTreeSet<_> = was.types().map(|ty| renamed(ty.type_name())).collect();
        let new_types: BTreeSet<_> = now.types().map(|ty| ty.type_name()).collect();
        let type_names = old_types.union(&new_types).map(|ty| ty.name.as_str());
        let known = Known {
            operations: old_operations
                .union(&new_operations)
                .map(String::as_str)
                .collect(),
            types: type_names.collect(),
        };
        let mut owned: BTreeMap<Owner, Vec<(usize, usize)>> = BTreeMap::new();
        let mut owners = Vec::new();
        for (index, change) in report.changes.iter().enumerate() {
            let owner = known.owner(change);
            if let Some((owner, length)) = &owner {
                owned
                    .entry(owner.clone())
                    .or_default()
                    .push((index, *length));
            }
            owners.push(owner.map(|(owner, _)| owner));
        }
        Self {
            gone_operations: old_operations
                .difference(&new_operations)
                .cloned()
                .collect(),
            gone_types: old_types.difference(&new_types).cloned().collect(),
            report,
            owned,
            owners,
            old_operations,
            old_types,
        }
    }

    /// The component that a change of the report is of.
    pub(super) fn owner(&self, index: usize) -> Option<&Owner> {
        self.owners.get(index)?.as_ref()
    }

    /// The changes of a component.
    pub(super) fn of(&self, owner: &Owner) -> Vec<Part<'_>> {
        let places = self.owned.get(owner).into_iter().flatten();
        let part = |(index, length): &(usize, usize)| {
            let change = self.report.changes.get(*index)?;
            let rest = change.subject.get(*length..)?;
            Some(Part { change, rest })
        };
        places.filter_map(part).collect()
    }

    pub(super) fn mark_of_operation(&self, operation: &Operation) -> Option<Mark> {
        let name = full_name(operation);
        if !self.old_operations.contains(&name) {
            return Some(Mark::New);
        }
        worst(&self.of(&Owner::Operation(name)))
    }

    pub(super) fn mark_of_type(&self, ty: &TypeName) -> Option<Mark> {
        if !self.old_types.contains(ty) {
            return Some(Mark::New);
        }
        worst(&self.of(&Owner::Type(ty.name.clone())))
    }
}

fn worst(parts: &[Part<'_>]) -> Option<Mark> {
    let worst = parts.iter().map(|part| part.change.impact).min();
    worst.map(|impact| match impact {
        Impact::Breaking => Mark::Breaking,
        Impact::Compatible => Mark::Changed,
    })
}

/// The difference of a member; `before` is the text before its name in the rest of a subject.
pub(super) fn mark_of_member(parts: &[Part<'_>], before: &str, name: &str) -> Option<Mark> {
    let of_it = |part: &&Part<'_>| {
        let rest = part.rest.strip_prefix(before);
        let rest = rest.and_then(|rest| rest.strip_prefix(name));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let mut worst = None;
    for part in parts.iter().filter(of_it) {
        let is_whole = part.rest.len() == before.len() + name.len();
        match (part.change.kind, part.change.impact) {
            ("member-added", _) if is_whole => return Some(Mark::New),
            (_, Impact::Breaking) => worst = Some(Mark::Breaking),
            (_, Impact::Compatible) => worst = worst.or(Some(Mark::Changed)),
        }
    }
    worst
}

/// The members that are gone.
pub(super) fn gone<'a>(parts: &[Part<'a>], before: &str) -> Vec<&'a str> {
    let removed = parts
        .iter()
        .filter(|part| part.change.kind == "member-removed");
    removed
        .filter_map(|part| part.rest.strip_prefix(before))
        .collect()
}

struct Known<'a> {
    operations: BTreeSet<&'a str>,
    types: BTreeSet<&'a str>,
}

impl Known<'_> {
    /// The longest part of the subject that names an operation or a type.
    fn owner(&self, change: &Change) -> Option<(Owner, usize)> {
        if change.kind.starts_with("port-") || change.kind == "address-changed" {
            return None;
        }
        let subject = change.subject.as_str();
        let inner = subject.rmatch_indices(['.', ' ']).map(|(at, _)| at);
        for end in std::iter::once(subject.len()).chain(inner) {
            let name = subject.get(..end)?;
            if self.operations.contains(name) {
                return Some((Owner::Operation(name.to_owned()), end));
            }
            if self.types.contains(name) {
                return Some((Owner::Type(name.to_owned()), end));
            }
        }
        None
    }
}
