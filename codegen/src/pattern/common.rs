//! Texts that match several expressions.

use super::Pattern;
use super::automaton::Automaton;
use std::collections::{BTreeSet, VecDeque};

/// Characters that read well in an example, best first.
const PREFERRED: &str = "Aa1b0-. ";
/// The most prefixes that are followed.
const PREFIXES: usize = 4_000;
/// The most characters of a text beyond those of the shortest.
const LONGER: usize = 24;
/// The most texts.
const TEXTS: usize = 64;

/// A prefix of a text, and the states that each expression is in after it.
struct Prefix {
    text: String,
    length: usize,
    states: Vec<Vec<usize>>,
}

/// Texts of `least` to `most` characters that match all expressions, shortest first: no more than one of a length for each way
/// through the expressions.
pub(crate) fn texts(patterns: &[Pattern], least: usize, most: usize) -> Vec<String> {
    let automata: Vec<&Automaton> = patterns.iter().map(|pattern| &pattern.automaton).collect();
    let most = most.min(least.saturating_add(LONGER).max(64));
    let mut seen = BTreeSet::new();
    let mut open = VecDeque::from([Prefix {
        text: String::new(),
        length: 0,
        states: automata.iter().map(|one| one.begin()).collect(),
    }]);
    let mut found = Vec::new();
    while let Some(prefix) = open.pop_front() {
        let ends = |(one, states): (&&Automaton, &Vec<usize>)| one.is_end(states);
        if prefix.length >= least && automata.iter().zip(&prefix.states).all(ends) {
            found.push(prefix.text.clone());
        }
        if found.len() >= TEXTS || seen.len() >= PREFIXES {
            break;
        }
        if prefix.length >= most {
            continue;
        }
        for char in characters(&automata, &prefix.states) {
            let steps = automata.iter().zip(&prefix.states);
            let states: Vec<_> = steps.map(|(one, from)| one.step(from, char)).collect();
            let length = prefix.length + 1;
            if states.iter().all(|states| !states.is_empty())
                && seen.insert((length, states.clone()))
            {
                let text = format!("{}{char}", prefix.text);
                open.push_back(Prefix {
                    text,
                    length,
                    states,
                });
            }
        }
    }
    found
}

/// Characters to go on with. Where two sets have a character in common, the first of a range of one of them is in both.
fn characters(automata: &[&Automaton], states: &[Vec<usize>]) -> Vec<char> {
    let mut starts = BTreeSet::new();
    for (automaton, states) in automata.iter().zip(states) {
        starts.extend(automaton.first_characters(states));
    }
    let printable = starts.iter().filter(|char| char.is_ascii_graphic());
    let others = starts.iter().filter(|char| !char.is_ascii_graphic());
    PREFERRED
        .chars()
        .chain(printable.copied())
        .chain(others.copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::texts;
    use crate::pattern::Pattern;

    #[test]
    fn all_expressions_match() {
        for (patterns, least, most, first) in [
            (&["[a-z]+", ".*z"][..], 0, 99, "z"),
            (&["[a-z]+", ".*z"], 6, 8, "aaaaaz"),
            (&["[a-m]{2}", "[k-z]*"], 0, 99, "kk"),
            (&[r"\d*7", ".{4,}"], 0, 99, "1117"),
            (&["(ab|cd|e){3}", "[^a]*"], 4, 99, "cdee"),
            (&[r"\p{Lu}+", r"[^A-Z]+"], 0, 99, "À"),
        ] {
            let built: Vec<_> = patterns
                .iter()
                .filter_map(|pattern| Pattern::build(pattern).ok())
                .collect();
            let found = texts(&built, least, most);
            assert_eq!(
                found.first().map(String::as_str),
                Some(first),
                "{patterns:?}"
            );
            for text in found {
                assert!((least..=most).contains(&text.chars().count()), "{text}");
                for pattern in &built {
                    assert_eq!(pattern.is_match(&text), Some(true), "{text}");
                }
            }
        }
        let apart = ["[a-c]+", "[d-f]+"].map(|one| Pattern::build(one).expect("an expression"));
        assert!(texts(&apart, 0, 99).is_empty());
    }
}
