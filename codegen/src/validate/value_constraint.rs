//! Defaults, fixed values, and types that may have neither (XML Schema Part 1, sections 3.2.6, 3.3.6 and 3.5.6).

use super::emptiable::Emptiable;
use super::simple::{Literals, ValueKind};
use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;

/// Checks the value constraint of an element.
pub(super) fn element(
    literals: &Literals<'_>,
    emptiable: &Emptiable<'_>,
    of: &ElementDecl,
    diagnostics: &mut Diagnostics,
) {
    let model = literals.model;
    notation(literals, of.ty, &of.name, of.span, diagnostics);
    let Some(value) = &of.value else { return };
    let (ty, content) = match &model.types[of.ty].kind {
        TypeKind::Simple(_) => (Some(of.ty), None),
        TypeKind::Complex(complex) => match &complex.content {
            Content::Simple(ty) => (Some(*ty), None),
            _ => (None, Some(complex)),
        },
    };
    if let Some(ty) = ty {
        literal(literals, ty, &of.name, &value.text, of.span, diagnostics);
    }
    if let Some(complex) = content
        && of.ty != Builtin::AnyType.id()
        && !(complex.mixed && emptiable.content(complex))
        && model.types[of.ty].annotation.gaps.is_empty()
    {
        let why = if complex.mixed {
            "needs elements"
        } else {
            "holds no text"
        };
        diagnostics.warning(
            Code::ValueOutsideType,
            of.span,
            format!(
                "`{}` has a default or fixed value, but its type {why}",
                of.name.local
            ),
        );
    }
}

/// Checks the value constraint of an attribute.
pub(super) fn attribute(
    literals: &Literals<'_>,
    of: &AttributeDecl,
    diagnostics: &mut Diagnostics,
) {
    notation(literals, of.ty, &of.name, of.span, diagnostics);
    if of.ty == Builtin::AnyType.id() {
        let message = format!(
            "the attribute `{}` has the type `xs:anyType`, which is complex",
            of.name.local
        );
        diagnostics.warning(Code::WrongKind, of.span, message);
    }
    if let Some(value) = &of.value {
        literal(literals, of.ty, &of.name, &value.text, of.span, diagnostics);
    }
}

/// Checks the value constraint of the use of a global attribute.
pub(super) fn attribute_use(
    literals: &Literals<'_>,
    of: &AttributeUse,
    diagnostics: &mut Diagnostics,
) {
    let declaration = &literals.model.attributes[of.attribute];
    if !declaration.global {
        return;
    }
    let Some(value) = &of.value else { return };
    literal(
        literals,
        declaration.ty,
        &declaration.name,
        &value.text,
        of.span,
        diagnostics,
    );
    if let Some(fixed) = declaration.value.as_ref().filter(|one| one.is_fixed)
        && !keeps(literals, declaration.ty, Some(value), fixed)
    {
        diagnostics
            .warning(
                Code::ValueOutsideType,
                of.span,
                format!(
                    "the attribute `{}` is fixed to `{}`",
                    declaration.name.local, fixed.text
                ),
            )
            .related(declaration.span, "its declaration");
    }
}

/// Whether a value constraint keeps the fixed value of the declaration that it restricts or refers to: values are
/// compared, not texts.
pub(super) fn keeps(
    literals: &Literals<'_>,
    ty: TypeId,
    own: Option<&ValueConstraint>,
    fixed: &ValueConstraint,
) -> bool {
    let text = match &literals.model.types[ty].kind {
        TypeKind::Complex(complex) => match complex.content {
            Content::Simple(text) => text,
            _ => Builtin::String.id(),
        },
        TypeKind::Simple(_) => ty,
    };
    own.is_some_and(|own| own.is_fixed && literals.is_same(text, &own.text, &fixed.text))
}

fn literal(
    literals: &Literals<'_>,
    ty: TypeId,
    name: &QName,
    text: &str,
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    let root = literals.effective.get(ty).map(|of| of.root);
    if root == Some(ValueKind::Builtin(Builtin::Id)) {
        let message = format!(
            "`{}` is an ID, and has a default or fixed value",
            name.local
        );
        diagnostics.warning(Code::IdType, span, message);
    }
    if let Some(reason) = literals.problem(ty, text) {
        diagnostics.warning(
            Code::ValueOutsideType,
            span,
            format!(
                "the value `{text}` of `{}` is not of its type: {reason}",
                name.local
            ),
        );
    }
}

/// Checks that `xs:NOTATION` is used only through restrictions that list notations.
fn notation(
    literals: &Literals<'_>,
    ty: TypeId,
    name: &QName,
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    let root = literals.effective.get(ty).map(|of| of.root);
    if root == Some(ValueKind::Builtin(Builtin::Notation)) && !literals.is_enumerated(ty) {
        let message = format!("`{}` is a NOTATION without an enumeration", name.local);
        diagnostics.warning(Code::Notation, span, message);
    }
}
