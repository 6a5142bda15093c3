//! The services of the output, before they have names.

use super::graph::{MemberNode, NodeId};
use crate::model::{Addressing, Demand, QName, Span, Style};
use crate::select::SelectedPort;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A port type with its operations lowered.
#[derive(Debug)]
pub(crate) struct ServiceNode {
    /// Index of its modules.
    pub index: usize,
    pub name: QName,
    pub documentation: String,
    /// The first one defines the trait and the server. There is at least one.
    pub clients: Vec<ClientNode>,
    /// The structs of header blocks.
    pub header_sets: BTreeSet<NodeId>,
}

/// A port type through one binding.
#[derive(Debug)]
pub(crate) struct ClientNode {
    pub soap12: bool,
    /// Whether the contract asks for WS-Addressing.
    pub addressing: Option<Addressing>,
    /// The requirements of the policies of the contract.
    pub policy: Arc<[Demand]>,
    pub ports: Vec<SelectedPort>,
    /// Documentation of binding and services.
    pub documentation: Vec<String>,
    pub operations: Vec<OperationNode>,
}

impl ClientNode {
    /// The structs of request headers, in order of their first use.
    pub(crate) fn request_headers(&self) -> Vec<NodeId> {
        let mut nodes = Vec::new();
        let mut known = BTreeSet::new();
        for operation in &self.operations {
            if let Some(node) = operation.input.headers
                && known.insert(node)
            {
                nodes.push(node);
            }
        }
        nodes
    }
}

#[derive(Debug)]
pub(crate) struct OperationNode {
    /// Its name. Overloads are numbered.
    pub name: String,
    pub xml_name: String,
    /// `PortType.Operation`.
    pub selector_path: String,
    pub span: Span,
    pub style: Style,
    /// Whether a body, a header or a fault is in SOAP encoding.
    pub encoded: bool,
    pub documentation: String,
    pub action: Option<String>,
    /// The WS-Addressing actions of its messages, if the runtime cannot derive them.
    pub addressing: Option<Actions>,
    pub one_way: bool,
    /// Whether the output message is empty.
    pub void: bool,
    pub input: MessageNode,
    pub output: MessageNode,
    pub faults: Vec<FaultNode>,
}

impl OperationNode {
    /// All members of its messages: bodies and details of faults.
    pub(crate) fn members(&self) -> impl Iterator<Item = &MemberNode> {
        let bodies = self.input.body.iter().chain(&self.output.body);
        bodies.chain(self.faults.iter().map(|fault| &fault.member))
    }
}

/// WS-Addressing actions: `None` if the operation does not have the message.
#[derive(Debug)]
pub(crate) struct Actions {
    pub input: Option<String>,
    pub output: Option<String>,
}

#[derive(Debug)]
pub(crate) struct MessageNode {
    /// `None` for an empty body.
    pub body: Option<MemberNode>,
    /// The struct of its header blocks.
    pub headers: Option<NodeId>,
    /// Local names of its header blocks.
    pub header_names: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct FaultNode {
    pub name: String,
    /// Its action in WS-Addressing.
    pub action: String,
    /// The element of its detail.
    pub member: MemberNode,
}
