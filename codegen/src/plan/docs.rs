//! Turns text of a contract into rustdoc: escapes unintended markup, links URLs, fills lines.

use crate::model::{Model, QName, TypeId, TypeKind};
use std::sync::Arc;

/// The width of a line.
const WIDTH: usize = 100;

/// The lines of a documentation text: paragraphs separated by an empty line.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split("\n\n") {
        let words: Vec<String> = paragraph.split_whitespace().map(inline).collect();
        if words.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(String::new());
        }
        fill(&words, &mut lines);
    }
    lines
}

/// Breaks words into lines.
fn fill(words: &[String], lines: &mut Vec<String>) {
    let mut line = String::new();
    for word in words {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::take(&mut line));
        }
        if line.is_empty() {
            line.push_str(&at_start(word));
        } else {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.push(line);
}

/// Escapes a word that would start a list, heading, quotation, table or code block at the start of a line.
fn at_start(word: &str) -> String {
    let marker = word.starts_with(['#', '>', '=', '~', '|', '+', '-', ':']);
    if marker && !word.starts_with("\\") {
        return format!("\\{word}");
    }
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    if digits > 0 && word.len() == digits + 1 && word.ends_with(['.', ')']) {
        let (number, mark) = word.split_at(digits);
        return format!("{number}\\{mark}");
    }
    word.to_owned()
}

/// Escapes one word.
fn inline(word: &str) -> String {
    for scheme in ["http://", "https://"] {
        if let Some(start) = word.find(scheme) {
            let (before, rest) = word.split_at(start);
            let end = rest
                .find(|c: char| "<>\"'()[]{}|\\^`".contains(c))
                .unwrap_or(rest.len());
            let url = rest
                .get(..end)
                .unwrap_or(rest)
                .trim_end_matches(['.', ',', ';', ':', '!', '?']);
            let after = rest.get(url.len()..).unwrap_or_default();
            if url.len() > scheme.len() {
                return format!("{}<{url}>{}", escape(before), inline(after));
            }
        }
    }
    escape(word)
}

/// Escapes Markdown.
fn escape(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '$'
        ) && !inside_word(word, c)
        {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// An underscore between letters is no markup.
fn inside_word(word: &str, c: char) -> bool {
    c == '_' && !word.starts_with('_') && !word.ends_with('_') && !word.contains("__")
}

/// A name as inline code.
pub(crate) fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    if text.trim().is_empty() {
        return format!("{text:?}").replace('"', "\\\"");
    }
    if longest == 0 {
        return format!("`{text}`");
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}

/// ` in `namespace``, or nothing.
pub(crate) fn in_namespace(name: &QName) -> String {
    if name.namespace.is_empty() {
        String::new()
    } else {
        format!(" in {}", code(&name.namespace))
    }
}

/// Adds a paragraph.
pub(crate) fn append(lines: &mut Vec<String>, text: &str) {
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(text.to_owned());
}

/// The facets of a simple type as text.
pub(crate) fn facet_words(model: &Model, ty: TypeId) -> Vec<String> {
    let TypeKind::Simple(simple) = &model.types[ty].kind else {
        return Vec::new();
    };
    let facets = &simple.facets;
    let mut words = Vec::new();
    let mut number = |name: &str, value: Option<u64>| {
        if let Some(value) = value {
            words.push(format!("{name} {value}"));
        }
    };
    number("length", facets.length);
    number("at least length", facets.min_length);
    number("at most length", facets.max_length);
    number("total digits", facets.total_digits);
    number("fraction digits", facets.fraction_digits);
    let mut bound = |sign: &str, value: &Option<Arc<str>>| {
        if let Some(value) = value {
            words.push(code(&format!("{sign} {value}")));
        }
    };
    bound(">=", &facets.min_inclusive);
    bound(">", &facets.min_exclusive);
    bound("<=", &facets.max_inclusive);
    bound("<", &facets.max_exclusive);
    for pattern in &facets.patterns {
        words.push(format!("pattern {}", code(pattern)));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        for (text, expected) in [
            ("List<int> of [ids]", "List\\<int\\> of \\[ids\\]"),
            (
                "See http://example.com/a?b=1.",
                "See <http://example.com/a?b=1>.",
            ),
            ("(https://example.com)", "(<https://example.com>)"),
            ("- item", "\\- item"),
            ("1. item", "1\\. item"),
            ("a * b", "a \\* b"),
            ("snake_case _x_", "snake_case \\_x\\_"),
        ] {
            assert_eq!(paragraphs(text), [expected], "{text}");
        }
        assert_eq!(paragraphs("one\n\ntwo"), ["one", "", "two"]);
        assert_eq!(code("a`b"), "`` a`b ``");
    }
}
