//! The types of the output before they have names: nodes that refer to each other by index.

use crate::model::*;
use std::collections::BTreeMap;

/// Index of a [`Node`].
pub(crate) type NodeId = usize;

/// The module that a node belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ModuleId {
    /// A module of shared types (index into the namespaces, or 0 for the one module).
    Types(usize),
    /// The module of a port type (index into the selected ones).
    Service(usize),
    /// The module of its server.
    Server(usize),
}

/// Where the name of a node comes from.
#[derive(Clone, Debug)]
pub(crate) enum NameHint {
    /// A named type.
    Type(QName),
    /// The anonymous type of a global element, an rpc wrapper, a header set: a name to try, and a suffix for collisions.
    Text(String, &'static str),
    /// What stands in something else: its name and a suffix.
    Owned(Owner, String),
}

/// What owns an anonymous component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    Node(NodeId),
    Type(TypeId),
    Group(GroupId),
    AttributeGroup(AttributeGroupId),
}

/// What has been made already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NodeKey {
    Type(ModuleId, TypeId),
    Polymorphic(TypeId),
    Substitution(ElementId),
}

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub module: ModuleId,
    pub wanted: NameHint,
    /// What selectors call it.
    pub selector_path: String,
    /// XML name (or that of the owner).
    pub xml_name: QName,
    pub docs: Vec<String>,
    pub span: Span,
    pub kind: NodeKind,
}

#[derive(Clone, Debug)]
pub(crate) enum NodeKind {
    /// Not made yet.
    Reserved,
    Struct {
        members: Vec<MemberNode>,
        /// A nested sequence: no element of its own.
        group: bool,
    },
    Enumeration {
        ty: TypeId,
    },
    Alias(Ty),
    Union(Vec<(String, Ty)>),
    Choice(Vec<MemberNode>),
    Polymorphic(Vec<(TypeId, Ty)>),
}

/// A type of the output whose parts may be nodes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ty {
    /// A primitive type.
    Primitive(&'static str),
    String,
    /// A type of the runtime.
    Runtime(&'static str),
    /// `List` or `FlagSet`.
    RuntimeOf(&'static str, Box<Ty>),
    Node(NodeId),
    /// A dictionary: the type of the contract, whose key and value are looked up.
    Dictionary(TypeId),
    /// Index into the paths that the user mapped types to.
    Mapped(usize),
}

/// A member of a struct or a branch of a choice.
#[derive(Clone, Debug)]
pub(crate) struct MemberNode {
    pub kind: MemberKind,
    /// The Rust name to try, in the words of the contract.
    pub wanted: String,
    /// `Owner.Member`, for selectors.
    pub selector_path: String,
    /// Type of one value.
    pub ty: Ty,
    pub required: bool,
    pub nillable: bool,
    pub repeated: bool,
    /// The collapsed array type.
    pub item: Option<TypeId>,
    /// The dictionary type.
    pub pair: Option<TypeId>,
    pub value: Option<ValueConstraint>,
    /// Text whose white space is collapsed or replaced, in a Rust type that keeps it.
    pub white_space: Option<WhiteSpace>,
    /// The simple type that the value is of.
    pub simple: Option<TypeId>,
    pub documentation: String,
    /// Facets and values that the type does not show.
    pub remarks: Vec<String>,
    /// rpc/encoded: what `xsi:type` says.
    pub annotation: Option<Encoded>,
    pub span: Span,
}

/// What SOAP encoding says about an element.
#[derive(Clone, Debug)]
pub(crate) enum Encoded {
    /// `xsi:type` names the type.
    Type(QName),
    /// A `soapenc:Array` of items of the type, or of arrays of them: `[]` for each.
    Array(QName, String),
}

#[derive(Clone, Debug)]
pub(crate) enum MemberKind {
    Element(QName),
    Attribute(QName),
    Text,
    /// A nested group.
    Group {
        node: NodeId,
        choice: bool,
    },
    Any(Wildcard),
    AnyAttribute,
    Unknown,
}

/// All nodes.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub nodes: Vec<Node>,
    pub made: BTreeMap<NodeKey, NodeId>,
}

impl Graph {
    pub(crate) fn push(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        self.nodes.len() - 1
    }
}
