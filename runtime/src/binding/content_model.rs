//! Content models (XML Schema Part 1, sections 3.8 and 3.9): which child elements a complex type admits, in which order, how often.
//!
//! A [`Particle`] is a node of a static tree that generated code declares for each type whose content is more than a sequence of
//! distinct members. A [`Matcher`] walks that tree along the elements of a message. The unique particle attribution rule makes the
//! walk deterministic: at each element at most one particle fits. Where a schema breaks that rule, the first in document order wins.
//!
//! Occurrences are counted greedily: of a counted particle inside a repeated one, such as `(b{2,3})*`, the inner one takes as many
//! elements as it may.

use super::Member;

/// No upper bound: `maxOccurs="unbounded"`.
pub const UNBOUNDED: u32 = u32::MAX;

/// A term and how often it occurs (Part 1, section 3.9).
#[derive(Debug)]
pub struct Particle {
    min: u32,
    max: u32,
    term: Term,
    /// Whether it admits no element at all (Part 1, section 3.9.6).
    emptiable: bool,
}

/// What occurs.
#[derive(Debug)]
pub enum Term {
    /// The element or wildcard at this index of the table.
    Member(u16),
    /// All of them, in order.
    Sequence(&'static [Particle]),
    /// One of them.
    Choice(&'static [Particle]),
    /// All of them, in any order.
    All(&'static [Particle]),
    /// The nested group at this index of the table; its particle counts in the table of the group.
    Group(u16, &'static Particle),
}

impl Particle {
    /// `term`, from `min` to `max` times.
    pub const fn new(min: u32, max: u32, term: Term) -> Self {
        let emptiable = min == 0 || is_emptiable(&term);
        Self {
            min,
            max,
            term,
            emptiable,
        }
    }

    /// `term`, once.
    pub const fn once(term: Term) -> Self {
        Self::new(1, 1, term)
    }

    /// Whether it admits no element at all.
    pub const fn is_emptiable(&self) -> bool {
        self.emptiable
    }
}

const fn is_emptiable(term: &Term) -> bool {
    match term {
        Term::Member(_) => false,
        Term::Group(_, inner) => inner.emptiable,
        Term::Sequence(children) | Term::All(children) => {
            let mut at = 0;
            while at < children.len() {
                if !children[at].emptiable {
                    return false;
                }
                at += 1;
            }
            true
        }
        Term::Choice(children) => {
            let mut at = 0;
            while at < children.len() {
                if children[at].emptiable {
                    return true;
                }
                at += 1;
            }
            children.is_empty()
        }
    }
}

/// A particle that the matcher is in.
#[derive(Clone, Debug)]
struct Level {
    particle: &'static Particle,
    /// The table that its indexes count in.
    members: &'static [Member],
    /// How often the term has occurred, the current occurrence included.
    count: u32,
    /// Sequence and choice: the child that the matcher is in.
    at: usize,
    /// `all`: the children that have occurred, as bits.
    occurred: Vec<u64>,
    /// Whether the current occurrence began with the last element.
    begun: bool,
}

impl Level {
    fn new(particle: &'static Particle, members: &'static [Member]) -> Self {
        Self {
            particle,
            members,
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

    fn note(&mut self, child: usize) {
        let word = child / 64;
        if self.occurred.len() <= word {
            self.occurred.resize(word + 1, 0);
        }
        if let Some(word) = self.occurred.get_mut(word) {
            *word |= 1 << (child % 64);
        }
    }

    /// Whether nothing that must occur is left in the current occurrence.
    fn is_complete(&self) -> bool {
        match self.particle.term {
            Term::Member(_) | Term::Choice(_) | Term::Group(..) => true,
            Term::Sequence(children) => children.iter().skip(self.at + 1).all(|one| one.emptiable),
            Term::All(children) => children
                .iter()
                .enumerate()
                .all(|(at, one)| one.emptiable || self.has_occurred(at)),
        }
    }

    /// Whether the particle may end here.
    fn may_end(&self) -> bool {
        self.is_complete() && (self.count >= self.particle.min || is_emptiable(&self.particle.term))
    }
}

/// A step from a table to the field that an element belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Index in the table: of a group member, or, in the last step, of the element or wildcard.
    pub(crate) index: usize,
    /// Whether an occurrence of the group begins here; `true` in the last step.
    pub(crate) begun: bool,
}

/// Whether an element is the one that a member declares or admits.
pub(crate) type Fits<'a> = &'a dyn Fn(&'static Member) -> bool;

/// A search for the particle of one element.
struct Search<'a> {
    fits: Fits<'a>,
    /// The levels found, innermost first.
    below: Vec<Level>,
    /// The groups in which nothing fits: a group that is referred to many times is searched once.
    failed: Vec<*const Particle>,
}

impl<'a> Search<'a> {
    fn new(fits: Fits<'a>) -> Self {
        Self {
            fits,
            below: Vec::new(),
            failed: Vec::new(),
        }
    }

    /// Searches the particle of a group by `by`, unless that has failed before.
    fn group(
        &mut self,
        inner: &'static Particle,
        members: Option<&'static [Member]>,
        by: fn(&'static Particle, &'static [Member], &mut Self) -> bool,
    ) -> bool {
        let Some(members) = members else {
            return false;
        };
        let address = std::ptr::from_ref(inner);
        if self.failed.contains(&address) {
            return false;
        }
        let found = by(inner, members, self);
        if !found {
            self.failed.push(address);
        }
        found
    }
}

/// How far a content model has been matched.
#[derive(Clone, Debug)]
pub(crate) struct Matcher {
    root: &'static Particle,
    members: &'static [Member],
    /// The particles that the last element is in, outermost first. Empty before the first element.
    levels: Vec<Level>,
}

impl Matcher {
    /// At the start of `root`, whose indexes count in `members`.
    pub(crate) fn new(root: &'static Particle, members: &'static [Member]) -> Self {
        Self {
            root,
            members,
            levels: Vec::new(),
        }
    }

    /// Takes the next element; `false`, and nothing changes, where the content model does not admit it here.
    pub(crate) fn advance(&mut self, fits: Fits<'_>) -> bool {
        let mut search = Search::new(fits);
        if self.levels.is_empty() {
            if enter(self.root, self.members, &mut search) {
                search.below.reverse();
                self.levels = search.below;
                return true;
            }
            return false;
        }
        for depth in (0..self.levels.len()).rev() {
            let Some(level) = self.levels.get(depth) else {
                return false;
            };
            if let Some(level) = go_on(level, &mut search) {
                self.levels.truncate(depth);
                for outer in &mut self.levels {
                    outer.begun = false;
                }
                self.levels.push(level);
                self.levels.extend(search.below.into_iter().rev());
                return true;
            }
            if !level.may_end() {
                return false;
            }
        }
        false
    }

    /// The way from the table to the field of the last element.
    pub(crate) fn steps(&self) -> impl Iterator<Item = Step> {
        self.levels
            .iter()
            .filter_map(|level| match level.particle.term {
                Term::Member(index) => Some(Step {
                    index: usize::from(index),
                    begun: true,
                }),
                Term::Group(index, _) => Some(Step {
                    index: usize::from(index),
                    begun: level.begun,
                }),
                _ => None,
            })
    }

    /// Whether the content may end here.
    pub(crate) fn may_end(&self) -> bool {
        match self.levels.as_slice() {
            [] => self.root.emptiable,
            levels => levels.iter().all(Level::may_end),
        }
    }

    /// The members that may come next, for messages.
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

    /// Goes to the first member that fits, wherever it is and whatever has occurred; an element that is out of order is placed so.
    /// `false`, and nothing changes, where none fits.
    pub(crate) fn jump(&mut self, fits: Fits<'_>) -> bool {
        let mut search = Search::new(fits);
        if !find(self.root, self.members, &mut search) {
            return false;
        }
        let mut below = search.below;
        below.reverse();
        // What is shared with the place left goes on; only what differs begins.
        let shared = self
            .levels
            .iter()
            .zip(&below)
            .take_while(|(old, new)| {
                std::ptr::eq(old.particle, new.particle)
                    && !matches!(old.particle.term, Term::Member(_))
            })
            .count();
        let mut old = self.levels.drain(..).take(shared).collect::<Vec<_>>();
        for (level, new) in old.iter_mut().zip(&below) {
            level.begun = false;
            level.at = new.at;
            if let Term::All(_) = level.particle.term {
                level.note(new.at);
            }
        }
        old.extend(below.into_iter().skip(shared));
        self.levels = old;
        true
    }
}

/// Pushes the levels from the first member of `particle` that fits up to `particle`, innermost first.
fn enter(particle: &'static Particle, members: &'static [Member], search: &mut Search<'_>) -> bool {
    let mut level = Level::new(particle, members);
    let entered = particle.max > 0 && begin(&mut level, search);
    if entered {
        search.below.push(level);
    }
    entered
}

/// Begins an occurrence of the term of a level: pushes the levels below it, innermost first.
fn begin(level: &mut Level, search: &mut Search<'_>) -> bool {
    match &level.particle.term {
        Term::Member(index) => level
            .members
            .get(usize::from(*index))
            .is_some_and(|member| (search.fits)(member)),
        Term::Group(index, inner) => search.group(inner, nested(level.members, *index), enter),
        Term::Sequence(_) => enter_from(level, 0, search),
        Term::Choice(children) => {
            let found = children
                .iter()
                .position(|child| enter(child, level.members, search));
            level.at = found.unwrap_or(0);
            found.is_some()
        }
        Term::All(_) => {
            level.occurred.clear();
            enter_any(level, search)
        }
    }
}

/// Enters the first child of a sequence from `from` on that fits, passing over those that admit nothing.
fn enter_from(level: &mut Level, from: usize, search: &mut Search<'_>) -> bool {
    let Term::Sequence(children) = level.particle.term else {
        return false;
    };
    for (at, child) in children.iter().enumerate().skip(from) {
        if enter(child, level.members, search) {
            level.at = at;
            return true;
        }
        if !child.emptiable {
            return false;
        }
    }
    false
}

/// Enters a child of an `all` that has not occurred.
fn enter_any(level: &mut Level, search: &mut Search<'_>) -> bool {
    let Term::All(children) = level.particle.term else {
        return false;
    };
    let found = children
        .iter()
        .enumerate()
        .position(|(at, child)| !level.has_occurred(at) && enter(child, level.members, search));
    if let Some(at) = found {
        level.at = at;
        level.note(at);
    }
    found.is_some()
}

/// A level after the next element, with the levels below it, innermost first; `None` where the element does not go on in it.
fn go_on(level: &Level, search: &mut Search<'_>) -> Option<Level> {
    let mut next = level.clone();
    next.begun = false;
    let same = match level.particle.term {
        Term::Sequence(_) => enter_from(&mut next, level.at + 1, search),
        Term::All(_) => enter_any(&mut next, search),
        _ => false,
    };
    if same {
        return Some(next);
    }
    if !level.is_complete() || level.count >= level.particle.max {
        return None;
    }
    next.begun = true;
    next.count = level.count.saturating_add(1);
    begin(&mut next, search).then_some(next)
}

/// The table of the group at `index`.
fn nested(members: &'static [Member], index: u16) -> Option<&'static [Member]> {
    match members.get(usize::from(index))?.inner {
        super::Inner::Group(group) => Some(group.members),
        _ => None,
    }
}

/// Pushes the levels from the first member that fits, anywhere in `particle`, up to `particle`, innermost first.
fn find(particle: &'static Particle, members: &'static [Member], search: &mut Search<'_>) -> bool {
    let mut level = Level::new(particle, members);
    let found = match &particle.term {
        Term::Member(index) => members
            .get(usize::from(*index))
            .is_some_and(|member| (search.fits)(member)),
        Term::Group(index, inner) => search.group(inner, nested(members, *index), find),
        Term::Sequence(children) | Term::Choice(children) | Term::All(children) => {
            let at = children
                .iter()
                .position(|child| find(child, members, search));
            level.at = at.unwrap_or(0);
            if let (Some(at), Term::All(_)) = (at, &particle.term) {
                level.note(at);
            }
            at.is_some()
        }
    };
    if found {
        search.below.push(level);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::binding::{Group, element, group};

    /// A particle as plain data, from which both the tree and a regular expression are made.
    #[derive(Clone, Debug)]
    enum Shape {
        Letter(u8),
        Sequence(Vec<Item>),
        Choice(Vec<Item>),
        All(Vec<Item>),
        /// A group of its own table.
        Nested(Box<Item>),
    }

    #[derive(Clone, Debug)]
    struct Item {
        min: u32,
        max: u32,
        shape: Shape,
    }

    struct Random(u64);

    impl Random {
        fn below(&mut self, bound: u64) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0 % bound
        }

        fn item(&mut self, depth: u32) -> Item {
            let (min, max) = [
                (1, 1),
                (1, 1),
                (0, 1),
                (0, UNBOUNDED),
                (1, UNBOUNDED),
                (2, 3),
            ][self.below(6) as usize];
            let shape = match self.below(if depth == 0 { 3 } else { 8 }) {
                0..=2 => Shape::Letter(b'a' + self.below(6) as u8),
                3 | 4 => Shape::Sequence(self.items(depth)),
                5 => Shape::Choice(self.items(depth)),
                6 => Shape::Nested(Box::new(self.item(depth - 1))),
                _ => Shape::All(
                    (0..1 + self.below(3))
                        .map(|_| Item {
                            min: self.below(2) as u32,
                            max: 1,
                            shape: Shape::Letter(b'a' + self.below(6) as u8),
                        })
                        .collect(),
                ),
            };
            let (min, max) = match shape {
                Shape::All(_) => (min.min(1), 1),
                _ => (min, max),
            };
            Item { min, max, shape }
        }

        fn items(&mut self, depth: u32) -> Vec<Item> {
            (0..1 + self.below(3))
                .map(|_| self.item(depth - 1))
                .collect()
        }
    }

    const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

    /// The tree of an item; its members are appended to the table.
    fn particle(item: &Item, members: &mut Vec<Member>) -> Particle {
        let mut all = |items: &[Item]| -> &'static [Particle] {
            let particles: Vec<Particle> =
                items.iter().map(|item| particle(item, members)).collect();
            particles.leak()
        };
        let term = match &item.shape {
            Shape::Sequence(items) => Term::Sequence(all(items)),
            Shape::Choice(items) => Term::Choice(all(items)),
            Shape::All(items) => Term::All(all(items)),
            Shape::Letter(letter) => {
                let name = NAMES[usize::from(letter - b'a')];
                members.push(element("", name, "", "", 0));
                Term::Member(members.len() as u16 - 1)
            }
            Shape::Nested(inner) => {
                let mut own = Vec::new();
                let inner = Box::leak(Box::new(particle(inner, &mut own)));
                let table = Box::leak(Box::new(Group {
                    choice: false,
                    members: own.leak(),
                }));
                members.push(group(table, 0));
                Term::Group(members.len() as u16 - 1, inner)
            }
        };
        Particle::new(item.min, item.max, term)
    }

    fn expression(item: &Item) -> String {
        let joined = |items: &[Item], with: &str| {
            items.iter().map(expression).collect::<Vec<_>>().join(with)
        };
        let inner = match &item.shape {
            Shape::Letter(letter) => char::from(*letter).to_string(),
            Shape::Sequence(items) => joined(items, ""),
            Shape::Choice(items) => joined(items, "|"),
            Shape::Nested(inner) => expression(inner),
            Shape::All(items) => permutations(items)
                .iter()
                .map(|items| joined(items, ""))
                .collect::<Vec<_>>()
                .join("|"),
        };
        match item.max {
            UNBOUNDED => format!("(?:{inner}){{{},}}", item.min),
            max => format!("(?:{inner}){{{},{max}}}", item.min),
        }
    }

    fn permutations(items: &[Item]) -> Vec<Vec<Item>> {
        if items.is_empty() {
            return vec![Vec::new()];
        }
        let mut found = Vec::new();
        for at in 0..items.len() {
            let mut rest = items.to_vec();
            let first = rest.remove(at);
            for mut tail in permutations(&rest) {
                tail.insert(0, first.clone());
                found.push(tail);
            }
        }
        found
    }

    /// Which letters can come first and last, and whether none need come; `None` where two particles of one letter compete.
    fn attribution(item: &Item, number: &mut usize, follow: &mut Vec<Vec<(u8, usize)>>) -> Ends {
        let mut ends = match &item.shape {
            Shape::Letter(letter) => {
                let at = *number;
                *number += 1;
                follow.push(Vec::new());
                Ends {
                    first: vec![(*letter, at)],
                    last: vec![at],
                    empty: false,
                }
            }
            Shape::Nested(inner) => attribution(inner, number, follow),
            Shape::Sequence(items) => {
                let mut all = Ends {
                    first: Vec::new(),
                    last: Vec::new(),
                    empty: true,
                };
                for item in items {
                    let one = attribution(item, number, follow);
                    for at in &all.last {
                        follow[*at].extend(one.first.iter().copied());
                    }
                    if all.empty {
                        all.first.extend(one.first);
                    }
                    if one.empty {
                        all.last.extend(one.last);
                    } else {
                        all.last = one.last;
                    }
                    all.empty &= one.empty;
                }
                all
            }
            Shape::Choice(items) | Shape::All(items) => {
                let mut all = Ends {
                    first: Vec::new(),
                    last: Vec::new(),
                    empty: items.is_empty(),
                };
                let is_all = matches!(item.shape, Shape::All(_));
                for item in items {
                    let one = attribution(item, number, follow);
                    all.first.extend(one.first);
                    all.last.extend(one.last);
                    all.empty |= one.empty;
                }
                if is_all {
                    all.empty = items.iter().all(|item| item.min == 0);
                    for at in &all.last {
                        let others = all.first.iter().filter(|(_, other)| other != at);
                        follow[*at].extend(others.copied());
                    }
                }
                all
            }
        };
        if item.max > 1 {
            for at in &ends.last {
                follow[*at].extend(ends.first.iter().copied());
            }
        }
        ends.empty |= item.min == 0;
        ends
    }

    struct Ends {
        first: Vec<(u8, usize)>,
        last: Vec<usize>,
        empty: bool,
    }

    fn is_deterministic(item: &Item) -> bool {
        let mut follow = Vec::new();
        let ends = attribution(item, &mut 0, &mut follow);
        follow.push(ends.first);
        follow.iter().all(|next| {
            next.iter().all(|(letter, at)| {
                next.iter()
                    .all(|(other, there)| letter != other || at == there)
            })
        })
    }

    /// Whether counted occurrences are inside repeated ones: `(b{2,3})*` admits four by two and two, and the matcher, which gives the
    /// inner particle as many as it takes, does not.
    fn counts_twice(item: &Item, is_repeated: bool) -> bool {
        let repeats = item.max > 1;
        let counts = item.min > 1 || repeats && item.max != UNBOUNDED;
        counts && is_repeated
            || match &item.shape {
                Shape::Letter(_) => false,
                Shape::Nested(inner) => counts_twice(inner, is_repeated || repeats),
                Shape::Sequence(items) | Shape::Choice(items) | Shape::All(items) => items
                    .iter()
                    .any(|one| counts_twice(one, is_repeated || repeats)),
            }
            || counts && repeats_inside(item)
    }

    /// Whether something in `item` may repeat.
    fn repeats_inside(item: &Item) -> bool {
        let repeats = |one: &Item| one.max > 1 || repeats_inside(one);
        match &item.shape {
            Shape::Letter(_) => false,
            Shape::Nested(inner) => repeats(inner),
            Shape::Sequence(items) | Shape::Choice(items) | Shape::All(items) => {
                items.iter().any(repeats)
            }
        }
    }

    fn is_valid(root: &'static Particle, members: &'static [Member], word: &str) -> bool {
        let mut matcher = Matcher::new(root, members);
        let taken = word
            .split("")
            .filter(|letter| !letter.is_empty())
            .all(|letter| matcher.advance(&|member| member.name.local == letter));
        taken && matcher.may_end()
    }

    #[test]
    fn it_accepts_what_the_expression_does() {
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        let (mut trees, mut accepted) = (0, 0);
        while trees < 1_500 {
            let item = random.item(3);
            if !is_deterministic(&item) || counts_twice(&item, false) {
                continue;
            }
            trees += 1;
            let mut members = Vec::new();
            let root = Box::leak(Box::new(particle(&item, &mut members)));
            let members = members.leak();
            let expression = format!("^(?:{})$", expression(&item));
            let expected = regex::Regex::new(&expression).unwrap();
            // Words that the tree leads along, and changes of them: random words would hardly ever be valid.
            for _ in 0..60 {
                let mut word = String::new();
                let mut matcher = Matcher::new(root, members);
                for _ in 0..random.below(9) {
                    let next: Vec<&str> = matcher
                        .expected()
                        .iter()
                        .map(|member| member.name.local)
                        .collect();
                    let letter = match next.as_slice() {
                        [] => NAMES[random.below(6) as usize],
                        _ if random.below(8) == 0 => NAMES[random.below(6) as usize],
                        next => next[random.below(next.len() as u64) as usize],
                    };
                    word.push_str(letter);
                    matcher.advance(&|member| member.name.local == letter);
                }
                let valid = expected.is_match(&word);
                accepted += usize::from(valid);
                assert_eq!(
                    is_valid(root, members, &word),
                    valid,
                    "{word:?} {expression} {item:?}"
                );
            }
        }
        assert!(accepted > 20_000, "{accepted}");
    }
}
