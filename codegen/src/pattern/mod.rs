//! Regular expressions of XML Schema (Part 2, appendix F): translates them to the syntax of the crate `regex`, and
//! builds automata.

mod automaton;
mod blocks;
mod common;

use automaton::Automaton;
use blocks::category;
pub(crate) use common::texts;

/// Characters that begin a name, `\i` (XML 1.0, production 4, and the colon).
const NAME_START: &str = r":A-Z_a-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}-\x{200D}\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}";
/// Further characters of a name, `\c` (production 4a).
const NAME_MORE: &str = r"\-.0-9\x{B7}\x{300}-\x{36F}\x{203F}-\x{2040}";
/// The deepest nesting of groups.
const DEEPEST: usize = 50;
/// The most repetitions that are worth compiling.
const MOST: u32 = 10_000;

/// The reason why an expression cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// It is not an expression of XML Schema.
    Syntax,
    /// It needs more room than the runtime has.
    TooLarge,
}

/// A built expression.
#[derive(Debug)]
pub(crate) struct Pattern {
    automaton: Automaton,
    /// An escape or group of another dialect, which XML Schema does not have.
    pub(crate) foreign: Option<&'static str>,
    /// Whether it begins with `^` or ends with `$`, which are plain characters.
    pub(crate) is_anchored: bool,
}

impl Pattern {
    /// Builds an expression of XML Schema.
    pub(crate) fn build(pattern: &str) -> Result<Self, Problem> {
        let (translated, foreign) = translated(pattern)?;
        let hir = regex_syntax::parse(&translated).map_err(|_| Problem::Syntax)?;
        let automaton = Automaton::new(&hir).ok_or(Problem::TooLarge)?;
        let ends = pattern.ends_with('$') && !pattern.ends_with("\\$");
        Ok(Self {
            automaton,
            foreign,
            is_anchored: pattern.starts_with('^') || ends,
        })
    }

    /// Whether it matches the whole text; `None` if that takes too long.
    pub(crate) fn is_match(&self, text: &str) -> Option<bool> {
        self.automaton.is_match(text)
    }
}

/// Returns the expression in the other syntax; `None` if it is not one of XML Schema, or cannot be translated.
pub(crate) fn translate(pattern: &str) -> Option<String> {
    translated(pattern).ok().map(|(text, _)| text)
}

/// An expression matches the whole value: `^` and `$` are plain characters.
fn translated(pattern: &str) -> Result<(String, Option<&'static str>), Problem> {
    let mut translator = Translator {
        rest: pattern,
        out: String::with_capacity(pattern.len() + 8),
        is_too_large: false,
        foreign: None,
    };
    let is_whole = translator.alternatives(0).is_some() && translator.rest.is_empty();
    match (is_whole, translator.is_too_large) {
        (_, true) => Err(Problem::TooLarge),
        (true, false) => Ok((translator.out, translator.foreign)),
        (false, false) => Err(Problem::Syntax),
    }
}

struct Translator<'a> {
    rest: &'a str,
    out: String,
    is_too_large: bool,
    foreign: Option<&'static str>,
}

impl Translator<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let char = chars.next();
        self.rest = chars.as_str();
        char
    }

    fn eat(&mut self, char: char) -> bool {
        let Some(rest) = self.rest.strip_prefix(char) else {
            return false;
        };
        self.rest = rest;
        true
    }

    fn alternatives(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            self.is_too_large = true;
            return None;
        }
        loop {
            match self.peek() {
                None | Some(')') => return Some(()),
                Some('|') => {
                    self.next();
                    self.out.push('|');
                }
                Some(_) => {
                    self.atom(depth)?;
                    self.quantifier()?;
                }
            }
        }
    }

    fn atom(&mut self, depth: usize) -> Option<()> {
        match self.next()? {
            '(' => {
                // Some contracts write groups in another dialect.
                if let Some(rest) = self.rest.strip_prefix("?:") {
                    self.rest = rest;
                    self.foreign = Some("`(?:`");
                }
                self.out.push_str("(?:");
                self.alternatives(depth + 1)?;
                self.out.push(')');
                self.eat(')').then_some(())
            }
            '[' => {
                let class = self.class(depth)?;
                self.out.push_str(&class);
                Some(())
            }
            '.' => {
                self.out.push_str(r"[^\n\r]");
                Some(())
            }
            '\\' => {
                let (set, negated) = self.escape()?;
                self.out.push_str(&bracketed(&set, negated));
                Some(())
            }
            '?' | '*' | '+' | ')' | ']' | '{' | '}' => None,
            char => {
                literal(char, &mut self.out);
                Some(())
            }
        }
    }

    fn quantifier(&mut self) -> Option<()> {
        match self.peek() {
            Some(sign @ ('?' | '*' | '+')) => {
                self.next();
                self.out.push(sign);
            }
            Some('{') => {
                self.next();
                let end = self.rest.find('}')?;
                let (counts, rest) = (self.rest.get(..end)?, self.rest.get(end + 1..)?);
                let mut is_large = false;
                let mut number = |text: &str| {
                    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
                    let count = text.parse().unwrap_or(u32::MAX);
                    is_large |= is_number && count > MOST;
                    is_number.then_some(count)
                };
                match counts.split_once(',') {
                    None => number(counts)?,
                    Some((least, "")) => number(least)?,
                    Some((least, most)) => {
                        let least = number(least)?;
                        number(most).filter(|most| *most >= least)?
                    }
                };
                if is_large {
                    self.is_too_large = true;
                    return None;
                }
                self.out.push('{');
                self.out.push_str(counts);
                self.out.push('}');
                self.rest = rest;
            }
            _ => return Some(()),
        }
        // In the other syntax a second quantifier would change the meaning of the first.
        (!matches!(self.peek(), Some('?' | '*' | '+' | '{'))).then_some(())
    }

    /// Translates a class after its `[`. Returns it with its brackets.
    fn class(&mut self, depth: usize) -> Option<String> {
        if depth > DEEPEST {
            self.is_too_large = true;
            return None;
        }
        let negated = self.eat('^');
        let mut set = String::new();
        let mut first = true;
        loop {
            let mut is_several = false;
            match self.next()? {
                ']' if !first => return Some(bracketed(&set, negated)),
                '[' => return None,
                '-' if self.peek() == Some('[') && !first => {
                    self.next();
                    let without = self.class(depth + 1)?;
                    return self
                        .eat(']')
                        .then(|| format!("[{}--{without}]", bracketed(&set, negated)));
                }
                '\\' => {
                    let (escaped, negated) = self.escape()?;
                    is_several = negated || is_several_characters(&escaped);
                    if negated {
                        set.push_str(&bracketed(&escaped, negated));
                    } else {
                        set.push_str(&escaped);
                    }
                }
                '-' if !first && self.peek() != Some(']') => {
                    self.foreign = Some("a hyphen in the middle of a class");
                    literal('-', &mut set);
                }
                char => literal(char, &mut set),
            }
            first = false;
            // A range: the hyphen between two characters. After an escape for several, a hyphen is one of the class.
            let mut ahead = self.rest.chars();
            if !is_several
                && ahead.next() == Some('-')
                && !matches!(ahead.next(), Some(']' | '[') | None)
            {
                self.next();
                set.push('-');
                match self.next()? {
                    '\\' => {
                        let (escaped, negated) = self.escape()?;
                        if negated || is_several_characters(&escaped) {
                            return None;
                        }
                        set.push_str(&escaped);
                    }
                    char => literal(char, &mut set),
                }
            }
        }
    }

    /// Translates an escape after its `\`. Returns the inside of a class, and whether the class is negated.
    fn escape(&mut self) -> Option<(String, bool)> {
        let char = self.next()?;
        let set = match char {
            'n' => r"\n".to_owned(),
            'r' => r"\r".to_owned(),
            't' => r"\t".to_owned(),
            's' | 'S' => r" \t\n\r".to_owned(),
            'd' | 'D' => r"\p{Nd}".to_owned(),
            // All characters except punctuation, separators and others (category C).
            'w' => return Some((r"\p{P}\p{Z}\p{C}".to_owned(), true)),
            'W' => r"\p{P}\p{Z}\p{C}".to_owned(),
            'i' | 'I' => NAME_START.to_owned(),
            'c' | 'C' => format!("{NAME_START}{NAME_MORE}"),
            'p' | 'P' => {
                self.eat('{').then_some(())?;
                let end = self.rest.find('}')?;
                let (name, rest) = (self.rest.get(..end)?, self.rest.get(end + 1..)?);
                self.rest = rest;
                category(name)?
            }
            '\\' | '|' | '.' | '?' | '*' | '+' | '(' | ')' | '{' | '}' | '-' | '[' | ']' | '^' => {
                let mut set = String::new();
                literal(char, &mut set);
                set
            }
            // Production 24 escapes no other characters. Contracts do, as other dialects allow.
            '$' | '/' | '"' | '\'' | '@' | '#' | '%' | '&' | ' ' | ':' | ';' | ',' | '=' | '!'
            | '<' | '>' | '_' | '~' => {
                self.foreign = Some("escape of a character that has no meaning of its own");
                let mut set = String::new();
                literal(char, &mut set);
                set
            }
            _ => return None,
        };
        Some((set, matches!(char, 'S' | 'D' | 'I' | 'C' | 'P')))
    }
}

fn bracketed(set: &str, negated: bool) -> String {
    let sign = if negated { "^" } else { "" };
    format!("[{sign}{set}]")
}

/// Whether a translated escape matches more than one character.
fn is_several_characters(escaped: &str) -> bool {
    let char = escaped.strip_prefix('\\').unwrap_or(escaped);
    char.chars().count() != 1
}

fn literal(char: char, out: &mut String) {
    // In the other syntax `\<` and `\>` are word boundaries.
    if char.is_ascii_punctuation() && !matches!(char, '<' | '>') {
        out.push('\\');
    }
    out.push(char);
}

#[cfg(test)]
mod tests {
    use super::{Pattern, Problem, translate};
    use regex::Regex;

    /// Whether `pattern` matches the whole of `text`; `None` if the pattern is refused.
    fn matches(pattern: &str, text: &str) -> Option<bool> {
        let translated = translate(pattern)?;
        let regex = Regex::new(&format!("^(?:{translated})$")).expect(&translated);
        let built = Pattern::build(pattern).expect(pattern).is_match(text);
        assert_eq!(built, Some(regex.is_match(text)), "{pattern} and {text}");
        built
    }

    #[test]
    fn expressions_mean_the_same() {
        for (pattern, yes, no) in [
            ("[A-Z]{3}", "ABC", "ABCD"),
            ("a|bc", "bc", "abc"),
            (r"\d{2,}", "12345", "1"),
            (r"\d+", "\u{0663}", "x"),
            ("", "", "a"),
            ("a.b", "a\u{2028}b", "a\nb"),
            (r"[^@]+@[^@\.]+(\.[^@\.]+)*", "a@b.c", "a@b@c"),
            ("[a-z-[aeiou]]+", "xyz", "xaz"),
            ("[^a-z-[A-C]]", "D", "B"),
            ("[^a-z-[A-C]]", "1", "b"),
            (r"[\w-[_]]+", "abc1", "a b"),
            (r"[\w-.]+", "a-.", "a!"),
            (r"[\d-\s]+", "1- 2", "a"),
            (r"[!-\\]+", r"!A\", "a"),
            (r"\c+", "xs:a-1.b", "a b"),
            (r"\i\c*", "_1", "1_"),
            (r"[\i-[:]][\c-[:]]*", "abc", "a:c"),
            (r"\S+", "a&b", "a b"),
            (r"[\S ]+", "a b", "a\tb"),
            (r"\p{Lu}\P{Lu}", "Ab", "AB"),
            (r"\p{IsBasicLatin}*", "abc", "ä"),
            (r"[\p{IsCyrillic}\p{IsGreek}]+", "жω", "z"),
            ("a{2}", "aa", "a"),
            ("a{0,2}", "", "aaa"),
            ("(ab)*", "abab", "aba"),
            ("a-b", "a-b", "ab"),
            ("[a-]", "-", "b"),
            ("[-a]", "-", "b"),
            (r"[\-a]", "-", "b"),
            (r"[+\-]?\d+", "-1", "*1"),
            (r"[!-/]", "#", "0"),
            (r"[&&~~]", "&", "a"),
            (r"#\-1", "#-1", "-1"),
            ("x^y", "x^y", "xy"),
            ("^ab$", "^ab$", "ab"),
            (r"\$", "$", "a"),
            (r"€\.", "€.", "€x"),
            (r"a\{1\}", "a{1}", "a"),
            ("(a|)b", "b", "c"),
            ("[<>]a<b>", ">a<b>", "a<b>"),
            (r"[\p{IsOriya}\p{IsKhmer}]", "\u{B05}", "a"),
            (r"\p{IsPrivateUse}", "\u{F0001}", "a"),
            (r"\p{IsLowSurrogates}|a", "a", "b"),
            (r"\P{IsHighSurrogates}", "a", ""),
            ("(a{2,3}){2}", "aaaaa", "aaa"),
            ("((a|b)*c?)*", "abcab", "d"),
        ] {
            assert_eq!(matches(pattern, yes), Some(true), "{pattern} and {yes}");
            assert_eq!(matches(pattern, no), Some(false), "{pattern} and {no}");
        }
    }

    #[test]
    fn what_is_no_expression_is_not_taken() {
        for pattern in [
            "(", ")", "a)", "[", "[]", "*", "a**", "a+?", "a{2", "a{,2}", "a{3,2}", "a{99999}",
            r"\", r"\b", r"\1", r"\p{Is}", r"\p{Zq}", r"\pL", "[a-z-[b]", "[[a]]", "(?=a)", "{",
            "}", r"[a-\d]",
        ] {
            assert_eq!(translate(pattern), None, "{pattern}");
        }
        for pattern in ["[z-a]", "(", "a**", r"\p{IsNowhere}"] {
            assert_eq!(
                Pattern::build(pattern).err(),
                Some(Problem::Syntax),
                "{pattern}"
            );
        }
        for pattern in ["(a{1000}){1000}", "a{99999999999}", &"(".repeat(100_000)] {
            assert_eq!(Pattern::build(pattern).err(), Some(Problem::TooLarge));
        }
        for pattern in [
            "(a{300}){300}",
            r"[\p{L} ]{1,255}",
            r"\w{1,5000}",
            r"\c{0,4000}",
        ] {
            assert!(Pattern::build(pattern).is_ok(), "{pattern}");
        }
        assert_eq!(translate(&"(".repeat(100_000)), None);
        assert_eq!(translate(&format!("[{}", "a-[".repeat(100_000))), None);
    }
}
