//! Writes a sample as text.

use super::SampleStyle;
use super::tree::{ENCODING11, ENCODING12, Envelope, SOAP11, SOAP12, SampleElement, Text};
use crate::model::{Model, QName};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const XSD: &str = "http://www.w3.org/2001/XMLSchema";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

pub(super) fn document(model: &Model, envelope: &Envelope, style: SampleStyle) -> String {
    let mut names = BTreeSet::new();
    let mut xsi = false;
    for node in envelope.headers.iter().chain(&envelope.body) {
        collect(node, &mut names, &mut xsi);
    }
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope");
    let soap = if style == SampleStyle::Soap11 {
        SOAP11
    } else {
        SOAP12
    };
    declare(&mut out, "soap", soap);
    let prefixes = prefixes(model, &names, soap);
    if xsi {
        declare(&mut out, "xsi", XSI);
    }
    for (namespace, prefix) in &prefixes {
        if &**namespace != XML && &**namespace != soap {
            declare(&mut out, prefix, namespace);
        }
    }
    out.push_str(">\n");
    let mut writer = Writer { out, prefixes };
    let has_header = style != SampleStyle::TypedTree && !envelope.headers.is_empty();
    if has_header {
        writer.out.push_str("  <soap:Header>\n");
    }
    for header in &envelope.headers {
        writer.node(header, if has_header { 2 } else { 1 });
    }
    if has_header {
        writer.out.push_str("  </soap:Header>\n");
    }
    writer.out.push_str("  <soap:Body>\n");
    for node in &envelope.body {
        writer.node(node, 2);
    }
    writer.out.push_str("  </soap:Body>\n</soap:Envelope>\n");
    writer.out
}

fn declare(out: &mut String, prefix: &str, namespace: &str) {
    let _ = write!(out, "\n    xmlns:{prefix}=\"{}\"", escape(namespace));
}

fn collect(node: &SampleElement, names: &mut BTreeSet<Arc<str>>, xsi: &mut bool) {
    let used = node
        .name
        .iter()
        .chain(&node.xsi_type)
        .chain(node.item_type.iter().map(|(item, _)| item))
        .chain(&node.value.name)
        .chain(
            node.attributes
                .iter()
                .flat_map(|(name, value)| [name].into_iter().chain(&value.name)),
        );
    names.extend(
        used.filter(|name| !name.namespace.is_empty())
            .map(|name| name.namespace.clone()),
    );
    if node.item_type.is_some() {
        names.insert(array_namespace(node).into());
    }
    *xsi |= node.nil || node.xsi_type.is_some();
    node.children
        .iter()
        .for_each(|child| collect(child, names, xsi));
}

/// The namespace of the attributes of an array: that of SOAP 1.1's encoding, if `xsi:type` says so.
fn array_namespace(node: &SampleElement) -> &'static str {
    match node.xsi_type {
        Some(_) => ENCODING11,
        None => ENCODING12,
    }
}

/// A prefix for each namespace: the first one that the contract uses for it, unless it is taken.
fn prefixes(
    model: &Model,
    namespaces: &BTreeSet<Arc<str>>,
    soap: &str,
) -> BTreeMap<Arc<str>, String> {
    let mut taken: BTreeSet<String> = ["soap", "xsi", "xml", "xmlns"].map(str::to_owned).into();
    let mut all = BTreeMap::new();
    // No prefix is free again.
    let mut number = 1;
    for namespace in namespaces {
        if &**namespace == soap {
            all.insert(namespace.clone(), "soap".to_owned());
            continue;
        }
        let candidates = match &**namespace {
            XSD => vec![Arc::from("xs")],
            XML => {
                all.insert(namespace.clone(), "xml".to_owned());
                continue;
            }
            _ => model.prefixes.get(namespace).cloned().unwrap_or_default(),
        };
        let usable = |prefix: &&Arc<str>| {
            !prefix.is_empty()
                && !taken.contains(&***prefix)
                && !prefix.to_ascii_lowercase().starts_with("xml")
        };
        let prefix = candidates
            .iter()
            .find(usable)
            .map(|prefix| prefix.to_string());
        let prefix = prefix.unwrap_or_else(|| {
            while taken.contains(&format!("n{number}")) {
                number += 1;
            }
            format!("n{number}")
        });
        taken.insert(prefix.clone());
        all.insert(namespace.clone(), prefix);
    }
    all
}

struct Writer {
    out: String,
    prefixes: BTreeMap<Arc<str>, String>,
}

impl Writer {
    fn name(&self, name: &QName) -> String {
        match self.prefixes.get(&name.namespace) {
            Some(prefix) => format!("{prefix}:{}", name.local),
            None => name.local.to_string(),
        }
    }

    fn node(&mut self, node: &SampleElement, depth: usize) {
        let Some(name) = &node.name else { return };
        let name = self.name(name);
        let indent = "  ".repeat(depth);
        let _ = write!(self.out, "{indent}<{name}");
        if let Some(ty) = &node.xsi_type {
            let _ = write!(self.out, " xsi:type=\"{}\"", self.name(ty));
        }
        if let Some((item, ranks)) = &node.item_type {
            let item = self.name(item);
            let count = node.children.len();
            let array = |local: &str| self.name(&QName::new(array_namespace(node), local));
            let text = if array_namespace(node) == ENCODING11 {
                format!(" {}=\"{item}{ranks}{count}]\"", array("arrayType"))
            } else {
                let (arrays, sizes) = ranks.rsplit_once('[').unwrap_or_default();
                let item = match arrays {
                    "" => item,
                    _ => array("Array"),
                };
                let sizes = sizes.replace(',', " ");
                let (of, size) = (array("itemType"), array("arraySize"));
                format!(" {of}=\"{item}\" {size}=\"{sizes}{count}\"")
            };
            self.out.push_str(&text);
        }
        for (attribute, value) in &node.attributes {
            let _ = write!(
                self.out,
                " {}=\"{}\"",
                self.name(attribute),
                self.text(value)
            );
        }
        if node.nil {
            self.out.push_str(" xsi:nil=\"true\"/>\n");
            return;
        }
        if !node.children.is_empty() {
            self.out.push_str(">\n");
            for child in &node.children {
                self.node(child, depth + 1);
            }
            let _ = writeln!(self.out, "{indent}</{name}>");
            return;
        }
        match self.text(&node.value) {
            text if text.is_empty() => self.out.push_str("/>\n"),
            text => {
                let _ = writeln!(self.out, ">{text}</{name}>");
            }
        }
    }

    fn text(&self, value: &Text) -> String {
        match &value.name {
            Some(name) => self.name(name),
            None => escape(&value.text),
        }
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            '\t' => escaped.push_str("&#9;"),
            c => escaped.push(c),
        }
    }
    escaped
}
