//! Checks the rules of XML Schema on the linked model.

mod attributes;
mod budget;
mod complex;
mod derived;
mod emptiable;
mod identity;
mod infinite_type;
mod occurrence;
mod restriction;
mod simple;
mod substitution;
mod unique;
mod value;
mod value_constraint;
mod wildcard;

pub(crate) use simple::{AllEffective, Literals};
pub(crate) use value::Decimal;

use crate::diagnostic::{Code, Diagnostics};
use crate::model::{AttributeItem, ElementId, Model, TypeDef, TypeKind};
use std::collections::BTreeMap;

/// Reports errors and oddities of the model. Changes nothing.
pub(crate) fn validate(model: &Model, diagnostics: &mut Diagnostics) {
    // Everything after this walks the model again and again.
    if !budget::check(model, diagnostics) {
        return;
    }
    let effective = AllEffective::new(model);
    let emptiable = emptiable::Emptiable::new(model);
    let literals = Literals::new(model, &effective);
    let mut substitutes: BTreeMap<ElementId, Vec<ElementId>> = BTreeMap::new();
    for (id, element) in model.elements.iter() {
        if let Some(head) = element.substitution_group {
            substitutes.entry(head).or_default().push(id);
        }
    }
    let mut complex = complex::ComplexCheck::new(&literals, &emptiable, &substitutes);
    let mut attributes = attributes::Attributes::new(model, &literals);
    attributes.groups(diagnostics);
    complex.redefined_groups(diagnostics);
    for (id, of) in model.types.iter() {
        if id.is_builtin() {
            continue;
        }
        match &of.kind {
            TypeKind::Simple(simple) => {
                simple::check(&literals, id, of, simple, diagnostics);
            }
            TypeKind::Complex(definition) => {
                for item in &definition.attributes {
                    if let AttributeItem::Use(used) = item {
                        value_constraint::attribute_use(&literals, used, diagnostics);
                    }
                }
                complex.check(id, of, definition, diagnostics);
                attributes.check(id, of, definition, diagnostics);
            }
        }
    }
    for (_, attribute) in model.attributes.iter() {
        value_constraint::attribute(&literals, attribute, diagnostics);
    }
    for (_, element) in model.elements.iter() {
        substitution::check(model, element, diagnostics);
        value_constraint::element(&literals, &emptiable, element, diagnostics);
        if element.nillable && element.value.as_ref().is_some_and(|value| value.is_fixed) {
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
