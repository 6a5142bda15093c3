//! Service modules: clients, the trait they implement by option, and the types of the messages.

use super::OutputBuilder;
use super::operations::differ_in_headers;
use super::types::tokens;
use crate::model::recommended::recommended;
use crate::model::{Addressing, unmet_demands};
use crate::plan::docs;
use crate::plan::graph::*;
use crate::plan::names::{ClientNames, ServiceNames, ident, scope::NameScope};
use crate::plan::output::{self, Head, Item};
use crate::plan::service::*;
use crate::select::SelectedPort;
use std::collections::{BTreeMap, BTreeSet};

impl OutputBuilder<'_> {
    /// Builds a service module.
    pub(super) fn service(&mut self, service: &ServiceNode, names: &ServiceNames) {
        let module = ModuleId::Service(service.index);
        if self.planner.options.client {
            self.clients(service, names);
        }
        for node in &service.header_sets {
            self.push_type(*node);
        }
        // Wrappers and their contents, in the order of the operations.
        for (id, node) in self.graph.made_nodes() {
            if node.module == module && !service.header_sets.contains(&id) {
                self.push_type(id);
            }
        }
        if self.planner.options.client || self.planner.options.server {
            self.operations(service, names);
        }
    }

    /// Builds the clients, and the trait of the first one.
    fn clients(&mut self, service: &ServiceNode, names: &ServiceNames) {
        let module = ModuleId::Service(service.index);
        let mut trait_methods: Vec<output::Method> = Vec::new();
        for (index, (client, client_names)) in
            service.clients.iter().zip(&names.clients).enumerate()
        {
            let tells_headers = differ_in_headers(client);
            let methods: Vec<output::Method> = client
                .operations
                .iter()
                .zip(&client_names.operations)
                .map(|(operation, names)| self.method(module, operation, names, tells_headers))
                .collect();
            if index == 0 {
                trait_methods.clone_from(&methods);
            }
            // One trait describes all clients with the same methods.
            let implements = self.planner.options.client_trait
                && trait_methods.len() == methods.len()
                && trait_methods
                    .iter()
                    .zip(&methods)
                    .all(|(a, b)| a.has_signature_of(b));
            let mut item = self.client(service, client, client_names);
            item.implements = implements.then(|| names.client_trait.clone());
            item.methods = methods;
            self.push(module, Item::Client(item));
        }
        if !self.planner.options.client_trait {
            return;
        }
        let client = names.clients.first().map_or("", |names| &names.name);
        for method in &mut trait_methods {
            let path = docs::code(&format!("{client}::{}", method.name));
            method.docs = vec![format!("See {path}.")];
        }
        let lines = vec![
            format!(
                "The operations of {}, for code that is tested without a service.",
                docs::code(&service.name.local)
            ),
            String::new(),
            format!(
                "{} implements it; a test implements it with `Call::ready`.",
                docs::code(client)
            ),
        ];
        let item = output::Trait {
            head: Head::new(names.client_trait.clone(), lines),
            methods: trait_methods,
        };
        self.push(module, Item::Trait(item));
    }

    /// A client without its methods.
    fn client(
        &mut self,
        service: &ServiceNode,
        client: &ClientNode,
        names: &ClientNames,
    ) -> output::Client {
        let module = ModuleId::Service(service.index);
        let mut lines = docs::paragraphs(&service.documentation);
        for text in &client.documentation {
            if *text == service.documentation {
                continue;
            }
            for paragraph in docs::paragraphs(text) {
                docs::append(&mut lines, &paragraph);
            }
        }
        let version = if client.soap12 { "1.2" } else { "1.1" };
        docs::append(
            &mut lines,
            &format!(
                "Client of port type {} over SOAP {version}.",
                docs::code(&service.name.local)
            ),
        );
        if let Some(text) = addressing_docs(client) {
            docs::append(&mut lines, &text);
        }
        policy_docs(client, &mut lines);
        let mut head = Head::new(names.name.clone(), lines);
        head.derives = tokens(&["Clone", "Debug"]);
        let users = header_users(client);
        let headers = names
            .header_methods
            .iter()
            .map(|(node, name)| output::HeaderMethod {
                docs: vec![headers_docs(&users, *node)],
                name: name.clone(),
                headers: self.node_type(*node, module),
            })
            .collect();
        output::Client {
            head,
            ports: client
                .ports
                .iter()
                .map(|port| port.name.to_string())
                .collect(),
            addresses: addresses(client),
            headers,
            implements: None,
            methods: Vec::new(),
        }
    }
}

/// The operations that have headers, by their structs.
type HeaderUsers<'c> = BTreeMap<NodeId, Vec<&'c OperationNode>>;

fn header_users(client: &ClientNode) -> HeaderUsers<'_> {
    let mut users = HeaderUsers::new();
    for one in &client.operations {
        if let Some(node) = one.input.headers {
            users.entry(node).or_default().push(one);
        }
    }
    users
}

/// A line on the method that sets headers. Where operations have others, it says which have these.
fn headers_docs(users: &HeaderUsers<'_>, node: NodeId) -> String {
    let mut line = "The same client, sending these headers.".to_owned();
    if users.len() > 1
        && let Some((last, others)) = users.get(&node).and_then(|all| all.split_last())
    {
        let name = |one: &OperationNode| docs::code(&one.xml_name);
        let first: Vec<String> = others.iter().take(2).map(|one| name(one)).collect();
        let text = match others.len() {
            0 => format!(" {} has them.", name(last)),
            1 | 2 => format!(" {} and {} have them.", first.join(", "), name(last)),
            more => format!(
                " {} and {} other operations have them.",
                first.join(", "),
                more - 1
            ),
        };
        line.push_str(&text);
    }
    line
}

/// A line on WS-Addressing, if the contract has it.
fn addressing_docs(client: &ClientNode) -> Option<String> {
    let demand = match client.addressing? {
        Addressing::Required => "requires",
        Addressing::Optional => "admits",
    };
    Some(format!(
        "The contract {demand} WS-Addressing: `with_raw_headers(ws::Addressing::new())` sends its headers."
    ))
}

/// The demands of the contract's policies, and the options that meet them.
fn policy_docs(client: &ClientNode, lines: &mut Vec<String>) {
    if client.policy.is_empty() {
        return;
    }
    let list = |all: Vec<String>| {
        let all: Vec<String> = all.iter().map(|one| docs::code(one)).collect();
        all.join(", ")
    };
    let all = client.policy.iter().map(ToString::to_string).collect();
    docs::append(lines, &format!("Its policy asks for {}.", list(all)));
    let unmet = list(unmet_demands(&client.policy));
    if !unmet.is_empty() {
        docs::append(lines, &format!("Not known here: {unmet}."));
    }
    let options = recommended(&client.policy, client.addressing);
    if !options.is_empty() {
        lines.push(String::new());
        lines.push("```text".to_owned());
        lines.push("let client = client".to_owned());
        let last = options.len().saturating_sub(1);
        lines.extend(options.iter().enumerate().map(|(index, line)| {
            let end = if index == last { ";" } else { "" };
            format!("    {line}{end}")
        }));
        lines.push("```".to_owned());
    }
}

/// The addresses of the ports of a client, without duplicates. Where there are several, each has the name of its port, which stays
/// when the contract gets another one.
fn addresses(client: &ClientNode) -> Vec<output::Constant> {
    let mut addresses: Vec<output::Constant> = Vec::new();
    let mut scope = NameScope::default();
    let mut known = BTreeSet::new();
    let all: BTreeSet<&String> = client
        .ports
        .iter()
        .filter_map(|port| port.address.as_ref())
        .collect();
    for port in &client.ports {
        let Some(address) = &port.address else {
            continue;
        };
        if !known.insert(address) {
            continue;
        }
        addresses.push(output::Constant {
            docs: address_docs(port),
            name: match all.len() {
                1 => "ADDRESS".to_owned(),
                _ => scope.take(&format!("ADDRESS_{}", ident::shouty_name(&port.name)), &[]),
            },
            text: address.clone(),
        });
    }
    addresses
}

/// The documentation of the address of a port.
fn address_docs(port: &SelectedPort) -> Vec<String> {
    let mut lines = docs::paragraphs(&port.documentation);
    let text = format!(
        "Address of port {} in the contract: documentation, never a default.",
        docs::code(&port.name)
    );
    docs::append(&mut lines, &text);
    lines
}
