//! Decodes the bytes of a message to text.

use std::borrow::Cow;

use crate::error::{DecodeError, DecodeErrorKind};

/// The text of a message, and the number of bytes before it (a byte order mark).
pub(crate) type Decoded<'a> = (Cow<'a, str>, usize);

/// Decodes `input` by its byte order mark, the `charset` of its media type, or its XML declaration, in this order
/// (XML 1.0, appendix F; RFC 7303, section 3).
///
/// It knows UTF-8, UTF-16, US-ASCII, ISO-8859-1 and windows-1252; with the feature `encodings` all encodings of the
/// WHATWG's Encoding Standard.
///
/// # Errors
/// The kind is `Encoding`: the encoding is unknown, or the bytes are not text in it.
pub(crate) fn decode<'a>(
    input: &'a [u8],
    charset: Option<&str>,
) -> Result<Decoded<'a>, DecodeError> {
    if let Some(rest) = input.strip_prefix(b"\xEF\xBB\xBF") {
        return utf8(rest, 3).map(|text| (Cow::Borrowed(text), 3));
    }
    if let Some(rest) = input.strip_prefix(b"\xFF\xFE") {
        return utf16(rest, u16::from_le_bytes).map(|text| (Cow::Owned(text), 0));
    }
    if let Some(rest) = input.strip_prefix(b"\xFE\xFF") {
        return utf16(rest, u16::from_be_bytes).map(|text| (Cow::Owned(text), 0));
    }
    match (input, charset) {
        ([b'<', 0, ..], _) => utf16(input, u16::from_le_bytes).map(|text| (Cow::Owned(text), 0)),
        ([0, b'<', ..], _) => utf16(input, u16::from_be_bytes).map(|text| (Cow::Owned(text), 0)),
        (_, Some(charset)) => named(input, charset.trim_matches(['"', '\'', ' '])),
        (_, None) => named(input, declared(input).unwrap_or("utf-8")),
    }
}

/// Decodes by the name of an encoding.
fn named<'a>(input: &'a [u8], name: &str) -> Result<Decoded<'a>, DecodeError> {
    let is = |known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(name));
    if name.is_empty() || is(&["utf-8", "utf8"]) {
        return utf8(input, 0).map(|text| (Cow::Borrowed(text), 0));
    }
    if is(&["us-ascii", "ascii"]) {
        return match input.iter().position(|byte| !byte.is_ascii()) {
            Some(at) => Err(invalid("US-ASCII", at)),
            None => utf8(input, 0).map(|text| (Cow::Borrowed(text), 0)),
        };
    }
    if is(&["iso-8859-1", "latin1", "iso8859-1", "l1"]) {
        return Ok((input.iter().map(|byte| char::from(*byte)).collect(), 0));
    }
    if is(&["windows-1252", "cp1252"]) {
        return windows1252(input).map(|text| (Cow::Owned(text), 0));
    }
    if is(&["utf-16", "utf-16be"]) {
        return utf16(input, u16::from_be_bytes).map(|text| (Cow::Owned(text), 0));
    }
    if is(&["utf-16le"]) {
        return utf16(input, u16::from_le_bytes).map(|text| (Cow::Owned(text), 0));
    }
    other(input, name).map(|text| (Cow::Owned(text), 0))
}

/// Decodes bytes in one of the rare encodings, by its name.
#[cfg(feature = "encodings")]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn other(input: &[u8], name: &str) -> Result<String, DecodeError> {
    let Some(encoding) = encoding_rs::Encoding::for_label(name.as_bytes()) else {
        return Err(unsupported(name, ""));
    };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let capacity = decoder.max_utf8_buffer_length_without_replacement(input.len());
    let mut text = String::with_capacity(capacity.unwrap_or(input.len()));
    match decoder.decode_to_string_without_replacement(input, &mut text, true) {
        (encoding_rs::DecoderResult::Malformed(length, after), read) => {
            let at = read - usize::from(length) - usize::from(after);
            Err(invalid(encoding.name(), at))
        }
        _ => Ok(text),
    }
}

#[cfg(not(feature = "encodings"))]
fn other(_: &[u8], name: &str) -> Result<String, DecodeError> {
    let help = "; the feature `encodings` of soap-runtime reads more encodings";
    Err(unsupported(name, help))
}

/// The name is the end of the message: it may be the beginning of a secret that was cut off at a quote, and is masked there.
fn unsupported(name: &str, help: &str) -> DecodeError {
    let shown: String = name.chars().take(40).collect();
    let shown = shown.escape_debug();
    DecodeError::at(
        DecodeErrorKind::Encoding,
        0,
        format!("the encoding is not supported{help}: {shown}"),
    )
}

/// The encoding in the XML declaration.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn declared(input: &[u8]) -> Option<&str> {
    let rest = input.strip_prefix(b"<?xml")?;
    let head = rest.get(..rest.len().min(200))?;
    let head = head.get(..memchr::memmem::find(head, b"?>")?)?;
    let at = memchr::memmem::find(head, b"encoding")?;
    let rest = std::str::from_utf8(head.get(at + "encoding".len()..)?).ok()?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest
        .chars()
        .next()
        .filter(|char| matches!(char, '"' | '\''))?;
    rest.get(1..)?.split(quote).next()
}

fn invalid(encoding: &str, at: usize) -> DecodeError {
    DecodeError::at(
        DecodeErrorKind::Encoding,
        at,
        format!("the message is not valid {encoding}"),
    )
}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn utf8(input: &[u8], base: usize) -> Result<&str, DecodeError> {
    simdutf8::compat::from_utf8(input).map_err(|error| invalid("UTF-8", base + error.valid_up_to()))
}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn utf16(input: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let (pairs, rest) = input.as_chunks::<2>();
    let mut text = String::with_capacity(input.len());
    let mut at = 2;
    for char in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let char = char.map_err(|_| invalid("UTF-16", at))?;
        at += 2 * char.len_utf16();
        text.push(char);
    }
    if rest.is_empty() {
        Ok(text)
    } else {
        Err(invalid("UTF-16", at))
    }
}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn windows1252(input: &[u8]) -> Result<String, DecodeError> {
    const HIGH: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0',
        '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    let mut text = String::with_capacity(input.len());
    for (at, &byte) in input.iter().enumerate() {
        let char = match byte {
            0x80..=0x9F => HIGH
                .get(usize::from(byte - 0x80))
                .copied()
                .unwrap_or_default(),
            _ => char::from(byte),
        };
        if char == '\0' && byte != 0 {
            return Err(invalid("windows-1252", at));
        }
        text.push(char);
    }
    Ok(text)
}

/// The most bytes of a message that say which encoding it has.
#[cfg(feature = "http")]
const HEAD: usize = 256;

/// The text of a message that is still arriving. In UTF-8 it is decoded as it arrives; in any other encoding when all of it is there.
#[cfg(feature = "http")]
pub(crate) struct TextDecoder {
    charset: Option<String>,
    /// Bytes that are not decoded yet.
    bytes: Vec<u8>,
    state: State,
    /// The bytes that were decoded, and the byte order mark before them.
    decoded: usize,
    base: usize,
    limit: usize,
}

#[cfg(feature = "http")]
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unknown,
    Utf8,
    Other,
}

#[cfg(feature = "http")]
impl TextDecoder {
    /// A message of which no more than `limit` bytes are kept.
    pub(crate) fn new(charset: Option<&str>, limit: usize) -> Self {
        Self {
            charset: charset.map(str::to_owned),
            bytes: Vec::new(),
            state: State::Unknown,
            decoded: 0,
            base: 0,
            limit,
        }
    }

    /// The length of the byte order mark.
    pub(crate) fn base(&self) -> usize {
        self.base
    }

    /// Takes bytes, and gives text to `out`.
    pub(crate) fn push(
        &mut self,
        bytes: &[u8],
        out: &mut dyn FnMut(&str) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        if self.state == State::Utf8 && self.bytes.is_empty() {
            return self.utf8(bytes, out);
        }
        self.bytes.extend_from_slice(bytes);
        if self.state == State::Unknown && self.bytes.len() >= HEAD {
            self.judge();
        }
        match self.state {
            State::Utf8 => {
                let bytes = std::mem::take(&mut self.bytes);
                self.utf8(&bytes, out)
            }
            _ if self.bytes.len() > self.limit => Err(DecodeError::at(
                DecodeErrorKind::Limit,
                self.limit,
                format!("the message is longer than {} bytes", self.limit),
            )),
            _ => Ok(()),
        }
    }

    /// Gives the last text to `out`.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn end(
        &mut self,
        out: &mut dyn FnMut(&str) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let bytes = std::mem::take(&mut self.bytes);
        if self.state == State::Utf8 {
            return match bytes.is_empty() {
                true => Ok(()),
                false => Err(invalid("UTF-8", self.base + self.decoded)),
            };
        }
        let (text, base) = decode(&bytes, self.charset.as_deref())?;
        self.base = base;
        out(&text)
    }

    /// Finds out whether the message is in UTF-8: see [`decode`].
    fn judge(&mut self) {
        let is_utf8 = |name: &str| {
            let name = name.trim_matches(['"', '\'', ' ']);
            name.is_empty()
                || ["utf-8", "utf8"]
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(name))
        };
        let is = match (&self.bytes[..], self.charset.as_deref()) {
            ([0xEF, 0xBB, 0xBF, ..], _) => {
                self.base = 3;
                self.bytes.drain(..3);
                true
            }
            ([0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'<', 0, ..] | [0, b'<', ..], _) => false,
            (_, Some(charset)) => is_utf8(charset),
            (bytes, None) => is_utf8(declared(bytes).unwrap_or("utf-8")),
        };
        self.state = if is { State::Utf8 } else { State::Other };
    }

    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn utf8(
        &mut self,
        bytes: &[u8],
        out: &mut dyn FnMut(&str) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let (text, rest) = match simdutf8::compat::from_utf8(bytes) {
            Ok(text) => (text, &[][..]),
            // A character may be cut.
            Err(error) if error.error_len().is_none() => {
                let (text, rest) = bytes.split_at(error.valid_up_to());
                (utf8(text, 0)?, rest)
            }
            Err(error) => {
                let at = self.base + self.decoded + error.valid_up_to();
                return Err(invalid("UTF-8", at));
            }
        };
        self.decoded += text.len();
        self.bytes.extend_from_slice(rest);
        out(text)
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    fn text(input: &[u8], charset: Option<&str>) -> String {
        match decode(input, charset) {
            Ok((text, _)) => text.into_owned(),
            Err(error) => format!("{}@{}", error.message(), error.offset()),
        }
    }

    #[test]
    fn encodings() {
        assert_eq!(text("\u{FEFF}<a>é".as_bytes(), Some("latin1")), "<a>é");
        assert_eq!(text(b"<a>\xC6", Some("ISO-8859-1")), "<a>Æ");
        assert_eq!(
            text(b"<?xml version='1.0' encoding='iso-8859-1'?>\xC6", None),
            "<?xml version='1.0' encoding='iso-8859-1'?>Æ"
        );
        assert_eq!(text(b"<a>\x80", Some("windows-1252")), "<a>€");
        assert_eq!(
            text(b"<a>\x81", Some("windows-1252")),
            "the message is not valid windows-1252@3"
        );
        let wide: Vec<u8> = "<é😀".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&wide, None), "<é😀");
        assert_eq!(text(&wide, Some("utf-8")), "<é😀");
        assert_eq!(text(&[b"\xFF\xFE", &wide[..]].concat(), None), "<é😀");
        assert_eq!(
            text(&wide[..wide.len() - 2], None),
            "the message is not valid UTF-16@6"
        );
        assert_eq!(text(b"<a>\xFF", None), "the message is not valid UTF-8@3");
        assert_eq!(
            text(b"<a>\xC6", Some("us-ascii")),
            "the message is not valid US-ASCII@3"
        );
    }

    #[test]
    #[cfg(feature = "encodings")]
    fn more_encodings() {
        assert_eq!(text(b"<a>\xB1", Some("iso-8859-2")), "<a>ą");
        assert_eq!(text(b"<a>\xCF", Some("windows-1251")), "<a>П");
        assert_eq!(text(b"<a>\x93\xFA\x96\x7B", Some("Shift_JIS")), "<a>日本");
        assert_eq!(
            text(b"<?xml version='1.0' encoding='ISO-8859-15'?>\xA4", None),
            "<?xml version='1.0' encoding='ISO-8859-15'?>€"
        );
        assert_eq!(
            text(b"<a>\x93", Some("Shift_JIS")),
            "the message is not valid Shift_JIS@3"
        );
        assert_eq!(
            text(b"<a/>", Some("ebcdic")),
            "the encoding is not supported: ebcdic@0"
        );
    }

    #[test]
    #[cfg(not(feature = "encodings"))]
    fn fewer_encodings() {
        assert_eq!(
            text(b"<a/>", Some("iso-8859-2")),
            "the encoding is not supported; the feature `encodings` of soap-runtime reads more encodings: iso-8859-2@0"
        );
    }
}
