//! Selects the components to generate: those that the user asked for, and those that they need.

mod filter;
mod port_types;

use crate::diagnostic::Diagnostics;
use crate::model::*;
use crate::options::Options;
use filter::Filter;
pub(crate) use port_types::{SelectedBinding, SelectedPort, SelectedPortType};
use std::collections::BTreeSet;

/// The components to generate.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    /// Port types, by name.
    pub port_types: Vec<SelectedPortType>,
    /// Named types.
    pub types: BTreeSet<TypeId>,
    /// Global elements with anonymous types that belong to no operation.
    pub elements: BTreeSet<ElementId>,
    /// Names of components that selectors left out, sorted.
    pub left_out: Vec<String>,
}

/// Selects the components that the options ask for.
pub(crate) fn select(
    facts: &Facts<'_>,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Selection {
    let model = facts.model;
    let filter = Filter::new(options);
    let mut left_out = BTreeSet::new();
    let port_types = port_types::select(model, &filter, diagnostics, &mut left_out);

    let mut closure = Closure::new(facts);
    add_types(model, &filter, &mut closure);
    for port_type in &port_types {
        add_messages(model, port_type, &mut closure);
    }
    closure.run();
    for (id, ty) in model.types.iter() {
        if let Some(name) = &ty.name
            && !id.is_builtin()
            && !closure.types.contains(&id)
        {
            left_out.insert(format!("type {name}"));
        }
    }
    filter.report(diagnostics);
    Selection {
        port_types,
        types: closure
            .types
            .into_iter()
            .filter(|id| model.types[*id].name.is_some() && !id.is_builtin())
            .collect(),
        elements: closure
            .elements
            .into_iter()
            .filter(|id| {
                let element = &model.elements[*id];
                element.global && model.types[element.ty].name.is_none()
            })
            .collect(),
        left_out: left_out.into_iter().collect(),
    }
}

/// Adds the types that selectors name; all types and global elements if the user chose neither operations nor types.
fn add_types(model: &Model, filter: &Filter, closure: &mut Closure<'_>) {
    let everything = !filter.narrows() && filter.types.is_empty();
    for (id, ty) in model.types.iter() {
        let Some(name) = &ty.name else { continue };
        if id.is_builtin() {
            continue;
        }
        let asked = filter.types.any_name(name);
        let excluded = filter.not_types.any_name(name);
        if (everything && !excluded) || asked {
            closure.ty(id);
        }
    }
    if everything {
        for (id, element) in model.elements.iter() {
            if element.global {
                closure.element(id);
            }
        }
    }
}

/// Adds the contents of the messages and header blocks of a port type.
fn add_messages(model: &Model, selected: &SelectedPortType, closure: &mut Closure<'_>) {
    let port_type = &model.port_types[selected.port_type];
    for &index in &selected.operations {
        let Some(operation) = port_type.operations.get(index) else {
            continue;
        };
        let messages = operation
            .input
            .iter()
            .chain(&operation.output)
            .chain(&operation.faults);
        for message in messages {
            for part in &model.messages[message.message].parts {
                closure.part(part.content);
            }
        }
    }
    let bound = selected.bindings.iter();
    let bound = bound.flat_map(|selected| &model.bindings[selected.binding].operations);
    let bound = bound.filter(|bound| selected.has(bound.operation));
    for header in bound.flat_map(BindingOperation::all_headers) {
        if let Some(part) = model.messages[header.message].parts.get(header.part) {
            closure.part(part.content);
        }
    }
}
