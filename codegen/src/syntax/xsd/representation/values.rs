//! The lexical forms of the attributes of a schema document.

use super::table::Value;

/// Describes the expected value, if the text is not one.
pub(super) fn problem(values: Value, text: &str) -> Option<String> {
    let text = text.trim_ascii();
    let one_of = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        words.join(" or ")
    };
    match values {
        Value::Text | Value::Occurs => None,
        Value::NCName => (!is_ncname(text)).then(|| "a name without colon".to_owned()),
        Value::Boolean => {
            (!matches!(text, "true" | "false" | "1" | "0")).then(|| "`true` or `false`".to_owned())
        }
        Value::Language => (!is_language(text)).then(|| "a language".to_owned()),
        Value::Word(words) => {
            let value = text.trim_start_matches('0');
            let value = if value.is_empty() && text.starts_with('0') {
                "0"
            } else {
                value
            };
            (!words.contains(&value)).then(|| one_of(words))
        }
        Value::Derivations(words) => {
            let is_list = text
                .split_ascii_whitespace()
                .all(|word| words.contains(&word));
            (text != "#all" && !is_list).then(|| format!("`#all` or a list of {}", one_of(words)))
        }
        Value::Namespaces => {
            let is_word = |word: &str| {
                !word.starts_with("##") || matches!(word, "##local" | "##targetNamespace")
            };
            let is_list = text.split_ascii_whitespace().all(is_word);
            (!matches!(text, "##any" | "##other") && !is_list)
                .then(|| "`##any`, `##other` or a list of namespaces".to_owned())
        }
    }
}

/// A name without colon (Namespaces in XML 1.0, production 4, with the characters of XML 1.0, fifth edition).
pub(super) fn is_ncname(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_name_start) && chars.all(is_name_char)
}

fn is_name_start(char: char) -> bool {
    matches!(char, 'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}' | '\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

fn is_name_char(char: char) -> bool {
    is_name_start(char)
        || matches!(char, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}' | '\u{2040}')
}

/// RFC 3066, as `xs:language` refers to it.
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
