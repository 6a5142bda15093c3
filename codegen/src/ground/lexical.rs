//! Lexical forms of names, which a schema document has in its attributes and a contract in its values.

/// A name without colon (Namespaces in XML 1.0, production 4, with the characters of XML 1.0, fifth edition).
pub(crate) fn is_ncname(text: &str) -> bool {
    text.starts_with(starts_name) && text.chars().all(continues_name)
}

/// A name, which may have colons (XML 1.0, production 5).
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|char| starts_name(char) || char == ':') && is_nmtoken(text)
}

/// The characters of names in any order (XML 1.0, production 7).
pub(crate) fn is_nmtoken(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|char| continues_name(char) || char == ':')
}

fn starts_name(char: char) -> bool {
    matches!(char, 'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}' | '\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

fn continues_name(char: char) -> bool {
    starts_name(char)
        || matches!(char, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}' | '\u{2040}')
}

/// RFC 3066, as `xs:language` refers to it.
pub(crate) fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_part = |part: &str, digits: bool| {
        (1..=8).contains(&part.len())
            && part
                .bytes()
                .all(|b| b.is_ascii_alphabetic() || digits && b.is_ascii_digit())
    };
    parts.next().is_some_and(|part| is_part(part, false)) && parts.all(|part| is_part(part, true))
}
