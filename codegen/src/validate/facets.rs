//! Facets of simple types (XML Schema Part 2, section 4.3).

use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;

/// Reports facets that no value satisfies, and bounds that are no numbers. `primitive` is the built-in type that the type
/// restricts in the end.
pub(super) fn check(
    primitive: Option<Builtin>,
    of: &TypeDef,
    simple: &SimpleType,
    diagnostics: &mut Diagnostics,
) {
    use Builtin as B;
    let facets = &simple.facets;
    if let (Some(min), Some(max)) = (facets.min_length, facets.max_length)
        && min > max
    {
        diagnostics.error(
            Code::InvalidFacet,
            of.span,
            format!("minLength is {min} and maxLength is {max}: no value fits"),
        );
    }
    let is_number = match primitive {
        Some(builtin) => matches!(
            builtin,
            B::Decimal
                | B::Integer
                | B::NonPositiveInteger
                | B::NegativeInteger
                | B::Long
                | B::Int
                | B::Short
                | B::Byte
                | B::NonNegativeInteger
                | B::UnsignedLong
                | B::UnsignedInt
                | B::UnsignedShort
                | B::UnsignedByte
                | B::PositiveInteger
        ),
        None => false,
    };
    if !is_number {
        return;
    }
    let bounds = [
        ("minInclusive", &facets.min_inclusive),
        ("maxInclusive", &facets.max_inclusive),
        ("minExclusive", &facets.min_exclusive),
        ("maxExclusive", &facets.max_exclusive),
    ];
    for (facet, value) in bounds {
        if let Some(value) = value.as_ref().filter(|value| !is_decimal(value)) {
            diagnostics.error(
                Code::InvalidFacet,
                of.span,
                format!("the value `{value}` of the facet `{facet}` is not a number"),
            );
        }
    }
    for value in facets
        .enumeration
        .iter()
        .filter(|value| !is_decimal(value.value.trim()))
    {
        diagnostics.error(
            Code::InvalidFacet,
            value.span,
            format!("the enumeration value `{}` is not a number", value.value),
        );
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    all(whole) && all(fraction) && !(whole.is_empty() && fraction.is_empty())
}
