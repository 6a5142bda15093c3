//! The components that operations use.

use super::Component;
use crate::model::*;
use std::collections::{BTreeMap, BTreeSet};

/// Components that are used, directly or indirectly.
pub(super) struct Reached(BTreeSet<Component>);

impl Reached {
    pub fn contains(&self, component: Component) -> bool {
        self.0.contains(&component)
    }

    /// Whether there is an abstract type for which no other type may stand. What is derived from a used type is used.
    pub fn misses_types(&self, model: &Model) -> bool {
        let complex = |id: TypeId| match &model.types[id].kind {
            TypeKind::Complex(complex) => Some(complex),
            TypeKind::Simple(_) => None,
        };
        let used = || {
            let all = self.0.iter();
            all.filter_map(|component| match component {
                Component::Type(id) => complex(*id).map(|complex| (*id, complex)),
                _ => None,
            })
        };
        let mut stood_for = BTreeSet::new();
        for (_, concrete) in used().filter(|(_, one)| !one.is_abstract) {
            let mut at = concrete;
            while let Derivation::Extension(base) | Derivation::Restriction(base) = at.derivation
                && stood_for.insert(base)
                && let Some(base) = complex(base)
            {
                at = base;
            }
        }
        used().any(|(id, one)| one.is_abstract && !stood_for.contains(&id))
    }
}

/// All components in the messages and headers of operations, with derived types and substitutes.
pub(super) fn used(model: &Model) -> Reached {
    let mut derived: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
    for (id, of) in model.types.iter() {
        if let TypeKind::Complex(complex) = &of.kind
            && let Derivation::Extension(base) | Derivation::Restriction(base) = complex.derivation
            && base != Builtin::AnyType.id()
        {
            derived.entry(base).or_default().push(id);
        }
    }
    let mut substitutes: BTreeMap<ElementId, Vec<ElementId>> = BTreeMap::new();
    for (id, of) in model.elements.iter() {
        if let Some(head) = of.substitution_group {
            substitutes.entry(head).or_default().push(id);
        }
    }
    let mut reach = Reach {
        model,
        used: BTreeSet::new(),
        open: Vec::new(),
    };
    reach.messages();
    while let Some(component) = reach.open.pop() {
        match component {
            Component::Type(id) => {
                reach.type_def(id);
                for other in derived.get(&id).into_iter().flatten() {
                    reach.add(Component::Type(*other));
                }
            }
            Component::Element(id) => {
                let element = &model.elements[id];
                reach.add(Component::Type(element.ty));
                if let Some(head) = element.substitution_group {
                    reach.add(Component::Element(head));
                }
                for other in substitutes.get(&id).into_iter().flatten() {
                    reach.add(Component::Element(*other));
                }
            }
            Component::Attribute(id) => reach.add(Component::Type(model.attributes[id].ty)),
            Component::Group(id) => reach.particle(&model.groups[id].particle),
            Component::AttributeGroup(id) => {
                reach.attributes(&model.attribute_groups[id].attributes)
            }
        }
    }
    Reached(reach.used)
}

struct Reach<'m> {
    model: &'m Model,
    used: BTreeSet<Component>,
    open: Vec<Component>,
}

impl Reach<'_> {
    fn add(&mut self, component: Component) {
        if self.used.insert(component) {
            self.open.push(component);
        }
    }

    fn messages(&mut self) {
        let model = self.model;
        let mut messages: BTreeSet<MessageId> = BTreeSet::new();
        for (_, port_type) in model.port_types.iter() {
            for operation in &port_type.operations {
                let uses = operation
                    .input
                    .iter()
                    .chain(&operation.output)
                    .chain(&operation.faults);
                messages.extend(uses.map(|used| used.message));
            }
        }
        for (_, binding) in model.bindings.iter() {
            for operation in &binding.operations {
                messages.extend(operation.all_headers().map(|header| header.message));
            }
        }
        for (id, message) in model.messages.iter() {
            if !messages.contains(&id) {
                continue;
            }
            for part in &message.parts {
                match part.content {
                    PartContent::Element(element) => self.add(Component::Element(element)),
                    PartContent::Type(ty) => self.add(Component::Type(ty)),
                }
            }
        }
    }

    fn type_def(&mut self, id: TypeId) {
        match &self.model.types[id].kind {
            TypeKind::Simple(simple) => {
                if let Some(base) = simple.base {
                    self.add(Component::Type(base));
                }
                match &simple.variety {
                    Variety::List(item) => self.add(Component::Type(*item)),
                    Variety::Union(members) => {
                        for member in members {
                            self.add(Component::Type(*member));
                        }
                    }
                    _ => {}
                }
            }
            TypeKind::Complex(complex) => {
                if let Derivation::Extension(base) | Derivation::Restriction(base) =
                    complex.derivation
                {
                    self.add(Component::Type(base));
                }
                match &complex.content {
                    Content::Empty => {}
                    Content::Simple(text) => self.add(Component::Type(*text)),
                    Content::Particle(particle) => self.particle(particle),
                }
                self.attributes(&complex.attributes);
                if let Some((item, _)) = &complex.array_type {
                    self.add(Component::Type(*item));
                }
            }
        }
    }

    fn particle(&mut self, particle: &Particle) {
        match &particle.term {
            Term::Element(element) => self.add(Component::Element(*element)),
            Term::Group(_, particles) => {
                for particle in particles {
                    self.particle(particle);
                }
            }
            Term::GroupRef(group) => self.add(Component::Group(*group)),
            Term::Any(_) => {}
        }
    }

    fn attributes(&mut self, items: &[AttributeItem]) {
        for item in items {
            match item {
                AttributeItem::Use(attribute) => {
                    self.add(Component::Attribute(attribute.attribute))
                }
                AttributeItem::Group(group) => self.add(Component::AttributeGroup(*group)),
            }
        }
    }
}
