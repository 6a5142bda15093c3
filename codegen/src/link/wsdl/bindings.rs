//! Bindings.

use super::super::Linker;
use super::messages::{BoundMessage, similar};
use super::names::{NameTables, WsdlDeclaration, WsdlKind};
use super::operations::{FreeOperations, OperationIndex};
use crate::diagnostic::Code;
use crate::model::*;
use crate::syntax::wsdl as text;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const HTTP_TRANSPORTS: [&str; 4] = [
    "http://schemas.xmlsoap.org/soap/http",
    "http://schemas.xmlsoap.org/soap/http/",
    "http://www.w3.org/2003/05/soap/bindings/HTTP/",
    "http://www.w3.org/2003/05/soap/bindings/HTTP",
];

/// The most operations or faults of one binding that are reported by name because it says nothing about them.
const UNBOUND: usize = 20;

/// Whether the namespace of a protocol is one of SOAP, but for its end or its beginning.
fn is_nearly_soap(protocol: &QName) -> bool {
    let namespace = protocol
        .namespace
        .trim()
        .trim_end_matches('/')
        .to_lowercase();
    let place = namespace
        .strip_prefix("https://")
        .or(namespace.strip_prefix("http://"));
    let known = [
        "schemas.xmlsoap.org/wsdl/soap",
        "schemas.xmlsoap.org/wsdl/soap12",
    ];
    place.is_some_and(|place| known.contains(&place))
}

impl Linker<'_> {
    pub(super) fn binding(&mut self, document: usize, of: &text::Binding, names: &mut NameTables) {
        let roots = self.here_roots();
        let Some(reference) = of.port_type.as_ref().filter(|reference| !reference.broken) else {
            return;
        };
        let Some(port_type) = names.port_types.find(&reference.name, roots) else {
            let found = self.diagnostics.error(
                Code::UnknownPortType,
                of.span,
                format!("the port type `{}` is not declared", reference.name),
            );
            if let Some(help) = names.help(
                self.documents,
                &mut self.suggester,
                WsdlKind::PortType,
                &reference.name,
            ) {
                found.help(help);
            }
            return;
        };
        self.protocol(of);
        self.demand(of.addressing, of.span, "binding", &of.name.local);
        self.policy(&of.policy, of.span, "binding", &of.name.local);
        let mut operations = Vec::new();
        if of.protocol.is_soap() {
            let index = names.operations.entry(port_type).or_insert_with(|| {
                let port_type = &self.model.port_types[port_type];
                Arc::new(OperationIndex::of(port_type))
            });
            let index = index.clone();
            let mut free = FreeOperations::of(&index);
            for operation in &of.operations {
                operations
                    .extend(self.binding_operation(of, operation, port_type, &mut free, names));
            }
            self.unbound_operations(of, port_type, &free);
        }
        self.mixed_styles(of, &operations);
        let meaning = format!("{port_type:?} {:?} {}", of.protocol, bound(&operations));
        let policies = vec![(of.addressing, of.policy.clone())];
        let declaration = WsdlDeclaration {
            kind: "binding",
            name: &of.name,
            document,
            roots,
            span: of.span,
            meaning,
            policies,
        };
        let NameTables {
            bindings,
            by_port_type,
            ..
        } = names;
        bindings.declare(declaration, self.diagnostics, || {
            let id = self.model.bindings.push(Binding {
                name: of.name.clone(),
                port_type,
                protocol: of.protocol.clone(),
                addressing: of.addressing,
                policy: of.policy.clone(),
                operations,
                annotation: of.annotation.clone(),
                span: of.span,
            });
            by_port_type.entry(port_type).or_default().push(id);
            id
        });
    }

    pub(super) fn protocol(&mut self, of: &text::Binding) {
        let name = &of.name.local;
        match &of.protocol {
            Protocol::Soap11 { transport } | Protocol::Soap12 { transport } => {
                if transport.is_empty() {
                    self.diagnostics.warning(
                        Code::Transport,
                        of.span,
                        format!("the binding `{name}` names no transport: HTTP is assumed"),
                    );
                } else if !HTTP_TRANSPORTS.contains(&&**transport) {
                    self.diagnostics.note(
                        Code::Transport,
                        of.span,
                        format!("the binding `{name}` uses the transport `{transport}`: bring a transport of your own"),
                    );
                }
            }
            Protocol::Http(verb) => {
                self.diagnostics.note(
                    Code::NotSoap,
                    of.span,
                    format!("the binding `{name}` is plain HTTP {verb}: it is left out"),
                );
            }
            Protocol::Other(Some(protocol)) if is_nearly_soap(protocol) => {
                self.diagnostics
                    .warning(
                        Code::NotSoap,
                        of.span,
                        format!("the binding `{name}` is of the unknown protocol `{protocol}`: it is left out"),
                    )
                    .help("the namespace of SOAP is http://schemas.xmlsoap.org/wsdl/soap/ or, for SOAP 1.2, http://schemas.xmlsoap.org/wsdl/soap12/");
            }
            Protocol::Other(Some(protocol)) => {
                self.diagnostics.note(
                    Code::NotSoap,
                    of.span,
                    format!(
                        "the binding `{name}` is of the protocol `{}`: it is left out",
                        protocol
                    ),
                );
            }
            Protocol::Other(None) => {
                self.diagnostics
                    .warning(
                        Code::NotSoap,
                        of.span,
                        format!("the binding `{name}` names no protocol: it is left out"),
                    )
                    .help(
                        "put a soap:binding into it, before its operations, if it is one of SOAP",
                    );
            }
        }
    }

    /// Reports that a binding or port asks for WS-Addressing.
    pub(super) fn demand(
        &mut self,
        demand: Option<Addressing>,
        span: Span,
        what: &str,
        name: &str,
    ) {
        let verb = match demand {
            Some(Addressing::Required) => "requires",
            Some(Addressing::Optional) => "admits",
            None => return,
        };
        self.diagnostics.note(
            Code::Addressing,
            span,
            format!("the {what} `{name}` {verb} WS-Addressing"),
        );
    }

    /// Reports what the policies of a binding or port ask for, and what of it cannot be met; whether all can be.
    pub(super) fn policy(&mut self, policy: &[Demand], span: Span, what: &str, name: &str) -> bool {
        if policy.is_empty() {
            return true;
        }
        let all: Vec<String> = policy.iter().map(ToString::to_string).collect();
        let all = all.join("; ");
        let message = format!("the policy of the {what} `{name}` asks for: {all}");
        let unmet = unmet_demands(policy);
        match unmet.is_empty() {
            true => self.diagnostics.note(Code::Policy, span, message),
            false => {
                let message = format!("{message}; not known here: {}", unmet.join("; "));
                self.diagnostics.warning(Code::Policy, span, message)
            }
        };
        unmet.is_empty()
    }

    /// Reports that a port asks for what another one does. A list of all would be longer than the contract, where ports are many.
    pub(super) fn same_policy(&mut self, is_met: bool, span: Span, port: &str, other: &str) {
        let message = format!(
            "the policy of the port `{port}` asks for the same as that of the port `{other}`"
        );
        match is_met {
            true => self.diagnostics.note(Code::Policy, span, message),
            false => self.diagnostics.warning(Code::Policy, span, message),
        };
    }

    /// Reports the operations that a binding leaves out. A list of all would be longer than the contract, where bindings are many.
    fn unbound_operations(
        &mut self,
        of: &text::Binding,
        port_type: PortTypeId,
        free: &FreeOperations<'_>,
    ) {
        let (first, all) = free.unbound(UNBOUND);
        let operations = &self.model.port_types[port_type].operations;
        let names = first.iter().filter_map(|at| operations.get(*at));
        let mut left_out: Vec<String> = names
            .map(|operation| format!("the operation `{}`", operation.name))
            .collect();
        if all > left_out.len() {
            left_out.push(format!("{} other operations", all - left_out.len()));
        }
        for one in left_out {
            let message = format!("the binding `{}` says nothing about {one}", of.name.local);
            self.diagnostics.warning(Code::Unbound, of.span, message);
        }
    }

    /// Reports operations in another style than the ones before them.
    fn mixed_styles(&mut self, of: &text::Binding, operations: &[BindingOperation]) {
        let mut styles = operations.iter().map(|operation| operation.style);
        let first = styles.next();
        if styles.any(|style| Some(style) != first) {
            self.diagnostics.note(
                Code::MixedStyles,
                of.span,
                format!(
                    "the binding `{}` has operations of document style and of rpc style",
                    of.name.local
                ),
            );
        }
    }

    /// Reports an action that is missing, or that differs between SOAPAction and WS-Addressing (Metadata, section 4.4.1).
    fn actions(&mut self, of: &text::BindingOperation, input: Option<&MessageRef>) {
        let soap_action = of.soap_action.as_deref().unwrap_or_default();
        if of.soap_action_required && soap_action.is_empty() {
            self.diagnostics.warning(
                Code::ActionRequired,
                of.span,
                format!(
                    "the binding of `{}` requires a SOAPAction and gives none",
                    of.name
                ),
            );
        }
        if let Some(input) = input
            && let Some(action) = &input.action
            && !soap_action.is_empty()
            && **action != *soap_action
        {
            self.diagnostics
                .warning(
                    Code::Addressing,
                    of.span,
                    format!(
                        "the SOAPAction of `{}` is `{soap_action}`, its action in WS-Addressing `{action}`: each is sent in its place",
                        of.name
                    ),
                )
                .related(input.span, "the action");
        }
    }

    pub(super) fn binding_operation(
        &mut self,
        binding: &text::Binding,
        of: &text::BindingOperation,
        port_type: PortTypeId,
        free: &mut FreeOperations<'_>,
        names: &NameTables,
    ) -> Option<BindingOperation> {
        let Some(index) = free.take(of) else {
            self.unmatched_operation(of, port_type, free, names);
            return None;
        };
        let operation = (self.model.port_types[port_type].operations.get(index)?).clone();
        let unlisted = operation.faults.len().saturating_sub(of.faults.len());
        let messages = operation.input.iter().chain(&operation.output);
        if !self.repeat(messages, unlisted, &of.name, of.span) {
            return None;
        }
        if !of.described {
            self.diagnostics.note(
                Code::Incomplete,
                of.span,
                format!("the binding of `{}` has no soap:operation: the SOAPAction is taken to be empty", of.name),
            );
        }
        let style = of.style.or(binding.style).unwrap_or(Style::Document);
        self.actions(of, operation.input.as_ref());
        let operation_bound = BoundMessage {
            operation: of,
            style,
            target: &binding.name.namespace,
        };
        let bound = |linker: &mut Self,
                     declared: &Option<MessageRef>,
                     bound: &Option<text::BindingMessage>,
                     what: &str| {
            let declared = declared.as_ref()?;
            Some(linker.binding_message(
                declared.message,
                bound.as_ref(),
                &operation_bound,
                what,
                names,
            ))
        };
        let input = bound(self, &operation.input, &of.input, "input");
        let output = bound(self, &operation.output, &of.output, "output");
        self.bound_names(of, &operation);
        let faults = self.binding_faults(of, &operation);
        Some(BindingOperation {
            operation: index,
            soap_action: of.soap_action.clone(),
            style,
            input,
            output,
            faults,
            annotation: of.annotation.clone(),
            span: of.span,
        })
    }

    /// Reports names of input and output that differ from those of the port type.
    fn bound_names(&mut self, of: &text::BindingOperation, operation: &Operation) {
        let messages = [
            ("input", &operation.input, &of.input),
            ("output", &operation.output, &of.output),
        ];
        for (what, declared, bound) in messages {
            if let (Some(declared), Some(bound)) = (declared, bound)
                && let Some(name) = &bound.name
                && *name != declared.name
            {
                self.diagnostics.note(
                    Code::Conflict,
                    bound.span,
                    format!(
                        "the {what} of `{}` is called `{name}` here and `{}` in the port type",
                        of.name, declared.name
                    ),
                );
            }
        }
    }

    /// Reports a bound operation that the port type does not have, or has fewer times.
    fn unmatched_operation(
        &mut self,
        of: &text::BindingOperation,
        port_type: PortTypeId,
        free: &FreeOperations<'_>,
        names: &NameTables,
    ) {
        let port_type = &self.model.port_types[port_type];
        if free.has_name(&of.name) {
            self.diagnostics.error(
                Code::DuplicateName,
                of.span,
                format!(
                    "the binding binds the operation `{}` more often than the port type has it",
                    of.name
                ),
            );
            return;
        }
        // The operation itself may be missing after an error.
        let name = (port_type.name.clone(), of.name.clone());
        if names.declared_operations.contains(&name) {
            return;
        }
        let known = port_type.operations.iter().map(|operation| &operation.name);
        let help = similar(&mut self.suggester, &of.name, known);
        let name = &port_type.name.local;
        let message = format!("the port type `{name}` has no operation `{}`", of.name);
        let found = self
            .diagnostics
            .error(Code::UnknownOperation, of.span, message);
        if let Some(help) = help {
            found.help(help);
        }
    }

    /// The faults of a bound operation. Those without a name are matched by position.
    fn binding_faults(
        &mut self,
        of: &text::BindingOperation,
        operation: &Operation,
    ) -> Vec<BindingFault> {
        let mut faults: Vec<BindingFault> = Vec::new();
        let mut by_name = BTreeMap::new();
        for (index, fault) in operation.faults.iter().enumerate() {
            by_name.entry(&fault.name).or_insert(index);
        }
        let mut bound = BTreeSet::new();
        let mut free = 0..operation.faults.len();
        for fault in &of.faults {
            let found = match &fault.name {
                Some(name) => by_name.get(name).copied(),
                None => free.find(|index| !bound.contains(index)),
            };
            match found {
                Some(index) => {
                    bound.insert(index);
                    self.encoding_styles(&fault.fault_use, fault.span);
                    faults.push(BindingFault {
                        fault: index,
                        fault_use: fault.fault_use.clone(),
                        namespace: fault.namespace.clone(),
                        span: fault.span,
                    });
                }
                None => {
                    let name = fault.name.clone().unwrap_or_else(|| "".into());
                    self.diagnostics.warning(
                        Code::UnknownFault,
                        fault.span,
                        format!(
                            "the operation `{}` declares no fault `{name}`: it is ignored",
                            of.name
                        ),
                    );
                }
            }
        }
        let all = operation.faults.len() - bound.len();
        let declared = operation.faults.iter().enumerate();
        let left_out = declared.filter(|(index, _)| !bound.contains(index));
        for (_, fault) in left_out.take(UNBOUND) {
            self.diagnostics.note(
                Code::Unbound,
                of.span,
                format!(
                    "the binding of `{}` says nothing about the fault `{}`: it is literal",
                    of.name, fault.name
                ),
            );
        }
        if all > UNBOUND {
            self.diagnostics.note(
                Code::Unbound,
                of.span,
                format!(
                    "the binding of `{}` says nothing about {} other faults: they are literal",
                    of.name,
                    all - UNBOUND
                ),
            );
        }
        faults
    }
}

/// The content of bound operations without positions.
fn bound(operations: &[BindingOperation]) -> String {
    type Brief<'a> = (
        &'a [usize],
        &'a Use,
        &'a Option<Arc<str>>,
        bool,
        Vec<(MessageId, usize)>,
    );
    fn brief(message: &BindingMessage) -> Brief<'_> {
        let headers = message
            .headers
            .iter()
            .map(|header| (header.message, header.part))
            .collect();
        (
            &message.body,
            &message.body_use,
            &message.body_namespace,
            message.multipart,
            headers,
        )
    }
    let list: Vec<_> = operations
        .iter()
        .map(|operation| {
            let faults: Vec<_> = operation
                .faults
                .iter()
                .map(|fault| (fault.fault, &fault.fault_use, &fault.namespace))
                .collect();
            (
                operation.operation,
                &operation.soap_action,
                operation.style,
                operation.input.as_ref().map(brief),
                operation.output.as_ref().map(brief),
                faults,
            )
        })
        .collect();
    format!("{list:?}")
}
