//! Writes text, escaped for its place. Keeps the first error until the end.

use std::collections::BTreeMap;
use std::fmt;

use super::chars;
#[cfg(feature = "facets")]
use super::prefixes::WrittenName;
use crate::error::{EncodeError, EncodeErrorKind};

/// The state that texts share.
pub(crate) struct TextState {
    pub(crate) attribute: bool,
    replace: bool,
    error: Option<Problem>,
    /// The number of made-up prefixes.
    pub(crate) prefixes: u32,
    /// The bytes of their declarations that were inserted before a text that had begun.
    pub(crate) inserted: usize,
    /// The names declared up to now in the tag that ends, or the attribute that begins, at this offset.
    names: (usize, Vec<(String, String)>),
    /// The last names that were written.
    #[cfg(feature = "facets")]
    pub(super) named: Vec<WrittenName>,
    /// Whether declarations may be moved to an element around all of them.
    pub(crate) moves: bool,
    /// Bytes of declarations that were not.
    placed: usize,
    /// The prefixes of namespaces whose declarations were moved. Few messages have any.
    pub(crate) moved: Option<BTreeMap<String, String>>,
    /// Whether texts are for another format: nothing is escaped, and names are `{namespace}name`.
    pub(crate) is_verbatim: bool,
}

/// The number of bytes of declarations that are written in place. Later ones are moved.
pub(crate) const PLACED: usize = 4 << 10;

/// The number of bytes from which a text counts as a large part of its message.
const LONG: usize = 4096;

struct Problem {
    kind: EncodeErrorKind,
    message: String,
    path: Option<String>,
}

impl Problem {
    #[cold]
    fn into_error(self) -> EncodeError {
        let path = self.path.unwrap_or_else(|| "/".to_owned());
        EncodeError::new(self.kind, self.message, path)
    }
}

/// The target of a value's text.
pub struct Text<'a> {
    pub(super) out: &'a mut Vec<u8>,
    pub(super) state: &'a mut TextState,
}

impl TextState {
    /// The prefix of a namespace that is declared around everything, because its declarations would repeat.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn moved_prefix(&mut self, namespace: &str) -> Option<String> {
        if !self.moves {
            return None;
        }
        if let Some(prefix) = self.moved.as_ref().and_then(|moved| moved.get(namespace)) {
            return Some(prefix.clone());
        }
        self.placed += namespace.len();
        if self.placed <= PLACED {
            return None;
        }
        self.prefixes += 1;
        let prefix = format!("q{}", self.prefixes);
        let moved = self.moved.get_or_insert_default();
        moved.insert(namespace.to_owned(), prefix.clone());
        Some(prefix)
    }

    /// Texts of elements. `replace` writes U+FFFD for characters that XML cannot carry.
    pub(crate) fn new(replace: bool) -> Self {
        Self {
            attribute: false,
            replace,
            error: None,
            prefixes: 0,
            inserted: 0,
            names: (0, Vec::new()),
            #[cfg(feature = "facets")]
            named: Vec::new(),
            moves: false,
            placed: 0,
            moved: None,
            is_verbatim: false,
        }
    }

    /// Whether a text could not be written.
    #[inline(always)]
    pub(crate) fn has_failed(&self) -> bool {
        self.error.is_some()
    }

    /// Keeps an error, unless there is one.
    pub(crate) fn fail(&mut self, kind: EncodeErrorKind, message: String, path: Option<String>) {
        if self.error.is_none() {
            self.error = Some(Problem {
                kind,
                message,
                path,
            });
        }
    }

    /// Sets the path of an error that has none.
    pub(crate) fn locate(&mut self, path: String) {
        if let Some(problem) = &mut self.error {
            problem.path.get_or_insert(path);
        }
    }

    /// The first error.
    #[inline]
    pub(crate) fn result(&mut self) -> Result<(), EncodeError> {
        match self.error.take() {
            None => Ok(()),
            Some(problem) => Err(problem.into_error()),
        }
    }
}

impl<'a> Text<'a> {
    /// Makes a text that is appended to `out`.
    #[inline(always)]
    pub(crate) fn new(out: &'a mut Vec<u8>, state: &'a mut TextState) -> Self {
        Self { out, state }
    }

    /// Appends a text that is not empty; an empty one is a value that was not set.
    #[inline]
    pub fn word(&mut self, text: &str) {
        if text.is_empty() {
            return self.unset();
        }
        self.push(text);
    }

    #[cold]
    #[inline(never)]
    fn unset(&mut self) {
        self.fail("a value that was not set has no text");
    }

    /// Appends text, escaped as its place needs it.
    #[inline]
    pub fn push(&mut self, text: &str) {
        let bytes = text.as_bytes();
        // Copies a short text as two halves, which may overlap.
        if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>())
            && bytes.len() <= 16
        {
            let (head, tail) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
            if !(is_odd(head) || is_odd(tail)) {
                return self.push_halves::<8, 16>(first, last, bytes.len());
            }
        } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk())
            && bytes.len() <= 8
        {
            let both = u64::from(u32::from_le_bytes(*first)) << 32;
            if !is_odd(both | u64::from(u32::from_le_bytes(*last))) {
                return self.push_halves::<4, 8>(first, last, bytes.len());
            }
        }
        self.push_long(text);
    }

    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn push_long(&mut self, text: &str) {
        if text.len() > LONG {
            // Reserves room for the text that follows, too. Otherwise that would double the buffer.
            self.out.reserve(text.len() + LONG);
        }
        if is_plain(text.as_bytes()) {
            self.out.extend_from_slice(text.as_bytes());
        } else {
            self.push_general(text);
        }
    }

    /// Appends a text of `HALF` to twice as many bytes by its first and last bytes.
    #[inline(always)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn push_halves<const HALF: usize, const BOTH: usize>(
        &mut self,
        first: &[u8; HALF],
        last: &[u8; HALF],
        length: usize,
    ) {
        let mut block = [0; BOTH];
        if let Some(end) = block.get_mut(length - HALF..length) {
            end.copy_from_slice(last);
        }
        if let Some(start) = block.first_chunk_mut::<HALF>() {
            *start = *first;
        }
        let end = self.out.len() + length;
        self.out.extend_from_slice(&block);
        self.out.truncate(end);
    }

    /// Appends text that is known to need no escaping, such as the digits of a number.
    #[inline]
    pub fn push_plain(&mut self, text: &str) {
        // Short numbers are common, and a copy of a known length needs no call.
        match text.as_bytes() {
            [one] => self.out.push(*one),
            [one, two] => self.out.extend_from_slice(&[*one, *two]),
            [one, two, three] => self.out.extend_from_slice(&[*one, *two, *three]),
            bytes => self.out.extend_from_slice(bytes),
        }
    }

    /// The buffer, for bytes that need no escaping.
    #[inline]
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        self.out
    }

    /// The current offset, for [`Text::since`].
    #[doc(hidden)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub fn here(&self) -> usize {
        self.out.len() - self.state.inserted
    }

    /// The bytes written since that offset.
    #[doc(hidden)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub fn since(&self, here: usize) -> &[u8] {
        self.out
            .get(here + self.state.inserted..)
            .unwrap_or_default()
    }

    /// Replaces what was written since that offset.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn replace_since(&mut self, here: usize, text: &str) {
        self.out.truncate(here + self.state.inserted);
        self.push(text);
    }

    /// Writes a name with a prefix. The current start tag declares the prefix.
    pub(crate) fn name(&mut self, namespace: &str, local: &str, preferred: &str) {
        #[cfg(feature = "facets")]
        if !self.state.is_verbatim {
            self.remember(namespace, preferred);
        }
        #[cfg(not(feature = "facets"))]
        let _ = preferred;
        if self.state.is_verbatim {
            if !namespace.is_empty() {
                self.push_plain("{");
                self.push_plain(namespace);
                self.push_plain("}");
            }
        } else if !namespace.is_empty()
            && let Some(prefix) = self.prefix_of(namespace)
        {
            self.push_plain(&prefix);
            self.push_plain(":");
        }
        self.push(local);
    }

    /// The prefix of a namespace in the current start tag.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn prefix_of(&mut self, namespace: &str) -> Option<String> {
        if namespace == super::XML {
            // It is declared everywhere, and no other prefix may name it (Namespaces in XML, section 3).
            return Some("xml".to_owned());
        }
        // Text never contains a raw `>`, and attributes no raw `"`: the last one ends the tag, or begins the value.
        let last = |byte, end| memchr::memrchr(byte, self.out.get(..end).unwrap_or_default());
        let place = match self.state.attribute {
            true => last(b'"', self.out.len()).and_then(|quote| last(b' ', quote)),
            false => last(b'>', self.out.len()),
        };
        let Some(place) = place else {
            self.fail("there is no tag to declare a prefix in");
            return None;
        };
        let (at, names) = &mut self.state.names;
        if *at != place {
            names.clear();
        } else if let Some((_, prefix)) = names.iter().find(|(known, _)| known == namespace) {
            return Some(prefix.clone());
        }
        if let Some(prefix) = self.state.moved_prefix(namespace) {
            return Some(prefix);
        }
        self.state.prefixes += 1;
        let prefix = format!("q{}", self.state.prefixes);
        let length = self.insert(place, vec![(prefix.as_str(), namespace)]);
        let (at, names) = &mut self.state.names;
        *at = place + length;
        names.push((namespace.to_owned(), prefix.clone()));
        Some(prefix)
    }

    /// Inserts declarations of namespaces into the tag that ends at `place`. Returns their length.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(super) fn insert(&mut self, place: usize, declarations: Vec<(&str, &str)>) -> usize {
        let mut inserted = Vec::new();
        let attribute = std::mem::replace(&mut self.state.attribute, true);
        for (prefix, namespace) in declarations {
            inserted.extend_from_slice(match prefix {
                "" => b" xmlns",
                _ => b" xmlns:",
            });
            inserted.extend_from_slice(prefix.as_bytes());
            inserted.extend_from_slice(b"=\"");
            Text {
                out: &mut inserted,
                state: self.state,
            }
            .push(namespace);
            inserted.push(b'"');
        }
        self.state.attribute = attribute;
        let length = inserted.len();
        self.state.inserted += length;
        self.out.splice(place..place, inserted);
        length
    }

    /// Notes that the value cannot be written.
    #[cold]
    pub fn fail(&mut self, message: &str) {
        self.note(EncodeErrorKind::Value, message.to_owned());
    }

    fn note(&mut self, kind: EncodeErrorKind, message: String) {
        self.state.fail(kind, message, None);
    }

    #[inline(never)]
    fn push_general(&mut self, text: &str) {
        if self.state.is_verbatim {
            self.out.extend_from_slice(text.as_bytes());
            return;
        }
        let mut rest = text;
        while let Some(char) = rest.chars().next() {
            let plain = rest
                .bytes()
                .position(|byte| !PLAIN.get(usize::from(byte)).copied().unwrap_or(false))
                .unwrap_or(rest.len());
            if plain > 0 {
                let (head, tail) = rest.split_at_checked(plain).unwrap_or((rest, ""));
                self.out.extend_from_slice(head.as_bytes());
                rest = tail;
                continue;
            }
            let escaped = match char {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '\r' => "&#xD;",
                '"' if self.state.attribute => "&quot;",
                '\t' if self.state.attribute => "&#x9;",
                '\n' if self.state.attribute => "&#xA;",
                _ => "",
            };
            if !escaped.is_empty() {
                self.out.extend_from_slice(escaped.as_bytes());
            } else if chars::is_char(char) {
                let mut buffer = [0; 4];
                self.out
                    .extend_from_slice(char.encode_utf8(&mut buffer).as_bytes());
            } else if self.state.replace {
                self.out.extend_from_slice("\u{FFFD}".as_bytes());
            } else {
                let code = u32::from(char);
                self.note(
                    EncodeErrorKind::Character,
                    format!("XML cannot carry the character U+{code:04X}"),
                );
            }
            rest = rest.get(char.len_utf8()..).unwrap_or_default();
        }
    }
}

impl fmt::Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push(text);
        Ok(())
    }
}

/// Bytes that need no escaping anywhere. 0xEF begins U+FFFE and U+FFFF.
#[allow(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "byte is less than 256"
)]
static PLAIN: [bool; 256] = {
    let mut table = [true; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte >= 0x20 && !matches!(byte as u8, b'&' | b'<' | b'>' | b'"' | 0xEF);
        byte += 1;
    }
    table
};

/// Whether a byte of `word` may need escaping.
#[allow(clippy::arithmetic_side_effects, reason = "bytes of a word")]
#[inline(always)]
fn is_odd(word: u64) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // Nonzero if a byte of `word` is `byte` (Mycroft's test: no false negatives, and false positives only cost time).
    #[allow(clippy::arithmetic_side_effects, reason = "bytes of a word")]
    const fn has(word: u64, byte: u8) -> u64 {
        let x = word ^ (ONES * byte as u64);
        x.wrapping_sub(ONES) & !x
    }
    // ASCII texts need fewer tests: their high bits are clear, so the complements can be left out, as 0x80 - 1 has
    // none.
    if word & HIGH == 0 {
        let below = |x: u64, byte: u8| x.wrapping_sub(ONES * byte as u64);
        let amp = word ^ (ONES * b'&' as u64);
        let angle = (word | (ONES * 2)) ^ (ONES * b'>' as u64);
        let quote = word ^ (ONES * b'"' as u64);
        return (below(word, 0x20) | below(amp, 1) | below(angle, 1) | below(quote, 1)) & HIGH != 0;
    }
    (word.wrapping_sub(ONES * 0x20) & !word
        | has(word, b'&')
        | has(word | (ONES * 2), b'>')
        | has(word, b'"')
        | has(word, 0xEF))
        & HIGH
        != 0
}

/// Whether `bytes` need no escaping. Checks eight at a time, without a branch per byte.
#[inline]
fn is_plain(bytes: &[u8]) -> bool {
    let Some(last) = bytes.last_chunk::<8>() else {
        return bytes
            .iter()
            .all(|byte| PLAIN.get(usize::from(*byte)).copied().unwrap_or(false));
    };
    let (words, _) = bytes.as_chunks::<8>();
    !is_odd(u64::from_le_bytes(*last))
        && !words.iter().any(|word| is_odd(u64::from_le_bytes(*word)))
}

/// The text before it was escaped here.
pub(crate) fn unescape(text: &[u8]) -> std::borrow::Cow<'_, str> {
    let text = String::from_utf8_lossy(text);
    if !text.contains('&') {
        return text;
    }
    let mut plain = text.into_owned();
    for (escaped, char) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#xD;", "\r"),
        ("&#x9;", "\t"),
        ("&#xA;", "\n"),
        // Last, so that the result is not unescaped again.
        ("&amp;", "&"),
    ] {
        plain = plain.replace(escaped, char);
    }
    plain.into()
}

/// Appends an attribute value to `out`, for names and addresses without forbidden characters.
pub(crate) fn escape_attribute(value: &str, out: &mut String) {
    for char in value.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            _ => out.push(char),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_of_names_and_addresses() {
        let mut out = String::new();
        escape_attribute("a<b>&\"\t\n\r'", &mut out);
        assert_eq!(out, "a&lt;b&gt;&amp;&quot;&#x9;&#xA;&#xD;'");
    }

    #[test]
    fn texts_of_any_length() {
        for length in 0..40 {
            for odd in ["", "&", "<", ">", "\"", "\r", "é", "\u{FFFD}"] {
                for at in 0..=length {
                    let text = format!("{}{odd}{}", "a".repeat(at), "b".repeat(length - at));
                    let expected = text
                        .replace('&', "&amp;")
                        .replace('<', "&lt;")
                        .replace('>', "&gt;")
                        .replace('\r', "&#xD;");
                    let mut out = Vec::new();
                    let mut state = TextState::new(false);
                    Text::new(&mut out, &mut state).push(&text);
                    assert!(state.result().is_ok());
                    assert_eq!(String::from_utf8(out), Ok(expected));
                }
            }
        }
    }

    #[test]
    fn plain_agrees_with_the_table() {
        for byte in 0..=0x7Fu8 {
            for length in 1..20 {
                for at in 0..length {
                    let mut bytes = vec![b'a'; length];
                    bytes[at] = byte;
                    assert!(
                        !is_plain(&bytes) || PLAIN[usize::from(byte)],
                        "{byte:#x} at {at}"
                    );
                }
            }
        }
        assert!(is_plain(b"feature-000001 and some more text"));
        assert!(is_plain("Ærø Ærø Ærø".as_bytes()));
    }
}
