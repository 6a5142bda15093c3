//! Clients, traits, operations, faults and servers: the items of a service module.

use super::build::{OutputBuilder, used_by};
use super::docs;
use super::graph::*;
use super::names::ident;
use super::names::prefixes::Used;
use super::names::scope::NameScope;
use super::output::{self, Item};
use super::service::{ClientNode, OperationNode, ServiceNode};
use crate::model::*;
use crate::options::Options;
use crate::options::selector::Selectors;
use crate::tokens::Tokens;

/// Most namespaces that all messages of a service declare, whether they use them or not.
const COMMON_NAMESPACES: usize = 4;

/// Names that the messages of these operations use.
fn used_by_operations<'o>(
    builder: &OutputBuilder<'_, '_>,
    operations: impl IntoIterator<Item = &'o OperationNode>,
) -> Used {
    let mut members = Vec::new();
    let mut headers = Vec::new();
    for operation in operations {
        members.extend(operation.input.iter().chain(&operation.output));
        members.extend(operation.faults.iter().map(|(_, member)| member));
        headers.extend(
            operation
                .request_headers
                .iter()
                .chain(&operation.response_headers)
                .copied(),
        );
    }
    used_by(builder.lower, members, headers)
}

/// What a service module is made with.
pub(crate) struct ServiceItems<'o> {
    pub options: &'o Options,
    pub rename_operations: &'o Selectors<String>,
}

/// Names of the items of a service module that stand for no type of the contract.
#[derive(Debug, Default)]
pub(crate) struct ServiceNames {
    pub clients: Vec<String>,
    pub interface: String,
    /// By client and operation.
    pub faults: Vec<Vec<Option<String>>>,
}

/// Takes those names, after the types of the module have taken theirs.
pub(crate) fn name(service: &ServiceNode, scope: &mut NameScope) -> ServiceNames {
    let base = ident::type_name(&service.name.local);
    let stem = base.trim_end_matches('_').to_owned();
    let mut found = ServiceNames {
        interface: scope.take(
            &base,
            &[format!("{stem}Service"), format!("{stem}Operations")],
        ),
        ..ServiceNames::default()
    };
    for (index, client) in service.clients.iter().enumerate() {
        let first_of_version = service
            .clients
            .iter()
            .take(index)
            .all(|other| other.soap12 != client.soap12);
        let wanted = if index == 0 {
            format!("{stem}Client")
        } else if client.soap12 && first_of_version {
            format!("{stem}Soap12Client")
        } else if first_of_version {
            format!("{stem}Soap11Client")
        } else {
            let port = client.ports.first().map_or("", |(name, _)| name.as_str());
            format!("{}Client", ident::type_name(port).trim_end_matches('_'))
        };
        found.clients.push(scope.take(&wanted, &[]));
        let mut faults = Vec::new();
        for operation in &client.operations {
            faults.push((index == 0 && !operation.faults.is_empty()).then(|| {
                let operation = ident::type_name(&operation.name);
                scope.take(&format!("{}Fault", operation.trim_end_matches('_')), &[])
            }));
        }
        found.faults.push(faults);
    }
    found
}

/// Clippy's opinion on names of methods that are not ours to choose.
fn method_attributes(name: &str) -> Vec<Tokens> {
    let mut attributes = Vec::new();
    if ["from_", "into_", "to_", "as_", "is_"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
    {
        attributes.push("allow(clippy::wrong_self_convention)");
    }
    if matches!(
        name,
        "index"
            | "hash"
            | "eq"
            | "cmp"
            | "partial_cmp"
            | "borrow"
            | "as_ref"
            | "deref"
            | "not"
            | "neg"
            | "next"
    ) {
        attributes.push("allow(clippy::should_implement_trait)");
    }
    attributes
        .into_iter()
        .filter_map(|text| text.parse().ok())
        .collect()
}

impl ServiceItems<'_> {
    /// Makes all items of a service module but its types.
    pub(crate) fn items(
        &self,
        builder: &mut OutputBuilder<'_, '_>,
        service: &ServiceNode,
        names: &ServiceNames,
    ) {
        let module = ModuleId::Service(service.index);
        // Statics of operations come first: they are named in documentation and by servers.
        let mut statics: Vec<Vec<String>> = Vec::new();
        for (index, client) in service.clients.iter().enumerate() {
            let mut of_client = Vec::new();
            for operation in &client.operations {
                let mut wanted = ident::shouty_name(&operation.name);
                if index > 0 {
                    wanted.push_str(if client.soap12 { "_SOAP12" } else { "_OTHER" });
                }
                of_client.push(builder.value_name(
                    module,
                    &wanted,
                    &[format!("{wanted}_OPERATION")],
                ));
            }
            statics.push(of_client);
        }
        builder.name_statics_of(module);
        let mut trait_methods: Option<Vec<output::Method>> = None;
        for (index, client) in service.clients.iter().enumerate() {
            let names_of_methods = self.method_names(client);
            let methods: Vec<output::Method> = client
                .operations
                .iter()
                .zip(&names_of_methods)
                .zip(statics.get(index).into_iter().flatten())
                .map(|((operation, name), operation_static)| {
                    self.method(builder, module, operation, name, operation_static)
                })
                .collect();
            if !self.options.client {
                trait_methods.get_or_insert(methods);
                continue;
            }
            let implements = match &trait_methods {
                None => true,
                Some(first) => same_signatures(first, &methods),
            };
            let item = self.client(
                builder,
                service,
                client,
                names.clients.get(index).cloned().unwrap_or_default(),
                methods,
                implements.then(|| names.interface.clone()),
            );
            if trait_methods.is_none()
                && let Item::Client(made) = &item
            {
                trait_methods = Some(made.methods.iter().map(copy_method).collect());
            }
            builder.push(module, item);
        }
        if self.options.client {
            let methods = trait_methods.unwrap_or_default();
            let client = names.clients.first().cloned().unwrap_or_default();
            builder.push(
                module,
                Item::Trait(output::Trait {
                    head: output::Head {
                        docs: vec![
                            format!(
                                "The operations of {}, for code that is tested without a service.",
                                docs::code(&service.name.local)
                            ),
                            String::new(),
                            format!(
                                "{} implements it; a test implements it with `Call::ready`.",
                                docs::code(&client)
                            ),
                        ],
                        name: names.interface.clone(),
                        ..output::Head::default()
                    },
                    methods: methods
                        .into_iter()
                        .map(|method| output::Method {
                            docs: vec![format!(
                                "See {}.",
                                docs::code(&format!("{client}::{}", method.name))
                            )],
                            ..method
                        })
                        .collect(),
                }),
            );
        }
        for set in &service.header_sets {
            if let Some(item) = builder.item(set.node) {
                builder.push(module, item);
            }
        }
        // Wrappers and what stands in them, in the order in which the operations brought them.
        let headers: Vec<NodeId> = service.header_sets.iter().map(|set| set.node).collect();
        for id in 0..builder.lower.graph.nodes.len() {
            if builder.node(id).module == module
                && !headers.contains(&id)
                && let Some(item) = builder.item(id)
            {
                builder.push(module, item);
            }
        }
        if !self.options.client && !self.options.server {
            return;
        }
        // One constant for the whole service, unless that would make every message declare much that it has not.
        let used = used_by_operations(
            builder,
            service.clients.iter().flat_map(|client| &client.operations),
        );
        let all = (used.namespaces().len() <= COMMON_NAMESPACES).then_some(&used);
        for (index, client) in service.clients.iter().enumerate() {
            for (position, operation) in client.operations.iter().enumerate() {
                let name = statics
                    .get(index)
                    .and_then(|list| list.get(position))
                    .cloned()
                    .unwrap_or_default();
                let fault = names
                    .faults
                    .get(index)
                    .and_then(|list| list.get(position))
                    .cloned()
                    .flatten();
                self.operation(builder, service, client, operation, name, fault, all);
            }
        }
    }

    fn method_names(&self, client: &ClientNode) -> Vec<String> {
        let mut scope = NameScope::default();
        for taken in ["new", "with", "with_headers"] {
            scope.reserve(taken);
        }
        let renamed: Vec<Option<String>> = client
            .operations
            .iter()
            .map(|operation| {
                self.rename_operations
                    .last(&operation.selector_path)
                    .cloned()
            })
            .collect();
        for name in renamed.iter().flatten() {
            scope.reserve(name);
        }
        client
            .operations
            .iter()
            .zip(renamed)
            .map(|(operation, renamed)| {
                renamed.unwrap_or_else(|| {
                    scope.take(&ident::snake_name(&operation.name, "call_"), &[])
                })
            })
            .collect()
    }

    fn method(
        &self,
        builder: &mut OutputBuilder<'_, '_>,
        module: ModuleId,
        operation: &OperationNode,
        name: &str,
        operation_static: &str,
    ) -> output::Method {
        let mut lines = docs::paragraphs(&operation.docs);
        let mut facts = Vec::new();
        if let Some(action) = &operation.action
            && !action.is_empty()
        {
            facts.push(format!("SOAPAction: {}.", docs::code(action)));
        }
        let list = |names: &[String]| {
            names
                .iter()
                .map(|name| docs::code(name))
                .collect::<Vec<_>>()
                .join(", ")
        };
        if !operation.header_names.0.is_empty() {
            facts.push(format!(
                "Request headers: {}.",
                list(&operation.header_names.0)
            ));
        }
        if !operation.header_names.1.is_empty() {
            facts.push(format!(
                "Response headers: {}.",
                list(&operation.header_names.1)
            ));
        }
        if !operation.faults.is_empty() {
            let names: Vec<String> = operation
                .faults
                .iter()
                .map(|(name, _)| name.clone())
                .collect();
            facts.push(format!("Faults: {}.", list(&names)));
        }
        if operation.one_way {
            facts.push("One-way: the service sends no reply.".to_owned());
        }
        if lines.is_empty() {
            lines.push(format!("Operation {}.", docs::code(&operation.name)));
        }
        if !facts.is_empty() {
            lines.push(String::new());
        }
        for (index, fact) in facts.iter().enumerate() {
            // Each fact on a line of its own, in one paragraph.
            let last = index + 1 == facts.len();
            lines.push(if last {
                fact.clone()
            } else {
                format!("{fact}\\")
            });
        }
        let mut attributes = method_attributes(name);
        let text = operation
            .input
            .as_ref()
            .is_some_and(|member| member.ty == Ty::String);
        if text {
            attributes.extend("allow(clippy::ptr_arg)".parse::<Tokens>().ok());
        }
        output::Method {
            docs: lines,
            attributes,
            name: name.to_owned(),
            operation: operation_static.to_owned(),
            request: operation
                .input
                .as_ref()
                .map(|member| builder.ty(&member.ty, module)),
            response: operation
                .output
                .as_ref()
                .map_or(output::Type::Unit, |member| builder.ty(&member.ty, module)),
            headers: operation
                .response_headers
                .map_or(output::Type::Unit, |node| {
                    builder.ty(&Ty::Node(node), module)
                }),
        }
    }

    fn client(
        &self,
        builder: &mut OutputBuilder<'_, '_>,
        service: &ServiceNode,
        client: &ClientNode,
        name: String,
        methods: Vec<output::Method>,
        implements: Option<String>,
    ) -> Item {
        let module = ModuleId::Service(service.index);
        let mut lines = docs::paragraphs(&service.docs);
        let version = if client.soap12 { "1.2" } else { "1.1" };
        docs::append(
            &mut lines,
            &format!(
                "Client of port type {} over SOAP {version}.",
                docs::code(&service.name.local)
            ),
        );
        let mut addresses = Vec::new();
        let mut scope = NameScope::default();
        for (port, address) in &client.ports {
            let Some(address) = address else { continue };
            if addresses
                .iter()
                .any(|known: &output::Address| known.uri == *address)
            {
                continue;
            }
            addresses.push(output::Address {
                docs: vec![format!(
                    "Address of port {} in the contract: documentation, never a default.",
                    docs::code(port)
                )],
                name: scope.take("ADDRESS", &[]),
                uri: address.clone(),
            });
        }
        let mut headers = Vec::new();
        let mut nodes: Vec<NodeId> = client
            .operations
            .iter()
            .filter_map(|operation| operation.request_headers)
            .collect();
        let mut seen = Vec::new();
        nodes.retain(|node| {
            let new = !seen.contains(node);
            seen.push(*node);
            new
        });
        let mut taken = NameScope::default();
        for method in &methods {
            taken.reserve(&method.name);
        }
        for node in &nodes {
            let ty = builder.ty(&Ty::Node(*node), module);
            let wanted = if nodes.len() == 1 {
                "with_headers".to_owned()
            } else {
                let name = builder.names.get(node).cloned().unwrap_or_default();
                format!("with_{}", ident::snake_name(&name, ""))
            };
            headers.push((taken.take(&wanted, &[]), ty));
        }
        Item::Client(output::Client {
            head: output::Head {
                docs: lines,
                name,
                ..output::Head::default()
            },
            addresses,
            headers,
            implements,
            methods,
        })
    }

    #[allow(clippy::too_many_arguments)]
    fn operation(
        &self,
        builder: &mut OutputBuilder<'_, '_>,
        service: &ServiceNode,
        client: &ClientNode,
        operation: &OperationNode,
        name: String,
        fault: Option<String>,
        all: Option<&Used>,
    ) {
        let module = ModuleId::Service(service.index);
        let own;
        let used = match all {
            Some(used) => used,
            None => {
                own = used_by_operations(builder, [operation]);
                &own
            }
        };
        let declarations = builder.prefixes.declarations(used, operation.encoded);
        let declarations = builder.declarations(module, declarations);
        let mut faults = Vec::new();
        let mut variants = Vec::new();
        let mut scope = NameScope::default();
        for (fault_name, member) in &operation.faults {
            let planned = builder.member(member, module);
            let MemberKind::Element(xml_name) = &member.kind else {
                continue;
            };
            let static_name = builder.fault_static(module, xml_name, &planned);
            faults.push(static_name.clone());
            variants.push(output::FaultVariant {
                docs: vec![format!(
                    "Fault {}: element {}.",
                    docs::code(fault_name),
                    docs::code(&xml_name.local)
                )],
                name: scope.take(&ident::variant_name(fault_name), &[]),
                ty: builder.ty(&member.ty, module),
                xml_name: builder.name(module, xml_name),
                member: static_name,
            });
        }
        if let Some(fault) = fault {
            builder.push(
                module,
                Item::Faults(output::Faults {
                    head: output::Head {
                        docs: vec![
                            format!(
                                "The faults that {} declares.",
                                docs::code(&operation.selector_path)
                            ),
                            String::new(),
                            "Had from an error by `Error::fault`.".to_owned(),
                        ],
                        derives: ["Clone", "Debug", "PartialEq"]
                            .iter()
                            .filter_map(|text| text.parse().ok())
                            .collect(),
                        attributes: Vec::new(),
                        name: fault,
                    },
                    variants,
                }),
            );
        }
        let input = operation
            .input
            .as_ref()
            .map(|member| builder.member(member, module));
        let output = operation
            .output
            .as_ref()
            .map(|member| builder.member(member, module));
        let input_headers = operation
            .request_headers
            .map(|node| builder.table(module, node));
        let output_headers = operation
            .response_headers
            .map(|node| builder.table(module, node));
        builder.push(
            module,
            Item::Operation(Box::new(output::Operation {
                name,
                visible: false,
                // The module of the server may be compiled or not.
                unused: !self.options.client,
                xml_name: operation.xml_name.clone(),
                service: service.name.local.to_string(),
                action: operation.action.clone().unwrap_or_default(),
                soap12: client.soap12,
                declarations,
                style: operation.style,
                void: output.is_none() || operation.void,
                input,
                output,
                input_headers,
                output_headers,
                one_way: operation.one_way,
                faults,
            })),
        );
    }

    /// The module of the server of a service.
    pub(crate) fn server(
        &self,
        builder: &mut OutputBuilder<'_, '_>,
        service: &ServiceNode,
        server: ModuleId,
        names: &ServiceNames,
    ) {
        let Some(client) = service.clients.first() else {
            return;
        };
        let module = ModuleId::Service(service.index);
        let method_names = self.method_names(client);
        let mut methods = Vec::new();
        for ((operation, name), statics) in client
            .operations
            .iter()
            .zip(method_names)
            .zip(builder.operation_statics(module))
        {
            builder.make_visible(module, &statics);
            let plain = self.method(builder, server, operation, &name, &statics);
            methods.push(output::ServerMethod {
                docs: plain.docs,
                attributes: plain.attributes,
                operation: builder.path(server, module, &statics),
                request: operation
                    .input
                    .as_ref()
                    .map_or(output::Type::Unit, |member| builder.ty(&member.ty, server)),
                request_headers: operation
                    .request_headers
                    .map_or(output::Type::Unit, |node| {
                        builder.ty(&Ty::Node(node), server)
                    }),
                response: plain.response,
                response_headers: plain.headers,
                name,
            });
        }
        let mut lines = docs::paragraphs(&service.docs);
        docs::append(
            &mut lines,
            &format!(
                "What a server of port type {} implements.",
                docs::code(&service.name.local)
            ),
        );
        let stem = ident::type_name(&service.name.local);
        let _ = names;
        builder.push(
            server,
            Item::Server(output::Server {
                head: output::Head {
                    docs: lines,
                    name: format!("{}Server", stem.trim_end_matches('_')),
                    ..output::Head::default()
                },
                methods,
                dispatcher_docs: vec![format!(
                    "Dispatches the requests of port type {} to `service`.",
                    docs::code(&service.name.local)
                )],
            }),
        );
    }
}

fn copy_method(method: &output::Method) -> output::Method {
    output::Method {
        docs: Vec::new(),
        attributes: method.attributes.clone(),
        name: method.name.clone(),
        operation: method.operation.clone(),
        request: method.request.clone(),
        response: method.response.clone(),
        headers: method.headers.clone(),
    }
}

/// Whether one trait describes both clients.
fn same_signatures(a: &[output::Method], b: &[output::Method]) -> bool {
    let signature = |method: &output::Method| {
        format!(
            "{} {:?} {:?} {:?}",
            method.name, method.request, method.response, method.headers
        )
    };
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| signature(a) == signature(b))
}

/// Which SOAP encoding an operation has.
pub(crate) fn style(binding: Option<&BindingOperation>, encoded: bool) -> &'static str {
    match (binding.map(|binding| binding.style), encoded) {
        (Some(Style::Rpc), true) => "RpcEncoded",
        (Some(Style::Rpc), false) => "Rpc",
        _ => "Document",
    }
}
