//! Names without a prefix in an element: those of elements, and words of values that may be qualified names.

use super::{is_ncname, is_space_char};

/// Whether an element may have such names. Where it is not sure, it may.
pub(super) fn may_be_in(xml: &str) -> bool {
    // Comments, instructions, sections and references are rare in short elements: they are not looked into.
    if xml.contains("<!") || xml.contains("<?") || xml.contains('&') {
        return true;
    }
    let mut rest = xml;
    while let Some((text, markup)) = rest.split_once('<') {
        if has_name(text) {
            return true;
        }
        let Some(after) = tag(markup) else {
            return true;
        };
        rest = after;
    }
    has_name(rest)
}

/// What comes behind a tag; `None` where a name in it may have no prefix.
fn tag(markup: &str) -> Option<&str> {
    let end = markup.find(|char: char| is_space_char(char) || matches!(char, '>' | '/'));
    let (name, mut rest) = markup.split_at_checked(end?)?;
    if name.is_empty() {
        // An end tag.
        return rest.split_once('>').map(|(_, after)| after);
    }
    if !name.contains(':') {
        return None;
    }
    loop {
        rest = rest.trim_start_matches(|char| is_space_char(char) || char == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return Some(after);
        }
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start_matches(is_space_char);
        let quote = after
            .chars()
            .next()
            .filter(|char| matches!(char, '"' | '\''))?;
        let (value, after) = after.strip_prefix(quote)?.split_once(quote)?;
        let is_declaration = name == "xmlns" || name.starts_with("xmlns:");
        if !is_declaration && has_name(value) {
            return None;
        }
        rest = after;
    }
}

/// Whether a word of a value may be a name without a prefix.
fn has_name(value: &str) -> bool {
    value.split(is_space_char).any(is_ncname)
}

#[cfg(test)]
mod tests {
    use super::may_be_in;

    #[test]
    fn names_of_elements_and_in_values() {
        for (xml, may) in [
            ("<a:b/>", false),
            ("<a:b xmlns:a='u' a:c=\"1\" >urn:x <a:d/> 7</a:b>", false),
            ("<a:b a:c = '/>1'>2</a:b >", false),
            ("<b xmlns='u'/>", true),
            ("<a:b><c/></a:b>", true),
            ("<a:b>name</a:b>", true),
            ("<a:b>1 name</a:b>", true),
            ("<a:b c='name'/>", true),
            ("<a:b>&#97;</a:b>", true),
            ("<a:b><![CDATA[1]]></a:b>", true),
            ("<a:b", true),
        ] {
            assert_eq!(may_be_in(xml), may, "{xml}");
        }
    }
}
