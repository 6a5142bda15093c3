//! Compares the infoset of a written message with that of the message that was read.

use crate::message::{Attribute, Child, Inside, Node, PREFIXES, Style};
use crate::schema::{Schema, Type, XS, XSI};

/// The first difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The construct of the difference.
    pub construct: String,
    /// Its path and description.
    pub what: String,
}

/// Compares a message of this style with the envelope that was written for it.
pub fn compare(
    schema: &Schema,
    expected: &Node,
    style: Style,
    written: &str,
) -> Option<Difference> {
    let whole = |what: String| {
        Some(Difference {
            construct: "message".to_owned(),
            what,
        })
    };
    let document = match roxmltree::Document::parse(written) {
        Ok(document) => document,
        Err(error) => return whole(format!("not well-formed: {error}")),
    };
    let body = document
        .root_element()
        .children()
        .find(|node| node.tag_name().name() == "Body");
    let found = body.and_then(|body| body.first_element_child());
    match found {
        Some(found) => Comparison { schema, style }
            .element(expected, found, "")
            .err(),
        None => whole("the Body is empty".to_owned()),
    }
}

struct Comparison<'a> {
    schema: &'a Schema,
    style: Style,
}

type Found<'a> = roxmltree::Node<'a, 'a>;

impl Comparison<'_> {
    fn element(&self, expected: &Node, found: Found<'_>, path: &str) -> Result<(), Difference> {
        let path = format!("{path}/{}", expected.local);
        let name = (
            found.tag_name().namespace().unwrap_or_default(),
            found.tag_name().name(),
        );
        if name != (expected.namespace.as_str(), expected.local.as_str()) {
            let what = format!("{path}: the element {}:{}", name.0, name.1);
            return Err(different(&expected.origin.place, what));
        }
        self.annotations(expected, found, &path)?;
        self.attributes(expected, found, &path)?;
        if expected.is_nil() {
            return Ok(());
        }
        self.texts(expected, found, &path)?;
        let mut children: Vec<&Node> = expected.nodes().collect();
        let mut others: Vec<Found<'_>> = found.children().filter(Found::is_element).collect();
        if children.iter().all(|child| child.origin.place == "all") {
            // Their order means nothing, and a struct does not keep it.
            children.sort_by_key(|one| (one.namespace.clone(), one.local.clone()));
            others.sort_by_key(|one| {
                let name = one.tag_name();
                (name.namespace().unwrap_or_default(), name.name())
            });
        }
        let mut others = others.into_iter();
        for child in children {
            match others.next() {
                Some(other) => self.element(child, other, &path)?,
                None => {
                    let what = format!("{path}/{}: not written", child.local);
                    return Err(different(&child.origin.place, what));
                }
            }
        }
        match others.next() {
            Some(other) => {
                let what = format!("{path}: {} is written too", other.tag_name().name());
                let last = expected.nodes().last();
                Err(different(
                    last.map_or("element content", |last| &last.origin.place),
                    what,
                ))
            }
            None => Ok(()),
        }
    }

    /// `xsi:type`, if it says more than the declaration, and `xsi:nil`.
    fn annotations(&self, expected: &Node, found: Found<'_>, path: &str) -> Result<(), Difference> {
        let declared = match &expected.origin.declared {
            Type::BuiltIn(name) => Some(format!("{XS} {name}")),
            Type::Named(name) => Some(format!("{} {}", self.schema.uri(name.space), name.local)),
            Type::Simple(_) | Type::Complex(_) => None,
        };
        let known = |name: &str| {
            let Some((prefix, local)) = name.split_once(':') else {
                return match self.style.default_namespace {
                    true => format!("{} {name}", expected.namespace),
                    false => format!(" {name}"),
                };
            };
            let uri = PREFIXES.iter().find(|(known, _)| *known == prefix);
            format!("{} {local}", uri.map_or("", |(_, uri)| uri))
        };
        let resolved = |name: &str| {
            let (prefix, local) = match name.split_once(':') {
                Some((prefix, local)) => (Some(prefix), local),
                None => (None, name),
            };
            format!(
                "{} {local}",
                found.lookup_namespace_uri(prefix).unwrap_or_default()
            )
        };
        let left = expected
            .xsi("type")
            .map(known)
            .filter(|name| declared.as_ref() != Some(name));
        let right = found.attribute((XSI, "type")).map(str::trim).map(resolved);
        let right = right.filter(|name| declared.as_ref() != Some(name));
        if left != right {
            let what = format!("{path}: xsi:type {left:?} against {right:?}");
            return Err(different(
                &format!("xsi:type, {}", self.content(expected)),
                what,
            ));
        }
        let nil = matches!(
            found.attribute((XSI, "nil")).map(str::trim),
            Some("true" | "1")
        );
        if expected.is_nil() != nil {
            let what = format!("{path}: nil {} against {nil}", expected.is_nil());
            return Err(different(&format!("nil, {}", self.content(expected)), what));
        }
        Ok(())
    }

    fn attributes(&self, expected: &Node, found: Found<'_>, path: &str) -> Result<(), Difference> {
        let space = expected.origin.space;
        let complex = self.schema.complex(&expected.origin.of);
        let declared = complex
            .map(|complex| self.schema.attributes(complex, space).0)
            .unwrap_or_default();
        // An absent attribute or element has its default.
        let is_default = |namespace: &str, local: &str, text: &str| {
            let one = declared
                .iter()
                .find(|one| one.namespace == namespace && one.attribute.name == local);
            one.is_some_and(|one| {
                let of = self.schema.text_type(&one.attribute.of);
                let value = one.value.as_ref().map(|value| value.text.as_str());
                value.is_some_and(|value| {
                    of.is_some_and(|of| {
                        of.is_same(self.schema, value, &canonical(text, value, found))
                    })
                })
            })
        };
        for attribute in expected
            .attributes
            .iter()
            .filter(|one| one.namespace != XSI || one.local != "type" && one.local != "nil")
        {
            let (namespace, local) = (attribute.namespace.as_str(), attribute.local.as_str());
            let value = found.attributes().find(|one| {
                one.namespace().unwrap_or_default() == namespace && one.name() == local
            });
            let kind = if expected.is_nil() {
                "attribute of a nil element"
            } else {
                "attribute"
            };
            match value {
                Some(value) if self.same(attribute, value.value(), found) => {}
                Some(value) => {
                    let what = format!(
                        "{path}/@{local}: `{}` against `{}`",
                        attribute.value,
                        value.value()
                    );
                    return Err(different(
                        &format!("{kind}, {}", self.label(attribute)),
                        what,
                    ));
                }
                None if is_default(namespace, local, &attribute.value) => {}
                None => {
                    let what = format!("{path}/@{local}: not written");
                    let of = if attribute.of.is_some() {
                        "declared"
                    } else {
                        "wildcard or unknown"
                    };
                    return Err(different(&format!("{kind}, {of}"), what));
                }
            }
        }
        for other in found.attributes() {
            let (namespace, local) = (other.namespace().unwrap_or_default(), other.name());
            let here = expected
                .attributes
                .iter()
                .any(|one| one.namespace == namespace && one.local == local);
            if namespace != XSI && !here && !is_default(namespace, local, other.value()) {
                let what = format!("{path}/@{local}: `{}` is written too", other.value());
                return Err(different("attribute, declared", what));
            }
        }
        Ok(())
    }

    fn same(&self, attribute: &Attribute, found: &str, node: Found<'_>) -> bool {
        let text = attribute
            .of
            .as_ref()
            .and_then(|of| self.schema.text_type(of));
        match text {
            Some(text) if text.has_names(self.schema) => text.is_same(
                self.schema,
                &attribute.value,
                &canonical(found, &attribute.value, node),
            ),
            Some(text) => text.is_same(self.schema, &attribute.value, found),
            None => attribute.value == found,
        }
    }

    fn label(&self, attribute: &Attribute) -> String {
        let text = attribute
            .of
            .as_ref()
            .and_then(|of| self.schema.text_type(of));
        text.map_or_else(
            || "wildcard or unknown".to_owned(),
            |text| text.label(self.schema),
        )
    }

    /// The kind of content of an element.
    fn content(&self, expected: &Node) -> String {
        match self.schema.text_type(&expected.origin.of) {
            Some(text) => text.label(self.schema),
            None => match expected.origin.content {
                Inside::Mixed => "mixed content",
                Inside::Anything => "any content",
                _ => "element content",
            }
            .to_owned(),
        }
    }

    fn texts(&self, expected: &Node, found: Found<'_>, path: &str) -> Result<(), Difference> {
        let left = expected.text();
        let right: String = found
            .children()
            .filter(|node| node.is_text())
            .filter_map(|node| node.text())
            .collect();
        let same = match expected.origin.content {
            Inside::Text => {
                let implied = |text: &str| match &expected.origin.value {
                    Some(value) if text.is_empty() => value.text.clone(),
                    _ => text.to_owned(),
                };
                let text = self.schema.text_type(&expected.origin.of);
                let names = text.is_some_and(|text| text.has_names(self.schema));
                let other = if names {
                    canonical(&right, &implied(&left), found)
                } else {
                    right.clone()
                };
                text.is_some_and(|text| {
                    text.is_same(self.schema, &implied(&left), &implied(&other))
                })
            }
            Inside::Elements => left.trim() == right.trim(),
            // Compares the texts before, between and after elements.
            Inside::Mixed | Inside::Anything => runs(expected) == runs_found(found),
        };
        if same {
            return Ok(());
        }
        let what = format!("{path}: text `{left}` against `{right}`");
        Err(different(&self.content(expected), what))
    }
}

fn different(construct: &str, what: String) -> Difference {
    Difference {
        construct: construct.to_owned(),
        what,
    }
}

/// The texts before, between and after the child elements.
fn runs(node: &Node) -> Vec<String> {
    let mut runs = vec![String::new()];
    for child in &node.children {
        match child {
            Child::Node(_) => runs.push(String::new()),
            Child::Comment(_) => {}
            Child::Text(text) | Child::Section(text) | Child::References(text) => {
                if let Some(last) = runs.last_mut() {
                    last.push_str(text);
                }
            }
        }
    }
    runs
}

fn runs_found(node: Found<'_>) -> Vec<String> {
    let mut runs = vec![String::new()];
    for child in node.children() {
        if child.is_element() {
            runs.push(String::new());
        } else if child.is_text()
            && let Some(last) = runs.last_mut()
        {
            last.push_str(child.text().unwrap_or_default());
        }
    }
    runs
}

/// The text with the prefixes of our messages in place of those of another document.
fn canonical(text: &str, expected: &str, node: Found<'_>) -> String {
    let words = text.split(' ').map(|word| {
        if word.is_empty() {
            return String::new();
        }
        let (prefix, local) = match word.split_once(':') {
            Some((prefix, local)) => (Some(prefix), local),
            None => (None, word),
        };
        let uri = node.lookup_namespace_uri(prefix).unwrap_or_default();
        match PREFIXES.iter().find(|(_, known)| *known == uri) {
            // A name without prefix in the message is in its default namespace.
            Some((known, _)) if expected.contains(&*format!("{known}:{local}")) => {
                format!("{known}:{local}")
            }
            Some(_) => local.to_owned(),
            None => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}
