//! The content of a complex type as one flat list of members.

use super::label::documentation;
use super::{
    AttributeItem, AttributeUse, Builtin, ComplexType, Compositor, Content, Derivation, ElementId,
    Model, Particle, Presence, QName, Term, TypeId, TypeKind, ValueConstraint,
};
use std::collections::BTreeSet;

/// The kind of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MemberKind {
    /// An attribute.
    Attribute,
    /// A child element.
    Element,
    /// The text of simple content.
    Text,
    /// Any element (`xs:any`).
    AnyElement,
    /// Any attribute.
    AnyAttribute,
}

/// A member of a complex type. Its occurrence takes the groups around it into account.
#[derive(Clone, Debug)]
pub struct Member {
    /// The kind.
    pub kind: MemberKind,
    /// Name; empty for wildcards and text.
    pub name: QName,
    /// Type; `xs:anyType` for wildcards.
    pub ty: TypeId,
    /// Least occurrence.
    pub min: u32,
    /// Most occurrences; `None` for unbounded.
    pub max: Option<u32>,
    /// Whether it is nillable.
    pub nillable: bool,
    /// Whether it is in a choice.
    pub in_choice: bool,
    /// The outermost choice around it.
    pub choice: Option<InChoice>,
    /// Whether a base type declares it.
    pub inherited: bool,
    /// The element declaration, for elements.
    pub element: Option<ElementId>,
    /// The default or fixed value, if it has one.
    pub value: Option<ValueConstraint>,
    /// Documentation of the declaration.
    pub documentation: String,
    /// Whether a value without it is read and written as `None`: not that of an alternative of a choice, which is there once it is
    /// chosen, nor that of an item of a list.
    pub(crate) may_be_absent: bool,
}

/// All members of a complex type, those of its bases first; none for a simple type.
pub fn members(model: &Model, ty: TypeId) -> Vec<Member> {
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    collect(model, ty, false, &mut seen, &mut all);
    all
}

fn collect(
    model: &Model,
    ty: TypeId,
    inherited: bool,
    seen: &mut BTreeSet<TypeId>,
    all: &mut Vec<Member>,
) {
    let TypeKind::Complex(complex) = &model.types[ty].kind else {
        return;
    };
    if !seen.insert(ty) {
        return;
    }
    match complex.derivation {
        Derivation::Extension(base) => collect(model, base, true, seen, all),
        Derivation::Restriction(base) => restricted(model, complex, base, seen, all),
        Derivation::None => {}
    }
    attributes(model, complex, inherited, all);
    match &complex.content {
        Content::Empty => {}
        Content::Simple(text) => all.push(Member {
            kind: MemberKind::Text,
            ty: *text,
            inherited,
            ..Member::blank()
        }),
        Content::Particle(particle) => {
            let outer = Occurrence {
                min: 1,
                max: Some(1),
                in_choice: false,
                choice: None,
                inherited,
                depth: 0,
                own: OwnPlace::STRUCT,
            };
            particles(model, particle, outer, all);
        }
    }
}

/// The attributes that a restriction keeps of its base without naming them (Part 1, 3.4.2). Those of a type of SOAP encoding belong
/// to the encoding, not to the value.
fn restricted(
    model: &Model,
    complex: &ComplexType,
    base: TypeId,
    seen: &mut BTreeSet<TypeId>,
    all: &mut Vec<Member>,
) {
    const ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";
    let name = model.types[base].name.as_ref();
    if name.is_some_and(|name| &*name.namespace == ENCODING) {
        return;
    }
    let mut named = BTreeSet::new();
    uses(model, complex, &mut |one| {
        named.insert(model.attributes[one.attribute].name.clone());
    });
    let mut inherited = Vec::new();
    collect(model, base, true, seen, &mut inherited);
    let kept = inherited
        .into_iter()
        .filter(|member| member.kind == MemberKind::Attribute && !named.contains(&member.name));
    all.extend(kept);
}

/// Shows each use of an attribute that a type declares, those of its groups included. Returns whether there is a wildcard.
fn uses(model: &Model, complex: &ComplexType, show: &mut dyn FnMut(&AttributeUse)) -> bool {
    let mut pending: Vec<&AttributeItem> = complex.attributes.iter().rev().collect();
    let mut groups = BTreeSet::new();
    let mut any = complex.any_attribute.is_some();
    while let Some(item) = pending.pop() {
        match item {
            AttributeItem::Use(one) => show(one),
            AttributeItem::Group(group) => {
                if groups.insert(*group) {
                    pending.extend(model.attribute_groups[*group].attributes.iter().rev());
                    any |= model.attribute_groups[*group].any_attribute.is_some();
                }
            }
        }
    }
    any
}

fn attributes(model: &Model, complex: &ComplexType, inherited: bool, all: &mut Vec<Member>) {
    let any = uses(model, complex, &mut |one| {
        if one.presence == Presence::Prohibited {
            return;
        }
        let declaration = &model.attributes[one.attribute];
        let value = one.value.as_ref().or(declaration.value.as_ref());
        all.push(Member {
            kind: MemberKind::Attribute,
            name: declaration.name.clone(),
            ty: declaration.ty,
            min: u32::from(one.presence == Presence::Required),
            inherited,
            value: value.cloned(),
            documentation: documentation(&declaration.annotation).into_owned(),
            ..Member::blank()
        });
    });
    if any {
        all.push(Member {
            kind: MemberKind::AnyAttribute,
            min: 0,
            max: None,
            inherited,
            ..Member::blank()
        });
    }
}

/// The place of a member in the outermost choice around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InChoice {
    /// The choices of a type have different numbers.
    pub number: usize,
    /// The alternative that it belongs to.
    pub branch: usize,
    /// Whether the whole choice may be left out.
    pub is_optional: bool,
}

#[derive(Clone, Copy)]
struct Occurrence {
    min: u32,
    max: Option<u32>,
    in_choice: bool,
    choice: Option<InChoice>,
    inherited: bool,
    depth: u32,
    own: OwnPlace,
}

/// The place of a particle in the innermost struct or choice that is generated for it.
#[derive(Clone, Copy)]
struct OwnPlace {
    min: u32,
    is_list: bool,
    /// Whether it is an alternative of a choice itself.
    is_branch: bool,
}

impl OwnPlace {
    /// A particle of a struct that is there once.
    const STRUCT: Self = Self {
        min: 1,
        is_list: false,
        is_branch: false,
    };

    /// That of what is in a particle, as generated code has it (`plan/lower/`).
    fn inside(self, model: &Model, particle: &Particle) -> Self {
        let is_repeated = particle.max.is_none_or(|max| max > 1);
        let same = Self {
            min: self.min.saturating_mul(particle.min),
            is_list: self.is_list || is_repeated,
            ..self
        };
        let (term, is_group) = match &particle.term {
            Term::GroupRef(group) => (&model.groups[*group].particle.term, true),
            term => (term, false),
        };
        let Term::Group(compositor, inside) = term else {
            return same;
        };
        let live: Vec<&Particle> = inside.iter().filter(|one| one.max != Some(0)).collect();
        let is_one_simple = match live.as_slice() {
            [] => true,
            [one] => match &one.term {
                Term::Element(_) | Term::Any(_) => true,
                Term::Group(compositor, _) => *compositor == Compositor::Choice,
                Term::GroupRef(_) => false,
            },
            _ => false,
        };
        match compositor {
            Compositor::Choice => Self {
                is_branch: self.is_branch || is_repeated || live.len() > 1,
                ..same
            },
            _ if self.is_branch && !is_group && !is_repeated && live.len() <= 1 => same,
            _ if self.is_branch || is_repeated && !is_one_simple => Self::STRUCT,
            _ => same,
        }
    }
}

fn particles(model: &Model, particle: &Particle, outer: Occurrence, all: &mut Vec<Member>) {
    let min = outer.min.saturating_mul(particle.min);
    let max = match (outer.max, particle.max) {
        (Some(one), Some(other)) => Some(one.saturating_mul(other)),
        (Some(0), None) | (None, Some(0)) => Some(0),
        _ => None,
    };
    // Linking reports circular groups. Here the depth is only limited.
    if max == Some(0) || outer.depth > 64 {
        return;
    }
    let inner = Occurrence {
        min,
        max,
        depth: outer.depth + 1,
        own: outer.own.inside(model, particle),
        ..outer
    };
    match &particle.term {
        Term::Element(element) => {
            let declaration = &model.elements[*element];
            all.push(Member {
                kind: MemberKind::Element,
                name: declaration.name.clone(),
                ty: declaration.ty,
                min,
                max,
                nillable: declaration.nillable,
                in_choice: outer.in_choice,
                choice: outer.choice,
                inherited: outer.inherited,
                element: Some(*element),
                value: declaration.value.clone(),
                documentation: documentation(&declaration.annotation).into_owned(),
                may_be_absent: inner.own.min == 0 && !inner.own.is_list && !inner.own.is_branch,
            });
        }
        Term::Group(compositor, inside) => {
            let choice = *compositor == Compositor::Choice && inside.len() > 1;
            let inner = Occurrence {
                min: if choice { 0 } else { min },
                in_choice: outer.in_choice || choice,
                ..inner
            };
            let number = all.len();
            for (branch, one) in inside.iter().enumerate() {
                let own = InChoice {
                    number,
                    branch,
                    is_optional: min == 0,
                };
                let choice = outer.choice.or(choice.then_some(own));
                particles(model, one, Occurrence { choice, ..inner }, all);
            }
        }
        Term::GroupRef(group) => particles(model, &model.groups[*group].particle, inner, all),
        Term::Any(wildcard) => all.push(Member {
            kind: MemberKind::AnyElement,
            min,
            max,
            in_choice: outer.in_choice,
            choice: outer.choice,
            inherited: outer.inherited,
            documentation: wildcard.annotation.documentation.clone(),
            ..Member::blank()
        }),
    }
}

impl Member {
    fn blank() -> Self {
        Self {
            kind: MemberKind::Text,
            name: QName::new("", ""),
            ty: Builtin::AnyType.id(),
            min: 1,
            max: Some(1),
            nillable: false,
            in_choice: false,
            choice: None,
            inherited: false,
            element: None,
            value: None,
            documentation: String::new(),
            may_be_absent: false,
        }
    }

    /// The label in text: `Name`, `@name`, `text`, `any element`, `any attribute`.
    pub fn label(&self) -> String {
        match self.kind {
            MemberKind::Attribute => format!("@{}", self.name.local),
            MemberKind::Element => self.name.local.to_string(),
            MemberKind::Text => "text".to_owned(),
            MemberKind::AnyElement => "any element".to_owned(),
            MemberKind::AnyAttribute => "any attribute".to_owned(),
        }
    }

    /// The occurrence as text: `required`, `optional, nillable`, `0..n`, `2..5`, `in a choice`.
    pub fn occurrence(&self) -> String {
        let mut text = match (self.min, self.max) {
            (0, Some(1)) if self.in_choice => "in a choice".to_owned(),
            (0, Some(1)) => "optional".to_owned(),
            (1, Some(1)) => "required".to_owned(),
            (min, None) => format!("{min}..n"),
            (min, Some(max)) => format!("{min}..{max}"),
        };
        if self.in_choice && (self.min, self.max) != (0, Some(1)) {
            text.push_str(", in a choice");
        }
        if self.nillable {
            text.push_str(", nillable");
        }
        text
    }
}
