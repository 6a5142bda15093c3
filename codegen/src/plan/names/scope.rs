//! The names of one scope, without duplicates.

use std::collections::{BTreeMap, BTreeSet};

/// The names of one scope.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameScope {
    taken: BTreeSet<String>,
    /// The number to try next for each name that was taken before. No name is ever free again.
    next: BTreeMap<String, u64>,
}

impl NameScope {
    /// Takes `wanted`, or the first of `alternatives`, or `wanted` with the first free number from 2.
    pub(crate) fn take(&mut self, wanted: &str, alternatives: &[String]) -> String {
        for candidate in std::iter::once(wanted).chain(alternatives.iter().map(String::as_str)) {
            if self.reserve(candidate) {
                return candidate.to_owned();
            }
        }
        let stem = wanted.trim_start_matches("r#").trim_end_matches('_');
        let separator = if stem.ends_with(|c: char| c.is_numeric()) {
            "_"
        } else {
            ""
        };
        let stem = format!("{stem}{separator}");
        let number = self.next.entry(stem.clone()).or_insert(2);
        loop {
            let candidate = format!("{stem}{number}");
            *number += 1;
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }

    /// Takes exactly this name; `false` if it is taken.
    pub(crate) fn reserve(&mut self, name: &str) -> bool {
        self.taken.insert(name.to_owned())
    }

    /// Whether the name is taken.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.taken.contains(name)
    }
}
