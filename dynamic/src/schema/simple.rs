//! Simple values, and the facets that JSON Schema can say.

use soap_runtime::__private::dynamic::{Facets, facets};
use soap_runtime::__private::v1::{BuiltIn, Inner, Member, SECRET};
use soap_runtime::json::Tree;

use super::{SchemaBuilder, object, text, texts};
use crate::scalar::ScalarType;
use crate::types::{Cell, Definition, EnumerationType};

/// The schema of one value as its parts.
pub(super) type SchemaParts = Vec<(&'static str, Tree)>;

impl SchemaBuilder<'_> {
    /// The schema of a simple type.
    pub(super) fn simple(&mut self, cell: &'static Cell, member: Option<&'static Member>) -> Tree {
        let of = member.and_then(|member| match member.inner {
            Inner::Simple(of) => Some(facets(of)),
            _ => None,
        });
        let mut parts = match cell.get() {
            Some(Definition::Scalar(scalar)) => {
                let mut parts = scalar_parts(*scalar);
                if let Some(of) = &of {
                    limit(&mut parts, *scalar, of);
                }
                parts
            }
            Some(Definition::Enumeration(known)) => match &of {
                // The writer refuses other words.
                Some(of) if !of.values.is_empty() => {
                    vec![
                        ("type", text("string")),
                        ("enum", texts(of.values.iter().copied())),
                    ]
                }
                _ => enumeration(known),
            },
            Some(Definition::List(list)) => {
                let item = match list.item.get() {
                    Some(Definition::Scalar(ScalarType::String)) => {
                        object(vec![("type", text("string")), ("pattern", text(r"^\S+$"))])
                    }
                    // The writer refuses other words.
                    Some(Definition::Enumeration(known)) if of.is_some() => object(vec![
                        ("type", text("string")),
                        ("enum", texts(known.values.iter().copied())),
                    ]),
                    // Enumerations have a definition of their own.
                    Some(Definition::Enumeration(_) | Definition::Union(_)) => {
                        word(self.reference(list.item))
                    }
                    _ => self.simple(list.item, None),
                };
                let mut parts = vec![("type", text("array")), ("items", item)];
                if let Some(of) = of.filter(|of| of.units == "item") {
                    counts(&mut parts, &of, "minItems", "maxItems");
                }
                parts
            }
            _ => vec![("type", text("string"))],
        };
        if member.is_some_and(|member| member.flags & SECRET != 0) && is_string(&parts) {
            parts.push(("format", text("password")));
        }
        object(parts)
    }
}

pub(super) fn is_string(parts: &SchemaParts) -> bool {
    matches!(parts.first(), Some((_, Tree::Text(kind))) if kind == "string")
}

/// An item of a list: white space would make two of it.
fn word(mut item: Tree) -> Tree {
    if let Tree::Object(members) = &mut item {
        members.push(("pattern".into(), text(r"^\S+$")));
    }
    item
}

/// Whether the text of a type is a string in JSON, so that it may be the name of a member.
pub(super) fn is_word(cell: &'static Cell) -> bool {
    match cell.get() {
        Some(Definition::Scalar(of)) => matches!(
            scalar_parts(*of).first(),
            Some((_, Tree::Text(kind))) if kind == "string"
        ),
        Some(Definition::Enumeration(_) | Definition::Union(_)) => true,
        _ => false,
    }
}

fn enumeration(of: &'static EnumerationType) -> SchemaParts {
    let values = texts(of.values.iter().copied());
    match of.is_open {
        // Another value is kept.
        true => {
            let known = object(vec![("enum", values)]);
            let other = object(vec![("type", text("string"))]);
            vec![
                ("type", text("string")),
                ("anyOf", Tree::List(vec![known, other])),
            ]
        }
        false => vec![("type", text("string")), ("enum", values)],
    }
}

fn integer(least: i64, most: i64) -> SchemaParts {
    vec![
        ("type", text("integer")),
        ("minimum", Tree::Integer(least.into())),
        ("maximum", Tree::Integer(most.into())),
    ]
}

fn pattern(expression: &str) -> SchemaParts {
    vec![("type", text("string")), ("pattern", text(expression))]
}

/// Numbers that most formats cannot hold exactly: strings, and numbers where they are exact.
fn digits(number: &str, expression: &str) -> SchemaParts {
    vec![
        ("type", texts(["string", number])),
        ("pattern", text(expression)),
    ]
}

fn float() -> SchemaParts {
    let number = object(vec![("type", text("number"))]);
    let other = object(vec![("enum", texts(["INF", "-INF", "NaN"]))]);
    vec![("anyOf", Tree::List(vec![number, other]))]
}

/// The time zone of dates and times.
macro_rules! zoned {
    ($($part:literal)+) => {
        concat!("^", $($part,)+ "(Z|[+-][0-9]{2}:[0-9]{2})?$")
    };
}

/// The schema of a built-in type. The expressions have no syntax that some engine lacks.
pub(super) fn scalar_parts(of: ScalarType) -> SchemaParts {
    const INTEGER: &str = "^[+-]?[0-9]+$";
    match of {
        ScalarType::String => vec![("type", text("string"))],
        ScalarType::Boolean => vec![("type", text("boolean"))],
        ScalarType::Byte => integer(i8::MIN.into(), i8::MAX.into()),
        ScalarType::Short => integer(i16::MIN.into(), i16::MAX.into()),
        ScalarType::Int => integer(i32::MIN.into(), i32::MAX.into()),
        ScalarType::UnsignedByte => integer(0, u8::MAX.into()),
        ScalarType::UnsignedShort => integer(0, u16::MAX.into()),
        ScalarType::UnsignedInt => integer(0, u32::MAX.into()),
        ScalarType::Long | ScalarType::Integer => digits("integer", INTEGER),
        ScalarType::UnsignedLong => digits("integer", r"^(\+?[0-9]+|-0+)$"),
        ScalarType::Decimal => digits("number", r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$"),
        ScalarType::Float | ScalarType::Double => float(),
        ScalarType::Base64Binary => vec![
            ("type", text("string")),
            ("contentEncoding", text("base64")),
            ("pattern", text(r"^[A-Za-z0-9+/=\s]*$")),
        ],
        ScalarType::HexBinary => pattern("^([0-9a-fA-F]{2})*$"),
        ScalarType::Date => pattern(zoned!("-?[0-9]{4,}-[0-9]{2}-[0-9]{2}")),
        ScalarType::DateTime => pattern(zoned!(
            "-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}" "(\\.[0-9]+)?"
        )),
        ScalarType::Time => pattern(zoned!("[0-9]{2}:[0-9]{2}:[0-9]{2}" "(\\.[0-9]+)?")),
        ScalarType::GDay => pattern(zoned!("---[0-9]{2}")),
        ScalarType::GMonth => pattern(zoned!("--[0-9]{2}" "(--)?")),
        ScalarType::GMonthDay => pattern(zoned!("--[0-9]{2}-[0-9]{2}")),
        ScalarType::GYear => pattern(zoned!("-?[0-9]{4,}")),
        ScalarType::GYearMonth => pattern(zoned!("-?[0-9]{4,}-[0-9]{2}")),
        ScalarType::Duration => pattern("^-?P[0-9YMDTHS.]+$"),
        ScalarType::Guid => pattern(
            r"^\{?[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}\}?$",
        ),
        ScalarType::QName => pattern(r"^(\{.*\})?[^{}:\s]+$"),
    }
}

pub(super) fn counts(
    parts: &mut SchemaParts,
    of: &Facets,
    least: &'static str,
    most: &'static str,
) {
    for (name, count) in [(least, of.least), (most, of.most)] {
        if let Some(count) = count {
            parts.push((name, Tree::Integer(count.into())));
        }
    }
}

/// Adds what JSON Schema can say of the facets of a type.
pub(super) fn limit(parts: &mut SchemaParts, scalar: ScalarType, of: &Facets) {
    if scalar == ScalarType::String {
        if of.units == "character" {
            counts(parts, of, "minLength", "maxLength");
        }
        if !of.values.is_empty() && of.built_in != Some(BuiltIn::QName) {
            parts.push(("enum", texts(of.values.iter().copied())));
        }
        let patterns = of.patterns.iter().filter(|one| is_common(one));
        let patterns: Vec<String> = patterns.map(|one| format!("^(?:{one})$")).collect();
        match &*patterns {
            [] => {}
            [one] => parts.push(("pattern", text(one))),
            several => {
                let all = several
                    .iter()
                    .map(|one| object(vec![("pattern", text(one))]));
                parts.push(("allOf", Tree::List(all.collect())));
            }
        }
        return;
    }
    let bounds = [
        ("minimum", of.minimum),
        ("maximum", of.maximum),
        ("exclusiveMinimum", of.above),
        ("exclusiveMaximum", of.below),
    ];
    let is_number = matches!(
        scalar,
        ScalarType::Byte
            | ScalarType::Short
            | ScalarType::Int
            | ScalarType::Long
            | ScalarType::UnsignedByte
            | ScalarType::UnsignedShort
            | ScalarType::UnsignedInt
            | ScalarType::UnsignedLong
            | ScalarType::Integer
            | ScalarType::Decimal
            | ScalarType::Float
            | ScalarType::Double
    );
    for (name, bound) in bounds {
        let Some(bound) = bound.filter(|_| is_number).and_then(number) else {
            continue;
        };
        // The limits of the built-in type are wider.
        parts.retain(|(one, _)| *one != name);
        parts.push((name, bound));
    }
}

/// A bound as a number, if it is sure to be exact.
fn number(bound: &str) -> Option<Tree> {
    if let Ok(value) = bound.parse::<i64>() {
        return Some(Tree::Integer(value.into()));
    }
    let digits = bound.bytes().filter(u8::is_ascii_digit).count();
    let value = bound.parse::<f64>().ok()?;
    (value.is_finite() && digits <= 15).then_some(Tree::Float(value))
}

/// Whether an expression means the same to the engines of JSON Schema (ECMA-262, with the flag `u`).
fn is_common(expression: &str) -> bool {
    let mut chars = expression.chars();
    let mut in_class = false;
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some(
                    '\\' | '.' | '-' | '+' | '*' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|'
                    | '^' | '$' | '/',
                ) => {}
                _ => return false,
            },
            '[' if in_class => return false,
            '[' => in_class = true,
            ']' => in_class = false,
            '&' | '~' if in_class => return false,
            '(' if !in_class && chars.clone().next() == Some('?') => {
                let mut next = chars.clone().skip(1);
                if next.next() != Some(':') {
                    return false;
                }
            }
            '.' | '^' | '$' if !in_class => return false,
            _ => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_one_engine_only_are_left_out() {
        for common in ["[A-Z]{2}", r"[0-9]+(?:\.[0-9]{1,2})?", "a|b"] {
            assert!(is_common(common), "{common}");
        }
        for other in [r"\p{L}+", "[a-z&&[^b]]", "(?i)a", r"\d", "[[a]b]", "."] {
            assert!(!is_common(other), "{other}");
        }
    }

    #[test]
    fn bounds_are_numbers_where_they_are_exact() {
        assert_eq!(number("12"), Some(Tree::Integer(12)));
        assert_eq!(number("0.5"), Some(Tree::Float(0.5)));
        assert_eq!(number("12345678901234567890.5"), None);
        assert_eq!(number("INF"), None);
    }
}
