//! `path=text` and `path:=json`: members of a request as words of a command line.

use serde_json::{Map, Value};
use soap_dynamic::Error;
use soap_dynamic::path::{Step, quoted, steps};
use std::borrow::Cow;

/// Whether a word is a pair.
pub(crate) fn is_pair(word: &str) -> bool {
    split(word).is_some_and(|(path, _)| {
        let path = path.strip_suffix(':').unwrap_or(path);
        let is_named = path.starts_with(['{', '"']) || path.starts_with("@{");
        !path.is_empty() && (is_named || !path.contains(['/', '?', '\\'])) && !path.starts_with('.')
    })
}

/// The path and the value of a pair. A namespace in braces may hold a `=`.
pub(super) fn split(word: &str) -> Option<(&str, &str)> {
    let mut in_braces = false;
    let end = word.find(|at| {
        match at {
            '{' => in_braces = true,
            '}' => in_braces = false,
            _ => {}
        }
        at == '=' && !in_braces
    })?;
    let (path, value) = word.split_at_checked(end)?;
    Some((path, value.strip_prefix('=')?))
}

/// Reads JSON in which no object has two members of one name, one of which would be lost. The inner error is about names.
pub(super) fn json(text: &str) -> serde_json::Result<Result<Value, soap_runtime::json::Error>> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let tree = soap_runtime::json::read_tree(&mut reader)?;
    let value = serde_json::from_str(text)?;
    Ok(soap_runtime::json::check_names(&tree).map(|()| value))
}

/// Checks the paths of pairs: a pair may not set again what one before it has set, which would be lost.
pub(super) fn check<'p>(pairs: impl IntoIterator<Item = &'p String>) -> Result<(), String> {
    let mut set: Vec<Vec<Step>> = Vec::new();
    for pair in pairs {
        let (path, _) = split(pair).ok_or_else(|| format!("`{pair}` is no `path=text`"))?;
        let path = path.strip_suffix(':').unwrap_or(path);
        let steps = steps(path)?;
        if set.iter().any(|before| before.starts_with(&steps)) {
            return Err(format!("{path} is given a second time"));
        }
        set.push(steps);
    }
    Ok(())
}

/// Sets a member of a value.
///
/// # Errors
/// The word is no pair, or fits no value that is there.
pub(crate) fn set(value: &mut Value, word: &str) -> Result<(), String> {
    let (path, text) = split(word).ok_or_else(|| format!("`{word}` is no `path=text`"))?;
    let (path, given) = match path.strip_suffix(':') {
        Some(path) => {
            let json = json(text).map_err(|error| format!("{path}: {error}"))?;
            (path, json.map_err(|error| format!("{path}: {error}"))?)
        }
        None => (path, Value::String(text.to_owned())),
    };
    let mut at = value;
    for step in steps(path)? {
        at = match step {
            Step::Member(name) => {
                if at.is_null() {
                    *at = Value::Object(Map::new());
                }
                let members = at.as_object_mut();
                members
                    .ok_or_else(|| format!("{path}: {name} is a member of no object"))?
                    .entry(name)
                    .or_insert(Value::Null)
            }
            Step::Item(index) => {
                if at.is_null() {
                    *at = Value::Array(Vec::new());
                }
                let items = at.as_array_mut();
                let items = items.ok_or_else(|| format!("{path}: [{index}] is in no array"))?;
                if index > items.len() {
                    let count = items.len();
                    return Err(format!("{path}: item {index} comes after item {count}"));
                }
                if index == items.len() {
                    items.push(Value::Null);
                }
                &mut items[index]
            }
        };
    }
    *at = given;
    Ok(())
}

/// Makes numbers and booleans of texts where the contract wants them. A pair `number=7` does not say which of them it is, so
/// the reader of the request is asked: it names the place of the first text that should be a number or a boolean.
pub(crate) fn retyped(value: &mut Value, error: &Error) -> bool {
    let Error::Json(error) = error else {
        return false;
    };
    if !error.message().ends_with("found a string") {
        return false;
    }
    let Some(at) = value.pointer_mut(&error.pointer()) else {
        return false;
    };
    let Some(parsed) = at
        .as_str()
        .and_then(|text| serde_json::from_str::<Value>(text).ok())
    else {
        return false;
    };
    if !(parsed.is_number() || parsed.is_boolean()) {
        return false;
    }
    *at = parsed;
    true
}

/// An error about a member that words name, with a hint: where the member is a list, or where the type has names that a word must
/// put in quotes.
pub(crate) fn with_hint(error: &Error, pairs: &[String]) -> String {
    if let Error::Json(json) = error
        && json.message().starts_with("expected an array, found ")
    {
        let mut items = pairs.iter().filter_map(|pair| item(pair, &json.pointer()));
        if let Some(item) = items.next() {
            return format!("{error} (it is a list: name an item, as in {item})");
        }
    }
    let error = error.to_string();
    let known = error.split_once("unknown member: the type has ");
    let mut names = known.iter().flat_map(|(_, names)| names.split(", "));
    match names.find(|name| matches!(quoted(name), Cow::Owned(_))) {
        Some(name) => format!("{error} (a name with dots is in quotes: '\"{name}\"=text')"),
        None => error,
    }
}

/// The path of a pair with the number of an item where a JSON Pointer ends.
fn item(pair: &str, pointer: &str) -> Option<String> {
    let (path, _) = split(pair)?;
    let steps = steps(path.strip_suffix(':').unwrap_or(path)).ok()?;
    let count = pointer.matches('/').count();
    let (mut shown, mut reached) = (String::new(), String::new());
    for (index, step) in steps.iter().enumerate() {
        match step {
            Step::Member(name) => {
                let dot = if index == 0 { "" } else { "." };
                shown.push_str(&format!("{dot}{}", quoted(name)));
                reached.push_str(&format!("/{}", name.replace('~', "~0").replace('/', "~1")));
            }
            Step::Item(number) => {
                shown.push_str(&format!("[{number}]"));
                reached.push_str(&format!("/{number}"));
            }
        }
        if index.checked_add(1) == Some(count) {
            if reached != pointer {
                return None;
            }
            shown.push_str("[0]");
        }
    }
    (count > 0 && count <= steps.len()).then_some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_make_objects_and_arrays() {
        let mut value = Value::Null;
        for pair in [
            "order.customer.name=Ann",
            "order.items[0].sku=A=1",
            "order.items[1].count:=2",
            "{urn:x.y}a=b",
            "{http://x.y/?z=1}a=b",
            "\"e.f\"[0].g=h",
        ] {
            set(&mut value, pair).expect("it is a pair");
        }
        let items = json!([{"sku": "A=1"}, {"count": 2}]);
        assert_eq!(
            value,
            json!({
                "order": {"customer": {"name": "Ann"}, "items": items},
                "{urn:x.y}a": "b",
                "{http://x.y/?z=1}a": "b",
                "e.f": [{"g": "h"}],
            })
        );
    }

    #[test]
    fn mistakes_are_told() {
        let mut value = json!({"a": "text"});
        for (pair, message) in [
            ("a.b=1", "b is a member of no object"),
            ("a[0]=1", "[0] is in no array"),
            ("b[2]=1", "item 2 comes after item 0"),
            ("b[x]=1", "an item has a number"),
            ("b[0=1", "a `]` is missing"),
            ("b.=1", "it ends in a dot"),
            ("\"b=1", "a quotation mark is missing"),
            ("b:={", "EOF"),
        ] {
            let error = set(&mut value, pair).expect_err(pair);
            assert!(error.contains(message), "{pair}: {error}");
        }
    }

    #[test]
    fn pairs_and_contracts_are_told_apart() {
        assert!(is_pair("a=b") && is_pair("a.b[0]:=[1]") && is_pair("{http://x/?y=1}a=b"));
        assert!(
            !is_pair("http://host/a?wsdl=1") && !is_pair("orders.wsdl") && !is_pair("./a=b.wsdl")
        );
    }
}
