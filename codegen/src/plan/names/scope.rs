//! The names of one scope, without duplicates.

use std::collections::BTreeSet;

/// The names of one scope.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameScope(BTreeSet<String>);

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
        let mut number = 2_u64;
        loop {
            let candidate = format!("{stem}{separator}{number}");
            if self.reserve(&candidate) {
                return candidate;
            }
            number += 1;
        }
    }

    /// Takes exactly this name; `false` if it is taken.
    pub(crate) fn reserve(&mut self, name: &str) -> bool {
        self.0.insert(name.to_owned())
    }

    /// Whether the name is taken.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}
