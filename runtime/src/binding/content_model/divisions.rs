//! The ways to divide elements into occurrences of particles (XML Schema Part 1, sections 3.8.4 and 3.9.4).
//!
//! Where a particle repeats inside a group that repeats, the unique particle attribution rule tells to which particle an
//! element belongs, and not to which occurrence: of `(a{2,3}){2}` four elements are two and two. A [`super::Matcher`] gives
//! each occurrence as many elements as it takes. If that fails, or another division may end, this decides.

use super::UNBOUNDED;
use super::matcher::{Level, Search, go_on_again, go_on_inside};

/// The most divisions that are followed. Models that need more do not occur: they differ in numbers below the limits of
/// particles around each other.
const MOST: usize = 64;

/// The levels of each division, other than that of the matcher.
#[derive(Clone, Debug, Default)]
pub(super) struct Divisions(Vec<Vec<Level>>);

impl Divisions {
    /// The divisions before an element, that of the matcher first; `None` if only one is possible.
    pub(super) fn before(&mut self, levels: &[Level]) -> Option<Vec<Vec<Level>>> {
        let repeated = levels.iter().filter(|level| level.node.max != 1).count();
        let limited = levels
            .iter()
            .any(|level| level.node.min > 1 || !matches!(level.node.max, 1 | UNBOUNDED));
        if self.0.is_empty() && !(limited && repeated > 1) {
            return None;
        }
        let mut all = vec![levels.to_vec()];
        all.append(&mut self.0);
        Some(all)
    }

    /// Follows an element from the divisions `before` it. `levels` are those of the matcher, which has `found` the element
    /// or not. Returns whether any division has it.
    #[cold]
    pub(super) fn advance(
        &mut self,
        before: Vec<Vec<Level>>,
        levels: &mut Vec<Level>,
        found: bool,
        search: &mut Search<'_>,
    ) -> bool {
        let mut after: Vec<Vec<Level>> = Vec::new();
        if found {
            after.push(std::mem::take(levels));
        }
        for division in &before {
            for next in following(division, search) {
                if after.len() < MOST && !after.iter().any(|known| is_same(known, &next)) {
                    after.push(next);
                }
            }
        }
        let is_any = !after.is_empty();
        // Nothing changes if no division has the element.
        let mut all = if is_any { after } else { before }.into_iter();
        *levels = all.next().unwrap_or_default();
        self.0 = all.collect();
        is_any
    }

    /// Whether something holds for one of them.
    pub(super) fn any(&self, holds: impl Fn(&[Level]) -> bool) -> bool {
        self.0.iter().any(|levels| holds(levels))
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// The levels after the next element, in each way that continues a division.
fn following(levels: &[Level], search: &mut Search<'_>) -> Vec<Vec<Level>> {
    let mut all = Vec::new();
    for (depth, level) in levels.iter().enumerate().rev() {
        for go_on in [go_on_inside, go_on_again] {
            search.below.clear();
            let Some(next) = go_on(level, search) else {
                continue;
            };
            let mut found = levels.get(..depth).unwrap_or_default().to_vec();
            for outer in &mut found {
                outer.begun = false;
            }
            found.push(next);
            found.extend(search.below.drain(..).rev());
            all.push(found);
        }
        if !level.may_end() {
            break;
        }
    }
    all
}

/// Whether two divisions go on in the same ways.
fn is_same(one: &[Level], other: &[Level]) -> bool {
    // Beyond the least number it does not matter how many occurrences there are, where any number may be.
    let count = |level: &Level| match level.node.max {
        UNBOUNDED => level.count.min(level.node.min),
        _ => level.count,
    };
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| {
            one.at == other.at && one.occurred == other.occurred && count(one) == count(other)
        })
}
