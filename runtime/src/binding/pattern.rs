//! Patterns of simple types (XML Schema Part 2, section 4.3.4), matched in linear time.
//!
//! An automaton over the bytes of UTF-8 grows with each Unicode class and each count: `[\p{L} ]{1,255}` has hundreds of
//! thousands of states. So the characters are first sorted into the classes that the pattern distinguishes, at most
//! 255. The automaton runs over the numbers of the classes, where each position of the pattern is one state.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use regex_automata::meta;
use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, Hir, HirKind, Repetition};

/// The most bytes of an automaton. The generator refuses a pattern that needs more than 100,000 states.
const SIZE: usize = 16 << 20;

/// A pattern, compiled.
#[derive(Debug)]
pub(super) struct Pattern {
    classes: Classes,
    automaton: meta::Regex,
}

impl Pattern {
    /// The pattern with this text, in the syntax of the crate `regex`. Each is compiled once in the program. `None` for
    /// a pattern that the generator refuses.
    pub(super) fn compiled(text: &'static str) -> Option<Arc<Self>> {
        type Patterns = HashMap<&'static str, Option<Arc<Pattern>>>;
        static ALL: LazyLock<RwLock<Patterns>> = LazyLock::new(RwLock::default);
        let known = ALL.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(pattern) = known.get(text) {
            return pattern.clone();
        }
        drop(known);
        let pattern = Self::compile(text).map(Arc::new);
        let mut all = ALL.write().unwrap_or_else(PoisonError::into_inner);
        all.entry(text).or_insert(pattern).clone()
    }

    fn compile(text: &str) -> Option<Self> {
        let hir = regex_syntax::parse(&format!("^(?:{text})$")).ok()?;
        let classes = Classes::of(&hir)?;
        let config = meta::Regex::config()
            .utf8_empty(false)
            .nfa_size_limit(Some(SIZE))
            .onepass(false)
            .dfa(false);
        let automaton = meta::Regex::builder()
            .configure(config)
            .build_from_hir(&classes.rewrite(&hir))
            .ok()?;
        Some(Self { classes, automaton })
    }

    /// Whether it matches the whole text.
    pub(super) fn is_match(&self, text: &str) -> bool {
        let classes: Vec<u8> = text.chars().map(|char| self.classes.class(char)).collect();
        self.automaton.is_match(&classes)
    }
}

/// The sets of characters that a pattern distinguishes. Class 0 holds the characters that the pattern does not name.
#[derive(Debug)]
struct Classes {
    /// The class of each ASCII character.
    ascii: [u8; 128],
    /// First and last character and class, in order.
    ranges: Vec<(char, char, u8)>,
}

impl Classes {
    /// The classes of the sets in `hir`; `None` for more than 255.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "only the first range starts at 0"
    )]
    fn of(hir: &Hir) -> Option<Self> {
        let mut sets = Vec::new();
        collect(hir, &mut sets);
        sets.sort();
        sets.dedup();
        // A new class may begin where a set begins or ends.
        let mut starts: Vec<u32> = Vec::new();
        for (first, last) in sets.iter().flatten() {
            starts.push(u32::from(*first));
            starts.push(u32::from(*last).saturating_add(1));
        }
        starts.sort_unstable();
        starts.dedup();
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); starts.len()];
        for (number, set) in (0..).zip(&sets) {
            for (first, last) in set {
                let from = starts.partition_point(|start| *start < u32::from(*first));
                let to = starts.partition_point(|start| *start <= u32::from(*last));
                for one in members.get_mut(from..to).into_iter().flatten() {
                    one.push(number);
                }
            }
        }
        let mut numbers: HashMap<Vec<u32>, u8> = HashMap::new();
        let mut ranges = Vec::new();
        for (at, sets) in members.into_iter().enumerate() {
            if sets.is_empty() {
                continue;
            }
            let next = u8::try_from(numbers.len() + 1).ok()?;
            let number = *numbers.entry(sets).or_insert(next);
            let first = *starts.get(at)?;
            let last = starts.get(at + 1).map_or(0x10_FFFF, |start| start - 1);
            ranges.push((at_or_after(first)?, at_or_before(last)?, number));
        }
        let mut classes = Self {
            ascii: [0; 128],
            ranges,
        };
        for (char, class) in ('\0'..).zip(0..128) {
            let number = classes.search(char);
            if let Some(ascii) = classes.ascii.get_mut(class) {
                *ascii = number;
            }
        }
        Some(classes)
    }

    fn class(&self, char: char) -> u8 {
        match self.ascii.get(char as usize) {
            Some(class) => *class,
            None => self.search(char),
        }
    }

    fn search(&self, char: char) -> u8 {
        let at = self.ranges.partition_point(|(_, last, _)| *last < char);
        match self.ranges.get(at) {
            Some((first, _, class)) if *first <= char => *class,
            _ => 0,
        }
    }

    /// The classes of a set.
    fn bytes(&self, set: &[(char, char)]) -> Hir {
        let mut found = ClassBytes::empty();
        for (first, last) in set {
            let from = self.ranges.partition_point(|(_, end, _)| end < first);
            for (start, _, class) in self.ranges.iter().skip(from) {
                if start > last {
                    break;
                }
                found.push(ClassBytesRange::new(*class, *class));
            }
        }
        Hir::class(Class::Bytes(found))
    }

    /// The same expression over the numbers of the classes.
    fn rewrite(&self, hir: &Hir) -> Hir {
        match hir.kind() {
            HirKind::Empty => Hir::empty(),
            HirKind::Look(look) => Hir::look(*look),
            HirKind::Literal(_) | HirKind::Class(_) => {
                let sets = sets(hir);
                Hir::concat(sets.iter().map(|set| self.bytes(set)).collect())
            }
            HirKind::Repetition(repetition) => Hir::repetition(Repetition {
                min: repetition.min,
                max: repetition.max,
                greedy: repetition.greedy,
                sub: Box::new(self.rewrite(&repetition.sub)),
            }),
            HirKind::Capture(capture) => self.rewrite(&capture.sub),
            HirKind::Concat(all) => Hir::concat(all.iter().map(|one| self.rewrite(one)).collect()),
            HirKind::Alternation(all) => {
                Hir::alternation(all.iter().map(|one| self.rewrite(one)).collect())
            }
        }
    }
}

/// A set of characters: first and last character of each range.
type Set = Vec<(char, char)>;

/// Collects the sets of characters in an expression. The parser limits its nesting.
fn collect(hir: &Hir, out: &mut Vec<Set>) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(_) | HirKind::Class(_) => out.extend(sets(hir)),
        HirKind::Repetition(repetition) => collect(&repetition.sub, out),
        HirKind::Capture(capture) => collect(&capture.sub, out),
        HirKind::Concat(all) | HirKind::Alternation(all) => {
            for one in all {
                collect(one, out);
            }
        }
    }
}

/// The set of each character of a literal, or the set of a class.
fn sets(hir: &Hir) -> Vec<Set> {
    match hir.kind() {
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0)
            .unwrap_or_default()
            .chars()
            .map(|char| vec![(char, char)])
            .collect(),
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = class.ranges().iter();
            vec![ranges.map(|range| (range.start(), range.end())).collect()]
        }
        HirKind::Class(Class::Bytes(class)) => {
            let ranges = class.ranges().iter();
            vec![
                ranges
                    .map(|range| (char::from(range.start()), char::from(range.end())))
                    .collect(),
            ]
        }
        _ => Vec::new(),
    }
}

/// The character with this code point, or the next one: surrogates are not characters.
fn at_or_after(code: u32) -> Option<char> {
    char::from_u32(code).or(Some('\u{E000}'))
}

/// The character with this code point, or the previous one.
fn at_or_before(code: u32) -> Option<char> {
    char::from_u32(code).or(Some('\u{D7FF}'))
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn it_matches_as_the_crate_regex_does() {
        for pattern in [
            "",
            "a",
            "[A-Z]{3}",
            r"\p{Lu}\P{Lu}",
            r"[\p{L} ]{1,25}",
            "(?:ab|a)(?:c|bcd)(?:d*)",
            r"[^\n\r]*x",
            r"[\x{0}-\x{10FFFF}]{2}",
            r"[\x{D7FF}\x{E000}]",
            r"[[a-z]--[aeiou]]+",
            "[^a]",
        ] {
            let mapped = Pattern::compile(pattern).expect(pattern);
            let regex = regex::Regex::new(&format!("^(?:{pattern})$")).expect(pattern);
            for text in [
                "",
                "a",
                "b",
                "A",
                "ABC",
                "ABCD",
                "Ab",
                "aB",
                "Äb",
                "é ü",
                "abcd",
                "abcdd",
                "\nx",
                "zzx",
                "x",
                "\u{D7FF}",
                "\u{E000}",
                "\u{10FFFF}a",
                "xyz",
                "xaz",
            ] {
                assert_eq!(
                    mapped.is_match(text),
                    regex.is_match(text),
                    "{pattern:?} {text:?}"
                );
            }
        }
    }

    #[test]
    fn everyday_counts_are_no_obstacle() {
        for (pattern, yes, no) in [
            (r"[\p{L} ]{1,255}", "ä b".repeat(85), "ä b".repeat(86)),
            (r"[\p{L}\p{N}]{1,2000}", "1".repeat(2000), "1".repeat(2001)),
            (r"[^\p{P}\p{Z}\p{C}]{1,500}", "w".repeat(500), " ".repeat(5)),
            (r"[^\n\r]{0,4000}x", "x".repeat(4001), "x".repeat(4002)),
            (r"[A-Z]{1,5000}", "A".repeat(5000), "A".repeat(5001)),
            (r"(?:a{300}){300}", "a".repeat(90_000), "a".repeat(89_999)),
        ] {
            let compiled = Pattern::compile(pattern).expect(pattern);
            assert!(compiled.is_match(&yes), "{pattern}");
            assert!(!compiled.is_match(&no), "{pattern}");
        }
    }

    #[test]
    fn what_is_too_large_is_not_compiled() {
        assert!(Pattern::compile("(?:a{1000}){1000}").is_none());
    }
}
