//! `null`, and values or `null`.

use soap_runtime::json::Tree;

use super::{any_of, object, text};

/// Keywords that say nothing of `null`.
const OF_OTHERS: [&str; 13] = [
    "contentEncoding",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "pattern",
    "type",
];

/// A value or `null`.
pub(super) fn or_null(tree: Tree) -> Tree {
    let mut tree = tree;
    if let Tree::Object(members) = &mut tree
        && members.iter().all(|(name, _)| OF_OTHERS.contains(&&**name))
        && let Some((_, kind)) = members.iter_mut().find(|(name, _)| name == "type")
    {
        match kind {
            Tree::List(kinds) => kinds.push(text("null")),
            one => *one = Tree::List(vec![one.clone(), text("null")]),
        }
        return tree;
    }
    any_of(vec![tree, null()])
}

pub(super) fn null() -> Tree {
    object(vec![("type", text("null"))])
}
