//! What selection and planning have to say.

use crate::diagnostic::Code;
use crate::model::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Error,
    Warning,
    Note,
}

/// One message.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub level: Level,
    pub code: Code,
    pub span: Option<Span>,
    pub message: String,
}

/// All messages of a run.
#[derive(Debug, Default)]
pub(crate) struct Findings(pub Vec<Finding>);

impl Findings {
    pub(crate) fn error(&mut self, code: Code, span: impl Into<Option<Span>>, message: String) {
        self.push(Level::Error, code, span.into(), message);
    }

    pub(crate) fn warning(&mut self, code: Code, span: impl Into<Option<Span>>, message: String) {
        self.push(Level::Warning, code, span.into(), message);
    }

    pub(crate) fn note(&mut self, code: Code, span: impl Into<Option<Span>>, message: String) {
        self.push(Level::Note, code, span.into(), message);
    }

    fn push(&mut self, level: Level, code: Code, span: Option<Span>, message: String) {
        self.0.push(Finding {
            level,
            code,
            span,
            message,
        });
    }
}

impl Findings {
    /// Reports selectors that matched nothing.
    pub(crate) fn unused<T>(&mut self, selectors: &crate::options::selector::Selectors<T>) {
        for selector in selectors.unused() {
            self.error(
                Code::SelectorUnused,
                None,
                format!(
                    "selector `{}` of `{}` matches nothing",
                    selector.text, selector.option
                ),
            );
        }
    }
}
