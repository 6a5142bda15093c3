//! WS-Addressing in a contract: actions of messages, and bindings or ports that ask for the headers.

use super::{POLICIES, Parser, is_required};
use crate::diagnostic::Code;
use crate::ground::Addressing;
use crate::syntax::xml::Node;
use std::sync::Arc;

/// The attributes with the action of a message: WS-Addressing Metadata 1.0 first, then the drafts before it.
const ACTIONS: [&str; 4] = [
    "{http://www.w3.org/2007/05/addressing/metadata}Action",
    "{http://www.w3.org/2006/05/addressing/wsdl}Action",
    "{http://www.w3.org/2005/08/addressing}Action",
    "{http://schemas.xmlsoap.org/ws/2004/08/addressing}Action",
];
/// The elements that ask for WS-Addressing: an extension of WSDL, and an assertion of policies (Metadata, section 3.1).
const DEMANDS: [(&str, &str); 4] = [
    (
        "http://www.w3.org/2007/05/addressing/metadata",
        "Addressing",
    ),
    (
        "http://www.w3.org/2006/05/addressing/wsdl",
        "UsingAddressing",
    ),
    (
        "http://www.w3.org/2006/02/addressing/wsdl",
        "UsingAddressing",
    ),
    (
        "http://schemas.xmlsoap.org/ws/2004/08/addressing/policy",
        "UsingAddressing",
    ),
];
const UTILITY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

/// The policies of a document that ask for WS-Addressing, by their ids.
pub(super) fn policies(definitions: Node<'_>) -> Vec<(String, Addressing)> {
    let ids = [
        format!("{{{UTILITY}}}Id"),
        "{http://www.w3.org/XML/1998/namespace}id".to_owned(),
        "Id".to_owned(),
    ];
    let policies = definitions
        .children()
        .filter(|child| POLICIES.contains(&child.namespace()));
    policies
        .filter_map(|policy| {
            let id = ids.iter().find_map(|key| policy.attribute(key))?;
            Some((id.trim().to_owned(), within(policy)?))
        })
        .collect()
}

/// The strongest demand in a policy.
fn within(policy: Node<'_>) -> Option<Addressing> {
    let mut found = None;
    let mut open: Vec<Node<'_>> = policy.children().collect();
    while let Some(node) = open.pop() {
        if DEMANDS.contains(&(node.namespace(), node.local())) {
            let is_optional = POLICIES.iter().any(|namespace| {
                let key = format!("{{{namespace}}}Optional");
                matches!(node.attribute(&key).map(str::trim), Some("true" | "1"))
            });
            let one = match is_optional {
                true => Addressing::Optional,
                false => Addressing::Required,
            };
            found = found.max(Some(one));
        } else {
            open.extend(node.children());
        }
    }
    found
}

impl Parser<'_> {
    /// The demand of an extension element: `UsingAddressing` itself, a policy, or a reference to a policy of this
    /// document.
    pub(super) fn demand(&self, node: Node<'_>) -> Option<Addressing> {
        if DEMANDS.contains(&(node.namespace(), node.local())) {
            return Some(match is_required(node) {
                true => Addressing::Required,
                false => Addressing::Optional,
            });
        }
        if !POLICIES.contains(&node.namespace()) {
            return None;
        }
        if node.local() != "PolicyReference" {
            return within(node);
        }
        let id = node.attribute("URI")?.trim().strip_prefix('#')?;
        let known = self.addressing.iter().find(|(known, _)| known == id);
        known.map(|(_, demand)| *demand)
    }

    /// The action of a message of a port type.
    pub(super) fn action(&mut self, node: Node<'_>) -> Option<Arc<str>> {
        let action = ACTIONS.iter().find_map(|key| node.attribute(key))?.trim();
        if action.is_empty() {
            self.diagnostics.warning(
                Code::InvalidValue,
                node.span(),
                "the action is empty: the default action is taken",
            );
            return None;
        }
        Some(self.interner.get(action))
    }
}
