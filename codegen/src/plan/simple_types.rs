//! Simple types as tables: the checks of the runtime that the Rust type of a field does not make.

use super::docs;
use super::output::{BoundFacet, CountFacet, NamedSimpleType, SimpleType, TypeVariety};
use crate::model::label::documentation;
use crate::model::{self, Builtin, Facts, QName, TypeId, TypeKind, Variety};
use crate::pattern;
use std::collections::BTreeSet;

/// The description of a simple type.
pub(super) struct Described {
    /// The table, without its own name and those of other tables.
    pub(super) table: SimpleType,
    pub(super) parts: TypeParts,
    /// The nearest named type that it restricts, if that is not built in.
    pub(super) base: Option<TypeId>,
}

/// The parts of a simple type.
pub(super) enum TypeParts {
    /// A built-in type.
    BuiltIn(Builtin),
    /// The type of the items.
    List(TypeId),
    /// The types of the members.
    Union(Vec<TypeId>),
}

impl TypeParts {
    /// Whether values are identifiers or references to them.
    pub(super) fn are_identifiers(&self) -> bool {
        matches!(
            self,
            Self::BuiltIn(Builtin::Id | Builtin::Idref | Builtin::Idrefs)
        )
    }
}

impl Described {
    fn is_restricted(&self) -> bool {
        !self.table.counts.is_empty()
            || !self.table.bounds.is_empty()
            || !self.table.patterns.is_empty()
            || !self.table.values.is_empty()
    }
}

/// The checks of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Check {
    /// The lexical space of its built-in type, where the Rust type is wider.
    Lexical,
    /// The lexical space and the facets.
    Facets,
    /// These and `xsi:type`, which may name a derived type.
    Type,
}

/// Describes a simple type; `None` if the runtime's type knows its values, or if it is complex.
pub(super) fn describe(facts: &Facts<'_>, ty: TypeId, check: Check) -> Option<Described> {
    let mut table = SimpleType::default();
    let mut base = None;
    let mut current = ty;
    // A cycle of bases is an error of the contract. It is only cut here.
    for _ in 0..facts.model.types.len() {
        let def = &facts.model.types[current];
        let TypeKind::Simple(simple) = &def.kind else {
            return None;
        };
        if current != ty && base.is_none() && def.name.is_some() && !current.is_builtin() {
            base = Some(current);
        }
        if check != Check::Lexical {
            take(&mut table, &simple.facets);
            if table.values.is_empty() {
                let values = simple.facets.enumeration.iter();
                let (marked, is_name) = (has_names(facts, ty), is_name(facts, ty));
                table.values = values
                    .map(|value| match marked {
                        true => marked_text(value),
                        false if is_name => value_text(value),
                        false => value.value.to_string(),
                    })
                    .collect();
            }
        }
        let parts = match (&simple.variety, simple.base) {
            (Variety::Builtin(builtin), _) => TypeParts::BuiltIn(*builtin),
            (Variety::List(item), _) => TypeParts::List(*item),
            (Variety::Union(members), _) => TypeParts::Union(members.clone()),
            (_, Some(base)) if base != current => {
                current = base;
                continue;
            }
            _ => return None,
        };
        if let TypeParts::BuiltIn(builtin) = parts {
            table.variety = TypeVariety::BuiltIn(variant(builtin)?);
            table.white_space =
                Some(facts.white_space(ty)).filter(|rule| *rule != facts.white_space(builtin.id()));
        }
        if table.written == table.patterns {
            table.written.clear();
        }
        return Some(Described { table, parts, base });
    }
    None
}

/// The named simple types of the contract with their facets, in its order.
pub(crate) fn named(facts: &Facts<'_>) -> Vec<NamedSimpleType> {
    let types = facts.model.types.iter();
    let named = types.filter_map(|(id, of)| {
        let name = of.name.as_ref().filter(|_| !id.is_builtin())?;
        let (table, parts) = table(facts, id)?;
        let item = match parts {
            TypeParts::List(item) => self::table(facts, item).map(|(item, _)| item),
            _ => None,
        };
        Some(NamedSimpleType {
            namespace: name.namespace.clone(),
            local: name.local.clone(),
            docs: docs::paragraphs(&documentation(&of.annotation)),
            table,
            item,
        })
    });
    named.collect()
}

/// The table of a type without those of its parts.
fn table(facts: &Facts<'_>, ty: TypeId) -> Option<(SimpleType, TypeParts)> {
    let Described {
        mut table, parts, ..
    } = describe(facts, ty, Check::Facets)?;
    match &parts {
        TypeParts::BuiltIn(_) => {}
        TypeParts::List(_) => table.variety = TypeVariety::List(String::new()),
        TypeParts::Union(_) => table.variety = TypeVariety::Union(Vec::new()),
    }
    Some((table, parts))
}

/// Whether values of a type are checked at all.
pub(super) fn is_checked(facts: &Facts<'_>, ty: TypeId, check: Check) -> bool {
    let Some(described) = describe(facts, ty, check) else {
        return false;
    };
    if check == Check::Type && !ty.is_builtin() && facts.model.types[ty].name.is_some() {
        return true;
    }
    // The Rust type of an enumeration knows its values.
    let known = facts.is_enumeration(ty) && {
        let table = &described.table;
        table.counts.is_empty() && table.bounds.is_empty() && table.patterns.is_empty()
    };
    if described.is_restricted() && !known {
        return true;
    }
    match described.parts {
        // Identifiers are noted, also those that an enumeration names.
        TypeParts::BuiltIn(Builtin::Id | Builtin::Idref) if check != Check::Lexical => true,
        // Part 2, 3.2.17 leaves the syntax of URIs to the processor: the text is checked with `facets` only.
        TypeParts::BuiltIn(Builtin::AnyUri) if check == Check::Lexical => false,
        TypeParts::BuiltIn(builtin) => !facts.is_enumeration(ty) && shared(builtin).is_some(),
        TypeParts::List(item) => is_checked(facts, item, check.min(Check::Facets)),
        // The Rust type of a union checks its members when it is read. It notes no identifiers, and may be given any value.
        TypeParts::Union(members) => match check {
            Check::Type => true,
            Check::Facets => {
                has_identifiers(facts, ty) || members.iter().any(|of| is_checked(facts, *of, check))
            }
            Check::Lexical => false,
        },
    }
}

/// Whether values of a type may be identifiers or references to them.
fn has_identifiers(facts: &Facts<'_>, ty: TypeId) -> bool {
    any_part(facts, ty, |_, parts| parts.are_identifiers())
}

/// Whether items of a list or members of a union may be qualified names.
fn has_names(facts: &Facts<'_>, ty: TypeId) -> bool {
    any_part(facts, ty, |part, parts| {
        part != ty
            && matches!(
                parts,
                TypeParts::BuiltIn(Builtin::QName | Builtin::Notation)
            )
    })
}

/// Whether values of a type are qualified names.
fn is_name(facts: &Facts<'_>, ty: TypeId) -> bool {
    matches!(
        facts.primitive(ty),
        Some(Builtin::QName | Builtin::Notation)
    )
}

/// Whether values of a type, items of its list or members of its union may be qualified names.
pub(super) fn may_be_names(facts: &Facts<'_>, ty: TypeId) -> bool {
    is_name(facts, ty) || has_names(facts, ty)
}

/// Whether something holds for a simple type, the items of its list or the members of its union.
fn any_part(facts: &Facts<'_>, ty: TypeId, holds: impl Fn(TypeId, &TypeParts) -> bool) -> bool {
    let mut seen = BTreeSet::from([ty]);
    let mut queue = vec![ty];
    while let Some(ty) = queue.pop() {
        let parts = match describe(facts, ty, Check::Lexical).map(|described| described.parts) {
            Some(parts) if holds(ty, &parts) => return true,
            Some(TypeParts::List(item)) => vec![item],
            Some(TypeParts::Union(members)) => members,
            _ => continue,
        };
        queue.extend(parts.into_iter().filter(|part| seen.insert(*part)));
    }
    false
}

/// The runtime's table of a built-in type, if it has one.
pub(super) fn shared(builtin: Builtin) -> Option<&'static str> {
    use Builtin as B;
    Some(match builtin {
        B::AnyUri => "ANY_URI",
        B::Language => "LANGUAGE",
        B::Nmtoken => "NMTOKEN",
        B::Nmtokens => "NMTOKENS",
        B::Name => "NAME",
        B::NCName => "NCNAME",
        B::Id => "ID",
        B::Idref => "IDREF",
        B::Idrefs => "IDREFS",
        B::Entity => "ENTITY",
        B::Entities => "ENTITIES",
        B::NonPositiveInteger => "NON_POSITIVE_INTEGER",
        B::NegativeInteger => "NEGATIVE_INTEGER",
        B::NonNegativeInteger => "NON_NEGATIVE_INTEGER",
        B::PositiveInteger => "POSITIVE_INTEGER",
        _ => return None,
    })
}

/// A value of an enumeration; a qualified name with its namespace.
fn value_text(value: &model::EnumerationValue) -> String {
    match value.name() {
        Some(QName { namespace, local }) if namespace.is_empty() => local.to_string(),
        Some(QName { namespace, local }) => format!("{{{namespace}}}{local}"),
        None => value.value.to_string(),
    }
}

/// A value of an enumeration of lists or unions that may have qualified names: each word with the namespace that it has
/// as a name. At run time the type that admits a text says whether it is one.
fn marked_text(value: &model::EnumerationValue) -> String {
    let mut names = value.names.iter();
    let mut text = String::new();
    for word in value.value.split_inclusive([' ', '\t', '\n', '\r']) {
        let name = match word.trim_ascii().is_empty() {
            true => None,
            false => names.next().and_then(Option::as_ref),
        };
        match name {
            Some(name) => text.extend(["{", &*name.namespace, "}"]),
            None if word.starts_with('{') => text.push_str("{}"),
            None => {}
        }
        text.push_str(word);
    }
    text
}

/// Adds the facets of a base. Known ones win: they belong to a derived type, which restricts further.
fn take(all: &mut SimpleType, facets: &model::Facets) {
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
        // A pattern that cannot be built is documented and not checked.
        if pattern::Pattern::build(pattern).is_ok()
            && let Some(translated) = pattern::translate(pattern)
        {
            all.patterns.push(translated);
            all.written.push(pattern.to_string());
        }
    }
}

/// The runtime's variant for a built-in type; `None` for `xs:anyType`.
pub(super) fn variant(builtin: Builtin) -> Option<&'static str> {
    use Builtin as B;
    Some(match builtin {
        B::AnyType => return None,
        B::AnySimpleType => "AnySimpleType",
        B::String => "String",
        B::Boolean => "Boolean",
        B::Decimal => "Decimal",
        B::Float => "Float",
        B::Double => "Double",
        B::Duration => "Duration",
        B::DateTime => "DateTime",
        B::Time => "Time",
        B::Date => "Date",
        B::GYearMonth => "GYearMonth",
        B::GYear => "GYear",
        B::GMonthDay => "GMonthDay",
        B::GDay => "GDay",
        B::GMonth => "GMonth",
        B::HexBinary => "HexBinary",
        B::Base64Binary => "Base64Binary",
        B::AnyUri => "AnyUri",
        B::QName => "QName",
        B::Notation => "Notation",
        B::NormalizedString => "NormalizedString",
        B::Token => "Token",
        B::Language => "Language",
        B::Nmtoken => "NmToken",
        B::Nmtokens => "NmTokens",
        B::Name => "Name",
        B::NCName => "NcName",
        B::Id => "Id",
        B::Idref => "IdRef",
        B::Idrefs => "IdRefs",
        B::Entity => "Entity",
        B::Entities => "Entities",
        B::Integer => "Integer",
        B::NonPositiveInteger => "NonPositiveInteger",
        B::NegativeInteger => "NegativeInteger",
        B::Long => "Long",
        B::Int => "Int",
        B::Short => "Short",
        B::Byte => "Byte",
        B::NonNegativeInteger => "NonNegativeInteger",
        B::UnsignedLong => "UnsignedLong",
        B::UnsignedInt => "UnsignedInt",
        B::UnsignedShort => "UnsignedShort",
        B::UnsignedByte => "UnsignedByte",
        B::PositiveInteger => "PositiveInteger",
    })
}
