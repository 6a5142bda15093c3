//! Who is right where the judges differ.
//!
//! A line of the list has the form `pattern => ruling | reason`. The pattern is a glob (`*`) over one objection: a judge
//! and its reason, the change of the message, the changed construct, and facts about the content of the schema that the
//! objection is about. The ruling says that the objection is `overruled`, that it is right though others `missed by` it
//! do not make it, or that `either` verdict is right. The reason quotes the specification.

use crate::finding::objections;
use crate::judges::{NAMES, Verdicts};
use crate::paths;
use crate::schema::Schema;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The verdict of the specification on an objection.
#[derive(Clone, PartialEq, Eq)]
enum Ruling {
    /// It is wrong.
    Overruled,
    /// It is right, and these judges do not see it.
    Missed(Vec<usize>),
    /// It is up to the processor.
    Either,
}

struct Line {
    pattern: String,
    ruling: Ruling,
    /// The number of disputes that it decides.
    uses: Cell<usize>,
}

/// The list, and the disputes that it was asked about: the objections and what became of them.
pub struct Rulings {
    lines: Vec<Line>,
    disputes: RefCell<BTreeMap<String, usize>>,
}

impl Rulings {
    /// Reads the list.
    pub fn read() -> Result<Self, String> {
        let path = paths::root().join("differential/rulings.txt");
        Self::parse(&paths::read(&path)?).map_err(|error| format!("{}: {error}", path.display()))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut all = Vec::new();
        for (number, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = || {
                format!(
                    "line {} is not `pattern => overruled, missed by JUDGE or either | reason`",
                    number + 1
                )
            };
            let (pattern, rest) = line.split_once(" => ").ok_or_else(wrong)?;
            let (ruling, _) = rest.split_once(" | ").ok_or_else(wrong)?;
            let ruling = match (ruling, ruling.strip_prefix("missed by ")) {
                ("overruled", _) => Ruling::Overruled,
                ("either", _) => Ruling::Either,
                (_, Some(judges)) => {
                    let judges = judges
                        .split(", ")
                        .map(|judge| NAMES.iter().position(|name| *name == judge));
                    Ruling::Missed(judges.collect::<Option<_>>().ok_or_else(wrong)?)
                }
                _ => return Err(wrong()),
            };
            all.push(Line {
                pattern: pattern.to_owned(),
                ruling,
                uses: Cell::new(0),
            });
        }
        Ok(Self {
            lines: all,
            disputes: RefCell::default(),
        })
    }

    /// Whether the message is valid, or `None` if either verdict is right; the outer `None` if the list does not say who
    /// is right. `what` is the change of the message and the changed construct.
    pub fn of(&self, schema: &Schema, verdicts: &Verdicts, what: &str) -> Option<Option<bool>> {
        let objections = objections(schema, verdicts, what);
        let ruling = self.decide(verdicts, &objections);
        let mut text = match ruling {
            None => "not decided".to_owned(),
            Some(None) => "either".to_owned(),
            Some(Some(valid)) => if valid { "valid" } else { "invalid" }.to_owned(),
        };
        for (_, objection) in objections {
            text.push_str("\n    ");
            text.push_str(&objection);
        }
        *self.disputes.borrow_mut().entry(text).or_default() += 1;
        ruling
    }

    /// Whether all judges object, each for a reason that is wrong or up to the processor.
    pub fn overrule_all(&self, schema: &Schema, verdicts: &Verdicts, what: &str) -> bool {
        let objections = objections(schema, verdicts, what);
        objections.iter().all(|(_, text)| {
            self.find(text)
                .is_some_and(|line| matches!(line.ruling, Ruling::Overruled | Ruling::Either))
        })
    }

    /// The first ruling on an objection.
    fn find(&self, objection: &str) -> Option<&Line> {
        let mut lines = self.lines.iter();
        lines.find(|line| matches(line.pattern.as_bytes(), objection.as_bytes()))
    }

    fn decide(&self, verdicts: &Verdicts, objections: &[(usize, String)]) -> Option<Option<bool>> {
        let mut votes: Vec<Option<bool>> = verdicts.iter().map(|one| Some(one.is_ok())).collect();
        let mut used = Vec::new();
        for (judge, text) in objections {
            let Some(line) = self.find(text) else {
                continue;
            };
            used.push(line);
            match &line.ruling {
                Ruling::Overruled => votes[*judge] = None,
                Ruling::Missed(judges) => {
                    for judge in judges {
                        votes[*judge] = votes[*judge].filter(|valid| !valid);
                    }
                }
                Ruling::Either => {
                    line.count();
                    return Some(None);
                }
            }
        }
        let mut votes = votes.into_iter().flatten();
        let Some(first) = votes.next() else {
            // All are wrong, and nobody has judged the rest of the message.
            used.iter().for_each(|line| line.count());
            return Some(None);
        };
        if !votes.all(|vote| vote == first) {
            return None;
        }
        used.iter().for_each(|line| line.count());
        Some(Some(first))
    }

    /// The rulings that decide no dispute.
    pub fn unused(&self) -> impl Iterator<Item = &str> {
        let unused = self.lines.iter().filter(|line| line.uses.get() == 0);
        unused.map(|line| line.pattern.as_str())
    }

    /// The rulings and how many disputes each one decides, then all disputes.
    pub fn account(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            let _ = writeln!(text, "{}\t{}", line.uses.get(), line.pattern);
        }
        for (dispute, count) in &*self.disputes.borrow() {
            let _ = writeln!(text, "{count} times {dispute}");
        }
        text
    }
}

impl Line {
    fn count(&self) {
        self.uses.set(self.uses.get() + 1);
    }
}

/// Whether a glob matches a text.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|start| matches(rest, &text[start..])),
        Some((byte, rest)) => text.first() == Some(byte) && matches(rest, &text[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(list: &str, verdicts: [&str; 3]) -> Option<Option<bool>> {
        let rulings = Rulings::parse(list).expect("a list");
        let verdicts = verdicts.map(|reason| match reason {
            "" => Ok(()),
            reason => Err(reason.to_owned()),
        });
        let objections: Vec<_> = verdicts
            .iter()
            .enumerate()
            .filter_map(|(judge, one)| {
                let reason = one.as_ref().err()?;
                Some((judge, format!("{}: {reason}", NAMES[judge])))
            })
            .collect();
        rulings.decide(&verdicts, &objections)
    }

    #[test]
    fn an_objection_is_overruled_or_missed() {
        let list = "# comment\n\nlibxml2: a* => overruled | Part 2\nxerces: b => missed by xmlschema, libxml2 | Part 1\n\
                    * => either | nobody knows\n";
        assert_eq!(decided(list, ["ab", "", ""]), Some(Some(true)));
        assert_eq!(decided(list, ["", "", "b"]), Some(Some(false)));
        // The objection that is left is right.
        assert_eq!(decided(list, ["a", "", "b"]), Some(Some(false)));
        assert_eq!(decided(list, ["c", "", ""]), Some(None));
        let list = "libxml2: a* => overruled | Part 2\nxerces: b => missed by xmlschema | Part 1\n";
        assert_eq!(decided(list, ["", "c", ""]), None);
        assert_eq!(decided(list, ["", "", "b"]), None);
        assert!(Rulings::parse("x => maybe | y").is_err());
        assert!(Rulings::parse("x => missed by me | y").is_err());
    }

    #[test]
    fn globs() {
        for (pattern, text, yes) in [
            ("abc", "abc", true),
            ("abc", "abcd", false),
            ("a*c", "abbc", true),
            ("a*c", "abbd", false),
            ("*b*", "abc", true),
            ("*", "", true),
            ("a*", "a", true),
            ("*c", "abc", true),
        ] {
            assert_eq!(
                matches(pattern.as_bytes(), text.as_bytes()),
                yes,
                "{pattern} {text}"
            );
        }
    }
}
