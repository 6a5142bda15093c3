//! Names of clients, traits, servers, methods and faults.

use super::ident;
use super::scope::NameScope;
use super::statics::StaticNames;
use crate::diagnostic::{Code, Diagnostics};
use crate::model::Model;
use crate::options::overrides::Overrides;
use crate::plan::graph::*;
use crate::plan::service::*;
use std::collections::{BTreeMap, BTreeSet};

/// The methods that each client has: those of the macro `client` of the runtime, and `with_headers`.
const OWN: [&str; 12] = [
    "new",
    "client",
    "with_options",
    "with_headers",
    "with_endpoint",
    "with_timeout",
    "with_auth",
    "with_http_header",
    "with_raw_headers",
    "with_interceptor",
    "with_envelope_interceptor",
    "with_observer",
];
/// Methods of traits that clients implement, and servers often do: `Clone`, `Debug`, and those that the standard
/// library implements for all types. A method of the same name would hide them.
const OF_TRAITS: [&str; 12] = [
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "fmt",
    "from",
    "into",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
];

/// The names of a service.
#[derive(Debug)]
pub(crate) struct ServiceNames {
    /// The trait that clients implement.
    pub(crate) client_trait: String,
    /// The trait that servers implement.
    pub(crate) server_trait: String,
    pub(crate) clients: Vec<ClientNames>,
}

#[derive(Debug)]
pub(crate) struct ClientNames {
    pub(crate) name: String,
    /// Methods that set request headers, by their structs.
    pub(crate) header_methods: Vec<(NodeId, String)>,
    pub(crate) operations: Vec<OperationNames>,
}

#[derive(Debug)]
pub(crate) struct OperationNames {
    pub(crate) method: String,
    /// Its static.
    pub(crate) table: String,
    /// The enum of its faults; `None` if there is none, or if the first client has it. Operations with the same faults share one.
    pub(crate) faults: Option<String>,
    /// The number of other operations that share the enum, if this is the first of them; `None` otherwise.
    pub(crate) sharing: Option<usize>,
    /// The variants of that enum, by fault.
    pub(crate) variants: Vec<String>,
}

/// The name of a port type without the `I` that interfaces have in .NET: `IInventory` is `Inventory`, unless another port type is.
pub(super) fn without_i<'n>(model: &Model, name: &'n str) -> &'n str {
    let mut letters = name.chars();
    let is_interface = letters.next() == Some('I')
        && letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase);
    let rest = name.strip_prefix('I').filter(|rest| {
        let mut all = model.port_types.iter();
        is_interface && !all.any(|(_, one)| &*one.name.local == *rest)
    });
    rest.unwrap_or(name)
}

/// Takes the names of a service from the scope of its module, after the types.
pub(super) fn assign(
    model: &Model,
    service: &ServiceNode,
    overrides: &Overrides,
    types: &BTreeMap<NodeId, String>,
    scope: &mut NameScope,
    statics: &mut StaticNames,
    diagnostics: &mut Diagnostics,
) -> ServiceNames {
    let base = ident::type_name(without_i(model, &service.name.local));
    let stem = base.trim_end_matches('_');
    // A type of the contract is at the top of the generated module, too.
    let is_type = types.values().any(|name| *name == base);
    let whole = ident::type_name(&service.name.local);
    let client_trait = scope.take(
        if is_type { &whole } else { &base },
        &[format!("{stem}Service"), format!("{stem}Operations")],
    );
    let mut versions = BTreeSet::new();
    let clients = service.clients.iter().enumerate();
    let clients = clients
        .map(|(index, client)| {
            let first_of_version = versions.insert(client.soap12);
            let name = scope.take(&client_name(first_of_version, index, client, stem), &[]);
            let methods = method_names(client, overrides, diagnostics);
            let faults = match index {
                0 => fault_enums(client, stem, types, scope),
                _ => vec![(None, None); client.operations.len()],
            };
            ClientNames {
                name,
                header_methods: header_methods(client, &methods, types),
                operations: client
                    .operations
                    .iter()
                    .zip(methods)
                    .zip(faults)
                    .map(|((operation, method), (faults, sharing))| OperationNames {
                        method,
                        table: operation_table(service, index, operation, statics),
                        faults,
                        sharing,
                        variants: fault_variants(operation),
                    })
                    .collect(),
            }
        })
        .collect();
    ServiceNames {
        client_trait,
        server_trait: format!("{stem}Server"),
        clients,
    }
}

/// The name to try for a client. If several have one version of SOAP, all but the first get the names of their ports.
fn client_name(first_of_version: bool, index: usize, client: &ClientNode, stem: &str) -> String {
    if index == 0 {
        format!("{stem}Client")
    } else if client.soap12 && first_of_version {
        format!("{stem}Soap12Client")
    } else if first_of_version {
        format!("{stem}Soap11Client")
    } else {
        let port = client.ports.first().map_or("", |port| port.name.as_str());
        format!("{}Client", ident::type_name(port).trim_end_matches('_'))
    }
}

fn method_names(
    client: &ClientNode,
    overrides: &Overrides,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    let mut scope = NameScope::default();
    for taken in OWN.into_iter().chain(OF_TRAITS) {
        scope.reserve(taken);
    }
    let renames = &overrides.rename_operations;
    let renamed: Vec<Option<&String>> = client
        .operations
        .iter()
        .map(|operation| renames.last(&operation.selector_path))
        .collect();
    for name in renamed.iter().flatten() {
        scope.reserve(name);
    }
    client
        .operations
        .iter()
        .zip(renamed)
        .map(|(operation, renamed)| match renamed {
            Some(name) => name.clone(),
            None => {
                let wanted = ident::snake_name(&operation.name, "call_");
                let alternatives = match OF_TRAITS.contains(&&*wanted) {
                    true => vec![format!("call_{wanted}")],
                    false => Vec::new(),
                };
                let given = scope.take(&wanted, &alternatives);
                if given != wanted {
                    diagnostics.note(
                        Code::NameCollision,
                        operation.span,
                        format!(
                            "`{}` is generated as `{given}`, because `{wanted}` is taken",
                            operation.selector_path
                        ),
                    );
                }
                given
            }
        })
        .collect()
}

fn header_methods(
    client: &ClientNode,
    methods: &[String],
    types: &BTreeMap<NodeId, String>,
) -> Vec<(NodeId, String)> {
    let nodes = client.request_headers();
    let mut scope = NameScope::default();
    for method in methods {
        scope.reserve(method);
    }
    let only = nodes.len() == 1;
    nodes
        .into_iter()
        .map(|node| {
            let wanted = if only {
                "with_headers".to_owned()
            } else {
                let name = types.get(&node).map_or("", String::as_str);
                let name = ident::snake_name(name, "");
                format!("with_{}", name.replace("_request_headers", "_headers"))
            };
            (node, scope.take(&wanted, &[]))
        })
        .collect()
}

/// The static of an operation.
fn operation_table(
    service: &ServiceNode,
    index: usize,
    operation: &OperationNode,
    statics: &mut StaticNames,
) -> String {
    let mut wanted = ident::shouty_name(&operation.name);
    if index > 0 {
        let soap12 = service.clients.get(index).is_some_and(|c| c.soap12);
        wanted.push_str(if soap12 { "_SOAP12" } else { "_OTHER" });
    }
    let module = ModuleId::Service(service.index);
    statics.take(module, &wanted, &[format!("{wanted}_OPERATION")])
}

/// The enum of the faults of each operation, and how many others share it if it is the first. One that operations share has the
/// name of the port type, if no others have faults of their own, or of the only fault.
fn fault_enums(
    client: &ClientNode,
    stem: &str,
    types: &BTreeMap<NodeId, String>,
    scope: &mut NameScope,
) -> Vec<(Option<String>, Option<usize>)> {
    let sets: Vec<Vec<String>> = client.operations.iter().map(fault_set).collect();
    let mut counts: BTreeMap<&Vec<String>, usize> = BTreeMap::new();
    for set in sets.iter().filter(|set| !set.is_empty()) {
        *counts.entry(set).or_default() += 1;
    }
    let types: BTreeSet<&str> = types.values().map(String::as_str).collect();
    let mut names: BTreeMap<&Vec<String>, String> = BTreeMap::new();
    let mut enums = Vec::new();
    for (operation, set) in client.operations.iter().zip(&sets) {
        if set.is_empty() {
            enums.push((None, None));
            continue;
        }
        if let Some(known) = names.get(set) {
            enums.push((Some(known.clone()), None));
            continue;
        }
        let others = counts.get(set).map_or(0, |count| count - 1);
        let base = match (others, operation.faults.as_slice()) {
            (0, _) => ident::type_name(&operation.name),
            _ if counts.len() == 1 => stem.to_owned(),
            (_, [only]) => ident::type_name(&only.name),
            _ => ident::type_name(&operation.name),
        };
        let base = base.trim_end_matches('_').trim_end_matches("Fault");
        let wanted = format!("{base}Fault");
        // A type of the contract is at the top of the generated module, too.
        let wanted = match types.contains(&*wanted) {
            true => format!("{wanted}s"),
            false => wanted,
        };
        let name = scope.take(&wanted, &[]);
        names.insert(set, name.clone());
        enums.push((Some(name), Some(others)));
    }
    enums
}

/// The identity of an operation's faults: their names, elements and types.
fn fault_set(operation: &OperationNode) -> Vec<String> {
    let faults = operation.faults.iter();
    let mut set: Vec<String> = faults
        .map(|fault| {
            let member = &fault.member;
            format!(
                "{:?}",
                (&fault.name, &member.kind, &member.ty, member.encoded)
            )
        })
        .collect();
    set.sort();
    set
}

fn fault_variants(operation: &OperationNode) -> Vec<String> {
    let mut scope = NameScope::default();
    operation
        .faults
        .iter()
        .map(|fault| scope.take(&ident::variant_name(&fault.name), &[]))
        .collect()
}
