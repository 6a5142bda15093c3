//! Texts of others on a terminal: a server, or who calls one of ours, must not move its cursor or turn its text around.

use super::console::{BAD, FAINT, GOOD, STRONG};
use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a terminal acts on a character instead of showing it, or shows the text around it in another order (Unicode Standard Annex 9).
fn is_acted_on(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        )
}

/// The text as a terminal may have it: what it would act on is written out as JSON does, `\u009b`. Lines and tabs stay; with `styled` the
/// styles of this program, too.
pub(crate) fn shown(text: &str, styled: bool) -> Cow<'_, str> {
    let is_plain = |c: char| matches!(c, '\n' | '\t') || !is_acted_on(c);
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let own: Vec<String> = match styled {
        true => [GOOD, BAD, STRONG, FAINT]
            .iter()
            .flat_map(|style| [style.render().to_string(), style.render_reset().to_string()])
            .collect(),
        false => Vec::new(),
    };
    let mut out = String::with_capacity(text.len().saturating_add(16));
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let style = own.iter().find(|style| rest.starts_with(style.as_str()));
        let is_line = rest.starts_with("\r\n");
        let length = match style {
            Some(style) => {
                out.push_str(style);
                style.len()
            }
            None => {
                match is_plain(c) || is_line {
                    true => out.push(c),
                    // All of them are in the first plane.
                    false => drop(write!(out, "\\u{:04x}", u32::from(c))),
                }
                c.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    Cow::Owned(out)
}

/// Writes a line to stderr, from code that has no console.
pub(crate) fn tell(line: &str) {
    #[allow(clippy::print_stderr, reason = "the one place")]
    {
        eprintln!("{}", shown(line, false));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_acts_on_is_written_out() {
        let text = "a\u{9b}2Jb\u{202e}c\u{7}\r\nd\te\rf\u{1b}[31mg";
        assert_eq!(
            shown(text, true),
            "a\\u009b2Jb\\u202ec\\u0007\r\nd\te\\u000df\\u001b[31mg"
        );
        assert_eq!(shown("é \u{200c}\n", false), "é \u{200c}\n");
        let bad = format!("{BAD}error{BAD:#}: \u{85}");
        assert_eq!(shown(&bad, true), format!("{BAD}error{BAD:#}: \\u0085"));
        assert!(!shown(&bad, false).contains('\u{1b}'));
    }
}
