//! Content-Type headers, and what a body looks like.

use http::{HeaderMap, header};
use std::borrow::Cow;

/// A Content-Type, read leniently.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Media {
    /// `text/xml`, in lower case; empty if there is none.
    pub(crate) essence: String,
    /// The charset, without quotes.
    pub(crate) charset: Option<String>,
    /// The SOAP 1.2 action, without quotes.
    pub(crate) action: Option<String>,
}

impl Media {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        match headers.get(header::CONTENT_TYPE) {
            Some(value) => Self::parse(&String::from_utf8_lossy(value.as_bytes())),
            None => Self::default(),
        }
    }

    pub(crate) fn parse(text: &str) -> Self {
        let mut parts = split_outside_quotes(text);
        let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let mut media = Self {
            essence,
            ..Self::default()
        };
        for part in parts {
            let Some((name, value)) = part.split_once('=') else {
                continue;
            };
            let value = value.trim().trim_matches(['"', '\'']).trim();
            if value.is_empty() {
                continue;
            }
            match name.trim().to_ascii_lowercase().as_str() {
                "charset" => media.charset = Some(value.to_owned()),
                "action" => media.action = Some(value.to_owned()),
                _ => {}
            }
        }
        media
    }

    /// Whether this names XML.
    pub(crate) fn is_xml(&self) -> bool {
        matches!(self.essence.as_str(), "text/xml" | "application/xml")
            || self.essence.ends_with("+xml")
    }
}

fn split_outside_quotes(text: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c| {
        quoted ^= c == '"';
        c == ';' && !quoted
    })
}

/// What a body looks like from its first bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Looks {
    /// Nothing, or white space.
    Empty,
    /// An XML document whose root is called Envelope, in any namespace.
    Envelope,
    /// Another XML document.
    Xml,
    /// HTML, or no XML at all.
    Other,
}

/// How far the root element is looked for.
const LOOK: usize = 4096;
pub(crate) fn looks(body: &[u8]) -> Looks {
    match is_plain_envelope(body) {
        true => Looks::Envelope,
        false => looks_in(body.get(..LOOK).unwrap_or(body)),
    }
}

/// Whether an Envelope comes first, after an XML declaration at most, as in nearly all messages.
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

fn looks_in(head: &[u8]) -> Looks {
    // Markup is ASCII: in UTF-16 it is every other byte.
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
        return Looks::Empty;
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
                return Looks::Other;
            }
            // The reader refuses a document type declaration, saying where.
            return Looks::Envelope;
        } else {
            break;
        };
        match rest.find(end) {
            Some(at) => rest = rest.get(at + end.len()..).unwrap_or_default().trim_start(),
            None => return Looks::Xml,
        }
    }
    let Some(tag) = rest.strip_prefix('<') else {
        return Looks::Other;
    };
    let name = tag
        .split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .next()
        .unwrap_or_default();
    match name.rsplit(':').next().unwrap_or_default() {
        "Envelope" => Looks::Envelope,
        local
            if local.eq_ignore_ascii_case("html")
                || !local.starts_with(|c: char| c.is_alphabetic() || c == '_') =>
        {
            Looks::Other
        }
        _ => Looks::Xml,
    }
}

#[cfg(test)]
mod tests {
    use super::{Looks, Media, looks};

    #[test]
    fn media_types() {
        for (text, essence, charset, action) in [
            ("text/xml; charset=utf-8", "text/xml", Some("utf-8"), None),
            (
                "Text/XML;CHARSET=\"UTF-8\"",
                "text/xml",
                Some("UTF-8"),
                None,
            ),
            (
                "application/soap+xml; action=\"urn:a;b\"; charset = 'x'",
                "application/soap+xml",
                Some("x"),
                Some("urn:a;b"),
            ),
            ("text/xml; charset=", "text/xml", None, None),
            ("", "", None, None),
            (";;=", "", None, None),
        ] {
            let media = Media::parse(text);
            assert_eq!(
                (
                    media.essence.as_str(),
                    media.charset.as_deref(),
                    media.action.as_deref()
                ),
                (essence, charset, action),
                "{text}"
            );
        }
    }

    #[test]
    fn bodies() {
        let utf16: Vec<u8> = "<?xml version='1.0'?><s:Envelope/>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for (body, expected) in [
            (&b""[..], Looks::Empty),
            (b" \r\n", Looks::Empty),
            (
                b"\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- a --><s:Envelope xmlns:s='x'>",
                Looks::Envelope,
            ),
            (b"<Envelope/>", Looks::Envelope),
            (
                b"<?xml version='1.0' encoding='utf-8'?>\n<soap-env:Envelope\n",
                Looks::Envelope,
            ),
            (b"<?xml version='1.0'?><!-- <Envelope> --><a/>", Looks::Xml),
            (b"<s:Envelopes>", Looks::Xml),
            (b"<sEnvelope>", Looks::Xml),
            (&utf16, Looks::Envelope),
            (
                b"<!DOCTYPE a [<!ENTITY b 'c'>]><Envelope/>",
                Looks::Envelope,
            ),
            (b"<!doctype HTML><html>", Looks::Other),
            (b"<html xmlns='http://www.w3.org/1999/xhtml'>", Looks::Other),
            (
                b"<?xml version='1.0'?><!DOCTYPE html PUBLIC ''><html>",
                Looks::Other,
            ),
            (b"<a/>", Looks::Xml),
            (b"<?xml", Looks::Xml),
            (b"<>", Looks::Other),
            (b"{\"a\":1}", Looks::Other),
            (b"Bad Request", Looks::Other),
        ] {
            assert_eq!(looks(body), expected, "{}", String::from_utf8_lossy(body));
        }
    }
}
