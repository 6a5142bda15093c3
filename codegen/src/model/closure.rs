//! The components that a set of types and elements needs.

use super::*;
use std::collections::BTreeSet;

/// Types and elements that are needed: the added ones, and all that they refer to.
pub(crate) struct Closure<'a> {
    facts: &'a Facts<'a>,
    pub(crate) types: BTreeSet<TypeId>,
    pub(crate) elements: BTreeSet<ElementId>,
    groups: BTreeSet<GroupId>,
    attribute_groups: BTreeSet<AttributeGroupId>,
    queue: Vec<Work>,
    /// Whether all arrays of SOAP encoding are lists of their items, or none is; `None` if their use decides.
    all_encoded: Option<bool>,
}

enum Work {
    Type(TypeId),
    Element(ElementId),
    Group(GroupId),
    AttributeGroup(AttributeGroupId),
}

impl<'a> Closure<'a> {
    pub(crate) fn new(facts: &'a Facts<'a>) -> Self {
        Self {
            facts,
            types: BTreeSet::new(),
            elements: BTreeSet::new(),
            groups: BTreeSet::new(),
            attribute_groups: BTreeSet::new(),
            queue: Vec::new(),
            all_encoded: None,
        }
    }

    /// A closure for messages that are all encoded, or all literal.
    pub(crate) fn of_use(facts: &'a Facts<'a>, encoded: bool) -> Self {
        Self {
            all_encoded: Some(encoded),
            ..Self::new(facts)
        }
    }

    pub(crate) fn ty(&mut self, id: TypeId) {
        if self.types.insert(id) {
            self.queue.push(Work::Type(id));
        }
    }

    pub(crate) fn element(&mut self, id: ElementId) {
        if self.elements.insert(id) {
            self.queue.push(Work::Element(id));
        }
    }

    pub(crate) fn part(&mut self, content: PartContent) {
        match content {
            PartContent::Element(element) => self.element(element),
            PartContent::Type(ty) => self.ty(ty),
        }
    }

    pub(crate) fn run(&mut self) {
        while let Some(work) = self.queue.pop() {
            match work {
                Work::Type(id) => self.visit_type(id),
                Work::Element(id) => self.visit_element(id),
                Work::Group(id) => self.particle(&self.facts.model.groups[id].particle),
                Work::AttributeGroup(id) => {
                    self.attributes(&self.facts.model.attribute_groups[id].attributes)
                }
            }
        }
    }

    fn visit_element(&mut self, id: ElementId) {
        let model = self.facts.model;
        let ty = model.elements[id].ty;
        self.ty(ty);
        // Derived types may replace the declared one, and substitutes the element.
        if model.types[ty].name.is_some() {
            for derived in self.facts.derived(ty) {
                self.ty(derived);
            }
        }
        for substitute in self.facts.substitutes(id) {
            self.element(substitute);
        }
    }

    fn visit_type(&mut self, id: TypeId) {
        let model = self.facts.model;
        match &model.types[id].kind {
            TypeKind::Simple(simple) => {
                if let Some(base) = simple.base {
                    self.ty(base);
                }
                match &simple.variety {
                    Variety::List(item) => self.ty(*item),
                    Variety::Union(members) => members.iter().for_each(|member| self.ty(*member)),
                    _ => {}
                }
            }
            TypeKind::Complex(complex) => {
                // An array in SOAP encoding is a list of its items, whatever its base is.
                let item = match self.all_encoded {
                    Some(true) => self.facts.array_item(id),
                    Some(false) => None,
                    None => self.facts.encoded_array(id),
                };
                if let Some(item) = item {
                    self.ty(item);
                    return;
                }
                if let Derivation::Extension(base) | Derivation::Restriction(base) =
                    complex.derivation
                {
                    self.ty(base);
                }
                match &complex.content {
                    Content::Empty => {}
                    Content::Simple(ty) => self.ty(*ty),
                    Content::Particle(particle) => self.particle(particle),
                }
                self.attributes(&complex.attributes);
                if let Some((item, _)) = &complex.array_type {
                    self.ty(*item);
                }
            }
        }
    }

    fn particle(&mut self, particle: &Particle) {
        match &particle.term {
            Term::Element(element) => self.element(*element),
            Term::Group(_, items) => items.iter().for_each(|item| self.particle(item)),
            Term::GroupRef(group) => {
                if self.groups.insert(*group) {
                    self.queue.push(Work::Group(*group));
                }
            }
            Term::Any(_) => {}
        }
    }

    fn attributes(&mut self, items: &[AttributeItem]) {
        for item in items {
            match item {
                AttributeItem::Use(attribute) => {
                    self.ty(self.facts.model.attributes[attribute.attribute].ty)
                }
                AttributeItem::Group(group) => {
                    if self.attribute_groups.insert(*group) {
                        self.queue.push(Work::AttributeGroup(*group));
                    }
                }
            }
        }
    }
}
