//! The kind of a body, from its first bytes.

use std::borrow::Cow;

/// The kind of a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BodyKind {
    /// Empty, or white space only.
    Empty,
    /// An XML document whose root is named Envelope, in any namespace.
    Envelope,
    /// Another XML document.
    Xml,
    /// HTML, or something else that is not XML.
    Other,
}

/// The number of bytes in which the root element is looked for.
const HEAD: usize = 4096;

/// Returns the kind of a body.
pub(crate) fn sniff(body: &[u8]) -> BodyKind {
    match is_plain_envelope(body) {
        true => BodyKind::Envelope,
        false => sniff_head(body.get(..HEAD).unwrap_or(body)),
    }
}

/// Whether an Envelope comes first, perhaps after an XML declaration, as in nearly all messages.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn is_plain_envelope(body: &[u8]) -> bool {
    const NAME: &[u8] = b"Envelope";
    let mut rest = body;
    if let Some(declaration) = body.strip_prefix(b"<?xml ")
        && let Some(end) = declaration.iter().take(100).position(|byte| *byte == b'>')
    {
        rest = declaration
            .get(end + 1..)
            .unwrap_or_default()
            .trim_ascii_start();
    }
    let Some(tag) = rest.strip_prefix(b"<") else {
        return false;
    };
    let name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_');
    let end = tag.iter().take(40).position(|byte| !name(byte));
    let Some(tag) = end.and_then(|end| tag.get(..end)) else {
        return false;
    };
    match tag.strip_suffix(NAME) {
        Some(prefix) => prefix.is_empty() || prefix.ends_with(b":"),
        None => false,
    }
}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn sniff_head(head: &[u8]) -> BodyKind {
    // Markup is ASCII: in UTF-16 every second byte of it is zero.
    let ascii: Cow<'_, [u8]> = match head {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, _, ..] | [_, 0, ..] => head
            .iter()
            .copied()
            .filter(|&byte| !matches!(byte, 0 | 0xFE | 0xFF))
            .collect(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => Cow::Borrowed(rest),
        _ => Cow::Borrowed(head),
    };
    let text = String::from_utf8_lossy(&ascii);
    let mut rest = text.trim_start();
    if rest.is_empty() {
        return BodyKind::Empty;
    }
    loop {
        let end = if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!--") {
            "-->"
        } else if rest
            .get(..9)
            .is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"))
        {
            let name = rest.get(9..).unwrap_or_default().trim_start();
            if name
                .get(..4)
                .is_some_and(|name| name.eq_ignore_ascii_case("html"))
            {
                return BodyKind::Other;
            }
            // The reader refuses a document type declaration and names its place.
            return BodyKind::Envelope;
        } else {
            break;
        };
        match rest.find(end) {
            Some(at) => rest = rest.get(at + end.len()..).unwrap_or_default().trim_start(),
            None => return BodyKind::Xml,
        }
    }
    let Some(tag) = rest.strip_prefix('<') else {
        return BodyKind::Other;
    };
    let name = tag
        .split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .next()
        .unwrap_or_default();
    match name.rsplit(':').next().unwrap_or_default() {
        "Envelope" => BodyKind::Envelope,
        local
            if local.eq_ignore_ascii_case("html")
                || !local.starts_with(|c: char| c.is_alphabetic() || c == '_') =>
        {
            BodyKind::Other
        }
        _ => BodyKind::Xml,
    }
}

#[cfg(test)]
mod tests {
    use super::{BodyKind, sniff};

    #[test]
    fn kinds() {
        let utf16: Vec<u8> = "<?xml version='1.0'?><s:Envelope/>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for (body, expected) in [
            (&b""[..], BodyKind::Empty),
            (b" \r\n", BodyKind::Empty),
            (
                b"\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- a --><s:Envelope xmlns:s='x'>",
                BodyKind::Envelope,
            ),
            (b"<Envelope/>", BodyKind::Envelope),
            (
                b"<?xml version='1.0' encoding='utf-8'?>\n<soap-env:Envelope\n",
                BodyKind::Envelope,
            ),
            (
                b"<?xml version='1.0'?><!-- <Envelope> --><a/>",
                BodyKind::Xml,
            ),
            (b"<s:Envelopes>", BodyKind::Xml),
            (b"<sEnvelope>", BodyKind::Xml),
            (&utf16, BodyKind::Envelope),
            (
                b"<!DOCTYPE a [<!ENTITY b 'c'>]><Envelope/>",
                BodyKind::Envelope,
            ),
            (b"<!doctype HTML><html>", BodyKind::Other),
            (
                b"<html xmlns='http://www.w3.org/1999/xhtml'>",
                BodyKind::Other,
            ),
            (
                b"<?xml version='1.0'?><!DOCTYPE html PUBLIC ''><html>",
                BodyKind::Other,
            ),
            (b"<a/>", BodyKind::Xml),
            (b"<?xml", BodyKind::Xml),
            (b"<>", BodyKind::Other),
            (b"{\"a\":1}", BodyKind::Other),
            (b"Bad Request", BodyKind::Other),
        ] {
            assert_eq!(sniff(body), expected, "{}", String::from_utf8_lossy(body));
        }
    }
}
