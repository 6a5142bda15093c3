//! Values at the bounds of simple types, and next to them.

use super::lookup::Text;
use super::values::{BOUNDS, BuiltIn, ValueSpace};
use super::{Schema, Variety};

/// The number of types that are followed. More are a circle.
const DEEP: usize = 20;

/// Bounds of the recipes that cannot be computed, each with the values on either side of it.
#[rustfmt::skip]
const NEIGHBOURS: &[(&str, [&str; 3])] = &[
    ("date", ["1999-12-31", "2000-01-01", "2000-01-02"]),
    ("date", ["2030-12-30", "2030-12-31", "2031-01-01"]),
    ("dateTime", ["1999-12-31T23:59:59.999Z", "2000-01-01T00:00:00Z", "2000-01-01T00:00:00.001Z"]),
];

/// The first type of a chain of restrictions.
enum Primitive {
    BuiltIn(&'static BuiltIn),
    /// A list, with a valid item.
    List(String),
}

impl Text<'_> {
    /// The values at each bound of the type and of its parts, just below and just above it. The same for every run.
    pub fn boundaries(&self, schema: &Schema) -> Vec<String> {
        let mut all = Vec::new();
        self.collect_boundaries(schema, 0, &mut all);
        let mut known = std::collections::BTreeSet::new();
        all.retain(|text| known.insert(text.clone()));
        all
    }

    fn collect_boundaries(&self, schema: &Schema, depth: usize, all: &mut Vec<String>) {
        let Self::Simple(simple) = self else {
            return;
        };
        if depth > DEEP {
            return;
        }
        let (own, parts) = match &simple.variety {
            Variety::Restriction(base, facets) => (facets.as_slice(), std::slice::from_ref(base)),
            Variety::List(item) => (&[][..], std::slice::from_ref(item)),
            Variety::Union(members) => (&[][..], members.as_slice()),
        };
        if let Some(primitive) = self.primitive(schema, 0) {
            for (facet, value) in own {
                all.extend(at(&primitive, facet, value));
            }
        }
        for part in parts {
            if let Some(part) = schema.text_type(part) {
                part.collect_boundaries(schema, depth + 1, all);
            }
        }
    }

    fn primitive(&self, schema: &Schema, depth: usize) -> Option<Primitive> {
        let item = |good: Vec<String>| {
            let is_word = |text: &String| !text.is_empty() && !text.contains([' ', '\t', '\n']);
            good.into_iter().find(is_word)
        };
        match self {
            Self::BuiltIn(of) if of.list => item(self.good()).map(Primitive::List),
            Self::BuiltIn(of) => Some(Primitive::BuiltIn(of)),
            Self::Simple(simple) => match &simple.variety {
                Variety::Restriction(base, _) if depth < DEEP => {
                    schema.text_type(base)?.primitive(schema, depth + 1)
                }
                Variety::List(of) => item(schema.text_type(of)?.good()).map(Primitive::List),
                Variety::Restriction(..) | Variety::Union(_) => None,
            },
        }
    }
}

/// The values at a facet.
fn at(primitive: &Primitive, facet: &str, value: &str) -> Vec<String> {
    let count = value.parse::<usize>().ok();
    let around = |count: usize| [count.saturating_sub(1), count, count + 1];
    match (facet, count) {
        ("minInclusive" | "maxInclusive" | "minExclusive" | "maxExclusive", _) => match primitive {
            Primitive::BuiltIn(of) => neighbours(of, value),
            Primitive::List(_) => Vec::new(),
        },
        ("length" | "minLength" | "maxLength", Some(count)) => {
            let texts = around(count).into_iter();
            texts.flat_map(|count| long(primitive, count)).collect()
        }
        ("totalDigits", Some(count)) => {
            let digits = |count| "9".repeat(count);
            vec![
                digits(count),
                digits(count + 1),
                format!("00{}", digits(count)),
            ]
        }
        ("fractionDigits", Some(count)) => {
            let digits = |count| format!("1.{}", "1".repeat(count));
            vec![
                digits(count),
                digits(count + 1),
                format!("{}00", digits(count)),
            ]
        }
        _ => Vec::new(),
    }
}

/// Values of a length.
fn long(primitive: &Primitive, count: usize) -> Vec<String> {
    match primitive {
        Primitive::List(item) => vec![vec![item.as_str(); count].join(" ")],
        Primitive::BuiltIn(of) => match of.name {
            "hexBinary" => vec!["0a".repeat(count)],
            "base64Binary" => {
                let rest = ["", "QQ==", "QUI="][count % 3];
                vec!["QUJD".repeat(count / 3) + rest]
            }
            // A length counts characters, not bytes.
            "string" | "normalizedString" | "token" => vec!["x".repeat(count), "ä".repeat(count)],
            _ => vec!["x".repeat(count)],
        },
    }
}

/// The value just below a bound, the bound, and the value just above it.
fn neighbours(of: &BuiltIn, bound: &str) -> Vec<String> {
    match of.space {
        ValueSpace::Decimal => decimals(bound),
        ValueSpace::Float if of.name == "float" => bound.parse::<f32>().map_or(Vec::new(), |at| {
            let (below, above) = (at.next_down(), at.next_up());
            vec![format!("{below:E}"), bound.to_owned(), format!("{above:E}")]
        }),
        ValueSpace::Float => bound.parse::<f64>().map_or(Vec::new(), |at| {
            let (below, above) = (at.next_down(), at.next_up());
            vec![format!("{below:E}"), bound.to_owned(), format!("{above:E}")]
        }),
        _ => {
            let mut known = BOUNDS.iter().chain(NEIGHBOURS);
            let found = known.find(|(name, [_, at, _])| *name == of.name && *at == bound);
            found.map_or(Vec::new(), |(_, texts)| {
                texts.iter().map(|&text| text.to_owned()).collect()
            })
        }
    }
}

/// A decimal number, less and more one in its last digit.
fn decimals(bound: &str) -> Vec<String> {
    let digits = bound.chars().filter(|c| *c != '.').collect::<String>();
    let places = bound.split_once('.').map_or(0, |(_, rest)| rest.len());
    let Ok(number) = digits.parse::<i128>() else {
        return Vec::new();
    };
    let text = |number: i128| {
        let sign = if number < 0 { "-" } else { "" };
        let digits = format!("{:0>1$}", number.unsigned_abs(), places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let point = if places > 0 { "." } else { "" };
        format!("{sign}{whole}{point}{fraction}")
    };
    vec![text(number - 1), bound.to_owned(), text(number + 1)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::simple::restricted;
    use crate::schema::values::{BUILT_IN, RECIPES};

    fn built_in(name: &str) -> &'static BuiltIn {
        BUILT_IN.iter().find(|of| of.name == name).unwrap()
    }

    #[test]
    fn every_bound_has_neighbours() {
        for (name, [_, bound, _]) in BOUNDS {
            assert_eq!(neighbours(built_in(name), bound).len(), 3, "{name} {bound}");
        }
        for recipe in RECIPES {
            let simple = restricted(recipe);
            let texts = Text::Simple(&simple).boundaries(&crate::schema::generate(1, 1));
            let bounded = |facet: &str| {
                ["clusive", "ength", "Digits"]
                    .iter()
                    .any(|end| facet.ends_with(end))
            };
            let bounds = recipe.facets.iter().filter(|(facet, _)| bounded(facet));
            for (facet, value) in bounds {
                assert!(texts.len() >= 2, "{} {facet} {value}", recipe.base);
            }
        }
    }

    #[test]
    fn decimals_differ_in_their_last_digit() {
        assert_eq!(decimals("10"), ["9", "10", "11"]);
        assert_eq!(decimals("0"), ["-1", "0", "1"]);
        assert_eq!(decimals("-5"), ["-6", "-5", "-4"]);
        assert_eq!(decimals("0.5"), ["0.4", "0.5", "0.6"]);
        assert_eq!(decimals("1.50"), ["1.49", "1.50", "1.51"]);
        assert_eq!(decimals("0.00"), ["-0.01", "0.00", "0.01"]);
    }
}
