//! Random particles and complex types.

use super::random::{Feature, Maker, Planned};
use super::simple::restricted;
use super::values::RECIPES;
use super::{Complex, Content, Element, Kind, Particle, Simple, Term, Type, Variety};

impl Maker {
    pub(super) fn complex_types(&mut self) {
        for index in 0..self.complex.len() {
            let planned = self.complex[index].clone();
            self.space = planned.name.space;
            let before = self.complex[..index].to_vec();
            let complex = self.global_complex(&before);
            let kind = Kind::Type(Type::Complex(Box::new(complex)));
            self.add(&planned.name, planned.chameleon, kind);
        }
    }

    /// A global complex type, often derived from an earlier one.
    fn global_complex(&mut self, before: &[Planned]) -> Complex {
        let mut complex = match self.random.below(10) {
            0..4 => self.derived(before).unwrap_or_else(|| self.complex_type(0)),
            _ => self.complex_type(0),
        };
        complex.is_abstract = self.random.chance(10);
        if self.random.chance(5) {
            complex.block = self.random.word(&["extension", "restriction", "#all"]);
        }
        complex
    }

    /// A type derived from an earlier one.
    fn derived(&mut self, before: &[Planned]) -> Option<Complex> {
        let base = self.random.pick(before)?.clone();
        let of = Type::Named(base.name.clone());
        let definition = self.schema.complex(&of)?.clone();
        let prefix = format!("x{}", self.complex.len() + self.last);
        if self.schema.text_type(&of).is_some() {
            let content = match self.simple_restriction(&of) {
                Some(simple) if self.random.chance(50) => {
                    Content::SimpleRestriction(base.name, Box::new(simple))
                }
                _ => Content::SimpleExtension(of),
            };
            return Some(Complex {
                attributes: match &content {
                    Content::SimpleExtension(_) => self.attribute_list(&prefix),
                    _ => super::Attributes::default(),
                },
                content,
                ..Complex::default()
            });
        }
        if self.random.chance(60) {
            let particle = self.random.chance(80).then(|| self.particle(1));
            let particle = particle.map(|particle| match particle.term {
                Term::Element(_) | Term::Reference(_) | Term::Any(_) => {
                    Particle::once(Term::Sequence(vec![particle]))
                }
                _ => particle,
            });
            return Some(Complex {
                mixed: definition.mixed,
                content: Content::Extension(base.name, particle),
                attributes: self.attribute_list(&prefix),
                ..Complex::default()
            });
        }
        let Content::Particle(particle) = &definition.content else {
            return None;
        };
        let narrowed = self.narrowed(particle)?;
        let mut attributes = super::Attributes::default();
        for one in &definition.attributes.uses {
            if one.usage == "optional" && self.random.chance(40) {
                let mut one = one.clone();
                one.usage = self.random.word(&["required", "prohibited"]);
                let value = match &mut one.attribute {
                    Ok(attribute) => &mut attribute.value,
                    Err(_) => &mut one.value,
                };
                if value.as_ref().is_some_and(|value| !value.fixed) {
                    *value = None;
                }
                attributes.uses.push(one);
            }
        }
        Some(Complex {
            mixed: definition.mixed && self.random.chance(80),
            content: Content::Restriction(base.name, Some(narrowed)),
            attributes,
            ..Complex::default()
        })
    }

    /// Facets for the text of a type, if a recipe or an enumeration fits.
    fn simple_restriction(&mut self, of: &Type) -> Option<Simple> {
        let good = self.schema.text_type(of)?.good();
        let good: Vec<_> = good.into_iter().take(2).collect();
        let facets = good.iter().map(|text| ("enumeration", text.clone()));
        Some(Simple {
            variety: Variety::Restriction(of.clone(), facets.collect()),
            bad: self.schema.text_type(of)?.good().split_off(good.len()),
            good,
        })
    }

    /// A restriction of a particle. Most are valid.
    fn narrowed(&mut self, particle: &Particle) -> Option<Particle> {
        if particle.min == 0 && self.random.chance(25) {
            return None;
        }
        let mut narrowed = particle.clone();
        if particle.min == 0 && self.random.chance(30) {
            narrowed.min = 1;
        }
        if particle.is_repeated() && self.random.chance(40) {
            narrowed.max = Some(narrowed.min.max(2));
        }
        match &mut narrowed.term {
            Term::Element(element) => {
                if element.nillable && self.random.chance(50) {
                    element.nillable = false;
                }
                let recipe = RECIPES
                    .iter()
                    .find(|recipe| element.of == Type::BuiltIn(recipe.base));
                if let Some(recipe) = recipe
                    && element.value.is_none()
                    && self.random.chance(50)
                {
                    element.of = Type::Simple(Box::new(restricted(recipe)));
                }
            }
            Term::Sequence(parts) | Term::All(parts) | Term::Choice(parts) => {
                *parts = parts
                    .iter()
                    .filter_map(|part| self.narrowed(part))
                    .collect();
                if parts.is_empty() {
                    return None;
                }
            }
            Term::Reference(_) | Term::Group(_) | Term::Any(_) => {}
        }
        Some(narrowed)
    }

    /// A complex type without a base.
    fn complex_type(&mut self, depth: usize) -> Complex {
        let attributes = self.attribute_list("a");
        if self.random.chance(18) {
            return Complex {
                // A base must have a name.
                content: Content::SimpleExtension(match self.simple_type(1) {
                    Type::Simple(_) => self.built_in(),
                    named => named,
                }),
                attributes,
                ..Complex::default()
            };
        }
        let content = match self.random.below(20) {
            0 => Content::Empty,
            1..4 if self.has(Feature::All) => Content::Particle(Particle::once(self.all())),
            4 | 5 if self.has(Feature::Groups) => match self.random.pick(&self.groups).cloned() {
                Some((name, inside)) => {
                    let mut particle = Particle::once(Term::Group(name));
                    if inside {
                        self.occurrence(&mut particle);
                    }
                    Content::Particle(particle)
                }
                None => Content::Empty,
            },
            _ => {
                let mut particle = Particle::once(self.model(depth));
                if self.random.chance(30) {
                    self.occurrence(&mut particle);
                }
                Content::Particle(particle)
            }
        };
        Complex {
            mixed: self.has(Feature::Mixed) && self.random.chance(20),
            content,
            attributes,
            ..Complex::default()
        }
    }

    /// An `all`.
    pub(super) fn all(&mut self) -> Term {
        let parts = (0..self.random.between(1, 4)).map(|_| {
            let name = self.fresh();
            let mut part = Particle::once(Term::Element(Box::new(self.typed_element(name, 2))));
            part.min = self.random.below(2);
            part
        });
        Term::All(parts.collect())
    }

    /// A sequence or a choice.
    pub(super) fn model(&mut self, depth: usize) -> Term {
        let choice = self.has(Feature::Choice) && self.random.chance(40);
        let mut parts = Vec::new();
        for _ in 0..self.random.between(1, if choice { 3 } else { 4 }) {
            let part = self.particle(depth + 1);
            // A sequence may have the same element twice, if it is clear which one is meant.
            if self.has(Feature::Again)
                && self.random.chance(25)
                && let Some(again) = self.again(&parts)
            {
                parts.push(part);
                parts.push(again);
            } else {
                parts.push(part);
            }
        }
        if choice {
            Term::Choice(parts)
        } else {
            Term::Sequence(parts)
        }
    }

    /// Another use of an element of these particles.
    fn again(&mut self, parts: &[Particle]) -> Option<Particle> {
        let elements: Vec<_> = parts
            .iter()
            .filter(|part| matches!(part.term, Term::Element(_)))
            .collect();
        self.random.pick(&elements).map(|part| {
            let mut again = Particle::once(part.term.clone());
            again.min = self.random.below(2);
            again
        })
    }

    /// A particle with its occurrence.
    pub(super) fn particle(&mut self, depth: usize) -> Particle {
        let term = match self.random.below(20) {
            0..2 if self.has(Feature::Any) => Term::Any(self.wildcard()),
            2..4 => match self.random.pick(&self.elements) {
                Some(name) => Term::Reference(name.clone()),
                None => self.local(depth),
            },
            4..6 if depth > 0 => {
                let groups: Vec<_> = self.groups.iter().filter(|(_, inside)| *inside).collect();
                match self.random.pick(&groups) {
                    Some((name, _)) => Term::Group(name.clone()),
                    None => self.local(depth),
                }
            }
            6..10 if depth < 3 => self.model(depth),
            _ => self.local(depth),
        };
        let mut particle = Particle::once(term);
        self.occurrence(&mut particle);
        // A type that requires itself has no message.
        if matches!(&particle.term, Term::Element(element) if matches!(element.of, Type::Named(_)))
            && self.random.chance(60)
        {
            particle.min = 0;
        }
        particle
    }

    fn occurrence(&mut self, particle: &mut Particle) {
        (particle.min, particle.max) = match self.random.below(20) {
            0..9 => (1, Some(1)),
            9..14 => (0, Some(1)),
            _ if !self.has(Feature::Repeated) => (0, Some(1)),
            14 | 15 => (0, None),
            16 => (1, None),
            17 => (2, Some(3)),
            18 => (0, Some(2)),
            _ => (1, Some(2)),
        };
    }

    fn local(&mut self, depth: usize) -> Term {
        let name = self.fresh();
        let mut element = self.typed_element(name, depth);
        // Circles end at optional elements: the depth of messages decides where.
        if self.random.chance(6) {
            element.form = Some(self.random.chance(50));
        }
        Term::Element(Box::new(element))
    }

    /// An element of any type.
    pub(super) fn typed_element(&mut self, name: String, depth: usize) -> Element {
        let of = match self.random.below(20) {
            0..5 if !self.complex.is_empty() => {
                let index = self.random.below(self.complex.len());
                Type::Named(self.complex[index].name.clone())
            }
            5 | 6 if depth < 3 => Type::Complex(Box::new(self.complex_type(depth + 1))),
            7 => Type::BuiltIn("anyType"),
            _ => self.simple_type(1),
        };
        let mut element = Element::new(name, of);
        element.nillable = self.has(Feature::Nil) && self.random.chance(25);
        element.value = self.value(&element.of);
        if self.random.chance(3) {
            element.block = self
                .random
                .word(&["extension", "restriction", "substitution"]);
        }
        element
    }
}
