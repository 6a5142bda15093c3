//! Reports and cuts cycles that no component may have, so that later walks of the model end.

use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;

/// Cuts cycles of derivation, of groups, of attribute groups and of substitution groups.
pub(super) fn cut(model: &mut Model, diagnostics: &mut Diagnostics) {
    types(model, diagnostics);
    groups(model, diagnostics);
    attribute_groups(model, diagnostics);
    substitutions(model, diagnostics);
}

/// The edges that close a cycle, found by one depth-first walk over all nodes. Each has the nodes of its cycle.
fn closing_edges(
    count: usize,
    edges: impl Fn(usize) -> Vec<usize>,
) -> Vec<(usize, usize, Vec<usize>)> {
    #[derive(Clone, Copy, PartialEq)]
    enum Visit {
        New,
        Open,
        Done,
    }
    let mut state = vec![Visit::New; count];
    let mut found = Vec::new();
    for start in 0..count {
        if state.get(start) != Some(&Visit::New) {
            continue;
        }
        let mut stack: Vec<(usize, Vec<usize>, usize)> = vec![(start, edges(start), 0)];
        if let Some(state) = state.get_mut(start) {
            *state = Visit::Open;
        }
        while let Some((node, targets, next)) = stack.last_mut() {
            let from = *node;
            let Some(to) = targets.get(*next).copied() else {
                if let Some(state) = state.get_mut(from) {
                    *state = Visit::Done;
                }
                stack.pop();
                continue;
            };
            *next += 1;
            match state.get(to) {
                Some(Visit::New) => {
                    if let Some(state) = state.get_mut(to) {
                        *state = Visit::Open;
                    }
                    stack.push((to, edges(to), 0));
                }
                Some(Visit::Open) => {
                    let cycle = stack
                        .iter()
                        .map(|(node, _, _)| *node)
                        .skip_while(|node| *node != to)
                        .collect();
                    found.push((from, to, cycle));
                }
                _ => {}
            }
        }
    }
    found
}

fn types(model: &mut Model, diagnostics: &mut Diagnostics) {
    let ids: Vec<TypeId> = model.types.ids().collect();
    let any = Builtin::AnyType.id();
    let closing = closing_edges(ids.len(), |index| {
        let Some(id) = ids.get(index) else {
            return Vec::new();
        };
        if *id == any {
            return Vec::new();
        }
        let targets: Vec<TypeId> = match &model.types[*id].kind {
            TypeKind::Complex(complex) => match complex.derivation {
                Derivation::None => Vec::new(),
                Derivation::Extension(base) | Derivation::Restriction(base) => vec![base],
            },
            TypeKind::Simple(simple) => {
                let mut targets: Vec<TypeId> = simple.base.into_iter().collect();
                match &simple.variety {
                    Variety::List(item) => targets.push(*item),
                    Variety::Union(members) => targets.extend(members),
                    _ => {}
                }
                targets
            }
        };
        targets.into_iter().map(|target| target.index()).collect()
    });
    for (from, to, cycle) in closing {
        let (Some(from), Some(to)) = (ids.get(from).copied(), ids.get(to).copied()) else {
            continue;
        };
        let names: Vec<String> = cycle
            .iter()
            .filter_map(|index| {
                model.types[*ids.get(*index)?]
                    .name
                    .as_ref()
                    .map(QName::to_string)
            })
            .collect();
        let first = names.first().cloned().unwrap_or_default();
        let found = diagnostics.error(
            Code::DerivationCycle,
            model.types[to].span,
            format!("the type `{first}` is derived from itself"),
        );
        if names.len() > 1 {
            found.help(format!("the cycle is {} -> {first}", names.join(" -> ")));
        }
        let string = Builtin::AnySimpleType.id();
        match &mut model.types[from].kind {
            TypeKind::Complex(complex) => complex.derivation = Derivation::None,
            TypeKind::Simple(simple) => {
                if simple.base == Some(to) {
                    simple.base = Some(string);
                }
                match &mut simple.variety {
                    Variety::List(item) if *item == to => *item = string,
                    Variety::Union(members) => members.retain(|member| *member != to),
                    _ => {}
                }
            }
        }
    }
}

fn group_references(particle: &Particle, found: &mut Vec<usize>) {
    match &particle.term {
        Term::GroupRef(group) => found.push(group.index()),
        Term::Group(_, particles) => {
            for particle in particles {
                group_references(particle, found);
            }
        }
        Term::Element(_) | Term::Any(_) => {}
    }
}

fn groups(model: &mut Model, diagnostics: &mut Diagnostics) {
    let ids: Vec<GroupId> = model.groups.ids().collect();
    let closing = closing_edges(ids.len(), |index| {
        let mut found = Vec::new();
        if let Some(id) = ids.get(index) {
            group_references(&model.groups[*id].particle, &mut found);
        }
        found
    });
    for (from, to, _) in closing {
        let (Some(from), Some(to)) = (ids.get(from).copied(), ids.get(to).copied()) else {
            continue;
        };
        diagnostics.error(
            Code::GroupCycle,
            model.groups[to].span,
            format!("the group `{}` contains itself", model.groups[to].name),
        );
        cut_reference(&mut model.groups[from].particle, to);
    }
}

fn cut_reference(particle: &mut Particle, group: GroupId) {
    match &mut particle.term {
        Term::GroupRef(other) if *other == group => {
            particle.term = Term::Group(Compositor::Sequence, Vec::new())
        }
        Term::Group(_, particles) => {
            for particle in particles {
                cut_reference(particle, group);
            }
        }
        _ => {}
    }
}

fn attribute_groups(model: &mut Model, diagnostics: &mut Diagnostics) {
    let ids: Vec<AttributeGroupId> = model.attribute_groups.ids().collect();
    let closing = closing_edges(ids.len(), |index| {
        let Some(id) = ids.get(index) else {
            return Vec::new();
        };
        let items = model.attribute_groups[*id].attributes.iter();
        items
            .filter_map(|item| match item {
                AttributeItem::Group(group) => Some(group.index()),
                AttributeItem::Use(_) => None,
            })
            .collect()
    });
    for (from, to, _) in closing {
        let (Some(from), Some(to)) = (ids.get(from).copied(), ids.get(to).copied()) else {
            continue;
        };
        let group = &model.attribute_groups[to];
        diagnostics.error(
            Code::GroupCycle,
            group.span,
            format!("the attribute group `{}` contains itself", group.name),
        );
        let items = &mut model.attribute_groups[from].attributes;
        items.retain(|item| !matches!(item, AttributeItem::Group(group) if *group == to));
    }
}

fn substitutions(model: &mut Model, diagnostics: &mut Diagnostics) {
    let ids: Vec<ElementId> = model.elements.ids().collect();
    let closing = closing_edges(ids.len(), |index| {
        let head = ids
            .get(index)
            .and_then(|id| model.elements[*id].substitution_group);
        head.into_iter().map(|head| head.index()).collect()
    });
    for (from, to, _) in closing {
        let (Some(from), Some(to)) = (ids.get(from).copied(), ids.get(to).copied()) else {
            continue;
        };
        diagnostics.error(
            Code::SubstitutionCycle,
            model.elements[to].span,
            format!(
                "the element `{}` is in its own substitution group",
                model.elements[to].name
            ),
        );
        model.elements[from].substitution_group = None;
    }
}
