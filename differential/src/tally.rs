//! Kinds of differences, the number of each, and the list of known kinds.

use crate::batch::{Case, Found};
use crate::finding::Message;
use crate::paths;
use crate::schema::Schema;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// A difference and all its parts.
#[derive(Clone)]
pub struct Example {
    /// Number of the schema.
    pub number: usize,
    /// The schema.
    pub schema: Schema,
    /// The message; `None` for a difference in the schema itself.
    pub message: Option<Message>,
    /// The details of the difference.
    pub detail: String,
    /// Whether it was shrunk.
    pub shrunk: bool,
}

impl Example {
    /// The number of bytes of schema and message.
    pub fn size(&self) -> usize {
        let documents = self.schema.documents();
        let message = self
            .message
            .as_ref()
            .map_or(0, |message| message.text().len());
        documents.iter().map(|(_, text)| text.len()).sum::<usize>() + message
    }
}

/// Kinds, each with its number and its smallest example.
#[derive(Default)]
pub struct Tally(
    pub BTreeMap<String, (usize, Example)>,
    /// All findings, a line each.
    pub Vec<String>,
);

impl Tally {
    /// Adds the findings of a batch.
    pub fn add(&mut self, cases: &[Case], found: Vec<Found>) {
        for one in found {
            let case = &cases[one.case];
            self.1.push(format!(
                "{}{}\t{}\t{}\t{}",
                if case.schema.references {
                    "references "
                } else {
                    ""
                },
                case.number,
                one.message
                    .map_or(String::new(), |index| case.messages[index]
                        .number
                        .to_string()),
                one.finding.kind,
                one.finding.detail.replace('\n', " // ")
            ));
            let example = Example {
                number: case.number,
                schema: case.schema.clone(),
                message: one.message.map(|index| case.messages[index].clone()),
                detail: one.finding.detail,
                shrunk: false,
            };
            match self.0.get_mut(&one.finding.kind) {
                Some((count, smallest)) => {
                    *count += 1;
                    if example.size() < smallest.size() {
                        *smallest = example;
                    }
                }
                None => {
                    self.0.insert(one.finding.kind, (1, example));
                }
            }
        }
    }
}

/// The run that a list of known differences belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Extent {
    /// The seed.
    pub seed: u64,
    /// The number of schemas.
    pub schemas: usize,
    /// The number of messages for each.
    pub messages: usize,
    /// The number of schemas of the family with references.
    pub references: usize,
}

/// The list of known differences.
pub struct Expected {
    /// Its run.
    pub extent: Option<Extent>,
    counts: BTreeMap<String, usize>,
}

/// The comparison of a run with the list.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Change {
    /// Kinds that are new or occur more often, each with the known number and the number found.
    pub worse: Vec<(String, usize, usize)>,
    /// Kinds that occur less often or no longer.
    pub better: Vec<(String, usize, usize)>,
}

/// The file of the list.
pub fn path() -> PathBuf {
    paths::root().join("differential/expected.txt")
}

impl Expected {
    /// Reads the list; an empty one if the file does not exist.
    pub fn read() -> Self {
        Self::parse(&std::fs::read_to_string(path()).unwrap_or_default())
    }

    fn parse(text: &str) -> Self {
        let mut numbers = text
            .lines()
            .next()
            .unwrap_or_default()
            .split(|c: char| !c.is_ascii_digit());
        let mut number = || numbers.by_ref().find_map(|word| word.parse::<usize>().ok());
        let extent = match (number(), number(), number(), number()) {
            (Some(seed), Some(schemas), Some(references), Some(messages)) => Some(Extent {
                seed: seed as u64,
                schemas,
                messages,
                references,
            }),
            _ => None,
        };
        let lines = text.lines().filter_map(|line| line.split_once('\t'));
        let counts = lines.filter_map(|(count, kind)| Some((kind.to_owned(), count.parse().ok()?)));
        Self {
            extent,
            counts: counts.collect(),
        }
    }

    /// Whether a kind is in the list.
    pub fn has(&self, kind: &str) -> bool {
        self.counts.contains_key(kind)
    }

    /// Compares the numbers found with the list.
    pub fn compare(&self, found: &BTreeMap<String, usize>) -> Change {
        let mut change = Change::default();
        let kinds: std::collections::BTreeSet<_> = self.counts.keys().chain(found.keys()).collect();
        for kind in kinds {
            let before = self.counts.get(kind).copied().unwrap_or(0);
            let now = found.get(kind).copied().unwrap_or(0);
            if now > before {
                change.worse.push((kind.clone(), before, now));
            } else if now < before {
                change.better.push((kind.clone(), before, now));
            }
        }
        change
    }
}

/// The text of the list.
pub fn list(extent: Extent, found: &BTreeMap<String, usize>) -> String {
    let Extent {
        seed,
        schemas,
        messages,
        references,
    } = extent;
    let mut text = format!(
        "# Differences with seed {seed}, {schemas} schemas and {references} with references, {messages} messages each: how many of each kind.\n\
         # `cargo xtask differential --bless` writes this; differential/src/finding.rs names the kinds.\n"
    );
    for (kind, count) in found {
        let _ = writeln!(text, "{count}\t{kind}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(all: &[(&str, usize)]) -> BTreeMap<String, usize> {
        all.iter()
            .map(|(kind, count)| ((*kind).to_owned(), *count))
            .collect()
    }

    #[test]
    fn a_list_is_read_as_it_is_written() {
        let extent = Extent {
            seed: 7,
            schemas: 100,
            messages: 20,
            references: 12,
        };
        let found = counts(&[("a | b", 2), ("c", 1)]);
        let expected = Expected::parse(&list(extent, &found));
        assert_eq!(expected.extent, Some(extent));
        assert_eq!(expected.compare(&found), Change::default());
    }

    #[test]
    fn new_kinds_and_more_of_a_kind_are_worse() {
        let expected = Expected::parse("1\ta\n2\tb\n3\tc\n");
        let change = expected.compare(&counts(&[("a", 2), ("b", 1), ("d", 1)]));
        let worse = [("a".to_owned(), 1, 2), ("d".to_owned(), 0, 1)];
        let better = [("b".to_owned(), 2, 1), ("c".to_owned(), 3, 0)];
        assert_eq!(change.worse, worse);
        assert_eq!(change.better, better);
        assert_eq!(expected.extent, None);
    }
}
