//! The descriptions of test sets: which schemas and instances belong together, and which of them are valid.

use roxmltree::{Document, Node, ParsingOptions};
use std::path::{Path, PathBuf};
use testkit::repository;

const XLINK: &str = "http://www.w3.org/1999/xlink";

/// A test set.
#[derive(Debug)]
pub struct Set {
    /// Its name.
    pub name: String,
    /// Its groups.
    pub groups: Vec<Group>,
}

/// A group: a schema, and instances of it.
#[derive(Debug)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// The documents of its schema.
    pub schemas: Vec<PathBuf>,
    /// The test of the schema itself, if there is one.
    pub schema: Option<Expected>,
    /// The tests of instances.
    pub instances: Vec<Instance>,
}

/// A test of an instance.
#[derive(Debug)]
pub struct Instance {
    /// Its name.
    pub name: String,
    /// Its document.
    pub file: PathBuf,
    /// The outcome that the suite expects.
    pub expected: Expected,
}

/// The outcome that the suite expects of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The document is valid.
    Valid,
    /// The document is invalid.
    Invalid,
    /// The suite leaves it open, or it is not a test of version 1.0.
    Open,
}

/// Reads the test sets of a folder: those that its `suite.xml` names, or all `*.testSet` files below it if there is none.
///
/// # Errors
/// A file cannot be read, or is not well-formed.
pub fn read(folder: &Path) -> Result<Vec<Set>, String> {
    let suite = folder.join("suite.xml");
    let files = if suite.is_file() {
        let text = text(&suite)?;
        let document = parse(&suite, &text)?;
        links(document.root_element(), "testSetRef", folder)
    } else {
        repository::files(folder, "testSet")?
    };
    let mut sets = Vec::new();
    // A part of the suite is as good as the whole.
    for file in files.iter().filter(|file| file.is_file()) {
        let text = text(file)?;
        let document = parse(file, &text)?;
        sets.extend(set(
            document.root_element(),
            file.parent().unwrap_or(folder),
        ));
    }
    Ok(sets)
}

fn text(file: &Path) -> Result<String, String> {
    let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn parse<'a>(file: &Path, text: &'a str) -> Result<Document<'a>, String> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options)
        .map_err(|error| format!("{}: {error}", file.display()))
}

fn children<'a>(of: Node<'a, 'a>, name: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    of.children()
        .filter(move |child| child.has_tag_name(name) || child.tag_name().name() == name)
}

fn links(of: Node<'_, '_>, name: &'static str, folder: &Path) -> Vec<PathBuf> {
    children(of, name)
        .filter_map(|link| link.attribute((XLINK, "href")))
        .map(|location| folder.join(location))
        .collect()
}

fn set(root: Node<'_, '_>, folder: &Path) -> Option<Set> {
    if !is_of_version(root) {
        return None;
    }
    Some(Set {
        name: named(root),
        groups: children(root, "testGroup")
            .filter(|one| is_of_version(*one))
            .map(|one| group(one, folder))
            .collect(),
    })
}

fn group(node: Node<'_, '_>, folder: &Path) -> Group {
    let schema = children(node, "schemaTest").find(|one| is_of_version(*one));
    Group {
        name: named(node),
        schemas: schema.map_or_else(Vec::new, |one| links(one, "schemaDocument", folder)),
        schema: schema.map(expected),
        instances: children(node, "instanceTest")
            .filter(|one| is_of_version(*one))
            .filter_map(|one| {
                Some(Instance {
                    name: named(one),
                    file: links(one, "instanceDocument", folder).into_iter().next()?,
                    expected: expected(one),
                })
            })
            .collect(),
    }
}

fn named(node: Node<'_, '_>) -> String {
    node.attribute("name").unwrap_or("?").to_owned()
}

/// Whether a test is one of XML Schema 1.0. An absent version means all.
fn is_of_version(node: Node<'_, '_>) -> bool {
    let Some(version) = node.attribute("version") else {
        return true;
    };
    let mut words = version.split_ascii_whitespace();
    words.clone().any(|word| word.starts_with("1.0")) || !words.any(|word| word.starts_with("1.1"))
}

fn expected(test: Node<'_, '_>) -> Expected {
    let one = children(test, "expected").find(|one| is_of_version(*one));
    match one.and_then(|one| one.attribute("validity")) {
        Some("valid") => Expected::Valid,
        Some("invalid") => Expected::Invalid,
        _ => Expected::Open,
    }
}
