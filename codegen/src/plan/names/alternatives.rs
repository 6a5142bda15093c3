//! Names to try where the first one is taken, made of what the contract says beside it.

use crate::plan::graph::*;

/// The most branches that a name lists.
const LISTED: usize = 3;

/// The parts of a choice or a nested sequence as words: all of a few, or the first.
pub(super) fn of_group(graph: &Graph, id: NodeId) -> Option<String> {
    let (members, between, of_many) = match &graph.nodes.get(id)?.kind {
        NodeKind::Choice { members, .. } => (members, " or ", "choice"),
        NodeKind::Struct {
            members,
            group: true,
            ..
        } => (members, " and ", "group"),
        _ => return None,
    };
    let hints: Vec<&str> = members
        .iter()
        .map(|member| member.name_hint.as_str())
        .collect();
    match hints.as_slice() {
        [] => None,
        [first] => Some(format!("{first} {of_many}")),
        hints if hints.len() <= LISTED => Some(hints.join(between)),
        [first, ..] => Some(format!("{first} {of_many}")),
    }
}

/// A name with a word for its namespace before it.
pub(super) fn of_namespace(uri: &str, local: &str) -> Option<String> {
    let mut segments = uri
        .split(['/', ':', '#', '?'])
        .rev()
        .filter(|segment| !segment.is_empty());
    let last = segments.next()?;
    // A version alone tells nothing.
    let word = match last.trim_start_matches(['v', 'V']) {
        number if number.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{} {last}", segments.next().unwrap_or("version"))
        }
        _ => last.to_owned(),
    };
    Some(format!("{word} {local}"))
}

/// A wildcard by the member before it.
pub(super) fn of_wildcard(members: &[MemberNode], index: usize) -> Option<String> {
    let before = members.get(index.checked_sub(1)?)?;
    let is_named = matches!(before.kind, MemberKind::Element(_));
    is_named.then(|| format!("any after {}", before.name_hint))
}

#[cfg(test)]
mod tests {
    use super::of_namespace;

    #[test]
    fn namespaces_are_words() {
        for (uri, name) in [
            ("http://www.w3.org/2005/08/addressing", "addressing A"),
            ("http://shop.example/orders/v2", "orders v2 A"),
            ("http://shop.example/orders/2024/", "orders 2024 A"),
            ("urn:example:stock", "stock A"),
        ] {
            assert_eq!(of_namespace(uri, "A").as_deref(), Some(name), "{uri}");
        }
        assert_eq!(of_namespace("", "A"), None);
    }
}
