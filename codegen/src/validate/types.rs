//! Findings about types.

use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;
use std::collections::{BTreeMap, HashMap, HashSet};

pub(super) fn check(model: &Model, diagnostics: &mut Diagnostics) {
    let derived = Facts::new(model);
    for (id, of) in model.types.iter() {
        if id.is_builtin() {
            continue;
        }
        match &of.kind {
            TypeKind::Simple(simple) => {
                let primitive = derived.primitive(id);
                facets(primitive, of, simple, diagnostics);
            }
            TypeKind::Complex(complex) => {
                derivation(model, of, complex, diagnostics);
                attributes(model, of, complex, diagnostics);
                if let Content::Particle(particle) = &complex.content {
                    consistent(model, of, particle, diagnostics);
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
    endless(model, diagnostics);
}

fn name(of: &TypeDef) -> String {
    of.name.as_ref().map_or_else(
        || "the anonymous type".into(),
        |name| format!("`{}`", name.local),
    )
}

/// A type with simple content cannot be given children.
fn derivation(model: &Model, of: &TypeDef, complex: &ComplexType, diagnostics: &mut Diagnostics) {
    let (Derivation::Extension(base) | Derivation::Restriction(base)) = complex.derivation else {
        return;
    };
    let TypeKind::Complex(base_type) = &model.types[base].kind else {
        return;
    };
    if matches!(base_type.content, Content::Simple(_))
        && matches!(complex.content, Content::Particle(_))
    {
        diagnostics
            .error(
                Code::WrongKind,
                of.span,
                format!(
                    "{} adds elements to {}, which holds text",
                    name(of),
                    name(&model.types[base])
                ),
            )
            .related(model.types[base].span, "the base");
    }
}

/// The same attribute twice in one type.
fn attributes(model: &Model, of: &TypeDef, complex: &ComplexType, diagnostics: &mut Diagnostics) {
    let mut seen: HashSet<&QName> = HashSet::new();
    for item in &complex.attributes {
        // Groups are looked at one by one: what is twice in a group is said once.
        let AttributeItem::Use(used) = item else {
            continue;
        };
        let attribute = &model.attributes[used.attribute];
        if !seen.insert(&attribute.name) {
            diagnostics.error(
                Code::DuplicateAttribute,
                used.span,
                format!(
                    "{} has the attribute `{}` twice",
                    name(of),
                    attribute.name.local
                ),
            );
        }
    }
}

/// XML Schema Part 1, section 3.8.6, "Element Declarations Consistent": one name, one type.
fn consistent(model: &Model, of: &TypeDef, particle: &Particle, diagnostics: &mut Diagnostics) {
    fn walk<'m>(
        model: &'m Model,
        particle: &Particle,
        seen: &mut BTreeMap<&'m QName, ElementId>,
        odd: &mut Vec<(ElementId, ElementId)>,
    ) {
        match &particle.term {
            Term::Element(id) => {
                let element = &model.elements[*id];
                match seen.get(&element.name) {
                    Some(other) if !alike(model, model.elements[*other].ty, element.ty) => {
                        odd.push((*other, *id))
                    }
                    Some(_) => {}
                    None => {
                        seen.insert(&element.name, *id);
                    }
                }
            }
            Term::Group(_, particles) => {
                for particle in particles {
                    walk(model, particle, seen, odd);
                }
            }
            Term::GroupRef(_) | Term::Any(_) => {}
        }
    }
    let mut odd = Vec::new();
    walk(model, particle, &mut BTreeMap::new(), &mut odd);
    for (first, second) in odd {
        let element = &model.elements[second];
        diagnostics
            .warning(
                Code::Inconsistent,
                element.span,
                format!(
                    "the element `{}` has different types in {}",
                    element.name.local,
                    name(of)
                ),
            )
            .related(model.elements[first].span, "the other one");
    }
}

/// Two anonymous types count as alike here: comparing them is not worth it for a warning.
fn alike(model: &Model, a: TypeId, b: TypeId) -> bool {
    a == b || (model.types[a].name.is_none() && model.types[b].name.is_none())
}

fn facets(
    primitive: Option<Builtin>,
    of: &TypeDef,
    simple: &SimpleType,
    diagnostics: &mut Diagnostics,
) {
    use Builtin as B;
    let facets = &simple.facets;
    if let (Some(min), Some(max)) = (facets.min_length, facets.max_length)
        && min > max
    {
        diagnostics.error(
            Code::InvalidFacet,
            of.span,
            format!("minLength is {min} and maxLength is {max}: no value fits"),
        );
    }
    let is_decimal = match primitive {
        Some(builtin) => matches!(
            builtin,
            B::Decimal
                | B::Integer
                | B::NonPositiveInteger
                | B::NegativeInteger
                | B::Long
                | B::Int
                | B::Short
                | B::Byte
                | B::NonNegativeInteger
                | B::UnsignedLong
                | B::UnsignedInt
                | B::UnsignedShort
                | B::UnsignedByte
                | B::PositiveInteger
        ),
        None => false,
    };
    if !is_decimal {
        return;
    }
    let bounds = [
        ("minInclusive", &facets.min_inclusive),
        ("maxInclusive", &facets.max_inclusive),
        ("minExclusive", &facets.min_exclusive),
        ("maxExclusive", &facets.max_exclusive),
    ];
    for (facet, value) in bounds {
        if let Some(value) = value.as_ref().filter(|value| !decimal(value)) {
            diagnostics.error(
                Code::InvalidFacet,
                of.span,
                format!("the value `{value}` of the facet `{facet}` is not a number"),
            );
        }
    }
    for value in facets
        .enumeration
        .iter()
        .filter(|value| !decimal(value.value.trim()))
    {
        diagnostics.error(
            Code::InvalidFacet,
            value.span,
            format!("the enumeration value `{}` is not a number", value.value),
        );
    }
}

fn decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    all(whole) && all(fraction) && !(whole.is_empty() && fraction.is_empty())
}

/// Types that need a value of themselves: no document that ends can hold one.
fn endless(model: &Model, diagnostics: &mut Diagnostics) {
    // A type ends if all that it requires ends. Start from those that require nothing and follow the arrows backwards.
    // Groups are nodes of their own, after the types.
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
    let mut users: HashMap<usize, Vec<usize>> = HashMap::new();
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
    for (id, of) in model.types.iter() {
        if open.get(id.index()).is_some_and(|count| *count > 0) {
            diagnostics.warning(
                Code::Endless,
                of.span,
                format!(
                    "{} requires a value of itself: no message can hold one",
                    name(of)
                ),
            );
        }
    }
}

/// The types and groups of what must occur. Any branch of a choice may be the one that ends.
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
