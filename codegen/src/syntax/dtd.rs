//! Document type declarations: reads internal entities of moderate size.
//!
//! The XML reader expands an entity in content, but inserts its replacement text unchanged in an attribute value. XML
//! 1.0 (3.3.3, 4.4.5) requires the same expansion in both places, so entities without markup are expanded here.

use crate::diagnostic::Code;
use std::collections::BTreeMap;

/// The most bytes of a document type declaration.
const MAX_DTD: usize = 32 << 10;
/// The cost limit of all references: their number times the size of the declaration.
const MAX_COST: usize = 16 << 20;
/// The deepest nesting of entities that are expanded.
pub(super) const MAX_EXPANSION_DEPTH: usize = 16;
/// The most bytes of all expanded entities, and of the text that they may add to a document.
pub(super) const MAX_EXPANSION: usize = 1 << 20;

/// Why a document type declaration is refused.
pub(super) struct Refusal {
    pub code: Code,
    pub offset: usize,
    pub message: &'static str,
}

/// The internal entities of a document.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entities {
    /// Entities that are plain text, by name, with all references expanded.
    pub expanded: Vec<(String, String)>,
    /// Replacement texts with references that are not expanded, because of the limits or because an entity is not
    /// declared. An attribute must not use them.
    pub unexpanded: Vec<String>,
    /// The offset of the first declaration that gives an attribute a default value.
    pub attribute_default: Option<usize>,
}

/// Reads the internal entities. Refuses external entities, parameter entities inside values, and unbounded expansion,
/// before the XML reader sees it.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
pub(super) fn entities(text: &str) -> Result<Entities, Refusal> {
    let Some(start) = find_doctype(text) else {
        return Ok(Entities::default());
    };
    let refusal = |code, offset, message| Refusal {
        code,
        offset,
        message,
    };
    let bytes = text.as_bytes();
    let mut at = start + "<!DOCTYPE".len();
    let mut in_subset = false;
    // The declaration that is open in the subset, by the offset of its `<!`.
    let mut open: Option<usize> = None;
    // Literals of entities by name. The first declaration of a name counts (XML 1.0, 4.2).
    let mut literals: BTreeMap<&str, &str> = BTreeMap::new();
    let mut attribute_default = None;
    while let Some(&byte) = bytes.get(at) {
        if at - start > MAX_DTD {
            return Err(refusal(
                Code::TooMuch,
                start,
                "the document type declaration is too large",
            ));
        }
        let rest = bytes.get(at..).unwrap_or_default();
        match byte {
            b'"' | b'\'' => {
                let inside = rest.get(1..).unwrap_or_default();
                let Some(length) = inside.iter().position(|b| *b == byte) else {
                    return Ok(Entities::default());
                };
                let value = inside.get(..length).unwrap_or_default();
                let declaration = open.and_then(|open| text.get(open..at));
                // Nothing else is quoted there (XML 1.0, productions 52 to 60).
                if declaration.is_some_and(|text| text.starts_with("<!ATTLIST")) {
                    attribute_default = attribute_default.or(open);
                }
                if let Some(head) = declaration.and_then(|text| text.strip_prefix("<!ENTITY")) {
                    let literal = text.get(at + 1..at + 1 + length).unwrap_or_default();
                    literals.entry(head.trim()).or_insert(literal);
                    if value.contains(&b'%') {
                        return Err(refusal(
                            Code::TooMuch,
                            at,
                            "a parameter entity inside the value of an entity",
                        ));
                    }
                }
                at += length + 2;
                continue;
            }
            b'[' if open.is_none() => in_subset = true,
            b']' if open.is_none() => in_subset = false,
            b'<' if rest.starts_with(b"<!--") => {
                at += find(rest, b"-->").map_or(rest.len(), |end| end + 3);
                continue;
            }
            b'<' if rest.starts_with(b"<?") => {
                at += find(rest, b"?>").map_or(rest.len(), |end| end + 2);
                continue;
            }
            b'<' => open = Some(at),
            b'>' if open.is_some() => {
                let declaration = text.get(open.unwrap_or(at)..at).unwrap_or_default();
                if declaration.starts_with("<!ENTITY") && is_external(declaration) {
                    let offset = open.unwrap_or(at);
                    return Err(refusal(
                        Code::ExternalEntity,
                        offset,
                        "an external entity is declared: external entities are never fetched",
                    ));
                }
                open = None;
            }
            b'>' if !in_subset => break,
            _ => {}
        }
        at += 1;
    }
    let mut entities = Expander::new(&literals).run();
    entities.attribute_default = attribute_default;
    let content = bytes.get(at..).unwrap_or_default();
    match !literals.is_empty() && cost(&entities, content, at - start) > MAX_COST {
        true => Err(refusal(Code::TooMuch, start, "entities are used too often")),
        false => Ok(entities),
    }
}

/// The most bytes that the references of a content can become, where the declarations have so many.
fn cost(entities: &Entities, content: &[u8], declared: usize) -> usize {
    let references = content.iter().filter(|byte| **byte == b'&').count();
    let expanded = entities.expanded.iter().map(|(_, text)| text.len());
    references.saturating_mul(expanded.max().unwrap_or(0).max(declared))
}

/// Expands entities within entities.
struct Expander<'a> {
    /// Replacement texts: literals with character references expanded (XML 1.0, 4.5).
    replacements: BTreeMap<&'a str, String>,
    /// Full expansions; `None` if it is not plain text or cannot be expanded.
    done: BTreeMap<&'a str, Option<String>>,
    length: usize,
}

impl<'a> Expander<'a> {
    fn new(literals: &BTreeMap<&'a str, &str>) -> Self {
        let replacement = |literal: &&str| {
            let mut text = String::with_capacity(literal.len());
            let mut rest = *literal;
            while let Some((before, after)) = rest.split_once("&#") {
                text.push_str(before);
                match after
                    .split_once(';')
                    .and_then(|(number, after)| Some((character(number)?, after)))
                {
                    Some((c, after)) => {
                        text.push(c);
                        rest = after;
                    }
                    None => {
                        text.push_str("&#");
                        rest = after;
                    }
                }
            }
            text + rest
        };
        Self {
            replacements: literals
                .iter()
                .map(|(name, literal)| (*name, replacement(literal)))
                .collect(),
            done: BTreeMap::new(),
            length: 0,
        }
    }

    fn run(mut self) -> Entities {
        let names: Vec<&str> = self.replacements.keys().copied().collect();
        for name in names {
            self.expand(name, 0);
        }
        // Nothing is expanded beyond the limit: the XML reader refuses the excess in content.
        let too_much = self.length > MAX_EXPANSION;
        let mut entities = Entities::default();
        for (name, replacement) in self.replacements {
            match self.done.remove(name).flatten() {
                Some(text) if !too_much => entities.expanded.push((name.to_owned(), text)),
                _ if replacement.contains('&') => entities.unexpanded.push(replacement),
                _ => {}
            }
        }
        entities
    }

    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn expand(&mut self, name: &'a str, depth: usize) -> Option<String> {
        if let Some(done) = self.done.get(name) {
            return done.clone();
        }
        if depth >= MAX_EXPANSION_DEPTH || self.length > MAX_EXPANSION {
            return None;
        }
        let text = self.replacements.get(name)?.clone();
        let expanded = self.references(&text, depth);
        self.length += expanded.as_ref().map_or(0, String::len);
        self.done.insert(name, expanded.clone());
        expanded
    }

    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn references(&mut self, text: &str, depth: usize) -> Option<String> {
        let mut expanded = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('&') {
            expanded.push_str(before);
            let (name, after) = after.split_once(';')?;
            match (name, name.strip_prefix('#')) {
                ("lt", _) => expanded.push('<'),
                ("gt", _) => expanded.push('>'),
                ("amp", _) => expanded.push('&'),
                ("apos", _) => expanded.push('\''),
                ("quot", _) => expanded.push('"'),
                (_, Some(number)) => expanded.push(character(number)?),
                _ => {
                    let (name, _) = self.replacements.get_key_value(name)?;
                    let name = *name;
                    expanded.push_str(&self.expand(name, depth + 1)?);
                }
            }
            if expanded.len() > MAX_EXPANSION {
                self.length = usize::MAX;
                return None;
            }
            rest = after;
        }
        expanded.push_str(rest);
        // The XML reader handles markup: in content it makes elements.
        (!text.contains('<')).then_some(expanded)
    }
}

/// The character of a reference, such as `38` or `x26`.
fn character(number: &str) -> Option<char> {
    let code = match number.strip_prefix('x') {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    let c = char::from_u32(code)?;
    // XML 1.0, production 2.
    (matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}')))
        .then_some(c)
}

/// Whether it is `<!ENTITY name SYSTEM ...` or `PUBLIC`: the keyword comes before the first quote.
fn is_external(declaration: &str) -> bool {
    let head = declaration.split(['"', '\'']).next().unwrap_or_default();
    head.split_ascii_whitespace()
        .any(|word| word == "SYSTEM" || word == "PUBLIC")
}

/// The start of the root element, unless a document type declaration comes before it.
pub(super) fn root(text: &str) -> Option<usize> {
    first_markup(text).filter(|start| !is_doctype(text, *start))
}

/// The text with a space between the name and the `[` of its document type declaration, if there is none: the XML reader asks
/// for one, XML 1.0 does not (production 28).
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
pub(super) fn parted(text: &str) -> Option<String> {
    let start = find_doctype(text)? + "<!DOCTYPE".len();
    let (before, rest) = text.split_at_checked(start)?;
    let name = rest.trim_start();
    let length = name.find(|c: char| c == '[' || c == '>' || c.is_whitespace())?;
    let bracket = rest.len() - name.len() + length;
    let (name, subset) = rest.split_at_checked(bracket)?;
    subset
        .starts_with('[')
        .then(|| [before, name, " ", subset].concat())
}

fn find_doctype(text: &str) -> Option<usize> {
    first_markup(text).filter(|start| is_doctype(text, *start))
}

fn is_doctype(text: &str, start: usize) -> bool {
    text.get(start..)
        .is_some_and(|rest| rest.starts_with("<!DOCTYPE"))
}

/// The first markup after comments and processing instructions.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn first_markup(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        let next = at + rest.find('<')?;
        let rest = text.get(next..)?;
        if rest.starts_with("<!--") {
            at = next + rest.find("-->")? + 3;
        } else if rest.starts_with("<?") {
            at = next + rest.find("?>")? + 2;
        } else {
            return Some(next);
        }
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(subset: &str) -> Entities {
        match entities(&format!("<!DOCTYPE a [{subset}]><a/>")) {
            Ok(entities) => entities,
            Err(problem) => panic!("{subset}: {}", problem.message),
        }
    }

    #[test]
    fn entities_expand_within_entities() {
        let entities = expanded(
            r#"<!ENTITY host "http://example.com"> <!ENTITY base '&host;/"a"'> <!ENTITY host "again">
               <!ENTITY and "a&amp;b&#38;amp;c&#x38;"> <!ENTITY link "<a>&base;</a>">"#,
        );
        let all: Vec<_> = entities
            .expanded
            .iter()
            .map(|(name, text)| (&**name, &**text))
            .collect();
        assert_eq!(
            all,
            [
                ("and", "a&b&c8"),
                ("base", r#"http://example.com/"a""#),
                ("host", "http://example.com"),
            ]
        );
        assert_eq!(entities.unexpanded, ["<a>&base;</a>"]);
    }

    #[test]
    fn circles_and_unknown_entities_are_not_expanded() {
        let entities =
            expanded(r#"<!ENTITY a "&b;"> <!ENTITY b "&a;"> <!ENTITY c "&d;"> <!ENTITY e "e">"#);
        assert_eq!(entities.expanded, [("e".to_owned(), "e".to_owned())]);
        assert_eq!(entities.unexpanded, ["&b;", "&a;", "&d;"]);
    }

    #[test]
    fn beyond_the_limit_nothing_is_expanded() {
        let mut subset = String::from(r#"<!ENTITY l0 "0123456789">"#);
        for level in 1..9 {
            let inner = format!("&l{};", level - 1).repeat(10);
            subset += &format!(r#"<!ENTITY l{level} "{inner}">"#);
        }
        let entities = expanded(&subset);
        assert_eq!(entities.expanded, []);
        assert_eq!(entities.unexpanded.len(), 8);
    }
}
