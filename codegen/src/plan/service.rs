//! The services of the output before they have names.

use super::graph::{MemberNode, NodeId};
use crate::model::{Addressing, QName, Span, Style, TypeId};
use crate::select::SelectedPort;

/// A port type with its operations lowered.
#[derive(Debug)]
pub(crate) struct ServiceNode {
    /// Index of its modules.
    pub index: usize,
    pub name: QName,
    pub documentation: String,
    /// The first one gives the trait and the server; there is always one.
    pub clients: Vec<ClientNode>,
    pub header_sets: Vec<HeaderSet>,
}

/// A port type through one binding.
#[derive(Debug)]
pub(crate) struct ClientNode {
    pub soap12: bool,
    /// Whether the contract asks for WS-Addressing.
    pub addressing: Option<Addressing>,
    pub ports: Vec<SelectedPort>,
    /// What binding and services say of themselves.
    pub documentation: Vec<String>,
    pub operations: Vec<OperationNode>,
}

impl ClientNode {
    /// The structs of request headers, in order of their first use.
    pub(crate) fn request_headers(&self) -> Vec<NodeId> {
        let mut nodes = Vec::new();
        for operation in &self.operations {
            if let Some(node) = operation.input.headers
                && !nodes.contains(&node)
            {
                nodes.push(node);
            }
        }
        nodes
    }
}

/// A message of an operation: a request or a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Request,
    Response,
}

/// The header blocks of a message, and the struct for them.
#[derive(Debug)]
pub(crate) struct HeaderSet {
    /// Name and type of each, and whether it is encoded.
    pub blocks: Vec<(QName, TypeId, bool)>,
    pub direction: Direction,
    pub node: NodeId,
}

#[derive(Debug)]
pub(crate) struct OperationNode {
    /// Name, overloads numbered.
    pub name: String,
    pub xml_name: String,
    /// `PortType.Operation`.
    pub selector_path: String,
    pub span: Span,
    pub style: Style,
    /// A body, a header or a fault is in SOAP encoding.
    pub encoded: bool,
    pub documentation: String,
    pub action: Option<String>,
    /// The actions of its messages in WS-Addressing, where they have to be told.
    pub addressing: Option<Actions>,
    pub one_way: bool,
    /// The output message has no content.
    pub void: bool,
    pub input: MessageNode,
    pub output: MessageNode,
    pub faults: Vec<FaultNode>,
}

impl OperationNode {
    /// All members that its messages consist of: bodies and details of faults.
    pub(crate) fn members(&self) -> impl Iterator<Item = &MemberNode> {
        let bodies = self.input.body.iter().chain(&self.output.body);
        bodies.chain(self.faults.iter().map(|fault| &fault.member))
    }
}

/// Actions in WS-Addressing: `None` for a message that the operation does not have.
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
