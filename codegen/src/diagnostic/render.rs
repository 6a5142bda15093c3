//! Diagnostics as text.

use super::{Diagnostic, Diagnostics, Severity};
use crate::ground::Span;
use crate::ground::is_hidden;
use crate::source::Sources;
use std::fmt::Write;

/// The most diagnostics that are shown.
const SHOWN: usize = 60;
/// Characters of source shown before and after the position.
const BEFORE: usize = 24;
const AFTER: usize = 72;

impl Diagnostics {
    /// Renders all diagnostics: first errors, then warnings, then notes. Each has file, line, column, element path and
    /// a short excerpt of the source.
    pub fn render(&self, sources: &Sources, color: bool) -> String {
        let mut list = self.sorted();
        list.sort_by_key(|diagnostic| diagnostic.severity);
        let total: usize = [Severity::Error, Severity::Warning, Severity::Note]
            .into_iter()
            .map(|severity| self.count(severity))
            .sum();
        let mut out = String::new();
        for diagnostic in list.iter().take(SHOWN) {
            diagnostic.write(&mut out, sources, color);
            out.push('\n');
        }
        let hidden = total.saturating_sub(list.len().min(SHOWN));
        if hidden > 0 {
            let _ = writeln!(out, "... and {hidden} more");
        }
        out
    }

    /// The numbers of errors, warnings and notes in one line; empty if there are none.
    pub fn summary(&self) -> String {
        let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
            .into_iter()
            .filter_map(|severity| match self.count(severity) {
                0 => None,
                1 => Some(format!("1 {}", severity.as_str())),
                count => Some(format!("{count} {}s", severity.as_str())),
            })
            .collect();
        parts.join(", ")
    }
}

impl Diagnostic {
    /// Renders this diagnostic, with a line end.
    pub fn render(&self, sources: &Sources, color: bool) -> String {
        let mut out = String::new();
        self.write(&mut out, sources, color);
        out
    }

    /// The position as `file:line:column`; only the file if the position in it is unknown.
    pub fn place(&self, sources: &Sources) -> Option<String> {
        place(sources, self.span?)
    }

    fn write(&self, out: &mut String, sources: &Sources, color: bool) {
        let (on, bold, off) = match (color, self.severity) {
            (false, _) => ("", "", ""),
            (true, Severity::Error) => ("\x1b[1;31m", "\x1b[1m", "\x1b[0m"),
            (true, Severity::Warning) => ("\x1b[1;33m", "\x1b[1m", "\x1b[0m"),
            (true, Severity::Note) => ("\x1b[1;36m", "\x1b[1m", "\x1b[0m"),
        };
        let message = printable(&self.message);
        let _ = writeln!(
            out,
            "{on}{}[{}]{off}{bold}: {message}{off}",
            self.severity.as_str(),
            self.code
        );
        match self.span {
            Some(span) => {
                arrow(out, sources, span, "-->");
                if let Some(path) = sources.element_path(span) {
                    let _ = writeln!(out, "   at {}", printable(&path));
                }
                excerpt(out, sources, span);
            }
            None => out.push_str("  --> <input>\n"),
        }
        for (span, text) in &self.related {
            let _ = writeln!(out, "   = {}", printable(text));
            arrow(out, sources, *span, ":::");
            excerpt(out, sources, *span);
        }
        let help = self.help.as_deref().unwrap_or(self.code.help());
        let _ = writeln!(out, "   = help: {}", printable(help));
    }
}

fn arrow(out: &mut String, sources: &Sources, span: Span, arrow: &str) {
    let place = place(sources, span).unwrap_or_else(|| "<input>".to_owned());
    let _ = writeln!(out, "  {arrow} {}", printable(&place));
}

/// `file:line:column`, or only the file if the position in it is unknown.
fn place(sources: &Sources, span: Span) -> Option<String> {
    let name = sources.name(span.source)?;
    Some(match sources.position(span) {
        Some((line, column)) => format!("{name}:{line}:{column}"),
        None => name.to_owned(),
    })
}

fn excerpt(out: &mut String, sources: &Sources, span: Span) {
    let Some((line, column)) = sources.position(span) else {
        return;
    };
    let Some(text) = sources.line(span.source, line) else {
        return;
    };
    let at = column.saturating_sub(1) as usize;
    let start = at.saturating_sub(BEFORE);
    let mut shown = String::new();
    if start > 0 {
        shown.push_str("...");
    }
    let mut caret = shown.chars().count() + (at - start);
    let mut rest = text.chars().skip(start);
    for c in rest.by_ref().take(at - start + AFTER) {
        shown.push(if is_hidden(c) { ' ' } else { c });
    }
    if rest.next().is_some() {
        shown.push_str("...");
    }
    let trimmed = shown.trim_start();
    caret = caret.saturating_sub(shown.chars().count() - trimmed.chars().count());
    let trimmed = trimmed.trim_end();
    if trimmed.is_empty() {
        return;
    }
    let _ = writeln!(out, "    | {trimmed}");
    let _ = writeln!(out, "    | {:caret$}^", "");
}

/// Replaces control characters and shortens the text, since text of the input must not control or flood a terminal.
fn printable(text: &str) -> String {
    const LIMIT: usize = 600;
    let mut shown: String = text
        .chars()
        .take(LIMIT)
        .map(|c| if is_hidden(c) { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(LIMIT).is_some() {
        shown.push_str("...");
    }
    shown
}
