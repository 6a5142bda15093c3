//! Random schemas.

use super::{
    Attribute, AttributeUse, Attributes, Component, Element, Kind, Name, ROOT, Schema, Space, Term,
    Type, Value, Wildcard,
};
use crate::random::Random;

/// Makes the schema of a seed and a number.
pub fn generate(seed: u64, number: u64) -> Schema {
    let mut maker = Maker::new(Random::new(seed, &[1, number]));
    maker.global_simple();
    maker.global_attributes();
    maker.plan();
    maker.groups();
    maker.complex_types();
    maker.global_elements();
    maker.root();
    maker.schema.without_dead_ends();
    maker.schema
}

/// A global type before it is written.
#[derive(Clone)]
pub(super) struct Planned {
    pub(super) name: Name,
    pub(super) chameleon: bool,
}

pub(super) struct Maker {
    pub(super) random: Random,
    pub(super) schema: Schema,
    /// Names of simple types.
    pub(super) simple: Vec<Name>,
    attributes: Vec<Name>,
    attribute_groups: Vec<Name>,
    /// Names of complex types, whether written already or not.
    pub(super) complex: Vec<Planned>,
    /// Names of groups, and whether a sequence may refer to them.
    pub(super) groups: Vec<(Name, bool)>,
    pub(super) elements: Vec<Name>,
    /// The current namespace.
    pub(super) space: usize,
    /// The number of the last local name.
    pub(super) last: usize,
    /// Constructs that this schema leaves out.
    without: u64,
}

/// Constructs that a schema may leave out, so that the others occur more often.
#[derive(Clone, Copy)]
pub(super) enum Feature {
    Any,
    Attributes,
    Choice,
    Groups,
    Nil,
    Values,
    Mixed,
    All,
    Repeated,
    Again,
}

impl Maker {
    pub(super) fn new(mut random: Random) -> Self {
        let count = match random.below(20) {
            0..9 => 1,
            9..17 => 2,
            _ => 3,
        };
        let spaces = ["a", "b", "c"][..count]
            .iter()
            .map(|prefix| Space {
                prefix,
                qualified: random.chance(70),
                attributes_qualified: random.chance(10),
                components: Vec::new(),
            })
            .collect();
        let mut without = 0;
        for bit in 0..16 {
            if random.chance(50) {
                without |= 1 << bit;
            }
        }
        Self {
            random,
            schema: Schema {
                spaces,
                references: false,
            },
            simple: Vec::new(),
            attributes: Vec::new(),
            attribute_groups: Vec::new(),
            complex: Vec::new(),
            groups: Vec::new(),
            elements: Vec::new(),
            space: 0,
            last: 0,
            without,
        }
    }

    pub(super) fn has(&self, feature: Feature) -> bool {
        self.without & (1 << feature as u32) == 0
    }

    /// A random namespace.
    pub(super) fn any_space(&mut self) -> usize {
        self.random.below(self.schema.spaces.len())
    }

    pub(super) fn add(&mut self, name: &Name, chameleon: bool, kind: Kind) {
        self.schema.spaces[name.space].components.push(Component {
            name: name.local.clone(),
            chameleon,
            kind,
        });
    }

    pub(super) fn global_simple(&mut self) {
        for number in 0..self.random.below(4) {
            let name = Name {
                space: self.any_space(),
                local: format!("S{number}"),
            };
            let simple = self.new_simple(0);
            let chameleon = self.random.chance(10);
            self.add(&name, chameleon, Kind::Type(Type::Simple(Box::new(simple))));
            self.simple.push(name);
        }
    }

    pub(super) fn global_attributes(&mut self) {
        for number in 0..self.random.below(3) {
            let name = Name {
                space: self.any_space(),
                local: format!("ga{number}"),
            };
            let mut attribute = self.attribute(name.local.clone());
            attribute.form = None;
            self.add(&name, false, Kind::Attribute(attribute));
            self.attributes.push(name);
        }
        if self.random.chance(40) {
            let name = Name {
                space: self.any_space(),
                local: "AG".to_owned(),
            };
            self.space = name.space;
            let attributes = self.attribute_list("g");
            self.add(&name, false, Kind::Attributes(attributes));
            self.attribute_groups.push(name);
        }
    }

    pub(super) fn plan(&mut self) {
        for number in 0..self.random.between(1, 4) {
            let planned = Planned {
                name: Name {
                    space: self.any_space(),
                    local: format!("T{number}"),
                },
                chameleon: self.random.chance(10),
            };
            self.complex.push(planned);
        }
        for number in 0..self.random.below(5) {
            let name = Name {
                space: self.any_space(),
                local: format!("g{number}"),
            };
            self.elements.push(name);
        }
    }

    /// Makes the global elements. Some are in the substitution group of an earlier one.
    pub(super) fn global_elements(&mut self) {
        for index in 0..self.elements.len() {
            let name = self.elements[index].clone();
            self.space = name.space;
            let mut element = self.typed_element(name.local.clone(), 1);
            let head = self.random.pick(&self.elements[..index]).cloned();
            if let Some(head) = head
                && self.random.chance(50)
                && let Some(of) = self.schema.element(&head).map(|head| head.of.clone())
                && let Some(of) = self.substitute(&of)
            {
                element.head = Some(head);
                element.of = of;
                element.value = None;
            }
            element.is_abstract = self.random.chance(12);
            self.add(&name, false, Kind::Element(element));
        }
    }

    /// A type for an element in the substitution group of an element of this type.
    fn substitute(&mut self, of: &Type) -> Option<Type> {
        match of {
            Type::Named(name) => {
                let derived = self.schema.derived(name);
                let other = self
                    .random
                    .pick(&derived)
                    .map(|(name, _)| Type::Named(name.clone()));
                Some(other.unwrap_or_else(|| of.clone()))
            }
            Type::BuiltIn("decimal") => Some(Type::BuiltIn("int")),
            Type::BuiltIn("string") => Some(Type::BuiltIn("token")),
            Type::BuiltIn(_) => Some(of.clone()),
            Type::Simple(_) | Type::Complex(_) => None,
        }
    }

    pub(super) fn groups(&mut self) {
        if !self.has(Feature::Groups) {
            return;
        }
        for number in 0..self.random.between(1, 2) {
            let name = Name {
                space: self.any_space(),
                local: format!("G{number}"),
            };
            self.space = name.space;
            let (term, inside) = if self.has(Feature::All) && self.random.chance(15) {
                (self.all(), false)
            } else {
                (self.model(1), true)
            };
            self.add(&name, false, Kind::Group(term));
            self.groups.push((name, inside));
        }
    }

    /// Makes the root: a few elements of its own, then an optional element of each type and global element.
    pub(super) fn root(&mut self) {
        self.space = 0;
        let mut parts = Vec::new();
        for planned in self.complex.clone() {
            let name = self.fresh();
            let mut element = Element::new(name, Type::Named(planned.name));
            element.nillable = self.has(Feature::Nil) && self.random.chance(15);
            let mut particle = super::Particle::once(Term::Element(Box::new(element)));
            particle.min = self.random.below(2);
            if self.has(Feature::Repeated) && self.random.chance(25) {
                particle.max = None;
            }
            parts.push(particle);
        }
        for name in self.elements.clone() {
            let mut particle = super::Particle::once(Term::Reference(name));
            particle.min = 0;
            if self.random.chance(20) {
                particle.max = None;
            }
            parts.push(particle);
        }
        if self.random.chance(60) {
            parts.push(self.particle(1));
        }
        self.random.shuffle(&mut parts);
        let complex = super::Complex {
            content: super::Content::Particle(super::Particle::once(Term::Sequence(parts))),
            attributes: self.attribute_list("r"),
            ..super::Complex::default()
        };
        let root = Element::new(ROOT, Type::Complex(Box::new(complex)));
        let name = Name {
            space: 0,
            local: ROOT.to_owned(),
        };
        self.add(&name, false, Kind::Element(root));
    }

    /// A new local name.
    pub(super) fn fresh(&mut self) -> String {
        self.last += 1;
        format!("e{}", self.last)
    }

    /// A value constraint for a type.
    pub(super) fn value(&mut self, of: &Type) -> Option<Value> {
        if !self.has(Feature::Values) || !self.random.chance(30) {
            return None;
        }
        let good = self.schema.text_type(of)?.good();
        let text = self.random.pick(&good)?.clone();
        Some(Value {
            fixed: self.random.chance(45),
            text,
        })
    }

    fn attribute(&mut self, name: String) -> Attribute {
        let of = self.simple_type(1);
        Attribute {
            name,
            value: self.value(&of),
            of,
            form: match self.random.below(10) {
                0 => Some(true),
                1 => Some(false),
                _ => None,
            },
        }
    }

    /// Attributes whose names begin with `prefix`.
    pub(super) fn attribute_list(&mut self, prefix: &str) -> Attributes {
        let mut all = Attributes::default();
        if !self.has(Feature::Attributes) || self.random.chance(30) {
            return all;
        }
        for number in 0..self.random.below(4) {
            let attribute = self.attribute(format!("{prefix}{number}"));
            let usage = match &attribute.value {
                Some(value) if !value.fixed => "optional",
                _ => self.usage(),
            };
            all.uses.push(AttributeUse {
                attribute: Ok(attribute),
                usage,
                value: None,
            });
        }
        if self.random.chance(25)
            && let Some(name) = self.random.pick(&self.attributes).cloned()
        {
            let usage = self.usage();
            all.uses.push(AttributeUse {
                attribute: Err(name),
                usage,
                value: None,
            });
        }
        if prefix != "g"
            && self.random.chance(30)
            && let Some(name) = self.random.pick(&self.attribute_groups).cloned()
        {
            all.groups.push(name);
        }
        if self.has(Feature::Any) && self.random.chance(20) {
            all.any = Some(self.wildcard());
        }
        all
    }

    fn usage(&mut self) -> &'static str {
        match self.random.below(10) {
            0..3 => "required",
            _ => "optional",
        }
    }

    pub(super) fn wildcard(&mut self) -> Wildcard {
        Wildcard {
            namespace: self
                .random
                .word(&[
                    "##any",
                    "##any",
                    "##other",
                    "##other",
                    "##local",
                    "##targetNamespace",
                    "urn:f",
                    "urn:a ##local",
                ])
                .to_owned(),
            process: self.random.word(&["lax", "lax", "skip", "strict"]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::generate;

    #[test]
    fn a_seed_gives_the_same_schema() {
        let texts = |seed, number| generate(seed, number).documents();
        assert_eq!(texts(1, 7), texts(1, 7));
        assert_ne!(texts(1, 7), texts(1, 8));
        assert_ne!(texts(1, 7), texts(2, 7));
    }
}
