//! Rules of XML Schema about the linked model.

mod complex;
mod emptiable;
mod identity;
mod infinite_type;
mod simple;
mod value;
mod value_constraint;

use crate::diagnostic::{Code, Diagnostics};
use crate::model::{AttributeItem, Content, Model, TypeDef, TypeKind, ValueConstraint};

/// Reports what is wrong or odd in the model. Decides nothing, changes nothing.
pub(crate) fn validate(model: &Model, diagnostics: &mut Diagnostics) {
    let effective = simple::AllEffective::new(model);
    let emptiable = emptiable::Emptiable::new(model);
    let literals = simple::Literals::new(model, &effective);
    for (id, of) in model.types.iter() {
        if id.is_builtin() {
            continue;
        }
        match &of.kind {
            TypeKind::Simple(simple) => {
                simple::check(&literals, id, of, simple, diagnostics);
            }
            TypeKind::Complex(definition) => {
                complex::derivation(model, of, definition, diagnostics);
                for item in &definition.attributes {
                    if let AttributeItem::Use(used) = item {
                        value_constraint::attribute_use(&literals, used, diagnostics);
                    }
                }
                complex::attributes(model, of, definition, diagnostics);
                if let Content::Particle(particle) = &definition.content {
                    complex::consistent(model, of, particle, diagnostics);
                }
            }
        }
    }
    for (_, attribute) in model.attributes.iter() {
        value_constraint::attribute(&literals, attribute, diagnostics);
    }
    for (_, element) in model.elements.iter() {
        value_constraint::element(&literals, &emptiable, element, diagnostics);
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
