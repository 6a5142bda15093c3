//! XML text to a tree with positions, in one pass over the events.
//!
//! The tree is made of `xmltree` elements. `xmltree`'s own parser copies the whole set of namespace declarations to every
//! element, keys attributes by local name alone and keeps no positions; building its elements from the events here
//! avoids all three: an attribute in a namespace has the key `{namespace}local`, and scopes are shared.

use super::{Interner, dtd};
use crate::diagnostic::{Code, Diagnostics};
use crate::ground::{Mark, Span, line_and_column};
use crate::source::Sources;
use std::collections::HashMap;
use std::sync::Arc;
use xml::common::Position;
use xml::namespace::Namespace;
use xml::reader::{ErrorKind, EventReader, ParserConfig, XmlEvent};
use xmltree::{Element, XMLNode};

/// Elements may be nested this deep. No schema comes near; what walks the tree may recurse.
const MAX_DEPTH: usize = 200;
/// Namespace declarations in scope of one element. Each element costs time in proportion.
const MAX_PREFIXES: usize = 2_000;

/// A document.
pub(crate) struct Tree {
    pub source: u32,
    root: Element,
    /// By element in document order: index after its last descendant, and its scope.
    nodes: Vec<(u32, u32)>,
    pub scopes: Vec<Namespace>,
}

/// One element of a [`Tree`].
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    pub tree: &'a Tree,
    element: &'a Element,
    index: u32,
}

impl Tree {
    pub fn root(&self) -> Node<'_> {
        Node {
            tree: self,
            element: &self.root,
            index: 0,
        }
    }
}

impl<'a> Node<'a> {
    pub fn namespace(self) -> &'a str {
        self.element.namespace.as_deref().unwrap_or_default()
    }

    pub fn local(self) -> &'a str {
        &self.element.name
    }

    pub fn is(self, namespace: &str, local: &str) -> bool {
        self.local() == local && self.namespace() == namespace
    }

    /// The value of an attribute: `local`, or `{namespace}local`.
    pub fn attribute(self, key: &str) -> Option<&'a str> {
        self.element.attributes.get(key).map(String::as_str)
    }

    pub fn span(self) -> Span {
        Span {
            source: self.tree.source,
            node: self.index,
        }
    }

    /// The namespace that a prefix stands for here; the empty prefix always stands for something.
    pub fn lookup(self, prefix: &str) -> Option<&'a str> {
        let scope = self
            .tree
            .nodes
            .get(self.index as usize)
            .map_or(0, |node| node.1);
        let found = self
            .tree
            .scopes
            .get(scope as usize)
            .and_then(|scope| scope.get(prefix));
        if prefix.is_empty() {
            Some(found.unwrap_or_default())
        } else {
            found
        }
    }

    pub fn children(self) -> impl Iterator<Item = Node<'a>> {
        let mut next = self.index + 1;
        self.element
            .children
            .iter()
            .filter_map(XMLNode::as_element)
            .map(move |element| {
                let index = next;
                next = self
                    .tree
                    .nodes
                    .get(index as usize)
                    .map_or(index + 1, |node| node.0);
                Node {
                    tree: self.tree,
                    element,
                    index,
                }
            })
    }

    /// Child elements and text, in order.
    pub fn content(self) -> impl Iterator<Item = Result<Node<'a>, &'a str>> {
        let mut next = self.index + 1;
        self.element
            .children
            .iter()
            .filter_map(move |child| match child {
                XMLNode::Element(element) => {
                    let index = next;
                    next = self
                        .tree
                        .nodes
                        .get(index as usize)
                        .map_or(index + 1, |node| node.0);
                    Some(Ok(Node {
                        tree: self.tree,
                        element,
                        index,
                    }))
                }
                XMLNode::Text(text) | XMLNode::CData(text) => Some(Err(text.as_str())),
                _ => None,
            })
    }
}

/// What [`parse`] made of a text: to be installed in the sources.
pub(crate) struct Outcome {
    tree: Option<Tree>,
    marks: Vec<Mark>,
    failure: Option<(Failure, Option<u32>)>,
    /// Line and column of an XML declaration that does not stand at the start.
    late_declaration: Option<(u32, u32)>,
}

/// Parses the text of `source`; touches nothing else, so that texts can be parsed side by side.
pub(crate) fn parse(source: u32, text: &str) -> Outcome {
    let failure = |code, message: &str| Failure {
        code,
        line: 1,
        column: 1,
        message: message.into(),
        help: None,
    };
    if text.trim_ascii().is_empty() {
        return Outcome {
            tree: None,
            marks: Vec::new(),
            failure: Some((failure(Code::Empty, "the document is empty"), None)),
            late_declaration: None,
        };
    }
    // Whoever puts a comment or an empty line before it means well.
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
    let mut interner = Interner::default();
    let mut builder = Builder::new(&mut interner);
    let result = builder.run(text);
    let open = builder.open.last().map(|open| open.index);
    let is_html = builder
        .marks
        .first()
        .is_some_and(|root| root.name.eq_ignore_ascii_case("html"));
    let Builder {
        marks,
        nodes,
        scopes,
        root,
        ..
    } = builder;
    let (tree, failure) = match (result, root) {
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
            Some(failure(Code::Malformed, "the document has no root element")),
        ),
        (Err(mut failure), _) => {
            if is_html || looks_like_html(text) {
                failure.code = Code::Html;
            }
            (None, Some(failure))
        }
    };
    Outcome {
        tree,
        marks,
        failure: failure.map(|failure| (failure, open)),
        late_declaration,
    }
}

/// Where an XML declaration stands behind white space and comments (XML 1.0, production 22, has it first).
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

impl Outcome {
    /// Hands over the positions and reports what went wrong.
    pub fn install(
        self,
        source: u32,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Option<Tree> {
        sources.set_marks(source, self.marks);
        if let Some((line, column)) = self.late_declaration {
            let span = sources.mark(source, line, column, None);
            let message = "the XML declaration does not stand at the start of the document: it is passed over";
            diagnostics
                .warning(Code::Malformed, span, message)
                .help("remove what stands before it: other tools refuse such a document");
        }
        if let Some((failure, open)) = self.failure {
            let span = sources.mark(source, failure.line, failure.column, open);
            if failure.code == Code::Html {
                html(diagnostics, span);
            } else {
                let found = diagnostics.error(failure.code, span, failure.message);
                if let Some(help) = failure.help {
                    found.help(help);
                }
            }
        }
        self.tree
    }
}

/// Reports a web page.
pub(crate) fn html(diagnostics: &mut Diagnostics, span: Span) {
    diagnostics
        .error(Code::Html, span, "this is a web page (HTML), not a WSDL document or a schema")
        .help("often it is the login page or the help page of the service: save what the address with ?wsdl or ?singleWsdl answers, signed in");
}

fn looks_like_html(text: &str) -> bool {
    let start: String = text
        .trim_start()
        .chars()
        .take(15)
        .collect::<String>()
        .to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

struct Failure {
    code: Code,
    line: u32,
    column: u32,
    message: String,
    help: Option<&'static str>,
}

struct Open {
    element: Element,
    index: u32,
    scope: u32,
    /// How many children of each local name there were.
    seen: HashMap<Arc<str>, u32>,
}

struct Builder<'i> {
    interner: &'i mut Interner,
    marks: Vec<Mark>,
    nodes: Vec<(u32, u32)>,
    scopes: Vec<Namespace>,
    open: Vec<Open>,
    root: Option<Element>,
}

impl<'i> Builder<'i> {
    fn new(interner: &'i mut Interner) -> Self {
        Self {
            interner,
            marks: Vec::new(),
            nodes: Vec::new(),
            scopes: Vec::new(),
            open: Vec::new(),
            root: None,
        }
    }

    fn run(&mut self, text: &str) -> Result<(), Failure> {
        let entities = dtd::entities(text).map_err(|problem| {
            let (line, column) = line_and_column(text, problem.offset);
            Failure {
                code: problem.code,
                line,
                column,
                message: problem.message.into(),
                help: None,
            }
        })?;
        let text = without_encoding(text);
        let budget = text.len() + dtd::MAX_EXPANSION;
        let mut config = ParserConfig::new()
            .cdata_to_characters(true)
            .override_encoding(Some(xml::Encoding::Utf8))
            .allow_multiple_root_elements(false)
            .max_entity_expansion_depth(dtd::MAX_EXPANSION_DEPTH as u8)
            .max_entity_expansion_length(dtd::MAX_EXPANSION)
            .max_attributes(1_000)
            .max_name_length(10_000)
            .max_attribute_length(budget)
            .max_data_length(budget);
        config.coalesce_characters = true;
        config.extra_entities.extend(entities.expanded);
        let mut reader = EventReader::new_with_config(text.as_bytes(), config);
        let mut produced = 0;
        loop {
            let event = reader
                .next()
                .map_err(|error| malformed(&error, self.open.last()))?;
            let position = reader.position();
            let (line, column) = (position.row() as u32 + 1, position.column() as u32 + 1);
            let failure = |code, message: &str| Failure {
                code,
                line,
                column,
                message: message.into(),
                help: None,
            };
            match event {
                XmlEvent::StartElement {
                    name,
                    attributes,
                    namespace,
                } => {
                    if self.open.len() >= MAX_DEPTH {
                        return Err(failure(
                            Code::TooDeep,
                            &format!("elements are nested deeper than {MAX_DEPTH} levels"),
                        ));
                    }
                    if namespace.0.len() > MAX_PREFIXES {
                        return Err(failure(Code::TooMuch, "too many namespace declarations"));
                    }
                    let mut values = attributes.iter().map(|attribute| &attribute.value);
                    if values
                        .any(|value| entities.unexpanded.iter().any(|text| value.contains(text)))
                    {
                        return Err(failure(
                            Code::TooMuch,
                            "an entity in an attribute cannot be expanded: it is too large, holds markup, or refers to an entity that is not declared",
                        ));
                    }
                    // Without an XML declaration the reader takes the root's tag for the start of the document.
                    let (line, column) = match dtd::root(&text) {
                        Some(offset) if self.nodes.is_empty() => line_and_column(&text, offset),
                        _ => (line, column),
                    };
                    produced += attributes
                        .iter()
                        .map(|attribute| attribute.value.len())
                        .sum::<usize>();
                    self.start(name, attributes, namespace, line, column);
                }
                XmlEvent::EndElement { .. } => self.end(),
                XmlEvent::Characters(text) => {
                    produced += text.len();
                    if let Some(open) = self.open.last_mut() {
                        open.element.children.push(XMLNode::Text(text));
                    }
                }
                XmlEvent::EndDocument => return Ok(()),
                _ => {}
            }
            if produced > budget {
                return Err(failure(Code::TooMuch, "entities expand to too much text"));
            }
        }
    }

    fn start(
        &mut self,
        name: xml::name::OwnedName,
        attributes: Vec<xml::attribute::OwnedAttribute>,
        namespace: Namespace,
        line: u32,
        column: u32,
    ) {
        let index = self.nodes.len() as u32;
        let local = self.interner.get(&name.local_name);
        let before = match self.open.last_mut() {
            Some(parent) => {
                let seen = parent.seen.entry(local.clone()).or_default();
                *seen += 1;
                *seen - 1
            }
            None => 0,
        };
        let scope = match self.open.last().map(|parent| parent.scope) {
            Some(scope) if self.scopes.get(scope as usize) == Some(&namespace) => scope,
            _ => {
                self.scopes.push(namespace);
                self.scopes.len() as u32 - 1
            }
        };
        let mut element = Element::new("");
        element.name = name.local_name;
        element.namespace = name.namespace;
        element.prefix = name.prefix;
        let mut called = None;
        for attribute in attributes {
            let key = match attribute.name.namespace {
                Some(namespace) => format!("{{{namespace}}}{}", attribute.name.local_name),
                None => attribute.name.local_name,
            };
            if key == "name" {
                called = Some(self.interner.get(&attribute.value));
            }
            element.attributes.insert(key, attribute.value);
        }
        self.marks.push(Mark {
            line,
            column,
            parent: self.open.last().map_or(index, |parent| parent.index),
            name: local,
            called,
            before,
        });
        self.nodes.push((index + 1, scope));
        self.open.push(Open {
            element,
            index,
            scope,
            seen: HashMap::new(),
        });
    }

    fn end(&mut self) {
        let Some(closed) = self.open.pop() else {
            return;
        };
        let end = self.nodes.len() as u32;
        if let Some(node) = self.nodes.get_mut(closed.index as usize) {
            node.0 = end;
        }
        match self.open.last_mut() {
            Some(parent) => parent
                .element
                .children
                .push(XMLNode::Element(closed.element)),
            None => self.root = Some(closed.element),
        }
    }
}

fn malformed(error: &xml::reader::Error, open: Option<&Open>) -> Failure {
    let position = error.position();
    let (code, message, help) = match error.kind() {
        ErrorKind::UnexpectedEof => (
            Code::Malformed,
            match open {
                Some(open) => format!(
                    "the document ends inside `{}`: it is cut off",
                    open.element.name
                ),
                None => "the document ends too early".to_owned(),
            },
            Some("fetch or copy the document again"),
        ),
        ErrorKind::Syntax(text) if text.contains("Unexpected end of stream") => match open {
            Some(open) => (
                Code::Malformed,
                format!(
                    "the document ends inside `{}`: it is cut off",
                    open.element.name
                ),
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
                None,
            )
        }
        other => (
            Code::Malformed,
            format!("not well-formed XML: {other:?}"),
            None,
        ),
    };
    Failure {
        code,
        line: position.row() as u32 + 1,
        column: position.column() as u32 + 1,
        message,
        help,
    }
}

fn first_lower(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// The text is decoded already: the encoding that it declares no longer applies. Blanks keep the columns.
fn without_encoding(text: &str) -> std::borrow::Cow<'_, str> {
    let declaration = text.get(..text.find("?>").unwrap_or(0)).unwrap_or_default();
    let Some(start) = declaration
        .find("encoding")
        .filter(|_| declaration.starts_with("<?xml"))
    else {
        return text.into();
    };
    let after = declaration.get(start..).unwrap_or_default();
    let mut quotes = after
        .char_indices()
        .filter(|(_, c)| matches!(c, '"' | '\''));
    let end = match (quotes.next(), quotes.next()) {
        (Some(_), Some((end, _))) => start + end + 1,
        _ => return text.into(),
    };
    let mut blank = String::with_capacity(text.len());
    blank.push_str(text.get(..start).unwrap_or_default());
    blank.extend(std::iter::repeat_n(
        ' ',
        text.get(start..end).unwrap_or_default().chars().count(),
    ));
    blank.push_str(text.get(end..).unwrap_or_default());
    blank.into()
}
