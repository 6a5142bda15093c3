//! Diagnostics: codes, messages, positions.

mod code;
mod render;
pub(crate) mod suggest;

pub use code::Code;

use crate::ground::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing can be generated.
    Error,
    /// The meaning is clear, but the input is not correct.
    Warning,
    /// Something was left out, or decided, and the user may want to know.
    Note,
}

impl Severity {
    /// The word before the code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// The severity.
    pub severity: Severity,
    /// One sentence without a full stop.
    pub message: String,
    /// The position; `None` for an error in an option.
    pub span: Option<Span>,
    /// Advice that is more exact than [`Code::help`].
    pub help: Option<String>,
    /// Other positions that matter, each with a text.
    pub related: Vec<(Span, String)>,
}

impl Diagnostic {
    /// Makes a diagnostic without help.
    pub fn new(
        code: Code,
        severity: Severity,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            span: span.into(),
            help: None,
            related: Vec::new(),
        }
    }

    /// Sets the advice.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
        self
    }

    /// Adds another position.
    pub fn related(&mut self, span: Span, text: impl Into<String>) -> &mut Self {
        self.related.push((span, text.into()));
        self
    }
}

/// The most diagnostics of one code and severity that are kept. The others are counted.
const KEPT_PER_CODE: usize = 200;

/// The diagnostics of one run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    seen: BTreeMap<(Severity, Code), usize>,
    keys: BTreeSet<(Option<Span>, Code, String)>,
    /// Holds the last diagnostic over the limit, so that the builder methods have something to change.
    spill: Option<Diagnostic>,
}

impl Diagnostics {
    /// Makes an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a diagnostic, unless an equal one (same position, code and message) is there.
    pub fn push(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        let key = (diagnostic.span, diagnostic.code, diagnostic.message.clone());
        let known = self.keys.contains(&key);
        let count = self
            .seen
            .entry((diagnostic.severity, diagnostic.code))
            .or_default();
        if !known {
            *count += 1;
        }
        if known || *count > KEPT_PER_CODE {
            return self.spill.insert(diagnostic);
        }
        self.keys.insert(key);
        let index = self.list.len();
        self.list.push(diagnostic);
        &mut self.list[index]
    }

    /// Whether a diagnostic of one of these codes has this position.
    pub(crate) fn is_reported(&self, span: Span, codes: &[Code]) -> bool {
        codes.iter().any(|code| {
            let from = (Some(span), *code, String::new());
            let mut following = self.keys.range(from..);
            following
                .next()
                .is_some_and(|(at, found, _)| *at == Some(span) && found == code)
        })
    }

    /// Adds an error.
    pub fn error(
        &mut self,
        code: Code,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(Diagnostic::new(code, Severity::Error, span, message))
    }

    /// Adds a warning.
    pub fn warning(
        &mut self,
        code: Code,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(Diagnostic::new(code, Severity::Warning, span, message))
    }

    /// Adds a note.
    pub fn note(
        &mut self,
        code: Code,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(Diagnostic::new(code, Severity::Note, span, message))
    }

    /// Adds all diagnostics of another run.
    pub fn extend(&mut self, other: Diagnostics) {
        let beyond: Vec<_> = other
            .seen
            .iter()
            .filter(|(_, count)| **count > KEPT_PER_CODE)
            .map(|(key, count)| (*key, count - KEPT_PER_CODE))
            .collect();
        for diagnostic in other.list {
            self.push(diagnostic);
        }
        for (key, count) in beyond {
            *self.seen.entry(key).or_default() += count;
        }
    }

    /// Turns the errors whose codes `admitted` accepts into warnings.
    pub(crate) fn tolerate(&mut self, admitted: impl Fn(Code) -> bool) {
        for diagnostic in &mut self.list {
            if diagnostic.severity == Severity::Error && admitted(diagnostic.code) {
                diagnostic.severity = Severity::Warning;
            }
        }
        let errors: Vec<_> = self
            .seen
            .iter()
            .filter(|((severity, code), _)| *severity == Severity::Error && admitted(*code))
            .map(|(key, count)| (*key, *count))
            .collect();
        for ((severity, code), count) in errors {
            self.seen.remove(&(severity, code));
            *self.seen.entry((Severity::Warning, code)).or_default() += count;
        }
    }

    /// Whether there is an error.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// The number of diagnostics of a severity, including those over the limit.
    pub fn count(&self, severity: Severity) -> usize {
        self.seen
            .iter()
            .filter(|((of, _), _)| *of == severity)
            .map(|(_, count)| count)
            .sum()
    }

    /// Whether there are no diagnostics.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All kept diagnostics, by source, position and code. Those without a position come last.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        fn key(of: &Diagnostic) -> impl Ord + '_ {
            (
                of.span.is_none(),
                of.span,
                of.code,
                of.severity,
                &of.message,
            )
        }
        let mut list: Vec<_> = self.list.iter().collect();
        list.sort_by(|a, b| key(a).cmp(&key(b)));
        list
    }
}
