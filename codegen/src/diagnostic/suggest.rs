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
    /// Calls [`suggestion`], up to the limit.
    pub(crate) fn suggest<'n>(
        &mut self,
        wanted: &QName,
        known: impl Iterator<Item = &'n QName>,
    ) -> Option<String> {
        self.searches += 1;
        if self.searches > MAX_SEARCHES {
            None
        } else {
            suggestion(wanted, known)
        }
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
    Some(if name.local == wanted.local {
        format!("`{}` is declared: is the prefix wrong?", name)
    } else {
        format!("did you mean `{}`?", name.local)
    })
}

/// The number of edits, if it is small for the length of the words.
fn distance(a: &str, b: &str) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().take(80).collect(), b.chars().take(80).collect());
    let limit = 1 + a.len().max(b.len()) / 6;
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = Vec::with_capacity(row.len());
        next.push(left);
        for (y, above) in b.iter().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(x != y))
                .min(left + 1)
                .min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().filter(|distance| *distance <= limit)
}
