//! Matches names of the two contracts.

use crate::contract::{Call, calls};
use crate::model::{Model, Parent, QName, Scope, TypeId};
use std::collections::{BTreeMap, BTreeSet};

/// The names of the old contract in the new one.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Renamed namespaces: those that differ only in numbers (`.../orders/1`, `.../orders/2`), and those whose components have the
    /// same names.
    renamed: BTreeMap<String, String>,
    /// Renamed port types.
    port_types: BTreeMap<String, String>,
    /// Namespaces whose local elements are qualified in one contract only: whether they are in the new one, and the names of the
    /// global elements.
    forms: BTreeMap<String, (bool, BTreeSet<String>)>,
    /// The actions that the new contract has.
    actions: BTreeSet<String>,
    /// Renamed types, by their old names.
    pub(super) types: BTreeMap<QName, QName>,
}

impl Names {
    pub(super) fn new(old: &Model, new: &Model) -> Self {
        Self {
            renamed: renamed(old, new),
            port_types: port_types(old, new),
            forms: forms(old, new),
            actions: actions(new),
            types: BTreeMap::new(),
        }
    }

    pub(super) fn renamed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.renamed
            .iter()
            .map(|(old, new)| (old.as_str(), new.as_str()))
    }

    pub(super) fn renamed_port_types(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.port_types.iter();
        all.map(|(old, new)| (old.as_str(), new.as_str()))
    }

    /// The namespaces whose local elements are qualified in one contract only, and whether they are in the new one.
    pub(super) fn forms(&self) -> impl Iterator<Item = (&str, bool)> {
        let all = self.forms.iter();
        all.map(|(namespace, (is_qualified, _))| (namespace.as_str(), *is_qualified))
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

    /// The name of a type of the old contract in the new one.
    pub(super) fn ty(&self, name: &QName) -> QName {
        let renamed = self.types.get(name).cloned();
        renamed.unwrap_or_else(|| self.translate(name))
    }

    /// The name of an element of the old contract, in the new namespace, qualified as the new contract has it.
    pub(super) fn element(&self, name: &QName) -> QName {
        let is_local = |globals: &BTreeSet<String>| !globals.contains(&*name.local);
        match self.forms.get(&*name.namespace) {
            Some((false, globals)) if is_local(globals) => {
                return QName::new("", name.local.clone());
            }
            _ => {}
        }
        let mut qualified = self.forms.iter().filter(|(_, form)| form.0);
        match (qualified.next(), qualified.next()) {
            (Some((namespace, _)), None) if name.namespace.is_empty() => {
                self.translate(&QName::new(namespace.as_str(), name.local.clone()))
            }
            _ => self.translate(name),
        }
    }

    /// The name of an operation of the old contract, with the new name of its port type.
    pub(super) fn operation(&self, call: &Call<'_>) -> String {
        match self.port_types.get(&*call.port_type().name.local) {
            Some(port_type) => format!("{port_type}.{}", call.operation().name),
            None => call.name(),
        }
    }

    /// An action of the old contract with the new namespaces, if the new contract does not have it as it is.
    pub(super) fn action(&self, text: &str) -> String {
        if self.actions.contains(text) {
            return text.to_owned();
        }
        let longest = self
            .renamed
            .iter()
            .filter(|(old, _)| text.starts_with(old.as_str()))
            .max_by_key(|(old, _)| old.len());
        match longest {
            Some((old, new)) => format!("{new}{}", text.strip_prefix(old).unwrap_or(text)),
            None => text.to_owned(),
        }
    }
}

/// The names of one contract as the new one has them.
#[derive(Clone, Copy)]
pub(super) struct Translate<'n>(pub(super) Option<&'n Names>);

impl Translate<'_> {
    pub(super) fn name(self, name: &QName) -> QName {
        self.0
            .map_or_else(|| name.clone(), |names| names.translate(name))
    }

    pub(super) fn ty(self, name: &QName) -> QName {
        self.0.map_or_else(|| name.clone(), |names| names.ty(name))
    }

    pub(super) fn element(self, name: &QName) -> QName {
        self.0
            .map_or_else(|| name.clone(), |names| names.element(name))
    }

    pub(super) fn action(self, text: &str) -> String {
        self.0
            .map_or_else(|| text.to_owned(), |names| names.action(text))
    }

    pub(super) fn operation(self, call: &Call<'_>) -> String {
        self.0
            .map_or_else(|| call.name(), |names| names.operation(call))
    }
}

fn renamed(old: &Model, new: &Model) -> BTreeMap<String, String> {
    let (was, is) = (namespaces(old), namespaces(new));
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
    let (gone, come) = (by_shape(&was, &is), by_shape(&is, &was));
    let mut renamed = BTreeMap::new();
    for (shape, old) in &gone {
        if let ([old], Some([new])) = (old.as_slice(), come.get(shape).map(Vec::as_slice)) {
            renamed.insert(old.clone(), new.clone());
        }
    }
    // Of the others, those with the same components: at least half of them, and more than any other has.
    let (before, after) = (components(old), components(new));
    let taken: BTreeSet<String> = renamed.values().cloned().collect();
    for namespace in was.difference(&is) {
        let Some(names) = before
            .get(namespace)
            .filter(|_| !renamed.contains_key(namespace))
        else {
            continue;
        };
        let shared = |other: &String| {
            let others = after.get(other);
            others.map_or(0, |others| names.intersection(others).count())
        };
        let free = is.difference(&was).filter(|other| !taken.contains(*other));
        let mut all: Vec<_> = free.map(|other| (shared(other), other)).collect();
        all.sort();
        let most = all.pop();
        let next = all.pop().map_or(0, |(count, _)| count);
        if let Some((count, other)) = most
            && count > next
            && count.saturating_mul(2) >= names.len()
            && !renamed.values().any(|taken| taken == other)
        {
            renamed.insert(namespace.clone(), other.clone());
        }
    }
    renamed
}

/// The names of types and global elements, by their namespace.
fn components(model: &Model) -> BTreeMap<String, BTreeSet<String>> {
    let types = model.types.iter().filter(|(id, _)| !id.is_builtin());
    let types = types.filter_map(|(_, ty)| Some(("type", ty.name.as_ref()?)));
    let elements = model.elements.iter().filter(|(_, element)| element.global);
    let elements = elements.map(|(_, element)| ("element", &element.name));
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (kind, name) in types.chain(elements) {
        let names = all.entry(name.namespace.to_string()).or_default();
        names.insert(format!("{kind} {}", name.local));
    }
    all
}

/// A port type that is gone, and the only new one with at least half of its operations.
fn port_types(old: &Model, new: &Model) -> BTreeMap<String, String> {
    let of = |model: &Model| -> BTreeMap<String, BTreeSet<String>> {
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for call in calls(model) {
            let operations = all
                .entry(call.port_type().name.local.to_string())
                .or_default();
            operations.insert(call.operation().name.to_string());
        }
        all
    };
    let (was, is) = (of(old), of(new));
    let gone: Vec<_> = was
        .iter()
        .filter(|(name, _)| !is.contains_key(*name))
        .collect();
    let come: Vec<_> = is
        .iter()
        .filter(|(name, _)| !was.contains_key(*name))
        .collect();
    let alike = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        one.intersection(other).count().saturating_mul(2) >= one.len().max(1)
    };
    let mut renamed = BTreeMap::new();
    for (name, operations) in &gone {
        let mut fits = come.iter().filter(|(_, others)| alike(operations, others));
        if let (Some((other, others)), None) = (fits.next(), fits.next())
            && gone.iter().filter(|(_, one)| alike(one, others)).count() == 1
        {
            renamed.insert((*name).clone(), (*other).clone());
        }
    }
    renamed
}

/// The namespaces whose local elements are all qualified in one contract, and all unqualified in the other.
fn forms(old: &Model, new: &Model) -> BTreeMap<String, (bool, BTreeSet<String>)> {
    let of = |model: &Model| -> BTreeMap<String, BTreeSet<bool>> {
        let mut all: BTreeMap<String, BTreeSet<bool>> = BTreeMap::new();
        for (_, element) in model.elements.iter().filter(|(_, element)| !element.global) {
            if let Some(namespace) = owner(model, element.parent).filter(|owner| !owner.is_empty())
            {
                let is_qualified = !element.name.namespace.is_empty();
                all.entry(namespace).or_default().insert(is_qualified);
            }
        }
        all
    };
    let (was, is) = (of(old), of(new));
    let mut all = BTreeMap::new();
    for (namespace, forms) in was {
        let now = is.get(&namespace);
        let one = |forms: &BTreeSet<bool>| (forms.len() == 1).then(|| forms.contains(&true));
        if let (Some(was), Some(is)) = (one(&forms), now.and_then(one))
            && was != is
        {
            let globals = old
                .elements
                .iter()
                .filter(|(_, element)| element.global && *element.name.namespace == *namespace);
            let globals = globals.map(|(_, element)| element.name.local.to_string());
            let globals = globals.collect();
            all.insert(namespace, (is, globals));
        }
    }
    all
}

/// The namespace of the component that a local element is declared in.
fn owner(model: &Model, parent: Parent) -> Option<String> {
    let mut parent = parent;
    // Anonymous types nest in elements. The document limits the depth.
    for _ in 0..64 {
        let ty: TypeId = match parent {
            Parent::Type(ty) => ty,
            Parent::Group(group) => return Some(model.groups[group].name.namespace.to_string()),
            Parent::Schema | Parent::AttributeGroup(_) => return None,
        };
        if let Some(name) = &model.types[ty].name {
            return Some(name.namespace.to_string());
        }
        let Scope::Element(element) = model.types[ty].scope else {
            return None;
        };
        let element = &model.elements[element];
        if element.global {
            return Some(element.name.namespace.to_string());
        }
        parent = element.parent;
    }
    None
}

/// The actions of SOAP and of WS-Addressing.
fn actions(model: &Model) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for call in calls(model) {
        let operation = call.operation();
        all.extend(call.soap_action().map(str::to_owned));
        let messages = operation.input.iter().chain(&operation.output);
        let messages = messages.chain(&operation.faults);
        all.extend(messages.filter_map(|message| message.action.as_deref().map(str::to_owned)));
    }
    all
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
