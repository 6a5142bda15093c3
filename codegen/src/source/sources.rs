//! The documents of a run: names, texts, and the positions of their elements.

use crate::ground::{Mark, Span};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// All documents of a run, by the index that `Span::source` holds.
#[derive(Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
    /// The elements that import, and the documents that were found for them.
    imports: Vec<(Span, usize)>,
}

/// One document.
#[derive(Debug)]
pub(crate) struct Source {
    pub name: Arc<str>,
    /// The path, if the document is a file.
    pub path: Option<PathBuf>,
    /// The decoded text, with line ends as `
    /// `.
    pub text: Arc<str>,
    /// The elements in document order, then positions that are not elements (where the text stops being XML).
    pub marks: Vec<Mark>,
    /// Number of elements among the marks.
    pub elements: usize,
}

impl Sources {
    #[allow(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "fewer sources and nodes than 2^32"
    )]
    pub(crate) fn add(&mut self, name: &str, path: Option<PathBuf>, text: Arc<str>) -> u32 {
        self.list.push(Source {
            name: name.into(),
            path,
            text,
            marks: Vec::new(),
            elements: 0,
        });
        (self.list.len() - 1) as u32
    }

    pub(crate) fn set_marks(&mut self, source: u32, marks: Vec<Mark>) {
        if let Some(source) = self.list.get_mut(source as usize) {
            source.elements = marks.len();
            source.marks = marks;
        }
    }

    /// Makes a span for a position that is not an element. `line` and `column` count from 1.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "fewer sources and nodes than 2^32"
    )]
    pub(crate) fn mark(
        &mut self,
        source: u32,
        line: u32,
        column: u32,
        parent: Option<u32>,
    ) -> Span {
        let Some(entry) = self.list.get_mut(source as usize) else {
            return Span { source, node: 0 };
        };
        let node = entry.marks.len() as u32;
        entry.marks.push(Mark {
            line,
            column,
            parent: parent.unwrap_or(node),
            name: "".into(),
            called: None,
            before: 0,
        });
        Span { source, node }
    }

    pub(crate) fn note_import(&mut self, element: Span, document: usize) {
        self.imports.push((element, document));
    }

    /// The elements of a document that import others, by line and column, with the numbers of the documents that were found for
    /// them.
    pub fn imports(&self, source: u32) -> impl Iterator<Item = ((u32, u32), u32)> {
        self.imports.iter().filter_map(move |(element, document)| {
            let document = u32::try_from(*document).ok()?;
            let place = self.position(*element)?;
            (element.source == source).then_some((place, document))
        })
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The name of a document in messages.
    pub fn name(&self, source: u32) -> Option<&str> {
        self.list.get(source as usize).map(|source| &*source.name)
    }

    pub(crate) fn names(&self) -> Vec<Arc<str>> {
        self.list.iter().map(|source| source.name.clone()).collect()
    }

    /// The text of a document, decoded.
    pub fn text(&self, source: u32) -> Option<&str> {
        self.list.get(source as usize).map(|source| &*source.text)
    }

    /// The files that were read, in order of reading.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.list.iter().filter_map(|source| source.path.as_deref())
    }

    pub(crate) fn path(&self, source: u32) -> Option<&Path> {
        self.list.get(source as usize)?.path.as_deref()
    }

    /// Line and column (in characters) of a place, from 1.
    pub fn position(&self, span: Span) -> Option<(u32, u32)> {
        let mark = self
            .list
            .get(span.source as usize)?
            .marks
            .get(span.node as usize)?;
        (mark.line > 0).then_some((mark.line, mark.column))
    }

    /// A line of a document, from 1, without its line end.
    pub fn line(&self, source: u32, line: u32) -> Option<&str> {
        self.text(source)?
            .split('\n')
            .nth(line.checked_sub(1)? as usize)
    }

    /// The path of an element, such as `/definitions/types/schema[2]/complexType[@name='Person']`.
    pub fn element_path(&self, span: Span) -> Option<String> {
        let source = self.list.get(span.source as usize)?;
        let mut steps = Vec::new();
        let mut node = span.node;
        loop {
            let mark = source.marks.get(node as usize)?;
            if (node as usize) < source.elements {
                steps.push(step(source, mark, node));
            }
            if mark.parent == node {
                break;
            }
            node = mark.parent;
        }
        if steps.is_empty() {
            return None;
        }
        steps.reverse();
        Some(steps.concat())
    }
}

#[allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "fewer sources and nodes than 2^32"
)]
fn step(source: &Source, mark: &Mark, node: u32) -> String {
    if let Some(called) = &mark.called {
        return format!("/{}[@name='{called}']", mark.name);
    }
    // The search for a later sibling is bounded: in a long run of siblings the number is shown in any case.
    let is_twin = |(index, other): (usize, &Mark)| {
        index as u32 != node
            && other.parent == mark.parent
            && other.name == mark.name
            && index < source.elements
    };
    let twin = mark.before > 0
        || source
            .marks
            .iter()
            .enumerate()
            .skip(node as usize + 1)
            .take(100_000)
            .any(is_twin);
    if twin && mark.parent != node {
        format!("/{}[{}]", mark.name, mark.before + 1)
    } else {
        format!("/{}", mark.name)
    }
}
