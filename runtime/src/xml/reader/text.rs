//! Text of elements: references, CDATA sections, line ends.

use std::borrow::Cow;
use std::ops::Range;

use super::{Reader, Token};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::xml::chars;

impl<'a> Reader<'a> {
    /// Takes the text of the element whose start tag was just taken, and its end tag. The caller pops.
    #[inline]
    pub(crate) fn element_text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        match self.plain_text() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.element_text_general(),
        }
    }

    /// Like [`element_text`](Self::element_text) for plain text: one piece, no references, followed by the end tag.
    /// Otherwise `None`.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn plain_text(&mut self) -> Option<&'a str> {
        self.value_at = self.pos;
        if self.tag.empty {
            self.tag.empty = false;
            return Some("");
        }
        let length = markup(self.rest())?;
        let after = self.closes_at(self.pos + length)?;
        let text = self.text.get(self.pos..self.pos + length)?;
        if length > self.text_limit
            || self.irregular && memchr::memchr2(b'\r', b'>', text.as_bytes()).is_some()
        {
            return None;
        }
        self.pos = after;
        Some(text)
    }

    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn element_text_general(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        let start = self.pos;
        let mut text = Cow::Borrowed("");
        loop {
            let piece = match self.token()? {
                Token::End => return Ok(text),
                Token::Start => {
                    let (_, local) = self.name();
                    return Err(self.fail(
                        DecodeErrorKind::Content,
                        self.tag.offset,
                        format!("the element <{local}> is where text is expected"),
                    ));
                }
                Token::Text(range) => self.resolve_text(range)?,
                Token::Cdata(range) => lines(self.text.get(range).unwrap_or_default()),
            };
            if text.len() + piece.len() > self.options.limits.text {
                let most = self.options.limits.text;
                return Err(self.fail(
                    DecodeErrorKind::Limit,
                    start,
                    format!("a text is longer than {most} bytes"),
                ));
            }
            if text.is_empty() {
                text = piece;
            } else {
                text.to_mut().push_str(&piece);
            }
        }
    }

    /// The text of a CDATA section, with line ends as LF.
    pub(crate) fn cdata(&self, range: Range<usize>) -> Cow<'a, str> {
        lines(self.text.get(range).unwrap_or_default())
    }

    /// Text with references resolved and line ends as LF.
    pub(crate) fn resolve_text(&self, range: Range<usize>) -> Result<Cow<'a, str>, DecodeError> {
        let raw = self.text.get(range.clone()).unwrap_or_default();
        if memchr::memchr2(b'&', b'\r', raw.as_bytes()).is_none() {
            return Ok(Cow::Borrowed(raw));
        }
        let mut text = String::with_capacity(raw.len());
        self.resolve_into(range, false, &mut text)?;
        Ok(Cow::Owned(text))
    }

    /// Appends raw text, with references resolved and line ends as LF; in attributes, white space as spaces.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(super) fn resolve_into(
        &self,
        range: Range<usize>,
        attribute: bool,
        out: &mut String,
    ) -> Result<(), DecodeError> {
        let mut at = range.start;
        let mut rest = self.text.get(range).unwrap_or_default();
        let special = |byte: u8| match byte {
            b'&' | b'\r' => true,
            b'\t' | b'\n' => attribute,
            _ => false,
        };
        while let Some(length) = rest.bytes().position(special) {
            out.push_str(rest.get(..length).unwrap_or_default());
            at += length;
            rest = rest.get(length..).unwrap_or_default();
            let taken = if rest.starts_with('&') {
                let (char, taken) = self.reference(rest, at)?;
                out.push(char);
                taken
            } else {
                out.push(if attribute { ' ' } else { '\n' });
                if rest.starts_with("\r\n") { 2 } else { 1 }
            };
            at += taken;
            rest = rest.get(taken..).unwrap_or_default();
        }
        out.push_str(rest);
        Ok(())
    }

    /// The character of the reference at the start of `rest`, and the length of the reference.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn reference(&self, rest: &str, at: usize) -> Result<(char, usize), DecodeError> {
        let name = reference_name(rest);
        let char = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "apos" => Some('\''),
            "quot" => Some('"'),
            _ => {
                let code = character_code(name);
                if self.options.any_character
                    && let Some(high @ 0xD800..=0xDFFF) = code
                {
                    return Ok(surrogate(high, name.len() + 2, rest));
                }
                code.and_then(char::from_u32)
                    .filter(|char| chars::is_char(*char) || self.options.any_character)
            }
        };
        match char {
            Some(char) => Ok((char, name.len() + 2)),
            None if name.is_empty() => {
                Err(self.fail(DecodeErrorKind::Syntax, at, "\"&\" starts no reference"))
            }
            None if name.starts_with('#') => Err(self.fail(
                DecodeErrorKind::Syntax,
                at,
                format!("&{name}; is not a character that XML allows"),
            )),
            None => Err(self.fail(
                DecodeErrorKind::Syntax,
                at,
                format!("the entity &{name}; is not declared"),
            )),
        }
    }
}

/// The name of the reference at the start of `rest`; empty if there is none.
fn reference_name(rest: &str) -> &str {
    // The longest one is `&#x0010FFFF;`, without leading zeros.
    let head = rest
        .as_bytes()
        .get(..rest.len().min(64))
        .unwrap_or_default();
    memchr::memchr(b';', head)
        .and_then(|end| rest.get(1..end))
        .unwrap_or_default()
}

/// The number of a character reference.
fn character_code(name: &str) -> Option<u32> {
    let number = name.strip_prefix('#')?;
    match number.strip_prefix('x') {
        Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u32::from_str_radix(hex, 16).ok()
        }
        None if number.bytes().all(|byte| byte.is_ascii_digit()) => number.parse().ok(),
        _ => None,
    }
}

/// The character of a reference to a surrogate, together with the next reference if that is the other half; and the
/// length of both in `rest`. One half alone is U+FFFD.
#[cold]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX; two surrogates"
)]
fn surrogate(first: u32, length: usize, rest: &str) -> (char, usize) {
    let after = rest.get(length..).unwrap_or_default();
    if let (0xD800..=0xDBFF, true) = (first, after.starts_with('&')) {
        let name = reference_name(after);
        if let Some(second @ 0xDC00..=0xDFFF) = character_code(name)
            && let Some(char) =
                char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        {
            return (char, length + name.len() + 2);
        }
    }
    (char::REPLACEMENT_CHARACTER, length)
}

/// The offset of the first `<` or `&`. Most texts are short, so two words are checked before a search is set up.
#[inline]
#[allow(clippy::arithmetic_side_effects, reason = "bytes of a word")]
fn markup(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // The lowest bit set is exact; higher ones may be wrong.
    let found = |word: u64| {
        let (open, and) = (word ^ (ONES * b'<' as u64), word ^ (ONES * b'&' as u64));
        (open.wrapping_sub(ONES) & !open | and.wrapping_sub(ONES) & !and) & HIGH
    };
    if let Some(words) = bytes.first_chunk::<16>() {
        let (words, _) = words.as_chunks::<8>();
        for (index, word) in words.iter().enumerate() {
            let found = found(u64::from_le_bytes(*word));
            if found != 0 {
                return Some(8 * index + found.trailing_zeros() as usize / 8);
            }
        }
    }
    memchr::memchr2(b'<', b'&', bytes)
}

/// Line ends as LF (XML 1.0, section 2.11).
fn lines(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((line, after)) = rest.split_once('\r') {
        out.push_str(line);
        out.push('\n');
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    out.push_str(rest);
    Cow::Owned(out)
}
