//! Enumerations.

use super::OutputBuilder;
use crate::model::*;
use crate::plan::docs;
use crate::plan::graph::NodeId;
use crate::plan::names::distinct_values;
use crate::plan::output;
use crate::plan::simple_types::variant;

/// Traits that every enumeration derives.
const DERIVES: &[&str] = &[
    "Clone",
    "Debug",
    "PartialEq",
    "Eq",
    "Hash",
    "PartialOrd",
    "Ord",
];

impl OutputBuilder<'_> {
    pub(super) fn enumeration(&mut self, id: NodeId, ty: TypeId) -> output::Enum {
        let names = self.member_names(id);
        let facts = self.planner.facts;
        let rule = facts.white_space(ty);
        let mut item = output::Enum {
            head: self.head(id, DERIVES, &["non_exhaustive"]),
            variants: Vec::new(),
            unknown: None,
            numbered: false,
            white_space: WhiteSpace::Collapse,
            collapse: rule == WhiteSpace::Collapse,
            space: facts.primitive(ty).and_then(value_space),
            empty: false,
        };
        let TypeKind::Simple(simple) = &self.model().types[ty].kind else {
            return item;
        };
        let Some(names) = names else {
            return item;
        };
        let values = distinct_values(simple);
        let numbered = simple
            .facets
            .enumeration
            .iter()
            .any(|value| number_of(value).is_some());
        let flags = self.is_flag(ty);
        for ((index, value), name) in values.into_iter().zip(&names.list) {
            let text = &*value.value;
            item.empty |= text.is_empty();
            // Collapsing tolerates white space around strings, unless a value has some itself.
            if text.split_ascii_whitespace().collect::<Vec<_>>().join(" ") != text {
                item.white_space = rule;
            }
            let number = if numbered {
                number_of(value).or_else(|| implied_number(index, flags))
            } else {
                None
            };
            let mut docs = docs::paragraphs(&value.annotation.documentation);
            let described = match number {
                Some(number) => format!("{}, {number}.", docs::code(text)),
                None => format!("{}.", docs::code(text)),
            };
            docs::append(&mut docs, &described);
            item.variants.push(output::Variant {
                docs,
                name: name.clone(),
                text: text.to_owned(),
                number,
            });
        }
        item.numbered = numbered;
        item.unknown = names.unknown.as_ref().map(|name| output::UnknownVariant {
            docs: vec![
                "A value that the contract does not name, kept as it was received.".to_owned(),
            ],
            name: name.clone(),
        });
        item
    }

    /// Whether an enumeration is the item of a list, so that its values are flags.
    fn is_flag(&self, ty: TypeId) -> bool {
        match self.model().types[ty].scope {
            Scope::Type(owner, _) => matches!(
                &self.model().types[owner].kind,
                TypeKind::Simple(SimpleType {
                    variety: Variety::List(_),
                    ..
                })
            ),
            _ => false,
        }
    }
}

/// The runtime's variant that values of a built-in type compare as, where one value may have several texts.
fn value_space(builtin: Builtin) -> Option<&'static str> {
    match builtin {
        Builtin::String
        | Builtin::AnySimpleType
        | Builtin::NormalizedString
        | Builtin::Token
        | Builtin::Language
        | Builtin::Name
        | Builtin::NCName
        | Builtin::Nmtoken
        | Builtin::Id
        | Builtin::Idref
        | Builtin::Entity
        | Builtin::AnyUri => None,
        _ => variant(builtin),
    }
}

/// The number that WCF writes beside a value.
fn number_of(value: &EnumerationValue) -> Option<i64> {
    value
        .annotation
        .appinfo
        .iter()
        .find(|(name, _)| &*name.local == "EnumerationValue")
        .and_then(|(_, text)| text.trim().parse::<i64>().ok())
}

/// The number that WCF leaves out, because the position implies it. Values of flags double.
fn implied_number(index: usize, flags: bool) -> Option<i64> {
    if flags {
        1_i64.checked_shl(u32::try_from(index).ok()?)
    } else {
        i64::try_from(index).ok()
    }
}
