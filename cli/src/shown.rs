//! Bodies of HTTP messages as people see them: secrets are masked, and what is no text is told and not printed.

use crate::mask;
use http::{HeaderMap, HeaderName, header};
use soap_runtime::Redaction;
use std::fmt::Write as _;

/// The body of a message with these headers.
pub(crate) fn body(headers: &HeaderMap, body: &[u8], redaction: &Redaction) -> String {
    let kind = text_of(headers, &header::CONTENT_TYPE);
    let is_coded = !matches!(
        text_of(headers, &header::CONTENT_ENCODING).trim(),
        "" | "identity"
    );
    match boundary(kind) {
        Some(boundary) if !is_coded => package(body, boundary, redaction),
        _ => content(kind, body, is_coded, redaction),
    }
}

fn text_of<'h>(headers: &'h HeaderMap, name: &HeaderName) -> &'h str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

/// The boundary of a package by its media type.
pub(crate) fn boundary(kind: &str) -> Option<&str> {
    let is_package = kind
        .trim_start()
        .get(..10)
        .is_some_and(|start| start.eq_ignore_ascii_case("multipart/"));
    let parameters = kind.split(';').filter_map(|one| one.trim().split_once('='));
    let mut boundaries = parameters.filter(|(name, _)| name.eq_ignore_ascii_case("boundary"));
    let (_, boundary) = boundaries.next().filter(|_| is_package)?;
    Some(boundary.trim_matches('"'))
}

/// The parts of a package, each with its headers.
fn package(body: &[u8], boundary: &str, redaction: &Redaction) -> String {
    let line = format!("--{boundary}");
    let mut out = String::new();
    let mut rest = body;
    while let Some(at) = find(rest, line.as_bytes()) {
        let part = rest
            .get(at.saturating_add(line.len())..)
            .unwrap_or_default();
        if part.starts_with(b"--") {
            break;
        }
        let end = find(part, line.as_bytes()).unwrap_or(part.len());
        let (part, next) = part.split_at(end);
        rest = next;
        let _ = write!(out, "{line}\n{}\n", one_part(part, redaction));
    }
    let _ = write!(out, "{line}--");
    out
}

fn one_part(part: &[u8], redaction: &Redaction) -> String {
    let at = find(part, b"\r\n\r\n").unwrap_or(part.len());
    let (headers, content_of) = part.split_at(at);
    let content_of = content_of.strip_prefix(b"\r\n\r\n").unwrap_or(content_of);
    let content_of = content_of.strip_suffix(b"\r\n").unwrap_or(content_of);
    let headers = String::from_utf8_lossy(headers).trim().replace('\r', "");
    let kind = headers.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-type")
            .then_some(value.trim())
    });
    let content = content(kind.unwrap_or("text/plain"), content_of, false, redaction);
    format!("{headers}\n\n{content}")
}

/// The content of a message or a part: its text, or how long it is.
fn content(kind: &str, content: &[u8], is_coded: bool, redaction: &Redaction) -> String {
    if content.is_empty() {
        return String::new();
    }
    let media = kind.split(';').next().unwrap_or_default().trim();
    let lower = media.to_ascii_lowercase();
    let is_text = media.is_empty()
        || lower.starts_with("text/")
        || ["xml", "json", "x-www-form-urlencoded"]
            .iter()
            .any(|end| lower.ends_with(end));
    if is_coded || !is_text || content.contains(&0) {
        let media = if media.is_empty() { "no text" } else { media };
        return format!("[{} bytes of {media}]", content.len());
    }
    mask::masked(&String::from_utf8_lossy(content), redaction)
}

/// The place of some bytes in others.
fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(kind: &str, bytes: &[u8]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, kind.parse().expect("a value"));
        body(&headers, bytes, &Redaction::default())
    }

    #[test]
    fn parts_that_are_no_text_are_told() {
        let package =
            b"--b\r\nContent-Type: application/xop+xml\r\n\r\n<a><Password>x</Password></a>\r\n\
            --b\r\nContent-Type: image/png\r\nContent-ID: <1>\r\n\r\n\x89PNG\x00\xff\r\n--b--\r\n";
        assert_eq!(
            shown("multipart/related; boundary=\"b\"", package),
            "--b\nContent-Type: application/xop+xml\n\n<a><Password>***</Password></a>\n\
             --b\nContent-Type: image/png\nContent-ID: <1>\n\n[6 bytes of image/png]\n--b--"
        );
    }

    #[test]
    fn texts_are_shown_and_others_told() {
        assert_eq!(shown("text/xml", b"<a>7</a>"), "<a>7</a>");
        assert_eq!(shown("text/xml", b"<a>\0"), "[4 bytes of text/xml]");
        assert_eq!(shown("image/png", b"12"), "[2 bytes of image/png]");
        assert_eq!(shown("image/png", b""), "");
        assert_eq!(
            shown("multipart/related; boundary=b", b"--b"),
            "--b\n\n\n\n--b--"
        );
    }
}
