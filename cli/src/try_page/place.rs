//! Where a path of an error is in a text.

use serde_json::{Value, json};

/// A place in a text, and its path in the values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The offset in bytes.
    pub(super) offset: usize,
    /// Names of members, and indices of items.
    pub(super) steps: Vec<Value>,
}

/// Line and column of an offset, both from 1; columns are characters.
pub(super) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    (line, column)
}

/// The offset of a line and a column, which is in bytes from 1 as `serde_json` has it.
pub(super) fn offset(text: &str, line: usize, column: usize) -> usize {
    let starts = text.split_inclusive('\n').take(line.saturating_sub(1));
    let start: usize = starts.map(str::len).sum();
    (start + column.saturating_sub(1)).min(text.len())
}

/// The meaning of the steps of a path in JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Steps {
    /// Each is a key or an index.
    Keys,
    /// Each is the local name of an element or attribute: items have none, and elements around items may be no members.
    Names,
}

/// The place that a path leads to, or as far as it leads. The text is JSON, which was read before.
pub(super) fn in_json(text: &str, path: &str, steps: Steps) -> Place {
    let mut place = Place {
        offset: blank(text, 0),
        steps: Vec::new(),
    };
    let mut rest = path.strip_prefix('/').unwrap_or(path);
    while !rest.is_empty() {
        let found = match text.as_bytes().get(place.offset) {
            Some(b'{') => member(text, place.offset, rest, steps),
            Some(b'[') => item(text, place.offset, rest, steps),
            _ => None,
        };
        match found {
            Some((step, offset, after)) => {
                place.steps.push(step);
                place.offset = offset;
                rest = after;
            }
            // An element around items, or the body's.
            None if steps == Steps::Names => {
                rest = rest.split_once('/').map_or("", |(_, rest)| rest);
            }
            None => break,
        }
    }
    place
}

/// The member that a path goes on with: its key, the offset of its value, and the rest of the path.
fn member<'p>(
    text: &str,
    at: usize,
    path: &'p str,
    steps: Steps,
) -> Option<(Value, usize, &'p str)> {
    let mut at = blank(text, at + 1);
    while text.as_bytes().get(at) == Some(&b'"') {
        let end = string(text, at);
        let key: String = serde_json::from_str(text.get(at..end)?).ok()?;
        let value = blank(text, blank(text, end) + 1);
        let after = match steps {
            Steps::Keys => after(path, &key),
            Steps::Names => {
                let local = key.rsplit('}').next().unwrap_or(&key);
                let local = local.split('#').next().unwrap_or(local);
                let (is_attribute, local) = match local.strip_prefix('@') {
                    Some(local) => (true, local),
                    None => (key.starts_with('@'), local),
                };
                let wanted = path.strip_prefix('@');
                (is_attribute == wanted.is_some())
                    .then(|| after(wanted.unwrap_or(path), local))
                    .flatten()
            }
        };
        if let Some(after) = after {
            return Some((json!(key), value, after));
        }
        at = next(text, skip(text, value))?;
    }
    None
}

/// The item that a path goes on with.
fn item<'p>(text: &str, at: usize, path: &'p str, steps: Steps) -> Option<(Value, usize, &'p str)> {
    let (wanted, after) = match steps {
        Steps::Keys => {
            let (index, rest) = path.split_once('/').unwrap_or((path, ""));
            (index.parse::<usize>().ok()?, rest)
        }
        // Without an index it is the first item.
        Steps::Names => (0, path),
    };
    let mut at = blank(text, at + 1);
    for _ in 0..wanted {
        at = next(text, skip(text, at))?;
    }
    (text.as_bytes().get(at)? != &b']').then(|| (json!(wanted), at, after))
}

/// The rest of a path that begins with this step.
fn after<'p>(path: &'p str, step: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(step)?;
    match rest.strip_prefix('/') {
        Some(rest) => Some(rest),
        None => rest.is_empty().then_some(rest),
    }
}

/// The next member or item behind a value.
fn next(text: &str, at: usize) -> Option<usize> {
    let at = blank(text, at);
    (text.as_bytes().get(at) == Some(&b',')).then(|| blank(text, at + 1))
}

fn blank(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count()
}

/// The end of a string.
fn string(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = at + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

/// The end of a value.
fn skip(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (at, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = string(text, at);
                if depth == 0 {
                    return at;
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                if depth == 0 {
                    return at;
                }
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            b',' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{
  "order": {"note": "a, \"b\" ]", "{urn:x}lines": [{"price": 1}, {"price": "x"}], "@number": 1},
  "a/b": [[1, 2], 3]
}"#;

    fn at(path: &str, steps: Steps) -> (String, String) {
        let place = in_json(TEXT, path, steps);
        let rest: String = TEXT[place.offset..].chars().take(6).collect();
        (rest, serde_json::to_string(&place.steps).expect("JSON"))
    }

    #[test]
    fn keys_and_indices_lead_to_values() {
        for (path, rest, steps) in [
            ("/", "{\n  \"o", "[]"),
            ("/order", "{\"note", r#"["order"]"#),
            (
                "/order/{urn:x}lines/1/price",
                "\"x\"}],",
                r#"["order","{urn:x}lines",1,"price"]"#,
            ),
            ("/order/@number", "1},\n  ", r#"["order","@number"]"#),
            ("/order/missing", "{\"note", r#"["order"]"#),
            ("/a/b/0/1", "2], 3]", r#"["a/b",0,1]"#),
            ("/a/b/7", "[[1, 2", r#"["a/b"]"#),
        ] {
            let (found, way) = at(path, Steps::Keys);
            assert!(
                found.starts_with(&rest[..rest.len().min(6)]),
                "{path}: {found}"
            );
            assert_eq!(way, steps, "{path}");
        }
    }

    #[test]
    fn names_of_elements_lead_to_values() {
        for (path, steps) in [
            (
                "/Echo/order/lines/Line/price",
                r#"["order","{urn:x}lines",0,"price"]"#,
            ),
            (
                "/Envelope/Body/Echo/order/@number",
                r#"["order","@number"]"#,
            ),
        ] {
            assert_eq!(at(path, Steps::Names).1, steps, "{path}");
        }
    }

    #[test]
    fn lines_and_columns_count_characters() {
        assert_eq!(line_and_column("a\nüb", 4), (2, 2));
        assert_eq!(line_and_column("a", 9), (1, 2));
        assert_eq!(offset("a\nüb", 2, 3), 4);
    }

    #[test]
    fn no_text_is_too_odd() {
        for text in [
            "",
            "{",
            "[",
            "{\"",
            "{\"a",
            "{\"a\":",
            "[1,",
            "\"\\",
            "{\"a\":{\"b\":",
        ] {
            for path in ["/a/b", "/0", "/"] {
                for steps in [Steps::Keys, Steps::Names] {
                    assert!(in_json(text, path, steps).offset <= text.len() + 1);
                }
            }
        }
    }
}
