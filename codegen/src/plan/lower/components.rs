//! The components that messages may name where elements are kept as XML: the strict mode checks these elements.

use super::{ElementSpec, Lowering};
use crate::model::namespaces::NamespaceSet;
use crate::model::*;
use crate::plan::graph::*;
use crate::plan::names::prefixes::SOAPENC;
use crate::select::Selection;
use std::collections::BTreeSet;

/// The built-in types as elements: every contract of WCF has them, and none of them says more than its type.
const MS_SERIALIZATION: &str = "http://schemas.microsoft.com/2003/10/Serialization/";

impl Lowering<'_> {
    /// Makes members of the global elements that kept elements are read as: those whose types are generated, but for the bodies
    /// of messages.
    pub(super) fn handles(&mut self, claimed: &BTreeSet<ElementId>, selection: &Selection) {
        if !self.graph.keeps_xml() {
            return;
        }
        let model = self.model;
        for (id, declaration) in model.elements.iter() {
            let namespace = &*declaration.name.namespace;
            let is_anonymous = model.types[declaration.ty].name.is_none();
            let is_generated = match is_anonymous {
                true => selection.elements.contains(&id) && !claimed.contains(&id),
                false => declaration.ty.is_builtin() || selection.types.contains(&declaration.ty),
            };
            if declaration.global
                && is_generated
                && !declaration.is_abstract
                && !matches!(namespace, SOAPENC | MS_SERIALIZATION)
            {
                let member = self.of_element(id, false);
                self.graph.handles.insert(id, member);
            }
        }
    }

    /// Makes members of all global elements and named complex types. The anonymous types of `claimed` elements are made by
    /// their services.
    pub(super) fn components(&mut self, claimed: &BTreeSet<ElementId>) {
        if !self.overrides.types.facets {
            return;
        }
        let model = self.model;
        let keeps_xml = self.graph.keeps_xml();
        for (id, def) in model.types.iter() {
            if let (Some(name), TypeKind::Complex(complex), false) =
                (&def.name, &def.kind, id.is_builtin())
                // Those with text may stand for simple types everywhere.
                && (keeps_xml || matches!(complex.content, Content::Simple(_)))
            {
                let member = self.selected.contains(&id).then(|| self.of_type(id, name));
                self.graph.components.types.insert(id, member);
            }
        }
        if !keeps_xml {
            return;
        }
        for (id, declaration) in model.elements.iter() {
            if declaration.global && &*declaration.name.namespace != SOAPENC {
                let member = self.of_element(id, claimed.contains(&id));
                self.graph.components.elements.insert(id, member);
            }
        }
        self.declare_attributes(&AttributeWildcard {
            namespaces: NamespaceSet::of(&NamespaceConstraint::Any),
            process: ProcessContents::Lax,
        });
    }

    /// An element of exactly this type.
    fn of_type(&mut self, ty: TypeId, name: &QName) -> MemberNode {
        let span = self.model.types[ty].span;
        let module = self.types_module(&name.namespace);
        let mut member = MemberNode::element(name.clone(), "", span);
        // Whether it may be nil is a matter of the element that names the type.
        member.nillable = true;
        if self.overrides.mapped.last_name(name).is_none() {
            if let Some(item) = self.facts.array(ty) {
                member.ty = self.array_item(ty, item);
                member.item = Some(ty);
                return member;
            }
            member.pair = self.is_dictionary(ty).then_some(ty);
        }
        member.ty = self.content(ty, module);
        member.simple = Some(ty);
        member
    }

    fn of_element(&mut self, element: ElementId, is_claimed: bool) -> MemberNode {
        let declaration = &self.model.elements[element];
        let name = declaration.name.clone();
        let is_anonymous = self.model.types[declaration.ty].name.is_none();
        let mut member = match is_claimed && is_anonymous {
            true => MemberNode::element(name, "", declaration.span),
            false => self.single_member(ElementSpec {
                module: self.types_module(&name.namespace),
                name,
                ty: declaration.ty,
                nillable: declaration.nillable,
                block: declaration.blocks,
                required: false,
                selector_path: "",
                span: declaration.span,
            }),
        };
        member.nillable = declaration.nillable;
        member.block = declaration.blocks;
        member.value = declaration.value.clone();
        member.element = Some(element);
        member.set_literal();
        member
    }
}
