//! The built-in types of XML Schema.

use crate::model::{
    Builtin, ComplexType, Content, Derivation, DerivationSet, Facets, Model, NamespaceConstraint,
    Particle, ProcessContents, QName, Scope, SimpleType, Span, Term, TypeDef, TypeKind, Variety,
    WhiteSpace, Wildcard,
};
use crate::syntax::xsd;

/// The built-in types come first in every model.
pub(super) fn add(model: &mut Model) {
    for builtin in Builtin::ALL {
        let kind = match builtin {
            Builtin::AnyType => TypeKind::Complex(any_type()),
            _ => TypeKind::Simple(SimpleType {
                variety: Variety::Builtin(*builtin),
                base: builtin_base(*builtin).map(Builtin::id),
                facets: Facets {
                    white_space: builtin_white_space(*builtin),
                    ..Facets::default()
                },
            }),
        };
        model.types.push(TypeDef {
            name: Some(QName::new(xsd::NAMESPACE, builtin.name())),
            scope: Scope::Global,
            kind,
            final_for: DerivationSet::NONE,
            annotation: Default::default(),
            span: Span::default(),
        });
    }
}

/// `xs:anyType`, which restricts itself (Part 1, section 3.4.7).
pub(super) fn any_type() -> ComplexType {
    ComplexType {
        derivation: Derivation::Restriction(Builtin::AnyType.id()),
        is_abstract: false,
        blocks: DerivationSet::NONE,
        mixed: true,
        content: Content::Particle(Particle {
            min: 0,
            max: None,
            term: Term::Any(lax()),
            span: Span::default(),
        }),
        attributes: Vec::new(),
        any_attribute: Some(lax()),
        array_type: None,
    }
}

fn lax() -> Wildcard {
    Wildcard {
        namespaces: NamespaceConstraint::Any,
        process: ProcessContents::Lax,
        annotation: Default::default(),
        span: Span::default(),
    }
}

/// XML Schema Part 2, section 3: the type that a built-in type restricts (or lists).
fn builtin_base(builtin: Builtin) -> Option<Builtin> {
    use Builtin as B;
    Some(match builtin {
        B::AnyType => return None,
        B::AnySimpleType => return None,
        B::NormalizedString => B::String,
        B::Token => B::NormalizedString,
        B::Language | B::Nmtoken | B::Name => B::Token,
        B::NCName => B::Name,
        B::Id | B::Idref | B::Entity => B::NCName,
        B::Integer => B::Decimal,
        B::NonPositiveInteger | B::Long | B::NonNegativeInteger => B::Integer,
        B::NegativeInteger => B::NonPositiveInteger,
        B::Int => B::Long,
        B::Short => B::Int,
        B::Byte => B::Short,
        B::UnsignedLong | B::PositiveInteger => B::NonNegativeInteger,
        B::UnsignedInt => B::UnsignedLong,
        B::UnsignedShort => B::UnsignedInt,
        B::UnsignedByte => B::UnsignedShort,
        _ => B::AnySimpleType,
    })
}

fn builtin_white_space(builtin: Builtin) -> Option<WhiteSpace> {
    Some(match builtin {
        Builtin::AnySimpleType | Builtin::String => WhiteSpace::Preserve,
        Builtin::NormalizedString => WhiteSpace::Replace,
        _ => WhiteSpace::Collapse,
    })
}
