//! Facts about a schema that rulings ask for: constructs that judges are known to see differently.

use super::{
    Complex, Content, Element, Identity, Kind, Name, Particle, REDEFINED, Schema, Term, Type,
    Variety,
};

/// A part of a schema that an objection is about.
#[derive(Default)]
struct Parts<'a> {
    /// Complex types.
    types: Vec<&'a Complex>,
    /// Particles, and whether a group around each one repeats.
    particles: Vec<(&'a Particle, bool)>,
    /// Simple types.
    simple: Vec<&'a Type>,
    /// Identity constraints of all elements.
    identities: Vec<&'a Identity>,
}

impl Schema {
    /// Facts about the content of elements with a local name, or of all elements.
    pub fn facts(&self, parent: Option<&str>) -> Vec<&'static str> {
        let parts = self.parts(parent);
        let particles = || parts.particles.iter();
        let facts = [
            (
                "a repeated group may be empty",
                particles().any(|(particle, repeated)| {
                    let repeated = *repeated || particle.is_repeated();
                    repeated && self.is_emptiable(&particle.term, 0)
                }),
            ),
            (
                "a repeated group holds a number that varies",
                particles().any(|(particle, repeated)| {
                    *repeated && particle.max != Some(particle.min) && particle.max != Some(1)
                }),
            ),
            (
                "a limited number is inside itself",
                parts.types.iter().any(|of| self.nests_limit(of)),
            ),
            (
                "a required element is abstract",
                particles().any(|(particle, _)| self.is_abstract(particle)),
            ),
            (
                "a choice has an optional branch",
                particles().any(|(particle, _)| match &particle.term {
                    Term::Choice(parts) => parts
                        .iter()
                        .any(|part| part.min == 0 || self.is_emptiable(&part.term, 0)),
                    _ => false,
                }),
            ),
            (
                "a type extends an xs:all",
                parts.types.iter().any(|of| self.extends_all(of)),
            ),
            (
                "a wildcard meets that of an attribute group",
                parts.types.iter().any(|of| self.meets_wildcard(of)),
            ),
            (
                "a union has a list of XML Schema",
                parts.simple.iter().any(|of| self.has_listed_union(of, 0)),
            ),
            (
                "a component is redefined",
                self.components()
                    .any(|(_, name, _)| name.ends_with(REDEFINED)),
            ),
            (
                "a selector takes elements inside each other",
                parts.identities.iter().any(|one| one.is_nested()),
            ),
        ];
        let known = facts.into_iter().filter(|(_, holds)| *holds);
        known.map(|(fact, _)| fact).collect()
    }

    /// The parts of all types that elements of this name may have.
    fn parts(&self, parent: Option<&str>) -> Parts<'_> {
        let mut parts = Parts::default();
        for (_, _, kind) in self.components() {
            match kind {
                Kind::Element(element) => self.element_parts(element, parent, &mut parts),
                Kind::Type(of) => {
                    if parent.is_none() {
                        self.type_parts(of, &mut parts);
                    }
                    if let Type::Complex(complex) = of
                        && let Content::Particle(particle)
                        | Content::Extension(_, Some(particle))
                        | Content::Restriction(_, Some(particle)) = &complex.content
                    {
                        self.inside(&particle.term, parent, &mut parts);
                    }
                }
                Kind::Group(term) => self.inside(term, parent, &mut parts),
                Kind::Attribute(_) | Kind::Attributes(_) => {}
            }
        }
        parts
    }

    fn inside<'a>(&'a self, term: &'a Term, parent: Option<&str>, parts: &mut Parts<'a>) {
        if let Term::Element(element) = term {
            self.element_parts(element, parent, parts);
        }
        for part in term.parts() {
            self.inside(&part.term, parent, parts);
        }
    }

    fn element_parts<'a>(
        &'a self,
        element: &'a Element,
        parent: Option<&str>,
        parts: &mut Parts<'a>,
    ) {
        parts.identities.extend(&element.identities);
        let is_meant = parent.is_none_or(|parent| parent == element.name);
        match &element.of {
            // `xsi:type` may name any derived type.
            Type::Named(name) if is_meant => {
                self.type_parts(&element.of, parts);
                for (_, complex) in self.derived(name) {
                    self.complex_parts(complex, parts);
                }
            }
            of if is_meant => self.type_parts(of, parts),
            _ => {}
        }
        if let Type::Complex(complex) = &element.of
            && let Content::Particle(particle) = &complex.content
        {
            self.inside(&particle.term, parent, parts);
        }
    }

    fn type_parts<'a>(&'a self, of: &'a Type, parts: &mut Parts<'a>) {
        match self.definition(of) {
            Type::Complex(complex) => self.complex_parts(complex, parts),
            simple => parts.simple.push(simple),
        }
    }

    fn complex_parts<'a>(&'a self, complex: &'a Complex, parts: &mut Parts<'a>) {
        if parts
            .types
            .iter()
            .any(|known| std::ptr::eq(*known, complex))
        {
            return;
        }
        parts.types.push(complex);
        for (particle, _) in self.particles(complex, 0) {
            self.particle_parts(particle, false, 0, parts);
        }
    }

    fn particle_parts<'a>(
        &'a self,
        particle: &'a Particle,
        repeated: bool,
        depth: usize,
        parts: &mut Parts<'a>,
    ) {
        parts.particles.push((particle, repeated));
        let repeated = repeated || particle.is_repeated();
        let inside = match &particle.term {
            Term::Group(name) if depth < 9 => self.group(name).map(Term::parts),
            term => Some(term.parts()),
        };
        for part in inside.unwrap_or_default() {
            self.particle_parts(part, repeated, depth + 1, parts);
        }
    }

    /// Whether a type limits the number of an element, and elements in its content may have that type.
    fn nests_limit(&self, complex: &Complex) -> bool {
        let mut parts = Parts::default();
        self.complex_parts(complex, &mut parts);
        let limits =
            |particle: &Particle| !matches!((particle.min, particle.max), (0 | 1, Some(1) | None));
        if !parts.particles.iter().any(|(particle, _)| limits(particle)) {
            return false;
        }
        // Types of elements inside, then of elements inside those.
        let mut inside = Parts::default();
        let mut next = 0;
        self.element_types(&parts, &mut inside);
        while let Some(of) = inside.types.get(next).copied() {
            if std::ptr::eq(of, complex) {
                return true;
            }
            let mut more = Parts::default();
            self.complex_parts(of, &mut more);
            self.element_types(&more, &mut inside);
            next += 1;
        }
        false
    }

    /// Adds the types of the elements among some particles.
    fn element_types<'a>(&'a self, parts: &Parts<'a>, found: &mut Parts<'a>) {
        for (particle, _) in &parts.particles {
            let elements: Vec<&Element> = match &particle.term {
                Term::Element(element) => vec![element],
                Term::Reference(name) => {
                    let all = self.substitutes(name).into_iter();
                    all.map(|(_, element)| element).collect()
                }
                _ => continue,
            };
            for element in elements {
                self.type_parts(&element.of, found);
                if let Type::Named(name) = &element.of {
                    for (_, complex) in self.derived(name) {
                        self.complex_parts(complex, found);
                    }
                }
            }
        }
    }

    fn is_abstract(&self, particle: &Particle) -> bool {
        match &particle.term {
            Term::Reference(name) => {
                particle.min > 0 && self.element(name).is_some_and(|head| head.is_abstract)
            }
            _ => false,
        }
    }

    /// Whether a type extends, in one or more steps, one whose content is an `xs:all`.
    fn extends_all(&self, complex: &Complex) -> bool {
        let Content::Extension(base, _) = &complex.content else {
            return false;
        };
        let mut base: &Name = base;
        for _ in 0..9 {
            let Some(Type::Complex(of)) = self.global_type(base) else {
                return false;
            };
            match &of.content {
                Content::Particle(particle) | Content::Restriction(_, Some(particle)) => {
                    let term = match &particle.term {
                        Term::Group(name) => self.group(name),
                        term => Some(term),
                    };
                    return matches!(term, Some(Term::All(_)));
                }
                Content::Extension(next, _) => base = next,
                _ => return false,
            }
        }
        false
    }

    /// Whether a type has a wildcard of its own and one of an attribute group.
    fn meets_wildcard(&self, complex: &Complex) -> bool {
        let group = |name: &Name| {
            self.components().any(|(space, local, kind)| match kind {
                Kind::Attributes(group) => {
                    space == name.space && local == name.local && group.any.is_some()
                }
                _ => false,
            })
        };
        complex.attributes.any.is_some() && complex.attributes.groups.iter().any(group)
    }

    fn has_listed_union(&self, of: &Type, depth: usize) -> bool {
        let listed = |of: &Type| match self.definition(of) {
            Type::BuiltIn(name) => matches!(*name, "NMTOKENS" | "IDREFS" | "ENTITIES"),
            Type::Simple(simple) => match &simple.variety {
                Variety::Restriction(Type::BuiltIn(name), _) => *name == "NMTOKENS",
                _ => false,
            },
            _ => false,
        };
        match self.definition(of) {
            Type::Simple(simple) if depth < 9 => match &simple.variety {
                Variety::Union(members) => members
                    .iter()
                    .any(|one| listed(one) || self.has_listed_union(one, depth + 1)),
                Variety::Restriction(base, _) => self.has_listed_union(base, depth + 1),
                Variety::List(item) => self.has_listed_union(item, depth + 1),
            },
            _ => false,
        }
    }
}
