//! Positions in the documents.

use std::sync::Arc;

/// The position of an element in its document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Index of the document in `Sources`.
    pub source: u32,
    /// Index of the element in document order. Its line, column and path are looked up when a diagnostic is rendered.
    pub node: u32,
}

/// Line, column and tree position of one element.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    /// From 1; 0 if unknown.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// Index of the parent; its own index for the root.
    pub parent: u32,
    /// Local name.
    pub name: Arc<str>,
    /// The value of the attribute `name`.
    pub called: Option<Arc<str>>,
    /// The number of earlier siblings with the same local name.
    pub before: u32,
}

/// Returns line and column, from 1, of a byte offset in a text.
pub(crate) fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() as u32 + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count() as u32
        + 1;
    (line, column)
}
