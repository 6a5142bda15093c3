//! Turns names of the contract into Rust identifiers.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Keywords that can be written as raw identifiers (all editions, strict and reserved).
const RAW: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers.
const PATH: &[&str] = &["self", "Self", "super", "crate", "_"];

/// Words for punctuation, for names without other characters.
fn word(c: char) -> Option<&'static str> {
    Some(match c {
        '+' => "Plus",
        '-' | '\u{2212}' => "Minus",
        '*' => "Star",
        '/' => "Slash",
        '\\' => "Backslash",
        '<' => "Less",
        '>' => "Greater",
        '=' => "Equal",
        '!' => "Bang",
        '?' => "Question",
        '%' => "Percent",
        '&' => "And",
        '|' => "Or",
        '.' => "Dot",
        ',' => "Comma",
        ':' => "Colon",
        ';' => "Semicolon",
        '@' => "At",
        '#' => "Hash",
        '$' => "Dollar",
        '_' => "Underscore",
        '~' => "Tilde",
        '^' => "Caret",
        '(' => "OpenParenthesis",
        ')' => "CloseParenthesis",
        '[' => "OpenBracket",
        ']' => "CloseBracket",
        '{' => "OpenBrace",
        '}' => "CloseBrace",
        '\'' => "Apostrophe",
        '"' => "Quote",
        '`' => "Backtick",
        ' ' => "Space",
        _ => return None,
    })
}

/// The text for case conversion: characters that no identifier can have become separators. Words replace them if
/// nothing else is left, or if a sign matters.
fn readable(name: &str) -> String {
    let usable = |c: char| c.is_alphanumeric() && (c.is_ascii() || is_identifier(&format!("a{c}")));
    if !name.chars().any(usable) {
        let words: String = name.chars().filter_map(word).collect();
        return words;
    }
    let chars: Vec<char> = name.chars().collect();
    let mut text = String::with_capacity(name.len() + 4);
    for (index, &c) in chars.iter().enumerate() {
        let next = chars.get(index + 1);
        let leading_sign = index == 0 && next.is_some_and(char::is_ascii_digit);
        let trailing_sign = index + 1 == chars.len() && index > 0;
        match c {
            c if usable(c) => text.push(c),
            '+' | '-' if leading_sign || trailing_sign => {
                text.push(' ');
                text.push_str(word(c).unwrap_or_default());
                text.push(' ');
            }
            _ => text.push(' '),
        }
    }
    text
}

/// Whether `text` is an identifier and not a keyword.
pub(crate) fn is_identifier(text: &str) -> bool {
    !PATH.contains(&text) && !RAW.contains(&text) && syn::parse_str::<syn::Ident>(text).is_ok()
}

/// `text` as an identifier: with a prefix if it is empty or begins with a digit, escaped if it is a keyword.
fn legal(text: String, prefix: &str) -> String {
    let text = if text.chars().next().is_none_or(|c| c.is_numeric()) {
        format!("{prefix}{text}")
    } else {
        text
    };
    if is_identifier(&text) {
        text
    } else if RAW.contains(&text.as_str()) {
        format!("r#{text}")
    } else if PATH.contains(&text.as_str()) {
        format!("{text}_")
    } else {
        // Letters that Unicode does not allow in identifiers.
        let hex: String = text
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '_' {
                    c.to_string()
                } else {
                    format!("{:x}", u32::from(c))
                }
            })
            .collect();
        if hex.starts_with(|c: char| c.is_ascii_digit()) {
            format!("{prefix}{hex}")
        } else {
            hex
        }
    }
}

/// Upper camel case. An underscore stays between digits, since `1.0` and `10` differ.
fn camel(name: &str) -> String {
    let text = readable(name);
    let mut out = String::with_capacity(text.len());
    for part in text.split(|c: char| !c.is_alphanumeric()) {
        let part = part.to_upper_camel_case();
        let digits = |c: char| c.is_numeric();
        if out.ends_with(digits) && part.starts_with(digits) {
            out.push('_');
        }
        out.push_str(&part);
    }
    out
}

/// Name of a type or trait.
pub(crate) fn type_name(name: &str) -> String {
    legal(camel(name), "Type")
}

/// Name of an enum variant.
pub(crate) fn variant_name(value: &str) -> String {
    if value.is_empty() {
        return "Empty".to_owned();
    }
    legal(camel(value), "Value")
}

/// Name of a field, method or module.
pub(crate) fn snake_name(name: &str, prefix: &str) -> String {
    legal(readable(name).to_snake_case(), prefix)
}

/// Name of a constant or static.
pub(crate) fn shouty_name(name: &str) -> String {
    legal(
        readable(name.trim_start_matches("r#")).to_shouty_snake_case(),
        "N",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        for (name, expected) in [
            ("CsFeatureToggle", "CsFeatureToggle"),
            ("ArrayOfint", "ArrayOfint"),
            ("http-header", "HttpHeader"),
            ("self", "Self_"),
            ("3DModel", "Type3dModel"),
            ("größe", "Größe"),
            ("_", "Underscore"),
            ("a.b_c-d", "ABCD"),
            ("URLList", "UrlList"),
        ] {
            assert_eq!(type_name(name), expected, "{name}");
        }
    }

    #[test]
    fn variants() {
        for (name, expected) in [
            ("", "Empty"),
            ("1.0", "Value1_0"),
            ("10", "Value10"),
            ("-1", "Minus1"),
            ("A+", "APlus"),
            ("A-", "AMinus"),
            ("<=", "LessEqual"),
            ("Self", "Self_"),
            ("text/xml", "TextXml"),
        ] {
            assert_eq!(variant_name(name), expected, "{name}");
        }
    }

    #[test]
    fn fields() {
        for (name, expected) in [
            ("Type", "r#type"),
            ("self", "self_"),
            ("IPAddress", "ip_address"),
            ("x-y.z", "x_y_z"),
            ("Gen", "r#gen"),
        ] {
            assert_eq!(snake_name(name, "field_"), expected, "{name}");
        }
    }
}
