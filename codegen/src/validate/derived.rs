//! Decides whether a type is derived from another one (XML Schema Part 1, sections 3.4.6 and 3.14.6, "Type Derivation
//! OK").

use super::type_name;
use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;

/// The most types that are looked at for one answer. Beyond it the answer is yes.
const STEPS: usize = 10_000;

/// Whether `derived` is `base`, or derived from it without a method of `excluded`. If this is unknown, the answer is
/// yes.
pub(super) fn is_derived(
    model: &Model,
    derived: TypeId,
    base: TypeId,
    excluded: DerivationSet,
) -> bool {
    if base == Builtin::AnyType.id() && excluded == DerivationSet::NONE {
        return true;
    }
    let mut open = vec![base];
    let mut steps = 0;
    // A union counts as the base of types derived from its members.
    while let Some(base) = open.pop() {
        let mut at = derived;
        loop {
            steps += 1;
            if at == base || steps > STEPS {
                return true;
            }
            let (next, method) = match &model.types[at].kind {
                TypeKind::Complex(complex) => match complex.derivation {
                    Derivation::Extension(base) => (base, DerivationSet::EXTENSION),
                    Derivation::Restriction(base) if base != at => {
                        (base, DerivationSet::RESTRICTION)
                    }
                    _ => (Builtin::AnyType.id(), DerivationSet::RESTRICTION),
                },
                TypeKind::Simple(simple) => {
                    let any = if at == Builtin::AnySimpleType.id() {
                        Builtin::AnyType.id()
                    } else {
                        Builtin::AnySimpleType.id()
                    };
                    (simple.base.unwrap_or(any), DerivationSet::RESTRICTION)
                }
            };
            if next == at || at == Builtin::AnyType.id() || excluded.contains(method) {
                break;
            }
            at = next;
        }
        if let TypeKind::Simple(SimpleType {
            variety: Variety::Union(members),
            ..
        }) = &model.types[base].kind
        {
            open.extend(members);
        }
    }
    false
}

/// The complex bases of a complex type, from the next one up to `xs:anyType`, which is left out.
pub(super) fn bases(model: &Model, of: TypeId) -> Vec<TypeId> {
    let mut found = Vec::new();
    let mut at = of;
    while let TypeKind::Complex(complex) = &model.types[at].kind
        && let Derivation::Extension(base) | Derivation::Restriction(base) = complex.derivation
        && base != Builtin::AnyType.id()
        && matches!(model.types[base].kind, TypeKind::Complex(_))
        && found.len() < CHAIN
    {
        found.push(base);
        at = base;
    }
    found
}

/// The longest chain of bases that is followed for one type, so that the cost stays proportional to the number of
/// types.
pub(super) const CHAIN: usize = 200;

/// The content of a complex type as consecutive parts: those of the types that it extends, and its own.
pub(super) struct EffectiveContent<'a> {
    pub parts: Vec<&'a Particle>,
    /// Text, of this type.
    pub simple: Option<TypeId>,
    pub is_mixed: bool,
}

impl<'a> EffectiveContent<'a> {
    pub(super) fn new(model: &'a Model, of: TypeId) -> Self {
        let mut content = Self {
            parts: Vec::new(),
            simple: None,
            is_mixed: false,
        };
        let mut chain = bases(model, of);
        chain.reverse();
        chain.push(of);
        for id in chain {
            let TypeKind::Complex(complex) = &model.types[id].kind else {
                continue;
            };
            let extends = matches!(complex.derivation, Derivation::Extension(_));
            if !extends {
                content.parts.clear();
                content.simple = None;
                content.is_mixed = false;
            }
            match &complex.content {
                Content::Empty => content.is_mixed |= complex.mixed,
                Content::Simple(ty) => content.simple = Some(*ty),
                Content::Particle(particle) => {
                    content.is_mixed |= complex.mixed;
                    content.parts.push(particle);
                }
            }
        }
        content
    }
}

/// Reports a type that is derived by a method for which its base is final (Part 1, section 3.4.6; Part 2, section 4.1.5).
pub(super) fn check_final(
    model: &Model,
    of: &TypeDef,
    base: TypeId,
    method: DerivationSet,
    diagnostics: &mut Diagnostics,
) {
    let base = &model.types[base];
    if base.final_for.contains(method) {
        let message = format!(
            "{} is a {} of {}, which is final for that",
            type_name(of),
            method.word(),
            type_name(base)
        );
        diagnostics
            .warning(Code::Final, of.span, message)
            .related(base.span, "the final type");
    }
}
