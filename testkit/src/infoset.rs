//! A document as a tree of names, attributes and text.

use std::collections::BTreeMap;
use std::fmt;

/// The encodings of SOAP 1.1 and 1.2.
const SOAP_ENC: &str = "http://schemas.xmlsoap.org/soap/encoding/";
const SOAP12_ENC: &str = "http://www.w3.org/2003/05/soap-encoding";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
pub(crate) const SOAP: [&str; 2] = [
    "http://schemas.xmlsoap.org/soap/envelope/",
    "http://www.w3.org/2003/05/soap-envelope",
];

/// An expanded name. The namespace is empty for a name in none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// Namespace URI.
    pub namespace: String,
    /// Local part.
    pub local: String,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() {
            f.write_str(&self.local)
        } else {
            write!(f, "{{{}}}{}", self.namespace, self.local)
        }
    }
}

/// An element, without comments, processing instructions and prefixes.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Its name.
    pub name: Name,
    /// Attributes other than `xsi:type`, `xsi:nil` and namespace declarations.
    pub attributes: BTreeMap<Name, String>,
    /// The type that `xsi:type` names.
    pub declared: Option<Name>,
    /// Whether `xsi:nil` is true.
    pub nil: bool,
    /// Child elements.
    pub children: Vec<Element>,
    /// Character data. White space between child elements is left out.
    pub text: String,
}

impl Element {
    /// An element with text only.
    pub(crate) fn of_text(name: Name, text: String) -> Self {
        Self {
            name,
            attributes: BTreeMap::new(),
            declared: None,
            nil: false,
            children: Vec::new(),
            text,
        }
    }

    /// Reads a document.
    ///
    /// # Errors
    /// The error of `roxmltree` for a document that is not well-formed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let document = roxmltree::Document::parse(text).map_err(|error| error.to_string())?;
        Ok(Self::from_node(document.root_element()))
    }

    /// Copies an element of a parsed document.
    pub fn from_node(node: roxmltree::Node<'_, '_>) -> Self {
        let mut element = Self {
            name: name(node.tag_name()),
            attributes: BTreeMap::new(),
            declared: None,
            nil: false,
            children: Vec::new(),
            text: String::new(),
        };
        for attribute in node.attributes() {
            match (attribute.namespace(), attribute.name()) {
                (Some(XSI), "type") => {
                    let (namespace, local) = resolved(node, attribute.value().trim());
                    element.declared = Some(Name {
                        namespace: namespace.to_owned(),
                        local: local.to_owned(),
                    });
                }
                (Some(XSI), "nil") => {
                    element.nil = matches!(attribute.value().trim(), "true" | "1")
                }
                (namespace, local) => {
                    let name = Name {
                        namespace: namespace.unwrap_or_default().to_owned(),
                        local: local.to_owned(),
                    };
                    let value = attribute.value();
                    let value = match (namespace, local) {
                        (Some(SOAP_ENC | SOAP12_ENC), "arrayType" | "itemType") => {
                            expanded(node, value.trim())
                        }
                        _ => value.to_owned(),
                    };
                    element.attributes.insert(name, value);
                }
            }
        }
        for child in node.children() {
            if child.is_element() {
                element.children.push(Self::from_node(child));
            } else if child.is_text() {
                element.text.push_str(child.text().unwrap_or_default());
            }
        }
        if element.children.is_empty() {
            if element.nil {
                element.text.clear();
            }
        } else if element.text.trim().is_empty() {
            element.text.clear();
        }
        element
    }

    /// Whether this is the envelope, header or body of SOAP 1.1 or 1.2.
    pub fn is_soap(&self, local: &str) -> bool {
        self.name.local == local && SOAP.contains(&self.name.namespace.as_str())
    }

    /// Returns the first child of that local name.
    pub fn child(&self, local: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name.local == local)
    }

    /// Moves children of an envelope that are neither header nor body into its header, in order. Removes an empty
    /// header. Gives the envelope the namespace of SOAP 1.1.
    pub fn normalize_envelope(&mut self) {
        if !self.is_soap("Envelope") {
            return;
        }
        let mut headers = Vec::new();
        let mut body = Vec::new();
        for mut child in self.children.drain(..) {
            if child.is_soap("Header") {
                headers.append(&mut child.children);
            } else if child.is_soap("Body") {
                child.name.namespace = SOAP[0].to_owned();
                body.push(child);
            } else {
                headers.push(child);
            }
        }
        self.name.namespace = SOAP[0].to_owned();
        if !headers.is_empty() {
            self.children.push(Element {
                name: Name {
                    namespace: SOAP[0].to_owned(),
                    local: "Header".to_owned(),
                },
                attributes: BTreeMap::new(),
                declared: None,
                nil: false,
                children: headers,
                text: String::new(),
            });
        }
        self.children.append(&mut body);
    }

    /// Removes nil descendants.
    pub fn remove_nil(&mut self) {
        self.children.retain(|child| !child.nil);
        self.children.iter_mut().for_each(Element::remove_nil);
    }

    /// The number of elements, this one included.
    pub fn count(&self) -> usize {
        1 + self.children.iter().map(Element::count).sum::<usize>()
    }
}

fn name(name: roxmltree::ExpandedName<'_, '_>) -> Name {
    Name {
        namespace: name.namespace().unwrap_or_default().to_owned(),
        local: name.name().to_owned(),
    }
}

/// The namespace and the local part of a qualified name.
fn resolved<'a>(node: roxmltree::Node<'a, '_>, value: &'a str) -> (&'a str, &'a str) {
    let (prefix, local) = value
        .split_once(':')
        .map_or((None, value), |(prefix, local)| (Some(prefix), local));
    let namespace = node.lookup_namespace_uri(prefix).unwrap_or_default();
    (namespace, local)
}

/// A qualified name, with what follows it, without its prefix.
fn expanded(node: roxmltree::Node<'_, '_>, value: &str) -> String {
    let (namespace, local) = resolved(node, value);
    format!("{{{namespace}}}{local}")
}
