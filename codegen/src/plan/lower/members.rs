//! Members of structs, and the type each of them holds.

use super::attributes::is_attribute;
use super::{Context, ElementSpec, Lower};
use crate::model::*;
use crate::plan::docs;
use crate::plan::graph::*;

impl Lower<'_> {
    /// All members of a struct: attributes, then text or children, those of the bases first.
    pub(crate) fn struct_members(&mut self, ty: TypeId, module: ModuleId) -> Vec<MemberNode> {
        if let Some(item) = self.facts.encoded_array(ty) {
            // An array in SOAP encoding where no list can stand for it.
            let member = self.encoded_item_member(ty);
            return vec![self.typed(member, item, module)];
        }
        let mut attributes: Vec<MemberNode> = Vec::new();
        let mut children: Vec<MemberNode> = Vec::new();
        let mut any_attribute = None;
        for part in self.facts.chain(ty) {
            let Some(complex) = self.facts.complex(part) else {
                continue;
            };
            let part_module = match &self.model.types[part].name {
                Some(name) => self.types_module(&name.namespace),
                None => module,
            };
            let context = self.type_context(part, part_module);
            let restricts = matches!(complex.derivation, Derivation::Restriction(_))
                && self.facts.complex_base(part).is_some();
            let mut prohibited = Vec::new();
            let declared = self.attributes(&complex.attributes, &context, &mut prohibited);
            if restricts {
                attributes
                    .retain(|member| !prohibited.iter().any(|name| is_attribute(member, name)));
                children.clear();
            }
            for member in declared {
                let same = |other: &MemberNode| match (&other.kind, &member.kind) {
                    (MemberKind::Attribute(a), MemberKind::Attribute(b)) => a == b,
                    _ => false,
                };
                match attributes.iter().position(same) {
                    Some(index) => attributes[index] = member,
                    None => attributes.push(member),
                }
            }
            let wildcard =
                complex.any_attribute.is_some() || self.group_wildcard(&complex.attributes);
            if wildcard {
                any_attribute = Some(complex.any_attribute.clone());
            } else if restricts {
                any_attribute = None;
            }
            match &complex.content {
                Content::Empty => {}
                Content::Simple(content) => {
                    // An extension of simple content only adds attributes; a restriction narrows the type.
                    if restricts
                        || !children
                            .iter()
                            .any(|member| matches!(member.kind, MemberKind::Text))
                    {
                        children.retain(|member| !matches!(member.kind, MemberKind::Text));
                        let text =
                            self.text_member(*content, &context, self.model.types[part].span);
                        children.push(text);
                    }
                }
                Content::Particle(particle) => {
                    if let Some(members) = self.own.get(&(part_module, part)) {
                        children.extend(members.iter().cloned());
                    } else {
                        let mut own = Vec::new();
                        self.particle(particle, true, &context, &mut own);
                        self.own.insert((part_module, part), own.clone());
                        children.extend(own);
                    }
                }
            }
        }
        if let Some(wildcard) = any_attribute {
            attributes.push(MemberNode {
                kind: MemberKind::AnyAttribute,
                wanted: "other_attributes".to_owned(),
                selector_path: format!("{}.*", self.type_label(ty)),
                ty: Ty::Runtime("RawAttribute"),
                required: false,
                nillable: false,
                repeated: true,
                item: None,
                pair: None,
                value: None,
                white_space: None,
                simple: None,
                documentation: wildcard
                    .as_ref()
                    .map(|w| w.annotation.documentation.clone())
                    .unwrap_or_default(),
                remarks: Vec::new(),
                annotation: None,
                span: wildcard
                    .as_ref()
                    .map_or(self.model.types[ty].span, |w| w.span),
            });
        }
        attributes.extend(children);
        let keep = match &self.model.types[ty].name {
            Some(name) => self.keep_unknown.any_name(name),
            None => self.keep_unknown.any(&self.type_label(ty)),
        };
        if keep {
            let mut member = self.bare_member(
                MemberKind::Unknown,
                "unknown",
                &self.type_label(ty),
                self.model.types[ty].span,
            );
            member.ty = Ty::Runtime("RawElement");
            member.repeated = true;
            attributes.push(member);
        }
        attributes
    }

    pub(super) fn bare_member(
        &self,
        kind: MemberKind,
        wanted: &str,
        selector_path: &str,
        span: Span,
    ) -> MemberNode {
        MemberNode {
            kind,
            wanted: wanted.to_owned(),
            selector_path: format!("{selector_path}.{wanted}"),
            ty: Ty::String,
            required: false,
            nillable: false,
            repeated: false,
            item: None,
            pair: None,
            value: None,
            white_space: None,
            simple: None,
            documentation: String::new(),
            remarks: Vec::new(),
            annotation: None,
            span,
        }
    }

    pub(super) fn text_member(&mut self, ty: TypeId, context: &Context, span: Span) -> MemberNode {
        // The simple type at the bottom, where the content is declared through a complex type.
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
        let mut member = self.bare_member(MemberKind::Text, "value", &context.selector_path, span);
        member.ty = self.content(simple, context.module);
        member.white_space = self.text_white_space(simple, &member.ty);
        member.simple = Some(simple);
        member.required = true;
        member.remarks = self.anonymous_facets(simple);
        member
    }

    /// Facets of an anonymous type that has no item of its own to document them.
    pub(super) fn anonymous_facets(&self, ty: TypeId) -> Vec<String> {
        if self.model.types[ty].name.is_some() {
            Vec::new()
        } else {
            docs::facet_words(self.model, ty)
        }
    }

    /// A member for an element, without its type.
    pub(super) fn plain_member(&self, element: ElementId, context: &Context, ty: Ty) -> MemberNode {
        let declaration = &self.model.elements[element];
        let mut member = self.bare_member(
            MemberKind::Element(declaration.name.clone()),
            &declaration.name.local,
            &context.selector_path,
            declaration.span,
        );
        member.ty = ty;
        member.nillable = declaration.nillable;
        member.value = declaration.value.clone();
        member.documentation = declaration.annotation.documentation.clone();
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
            .is_some_and(|name| self.mapped.last_name(name).is_some());
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
            if let TypeKind::Complex(_) = self.model.types[ty].kind
                && let ComplexShape::Dictionary(_) = self.facts.complex_shape(ty)
            {
                member.pair = Some(ty);
            }
        }
        member.ty = if mapped {
            self.content(ty, module)
        } else {
            self.position(ty, module)
        };
        member.white_space = self.text_white_space(ty, &member.ty);
        member.simple = Some(ty);
        member
    }

    /// What becomes of white space in a type that is generated as `String`, which would keep it.
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

    /// The type of one item of a collapsed array; its member is kept for the static that describes it.
    pub(super) fn array_item(&mut self, array: TypeId, item: ElementId) -> Ty {
        if let Some(member) = self.items.get(&array) {
            return member.ty.clone();
        }
        let module = self.types_module(&self.type_xml_name(array).namespace);
        let context = self.type_context(array, module);
        let declaration = &self.model.elements[item];
        let mut member = self.plain_member(item, &context, Ty::String);
        member.repeated = true;
        member.required = self.facts.item_required(array);
        member.annotation = self.encoding(declaration.ty);
        if let TypeKind::Complex(_) = self.model.types[declaration.ty].kind
            && let ComplexShape::Dictionary(_) = self.facts.complex_shape(declaration.ty)
        {
            member.pair = Some(declaration.ty);
        }
        // Reserved first: an array of a type that holds the array again.
        self.items.insert(array, member);
        let ty = self.position(declaration.ty, module);
        let white_space = self.text_white_space(declaration.ty, &ty);
        if let Some(member) = self.items.get_mut(&array) {
            member.ty = ty.clone();
            member.white_space = white_space;
            member.simple = Some(declaration.ty);
        }
        ty
    }

    /// A member that holds exactly one value or none, of any type.
    pub(crate) fn single_member(&mut self, spec: ElementSpec<'_>) -> MemberNode {
        let wanted = spec.name.local.to_string();
        let kind = MemberKind::Element(spec.name);
        let mut member = self.bare_member(kind, &wanted, spec.selector_path, spec.span);
        member.nillable = spec.nillable;
        member.required = spec.required;
        self.typed(member, spec.ty, spec.module)
    }

    /// A member for a body: the type as it is, an array not collapsed.
    pub(crate) fn body_member(&mut self, spec: ElementSpec<'_>) -> MemberNode {
        let module = spec.module;
        let mut member = self.single_member(spec);
        if let Some(array) = member.item.take() {
            member.ty = self.content(array, module);
        }
        member
    }

    /// A member whose content is a struct that was made up.
    pub(crate) fn node_member(
        &self,
        name: QName,
        node: NodeId,
        selector_path: &str,
        span: Span,
    ) -> MemberNode {
        let wanted = name.local.to_string();
        let mut member = self.bare_member(MemberKind::Element(name), &wanted, selector_path, span);
        member.ty = Ty::Node(node);
        member.required = true;
        member
    }

    /// A member that stands for the members of a group struct.
    pub(crate) fn group_member_of(
        &self,
        node: NodeId,
        selector_path: &str,
        span: Span,
    ) -> MemberNode {
        let mut member = self.bare_member(
            MemberKind::Group {
                node,
                choice: false,
            },
            "parts",
            selector_path,
            span,
        );
        member.ty = Ty::Node(node);
        member
    }
}
