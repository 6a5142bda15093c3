//! Turns XML text into a tree with positions, in one pass over the events.
//!
//! The tree consists of `xmltree` elements. `xmltree`'s own parser copies all namespace declarations to every element,
//! keys attributes by local name only, and keeps no positions. Building its elements from the events avoids this: the
//! key of an attribute in a namespace is `{namespace}local`, and scopes are shared.

mod builder;
mod errors;
pub(crate) mod html;
mod tree;

use super::Interner;
use crate::diagnostic::Code;
use crate::ground::{Mark, line_and_column};
use builder::TreeBuilder;
use errors::ParseError;
pub(crate) use tree::{Tree, XmlNode};

/// The outcome of [`parse`].
pub(crate) struct Parsed {
    pub tree: Option<Tree>,
    /// The positions of the elements, in document order.
    pub marks: Vec<Mark>,
    /// The error, and the innermost open element at its place.
    pub error: Option<(ParseError, Option<u32>)>,
    /// Line and column of an XML declaration that is not at the start.
    pub late_declaration: Option<(u32, u32)>,
    /// Line and column of a document type declaration's default value of an attribute.
    pub attribute_default: Option<(u32, u32)>,
}

/// Parses the text of `source`. It touches nothing else, so texts can be parsed in parallel.
pub(crate) fn parse(source: u32, text: &str) -> Parsed {
    let refused = |code, message: &str| ParseError {
        code,
        line: 1,
        column: 1,
        message: message.into(),
        help: None,
    };
    if text.trim_ascii().is_empty() {
        return Parsed {
            tree: None,
            marks: Vec::new(),
            error: Some((refused(Code::Empty, "the document is empty"), None)),
            late_declaration: None,
            attribute_default: None,
        };
    }
    // Some authors put a comment or an empty line before it.
    let late = late_declaration(text);
    let blanked = late.clone().map(|range| {
        let blanks = " ".repeat(range.len());
        [
            text.get(..range.start).unwrap_or_default(),
            &blanks,
            text.get(range.end..).unwrap_or_default(),
        ]
        .concat()
    });
    let late_declaration = late.map(|range| line_and_column(text, range.start));
    let text = blanked.as_deref().unwrap_or(text);
    let parted = super::dtd::parted(text);
    let text = parted.as_deref().unwrap_or(text);
    let mut interner = Interner::default();
    let mut builder = TreeBuilder::new(&mut interner);
    let result = builder.run(text);
    let open = builder.open.last().map(|open| open.index);
    let is_html = builder
        .marks
        .first()
        .is_some_and(|root| html::is_root(&root.name));
    let TreeBuilder {
        marks,
        nodes,
        scopes,
        root,
        attribute_default,
        ..
    } = builder;
    let (tree, error) = match (result, root) {
        (Ok(()), Some(root)) => {
            let tree = Tree {
                source,
                root,
                nodes,
                scopes,
            };
            (Some(tree), None)
        }
        (Ok(()), None) => (
            None,
            Some(refused(Code::Malformed, "the document has no root element")),
        ),
        (Err(mut error), _) => {
            if is_html || html::is_start_of_html(text) {
                error.code = Code::Html;
            }
            (None, Some(error))
        }
    };
    Parsed {
        tree,
        marks,
        error: error.map(|error| (error, open)),
        late_declaration,
        attribute_default,
    }
}

/// The range of an XML declaration after white space and comments (XML 1.0, production 22, requires it first).
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn late_declaration(text: &str) -> Option<std::ops::Range<usize>> {
    let mut rest = text.trim_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        rest = comment.split_once("-->")?.1.trim_start();
    }
    let start = text.len() - rest.len();
    let declaration = rest.strip_prefix("<?xml")?;
    let is_declaration = start > 0 && declaration.starts_with([' ', '\t', '\n']);
    let end = rest.find("?>")? + "?>".len();
    is_declaration.then_some(start..start + end)
}
