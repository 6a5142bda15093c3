//! Redefinitions: components of a document that another one changes.

use super::random::Maker;
use super::{
    Attribute, AttributeUse, Attributes, Complex, Component, Content, Element, Kind, Name,
    Particle, Simple, Term, Type, Variety,
};

impl Maker {
    /// Redefines some components.
    pub(super) fn redefine(&mut self) {
        for space in 0..self.schema.spaces.len() {
            for index in 0..self.schema.spaces[space].components.len() {
                let component = &self.schema.spaces[space].components[index];
                if component.chameleon || !self.random.chance(35) {
                    continue;
                }
                let name = Name {
                    space,
                    local: component.name.clone(),
                };
                let kind = component.kind.clone();
                let Some(kind) = self.redefined(&name, &kind) else {
                    continue;
                };
                let before = &mut self.schema.spaces[space].components[index];
                before.name = name.before().local;
                self.schema.spaces[space].components.push(Component {
                    name: name.local,
                    chameleon: false,
                    kind,
                });
            }
        }
    }

    /// The component that replaces one.
    fn redefined(&mut self, name: &Name, kind: &Kind) -> Option<Kind> {
        let before = name.before();
        let local = format!("n{}", self.fresh());
        Some(match kind {
            Kind::Type(Type::Simple(simple)) => {
                let (mut good, mut bad) = (simple.good.clone(), simple.bad.clone());
                let mut facets = Vec::new();
                if self.random.chance(60) {
                    bad.extend(good.split_off(good.len().min(3)));
                    facets.extend(good.iter().map(|text| ("enumeration", text.clone())));
                }
                Kind::Type(Type::Simple(Box::new(Simple {
                    variety: Variety::Restriction(Type::Named(before), facets),
                    good,
                    bad,
                })))
            }
            Kind::Type(Type::Complex(complex)) => {
                let is_simple = self.schema.text_type(&Type::Named(name.clone())).is_some();
                let content = match &complex.content {
                    _ if is_simple => Content::SimpleExtension(Type::Named(before)),
                    Content::Particle(particle) if self.random.chance(40) => {
                        Content::Restriction(before, Some(particle.clone()))
                    }
                    _ => {
                        let more = self.random.chance(70).then(|| self.optional(local.clone()));
                        Content::Extension(before, more)
                    }
                };
                let mut attributes = Attributes::default();
                if !matches!(content, Content::Restriction(..)) && self.random.chance(50) {
                    attributes
                        .uses
                        .push(self.attribute_use(format!("{local}a")));
                }
                Kind::Type(Type::Complex(Box::new(Complex {
                    mixed: complex.mixed,
                    content,
                    attributes,
                    ..Complex::default()
                })))
            }
            Kind::Group(Term::Sequence(_) | Term::Choice(_)) => {
                let mut parts = vec![Particle::once(Term::Group(before)), self.optional(local)];
                self.random.shuffle(&mut parts);
                Kind::Group(Term::Sequence(parts))
            }
            Kind::Attributes(_) => Kind::Attributes(Attributes {
                uses: vec![self.attribute_use(format!("{local}a"))],
                groups: vec![before],
                any: None,
            }),
            _ => return None,
        })
    }

    /// A sequence of an optional element.
    fn optional(&mut self, name: String) -> Particle {
        let of = self.simple_type(1);
        let mut particle = Particle::once(Term::Element(Box::new(Element::new(name, of))));
        particle.min = 0;
        Particle::once(Term::Sequence(vec![particle]))
    }

    fn attribute_use(&mut self, name: String) -> AttributeUse {
        AttributeUse {
            attribute: Ok(Attribute {
                name,
                of: self.simple_type(1),
                form: None,
                value: None,
            }),
            usage: "optional",
            value: None,
        }
    }
}
