//! Sets of namespaces that wildcards admit (XML Schema Part 1, 3.10.6).

use super::NamespaceConstraint;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A set of namespaces: those listed, or all others. The empty string is "no namespace".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NamespaceSet {
    pub(crate) list: BTreeSet<Arc<str>>,
    /// Whether the list is of those that are not admitted.
    pub(crate) not: bool,
}

impl NamespaceSet {
    pub(crate) fn of(constraint: &NamespaceConstraint) -> Self {
        let (list, not) = match constraint {
            NamespaceConstraint::Any => (BTreeSet::new(), true),
            // "Other" admits neither the target namespace nor the absence of one.
            NamespaceConstraint::Other(uri) => (BTreeSet::from([uri.clone(), Arc::from("")]), true),
            NamespaceConstraint::List(list) => (list.iter().cloned().collect(), false),
        };
        Self { list, not }
    }

    pub(crate) fn admits(&self, namespace: &str) -> bool {
        self.list.contains(namespace) != self.not
    }

    /// The union of two sets.
    pub(crate) fn union(&self, other: &Self) -> Self {
        // The complement of the names that neither set admits.
        let mut both = self.complement().intersection(&other.complement());
        both.not = !both.not;
        both
    }

    /// The intersection of two sets.
    pub(crate) fn intersection(&self, other: &Self) -> Self {
        let list = match (self.not, other.not) {
            (true, true) => self.list.union(&other.list).cloned().collect(),
            (true, false) => other.list.difference(&self.list).cloned().collect(),
            (false, true) => self.list.difference(&other.list).cloned().collect(),
            (false, false) => self.list.intersection(&other.list).cloned().collect(),
        };
        Self {
            list,
            not: self.not && other.not,
        }
    }

    fn complement(&self) -> Self {
        Self {
            list: self.list.clone(),
            not: !self.not,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::NamespaceSet;
    use crate::model::NamespaceConstraint;

    fn set(text: &str) -> NamespaceSet {
        NamespaceSet::of(&match text.split_once(' ') {
            _ if text == "any" => NamespaceConstraint::Any,
            Some(("other", uri)) => NamespaceConstraint::Other(uri.into()),
            _ => NamespaceConstraint::List(text.split(',').map(Into::into).collect()),
        })
    }

    #[test]
    fn unions_and_intersections() {
        let all = ["", "a", "b", "c"];
        let texts = ["any", "other a", "other b", "a", ",a", "b,c", ""];
        for left in texts.map(set) {
            for right in texts.map(set) {
                for uri in all {
                    let (one, two) = (left.admits(uri), right.admits(uri));
                    assert_eq!(left.union(&right).admits(uri), one || two);
                    assert_eq!(left.intersection(&right).admits(uri), one && two);
                }
            }
        }
    }
}
