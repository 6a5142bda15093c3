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
pub(crate) mod output;
mod patterns;
mod service;
mod simple_types;

use crate::diagnostic::Diagnostics;
use crate::model::Facts;
use crate::options::Options;
use crate::options::overrides::Overrides;
use crate::select::Selection;
use graph::Graph;
use names::AssignedNames;
use names::modules::{module_names, type_modules};
use service::ServiceNode;

/// Plans the output.
pub(crate) fn plan(
    facts: &Facts<'_>,
    selection: &Selection,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> output::Plan {
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

/// The contract, the selection, and the options.
struct Planner<'a> {
    facts: &'a Facts<'a>,
    selection: &'a Selection,
    options: &'a Options,
}

impl Planner<'_> {
    fn plan(&self, overrides: &Overrides, diagnostics: &mut Diagnostics) -> output::Plan {
        let (namespaces, type_modules) = type_modules(self, overrides);
        let (graph, services) = lower::lower(self, overrides, namespaces, diagnostics);
        patterns::check(self, overrides, diagnostics);
        depth::check(&graph, &services, diagnostics);
        let modules = module_names(self, &type_modules, overrides);
        let names = names::assign(self, overrides, modules, &graph, &services, diagnostics);
        let (header, short_header) = banner::banner(self.facts.model, self.options);
        output::Plan {
            runtime: overrides.runtime.clone(),
            header,
            short_header,
            modules: self.build(overrides, &graph, &services, &names),
        }
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
