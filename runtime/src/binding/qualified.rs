//! Qualified names in texts and in the values of enumerations.

use crate::error::ValueError;
use crate::value::QName;
use crate::xml::{Scope, is_space_char};

/// The namespace and the local part of a value of an enumeration that is a name.
pub(super) fn name_of(value: &str) -> (&str, &str) {
    let value = value.trim_ascii();
    let marked = value
        .strip_prefix('{')
        .and_then(|rest| rest.split_once('}'));
    let (namespace, name) = marked.unwrap_or(("", value));
    (
        namespace,
        name.split_once(':').map_or(name, |(_, local)| local),
    )
}

/// A value of an enumeration without the namespaces before its words.
pub(super) fn unmarked(value: &str) -> String {
    let words = value.split_inclusive(is_space_char);
    words
        .map(
            |word| match word.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
                Some((_, word)) => word,
                None => word,
            },
        )
        .collect()
}

/// Whether a text is a name with its namespace. A pattern says nothing of it: the generator checked the contract's spelling.
pub(super) fn is_expanded(text: &str, scope: &dyn Scope) -> bool {
    text.starts_with('{') && scope.has_expanded_names()
}

/// The text as a qualified name, with a prefix or, where the scope has such names, with its namespace.
pub(crate) fn qualified_name(text: &str, scope: &dyn Scope) -> Result<QName, ValueError> {
    match is_expanded(text, scope) {
        true => QName::parse(text),
        false => QName::resolve_shared(text, |prefix| scope.resolve_shared(prefix)),
    }
}
