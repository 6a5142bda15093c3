//! Changes values of a sample until its identity constraints hold (XML Schema Part 1, section 3.11), and references name an ID.

use super::filler;
use super::tree::{Envelope, SampleElement, Text};
use crate::model::*;
use crate::validate::Literals;
use std::collections::{BTreeMap, BTreeSet};

/// The most values that are tried for a field.
const TRIES: u32 = 2_000;
/// The number of those that come from the first one.
const COUNTED: usize = 1_000;

/// The place of a value below an element: the indices of the elements that lead to it, and of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ValuePath {
    steps: Vec<usize>,
    attribute: Option<usize>,
}

/// The names at which the keys of an element and what refers to them are found.
pub(super) fn names(declaration: &ElementDecl) -> Vec<NameTest> {
    let mut names = Vec::new();
    for constraint in &declaration.identities {
        if matches!(constraint.kind, IdentityKind::Unique) {
            continue;
        }
        for path in constraint.selector.iter().chain(&constraint.fields) {
            for one in &path.alternatives {
                names.extend(one.steps.iter().chain(&one.attribute).cloned());
            }
        }
    }
    names
}

/// The number of the constraints that are looked at in a message.
pub(super) fn count(model: &Model, envelope: &Envelope) -> usize {
    fn of(model: &Model, node: &SampleElement) -> usize {
        let own = node
            .element
            .map_or(0, |id| model.elements[id].identities.len());
        let below = node.children.iter().map(|child| of(model, child));
        below.fold(own, usize::saturating_add)
    }
    let nodes = envelope.headers.iter().chain(&envelope.body);
    nodes
        .map(|node| of(model, node))
        .fold(0, usize::saturating_add)
}

/// Makes keys differ, lets references name a key, and lets `xs:IDREF` values name an `xs:ID`.
pub(super) fn keep(facts: &Facts<'_>, literals: &Literals<'_>, envelope: &mut Envelope) {
    let mut fixer = IdentityFixer {
        facts,
        literals,
        id: None,
    };
    let mut nodes = envelope.headers.iter_mut().chain(&mut envelope.body);
    for node in nodes.by_ref() {
        fixer.differ(node);
        fixer.refer(node);
    }
    let nodes = || envelope.headers.iter().chain(&envelope.body);
    fixer.id = nodes().find_map(|node| fixer.first_id(node));
    for node in envelope.headers.iter_mut().chain(&mut envelope.body) {
        fixer.name_id(node);
    }
}

struct IdentityFixer<'a> {
    facts: &'a Facts<'a>,
    literals: &'a Literals<'a>,
    /// The first `xs:ID` of the message.
    id: Option<String>,
}

impl IdentityFixer<'_> {
    fn constraints(&self, node: &SampleElement) -> &[IdentityConstraint] {
        node.element
            .map_or(&[][..], |id| &self.facts.model.elements[id].identities)
    }

    /// Makes the values of unique fields differ, from the inside to the outside.
    fn differ(&self, node: &mut SampleElement) {
        for child in &mut node.children {
            self.differ(child);
        }
        for index in 0..self.constraints(node).len() {
            let constraint = &self.constraints(node)[index];
            if matches!(constraint.kind, IdentityKind::KeyRef(_)) {
                continue;
            }
            let mut known: BTreeSet<Vec<String>> = BTreeSet::new();
            // Each number is tried once, so that many keys take linear time.
            let mut tries = 0..TRIES;
            let mut listed = BTreeMap::new();
            for tuple in tuples(node, constraint) {
                let mut texts = self.texts(node, &tuple);
                // The last field that can be another value is changed.
                let change = tuple.iter().rposition(|place| {
                    let value = value(node, place);
                    value.is_some_and(|value| value.ty.is_some() && value.name.is_none())
                });
                while known.contains(&texts)
                    && let Some(field) = change
                    && let Some(number) = tries.next()
                {
                    if let Some(text) = value_mut(node, &tuple[field])
                        && let Some(ty) = text.ty
                        && let Some(other) = self.variant(ty, number, &mut listed)
                    {
                        text.text = other;
                    }
                    texts = self.texts(node, &tuple);
                }
                known.insert(texts);
            }
        }
    }

    fn texts(&self, node: &SampleElement, tuple: &[ValuePath]) -> Vec<String> {
        tuple
            .iter()
            .map(|place| value(node, place).map_or_else(String::new, |value| spelling(&value.text)))
            .collect()
    }

    /// Another value of a type, by number. `listed` keeps the first value and the candidates of each type.
    fn variant(
        &self,
        ty: TypeId,
        number: u32,
        listed: &mut BTreeMap<TypeId, (String, Vec<String>)>,
    ) -> Option<String> {
        let model = self.facts.model;
        let (base, candidates) = listed.entry(ty).or_insert_with(|| {
            let base = filler::value(model, ty, super::SampleStyle::Soap11);
            (base, filler::candidates(model, ty))
        });
        let number = number as usize;
        let text = match number.checked_sub(COUNTED) {
            None => counted(base, number),
            Some(number) => candidates.get(number)?.clone(),
        };
        self.literals.problem(ty, &text).is_none().then_some(text)
    }

    /// Gives references the values of the first key that they may name.
    fn refer(&self, node: &mut SampleElement) {
        for child in &mut node.children {
            self.refer(child);
        }
        for index in 0..self.constraints(node).len() {
            let constraint = &self.constraints(node)[index];
            let IdentityKind::KeyRef(Some((element, key))) = constraint.kind else {
                continue;
            };
            let mut keys = Vec::new();
            self.keys(node, element, key, &mut keys);
            let Some(key) = keys.into_iter().next() else {
                continue;
            };
            for tuple in tuples(node, constraint) {
                for (place, (text, name)) in tuple.iter().zip(&key) {
                    if let Some(value) = value_mut(node, place)
                        && value.ty.is_some()
                    {
                        value.text.clone_from(text);
                        value.name.clone_from(name);
                    }
                }
            }
        }
    }

    /// The keys of a constraint of an element at or below a node.
    fn keys(
        &self,
        node: &SampleElement,
        element: ElementId,
        key: usize,
        found: &mut Vec<Vec<(String, Option<QName>)>>,
    ) {
        if node.element == Some(element)
            && let Some(constraint) = self.constraints(node).get(key)
        {
            let values = |tuple: Vec<ValuePath>| {
                let values = tuple.iter().filter_map(|place| value(node, place));
                values
                    .map(|value| (value.text.clone(), value.name.clone()))
                    .collect()
            };
            found.extend(tuples(node, constraint).into_iter().map(values));
        }
        for child in &node.children {
            self.keys(child, element, key, found);
        }
    }

    fn first_id(&self, node: &SampleElement) -> Option<String> {
        let own = node.attributes.iter().map(|(_, value)| value);
        own.chain([&node.value])
            .find(|value| self.is(value, Builtin::Id))
            .map(|value| value.text.clone())
            .or_else(|| node.children.iter().find_map(|child| self.first_id(child)))
    }

    fn name_id(&self, node: &mut SampleElement) {
        let own = node.attributes.iter_mut().map(|(_, value)| value);
        for value in own.chain([&mut node.value]) {
            if let Some(id) = &self.id
                && self.is(value, Builtin::Idref)
            {
                value.text.clone_from(id);
            }
        }
        for child in &mut node.children {
            self.name_id(child);
        }
    }

    fn is(&self, value: &Text, builtin: Builtin) -> bool {
        value
            .ty
            .is_some_and(|ty| filler::builtin(self.facts.model, ty) == Some(builtin))
    }
}

/// A text that equal numbers share.
fn spelling(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(number) => number.to_string(),
        Err(_) => text.to_owned(),
    }
}

/// A text with a number: the digits at its end counted up, or put behind it.
fn counted(text: &str, number: usize) -> String {
    let start = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &text[start.len()..];
    let from = digits.parse::<usize>().unwrap_or(0);
    let next = from.saturating_add(number).saturating_add(1);
    format!("{start}{next:0width$}", width = digits.len())
}

/// The places of the fields of each element that a constraint selects and that has all of them.
fn tuples(node: &SampleElement, constraint: &IdentityConstraint) -> Vec<Vec<ValuePath>> {
    let Some(selector) = &constraint.selector else {
        return Vec::new();
    };
    let mut tuples = Vec::new();
    for selected in places(node, &[], selector) {
        let Some(inside) = at(node, &selected.steps) else {
            continue;
        };
        let fields: Option<Vec<ValuePath>> = constraint
            .fields
            .iter()
            .map(|field| {
                places(inside, &selected.steps, field)
                    .into_iter()
                    .next()
                    .filter(|place| value(node, place).is_some())
            })
            .collect();
        tuples.extend(fields);
    }
    tuples
}

/// The places that a path leads to from a node, which itself is at `from`.
fn places(node: &SampleElement, from: &[usize], path: &IdentityPath) -> BTreeSet<ValuePath> {
    let mut found = BTreeSet::new();
    for one in &path.alternatives {
        let mut here = vec![(from.to_vec(), node)];
        if one.from_descendants {
            let mut next = 0;
            while let Some((steps, node)) = here.get(next).cloned() {
                here.extend(children(&steps, node));
                next += 1;
            }
        }
        for step in &one.steps {
            here = here
                .iter()
                .flat_map(|(steps, node)| children(steps, node))
                .filter(|(_, child)| child.name.as_ref().is_some_and(|name| step.admits(name)))
                .collect();
        }
        for (steps, node) in here {
            match &one.attribute {
                None => {
                    found.insert(ValuePath {
                        steps,
                        attribute: None,
                    });
                }
                Some(test) => {
                    let attributes = node.attributes.iter().enumerate();
                    found.extend(attributes.filter(|(_, (name, _))| test.admits(name)).map(
                        |(index, _)| ValuePath {
                            steps: steps.clone(),
                            attribute: Some(index),
                        },
                    ));
                }
            }
        }
    }
    found
}

fn children<'n>(steps: &[usize], node: &'n SampleElement) -> Vec<(Vec<usize>, &'n SampleElement)> {
    let numbered = node.children.iter().enumerate();
    numbered
        .map(|(index, child)| {
            let mut steps = steps.to_vec();
            steps.push(index);
            (steps, child)
        })
        .collect()
}

fn at<'n>(node: &'n SampleElement, steps: &[usize]) -> Option<&'n SampleElement> {
    steps
        .iter()
        .try_fold(node, |node, step| node.children.get(*step))
}

fn value<'n>(node: &'n SampleElement, place: &ValuePath) -> Option<&'n Text> {
    let node = at(node, &place.steps)?;
    match place.attribute {
        Some(index) => node.attributes.get(index).map(|(_, value)| value),
        None => (!node.nil && node.children.is_empty()).then_some(&node.value),
    }
}

fn value_mut<'n>(node: &'n mut SampleElement, place: &ValuePath) -> Option<&'n mut Text> {
    let node = place
        .steps
        .iter()
        .try_fold(node, |node, step| node.children.get_mut(*step))?;
    match place.attribute {
        Some(index) => node.attributes.get_mut(index).map(|(_, value)| value),
        None => Some(&mut node.value),
    }
}
