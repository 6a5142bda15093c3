//! JSON of messages, for tables that are planned from made-up schemas.

use crate::planned::{NAMES, SCHEMAS, contract};
use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value};

const TEXTS: [&str; 14] = [
    "",
    "x",
    "\u{0}",
    "\u{1}",
    "]]>",
    "&#x1;",
    "-0",
    "1e400",
    "2147483648",
    "true",
    "2026-11-29T08:00:00Z",
    "T0",
    "{urn:t}T0",
    "\u{fffe}",
];
const KEYS: [&str; 10] = [
    "First",
    "Again",
    "@type",
    "@nil",
    "@attributes",
    "$value",
    "$",
    "",
    "#text",
    "value",
];

/// Reads JSON of any shape with the names of the schema. What is read is written as JSON and XML that come back.
pub fn run(data: &[u8]) {
    let _ = message(&mut Unstructured::new(data));
}

fn value(u: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    Ok(match u.int_in_range(0..=if depth > 8 { 4 } else { 9u8 })? {
        0 => Value::Null,
        1 => Value::Bool(u.arbitrary()?),
        2 => u.arbitrary::<i64>()?.into(),
        3 => u.arbitrary::<f64>()?.into(),
        4 => (*u.choose(&TEXTS)?).into(),
        5 => {
            let mut items = Vec::new();
            for _ in 0..u.int_in_range(0..=3u8)? {
                items.push(value(u, depth + 1)?);
            }
            items.into()
        }
        _ => {
            let mut members = Map::new();
            for _ in 0..u.int_in_range(0..=4u8)? {
                let key = match u.ratio(1, 5u8)? {
                    true => *u.choose(&KEYS)?,
                    false => *u.choose(&NAMES)?,
                };
                members.insert(key.to_owned(), value(u, depth + 1)?);
            }
            members.into()
        }
    })
}

fn message(u: &mut Unstructured<'_>) -> Result<()> {
    let contract = contract(u.int_in_range(0..=SCHEMAS - 1)?);
    let ask = contract.operation("Ask").expect("the operation");
    let mut text = match u.ratio(1, 3u8)? {
        true => value(u, 0)?.to_string(),
        // Right at the top, so that more of it is read.
        false => {
            let mut top = Map::new();
            top.insert("First".to_owned(), value(u, 1)?);
            if u.arbitrary()? {
                top.insert("Again".to_owned(), value(u, 1)?);
            }
            Value::from(top).to_string()
        }
    };
    if u.ratio(1, 6u8)? {
        let at = u.choose_index(text.len())?;
        if text.is_char_boundary(at) {
            text.insert_str(at, u.choose(&["{", "[", "\"", ",", "0", "\\u0000", "}"])?);
        }
    }
    let message = match ask.request_from_json(&text) {
        Ok(message) => message,
        Err(error) => return Ok(drop(format!("{error} {error:?}"))),
    };
    let json = message.to_json().expect("what was read from JSON is JSON");
    let again = ask.request_from_json(&json).expect("its JSON is read");
    assert_eq!(again.to_json().expect("JSON"), json, "{text}");
    if let Ok(xml) = message.to_xml() {
        let read = ask
            .request_from_xml(xml.as_bytes())
            .unwrap_or_else(|error| panic!("{error}: {xml} of {text}"));
        assert_eq!(read.to_xml().expect("XML"), xml, "{text}");
    }
    Ok(())
}
