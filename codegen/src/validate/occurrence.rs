//! Counts of occurrences; `None` is `unbounded`.

/// Whether one greatest count is above another one.
pub(super) fn is_more(own: Option<u32>, other: Option<u32>) -> bool {
    match (own, other) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(own), Some(other)) => own > other,
    }
}

/// The product of two greatest counts.
pub(super) fn times(a: Option<u32>, b: Option<u32>) -> Option<u32> {
    match (a, b) {
        (Some(0), _) | (_, Some(0)) => Some(0),
        (Some(a), Some(b)) => Some(a.saturating_mul(b)),
        _ => None,
    }
}

/// The range of a group, of those of its particles.
pub(super) fn combine(
    is_choice: bool,
    ranges: impl Iterator<Item = (u32, Option<u32>)>,
) -> (u32, Option<u32>) {
    let mut all: Option<(u32, Option<u32>)> = None;
    for (min, max) in ranges {
        all = Some(match all {
            None => (min, max),
            Some((least, most)) if is_choice => {
                let most = most.zip(max).map(|(a, b)| a.max(b));
                (least.min(min), most)
            }
            Some((least, most)) => {
                let most = most.zip(max).map(|(a, b)| a.saturating_add(b));
                (least.saturating_add(min), most)
            }
        });
    }
    all.unwrap_or((0, Some(0)))
}
