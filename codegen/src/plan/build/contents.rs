//! Content models: decides which tables need one besides their members.

use super::OutputBuilder;
use crate::model::{Compositor, QName, Wildcard};
use crate::plan::content::{ParticleNode, TermNode};
use crate::plan::graph::*;
use crate::plan::output::Content;
use std::collections::BTreeSet;

impl OutputBuilder<'_> {
    /// The content model in the table of a struct. Elements of a type are predicted by name, so the names must differ.
    /// A nested sequence is always matched.
    pub(super) fn struct_content(
        &self,
        members: &[MemberNode],
        content: Option<&ParticleNode>,
        group: bool,
    ) -> Content {
        let Some(content) = content else {
            return Content::Implied;
        };
        let declared = || Content::Declared(content.clone());
        let elements = |one: &MemberNode| !matches!(one.kind, MemberKind::Group { .. });
        if !group
            && implied(members, content, Compositor::All) == Some(Vec::new())
            && members.iter().filter(|one| one.is_child()).count() > 1
            && members.iter().all(elements)
            && self.is_predictable(members)
        {
            return Content::AnyOrder;
        }
        let Some(bounds) = implied(members, content, Compositor::Sequence) else {
            return declared();
        };
        let is_predictable = group || self.is_predictable(members);
        let is_divided = |(index, ..): &(usize, u32, Option<u32>)| {
            let node = members.get(*index).and_then(|one| match one.kind {
                MemberKind::Group { node, .. } => Some(node),
                _ => None,
            });
            node.is_some_and(|node| !self.divides_one_way(node))
        };
        match bounds.as_slice() {
            [] if is_predictable => Content::Implied,
            [] => Content::Unpredictable,
            // The elements of repeated groups may be divided into occurrences in several ways.
            _ if group || !is_predictable || bounds.iter().any(is_divided) => declared(),
            _ => Content::Bounded(bounds),
        }
    }

    /// Whether elements can be divided into the occurrences of a repeated group in one way only: no element that may begin an
    /// occurrence may also continue one that could end.
    fn divides_one_way(&self, node: NodeId) -> bool {
        let kind = self.graph.nodes.get(node).map(|node| &node.kind);
        let Some(
            NodeKind::Choice { members, content }
            | NodeKind::Struct {
                members, content, ..
            },
        ) = kind
        else {
            return false;
        };
        let Some(ParticleNode {
            min: 1,
            max: Some(1),
            term: TermNode::Group(compositor, children),
        }) = content
        else {
            return false;
        };
        let are_elements = children.iter().all(|child| match child.term {
            TermNode::Member(index) => members
                .get(index)
                .is_some_and(|one| !matches!(one.kind, MemberKind::Group { .. })),
            TermNode::Group(..) => false,
        });
        let is_single = |child: &ParticleNode| child.max == Some(1);
        are_elements
            && match compositor {
                Compositor::Choice => children
                    .iter()
                    .all(|child| child.min == 1 && is_single(child)),
                // Elements after the last required one may not begin an occurrence, unless that one is the first, too.
                Compositor::Sequence if self.is_predictable(members) => {
                    let required = |child: &ParticleNode| child.min > 0;
                    let first = children.iter().position(required);
                    let last = children.iter().rposition(required);
                    last.is_some_and(|last| {
                        first != Some(last) || children.get(last).is_some_and(is_single)
                    })
                }
                _ => false,
            }
    }

    /// The content model in the table of a choice.
    pub(super) fn choice_content(
        &self,
        members: &[MemberNode],
        content: Option<&ParticleNode>,
    ) -> Content {
        match content {
            Some(content) if implied(members, content, Compositor::Choice) != Some(Vec::new()) => {
                Content::Declared(content.clone())
            }
            _ => Content::Implied,
        }
    }

    /// Whether the name of an element determines its member, and no earlier wildcard admits it.
    fn is_predictable(&self, members: &[MemberNode]) -> bool {
        let mut known = Accepted::default();
        members.iter().all(|member| {
            let mut own = Accepted::default();
            self.reach(member, &mut own);
            let is_admitted = |name: &QName| {
                known
                    .wildcards
                    .iter()
                    .any(|one| one.namespaces.admits(&name.namespace))
            };
            let is_new = own
                .names
                .iter()
                .all(|name| !known.names.contains(name) && !is_admitted(name));
            known.names.extend(own.names);
            known.wildcards.extend(own.wildcards);
            is_new
        })
    }

    /// Adds the elements and wildcards of a member, in groups too.
    fn reach(&self, member: &MemberNode, found: &mut Accepted) {
        match &member.kind {
            MemberKind::Element(name) => {
                found.names.insert(name.clone());
            }
            MemberKind::Any(wildcard) => found.wildcards.push(wildcard.clone()),
            MemberKind::Group { node, .. } if found.nodes.insert(*node) => {
                for member in self.graph.members(*node) {
                    self.reach(member, found);
                }
            }
            _ => {}
        }
    }
}

/// The elements and wildcards of some members.
#[derive(Default)]
struct Accepted {
    names: BTreeSet<QName>,
    wildcards: Vec<Wildcard>,
    nodes: BTreeSet<NodeId>,
}

/// The limits of repeated members, if the content model is just the members in order, or one of them.
fn implied(
    members: &[MemberNode],
    content: &ParticleNode,
    compositor: Compositor,
) -> Option<Vec<(usize, u32, Option<u32>)>> {
    let children = match &content.term {
        TermNode::Group(own, children) if *own == compositor && content.max == Some(1) => children,
        TermNode::Group(_, children) if children.is_empty() => children,
        TermNode::Member(_) => std::slice::from_ref(content),
        TermNode::Group(..) => return None,
    };
    let mut children = children.iter();
    let mut bounds = Vec::new();
    for (index, member) in members.iter().enumerate() {
        if !member.is_child() {
            continue;
        }
        let child = children.next()?;
        if child.term != TermNode::Member(index)
            || member.repeated != (child.max != Some(1))
            || compositor != Compositor::Choice && member.required != (child.min > 0)
        {
            return None;
        }
        if child.min > 1 || child.max.is_some_and(|max| max > 1) {
            bounds.push((index, child.min, child.max));
        }
    }
    children.next().is_none().then_some(bounds)
}
