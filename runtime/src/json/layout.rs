//! The names of members in an object. The members of nested choices and sequences that occur once are members of the
//! object around them, so a name must be unique among all of them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use crate::binding::{Inner, Kind, Member, REPEATED};

/// Names that mean something else, whatever the members are.
pub(crate) const TYPE: &str = "@type";
/// The member of a nil with attributes.
pub(crate) const NIL: &str = "@nil";
/// The text of simple content.
pub(crate) const TEXT: &str = "$";

/// The members of an object.
#[derive(Debug)]
pub struct Layout {
    /// One for each member of the table.
    pub slots: Vec<LeafTree>,
    /// The names of the leaves.
    pub keys: Vec<Cow<'static, str>>,
    /// The leaves by name.
    by_key: HashMap<Cow<'static, str>, usize>,
    /// The leaf of the attributes of a wildcard.
    pub any_attribute: Option<usize>,
    /// The last number that was given to a name.
    numbers: HashMap<String, usize>,
}

/// A member of a table.
#[derive(Debug)]
pub enum LeafTree {
    /// A member of the object: the number of its leaf.
    Leaf(usize),
    /// A nested choice or sequence that occurs once.
    Group(Nest),
}

/// The members of a nested choice or sequence.
#[derive(Debug)]
pub struct Nest {
    /// One for each member or branch.
    pub slots: Vec<LeafTree>,
}

impl LeafTree {
    /// Calls `found` with each leaf.
    pub fn any_leaf(&self, found: &dyn Fn(usize) -> bool) -> bool {
        match self {
            Self::Leaf(leaf) => found(*leaf),
            Self::Group(nest) => nest.slots.iter().any(|slot| slot.any_leaf(found)),
        }
    }
}

/// The layouts in use, by the address and the number of the members. Tables are static, so an address is never reused.
type Layouts = RwLock<HashMap<(usize, usize), Arc<Layout>>>;
static KNOWN: OnceLock<Layouts> = OnceLock::new();

/// The deepest nesting of groups in one table.
const DEEPEST: usize = 128;

impl Layout {
    /// The layout of the members of a table.
    pub fn of(members: &'static [Member]) -> Arc<Self> {
        let known = KNOWN.get_or_init(RwLock::default);
        let key = (members.as_ptr().addr(), members.len());
        let found = {
            let known = known.read().unwrap_or_else(PoisonError::into_inner);
            known.get(&key).cloned()
        };
        if let Some(layout) = found.filter(|_| !members.is_empty()) {
            return layout;
        }
        let layout = Arc::new(Self::new(members));
        if !members.is_empty() {
            let mut known = known.write().unwrap_or_else(PoisonError::into_inner);
            known.insert(key, Arc::clone(&layout));
        }
        layout
    }

    fn new(members: &'static [Member]) -> Self {
        let mut layout = Self {
            slots: Vec::new(),
            keys: Vec::new(),
            by_key: HashMap::new(),
            any_attribute: None,
            numbers: HashMap::new(),
        };
        layout.slots = layout.add(members, 0);
        layout
    }

    #[allow(
        clippy::arithmetic_side_effects,
        reason = "less than the limit of the depth"
    )]
    fn add(&mut self, members: &'static [Member], depth: usize) -> Vec<LeafTree> {
        let mut slots = Vec::with_capacity(members.len());
        for member in members {
            if member.kind == Kind::Group
                && member.flags & REPEATED == 0
                && depth < DEEPEST
                && let Inner::Group(group) = member.inner
            {
                let slots_of_group = self.add(group.members, depth + 1);
                slots.push(LeafTree::Group(Nest {
                    slots: slots_of_group,
                }));
                continue;
            }
            let leaf = self.keys.len();
            if member.kind == Kind::AnyAttribute {
                self.any_attribute.get_or_insert(leaf);
                self.keys.push(Cow::Borrowed(""));
            } else {
                let key = self.free(member);
                self.by_key.insert(key.clone(), leaf);
                self.keys.push(key);
            }
            slots.push(LeafTree::Leaf(leaf));
        }
        slots
    }

    /// The first name of a member that is not taken: its own, that with its namespace, that with a number.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "at most the number of members"
    )]
    fn free(&mut self, member: &'static Member) -> Cow<'static, str> {
        let name = member.name;
        let (own, long) = match member.kind {
            Kind::Element => (
                Cow::Borrowed(name.local),
                format!("{{{}}}{}", name.namespace, name.local),
            ),
            Kind::Attribute => (
                Cow::Owned(format!("@{}", name.local)),
                format!("@{{{}}}{}", name.namespace, name.local),
            ),
            Kind::Text => (Cow::Borrowed(TEXT), TEXT.to_owned()),
            Kind::Any => (Cow::Borrowed("@any"), "@any".to_owned()),
            Kind::Unknown => (Cow::Borrowed("@unknown"), "@unknown".to_owned()),
            Kind::Group | Kind::AnyAttribute => {
                let is_choice = matches!(member.inner, Inner::Group(group) if group.choice);
                let word = if is_choice { "@choice" } else { "@sequence" };
                (Cow::Borrowed(word), word.to_owned())
            }
        };
        let by_key = &self.by_key;
        let is_free = |key: &str| !matches!(key, TYPE | NIL) && !by_key.contains_key(key);
        let is_reserved = member.kind == Kind::Attribute
            && matches!(name.local, "any" | "unknown" | "choice" | "sequence");
        if is_free(&own) && !is_reserved {
            return own;
        }
        if is_free(&long) {
            return long.into();
        }
        let number = self.numbers.entry(long.clone()).or_insert(1);
        loop {
            *number += 1;
            let key = format!("{long}#{number}");
            if is_free(&key) {
                return key.into();
            }
        }
    }

    /// The leaf of a name.
    pub(crate) fn leaf(&self, key: &str) -> Option<usize> {
        self.by_key.get(key).copied()
    }

    /// The names of all leaves.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.keys
            .iter()
            .map(|key| &**key)
            .filter(|key| !key.is_empty())
    }
}
