//! The content of schema components.

mod identities;
mod later;
mod references;

pub(super) use later::{SimpleContent, varieties};

use super::placeholders::{
    empty_particle, placeholder_attribute, placeholder_element, placeholder_type,
};
use super::{Component, Linker, builtins};
use crate::diagnostic::Code;
use crate::model::*;
use crate::syntax::xsd::{self, TypeUse};
use std::sync::Arc;

impl<'a> Linker<'a> {
    /// Links the content of every global component.
    pub(super) fn schemas(&mut self) {
        for of in std::mem::take(&mut self.tables.types.order) {
            self.enter(Component::Type(of.id), of.schema);
            self.redefining = of.declaration.name.clone().zip(of.redefines);
            self.fill_type(of.id, of.declaration);
        }
        self.redefining = None;
        for of in std::mem::take(&mut self.tables.elements.order) {
            self.enter(Component::Element(of.id), of.schema);
            self.fill_element(of.id, of.declaration);
        }
        for of in std::mem::take(&mut self.tables.attributes.order) {
            self.enter(Component::Attribute(of.id), of.schema);
            self.fill_attribute(of.id, of.declaration);
        }
        for of in std::mem::take(&mut self.tables.groups.order) {
            self.enter(Component::Group(of.id), of.schema);
            let kept = of.redefines.as_ref();
            self.model.groups[of.id].redefines =
                kept.and_then(|kept| self.tables.groups.find(kept, self.here_roots()));
            self.redefining = of.redefines.map(|kept| (of.declaration.name.clone(), kept));
            if let Some(particle) = &of.declaration.particle {
                let particle = self.particle(particle, Parent::Group(of.id));
                self.model.groups[of.id].particle = particle;
            }
        }
        for of in std::mem::take(&mut self.tables.attribute_groups.order) {
            self.enter(Component::AttributeGroup(of.id), of.schema);
            let kept = of.redefines.as_ref();
            self.model.attribute_groups[of.id].redefines =
                kept.and_then(|kept| self.tables.attribute_groups.find(kept, self.here_roots()));
            self.redefining = of.redefines.map(|kept| (of.declaration.name.clone(), kept));
            self.fill_attribute_group(of.id, of.declaration);
        }
        self.redefining = None;
        self.refer_to_keys();
        // These need all types.
        later::types_by_head(&mut self.model, &self.tables.typed_by_head);
        let simple_contents = std::mem::take(&mut self.tables.simple_contents);
        let problems = later::simple_contents(&mut self.model, &simple_contents);
        self.pending.extend(problems);
    }

    // Types

    fn anonymous(&mut self, of: &'a xsd::Type, scope: Scope) -> TypeId {
        let mut placeholder = placeholder_type(of, None);
        placeholder.scope = scope;
        let id = self.model.types.push(placeholder);
        self.fill_type(id, of);
        id
    }

    fn fill_type(&mut self, id: TypeId, of: &'a xsd::Type) {
        let kind = match &of.kind {
            xsd::TypeKind::Simple(simple) => TypeKind::Simple(self.simple(id, simple, *of.span)),
            xsd::TypeKind::Complex(complex) => {
                TypeKind::Complex(self.complex(id, complex, *of.span))
            }
        };
        self.model.types[id].kind = kind;
    }

    fn simple(&mut self, id: TypeId, of: &'a xsd::Simple, span: Span) -> SimpleType {
        let any = Builtin::AnySimpleType.id();
        match of {
            xsd::Simple::Restriction(base, facets) => SimpleType {
                variety: Variety::Atomic,
                base: Some(
                    self.simple_use(base, Scope::Type(id, 0), span)
                        .unwrap_or(any),
                ),
                facets: self.facets(facets),
            },
            xsd::Simple::List(item) => SimpleType {
                variety: Variety::List(
                    self.simple_use(item, Scope::Type(id, 0), span)
                        .unwrap_or(any),
                ),
                base: None,
                facets: Facets::default(),
            },
            xsd::Simple::Union(members) => {
                let mut list = Vec::new();
                for (index, member) in members.iter().enumerate() {
                    list.extend(self.simple_use(member, Scope::Type(id, index as u32), span));
                }
                SimpleType {
                    variety: Variety::Union(list),
                    base: None,
                    facets: Facets::default(),
                }
            }
        }
    }

    /// A type that must be simple.
    fn simple_use(&mut self, of: &'a TypeUse, scope: Scope, span: Span) -> Option<TypeId> {
        let id = self.type_use(of, scope)?;
        if !is_simple(&self.model, id) && id != Builtin::AnyType.id() {
            let name = type_name(&self.model, id);
            self.problem(
                Code::WrongKind,
                span,
                format!("`{name}` is a complex type where a simple type is asked for"),
            );
            return None;
        }
        Some(id)
    }

    fn type_use(&mut self, of: &'a TypeUse, scope: Scope) -> Option<TypeId> {
        match of {
            TypeUse::Named(reference) => self.find_type(reference),
            TypeUse::Inline(inline) => Some(self.anonymous(inline, scope)),
            TypeUse::Absent => None,
        }
    }

    fn facets(&mut self, of: &xsd::Facets) -> Facets {
        let mut facets = Facets::default();
        let mut patterns: Vec<&str> = Vec::new();
        for facet in &of.0 {
            let number = || facet.value.trim().trim_start_matches('+').parse().ok();
            let value = || Some(Arc::from(facet.value.trim()));
            facets.written.push(WrittenFacet {
                kind: facet.kind.clone(),
                value: facet.value.clone(),
                is_fixed: *facet.is_fixed,
                span: *facet.span,
            });
            match &*facet.kind {
                "enumeration" => facets.enumeration.push(EnumerationValue {
                    value: facet.value.clone(),
                    names: facet.names.clone(),
                    annotation: facet.annotation.0.clone(),
                    span: *facet.span,
                }),
                "pattern" => patterns.push(&facet.value),
                "length" => facets.length = number(),
                "minLength" => facets.min_length = number(),
                "maxLength" => facets.max_length = number(),
                "minInclusive" => facets.min_inclusive = value(),
                "maxInclusive" => facets.max_inclusive = value(),
                "minExclusive" => facets.min_exclusive = value(),
                "maxExclusive" => facets.max_exclusive = value(),
                "totalDigits" => facets.total_digits = number(),
                "fractionDigits" => facets.fraction_digits = number(),
                "whiteSpace" => facets.white_space = xsd::white_space(&facet.value),
                _ => {}
            }
        }
        if !patterns.is_empty() {
            facets.patterns.push(patterns.join("|").into());
        }
        facets
    }

    fn complex(&mut self, id: TypeId, of: &'a xsd::Complex, span: Span) -> ComplexType {
        let (reference, is_extension) = match &of.derivation {
            xsd::Derivation::None => (None, false),
            xsd::Derivation::Extension(base) => (Some(base), true),
            xsd::Derivation::Restriction(base) => (Some(base), false),
        };
        let base = reference.and_then(|reference| self.find_type(reference));
        if reference.is_some() && base.is_none() {
            self.baseless.insert(id);
        }
        let derivation = match base {
            None => Derivation::None,
            Some(base) if is_extension => Derivation::Extension(base),
            Some(base) => Derivation::Restriction(base),
        };
        let mut attributes = Vec::new();
        for item in &of.attributes {
            attributes.extend(self.attribute_item(item, Parent::Type(id)));
        }
        let content = match &of.content {
            xsd::Content::Empty => Content::Empty,
            xsd::Content::Particle(particle) => {
                Content::Particle(self.particle(particle, Parent::Type(id)))
            }
            xsd::Content::Simple(inline, facets) => {
                let inline = inline
                    .as_ref()
                    .map(|inline| self.anonymous(inline, Scope::Type(id, 0)));
                let facets = self.facets(facets);
                let base = base.unwrap_or(Builtin::AnySimpleType.id());
                self.tables.simple_contents.push((
                    id,
                    SimpleContent {
                        base,
                        inline,
                        facets,
                        span,
                    },
                ));
                Content::Simple(Builtin::AnySimpleType.id())
            }
        };
        if let (Some(base), false) = (base, matches!(content, Content::Simple(_)))
            && is_simple(&self.model, base)
        {
            let name = type_name(&self.model, base);
            self.problem(
                Code::WrongKind,
                span,
                format!("complexContent is derived from the simple type `{name}`: simpleContent is meant"),
            );
            return ComplexType {
                derivation: Derivation::None,
                is_abstract: of.is_abstract,
                blocks: *of.blocks,
                mixed: of.mixed,
                content,
                attributes,
                any_attribute: of.any_attribute.as_ref().map(wildcard),
                array_type: None,
            };
        }
        let array_type = of.array_type.as_ref().and_then(|(item, dimensions)| {
            let item = self.find_type(item)?;
            Some(self.arrays_of(id, item, dimensions, derivation, span))
        });
        // An extension of `xs:anyType` by attributes holds what that holds. One by elements has two particles for each of them, so
        // no schema that follows the standard has it; those who write it mean the elements alone.
        let anything = Derivation::Extension(Builtin::AnyType.id());
        if derivation == anything && matches!(content, Content::Empty) && array_type.is_none() {
            return ComplexType {
                is_abstract: of.is_abstract,
                blocks: *of.blocks,
                attributes,
                ..builtins::any_type()
            };
        }
        ComplexType {
            derivation,
            is_abstract: of.is_abstract,
            blocks: *of.blocks,
            mixed: of.mixed,
            content,
            attributes,
            any_attribute: of.any_attribute.as_ref().map(wildcard),
            array_type,
        }
    }

    /// `T[][]` is an array of arrays of `T`, which are types without names (SOAP 1.1, section 5.4.2). Returns the type
    /// of the items, and the remaining dimensions.
    fn arrays_of(
        &mut self,
        array: TypeId,
        mut item: TypeId,
        dimensions: &Arc<str>,
        derivation: Derivation,
        span: Span,
    ) -> (TypeId, Arc<str>) {
        let mut rest: &str = dimensions;
        let mut depth = 0;
        while let Some((inner, outer)) = rest.split_once(']')
            && outer.trim_start().starts_with('[')
        {
            let kind = TypeKind::Complex(ComplexType {
                derivation,
                is_abstract: false,
                blocks: DerivationSet::NONE,
                mixed: false,
                content: Content::Empty,
                attributes: Vec::new(),
                any_attribute: None,
                array_type: Some((item, format!("{inner}]").into())),
            });
            item = self.model.types.push(TypeDef {
                name: None,
                scope: Scope::Type(array, depth),
                kind,
                final_for: DerivationSet::NONE,
                annotation: Annotation::default(),
                span,
            });
            depth += 1;
            rest = outer.trim_start();
        }
        (item, rest.into())
    }

    // Particles

    fn particle(&mut self, of: &'a xsd::Particle, parent: Parent) -> Particle {
        let term = match &of.term {
            xsd::Term::Element(element) => {
                let id = self
                    .model
                    .elements
                    .push(placeholder_element(element, parent));
                self.fill_element(id, element);
                Some(Term::Element(id))
            }
            xsd::Term::Reference(reference) => self.find_element(reference).map(Term::Element),
            xsd::Term::Group(compositor, particles) => {
                let particles = particles
                    .iter()
                    .map(|particle| self.particle(particle, parent))
                    .collect();
                Some(Term::Group(*compositor, particles))
            }
            xsd::Term::GroupReference(reference) => self.find_group(reference).map(Term::GroupRef),
            xsd::Term::Any(any) => Some(Term::Any(wildcard(any))),
        };
        match term {
            Some(term) => Particle {
                min: of.min,
                max: of.max,
                term,
                span: *of.span,
            },
            None => empty_particle(*of.span),
        }
    }

    fn fill_element(&mut self, id: ElementId, of: &'a xsd::Element) {
        let ty = self.type_use(&of.ty, Scope::Element(id));
        let head = of
            .substitution
            .as_ref()
            .and_then(|head| self.find_element(head));
        self.identities(id, &of.identities);
        let element = &mut self.model.elements[id];
        element.substitution_group = head;
        match ty {
            Some(ty) => element.ty = ty,
            None if of.ty == TypeUse::Absent && of.substitution.is_none() => {
                let name = of.name.local.clone();
                self.diagnostics.warning(
                    Code::Untyped,
                    *of.span,
                    format!("the element `{name}` has no type: it may hold anything"),
                );
            }
            None if of.ty == TypeUse::Absent => self.tables.typed_by_head.push(id),
            None => {}
        }
    }

    // Attributes

    fn attribute_item(
        &mut self,
        of: &'a xsd::AttributeItem,
        parent: Parent,
    ) -> Option<AttributeItem> {
        Some(match of {
            xsd::AttributeItem::Local(attribute, presence) => {
                let id = self
                    .model
                    .attributes
                    .push(placeholder_attribute(attribute, parent));
                self.fill_attribute(id, attribute);
                AttributeItem::Use(AttributeUse {
                    attribute: id,
                    presence: *presence,
                    value: attribute.value.clone(),
                    span: *attribute.span,
                })
            }
            xsd::AttributeItem::Reference(reference, presence, value) => {
                AttributeItem::Use(AttributeUse {
                    attribute: self.find_attribute(reference)?,
                    presence: *presence,
                    value: value.clone(),
                    span: *reference.span,
                })
            }
            xsd::AttributeItem::Group(reference) => {
                AttributeItem::Group(self.find_attribute_group(reference)?)
            }
        })
    }

    fn fill_attribute_group(&mut self, id: AttributeGroupId, of: &'a xsd::AttributeGroup) {
        let parent = Parent::AttributeGroup(id);
        let attributes = of
            .attributes
            .iter()
            .filter_map(|item| self.attribute_item(item, parent))
            .collect();
        let group = &mut self.model.attribute_groups[id];
        group.attributes = attributes;
        group.any_attribute = of.any_attribute.as_ref().map(wildcard);
    }

    fn fill_attribute(&mut self, id: AttributeId, of: &'a xsd::Attribute) {
        if let Some(ty) = self.simple_use(&of.ty, Scope::Attribute(id), *of.span) {
            self.model.attributes[id].ty = ty;
        }
    }
}

fn is_simple(model: &Model, id: TypeId) -> bool {
    matches!(model.types[id].kind, TypeKind::Simple(_))
}

fn type_name(model: &Model, id: TypeId) -> String {
    model.types[id]
        .name
        .as_ref()
        .map_or_else(|| "an anonymous type".into(), QName::to_string)
}

fn wildcard(of: &xsd::Wildcard) -> Wildcard {
    Wildcard {
        namespaces: of.namespaces.clone(),
        process: of.process,
        annotation: of.annotation.0.clone(),
        span: *of.span,
    }
}
