//! Operations: their statics, and the methods that call them.

use super::OutputBuilder;
use super::types::tokens;
use crate::model::Style;
use crate::plan::docs;
use crate::plan::graph::*;
use crate::plan::names::prefixes::NameCounts;
use crate::plan::names::usage::used_by;
use crate::plan::names::{OperationNames, ServiceNames};
use crate::plan::output::{self, Item, StaticHead};
use crate::plan::service::*;
use std::collections::BTreeMap;

/// The most namespaces that every message of a service declares, used or not.
const COMMON_NAMESPACES: usize = 4;

impl OutputBuilder<'_> {
    /// Builds the statics of the operations of all clients.
    pub(super) fn operations(&mut self, service: &ServiceNode, names: &ServiceNames) {
        let module = ModuleId::Service(service.index);
        // One constant serves the whole service, unless every message would declare many unused namespaces.
        let all = self.names_of(service.clients.iter().flat_map(|client| &client.operations));
        let all = (all.namespaces().len() <= COMMON_NAMESPACES).then_some(all);
        let first = service.clients.first().zip(names.clients.first());
        let mut faults_of: BTreeMap<&str, &Option<String>> = BTreeMap::new();
        if let Some((client, names)) = first {
            for (operation, names) in client.operations.iter().zip(&names.operations) {
                faults_of
                    .entry(&operation.selector_path)
                    .or_insert(&names.faults);
            }
        }
        let clients = service.clients.iter().zip(&names.clients).enumerate();
        for (index, (client, names)) in clients {
            let mut items = Vec::new();
            for (operation, names) in client.operations.iter().zip(&names.operations) {
                let own;
                let used = match &all {
                    Some(used) => used,
                    None => {
                        own = self.names_of([operation]);
                        &own
                    }
                };
                let encoded = operation.encoded;
                let declarations = self.names.prefixes.declarations(used, encoded);
                let declarations = match self.modules.get_mut(&module) {
                    Some(module) => module.declarations(declarations),
                    None => declarations,
                };
                let faults = self.faults(module, operation, names);
                let mut item = self.operation(module, operation);
                item.head = StaticHead {
                    name: names.table.clone(),
                    // The server module names the statics of the first client.
                    visible: self.planner.options.server && index == 0,
                };
                item.service = service.name.local.to_string();
                item.soap12 = client.soap12;
                item.declarations = declarations;
                let (statics, fault_actions) = faults.into_iter().unzip();
                item.faults = statics;
                item.fault =
                    (faults_of.get(&*operation.selector_path)).and_then(|name| (*name).clone());
                item.actions = (operation.addressing.as_ref()).map(|actions| output::Actions {
                    input: actions.input.clone().unwrap_or_default(),
                    output: actions.output.clone().unwrap_or_default(),
                    faults: fault_actions,
                });
                item.components = self.components(module);
                items.push(item);
            }
            self.share(module, &mut items);
            for item in items {
                self.push(module, Item::Operation(Box::new(item)));
            }
        }
    }

    /// Moves the facts that all operations have in common to a constant.
    fn share(&mut self, module: ModuleId, items: &mut [output::Operation]) {
        let [first, rest @ ..] = items else { return };
        if rest.is_empty() {
            return;
        }
        let mut facts = output::Operation::default();
        /// Moves a field, if it is the same in all.
        macro_rules! share {
            ($($field:ident),*) => {
                $(if rest.iter().all(|item| item.$field == first.$field) {
                    facts.$field = std::mem::take(&mut first.$field);
                    for item in &mut *rest {
                        item.$field = Default::default();
                    }
                })*
            };
        }
        share!(
            service,
            soap12,
            declarations,
            is_rpc,
            input_headers,
            output_headers,
            one_way,
            void,
            secrets,
            components
        );
        let Some(builder) = self.modules.get_mut(&module) else {
            return;
        };
        let name = builder.static_name("OPERATION");
        for item in items {
            item.common = Some(name.clone());
        }
        self.push(
            module,
            Item::CommonOperation(Box::new(output::CommonOperation { name, facts })),
        );
    }

    /// Names that the messages of these operations use.
    fn names_of<'o>(&self, operations: impl IntoIterator<Item = &'o OperationNode>) -> NameCounts {
        let mut members = Vec::new();
        let mut headers = Vec::new();
        for operation in operations {
            members.extend(operation.members());
            headers.extend(
                operation
                    .input
                    .headers
                    .iter()
                    .chain(&operation.output.headers),
            );
        }
        used_by(
            self.model(),
            self.graph,
            members,
            headers.into_iter().copied(),
        )
    }

    /// The static of an operation, without the parts that its client and service add.
    fn operation(&mut self, module: ModuleId, operation: &OperationNode) -> output::Operation {
        let mut body = |message: &MessageNode| {
            let member = message.body.as_ref()?;
            Some(self.member(member, module))
        };
        let input = body(&operation.input);
        let output = body(&operation.output);
        output::Operation {
            head: StaticHead::default(),
            common: None,
            // The server module may be switched off by a feature.
            unused: !self.planner.options.client,
            xml_name: operation.xml_name.clone(),
            service: String::new(),
            action: operation.action.clone().filter(|action| !action.is_empty()),
            soap12: false,
            declarations: String::new(),
            is_rpc: operation.style == Style::Rpc,
            void: output.is_none() || operation.void,
            input,
            output,
            input_headers: self.header_table(operation.input.headers),
            output_headers: self.header_table(operation.output.headers),
            one_way: operation.one_way,
            faults: Vec::new(),
            fault: None,
            secrets: self.secrets.names(),
            actions: None,
            components: None,
        }
    }

    /// The table of a header struct, which is in the module of its service.
    fn header_table(&self, node: Option<NodeId>) -> Option<String> {
        let table = self.names.statics.tables.get(&node?);
        Some(table.cloned().unwrap_or_default())
    }

    /// Whether a body has room for a nil.
    fn may_be_nil(&self, operation: &OperationNode, body: &MemberNode) -> bool {
        let selected = &self.overrides.types.nillable;
        body.nillable && !body.encoded && selected.any(&operation.selector_path)
    }

    fn body_type(
        &mut self,
        operation: &OperationNode,
        body: &MemberNode,
        module: ModuleId,
    ) -> output::Type {
        let ty = self.ty(&body.ty, module);
        match self.may_be_nil(operation, body) {
            true => output::Type::Runtime(output::RuntimeType::MaybeNil, vec![ty]),
            false => ty,
        }
    }

    /// The method that calls an operation, with paths as seen from `module`.
    pub(super) fn method(
        &mut self,
        module: ModuleId,
        operation: &OperationNode,
        names: &OperationNames,
        tells_headers: bool,
    ) -> output::Method {
        let mut attributes = lints(&names.method);
        let input = operation.input.body.as_ref();
        if input
            .is_some_and(|member| member.ty == Ty::String && !self.may_be_nil(operation, member))
        {
            attributes.push("allow(clippy::ptr_arg)");
        }
        output::Method {
            docs: method_docs(operation, tells_headers),
            attributes: tokens(&attributes),
            name: names.method.clone(),
            operation: names.table.clone(),
            request: input.map(|member| self.body_type(operation, member, module)),
            response: match &operation.output.body {
                Some(member) => self.body_type(operation, member, module),
                None => output::Type::Unit,
            },
            headers: self.node_or_unit(operation.output.headers, module),
        }
    }
}

/// Whether the operations of a client have different headers, so that each is documented with its own.
pub(super) fn differ_in_headers(client: &ClientNode) -> bool {
    let mut headers = client.operations.iter().map(|operation| {
        (
            &operation.input.header_names,
            &operation.output.header_names,
        )
    });
    let first = headers.next();
    headers.any(|other| Some(other) != first)
}

/// The documentation of an operation, and the facts of the contract.
fn method_docs(operation: &OperationNode, tells_headers: bool) -> Vec<String> {
    let list = |names: &mut dyn Iterator<Item = &String>| {
        let names: Vec<String> = names.map(|name| docs::code(name)).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let mut facts = Vec::new();
    if tells_headers {
        if let Some(names) = list(&mut operation.input.header_names.iter()) {
            facts.push(format!("Request headers: {names}."));
        }
        if let Some(names) = list(&mut operation.output.header_names.iter()) {
            facts.push(format!("Response headers: {names}."));
        }
    }
    if let Some(names) = list(&mut operation.faults.iter().map(|fault| &fault.name)) {
        facts.push(format!("Faults: {names}."));
    }
    if operation.one_way {
        facts.push("One-way: the service sends no reply.".to_owned());
    }
    let mut lines = docs::paragraphs(&operation.documentation);
    if lines.is_empty() {
        lines.push(format!("Operation {}.", docs::code(&operation.name)));
    }
    // Each fact is on its own line, in one paragraph.
    if let Some(last) = facts.pop() {
        lines.push(String::new());
        lines.extend(facts.into_iter().map(|fact| format!("{fact}\\")));
        lines.push(last);
    }
    lines
}

/// Clippy's lints on names of methods, since the contract chooses the names.
fn lints(name: &str) -> Vec<&'static str> {
    let mut lints = Vec::new();
    let conversions = ["from_", "into_", "to_", "as_", "is_"];
    if conversions.iter().any(|prefix| name.starts_with(prefix)) {
        lints.push("allow(clippy::wrong_self_convention)");
    }
    let of_traits = [
        "index",
        "hash",
        "eq",
        "cmp",
        "partial_cmp",
        "borrow",
        "as_ref",
        "deref",
        "not",
        "neg",
        "next",
    ];
    if of_traits.contains(&name) {
        lints.push("allow(clippy::should_implement_trait)");
    }
    lints
}
