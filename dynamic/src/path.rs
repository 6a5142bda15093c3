//! Paths of members in JSON, as words of a command line: `order.lines[0].sku`.

use std::borrow::Cow;

use serde_json::Value;

/// The most items of an array that a path may reach.
const ITEMS: usize = 10_000;

/// One step of a path: a member or an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// The member of an object.
    Member(&'a str),
    /// The item of an array, counted from 0.
    Item(usize),
}

/// Takes a path apart. A namespace in braces may hold dots: `{urn:x.y}name`. A name with dots or brackets is in quotes:
/// `"order.lines"[0]`.
///
/// ```
/// use soap_dynamic::path::{Step, steps};
///
/// let found = steps("order.lines[0]").expect("it is a path");
/// assert_eq!(found, [Step::Member("order"), Step::Member("lines"), Step::Item(0)]);
/// ```
///
/// # Errors
/// It is no path; the message says why.
pub fn steps(path: &str) -> Result<Vec<Step<'_>>, String> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let (name, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted
                .split_once('"')
                .ok_or_else(|| format!("{path}: a quotation mark is missing"))?,
            None => bare(rest),
        };
        if !name.is_empty() {
            steps.push(Step::Member(name));
        }
        rest = after;
        while let Some(inner) = rest.strip_prefix('[') {
            let (index, after) = inner
                .split_once(']')
                .ok_or_else(|| format!("{path}: a `]` is missing"))?;
            let index = index.parse::<usize>().ok().filter(|index| *index < ITEMS);
            steps.push(Step::Item(index.ok_or_else(|| {
                let last = ITEMS.saturating_sub(1);
                format!("{path}: an item has a number from 0 to {last}")
            })?));
            rest = after;
        }
        rest = match rest.strip_prefix('.') {
            Some("") => return Err(format!("{path}: it ends in a dot")),
            Some(rest) => rest,
            None if rest.is_empty() => rest,
            None => return Err(format!("{path}: a dot is missing")),
        };
    }
    Ok(steps)
}

/// The name that a path begins with, and what follows.
fn bare(path: &str) -> (&str, &str) {
    // Dots and brackets of a namespace are not ours.
    let namespace = match path.starts_with('{') {
        true => path.find('}').unwrap_or_default(),
        false => 0,
    };
    let (braced, after) = path.split_at_checked(namespace).unwrap_or(("", path));
    let end = after.find(['.', '[']).unwrap_or(after.len());
    let end = braced.len().saturating_add(end);
    path.split_at_checked(end).unwrap_or((path, ""))
}

/// A name as a step of a path: in quotes if it holds dots or brackets.
pub fn quoted(name: &str) -> Cow<'_, str> {
    match bare(name) {
        (_, "") => Cow::Borrowed(name),
        _ => Cow::Owned(format!("\"{name}\"")),
    }
}

/// The value at a path.
pub(crate) fn find<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    steps(path)
        .ok()?
        .iter()
        .try_fold(value, |at, step| match step {
            Step::Member(name) => at.get(name),
            Step::Item(index) => at.get(index),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_found() {
        let value = json!({"a": {"{urn:x.y}b": [1, {"c": "d"}]}, "e.f": {"@{urn:x.y}g.h": [2]}});
        assert_eq!(find(&value, "a.{urn:x.y}b[0]"), Some(&json!(1)));
        assert_eq!(
            find(&value, "\"e.f\".\"@{urn:x.y}g.h\"[0]"),
            Some(&json!(2))
        );
        assert_eq!(quoted("{urn:x.y}b"), "{urn:x.y}b");
        assert_eq!(quoted("e.f"), "\"e.f\"");
        assert_eq!(find(&value, "a.{urn:x.y}b[1].c"), Some(&json!("d")));
        for none in ["b", "a.b", "a[0]", "a.{urn:x.y}b[2]", "a."] {
            assert_eq!(find(&value, none), None, "{none}");
        }
    }
}
