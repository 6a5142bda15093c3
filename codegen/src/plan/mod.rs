//! Every decision about the output: modules, identifiers, boxes, derives, wire names, documentation.

mod assign;
mod boxing;
mod client;
mod depth;
mod docs;
pub(crate) mod finding;
mod finish;
mod graph;
pub(crate) mod ir;
mod lower;
mod names;
mod prefixes;
mod service;
pub(crate) mod shape;

use crate::diagnostic::Code;
use crate::model::*;
use crate::options::selector::Selectors;
use crate::options::{Layout, Options};
use crate::select::Selection;
use finding::Findings;
use finish::{Finish, Shaping};
use graph::Home;
use names::Taken;
use proc_macro2::TokenStream;
use shape::{ComplexShape, Shapes};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Plans the output.
pub(crate) fn plan(
    shapes: &Shapes<'_>,
    selection: &Selection,
    options: &Options,
    findings: &mut Findings,
) -> ir::Plan {
    let model = shapes.model;
    let given = Given::parse(options, findings);

    // Lower: types first, then what the services bring.
    let (homes, type_modules) = type_modules(model, selection, options, &given);
    let mut lower = lower::Lower::new(
        shapes,
        homes,
        &given.mapped,
        &given.keep_unknown,
        &selection.types,
        findings,
    );
    let mut types: Vec<TypeId> = selection.types.iter().copied().collect();
    types.sort_by(|a, b| model.types[*a].name.cmp(&model.types[*b].name));
    for ty in types {
        let collapsed = shapes.array(ty).is_some()
            || matches!(
                shapes.complex_shape_of(ty),
                Some(ComplexShape::Dictionary(_))
            );
        if !collapsed {
            let home = Home::Types(0);
            lower.content(ty, home);
        }
    }
    let claims = claims(model, selection);
    let mut elements: Vec<ElementId> = selection
        .elements
        .iter()
        .copied()
        .filter(|id| !claims.contains(id))
        .collect();
    elements.sort_by(|a, b| model.elements[*a].name.cmp(&model.elements[*b].name));
    for element in elements {
        let declaration = &model.elements[element];
        let home = lower.types_home(&declaration.name.namespace);
        lower.content(declaration.ty, home);
    }
    let services: Vec<service::ServiceNode> = selection
        .interfaces
        .iter()
        .enumerate()
        .map(|(index, interface)| {
            service::lower(&mut lower, index, interface, &|element| {
                claims.contains(&element)
            })
        })
        .collect();

    // Names.
    let mut scopes: BTreeMap<Home, Taken> = BTreeMap::new();
    let assigned = assign::Assign {
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
        lower.findings.note(
            Code::NameCollision,
            node.span,
            format!(
                "`{}` is generated as `{name}`, because `{wanted}` is taken",
                node.label
            ),
        );
    }
    let service_names: Vec<client::ServiceNames> = services
        .iter()
        .map(|service| {
            client::name(
                service,
                scopes.entry(Home::Service(service.index)).or_default(),
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
        lower.findings.warning(
            Code::DeepTypes,
            root.span,
            format!(
                "`{}` nests so deep that the crate with the generated code needs `#![recursion_limit = \"{limit}\"]`",
                root.label
            ),
        );
    }

    // Finish.
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
    let used = finish::used_by(&lower, members, 0..lower.graph.nodes.len());
    let mut namespaces: BTreeSet<Arc<str>> = used.namespaces();
    namespaces.extend(
        lower
            .graph
            .nodes
            .iter()
            .map(|node| node.wire.namespace.clone()),
    );
    let prefixes = prefixes::Prefixes::decide(&used, &model.prefixes);
    let mut finish = Finish::new(
        &lower,
        &assigned.of,
        prefixes,
        &given.shaping,
        &given.mapped_paths,
        &modules.names,
        &scopes,
        &namespaces,
    );
    finish.name_shared_statics();
    for home in modules
        .names
        .keys()
        .filter(|home| matches!(home, Home::Types(_)))
    {
        finish.name_statics_of(*home);
    }
    let mut order: Vec<graph::NodeId> = (0..lower.graph.nodes.len())
        .filter(|id| matches!(lower.graph.nodes[*id].home, Home::Types(_)))
        .collect();
    order.sort_by_key(|id| assigned.of.get(id));
    let servicing = client::Servicing {
        options,
        rename_operations: &given.rename_operations,
    };
    // Service modules name their own statics first; types do not refer to them.
    for (service, names) in services.iter().zip(&service_names) {
        servicing.items(&mut finish, service, names);
    }
    for id in order {
        if let Some(item) = finish.item(id) {
            finish.push(lower.graph.nodes[id].home, item);
        }
    }
    if options.server {
        for (service, names) in services.iter().zip(&service_names) {
            servicing.server(&mut finish, service, Home::Server(service.index), names);
        }
    }
    finish.finish_statics();

    let collisions = std::mem::take(&mut finish.collisions);
    let mut planned = Vec::new();
    for (home, module) in &mut finish.modules {
        let items = std::mem::take(&mut module.items);
        if items.is_empty() {
            continue;
        }
        let facts = modules.facts(*home, model, selection, options);
        planned.push(ir::Module {
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
    let findings = lower.findings;
    for (span, owner, wanted, given) in collisions {
        findings.note(
            Code::NameCollision,
            span,
            format!("in `{owner}`, `{given}` stands where `{wanted}` is taken"),
        );
    }
    given.report(findings);
    let (header, short_header) = header(model, options);
    ir::Plan {
        runtime: given.runtime,
        header,
        short_header,
        modules: planned,
    }
}

/// Statics that members refer to follow the types, by name.
fn sorted(items: Vec<ir::Item>) -> Vec<ir::Item> {
    let (mut statics, mut rest): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| {
        matches!(
            item,
            ir::Item::Pair(_) | ir::Item::Member(_) | ir::Item::Wildcard(_)
        )
    });
    statics.sort_by(|a, b| static_name(a).cmp(static_name(b)));
    let at = rest
        .iter()
        .position(|item| {
            matches!(
                item,
                ir::Item::Operation(_) | ir::Item::Faults(_) | ir::Item::ErrorHeader(_)
            )
        })
        .unwrap_or(rest.len());
    let tail = rest.split_off(at);
    rest.extend(statics);
    rest.extend(tail);
    rest
}

fn static_name(item: &ir::Item) -> &str {
    match item {
        ir::Item::Pair(pair) => &pair.name,
        ir::Item::Member(member) => &member.name,
        ir::Item::Wildcard(wildcard) => &wildcard.name,
        _ => "",
    }
}

/// Options whose values are Rust, parsed.
struct Given {
    runtime: TokenStream,
    mapped: Selectors<usize>,
    mapped_paths: Vec<TokenStream>,
    keep_unknown: Selectors<()>,
    rename_types: Selectors<String>,
    rename_operations: Selectors<String>,
    rename_modules: Selectors<String>,
    shaping: Shaping,
}

impl Given {
    fn parse(options: &Options, findings: &mut Findings) -> Self {
        let mut mapped_paths = Vec::new();
        let mut mapped = Vec::new();
        for (selector, path) in &options.map_types {
            if let Some(tokens) = parse_type(path, "map_types", findings) {
                mapped.push((selector, mapped_paths.len()));
                mapped_paths.push(tokens);
            }
        }
        let renames = |option, given: &[(String, String)], findings: &mut Findings| {
            let mut valid = Vec::new();
            for (selector, name) in given {
                if names::is_name(name) {
                    valid.push((selector.clone(), name.clone()));
                } else {
                    findings.error(
                        Code::OptionValue,
                        None,
                        format!("`{name}` of `{option}` is no Rust identifier"),
                    );
                }
            }
            Selectors::new(
                option,
                valid
                    .iter()
                    .map(|(selector, name)| (selector, name.clone())),
            )
        };
        let plain =
            |option, given: &[String]| Selectors::new(option, given.iter().map(|text| (text, ())));
        let mut tokens = |option, given: &[(String, String)], attribute: bool| {
            let mut parsed = Vec::new();
            for (selector, text) in given {
                let valid = if attribute {
                    let checked = format!("#[{text}] struct S;");
                    syn::parse_str::<syn::ItemStruct>(&checked).is_ok()
                } else {
                    syn::parse_str::<syn::Path>(text).is_ok()
                };
                match text.parse::<TokenStream>() {
                    Ok(tokens) if valid => parsed.push((selector.clone(), tokens)),
                    _ => findings.error(
                        Code::OptionValue,
                        None,
                        format!("`{text}` of `{option}` is not Rust"),
                    ),
                }
            }
            Selectors::new(
                option,
                parsed
                    .iter()
                    .map(|(selector, tokens)| (selector, tokens.clone())),
            )
        };
        let derives = tokens("derives", &options.derives, false);
        let attributes = tokens("attributes", &options.attributes, true);
        let runtime = match syn::parse_str::<syn::Path>(&options.runtime) {
            Ok(_) => options.runtime.parse().unwrap_or_default(),
            Err(_) => {
                findings.error(
                    Code::OptionValue,
                    None,
                    format!("`{}` of `runtime` is no path", options.runtime),
                );
                TokenStream::new()
            }
        };
        Self {
            runtime,
            mapped: Selectors::new("map_types", mapped),
            mapped_paths,
            keep_unknown: plain("keep_unknown", &options.keep_unknown),
            rename_types: renames("rename_types", &options.rename_types, findings),
            rename_operations: renames("rename_operations", &options.rename_operations, findings),
            rename_modules: renames("rename_modules", &options.rename_modules, findings),
            shaping: Shaping {
                rename_fields: renames("rename_fields", &options.rename_fields, findings),
                derives,
                attributes,
                nillable: plain("nillable", &options.nillable),
                nil_items: plain("nil_items", &options.nil_items),
                closed: plain("closed", &options.closed),
                secrets: options.secrets.iter().cloned().collect(),
            },
        }
    }

    fn report(&self, findings: &mut Findings) {
        findings.unused(&self.mapped);
        findings.unused(&self.keep_unknown);
        findings.unused(&self.rename_types);
        findings.unused(&self.rename_operations);
        findings.unused(&self.rename_modules);
        findings.unused(&self.shaping.rename_fields);
        findings.unused(&self.shaping.derives);
        findings.unused(&self.shaping.attributes);
        findings.unused(&self.shaping.nillable);
        findings.unused(&self.shaping.nil_items);
        findings.unused(&self.shaping.closed);
    }
}

fn parse_type(text: &str, option: &str, findings: &mut Findings) -> Option<TokenStream> {
    if syn::parse_str::<syn::Type>(text).is_ok()
        && let Ok(tokens) = text.parse()
    {
        return Some(tokens);
    }
    findings.error(
        Code::OptionValue,
        None,
        format!("`{text}` of `{option}` is no Rust type"),
    );
    None
}

/// Modules of types: which namespace belongs to which, and their names.
fn type_modules(
    model: &Model,
    selection: &Selection,
    options: &Options,
    given: &Given,
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
    let mut scope = Taken::default();
    let mut homes = BTreeMap::new();
    let mut modules = Vec::new();
    for uri in namespaces {
        let wanted = if uri.is_empty() {
            "types".to_owned()
        } else {
            names::snake_name(&prefixes::constant(&uri), "ns_")
        };
        let name = renamed(&uri).unwrap_or_else(|| scope.take(&wanted, &[]));
        homes.insert(uri, modules.len());
        modules.push(name);
    }
    if modules.is_empty() {
        modules.push("types".to_owned());
    }
    (homes, modules)
}

/// Elements whose anonymous types belong to the module of the service that has them in a body: those that nothing else
/// refers to.
fn claims(model: &Model, selection: &Selection) -> BTreeSet<ElementId> {
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
    for interface in &selection.interfaces {
        let port_type = &model.port_types[interface.port_type];
        for operation in interface
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
        for bound in &interface.bound {
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

/// Names of all modules.
struct Modules {
    names: BTreeMap<Home, String>,
    type_namespaces: usize,
}

struct Facts {
    docs: Vec<String>,
    features: Vec<String>,
}

fn module_names(
    model: &Model,
    selection: &Selection,
    types: &[String],
    options: &Options,
    given: &Given,
) -> Modules {
    let mut scope = Taken::default();
    // `v1` is imported beside them, the others would be read as crates or as this folder's `mod.rs`.
    for taken in ["v1", "r#mod", "mod", "core", "std"] {
        scope.reserve(taken);
    }
    let mut found = BTreeMap::new();
    for (index, name) in types.iter().enumerate() {
        scope.reserve(name);
        found.insert(Home::Types(index), name.clone());
    }
    for (index, interface) in selection.interfaces.iter().enumerate() {
        let local = &model.port_types[interface.port_type].name.local;
        let name = match given.rename_modules.last(local) {
            Some(name) => {
                scope.reserve(name);
                name.clone()
            }
            None => scope.take(&names::snake_name(local, "service_"), &[]),
        };
        if options.server {
            let server = scope.take(&format!("{}_server", name.trim_start_matches("r#")), &[]);
            found.insert(Home::Server(index), server);
        }
        found.insert(Home::Service(index), name);
    }
    Modules {
        names: found,
        type_namespaces: types.len(),
    }
}

impl Modules {
    fn facts(&self, home: Home, model: &Model, selection: &Selection, options: &Options) -> Facts {
        let interface = |index: usize| {
            selection
                .interfaces
                .get(index)
                .map(|interface| &model.port_types[interface.port_type])
        };
        let feature = |index: usize| {
            let name = self
                .names
                .get(&Home::Service(index))
                .map_or("", String::as_str);
            options
                .service_features
                .then(|| name.trim_start_matches("r#").replace('_', "-"))
        };
        match home {
            Home::Types(_) if self.type_namespaces == 1 => Facts {
                docs: vec!["Types of the schemas, shared by the services.".to_owned()],
                features: Vec::new(),
            },
            Home::Types(_) => Facts {
                docs: vec!["Types of one namespace.".to_owned()],
                features: Vec::new(),
            },
            Home::Service(index) => {
                let name = interface(index).map_or("", |port_type| &port_type.name.local);
                Facts {
                    docs: vec![format!(
                        "Port type {}: client, messages and headers.",
                        docs::code(name)
                    )],
                    features: feature(index).into_iter().collect(),
                }
            }
            Home::Server(index) => {
                let name = interface(index).map_or("", |port_type| &port_type.name.local);
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

/// The first lines of files.
fn header(model: &Model, options: &Options) -> (Vec<String>, Vec<String>) {
    let version = env!("CARGO_PKG_VERSION");
    let mut sources: Vec<&str> = model.sources.iter().map(|source| shown(source)).collect();
    sources.sort_unstable();
    sources.dedup();
    let generated = format!("@generated by wsdl-codegen {version}");
    let command = format!("Do not edit: run `{}`.", options.command);
    let long = match sources.as_slice() {
        [] => vec![format!("{generated}."), command.clone()],
        [source] => vec![format!("{generated} from {source}."), command.clone()],
        sources => {
            let mut lines = vec![format!("{generated} from")];
            let last = sources.len() - 1;
            for (index, source) in sources.iter().enumerate() {
                lines.push(format!(
                    "  {source}{}",
                    if index == last { "." } else { "," }
                ));
            }
            lines.push(command.clone());
            lines
        }
    };
    (long, vec![format!("{generated}."), command])
}

/// A source as headers name it: absolute paths differ between machines.
fn shown(source: &str) -> &str {
    let path = std::path::Path::new(source);
    if path.is_absolute() {
        path.file_name()
            .and_then(|name| name.to_str())
            .unwrap_or(source)
    } else {
        source
    }
}
