//! Qualified names in texts and in the values of enumerations.

use super::simple_type::{SimpleType, Variety};
use crate::error::ValueError;
use crate::value::{BuiltIn, QName};
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

impl SimpleType {
    /// Whether values may be qualified names, or lists of them.
    pub(crate) fn has_names(&self) -> bool {
        match self.variety {
            Variety::BuiltIn(of) => matches!(of, BuiltIn::QName | BuiltIn::Notation),
            Variety::List(item) => item.has_names(),
            Variety::Union(members) => members.iter().any(|one| one.has_names()),
        }
    }

    /// Whether `value` of the contract is of the same primitive type as `of`, the member of this union that admits another text.
    /// Values of different primitive types are never the same (Part 2, 2.2).
    pub(super) fn is_alike(&self, of: &Self, value: &str, marked: bool) -> bool {
        if !matches!(self.variety, Variety::Union(_)) {
            return true;
        }
        let plain = marked.then(|| unmarked(value));
        let other = self.admitting(plain.as_deref().unwrap_or(value), None);
        other.is_none_or(|other| match (of.variety, other.variety) {
            (Variety::BuiltIn(one), Variety::BuiltIn(other)) => {
                one.item().is_some() == other.item().is_some()
                    && one.primitive() == other.primitive()
            }
            (Variety::List(_), Variety::List(_)) => true,
            (Variety::List(_), Variety::BuiltIn(of)) | (Variety::BuiltIn(of), Variety::List(_)) => {
                of.item().is_some()
            }
            _ => false,
        })
    }
}
