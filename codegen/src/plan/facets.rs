//! What is checked of the values of a simple type, where the option `facets` asks for it.

use super::lower::serialization_type;
use super::pattern;
use crate::model::*;
use std::sync::Arc;

/// Restrictions that a type has, itself or from its bases.
#[derive(Debug)]
pub(crate) struct Restriction {
    /// Variant of the runtime's `Space`.
    pub space: &'static str,
    /// Facets that are numbers, by the names of the runtime.
    pub numbers: Vec<(&'static str, u64)>,
    /// Facets that are values.
    pub bounds: Vec<(&'static str, String)>,
    /// Expressions in the syntax of the crate `regex`.
    pub patterns: Vec<String>,
    /// The only values.
    pub values: Vec<String>,
    /// The type of the items of a list, if it is restricted.
    pub item: Option<TypeId>,
}

impl Restriction {
    fn is_empty(&self) -> bool {
        self.numbers.is_empty()
            && self.bounds.is_empty()
            && self.patterns.is_empty()
            && self.values.is_empty()
            && self.item.is_none()
    }
}

/// What restricts the values of `ty`, beyond what its Rust type says.
pub(crate) fn restriction(facts: &Facts<'_>, ty: TypeId) -> Option<Restriction> {
    let mut all = Restriction {
        space: "Plain",
        numbers: Vec::new(),
        bounds: Vec::new(),
        patterns: Vec::new(),
        values: Vec::new(),
        item: None,
    };
    let mut current = ty;
    // A circle of bases is an error of the contract, and only cut here.
    for _ in 0..facts.model.types.len() {
        let def = &facts.model.types[current];
        let TypeKind::Simple(simple) = &def.kind else {
            return None;
        };
        if def
            .name
            .as_ref()
            .is_some_and(|name| serialization_type(name).is_some())
        {
            // The runtime's type knows its values.
            return None;
        }
        all.take(facts, current, &simple.facets);
        match (&simple.variety, simple.base) {
            (Variety::Builtin(builtin), _) => {
                all.space = space(*builtin)?;
                break;
            }
            (Variety::List(item), _) => {
                all.space = "List";
                all.item = restriction(facts, *item).map(|_| *item);
                break;
            }
            (Variety::Union(_), _) => break,
            (_, Some(base)) if base != current => current = base,
            _ => return None,
        }
    }
    (!all.is_empty()).then_some(all)
}

impl Restriction {
    /// Adds the facets of a base: a type further from the built-in one has said it before, and more exactly.
    fn take(&mut self, facts: &Facts<'_>, ty: TypeId, facets: &Facets) {
        for (name, value) in [
            ("length", facets.length),
            ("min_length", facets.min_length),
            ("max_length", facets.max_length),
            ("total_digits", facets.total_digits),
            ("fraction_digits", facets.fraction_digits),
        ] {
            if let Some(value) = value
                && !self.numbers.iter().any(|(known, _)| *known == name)
            {
                self.numbers.push((name, value));
            }
        }
        let bound = |value: &Option<Arc<str>>| value.as_ref().map(|value| value.trim().to_owned());
        for (names, value) in [
            (
                ["min_inclusive", "min_exclusive"],
                bound(&facets.min_inclusive),
            ),
            (
                ["min_exclusive", "min_inclusive"],
                bound(&facets.min_exclusive),
            ),
            (
                ["max_inclusive", "max_exclusive"],
                bound(&facets.max_inclusive),
            ),
            (
                ["max_exclusive", "max_inclusive"],
                bound(&facets.max_exclusive),
            ),
        ] {
            if let Some(value) = value
                && !self.bounds.iter().any(|(known, _)| names.contains(known))
            {
                self.bounds.push((names[0], value));
            }
        }
        for pattern in &facets.patterns {
            // What cannot be said in the other syntax is documented and not checked.
            self.patterns.extend(pattern::translate(pattern));
        }
        if self.values.is_empty() && !facts.is_enumeration(ty) {
            self.values = facets
                .enumeration
                .iter()
                .map(|value| value.value.to_string())
                .collect();
        }
    }
}

/// How values of a built-in type are counted and compared; `None` where nothing can be checked in their text.
fn space(builtin: Builtin) -> Option<&'static str> {
    use Builtin as B;
    Some(match builtin {
        B::QName | B::Notation => return None,
        B::HexBinary => "Hex",
        B::Base64Binary => "Base64",
        B::Nmtokens | B::Idrefs | B::Entities => "List",
        B::Float | B::Double => "Double",
        B::Duration => "Duration",
        B::DateTime => "DateTime",
        B::Date => "Date",
        B::Time => "Time",
        B::Decimal
        | B::Integer
        | B::NonPositiveInteger
        | B::NegativeInteger
        | B::NonNegativeInteger
        | B::PositiveInteger
        | B::Long
        | B::Int
        | B::Short
        | B::Byte
        | B::UnsignedLong
        | B::UnsignedInt
        | B::UnsignedShort
        | B::UnsignedByte => "Decimal",
        B::String
        | B::NormalizedString
        | B::Token
        | B::Language
        | B::Name
        | B::NCName
        | B::Nmtoken
        | B::Id
        | B::Idref
        | B::Entity
        | B::AnyUri => "Text",
        _ => "Plain",
    })
}
