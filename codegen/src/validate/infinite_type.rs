//! Types without a finite value.

use super::type_name;
use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;
use std::collections::BTreeMap;

/// Reports types that require a value of themselves: no finite document has one. In SOAP encoding any of them may be null
/// (SOAP 1.1, section 5.1, rule 9), so types of encoded messages are left out.
pub(super) fn check(model: &Model, diagnostics: &mut Diagnostics) {
    // A type is finite if all types that it requires are. Starts from types that require none, and follows the
    // references backwards. Groups are nodes, too, after the types.
    let count = model.types.len();
    let mut needs: Vec<Vec<usize>> = Vec::with_capacity(count + model.groups.len());
    for (id, of) in model.types.iter() {
        let mut list = Vec::new();
        if let (TypeKind::Complex(complex), true) = (&of.kind, id != Builtin::AnyType.id()) {
            if let Derivation::Extension(base) = complex.derivation {
                list.push(base.index());
            }
            if let Content::Particle(particle) = &complex.content {
                required(model, particle, &mut list);
            }
        }
        needs.push(list);
    }
    for (_, group) in model.groups.iter() {
        let mut list = Vec::new();
        required(model, &group.particle, &mut list);
        needs.push(list);
    }
    let mut users: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (node, list) in needs.iter_mut().enumerate() {
        list.sort_unstable();
        list.dedup();
        for target in list {
            users.entry(*target).or_default().push(node);
        }
    }
    let mut open: Vec<usize> = needs.iter().map(Vec::len).collect();
    let mut ready: Vec<usize> = (0..open.len())
        .filter(|node| open.get(*node) == Some(&0))
        .collect();
    while let Some(node) = ready.pop() {
        for user in users.get(&node).into_iter().flatten() {
            if let Some(count) = open.get_mut(*user) {
                *count -= 1;
                if *count == 0 {
                    ready.push(*user);
                }
            }
        }
    }
    let endless = |id: TypeId| open.get(id.index()).is_some_and(|count| *count > 0);
    if !model.types.iter().any(|(id, _)| endless(id)) {
        return;
    }
    let facts = Facts::new(model);
    for (id, of) in model.types.iter() {
        if endless(id) && !facts.uses.has_only_encoded(id) {
            diagnostics.warning(
                Code::Endless,
                of.span,
                format!(
                    "{} requires a value of itself: no message can hold one",
                    type_name(of)
                ),
            );
        }
    }
}

/// The types and groups that must occur. Any branch of a choice may be the finite one.
fn required(model: &Model, particle: &Particle, list: &mut Vec<usize>) {
    if particle.min == 0 {
        return;
    }
    match &particle.term {
        Term::Element(id) if !model.elements[*id].nillable => {
            list.push(model.elements[*id].ty.index())
        }
        Term::Group(Compositor::Choice, _) | Term::Element(_) | Term::Any(_) => {}
        Term::Group(_, particles) => {
            for particle in particles {
                required(model, particle, list);
            }
        }
        Term::GroupRef(group) => list.push(model.types.len() + group.index()),
    }
}
