//! Builds the tree from the events of the reader.

use super::errors::{ParseError, malformed};
use crate::diagnostic::Code;
use crate::ground::{Mark, line_and_column};
use crate::syntax::{Interner, dtd};
use std::collections::BTreeMap;
use std::sync::Arc;
use xml::common::Position;
use xml::namespace::Namespace;
use xml::reader::{EventReader, ParserConfig, XmlEvent};
use xmltree::{Element, XMLNode};

/// The deepest nesting of elements. No schema comes near, and code that walks the tree may recurse.
const MAX_DEPTH: usize = 200;
/// The most namespace declarations in scope. Each element costs time in proportion.
const MAX_PREFIXES: usize = 2_000;

/// An open element.
pub(super) struct Open {
    element: Element,
    pub(super) index: u32,
    scope: u32,
    /// The number of children of each local name.
    seen: BTreeMap<Arc<str>, u32>,
}

pub(super) struct TreeBuilder<'i> {
    interner: &'i mut Interner,
    pub(super) marks: Vec<Mark>,
    pub(super) nodes: Vec<(u32, u32)>,
    pub(super) scopes: Vec<Namespace>,
    pub(super) open: Vec<Open>,
    pub(super) root: Option<Element>,
    /// Line and column of a declaration with default values of attributes.
    pub(super) attribute_default: Option<(u32, u32)>,
}

impl<'i> TreeBuilder<'i> {
    pub(super) fn new(interner: &'i mut Interner) -> Self {
        Self {
            interner,
            marks: Vec::new(),
            nodes: Vec::new(),
            scopes: Vec::new(),
            open: Vec::new(),
            root: None,
            attribute_default: None,
        }
    }

    /// Builds the tree of a whole text.
    #[allow(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "a document has less than 4 GiB"
    )]
    pub(super) fn run(&mut self, text: &str) -> Result<(), ParseError> {
        let entities = dtd::entities(text).map_err(|refusal| {
            let (line, column) = line_and_column(text, refusal.offset);
            ParseError {
                code: refusal.code,
                line,
                column,
                message: refusal.message.into(),
                help: None,
            }
        })?;
        self.attribute_default = entities
            .attribute_default
            .map(|offset| line_and_column(text, offset));
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
            let event = reader.next().map_err(|error| {
                malformed(&error, self.open.last().map(|open| &*open.element.name))
            })?;
            let position = reader.position();
            let (line, column) = (position.row() as u32 + 1, position.column() as u32 + 1);
            let refused = |code, message: &str| ParseError {
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
                        return Err(refused(
                            Code::TooDeep,
                            &format!("elements are nested deeper than {MAX_DEPTH} levels"),
                        ));
                    }
                    if namespace.0.len() > MAX_PREFIXES {
                        return Err(refused(Code::TooMuch, "too many namespace declarations"));
                    }
                    let mut values = attributes.iter().map(|attribute| &attribute.value);
                    if values
                        .any(|value| entities.unexpanded.iter().any(|text| value.contains(text)))
                    {
                        return Err(refused(
                            Code::TooMuch,
                            "an entity in an attribute cannot be expanded: it is too large, holds markup, or refers to an entity that is not declared",
                        ));
                    }
                    // Without an XML declaration the reader reports the root's tag as the start of the document.
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
                return Err(refused(Code::TooMuch, "entities expand to too much text"));
            }
        }
    }

    #[allow(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "a document has less than 4 GiB"
    )]
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
            seen: BTreeMap::new(),
        });
    }

    #[allow(
        clippy::cast_possible_truncation,
        reason = "a document has less than 4 GiB"
    )]
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

/// Blanks out the declared encoding, which no longer applies to the decoded text. The columns stay the same.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a document has less than 4 GiB"
)]
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
