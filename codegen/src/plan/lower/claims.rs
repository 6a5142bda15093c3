//! Elements of bodies whose anonymous types belong to the module of their service.

use crate::model::*;
use crate::select::Selection;
use std::collections::BTreeSet;

/// Elements of bodies that nothing else refers to.
pub(super) fn claims(model: &Model, selection: &Selection) -> BTreeSet<ElementId> {
    let mut referenced: BTreeSet<ElementId> = BTreeSet::new();
    let mut stack: Vec<&Particle> = Vec::new();
    for (_, ty) in model.types.iter() {
        if let TypeKind::Complex(ComplexType {
            content: Content::Particle(particle),
            ..
        }) = &ty.kind
        {
            stack.push(particle);
        }
    }
    stack.extend(model.groups.iter().map(|(_, group)| &group.particle));
    while let Some(particle) = stack.pop() {
        match &particle.term {
            Term::Element(element) if model.elements[*element].global => {
                referenced.insert(*element);
            }
            Term::Group(_, items) => stack.extend(items),
            _ => {}
        }
    }
    for (id, element) in model.elements.iter() {
        // Substitutes may occur wherever their heads do.
        if let Some(head) = element.substitution_group {
            referenced.insert(head);
            referenced.insert(id);
        }
    }
    let mut bodies: BTreeSet<ElementId> = BTreeSet::new();
    for selected in &selection.port_types {
        let port_type = &model.port_types[selected.port_type];
        for operation in selected
            .operations
            .iter()
            .filter_map(|index| port_type.operations.get(*index))
        {
            for message in operation.input.iter().chain(&operation.output) {
                for part in &model.messages[message.message].parts {
                    if let PartContent::Element(element) = part.content {
                        bodies.insert(element);
                    }
                }
            }
            for fault in &operation.faults {
                for part in &model.messages[fault.message].parts {
                    if let PartContent::Element(element) = part.content {
                        referenced.insert(element);
                    }
                }
            }
        }
        for bound in &selected.bindings {
            for operation in &model.bindings[bound.binding].operations {
                for header in operation.all_headers() {
                    if let Some(part) = model.messages[header.message].parts.get(header.part)
                        && let PartContent::Element(element) = part.content
                    {
                        referenced.insert(element);
                    }
                }
            }
        }
    }
    bodies.retain(|element| !referenced.contains(element));
    bodies
}
