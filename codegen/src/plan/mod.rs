//! Every decision about the output: modules, identifiers, boxes, derives, XML names, documentation.

mod banner;
mod build;
mod client;
mod depth;
mod docs;
mod facets;
mod graph;
mod lower;
mod names;
pub(crate) mod output;
pub(crate) mod pattern;
mod service;

use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;
use crate::options::Options;
use crate::options::overrides::Overrides;
use crate::select::Selection;
use build::OutputBuilder;
use graph::ModuleId;
use names::modules::{claims, module_names, type_modules};
use names::scope::NameScope;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Plans the output.
pub(crate) fn plan(
    facts: &Facts<'_>,
    selection: &Selection,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> output::Plan {
    let model = facts.model;
    let given = Overrides::parse(options, diagnostics);

    // Lower: types first, then what the services bring.
    let (type_modules_of, type_modules) = type_modules(model, selection, options, &given);
    let mut lower = lower::Lower::new(
        facts,
        type_modules_of,
        &given.mapped,
        &given.keep_unknown,
        &selection.types,
        diagnostics,
    );
    let mut types: Vec<TypeId> = selection.types.iter().copied().collect();
    types.sort_by(|a, b| model.types[*a].name.cmp(&model.types[*b].name));
    for ty in types {
        // Types of SOAP encoding itself are generated only where a contract names them.
        let of_encoding = model.types[ty]
            .name
            .as_ref()
            .is_some_and(|name| &*name.namespace == names::prefixes::SOAPENC);
        let collapsed = of_encoding
            || facts.array(ty).is_some()
            || facts.encoded_array(ty).is_some()
            || matches!(
                facts.complex_shape_of(ty),
                Some(ComplexShape::Dictionary(_))
            );
        if !collapsed {
            let module = ModuleId::Types(0);
            lower.content(ty, module);
        }
    }
    let claims = claims(model, selection);
    let mut elements: Vec<ElementId> = selection
        .elements
        .iter()
        .copied()
        .filter(|id| !claims.contains(id))
        .filter(|id| &*model.elements[*id].name.namespace != names::prefixes::SOAPENC)
        .collect();
    elements.sort_by(|a, b| model.elements[*a].name.cmp(&model.elements[*b].name));
    for element in elements {
        let declaration = &model.elements[element];
        let module = lower.types_module(&declaration.name.namespace);
        lower.content(declaration.ty, module);
    }
    let services: Vec<service::ServiceNode> = selection
        .port_types
        .iter()
        .enumerate()
        .map(|(index, selected)| {
            service::lower(&mut lower, index, selected, &|element| {
                claims.contains(&element)
            })
        })
        .collect();

    // Names.
    let mut scopes: BTreeMap<ModuleId, NameScope> = BTreeMap::new();
    let assigned = names::nodes::Assign {
        model,
        graph: &lower.graph,
        renames: &given.rename_types,
    }
    .run(&mut scopes);
    for (node, wanted, name) in &assigned.collisions {
        let node = &lower.graph.nodes[*node];
        // Choices and sequences have no names of their own to be missed.
        if matches!(
            node.kind,
            graph::NodeKind::Choice(_) | graph::NodeKind::Struct { group: true, .. }
        ) {
            continue;
        }
        lower.diagnostics.note(
            Code::NameCollision,
            node.span,
            format!(
                "`{}` is generated as `{name}`, because `{wanted}` is taken",
                node.selector_path
            ),
        );
    }
    let service_names: Vec<client::ServiceNames> = services
        .iter()
        .map(|service| {
            client::name(
                service,
                scopes.entry(ModuleId::Service(service.index)).or_default(),
            )
        })
        .collect();
    let modules = module_names(model, selection, &type_modules, options, &given);

    // Deep types.
    let bodies = services
        .iter()
        .flat_map(|service| &service.clients)
        .flat_map(|client| &client.operations)
        .flat_map(|operation| {
            let bodies = operation.input.iter().chain(&operation.output);
            bodies.filter_map(|member| match member.ty {
                graph::Ty::Node(node) => Some(node),
                _ => None,
            })
        });
    if let Some((limit, root)) = depth::limit(&lower, bodies) {
        let root = &lower.graph.nodes[root];
        lower.diagnostics.warning(
            Code::DeepTypes,
            root.span,
            format!(
                "`{}` nests so deep that the crate with the generated code needs `#![recursion_limit = \"{limit}\"]`",
                root.selector_path
            ),
        );
    }

    // Items.
    let members = services
        .iter()
        .flat_map(|service| &service.clients)
        .flat_map(|client| &client.operations)
        .flat_map(|operation| {
            let faults = operation.faults.iter().map(|(_, member)| member);
            operation
                .input
                .iter()
                .chain(&operation.output)
                .chain(faults)
        });
    let used = build::used_by(&lower, members, 0..lower.graph.nodes.len());
    let mut namespaces: BTreeSet<Arc<str>> = used.namespaces();
    namespaces.extend(
        lower
            .graph
            .nodes
            .iter()
            .map(|node| node.xml_name.namespace.clone()),
    );
    let prefixes = names::prefixes::Prefixes::decide(&used, &model.prefixes);
    let decided = build::Decided {
        names: &assigned.of,
        prefixes,
        overrides: &given.overrides,
        mapped_paths: &given.mapped_paths,
        module_names: &modules.names,
        scopes: &scopes,
        namespaces: &namespaces,
    };
    let mut builder = OutputBuilder::new(&lower, decided);
    builder.name_shared_statics();
    for module in modules
        .names
        .keys()
        .filter(|module| matches!(module, ModuleId::Types(_)))
    {
        builder.name_statics_of(*module);
    }
    let mut order: Vec<graph::NodeId> = (0..lower.graph.nodes.len())
        .filter(|id| matches!(lower.graph.nodes[*id].module, ModuleId::Types(_)))
        .collect();
    order.sort_by_key(|id| assigned.of.get(id));
    let service_items = client::ServiceItems {
        options,
        rename_operations: &given.rename_operations,
    };
    // Service modules name their own statics first; types do not refer to them.
    for (service, names) in services.iter().zip(&service_names) {
        service_items.items(&mut builder, service, names);
    }
    for id in order {
        if let Some(item) = builder.item(id) {
            builder.push(lower.graph.nodes[id].module, item);
        }
    }
    if options.server {
        for (service, names) in services.iter().zip(&service_names) {
            service_items.server(
                &mut builder,
                service,
                ModuleId::Server(service.index),
                names,
            );
        }
    }
    builder.finish_statics();

    let collisions = std::mem::take(&mut builder.collisions);
    let mut planned = Vec::new();
    for (id, module) in &mut builder.modules {
        let items = std::mem::take(&mut module.items);
        if items.is_empty() {
            continue;
        }
        let facts = modules.facts(*id, model, selection, options);
        planned.push(output::Module {
            file: format!("{}.rs", module.name.trim_start_matches("r#")),
            name: module.name.clone(),
            docs: facts.docs,
            features: facts.features,
            uses: module.uses.iter().cloned().collect(),
            namespaces: module.namespaces(),
            constants: module.constants(),
            prelude: module.prelude,
            items: sorted(items),
        });
    }
    let diagnostics = lower.diagnostics;
    for (span, owner, wanted, given) in collisions {
        diagnostics.note(
            Code::NameCollision,
            span,
            format!("in `{owner}`, `{given}` stands where `{wanted}` is taken"),
        );
    }
    given.report(diagnostics);
    let (header, short_header) = banner::banner(model, options);
    output::Plan {
        runtime: given.runtime,
        header,
        short_header,
        modules: planned,
    }
}

/// Statics that members refer to follow the types, by name.
fn sorted(items: Vec<output::Item>) -> Vec<output::Item> {
    let (mut statics, mut rest): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| {
        matches!(
            item,
            output::Item::Pair(_)
                | output::Item::Member(_)
                | output::Item::Wildcard(_)
                | output::Item::Facets(_)
        )
    });
    statics.sort_by(|a, b| static_name(a).cmp(static_name(b)));
    let at = rest
        .iter()
        .position(|item| matches!(item, output::Item::Operation(_) | output::Item::Faults(_)))
        .unwrap_or(rest.len());
    let tail = rest.split_off(at);
    rest.extend(statics);
    rest.extend(tail);
    rest
}

fn static_name(item: &output::Item) -> &str {
    match item {
        output::Item::Pair(pair) => &pair.name,
        output::Item::Member(member) => &member.name,
        output::Item::Wildcard(wildcard) => &wildcard.name,
        output::Item::Facets(facets) => &facets.name,
        _ => "",
    }
}
