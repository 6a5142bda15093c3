//! Compares matching with regular expressions over letters.

use super::*;
use crate::binding::{Group, Member, element, group};

/// A particle as plain data, which gives both the tree and a regular expression.
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

/// The tree of an item. Appends its members to the table.
fn particle(item: &Item, members: &mut Vec<Member>) -> Particle {
    let min = if is_emptiable(item) { 0 } else { item.min };
    let mut all = |items: &[Item]| -> &'static [Particle] {
        let particles: Vec<Particle> = items.iter().map(|item| particle(item, members)).collect();
        particles.leak()
    };
    match &item.shape {
        Shape::Sequence(items) => Particle::sequence(min, item.max, all(items)),
        Shape::Choice(items) => Particle::choice(min, item.max, all(items)),
        Shape::All(items) => Particle::all(min, item.max, all(items)),
        Shape::Letter(letter) => {
            let name = NAMES[usize::from(letter - b'a')];
            members.push(element("", name, "", "", 0));
            Particle::member(members.len() as u16 - 1, min, item.max)
        }
        Shape::Nested(inner) => {
            members.push(group(leaked(inner), 0));
            Particle::member(members.len() as u16 - 1, min, item.max)
        }
    }
}

/// A group with a table of its own.
fn leaked(item: &Item) -> &'static Group {
    let mut own = Vec::new();
    let content = Box::leak(Box::new(particle(item, &mut own)));
    Box::leak(Box::new(Group::sequence(own.leak()).with_content(content)))
}

fn is_emptiable(item: &Item) -> bool {
    item.min == 0
        || match &item.shape {
            Shape::Letter(_) => false,
            Shape::Nested(inner) => is_emptiable(inner),
            Shape::Sequence(items) | Shape::All(items) => items.iter().all(is_emptiable),
            Shape::Choice(items) => items.iter().any(is_emptiable),
        }
}

fn expression(item: &Item) -> String {
    let joined =
        |items: &[Item], with: &str| items.iter().map(expression).collect::<Vec<_>>().join(with);
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

/// The letters that can come first and last, and whether the item is emptiable; `None` if two particles compete for one
/// letter.
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

fn is_valid(group: &'static Group, word: &str) -> bool {
    let mut matcher = Matcher::of_group(group);
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
        if !is_deterministic(&item) {
            continue;
        }
        trees += 1;
        let group = leaked(&item);
        let expression = format!("^(?:{})$", expression(&item));
        let expected = regex::Regex::new(&expression).unwrap();
        // Words along the tree, and changes of them: random words are hardly ever valid.
        for _ in 0..60 {
            let mut word = String::new();
            let mut matcher = Matcher::of_group(group);
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
                is_valid(group, &word),
                valid,
                "{word:?} {expression} {item:?}"
            );
        }
    }
    assert!(accepted > 20_000, "{accepted}");
}

/// The answers of `counts` about the members 0 and 1 of a particle.
#[cfg(feature = "client")]
#[test]
fn members_of_which_the_number_matters() {
    const ONE: &[Particle] = &[Particle::member(0, 1, 1), Particle::member(1, 0, UNBOUNDED)];
    const TWO: &[Particle] = &[Particle::member(0, 2, 2), Particle::member(1, 1, 1)];
    const NESTED: &[Particle] = &[Particle::sequence(1, 1, ONE)];
    for (particle, counted) in [
        (Particle::member(0, 0, 1), [false, false]),
        (Particle::member(0, 1, 1), [false, false]),
        (Particle::member(0, 0, UNBOUNDED), [false, false]),
        (Particle::member(0, 1, UNBOUNDED), [false, false]),
        (Particle::member(0, 2, UNBOUNDED), [true, false]),
        (Particle::member(0, 0, 2), [true, false]),
        (Particle::member(1, 0, 2), [false, true]),
        (Particle::choice(1, 1, ONE), [false, false]),
        (Particle::choice(0, UNBOUNDED, ONE), [false, false]),
        (Particle::choice(0, 3, ONE), [true, true]),
        (Particle::choice(2, UNBOUNDED, ONE), [true, true]),
        (Particle::choice(1, 1, TWO), [true, false]),
        (Particle::choice(0, 3, NESTED), [true, true]),
        (Particle::sequence(1, 1, ONE), [false, false]),
        (Particle::sequence(1, 1, TWO), [true, false]),
        (Particle::sequence(0, UNBOUNDED, ONE), [true, true]),
        (Particle::all(1, 1, ONE), [false, false]),
        (Particle::all(1, 1, TWO), [true, false]),
        (Particle::sequence(0, 2, NESTED), [true, true]),
    ] {
        let found = [0, 1].map(|index| particle.counts(index));
        assert_eq!(found, counted, "{particle:?}");
    }
}
