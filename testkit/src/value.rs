//! Comparing values in the value space of their type.

use crate::Name;

/// The rule for comparing the texts of two elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueSpace {
    /// Character by character.
    Text,
    /// `true` equals `1`.
    Boolean,
    /// Sign and leading zeros do not matter.
    Integer,
    /// Zeros at the end of the fraction do not matter, nor do sign and leading zeros.
    Decimal,
    /// As IEEE doubles.
    Float,
    /// Zeros at the end of the fraction of a second do not matter, `Z` is `+00:00`.
    DateTime,
    /// White space does not matter.
    Base64,
    /// Case does not matter.
    Hex,
    /// Items separated by white space.
    Tokens,
}

impl ValueSpace {
    /// Guesses the value space from the text: numbers with a fraction or an exponent, and dates with a time.
    pub fn by_looks(text: &str) -> Self {
        let text = text.trim();
        if text.contains(['.', 'E', 'e']) && text.parse::<f64>().is_ok() {
            Self::Float
        } else if text.starts_with(|c: char| c.is_ascii_digit())
            && text.contains('T')
            && text.contains(':')
        {
            Self::DateTime
        } else {
            Self::Text
        }
    }

    /// The value space of a built-in type; `Text` for other names.
    pub fn of(name: &Name) -> Self {
        if name.namespace != "http://www.w3.org/2001/XMLSchema" {
            return Self::Text;
        }
        match name.local.as_str() {
            "boolean" => Self::Boolean,
            "byte" | "short" | "int" | "long" | "integer" | "unsignedByte" | "unsignedShort"
            | "unsignedInt" | "unsignedLong" | "nonNegativeInteger" | "nonPositiveInteger"
            | "positiveInteger" | "negativeInteger" => Self::Integer,
            "decimal" => Self::Decimal,
            "float" | "double" => Self::Float,
            "dateTime" | "time" => Self::DateTime,
            "base64Binary" => Self::Base64,
            "hexBinary" => Self::Hex,
            "NMTOKENS" | "IDREFS" | "ENTITIES" | "token" | "NMTOKEN" | "Name" | "NCName" | "ID"
            | "IDREF" | "date" | "duration" | "gYear" | "gYearMonth" | "gMonth" | "gMonthDay"
            | "gDay" | "anyURI" => Self::Tokens,
            _ => Self::Text,
        }
    }
}

/// Whether two texts have the same value.
pub fn same_value(left: &str, right: &str, space: ValueSpace) -> bool {
    if left == right {
        return true;
    }
    let (left, right) = match space {
        ValueSpace::Text => return false,
        ValueSpace::Base64 => {
            return left.split_ascii_whitespace().collect::<String>()
                == right.split_ascii_whitespace().collect::<String>();
        }
        ValueSpace::Tokens => {
            return left
                .split_ascii_whitespace()
                .eq(right.split_ascii_whitespace());
        }
        _ => (left.trim(), right.trim()),
    };
    // An empty text is no value of any type.
    if left.is_empty() || right.is_empty() {
        return left == right;
    }
    match space {
        ValueSpace::Boolean => matches!(left, "true" | "1") == matches!(right, "true" | "1"),
        ValueSpace::Integer | ValueSpace::Decimal => decimal(left) == decimal(right),
        ValueSpace::Float => match (float(left), float(right)) {
            (Some(left), Some(right)) => left == right || (left.is_nan() && right.is_nan()),
            _ => left == right,
        },
        ValueSpace::DateTime => date_time(left) == date_time(right),
        ValueSpace::Hex => left.eq_ignore_ascii_case(right),
        ValueSpace::Text | ValueSpace::Base64 | ValueSpace::Tokens => left == right,
    }
}

fn decimal(text: &str) -> (bool, &str, &str) {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (
        whole.trim_start_matches('0'),
        fraction.trim_end_matches('0'),
    );
    (
        negative && !(whole.is_empty() && fraction.is_empty()),
        whole,
        fraction,
    )
}

fn float(text: &str) -> Option<f64> {
    match text {
        "INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        "NaN" => Some(f64::NAN),
        _ => text.parse().ok(),
    }
}

fn date_time(text: &str) -> (&str, &str, &str) {
    let zone = text.find('T').map_or(0, |t| t + 1);
    let end = text[zone..]
        .find(['Z', '+', '-'])
        .map_or(text.len(), |at| zone + at);
    let (local, offset) = text.split_at(end);
    let offset = if matches!(offset, "+00:00" | "-00:00") {
        "Z"
    } else {
        offset
    };
    let (seconds, fraction) = local.split_once('.').unwrap_or((local, ""));
    (seconds, fraction.trim_end_matches('0'), offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_compared_in_their_space() {
        for (left, right, space, same) in [
            ("0.0", "0", ValueSpace::Float, true),
            ("-0", "0", ValueSpace::Integer, true),
            ("+007", "7", ValueSpace::Integer, true),
            ("1.50", "1.5", ValueSpace::Decimal, true),
            ("1.5", "15", ValueSpace::Decimal, false),
            ("NaN", " NaN ", ValueSpace::Float, true),
            ("1", "true", ValueSpace::Boolean, true),
            ("1", "0", ValueSpace::Boolean, false),
            (
                "2024-01-01T00:00:00.500Z",
                "2024-01-01T00:00:00.5+00:00",
                ValueSpace::DateTime,
                true,
            ),
            (
                "2024-01-01T00:00:00",
                "2024-01-01T00:00:00Z",
                ValueSpace::DateTime,
                false,
            ),
            ("QU JD", "QUJD", ValueSpace::Base64, true),
            ("", "0", ValueSpace::Integer, false),
            (" a", "a", ValueSpace::Text, false),
        ] {
            assert_eq!(
                same_value(left, right, space),
                same,
                "{left} {right} {space:?}"
            );
        }
    }
}
