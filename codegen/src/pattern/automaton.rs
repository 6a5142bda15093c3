//! Expressions as automata: whether the runtime can build them, and the texts that they match.

use regex_syntax::hir::{Class, Hir, HirKind};
use std::collections::BTreeSet;

/// The most states of an automaton. The runtime has room for the same number (`runtime/src/binding/pattern.rs`).
pub(super) const STATES: usize = 100_000;
/// The most classes of characters in the runtime.
const CLASSES: usize = 255;
/// The most steps of one match.
const STEPS: usize = 10_000_000;

/// A set of characters: first and last of each range.
type Set = Vec<(char, char)>;

#[derive(Debug)]
enum State {
    /// One character of the set with this number, then the next state.
    Set(usize, usize),
    Either(usize, usize),
    Next(usize),
    Match,
}

/// A non-deterministic automaton (Thompson's) over characters.
#[derive(Debug)]
pub(super) struct Automaton {
    states: Vec<State>,
    sets: Vec<Set>,
    start: usize,
}

impl Automaton {
    /// `None` if it is too large.
    pub(super) fn new(hir: &Hir) -> Option<Self> {
        let mut automaton = Self {
            states: vec![State::Match],
            sets: Vec::new(),
            start: 0,
        };
        automaton.start = automaton.add(hir, 0)?;
        (automaton.classes() <= CLASSES).then_some(automaton)
    }

    fn push(&mut self, state: State) -> Option<usize> {
        let at = self.states.len();
        self.states.push(state);
        (at < STATES).then_some(at)
    }

    /// Adds an expression before a state, and returns its first state. The parser limits the depth.
    fn add(&mut self, hir: &Hir, next: usize) -> Option<usize> {
        Some(match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => next,
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).ok()?;
                let mut next = next;
                for char in text.chars().rev() {
                    next = self.set(vec![(char, char)], next)?;
                }
                next
            }
            HirKind::Class(Class::Unicode(class)) => {
                let ranges = class.iter();
                let set = ranges.map(|range| (range.start(), range.end())).collect();
                self.set(set, next)?
            }
            HirKind::Class(Class::Bytes(class)) => {
                let ranges = class.iter();
                let set = ranges
                    .map(|range| (char::from(range.start()), char::from(range.end())))
                    .collect();
                self.set(set, next)?
            }
            HirKind::Capture(capture) => self.add(&capture.sub, next)?,
            HirKind::Concat(parts) => {
                let mut next = next;
                for part in parts.iter().rev() {
                    next = self.add(part, next)?;
                }
                next
            }
            HirKind::Alternation(branches) => {
                let mut first = None;
                for branch in branches.iter().rev() {
                    let start = self.add(branch, next)?;
                    first = Some(match first {
                        None => start,
                        Some(other) => self.push(State::Either(start, other))?,
                    });
                }
                first.unwrap_or(next)
            }
            HirKind::Repetition(repetition) => {
                let mut next = next;
                match repetition.max {
                    None => {
                        let loops = self.push(State::Next(next))?;
                        let body = self.add(&repetition.sub, loops)?;
                        *self.states.get_mut(loops)? = State::Either(body, next);
                        next = loops;
                    }
                    Some(most) => {
                        let end = next;
                        for _ in repetition.min..most {
                            let body = self.add(&repetition.sub, next)?;
                            next = self.push(State::Either(body, end))?;
                        }
                    }
                }
                for _ in 0..repetition.min {
                    let before = self.states.len();
                    next = self.add(&repetition.sub, next)?;
                    if self.states.len() == before {
                        break;
                    }
                }
                next
            }
        })
    }

    fn set(&mut self, set: Set, next: usize) -> Option<usize> {
        let number = match self.sets.iter().rposition(|known| *known == set) {
            Some(number) => number,
            None => {
                self.sets.push(set);
                self.sets.len() - 1
            }
        };
        self.push(State::Set(number, next))
    }

    /// The number of classes of characters in the sets.
    fn classes(&self) -> usize {
        let mut starts: Vec<u32> = Vec::new();
        for (first, last) in self.sets.iter().flatten() {
            starts.push(u32::from(*first));
            starts.push(u32::from(*last).saturating_add(1));
        }
        starts.sort_unstable();
        starts.dedup();
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); starts.len()];
        for (number, set) in self.sets.iter().enumerate() {
            for (first, last) in set {
                let from = starts.partition_point(|start| *start < u32::from(*first));
                let to = starts.partition_point(|start| *start <= u32::from(*last));
                for one in members.get_mut(from..to).into_iter().flatten() {
                    one.push(number);
                }
            }
        }
        let distinct: BTreeSet<&Vec<usize>> =
            members.iter().filter(|sets| !sets.is_empty()).collect();
        distinct.len()
    }

    /// Whether it matches the whole text; `None` if that takes too long.
    pub(super) fn is_match(&self, text: &str) -> Option<bool> {
        let mut steps = 0;
        let mut seen = vec![usize::MAX; self.states.len()];
        let mut current = Vec::new();
        self.enter(self.start, 0, &mut seen, &mut current);
        for (at, char) in text.chars().enumerate() {
            let mut next = Vec::new();
            steps += current.len() + 1;
            if steps > STEPS {
                return None;
            }
            for state in &current {
                if let Some(to) = self.after(*state, char) {
                    self.enter(to, at + 1, &mut seen, &mut next);
                }
            }
            current = next;
        }
        Some(self.is_end(&current))
    }

    /// The states before the first character.
    pub(super) fn begin(&self) -> Vec<usize> {
        let mut states = Vec::new();
        let mut seen = vec![usize::MAX; self.states.len()];
        self.enter(self.start, 0, &mut seen, &mut states);
        states
    }

    /// The states after a character, in order.
    pub(super) fn step(&self, from: &[usize], char: char) -> Vec<usize> {
        let mut states = Vec::new();
        let mut seen = vec![usize::MAX; self.states.len()];
        for state in from {
            if let Some(to) = self.after(*state, char) {
                self.enter(to, 0, &mut seen, &mut states);
            }
        }
        states.sort_unstable();
        states
    }

    /// Whether a text may end in these states.
    pub(super) fn is_end(&self, states: &[usize]) -> bool {
        let is_end = |state: &usize| matches!(self.states.get(*state), Some(State::Match));
        states.iter().any(is_end)
    }

    /// The first characters of the ranges that these states admit, some of each set.
    pub(super) fn first_characters(&self, states: &[usize]) -> BTreeSet<char> {
        const MOST: usize = 40;
        let sets = states
            .iter()
            .filter_map(|state| match self.states.get(*state) {
                Some(State::Set(set, _)) => self.sets.get(*set),
                _ => None,
            });
        sets.flat_map(|set| set.iter().take(MOST).map(|(first, _)| *first))
            .collect()
    }

    /// The state that a state leads to with a character.
    fn after(&self, state: usize, char: char) -> Option<usize> {
        let Some(State::Set(set, to)) = self.states.get(state) else {
            return None;
        };
        let set = self.sets.get(*set)?;
        let index = set.partition_point(|(_, last)| *last < char);
        let (first, _) = set.get(index)?;
        (*first <= char).then_some(*to)
    }

    /// Adds a state, and the states that it leads to without a character.
    fn enter(&self, state: usize, step: usize, seen: &mut [usize], out: &mut Vec<usize>) {
        let mut open = vec![state];
        while let Some(state) = open.pop() {
            match seen.get_mut(state) {
                Some(last) if *last != step => *last = step,
                _ => continue,
            }
            match self.states.get(state) {
                Some(State::Either(first, second)) => open.extend([*second, *first]),
                Some(State::Next(next)) => open.push(*next),
                _ => out.push(state),
            }
        }
    }
}
