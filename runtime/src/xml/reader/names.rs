//! Prefixes and their namespaces.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use super::Reader;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::xml::namespaces::Namespaces;
use crate::xml::{OwnedName, XML};

/// A declaration in scope.
pub(super) struct Binding<'a> {
    pub(super) prefix: &'a str,
    pub(super) uri: Cow<'a, str>,
    /// The hidden declaration of the same prefix; known if there is an index.
    hides: Option<usize>,
    /// The namespace as a shared text, for values that keep it.
    shared: OnceCell<Arc<str>>,
    /// The hash of the namespace, which makes comparisons fast.
    hash: OnceCell<u64>,
}

impl<'a> Binding<'a> {
    fn new(prefix: &'a str, uri: Cow<'a, str>) -> Self {
        Self {
            prefix,
            uri,
            hides: None,
            shared: OnceCell::new(),
            hash: OnceCell::new(),
        }
    }
}

impl Binding<'_> {
    fn shared(&self) -> Arc<str> {
        Arc::clone(self.shared.get_or_init(|| Arc::from(&*self.uri)))
    }
}

/// The number of built-in bindings.
pub(crate) const BUILT_IN: usize = 2;

/// The current declaration of each prefix.
pub(super) type Index<'a> = Option<Box<HashMap<&'a str, usize>>>;

/// The number of declarations from which an index is used.
const MANY: usize = 32;

/// The most prefixes of a namespace that are checked for one that is not hidden.
const SHADOWED: usize = 4;

/// The bytes of a message from which searches for spellings have a budget.
const ENOUGH: usize = 1 << 16;
/// When the budget is spent, only this many of the last declarations are searched.
const RECENT: usize = 16;

/// The built-in bindings: no namespace, and `xml`.
pub(super) fn initial<'a>() -> Vec<Binding<'a>> {
    let mut bindings = Vec::with_capacity(8);
    bindings.push(Binding::new("", Cow::Borrowed("")));
    bindings.push(Binding::new("xml", Cow::Borrowed(XML)));
    bindings
}

/// Prefixes in scope, for values that are names.
pub trait Scope {
    /// The namespace of `prefix`. For the empty prefix, the default namespace; empty for none.
    fn resolve(&self, prefix: &str) -> Option<&str>;

    /// The namespace as a shared text, for a value that keeps it.
    fn resolve_shared(&self, prefix: &str) -> Option<Arc<str>> {
        self.resolve(prefix).map(Arc::from)
    }

    /// Notes that the value being read is none of its type, and is kept all the same.
    fn note_odd(&self) {}

    /// Notes that the value being read differs from its text, as one whose zone was assumed: `how` ends a sentence about the value.
    fn note_how(&self, how: &'static str) {
        let _ = how;
    }

    /// Whether a text that is none of the type, and whose meaning is clear, may be read: what is noted is reported.
    fn admits_odd(&self) -> bool {
        false
    }

    /// Whether the facets of the members of a union are looked at.
    fn checks_facets(&self) -> bool {
        true
    }

    /// Whether qualified names may be spelled `{namespace}name`: in the contract's own values, and in JSON.
    fn has_expanded_names(&self) -> bool {
        false
    }
}

impl<S: Scope> Scope for &S {
    fn resolve(&self, prefix: &str) -> Option<&str> {
        (**self).resolve(prefix)
    }

    fn resolve_shared(&self, prefix: &str) -> Option<Arc<str>> {
        (**self).resolve_shared(prefix)
    }

    fn note_odd(&self) {
        (**self).note_odd();
    }

    fn note_how(&self, how: &'static str) {
        (**self).note_how(how);
    }

    fn admits_odd(&self) -> bool {
        (**self).admits_odd()
    }

    fn checks_facets(&self) -> bool {
        (**self).checks_facets()
    }

    fn has_expanded_names(&self) -> bool {
        (**self).has_expanded_names()
    }
}

impl Scope for Reader<'_> {
    fn resolve(&self, prefix: &str) -> Option<&str> {
        self.binding(prefix).map(|index| self.uri(index))
    }

    fn resolve_shared(&self, prefix: &str) -> Option<Arc<str>> {
        self.binding(prefix).map(|index| self.shared_uri(index))
    }
}

impl<'a> Reader<'a> {
    pub(super) fn uri(&self, binding: usize) -> &str {
        self.bindings
            .get(binding)
            .map_or("", |binding| &*binding.uri)
    }

    /// A hash of it.
    pub(super) fn uri_hash(&self, binding: usize) -> u64 {
        self.bindings.get(binding).map_or(0, |binding| {
            *binding.hash.get_or_init(|| {
                let hasher = self.hasher.get_or_init(RandomState::new);
                hasher.hash_one(&*binding.uri)
            })
        })
    }

    /// Whether two bindings have the same namespace. Hashes make this fast for long namespaces.
    pub(super) fn is_same_uri(&self, one: usize, other: usize) -> bool {
        const LONG: usize = 64;
        let (uri, other_uri) = (self.uri(one), self.uri(other));
        one == other
            || uri.len() == other_uri.len()
                && (uri.len() <= LONG || self.uri_hash(one) == self.uri_hash(other))
                && uri == other_uri
    }

    /// The namespace as a shared text.
    fn shared_uri(&self, binding: usize) -> Arc<str> {
        self.bindings
            .get(binding)
            .map_or_else(Arc::default, |binding| binding.shared())
    }

    /// A name in the namespace of a binding.
    pub(super) fn name_in(&self, binding: usize, local: &str) -> OwnedName {
        OwnedName::new(self.shared_uri(binding), local)
    }

    /// The declarations in scope outside of the last open element.
    pub(crate) fn outer_namespaces(&mut self) -> Namespaces {
        let end = self
            .frames
            .last()
            .map_or(self.bindings.len(), |frame| frame.bindings as usize);
        // Declarations that are out of scope are gone already.
        let known = self
            .scopes
            .partition_point(|(bindings, _)| *bindings <= end);
        let (mut start, mut scope) = match known.checked_sub(1).and_then(|at| self.scopes.get(at)) {
            Some((bindings, scope)) => (*bindings, scope.clone()),
            None => {
                let none = Namespaces::default();
                (BUILT_IN, none.with_secrets(&self.options.secrets))
            }
        };
        self.scopes.truncate(known);
        // Each element with declarations has its own scope, so that siblings share those around them.
        let first = match self.floor.frames {
            0 => self
                .frames
                .partition_point(|frame| frame.bindings as usize <= start),
            // Elements around a visit have declarations that are not in scope.
            floor => floor,
        };
        let shared = (self.floor.frames != 0).then_some(self.floor.shared);
        let frames = self.frames.iter().skip(first);
        let frames = frames.map(|frame| frame.bindings as usize);
        let ends: Vec<usize> = shared.into_iter().chain(frames).collect();
        for next in ends {
            if next <= start || next > end {
                continue;
            }
            let own = self.bindings.get(start..next).unwrap_or_default();
            let own = own
                .iter()
                .map(|binding| (Box::from(binding.prefix), binding.shared()))
                .collect();
            scope = scope.within(own);
            start = next;
            self.scopes.push((next, scope.clone()));
        }
        scope
    }

    /// Index of the binding of `prefix`.
    pub(super) fn binding(&self, prefix: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(prefix).copied(),
            None => self
                .bindings
                .iter()
                .rposition(|binding| binding.prefix == prefix),
        }
    }

    /// Removes the declarations from `outer` on.
    pub(super) fn undeclare(&mut self, outer: usize) {
        self.generation = self.generation.wrapping_add(1);
        while self.scopes.last().is_some_and(|(end, _)| *end > outer) {
            self.scopes.pop();
        }
        let Some(index) = &mut self.index else {
            return self.bindings.truncate(outer);
        };
        let outer = outer.min(self.bindings.len());
        for binding in self.bindings.drain(outer..).rev() {
            match binding.hides {
                Some(hidden) => index.insert(binding.prefix, hidden),
                None => index.remove(binding.prefix),
            };
        }
    }

    /// Takes the declarations from `outer` on out of scope, to restore them later.
    pub(super) fn set_aside(&mut self, outer: usize) -> Vec<Binding<'a>> {
        self.generation = self.generation.wrapping_add(1);
        let aside = self.bindings.split_off(outer.min(self.bindings.len()));
        if let Some(index) = &mut self.index {
            for binding in aside.iter().rev() {
                match binding.hides {
                    Some(hidden) => index.insert(binding.prefix, hidden),
                    None => index.remove(binding.prefix),
                };
            }
        }
        aside
    }

    /// Restores declarations.
    pub(super) fn put_back(&mut self, aside: Vec<Binding<'a>>) {
        self.generation = self.generation.wrapping_add(1);
        for mut binding in aside {
            if let Some(index) = &mut self.index {
                binding.hides = index.insert(binding.prefix, self.bindings.len());
            }
            self.bindings.push(binding);
        }
    }

    /// Switches to an index of prefixes.
    #[cold]
    fn make_index(&mut self) {
        let mut index = Box::<HashMap<_, _>>::default();
        for (at, binding) in self.bindings.iter_mut().enumerate() {
            binding.hides = index.insert(binding.prefix, at);
        }
        self.index = Some(index);
    }

    /// The prefix that is bound to `namespace` here (the last declared), if any.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn prefix_of(&self, namespace: &str) -> Option<&'a str> {
        // Prefixes that are declared again are not worth a long search. All searches together look at no more
        // declarations than the message has bytes: without a prefix the general path reads the same.
        let most = match self.searched.get() > self.pos + ENOUGH {
            true => RECENT,
            false => self.bindings.len(),
        };
        self.searched.set(self.searched.get() + most);
        let mut hidden = 0;
        for (index, one) in self.bindings.iter().enumerate().rev().take(most) {
            if one.uri != namespace {
                continue;
            }
            if self.binding(one.prefix) == Some(index) {
                return Some(one.prefix);
            }
            hidden += 1;
            if hidden == SHADOWED {
                break;
            }
        }
        None
    }

    /// Adds a declaration of the current start tag.
    pub(super) fn declare(
        &mut self,
        prefix: &'a str,
        uri: Cow<'a, str>,
        outer: usize,
        offset: usize,
    ) -> Result<(), DecodeError> {
        let wrong = match prefix {
            "xmlns" => Some("the prefix xmlns cannot be declared".to_owned()),
            "xml" if uri != XML => Some("the prefix xml cannot be redeclared".to_owned()),
            _ if prefix != "xml" && uri == XML => {
                Some("only the prefix xml can be bound to its namespace".to_owned())
            }
            _ if uri == crate::xml::XMLNS => {
                Some("the namespace of xmlns cannot be declared".to_owned())
            }
            _ if !prefix.is_empty() && uri.is_empty() => {
                Some(format!("the prefix {prefix} is declared as nothing"))
            }
            _ if self.is_declared(prefix, outer) => {
                Some(format!("the prefix {prefix:?} is declared twice"))
            }
            _ => None,
        };
        if let Some(wrong) = wrong {
            return Err(self.fail(DecodeErrorKind::Syntax, offset, wrong));
        }
        if self.bindings.len() >= self.options.limits.namespaces {
            return Err(self.fail(
                DecodeErrorKind::Limit,
                offset,
                format!(
                    "more than {} namespace declarations in scope",
                    self.options.limits.namespaces
                ),
            ));
        }
        let at = self.bindings.len();
        let index = self.index.as_mut();
        self.bindings.push(Binding {
            hides: index.and_then(|index| index.insert(prefix, at)),
            ..Binding::new(prefix, uri)
        });
        if self.bindings.len() == MANY && self.index.is_none() {
            self.make_index();
        }
        self.generation = self.generation.wrapping_add(1);
        Ok(())
    }

    /// Whether one of the declarations from `outer` on declares `prefix`.
    fn is_declared(&self, prefix: &str, outer: usize) -> bool {
        match &self.index {
            Some(index) => index.get(prefix).is_some_and(|at| *at >= outer),
            None => {
                let mut own = self.bindings.iter().skip(outer);
                own.any(|binding| binding.prefix == prefix)
            }
        }
    }
}
