//! WS-Addressing in a contract: actions of messages, and bindings or ports that ask for the headers.

use super::{Parser, is_required};
use crate::diagnostic::Code;
use crate::ground::Addressing;
use crate::syntax::xml::XmlNode;
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

/// Whether an element asks for WS-Addressing.
pub(super) fn is_demand(node: XmlNode<'_>) -> bool {
    DEMANDS.contains(&(node.namespace(), node.local()))
}

impl Parser<'_, '_> {
    /// The demand of an extension element: `UsingAddressing`.
    pub(super) fn demand(&self, node: XmlNode<'_>) -> Option<Addressing> {
        is_demand(node).then(|| match is_required(node) {
            true => Addressing::Required,
            false => Addressing::Optional,
        })
    }

    /// The action of a message of a port type.
    pub(super) fn action(&mut self, node: XmlNode<'_>) -> Option<Arc<str>> {
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
