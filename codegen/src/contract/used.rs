//! Finds the types and elements that the messages of a contract use.

use super::{Body, Call, Direction};
use crate::model::{Closure, ElementId, Facts, Model, PartContent, TypeId};
use std::collections::{BTreeMap, BTreeSet};

/// The directions in which a component is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Directions {
    pub(super) request: bool,
    pub(super) response: bool,
}

impl Directions {
    pub(super) fn of(direction: Direction) -> Self {
        Self {
            request: direction == Direction::Request,
            response: direction == Direction::Response,
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.request |= other.request;
        self.response |= other.response;
    }
}

/// The types and elements of messages: declared ones, derived types and members of substitution groups.
pub(super) struct Used<'m> {
    pub(super) facts: Facts<'m>,
    pub(super) types: BTreeMap<TypeId, Directions>,
    elements: BTreeMap<ElementId, Directions>,
}

impl<'m> Used<'m> {
    pub(super) fn new(model: &'m Model, calls: &[Call<'m>]) -> Self {
        let facts = Facts::new(model);
        let (mut types, mut elements) = (BTreeMap::new(), BTreeMap::new());
        for direction in [Direction::Request, Direction::Response] {
            let mut closure = Closure::new(&facts);
            for call in calls {
                roots(call, direction, &mut closure);
            }
            closure.run();
            let usage = Directions::of(direction);
            add(&mut types, closure.types, usage);
            add(&mut elements, closure.elements, usage);
        }
        Self {
            facts,
            types,
            elements,
        }
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = (ElementId, Directions)> {
        self.elements.iter().map(|(id, usage)| (*id, *usage))
    }
}

fn add<Id: Ord>(all: &mut BTreeMap<Id, Directions>, found: BTreeSet<Id>, usage: Directions) {
    for id in found {
        all.entry(id).or_default().add(usage);
    }
}

/// Adds the components that are named in the messages of an operation.
fn roots(call: &Call<'_>, direction: Direction, closure: &mut Closure<'_>) {
    match call.body(direction) {
        Body::Elements(elements) => {
            for element in elements {
                closure.element(element);
            }
        }
        Body::Wrapper(_, parts) => {
            for (_, content) in parts {
                closure.part(content);
            }
        }
    }
    let faults = call
        .faults()
        .into_iter()
        .filter_map(|(_, content)| content.filter(|_| direction == Direction::Response));
    let others: Vec<PartContent> = (call.headers(direction).into_iter())
        .map(|(_, content)| content)
        .chain(faults)
        .collect();
    for content in others {
        closure.part(content);
    }
}
