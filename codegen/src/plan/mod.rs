//! Makes every decision about the output: modules, identifiers, boxes, derives, XML names, documentation.

mod banner;
mod build;
mod content;
mod depth;
mod docs;
mod graph;
mod identities;
mod lower;
mod names;
pub mod output;
mod patterns;
mod service;
mod simple_types;

use crate::diagnostic::Diagnostics;
use crate::model::Facts;
use crate::options::Options;
use crate::options::overrides::Overrides;
use crate::select::Selection;
use graph::{Graph, NodeKey};
use names::AssignedNames;
use names::modules::{module_names, type_modules};
use output::Origin;
use service::ServiceNode;
pub(crate) use simple_types::named as named_simple_types;
use std::collections::BTreeMap;

/// Plans the output.
pub(crate) fn plan(
    facts: &Facts<'_>,
    selection: &Selection,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> output::Plan {
    plan_with_origins(facts, selection, options, diagnostics).0
}

/// Plans the output, and tells which components its items are of.
pub(crate) fn plan_with_origins(
    facts: &Facts<'_>,
    selection: &Selection,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> (output::Plan, output::Origins) {
    let planner = Planner {
        facts,
        selection,
        options,
    };
    let overrides = Overrides::parse(options, diagnostics);
    let plan = planner.plan(&overrides, diagnostics);
    overrides.report(diagnostics);
    plan
}

/// The names at the top: those of all modules. A name that several have is that of none.
fn exports(modules: &[output::Module]) -> Vec<output::Export> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let items = modules.iter().flat_map(|module| &module.items);
    for name in items.flat_map(output::Item::public_names) {
        *counts.entry(name).or_default() += 1;
    }
    let mut exports = Vec::new();
    for module in modules {
        let mut names = module
            .items
            .iter()
            .flat_map(output::Item::public_names)
            .peekable();
        if names.peek().is_some() {
            exports.push(output::Export {
                module: module.name.clone(),
                is_ambiguous: names.any(|name| counts.get(name) > Some(&1)),
                features: module.features.clone(),
            });
        }
    }
    exports
}

/// The components that the items of nodes are of.
fn origins(graph: &Graph, names: &AssignedNames) -> output::Origins {
    let made = graph.made.iter().filter_map(|(key, id)| {
        let origin = match key {
            NodeKey::Type(_, ty) => Origin::Type(*ty),
            NodeKey::Polymorphic(ty, _) => Origin::Derived(*ty),
            NodeKey::Substitution(head) => Origin::Substitution(*head),
            NodeKey::Mixed(_) => return None,
        };
        let module = names.modules.get(&graph.nodes.get(*id)?.module)?;
        Some(((module.clone(), names.types.get(id)?.clone()), origin))
    });
    made.collect()
}

/// The contract, the selection, and the options.
struct Planner<'a> {
    facts: &'a Facts<'a>,
    selection: &'a Selection,
    options: &'a Options,
}

impl Planner<'_> {
    fn plan(
        &self,
        overrides: &Overrides,
        diagnostics: &mut Diagnostics,
    ) -> (output::Plan, output::Origins) {
        let (namespaces, type_modules) = type_modules(self, overrides);
        let (graph, services) = lower::lower(self, overrides, namespaces, diagnostics);
        patterns::check(self, overrides, diagnostics);
        depth::check(&graph, &services, diagnostics);
        let modules = module_names(self, &type_modules, overrides, !graph.handles.is_empty());
        let names = names::assign(self, overrides, modules, &graph, &services, diagnostics);
        let (header, short_header) = banner::banner(self.facts.model, self.options);
        let modules = self.build(overrides, &graph, &services, &names);
        let plan = output::Plan {
            runtime: overrides.runtime.clone(),
            header,
            short_header,
            exports: exports(&modules),
            modules,
            simple_types: Vec::new(),
        };
        (plan, origins(&graph, &names))
    }

    fn build(
        &self,
        overrides: &Overrides,
        graph: &Graph,
        services: &[ServiceNode],
        names: &AssignedNames,
    ) -> Vec<output::Module> {
        build::OutputBuilder::new(self, overrides, graph, services, names).build(services)
    }
}
