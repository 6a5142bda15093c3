//! Sample values of simple types.

use super::SampleStyle;
use super::example::{example, examples};
use crate::model::{Builtin, Facets, Model, QName, TypeId, TypeKind, Variety};
use crate::pattern::{self, Pattern};

/// Returns a value of a simple type: the first of its enumeration, or one within its bounds, or one of its length that
/// matches the pattern of its last restriction.
pub(super) fn value(model: &Model, ty: TypeId, style: SampleStyle) -> String {
    let mut facets = Vec::new();
    let mut at = ty;
    // Linking reports circular derivation. Here the depth is only limited.
    for _ in 0..64 {
        let TypeKind::Simple(simple) = &model.types[at].kind else {
            return String::new();
        };
        if let Some(first) = simple.facets.enumeration.first() {
            return first.value.to_string();
        }
        facets.push(&simple.facets);
        if let Some(name) = &model.types[at].name
            && &*name.namespace == "http://schemas.microsoft.com/2003/10/Serialization/"
            && &*name.local == "guid"
        {
            return "00000000-0000-0000-0000-000000000000".to_owned();
        }
        match &simple.variety {
            Variety::Builtin(builtin) => return fit(*builtin, &facets, style),
            Variety::List(item) => {
                let count = facets
                    .iter()
                    .find_map(|facets| facets.length.or(facets.min_length))
                    .unwrap_or(1)
                    .clamp(1, 16);
                let item = value(model, *item, style);
                return vec![item; count as usize].join(" ");
            }
            Variety::Union(members) => {
                return members
                    .first()
                    .map_or_else(String::new, |first| value(model, *first, style));
            }
            Variety::Atomic | Variety::Restricted => match simple.base {
                Some(base) if base != at => at = base,
                _ => return String::new(),
            },
        }
    }
    String::new()
}

/// The built-in type at the root of an atomic type.
pub(super) fn builtin(model: &Model, ty: TypeId) -> Option<Builtin> {
    let mut at = ty;
    // Linking reports circular derivation. Here the depth is only limited.
    for _ in 0..64 {
        let TypeKind::Simple(simple) = &model.types[at].kind else {
            return None;
        };
        match (&simple.variety, simple.base) {
            (Variety::Builtin(builtin), _) => return Some(*builtin),
            (Variety::Atomic | Variety::Restricted, Some(base)) if base != at => at = base,
            _ => return None,
        }
    }
    None
}

/// The first name of an enumeration of qualified names.
pub(super) fn name(model: &Model, ty: TypeId) -> Option<QName> {
    let mut at = ty;
    for _ in 0..64 {
        let TypeKind::Simple(simple) = &model.types[at].kind else {
            return None;
        };
        if let Some(first) = simple.facets.enumeration.first() {
            return first.name().cloned();
        }
        at = simple.base.filter(|base| *base != at)?;
    }
    None
}

/// Other values to try where the first one breaks a facet, in a fixed order.
pub(super) fn candidates(model: &Model, ty: TypeId) -> Vec<String> {
    let mut found = Vec::new();
    collect(model, ty, 0, &mut found);
    found
}

fn collect(model: &Model, ty: TypeId, depth: usize, found: &mut Vec<String>) {
    let mut at = ty;
    let (mut least, mut most) = (None, None);
    let mut patterns = Vec::new();
    for _ in 0..64 {
        let TypeKind::Simple(simple) = &model.types[at].kind else {
            return;
        };
        let facets = &simple.facets;
        found.extend(facets.enumeration.iter().map(|one| one.value.to_string()));
        let bounds = [&facets.min_inclusive, &facets.max_inclusive];
        found.extend(bounds.into_iter().flatten().map(|bound| bound.to_string()));
        for bound in [&facets.min_exclusive, &facets.max_exclusive] {
            found.extend(bound.as_deref().into_iter().flat_map(moments));
            let number = bound.as_ref().and_then(|bound| bound.parse::<f64>().ok());
            let near =
                number.map(|number| [1.0, -1.0, 0.5, -0.5, 0.01, -0.01].map(|by| number + by));
            found.extend(near.into_iter().flatten().map(|number| number.to_string()));
        }
        least = least.or(facets.length).or(facets.min_length);
        most = most.or(facets.length).or(facets.max_length);
        patterns.extend(facets.patterns.iter());
        match &simple.variety {
            Variety::Builtin(builtin) => {
                found.extend(
                    VARIANTS
                        .iter()
                        .filter(|(of, _)| of.contains(builtin))
                        .map(|(_, text)| (*text).to_owned()),
                );
                break;
            }
            Variety::List(item) if depth < 8 => {
                let mut items = vec![value(model, *item, SampleStyle::Soap11)];
                collect(model, *item, depth + 1, &mut items);
                for count in [1, least.unwrap_or(1).clamp(1, 64) as usize] {
                    let lists = items
                        .iter()
                        .map(|item| vec![item.as_str(); count].join(" "));
                    found.extend(lists);
                }
                break;
            }
            Variety::Union(members) if depth < 8 => {
                for member in members {
                    found.push(value(model, *member, SampleStyle::Soap11));
                    collect(model, *member, depth + 1, found);
                }
                break;
            }
            Variety::Atomic | Variety::Restricted => match simple.base {
                Some(base) if base != at => at = base,
                _ => break,
            },
            _ => break,
        }
    }
    let (least, most) = (
        least.unwrap_or(0).min(4096) as usize,
        most.map_or(usize::MAX, |most| {
            usize::try_from(most).unwrap_or(usize::MAX)
        }),
    );
    for pattern in &patterns {
        found.extend(examples(pattern, least, most));
        found.extend(examples(pattern, 0, usize::MAX));
    }
    let built = patterns.iter().map(|pattern| Pattern::build(pattern).ok());
    if let Some(built) = built.collect::<Option<Vec<_>>>()
        && !built.is_empty()
    {
        found.extend(pattern::texts(&built, least, most));
    }
    for length in [least, most.min(64)] {
        found.extend(["A", "1", "a", "0"].map(|text| text.repeat(length)));
    }
}

/// Points in time near one, for bounds that are exclusive: its numbers counted up and down, one after the other.
fn moments(bound: &str) -> Vec<String> {
    let mut found = Vec::new();
    let bytes = bound.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let ends = (1..=bound.len()).filter(|end| is_digit(end - 1) && !is_digit(*end));
    for end in ends {
        let digits = bound[..end]
            .bytes()
            .rev()
            .take_while(u8::is_ascii_digit)
            .count();
        let start = end - digits;
        let Ok(number) = bound[start..end].parse::<u64>() else {
            continue;
        };
        for other in [number + 1, number.saturating_sub(1), 1] {
            let (before, after) = (&bound[..start], &bound[end..]);
            found.push(format!("{before}{other:0digits$}{after}"));
        }
        // The first of the next month.
        let next = format!("{}{:0digits$}", &bound[..start], number + 1);
        if bound[end..].starts_with('-') && bound.len() >= end + 3 && is_digit(end + 1) {
            let rest = bound.get(end + 3..).unwrap_or_default();
            found.push(format!("{next}-01{rest}"));
        }
    }
    // The shortest steps are tried first.
    found.reverse();
    found
}

/// Common ways to write values, for types whose patterns ask for one of them.
const VARIANTS: &[(&[Builtin], &str)] = &[
    (&[Builtin::DateTime], "2024-01-01T00:00:00Z"),
    (&[Builtin::DateTime], "2024-01-01T00:00:00.000Z"),
    (&[Builtin::DateTime], "2024-01-01T00:00:00+00:00"),
    (&[Builtin::DateTime], "2024-01-01T00:00:00.000"),
    (&[Builtin::DateTime], "2024-01-01T00:00:00.000+00:00"),
    (&[Builtin::Date], "2024-01-01Z"),
    (&[Builtin::Date], "2024-01-01+00:00"),
    (&[Builtin::Time], "00:00:00Z"),
    (&[Builtin::Time], "00:00:00.000"),
    (&[Builtin::Time], "00:00:00.000Z"),
    (&[Builtin::Boolean], "true"),
    (&[Builtin::Boolean], "0"),
    (&[Builtin::Boolean], "1"),
    (&[Builtin::Duration], "P1D"),
    (&[Builtin::Duration], "PT1H"),
    (&[Builtin::Duration], "PT1S"),
    (&[Builtin::Duration], "P1Y"),
    (&[Builtin::Decimal], "0.0"),
    (&[Builtin::Decimal], "0.00"),
    (&[Builtin::Decimal], "1.00"),
    (&[Builtin::Decimal, Builtin::Float, Builtin::Double], "1"),
    (&[Builtin::Decimal, Builtin::Float, Builtin::Double], "0.5"),
    (&[Builtin::Decimal, Builtin::Float, Builtin::Double], "0.01"),
    (&[Builtin::Language], "en-US"),
    (&[Builtin::AnyUri], "urn:example:text"),
];

fn fit(builtin: Builtin, facets: &[&Facets], style: SampleStyle) -> String {
    if let Some(value) = bounded(facets) {
        return value;
    }
    let neutral = style == SampleStyle::TypedTree;
    if !neutral && let Some(value) = patterned(builtin, facets) {
        return value;
    }
    let plain = match builtin {
        Builtin::AnyType
        | Builtin::AnySimpleType
        | Builtin::String
        | Builtin::NormalizedString
        | Builtin::Token => {
            let text = if neutral { "" } else { "text" };
            return length(text, facets);
        }
        Builtin::Boolean => "false",
        Builtin::Float | Builtin::Double => "0.0",
        Builtin::Decimal => "0",
        Builtin::Duration => "PT0S",
        Builtin::DateTime if neutral => "2024-01-01T00:00:00Z",
        Builtin::DateTime => "2024-01-01T00:00:00",
        Builtin::Time => "00:00:00",
        Builtin::Date => "2024-01-01",
        Builtin::GYearMonth => "2024-01",
        Builtin::GYear => "2024",
        Builtin::GMonthDay => "--01-01",
        Builtin::GDay => "---01",
        Builtin::GMonth => "--01",
        // Zeros, as many octets as the facets require.
        Builtin::HexBinary => return "00".repeat(lengths(facets).0),
        Builtin::Base64Binary => {
            let octets = lengths(facets).0;
            let rest = ["", "AA==", "AAA="][octets % 3];
            return "AAAA".repeat(octets / 3) + rest;
        }
        Builtin::AnyUri => {
            let text = if neutral { "" } else { "http://example.com/" };
            return length(text, facets);
        }
        Builtin::Language => "en",
        Builtin::Nmtokens | Builtin::Idrefs | Builtin::Entities => {
            return vec!["name"; lengths(facets).0.max(1)].join(" ");
        }
        Builtin::QName
        | Builtin::Notation
        | Builtin::Nmtoken
        | Builtin::Name
        | Builtin::NCName
        | Builtin::Id
        | Builtin::Idref
        | Builtin::Entity => return length("name", facets),
        Builtin::PositiveInteger => "1",
        Builtin::NegativeInteger => "-1",
        Builtin::Integer
        | Builtin::NonPositiveInteger
        | Builtin::Long
        | Builtin::Int
        | Builtin::Short
        | Builtin::Byte
        | Builtin::NonNegativeInteger
        | Builtin::UnsignedLong
        | Builtin::UnsignedInt
        | Builtin::UnsignedShort
        | Builtin::UnsignedByte => {
            // An exclusive bound: one step inside it.
            let above = facets
                .iter()
                .find_map(|facets| facets.min_exclusive.as_ref())
                .and_then(|bound| bound.parse::<i64>().ok());
            let below = facets
                .iter()
                .find_map(|facets| facets.max_exclusive.as_ref())
                .and_then(|bound| bound.parse::<i64>().ok());
            return match (above, below) {
                (Some(above), _) => above.saturating_add(1).to_string(),
                (None, Some(below)) => below.saturating_sub(1).min(0).to_string(),
                (None, None) => "0".to_owned(),
            };
        }
    };
    plain.to_owned()
}

/// A text that matches a pattern, for types whose values are texts or numbers.
fn patterned(builtin: Builtin, facets: &[&Facets]) -> Option<String> {
    let pattern = facets.iter().find_map(|facets| facets.patterns.last())?;
    let (least, most) = lengths(facets);
    let text = example(pattern, least, most)?;
    let is_number = text.parse::<f64>().is_ok();
    match builtin {
        Builtin::AnySimpleType
        | Builtin::String
        | Builtin::NormalizedString
        | Builtin::Token
        | Builtin::AnyUri
        | Builtin::Language
        | Builtin::Nmtoken
        | Builtin::Name
        | Builtin::NCName
        | Builtin::Id
        | Builtin::Idref => Some(text),
        Builtin::Boolean
        | Builtin::Duration
        | Builtin::DateTime
        | Builtin::Time
        | Builtin::Date
        | Builtin::GYearMonth
        | Builtin::GYear
        | Builtin::GMonthDay
        | Builtin::GDay
        | Builtin::GMonth
        | Builtin::HexBinary
        | Builtin::Base64Binary => None,
        _ => is_number.then_some(text),
    }
}

/// A bound, unless zero is within the bounds (for durations with a negative minimum it is).
fn bounded(facets: &[&Facets]) -> Option<String> {
    let least = facets
        .iter()
        .find_map(|facets| facets.min_inclusive.as_deref());
    let most = facets
        .iter()
        .find_map(|facets| facets.max_inclusive.as_deref());
    let positive =
        |text: &str| !text.starts_with('-') && text.chars().any(|c| matches!(c, '1'..='9'));
    match (least, most) {
        (Some(least), _) if positive(least) => Some(least.to_owned()),
        (_, Some(most)) if most.starts_with('-') => Some(most.to_owned()),
        _ => None,
    }
}

/// The fewest and the most characters.
fn lengths(facets: &[&Facets]) -> (usize, usize) {
    let exact = facets.iter().find_map(|facets| facets.length);
    let least = exact
        .or_else(|| facets.iter().find_map(|facets| facets.min_length))
        .unwrap_or(0)
        .min(4096) as usize;
    let most = exact
        .or_else(|| facets.iter().find_map(|facets| facets.max_length))
        .unwrap_or(u64::MAX);
    (least, usize::try_from(most).unwrap_or(usize::MAX))
}

fn length(text: &str, facets: &[&Facets]) -> String {
    let (least, most) = lengths(facets);
    let mut text: String = text.chars().take(most).collect();
    while text.chars().count() < least {
        text.push('x');
    }
    text
}
