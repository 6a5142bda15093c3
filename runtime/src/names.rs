//! Names of XML. Values and markup have them alike.

/// Whether `text` is an `NCName` (Namespaces in XML 1.0, production 4; characters as in XML 1.0, fifth edition).
///
/// ```
/// use soap_runtime::lexical::is_ncname;
///
/// assert!(is_ncname("_größe-1.2"));
/// assert!(!is_ncname("a:b") && !is_ncname("1a") && !is_ncname(""));
/// ```
pub fn is_ncname(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(starts) && chars.all(continues)
}

/// Whether `text` is a `Name` (XML 1.0, production 5): an `NCName` that may hold colons.
///
/// ```
/// use soap_runtime::lexical::is_name;
///
/// assert!(is_name(":a:b") && !is_name("-a"));
/// ```
pub fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    let colon = |char| char == ':';
    chars.next().is_some_and(|char| starts(char) || colon(char))
        && chars.all(|char| continues(char) || colon(char))
}

/// Whether `text` is an `Nmtoken` (XML 1.0, production 7): the characters of a `Name` in any order.
///
/// ```
/// use soap_runtime::lexical::is_nmtoken;
///
/// assert!(is_nmtoken("-1:a") && !is_nmtoken(""));
/// ```
pub fn is_nmtoken(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|char| continues(char) || char == ':')
}

fn starts(char: char) -> bool {
    matches!(char,
        'A'..='Z' | 'a'..='z' | '_' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

fn continues(char: char) -> bool {
    matches!(char, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
        || starts(char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for good in ["a", "_", "Æ", "a-b.c1", "é\u{301}"] {
            assert!(is_ncname(good), "{good}");
        }
        for bad in ["", "1", "-a", "a:b", "a b", "\u{301}", "a\u{D7}"] {
            assert!(!is_ncname(bad), "{bad}");
        }
    }
}
