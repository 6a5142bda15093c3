//! Branches of a choice that begin with the same element: `(from, to) | (from, days)`.
//!
//! XML Schema forbids them (Unique Particle Attribution, Part 1, section 3.8.6), but contracts have them. After `from`
//! a reader cannot know the branch. So they become one branch: a struct in which only the common required members are
//! required.

use super::{Context, Lowering};
use crate::model::QName;
use crate::plan::docs;
use crate::plan::graph::*;
use std::collections::BTreeMap;

impl Lowering<'_> {
    /// Joins branches that begin with the same element.
    pub(super) fn join_ambiguous(
        &mut self,
        branches: Vec<MemberNode>,
        context: &Context,
        choice: NodeId,
    ) -> Vec<MemberNode> {
        let mut joined: Vec<MemberNode> = Vec::new();
        // The first branch that begins with an element.
        let mut first: BTreeMap<QName, usize> = BTreeMap::new();
        for branch in branches {
            let starts = self.starts(&branch);
            let same = starts.iter().filter_map(|name| first.get(name)).min();
            let same = same.copied();
            let merged = same.and_then(|at| {
                let other = joined.get(at)?.clone();
                Some((at, self.join(&other, &branch, context, choice)?))
            });
            match merged {
                Some((at, merged)) => {
                    for name in self.starts(&merged) {
                        first.entry(name).or_insert(at);
                    }
                    if let Some(place) = joined.get_mut(at) {
                        *place = merged;
                    }
                }
                None => {
                    for name in starts {
                        first.entry(name).or_insert(joined.len());
                    }
                    joined.push(branch);
                }
            }
        }
        joined
    }

    /// Names of the elements that a branch may begin with.
    fn starts(&self, member: &MemberNode) -> Vec<QName> {
        match &member.kind {
            MemberKind::Element(name) => vec![name.clone()],
            MemberKind::Group { node, choice } => {
                match self.graph.nodes.get(*node).map(|node| &node.kind) {
                    Some(NodeKind::Choice { members, .. }) if *choice => members
                        .iter()
                        .flat_map(|member| self.starts(member))
                        .collect(),
                    Some(NodeKind::Struct { members, .. }) => {
                        let mut found = Vec::new();
                        for member in members {
                            found.extend(self.starts(member));
                            if member.required {
                                break;
                            }
                        }
                        found
                    }
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    /// Joins two branches; `None` if that is impossible.
    fn join(
        &mut self,
        one: &MemberNode,
        other: &MemberNode,
        context: &Context,
        choice: NodeId,
    ) -> Option<MemberNode> {
        let mut members = self.parts(one)?;
        let added = self.parts(other)?;
        let same = |a: &MemberNode, b: &MemberNode| match (&a.kind, &b.kind) {
            (MemberKind::Element(a), MemberKind::Element(b)) => a == b,
            _ => false,
        };
        // An element with two types stays in two branches: the first one is taken.
        let conflict = added.iter().any(|new| {
            members.iter().any(|old| {
                same(old, new)
                    && (old.ty != new.ty || old.repeated != new.repeated || old.item != new.item)
            })
        });
        if conflict {
            return None;
        }
        for old in &mut members {
            old.required &= added.iter().any(|new| same(old, new) && new.required);
        }
        let mut at = 0;
        for mut new in added {
            match members.iter().position(|old| same(old, &new)) {
                Some(index) => at = at.max(index + 1),
                None => {
                    new.required = false;
                    members.insert(at, new);
                    at += 1;
                }
            }
        }
        for branch in [one, other] {
            if let MemberKind::Group { node, .. } = branch.kind
                && !self.groups.has_struct(node)
                && let Some(node) = self.graph.nodes.get_mut(node)
            {
                node.kind = NodeKind::Reserved;
            }
        }
        let name = one.name_hint.clone();
        let docs = format!(
            "One of several sequences in {}, which start alike.",
            docs::code(&context.selector_path)
        );
        let inner = Context {
            container: Container::Node(choice),
            ..context.clone()
        };
        let node = inner.node(&name, docs, one.span);
        let id = self.make(None, node, |_, _| NodeKind::Struct {
            members,
            group: true,
            content: None,
        });
        let mut member = MemberNode::of_node(id, false, &name, &context.selector_path, one.span);
        member.required = true;
        Some(member)
    }

    /// The members of a branch, if it is one element or sequence that occurs once.
    fn parts(&self, branch: &MemberNode) -> Option<Vec<MemberNode>> {
        match &branch.kind {
            // A repeated element is one part. It can be repeated in a sequence, too.
            MemberKind::Element(_) => Some(vec![branch.clone()]),
            MemberKind::Group {
                node,
                choice: false,
            } if !branch.repeated => match &self.graph.nodes.get(*node)?.kind {
                NodeKind::Struct { members, .. } => Some(members.clone()),
                _ => None,
            },
            _ => None,
        }
    }
}
