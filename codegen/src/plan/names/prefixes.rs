//! Prefixes of written namespaces, and the names of their constants.

use super::ident;
use super::scope::NameScope;
use crate::model::QName;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Namespace of `xsi:nil` and `xsi:type`.
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Namespace of `xml:lang`.
const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// Namespace of the built-in types, declared if encoded messages name them.
pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema";
/// SOAP 1.1 encoding.
pub(crate) const SOAPENC: &str = "http://schemas.xmlsoap.org/soap/encoding/";

/// Prefixes that are never given to a namespace of the contract.
const RESERVED: &[&str] = &["s", "xsi", "xml", "xmlns", "xsd", "soapenc"];

/// Names that occur in messages, counted.
#[derive(Debug, Default)]
pub(crate) struct NameCounts {
    /// Elements, by namespace.
    pub elements: BTreeMap<Arc<str>, usize>,
    /// Namespaces of qualified attributes.
    pub attributes: BTreeSet<Arc<str>>,
    /// Namespaces of types that `xsi:type` may name.
    pub types: BTreeSet<Arc<str>>,
    /// Whether values are qualified names. The default namespace would apply to those without a prefix.
    pub names: bool,
}

impl NameCounts {
    pub(crate) fn element(&mut self, name: &QName) {
        *self.elements.entry(name.namespace.clone()).or_default() += 1;
    }

    pub(crate) fn attribute(&mut self, name: &QName) {
        if !name.namespace.is_empty() {
            self.attributes.insert(name.namespace.clone());
        }
    }

    pub(crate) fn ty(&mut self, name: &QName) {
        self.types.insert(name.namespace.clone());
    }

    pub(crate) fn namespaces(&self) -> BTreeSet<Arc<str>> {
        self.elements
            .keys()
            .chain(&self.attributes)
            .chain(&self.types)
            .filter(|uri| !uri.is_empty())
            .cloned()
            .collect()
    }
}

/// The prefix of each namespace, for the whole output: the tables of shared types hold complete tags.
#[derive(Debug, Default)]
pub(crate) struct Prefixes {
    /// The default namespace; empty for none.
    default: Arc<str>,
    prefixes: BTreeMap<Arc<str>, String>,
}

impl Prefixes {
    pub(crate) fn decide(used: &NameCounts, declared: &BTreeMap<Arc<str>, Vec<Arc<str>>>) -> Self {
        let unqualified = used.elements.contains_key("") || used.types.contains("") || used.names;
        let default = if unqualified {
            Arc::from("")
        } else {
            // The namespace of most elements; of equals the first by name.
            used.elements
                .iter()
                .max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)))
                .map_or_else(|| Arc::from(""), |(uri, _)| uri.clone())
        };
        let mut taken = NameScope::default();
        for reserved in RESERVED {
            taken.reserve(reserved);
        }
        let mut prefixes = BTreeMap::new();
        // No prefix is free again.
        let mut numbers = 1_u64..;
        for uri in used.namespaces() {
            let fixed = match &*uri {
                XML => Some("xml"),
                XSI => Some("xsi"),
                XSD => Some("xsd"),
                SOAPENC => Some("soapenc"),
                _ => None,
            };
            if let Some(prefix) = fixed {
                prefixes.insert(uri, prefix.to_owned());
                continue;
            }
            let candidates = declared
                .get(&uri)
                .into_iter()
                .flatten()
                .map(|prefix| prefix.to_string());
            let chosen = candidates
                .chain(last_segment(&uri).map(|segment| segment.to_lowercase()))
                .find(|prefix| telling(prefix) && !taken.contains(prefix));
            let prefix = chosen.unwrap_or_else(|| {
                (numbers.by_ref())
                    .map(|number| format!("n{number}"))
                    .find(|prefix| !taken.contains(prefix))
                    .unwrap_or_default()
            });
            taken.reserve(&prefix);
            prefixes.insert(uri, prefix);
        }
        Self { default, prefixes }
    }

    /// The prefix of an element (or of a type in `xsi:type`), with its colon; empty for none.
    pub(crate) fn of_element(&self, name: &QName) -> String {
        if name.namespace == self.default {
            return String::new();
        }
        self.of_attribute(name)
    }

    /// The prefix of an attribute, with its colon; empty for none.
    pub(crate) fn of_attribute(&self, name: &QName) -> String {
        match self.prefixes.get(&name.namespace) {
            Some(prefix) if !name.namespace.is_empty() => format!("{prefix}:"),
            _ => String::new(),
        }
    }

    /// The declarations for messages that use these namespaces, as attributes of the envelope.
    pub(crate) fn declarations(&self, used: &NameCounts, encoded: bool) -> String {
        let mut text = String::new();
        let namespaces = used.namespaces();
        let needs_default = !self.default.is_empty()
            && (used.elements.contains_key(&self.default) || used.types.contains(&self.default));
        if needs_default {
            text.push_str(&format!(" xmlns=\"{}\"", escape(&self.default)));
        }
        for uri in &namespaces {
            let by_default = *uri == self.default && !used.attributes.contains(uri);
            let Some(prefix) = self.prefixes.get(uri) else {
                continue;
            };
            if by_default
                || matches!(prefix.as_str(), "xml" | "xsi")
                || (encoded && matches!(prefix.as_str(), "xsd" | "soapenc"))
            {
                continue;
            }
            text.push_str(&format!(" xmlns:{prefix}=\"{}\"", escape(uri)));
        }
        if encoded {
            text.push_str(&format!(" xmlns:soapenc=\"{SOAPENC}\" xmlns:xsd=\"{XSD}\""));
        }
        text.push_str(&format!(" xmlns:xsi=\"{XSI}\""));
        text
    }
}

/// Whether a prefix of the documents has a meaning: not `tns`, `q1`, `ns2`.
fn telling(prefix: &str) -> bool {
    let mut chars = prefix.chars();
    let numbered = prefix.trim_end_matches(|c: char| c.is_ascii_digit());
    chars.next().is_some_and(|c| c.is_ascii_lowercase())
        && prefix.len() <= 12
        && prefix
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        && !prefix.starts_with("xml")
        && !matches!(
            numbered,
            "tns"
                | "q"
                | "ns"
                | "n"
                | "import"
                | "p"
                | "s"
                | "soap"
                | "xs"
                | "xsd"
                | "mstns"
                | "this"
        )
}

/// The last part of a URI that is not empty.
fn last_segment(uri: &str) -> Option<&str> {
    uri.split(['/', ':', '#', '?'])
        .rev()
        .find(|segment| !segment.is_empty())
}

/// The constant of a namespace.
pub(crate) fn constant(uri: &str) -> String {
    let name = ident::shouty_name(last_segment(uri).unwrap_or("namespace"));
    // These would read as the namespace of a standard.
    let is_known = matches!(&*name, "XSD" | "XS" | "XSI" | "XML" | "SOAP" | "SOAPENC");
    let mut segments = uri.split('/').rev().filter(|segment| !segment.is_empty());
    match segments
        .nth(1)
        .filter(|before| is_known && !before.ends_with(':'))
    {
        Some(before) => ident::shouty_name(&format!("{before} {name}")),
        None => name,
    }
}

/// A URI as an attribute value.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::constant;

    #[test]
    fn constants_read_as_what_they_are() {
        for (uri, name) in [
            ("http://schemas.apache.org/xsd", "SCHEMAS_APACHE_ORG_XSD"),
            ("http://shop.example/orders/xml/", "ORDERS_XML"),
            ("urn:xsd", "XSD"),
            ("http://shop.example/orders", "ORDERS"),
        ] {
            assert_eq!(constant(uri), name, "{uri}");
        }
    }
}
