//! Errors of text that is not XML.

use crate::diagnostic::Code;
use xml::common::Position;
use xml::reader::ErrorKind;

/// The reason why a text is not XML.
pub(crate) struct ParseError {
    pub code: Code,
    pub line: u32,
    pub column: u32,
    pub message: String,
    pub help: Option<&'static str>,
}

/// Advice for an error that people make by hand.
fn help(error: &str) -> Option<&'static str> {
    if error.starts_with("Unexpected token inside entity") {
        Some("write `&amp;` for an `&` of the text")
    } else if error.starts_with("Unexpected entity") {
        Some(
            "write the character itself, or declare the entity: XML knows amp, lt, gt, quot and apos",
        )
    } else {
        None
    }
}

/// The text of an error of the library, which distinguishes some kinds only by its English text. `open` is the
/// innermost open element.
#[allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "fewer lines and columns than 2^32"
)]
pub(super) fn malformed(error: &xml::reader::Error, open: Option<&str>) -> ParseError {
    let position = error.position();
    let (code, message, help) = match error.kind() {
        ErrorKind::UnexpectedEof => (
            Code::Malformed,
            match open {
                Some(open) => cut_off(open),
                None => "the document ends too early".to_owned(),
            },
            Some("fetch or copy the document again"),
        ),
        ErrorKind::Syntax(text) if text.contains("Unexpected end of stream") => match open {
            Some(open) => (
                Code::Malformed,
                cut_off(open),
                Some("fetch or copy the document again"),
            ),
            None => (
                Code::Malformed,
                "the document is not XML: it has no root element".to_owned(),
                None,
            ),
        },
        ErrorKind::Syntax(text) if text.contains("prefix is unbound") => (
            Code::UndeclaredPrefix,
            first_lower(text),
            Some("declare the prefix with xmlns:prefix=\"...\""),
        ),
        ErrorKind::Syntax(text)
            if text.starts_with("Entity too big") || text.contains("larger/more complex") =>
        {
            (
                Code::TooMuch,
                "the document expands to more than the limits admit".to_owned(),
                None,
            )
        }
        ErrorKind::Syntax(text) => {
            let line = text.lines().next().unwrap_or_default();
            (
                Code::Malformed,
                format!("not well-formed XML: {}", first_lower(line)),
                help(line),
            )
        }
        other => (
            Code::Malformed,
            format!("not well-formed XML: {other:?}"),
            None,
        ),
    };
    ParseError {
        code,
        line: position.row() as u32 + 1,
        column: position.column() as u32 + 1,
        message,
        help,
    }
}

fn cut_off(open: &str) -> String {
    format!("the document ends inside `{open}`: it is cut off")
}

fn first_lower(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
