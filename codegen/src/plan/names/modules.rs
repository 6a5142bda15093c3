//! Modules: what goes into which, and their names.

use super::ident;
use super::prefixes;
use super::scope::NameScope;
use crate::model::*;
use crate::options::overrides::Overrides;
use crate::options::{Layout, Options};
use crate::plan::docs;
use crate::plan::graph::ModuleId;
use crate::select::Selection;
use std::collections::{BTreeMap, BTreeSet};

/// Modules of types: which namespace belongs to which, and their names.
pub(crate) fn type_modules(
    model: &Model,
    selection: &Selection,
    options: &Options,
    given: &Overrides,
) -> (BTreeMap<String, usize>, Vec<String>) {
    let renamed = |name: &str| given.rename_modules.last(name).cloned();
    if options.layout == Layout::Services {
        return (
            BTreeMap::new(),
            vec![renamed("types").unwrap_or_else(|| "types".to_owned())],
        );
    }
    let mut namespaces: BTreeSet<String> = BTreeSet::new();
    for ty in &selection.types {
        if let Some(name) = &model.types[*ty].name {
            namespaces.insert(name.namespace.to_string());
        }
    }
    namespaces.extend(
        model
            .elements
            .iter()
            .filter(|(_, element)| element.global)
            .map(|(_, element)| element.name.namespace.to_string()),
    );
    let mut scope = NameScope::default();
    let mut type_modules_of = BTreeMap::new();
    let mut modules = Vec::new();
    for uri in namespaces {
        let wanted = if uri.is_empty() {
            "types".to_owned()
        } else {
            ident::snake_name(&prefixes::constant(&uri), "ns_")
        };
        let name = renamed(&uri).unwrap_or_else(|| scope.take(&wanted, &[]));
        type_modules_of.insert(uri, modules.len());
        modules.push(name);
    }
    if modules.is_empty() {
        modules.push("types".to_owned());
    }
    (type_modules_of, modules)
}

/// Names of all modules.
pub(crate) struct Modules {
    pub(crate) names: BTreeMap<ModuleId, String>,
    pub(crate) type_namespaces: usize,
}

pub(crate) struct Facts {
    pub(crate) docs: Vec<String>,
    pub(crate) features: Vec<String>,
}

pub(crate) fn module_names(
    model: &Model,
    selection: &Selection,
    types: &[String],
    options: &Options,
    given: &Overrides,
) -> Modules {
    let mut scope = NameScope::default();
    // `v1` is imported beside them, the others would be read as crates or as this folder's `mod.rs`.
    for taken in ["v1", "r#mod", "mod", "core", "std"] {
        scope.reserve(taken);
    }
    let mut found = BTreeMap::new();
    for (index, name) in types.iter().enumerate() {
        scope.reserve(name);
        found.insert(ModuleId::Types(index), name.clone());
    }
    for (index, selected) in selection.port_types.iter().enumerate() {
        let local = &model.port_types[selected.port_type].name.local;
        let name = match given.rename_modules.last(local) {
            Some(name) => {
                scope.reserve(name);
                name.clone()
            }
            None => scope.take(&ident::snake_name(local, "service_"), &[]),
        };
        if options.server {
            let server = scope.take(&format!("{}_server", name.trim_start_matches("r#")), &[]);
            found.insert(ModuleId::Server(index), server);
        }
        found.insert(ModuleId::Service(index), name);
    }
    Modules {
        names: found,
        type_namespaces: types.len(),
    }
}

impl Modules {
    pub(crate) fn facts(
        &self,
        module: ModuleId,
        model: &Model,
        selection: &Selection,
        options: &Options,
    ) -> Facts {
        let port_type = |index: usize| {
            selection
                .port_types
                .get(index)
                .map(|selected| &model.port_types[selected.port_type])
        };
        let feature = |index: usize| {
            let name = self
                .names
                .get(&ModuleId::Service(index))
                .map_or("", String::as_str);
            options
                .service_features
                .then(|| name.trim_start_matches("r#").replace('_', "-"))
        };
        match module {
            ModuleId::Types(_) if self.type_namespaces == 1 => Facts {
                docs: vec!["Types of the schemas, shared by the services.".to_owned()],
                features: Vec::new(),
            },
            ModuleId::Types(_) => Facts {
                docs: vec!["Types of one namespace.".to_owned()],
                features: Vec::new(),
            },
            ModuleId::Service(index) => {
                let name = port_type(index).map_or("", |port_type| &port_type.name.local);
                Facts {
                    docs: vec![format!(
                        "Port type {}: client, messages and headers.",
                        docs::code(name)
                    )],
                    features: feature(index).into_iter().collect(),
                }
            }
            ModuleId::Server(index) => {
                let name = port_type(index).map_or("", |port_type| &port_type.name.local);
                Facts {
                    docs: vec![format!("Port type {}: server.", docs::code(name))],
                    features: feature(index)
                        .into_iter()
                        .chain(options.server_feature.clone())
                        .collect(),
                }
            }
        }
    }
}

/// Elements whose anonymous types belong to the module of the service that has them in a body: those that nothing else
/// refers to.
pub(crate) fn claims(model: &Model, selection: &Selection) -> BTreeSet<ElementId> {
    let mut referenced: BTreeSet<ElementId> = BTreeSet::new();
    let mut stack: Vec<&Particle> = Vec::new();
    for (_, ty) in model.types.iter() {
        if let TypeKind::Complex(ComplexType {
            content: Content::Particle(particle),
            ..
        }) = &ty.kind
        {
            stack.push(particle);
        }
    }
    stack.extend(model.groups.iter().map(|(_, group)| &group.particle));
    while let Some(particle) = stack.pop() {
        match &particle.term {
            Term::Element(element) if model.elements[*element].global => {
                referenced.insert(*element);
            }
            Term::Group(_, items) => stack.extend(items),
            _ => {}
        }
    }
    for (id, element) in model.elements.iter() {
        // Substitutes stand in for their heads anywhere.
        if let Some(head) = element.substitution_group {
            referenced.insert(head);
            referenced.insert(id);
        }
    }
    let mut bodies: BTreeSet<ElementId> = BTreeSet::new();
    for selected in &selection.port_types {
        let port_type = &model.port_types[selected.port_type];
        for operation in selected
            .operations
            .iter()
            .filter_map(|index| port_type.operations.get(*index))
        {
            for message in operation.input.iter().chain(&operation.output) {
                for part in &model.messages[message.message].parts {
                    if let PartContent::Element(element) = part.content {
                        bodies.insert(element);
                    }
                }
            }
            for fault in &operation.faults {
                for part in &model.messages[fault.message].parts {
                    if let PartContent::Element(element) = part.content {
                        referenced.insert(element);
                    }
                }
            }
        }
        for bound in &selected.bindings {
            for operation in &model.bindings[bound.binding].operations {
                for header in operation
                    .input
                    .iter()
                    .chain(&operation.output)
                    .flat_map(|message| &message.headers)
                {
                    if let Some(part) = model.messages[header.message].parts.get(header.part)
                        && let PartContent::Element(element) = part.content
                    {
                        referenced.insert(element);
                    }
                }
            }
        }
    }
    bodies.retain(|element| !referenced.contains(element));
    bodies
}
