//! Locations as text.

use std::path::Path;

/// A location that can be a file: not a URL, or a file URL.
pub(super) fn local_path(location: &str) -> Option<String> {
    // Schemes ignore case (RFC 3986, 3.1).
    if let Some((scheme, rest)) = location.split_once(':')
        && scheme.eq_ignore_ascii_case("file")
    {
        let path = rest
            .strip_prefix("//localhost")
            .or_else(|| rest.strip_prefix("//"))
            .unwrap_or(rest);
        return Some(path.to_owned());
    }
    let scheme = location.split(':').next().unwrap_or_default();
    let has_scheme = scheme.len() > 1
        && scheme.len() < location.len()
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    (!has_scheme).then(|| location.to_owned())
}

/// Whether a path names a host (`//host/share/file`): opening it, or even testing whether it exists, can use the
/// network.
pub(super) fn names_host(path: &str) -> bool {
    let mut start = path.chars().map(|c| matches!(c, '/' | '\\'));
    start.next() == Some(true) && start.next() == Some(true)
}

/// Replaces `%20` by a space, and so on. Unchanged if the result is not text.
pub(super) fn unescape(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = match (first, tail) {
            (b'%', [high, low, ..]) => std::str::from_utf8(&[*high, *low])
                .ok()
                .and_then(|digits| u8::from_str_radix(digits, 16).ok()),
            _ => None,
        };
        match (code, tail) {
            (Some(code), [_, _, after @ ..]) => {
                bytes.push(code);
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

pub(super) fn shown_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
