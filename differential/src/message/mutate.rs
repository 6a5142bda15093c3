//! Changes of messages. Most make them invalid.

use super::valid::unknown;
use super::{Attribute, Child, FOREIGN, Inside, Node};
use crate::random::Random;
use crate::schema::{Content, Name, Schema, Type, XSI};

/// A change and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Mutation {
    /// The change.
    pub what: &'static str,
    /// The construct in which it was made.
    pub construct: String,
}

/// Changes of structure: elements dropped, doubled, moved, renamed, added.
const STRUCTURE: &[&str] = &[
    "element dropped",
    "element doubled",
    "element five times",
    "elements swapped",
    "element moved to the end",
    "element moved to the front",
    "element renamed",
    "element named like its sibling",
    "element in another namespace",
    "foreign element added",
    "unknown element added",
    "element without content",
    "element inside a value",
    "text between elements",
];

/// Changes of values, attributes, `xsi:nil` and `xsi:type`.
const VALUES: &[&str] = &[
    "value outside its type",
    "value outside its type",
    "value outside its type",
    "white space around a value",
    "attribute dropped",
    "attribute outside its type",
    "attribute outside its type",
    "white space around an attribute",
    "unknown attribute added",
    "foreign attribute added",
    "attribute in a namespace",
    "nil with content",
    "nil without content",
    "nil with attribute",
    "nil is false",
    "nil is nonsense",
    "type is itself",
    "type is derived",
    "type is unrelated",
    "type is unknown",
    "type is built-in",
    "type is abstract",
    "type without prefix",
];

/// Changes of spelling, which keep the meaning of the message.
const SPELLINGS: &[&str] = &[
    "comment in a value",
    "comment between elements",
    "CDATA section",
    "character references",
];

/// Changes a message in one place.
pub fn mutate(schema: &Schema, message: &Node, random: &mut Random) -> Option<(Node, Mutation)> {
    for _ in 0..12 {
        let what = match random.below(20) {
            0..9 => random.word(STRUCTURE),
            9..18 => random.word(VALUES),
            _ => random.word(SPELLINGS),
        };
        let mut mutated = message.clone();
        let mut paths = Vec::new();
        collect(&mutated, &mut Vec::new(), &mut paths);
        // Leaves the root alone half of the time.
        if paths.len() > 1 && random.chance(60) {
            paths.remove(0);
        }
        random.shuffle(&mut paths);
        for path in paths.iter().take(12) {
            let Some(node) = at(&mut mutated, path) else {
                continue;
            };
            let mut change = Mutator {
                schema,
                random,
                node,
            };
            if let Some(construct) = change.apply(what)
                && mutated != *message
            {
                return Some((mutated, Mutation { what, construct }));
            }
        }
    }
    None
}

/// The paths of all elements: indices of children.
pub(super) fn collect(node: &Node, path: &mut Vec<usize>, paths: &mut Vec<Vec<usize>>) {
    paths.push(path.clone());
    for (index, child) in node.children.iter().enumerate() {
        if let Child::Node(child) = child {
            path.push(index);
            collect(child, path, paths);
            path.pop();
        }
    }
}

pub(super) fn at<'a>(node: &'a mut Node, path: &[usize]) -> Option<&'a mut Node> {
    let Some((first, rest)) = path.split_first() else {
        return Some(node);
    };
    match node.children.get_mut(*first)? {
        Child::Node(child) => at(child, rest),
        _ => None,
    }
}

struct Mutator<'a> {
    schema: &'a Schema,
    random: &'a mut Random,
    node: &'a mut Node,
}

impl Mutator<'_> {
    /// Makes the change inside this element if possible, and returns the construct.
    fn apply(&mut self, what: &str) -> Option<String> {
        match what {
            "text between elements" => self.text_between(),
            "element inside a value" => self.element_in_value(),
            "element without content" => {
                if self.node.children.is_empty() {
                    return None;
                }
                self.node.children.clear();
                Some(self.content())
            }
            "foreign element added" => Some(self.add(FOREIGN.to_owned())),
            "unknown element added" => Some(self.add(self.schema.uri(0))),
            "comment between elements" => {
                let at = self.random.below(self.node.children.len() + 1);
                let inside = self.node.origin.content;
                self.node
                    .children
                    .insert(at, Child::Comment(" - ".to_owned()));
                (inside != Inside::Text).then(|| self.content())
            }
            _ if what.starts_with("element") => self.structure(what),
            _ if what.contains("attribute") && !what.starts_with("nil") => self.attribute(what),
            _ if what.starts_with("nil") => self.nil(what),
            _ if what.starts_with("type") => self.annotate(what),
            _ => self.value(what),
        }
    }

    fn content(&self) -> String {
        match self.node.origin.content {
            Inside::Text => "text content",
            Inside::Elements => "element content",
            Inside::Mixed => "mixed content",
            Inside::Anything => "any content",
        }
        .to_owned()
    }

    /// The type of the text of the element.
    fn text_label(&self) -> Option<String> {
        let text = self.schema.text_type(&self.node.origin.of)?;
        Some(text.label(self.schema))
    }

    /// The construct of an attribute.
    fn attribute_label(&self, attribute: &Attribute) -> String {
        let text = attribute
            .of
            .as_ref()
            .and_then(|of| self.schema.text_type(of));
        text.map_or_else(|| "wildcard".to_owned(), |text| text.label(self.schema))
    }

    fn text_between(&mut self) -> Option<String> {
        if !matches!(self.node.origin.content, Inside::Elements | Inside::Mixed) {
            return None;
        }
        let at = self.random.below(self.node.children.len() + 1);
        self.node
            .children
            .insert(at, Child::Text("between".to_owned()));
        Some(self.content())
    }

    fn element_in_value(&mut self) -> Option<String> {
        let label = self.text_label()?;
        let at = self.random.below(self.node.children.len() + 1);
        let child = unknown(String::new(), "text content".to_owned());
        self.node.children.insert(at, Child::Node(child));
        Some(label)
    }

    fn add(&mut self, namespace: String) -> String {
        let at = self.random.below(self.node.children.len() + 1);
        let mut child = unknown(namespace, self.content());
        child.children.push(Child::Text("1".to_owned()));
        self.node.children.insert(at, Child::Node(child));
        let places = self.node.nodes().map(|node| node.origin.place.clone());
        let place = places.into_iter().find(|place| !place.contains("content"));
        place.unwrap_or_else(|| self.content())
    }

    /// Changes of a child element.
    fn structure(&mut self, what: &str) -> Option<String> {
        let children = self.node.children.iter().enumerate();
        let indices: Vec<_> = children
            .filter(|(_, child)| matches!(child, Child::Node(_)))
            .map(|(index, _)| index)
            .collect();
        let at = *self.random.pick(&indices)?;
        let other = *self.random.pick(&indices)?;
        let end = self.node.children.len() - 1;
        let Some(Child::Node(node)) = self.node.children.get_mut(at) else {
            return None;
        };
        let place = node.origin.place.clone();
        match what {
            "element dropped" => {
                self.node.children.remove(at);
            }
            "element doubled" => {
                let again = Child::Node(node.clone());
                self.node.children.insert(at, again);
            }
            "element five times" => {
                let again = Child::Node(node.clone());
                for _ in 0..4 {
                    self.node.children.insert(at, again.clone());
                }
            }
            "element swapped" | "elements swapped" => self.node.children.swap(at, other),
            "element moved to the end" => {
                let child = self.node.children.remove(at);
                self.node.children.insert(end, child);
            }
            "element moved to the front" => {
                let child = self.node.children.remove(at);
                self.node.children.insert(0, child);
            }
            "element renamed" => node.local = "renamed".to_owned(),
            "element in another namespace" => {
                let namespace = match node.namespace.as_str() {
                    "" => self.schema.uri(0),
                    _ if self.random.chance(50) => String::new(),
                    _ => FOREIGN.to_owned(),
                };
                node.namespace = namespace;
            }
            "element named like its sibling" => {
                let Some(Child::Node(sibling)) = self.node.children.get(other) else {
                    return None;
                };
                let (namespace, local) = (sibling.namespace.clone(), sibling.local.clone());
                let Some(Child::Node(node)) = self.node.children.get_mut(at) else {
                    return None;
                };
                (node.namespace, node.local) = (namespace, local);
            }
            _ => return None,
        }
        Some(place)
    }

    fn attribute(&mut self, what: &str) -> Option<String> {
        let added = |namespace: &str, local: &str| Attribute {
            namespace: namespace.to_owned(),
            local: local.to_owned(),
            value: "v".to_owned(),
            of: None,
        };
        match what {
            "unknown attribute added" => {
                self.node.attributes.push(added("", "unknown"));
                return Some(self.content());
            }
            "foreign attribute added" => {
                self.node.attributes.push(added(FOREIGN, "foreign"));
                return Some(self.content());
            }
            _ => {}
        }
        let indices: Vec<_> = (0..self.node.attributes.len())
            .filter(|&index| self.node.attributes[index].namespace != XSI)
            .collect();
        let at = *self.random.pick(&indices)?;
        let label = self.attribute_label(&self.node.attributes[at]);
        let text = self.node.attributes[at].of.clone();
        let text = text.as_ref().and_then(|of| self.schema.text_type(of));
        let attribute = &mut self.node.attributes[at];
        match what {
            "attribute dropped" => {
                self.node.attributes.remove(at);
                return Some("attribute".to_owned());
            }
            "attribute in a namespace" => {
                attribute.namespace = match attribute.namespace.as_str() {
                    "" => self.schema.uri(0),
                    _ => String::new(),
                };
                return Some("attribute".to_owned());
            }
            "attribute outside its type" => {
                let bad = text?.bad();
                attribute.value.clone_from(self.random.pick(&bad)?);
            }
            "white space around an attribute" => {
                attribute.value = format!(" {}\n", attribute.value)
            }
            _ => return None,
        }
        Some(label)
    }

    fn nil(&mut self, what: &str) -> Option<String> {
        let word = match self.node.origin.nillable {
            true => "nillable",
            false => "not nillable",
        };
        let label = format!("{word}, {}", self.content());
        let value = match what {
            "nil is false" => "false",
            "nil is nonsense" => "nonsense",
            _ => "true",
        };
        let seldom = if self.node.origin.nillable { 100 } else { 25 };
        if self.node.xsi("nil").is_some() || !self.random.chance(seldom) {
            return None;
        }
        self.node.attributes.push(Attribute::xsi("nil", value));
        match what {
            "nil with content" if self.node.children.is_empty() => return None,
            "nil without content" => self.node.children.clear(),
            "nil with attribute" => {
                self.node.children.clear();
                if !self.node.attributes.iter().any(|one| one.namespace != XSI) {
                    self.node.attributes.push(Attribute {
                        namespace: FOREIGN.to_owned(),
                        local: "foreign".to_owned(),
                        value: "v".to_owned(),
                        of: None,
                    });
                }
            }
            _ => {}
        }
        Some(label)
    }

    fn annotate(&mut self, what: &str) -> Option<String> {
        let declared = self.node.origin.declared.clone();
        let (prefix, local) = self.other_type(what, &declared)?;
        let label = match &declared {
            Type::BuiltIn("anyType") => "anyType".to_owned(),
            Type::Named(name) if self.schema.complex(&declared).is_some() => {
                match self.schema.derived(name).len() {
                    0 | 1 => "complex type without derived ones".to_owned(),
                    _ => "complex type with derived ones".to_owned(),
                }
            }
            _ if self.schema.complex(&declared).is_some() => "anonymous complex type".to_owned(),
            _ => "simple type".to_owned(),
        };
        self.node
            .attributes
            .retain(|one| one.namespace != XSI || one.local != "type");
        let name = match prefix.as_str() {
            "" => local,
            prefix => format!("{prefix}:{local}"),
        };
        self.node.attributes.push(Attribute::xsi("type", name));
        Some(label)
    }

    /// Returns a type as the prefix and the local part of its name.
    fn other_type(&mut self, what: &str, declared: &Type) -> Option<(String, String)> {
        let schema = self.schema;
        let named = |name: &Name| {
            (
                schema.spaces[name.space].prefix.to_owned(),
                name.local.clone(),
            )
        };
        let mut all = Vec::new();
        for (space, local, kind) in schema.components() {
            if let crate::schema::Kind::Type(of) = kind {
                let name = Name {
                    space,
                    local: local.to_owned(),
                };
                all.push((name, schema.complex(of)));
            }
        }
        match (what, declared) {
            ("type is itself", Type::BuiltIn(name)) => Some(("xs".to_owned(), (*name).to_owned())),
            ("type is itself", Type::Named(name)) => Some(named(name)),
            ("type is derived", Type::Named(name)) => {
                let mut derived = schema.derived(name);
                derived.retain(|(other, _)| other != name);
                let name = &self.random.pick(&derived)?.0;
                self.node.origin.of = Type::Named(name.clone());
                self.node.origin.space = name.space;
                Some(named(name))
            }
            ("type is derived", Type::BuiltIn(name)) => {
                let derived = match *name {
                    "string" => "token",
                    "decimal" => "int",
                    "anySimpleType" | "anyType" => "date",
                    "integer" | "long" => "short",
                    "nonNegativeInteger" => "unsignedByte",
                    _ => return None,
                };
                Some(("xs".to_owned(), derived.to_owned()))
            }
            ("type is unrelated", _) => {
                all.retain(|(_, complex)| {
                    !complex.is_some_and(|one| {
                        matches!(
                            one.content,
                            Content::Extension(..) | Content::Restriction(..)
                        )
                    })
                });
                self.random.pick(&all).map(|(name, _)| named(name))
            }
            ("type is abstract", _) => {
                all.retain(|(_, complex)| complex.is_some_and(|one| one.is_abstract));
                self.random.pick(&all).map(|(name, _)| named(name))
            }
            ("type is unknown", _) => Some((
                self.random.word(&["a", "f", "xs"]).to_owned(),
                "Nobody".to_owned(),
            )),
            ("type is built-in", _) => Some((
                "xs".to_owned(),
                self.random.word(&["string", "int", "anyType"]).to_owned(),
            )),
            ("type without prefix", _) => Some((String::new(), "T0".to_owned())),
            _ => None,
        }
    }

    /// Changes of the text of an element.
    fn value(&mut self, what: &str) -> Option<String> {
        let label = self.text_label()?;
        if self.node.origin.content != Inside::Text || self.node.is_nil() {
            return None;
        }
        let text = self.node.text();
        let half = text.char_indices().nth(text.chars().count() / 2);
        let (left, right) = text.split_at(half.map_or(0, |(at, _)| at));
        self.node.children = match what {
            "value outside its type" => {
                let mut bad = self.schema.text_type(&self.node.origin.of)?.bad();
                bad.extend(
                    self.node
                        .origin
                        .value
                        .as_ref()
                        .map(|value| format!("{}1", value.text)),
                );
                vec![Child::Text(self.random.pick(&bad)?.clone())]
            }
            "white space around a value" => vec![Child::Text(format!("\n {text}\t"))],
            "comment in a value" => vec![
                Child::Text(left.to_owned()),
                Child::Comment("-".to_owned()),
                Child::Text(right.to_owned()),
            ],
            "CDATA section" => vec![
                Child::Text(left.to_owned()),
                Child::Section(right.to_owned()),
            ],
            "character references" if !text.is_empty() => vec![Child::References(text)],
            _ => return None,
        };
        self.node
            .children
            .retain(|child| *child != Child::Text(String::new()));
        Some(label)
    }
}
