//! Values of the built-in simple types: lexical forms, equality and order (XML Schema Part 2, section 3).

mod number;
mod temporal;

use crate::ground::{is_language, is_name, is_ncname, is_nmtoken};
use crate::model::{Builtin, WhiteSpace};
pub(crate) use number::Decimal;
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

    /// A text that equal values of a type have in common.
    pub(super) fn key(&self) -> String {
        match self {
            // Positive and negative zero are equal.
            Self::Float(number) if *number == 0.0 => "0".to_owned(),
            Self::Binary(digits, _) => digits.clone(),
            Self::List(items) => {
                let keys: Vec<String> = items.iter().map(Self::key).collect();
                format!("{keys:?}")
            }
            _ => format!("{self:?}"),
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

/// The words of a text, with numbers in normal form.
pub(super) fn words(text: &str) -> String {
    let words = text.split_ascii_whitespace();
    let words: Vec<String> = words
        .map(|word| match Decimal::parse(word) {
            Some(number) => format!("{number:?}"),
            None => word.to_owned(),
        })
        .collect();
    words.join(" ")
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
        B::Nmtoken => plain(is_nmtoken(text)),
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
