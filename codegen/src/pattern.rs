//! Regular expressions of XML Schema (Part 2, appendix F) in the syntax of the crate `regex`.

/// Characters that a name starts with, `\i` (XML 1.0, production 4, and the colon).
const NAME_START: &str = r":A-Z_a-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}-\x{200D}\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}";
/// What else a name may hold, `\c` (production 4a).
const NAME_MORE: &str = r"\-.0-9\x{B7}\x{300}-\x{36F}\x{203F}-\x{2040}";
/// Deeper groups are not followed.
const DEEPEST: usize = 50;
/// More repetitions than this are not worth compiling.
const MOST: u32 = 10_000;

/// The expression in the other syntax; `None` if it is none of XML Schema, or cannot be said there.
///
/// A `^` at the start and a `$` at the end, which stand for themselves in XML Schema, are taken for the anchors that whoever
/// wrote them meant: an expression matches the whole value anyway.
pub(crate) fn translate(pattern: &str) -> Option<String> {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let inner = match inner.strip_suffix('$') {
        Some(inner) if !inner.ends_with('\\') => inner,
        _ => inner,
    };
    let mut translator = Translator {
        rest: inner,
        out: String::with_capacity(inner.len() + 8),
    };
    translator.alternatives(0)?;
    translator.rest.is_empty().then_some(translator.out)
}

struct Translator<'a> {
    rest: &'a str,
    out: String,
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
                // Some write groups as other dialects do.
                self.rest = self.rest.strip_prefix("?:").unwrap_or(self.rest);
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
                let number = |text: &str| text.parse().ok().filter(|count: &u32| *count <= MOST);
                match counts.split_once(',') {
                    None => number(counts)?,
                    Some((least, "")) => number(least)?,
                    Some((least, most)) => {
                        let least = number(least)?;
                        number(most).filter(|most| *most >= least)?
                    }
                };
                self.out.push('{');
                self.out.push_str(counts);
                self.out.push('}');
                self.rest = rest;
            }
            _ => return Some(()),
        }
        // A second sign would change the meaning of the first one in the other syntax.
        (!matches!(self.peek(), Some('?' | '*' | '+' | '{'))).then_some(())
    }

    /// A class whose `[` has been read, with its brackets.
    fn class(&mut self, depth: usize) -> Option<String> {
        if depth > DEEPEST {
            return None;
        }
        let negated = self.eat('^');
        let mut set = String::new();
        let mut first = true;
        loop {
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
                    if negated {
                        set.push_str(&bracketed(&escaped, negated));
                    } else {
                        set.push_str(&escaped);
                    }
                }
                char => literal(char, &mut set),
            }
            first = false;
            // A range: the hyphen between two characters.
            let mut ahead = self.rest.chars();
            if ahead.next() == Some('-') && !matches!(ahead.next(), Some(']' | '[') | None) {
                self.next();
                set.push('-');
                match self.next()? {
                    '\\' => {
                        let (escaped, negated) = self.escape()?;
                        if negated || escaped.chars().filter(|char| *char != '\\').count() != 1 {
                            return None;
                        }
                        set.push_str(&escaped);
                    }
                    char => literal(char, &mut set),
                }
            }
        }
    }

    /// An escape whose `\` has been read: the inside of a class, and whether it is what is not in it.
    fn escape(&mut self) -> Option<(String, bool)> {
        let char = self.next()?;
        let set = match char {
            'n' => r"\n".to_owned(),
            'r' => r"\r".to_owned(),
            't' => r"\t".to_owned(),
            's' | 'S' => r" \t\n\r".to_owned(),
            'd' | 'D' => r"\p{Nd}".to_owned(),
            // Everything but punctuation, separators and the rest.
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
            '\\' | '|' | '.' | '?' | '*' | '+' | '(' | ')' | '{' | '}' | '-' | '[' | ']' | '^'
            | '$' | '/' | '"' | '\'' | '@' | '#' | '%' | '&' | ' ' | ':' | ';' | ',' | '='
            | '!' | '<' | '>' | '_' | '~' => {
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

fn literal(char: char, out: &mut String) {
    if char.is_ascii_punctuation() {
        out.push('\\');
    }
    out.push(char);
}

/// `\p{...}`: a general category, or a block of Unicode.
fn category(name: &str) -> Option<String> {
    const CATEGORIES: &[&str] = &[
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc",
        "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So",
        "C", "Cc", "Cf", "Co", "Cn",
    ];
    if CATEGORIES.contains(&name) {
        return Some(format!(r"\p{{{name}}}"));
    }
    let block = name.strip_prefix("Is")?;
    let (_, first, last) = BLOCKS.iter().find(|(name, ..)| *name == block)?;
    Some(format!(r"\x{{{first:X}}}-\x{{{last:X}}}"))
}

/// Blocks of Unicode that expressions of real contracts name.
const BLOCKS: &[(&str, u32, u32)] = &[
    ("BasicLatin", 0x0, 0x7F),
    ("Latin-1Supplement", 0x80, 0xFF),
    ("LatinExtended-A", 0x100, 0x17F),
    ("LatinExtended-B", 0x180, 0x24F),
    ("IPAExtensions", 0x250, 0x2AF),
    ("SpacingModifierLetters", 0x2B0, 0x2FF),
    ("CombiningDiacriticalMarks", 0x300, 0x36F),
    ("Greek", 0x370, 0x3FF),
    ("Cyrillic", 0x400, 0x4FF),
    ("Armenian", 0x530, 0x58F),
    ("Hebrew", 0x590, 0x5FF),
    ("Arabic", 0x600, 0x6FF),
    ("Syriac", 0x700, 0x74F),
    ("Thaana", 0x780, 0x7BF),
    ("Devanagari", 0x900, 0x97F),
    ("Bengali", 0x980, 0x9FF),
    ("Gurmukhi", 0xA00, 0xA7F),
    ("Gujarati", 0xA80, 0xAFF),
    ("Tamil", 0xB80, 0xBFF),
    ("Telugu", 0xC00, 0xC7F),
    ("Thai", 0xE00, 0xE7F),
    ("Georgian", 0x10A0, 0x10FF),
    ("HangulJamo", 0x1100, 0x11FF),
    ("LatinExtendedAdditional", 0x1E00, 0x1EFF),
    ("GreekExtended", 0x1F00, 0x1FFF),
    ("GeneralPunctuation", 0x2000, 0x206F),
    ("SuperscriptsandSubscripts", 0x2070, 0x209F),
    ("CurrencySymbols", 0x20A0, 0x20CF),
    ("LetterlikeSymbols", 0x2100, 0x214F),
    ("NumberForms", 0x2150, 0x218F),
    ("Arrows", 0x2190, 0x21FF),
    ("MathematicalOperators", 0x2200, 0x22FF),
    ("MiscellaneousTechnical", 0x2300, 0x23FF),
    ("BoxDrawing", 0x2500, 0x257F),
    ("GeometricShapes", 0x25A0, 0x25FF),
    ("CJKSymbolsandPunctuation", 0x3000, 0x303F),
    ("Hiragana", 0x3040, 0x309F),
    ("Katakana", 0x30A0, 0x30FF),
    ("CJKUnifiedIdeographs", 0x4E00, 0x9FFF),
    ("HangulSyllables", 0xAC00, 0xD7A3),
    ("PrivateUse", 0xE000, 0xF8FF),
    ("AlphabeticPresentationForms", 0xFB00, 0xFB4F),
    ("HalfwidthandFullwidthForms", 0xFF00, 0xFFEF),
];

#[cfg(test)]
mod tests {
    use super::translate;
    use regex::Regex;

    /// Whether `pattern` matches the whole of `text`; `None` if it is not taken.
    fn matches(pattern: &str, text: &str) -> Option<bool> {
        let translated = translate(pattern)?;
        let regex = Regex::new(&format!("^(?:{translated})$")).expect(&translated);
        Some(regex.is_match(text))
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
            ("^ab$", "ab", "^ab$"),
            (r"\$", "$", "a"),
            (r"€\.", "€.", "€x"),
            (r"a\{1\}", "a{1}", "a"),
            ("(a|)b", "b", "c"),
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
        assert_eq!(translate(&"(".repeat(100_000)), None);
        assert_eq!(translate(&format!("[{}", "a-[".repeat(100_000))), None);
    }
}
