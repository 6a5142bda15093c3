//! Values that other values depend on: identifiers, references to them, fields of identity constraints.

use super::mutate::{Mutation, at, collect};
use super::{Child, Inside, Node};
use crate::random::Random;
use crate::schema::{Schema, Text, Type, Variety};
use std::collections::BTreeMap;

/// A value of a message: its type, the name of its element or attribute, and its text.
struct Slot<'a> {
    of: Type,
    local: String,
    text: &'a mut String,
}

/// Visits all simple values.
fn visit(node: &mut Node, visitor: &mut dyn FnMut(Slot<'_>)) {
    for attribute in &mut node.attributes {
        if let Some(of) = &attribute.of {
            visitor(Slot {
                of: of.clone(),
                local: attribute.local.clone(),
                text: &mut attribute.value,
            });
        }
    }
    if node.origin.content == Inside::Text
        && let [Child::Text(text)] = node.children.as_mut_slice()
    {
        visitor(Slot {
            of: node.origin.of.clone(),
            local: node.local.clone(),
            text,
        });
    }
    for child in node.nodes_mut() {
        visit(child, visitor);
    }
}

/// The part that values of a type have among identifiers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Identifier,
    Reference,
    References,
    Other,
}

fn role(schema: &Schema, of: &Type) -> Role {
    let Some(text) = schema.text_type(of) else {
        return Role::Other;
    };
    match text {
        Text::BuiltIn(of) => match of.name {
            "ID" => Role::Identifier,
            "IDREF" => Role::Reference,
            "IDREFS" => Role::References,
            _ => Role::Other,
        },
        Text::Simple(simple) => match &simple.variety {
            Variety::Restriction(base, _) => role(schema, base),
            Variety::List(item) if role(schema, item) == Role::Reference => Role::References,
            _ => Role::Other,
        },
    }
}

/// Makes most identifiers different, most references those of identifiers, and the values of an element or attribute
/// different ones as long as there are.
pub fn settle(schema: &Schema, node: &mut Node, random: &mut Random) {
    let mut identifiers = Vec::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    visit(node, &mut |slot| match role(schema, &slot.of) {
        Role::Identifier => {
            *slot.text = format!("i{}", identifiers.len() + 1);
            identifiers.push(slot.text.clone());
        }
        Role::Other if random.chance(85) => {
            let good = schema.text_type(&slot.of).map(|of| of.good());
            let good = good.unwrap_or_default();
            let count = counts.entry(slot.local).or_default();
            if let Some(text) = good
                .get(*count % good.len().max(1))
                .filter(|text| !text.is_empty())
            {
                slot.text.clone_from(text);
            }
            *count += 1;
        }
        _ => {}
    });
    visit(node, &mut |slot| {
        let count = match role(schema, &slot.of) {
            Role::Reference => 1,
            Role::References => random.between(1, 3),
            _ => return,
        };
        let some = (0..count).filter_map(|_| random.pick(&identifiers).cloned());
        let some: Vec<_> = some.collect();
        if !some.is_empty() && random.chance(90) {
            *slot.text = some.join(" ");
        }
    });
}

/// Changes a value that others depend on.
pub fn mutate_reference(
    schema: &Schema,
    message: &Node,
    random: &mut Random,
) -> Option<(Node, Mutation)> {
    let mut mutated = message.clone();
    let what = random.word(&[
        "value of another place",
        "value of another place",
        "value of another place",
        "element doubled with its values",
        "reference to nothing",
        "value spelled otherwise",
    ]);
    if what == "element doubled with its values" {
        let mut paths = Vec::new();
        collect(&mutated, &mut Vec::new(), &mut paths);
        paths.retain(|path| path.len() == 1);
        let path = random.pick(&paths)?.clone();
        let again = at(&mut mutated, &path)?.clone();
        let construct = again.origin.place.clone();
        mutated.children.insert(path[0], Child::Node(again));
        return Some((mutated, Mutation { what, construct }));
    }
    let mut all: Vec<(Type, String, String)> = Vec::new();
    visit(&mut mutated, &mut |slot| {
        all.push((slot.of, slot.local, slot.text.clone()));
    });
    let wanted: Vec<usize> = (0..all.len())
        .filter(|&index| match what {
            "reference to nothing" => {
                !matches!(role(schema, &all[index].0), Role::Identifier | Role::Other)
            }
            _ => true,
        })
        .collect();
    let &chosen = random.pick(&wanted)?;
    let (of, local, old) = all[chosen].clone();
    let text = match what {
        "reference to nothing" => "nowhere".to_owned(),
        // Another spelling of a number, or the same text in white space.
        "value spelled otherwise" => {
            let same = schema.text_type(&of)?;
            let spellings = [
                format!(" {old} "),
                format!("+{old}"),
                format!("0{old}"),
                format!("{old}.0"),
                format!("{old}0"),
                old.replace('Z', "+00:00"),
                old.to_lowercase(),
            ];
            let mut others = spellings.iter();
            let first = random.below(spellings.len());
            let fits = |text: &&String| **text != old && same.is_same(schema, &old, text);
            let found = spellings
                .get(first)
                .filter(fits)
                .or_else(|| others.find(fits));
            found?.clone()
        }
        // Half of them of the same name.
        _ => {
            let same: Vec<_> = all
                .iter()
                .filter(|(_, name, text)| *text != old && (*name == local || random.chance(30)))
                .collect();
            random.pick(&same)?.2.clone()
        }
    };
    let mut index = 0;
    visit(&mut mutated, &mut |slot| {
        if index == chosen {
            *slot.text = text.clone();
        }
        index += 1;
    });
    let construct = schema.text_type(&of)?.label(schema);
    (mutated != *message).then_some((mutated, Mutation { what, construct }))
}
