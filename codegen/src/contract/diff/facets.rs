//! Compares facets: which of two limits is the wider one.

use super::{Diff, Directions, Impact};
use crate::model::Facets;
use crate::validate::Decimal;
use std::cmp::Ordering;
use std::sync::Arc;

/// The effect of a changed facet: a type has more values, fewer, or others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limit {
    /// There are more of them.
    Wider,
    /// There are fewer.
    Narrower,
    /// Nobody can tell.
    Unknown,
}

/// The direction in which a limit is wider.
#[derive(Clone, Copy)]
enum Side {
    Up,
    Down,
    None,
}

impl Diff<'_> {
    pub(super) fn facets(&mut self, subject: &str, usage: Directions, old: &Facets, new: &Facets) {
        for ((facet, side, was), (_, _, is)) in list(old).into_iter().zip(list(new)) {
            if was == is {
                continue;
            }
            let limit = match (&was, &is, side) {
                _ if facet == "whiteSpace" => Limit::Unknown,
                (_, None, _) => Limit::Wider,
                (None, Some(_), _) => Limit::Narrower,
                // No value has both lengths.
                _ if facet == "length" => Limit::Narrower,
                (Some(was), Some(is), side) => changed(was, is, side),
            };
            let (breaks, effect) = match (limit, usage.request, usage.response) {
                (Limit::Wider, _, true) => (
                    false,
                    "values may arrive that it did not admit: only code with the option `facets` reports them",
                ),
                (Limit::Wider, ..) => (false, "nothing to do: the server accepts more"),
                (Limit::Narrower, true, _) => {
                    (true, "the server refuses values that it used to accept")
                }
                (Limit::Narrower, ..) => (false, "nothing to do: fewer values arrive"),
                (Limit::Unknown, true, _) => (
                    true,
                    "this command cannot tell which values both admit: the server may refuse some that it used to accept",
                ),
                (Limit::Unknown, ..) => (
                    false,
                    "other values may arrive: only code with the option `facets` reports them",
                ),
            };
            let impact = match breaks {
                true => Impact::Breaking,
                false => Impact::Compatible,
            };
            let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
            let what = format!("{facet} {} is now {}", shown(&was), shown(&is));
            self.report(impact, "facet-changed", subject, what, effect);
        }
    }
}

fn list(facets: &Facets) -> [(&'static str, Side, Option<String>); 11] {
    let text = |value: &Option<Arc<str>>| value.as_ref().map(|value| value.to_string());
    let number = |value: Option<u64>| value.map(|value| value.to_string());
    let patterns = (!facets.patterns.is_empty()).then(|| facets.patterns.join(" and "));
    let spaces = facets.white_space;
    let spaces = spaces.map(|value| format!("{value:?}").to_lowercase());
    [
        ("pattern", Side::None, patterns),
        ("length", Side::None, number(facets.length)),
        ("minLength", Side::Down, number(facets.min_length)),
        ("maxLength", Side::Up, number(facets.max_length)),
        ("minInclusive", Side::Down, text(&facets.min_inclusive)),
        ("maxInclusive", Side::Up, text(&facets.max_inclusive)),
        ("minExclusive", Side::Down, text(&facets.min_exclusive)),
        ("maxExclusive", Side::Up, text(&facets.max_exclusive)),
        ("totalDigits", Side::Up, number(facets.total_digits)),
        ("fractionDigits", Side::Up, number(facets.fraction_digits)),
        ("whiteSpace", Side::None, spaces),
    ]
}

/// Limits are compared as decimal numbers. Dates and durations are not.
fn changed(was: &str, is: &str, side: Side) -> Limit {
    let (Some(was), Some(is)) = (Decimal::parse(was), Decimal::parse(is)) else {
        return Limit::Unknown;
    };
    match (is.compare(&was), side) {
        (Ordering::Greater, Side::Up) | (Ordering::Less, Side::Down) => Limit::Wider,
        (Ordering::Less, Side::Up) | (Ordering::Greater, Side::Down) => Limit::Narrower,
        _ => Limit::Unknown,
    }
}
