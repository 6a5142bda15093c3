//! Masking secrets wherever messages are shown.

use std::ops::Range;

const MASK: &str = "***";

/// Where the content of the elements named in `names` stands. Lexical: it works on text that is not well-formed, too.
fn secret_ranges(xml: &str, names: &[&str]) -> Vec<Range<usize>> {
    let bytes = xml.as_bytes();
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr::memchr(b'<', rest)) {
        let open = at + next;
        at = open + 1;
        let rest = bytes.get(at..).unwrap_or_default();
        let end = rest
            .iter()
            .position(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/' | b'<'))
            .unwrap_or(rest.len());
        let name = xml.get(at..at + end).unwrap_or_default();
        let local = name.rsplit(':').next().unwrap_or_default();
        if !names.contains(&local) {
            continue;
        }
        // The end of the start tag, past quoted values.
        let mut quote = None;
        let Some(close) = rest.iter().position(|&byte| {
            match quote {
                Some(open) if byte == open => quote = None,
                Some(_) => {}
                None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
                None => return byte == b'>',
            }
            false
        }) else {
            ranges.push(at + end..bytes.len());
            return ranges;
        };
        if rest.get(..close).is_some_and(|tag| tag.ends_with(b"/")) {
            continue;
        }
        let start = at + close + 1;
        // Up to the end tag of that name, so that a CDATA section or an element inside is masked, too.
        let end = format!("</{name}");
        let length = bytes
            .get(start..)
            .and_then(|rest| memchr::memmem::find(rest, end.as_bytes()))
            .unwrap_or(bytes.len() - start);
        ranges.push(start..start + length);
        at = start + length;
    }
    ranges
}

/// `xml` with the content of the elements named in `names` replaced by `***`.
///
/// Works on the text alone, so that it also serves for messages that are cut or not well-formed.
pub fn redact(xml: &str, names: &[&str]) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut at = 0;
    for range in secret_ranges(xml, names) {
        out.push_str(xml.get(at..range.start).unwrap_or_default());
        if !range.is_empty() {
            out.push_str(MASK);
        }
        at = range.end;
    }
    out.push_str(xml.get(at..).unwrap_or_default());
    out
}

/// About 100 characters around `offset`, secrets masked.
#[cold]
pub(crate) fn snippet(xml: &str, offset: usize, names: &[&str]) -> String {
    let start = boundary(xml, offset.saturating_sub(40));
    let end = boundary(xml, (offset + 80).min(xml.len()));
    let mut out = String::new();
    if start > 0 {
        out.push('…');
    }
    let mut at = start;
    // A secret that starts before the window ends may reach into it.
    for range in secret_ranges(xml.get(..end).unwrap_or_default(), names) {
        if range.end <= at || range.is_empty() {
            continue;
        }
        out.push_str(xml.get(at..range.start).unwrap_or_default());
        out.push_str(MASK);
        at = range.end;
    }
    out.push_str(xml.get(at..end).unwrap_or_default());
    if end < xml.len() {
        out.push('…');
    }
    out
}

/// The start of the character at `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &[&str] = &["Ticket", "Password"];

    #[test]
    fn masks_by_local_name() {
        assert_eq!(
            redact(
                r#"<a><n:Ticket x=">">7T:abc</n:Ticket><Password/><Ticket><![CDATA[</]]></Ticket>b</a>"#,
                NAMES
            ),
            r#"<a><n:Ticket x=">">***</n:Ticket><Password/><Ticket>***</Ticket>b</a>"#
        );
        assert_eq!(redact("<a><Ticket>7T:ab", NAMES), "<a><Ticket>***");
        assert_eq!(
            redact("<Tickets>1</Tickets>", NAMES),
            "<Tickets>1</Tickets>"
        );
    }

    #[test]
    fn a_window_inside_a_secret_shows_nothing() {
        let xml = format!("<Ticket>{}</Ticket>", "s3cret".repeat(100));
        assert_eq!(snippet(&xml, 300, NAMES), "…***…");
        assert_eq!(snippet("<a>é</a>", 4, NAMES), "<a>é</a>");
    }
}
