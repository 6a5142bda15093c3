//! Finds the declarations of a message's elements again after the schema has changed.

use super::{Inside, Node, PREFIXES};
use crate::schema::{Content, Element, Kind, Name, Particle, ROOT, Schema, Term, Type, XS, XSI};
use std::collections::BTreeSet;

/// Adapts a message to a part of its schema: drops the elements and attributes that are no longer declared.
pub fn adapted(message: &Node, before: &Schema, after: &Schema) -> Node {
    let (old, new) = (names(before), names(after));
    let gone: BTreeSet<_> = old.difference(&new).cloned().collect();
    let mut message = message.clone();
    drop(&mut message, &gone);
    annotate(after, &mut message);
    message
}

fn drop(node: &mut Node, gone: &BTreeSet<String>) {
    node.attributes.retain(|one| !gone.contains(&one.local));
    node.children
        .retain(|child| !matches!(child, super::Child::Node(node) if gone.contains(&node.local)));
    node.nodes_mut().for_each(|child| drop(child, gone));
}

/// Gives each element its declaration.
pub fn annotate(schema: &Schema, message: &mut Node) {
    let root = Name {
        space: 0,
        local: ROOT.to_owned(),
    };
    if let Some(root) = schema.element(&root) {
        element(schema, message, Some((root, 0)));
    }
}

fn element(schema: &Schema, node: &mut Node, declared: Option<(&Element, usize)>) {
    let any = Type::BuiltIn("anyType");
    let mut of = declared.map_or(any.clone(), |(element, _)| element.of.clone());
    let origin = &mut node.origin;
    origin.declared = of.clone();
    origin.nillable = declared.is_some_and(|(element, _)| element.nillable);
    origin.value = declared.and_then(|(element, _)| element.value.clone());
    let space = declared.map_or(0, |(_, space)| space);
    if let Some(other) = node.xsi("type").and_then(|name| named(schema, name)) {
        of = other;
    }
    let origin = &mut node.origin;
    origin.space = match &of {
        Type::Named(name) => name.space,
        _ => space,
    };
    let complex = schema.complex(&of);
    origin.content = Inside::of(schema, &of);
    let (mut attributes, mut elements) = (Vec::new(), Vec::new());
    if let Some(complex) = complex {
        attributes = schema.attributes(complex, origin.space).0;
        for (particle, space) in schema.particles(complex, origin.space) {
            collect(schema, particle, space, 0, &mut elements);
        }
    }
    for attribute in node
        .attributes
        .iter_mut()
        .filter(|one| one.namespace != XSI)
    {
        let one = attributes
            .iter()
            .find(|one| one.attribute.name == attribute.local);
        attribute.of = one.map(|one| one.attribute.of.clone());
    }
    for child in node.nodes_mut() {
        let found = elements
            .iter()
            .find(|(element, _)| element.name == child.local)
            .copied();
        element(
            schema,
            child,
            found.or_else(|| global(schema, &child.local)),
        );
    }
    node.origin.of = of;
}

fn global<'a>(schema: &'a Schema, local: &str) -> Option<(&'a Element, usize)> {
    schema
        .components()
        .find_map(|(space, name, kind)| match kind {
            Kind::Element(element) if name == local => Some((element, space)),
            _ => None,
        })
}

/// The type with the name in `xsi:type`.
fn named(schema: &Schema, name: &str) -> Option<Type> {
    let (prefix, local) = name.split_once(':')?;
    let uri = PREFIXES.iter().find(|(known, _)| *known == prefix)?.1;
    if uri == XS {
        return crate::schema::values::built_in(local).map(|of| Type::BuiltIn(of.name));
    }
    let space = (0..schema.spaces.len()).find(|space| schema.uri(*space) == uri)?;
    let exists = schema
        .components()
        .any(|(of, name, kind)| of == space && name == local && matches!(kind, Kind::Type(_)));
    exists.then(|| {
        Type::Named(Name {
            space,
            local: local.to_owned(),
        })
    })
}

/// All elements of a particle.
fn collect<'a>(
    schema: &'a Schema,
    particle: &'a Particle,
    space: usize,
    depth: usize,
    out: &mut Vec<(&'a Element, usize)>,
) {
    match &particle.term {
        Term::Element(element) => out.push((element, space)),
        Term::Reference(name) => {
            out.extend(
                schema
                    .substitutes(name)
                    .into_iter()
                    .map(|(name, element)| (element, name.space)),
            );
        }
        Term::Group(name) if depth < 9 => {
            for part in schema.group(name).map(Term::parts).unwrap_or_default() {
                collect(schema, part, name.space, depth + 1, out);
            }
        }
        term => {
            for part in term.parts() {
                collect(schema, part, space, depth + 1, out);
            }
        }
    }
}

/// The local names of all declared elements and attributes.
fn names(schema: &Schema) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, _, kind) in schema.components() {
        match kind {
            Kind::Type(of) => of_type(of, &mut names),
            Kind::Element(element) => of_element(element, &mut names),
            Kind::Attribute(attribute) => {
                names.insert(attribute.name.clone());
            }
            Kind::Group(term) => of_term(term, &mut names),
            Kind::Attributes(attributes) => of_attributes(attributes, &mut names),
        }
    }
    names
}

fn of_attributes(attributes: &crate::schema::Attributes, names: &mut BTreeSet<String>) {
    let declared = attributes
        .uses
        .iter()
        .filter_map(|one| one.attribute.as_ref().ok());
    names.extend(declared.map(|attribute| attribute.name.clone()));
}

fn of_type(of: &Type, names: &mut BTreeSet<String>) {
    if let Type::Complex(complex) = of {
        of_attributes(&complex.attributes, names);
        match &complex.content {
            Content::Particle(particle)
            | Content::Extension(_, Some(particle))
            | Content::Restriction(_, Some(particle)) => of_term(&particle.term, names),
            _ => {}
        }
    }
}

fn of_element(element: &Element, names: &mut BTreeSet<String>) {
    names.insert(element.name.clone());
    of_type(&element.of, names);
}

fn of_term(term: &Term, names: &mut BTreeSet<String>) {
    if let Term::Element(element) = term {
        of_element(element, names);
    }
    term.parts()
        .iter()
        .for_each(|part| of_term(&part.term, names));
}

#[cfg(test)]
mod tests {
    use super::annotate;
    use crate::message::valid;
    use crate::random::Random;
    use crate::schema::generate;

    #[test]
    fn declarations_are_found_again() {
        let mut count = 0;
        for number in 0..40 {
            let schema = generate(5, number);
            if let Some(message) = valid(&schema, &mut Random::new(5, &[number])) {
                let mut again = message.clone();
                annotate(&schema, &mut again);
                count += usize::from(again == message);
            }
        }
        // Only local names that are declared once.
        assert!(count > 20, "{count}");
    }
}
