//! Matches the elements of a message against a content model.

use super::divisions::Divisions;
use super::{Particle, Term, UNBOUNDED};
use crate::binding::{Group, Inner, Kind, Member, REPEATED, REQUIRED, Struct};

/// The expectation at a place where no element may come.
pub(crate) const END: &str = "the end";

/// A particle, declared or implied by a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) min: u32,
    pub(super) max: u32,
    term: NodeTerm,
    /// The table that its indexes count in.
    members: &'static [Member],
}

#[derive(Clone, Copy, Debug)]
enum NodeTerm {
    Declared(Term),
    /// Every member of the table, in order; or one of them.
    Table {
        choice: bool,
    },
}

/// The kind of a node: how its children combine.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compositor {
    /// A member has none.
    Member(usize),
    Sequence,
    Choice,
    All,
}

impl Node {
    fn of_struct(table: &'static Struct) -> Self {
        Self::root(table.content, table.members, false)
    }

    fn of_group(group: &'static Group) -> Self {
        Self::root(group.content, group.members, group.choice)
    }

    fn root(content: Option<&'static Particle>, members: &'static [Member], choice: bool) -> Self {
        match content {
            Some(particle) => Self::of(particle, members),
            None => Self {
                min: 1,
                max: 1,
                term: NodeTerm::Table { choice },
                members,
            },
        }
    }

    fn of(particle: &'static Particle, members: &'static [Member]) -> Self {
        Self {
            min: particle.min,
            max: particle.max,
            term: NodeTerm::Declared(particle.term),
            members,
        }
    }

    fn compositor(&self) -> Compositor {
        match self.term {
            NodeTerm::Declared(Term::Member(index)) => Compositor::Member(usize::from(index)),
            NodeTerm::Declared(Term::Sequence(_)) | NodeTerm::Table { choice: false } => {
                Compositor::Sequence
            }
            NodeTerm::Declared(Term::Choice(_)) | NodeTerm::Table { choice: true } => {
                Compositor::Choice
            }
            NodeTerm::Declared(Term::All(_)) => Compositor::All,
        }
    }

    fn len(&self) -> usize {
        match self.term {
            NodeTerm::Declared(Term::Member(_)) => 0,
            NodeTerm::Declared(Term::Sequence(list) | Term::Choice(list) | Term::All(list)) => {
                list.len()
            }
            NodeTerm::Table { .. } => self.members.len(),
        }
    }

    fn child(&self, at: usize) -> Option<Self> {
        match self.term {
            NodeTerm::Declared(Term::Member(_)) => None,
            NodeTerm::Declared(Term::Sequence(list) | Term::Choice(list) | Term::All(list)) => list
                .get(at)
                .map(|particle| Self::of(particle, self.members)),
            NodeTerm::Table { .. } => {
                let member = self.members.get(at)?;
                let (min, max) = bounds(member);
                // No table has so many members.
                let term = Term::Member(u16::try_from(at).ok()?);
                Some(Self {
                    min,
                    max,
                    term: NodeTerm::Declared(term),
                    members: self.members,
                })
            }
        }
    }

    fn children(self, from: usize) -> impl Iterator<Item = (usize, Self)> {
        (from..self.len()).filter_map(move |at| Some((at, self.child(at)?)))
    }

    fn member(&self, index: usize) -> Option<&'static Member> {
        self.members.get(index)
    }

    /// The root of the group at `index`.
    fn group(&self, index: usize) -> Option<(&'static Group, Self)> {
        match self.member(index)?.inner {
            Inner::Group(group) => Some((group, Self::of_group(group))),
            _ => None,
        }
    }

    /// Whether its children from `from` on are emptiable.
    fn is_emptiable_from(&self, from: usize) -> bool {
        self.children(from).all(|(_, child)| child.min == 0)
    }

    /// Whether no element need occur.
    fn is_emptiable(&self) -> bool {
        self.min == 0
            || matches!(self.term, NodeTerm::Table { choice: false }) && self.is_emptiable_from(0)
    }
}

/// The occurrence of a member in a table without a declared model.
fn bounds(member: &Member) -> (u32, u32) {
    match member.kind {
        Kind::Attribute | Kind::Text | Kind::AnyAttribute | Kind::Unknown => (0, 0),
        Kind::Element | Kind::Any | Kind::Group => (
            u32::from(member.flags & REQUIRED != 0),
            match member.flags & REPEATED {
                0 => 1,
                _ => UNBOUNDED,
            },
        ),
    }
}

/// A particle that the matcher is in.
#[derive(Clone, Debug)]
pub(super) struct Level {
    pub(super) node: Node,
    /// The number of occurrences of the term, with the current one.
    pub(super) count: u32,
    /// The current child.
    pub(super) at: usize,
    /// `all`: the children that have occurred, as bits.
    pub(super) occurred: Vec<u64>,
    /// Whether the current occurrence began with the last element.
    pub(super) begun: bool,
}

impl Level {
    fn new(node: Node) -> Self {
        Self {
            node,
            count: 1,
            at: 0,
            occurred: Vec::new(),
            begun: true,
        }
    }

    fn has_occurred(&self, child: usize) -> bool {
        let word = self.occurred.get(child / 64).copied().unwrap_or(0);
        word >> (child % 64) & 1 != 0
    }

    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a count of what is in memory"
    )]
    fn note(&mut self, child: usize) {
        let word = child / 64;
        if self.occurred.len() <= word {
            self.occurred.resize(word + 1, 0);
        }
        if let Some(word) = self.occurred.get_mut(word) {
            *word |= 1 << (child % 64);
        }
    }

    /// Whether the current occurrence has all required parts.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a count of what is in memory"
    )]
    fn is_complete(&self) -> bool {
        match self.node.compositor() {
            Compositor::Member(_) | Compositor::Choice => true,
            Compositor::Sequence => self.node.is_emptiable_from(self.at + 1),
            Compositor::All => self
                .node
                .children(0)
                .all(|(at, child)| child.min == 0 || self.has_occurred(at)),
        }
    }

    /// Whether the particle may end here.
    pub(super) fn may_end(&self) -> bool {
        self.is_complete() && self.count >= self.node.min
    }
}

/// A step on the way from a table to the field of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PathStep {
    /// The index in the table: of a group, or, in the last step, of the element or wildcard.
    pub(crate) index: usize,
    /// Whether an occurrence of the group begins here; `true` in the last step.
    pub(crate) begun: bool,
}

/// Tests whether a member declares or admits an element.
pub(crate) type Fits<'a> = &'a dyn Fn(&'static Member) -> bool;

/// A search for the particle of one element.
pub(super) struct Search<'a> {
    fits: Fits<'a>,
    /// The levels found, innermost first.
    pub(super) below: Vec<Level>,
    /// The groups without a match, so that a group with many references is searched once.
    failed: Vec<*const Group>,
}

impl Search<'_> {
    /// Whether the member, or the group that it is, can begin with the element. Then pushes the levels below it.
    fn begins(&mut self, node: &Node, index: usize) -> bool {
        let Some((group, inner)) = node.group(index) else {
            return node.member(index).is_some_and(|member| (self.fits)(member));
        };
        let address = std::ptr::from_ref(group);
        if self.failed.contains(&address) {
            return false;
        }
        let found = enter(inner, self);
        if !found {
            self.failed.push(address);
        }
        found
    }
}

/// The state of matching a content model.
#[derive(Clone, Debug)]
pub(crate) struct Matcher {
    root: Node,
    /// The particles around the last element, outermost first. Empty before the first element.
    levels: Vec<Level>,
    /// Other ways to divide the elements up to the last one into occurrences.
    others: Divisions,
    /// Memory for the next search.
    spare: Vec<Level>,
}

impl Matcher {
    /// Makes a matcher at the start of the content of a struct.
    pub(crate) fn of_struct(table: &'static Struct) -> Self {
        Self::new(Node::of_struct(table))
    }

    /// Makes a matcher at the start of a group.
    pub(crate) fn of_group(group: &'static Group) -> Self {
        Self::new(Node::of_group(group))
    }

    fn new(root: Node) -> Self {
        Self {
            root,
            levels: Vec::new(),
            others: Divisions::default(),
            spare: Vec::new(),
        }
    }

    /// Takes the next element. Returns `false` and changes nothing if the content model does not admit it here.
    pub(crate) fn advance(&mut self, fits: Fits<'_>) -> bool {
        let mut search = Search {
            fits,
            below: std::mem::take(&mut self.spare),
            failed: Vec::new(),
        };
        search.below.clear();
        let before = self.others.before(&self.levels);
        let mut found = self.advance_by(&mut search);
        if let Some(before) = before {
            found = self
                .others
                .advance(before, &mut self.levels, found, &mut search);
        }
        self.spare = search.below;
        found
    }

    fn advance_by(&mut self, search: &mut Search<'_>) -> bool {
        if self.levels.is_empty() {
            let found = enter(self.root, search);
            if found {
                self.levels.extend(search.below.drain(..).rev());
            }
            return found;
        }
        for depth in (0..self.levels.len()).rev() {
            let Some(level) = self.levels.get(depth) else {
                return false;
            };
            if let Some(level) = go_on(level, search) {
                self.levels.truncate(depth);
                for outer in &mut self.levels {
                    outer.begun = false;
                }
                self.levels.push(level);
                self.levels.extend(search.below.drain(..).rev());
                return true;
            }
            if !level.may_end() {
                return false;
            }
        }
        false
    }

    /// The steps from the table to the field of the last element.
    pub(crate) fn steps(&self) -> impl Iterator<Item = PathStep> {
        self.levels.iter().filter_map(|level| {
            let Compositor::Member(index) = level.node.compositor() else {
                return None;
            };
            let is_group = level.node.group(index).is_some();
            Some(PathStep {
                index,
                begun: level.begun || !is_group,
            })
        })
    }

    /// Whether the content may end here.
    pub(crate) fn may_end(&self) -> bool {
        match self.levels.as_slice() {
            [] => self.root.is_emptiable(),
            levels => {
                levels.iter().all(Level::may_end)
                    || self.others.any(|levels| levels.iter().all(Level::may_end))
            }
        }
    }

    /// The members that may come next.
    pub(crate) fn expected(&self) -> Vec<&'static Member> {
        let found = std::cell::RefCell::new(Vec::<&'static Member>::new());
        let collect = |member: &'static Member| {
            let mut found = found.borrow_mut();
            if !found.iter().any(|one| std::ptr::eq(*one, member)) {
                found.push(member);
            }
            false
        };
        self.clone().advance(&collect);
        found.into_inner()
    }

    /// The members that may come next, as text; [`END`] if there are none.
    pub(crate) fn due(&self) -> String {
        let expected = self.expected();
        let names: Vec<&str> = expected
            .iter()
            .map(|member| match member.kind {
                Kind::Any => "any other element",
                _ => member.name.local,
            })
            .collect();
        match (names.as_slice(), expected.as_slice()) {
            ([], _) => END.to_owned(),
            ([name], [member]) if member.kind == Kind::Any => (*name).to_owned(),
            ([name], _) => format!("the element {name}"),
            (names, _) => format!("one of {}", names.join(", ")),
        }
    }

    /// The member of the last element, in a table without a declared model.
    pub(crate) fn at_member(&self) -> Option<usize> {
        self.levels.first().map(|level| level.at)
    }

    /// Whether the member of the last element may end here.
    pub(crate) fn may_leave(&self) -> bool {
        let inner = |levels: &[Level]| levels.iter().skip(1).all(Level::may_end);
        inner(&self.levels) || self.others.any(inner)
    }

    /// Continues after the member at `index` of a table without a declared model. Other code has read up to there.
    pub(crate) fn resume(&mut self, index: Option<usize>) {
        self.levels.clear();
        self.others.clear();
        if let Some(at) = index {
            let mut root = Level::new(self.root);
            root.at = at;
            self.levels.push(root);
            self.levels.extend(self.root.child(at).map(Level::new));
        }
    }

    /// Moves to the field at the end of the steps, for an element out of order. Returns the most occurrences of the
    /// member or group if they are exceeded.
    pub(crate) fn go_to(&mut self, steps: &[PathStep]) -> Option<u32> {
        let mut below = Vec::new();
        if !locate(self.root, steps, &mut below) {
            return None;
        }
        self.others.clear();
        let mut exceeded = None;
        let mut steps = steps.iter();
        // Levels shared with the old position continue; the others begin.
        let mut old = std::mem::take(&mut self.levels).into_iter();
        let mut is_shared = true;
        for new in below.into_iter().rev() {
            let step = match new.node.compositor() {
                Compositor::Member(_) => steps.next(),
                _ => None,
            };
            let Some(mut level) = old.next().filter(|_| is_shared) else {
                self.levels.push(new);
                continue;
            };
            level.begun = false;
            match step {
                Some(step) if step.begun => {
                    level.count = level.count.saturating_add(1);
                    if level.count > level.node.max {
                        exceeded = Some(level.node.max);
                    }
                    level.begun = true;
                    is_shared = false;
                }
                Some(_) => {}
                None => {
                    is_shared = level.at == new.at;
                    level.at = new.at;
                    if level.node.compositor() == Compositor::All {
                        level.note(new.at);
                    }
                }
            }
            self.levels.push(level);
        }
        exceeded
    }
}

/// Pushes the levels from the first member of `node` that fits up to `node`, innermost first.
fn enter(node: Node, search: &mut Search<'_>) -> bool {
    if node.max == 0 {
        return false;
    }
    let mut level = Level::new(node);
    let entered = begin(&mut level, search);
    if entered {
        search.below.push(level);
    }
    entered
}

/// Begins an occurrence of the term of a level: pushes the levels below it, innermost first.
fn begin(level: &mut Level, search: &mut Search<'_>) -> bool {
    match level.node.compositor() {
        Compositor::Member(index) => search.begins(&level.node, index),
        Compositor::Sequence => enter_from(level, 0, search),
        Compositor::Choice => {
            let found = level
                .node
                .children(0)
                .find(|(_, child)| enter(*child, search));
            level.at = found.map_or(0, |(at, _)| at);
            found.is_some()
        }
        Compositor::All => {
            level.occurred.clear();
            enter_any(level, search)
        }
    }
}

/// Enters the first child of a sequence from `from` on that fits, and skips emptiable ones before it.
fn enter_from(level: &mut Level, from: usize, search: &mut Search<'_>) -> bool {
    for (at, child) in level.node.children(from) {
        if enter(child, search) {
            level.at = at;
            return true;
        }
        if child.min > 0 {
            return false;
        }
    }
    false
}

/// Enters a child of an `all` that has not occurred.
fn enter_any(level: &mut Level, search: &mut Search<'_>) -> bool {
    let found = level
        .node
        .children(0)
        .find(|(at, child)| !level.has_occurred(*at) && enter(*child, search));
    if let Some((at, _)) = found {
        level.at = at;
        level.note(at);
    }
    found.is_some()
}

/// The level after the next element, with the levels below it, innermost first; `None` if the element does not continue
/// it.
fn go_on(level: &Level, search: &mut Search<'_>) -> Option<Level> {
    go_on_inside(level, search).or_else(|| go_on_again(level, search))
}

/// The same in the current occurrence.
pub(super) fn go_on_inside(level: &Level, search: &mut Search<'_>) -> Option<Level> {
    let mut next = level.clone();
    next.begun = false;
    let same = match level.node.compositor() {
        Compositor::Sequence => enter_from(&mut next, level.at.saturating_add(1), search),
        Compositor::All => enter_any(&mut next, search),
        _ => false,
    };
    same.then_some(next)
}

/// The same in another occurrence.
pub(super) fn go_on_again(level: &Level, search: &mut Search<'_>) -> Option<Level> {
    if !level.is_complete() || level.count >= level.node.max {
        return None;
    }
    let mut next = level.clone();
    next.begun = true;
    next.count = level.count.saturating_add(1);
    begin(&mut next, search).then_some(next)
}

/// Pushes the levels from the member at the end of the steps up to `node`, innermost first.
fn locate(node: Node, steps: &[PathStep], below: &mut Vec<Level>) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        return false;
    };
    let mut level = Level::new(node);
    let found = match node.compositor() {
        Compositor::Member(index) if index == step.index => match node.group(index) {
            Some((_, inner)) => locate(inner, rest, below),
            None => true,
        },
        Compositor::Member(_) => false,
        compositor => {
            let at = node
                .children(0)
                .find_map(|(at, child)| locate(child, steps, below).then_some(at));
            level.at = at.unwrap_or(0);
            if compositor == Compositor::All {
                level.note(level.at);
            }
            at.is_some()
        }
    };
    if found {
        below.push(level);
    }
    found
}
