//! Names of modules.

use super::file_names::FileNames;
use super::ident;
use super::prefixes;
use super::services::without_i;
use crate::options::Layout;
use crate::options::overrides::Overrides;
use crate::plan::Planner;
use crate::plan::graph::ModuleId;
use std::collections::{BTreeMap, BTreeSet};

/// Modules of types: the module of each namespace, and their names.
pub(crate) fn type_modules(
    planner: &Planner<'_>,
    overrides: &Overrides,
) -> (BTreeMap<String, usize>, Vec<String>) {
    let model = planner.facts.model;
    let renamed = |name: &str| overrides.rename_modules.last(name).cloned();
    let mut scope = FileNames::default();
    scope.reserve(&planner.options.module);
    if planner.options.layout == Layout::Services {
        return (
            BTreeMap::new(),
            vec![renamed("types").unwrap_or_else(|| scope.take("types"))],
        );
    }
    let mut namespaces: BTreeSet<String> = BTreeSet::new();
    for ty in &planner.selection.types {
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
    let mut indices = BTreeMap::new();
    let mut modules = Vec::new();
    for uri in namespaces {
        let wanted = if uri.is_empty() {
            "types".to_owned()
        } else {
            ident::snake_name(&prefixes::constant(&uri), "ns_")
        };
        let name = renamed(&uri).unwrap_or_else(|| scope.take(&wanted));
        indices.insert(uri, modules.len());
        modules.push(name);
    }
    if modules.is_empty() {
        modules.push(scope.take("types"));
    }
    (indices, modules)
}

/// Names of all modules. None has the name of the module that they are in: `use orders::*` would be ambiguous where a macro declares
/// `orders`, as `include_module!` does.
pub(crate) fn module_names(
    planner: &Planner<'_>,
    types: &[String],
    overrides: &Overrides,
    has_handles: bool,
) -> BTreeMap<ModuleId, String> {
    let mut scope = FileNames::default();
    // `v1` is imported beside them. The others would mean crates or the `mod.rs` of this folder.
    for taken in ["v1", "r#mod", "mod", "core", "std"] {
        scope.reserve(taken);
    }
    let outer = &planner.options.module;
    scope.reserve(outer);
    let mut names = BTreeMap::new();
    for (index, name) in types.iter().enumerate() {
        scope.reserve(name);
        names.insert(ModuleId::Types(index), name.clone());
    }
    for (index, selected) in planner.selection.port_types.iter().enumerate() {
        let local = &planner.facts.model.port_types[selected.port_type]
            .name
            .local;
        let (name, plain) = match overrides.rename_modules.last(local) {
            Some(name) => {
                scope.reserve(name);
                (name.clone(), name.clone())
            }
            None => {
                let local = without_i(planner.facts.model, local);
                let wanted = ident::snake_name(local, "service_");
                if wanted == *outer {
                    let plain = wanted.trim_start_matches("r#");
                    (scope.take(&format!("{plain}_service")), wanted)
                } else {
                    let name = scope.take(&wanted);
                    (name.clone(), name)
                }
            }
        };
        if planner.options.server {
            let server = scope.take(&format!("{}_server", plain.trim_start_matches("r#")));
            names.insert(ModuleId::Server(index), server);
        }
        names.insert(ModuleId::Service(index), name);
    }
    if has_handles {
        names.insert(ModuleId::Elements, scope.take("elements"));
    }
    names
}
