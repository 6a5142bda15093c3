//! Groups that stand for more particles than anybody can use are reported and cut: each of two references to a group that refers
//! twice to the next one doubles what a contract of a few lines stands for.

use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;

/// So many elements and wildcards may be in a group or type, those of the groups in it included.
const PARTICLES: u64 = 10_000;
/// So many groups may be nested.
const DEPTH: usize = 100;

/// What a particle stands for.
#[derive(Clone, Copy, Default)]
struct Size {
    particles: u64,
    depth: usize,
}

/// Cuts what is too large.
pub(super) fn cut(model: &mut Model, diagnostics: &mut Diagnostics) {
    let mut sizes: Vec<Option<Size>> = model.groups.ids().map(|_| None).collect();
    let ids: Vec<GroupId> = model.groups.ids().collect();
    for id in &ids {
        // The groups that one refers to come first; there are no cycles any more.
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

/// The size of a particle; `pending` gets the groups in it whose size is not known yet.
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
