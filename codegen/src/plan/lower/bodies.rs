//! Bodies of messages: document style, and the wrappers of rpc style.

use super::ElementSpec;
use super::operations::{OperationSpec, PortTypeLowering};
use crate::diagnostic::Code;
use crate::model::*;
use crate::plan::docs;
use crate::plan::graph::*;
use std::sync::Arc;

/// The struct of an rpc wrapper: its element, its parts, and the node.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wrapper {
    xml_name: QName,
    encoded: bool,
    parts: Vec<(QName, TypeId)>,
}

impl<'b> PortTypeLowering<'_, 'b> {
    /// The content of a body: `Some(None)` for an empty one, `None` if the operation cannot be generated.
    pub(super) fn body(
        &mut self,
        spec: &OperationSpec<'b>,
        direction: Direction,
    ) -> Option<Option<MemberNode>> {
        let Some(reference) = spec.message(direction) else {
            return Some(None);
        };
        let binding = spec.binding(direction);
        let message = &self.lowering.model.messages[reference.message];
        let parts: Vec<&Part> = match binding {
            Some(binding) => binding
                .body
                .iter()
                .filter_map(|index| message.parts.get(*index))
                .collect(),
            None => message.parts.iter().collect(),
        };
        let path = &spec.selector_path;
        if spec.style() == Style::Rpc {
            return Some(Some(self.rpc_body(spec, direction, &parts, reference.span)));
        }
        Some(match parts.as_slice() {
            [] => None,
            [part] => {
                let mut member = self.document_part(part, path);
                member.set_encoded(spec.is_body_encoded(direction));
                Some(member)
            }
            parts => {
                let mut members = Vec::new();
                for part in parts {
                    let mut member = self.document_part(part, path);
                    member.set_encoded(spec.is_body_encoded(direction));
                    member.required = true;
                    members.push(member);
                }
                Some(self.parts_body(spec, direction, message, members, reference.span))
            }
        })
    }

    /// Several parts in one body: a struct without its own element.
    fn parts_body(
        &mut self,
        spec: &OperationSpec<'b>,
        direction: Direction,
        message: &Message,
        members: Vec<MemberNode>,
        span: Span,
    ) -> MemberNode {
        let path = &spec.selector_path;
        let suffix = match direction {
            Direction::Request => "Request",
            Direction::Response => "Response",
        };
        let mut node = Node::reserved(
            self.module,
            NameHint::Text(format!("{} {suffix} Parts", spec.name), "Message"),
            format!("{path}.{suffix}"),
            message.name.clone(),
            vec![format!(
                "The parts of message {}.",
                docs::code(&message.name.local)
            )],
            span,
        );
        node.kind = NodeKind::Struct {
            members,
            group: true,
            content: None,
        };
        let node = self.lowering.graph.push(node);
        let mut member = MemberNode::of_node(node, false, "parts", path, span);
        member.required = true;
        member
    }

    fn document_part(&mut self, part: &Part, selector_path: &str) -> MemberNode {
        match part.content {
            PartContent::Element(element) => self.element_part(element, selector_path),
            PartContent::Type(ty) => {
                self.lowering.diagnostics.warning(
                    Code::PartType,
                    part.span,
                    format!(
                        "part `{}` of `{selector_path}` has a type where document style wants an element: an unqualified element of the part's name is assumed",
                        part.name
                    ),
                );
                let name = QName::new("", part.name.clone());
                self.type_part(part, name, ty, selector_path)
            }
        }
    }

    /// The wrapper of an rpc message. Operations with equal messages share it.
    fn rpc_body(
        &mut self,
        spec: &OperationSpec<'b>,
        direction: Direction,
        parts: &[&Part],
        span: Span,
    ) -> MemberNode {
        let model = self.lowering.model;
        let binding = spec.binding(direction);
        let encoded = spec.is_body_encoded(direction);
        let namespace = binding
            .and_then(|binding| binding.body_namespace.clone())
            .unwrap_or_else(|| Arc::from(""));
        let suffix = match direction {
            Direction::Request => "",
            Direction::Response => "Response",
        };
        // The wrapper of an overloaded operation keeps the XML name of the operation.
        let xml_name = QName::new(namespace, format!("{}{suffix}", spec.operation.name));
        let path = &spec.selector_path;
        let contents: Vec<(QName, TypeId)> = parts
            .iter()
            .map(|part| match part.content {
                PartContent::Type(ty) => (QName::new("", part.name.clone()), ty),
                PartContent::Element(element) => {
                    let declaration = &model.elements[element];
                    (declaration.name.clone(), declaration.ty)
                }
            })
            .collect();
        let wrapper = Wrapper {
            xml_name: xml_name.clone(),
            encoded,
            parts: contents,
        };
        let known = self.wrappers.get(&wrapper).copied();
        let node = known.unwrap_or_else(|| {
            let members = parts
                .iter()
                .map(|part| self.rpc_part(part, path, encoded))
                .collect();
            let mut node = Node::reserved(
                self.module,
                NameHint::Text(format!("{}{suffix}", spec.name), "Message"),
                path.clone(),
                xml_name.clone(),
                vec![format!(
                    "Wrapper element {}{}.",
                    docs::code(&xml_name.local),
                    docs::in_namespace(&xml_name)
                )],
                span,
            );
            node.kind = NodeKind::Struct {
                members,
                group: false,
                content: None,
            };
            let node = self.lowering.graph.push(node);
            self.wrappers.insert(wrapper, node);
            node
        });
        let mut member = MemberNode::element(xml_name, path, span);
        member.ty = Ty::Node(node);
        member.required = true;
        member.set_encoded(encoded);
        member.response = encoded && direction == Direction::Response;
        member
    }

    /// A part in a wrapper: an unqualified child.
    fn rpc_part(&mut self, part: &Part, selector_path: &str, encoded: bool) -> MemberNode {
        let mut block = DerivationSet::NONE;
        let (name, ty, nillable, required) = match part.content {
            PartContent::Type(ty) => (QName::new("", part.name.clone()), ty, encoded, !encoded),
            PartContent::Element(element) => {
                let declaration = &self.lowering.model.elements[element];
                self.lowering.diagnostics.warning(
                    Code::PartElement,
                    part.span,
                    format!("part `{}` of `{selector_path}` has an element where rpc style wants a type: the element is used", part.name),
                );
                block = declaration.blocks;
                (
                    declaration.name.clone(),
                    declaration.ty,
                    declaration.nillable,
                    true,
                )
            }
        };
        let mut member = self.lowering.single_member(ElementSpec {
            name,
            ty,
            nillable,
            block,
            required,
            module: self.module,
            selector_path,
            span: part.span,
        });
        member.is_part = encoded;
        if !encoded {
            member.set_literal();
        }
        member
    }
}
