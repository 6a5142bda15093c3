//! Matches names of the two contracts.

use crate::model::{Model, QName};
use std::collections::{BTreeMap, BTreeSet};

/// Pairs of renamed namespaces. Namespaces that differ only in numbers (`.../orders/1`, `.../orders/2`) count as
/// versions of one.
#[derive(Debug, Default)]
pub(super) struct Names {
    renamed: BTreeMap<String, String>,
}

impl Names {
    pub(super) fn new(old: &Model, new: &Model) -> Self {
        let (old, new) = (namespaces(old), namespaces(new));
        let by_shape = |only: &BTreeSet<String>, without: &BTreeSet<String>| {
            let mut shapes: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for namespace in only.difference(without) {
                shapes
                    .entry(shape(namespace))
                    .or_default()
                    .push(namespace.clone());
            }
            shapes
        };
        let (gone, come) = (by_shape(&old, &new), by_shape(&new, &old));
        let mut renamed = BTreeMap::new();
        for (shape, old) in gone {
            if let ([old], Some([new])) = (old.as_slice(), come.get(&shape).map(Vec::as_slice)) {
                renamed.insert(old.clone(), new.clone());
            }
        }
        Self { renamed }
    }

    pub(super) fn renamed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.renamed
            .iter()
            .map(|(old, new)| (old.as_str(), new.as_str()))
    }

    pub(super) fn into_renamed(self) -> BTreeMap<String, String> {
        self.renamed
    }

    /// A name of the old contract, in the new namespace.
    pub(super) fn translate(&self, name: &QName) -> QName {
        match self.renamed.get(&*name.namespace) {
            Some(namespace) => QName::new(namespace.as_str(), name.local.clone()),
            None => name.clone(),
        }
    }

    /// A text of the old contract (an action) with the new namespaces.
    pub(super) fn translate_text(&self, text: &str) -> String {
        let longest = self
            .renamed
            .iter()
            .filter(|(old, _)| text.starts_with(old.as_str()))
            .max_by_key(|(old, _)| old.len());
        match longest {
            Some((old, new)) => format!("{new}{}", &text[old.len()..]),
            None => text.to_owned(),
        }
    }
}

/// Namespaces of types, elements and port types.
fn namespaces(model: &Model) -> BTreeSet<String> {
    let types = model
        .types
        .iter()
        .filter(|(id, _)| !id.is_builtin())
        .filter_map(|(_, ty)| ty.name.as_ref());
    let elements = model.elements.iter().map(|(_, element)| &element.name);
    let port_types = model
        .port_types
        .iter()
        .map(|(_, port_type)| &port_type.name);
    let all = types
        .chain(elements)
        .chain(port_types)
        .map(|name| name.namespace.to_string());
    all.filter(|namespace| !namespace.is_empty()).collect()
}

/// The text with a mark in place of each run of digits.
fn shape(namespace: &str) -> String {
    let mut shape = String::new();
    for c in namespace.chars() {
        if !c.is_ascii_digit() {
            shape.push(c);
        } else if !shape.ends_with('\u{0}') {
            shape.push('\u{0}');
        }
    }
    shape
}
