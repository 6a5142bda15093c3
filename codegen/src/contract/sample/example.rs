//! Builds a text that matches a regular expression of XML Schema.

use crate::pattern::translate;
use regex_syntax::hir::{Class, Hir, HirKind};

/// Characters that read well in an example. The first one in a class is taken.
const PREFERRED: &str = "Aa1b0-.";
/// The longest example, in bytes.
const LONGEST: usize = 4096;

/// Returns a short text of `least` to `most` characters that matches the expression; `None` if none is found.
pub(super) fn example(pattern: &str, least: usize, most: usize) -> Option<String> {
    examples(pattern, least, most).into_iter().next()
}

/// Returns short texts that match the expression and have `least` to `most` characters.
pub(super) fn examples(pattern: &str, least: usize, most: usize) -> Vec<String> {
    let parsed = translate(pattern).and_then(|pattern| regex_syntax::parse(&pattern).ok());
    let Some(expression) = parsed else {
        return Vec::new();
    };
    let mut found: Vec<String> = Vec::new();
    // Repetitions are as few as the length allows. If no number of them fits, the next branch is tried.
    for branch in 0..8 {
        for more in 0..=least.min(64) {
            let mut text = String::new();
            let fits = write(&expression, branch, more, &mut text).is_some();
            if fits && (least..=most).contains(&text.chars().count()) {
                if !found.contains(&text) {
                    found.push(text);
                }
                break;
            }
        }
    }
    found
}

/// Writes a match. Takes the `branch`th alternative, and `more` than the fewest repetitions.
fn write(expression: &Hir, branch: usize, more: usize, out: &mut String) -> Option<()> {
    match expression.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => out.push(member(class)?),
        HirKind::Repetition(repetition) => {
            let wanted = (repetition.min as usize).saturating_add(more);
            let most = repetition.max.map_or(usize::MAX, |most| most as usize);
            for _ in 0..wanted.min(most) {
                let before = out.len();
                write(&repetition.sub, branch, more, out)?;
                // A part that writes nothing once never writes anything, and nested repetitions of it would take hours.
                if out.len() == before {
                    break;
                }
            }
        }
        HirKind::Capture(group) => write(&group.sub, branch, more, out)?,
        HirKind::Concat(parts) => {
            for part in parts {
                write(part, branch, more, out)?;
            }
        }
        HirKind::Alternation(branches) => {
            write(branches.get(branch % branches.len())?, branch, more, out)?;
        }
    }
    (out.len() <= LONGEST).then_some(())
}

/// Returns a character of a class.
fn member(class: &Class) -> Option<char> {
    let Class::Unicode(class) = class else {
        return None;
    };
    let holds = |char: char| {
        let mut ranges = class.ranges().iter();
        ranges.any(|range| (range.start()..=range.end()).contains(&char))
    };
    let printable = ('!'..='~').find(|char| holds(*char));
    let mut preferred = PREFERRED.chars();
    preferred
        .find(|char| holds(*char))
        .or(printable)
        .or_else(|| class.ranges().first().map(|range| range.start()))
}

#[cfg(test)]
mod tests {
    use super::example;
    use regex::Regex;

    #[test]
    fn examples_match() {
        for (pattern, least, most, expected) in [
            ("[A-Z]{3}", 0, 99, "AAA"),
            ("[A-Z]+", 5, 5, "AAAAA"),
            (r"\d{4}-\d{2}", 0, 99, "1111-11"),
            (r"[^@]+@[^\.]+\..+", 0, 99, "A@A.A"),
            ("(red|green)?", 1, 99, "red"),
            ("x|yy|zzz", 3, 3, "zzz"),
            (r"\p{Lu}\i\c*", 0, 99, "AA"),
            ("[0-9]{1,3}(,[0-9]{3})*", 0, 99, "1"),
            (r"[\i-[:]][\c-[:]]*", 0, 99, "A"),
            (
                "[{]?[0-9a-fA-F]{8}-([0-9a-f]{4}-){2}.*",
                0,
                99,
                "AAAAAAAA-aaaa-aaaa-",
            ),
        ] {
            let text = example(pattern, least, most);
            assert_eq!(text.as_deref(), Some(expected), "{pattern}");
            let translated = crate::pattern::translate(pattern).expect(pattern);
            let regex = Regex::new(&format!("^(?:{translated})$")).expect(pattern);
            assert!(regex.is_match(expected), "{pattern}");
        }
        assert_eq!(example("[A-Z]{3}", 5, 9), None);
        assert_eq!(example("(a{1000}){1000}", 0, 9), None);
        assert_eq!(example("(", 0, 9), None);
        // The result comes fast, although it repeats nothing a thousand billion times.
        assert_eq!(
            example("(((a?){9999}){9999}){9999}", 0, 9).as_deref(),
            Some("")
        );
    }
}
