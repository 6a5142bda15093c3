//! Changes of the tree.

use super::{Attribute, Document, Name, NodeId};
use crate::error::Error;

impl Document {
    /// Takes a node and all below it out of the tree. Its id stays valid, and leads nowhere.
    pub(crate) fn detach(&mut self, id: NodeId) {
        let Some(node) = self.nodes.get_mut(id.index()) else {
            return;
        };
        let (parent, previous, next) = (node.parent.take(), node.previous.take(), node.next.take());
        if let Some(node) = previous.and_then(|id| self.nodes.get_mut(id.index())) {
            node.next = next;
        }
        if let Some(node) = next.and_then(|id| self.nodes.get_mut(id.index())) {
            node.previous = previous;
        }
        if let Some(node) = parent.and_then(|id| self.nodes.get_mut(id.index())) {
            if node.first == Some(id) {
                node.first = next;
            }
            if node.last == Some(id) {
                node.last = previous;
            }
        }
    }

    /// Puts a detached node below `parent`, before one of its children or at the end.
    fn attach(&mut self, id: NodeId, parent: NodeId, before: Option<NodeId>) {
        let previous = match before {
            Some(before) => self.node(before).and_then(|node| node.previous),
            None => self.node(parent).and_then(|node| node.last),
        };
        if let Some(node) = self.nodes.get_mut(id.index()) {
            node.parent = Some(parent);
            node.previous = previous;
            node.next = before;
        }
        if let Some(node) = previous.and_then(|id| self.nodes.get_mut(id.index())) {
            node.next = Some(id);
        }
        if let Some(node) = before.and_then(|id| self.nodes.get_mut(id.index())) {
            node.previous = Some(id);
        }
        if let Some(node) = self.nodes.get_mut(parent.index()) {
            if previous.is_none() {
                node.first = Some(id);
            }
            if before.is_none() {
                node.last = Some(id);
            }
        }
    }

    /// Parses `xml` in the namespaces in scope at `parent` and puts it there, before one of the children or at the end.
    pub(crate) fn insert(
        &mut self,
        parent: NodeId,
        before: Option<NodeId>,
        xml: &str,
    ) -> Result<Vec<NodeId>, Error> {
        let last = self.node(parent).and_then(|node| node.last);
        self.parse_below(parent, xml)?;
        let mut new = Vec::new();
        let mut next = match last {
            Some(last) => self.next_sibling(last),
            None => self.first_child(parent),
        };
        while let Some(id) = next {
            next = self.next_sibling(id);
            new.push(id);
        }
        if before.is_some() {
            for id in &new {
                self.detach(*id);
                self.attach(*id, parent, before);
            }
        }
        Ok(new)
    }

    /// Moves a node before another one.
    pub(crate) fn move_before(&mut self, id: NodeId, before: NodeId) {
        if let Some(parent) = self.parent(before)
            && id != before
        {
            self.detach(id);
            self.attach(id, parent, Some(before));
        }
    }

    /// Puts parsed `xml` in the place of a node.
    pub(crate) fn replace(&mut self, id: NodeId, xml: &str) -> Result<Vec<NodeId>, Error> {
        let Some(parent) = self.parent(id) else {
            return Ok(Vec::new());
        };
        let new = self.insert(parent, Some(id), xml)?;
        self.detach(id);
        Ok(new)
    }

    /// Adds an attribute that the element does not have, of a namespace whose prefix is declared there.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a message is shorter than 2 GiB"
    )]
    pub(crate) fn add_attribute(
        &mut self,
        id: NodeId,
        prefix: &str,
        namespace: &str,
        local: &str,
        value: &str,
    ) {
        let prefix = self.intern(prefix);
        let namespace = self.intern(namespace);
        let own = self.attributes(id).to_vec();
        let from = self.attributes.len() as u32;
        self.attributes.extend(own);
        let local = self.keep(local);
        let value = self.keep(value);
        self.attributes.push(Attribute {
            prefix,
            namespace,
            local,
            value,
        });
        let to = self.attributes.len() as u32;
        if let Some(node) = self.nodes.get_mut(id.index())
            && let super::Kind::Element(element) = &mut node.kind
        {
            element.attributes = (from, to);
        }
    }

    /// Declares a prefix on an element that does not declare it, and whose subtree does not use it otherwise.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a message is shorter than 2 GiB"
    )]
    pub(crate) fn declare(&mut self, id: NodeId, prefix: &str, namespace: &str) {
        let prefix = self.intern(prefix);
        let namespace = self.intern(namespace);
        let own = self.declarations(id).to_vec();
        let from = self.declarations.len() as u32;
        self.declarations.extend(own);
        self.declarations
            .push(super::Declaration { prefix, namespace });
        let to = self.declarations.len() as u32;
        if let Some(node) = self.nodes.get_mut(id.index())
            && let super::Kind::Element(element) = &mut node.kind
        {
            element.declarations = (from, to);
        }
    }

    /// The namespace of a prefix at an element.
    pub(crate) fn lookup(&self, id: NodeId, prefix: &str) -> Option<Name> {
        let prefix = self.find_name(prefix)?;
        std::iter::once(id)
            .chain(self.ancestors(id))
            .find_map(|element| {
                self.declarations(element)
                    .iter()
                    .find(|declaration| declaration.prefix == prefix)
                    .map(|declaration| declaration.namespace)
            })
    }

    #[allow(
        clippy::cast_possible_truncation,
        reason = "a message is shorter than 2 GiB"
    )]
    fn keep(&mut self, text: &str) -> super::Span {
        let start = self.arena.len() as u32;
        self.arena.push_str(text);
        super::Span {
            start,
            end: self.arena.len() as u32,
        }
    }
}
