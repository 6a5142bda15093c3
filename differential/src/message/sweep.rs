//! Fixed changes of messages, beside the random ones: values at the bounds of their types, and comments everywhere.

use super::mutate::{Mutation, at, collect};
use super::{Child, Inside, Node};
use crate::schema::{Schema, Type, XSI};
use std::collections::BTreeSet;

/// The members whose bounds were tried.
pub type Done = BTreeSet<String>;

/// The message with each value at a bound of each member that is not `done` yet.
pub fn bounds(schema: &Schema, message: &Node, done: &mut Done) -> Vec<(Node, Mutation)> {
    let mut paths = Vec::new();
    collect(message, &mut Vec::new(), &mut paths);
    let mut all = Vec::new();
    for path in paths {
        let mut copy = message.clone();
        let Some(node) = at(&mut copy, &path).cloned() else {
            continue;
        };
        let mut add = |name: &str, of: &Type, change: &dyn Fn(&mut Node, String)| {
            let Some(text) = schema.text_type(of) else {
                return;
            };
            let values = text.boundaries(schema);
            let member = format!("{} {} {name} {of:?}", node.namespace, node.local);
            if values.is_empty() || !done.insert(member) {
                return;
            }
            for value in values {
                let mut changed = message.clone();
                if let Some(node) = at(&mut changed, &path) {
                    change(node, value);
                }
                if changed != *message {
                    let construct = text.label(schema);
                    let what = "value at a bound";
                    all.push((changed, Mutation { what, construct }));
                }
            }
        };
        let is_fixed = node.origin.value.as_ref().is_some_and(|value| value.fixed);
        if node.origin.content == Inside::Text && !node.is_nil() && !is_fixed {
            add("", &node.origin.of, &|node, value| {
                node.children = vec![Child::Text(value)];
                node.children
                    .retain(|one| *one != Child::Text(String::new()));
            });
        }
        for (index, attribute) in node.attributes.iter().enumerate() {
            if let Some(of) = attribute.of.as_ref().filter(|_| attribute.namespace != XSI) {
                let name = format!("@{} {}", attribute.namespace, attribute.local);
                add(&name, of, &|node, value| {
                    node.attributes[index].value = value
                });
            }
        }
    }
    all
}

/// The message with a comment at every place where one may be: between elements, and in the middle of each text.
pub fn comments(message: &Node) -> Option<(Node, Mutation)> {
    let mut changed = message.clone();
    comment(&mut changed);
    let construct = "message".to_owned();
    let what = "comments everywhere";
    (changed != *message).then_some((changed, Mutation { what, construct }))
}

fn comment(node: &mut Node) {
    let between = || Child::Comment(" <&- ".to_owned());
    let is_text = node.origin.content == Inside::Text;
    if is_text && node.children.is_empty() {
        return;
    }
    let mut children = vec![between()];
    for mut child in std::mem::take(&mut node.children) {
        if let Child::Node(node) = &mut child {
            comment(node);
        }
        match child {
            Child::Text(text) => {
                let half = text.char_indices().nth(text.chars().count() / 2);
                let (left, right) = text.split_at(half.map_or(0, |(at, _)| at));
                for part in [left, right].into_iter().filter(|part| !part.is_empty()) {
                    children.extend([Child::Text(part.to_owned()), between()]);
                }
            }
            other => children.extend([other, between()]),
        }
    }
    // A nil element stays empty.
    if !node.is_nil() || children.len() > 1 {
        node.children = children;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::valid;
    use crate::random::Random;
    use crate::schema::generate;

    #[test]
    fn each_member_is_tried_once_and_the_same_in_every_run() {
        let mut count = 0;
        for number in 0..20 {
            let schema = generate(1, number);
            let Some(message) = valid(&schema, &mut Random::new(1, &[number])) else {
                continue;
            };
            let mut done = Done::new();
            let all = bounds(&schema, &message, &mut done);
            assert!(all.iter().all(|(changed, _)| *changed != message));
            assert!(bounds(&schema, &message, &mut done).is_empty());
            assert_eq!(bounds(&schema, &message, &mut Done::new()), all);
            count += all.len();
        }
        assert!(count > 20, "{count}");
    }

    #[test]
    fn comments_keep_the_text() {
        let schema = generate(1, 2);
        let message = valid(&schema, &mut Random::new(1, &[2])).unwrap();
        let (changed, _) = comments(&message).unwrap();
        assert!(changed.children.len() > message.children.len());
        assert_eq!(changed.text(), message.text());
    }
}
