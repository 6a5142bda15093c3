//! The writer: bytes into a buffer, escaped, with the first error kept until the end.

use std::fmt;

use super::{NilPolicy, WriteOptions, chars};
use crate::binding::{Kind, Member};
use crate::error::{EncodeError, EncodeErrorKind};

/// Writes elements into a buffer.
///
/// Calls never fail; the first error is kept and [`Writer::finish`] returns it.
pub struct Writer<'w> {
    pub(crate) out: &'w mut Vec<u8>,
    pub(crate) state: State,
    path: Path,
    /// Attributes for the next start tag.
    pub(crate) extra: &'static str,
    pub(crate) explicit_nil: bool,
    /// Whether start tags have the annotations of rpc/encoded.
    pub(crate) annotates: bool,
    /// What becomes of bytes that are written as parts of their own.
    pub(crate) packed: Option<super::Packed>,
    depth: usize,
    /// Where the content of the element that was started last starts, if its tag was not written at once.
    text_from: usize,
    #[cfg(feature = "facets")]
    facets: bool,
}

/// What texts need to know.
pub(crate) struct State {
    attribute: bool,
    replace: bool,
    error: Option<Problem>,
    /// How many prefixes were made up.
    pub(crate) prefixes: u32,
    /// Bytes of their declarations that were put before a text that had begun.
    inserted: usize,
    /// What was declared for names so far in the tag that ends, or the attribute that begins, at this place.
    names: (usize, Vec<(String, String)>),
}

/// The open elements. The outer ones stand in place, so that most messages are written without an allocation.
#[derive(Default)]
struct Path {
    length: usize,
    outer: [Option<&'static Member>; 16],
    inner: Vec<&'static Member>,
}

impl Path {
    #[inline]
    fn push(&mut self, member: &'static Member) {
        match self.outer.get_mut(self.length) {
            Some(place) => *place = Some(member),
            None => self.push_inner(member),
        }
        self.length += 1;
    }

    #[cold]
    fn push_inner(&mut self, member: &'static Member) {
        self.inner.truncate(self.length - self.outer.len());
        self.inner.push(member);
    }

    #[inline]
    fn pop(&mut self) {
        self.length = self.length.saturating_sub(1);
    }

    fn members(&self) -> impl Iterator<Item = &Member> {
        let outer = self.outer.iter().copied().flatten();
        outer.chain(self.inner.iter().copied()).take(self.length)
    }
}

/// From how many bytes on a text is a large part of its message.
const LONG: usize = 4096;

struct Problem {
    kind: EncodeErrorKind,
    message: String,
    path: Option<String>,
}

impl<'w> Writer<'w> {
    /// A writer that appends to `out`.
    pub fn new(out: &'w mut Vec<u8>, options: &WriteOptions) -> Self {
        Self {
            out,
            state: State {
                attribute: false,
                replace: options.replace_characters,
                error: None,
                prefixes: 0,
                inserted: 0,
                names: (0, Vec::new()),
            },
            path: Path::default(),
            extra: "",
            explicit_nil: options.nil == NilPolicy::Explicit,
            annotates: false,
            packed: None,
            depth: options.depth,
            text_from: 0,
            #[cfg(feature = "facets")]
            facets: options.facets,
        }
    }

    /// Ends writing.
    ///
    /// # Errors
    /// The first thing that could not be written. The buffer then holds a part of a message.
    pub fn finish(self) -> Result<(), EncodeError> {
        match self.state.error {
            None => Ok(()),
            Some(problem) => Err(EncodeError::new(
                problem.kind,
                problem.message,
                problem.path.unwrap_or_else(|| "/".to_owned()),
            )),
        }
    }

    /// Whether something has failed already.
    #[inline]
    pub(crate) fn failed(&self) -> bool {
        self.state.error.is_some()
    }

    /// Appends markup as it is.
    #[inline]
    pub(crate) fn raw(&mut self, markup: &str) {
        self.out.extend_from_slice(markup.as_bytes());
    }

    /// Where the next byte stands, for [`Writer::check_facets`].
    #[inline]
    pub(crate) fn here(&self) -> usize {
        self.out.len() - self.state.inserted
    }

    /// Writes the start tag of `member`.
    #[inline(always)]
    pub(crate) fn start(&mut self, member: &'static Member) {
        if self.extra.is_empty() && member.blocks.fit {
            let end = self.out.len() + member.open.len();
            self.out.extend_from_slice(&member.blocks.open);
            self.out.truncate(end);
        } else {
            self.start_slowly(member);
        }
    }

    #[inline(never)]
    fn start_slowly(&mut self, member: &'static Member) {
        if self.extra.is_empty() && member.annotation.is_empty() {
            self.raw(member.open);
        } else {
            self.start_open(member, None);
            self.raw(">");
        }
        self.text_from = self.here();
    }

    /// Writes the start tag of `member` up to where attributes go; `length` is that of an encoded array.
    #[inline(never)]
    pub(crate) fn start_open(&mut self, member: &'static Member, length: Option<usize>) {
        let open = member.open;
        self.raw(open.strip_suffix('>').unwrap_or(open));
        let extra = std::mem::take(&mut self.extra);
        if !extra.is_empty() {
            self.raw(extra);
            return;
        }
        if !self.annotates {
            return;
        }
        self.raw(member.annotation);
        if member.annotation.ends_with('[') {
            let mut buffer = itoa::Buffer::new();
            self.raw(buffer.format(length.unwrap_or(0)));
            self.raw("]\"");
        }
    }

    /// Writes the end tag of `member`.
    #[inline]
    pub(crate) fn end(&mut self, member: &'static Member) {
        if member.blocks.fit {
            let end = self.out.len() + member.close.len();
            self.out.extend_from_slice(&member.blocks.close);
            self.out.truncate(end);
        } else {
            self.end_slowly(member);
        }
    }

    #[inline(never)]
    fn end_slowly(&mut self, member: &'static Member) {
        self.check_facets(member, self.text_from);
        self.raw(member.close);
    }

    /// Notes that the text written since `from`, as [`Writer::here`] told it, breaks a facet.
    #[inline]
    pub(crate) fn check_facets(&mut self, member: &'static Member, from: usize) {
        #[cfg(feature = "facets")]
        if let crate::binding::Inner::Facets(facets) = member.inner
            && self.facets
            && let Some(text) = self.out.get(from + self.state.inserted..)
            && let Some(broken) = facets.broken(&unescape(text))
        {
            let message = format!("the value cannot be right: {broken}");
            self.problem(EncodeErrorKind::Facet, message, Some(member));
        }
        #[cfg(not(feature = "facets"))]
        let _ = (member, from);
    }

    /// Writes `member` as nil.
    #[inline(never)]
    pub(crate) fn nil(&mut self, member: &'static Member) {
        self.extra = "";
        let open = member.open;
        self.raw(open.strip_suffix('>').unwrap_or(open));
        self.raw(" xsi:nil=\"true\"/>");
    }

    /// A text to append to.
    #[inline]
    pub(crate) fn text(&mut self) -> Text<'_> {
        Text {
            out: self.out,
            state: &mut self.state,
        }
    }

    /// Writes an element with simple content.
    #[inline]
    pub(crate) fn simple(&mut self, member: &'static Member, value: impl FnOnce(&mut Text<'_>)) {
        self.start(member);
        let (before, from) = (self.out.len(), self.here());
        value(&mut Text {
            out: self.out,
            state: &mut self.state,
        });
        if self.out.len() == before {
            self.check_facets(member, from);
            self.out.pop();
            self.raw("/>");
        } else {
            self.end(member);
        }
        if self.state.error.is_some() {
            self.locate(member);
        }
    }

    /// Writes texts for attributes from here on (or for elements again).
    pub(crate) fn attribute_mode(&mut self, on: bool) {
        self.state.attribute = on;
    }

    /// The same, returning what was set before.
    pub(crate) fn set_attribute_mode(&mut self, on: bool) -> bool {
        std::mem::replace(&mut self.state.attribute, on)
    }

    /// Enters an element with content; `false` if it is too deep, or an error makes going on useless.
    #[inline]
    pub(crate) fn enter(&mut self, member: &'static Member) -> bool {
        self.path.push(member);
        if self.path.length > self.depth || self.failed() {
            self.refuse_entry();
            return false;
        }
        true
    }

    #[cold]
    fn refuse_entry(&mut self) {
        if !self.failed() {
            let depth = self.depth;
            self.problem(
                EncodeErrorKind::Depth,
                format!("elements are nested deeper than {depth}"),
                None,
            );
        }
        self.path.pop();
    }

    /// Leaves the element entered last.
    #[inline]
    pub(crate) fn leave(&mut self) {
        self.path.pop();
    }

    /// Notes that `member` cannot be written.
    #[cold]
    #[inline(never)]
    pub(crate) fn problem(
        &mut self,
        kind: EncodeErrorKind,
        message: String,
        member: Option<&Member>,
    ) {
        if self.state.error.is_none() {
            let path = Some(self.path_to(member));
            self.state.error = Some(Problem {
                kind,
                message,
                path,
            });
        }
    }

    /// Gives the error that a text noted its path.
    #[cold]
    #[inline(never)]
    pub(crate) fn locate(&mut self, member: &'static Member) {
        let path = self.path_to(Some(member));
        if let Some(problem) = &mut self.state.error {
            problem.path.get_or_insert(path);
        }
    }

    fn path_to(&self, member: Option<&Member>) -> String {
        let mut path = String::new();
        for one in self.path.members().chain(member) {
            match one.kind {
                Kind::Attribute => path.push_str("/@"),
                Kind::Group | Kind::Text | Kind::Any | Kind::Unknown | Kind::AnyAttribute => {
                    continue;
                }
                Kind::Element => path.push('/'),
            }
            path.push_str(one.name.local);
        }
        if path.is_empty() {
            path.push('/');
        }
        path
    }
}

/// Where a value writes its text.
pub struct Text<'a> {
    out: &'a mut Vec<u8>,
    state: &'a mut State,
}

impl Text<'_> {
    /// Appends text, escaped as its place needs it.
    #[inline]
    pub fn push(&mut self, text: &str) {
        let bytes = text.as_bytes();
        // Short texts in two halves, which may overlap.
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
    fn push_long(&mut self, text: &str) {
        if text.len() > LONG {
            // With room for what follows, which would double the buffer otherwise.
            self.out.reserve(text.len() + LONG);
        }
        if is_plain(text.as_bytes()) {
            self.out.extend_from_slice(text.as_bytes());
        } else {
            self.push_slowly(text);
        }
    }

    /// Appends a text of `length` bytes, from `HALF` to twice as many, by its first and last bytes.
    #[inline(always)]
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
        // Short numbers are many, and a copy of a known length is no call.
        match text.as_bytes() {
            [one] => self.out.push(*one),
            [one, two] => self.out.extend_from_slice(&[*one, *two]),
            [one, two, three] => self.out.extend_from_slice(&[*one, *two, *three]),
            bytes => self.out.extend_from_slice(bytes),
        }
    }

    /// The buffer, for what is known to need no escaping.
    #[inline]
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        self.out
    }

    /// Where the next byte stands, for [`Text::since`].
    pub(crate) fn here(&self) -> usize {
        self.out.len() - self.state.inserted
    }

    /// What was written since then.
    pub(crate) fn since(&self, here: usize) -> &[u8] {
        self.out
            .get(here + self.state.inserted..)
            .unwrap_or_default()
    }

    /// Writes a name with a prefix, which is declared in the start tag that the text stands in or after.
    pub(crate) fn name(&mut self, name: &crate::value::QName) {
        if !name.namespace().is_empty()
            && let Some(prefix) = self.prefix_of(name.namespace())
        {
            self.push_plain(&prefix);
            self.push_plain(":");
        }
        self.push(name.local());
    }

    /// The prefix of a namespace in the tag that the text stands in or after.
    fn prefix_of(&mut self, namespace: &str) -> Option<String> {
        // Neither `>` nor, in an attribute, `"` is written as it is: the last one ends the tag, or begins the value.
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
        self.state.prefixes += 1;
        let prefix = format!("q{}", self.state.prefixes);
        let mut declaration = format!(" xmlns:{prefix}=\"").into_bytes();
        let attribute = std::mem::replace(&mut self.state.attribute, true);
        Text {
            out: &mut declaration,
            state: self.state,
        }
        .push(namespace);
        self.state.attribute = attribute;
        declaration.push(b'"');
        self.state.inserted += declaration.len();
        let (at, names) = &mut self.state.names;
        *at = place + declaration.len();
        names.push((namespace.to_owned(), prefix.clone()));
        self.out.splice(place..place, declaration);
        Some(prefix)
    }

    /// Notes that the value cannot be written.
    #[cold]
    pub fn fail(&mut self, message: &str) {
        self.note(EncodeErrorKind::Value, message.to_owned());
    }

    fn note(&mut self, kind: EncodeErrorKind, message: String) {
        if self.state.error.is_none() {
            self.state.error = Some(Problem {
                kind,
                message,
                path: None,
            });
        }
    }

    #[inline(never)]
    fn push_slowly(&mut self, text: &str) {
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

/// Bytes that are written as they are, whatever the place. 0xEF starts U+FFFE and U+FFFF.
static PLAIN: [bool; 256] = {
    let mut table = [true; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte >= 0x20 && !matches!(byte as u8, b'&' | b'<' | b'>' | b'"' | 0xEF);
        byte += 1;
    }
    table
};

/// Whether a byte of `word` is perhaps not written as it is.
#[inline(always)]
fn is_odd(word: u64) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // Nonzero if a byte of `word` is `byte` (Mycroft's test: no false negatives, and false positives only cost time).
    const fn has(word: u64, byte: u8) -> u64 {
        let x = word ^ (ONES * byte as u64);
        x.wrapping_sub(ONES) & !x
    }
    // Texts in ASCII need fewer tests: the high bits are clear, so the complements can be left out, as 0x80 - 1 has none.
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

/// Whether `bytes` are written as they are. Eight at a time, without a branch per byte.
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

/// Text as it was before it was escaped here.
#[cfg(feature = "facets")]
fn unescape(text: &[u8]) -> std::borrow::Cow<'_, str> {
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
        // Last, so that nothing is taken for an escape that is none.
        ("&amp;", "&"),
    ] {
        plain = plain.replace(escaped, char);
    }
    plain.into()
}

/// Appends an attribute value to `out`, for names and addresses that XML can carry.
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
                    let mut writer = Writer::new(&mut out, &WriteOptions::default());
                    writer.text().push(&text);
                    assert!(writer.finish().is_ok());
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
