//! The right verdicts where the judges differ.
//!
//! A line of the list has the form `pattern => valid | reason`. The pattern is a glob (`*`) over the kind of the
//! dispute and the judges' reasons; the reason quotes the specification.

use crate::paths;

/// The ruling on a dispute.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Right {
    Valid,
    Invalid,
    Either,
}

/// The list.
pub struct Rulings(Vec<(String, Right)>);

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
                    "line {} is not `pattern => valid, invalid or either | reason`",
                    number + 1
                )
            };
            let (pattern, rest) = line.split_once(" => ").ok_or_else(wrong)?;
            let (right, _) = rest.split_once(" | ").ok_or_else(wrong)?;
            let right = match right {
                "valid" => Right::Valid,
                "invalid" => Right::Invalid,
                "either" => Right::Either,
                _ => return Err(wrong()),
            };
            all.push((pattern.to_owned(), right));
        }
        Ok(Self(all))
    }

    /// Whether the message is valid, or `None` if either verdict is right; the outer `None` if the list has no ruling.
    pub fn of(&self, kind: &str, reasons: &str) -> Option<Option<bool>> {
        let text = format!("{kind} | {}", reasons.replace('\n', " | "));
        let found = self
            .0
            .iter()
            .find(|(pattern, _)| matches(pattern.as_bytes(), text.as_bytes()));
        found.map(|(_, right)| match right {
            Right::Valid => Some(true),
            Right::Invalid => Some(false),
            Right::Either => None,
        })
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

    #[test]
    fn the_first_ruling_that_fits_counts() {
        let list = "# comment\n\n*| xs:x | * => invalid | Part 2\n* => either | nobody knows\n";
        let rulings = Rulings::parse(list).unwrap_or(Rulings(Vec::new()));
        assert!(rulings.of("a | xs:x", "why") == Some(Some(false)));
        assert!(rulings.of("a | xs:y", "why") == Some(None));
        assert!(Rulings::parse("x => maybe | y").is_err());
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
