//! Members, and the type of each.

use super::{Context, ElementSpec, Lowering};
use crate::model::label::documentation;
use crate::model::*;
use crate::plan::docs;
use crate::plan::graph::*;

impl Lowering<'_> {
    pub(super) fn text_member(&mut self, ty: TypeId, context: &Context, span: Span) -> MemberNode {
        // Finds the simple type at the root, if the content is declared by a complex type.
        let mut simple = ty;
        for _ in 0..self.model.types.len() {
            match self.facts.complex(simple) {
                Some(ComplexType {
                    content: Content::Simple(inner),
                    ..
                }) if *inner != simple => simple = *inner,
                _ => break,
            }
        }
        let mut member = MemberNode::new(MemberKind::Text, "value", &context.selector_path, span);
        member.ty = self.content(simple, context.module);
        member.white_space = self.text_white_space(simple, &member.ty);
        member.simple = Some(simple);
        member.required = true;
        member.remarks = self.anonymous_facets(simple);
        member
    }

    /// The facets of an anonymous type, which has no item of its own to document them.
    pub(super) fn anonymous_facets(&self, ty: TypeId) -> Vec<String> {
        if self.model.types[ty].name.is_some() {
            Vec::new()
        } else {
            docs::facet_words(self.model, ty)
        }
    }

    /// A member for an element, without its type.
    pub(super) fn plain_member(&self, element: ElementId, context: &Context) -> MemberNode {
        let declaration = &self.model.elements[element];
        let name = declaration.name.clone();
        let mut member = MemberNode::element(name, &context.selector_path, declaration.span);
        member.nillable = declaration.nillable;
        member.block = declaration.blocks;
        member.element = Some(element);
        member.value = declaration.value.clone();
        member.documentation = documentation(&declaration.annotation).into_owned();
        let of_type = &self.model.types[declaration.ty];
        let own = declaration.annotation.content_types();
        if let (TypeKind::Simple(_), Some(types)) =
            (&of_type.kind, own.or(of_type.annotation.content_types()))
        {
            if own.is_none() {
                let remark = format!("expected content types {}", docs::code(types));
                member.remarks.push(remark);
            }
            member.media = content_type(types);
        }
        member
    }

    /// Gives a member its type: a collapsed array, a dictionary, a polymorphic enum, or the type as it is.
    pub(super) fn typed(
        &mut self,
        mut member: MemberNode,
        ty: TypeId,
        module: ModuleId,
    ) -> MemberNode {
        member.annotation = self.encoding(ty);
        let mapped = self.model.types[ty]
            .name
            .as_ref()
            .is_some_and(|name| self.overrides.mapped.last_name(name).is_some());
        if !mapped {
            if !member.repeated
                && let Some(item) = self.facts.array(ty)
            {
                member.ty = self.array_item(ty, item);
                member.item = Some(ty);
                return member;
            }
            if !member.repeated
                && let Some(item) = self.facts.encoded_array(ty)
            {
                member.ty = self.encoded_item(ty, item);
                member.item = Some(ty);
                return member;
            }
            member.pair = self.is_dictionary(ty).then_some(ty);
        }
        member.ty = if mapped {
            self.content(ty, module)
        } else {
            self.position(ty, module, member.block)
        };
        member.white_space = self.text_white_space(ty, &member.ty);
        member.simple = Some(ty);
        member
    }

    /// The white space rule of a type that is generated as `String`, which keeps white space.
    pub(super) fn text_white_space(&self, ty: TypeId, rust: &Ty) -> Option<WhiteSpace> {
        let text = match rust {
            Ty::String => true,
            Ty::Node(id) => self.is_string_alias(*id),
            _ => false,
        };
        if !text {
            return None;
        }
        match self.facts.white_space(ty) {
            WhiteSpace::Preserve => None,
            rule => Some(rule),
        }
    }

    pub(super) fn is_string_alias(&self, id: NodeId) -> bool {
        let mut current = id;
        for _ in 0..self.graph.nodes.len() {
            match self.graph.nodes.get(current).map(|node| &node.kind) {
                Some(NodeKind::Alias(Ty::String)) => return true,
                Some(NodeKind::Alias(Ty::Node(of))) => current = *of,
                _ => return false,
            }
        }
        false
    }

    /// A member for exactly one value or none, of any type.
    pub(super) fn single_member(&mut self, spec: ElementSpec<'_>) -> MemberNode {
        let mut member = MemberNode::element(spec.name, spec.selector_path, spec.span);
        member.nillable = spec.nillable;
        member.block = spec.block;
        member.required = spec.required;
        self.typed(member, spec.ty, spec.module)
    }

    /// A member for a body. An array is not collapsed.
    pub(super) fn body_member(&mut self, spec: ElementSpec<'_>) -> MemberNode {
        let module = spec.module;
        let member = self.single_member(spec);
        self.not_collapsed(member, module)
    }

    /// Gives a member of a collapsed array the type of the array: one value, or one level of repetition.
    pub(super) fn not_collapsed(&mut self, mut member: MemberNode, module: ModuleId) -> MemberNode {
        if let Some(array) = member.item.take() {
            member.ty = self.content(array, module);
        }
        member
    }
}

/// The content type of a list of one, without the parameters. Ranges such as `image/*` say none.
fn content_type(types: &str) -> Option<String> {
    let one = types.split(';').next().unwrap_or_default().trim();
    let (kind, detail) = one.split_once('/')?;
    let is_token = |text: &str| {
        let mut all = text.chars();
        !text.is_empty() && all.all(|c| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(c))
    };
    (!types.contains(',') && is_token(kind) && is_token(detail)).then(|| one.to_owned())
}
