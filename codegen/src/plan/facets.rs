//! Restrictions of the values of simple types, to be checked where the option `facets` asks for it.

use super::lower::serialization_type;
use super::output::{BoundFacet, CountFacet, Facets, ValueSpace};
use crate::model::{self, Builtin, Facts, TypeId, TypeKind, Variety};
use crate::pattern;

/// Restrictions that a type has, itself or from its bases.
pub(super) struct Restriction {
    pub(super) facets: Facets,
    /// The type of the items of a list, if it is restricted.
    pub(super) item: Option<TypeId>,
}

impl Restriction {
    fn is_empty(&self) -> bool {
        self.facets.counts.is_empty()
            && self.facets.bounds.is_empty()
            && self.facets.patterns.is_empty()
            && self.facets.values.is_empty()
            && self.item.is_none()
    }
}

/// The restrictions of the values of `ty` that its Rust type does not have; `None` for none.
pub(super) fn restriction(facts: &Facts<'_>, ty: TypeId) -> Option<Restriction> {
    let mut all = Restriction {
        facets: Facets::default(),
        item: None,
    };
    let mut current = ty;
    // A cycle of bases is an error of the contract, and only cut here.
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
        take(&mut all.facets, &simple.facets);
        if all.facets.values.is_empty() && !facts.is_enumeration(current) {
            let values = simple.facets.enumeration.iter();
            all.facets.values = values.map(|value| value.value.to_string()).collect();
        }
        match (&simple.variety, simple.base) {
            (Variety::Builtin(builtin), _) => {
                all.facets.space = space(*builtin)?;
                break;
            }
            (Variety::List(item), _) => {
                all.facets.space = ValueSpace::List;
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

/// Adds the facets of a base. Those known already win: they are of a derived type, which restricts further.
fn take(all: &mut Facets, facets: &model::Facets) {
    for (facet, value) in [
        (CountFacet::Length, facets.length),
        (CountFacet::MinLength, facets.min_length),
        (CountFacet::MaxLength, facets.max_length),
        (CountFacet::TotalDigits, facets.total_digits),
        (CountFacet::FractionDigits, facets.fraction_digits),
    ] {
        if let Some(value) = value
            && !all.counts.iter().any(|(known, _)| *known == facet)
        {
            all.counts.push((facet, value));
        }
    }
    use BoundFacet::{MaxExclusive, MaxInclusive, MinExclusive, MinInclusive};
    for (facet, other, value) in [
        (MinInclusive, MinExclusive, &facets.min_inclusive),
        (MinExclusive, MinInclusive, &facets.min_exclusive),
        (MaxInclusive, MaxExclusive, &facets.max_inclusive),
        (MaxExclusive, MaxInclusive, &facets.max_exclusive),
    ] {
        let known = |known: &BoundFacet| *known == facet || *known == other;
        if let Some(value) = value
            && !all.bounds.iter().any(|(facet, _)| known(facet))
        {
            all.bounds.push((facet, value.trim().to_owned()));
        }
    }
    for pattern in &facets.patterns {
        // An expression that the other syntax cannot express is documented and not checked.
        all.patterns.extend(pattern::translate(pattern));
    }
}

/// How values of a built-in type are counted and compared; `None` where nothing can be checked in their text.
fn space(builtin: Builtin) -> Option<ValueSpace> {
    use Builtin as B;
    use ValueSpace as V;
    Some(match builtin {
        B::QName | B::Notation => return None,
        B::HexBinary => V::Hex,
        B::Base64Binary => V::Base64,
        B::Nmtokens | B::Idrefs | B::Entities => V::List,
        B::Float | B::Double => V::Double,
        B::Duration => V::Duration,
        B::DateTime => V::DateTime,
        B::Date => V::Date,
        B::Time => V::Time,
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
        | B::UnsignedByte => V::Decimal,
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
        | B::AnyUri => V::Text,
        _ => V::Plain,
    })
}
