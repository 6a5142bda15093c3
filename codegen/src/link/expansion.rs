//! Reports and cuts groups with too many particles. If each group refers to the next one twice, every level doubles the
//! number of particles, in a contract of a few lines.

use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;

/// The most elements and wildcards of a group or type, with those of the groups in it.
const PARTICLES: u64 = 10_000;
/// The deepest nesting of groups.
const DEPTH: usize = 100;

/// The expanded size of a particle.
#[derive(Clone, Copy, Default)]
struct Size {
    particles: u64,
    depth: usize,
}

/// Cuts groups and types that are too large.
pub(super) fn cut(model: &mut Model, diagnostics: &mut Diagnostics) {
    let mut sizes: Vec<Option<Size>> = model.groups.ids().map(|_| None).collect();
    let ids: Vec<GroupId> = model.groups.ids().collect();
    for id in &ids {
        // The groups that a group refers to come first. There are no cycles at this stage.
        let mut stack = vec![*id];
        while let Some(group) = stack.last().copied() {
            let mut pending = Vec::new();
            let size = size(&model.groups[group].particle, &sizes, &mut pending);
            if !pending.is_empty() {
                stack.extend(pending);
                continue;
            }
            stack.pop();
            let Some(known) = sizes.get_mut(group.index()) else {
                continue;
            };
            if known.is_some() {
                continue;
            }
            let definition = &model.groups[group];
            let what = format!("the group `{}`", definition.name);
            let is_cut = report(size, &what, definition.span, diagnostics);
            *known = Some(if is_cut { Size::default() } else { size });
            if is_cut {
                empty(&mut model.groups[group].particle);
            }
        }
    }
    types(model, &sizes, diagnostics);
}

fn types(model: &mut Model, sizes: &[Option<Size>], diagnostics: &mut Diagnostics) {
    let ids: Vec<TypeId> = model.types.ids().collect();
    for id in ids {
        let TypeKind::Complex(ComplexType {
            content: Content::Particle(particle),
            ..
        }) = &model.types[id].kind
        else {
            continue;
        };
        let size = size(particle, sizes, &mut Vec::new());
        let what = match &model.types[id].name {
            Some(name) => format!("the type `{name}`"),
            None => "the anonymous type".to_owned(),
        };
        if report(size, &what, model.types[id].span, diagnostics)
            && let TypeKind::Complex(complex) = &mut model.types[id].kind
            && let Content::Particle(particle) = &mut complex.content
        {
            empty(particle);
        }
    }
}

fn report(size: Size, what: &str, span: Span, diagnostics: &mut Diagnostics) -> bool {
    let message = if size.particles > PARTICLES {
        format!(
            "{what} stands for {} elements and wildcards, more than {PARTICLES}",
            size.particles
        )
    } else if size.depth > DEPTH {
        format!("{what} nests more than {DEPTH} groups")
    } else {
        return false;
    };
    diagnostics.error(Code::Expansion, span, message);
    true
}

/// The size of a particle. Groups in it of unknown size are added to `pending`.
fn size(particle: &Particle, sizes: &[Option<Size>], pending: &mut Vec<GroupId>) -> Size {
    match &particle.term {
        Term::Element(_) | Term::Any(_) => Size {
            particles: 1,
            depth: 0,
        },
        Term::GroupRef(group) => match sizes.get(group.index()) {
            Some(Some(size)) => Size {
                particles: size.particles,
                depth: size.depth + 1,
            },
            _ => {
                pending.push(*group);
                Size::default()
            }
        },
        Term::Group(_, items) => items.iter().fold(Size::default(), |sum, item| {
            let one = size(item, sizes, pending);
            Size {
                particles: sum.particles.saturating_add(one.particles),
                depth: sum.depth.max(one.depth),
            }
        }),
    }
}

fn empty(particle: &mut Particle) {
    particle.term = Term::Group(Compositor::Sequence, Vec::new());
}
