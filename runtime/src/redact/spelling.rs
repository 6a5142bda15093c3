//! Finds a text in another one, however it is escaped: as in XML and HTML, also twice, as in JSON, or as in URLs.

/// Fewer characters than these tell nothing of a text.
#[cfg(feature = "client")]
const TELLING: usize = 4;
/// The longest character reference that is read.
const REFERENCE: usize = 10;

/// The beginning of a text.
enum Beginning<'t> {
    /// The value; what comes after it.
    Whole(&'t str),
    /// The first characters of the value, with which the text ends: their number.
    #[cfg_attr(
        not(feature = "client"),
        expect(dead_code, reason = "asked for excerpts")
    )]
    Part(usize),
    Other,
}

/// Returns `text` with each occurrence of `value` replaced; `None` if there is none.
pub(super) fn replaced(text: &str, value: &str, by: &str) -> Option<String> {
    let first = value.chars().next()?;
    let mut out = String::new();
    let mut kept = text;
    let mut rest = text;
    loop {
        // Most characters are spelled in one way.
        let next = match first {
            'a'..='z' | 'A'..='Z' | '0'..='9' => rest.find([first, '&', '\\', '%']),
            _ => rest.find([first, '&', '\\', '%', '+']),
        };
        let Some(found) = next else { break };
        let (before, here) = rest.split_at(found);
        if let Beginning::Whole(after) = beginning(here, value) {
            let skipped = kept
                .len()
                .saturating_sub(rest.len())
                .saturating_add(before.len());
            out.push_str(kept.get(..skipped).unwrap_or_default());
            out.push_str(by);
            (kept, rest) = (after, after);
        } else {
            let mut characters = here.chars();
            characters.next();
            rest = characters.as_str();
        }
    }
    if kept.len() == text.len() {
        return None;
    }
    out.push_str(kept);
    Some(out)
}

/// The end of the last characters of `value`, if `text` begins with them.
#[cfg(feature = "client")]
pub(super) fn at_start(text: &str, value: &str) -> Option<usize> {
    let parts = value.char_indices().filter_map(|(at, _)| value.get(at..));
    let mut telling = parts.filter(|part| part.chars().count() >= TELLING);
    telling.find_map(|part| match beginning(text, part) {
        Beginning::Whole(rest) => Some(text.len().saturating_sub(rest.len())),
        _ => None,
    })
}

/// The start of the first characters of `value`, if `text` ends with them.
#[cfg(feature = "client")]
pub(super) fn at_end(text: &str, value: &str) -> Option<usize> {
    // A character may be spelled with a reference to the `&` of a reference.
    let most = value.len().saturating_mul(2 * REFERENCE);
    let from = text.len().saturating_sub(most);
    let places = text.char_indices().map(|(at, _)| at);
    let mut places = places.skip_while(|at| *at < from);
    places.find(
        |at| match beginning(text.get(*at..).unwrap_or_default(), value) {
            Beginning::Part(count) => count >= TELLING,
            _ => false,
        },
    )
}

fn beginning<'t>(text: &'t str, value: &str) -> Beginning<'t> {
    let mut rest = text;
    let mut before = None;
    for (count, c) in value.chars().enumerate() {
        if rest.is_empty() {
            return Beginning::Part(count);
        }
        match character(rest, c) {
            Some(_)
                if c == '&' && rest.len() > 1 && "&amp;".starts_with(rest) && rest != "&amp;" =>
            {
                return Beginning::Part(count);
            }
            Some(after) => rest = after,
            // A spelling that is cut off, perhaps after the `&` of a reference that was escaped once more.
            None if rest.len() < 2 * REFERENCE
                && (rest.starts_with(['&', '\\', '%']) || before == Some('&'))
                && !rest.contains([';', ' ']) =>
            {
                return Beginning::Part(count);
            }
            None => return Beginning::Other,
        }
        before = Some(c);
    }
    Beginning::Whole(rest)
}

/// The rest of the text after a spelling of `c`.
fn character(text: &str, c: char) -> Option<&str> {
    if let Some(rest) = text.strip_prefix(c) {
        // A reference may spell `&` itself.
        return match c {
            '&' => Some(reference(rest, c).unwrap_or(rest)),
            '\\' => Some(rest.strip_prefix('\\').unwrap_or(rest)),
            _ => Some(rest),
        };
    }
    let mut characters = text.chars();
    match characters.next()? {
        '&' => reference(characters.as_str(), c),
        '\\' => json(characters.as_str(), c),
        '%' => percent(text, c),
        '+' if c == ' ' => Some(characters.as_str()),
        _ => None,
    }
}

/// A reference to `c` without its `&`, which may be `&amp;` itself.
fn reference(text: &str, c: char) -> Option<&str> {
    let mut text = text;
    for _ in 0..2 {
        let end = text.bytes().take(REFERENCE).position(|byte| byte == b';')?;
        let (name, rest) = (text.get(..end)?, text.get(end.checked_add(1)?..)?);
        let named = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            _ => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => number.parse(),
                };
                char::from_u32(code.ok()?)
            }
        };
        match named {
            Some(one) if one == c && c != '&' => return Some(rest),
            Some('&') => match reference_once(rest, c) {
                Some(after) => return Some(after),
                None if c == '&' => return Some(rest),
                None => text = rest,
            },
            _ => return None,
        }
    }
    None
}

/// The rest of a reference whose `&` was spelled by a reference.
fn reference_once(text: &str, c: char) -> Option<&str> {
    let names = match c {
        '&' => "amp;",
        '<' => "lt;",
        '>' => "gt;",
        '"' => "quot;",
        '\'' => "apos;",
        _ => return None,
    };
    text.strip_prefix(names).or_else(|| {
        let number = text.strip_prefix('#')?;
        let (number, rest) = number.split_once(';')?;
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        (code.ok()? == u32::from(c)).then_some(rest)
    })
}

/// An escape of JSON without its backslash.
fn json(text: &str, c: char) -> Option<&str> {
    if let Some(hex) = text.strip_prefix('u') {
        let (digits, rest) = hex.split_at_checked(4)?;
        let code = u32::from_str_radix(digits, 16).ok()?;
        return (code == u32::from(c)).then_some(rest);
    }
    matches!(c, '"' | '/' | '\'').then(|| text.strip_prefix(c))?
}

/// Percent-encoded bytes of UTF-8.
fn percent(text: &str, c: char) -> Option<&str> {
    let mut rest = text;
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let (hex, after) = rest.strip_prefix('%')?.split_at_checked(2)?;
        if u8::from_str_radix(hex, 16).ok()? != byte {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn each_spelling_is_found() {
        let secret = "p&<>\"' /\\æ";
        for spelled in [
            secret,
            "p&amp;&lt;&gt;&quot;&apos; /\\æ",
            "p&amp;&lt;&gt;\"' /\\æ",
            "p&#38;&#60;&#x3e;&#x22;&#39;&#32;/\\&#xE6;",
            "p&amp;amp;&amp;lt;&amp;gt;&amp;quot;&amp;#39; /\\æ",
            "p&<>\\\"' \\/\\\\\\u00e6",
            "p\\u0026\\u003c\\u003e\\u0022' /\\\\æ",
            "p%26%3c%3E%22%27+%2F%5C%C3%a6",
            "p%26%3c%3E%22'%20/%5C%C3%A6",
        ] {
            let text = format!("a p {spelled}b&{spelled}");
            assert_eq!(
                replaced(&text, secret, "*").as_deref(),
                Some("a p *b&*"),
                "{text}"
            );
        }
        assert_eq!(replaced("p&amp", secret, "*"), None);
        assert_eq!(replaced("aaab", "aab", "*").as_deref(), Some("a*"));
        assert_eq!(replaced("æ%zz&;&#;\\u12", "secret", "*"), None);
    }

    #[cfg(feature = "client")]
    #[test]
    fn parts_at_the_ends_are_found() {
        use super::{at_end, at_start};
        for (text, start) in [
            ("a s3cr", Some(2)),
            ("a s3c", None),
            ("a s3cret&", Some(2)),
            ("a s3cret&amp;a", Some(2)),
            ("a s3cret&am", Some(2)),
            ("a s3cret%2", Some(2)),
            ("a s3cret b", None),
        ] {
            assert_eq!(at_end(text, "s3cret&a<b"), start, "{text}");
        }
        assert_eq!(at_start("t&lt;b c", "s3cret<b"), None);
        assert_eq!(at_start("et&lt;b c", "s3cret<b"), Some(7));
    }
}
