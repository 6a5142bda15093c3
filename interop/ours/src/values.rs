//! The values of the cases of Probe, and the comparison of two.

use crate::generated::probe::types::*;
use soap_runtime::xml::RawElement;
use soap_runtime::{
    AnyType, Base64Binary, Dictionary, FlagSet, HexBinary, Nillable, QName, ValueError,
};
use std::str::FromStr;

/// A valid literal of this file. An invalid one gives `None`, and its case fails.
fn value<T: FromStr<Err = ValueError>>(text: &str) -> Option<T> {
    text.parse().ok()
}

fn circle(label: &str, radius: f64) -> Circle {
    Circle {
        label: Some(label.to_owned()),
        radius: Some(radius),
    }
}

/// The values of a case. An unknown case has only its name.
pub(crate) fn of(case: &str) -> Values {
    let mut v = Values {
        case: Some(case.to_owned()),
        required_text: Some("required".to_owned()),
        ..Values::default()
    };
    // A case that nobody knows is "absent" or the like: it has no values.
    let _ = numbers(case, &mut v)
        || texts_and_dates(case, &mut v)
        || lists(case, &mut v)
        || shapes(case, &mut v);
    v
}

/// Sets the numbers of a case; `false` if the case is another one.
fn numbers(case: &str, v: &mut Values) -> bool {
    match case {
        "scalars" => {
            v.flag = Some(true);
            v.signed_byte = Some(-12);
            v.unsigned_byte = Some(200);
            v.short = Some(-3000);
            v.unsigned_short = Some(60000);
            v.int = Some(-70000);
            v.unsigned_int = Some(4_000_000_000);
            v.long = Some(-5_000_000_000);
            v.unsigned_long = Some(10_000_000_000);
            v.float = Some(0.1);
            v.double = Some(1.0 / 3.0);
            v.decimal = value("12345.678901");
            v.id = value("0f8fad5b-d9cb-469f-a165-70867728950e");
            v.letter = Some(230);
            v.data = Some(Base64Binary::new(vec![0, 1, 2, 253, 254, 255]));
            v.link = Some("http://example.invalid/a?b=c&d=%C3%A6".to_owned());
            v.maybe_int = Nillable::Value(7);
        }
        "minimums" => {
            v.flag = Some(false);
            v.signed_byte = Some(i8::MIN);
            v.unsigned_byte = Some(u8::MIN);
            v.short = Some(i16::MIN);
            v.unsigned_short = Some(u16::MIN);
            v.int = Some(i32::MIN);
            v.unsigned_int = Some(u32::MIN);
            v.long = Some(i64::MIN);
            v.unsigned_long = Some(u64::MIN);
            v.float = Some(f32::MIN);
            v.double = Some(f64::MIN);
            v.decimal = value("-79228162514264337593543950335");
        }
        "maximums" => {
            v.signed_byte = Some(i8::MAX);
            v.unsigned_byte = Some(u8::MAX);
            v.short = Some(i16::MAX);
            v.unsigned_short = Some(u16::MAX);
            v.int = Some(i32::MAX);
            v.unsigned_int = Some(u32::MAX);
            v.long = Some(i64::MAX);
            v.unsigned_long = Some(u64::MAX);
            v.float = Some(f32::MAX);
            v.double = Some(f64::MAX);
            v.decimal = value("79228162514264337593543950335");
        }
        _ => return false,
    }
    true
}

/// Sets the texts, doubles, dates and names of a case; `false` if the case is another one.
fn texts_and_dates(case: &str, v: &mut Values) -> bool {
    match case {
        "strings" => {
            v.text =
                Nillable::Value("<a b=\"c\" d='e'>&amp; ]]> Ærø € 🚀 \u{10FFFD}</a>".to_owned());
        }
        "whitespace" => {
            v.text = Nillable::Value("  two \t tab \n line \r return  ".to_owned());
            v.strings = Some(vec![Some(" ".to_owned()), Some("\r\n".to_owned())]);
        }
        "empty" => {
            v.required_text = Some(String::new());
            v.text = Nillable::Value(String::new());
            v.data = Some(Base64Binary::new(Vec::new()));
            v.ints = Some(Vec::new());
            v.strings = Some(vec![Some(String::new())]);
            v.doubles = Some(Vec::new());
            v.pairs = Some(Dictionary::default());
            v.shapes = Some(Vec::new());
        }
        "nil" => {
            v.required_text = None;
            v.text = Nillable::Nil;
            v.maybe_int = Nillable::Nil;
        }
        "doubles" => {
            v.float = Some(f32::INFINITY);
            v.double = Some(f64::NAN);
            v.doubles = Some(vec![
                f64::NAN,
                f64::INFINITY,
                f64::NEG_INFINITY,
                -0.0,
                0.1 + 0.2,
                1.0 / 3.0,
                5e-324,
                1e21,
                1e-7,
                123_456_789.125,
            ]);
        }
        "dates" => {
            v.moment = value("2019-03-14T22:09:26.5354321Z");
            v.moments = Some(
                [
                    "2019-03-14T15:09:26",
                    "0001-01-01T00:00:00",
                    "9999-12-31T23:59:59.9999999",
                    "2019-03-14T15:09:26Z",
                ]
                .iter()
                .filter_map(|text| value(text))
                .collect(),
            );
        }
        "date-zone" => v.moment = value("2019-07-14T15:09:26.535+05:30"),
        "duration" => v.span = value("P1DT2H3M4.005S"),
        "qname" => {
            v.tag = QName::new("http://example.invalid/other", "name").ok();
        }
        "hex" => v.hex = Some(HexBinary(vec![0, 10, 255])),
        "day-and-hour" => {
            v.day = value("2024-02-29");
            v.hour = value("23:59:58");
        }
        _ => return false,
    }
    true
}

/// Sets the flags, lists and bytes of a case; `false` if the case is another one.
fn lists(case: &str, v: &mut Values) -> bool {
    match case {
        "flags-none" => v.rights = Some(FlagSet::default()),
        "flags-one" => v.rights = Some(FlagSet::from([RightsFlag::Write])),
        "flags-several" => {
            v.rights = Some(FlagSet::from([
                RightsFlag::Read,
                RightsFlag::Write,
                RightsFlag::Delete,
            ]));
        }
        "enumeration" => v.color = Some(Color::DeepBlue),
        "dictionary" => {
            v.pairs = Some(
                [("a", Some("1 <&>")), ("b", None), ("c", Some(""))]
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value.map(str::to_owned)))
                    .collect(),
            );
        }
        "nil-items" => {
            v.strings = Some(vec![Some("a".to_owned()), None, Some("b".to_owned())]);
        }
        "blob" => {
            v.data = Some(Base64Binary::new(
                (0..1_048_576u32)
                    .map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8)
                    .collect(),
            ));
        }
        "items" => v.ints = Some((0..10_000).map(|i| i * 7 - 35_000).collect()),
        _ => return false,
    }
    true
}

/// Sets the polymorphic values of a case; `false` if the case is another one.
fn shapes(case: &str, v: &mut Values) -> bool {
    match case {
        "base" => {
            v.shape = Some(ShapeKind::Shape(Shape {
                label: Some("plain".to_owned()),
            }));
        }
        "derived" => v.shape = Some(ShapeKind::Circle(circle("round", 1.5))),
        "shapes" => {
            v.shapes = Some(vec![
                ShapeKind::Shape(Shape {
                    label: Some("first".to_owned()),
                }),
                ShapeKind::Circle(circle("second", 2.0)),
                ShapeKind::Box(Box {
                    label: Some("third".to_owned()),
                    width: Some(3),
                    height: Some(4),
                }),
            ]);
        }
        "any-int" => v.anything = Some(AnyType::typed("int", "42")),
        "any-string" => v.anything = Some(AnyType::typed("string", "s <&>")),
        "any-shape" => {
            v.anything = RawElement::parse(
                "<x xmlns:p=\"http://example.invalid/probe\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" \
                 i:type=\"p:Circle\"><p:Label>any</p:Label><p:Radius>2.5</p:Radius></x>",
            )
            .ok()
            .map(|element| AnyType::from_element(&element));
        }
        _ => return false,
    }
    true
}

/// Returns `same`, or the members that differ.
///
/// For an optional nillable member, nil means the same as absence, and toolkits write either. Only the case `nil` tells
/// them apart.
pub(crate) fn verdict(sent: &Values, came: &Values) -> String {
    let mut came = came.clone();
    if sent.case.as_deref() != Some("nil") {
        if came.text.is_nil() && sent.text.is_absent() {
            came.text = Nillable::Absent;
        }
        if came.maybe_int.is_nil() && sent.maybe_int.is_absent() {
            came.maybe_int = Nillable::Absent;
        }
    }
    let came = &came;
    let mut differences: Vec<String> = Vec::new();
    // Two values are the same if they are equal or have the same text: NaN is not equal to itself. Zeros at the end of
    // a fraction of a second do not count.
    let plain = |text: String| text.replace("535000", "535");
    macro_rules! compare {
        ($($field:ident)*) => {
            $(
                let (a, b) = (plain(format!("{:?}", sent.$field)), plain(format!("{:?}", came.$field)));
                // Equality does not tell 0.0 from -0.0. The text of bytes is only their number.
                let alike = a == b && !a.contains("Binary(");
                let equal = sent.$field == came.$field && (a == b || !a.contains("-0.0"));
                if !alike && !equal {
                    differences.push(format!("{}: {} became {}", stringify!($field), short(&a), short(&b)));
                }
            )*
        };
    }
    compare! {
        case required_text text flag signed_byte unsigned_byte short unsigned_short int unsigned_int long unsigned_long
        float double decimal moment span id letter data link tag hex day hour maybe_int color rights ints strings doubles
        moments pairs shape shapes
    }
    let (a, b) = (anything(&sent.anything), anything(&came.anything));
    if a != b {
        differences.push(format!("anything: {a} became {b}"));
    }
    if differences.is_empty() {
        "same".to_owned()
    } else {
        differences.join("; ")
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The type and content of a value of `xs:anyType`, without regard to prefixes.
fn anything(value: &Option<AnyType>) -> String {
    let Some(value) = value else {
        return "None".to_owned();
    };
    let mut text = match value.type_name() {
        Some(name) => format!("{name:?}("),
        None => "untyped(".to_owned(),
    };
    let children = value.children();
    if children.is_empty() {
        text.push_str(&value.text().unwrap_or_default());
    }
    for child in children {
        text.push_str(&format!(
            "{:?}={} ",
            child.name(),
            child.text().unwrap_or_default()
        ));
    }
    text.push(')');
    text
}
