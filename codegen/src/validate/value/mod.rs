//! Values of the built-in simple types: lexical forms, equality and order (XML Schema Part 2, section 3).

mod number;
mod temporal;

use crate::model::{Builtin, WhiteSpace};
pub(super) use number::Decimal;
use std::cmp::Ordering;
use temporal::{Duration, Moment};

/// A value of a simple type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Also of names and addresses.
    Text(String),
    Boolean(bool),
    Decimal(Decimal),
    Float(f64),
    Duration(Duration),
    Moment(Moment),
    /// Octets as hexadecimal digits or base64 characters, and their number.
    Binary(String, u64),
    List(Vec<Value>),
}

impl Value {
    /// The number of characters, octets or items, as `length` counts them.
    pub(super) fn length(&self) -> Option<u64> {
        match self {
            Self::Text(text) => Some(text.chars().count() as u64),
            Self::Binary(_, octets) => Some(*octets),
            Self::List(items) => Some(items.len() as u64),
            _ => None,
        }
    }

    /// The order of the value space, which is partial.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Decimal(a), Self::Decimal(b)) => Some(a.compare(b)),
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(b),
            (Self::Duration(a), Self::Duration(b)) => a.compare(b),
            (Self::Moment(a), Self::Moment(b)) => a.compare(b),
            _ => None,
        }
    }
}

/// `text` after white space processing.
pub(super) fn normalized(text: &str, white_space: WhiteSpace) -> String {
    match white_space {
        WhiteSpace::Preserve => text.to_owned(),
        WhiteSpace::Replace => text.replace(['\t', '\n', '\r'], " "),
        WhiteSpace::Collapse => {
            let words: Vec<&str> = text.split_ascii_whitespace().collect();
            words.join(" ")
        }
    }
}

/// The value of a normalized text in a built-in type; `None` if it is not valid.
pub(super) fn parse(builtin: Builtin, text: &str) -> Option<Value> {
    use Builtin as B;
    let plain = |fits: bool| fits.then(|| Value::Text(text.to_owned()));
    match builtin {
        B::AnyType | B::AnySimpleType | B::String | B::NormalizedString | B::Token | B::AnyUri => {
            plain(true)
        }
        B::Language => plain(is_language(text)),
        B::Nmtoken => plain(!text.is_empty() && text.chars().all(is_name_char)),
        B::Name => plain(is_name(text)),
        B::NCName | B::Id | B::Idref | B::Entity => plain(is_ncname(text)),
        B::QName | B::Notation => {
            let (prefix, local) = text.split_once(':').unwrap_or(("a", text));
            plain(is_ncname(prefix) && is_ncname(local))
        }
        B::Nmtokens => list(B::Nmtoken, text),
        B::Idrefs => list(B::Idref, text),
        B::Entities => list(B::Entity, text),
        B::Boolean => match text {
            "true" | "1" => Some(Value::Boolean(true)),
            "false" | "0" => Some(Value::Boolean(false)),
            _ => None,
        },
        B::Float => number::float(text, true).map(Value::Float),
        B::Double => number::float(text, false).map(Value::Float),
        B::HexBinary => {
            let fits = text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit());
            fits.then(|| Value::Binary(text.to_ascii_uppercase(), text.len() as u64 / 2))
        }
        B::Base64Binary => base64(text),
        B::Duration => temporal::duration(text).map(Value::Duration),
        B::DateTime
        | B::Date
        | B::Time
        | B::GYearMonth
        | B::GYear
        | B::GMonthDay
        | B::GDay
        | B::GMonth => temporal::moment(builtin, text).map(Value::Moment),
        _ => number::of_type(builtin, text).map(Value::Decimal),
    }
}

fn list(item: Builtin, text: &str) -> Option<Value> {
    let items: Option<Vec<Value>> = text
        .split_ascii_whitespace()
        .map(|word| parse(item, word))
        .collect();
    items.filter(|items| !items.is_empty()).map(Value::List)
}

fn base64(text: &str) -> Option<Value> {
    let digits: String = text.chars().filter(|c| *c != ' ').collect();
    let data = digits.trim_end_matches('=');
    let padding = digits.len() - data.len();
    let is_digit = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    let fits = digits.len().is_multiple_of(4) && padding <= 2 && data.bytes().all(is_digit);
    let octets = (data.len() as u64) * 3 / 4;
    fits.then_some(Value::Binary(digits, octets))
}

fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_part = |part: &str, digits: bool| {
        (1..=8).contains(&part.len())
            && part
                .bytes()
                .all(|b| b.is_ascii_alphabetic() || digits && b.is_ascii_digit())
    };
    parts.next().is_some_and(|part| is_part(part, false)) && parts.all(|part| is_part(part, true))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c| is_name_start(c) || c == ':') && text.chars().all(is_name_char)
}

fn is_ncname(text: &str) -> bool {
    text.starts_with(is_name_start) && text.chars().all(|c| c != ':' && is_name_char(c))
}

/// XML 1.0, fifth edition, production 4, without the colon.
fn is_name_start(char: char) -> bool {
    matches!(char, 'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}' | '\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

fn is_name_char(char: char) -> bool {
    is_name_start(char)
        || matches!(char, ':' | '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}' | '\u{2040}')
}
