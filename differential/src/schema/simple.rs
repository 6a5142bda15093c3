//! Random simple types.

use super::lookup::Text;
use super::random::Maker;
use super::values::{BOUNDS, BUILT_IN, RECIPES, Recipe};
use super::{Simple, Type, Variety};

impl Maker {
    /// A simple type of any kind: built-in, named, or a new one.
    pub(super) fn simple_type(&mut self, depth: usize) -> Type {
        match self.random.below(10) {
            0..5 => self.built_in(),
            5..7 => match self.random.pick(&self.simple) {
                Some(name) => Type::Named(name.clone()),
                None => self.built_in(),
            },
            _ if depth < 3 => Type::Simple(Box::new(self.new_simple(depth))),
            _ => self.built_in(),
        }
    }

    pub(super) fn built_in(&mut self) -> Type {
        // A common type half of the time.
        if self.random.chance(40) {
            let name = self
                .random
                .word(&["string", "int", "boolean", "dateTime", "decimal"]);
            return Type::BuiltIn(name);
        }
        Type::BuiltIn(BUILT_IN[self.random.below(BUILT_IN.len())].name)
    }

    /// A new simple type.
    pub(super) fn new_simple(&mut self, depth: usize) -> Simple {
        match self.random.below(20) {
            0..7 => restricted(&RECIPES[self.random.below(RECIPES.len())]),
            7..10 => self.bounded(),
            10..13 => self.enumeration(depth),
            13..16 => self.list(depth),
            16..18 => self.union(depth),
            _ => {
                let list = self.list(depth);
                self.length(list)
            }
        }
    }

    /// A type with one bound, and the values on it and on either side.
    fn bounded(&mut self) -> Simple {
        let (base, [below, bound, above]) = BOUNDS[self.random.below(BOUNDS.len())];
        let facet = self.random.word(&[
            "minInclusive",
            "maxInclusive",
            "minExclusive",
            "maxExclusive",
        ]);
        let (good, bad): (&[_], &[_]) = match facet {
            "minInclusive" => (&[bound, above], &[below]),
            "maxInclusive" => (&[bound, below], &[above]),
            // Three times as likely as what every comparison gets right.
            "minExclusive" => (&[above], &[bound, bound, bound, below]),
            _ => (&[below], &[bound, bound, bound, above]),
        };
        let texts = |all: &[&str]| all.iter().map(|&text| text.to_owned()).collect();
        Simple {
            variety: Variety::Restriction(Type::BuiltIn(base), vec![(facet, bound.to_owned())]),
            good: texts(good),
            bad: texts(bad),
        }
    }

    /// An enumeration of some values of another type.
    fn enumeration(&mut self, depth: usize) -> Simple {
        let mut base = self.simple_type(depth + 1);
        if let Type::BuiltIn("boolean" | "anySimpleType" | "ID") = base {
            base = Type::BuiltIn("string");
        }
        let (mut good, mut bad) = self.samples(&base);
        self.random.shuffle(&mut good);
        good.dedup();
        bad.extend(good.split_off(good.len().min(3)));
        let values = good.iter().map(|value| ("enumeration", value.clone()));
        Simple {
            variety: Variety::Restriction(base, values.collect()),
            good,
            bad,
        }
    }

    fn samples(&self, of: &Type) -> (Vec<String>, Vec<String>) {
        self.schema
            .text_type(of)
            .map_or_else(Default::default, |text| (text.good(), text.bad()))
    }

    fn list(&mut self, depth: usize) -> Simple {
        let mut item = self.simple_type(depth + 1);
        if self.has_lists(&item) {
            item = Type::Simple(Box::new(restricted(
                &RECIPES[self.random.below(RECIPES.len())],
            )));
        }
        if self.has_lists(&item) {
            item = Type::BuiltIn("int");
        }
        let (good, bad) = self.samples(&item);
        let good: Vec<_> = good
            .iter()
            .filter(|text| text.split_whitespace().count() == 1)
            .collect();
        let mut lists = vec![String::new()];
        for count in [1, 2, 3, 2] {
            let items: Vec<_> = (0..count)
                .filter_map(|_| self.random.pick(&good))
                .map(|text| text.as_str())
                .collect();
            // The same item twice: a list is not a set.
            lists.push(match items.as_slice() {
                [first, _] if self.random.chance(50) => format!("{first} {first}"),
                [first, second, _] => format!("{first}  {second} {first}"),
                items => items.join(" "),
            });
        }
        let first = good.first().map_or("", |text| text.as_str());
        let bad = bad.iter().filter(|text| !text.trim().is_empty());
        Simple {
            bad: bad.map(|text| format!("{first} {text}")).collect(),
            good: lists,
            variety: Variety::List(item),
        }
    }

    /// Whether a type may have lists as values, or has no fixed type. Then it cannot be an item.
    fn has_lists(&self, of: &Type) -> bool {
        match self.schema.text_type(of) {
            Some(Text::BuiltIn(of)) => of.list || of.name == "anySimpleType",
            Some(Text::Simple(simple)) => match &simple.variety {
                Variety::Restriction(base, _) => self.has_lists(base),
                Variety::List(_) => true,
                Variety::Union(members) => members.iter().any(|member| self.has_lists(member)),
            },
            None => false,
        }
    }

    /// A list of a fixed length.
    fn length(&mut self, list: Simple) -> Simple {
        let (facet, value) =
            [("length", 2), ("maxLength", 2), ("minLength", 1)][self.random.below(3)];
        let (good, mut bad): (Vec<_>, Vec<_>) = list.good.iter().cloned().partition(|text| {
            let count = text.split_whitespace().count();
            match facet {
                "length" => count == value,
                "maxLength" => count <= value,
                _ => count >= value,
            }
        });
        bad.extend(list.bad.iter().cloned());
        Simple {
            variety: Variety::Restriction(
                Type::Simple(Box::new(list)),
                vec![(facet, value.to_string())],
            ),
            good,
            bad,
        }
    }

    fn union(&mut self, depth: usize) -> Simple {
        let members: Vec<_> = (0..self.random.between(2, 3))
            .map(|_| self.simple_type(depth + 1))
            .collect();
        let mut all = Simple {
            variety: Variety::Union(Vec::new()),
            good: Vec::new(),
            bad: Vec::new(),
        };
        for member in &members {
            let (good, bad) = self.samples(member);
            all.good.extend(good);
            all.bad.extend(bad);
        }
        all.variety = Variety::Union(members);
        all
    }
}

/// The simple type of a recipe.
pub(super) fn restricted(recipe: &Recipe) -> Simple {
    let texts = |all: &[&str]| all.iter().map(|&text| text.to_owned()).collect();
    let facets = recipe.facets.iter();
    Simple {
        variety: Variety::Restriction(
            Type::BuiltIn(recipe.base),
            facets
                .map(|&(name, value)| (name, value.to_owned()))
                .collect(),
        ),
        good: texts(recipe.good),
        bad: texts(recipe.bad),
    }
}
