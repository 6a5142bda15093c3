//! "Did you mean": the declared name that is most similar to an undeclared one.

use crate::ground::QName;

/// The most searches. Each is linear, so only the first few names get one.
const MAX_SEARCHES: usize = 40;

/// Suggests names for a limited number of times.
#[derive(Debug, Default)]
pub(crate) struct Suggester {
    searches: usize,
}

impl Suggester {
    /// Whether it suggests nothing any more.
    pub(crate) fn is_spent(&self) -> bool {
        self.searches >= MAX_SEARCHES
    }

    /// Calls [`suggestion`], up to the limit.
    pub(crate) fn suggest<'n>(
        &mut self,
        wanted: &QName,
        known: impl Iterator<Item = &'n QName>,
    ) -> Option<String> {
        if self.is_spent() {
            return None;
        }
        self.searches += 1;
        suggestion(wanted, known)
    }
}

/// Suggests one of the declared names for an undeclared one. The order of `known` does not matter.
pub(crate) fn suggestion<'n>(
    wanted: &QName,
    known: impl Iterator<Item = &'n QName>,
) -> Option<String> {
    let lower = wanted.local.to_lowercase();
    let mut best: Option<(usize, &QName)> = None;
    for name in known {
        let same_namespace = name.namespace == wanted.namespace;
        let score = if name.local == wanted.local {
            0
        } else if same_namespace && name.local.to_lowercase() == lower {
            1
        } else if same_namespace {
            match distance(&wanted.local, &name.local) {
                Some(distance) => 1 + distance,
                None => continue,
            }
        } else {
            continue;
        };
        // Of equal names, the smallest wins.
        if best.is_none_or(|(least, other)| (score, name) < (least, other)) {
            best = Some((score, name));
        }
    }
    let (_, name) = best?;
    Some(if name.local == wanted.local && name.namespace.is_empty() {
        format!("`{name}` is declared in no namespace: the document has no targetNamespace")
    } else if name.local == wanted.local {
        format!("`{name}` is declared: is the prefix wrong?")
    } else {
        format!("did you mean `{}`?", name.local)
    })
}

/// Returns the name that is most similar to `wanted`, ignoring case. Of equally similar ones, the smallest.
pub fn nearest<'n>(wanted: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let names = known.into_iter();
    let near = names.filter_map(|name| Some((difference(wanted, name)?, name)));
    near.min().map(|(_, name)| name)
}

/// The advice for a text that is none of the words that its place admits.
pub(crate) fn did_you_mean<'n>(
    wanted: &str,
    admitted: impl IntoIterator<Item = &'n str>,
) -> Option<String> {
    nearest(wanted, admitted).map(|word| format!("did you mean `{word}`?"))
}

/// The distance of a name from the wanted one apart from case: 0 is equal. `None` if they are not similar.
pub(crate) fn difference(wanted: &str, name: &str) -> Option<usize> {
    distance(&wanted.to_lowercase(), &name.to_lowercase())
}

/// The number of edits, if it is small for the length of the words.
fn distance(a: &str, b: &str) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().take(80).collect(), b.chars().take(80).collect());
    let limit = 1 + a.len().max(b.len()) / 6;
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    // The rows of the last two characters: two neighbours that changed places are one edit.
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let mut last = None;
    for (i, x) in a.iter().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(i + 1);
        let mut left = i + 1;
        for (j, y) in b.iter().enumerate() {
            let at =
                |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX - 1);
            left = (at(&row, j) + usize::from(x != y))
                .min(left + 1)
                .min(at(&row, j + 1) + 1);
            let previous = j.checked_sub(1).and_then(|j| b.get(j));
            if previous == Some(x) && last == Some(y) && x != y {
                left = left.min(at(&before, j - 1) + 1);
            }
            next.push(left);
        }
        before = std::mem::replace(&mut row, next);
        last = Some(x);
    }
    row.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn edits_are_counted() {
        for (a, b, expected) in [
            ("", "", Some(0)),
            ("order", "order", Some(0)),
            ("order", "oder", Some(1)),
            ("order", "ordre", Some(1)),
            ("getOrder", "getOrdrs", Some(2)),
            ("shop", "shpo", Some(1)),
            ("shop", "spoh", None),
            ("", "ab", None),
            ("order", "customer", None),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
            assert_eq!(distance(b, a), expected, "{b} {a}");
        }
        assert_eq!(
            nearest("getordre", ["Cancel", "GetOrder"]),
            Some("GetOrder")
        );
        assert_eq!(nearest("x", []), None);
    }
}
