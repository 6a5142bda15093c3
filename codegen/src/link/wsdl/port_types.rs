//! Port types and their operations.

use super::super::Linker;
use super::names::{NameTables, WsdlDeclaration};
use crate::diagnostic::Code;
use crate::model::*;
use crate::syntax::wsdl as text;
use std::collections::BTreeMap;

/// The names that identify an operation: its own, that of its input, that of its output.
type Signature<'o> = (&'o str, Option<&'o str>, Option<&'o str>);

impl Linker<'_> {
    pub(super) fn port_type(
        &mut self,
        document: usize,
        of: &text::PortType,
        names: &mut NameTables,
    ) {
        let roots = self.here_roots();
        let mut operations = Vec::new();
        let mut annotation = of.annotation.clone();
        for operation in &of.operations {
            match self.operation(operation, names) {
                Some(operation) => operations.push(operation),
                None => annotation
                    .gaps
                    .push(format!("operation {} is left out", operation.name)),
            }
        }
        self.overloads(&operations);
        let meaning = format!(
            "{:?}",
            operations
                .iter()
                .map(|o: &Operation| {
                    let brief =
                        |used: &MessageRef| (used.name.clone(), used.message, used.action.clone());
                    let faults: Vec<_> = o.faults.iter().map(brief).collect();
                    (
                        &o.name,
                        o.exchange,
                        o.input.as_ref().map(brief),
                        o.output.as_ref().map(brief),
                        faults,
                    )
                })
                .collect::<Vec<_>>()
        );
        let declaration = WsdlDeclaration {
            kind: "port type",
            name: &of.name,
            document,
            roots,
            span: of.span,
            meaning,
            policies: Vec::new(),
        };
        names.port_types.declare(declaration, self.diagnostics, || {
            self.model.port_types.push(PortType {
                name: of.name.clone(),
                operations,
                annotation,
                span: of.span,
            })
        });
    }

    /// The names of input and output distinguish operations of one name (WSDL 1.1, section 2.5).
    pub(super) fn overloads(&mut self, operations: &[Operation]) {
        let mut seen: BTreeMap<Signature<'_>, &Operation> = BTreeMap::new();
        for operation in operations {
            let input = operation.input.as_ref().map(|used| &*used.name);
            let output = operation.output.as_ref().map(|used| &*used.name);
            let Some(other) = seen.insert((&operation.name, input, output), operation) else {
                continue;
            };
            let messages = |of: &Operation| {
                (
                    of.input.as_ref().map(|used| used.message),
                    of.output.as_ref().map(|used| used.message),
                )
            };
            if messages(operation) == messages(other) {
                self.diagnostics
                    .error(
                        Code::DuplicateName,
                        operation.span,
                        format!("the operation `{}` is declared twice", operation.name),
                    )
                    .related(other.span, "the other one");
            } else {
                self.diagnostics
                    .warning(
                        Code::DuplicateName,
                        operation.span,
                        format!(
                            "two operations `{}` have inputs and outputs of the same names: they are told apart by their order",
                            operation.name
                        ),
                    )
                    .related(other.span, "the other one");
            }
        }
    }

    pub(super) fn operation(
        &mut self,
        of: &text::Operation,
        names: &NameTables,
    ) -> Option<Operation> {
        let exchange = match (&of.input, &of.output) {
            (Some(_), Some(_)) if of.output_first => Exchange::SolicitResponse,
            (Some(_), Some(_)) => Exchange::RequestResponse,
            (Some(_), None) => Exchange::OneWay,
            (None, Some(_)) => Exchange::Notification,
            (None, None) => {
                self.diagnostics.error(
                    Code::NoMessages,
                    of.span,
                    format!("the operation `{}` has neither input nor output", of.name),
                );
                return None;
            }
        };
        if matches!(exchange, Exchange::Notification | Exchange::SolicitResponse) {
            self.diagnostics.note(
                Code::Notification,
                of.span,
                format!(
                    "the operation `{}` is called by the service: it is left out of the client",
                    of.name
                ),
            );
        }
        // WSDL 1.1, section 2.4.5: default names.
        let (first, second) = match exchange {
            Exchange::RequestResponse => ("Request", "Response"),
            Exchange::SolicitResponse => ("Response", "Solicit"),
            Exchange::OneWay | Exchange::Notification => ("", ""),
        };
        let mut broken = false;
        let mut message_ref = |linker: &mut Self, used: &text::MessageUse, suffix: &str| {
            let message = linker.find_message(&used.message, names);
            broken |= message.is_none();
            Some(MessageRef {
                name: used
                    .name
                    .clone()
                    .unwrap_or_else(|| format!("{}{suffix}", of.name).into()),
                message: message?,
                action: used.action.clone(),
                span: used.span,
            })
        };
        let input = of
            .input
            .as_ref()
            .and_then(|used| message_ref(self, used, first));
        let output = of
            .output
            .as_ref()
            .and_then(|used| message_ref(self, used, second));
        let mut faults: Vec<MessageRef> = Vec::new();
        let mut spans = BTreeMap::new();
        for fault in &of.faults {
            if let Some(fault) = message_ref(self, fault, "Fault") {
                if let Some(twin) = spans.get(&fault.name) {
                    self.diagnostics
                        .warning(
                            Code::DuplicateName,
                            fault.span,
                            format!("the operation has two faults `{}`", fault.name),
                        )
                        .related(*twin, "the other one");
                }
                spans.entry(fault.name.clone()).or_insert(fault.span);
                faults.push(fault);
            }
        }
        if !broken {
            self.parameter_order(of, input.as_ref(), output.as_ref(), names);
        }
        broken |= !self.repeat(input.iter().chain(&output), 0, &of.name, of.span);
        (!broken).then(|| Operation {
            name: of.name.clone(),
            exchange,
            input,
            output,
            faults,
            annotation: of.annotation.clone(),
            span: of.span,
        })
    }

    /// Reports names in `parameterOrder` that no message has (WSDL 1.1, section 2.4.6). The order itself matters only
    /// for positional signatures; generated code has names.
    fn parameter_order(
        &mut self,
        of: &text::Operation,
        input: Option<&MessageRef>,
        output: Option<&MessageRef>,
        names: &NameTables,
    ) {
        for name in &of.parameter_order {
            let mut messages = input.iter().chain(&output);
            let is_known =
                messages.any(|used| names.parts.contains_key(&(used.message, name.clone())));
            if !is_known {
                self.diagnostics.warning(
                    Code::UnknownPart,
                    of.span,
                    format!(
                        "parameterOrder of `{}` names `{name}`, which is no part",
                        of.name
                    ),
                );
            }
        }
    }
}
