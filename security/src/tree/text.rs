//! Encodings, characters and escapes.

use crate::error::Error;
use std::borrow::Cow;

/// Makes text of UTF-8, or of UTF-16 with a byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Error> {
    let units = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, odd) = rest.as_chunks::<2>();
        let units = pairs.iter().map(|pair| unit(*pair));
        let text: Option<String> = char::decode_utf16(units).map(Result::ok).collect();
        text.filter(|_| odd.is_empty())
            .map(Cow::Owned)
            .ok_or_else(|| Error::malformed("the message is not valid UTF-16"))
    };
    match bytes {
        [0xFE, 0xFF, rest @ ..] => units(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] | rest => std::str::from_utf8(rest)
            .map(Cow::Borrowed)
            .map_err(|_| Error::malformed("the message is not valid UTF-8")),
    }
}

/// Whether XML 1.0 allows the character.
fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
        && !matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

/// Whether all characters are allowed. Most text has none that need a look.
pub(super) fn are_chars(text: &str) -> bool {
    let suspicious = |byte: u8| (byte < 0x20 && !matches!(byte, 9 | 10 | 13)) || byte == 0xEF;
    !text.bytes().any(suspicious) || text.chars().all(is_char)
}

/// XML 1.0, NameStartChar without the colon.
pub(super) fn starts_name(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// XML 1.0, NameChar without the colon.
pub(super) fn continues_name(c: char) -> bool {
    starts_name(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Appends text as Canonical XML 1.0, section 2.3, has it.
pub(crate) fn push_text(text: &str, out: &mut String) {
    escape(text, out, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'\r' => Some("&#xD;"),
        _ => None,
    });
}

/// Appends the value of an attribute as Canonical XML 1.0, section 2.3, has it.
pub(crate) fn push_attribute(text: &str, out: &mut String) {
    escape(text, out, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'"' => Some("&quot;"),
        b'\t' => Some("&#x9;"),
        b'\n' => Some("&#xA;"),
        b'\r' => Some("&#xD;"),
        _ => None,
    });
}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn escape(text: &str, out: &mut String, of: impl Fn(u8) -> Option<&'static str>) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(escaped) = of(byte) {
            out.push_str(text.get(from..at).unwrap_or(""));
            out.push_str(escaped);
            from = at + 1;
        }
    }
    out.push_str(text.get(from..).unwrap_or(""));
}

pub(super) fn refused<T>(message: &str) -> Result<T, Error> {
    Err(Error::malformed(format!(
        "the message is not well-formed: {message}"
    )))
}

/// Line ends as XML 1.0, section 2.11, has them.
pub(super) fn normalize(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Resolves references and line ends, and in attributes white space (XML 1.0, section 3.3.3).
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
pub(super) fn unescape(text: &str, references: bool, attribute: bool) -> Result<String, Error> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '&' if references => {
                let rest = text.get(at + 1..).unwrap_or("");
                let name = rest.split(';').next().unwrap_or("");
                if name.len() == rest.len() || name.len() > 10 {
                    return refused("a reference without its end");
                }
                out.push(referenced(name)?);
                for _ in 0..=name.chars().count() {
                    chars.next();
                }
            }
            '\r' => {
                chars.next_if(|(_, next)| *next == '\n');
                out.push(if attribute { ' ' } else { '\n' });
            }
            '\t' | '\n' if attribute => out.push(' '),
            c => out.push(c),
        }
    }
    Ok(out)
}

fn referenced(name: &str) -> Result<char, Error> {
    let number = |digits: &str, radix| {
        let plain = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
        let code = plain.then(|| u32::from_str_radix(digits, radix).ok());
        code.flatten().and_then(char::from_u32)
    };
    let found = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => match name.strip_prefix('#') {
            Some(digits) => match digits.strip_prefix('x') {
                Some(digits) => number(digits, 16),
                None => number(digits, 10),
            },
            None => None,
        },
    };
    match found.filter(|c| is_char(*c)) {
        Some(c) => Ok(c),
        None => refused("a reference to an unknown entity or a forbidden character"),
    }
}
