//! What the operations use.

use super::Owner;
use crate::model::*;
use std::collections::{HashMap, HashSet};

/// Components that are used, directly or indirectly.
pub(super) struct Used(HashSet<Owner>);

impl Used {
    pub fn contains(&self, owner: Owner) -> bool {
        self.0.contains(&owner)
    }
}

/// Everything that a message of an operation, or a header, can hold: derived types and substitutes included.
pub(super) fn used(model: &Model) -> Used {
    let mut derived: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    for (id, of) in model.types.iter() {
        if let TypeKind::Complex(complex) = &of.kind
            && let Derivation::Extension(base) | Derivation::Restriction(base) = complex.derivation
            && base != Builtin::AnyType.id()
        {
            derived.entry(base).or_default().push(id);
        }
    }
    let mut substitutes: HashMap<ElementId, Vec<ElementId>> = HashMap::new();
    for (id, of) in model.elements.iter() {
        if let Some(head) = of.substitution_group {
            substitutes.entry(head).or_default().push(id);
        }
    }
    let mut walk = Walk {
        model,
        used: HashSet::new(),
        open: Vec::new(),
    };
    walk.messages();
    while let Some(owner) = walk.open.pop() {
        match owner {
            Owner::Type(id) => {
                walk.type_def(id);
                for other in derived.get(&id).into_iter().flatten() {
                    walk.add(Owner::Type(*other));
                }
            }
            Owner::Element(id) => {
                let element = &model.elements[id];
                walk.add(Owner::Type(element.ty));
                if let Some(head) = element.substitution_group {
                    walk.add(Owner::Element(head));
                }
                for other in substitutes.get(&id).into_iter().flatten() {
                    walk.add(Owner::Element(*other));
                }
            }
            Owner::Attribute(id) => walk.add(Owner::Type(model.attributes[id].ty)),
            Owner::Group(id) => walk.particle(&model.groups[id].particle),
            Owner::AttributeGroup(id) => walk.attributes(&model.attribute_groups[id].attributes),
        }
    }
    Used(walk.used)
}

struct Walk<'m> {
    model: &'m Model,
    used: HashSet<Owner>,
    open: Vec<Owner>,
}

impl Walk<'_> {
    fn add(&mut self, owner: Owner) {
        if self.used.insert(owner) {
            self.open.push(owner);
        }
    }

    fn messages(&mut self) {
        let model = self.model;
        let mut messages: HashSet<MessageId> = HashSet::new();
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
                for header in operation
                    .input
                    .iter()
                    .chain(&operation.output)
                    .flat_map(|message| &message.headers)
                {
                    messages.insert(header.message);
                    messages.extend(header.faults.iter().map(|(message, _)| *message));
                }
            }
        }
        for (id, message) in model.messages.iter() {
            if !messages.contains(&id) {
                continue;
            }
            for part in &message.parts {
                match part.content {
                    PartContent::Element(element) => self.add(Owner::Element(element)),
                    PartContent::Type(ty) => self.add(Owner::Type(ty)),
                }
            }
        }
    }

    fn type_def(&mut self, id: TypeId) {
        match &self.model.types[id].kind {
            TypeKind::Simple(simple) => {
                if let Some(base) = simple.base {
                    self.add(Owner::Type(base));
                }
                match &simple.variety {
                    Variety::List(item) => self.add(Owner::Type(*item)),
                    Variety::Union(members) => {
                        for member in members {
                            self.add(Owner::Type(*member));
                        }
                    }
                    _ => {}
                }
            }
            TypeKind::Complex(complex) => {
                if let Derivation::Extension(base) | Derivation::Restriction(base) =
                    complex.derivation
                {
                    self.add(Owner::Type(base));
                }
                match &complex.content {
                    Content::Empty => {}
                    Content::Simple(text) => self.add(Owner::Type(*text)),
                    Content::Particle(particle) => self.particle(particle),
                }
                self.attributes(&complex.attributes);
                if let Some((item, _)) = &complex.array_type {
                    self.add(Owner::Type(*item));
                }
            }
        }
    }

    fn particle(&mut self, particle: &Particle) {
        match &particle.term {
            Term::Element(element) => self.add(Owner::Element(*element)),
            Term::Group(_, particles) => {
                for particle in particles {
                    self.particle(particle);
                }
            }
            Term::GroupRef(group) => self.add(Owner::Group(*group)),
            Term::Any(_) => {}
        }
    }

    fn attributes(&mut self, items: &[AttributeItem]) {
        for item in items {
            match item {
                AttributeItem::Use(attribute) => self.add(Owner::Attribute(attribute.attribute)),
                AttributeItem::Group(group) => self.add(Owner::AttributeGroup(*group)),
            }
        }
    }
}
