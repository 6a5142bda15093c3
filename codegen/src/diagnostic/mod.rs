//! What the generator has to say about its input: codes, messages, positions.

mod code;
mod render;
pub(crate) mod suggest;

pub use code::Code;

use crate::ground::Span;
use std::collections::{BTreeMap, BTreeSet};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing can be generated from this.
    Error,
    /// The meaning is clear, but the input is not what it should be.
    Warning,
    /// Something was left out, or decided, that the reader of the output may want to know.
    Note,
}

impl Severity {
    /// The word shown in front of the code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence without a full stop.
    pub message: String,
    /// Where it was found; `None` for what is wrong in an option.
    pub span: Option<Span>,
    /// What to do about it, if more is known than [`Code::help`] says.
    pub help: Option<String>,
    /// Other places that have to do with it.
    pub related: Vec<(Span, String)>,
}

impl Diagnostic {
    /// A finding without help.
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

    /// Says what to do about it.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
        self
    }

    /// Points at another place.
    pub fn related(&mut self, span: Span, text: impl Into<String>) -> &mut Self {
        self.related.push((span, text.into()));
        self
    }
}

/// At most this many findings of one code and severity are kept; the others are counted.
const KEPT_PER_CODE: usize = 200;

/// Everything found in one run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    seen: BTreeMap<(Severity, Code), usize>,
    keys: BTreeSet<(Option<Span>, Code, String)>,
    /// Takes what is beyond the limit, so that the builder methods always have something to write to.
    spill: Option<Diagnostic>,
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding; an equal one (same place, code and message) is not added twice.
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

    /// Whether a finding of one of these codes is at this place.
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

    /// Adds all of another run.
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

    /// Makes warnings of the errors whose codes `admitted` admits.
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

    /// How many there are of a severity, those beyond the limit included.
    pub fn count(&self, severity: Severity) -> usize {
        self.seen
            .iter()
            .filter(|((of, _), _)| *of == severity)
            .map(|(_, count)| count)
            .sum()
    }

    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All that were kept, in order of source, place and code; those without a place are the last.
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
