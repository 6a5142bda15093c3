//! The types of the output before they have names: nodes that refer to each other by index.

use super::content::ParticleNode;
use super::output::RuntimeType;
use crate::model::namespaces::NamespaceSet;
use crate::model::*;
use std::collections::BTreeMap;

/// Index of a [`Node`].
pub(crate) type NodeId = usize;

/// The module of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ModuleId {
    /// A module of shared types: an index into the namespaces, or 0 for a single module.
    Types(usize),
    /// The module of a port type: an index into the selected ones.
    Service(usize),
    /// Its server module.
    Server(usize),
    /// The module of the global elements that messages may hold as XML.
    Elements,
}

/// The source of a node's name.
#[derive(Clone, Debug)]
pub(crate) enum NameHint {
    /// A named type.
    Type(QName),
    /// The anonymous type of a global element, an rpc wrapper, a header set: a name to try, and a suffix for
    /// collisions.
    Text(String, &'static str),
    /// A part of another component: that component, and a suffix.
    In(Container, String),
    /// A type or one derived from it: the type, and what is blocked.
    Derived(TypeId, &'static str),
}

/// The component around an anonymous one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Container {
    Node(NodeId),
    Type(TypeId),
    Group(GroupId),
    AttributeGroup(AttributeGroupId),
}

impl Container {
    /// The container of a declaration; `None` for a global one.
    pub(crate) fn of(parent: Parent) -> Option<Self> {
        match parent {
            Parent::Schema => None,
            Parent::Type(ty) => Some(Self::Type(ty)),
            Parent::Group(group) => Some(Self::Group(group)),
            Parent::AttributeGroup(group) => Some(Self::AttributeGroup(group)),
        }
    }
}

/// The component of a node: each has one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NodeKey {
    Type(ModuleId, TypeId),
    /// A type, and the substitutions that its elements block.
    Polymorphic(TypeId, DerivationSet),
    Substitution(ElementId),
    /// The content of a type of mixed content, for the strict mode.
    Mixed(TypeId),
}

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub module: ModuleId,
    pub hint: NameHint,
    /// Its name in selectors.
    pub selector_path: String,
    /// The XML name, or that of the owner.
    pub xml_name: QName,
    pub docs: Vec<String>,
    pub span: Span,
    pub kind: NodeKind,
}

impl Node {
    /// A node that is not made yet.
    pub(crate) fn reserved(
        module: ModuleId,
        hint: NameHint,
        selector_path: String,
        xml_name: QName,
        docs: Vec<String>,
        span: Span,
    ) -> Self {
        Self {
            module,
            hint,
            selector_path,
            xml_name,
            docs,
            span,
            kind: NodeKind::Reserved,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) enum NodeKind {
    /// Not made yet.
    Reserved,
    Struct {
        members: Vec<MemberNode>,
        /// A nested sequence, without its own element.
        group: bool,
        /// The content model; `None` for the members in order.
        content: Option<ParticleNode>,
    },
    Enumeration {
        ty: TypeId,
    },
    Alias(Ty),
    Union(Vec<UnionMember>),
    Choice {
        members: Vec<MemberNode>,
        /// The content model; `None` for one of its branches.
        content: Option<ParticleNode>,
    },
    /// A type and the types derived from it. `xs:anyType` is the variant for all other types.
    Polymorphic(Vec<(TypeId, Ty)>),
}

/// A type of the output. Its parts may be nodes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ty {
    /// A primitive type.
    Primitive(&'static str),
    String,
    /// A type of the runtime.
    Runtime(RuntimeType),
    /// A list or a set of flags.
    RuntimeOf(RuntimeType, Box<Ty>),
    Node(NodeId),
    /// A dictionary, by its type in the contract. Key and value are looked up.
    Dictionary(TypeId),
    /// A user's type: an index into the mapped paths.
    Mapped(usize),
}

/// A member of a union.
#[derive(Clone, Debug)]
pub(crate) struct UnionMember {
    /// Its name in the contract, or a description.
    pub name: String,
    pub of: TypeId,
    pub ty: Ty,
}

/// A member of a struct or a branch of a choice.
#[derive(Clone, Debug)]
pub(crate) struct MemberNode {
    pub kind: MemberKind,
    /// The Rust name to try, in the contract's spelling.
    pub name_hint: String,
    /// `Owner.Member`, for selectors.
    pub selector_path: String,
    /// Type of one value.
    pub ty: Ty,
    pub required: bool,
    pub nillable: bool,
    /// Whether it is in encoded messages, where each value may be null (SOAP 1.1, 5.1 rule 9), items of arrays too.
    pub nullable: bool,
    /// Whether it is a part of an encoded rpc message, which callers give although it may be null or left out.
    pub is_part: bool,
    /// Whether it is a body, header or fault that is encoded itself.
    pub encoded: bool,
    /// Whether it is the wrapper of an encoded response.
    pub response: bool,
    pub repeated: bool,
    /// The collapsed array type.
    pub item: Option<TypeId>,
    /// The dictionary type.
    pub pair: Option<TypeId>,
    pub value: Option<ValueConstraint>,
    /// The white space rule of text, for a Rust type that keeps white space.
    pub white_space: Option<WhiteSpace>,
    /// The simple type of the value.
    pub simple: Option<TypeId>,
    pub documentation: String,
    /// Facets and values for the documentation, since the Rust type does not show them.
    pub remarks: Vec<String>,
    /// The element that it is declared as.
    pub element: Option<ElementId>,
    /// It is a header block with the attributes of SOAP.
    pub is_header_block: bool,
    /// The types that may not replace the declared type.
    pub block: DerivationSet,
    /// The `xsi:type` in encoded messages.
    pub annotation: Option<Encoded>,
    /// The name of the type around it, where no struct has it: of a collapsed array, a dictionary or its entries. Its parts are empty if
    /// the type is anonymous.
    pub within: Option<QName>,
    /// The content type of its bytes, if the contract says one.
    pub media: Option<String>,
    pub span: Span,
}

impl MemberNode {
    /// Makes an optional member whose content is text. Selectors call its owner `owner`.
    pub(crate) fn new(kind: MemberKind, name_hint: &str, owner: &str, span: Span) -> Self {
        Self {
            kind,
            name_hint: name_hint.to_owned(),
            selector_path: format!("{owner}.{name_hint}"),
            ty: Ty::String,
            required: false,
            nillable: false,
            nullable: false,
            is_part: false,
            encoded: false,
            response: false,
            repeated: false,
            item: None,
            pair: None,
            value: None,
            white_space: None,
            simple: None,
            documentation: String::new(),
            remarks: Vec::new(),
            element: None,
            is_header_block: false,
            block: DerivationSet::NONE,
            annotation: None,
            within: None,
            media: None,
            span,
        }
    }

    /// Whether the element is kept as XML.
    pub(crate) fn is_kept(&self) -> bool {
        matches!(self.kind, MemberKind::Any(_)) || self.ty == Ty::Runtime(RuntimeType::AnyType)
    }

    /// States that no encoded message has the member.
    pub(crate) fn set_literal(&mut self) {
        self.annotation = None;
    }

    /// Sets whether it is a body, header or fault that is encoded.
    pub(crate) fn set_encoded(&mut self, encoded: bool) {
        self.encoded = encoded;
        if !encoded {
            self.set_literal();
        }
    }

    /// An optional element.
    pub(crate) fn element(name: QName, owner: &str, span: Span) -> Self {
        let hint = name.local.clone();
        Self::new(MemberKind::Element(name), &hint, owner, span)
    }

    /// The members of a node, without an element of their own.
    pub(crate) fn of_node(
        node: NodeId,
        choice: bool,
        name_hint: &str,
        owner: &str,
        span: Span,
    ) -> Self {
        let kind = MemberKind::Group { node, choice };
        let mut member = Self::new(kind, name_hint, owner, span);
        member.ty = Ty::Node(node);
        member
    }

    /// Whether it represents child elements that the contract declares.
    pub(crate) fn is_child(&self) -> bool {
        matches!(
            self.kind,
            MemberKind::Element(_) | MemberKind::Any(_) | MemberKind::Group { .. }
        )
    }

    /// The elements that a wildcard admits.
    pub(crate) fn any(wildcard: &Wildcard, owner: &str, span: Span) -> Self {
        let mut member = Self::new(MemberKind::Any(wildcard.clone()), "any", owner, span);
        member.ty = Ty::Runtime(RuntimeType::RawElement);
        member
    }
}

/// The type attributes of an element in SOAP encoding.
#[derive(Clone, Debug)]
pub(crate) enum Encoded {
    /// The type has no name.
    Unnamed,
    /// `xsi:type` names the type.
    Type(QName),
    /// A `soapenc:Array`: the type of its items, then `[]` for each nested array, and its own sizes up to the last.
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
    AnyAttribute(AttributeWildcard),
    Unknown,
}

/// The attributes beside the declared ones that a type admits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AttributeWildcard {
    pub namespaces: NamespaceSet,
    pub process: ProcessContents,
}

/// The three members of a dictionary.
#[derive(Clone, Debug)]
pub(crate) struct PairNode {
    pub entry: MemberNode,
    pub key: MemberNode,
    pub value: MemberNode,
}

/// All types of the output, and the members that they share.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub nodes: Vec<Node>,
    pub made: BTreeMap<NodeKey, NodeId>,
    /// The members of dictionaries.
    pub pairs: BTreeMap<TypeId, PairNode>,
    /// The items of collapsed arrays.
    pub items: BTreeMap<TypeId, MemberNode>,
    /// The global attributes that wildcards admit, where their values are checked.
    pub declared_attributes: BTreeMap<AttributeId, MemberNode>,
    /// Global elements and named complex types, where elements that are kept as XML are checked.
    pub components: ComponentNodes,
    /// The global elements that kept elements are read as, and what they hold.
    pub handles: BTreeMap<ElementId, MemberNode>,
    /// Whether a body or the detail of a fault is kept as XML: the members of messages are in no node.
    pub keeps_bodies: bool,
    /// The module of the types of each namespace: an index for [`ModuleId::Types`].
    pub namespaces: BTreeMap<String, usize>,
}

/// The components that messages may name where elements are kept as XML.
#[derive(Debug, Default)]
pub(crate) struct ComponentNodes {
    /// Named complex types, each as an element of the type; `None` for those that are not generated.
    pub types: BTreeMap<TypeId, Option<MemberNode>>,
    /// Global elements. Those whose anonymous types belong to a service have no type here.
    pub elements: BTreeMap<ElementId, MemberNode>,
}

impl Graph {
    /// Whether messages may hold elements that are kept as XML.
    pub(crate) fn keeps_xml(&self) -> bool {
        self.keeps_bodies
            || self.made.keys().any(|key| matches!(key, NodeKey::Mixed(_)))
            || (0..self.nodes.len()).any(|id| self.members(id).iter().any(MemberNode::is_kept))
            || self.items.values().any(MemberNode::is_kept)
            || self.pairs.values().any(|pair| pair.value.is_kept())
    }

    /// The nodes of named types, if elements that are kept as XML are read as them.
    pub(crate) fn typed<'m>(&self, model: &'m Model) -> Vec<(NodeId, &'m QName)> {
        if !self.keeps_xml() {
            return Vec::new();
        }
        let named = self.made.iter().filter_map(|(key, node)| {
            let ty = match key {
                NodeKey::Type(_, ty) => *ty,
                NodeKey::Polymorphic(ty, DerivationSet::NONE) => *ty,
                _ => return None,
            };
            let name = model.types[ty].name.as_ref()?;
            let is_type = !matches!(
                self.nodes.get(*node)?.kind,
                NodeKind::Reserved | NodeKind::Alias(_)
            );
            (is_type && !ty.is_builtin()).then_some((*node, name))
        });
        named.collect()
    }

    pub(crate) fn push(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// The module of the types of a namespace.
    pub(crate) fn types_module(&self, namespace: &str) -> ModuleId {
        ModuleId::Types(self.namespaces.get(namespace).copied().unwrap_or(0))
    }

    /// The generated nodes, in the order of their creation.
    pub(crate) fn made_nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes
            .iter()
            .enumerate()
            .filter(|(_, node)| !matches!(node.kind, NodeKind::Reserved))
    }

    /// The members of a struct or choice.
    pub(crate) fn members(&self, id: NodeId) -> &[MemberNode] {
        match self.nodes.get(id).map(|node| &node.kind) {
            Some(NodeKind::Struct { members, .. } | NodeKind::Choice { members, .. }) => members,
            _ => &[],
        }
    }
}
