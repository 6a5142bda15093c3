//! Actions of messages in WS-Addressing (WS-Addressing 1.0, Metadata, section 4.4).

use super::operations::{OperationSpec, PortTypeLowering};
use crate::model::*;
use crate::plan::service::Actions;

impl<'b> PortTypeLowering<'_, 'b> {
    /// The actions of an operation. `None` if the SOAPAction is that of the request, and the contract either has no
    /// WS-Addressing or the action of the response follows from it.
    pub(super) fn actions(
        &self,
        spec: &OperationSpec<'b>,
        soap_action: &str,
        asked: Option<Addressing>,
    ) -> Option<Actions> {
        let operation = spec.operation;
        let mut messages = operation.input.iter().chain(&operation.output);
        let is_stated = messages.any(|message| message.action.is_some())
            || (operation.faults.iter()).any(|fault| fault.action.is_some());
        if !is_stated && asked.is_none() && !soap_action.is_empty() {
            return None;
        }
        let stated = |message: &MessageRef| message.action.as_deref().map(str::to_owned);
        let name = &self.port_type.name;
        let actions = Actions {
            // 4.4.1 to 4.4.4: the attribute, else the SOAPAction, else the default pattern.
            input: operation.input.as_ref().map(|input| {
                stated(input)
                    .or_else(|| Some(soap_action.to_owned()).filter(|action| !action.is_empty()))
                    .unwrap_or_else(|| default_action(name, &[&input.name]))
            }),
            output: operation.output.as_ref().map(|output| {
                stated(output).unwrap_or_else(|| default_action(name, &[&output.name]))
            }),
        };
        // The actions that the runtime assumes by default.
        let is_usual = actions.input.as_deref() == Some(soap_action)
            && operation.faults.is_empty()
            && (actions.output.as_ref())
                .is_none_or(|output| *output == format!("{soap_action}Response"));
        (!is_usual).then_some(actions)
    }

    /// The action of a declared fault.
    pub(super) fn fault_action(&self, operation: &Operation, fault: &MessageRef) -> String {
        match &fault.action {
            Some(action) => action.to_string(),
            None => default_action(
                &self.port_type.name,
                &[&operation.name, "Fault", &fault.name],
            ),
        }
    }
}

/// Metadata, 4.4.4: the target namespace, the port type and the name of the message, between slashes, or between colons where
/// the namespace is a URN. A delimiter that ends the namespace is not doubled.
fn default_action(port_type: &QName, names: &[&str]) -> String {
    let is_urn = port_type
        .namespace
        .get(..4)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("urn:"));
    let delimiter = if is_urn { ":" } else { "/" };
    let namespace = &*port_type.namespace;
    let mut action = (namespace.strip_suffix(delimiter))
        .unwrap_or(namespace)
        .to_owned();
    for name in std::iter::once(&*port_type.local).chain(names.iter().copied()) {
        action.push_str(delimiter);
        action.push_str(name);
    }
    action
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_delimiter_at_the_end_of_a_namespace_is_not_doubled() {
        for (namespace, action) in [
            ("http://x.invalid/y", "http://x.invalid/y/P/In"),
            ("http://x.invalid/y/", "http://x.invalid/y/P/In"),
            ("http://x.invalid/y//", "http://x.invalid/y//P/In"),
            ("urn:x", "urn:x:P:In"),
            ("urn:x:", "urn:x:P:In"),
            ("URN:x/", "URN:x/:P:In"),
        ] {
            let port_type = QName::new(namespace, "P");
            assert_eq!(default_action(&port_type, &["In"]), action);
        }
    }
}
