//! Lowers the contract to nodes: structs, enums, choices, their members, and the operations of services.

mod actions;
mod ambiguous;
mod arrays;
mod attributes;
mod bodies;
mod choices;
pub(super) mod claims;
mod components;
mod groups;
mod headers;
mod hints;
mod members;
pub(super) mod operations;
mod particles;
mod structs;
mod types;

use super::Planner;
use super::content::ParticleNode;
use super::graph::*;
use super::names::prefixes::SOAPENC;
use super::service::{OperationNode, ServiceNode};
use crate::diagnostic::Diagnostics;
use crate::model::*;
use crate::options::overrides::Overrides;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Makes the types and services of the output, still without names.
pub(super) fn lower(
    planner: &Planner<'_>,
    overrides: &Overrides,
    namespaces: BTreeMap<String, usize>,
    diagnostics: &mut Diagnostics,
) -> (Graph, Vec<ServiceNode>) {
    let model = planner.facts.model;
    let selection = planner.selection;
    let claims = claims::claims(model, selection);
    let mut lower = Lowering::new(planner, overrides, namespaces, diagnostics);

    let mut types: Vec<TypeId> = selection.types.iter().copied().collect();
    types.sort_by(|a, b| model.types[*a].name.cmp(&model.types[*b].name));
    for ty in types {
        if !lower.is_collapsed(ty) {
            lower.content(ty, ModuleId::Types(0));
        }
    }
    let mut elements: Vec<ElementId> = selection
        .elements
        .iter()
        .copied()
        .filter(|id| !claims.contains(id))
        .filter(|id| &*model.elements[*id].name.namespace != SOAPENC)
        .collect();
    elements.sort_by(|a, b| model.elements[*a].name.cmp(&model.elements[*b].name));
    for element in elements {
        let declaration = &model.elements[element];
        let module = lower.types_module(&declaration.name.namespace);
        lower.content(declaration.ty, module);
    }
    let services: Vec<ServiceNode> = selection
        .port_types
        .iter()
        .enumerate()
        .map(|(index, port_type)| operations::lower(&mut lower, index, port_type, &claims))
        .collect();
    let clients = services.iter().flat_map(|service| &service.clients);
    let operations = clients.flat_map(|client| &client.operations);
    let is_kept = operations
        .flat_map(OperationNode::members)
        .any(MemberNode::is_kept);
    lower.graph.keeps_bodies = is_kept;
    lower.handles(&claims, selection);
    lower.components(&claims);
    (lower.graph, services)
}

/// Structs that are made inside each other, at most: a chain of types can be longer than the stack.
const DEEPEST: usize = 32;

/// Makes nodes on demand.
pub(super) struct Lowering<'a> {
    model: &'a Model,
    facts: &'a Facts<'a>,
    graph: Graph,
    overrides: &'a Overrides,
    /// The generated types. Other derived types are no variants.
    selected: &'a BTreeSet<TypeId>,
    /// The members that a type adds to those of its bases, and their occurrence.
    own: BTreeMap<(ModuleId, TypeId), (Vec<MemberNode>, ParticleNode)>,
    groups: groups::Groups,
    /// The number of structs that are being made inside each other.
    depth: usize,
    /// Structs that are made later, because they are too deep inside others.
    later: VecDeque<(ModuleId, TypeId)>,
    diagnostics: &'a mut Diagnostics,
}

/// The owner of particles: a type, a group, a nested sequence.
#[derive(Clone, Debug)]
struct Context {
    module: ModuleId,
    container: Container,
    selector_path: String,
    xml_name: QName,
}

impl Context {
    /// A node for the particles of this context.
    fn node(&self, suffix: &str, docs: String, span: Span) -> Node {
        Node::reserved(
            self.module,
            NameHint::In(self.container, suffix.to_owned()),
            format!("{}.{suffix}", self.selector_path),
            self.xml_name.clone(),
            vec![docs],
            span,
        )
    }
}

/// An element without a particle: a header, a part, a body.
struct ElementSpec<'s> {
    name: QName,
    ty: TypeId,
    nillable: bool,
    required: bool,
    block: DerivationSet,
    /// The module of anonymous types.
    module: ModuleId,
    /// The selector path of its owner.
    selector_path: &'s str,
    span: Span,
}

impl<'a> Lowering<'a> {
    fn new(
        planner: &Planner<'a>,
        overrides: &'a Overrides,
        namespaces: BTreeMap<String, usize>,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Self {
            model: planner.facts.model,
            facts: planner.facts,
            graph: Graph {
                namespaces,
                ..Graph::default()
            },
            overrides,
            selected: &planner.selection.types,
            own: BTreeMap::new(),
            groups: groups::Groups::default(),
            depth: 0,
            later: VecDeque::new(),
            diagnostics,
        }
    }

    fn types_module(&self, namespace: &str) -> ModuleId {
        self.graph.types_module(namespace)
    }

    /// Makes a node. Its key is registered before it is made, because it may contain itself.
    fn make(
        &mut self,
        key: Option<NodeKey>,
        node: Node,
        make: impl FnOnce(&mut Self, NodeId) -> NodeKind,
    ) -> NodeId {
        let id = self.graph.push(node);
        if let Some(key) = key {
            self.graph.made.insert(key, id);
        }
        let kind = make(self, id);
        if let Some(node) = self.graph.nodes.get_mut(id) {
            node.kind = kind;
        }
        id
    }

    /// Makes the struct of a type, or leaves it for later. No other node looks into it.
    fn struct_in_turn(&mut self, ty: TypeId, module: ModuleId) -> NodeKind {
        if self.depth == DEEPEST {
            self.later.push_back((module, ty));
            return NodeKind::Reserved;
        }
        self.depth += 1;
        let kind = self.type_struct(ty, module);
        self.depth -= 1;
        kind
    }

    /// Makes the structs that were left for later, unless one is being made.
    fn make_later(&mut self) {
        while self.depth == 0
            && let Some((module, ty)) = self.later.pop_front()
        {
            let kind = self.struct_in_turn(ty, module);
            let id = self.graph.made.get(&NodeKey::Type(module, ty)).copied();
            if let Some(node) = id.and_then(|id| self.graph.nodes.get_mut(id)) {
                node.kind = kind;
            }
        }
    }

    /// Whether a type has no item: lists and dictionaries of the runtime replace it.
    fn is_collapsed(&self, ty: TypeId) -> bool {
        // Types of SOAP encoding itself are generated only if a contract names them.
        let of_encoding = self.model.types[ty]
            .name
            .as_ref()
            .is_some_and(|name| &*name.namespace == SOAPENC);
        of_encoding
            || self.facts.array(ty).is_some()
            || self.facts.encoded_array(ty).is_some()
            || matches!(
                self.facts.complex_shape_of(ty),
                Some(ComplexShape::Dictionary(_))
            )
    }
}
