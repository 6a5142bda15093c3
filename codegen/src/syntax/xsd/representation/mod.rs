//! Constraints on the representations of schema components: attributes, children and their order (XML Schema Part 1, the schema for
//! schemas and the rules "src-…").
//!
//! The reader accepts the documents that it understands. All violations are reported here as warnings, since they do
//! not change the generated code.

mod constraints;
mod table;
mod values;

use super::super::xml::XmlNode;
use super::NAMESPACE;
use crate::diagnostic::{Code, Diagnostics};
use std::collections::BTreeSet;
use table::{ChildRule, ElementShape};

/// Reports violations in a schema document. `target` is its target namespace; `adopts` says that it comes from the
/// including schema.
pub(super) fn check(root: XmlNode<'_>, target: &str, adopts: bool, diagnostics: &mut Diagnostics) {
    let mut checker = Checker {
        diagnostics,
        target,
        adopts,
        ids: BTreeSet::new(),
        notations: BTreeSet::new(),
    };
    // Parent and grandparent by name.
    let mut open = vec![(root, "", "")];
    while let Some((node, parent, grandparent)) = open.pop() {
        let shape = if parent.is_empty() {
            Some(&table::SCHEMA)
        } else {
            let has_ref = node.attribute("ref").is_some();
            let is_derived = node.children().any(|child| {
                child.namespace() == NAMESPACE
                    && matches!(child.local(), "simpleContent" | "complexContent")
            });
            table::shape(node.local(), parent, grandparent, has_ref, is_derived)
        };
        // An unknown element was reported with its parent.
        let Some(shape) = shape else { continue };
        checker.attributes(node, shape);
        if table::is_opaque(node.local()) {
            continue;
        }
        checker.children(node, shape);
        checker.constraints(node, parent);
        let children = node
            .children()
            .filter(|child| child.namespace() == NAMESPACE);
        let first = open.len();
        open.extend(children.map(|child| (child, node.local(), parent)));
        if let Some(children) = open.get_mut(first..) {
            children.reverse();
        }
    }
}

struct Checker<'a, 'n> {
    diagnostics: &'a mut Diagnostics,
    target: &'n str,
    adopts: bool,
    ids: BTreeSet<&'n str>,
    notations: BTreeSet<&'n str>,
}

impl<'n> Checker<'_, 'n> {
    fn attributes(&mut self, node: XmlNode<'n>, shape: &ElementShape) {
        for (key, value) in node.attributes() {
            let known = shape.attributes.iter().find(|(name, _)| *name == key);
            if let Some((_, values)) = known {
                let reported = key == "name"
                    && self
                        .diagnostics
                        .is_reported(node.span(), &[Code::InvalidName]);
                if let Some(admitted) = values::problem(*values, value).filter(|_| !reported) {
                    let warning = self.diagnostics.warning(
                        Code::InvalidValue,
                        node.span(),
                        format!("{key}=\"{value}\" is not {admitted}"),
                    );
                    if let Some(advice) = values::advice(*values, value) {
                        warning.help(advice);
                    }
                }
                if key == "id" && !self.ids.insert(value.trim()) {
                    self.diagnostics.warning(
                        Code::DuplicateId,
                        node.span(),
                        format!("the id `{value}` is used a second time"),
                    );
                }
                continue;
            }
            // Attributes of other namespaces are free.
            let local = match key.strip_prefix('{').and_then(|key| key.split_once('}')) {
                Some((NAMESPACE, local)) => format!("xs:{local}"),
                Some(_) => continue,
                None => key.to_owned(),
            };
            if self.diagnostics.is_reported(node.span(), &[Code::Conflict]) {
                continue;
            }
            let excluded = node.attribute("ref").is_some() && key != "ref";
            let (code, message) = if excluded {
                let message = format!("`{}` has both `ref` and `{local}`", node.local());
                (Code::Conflict, message)
            } else {
                let message = format!(
                    "`{}` may not have an attribute `{local}` here",
                    node.local()
                );
                (Code::UnexpectedAttribute, message)
            };
            self.diagnostics.warning(code, node.span(), message);
        }
    }

    fn children(&mut self, node: XmlNode<'n>, shape: &ElementShape) {
        let mut steps = Steps {
            steps: shape.children,
            at: 0,
            count: 0,
            first_missing: None,
        };
        for part in node.content() {
            let child = match part {
                Ok(child) => child,
                Err(text) => {
                    if !text.trim_ascii().is_empty() {
                        self.diagnostics.warning(
                            Code::UnexpectedElement,
                            node.span(),
                            format!("`{}` may not hold text: it is ignored", node.local()),
                        );
                    }
                    continue;
                }
            };
            let problem = if child.namespace() == NAMESPACE {
                steps.take(child.local())
            } else {
                Some(Misplaced::Unknown)
            };
            let Some(problem) = problem else { continue };
            const REPORTED: &[Code] = &[
                Code::UnexpectedElement,
                Code::Schema11,
                Code::All,
                Code::Conflict,
            ];
            if self.diagnostics.is_reported(child.span(), REPORTED) {
                continue;
            }
            let (what, place) = (child.local(), node.local());
            let (code, message) = match problem {
                Misplaced::Unknown => (
                    Code::UnexpectedElement,
                    format!("`{what}` does not belong in `{place}`: it is ignored"),
                ),
                Misplaced::Order => (
                    Code::ChildOrder,
                    format!("`{what}` comes too late in `{place}`, or too often"),
                ),
            };
            self.diagnostics.warning(code, child.span(), message);
        }
        if let Some(missing) = steps.missing()
            && !self
                .diagnostics
                .is_reported(node.span(), &[Code::MissingAttribute])
        {
            let names: Vec<String> = missing
                .names
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            self.diagnostics.warning(
                Code::ChildOrder,
                node.span(),
                format!("`{}` has no {}", node.local(), names.join(" or ")),
            );
        }
    }
}

enum Misplaced {
    Unknown,
    Order,
}

/// The progress through the children of an element.
struct Steps {
    steps: &'static [ChildRule],
    at: usize,
    count: u32,
    first_missing: Option<&'static ChildRule>,
}

impl Steps {
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a count of what is in memory"
    )]
    fn take(&mut self, name: &str) -> Option<Misplaced> {
        let fits = |step: &&ChildRule| step.names.contains(&name);
        let mut at = self.at;
        let mut count = self.count;
        while let Some(step) = self.steps.get(at) {
            if fits(&step) && count < step.max {
                // Required children that were skipped.
                for (index, passed) in self.steps.iter().enumerate().take(at).skip(self.at) {
                    let seen = if index == self.at { self.count } else { 0 };
                    if seen < passed.min {
                        self.first_missing.get_or_insert(passed);
                    }
                }
                self.at = at;
                self.count = count + 1;
                return None;
            }
            at += 1;
            count = 0;
        }
        Some(if self.steps.iter().any(|step| fits(&step)) {
            Misplaced::Order
        } else {
            Misplaced::Unknown
        })
    }

    /// A required child that is missing.
    fn missing(&self) -> Option<&'static ChildRule> {
        let mut rest = self.steps.iter().enumerate().skip(self.at);
        let open = rest.find(|(index, step)| {
            let seen = if *index == self.at { self.count } else { 0 };
            seen < step.min
        });
        self.first_missing.or(open.map(|(_, step)| step))
    }
}
