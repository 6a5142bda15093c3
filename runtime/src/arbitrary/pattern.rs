//! Texts for the patterns of simple types.

use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

use super::Maker;

/// The most characters of a text.
const LONGEST: usize = 4096;

/// A text that grows.
struct Made {
    text: String,
    count: usize,
    /// The length that it should reach.
    goal: usize,
    attempt: usize,
}

impl Maker<'_, '_> {
    /// A text that a pattern matches, as the crate `regex` spells patterns, of at least `least` characters if the pattern
    /// lets it grow at one place.
    pub(super) fn matching(&mut self, pattern: &str, attempt: usize, least: u64) -> Option<String> {
        let parsed = regex_syntax::parse(&format!("(?:{pattern})")).ok()?;
        let mut made = Made {
            text: String::new(),
            count: 0,
            goal: usize::try_from(least).unwrap_or(LONGEST),
            attempt,
        };
        self.expression(&parsed, &mut made);
        Some(made.text)
    }

    /// Adds what an expression matches. The parser limits its nesting.
    fn expression(&mut self, of: &Hir, made: &mut Made) {
        if made.count > LONGEST {
            return;
        }
        match of.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).unwrap_or_default();
                made.text.push_str(text);
                made.count = made.count.saturating_add(text.chars().count());
            }
            HirKind::Class(class) => {
                if let Some(char) = self.one_of_class(class, made.attempt) {
                    made.text.push(char);
                    made.count = made.count.saturating_add(1);
                }
            }
            HirKind::Repetition(repetition) => self.repeated(repetition, made),
            HirKind::Capture(capture) => self.expression(&capture.sub, made),
            HirKind::Concat(all) => {
                for one in all {
                    self.expression(one, made);
                }
            }
            HirKind::Alternation(all) => {
                let at = self.below(all.len()).saturating_add(made.attempt);
                let at = at.checked_rem(all.len()).unwrap_or(0);
                if let Some(one) = all.get(at) {
                    self.expression(one, made);
                }
            }
        }
    }

    fn repeated(&mut self, of: &Repetition, made: &mut Made) {
        let least = u64::from(of.min);
        let most = of.max.map_or(u64::MAX, u64::from);
        // Half of the attempts are as short as they may be.
        let count = match made.attempt.checked_rem(2) {
            Some(0) => self.occurrence(least, most),
            _ => least,
        };
        for _ in 0..count {
            self.expression(&of.sub, made);
        }
        let mut count = count;
        while made.count < made.goal && count < most {
            let before = made.count;
            self.expression(&of.sub, made);
            count = count.saturating_add(1);
            if made.count == before {
                break;
            }
        }
    }

    /// A character of a class: one that can be seen, if there is one.
    fn one_of_class(&mut self, class: &Class, attempt: usize) -> Option<char> {
        let ranges: Vec<(char, char)> = match class {
            Class::Unicode(class) => {
                let ranges = class.ranges().iter();
                ranges.map(|range| (range.start(), range.end())).collect()
            }
            Class::Bytes(class) => {
                let ranges = class.ranges().iter();
                ranges
                    .map(|range| (char::from(range.start()), char::from(range.end())))
                    .collect()
            }
        };
        let within = |first: char, last: char| -> Vec<(char, char)> {
            let cut = ranges
                .iter()
                .map(|range| (range.0.max(first), range.1.min(last)));
            cut.filter(|range| range.0 <= range.1).collect()
        };
        let seen = within('!', '~');
        let choices = match seen.is_empty() || attempt.checked_rem(4) == Some(3) {
            true => within(' ', '\u{FFFD}'),
            false => seen,
        };
        let (first, last) = match self.one_of(&choices) {
            Some(range) => range,
            None => *ranges.first()?,
        };
        let code = self.number(u32::from(first).into(), u32::from(last).into());
        // Surrogates are no characters.
        Some(
            u32::try_from(code)
                .ok()
                .and_then(char::from_u32)
                .unwrap_or(first),
        )
    }
}
