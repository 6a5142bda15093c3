//! Rules of XML Schema about the linked model.

mod complex;
mod facets;
mod identity;
mod infinite_type;

use crate::diagnostic::{Code, Diagnostics};
use crate::model::{Content, Facts, Model, TypeDef, TypeKind, ValueConstraint};

/// Reports what is wrong or odd in the model. Decides nothing, changes nothing.
pub(crate) fn validate(model: &Model, diagnostics: &mut Diagnostics) {
    let facts = Facts::new(model);
    for (id, of) in model.types.iter() {
        if id.is_builtin() {
            continue;
        }
        match &of.kind {
            TypeKind::Simple(simple) => {
                let primitive = facts.primitive(id);
                facets::check(primitive, of, simple, diagnostics);
            }
            TypeKind::Complex(definition) => {
                complex::derivation(model, of, definition, diagnostics);
                complex::attributes(model, of, definition, diagnostics);
                if let Content::Particle(particle) = &definition.content {
                    complex::consistent(model, of, particle, diagnostics);
                }
            }
        }
    }
    for (_, element) in model.elements.iter() {
        if element.nillable && matches!(element.value, Some(ValueConstraint::Fixed(_))) {
            diagnostics.warning(
                Code::OddNillable,
                element.span,
                format!(
                    "the element `{}` is nillable and has a fixed value",
                    element.name.local
                ),
            );
        }
    }
    identity::check(model, diagnostics);
    infinite_type::check(model, diagnostics);
}

fn type_name(of: &TypeDef) -> String {
    of.name.as_ref().map_or_else(
        || "the anonymous type".into(),
        |name| format!("`{}`", name.local),
    )
}
