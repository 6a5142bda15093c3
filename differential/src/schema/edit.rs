//! Simplifies a schema by numbered changes.

use super::{
    Attribute, AttributeUse, Attributes, Complex, Content, Element, Kind, Name, Particle, ROOT,
    Schema, Simple, Term, Type, Variety,
};
use std::collections::BTreeSet;

/// The number of possible changes.
pub fn count(schema: &Schema) -> usize {
    let none = BTreeSet::new();
    let mut editor = Editor {
        next: 0,
        chosen: &none,
    };
    editor.schema(&mut schema.clone());
    editor.next
}

/// Makes these changes. Drops references to components that are gone.
pub fn apply(schema: &Schema, chosen: &BTreeSet<usize>) -> Schema {
    let mut schema = schema.clone();
    Editor { next: 0, chosen }.schema(&mut schema);
    clean(&mut schema);
    schema
}

/// Numbers the changes, inner ones first, so that a number keeps its meaning whatever else is chosen.
struct Editor<'a> {
    next: usize,
    chosen: &'a BTreeSet<usize>,
}

impl Editor<'_> {
    fn hit(&mut self) -> bool {
        self.next += 1;
        self.chosen.contains(&(self.next - 1))
    }

    /// Simplifies a value, unless it is simple already.
    fn set<T: PartialEq>(&mut self, value: &mut T, simple: T) {
        if *value != simple && self.hit() {
            *value = simple;
        }
    }

    /// Visits all items, and drops the chosen ones.
    fn each<T>(&mut self, all: &mut Vec<T>, mut visit: impl FnMut(&mut Self, &mut T)) {
        let mut keep = Vec::new();
        for mut one in std::mem::take(all) {
            visit(self, &mut one);
            if !self.hit() {
                keep.push(one);
            }
        }
        *all = keep;
    }

    fn schema(&mut self, schema: &mut Schema) {
        for space in &mut schema.spaces {
            let mut keep = Vec::new();
            for mut component in std::mem::take(&mut space.components) {
                match &mut component.kind {
                    Kind::Type(Type::Simple(simple)) => self.simple(simple),
                    Kind::Type(Type::Complex(complex)) => self.complex(complex),
                    Kind::Type(_) => {}
                    Kind::Element(element) => self.element(element),
                    Kind::Attribute(attribute) => self.attribute(attribute),
                    Kind::Group(term) => self.term(term),
                    Kind::Attributes(attributes) => self.attributes(attributes),
                }
                self.set(&mut component.chameleon, false);
                if component.name == ROOT || !self.hit() {
                    keep.push(component);
                }
            }
            space.components = keep;
            self.set(&mut space.attributes_qualified, false);
        }
    }

    fn any_type(&mut self, of: &mut Type) {
        match of {
            Type::Simple(simple) => self.simple(simple),
            Type::Complex(complex) => self.complex(complex),
            Type::BuiltIn(_) | Type::Named(_) => {}
        }
        self.set(of, Type::BuiltIn("string"));
    }

    fn simple(&mut self, simple: &mut Simple) {
        match &mut simple.variety {
            Variety::Restriction(base, facets) => {
                if let Type::Simple(base) = base {
                    self.simple(base);
                }
                self.each(facets, |_, _| {});
            }
            Variety::List(item) => self.any_type(item),
            Variety::Union(members) => self.each(members, Self::any_type),
        }
    }

    fn complex(&mut self, complex: &mut Complex) {
        self.attributes(&mut complex.attributes);
        self.set(&mut complex.is_abstract, false);
        self.set(&mut complex.mixed, false);
        self.set(&mut complex.block, "");
        match &mut complex.content {
            Content::Empty | Content::SimpleRestriction(..) => {}
            Content::Particle(particle) => self.particle(particle),
            Content::Extension(_, particle) | Content::Restriction(_, particle) => {
                if let Some(particle) = particle {
                    self.particle(particle);
                }
                self.set(particle, None);
                let alone = particle.clone().map_or(Content::Empty, Content::Particle);
                self.set(&mut complex.content, alone);
            }
            Content::SimpleExtension(base) => self.set(base, Type::BuiltIn("string")),
        }
        self.set(&mut complex.content, Content::Empty);
    }

    fn attributes(&mut self, attributes: &mut Attributes) {
        self.each(&mut attributes.uses, |editor, one| {
            if let Ok(attribute) = &mut one.attribute {
                editor.attribute(attribute);
            }
            editor.set(&mut one.usage, "optional");
            editor.set(&mut one.value, None);
        });
        self.each(&mut attributes.groups, |_, _| {});
        self.set(&mut attributes.any, None);
    }

    fn attribute(&mut self, attribute: &mut Attribute) {
        self.any_type(&mut attribute.of);
        self.set(&mut attribute.form, None);
        self.set(&mut attribute.value, None);
    }

    fn element(&mut self, element: &mut Element) {
        let is_root = element.name == ROOT;
        match &mut element.of {
            Type::Complex(complex) if is_root => self.complex(complex),
            of => self.any_type(of),
        }
        self.set(&mut element.nillable, false);
        self.set(&mut element.value, None);
        self.set(&mut element.form, None);
        self.set(&mut element.is_abstract, false);
        self.set(&mut element.head, None);
        self.set(&mut element.block, "");
        self.each(&mut element.identities, |editor, identity| {
            editor.each(&mut identity.fields, |_, _| {});
        });
    }

    fn particle(&mut self, particle: &mut Particle) {
        // A model group of one part becomes that part.
        let alone = particle.term.parts().len() == 1;
        self.term(&mut particle.term);
        self.set(&mut particle.min, 1);
        self.set(&mut particle.max, Some(1));
        if alone
            && self.hit()
            && let [part] = particle.term.parts()
            && !part.term.parts().is_empty()
        {
            *particle = part.clone();
        }
    }

    fn term(&mut self, term: &mut Term) {
        match term {
            Term::Element(element) => self.element(element),
            Term::Sequence(parts) | Term::Choice(parts) | Term::All(parts) => {
                self.each(parts, Self::particle);
            }
            Term::Any(wildcard) => self.set(&mut wildcard.process, "lax"),
            Term::Reference(_) | Term::Group(_) => {}
        }
    }
}

/// The names of the existing components.
struct Names {
    types: BTreeSet<(usize, String)>,
    elements: BTreeSet<(usize, String)>,
    attributes: BTreeSet<(usize, String)>,
    groups: BTreeSet<(usize, String)>,
    attribute_groups: BTreeSet<(usize, String)>,
}

/// Drops references to components that do not exist.
fn clean(schema: &mut Schema) {
    let of = |wanted: fn(&Kind) -> bool| {
        let all = schema.components().filter(|(_, _, kind)| wanted(kind));
        all.map(|(space, name, _)| (space, name.to_owned()))
            .collect()
    };
    let names = Names {
        types: of(|kind| matches!(kind, Kind::Type(_))),
        elements: of(|kind| matches!(kind, Kind::Element(_))),
        attributes: of(|kind| matches!(kind, Kind::Attribute(_))),
        groups: of(|kind| matches!(kind, Kind::Group(_))),
        attribute_groups: of(|kind| matches!(kind, Kind::Attributes(_))),
    };
    for space in &mut schema.spaces {
        for component in &mut space.components {
            match &mut component.kind {
                Kind::Type(of) => names.any_type(of),
                Kind::Element(element) => names.element(element),
                Kind::Attribute(attribute) => names.any_type(&mut attribute.of),
                Kind::Group(term) => names.term(term),
                Kind::Attributes(attributes) => names.attributes(attributes),
            }
        }
    }
    while schema.spaces.len() > 1
        && schema
            .spaces
            .last()
            .is_some_and(|space| space.components.is_empty())
    {
        schema.spaces.pop();
    }
}

impl Names {
    fn any_type(&self, of: &mut Type) {
        match of {
            Type::BuiltIn(_) => {}
            Type::Named(name) if has(&self.types, name) => {}
            Type::Named(_) => *of = Type::BuiltIn("string"),
            Type::Simple(simple) => self.simple(simple),
            Type::Complex(complex) => self.complex(complex),
        }
    }

    fn simple(&self, simple: &mut Simple) {
        match &mut simple.variety {
            Variety::Restriction(of, _) | Variety::List(of) => self.any_type(of),
            Variety::Union(members) => members.iter_mut().for_each(|of| self.any_type(of)),
        }
    }

    fn complex(&self, complex: &mut Complex) {
        self.attributes(&mut complex.attributes);
        match &mut complex.content {
            Content::Empty => {}
            Content::Particle(particle) => self.term(&mut particle.term),
            Content::Extension(base, particle) | Content::Restriction(base, particle) => {
                if let Some(particle) = particle {
                    self.term(&mut particle.term);
                }
                if !has(&self.types, base) {
                    complex.content = particle.take().map_or(Content::Empty, Content::Particle);
                }
            }
            Content::SimpleExtension(base) => self.any_type(base),
            Content::SimpleRestriction(base, _) => {
                if !has(&self.types, base) {
                    complex.content = Content::SimpleExtension(Type::BuiltIn("string"));
                }
            }
        }
    }

    fn attributes(&self, attributes: &mut Attributes) {
        attributes
            .groups
            .retain(|name| has(&self.attribute_groups, name));
        attributes
            .uses
            .retain_mut(|AttributeUse { attribute, .. }| match attribute {
                Ok(attribute) => {
                    self.any_type(&mut attribute.of);
                    true
                }
                Err(name) => has(&self.attributes, name),
            });
    }

    fn element(&self, element: &mut Element) {
        self.any_type(&mut element.of);
        if element
            .head
            .as_ref()
            .is_some_and(|head| !has(&self.elements, head))
        {
            element.head = None;
        }
    }

    fn term(&self, term: &mut Term) {
        match term {
            Term::Element(element) => self.element(element),
            Term::Sequence(parts) | Term::Choice(parts) | Term::All(parts) => {
                parts.retain_mut(|part| match &mut part.term {
                    Term::Reference(name) => has(&self.elements, name),
                    Term::Group(name) => has(&self.groups, name),
                    term => {
                        self.term(term);
                        true
                    }
                });
            }
            // A group that is the whole content of a type.
            Term::Group(name) if !has(&self.groups, name) => *term = Term::Sequence(Vec::new()),
            Term::Reference(_) | Term::Group(_) | Term::Any(_) => {}
        }
    }
}

fn has(names: &BTreeSet<(usize, String)>, name: &Name) -> bool {
    names.contains(&(name.space, name.local.clone()))
}

#[cfg(test)]
mod tests {
    use super::{apply, count};
    use crate::schema::generate;
    use std::collections::BTreeSet;

    #[test]
    fn no_change_is_the_schema_itself() {
        let schema = generate(3, 1);
        assert_eq!(apply(&schema, &BTreeSet::new()), schema);
    }

    #[test]
    fn a_change_makes_the_schema_another_one() {
        let schema = generate(3, 1);
        let same = (0..count(&schema)).filter(|&number| apply(&schema, &[number].into()) == schema);
        // The only part of a group that cannot replace it.
        assert!(same.count() * 10 < count(&schema));
    }

    #[test]
    fn all_changes_leave_an_empty_root() {
        let schema = generate(3, 1);
        let least = apply(&schema, &(0..count(&schema)).collect());
        let text: Vec<_> = least
            .documents()
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        let root = "<xs:element name=\"root\"><xs:complexType></xs:complexType></xs:element>";
        assert!(text[0].contains(root), "{}", text[0]);
    }
}
