//! The members of structs: those of the bases of a complex type, then its own.

use super::Lowering;
use crate::model::*;
use crate::plan::content::ParticleNode;
use crate::plan::graph::*;
use crate::plan::output::RuntimeType;
use std::collections::{BTreeMap, BTreeSet};

/// The members of a complex type, while its bases and the type itself are added.
#[derive(Default)]
struct Derived<'a> {
    attributes: Vec<MemberNode>,
    /// Where each attribute is among them.
    places: BTreeMap<QName, usize>,
    children: Vec<MemberNode>,
    /// The content model: that of the bases comes first.
    content: Vec<ParticleNode>,
    /// The other attributes that are admitted, and the declaration of that, where the type itself has it.
    any_attribute: Option<(AttributeWildcard, Option<&'a Wildcard>)>,
}

impl Derived<'_> {
    /// Adds an attribute, in place of that of the bases.
    fn attribute(&mut self, member: MemberNode) {
        if let MemberKind::Attribute(name) = &member.kind {
            let place = self.places.get(name);
            if let Some(own) = place.and_then(|place| self.attributes.get_mut(*place)) {
                *own = member;
                return;
            }
            self.places.insert(name.clone(), self.attributes.len());
        }
        self.attributes.push(member);
    }

    /// Takes attributes of the bases away.
    fn prohibit(&mut self, names: &BTreeSet<QName>) {
        if names.is_empty() {
            return;
        }
        self.places.clear();
        for member in std::mem::take(&mut self.attributes) {
            match &member.kind {
                MemberKind::Attribute(name) if names.contains(name) => {}
                _ => self.attribute(member),
            }
        }
    }
}

impl<'a> Lowering<'a> {
    /// The struct of a type: attributes, then text or children, those of the bases first.
    pub(super) fn type_struct(&mut self, ty: TypeId, module: ModuleId) -> NodeKind {
        if let Some(item) = self.facts.encoded_array(ty) {
            // An array in SOAP encoding that cannot be a list.
            let member = self.encoded_item_member(ty);
            return NodeKind::Struct {
                members: vec![self.typed(member, item, module)],
                group: false,
                content: None,
            };
        }
        let (mut members, content) = self.declared_members(ty, module);
        if !self.facts.uses.has_encoded(ty) {
            members.iter_mut().for_each(MemberNode::set_literal);
        } else {
            for member in &mut members {
                member.nullable = matches!(member.kind, MemberKind::Element(_));
            }
            // In encoded messages an array has items, even if its restriction has no particle for them.
            let is_element = |member: &MemberNode| matches!(member.kind, MemberKind::Element(_));
            if let Some(item) = self.facts.array_item(ty)
                && !members.iter().any(is_element)
            {
                let member = self.encoded_item_member(ty);
                members.push(self.typed(member, item, module));
            }
        }
        NodeKind::Struct {
            members,
            group: false,
            content: Some(content),
        }
    }

    /// The members from the attributes and particles of a type and its bases, and their occurrence.
    fn declared_members(
        &mut self,
        ty: TypeId,
        module: ModuleId,
    ) -> (Vec<MemberNode>, ParticleNode) {
        let mut derived = Derived::default();
        for part in self.facts.chain(ty) {
            let module = match &self.model.types[part].name {
                Some(name) => self.types_module(&name.namespace),
                None => module,
            };
            self.derive(&mut derived, part, module);
        }
        let path = self.type_path(ty);
        let span = self.model.types[ty].span;
        let mut members = derived.attributes;
        if let Some((admitted, wildcard)) = derived.any_attribute {
            let span = wildcard.map_or(span, |wildcard| wildcard.span);
            self.declare_attributes(&admitted);
            let kind = MemberKind::AnyAttribute(admitted);
            let mut member = MemberNode::new(kind, "other_attributes", &path, span);
            member.selector_path = format!("{path}.*");
            member.ty = Ty::Runtime(RuntimeType::RawAttribute);
            member.repeated = true;
            member.documentation = wildcard
                .map(|wildcard| wildcard.annotation.documentation.clone())
                .unwrap_or_default();
            members.push(member);
        }
        let children = derived.content.into_iter();
        let children = children.map(|child| child.shifted(members.len())).collect();
        let content = ParticleNode::group(Compositor::Sequence, 1, Some(1), children);
        members.extend(derived.children);
        let keep = match &self.model.types[ty].name {
            Some(name) => self.overrides.keep_unknown.any_name(name),
            None => self.overrides.keep_unknown.any(&path),
        };
        if keep {
            let mut member = MemberNode::new(MemberKind::Unknown, "unknown", &path, span);
            member.ty = Ty::Runtime(RuntimeType::RawElement);
            member.repeated = true;
            members.push(member);
        }
        (members, content)
    }

    /// Adds an extension to the base, or narrows the base to a restriction.
    fn derive(&mut self, derived: &mut Derived<'a>, ty: TypeId, module: ModuleId) {
        let Some(complex) = self.facts.complex(ty) else {
            return;
        };
        let context = self.type_context(ty, module);
        let restricts = matches!(complex.derivation, Derivation::Restriction(_))
            && self.facts.complex_base(ty).is_some();
        let mut prohibited = BTreeSet::new();
        let declared = self.attributes(&complex.attributes, &context, &mut prohibited);
        if restricts {
            derived.prohibit(&prohibited);
            derived.children.clear();
            derived.content.clear();
        }
        for member in declared {
            derived.attribute(member);
        }
        match self.complete_wildcard(complex) {
            Some(mut own) => {
                if !restricts && let Some((base, _)) = &derived.any_attribute {
                    own.namespaces = own.namespaces.union(&base.namespaces);
                }
                derived.any_attribute = Some((own, complex.any_attribute.as_ref()));
            }
            None if restricts => derived.any_attribute = None,
            None => {}
        }
        match &complex.content {
            Content::Empty => {}
            Content::Simple(content) => {
                let is_text = |member: &MemberNode| matches!(member.kind, MemberKind::Text);
                // An extension of simple content only adds attributes; a restriction narrows the type.
                if restricts || !derived.children.iter().any(is_text) {
                    derived.children.retain(|member| !is_text(member));
                    let span = self.model.types[ty].span;
                    derived
                        .children
                        .push(self.text_member(*content, &context, span));
                }
            }
            Content::Particle(particle) => {
                let (members, content) = match self.own.get(&(module, ty)) {
                    Some(known) => known.clone(),
                    None => {
                        let mut own = Vec::new();
                        let content = self.particle(particle, true, &context, &mut own);
                        let own = (own, content);
                        self.own.insert((module, ty), own.clone());
                        own
                    }
                };
                derived
                    .content
                    .push(content.shifted(derived.children.len()));
                derived.children.extend(members);
            }
        }
    }
}
