//! The header blocks of messages: a struct for each set. Operations with the same set share it.

use super::ElementSpec;
use super::operations::{OperationSpec, PortTypeLowering};
use crate::model::label::documentation;
use crate::model::*;
use crate::plan::graph::*;
use crate::plan::names::ident;
use crate::plan::service::MessageNode;
use crate::select::SelectedPortType;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The documentation of a block that only comes with a fault.
const HEADER_FAULT: &str = "Header fault: comes with a fault that a header of the request caused.";

/// Name and type of each header block, and whether it is encoded.
pub(super) type Blocks = Vec<(QName, TypeId, bool)>;

/// A header block, as declared by its message part.
struct Block<'b> {
    name: QName,
    ty: TypeId,
    nillable: bool,
    encoded: bool,
    /// `block` of the element.
    blocks: DerivationSet,
    documentation: Cow<'b, str>,
    span: Span,
}

/// The numbers of distinct header sets of requests and of responses. A single set has a simple name.
pub(super) fn count(model: &Model, selected: &SelectedPortType) -> (usize, usize) {
    let mut sets: (BTreeSet<Vec<QName>>, BTreeSet<Vec<QName>>) = Default::default();
    for bound in &selected.bindings {
        for operation in &model.bindings[bound.binding].operations {
            if !selected.has(operation.operation) {
                continue;
            }
            for (direction, sets) in [
                (Direction::Request, &mut sets.0),
                (Direction::Response, &mut sets.1),
            ] {
                let mut set: Vec<QName> = blocks(model, Some(operation), direction)
                    .into_iter()
                    .map(|block| block.name)
                    .collect();
                set.sort();
                set.dedup();
                if !set.is_empty() {
                    sets.insert(set);
                }
            }
        }
    }
    (sets.0.len(), sets.1.len())
}

/// The header blocks of a message. Invalid ones are reported. Header faults are blocks of the response, since they
/// report errors of headers (WSDL 1.1, section 3.7).
fn blocks<'b>(
    model: &'b Model,
    operation: Option<&'b BindingOperation>,
    direction: Direction,
) -> Vec<Block<'b>> {
    let Some(operation) = operation else {
        return Vec::new();
    };
    let message = match direction {
        Direction::Request => operation.input.as_ref(),
        Direction::Response => operation.output.as_ref(),
    };
    let headers = message.map_or(&[][..], |message| &message.headers);
    let mut blocks: Vec<Block<'b>> = headers
        .iter()
        .filter_map(|header| block(model, header))
        .collect();
    if direction == Direction::Response {
        let messages = operation.input.iter().chain(&operation.output);
        let faults = messages
            .flat_map(|message| &message.headers)
            .flat_map(|header| &header.faults);
        let mut known: BTreeSet<QName> = blocks.iter().map(|block| block.name.clone()).collect();
        for fault in faults.filter_map(|fault| block(model, fault)) {
            if !known.insert(fault.name.clone()) {
                continue;
            }
            let documentation = match &*fault.documentation {
                "" => HEADER_FAULT.to_owned(),
                text => format!("{text}\n\n{HEADER_FAULT}"),
            };
            blocks.push(Block {
                documentation: Cow::Owned(documentation),
                ..fault
            });
        }
    }
    blocks
}

fn block<'b>(model: &'b Model, header: &BindingHeader) -> Option<Block<'b>> {
    let part = model.messages[header.message].parts.get(header.part)?;
    Some(match part.content {
        PartContent::Element(element) => {
            let declaration = &model.elements[element];
            Block {
                name: declaration.name.clone(),
                ty: declaration.ty,
                nillable: declaration.nillable,
                encoded: is_encoded(&header.header_use),
                blocks: declaration.blocks,
                documentation: documentation(&declaration.annotation),
                span: header.span,
            }
        }
        PartContent::Type(ty) => {
            let namespace = header.namespace.clone().unwrap_or_else(|| Arc::from(""));
            Block {
                name: QName::new(namespace, part.name.clone()),
                ty,
                nillable: false,
                encoded: is_encoded(&header.header_use),
                blocks: DerivationSet::NONE,
                documentation: Cow::Borrowed(""),
                span: header.span,
            }
        }
    })
}

/// The most headers that name their set.
const NAMING: usize = 3;

impl<'b> PortTypeLowering<'_, 'b> {
    /// A message with this body, and the headers that the binding declares for it.
    pub(super) fn with_headers(
        &mut self,
        body: Option<MemberNode>,
        spec: &OperationSpec<'b>,
        direction: Direction,
    ) -> MessageNode {
        let blocks = blocks(self.lowering.model, spec.binding, direction);
        MessageNode {
            body,
            header_names: blocks
                .iter()
                .map(|block| block.name.local.to_string())
                .collect(),
            headers: self.header_set(blocks, spec, direction),
        }
    }

    /// The struct of header blocks; `None` without headers.
    fn header_set(
        &mut self,
        blocks: Vec<Block<'b>>,
        spec: &OperationSpec<'b>,
        direction: Direction,
    ) -> Option<NodeId> {
        if blocks.is_empty() {
            return None;
        }
        let mut key: Blocks = blocks
            .iter()
            .map(|block| (block.name.clone(), block.ty, block.encoded))
            .collect();
        key.sort();
        key.dedup();
        if let Some(node) = self.header_sets.get(&(direction, key.clone())) {
            return Some(*node);
        }
        let (count, suffix, of) = match direction {
            Direction::Request => (self.header_counts.0, "RequestHeaders", "requests"),
            Direction::Response => (self.header_counts.1, "ResponseHeaders", "responses"),
        };
        // Several operations may share a set, so its headers name it, unless they are many.
        let name = match key.as_slice() {
            _ if count <= 1 => suffix.to_owned(),
            few if few.len() <= NAMING => {
                let names = blocks
                    .iter()
                    .map(|block| ident::type_name(&block.name.local));
                let names: String = names
                    .map(|name| name.trim_end_matches('_').to_owned())
                    .collect();
                format!("{names}{suffix}")
            }
            _ => {
                let operation = ident::type_name(&spec.name);
                format!("{}{suffix}", operation.trim_end_matches('_'))
            }
        };
        let path = &spec.selector_path;
        let mut node = Node::reserved(
            self.module,
            NameHint::Text(name.clone(), "Message"),
            format!("{path}.{suffix}"),
            QName::new("", name),
            vec![format!("Headers of {of}.")],
            spec.binding(direction)
                .map(|message| message.span)
                .unwrap_or_default(),
        );
        node.kind = NodeKind::Struct {
            members: self.header_members(blocks, path),
            group: false,
            content: None,
        };
        let node = self.lowering.graph.push(node);
        self.header_sets.insert((direction, key), node);
        Some(node)
    }

    fn header_members(&mut self, blocks: Vec<Block<'b>>, selector_path: &str) -> Vec<MemberNode> {
        let mut members: Vec<MemberNode> = Vec::new();
        let mut known = BTreeSet::new();
        for block in blocks {
            if !known.insert(block.name.clone()) {
                continue;
            }
            let module = self.lowering.types_module(&block.name.namespace);
            let mut member = self.lowering.single_member(ElementSpec {
                module,
                name: block.name,
                ty: block.ty,
                nillable: block.nillable,
                block: block.blocks,
                required: false,
                selector_path,
                span: block.span,
            });
            member.set_encoded(block.encoded);
            member.documentation = block.documentation.into_owned();
            let selectors = &self.lowering.overrides.types.header_blocks;
            if selectors.any(&member.selector_path) {
                member = self.lowering.not_collapsed(member, module);
                member.is_header_block = true;
            }
            members.push(member);
        }
        members
    }
}
