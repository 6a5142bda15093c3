//! Components as they are declared, before their content is linked.

use crate::model::*;
use crate::syntax::xsd;

/// A type without its content, of the right kind already.
pub(super) fn placeholder_type(of: &xsd::Type, name: Option<QName>) -> TypeDef {
    let kind = match &of.kind {
        xsd::TypeKind::Simple(_) => TypeKind::Simple(SimpleType {
            variety: Variety::Atomic,
            base: None,
            facets: Facets::default(),
        }),
        xsd::TypeKind::Complex(complex) => TypeKind::Complex(ComplexType {
            derivation: Derivation::None,
            is_abstract: complex.is_abstract,
            blocks: *complex.blocks,
            mixed: complex.mixed,
            content: Content::Empty,
            attributes: Vec::new(),
            any_attribute: None,
            array_type: None,
        }),
    };
    TypeDef {
        name,
        scope: Scope::Global,
        kind,
        final_for: *of.final_for,
        annotation: of.annotation.0.clone(),
        span: *of.span,
    }
}

pub(super) fn placeholder_element(of: &xsd::Element, parent: Parent) -> ElementDecl {
    ElementDecl {
        name: of.name.clone(),
        global: parent == Parent::Schema,
        ty: Builtin::AnyType.id(),
        nillable: of.nillable,
        is_abstract: of.is_abstract,
        value: of.value.clone(),
        substitution_group: None,
        blocks: *of.blocks,
        final_for: *of.final_for,
        identities: Vec::new(),
        parent,
        annotation: of.annotation.0.clone(),
        span: *of.span,
    }
}

pub(super) fn placeholder_attribute(of: &xsd::Attribute, parent: Parent) -> AttributeDecl {
    AttributeDecl {
        name: of.name.clone(),
        global: parent == Parent::Schema,
        ty: Builtin::AnySimpleType.id(),
        value: of.value.clone(),
        parent,
        annotation: of.annotation.0.clone(),
        span: *of.span,
    }
}

pub(super) fn empty_particle(span: Span) -> Particle {
    Particle {
        min: 1,
        max: Some(1),
        term: Term::Group(Compositor::Sequence, Vec::new()),
        span,
    }
}
