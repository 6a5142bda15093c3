//! Modules: their items, and the constants and imports that the items need.

use super::{OutputBuilder, imports};
use crate::model::*;
use crate::options::Options;
use crate::plan::docs;
use crate::plan::graph::{AttributeWildcard, ModuleId};
use crate::plan::names::scope::NameScope;
use crate::plan::names::{AssignedNames, prefixes};
use crate::plan::output::{self, Item};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A module that is being built.
pub(super) struct ModuleBuilder {
    name: String,
    /// The names of statics and constants.
    scope: NameScope,
    /// Constants of namespaces. Only used ones are emitted.
    namespaces: BTreeMap<Arc<str>, String>,
    used_namespaces: BTreeSet<Arc<str>>,
    /// Sibling modules that it names.
    uses: BTreeSet<String>,
    /// Constants of declarations of namespaces, by text.
    declarations: BTreeMap<String, String>,
    /// Statics of wildcards, by namespaces, whether these are excluded, and what is checked.
    pub(super) wildcards: BTreeMap<(Vec<Arc<str>>, bool, ProcessContents), String>,
    /// Statics of identity constraints, by element and index.
    pub(super) identities: BTreeMap<(ElementId, usize), String>,
    /// Statics of wildcards of attributes.
    pub(super) attribute_wildcards: BTreeMap<AttributeWildcard, String>,
    /// Statics of simple types.
    pub(super) simple_types: BTreeMap<TypeId, String>,
    /// The static of the components that messages may name.
    pub(super) components: Option<String>,
    /// Statics of fault elements, by content.
    pub(super) faults: BTreeMap<String, String>,
    pub(super) prelude: output::Prelude,
    /// The names of its types and traits.
    types: NameScope,
    items: Vec<Item>,
}

impl ModuleBuilder {
    pub(super) fn new(id: ModuleId, name: &str, names: &AssignedNames) -> Self {
        // The statics of elements are named before the constants that only they see.
        let (scope, namespaces) = match id {
            ModuleId::Elements => Default::default(),
            _ => (
                names.statics.scopes.get(&id).cloned().unwrap_or_default(),
                names.statics.namespaces.clone(),
            ),
        };
        Self {
            name: name.to_owned(),
            scope,
            namespaces,
            used_namespaces: BTreeSet::new(),
            uses: BTreeSet::new(),
            declarations: BTreeMap::new(),
            wildcards: BTreeMap::new(),
            identities: BTreeMap::new(),
            attribute_wildcards: BTreeMap::new(),
            simple_types: BTreeMap::new(),
            components: None,
            faults: BTreeMap::new(),
            prelude: prelude(names.scopes.get(&id)),
            types: names.scopes.get(&id).cloned().unwrap_or_default(),
            items: Vec::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn push(&mut self, item: Item) {
        self.items.push(item);
    }

    /// A name for a static that is made on demand.
    pub(super) fn static_name(&mut self, wanted: &str) -> String {
        self.scope.take(wanted, &[])
    }

    /// A name for the static of an element, or the longer one if another namespace has its like.
    pub(super) fn element_name(&mut self, wanted: &str, longer: String) -> String {
        self.scope.take(wanted, &[longer])
    }

    /// The constant of a namespace; `None` for no namespace.
    pub(super) fn namespace(&mut self, uri: &Arc<str>) -> Option<String> {
        if uri.is_empty() {
            return None;
        }
        self.used_namespaces.insert(uri.clone());
        let scope = &mut self.scope;
        // The namespaces of wildcards may occur nowhere else.
        let name = self
            .namespaces
            .entry(uri.clone())
            .or_insert_with(|| scope.take(&prefixes::constant(uri), &[]));
        Some(name.clone())
    }

    /// The constant of these declarations.
    pub(super) fn declarations(&mut self, text: String) -> String {
        let scope = &mut self.scope;
        let name = self
            .declarations
            .entry(text)
            .or_insert_with(|| scope.take("DECLARATIONS", &[]));
        name.clone()
    }

    /// Ends the module. Its types are for serde, and have made-up values, if the options say so.
    pub(super) fn finish(
        mut self,
        docs: Vec<String>,
        features: Vec<String>,
        options: &Options,
    ) -> output::Module {
        let types: Vec<String> = self.items.iter().filter_map(type_name).collect();
        if options.serde && !types.is_empty() {
            self.push(Item::Serde(types.clone()));
        }
        if options.arbitrary && !types.is_empty() {
            self.push(Item::Arbitrary(types));
        }
        let is_kept = |item: &Item| matches!(item, Item::Typed(_) | Item::Handles(_));
        let where_declared = match self.items.iter().any(is_kept) {
            true => "Declarations of namespaces.",
            false => "Namespaces declared on the envelope.",
        };
        let used = &self.used_namespaces;
        let mut namespaces: Vec<output::Constant> = self
            .namespaces
            .into_iter()
            .filter(|(uri, _)| used.contains(uri))
            .map(|(uri, name)| output::Constant {
                name,
                docs: Vec::new(),
                text: uri.to_string(),
            })
            .collect();
        namespaces.sort_by(|a, b| a.name.cmp(&b.name));
        let mut declarations: Vec<output::Constant> = self
            .declarations
            .into_iter()
            .map(|(text, name)| output::Constant {
                name,
                docs: vec![where_declared.to_owned()],
                text,
            })
            .collect();
        declarations.sort_by(|a, b| a.name.cmp(&b.name));
        namespaces.extend(declarations);
        let is_taken = |name: &str| self.types.contains(name) || self.uses.contains(name);
        let imports = imports::imports(&self.items, is_taken);
        let mut prelude = self.prelude;
        let mut std_imports = Vec::new();
        if self
            .items
            .iter()
            .any(|item| matches!(item, Item::Server(_)))
        {
            for (name, path) in [("Future", &mut prelude.future), ("Arc", &mut prelude.arc)] {
                if !is_taken(name) {
                    std_imports.push(std::mem::replace(path, name));
                }
            }
        }
        output::Module {
            imports,
            std_imports,
            file: format!("{}.rs", self.name.trim_start_matches("r#")),
            name: self.name,
            docs,
            features,
            needs: needs(&self.items, options.facets),
            uses: self.uses.into_iter().collect(),
            uses_v1: self.items.iter().any(names_v1),
            constants: namespaces,
            prelude,
            items: in_order(self.items),
        }
    }
}

/// The features of the runtime that a module needs.
fn needs(items: &[Item], has_facets: bool) -> Vec<&'static str> {
    let mut needs = Vec::new();
    if has_facets {
        needs.push("facets");
    }
    if items.iter().any(|item| matches!(item, Item::Client(_))) {
        needs.push("client");
    }
    if items.iter().any(|item| matches!(item, Item::Server(_))) {
        needs.push("server");
    }
    needs
}

impl OutputBuilder<'_> {
    /// The path of an item of the module `of`, seen from `from`.
    pub(super) fn path(&mut self, from: ModuleId, of: ModuleId, name: &str) -> String {
        if from == of {
            return name.to_owned();
        }
        let module = self.names.modules.get(&of).map_or("", String::as_str);
        if let Some(from) = self.modules.get_mut(&from) {
            from.uses.insert(module.to_owned());
        }
        format!("{module}::{name}")
    }

    pub(super) fn prelude(&self, module: ModuleId) -> output::Prelude {
        match self.modules.get(&module) {
            Some(module) => module.prelude,
            None => prelude(None),
        }
    }

    /// An expanded name, with the module's constant for its namespace.
    pub(super) fn name(&mut self, module: ModuleId, name: &QName) -> output::Name {
        let module = self.modules.get_mut(&module);
        output::Name {
            namespace: module.and_then(|module| module.namespace(&name.namespace)),
            local: name.local.to_string(),
        }
    }

    /// Documentation and cargo features of a module.
    pub(super) fn module_head(&self, module: ModuleId) -> (Vec<String>, Vec<String>) {
        let options = self.planner.options;
        let port_type = |index: usize| {
            let selected = self.planner.selection.port_types.get(index);
            let name = selected.map_or("", |selected| {
                &self.model().port_types[selected.port_type].name.local
            });
            docs::code(name)
        };
        let feature = |index: usize| {
            let name = self.names.modules.get(&ModuleId::Service(index));
            let name = name.map_or("", String::as_str);
            let feature = name.trim_start_matches("r#").replace('_', "-");
            options.service_features.then_some(feature)
        };
        let (text, features) = match module {
            ModuleId::Types(_) => {
                let types = |id: &&ModuleId| matches!(id, ModuleId::Types(_));
                let text = if self.names.modules.keys().filter(types).count() == 1 {
                    "Types of the schemas, shared by the services."
                } else {
                    "Types of one namespace."
                };
                (text.to_owned(), Vec::new())
            }
            ModuleId::Service(index) => (
                format!(
                    "Port type {}: client, messages and headers.",
                    port_type(index)
                ),
                feature(index).into_iter().collect(),
            ),
            ModuleId::Elements => (
                "The global elements of the schemas, as which kept XML is read and written."
                    .to_owned(),
                Vec::new(),
            ),
            ModuleId::Server(index) => (
                format!("Port type {}: server.", port_type(index)),
                feature(index)
                    .into_iter()
                    .chain(options.server_feature.clone())
                    .collect(),
            ),
        };
        (vec![text], features)
    }
}

/// The paths of the prelude beside these types.
fn prelude(types: Option<&NameScope>) -> output::Prelude {
    let short = |name: &'static str, absolute: &'static str| match types {
        Some(types) if types.contains(name) => absolute,
        _ => name,
    };
    output::Prelude {
        option: short("Option", "::core::option::Option"),
        vec: short("Vec", "::std::vec::Vec"),
        string: short("String", "::std::string::String"),
        boxed: short("Box", "::std::boxed::Box"),
        default: short("Default", "::core::default::Default"),
        into: short("Into", "::core::convert::Into"),
        future: "::core::future::Future",
        arc: "::std::sync::Arc",
        send: short("Send", "::core::marker::Send"),
        sync: short("Sync", "::core::marker::Sync"),
    }
}

/// The name of a type whose values are in messages.
fn type_name(item: &Item) -> Option<String> {
    let head = match item {
        Item::Struct(item) => &item.head,
        Item::Enum(item) => &item.head,
        Item::Union(item) => &item.head,
        Item::Choice(item) => &item.head,
        Item::Polymorphic(item) => &item.head,
        _ => return None,
    };
    Some(head.name.clone())
}

/// Whether an item names the runtime's module for generated code.
fn names_v1(item: &Item) -> bool {
    !matches!(item, Item::Alias(_) | Item::Trait(_))
}

/// Types come first, then the statics that members refer to, by name, then operations.
fn in_order(items: Vec<Item>) -> Vec<Item> {
    let (mut statics, mut rest): (Vec<_>, Vec<_>) = items
        .into_iter()
        .partition(|item| static_name(item).is_some());
    statics.sort_by(|a, b| static_name(a).cmp(&static_name(b)));
    let at = rest
        .iter()
        .position(|item| {
            matches!(
                item,
                Item::CommonOperation(_) | Item::Operation(_) | Item::Faults(_)
            )
        })
        .unwrap_or(rest.len());
    let tail = rest.split_off(at);
    rest.extend(statics);
    rest.extend(tail);
    rest
}

/// The name of a static that members refer to.
fn static_name(item: &Item) -> Option<&str> {
    match item {
        Item::Pair(pair) => Some(&pair.head.name),
        Item::Member(member) => Some(&member.head.name),
        Item::Wildcard(wildcard) => Some(&wildcard.name),
        Item::AttributeWildcard(wildcard) => Some(&wildcard.name),
        Item::SimpleType(of) => Some(&of.name),
        Item::Components(components) => Some(&components.name),
        Item::Identity(identity) => Some(&identity.name),
        _ => None,
    }
}
